methods = "ova css em ova-p em-p"
worlds = "ducks fashion tweets"
titles = "'as fitted' calibrated"
@KEY
set multiplot layout 1,3 @PANELS
number(m) = m[1:5] eq "ova-p" && m[1:6] ne "ova-pl" ? 4 : m[1:4] eq "em-p" ? 5 : m[1:2] eq "em" ? 3 : m[1:3] eq "css" ? 2 : 1
tail(m) = m[strlen(m) - 4:]
mapped(m) = tail(m) eq "platt" || m eq "em" || m eq "em-p"
set xtics ("ova" 1, "css" 2, "em" 3, "ova-p" 4, "em-p" 5) rotate by -40
set xrange [0.4:5.6]
set xlabel " "
set ylabel "area under accuracy over coverage"
set yrange [*:* < 1]
set offsets 0, 0, graph 0.03, graph 0.03
do for [w = 1:3] {
	world = word(worlds, w)
	set title world
	if (w == 1) { set xrange [0.4:3.6] } else { set xrange [0.4:5.6] }
	if (w == 2) { unset ylabel }
	rate = w == 1 ? 0 : 0.5
	plot table using (strcol("world") eq world && column("missing") == rate && !mapped(strcol("method")) ? number(strcol("method")) - 0.1 : NaN):"area":(end("area", "_lo")):(end("area", "_hi")) \
			with yerrorbars lt 1 title "as fitted", \
		table using (strcol("world") eq world && column("missing") == rate && mapped(strcol("method")) ? number(strcol("method")) + 0.1 : NaN):"area":(end("area", "_lo")):(end("area", "_hi")) \
			with yerrorbars lt 2 title "calibrated"
}
unset multiplot
