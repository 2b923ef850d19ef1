# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# The examples of a man page or of a page of Markdown as files N.command and N.output in the current folder; prints how many.
#
# An example is a line "$ command" of a literal display (.Bd -literal ... .Ed) of a section EXAMPLES,
# or of a fenced block (```).  A command that ends in "\" goes on in the next line, one that has << "EOF" goes on until EOF, and a
# rule of make, cat > Makefile << "EOF", may have tabs.  The lines up to the next "$ " or the end of the block are its whole output.
#
# A comment .\" needs WORDS, or <!-- needs WORDS -->, before a display says what its commands need beyond the packages of make deps (see tests/man.bats).
# Displays with the words of -v needs are taken, without it those that need nothing.
/^\.\\" needs / { need = substr($0, 11); next }
/^\.Sh / { on = /EXAMPLES/; next }
on && /^\.Bd -literal/ { block = need == needs; need = ""; next }
/^\.Ed/ { block = 0; next }
/^<!-- needs .* -->$/ { need = substr($0, 12, length - 15); next }
/^```/ {
	markdown = 1
	fenced = !fenced
	block = fenced && need == needs
	if (fenced)
		need = ""
	more = 0
	shown = 0
	next
}
!block { more = 0; shown = 0; next }
!markdown { sub(/^\\&/, ""); gsub(/\\e/, "\\"); gsub(/\\\(aq/, "\047"); gsub(/\\\(ti/, "~"); gsub(/\\\(ha/, "^"); gsub(/\\-/, "-") }
/^\$ / && more != "EOF" { n++; shown = 1; sub(/^\$ /, ""); printf "" > (n ".output"); more = "\\" }
more {
	print > (n ".command")
	if (more == "EOF")
		more = $0 == "EOF" ? "" : more
	else
		more = /<< ?"EOF"/ ? "EOF" : /\\$/ ? "\\" : ""
	next
}
shown { print > (n ".output") }
END { print n + 0 }
