losses = "css ova sova confidence"
place(i) = i > 2 ? i - 1 : i
titles = losses
set multiplot layout 2,2 @PANELS
# the networks of a loss at c0 = 0 with the expert network, or with the expert who knows k classes
at(l, k, c) = strcol("loss") eq l && strcol("c0") eq "0" && strcol("k") eq k ? column(c) : NaN
cost(l, c) = strcol("loss") eq l && strcol("k") eq "" ? column(c) : NaN

set title "calibration error of \"the expert is right\""
set xrange [0.5:3.5]
set yrange [0:0.1]
set xtics ("css" 1, "ova" 2, "sova" 3)
set ylabel "error, 15 bins"
plot for [i = 1:3] table using (i):(at(word(losses, i), "", "expert_ece")):(column("expert_ece_lo")):(column("expert_ece_hi")) with yerrorbars lt i notitle

set title "classifier, training cases"
set xrange [-0.05:1.05]
set yrange [0.8:0.9]
set ytics 0.02
set xtics 0.2
set xlabel "deferral cost c0"
set ylabel "accuracy"
plot for [i = 1:2] table using ((column("c0"))):(cost(word(losses, i), "train_accuracy")):(column("train_accuracy_lo")):(column("train_accuracy_hi")) with yerrorbars lt i notitle, \
	for [i = 1:2] table using ((column("c0"))):(cost(word(losses, i), "train_accuracy")) with lines lt i notitle

set title "entropy of the class probabilities"
set yrange [0:1]
set ytics 0.2
set ylabel "share of log 10"
plot for [i = 1:2] table using ((column("c0"))):(cost(word(losses, i), "entropy")):(column("entropy_lo")):(column("entropy_hi")) with yerrorbars lt i notitle, \
	for [i = 1:2] table using ((column("c0"))):(cost(word(losses, i), "entropy")) with lines lt i title word(losses, i)

set title "system, expert who knows k classes"
set xrange [1:9]
set yrange [0.8:1]
set ytics 0.05
set xtics (2, 5, 8)
set xlabel "k"
set ylabel "accuracy"
shift(i) = 0.4 * (place(int(i)) - 2)
plot for [i in "1 2 4"] for [k in "2 5 8"] table using (k + shift(i)):(at(word(losses, int(i)), k, "system_accuracy")):(column("system_accuracy_lo")):(column("system_accuracy_hi")) with yerrorbars lt int(i) title k eq "2" ? word(losses, int(i)) : ""
@KEY_PANEL
unset multiplot
