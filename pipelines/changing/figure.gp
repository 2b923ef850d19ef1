worlds = "still slow late fast outages"
titles = "'nothing changes' 'slow regimes' 'slow regimes, late labels' 'fast regimes' 'outages'"
policies = "ucb ucb-half-life thompson thompson-half-life exp3.s always-c"
names = "ucb 'ucb, half-life' thompson 'thompson, half-life' exp3.s 'best constant'"
# The best constant is c where the others' skills change, else b.
policy(d, i) = i == 6 && (d == 1 || d == 5) ? "always-b" : word(policies, i)
of(d, i, column) = strcol("world") eq word(worlds, d) ? only("policy", policy(d, i), column) : NaN
set multiplot layout 2,3
set xtics (0, "5,000" 5000, "10,000" 10000)
set style fill transparent solid 0.25 noborder
unset key
do for [d = 1:5] {
	set title word(titles, d)
	set xlabel (d > 3 ? "rows" : "")
	set ylabel (d == 1 || d == 4 ? "expected regret" : "")
	set yrange [0:(d == 1 || d == 5 ? 700 : 1300)]
	plot for [i = 1:6] table using "row":(of(d, i, "regret_lo")):(of(d, i, "regret_hi")) with filledcurves lt i notitle, \
		for [i = 1:6] table using "row":(of(d, i, "regret")) with lines lt i notitle
}
unset title; unset xlabel; unset ylabel; unset tics; unset border; unset grid
set key inside center center
set yrange [0:1]
set xrange [0:1]
plot for [i = 1:6] NaN with lines lt i title word(names, i)
unset multiplot
