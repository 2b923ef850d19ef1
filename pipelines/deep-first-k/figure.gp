methods = "css ova confidence mixexp"
titles = methods
set multiplot layout 1,3 @PANELS
set xtics 2
set xlabel "classes that the expert knows, k"
do for [m = 1:2] {
	y = word("system_accuracy coverage", m)
	set ylabel (m == 1 ? "share right" : "share kept")
	set title (m == 1 ? "networks: system accuracy" : "networks: coverage")
	set yrange [(m == 1 ? 0.82 : 0):1]
	# below 0.82 there is only mixexp, on a line
	if (m == 1) { set label 9 "mixexp, to 0.19" at 7.6,0.827 right tc lt 4 } else { unset label 9 }
	plot for [i = 1:bands * 4] table using (strcol("source") eq "network" ? only("method", word(methods, i), "k") : NaN):y."_lo":y."_hi" \
			with filledcurves lt i notitle, \
		for [i = 1:4] table using (strcol("source") eq "network" ? only("method", word(methods, i), "k") : NaN):y \
			with linespoints lt i title word(methods, i)
}
set ylabel "share right"
set title "heads, k = 5: accuracy"
set xlabel "training cases"
set logscale x
set xrange [80:4000]
set yrange [0.81:0.92]
set xtics (100, 300, 1000, 3000)
plot for [i = 1:bands * 4] table using (strcol("source") eq "heads" && column("k") == 5 ? only("method", word(methods, i), "rows") : NaN):"system_accuracy_lo":"system_accuracy_hi" \
		with filledcurves lt i notitle, \
	for [i = 1:4] table using (strcol("source") eq "heads" && column("k") == 5 ? only("method", word(methods, i), "rows") : NaN):"system_accuracy" \
		with linespoints lt i title word(methods, i)
@KEY_PANEL
unset multiplot
