worlds = "still slow late fast outages"
captions = "'nothing changes' 'slow regimes' 'slow regimes, late labels' 'fast regimes' 'outages'"
policies = "ucb ucb-half-life thompson thompson-half-life exp3.s always-c"
names = "ucb 'ucb, half-life' thompson 'thompson, half-life' exp3.s 'best constant'"
# The best constant is c where the others' skills change, else b.
policy(d, i) = i == 6 && (d == 1 || d == 5) ? "always-b" : word(policies, i)
of(d, i, column) = strcol("world") eq word(worlds, d) ? only("policy", policy(d, i), column) : NaN
titles = names
set multiplot layout 2,3 @PANELS
stats table using "row" nooutput
set xrange [0:1.04 * STATS_max]
set xtics STATS_max / 2
set style fill transparent solid 0.25 noborder
do for [d = 1:5] {
	set title word(captions, d)
	set xlabel (d > 3 ? "rows" : "")
	set ylabel (d == 1 || d == 4 ? "expected regret" : "")
	set yrange [0:*]
	plot for [i = 1:bands * 6] table using "row":(of(d, i, "regret_lo")):(of(d, i, "regret_hi")) with filledcurves lt i notitle, \
		for [i = 1:6] table using "row":(of(d, i, "regret")) with lines lt i notitle
}
@KEY_PANEL
unset multiplot
