set multiplot layout 2,2
set key font ",9"
set xlabel "largest change / standard deviations" offset 0,0.6
set xrange [0:*]
set yrange [0:1.03]
rows(m, g, r) = "< awk -F, 'NR == 1 || ($1 == \"" . m . "\" && $2 + 0 == " . r . " && $3 == \"" . g . "\")' '" . table . "'"
sizes = system("awk -F, 'NR > 1 && !seen[$2 + 0]++ { printf \"%s \", $2 + 0 }' '" . table . "'")
do for [panel in "css:error css:route:any twostage:route:any smooth:route:any"] {
	m = panel[1:strstrt(panel, ":") - 1]
	g = panel[strstrt(panel, ":") + 1:]
	set title m . (g eq "error" ? ": accuracy when made wrong" : ": share sent to one expert")
	what = g eq "error" ? "system_accuracy" : "share_any"
	if (g eq "error") { set key inside bottom left } else { set key inside bottom right }
	if (m ne "css") { set key inside center right }
	plot for [i = (m eq "smooth" ? 2 : 1):words(sizes)] rows(m, g, word(sizes, i)) using (column("radius")):(column(what)) \
		with linespoints linetype i title "trained for " . word(sizes, i)
}
unset multiplot
