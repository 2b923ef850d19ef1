set multiplot layout 2,1
set style data histograms
set style histogram rowstacked
set style fill solid 0.85 noborder
set boxwidth 0.7
set bmargin 4.5
set ylabel "share of the rows"
set yrange [0:1]
set xrange [-0.6:3.6]
set ytics 0.25
set xtics scale 0 noenhanced
label(l, a) = sprintf("%s\n%s\naccuracy %.3f", l, a eq "gate" ? "by the gate" : "by l2d-workload", column("system_accuracy"))
set key outside right top
do for [w in "blobs tweets"] {
	set title w . ": who answers at coverage 0.25"
	row = "< grep -e ^world -e ^" . w . ", '" . table . "'"
	plot for [agent in "model a b c"] row using (column("share_" . agent)):xtic(label(strcol("limits"), strcol("applied"))) title agent
}
unset multiplot
