# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
load pipeline

@test "three experts with prices on a deep network's embedding: every method tuned alike by folds" {
	run_pipeline deep-several
	for method in css css-alpha ova threshold; do
		# all are worth more than the best expert alone
		above "$(at gain_lo method=$method)" 0 0
		# what was chosen is the best of what was tried
		best=$(awk -F, -v m=$method 'NR > 1 && ($1 == m || (m == "css-alpha" && $1 == "css")) && $4 > b { b = $4; at = $2 "," $3 } END { print at }' out/trial/tuning.csv)
		[ "$(at l2 method=$method),$(at alpha method=$method)" = "$best" ]
	done
	# the post-hoc rule is ahead of the joint losses, case by case
	cp out/trial/compare.csv out/summary.csv
	for joint in css ova; do above "$(at difference_lo a=$joint b=threshold measure=cost_adjusted_accuracy)" 0 0; done
}
