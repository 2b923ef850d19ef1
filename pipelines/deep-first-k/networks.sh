# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# What the networks trained for each expert do.  Writes source, rows, method, k, n, and the accuracy of the system and its
# coverage with 95 % intervals over test cases; compare.csv has the paired differences of the accuracies.
draws=$([ "$QUICK" ] && echo 40 || echo 2000)
ks=$([ "$QUICK" ] && echo 2 5 8 || seq 1 10)
table=$HERE/../../testdata/fashion/deep_first_k.csv

echo source,rows,method,k,n,system_accuracy,system_accuracy_lo,system_accuracy_hi,coverage,coverage_lo,coverage_hi
for k in $ks; do
	for method in css ova confidence mixexp; do
		awk -v method=$method -v k="$k" -f "$HERE/network.awk" "$table" > $method
		l2d-score --interval .95 --draws "$draws" $method |
			awk -F, -v OFS=, -v key="network,30000,$method,$k" '
				function cells(name) { return $(at[name]) OFS $(at[name "_lo"]) OFS $(at[name "_hi"]) }
				NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
				{ print key, $(at["n"]), cells("system_accuracy"), cells("share_net") }'
	done
	l2d-compare --measure accuracy --draws "$draws" --tag k="$k" css ova confidence > "$k.compare"
done
awk 'NR == 1 || FNR > 1' ./*.compare > compare.csv
