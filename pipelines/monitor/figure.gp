streams = "harder drifting tired silent late"
names = "'harder cases' 'a slow drift' 'the expert tires' 'the expert is silent' 'harder, late labels'"
alarms = "any risk accuracy score coverage calibration silent"
n = words(alarms)
set xlabel "rows from the change to the alarm (mean" . (bands ? ", 95 % interval)" : ")")
set logscale x
set xrange [80:12000]
set yrange [5.6:0.4]
set ytics ("" 0)
do for [d = 1:5] { set ytics add (word(names, d) d) }
unset grid
set grid x lc rgb "#dddddd"
place(s) = s eq "harder" ? 1 : s eq "drifting" ? 2 : s eq "tired" ? 3 : s eq "silent" ? 4 : s eq "late" ? 5 : NaN
# An alarm that few streams raise has no mean worth drawing.
delay(k, c) = strcol("alarm") eq word(alarms, k) && column("seen") >= .5 ? column(c) : NaN
titles = alarms
@KEY
plot for [k = 1:n] table using (delay(k, "delay")):(place(strcol("stream")) + (k - (n + 1) / 2.) * .11):(delay(k, bands ? "delay_lo" : "delay")):(delay(k, bands ? "delay_hi" : "delay")) \
	with xerrorbars lt k title word(alarms, k)
