# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# One network of deep_costs.csv (-v network=LOSS_C0) as a system of two experts: net, what its classifier says, and half;
# -v mean=1: the mean of its entropy and a normal 95 % interval instead.
BEGIN { FS = OFS = "," }

NR == 1 {
	for (i = 1; i <= NF; i++) at[$i] = i
	deferred = at["deferred_" network]
	said = at["answer_" network]
	entropy = at["entropy_" network]
	if (!mean) print "id,y,e_net,e_half,agent,answer"
	next
}

mean {
	n++
	d = $entropy - m
	m += d / n
	square += d * ($entropy - m)
	next
}

{ print $1, $2, $said, $3, $deferred ? "half" : "net", $deferred ? $3 : $said }

END { if (mean) { h = 1.959964 * sqrt(square / (n - 1) / n); printf "%.6g,%.6g,%.6g\n", m, m - h, m + h } }
