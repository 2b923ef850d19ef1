# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# Adds x_p0 ...: the softmax of z_*, to six digits.
BEGIN { FS = OFS = "," }

NR == 1 {
	line = $0
	for (i = 1; i <= NF; i++) if ($i ~ /^z_/) { z[++n] = i; line = line OFS "x_p" substr($i, 3) }
	print line
	next
}

{
	max = $(z[1])
	for (k = 2; k <= n; k++) if ($(z[k]) > max) max = $(z[k])
	sum = 0
	for (k = 1; k <= n; k++) sum += p[k] = exp($(z[k]) - max)
	line = $0
	for (k = 1; k <= n; k++) line = line OFS sprintf("%.6f", p[k] / sum)
	print line
}
