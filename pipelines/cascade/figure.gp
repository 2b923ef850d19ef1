titles = "Chow 'post-hoc rejector' 'post-hoc threshold' 'by answer (FrugalML)'"
set multiplot layout 1,2 @PANELS
set ylabel "accuracy"
methods = "chow rejector posthoc frugal"
do for [d = 1:2] {
	data = word("faces questions", d)
	agents = d == 1 ? "gh facepp microsoft google" : "mixtral gpt4"
	set title (d == 1 ? "faces: gh\\_cnn and three services" : "questions: Mixtral and GPT-4")
	set xlabel (d == 1 ? "dollars for 10,000 calls" : "dollars for a million tokens")
	set xrange [-0.5:(d == 1 ? 16.5 : 28)]
	plot for [i = 1:bands * (d == 1 ? 4 : 3)] table using (strcol("data") eq data ? only("method", word(methods, i), "cost") : NaN):"accuracy_lo":"accuracy_hi" \
			with filledcurves lt i notitle, \
		for [i = 1:(d == 1 ? 4 : 3)] table using (strcol("data") eq data ? only("method", word(methods, i), "cost") : NaN):"accuracy" \
			with lines lt i title word(titles, i), \
		for [a in agents] table using (strcol("data") eq data ? only("method", a, "cost") : NaN):"accuracy":"method" \
			with labels point pt 7 lc rgb "#444444" left offset 0.3,-0.9 notitle
}
@KEY_PANEL
unset multiplot
