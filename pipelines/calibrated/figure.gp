# confidence is at sova
losses = "css ova sova asm"
titles = losses
set multiplot layout 1,2 @PANELS
set xlabel "experts"
set xrange [0.3:3.7]
set xtics ("1" 1, "2" 2, "4" 3)
place(i) = (column("experts") == 4 ? 3 : column("experts")) + 0.2 * (i - 2.5)
do for [m = 1:2] {
	y = word("ece system_accuracy", m)
	set ylabel (m == 1 ? "calibration error" : "share right")
	set title (m == 1 ? "calibration error of 'the expert is right'" : "system accuracy")
	set yrange [0:(m == 1 ? 0.25 : 1)]
	plot for [i = 1:4] table using (strcol("loss") eq word(losses, i) ? place(i) : NaN):y:(0.18) with boxes lt i fs solid 0.4 title word(losses, i), \
		for [i = 1:4 * bands] table using (strcol("loss") eq word(losses, i) ? place(i) : NaN):y."_lo":(0):(column(y."_hi") - column(y."_lo")) with vectors nohead lw 2 lc rgb "black" notitle
}
@KEY_PANEL
unset multiplot
