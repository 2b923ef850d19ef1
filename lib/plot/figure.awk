# Checks the tables and writes the gnuplot program of a figure, its data in it.
# Environment: kind, term, by (column names, a line each), figure (the file it writes, "" for standard output).
# Arguments: label, file, label, file ...
# Series s: label[s], rows[s], and row[s, 1..rows[s]] as gnuplot reads it.

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

# Cell k, a number from 0 to most; "" where it is empty.
function number(k, most) {
	if (field[k] == "")
		return ""
	if (field[k] !~ /^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$/)
		bad(k, "not a number")
	if (field[k] < 0 || field[k] + 0 > most)
		bad(k, most == 1 ? "not in [0, 1]" : "out of range")
	return field[k] + 0
}

function needed_number(k, most) {
	if (field[k] == "")
		bad(k, "a needed cell is missing")
	return number(k, most)
}

# The series that the current record belongs to.
function series_of(    i, key, s) {
	for (i = 1; i <= bys; i++)
		key = key (i > 1 ? ", " : "") field[by_column[i]]
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
			bad(k, "turns back; several " (kind == "reliability" ? "diagrams" : "curves") \
				" in one table are told apart by --by COLUMN")
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

function read_table(    names, n, i, k, s, width_of_header) {
	read_header()
	n = split(wanted[kind], names, " ")
	for (i = 1; i <= n; i++)
		k[names[i]] = need(names[i])
	for (i = 1; i <= bys; i++)
		by_column[i] = need(by_name[i])
	split("", name_of)
	for (i = 1; i <= fields; i++) {
		name_of[i] = field[i]
		n += kind == "workload" && field[i] ~ /^share_/
	}
	if (!n)
		need("share_*")
	width_of_header = fields
	while (read_record()) {
		if (fields != width_of_header)
			fail(least(fields, width_of_header + 1), "the row has " fields " fields, the header " width_of_header)
		s = series_of()
		if (kind == "reliability")
			add_bin(s, k)
		else if (kind == "workload")
			add_shares(s)
		else
			add_point(s, k, kind == "risk" ? "risk" : "system_accuracy")
	}
	close(file)
}

function quoted(s) {
	gsub(/[\\"]/, "\\\\&", s)
	gsub(/`/, "\\140", s)
	gsub(/\n/, "\\n", s)
	return "\"" s "\""
}

function title(s) {
	return nseries > 1 || label[s] != "" ? " title " quoted(label[s]) : " notitle"
}

function write_data(    s, i) {
	for (s = 1; s <= nseries; s++) {
		print "$s" s " << EOD"
		for (i = 1; i <= rows[s]; i++)
			print row[s, i]
		print "EOD"
	}
}

# Colours that the colour-blind tell apart (Okabe, Ito 2008), then again with dashes.
function write_setup(    i, colours) {
	print "set encoding utf8"
	print "set terminal " terminal[term]
	if (figure != "")
		print "set output " quoted(figure)
	split("0072B2 D55E00 009E73 CC79A7 E69F00 56B4E9 000000 999999", colours, " ")
	for (i = 1; i <= nseries; i++)
		print "set linetype " i " linecolor rgb \"#" colours[(i - 1) % 8 + 1] "\" linewidth 2 dashtype " \
			int((i - 1) / 8) % 4 + 1 " pointtype " (i - 1) % 8 + 4 " pointsize 0.7"
	if (term != "dumb")
		print "set grid linecolor rgb \"#dddddd\" linetype 1 linewidth 1 dashtype 1"
	print "set key outside top center horizontal Left reverse\nset samples 2"
	print "set border 3\nset tics nomirror"
}

function write_plot(parts, n,    i) {
	for (i = 1; i <= n; i++)
		print (i > 1 ? "     " : "plot ") parts[i] (i < n ? ", \\" : "")
}

# About three steps up to most, round ones.
function step(most,    third, ten) {
	third = most > 0 ? most / 3 : 1
	ten = 10 ^ int(log(third) / log(10) - (third < 1))
	return ten * (third >= 5 * ten ? 5 : third >= 2 * ten ? 2 : 1)
}

function write_reliability(    s, n, part) {
	print "set multiplot\nset lmargin 11\nset rmargin 3"
	print "set origin 0, 0.3\nset size 1, 0.7\nset bmargin 1"
	print "set xrange [0:1]\nset yrange [0:1]\nset format x \"\"\nset ylabel \"frequency\""
	part[n = 1] = "x with lines linecolor rgb \"#666666\" dashtype 2 title \"perfect\""
	for (s = 1; s <= nseries; s++)
		part[++n] = "$s" s " using 4:5:6:7 with yerrorlines linetype " s title(s)
	write_plot(part, n)
	print "set origin 0, 0\nset size 1, 0.3\nset tmargin 1\nset bmargin 3\nunset key"
	print "set yrange [0:*]\nset ytics " step(most_cases) "\nset format x \"%g\"\nset xlabel \"confidence\"\nset ylabel \"cases\""
	print "set style fill transparent solid 0.3"
	for (s = 1; s <= nseries; s++)
		part[s] = "$s" s " using (($1 + $2) / 2):($3 / 2.0):1:2:(0):3 with boxxyerror linetype " s
	write_plot(part, nseries)
	print "unset multiplot"
}

function write_curves(    s, part) {
	print "set xrange [0:1]\nset xlabel \"coverage (share of cases that the model answers)\""
	print "set ylabel " (kind == "risk" ? "\"risk (share of errors among the model's answers)\"" : "\"system accuracy\"")
	for (s = 1; s <= nseries; s++)
		part[s] = "$s" s " using 1:2 with " (rows[s] > 40 ? "lines" : "linespoints") " linetype " s title(s)
	write_plot(part, nseries)
}

function write_workload(    s, i, n, part, box, tics, letters) {
	box = 0.8 / nseries
	for (i = 1; i <= nagent; i++) {
		tics = tics (i > 1 ? ", " : "") quoted(agent[i]) " " i
		letters += length(agent[i]) + 2
	}
	print "set xrange [0.5:" nagent + 0.5 "]\nset yrange [0:*]\nset xtics (" tics ")" (letters > 70 ? " rotate by -45" : "")
	print "set xlabel \"agent\"\nset ylabel \"share of cases\"\nset offsets 0, 0, graph 0.05, 0"
	print "set boxwidth " box " absolute\nset style fill solid 0.8 noborder"
	for (s = 1; s <= nseries; s++) {
		i = (s - (nseries + 1) / 2) * box
		part[++n] = "$s" s " using ($1 + " i "):2 with boxes linetype " s title(s)
		if (nseries * nagent <= 20)
			part[++n] = "$s" s " using ($1 + " i "):2:(sprintf(\"%.3g\", $2)) with labels offset 0, 0.5 notitle"
	}
	write_plot(part, n)
}

BEGIN {
	kind = ENVIRON["kind"]
	term = ENVIRON["term"]
	figure = ENVIRON["figure"]
	bys = split(ENVIRON["by"], by_name, "\n")
	if (bys)
		bys-- # a line end follows every name
	wanted["reliability"] = "lo hi n confidence frequency wilson_lo wilson_hi"
	wanted["coverage"] = "coverage system_accuracy"
	wanted["risk"] = "coverage risk"
	terminal["svg"] = "svg size 720,540 noenhanced font \"sans-serif,14\" background \"#ffffff\""
	terminal["png"] = "pngcairo size 960,720 noenhanced font \"sans,14\""
	terminal["pdf"] = "pdfcairo size 16cm,12cm noenhanced font \"sans,11\""
	terminal["dumb"] = "dumb size 79," (kind == "reliability" ? 32 : 24) " noenhanced"
	ninput = (ARGC - 1) / 2
	for (input = 1; input <= ninput; input++) {
		given = ARGV[2 * input - 1]
		file = ARGV[2 * input]
		shown = file == "-" ? "(standard input)" : file
		named = given
		if (given == "" && ninput > 1) {
			named = shown
			sub(/.*\//, "", named)
			sub(/\.csv$/, "", named)
		}
		rows_before = nseries
		read_table()
		if (nseries == rows_before)
			quit(3, shown ": no rows to draw")
	}
	for (s = 1; s <= nseries; s++)
		if (!rows[s])
			quit(3, file_of[s] ": no row has both cells that the figure needs" (label[s] == "" ? "" : ": '" label[s] "'"))
	write_setup()
	write_data()
	if (kind == "reliability")
		write_reliability()
	else if (kind == "workload")
		write_workload()
	else
		write_curves()
}
