losses = "css ova"
set multiplot layout 1,2
unset key
set xlabel "experts"
set xrange [0.3:3.7]
set xtics ("1" 1, "2" 2, "4" 3)
place(i) = (column("experts") == 4 ? 3 : column("experts")) + 0.3 * (i - 1.5)
do for [m = 1:2] {
	y = word("ece system_accuracy", m)
	set title (m == 1 ? "calibration error of 'the expert is right'" : "system accuracy")
	set yrange [0:(m == 1 ? 0.4 : 1.15)]
	if (m == 2) { set key inside top right }
	plot for [i = 1:2] table using (strcol("loss") eq word(losses, i) ? place(i) : NaN):y:(0.28) with boxes lt i fs solid 0.4 title word(losses, i), \
		for [i = 1:2] table using (strcol("loss") eq word(losses, i) ? place(i) : NaN):y:y."_lo":y."_hi" with yerrorbars lc rgb "black" pt 0 notitle
}
unset multiplot
