methods = "ova css em ova-p em-p ova-quad em-quad"
titles = "'as fitted' calibrated"
# The lower row has lines of methods, named in its last panel.
lines = "ova css css-platt em"
array line_name[4] = ["ova", "css", "css, calibr.", "em"]
array line_type[4] = [1, 5, 2, 3]
set multiplot layout 2,3 @PANELS
kind(m) = m[strlen(m) - 4:]
base(m) = kind(m) eq "platt" || kind(m) eq "model" ? m[:strlen(m) - 6] : m
number(m) = sum [k = 1:7] (word(methods, k) eq base(m) ? k : 0)
mapped(m) = kind(m) eq "platt" || m[:2] eq "em" && kind(m) ne "model"
set xlabel ""
set ylabel "area under accuracy"
set yrange [*:* < 1]
set offsets 0, 0, graph 0.03, graph 0.03
do for [w = 1:3] {
	world = word("ducks fashion tweets", w)
	rate = w == 1 ? 0 : 0.5
	set title (w == 1 ? "ducks" : world . ", half hidden")
	set xrange [0.4:(w == 1 ? 3.6 : 7.6)]
	set xtics ("ova" 1, "css" 2, "em" 3, "ova-p" 4, "em-p" 5, "ova-q" 6, "em-q" 7) rotate by -40
	plot table using (strcol("world") eq world && column("missing") == rate && !mapped(strcol("method")) ? number(strcol("method")) - 0.1 : NaN):"area":(end("area", "_lo")):(end("area", "_hi")) \
			with yerrorbars lt 1 title "as fitted", \
		table using (strcol("world") eq world && column("missing") == rate && mapped(strcol("method")) ? number(strcol("method")) + 0.1 : NaN):"area":(end("area", "_lo")):(end("area", "_hi")) \
			with yerrorbars lt 2 title "calibrated"
}
set offsets 0, 0, 0, 0
unset xtics
set xtics 0,0.25,0.75 nomirror norotate
set xrange [-0.02:1.2]
set xlabel "share of answers hidden"
do for [w = 1:3] {
	world = word("fashion tweets fashion", w)
	y = w == 3 ? "balanced" : "area"
	set title (w == 3 ? "fashion, work limited" : world)
	set ylabel (w == 3 ? "system accuracy" : "area under accuracy")
	plot for [i = 1:4 * bands] table using (strcol("world") eq world ? only("method", word(lines, i), "missing") : NaN):y."_lo":y."_hi" \
			with filledcurves lt line_type[i], \
		for [i = 1:4] table using (strcol("world") eq world ? only("method", word(lines, i), "missing") : NaN):y with linespoints lt line_type[i], \
		for [i = 1:w == 3 ? 4 : 0] table using (strcol("world") eq world && column("missing") == 0.75 ? only("method", word(lines, i), "missing") + 0.02 : NaN):y:(line_name[i]) \
			with labels left offset 0,0.2 font ",10" tc lt line_type[i]
}
@KEY_PANEL
unset multiplot
