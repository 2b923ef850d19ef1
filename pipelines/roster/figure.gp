set style data histograms
set style histogram clustered gap 1
set style fill solid 0.85 noborder
set ylabel "readings in the week"
set yrange [0:*]
set xtics rotate by -50 scale 0 noenhanced
set title "Who reads how much, and how many readings are expected to be wrong"
rows(p) = "< awk -F, 'NR == 1 || $1 == \"" . p . "\"' '" . table . "'"
wrong(p) = real(system("awk -F, '$1 == \"" . p . "\" { print $10; exit }' '" . table . "'"))
line(p, words) = sprintf("%s: %.1f wrong", words, wrong(p))
set bmargin at screen 0.26
titles = sprintf("'%s' '%s' '%s'", line("free", "no limits"), line("days", "1 to 8 % of a day"), line("week", "6 % of the week"))
@KEY
plot rows("free") using (column("rows")):xtic(strcol("agent")), \
	rows("days") using (column("rows")), \
	rows("week") using (column("rows"))
