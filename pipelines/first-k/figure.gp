stats table using "rows" nooutput
most = STATS_max
methods = "css ova confidence mixexp learned-oracle"
titles = methods
set multiplot layout 1,3 @PANELS
set xtics 2
set xlabel "classes that the expert knows, k"
set yrange [*:* < 1]
do for [m = 1:2] {
	y = word("system_accuracy coverage", m)
	set ylabel (m == 1 ? "share right" : "share kept")
	set title (m == 1 ? "system accuracy" : "coverage").sprintf(", %d training cases", most)
	plot for [i = 1:bands * 5] table using (column("rows") == most ? only("method", word(methods, i), "k") : NaN):y."_lo":y."_hi" \
			with filledcurves lt i notitle, \
		for [i = 1:5] table using (column("rows") == most ? only("method", word(methods, i), "k") : NaN):y \
			with linespoints lt i title word(methods, i)
}
set ylabel "share right"
set title "system accuracy, k = 5"
set xlabel "training cases"
set logscale x
set xrange [45:1000]
set xtics (50, 100, 200, 400, 800)
plot for [i = 1:bands * 5] table using (column("k") == 5 ? only("method", word(methods, i), "rows") : NaN):"system_accuracy_lo":"system_accuracy_hi" \
		with filledcurves lt i notitle, \
	for [i = 1:5] table using (column("k") == 5 ? only("method", word(methods, i), "rows") : NaN):"system_accuracy" \
		with linespoints lt i title word(methods, i)
@KEY_PANEL
unset multiplot
