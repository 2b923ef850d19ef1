# The look of every figure.  `out` names the file, its suffix the format; `table` is the summary.
if (out[strlen(out) - 2:] eq "png") set terminal pngcairo size 960,600 font "sans,12"
if (out[strlen(out) - 2:] ne "png") set terminal svg size 960,600 dynamic font "sans,12"
set output out
set datafile separator ","
set datafile columnheaders
set datafile missing NaN
set style fill transparent solid 0.18 noborder
set grid lc rgb "#dddddd"
set border 3
set tics nomirror
# The key is one line below the figure, where it covers nothing: of the words in `titles`, whose line types are 1, 2, ... or what
# key_type says, in the middle, or at key_centre; a sample is a point unless not key_point, and a line where key_dash.  @KEY is before
# the plot; a multiplot, whose every panel would draw it again, has @KEY_PANEL behind its last one.
# `set multiplot layout ROWS,COLUMNS @PANELS` leaves the room.
unset key
set bmargin at screen 0.17
PANELS = "margins screen 0.1,0.975,0.17,0.92 spacing screen 0.11,0.17"
key_centre = 0.5
key_type(i) = i
key_point(i) = 1
key_dash(i) = 0
key_width(i) = 1.1 * strlen(word(titles, i)) + 6
key_left(i) = i == 1 ? 0 : sum [k = 1:i - 1] key_width(k)
key_x(i) = key_centre + 0.0082 * (key_left(i) - 0.5 * key_left(words(titles) + 1))
KEY = "do for [i = 1:words(titles)] { \
	set label 100 + i word(titles, i) noenhanced at screen key_x(i), 0.03 offset 1.5,0; \
	if (key_point(i)) { set label 200 + i '' at screen key_x(i), 0.03 point lt key_type(i) ps 1.2 }; \
	do for [d = 1:2] { if (key_dash(i) == d) { set arrow 100 + i from screen key_x(i) - 0.013, 0.03 to screen key_x(i) + 0.01, 0.03 nohead \
		lt key_type(i) dt (12, d == 2 ? 10 : 0) lw 2 } } }"
KEY_PANEL = "reset; unset key; unset border; unset tics; set yrange [0:1]; " . KEY . "; plot 2"
# The colours of l2d-plot: Okabe and Ito (2008), which the colour-blind can tell apart.
set linetype 1 lc rgb "#0072B2" lw 2 pt 7 ps 0.7
set linetype 2 lc rgb "#D55E00" lw 2 pt 5 ps 0.7
set linetype 3 lc rgb "#009E73" lw 2 pt 9 ps 0.8
set linetype 4 lc rgb "#CC79A7" lw 2 pt 11 ps 0.8
set linetype 5 lc rgb "#E69F00" lw 2 pt 13 ps 0.9
set linetype 6 lc rgb "#56B4E9" lw 2 pt 3 ps 0.8
set linetype 7 lc rgb "#000000" lw 2 pt 8 ps 0.8
set linetype 8 lc rgb "#999999" lw 2 pt 1 ps 0.8
set linetype cycle 8
# Column `c` of the rows whose column `by` is `v`.
only(by, v, c) = strcol(by) eq v ? column(c) : NaN
# Intervals of fewer than five trials say little and would hide the lines: `bands` is 0 there, else 1; those at points have `side` "_lo"
# and "_hi", or the point itself.
end(c, side) = bands ? column(c . side) : column(c)
bands = int(system("awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == \"n\") c = i; next } c && (m == \"\" || $c < m) { m = $c } END { print !(c && m < 5) }' ".table))
