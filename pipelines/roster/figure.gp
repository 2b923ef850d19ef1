set style data histograms
set style histogram clustered gap 1
set style fill solid 0.85 noborder
set ylabel "readings in the week"
set yrange [0:*]
set xtics rotate by -50 scale 0 noenhanced
set key top left inside
set title "Who reads how much, with one, two and no levels of limits"
rows(p) = "< awk -F, 'NR == 1 || $1 == \"" . p . "\"' '" . table . "'"
wrong(p) = real(system("awk -F, '$1 == \"" . p . "\" { print $10; exit }' '" . table . "'"))
line(p, words) = sprintf("%s: %.1f readings expected to be wrong", words, wrong(p))
plot rows("free") using (column("rows")):xtic(strcol("agent")) title line("free", "no limits"), \
	rows("days") using (column("rows")) title line("days", "1 % to 8 % of a day"), \
	rows("week") using (column("rows")) title line("week", "and 6 % of the week")
