if (out[strlen(out) - 2:] eq "png") set terminal pngcairo size 1280,960 font "sans,11"
if (out[strlen(out) - 2:] ne "png") set terminal svg size 1280,960 dynamic font "sans,11"
set output out
worlds = "blobs simulated real"
titles = "'blobs, simulated experts' 'tweets, simulated experts' 'tweets, people'"
methods = "em css-masked css-complete ova-masked ova-complete"
names = "'EM' 'css, terms masked' 'css, complete rows' 'ova, terms masked' 'ova, complete rows'"
rates = system("cut -d, -f2 '" . table . "' | tail -n +2 | sort -nu | tr '\\n' ' '")
unset key
set xrange [0:1]
set xlabel "coverage"
set xtics 0.5
# The key, in a line below all panels.
do for [m = 1:words(methods)] { set label m word(names, m) at screen 0.18 * m - 0.08,0.03 tc lt m point lt m ps 1 offset 1,0 }
set multiplot layout 3,words(rates) margins screen 0.06,0.98,0.12,0.92 spacing screen 0.06,0.12 title "system accuracy over coverage; columns: share of annotations that is missing"
do for [w = 1:3] {
	do for [r = 1:words(rates)] {
		set title word(titles, w) . sprintf(", %g missing", real(word(rates, r)))
		set ylabel (r == 1 ? "share right" : "")
		plot for [m = 1:words(methods)] table using (strcol("world") eq word(worlds, w) && strcol("missing") eq word(rates, r) \
				&& strcol("method") eq word(methods, m) ? column("coverage") : NaN):"system_accuracy" \
			with linespoints lt m ps 0.4
		unset label
	}
}
unset multiplot
