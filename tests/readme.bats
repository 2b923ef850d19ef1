# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# Every example of README.md is typed in and gives the output that it shows (numbers: see alike).
#
# An example is a line "$ command" in a fenced block; a command that ends in "\" goes on in the next line; its output are the
# lines up to the next "$ " or the fence.  All run in one shell, from a folder that looks like the project's.

load common

@test "the examples of README.md" {
	mkdir build
	ln -s "$(cd "$ROOT/$BUILD/bin" && pwd)" build/bin
	ln -s "$TESTDATA" testdata
	awk '
	/^```/ { fenced = !fenced; shown = 0; next }
	!fenced { next }
	/^\$ / { n++; shown = 1; sub(/^\$ /, ""); print "echo \"@@@ " n "\"" > "script"; continued = 1; print "@@@ " n > "wanted" }
	continued { print > "script"; continued = /\\$/; next }
	shown { print > "wanted" }' "$ROOT/README.md"
	[ "$(grep -c '^@@@' wanted)" -gt 10 ]
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
		case $name in l2d-csv|l2d-model|l2d-stats|l2d-news) [ -f "$ROOT"/man/"$name".? ] ;; *) [ -f "$ROOT/man/$name.1" ] ;; esac
	done
}

@test "README.md names every experiment" {
	for f in "$ROOT"/pipelines/*/; do
		[ -f "$f/README.md" ]
		grep -q "^| \`$(basename "$f")\` |" "$ROOT/README.md"
	done
}
