set multiplot layout 1,3
unset key
set xlabel "deferral cost c0"
losses = "css tight ova sova"
titles = "'css, c_{max} = 1 + c0' 'css, c_{max} = max(1, c)' ova sova"
lines = "train_accuracy test_accuracy test_entropy"
do for [m = 1:3] {
	set title word("'training accuracy' 'test accuracy' 'normalised entropy, test'", m)
	set yrange [(m == 3 ? 0 : 0.4):(m == 3 ? 1.35 : 1)]
	if (m == 3) { set key inside top center }
	y = word(lines, m)
	plot for [i = 1:4] table using (only("loss", word(losses, i), "c0")):y."_lo":y."_hi" with filledcurves lt i notitle, \
		for [i = 1:4] table using (only("loss", word(losses, i), "c0")):y with linespoints lt i title word(titles, i)
}
unset multiplot
