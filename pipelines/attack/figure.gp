set xrange [0:*]
set yrange [0:1]
set ylabel "share"
rows(d, m, g, r) = "< awk -F, 'NR == 1 || ($1 == \"" . d . "\" && $2 == \"" . m . "\" && $3 + 0 == " . r . " && $4 == \"" . g . "\")' '" . table . "'"
sizes = system("awk -F, 'NR > 1 && !seen[$3 + 0]++ { printf \"%s \", $3 + 0 }' '" . table . "'")
titles = ""
do for [r in sizes] { titles = titles . "'trained for " . r . "' " }
set multiplot layout 3,2 margins screen 0.085,0.975,0.17,0.94 spacing screen 0.11,0.13
do for [panel in "digits,css,error fashion,css,error digits,css,route:any fashion,css,route:any digits,twostage,route:any fashion,twostage,route:any"] {
	first = strstrt(panel, ",")
	last = first + strstrt(panel[first + 1:], ",")
	d = panel[:first - 1]
	m = panel[first + 1:last - 1]
	g = panel[last + 1:]
	set xlabel (m eq "twostage" ? "largest change / standard deviations" : "")
	set title d . ", " . m . (g eq "error" ? ": accuracy when made wrong" : ": share sent to one expert")
	what = g eq "error" ? "system_accuracy" : "share_any"
	plot for [i = 1:words(sizes)] rows(d, m, g, word(sizes, i)) using (column("radius")):(column(what)) \
		with linespoints linetype i
}
@KEY_PANEL
unset multiplot
