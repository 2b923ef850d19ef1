methods = "chow css ova threshold rejector"
set title "Fashion-MNIST: an expert who knows half of the classes"
set xlabel "fraction deferred"
set ylabel "system accuracy"
set xrange [0:0.5]
set yrange [*:* < 1]
curve(m) = m eq "chow" || m eq "threshold"
titles = "Chow 'css, retrained' 'ova, retrained' 'post-hoc threshold' 'post-hoc rejector'"
@KEY
plot for [i in "1 4"] table using (1 - only("method", word(methods, int(i)), "coverage")):"system_accuracy_lo":"system_accuracy_hi" \
		with filledcurves lt int(i) notitle, \
	for [i in "1 4"] table using (1 - only("method", word(methods, int(i)), "coverage")):"system_accuracy" with lines lt int(i) title word(titles, int(i)), \
	for [i in "2 3 5"] table using (1 - only("method", word(methods, int(i)), "coverage")):"system_accuracy":"system_accuracy_lo":"system_accuracy_hi" \
		with yerrorbars lt int(i) lw 1 title word(titles, int(i)), \
	for [i in "2 3 5"] table using (1 - only("method", word(methods, int(i)), "coverage")):"system_accuracy" with lines lt int(i) lw 1 notitle
