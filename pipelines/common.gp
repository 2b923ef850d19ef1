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
set key outside right top
set linetype 1 lc rgb "#1b6ca8" lw 2 pt 7 ps 0.7
set linetype 2 lc rgb "#d1495b" lw 2 pt 5 ps 0.7
set linetype 3 lc rgb "#66a182" lw 2 pt 9 ps 0.8
set linetype 4 lc rgb "#edae49" lw 2 pt 11 ps 0.8
set linetype 5 lc rgb "#5f4b8b" lw 2 pt 13 ps 0.9
set linetype 6 lc rgb "#8c8c8c" lw 2 pt 3 ps 0.8
set linetype cycle 6
# Column `c` of the rows whose column `by` is `v`.
only(by, v, c) = strcol(by) eq v ? column(c) : NaN
