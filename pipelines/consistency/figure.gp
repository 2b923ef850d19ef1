losses = "ova css asm lee twostage rejector realizable mixexp triage"
titles = "'ova, sova, confidence' css asm lee twostage rejector realizable mixexp triage"
# nine names fill the width
key_width(i) = 1.05 * strlen(word(titles, i)) + 5
key_dash(i) = i < 7 ? 0 : 2
set linetype 9 lc rgb "#0072B2" lw 2 pt 4 ps 0.8
set multiplot layout 1,2 @PANELS
set title "forty points, any function"
set xlabel "cases"
set ylabel "excess risk"
set logscale xy
set format x "10^{%L}"
set format y "10^{%L}"
set yrange [1e-6:1]
plot for [i = 1:6] table using (strcol("world") eq "points" && column("cases") > 0 ? only("loss", word(losses, i), "cases") : NaN):"excess" \
		with linespoints lt i title word(titles, i), \
	for [i = 7:9] table using (strcol("world") eq "points" && column("cases") > 0 ? only("loss", word(losses, i), "cases") : NaN):"excess" \
		with linespoints lt i dt 2 title word(titles, i)
unset logscale
set format x
set format y
all = "css ova sova confidence asm lee rejector twostage realizable mixexp triage"
number(l) = sum [i = 1:11] (word(all, i) eq l ? i : 0)
set title "the plane, linear heads"
set xlabel ""
set xrange [0.3:11.7]
set yrange [0:0.3]
set xtics rotate by -40
set for [i = 1:11] xtics add (word(all, i) i)
plot table using (strcol("world") eq "plane" ? number(strcol("loss")) : NaN):"excess":(0.7) with boxes lt 1 fs solid 0.4
@KEY_PANEL
unset multiplot
