# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# shellcheck shell=bash
# Networks compared start by start: bash compare.sh TABLE.  The losses at c0 = 0 for every expert (k: how many classes it
# knows, none: the expert network), then what every cost does under css and ova with that network.  mixexp, which defers
# everything, is left out.

# compare COLUMN VALUES CONDITION TAG...: the column's values are the systems, among the rows where the condition holds
compare() {
	awk -F, '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; print; next }
		{ loss = $at["loss"]; c0 = $at["c0"]; k = $at["k"] }
		'"$3" "$table" | l2d-compare --paired-by seed --between "$1" --values "$2" "${@:4}"
}

table=$1
{
	for k in '' 2 5 8; do
		compare loss system_accuracy,coverage,expert_ece "loss != \"ce\" && loss != \"mixexp\" && c0 == 0 && k == \"$k\"" --tag loss= --tag k="$k"
	done
	for loss in css ova; do
		compare c0 train_accuracy,test_accuracy,entropy "loss == \"$loss\" && k == \"\"" --tag loss=$loss --tag k= |
			awk -F, 'NR == 1 || $3 == "0"'
	done
} | awk 'NR == 1 { header = $0; print } $0 != header'
