titles = "groups published"
set multiplot layout 1,3 @PANELS
set ylabel "mean quality"
do for [d = 1:3] {
	data = word("routerarena mt_bench mmlu", d)
	agents = d == 1 ? "haiku flash" : "mixtral gpt4"
	set title (d == 1 ? "RouterArena: haiku, flash" : d == 2 ? "MT-Bench: Mixtral, GPT-4" : "MMLU: Mixtral, GPT-4")
	set xlabel (d == 1 ? "dollars for 1,000 questions" : "dollars for a million tokens")
	if (d == 1) { set xtics .01 } else { set xtics 5 }
	methods = d == 3 ? "groups published" : "groups"
	stats table using (strcol("data") eq data ? only("method", word(agents, 1), "quality") : NaN) name "A" nooutput
	stats table using (strcol("data") eq data ? only("method", word(agents, 2), "quality") : NaN) name "B" nooutput
	# The cheap one's line is left below by what is bought, the dear one's is reached at the right.
	set label 1 word(agents, 1) at graph 0.98, first A_mean right offset 0,-0.7
	set label 2 word(agents, 2) at graph 0.02, first B_mean left offset 0,0.7
	set offsets 0, 0, graph 0.08, graph 0.08
	plot for [i = 1:bands * words(methods)] table using (strcol("data") eq data ? only("method", word(methods, i), "cost") : NaN):"quality_lo":"quality_hi" \
			with filledcurves lt i notitle, \
		for [i = 1:words(methods)] table using (strcol("data") eq data ? only("method", word(methods, i), "cost") : NaN):"quality" \
			with lines lt i title word(methods, i), \
		A_mean with lines lc rgb "#888888" dt 2, B_mean with lines lc rgb "#444444" dt 3
}
@KEY_PANEL
unset multiplot
