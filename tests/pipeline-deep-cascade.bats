# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
load pipeline

@test "deep networks, accuracy against compute: half of the large one's multiply-adds for its accuracy; Chow's rule not beaten" {
	run_pipeline deep-cascade
	# multiply-adds, as published with the data: the small network always runs
	near "$(at cost method=model)" .605424 1e-9
	near "$(at cost method=big)" 53.303408 1e-9
	above "$(at accuracy method=big)" "$(at accuracy method=model)" .05
	best() { awk -F, -v m="$1" -v c="$2" '$1 == m && $2 <= c && $3 > b { b = $3 } END { print b }' out/summary.csv; }
	for method in chow threshold; do
		above "$(best $method 27)" "$(at accuracy method=big)" -.006
		above "$(best $method 11.3)" .845 .035
	done
	cp out/trial/compare.csv out/summary.csv
	for share in .1 .3; do
		near "$(at difference share=$share a=chow b=threshold)" 0 .008
	done
	# accuracies on all test cases, as published with the data
	l2d-score --columns 'expert=e_half,e_big' "$TESTDATA/fashion/deep_costs.csv" > out/summary.csv
	near "$(at alone_e_half n=10000)" .4687 1e-9
	near "$(at alone_e_big n=10000)" .9164 1e-9
	l2d-score --columns 'expert=class_ce' "$TESTDATA/fashion/deep_first_k.csv" > out/summary.csv
	near "$(at alone_class_ce n=10000)" .8536 1e-9
}
