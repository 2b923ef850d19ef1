titles = "'left side' bound"
set multiplot layout 1,3 @PANELS
set logscale xy
set format x "10^{%L}"
set format y "10^{%L}"
set xlabel "cases"
set yrange [1e-5:2]
array kind[3] = ["plugin", "rejector", "generalization"]
array rule[3] = ["sova", "rejector", "sova"]
array name[3] = ["plug-in rule (sova)", "post-hoc rejector", "generalization (sova)"]
array axis[3] = ["excess risk, c0 = 0.1", "excess risk, c0 = 0.1", "risk less that on the table, c0 = 0.1"]
# On a logarithmic axis an interval that reaches 0 goes down to the lower edge.
edge(v) = v > 1e-5 ? v : 1e-5
do for [m = 1:3] {
	at(column_) = strcol("bound") eq kind[m] && column("c0") == 0.1 ? only("loss", rule[m], column_) : NaN
	set title name[m]
	set ylabel axis[m]
	plot table using (bands ? at("cases") : NaN):(edge(column("excess_lo"))):(edge(column("excess_hi"))) with filledcurves lt 1, \
		table using (bands ? at("cases") : NaN):(edge(column("limit_lo"))):(edge(column("limit_hi"))) with filledcurves lt 2, \
		table using (at("cases")):"excess" with linespoints lt 1, \
		table using (at("cases")):"limit" with linespoints lt 2
}
@KEY_PANEL
unset multiplot
