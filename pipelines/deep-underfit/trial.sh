# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# The networks trained under css and ova at each cost.  Writes loss, c0, the accuracy of the classifier, its entropy,
# coverage and the accuracy of the system on the test cases, with 95 % intervals over these; beside it compare.csv, what
# each cost did to the classifier, case by case.
draws=$([ "$QUICK" ] && echo 50 || echo 2000)
costs=$([ "$QUICK" ] && echo 0 0.1 0.3 0.5 1 || echo 0 0.05 0.1 0.2 0.3 0.4 0.5 0.75 1)
table=$HERE/../../testdata/fashion/deep_costs.csv

echo loss,c0,n,accuracy,accuracy_lo,accuracy_hi,coverage,coverage_lo,coverage_hi,system_accuracy,system_accuracy_lo,system_accuracy_hi,entropy,entropy_lo,entropy_hi
for loss in css ova; do
	for c0 in $costs; do
		awk -v network="${loss}_$c0" -f "$HERE/network.awk" "$table" > "$c0"
		l2d-score --interval .95 --draws "$draws" "$c0" |
			awk -F, -v OFS=, -v loss=$loss -v c0="$c0" -v entropy="$(awk -v mean=1 -v network="${loss}_$c0" -f "$HERE/network.awk" "$table")" '
				function cells(name) { return $(at[name]) OFS $(at[name "_lo"]) OFS $(at[name "_hi"]) }
				NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
				{ print loss, c0, $(at["n"]), cells("alone_net"), cells("share_net"), cells("system_accuracy"), entropy }'
	done
	# what the classifier says, whether it is deferred or not
	for c0 in $costs; do
		awk -F, -v OFS=, '{ $5 = NR == 1 ? "agent" : "net"; $6 = NR == 1 ? "answer" : $3 } 1' "$c0" > "$c0.net"
		mv "$c0.net" "$c0"
	done
	# shellcheck disable=SC2086 # costs are words
	l2d-compare --measure accuracy --draws "$draws" --tag loss=$loss $costs > $loss.compare
done
awk -F, 'FNR == 1 ? NR == 1 : $2 == "0"' css.compare ova.compare > ../compare.csv
