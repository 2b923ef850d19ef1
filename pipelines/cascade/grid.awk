# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# The points (cost, accuracy) on standard input at the costs of a grid: linearly between two points, which a coin can mix;
# beyond the last one, its accuracy.  Header and constant columns by -v data=D -v method=M -v trial=T -v top=COST.
BEGIN { FS = "," }

{ cost[NR] = $1 + 0; accuracy[NR] = $2 }

END {
	i = 1
	for (g = 0; g <= 20; g++) {
		c = top * g / 20
		if (c < cost[1]) continue
		while (i < NR && cost[i + 1] <= c) i++
		a = accuracy[i]
		if (i < NR && cost[i + 1] > cost[i]) a += (accuracy[i + 1] - accuracy[i]) * (c - cost[i]) / (cost[i + 1] - cost[i])
		printf "%s,%s,%s,%g,%.7g\n", trial, data, method, c, a
	}
}
