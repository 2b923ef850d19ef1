table = table[:strlen(table) - strlen("summary.csv")] . "difference.csv"
methods = "css confidence"
titles = methods
set multiplot layout 2,2 @PANELS
set ylabel "above model-confidence"
set xzeroaxis lt 8 dt 2
set xrange [0:1]
do for [e = 1:2] {
	expert = word("1:.7 .8:.8", e)
	do for [m = 1:2] {
		y = word("auroc ap", m)
		set title (m == 1 ? "AUROC" : "average precision").", expert right with ".(e == 1 ? "p = 1, q = 0.7" : "p = q = 0.8")
		if (e == 2) { set xlabel "coverage: the share that the model keeps" }
			plot for [i = 1:bands * 2] table using (strcol("expert") eq expert ? only("method", word(methods, i), "coverage") : NaN):y."_lo":y."_hi" \
				with filledcurves lt i notitle, \
			for [i = 1:2] table using (strcol("expert") eq expert ? only("method", word(methods, i), "coverage") : NaN):y \
				with lines lt i title word(methods, i)
	}
}
@KEY_PANEL
unset multiplot
