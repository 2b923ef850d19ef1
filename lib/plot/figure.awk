# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# Writes the gnuplot program of a figure, its data in it.
# Environment: kind, term, by (column names, a line each), figure (the file it writes, "" for standard output).
# Arguments: label, file, label, file ...

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
	return ten * (third > 7 * ten ? 10 : third > 3 * ten ? 5 : third > 1.5 * ten ? 2 : 1)
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
	print "set ylabel " quoted(axis[value])
	if (value == "risk")
		print "set yrange [0:*]"
	for (s = 1; s <= nseries; s++)
		part[s] = "$s" s " using 1:2 with " (rows[s] > 40 ? "lines" : "linespoints") " linetype " s title(s)
	write_plot(part, nseries)
}

function write_workload(    s, i, n, part, box, tics, longest) {
	box = 0.8 / nseries
	for (i = 1; i <= nagent; i++) {
		tics = tics (i > 1 ? ", " : "") quoted(agent[i]) " " i
		longest = length(agent[i]) > longest ? length(agent[i]) : longest
	}
	print "set xrange [0.5:" nagent + 0.5 "]\nset yrange [0:*]\nset xtics (" tics ")" ((longest + 2) * nagent > 75 ? " rotate by -45" : "")
	print "set xlabel \"agent\"\nset ylabel \"share of cases\"\nset offsets 0, 0, graph 0.05, 0"
	print "set boxwidth " box " absolute\nset style fill solid 0.8 noborder"
	for (s = 1; s <= nseries; s++) {
		i = (s - (nseries + 1) / 2) * box
		part[++n] = "$s" s " using ($1 + " i "):2 with boxes linetype " s title(s)
		if (nseries * nagent <= 12)
			part[++n] = "$s" s " using ($1 + " i "):2:(sprintf(\"%.2f\", $2)) with labels offset 0, 0.5 notitle"
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
	wanted["coverage"] = wanted["risk"] = "coverage"
	value = kind == "risk" ? "risk" : ""
	axis["risk"] = "risk (share of errors among the model's answers)"
	axis["system_accuracy"] = "system accuracy"
	axis["auroc"] = "AUROC of the system"
	axis["ap"] = "average precision of the system"
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
