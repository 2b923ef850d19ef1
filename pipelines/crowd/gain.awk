# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# The means over seeds of what asked.awk writes, and of the paired difference with Student's interval of level .95 over 20 seeds.
BEGIN { FS = OFS = ","; student = 2.093024 }
NR > 1 { a[$1, $2, $3] = $4; if ($2 > seeds) seeds = $2; if ($3 > rounds) rounds = $3 }
END {
	if (seeds != 20) exit 1
	print "votes", "random", "information", "gain", "gain_lo", "gain_hi"
	for (v = 1; v <= rounds; v++) {
		r = f = q = 0
		for (s = 1; s <= seeds; s++) { r += a["random", s, v]; f += a["information", s, v]; q += (a["information", s, v] - a["random", s, v]) ^ 2 }
		d = (f - r) / seeds
		half = student * sqrt((q - seeds * d * d) / (seeds - 1) / seeds)
		printf "%d,%.4f,%.4f,%.4f,%.4f,%.4f\n", v, r / seeds, f / seeds, d, d - half, d + half
	}
}
