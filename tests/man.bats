# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# Every example of every man page is typed in and gives the output that the page shows.
#
# See tests/examples.awk for what an example is.  Commands run one after the other in one empty folder where testdata/ is at hand;
# those of displays with the same need run in one of their own.

load common

# Python is the distribution's, which has the distribution's packages.
python() {
	mkdir -p bin
	[ ! -x /usr/bin/python3 ] || ln -sf /usr/bin/python3 bin/python3
	PATH=$PWD/bin:$PATH
}

# examples [NEED]: runs the examples of all pages that need this, README.md's among them; sets total.
examples() {
	ln -s "$TESTDATA" testdata
	unset MAKEFLAGS MAKELEVEL
	total=0
	for page in $(grep -l "${1+needs $1}" "$ROOT"/man/*.[1-9] ${1:+"$ROOT/README.md"}); do
		# their tables of 24,783 rows take half of this file's time under the sanitizers; l2d-report.bats and l2d-online.bats are run there
		case ${L2D_SLOW-},$page in 1,*/l2d-report.1 | 1,*/l2d-online.1) continue ;; esac
		rm -rf examples && mkdir examples
		n=$(cd examples && awk -v needs="${1-}" -f "$BATS_TEST_DIRNAME/examples.awk" "$page")
		total=$((total + n))
		case $page,${1-} in *.1,) [ "$n" -gt 0 ] || { echo "$page has no example"; false; } ;; esac
		for i in $(seq 1 "$n"); do
			bash "examples/$i.command" > got 2>&1 || true # the output tells
			same_bytes "examples/$i.output" || { echo "of $page:"; cat "examples/$i.command"; return 1; }
		done
	done
	[ "$total" -gt 0 ]
}

# same_bytes WANT: got is the same, but for a note that says nothing else.  No process is started where it is.
same_bytes() {
	local want got
	IFS= read -r -d '' want < "$1" || true
	IFS= read -r -d '' got < got || true
	[ "$want" != "$got" ] || return 0
	grep -v ': replaced columns of the input: ' got > rest || true
	diff -u "$1" rest
}

# python_examples MODULE: those that need it, of the distribution's packages.
python_examples() {
	python
	python3 -c "import $1" 2> log || skip "no python3-$1"
	examples "python3 $1"
}

# program_examples PROGRAM
program_examples() {
	command -v "$1" > log || skip "no $1"
	examples "$1"
}

@test "the examples of the man pages" { examples; }
@test "the examples that need numpy" { python_examples numpy; }
@test "the examples that need pandas" { python_examples pandas; }
@test "the examples that need polars" { python_examples polars; }
@test "the examples that need pyarrow" { python_examples pyarrow; }
@test "the examples that need sklearn" { slow "a second to start"; python_examples sklearn; }
@test "the examples that need jq" { program_examples jq; }
@test "the examples that need sqlite3" { program_examples sqlite3; }
@test "the examples that need duckdb" { program_examples duckdb; }
@test "the examples that need parallel" { program_examples parallel; }
@test "the examples that need snakemake" { slow "a second to start"; program_examples snakemake; }
@test "the examples that need Rscript" { program_examples Rscript; }

@test "whatever examples need has a test" {
	sed -n 's/^\.\\" needs \(python3 \)*//p; s/^<!-- needs \(python3 \)*\(.*\) -->$/\2/p' "$ROOT"/man/*.[1-9] "$ROOT/README.md" | sort -u > needs
	[ -s needs ]
	while read -r need; do grep -q "_examples $need; }" "$BATS_TEST_FILENAME"; done < needs
}

@test "the man pages are clean mdoc" {
	command -v mandoc
	mandoc -T lint -W warning "$ROOT"/man/*.[1-9]
}

# An author's name that is a macro (An, Do) makes groff lose the reference.
@test "fault: troff: cannot chop empty macro" {
	slow "every page by groff"
	command -v groff > /dev/null || skip "no groff"
	for page in "$ROOT"/man/*.[1-9]; do
		groff -mandoc -Tutf8 "$page" 2>&1 > /dev/null | diff -u /dev/null - || { echo "$page"; return 1; }
	done
}
