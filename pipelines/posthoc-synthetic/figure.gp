set xlabel "fraction deferred"
set ylabel "system accuracy"
set xrange [0:1]
methods = "chow css ova threshold rejector"
titles = "Chow css ova 'post-hoc threshold' 'post-hoc rejector'"
@KEY
plot for [i = 1:bands * words(methods)] table using (1 - only("method", word(methods, i), "coverage")):"system_accuracy_lo":"system_accuracy_hi" \
		with filledcurves lt i notitle, \
	for [i = 1:words(methods)] table using (1 - only("method", word(methods, i), "coverage")):"system_accuracy" \
		with linespoints lt i title word(titles, i)
