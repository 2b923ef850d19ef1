titles = "'excess risk' bound"
@KEY
set multiplot layout 1,2 @PANELS
set logscale xy
set format x "10^{%L}"
set format y "10^{%L}"
set xlabel "cases"
set ylabel "risk"
set yrange [1e-5:2]
array rule[2] = ["sova", "rejector"]
array name[2] = ["plug-in rule (sova), c0 = 0.1", "post-hoc rejector, c0 = 0.1"]
do for [m = 1:2] {
	set title name[m]
	plot table using (column("c0") == 0.1 ? only("loss", rule[m], "cases") : NaN):"excess" with linespoints lt 1, \
		table using (column("c0") == 0.1 ? only("loss", rule[m], "cases") : NaN):"limit" with linespoints lt 2
}
unset multiplot
