# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# What a vote that is not there yet would tell, in bits: the mutual information of the class and the worker's answer, given the votes
# so far (Lindley 1956, "On a measure of the information provided by an experiment", Annals of Mathematical Statistics 27(4)).
# Reads a model of Dawid and Skene, without quotes, then the table that it was applied to, of classes 0 and 1.
function h(p) { return p > 0 && p < 1 ? -(p * log(p) + (1 - p) * log(1 - p)) / log(2) : 0 }
BEGIN { FS = OFS = "," }
NR == FNR { if ($1 == "confusion") says[$2, $3, $4] = $5; next }
FNR == 1 {
	for (i = 1; i <= NF; i++) { column[$i] = i; if ($i ~ /^e_/) worker[i] = substr($i, 3) }
	next
}
{
	p = $column["p_1"]
	for (i in worker)
		if ($i == "") {
			a = says[worker[i], 0, 1]; b = says[worker[i], 1, 1]
			printf "%s,%s,%.6f\n", $1, worker[i], h((1 - p) * a + p * b) - (1 - p) * h(a) - p * h(b)
		}
}
