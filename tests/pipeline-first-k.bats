# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
load pipeline

@test "the first k digits: what holds here" {
	run_pipeline first-k
	accuracy() { at system_accuracy rows="$1" method="$2" k="$3"; }

	for method in css ova confidence mixexp learned-oracle; do
		# more training cases, a better system; an expert who knows more is asked more
		for k in 2 5 8; do
			above "$(accuracy 400 $method $k)" "$(accuracy 100 $method $k)" .03
		done
		above "$(at coverage rows=400 method=$method k=2)" "$(at coverage rows=400 method=$method k=5)" .05
		above "$(at coverage rows=400 method=$method k=5)" "$(at coverage rows=400 method=$method k=8)" .05
		above "$(accuracy 400 $method 5)" .85 0
	done

	# not the order of the paper: with k = 5 css is behind confidence and mixexp, before learned-oracle
	above "$(accuracy 400 confidence 5)" "$(accuracy 400 css 5)" .005
	above "$(accuracy 400 mixexp 5)" "$(accuracy 400 css 5)" .01
	above "$(at coverage rows=400 method=css k=5)" "$(at coverage rows=400 method=learned-oracle k=5)" .05
}
