# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# Reading CSV as l2d-csv(5) has it.  The caller sets file and shown, its name in messages, and lines = 0, line = 1.
# After read_record: field[1..fields] the values, width[] their raw bytes, line the line of the record.

# A message on field k of the current record.
function fail(k, why,    i, at) {
	at = 1
	for (i = 1; i < k; i++)
		at += width[i] + 1
	fail_at(at, why)
}

# The same on byte `at` of the record: file, line and byte column.
function fail_at(at, why,    before, newlines) {
	before = substr(record, 1, at - 1)
	newlines = gsub(/\n/, "&", before)
	sub(/.*\n/, "", before)
	quit(3, shown ":" line + newlines ":" length(before) + 1 ": " why)
}

# Says why and ends.
function quit(status, why) {
	print "l2d-plot: " why > "/dev/stderr"
	exit status
}

function excerpt(s) {
	gsub(/[\001-\037\177]/, "?", s)
	return length(s) > 60 ? substr(s, 1, 57) "..." : s
}

# Reads a record of file into field[1..fields]; false at the end.
function read_record(    more, quotes, next_line) {
	line += lines
	lines = 1
	if ((more = (getline record < file)) < 1) {
		if (more < 0)
			quit(4, shown ": read error")
		return 0
	}
	if (line == 1)
		sub(/^\357\273\277/, "", record)
	for (quotes = gsub(/"/, "&", record); quotes % 2; quotes += gsub(/"/, "&", next_line)) {
		if ((getline next_line < file) < 1) {
			match(record, /"[^"]*$/)
			fail_at(RSTART, "the quote opened here is never closed")
		}
		record = record "\n" next_line
		lines++
	}
	sub(/\r$/, "", record)
	if (quotes)
		split_quoted()
	else {
		refuse_return(record, 1)
		fields = split(record, field, ",")
		for (more = 1; more <= fields; more++)
			width[more] = length(field[more])
	}
	if (!fields)
		field[fields = 1] = width[1] = ""
	return 1
}

# Refuses a carriage return in s, which starts at byte `at` of the record.
function refuse_return(s, at) {
	if (index(s, "\r"))
		fail_at(at + index(s, "\r") - 1, "carriage return without a line feed")
}

# Between quote characters lie, by turns, text outside and text inside quotes; nothing outside, within a field,
# is an escaped quote.  Blanks between a quote and a comma are dropped.
function split_quoted(    n, part, i, m, piece, j, at) {
	n = split(record, part, /"/) # a regexp: with a character, some awks split at newlines too
	fields = 1
	field[1] = ""
	width[1] = 0
	at = 1
	for (i = 1; i <= n; at += length(part[i++]) + 1) {
		width[fields] += i > 1
		if (i % 2 == 0 || (part[i] == "" && i > 1 && i < n)) {
			field[fields] = field[fields] (i % 2 ? "\"" : part[i])
			width[fields] += length(part[i])
			continue
		}
		refuse_return(part[i], at)
		m = split(part[i], piece, ",")
		for (j = 1; j <= m; j++) {
			if (j > 1) {
				field[++fields] = ""
				width[fields] = 0
			}
			width[fields] += length(piece[j])
			if ((j > 1 || i == 1) && (j < m || i == n))
				field[fields] = piece[j]
			else if (piece[j] ~ /[^ \t]/)
				fail_at(at + (j == 1 && i > 1 ? match(piece[1], /[^ \t]/) - 1 : length(part[i])), "malformed quoting")
		}
	}
}
