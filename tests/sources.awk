# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# The files of lib/ that C files need, by what they include: awk -f tests/sources.awk FILE...  A header's code is in the file of its
# name (tests/floors.sh holds that).
function is_there(file,	line) {
	return (getline line < file) >= 0 && !close(file)
}

# FILE includes "X.h": lib/X.c is needed, and what it and the header include.
function follow(file,	line, stem) {
	while ((getline line < file) > 0)
		if (split(line, part, "\"") == 3 && part[1] == "#include " && sub(/[.]h$/, "", part[2]) && !seen[stem = "lib/" part[2]]++)
			todo[++n] = stem
	close(file)
}

BEGIN {
	for (i = 1; i < ARGC; i++)
		follow(ARGV[i])
	for (i = 1; i <= n; i++) {
		follow(todo[i] ".h")
		follow(todo[i] ".cc")
		if (is_there(todo[i] ".c")) {
			print todo[i] ".c"
			follow(todo[i] ".c")
		}
	}
}
