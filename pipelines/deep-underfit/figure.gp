losses = "css ova"
lines = "accuracy entropy coverage system_accuracy"
titles = losses
set multiplot layout 2,2 @PANELS
set xlabel "deferral cost c0"
do for [m = 1:4] {
	y = word(lines, m)
	set title word("'accuracy of the classifier' 'normalised entropy' 'coverage' 'accuracy of the system'", m)
	set ylabel word("'share right' 'share of log 10' 'share kept' 'share right'", m)
	if (m == 1 || m == 4) { set yrange [0.8:0.9]; set ytics 0.02 } else { set yrange [0:1]; set ytics 0.2 }
	plot for [i = 1:bands * 2] table using (only("loss", word(losses, i), "c0")):y."_lo":y."_hi" with filledcurves lt i notitle, \
		for [i = 1:2] table using (only("loss", word(losses, i), "c0")):y with linespoints lt i title word(losses, i)
}
@KEY_PANEL
unset multiplot
