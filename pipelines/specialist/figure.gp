methods = "chow css ova threshold rejector"
titles = "Chow css ova 'post-hoc threshold' 'post-hoc rejector'"
set multiplot layout 1,2 @PANELS
set xlabel "fraction deferred"
set ylabel "system accuracy"
set xrange [0:1]
do for [d = 1:2] {
	data = word("digits blobs", d)
	set title (d == 1 ? "digits, 10 classes" : "blobs, 100 classes")
	set yrange [*:* < 1]
	plot for [i = 1:bands * 5] table using (strcol("data") eq data ? 1 - only("method", word(methods, i), "coverage") : NaN):"system_accuracy_lo":"system_accuracy_hi" \
			with filledcurves lt i notitle, \
		for [i = 1:5] table using (strcol("data") eq data ? 1 - only("method", word(methods, i), "coverage") : NaN):"system_accuracy" \
			with linespoints lt i title word(titles, i)
}
@KEY_PANEL
unset multiplot
