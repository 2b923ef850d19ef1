methods = "chow rejector threshold"
set title "Fashion-MNIST: a small network, and a large one where it is asked"
set xlabel "million multiply-adds an image"
set ylabel "accuracy"
set xrange [-1:56]
titles = "Chow 'post-hoc rejector' 'post-hoc threshold'"
@KEY
plot for [i = 1:bands * 3] table using (only("method", word(methods, i), "cost")):"accuracy_lo":"accuracy_hi" with filledcurves lt i notitle, \
	for [i = 1:3] table using (only("method", word(methods, i), "cost")):"accuracy" with lines lt i title word(titles, i), \
	for [a in "model big"] table using (only("method", a, "cost")):"accuracy":(a eq "model" ? "small alone" : "large alone") \
		with labels point pt 7 lc rgb "#444444" offset (a eq "model" ? 5 : -3),-1 notitle, \
	for [a in "model big"] table using (only("method", a, "cost")):"accuracy" with points pt 7 ps 1 lc rgb "#444444" notitle
