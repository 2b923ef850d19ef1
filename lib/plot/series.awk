# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# Tables into the series of a figure.
# Series s: label[s], rows[s], and row[s, 1..rows[s]] as gnuplot reads it.  Agents of a workload: agent[1..nagent].
# The caller sets, for a table: kind, bys and by_name[], input, ninput, given and named (the label asked for, the one to
# use), value (the column drawn over coverage, "" to choose one), and what csv.awk wants.

function need(name,    i, near, d, best) {
	if (name in column)
		return column[name]
	for (i = 1; i <= fields; i++) {
		d = distance(name, field[i])
		if (near == "" || d < best) {
			near = field[i]
			best = d
		}
	}
	fail(1, "no column '" name "'" (near == "" ? "" : "; the nearest there is '" excerpt(near) "'"))
}

# Levenshtein.
function distance(a, b,    i, j, old, d, up) {
	for (j = 0; j <= length(b); j++)
		d[j] = j
	for (i = 1; i <= length(a); i++) {
		old = d[0]++
		for (j = 1; j <= length(b); j++) {
			up = d[j]
			d[j] = least(least(up, d[j - 1]) + 1, old + (substr(a, i, 1) != substr(b, j, 1)))
			old = up
		}
	}
	return d[length(b)]
}

function least(a, b) {
	return a < b ? a : b
}

function read_header(    i) {
	lines = 0
	line = 1
	fields = record = ""
	if (!read_record())
		fail(1, "the file is empty: no header line")
	split("", column)
	for (i = 1; i <= fields; i++) {
		if (field[i] in column)
			fail(i, "column '" excerpt(field[i]) "': the name stands twice in the header")
		column[field[i]] = i
	}
}

function bad(k, why) {
	fail(k, "column '" excerpt(name_of[k]) "': " why ": '" excerpt(field[k]) "'")
}

# Cell k, a number from 0 to most; "" where it is empty.  A mean may be a rounding error above 1.
function number(k, most) {
	if (field[k] == "")
		return ""
	if (field[k] !~ /^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$/)
		bad(k, "not a number")
	if (field[k] < 0 || field[k] - 1e-9 > most)
		bad(k, most == 1 ? "not in [0, 1]" : "out of range")
	return field[k] + 0
}

function needed_number(k, most) {
	if (field[k] == "")
		bad(k, "a needed cell is missing")
	return number(k, most)
}

# The series that the current record belongs to.  A bare number says little, so its column is named.
function series_of(    i, key, s) {
	for (i = 1; i <= bys; i++) {
		s = field[by_column[i]]
		key = key (i > 1 ? ", " : "") (s ~ /^[-+0-9.]/ ? by_name[i] "=" : "") s
	}
	if ((input, key) in series)
		return series[input, key]
	s = series[input, key] = ++nseries
	label[s] = bys && (given != "" || ninput > 1) ? named ": " key : bys ? key : named
	file_of[s] = shown
	return s
}

function add(s, text) {
	row[s, ++rows[s]] = text
}

# Rows of a series run along column k, up or down; a turn means that there are several series.
function run_along(s, k, x) {
	if (s in last && x != last[s]) {
		if (s in way && way[s] != (x > last[s]))
			bad(k, "turns back, where another " (kind == "reliability" ? "diagram" : "curve") \
				" begins? --by COLUMN tells them apart")
		way[s] = x > last[s]
	}
	last[s] = x
}

function add_bin(s, k,    lo, hi, n, mean, share, below, above) {
	lo = needed_number(k["lo"], 1)
	hi = needed_number(k["hi"], 1)
	n = needed_number(k["n"], 1e300)
	run_along(s, k["lo"], lo)
	if (n > most_cases)
		most_cases = n
	mean = number(k["confidence"], 1)
	share = number(k["frequency"], 1)
	below = number(k["wilson_lo"], 1)
	above = number(k["wilson_hi"], 1)
	if (mean == "" || share == "")
		mean = share = "NaN"
	if (below == "" || above == "")
		below = above = share
	add(s, lo " " hi " " n " " mean " " share " " below " " above)
}

function add_point(s, k, y,    x) {
	x = needed_number(k["coverage"], 1)
	run_along(s, k["coverage"], x)
	y = number(k[y], 1)
	if (y != "")
		add(s, x " " y)
}

# The shares in the record are the whole series.
function add_shares(s,    i) {
	if (s in rows)
		fail(1, "a second row of shares; rows are told apart by --by COLUMN")
	rows[s] = 0
	for (i = 1; i <= fields; i++)
		if (name_of[i] ~ /^share_/ && field[i] != "") {
			agent_of = substr(name_of[i], 7)
			if (!(agent_of in agent_place)) {
				agent_place[agent_of] = ++nagent
				agent[nagent] = agent_of
			}
			add(s, agent_place[agent_of] " " number(i, 1))
		}
}

function ragged(why, nheader) {
	if (fields > nheader)
		fail(nheader + 1, why)
	fail_at(length(record) + 1, why)
}

function read_table(    names, n, i, k, s, nheader) {
	read_header()
	n = split(wanted[kind], names, " ")
	for (i = 1; i <= n; i++)
		k[names[i]] = need(names[i])
	if (kind == "coverage" && value == "")
		value = "auroc" in column ? "auroc" : "ap" in column ? "ap" : "system_accuracy"
	if (value != "")
		k[value] = need(value)
	for (i = 1; i <= bys; i++)
		by_column[i] = need(by_name[i])
	split("", name_of)
	for (i = 1; i <= fields; i++) {
		name_of[i] = field[i]
		n += kind == "workload" && field[i] ~ /^share_/
	}
	if (!n)
		need("share_*")
	nheader = fields
	while (read_record()) {
		if (fields != nheader)
			ragged("the row has " fields " fields, the header " nheader, nheader)
		s = series_of()
		if (kind == "reliability")
			add_bin(s, k)
		else if (kind == "workload")
			add_shares(s)
		else
			add_point(s, k, value)
	}
	close(file)
}
