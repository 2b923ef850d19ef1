losses = "css ova sova"
set multiplot layout 1,2 @PANELS
set title "calibration error of 'the expert is right'"
set ylabel "calibration error, 15 bins"
set xrange [0.4:3.6]
set xtics ("css" 1, "ova" 2, "sova" 3)
set yrange [0:0.1]
place(i, j) = i + 0.3 * (j - 1.5)
maps = "none-half isotonic"
names = "'as trained' 'isotonic map'"
number(s) = s eq "css" ? 1 : s eq "ova" ? 2 : 3
plot for [j = 1:2] table using (strcol("map") eq word(maps, j) ? place(number(strcol("loss")), j) : NaN):"ece":(0.28) \
		with boxes lt 3 + j fs solid 0.4 title word(names, j), \
	for [j = 1:2] table using (strcol("map") eq word(maps, j) ? place(number(strcol("loss")), j) : NaN):"consistency_lo":(0):(column("consistency_hi") - column("consistency_lo")) \
		with vectors nohead lw 2 lc rgb "black" notitle
set ylabel "difference of shares"
set title "confidence less frequency, by class said"
set xlabel "class that the classifier says"
set xrange [-0.7:9.7]
set xtics 0,1
set yrange [-0.22:0.15]
set xzeroaxis lt -1 lw 1
plot for [i = 1:3] table using (strcol("loss") eq word(losses, i) && strcol("map") eq "none" && strcol("said") ne "all" ? column("said") + 0.25 * (i - 2) : NaN):(column("confidence") - column("frequency")) \
		with impulses lt i lw 7 title word(losses, i)
# one key below each panel
titles = losses
key_centre = 0.77
@KEY_PANEL
titles = names . " 'if calibrated'"
key_centre = 0.27
key_type(i) = i == 3 ? 7 : 3 + i
key_point(i) = i < 3
key_dash(i) = i == 3
@KEY_PANEL
unset multiplot
