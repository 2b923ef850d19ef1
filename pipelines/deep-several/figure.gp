set title "three experts with prices: accuracy less price, above that of asking the large network alone"
set ylabel "gain"
unset key
stats table using "gain" nooutput
set xtics rotate by -35
set xrange [-0.5:STATS_records - 0.5]
set yrange [0:*]
set offsets 0, 0, 0.005, 0
plot table using 0:"gain":"gain_lo":"gain_hi":xtic(stringcolumn("method")) with yerrorbars lt 1
