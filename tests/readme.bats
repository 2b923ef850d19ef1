# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# Every example of README.md is typed in and gives the output that it shows (numbers: see alike).
#
# See tests/examples.awk for what an example is.  All run in one shell, from a folder that looks like the project's.

load common

@test "the examples of README.md" {
	mkdir build
	ln -s "$(cd "$ROOT/$BUILD/bin" && pwd)" build/bin
	ln -s "$TESTDATA" testdata
	n=$(mkdir examples && cd examples && awk -f "$BATS_TEST_DIRNAME/examples.awk" "$ROOT/README.md")
	[ "$n" -gt 10 ]
	for i in $(seq 1 "$n"); do
		echo "echo '@@@ $i'" | cat - "examples/$i.command" >> script
		echo "@@@ $i" | cat - "examples/$i.output" >> wanted
	done
	bash script 2>&1 | grep -v ': replaced columns of the input: ' > got || true # the output tells
	alike wanted got
}

@test "README.md and l2d(7) name every program" {
	for f in "$ROOT"/bin/l2d-*; do
		name=$(basename "${f%.*}")
		grep -q "\`$name\`" "$ROOT/README.md"
		grep -q "^\.It Xr $name 1" "$ROOT/man/l2d.7"
	done
	for name in $(grep -o 'l2d-[a-z]*' "$ROOT/README.md" | sort -u); do
		case $name in l2d-csv|l2d-model|l2d-stats|l2d-news|l2d-cookbook|l2d-cluster) [ -f "$ROOT"/man/"$name".? ] ;; *) [ -f "$ROOT/man/$name.1" ] ;; esac
	done
}

@test "README.md names every experiment" {
	for f in "$ROOT"/pipelines/*/; do
		[ -f "$f/README.md" ]
		grep -q "^- \`$(basename "$f")\`: " "$ROOT/README.md"
	done
}

@test "every file that README.md names is there" {
	grep -oE '(tests|man|lib|pipelines)/[A-Za-z0-9./_-]*[A-Za-z0-9]' "$ROOT/README.md" | grep -v NAME | sort -u > named
	[ "$(wc -l < named)" -gt 8 ]
	while read -r name; do [ -e "$ROOT/$name" ] || { echo "$name"; return 1; }; done < named
}

@test "README.md has no line beyond 80 columns" {
	! LC_ALL=C.UTF-8 grep -nE '^.{81,}' "$ROOT/README.md"
}
