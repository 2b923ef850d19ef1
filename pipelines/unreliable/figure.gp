methods = "chow posthoc ambiguity.05 ambiguity.1 ambiguity.2 em"
titles = "Chow post-hoc 'D = 0.05' 'D = 0.1' 'D = 0.2' EM 'the model alone'"
key_point(i) = i < 7
key_dash(i) = i < 7 ? 0 : 2
set multiplot layout 1,2 @PANELS
set xlabel "answers made wrong"
set ylabel "system accuracy"
set yrange [*:* < 1]
do for [w = 1:2] {
	set title (w == 1 ? "all annotators worsen" : "the one that matters most worsens")
	plot for [i = 1:bands * 6] table using (strcol("who") eq word("all weakest", w) ? only("method", word(methods, i), "worse") : NaN):"system_accuracy_lo":"system_accuracy_hi" \
			with filledcurves lt i notitle, \
		for [i = 1:6] table using (strcol("who") eq word("all weakest", w) ? only("method", word(methods, i), "worse") : NaN):"system_accuracy" \
			with linespoints lt i title word(titles, i), \
		table using (strcol("who") eq "all" ? only("method", "chow", "worse") : NaN):"alone_model" with lines lt 7 dt 2
}
@KEY_PANEL
unset multiplot
