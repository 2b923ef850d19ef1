# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# Of the summary: the least-squares slope of log(mean excess risk) over log n from 1000 cases on, a row a loss.
BEGIN { FS = OFS = ","; print "loss,slope" }

NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }

$(at["cases"]) >= 1000 && $(at["excess"]) > 0 {
	loss = $(at["loss"])
	x = log($(at["cases"]))
	y = log($(at["excess"]))
	if (!(loss in n)) order[++losses] = loss
	n[loss]++
	sx[loss] += x
	sy[loss] += y
	sxx[loss] += x * x
	sxy[loss] += x * y
}

END {
	for (i = 1; i <= losses; i++) {
		l = order[i]
		if (n[l] > 1) printf "%s,%.3f\n", l, (n[l] * sxy[l] - sx[l] * sy[l]) / (n[l] * sxx[l] - sx[l] ^ 2)
	}
}
