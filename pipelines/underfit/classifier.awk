# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# Of a table with y and z_*: accuracy of argmax z, and the mean entropy of softmax(z) as a share of that of the uniform distribution.
BEGIN { FS = "," }

NR == 1 {
	for (i = 1; i <= NF; i++) {
		if ($i == "y") y = i
		if ($i ~ /^z_/) { z[++n] = i; name[n] = substr($i, 3) }
	}
	next
}

{
	best = 1
	for (k = 2; k <= n; k++) if ($(z[k]) > $(z[best])) best = k
	max = $(z[best])
	right += name[best] == $y
	# H = log sum exp(z) - sum z exp(z) / sum exp(z), shifted by the maximum.
	sum = first = 0
	for (k = 1; k <= n; k++) {
		shifted = $(z[k]) - max
		p = exp(shifted)
		sum += p
		first += p * shifted
	}
	entropy += log(sum) - first / sum
}

END { printf "%.6g,%.6g\n", right / (NR - 1), entropy / (NR - 1) / log(n) }
