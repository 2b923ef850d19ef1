# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# Every example of every man page is typed in and gives the output that the page shows.
#
# An example is a line "$ command" of a literal display (.Bd -literal ... .Ed) in EXAMPLES; a command that ends in "\" (\e in
# the page) goes on in the next line.  The lines up to the next "$ " or .Ed are its whole output.  Commands run
# one after the other in one empty folder where testdata/ is at hand.

load common

# The examples of a page as alternating files N.command and N.output.
extract() {
	awk '
	/^\.Sh / { on = /EXAMPLES/ }
	on && /^\.Bd -literal/ { literal = 1; next }
	/^\.Ed/ { literal = 0; continued = 0; next }
	!literal { next }
	{ sub(/^\\&/, ""); gsub(/\\e/, "\\"); gsub(/\\\(aq/, "\047"); gsub(/\\-/, "-") }
	/^\$ / { n++; sub(/^\$ /, ""); printf "" > n ".output"; continued = 1 }
	continued { print > n ".command"; continued = /\\$/; next }
	n { print > n ".output" }
	END { print n + 0 }' "$1"
}

@test "the examples of the man pages" {
	ln -s "$TESTDATA" testdata
	total=0
	for page in "$ROOT"/man/*.[1-9]; do
		rm -rf examples && mkdir examples
		n=$(cd examples && extract "$page")
		total=$((total + n))
		case $page in *.1) [ "$n" -gt 0 ] || { echo "$page has no example"; false; } ;; esac
		for i in $(seq 1 "$n"); do
			bash "examples/$i.command" 2>&1 | grep -v ': replaced columns of the input: ' > got || true # the output tells
			diff -u "examples/$i.output" got || { echo "of $page:"; cat "examples/$i.command"; return 1; }
		done
	done
	[ "$total" -gt 0 ]
}

@test "the man pages are clean mdoc" {
	command -v mandoc
	mandoc -T lint -W warning "$ROOT"/man/*.[1-9]
}

# An author's name that is a macro (An, Do) makes groff lose the reference.
@test "fault: troff: cannot chop empty macro" {
	command -v groff > /dev/null || skip "no groff"
	for page in "$ROOT"/man/*.[1-9]; do
		groff -mandoc -Tutf8 "$page" 2>&1 > /dev/null | diff -u /dev/null - || { echo "$page"; return 1; }
	done
}
