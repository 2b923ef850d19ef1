titles = "'css, cmax = 1 + c0' 'css, cmax = max(1, c)' ova sova"
set multiplot layout 1,3 @PANELS
set xlabel "deferral cost c0"
losses = "css tight ova sova"
lines = "train_accuracy test_accuracy test_entropy"
do for [m = 1:3] {
	set title word("'training accuracy' 'test accuracy' 'normalised entropy, test'", m)
	set ylabel (m == 3 ? 'share of log K' : 'share right')
	set yrange [(m == 3 ? 0 : 0.4):1]
	y = word(lines, m)
	plot for [i = 1:bands * 4] table using (only("loss", word(losses, i), "c0")):y."_lo":y."_hi" with filledcurves lt i notitle, \
		for [i = 1:4] table using (only("loss", word(losses, i), "c0")):y with linespoints lt i title word(titles, i)
}
@KEY_PANEL
unset multiplot
