# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
load pipeline

@test "deep networks and an expert who knows the first k classes: the figures published with the data" {
	run_pipeline deep-first-k
	while read -r method k accuracy coverage; do
		near "$(at system_accuracy source=network method=$method k=$k)" "$accuracy" .00005
		near "$(at coverage source=network method=$method k=$k)" "$coverage" .0005
	done <<- 'END'
		css 2 .8700 .851
		ova 2 .8613 .948
		confidence 2 .8562 .916
		css 5 .8987 .627
		ova 5 .9009 .581
		confidence 5 .8989 .672
		css 8 .9661 .458
		ova 8 .9804 .319
		confidence 8 .9818 .241
		mixexp 2 .2796 0
	END
	# heads, each with what folds chose for it: mixexp is behind
	for method in css ova confidence; do
		above "$(at system_accuracy source=heads rows=1000 k=5 method=$method)" "$(at system_accuracy source=heads rows=1000 k=5 method=mixexp)" .002
	done
	# mixexp is the expert
	for want in '1 .1896' '2 .2796'; do
		read -r k accuracy <<< "$want"
		near "$(l2d-score --columns "expert=e_$k" --fields "alone_e_$k" "$TESTDATA/fashion/deep_first_k.csv" | tail -n 1)" "$accuracy" .00005
	done
	# css is ahead for k = 2 and behind for k = 8
	cp out/networks/compare.csv out/summary.csv
	above 0 "$(at difference_hi k=2 a=css b=confidence measure=accuracy)" 0
	above "$(at difference_lo k=8 a=css b=confidence measure=accuracy)" 0 0
}
