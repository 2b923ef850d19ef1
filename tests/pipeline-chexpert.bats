# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
load pipeline

@test "AUROC and average precision against coverage" {
	run_pipeline chexpert
	auroc() { at auroc expert="$1" method="$2" coverage="$3"; }

	# an expert who is better on one group: asking by what is known of the expert beats asking by the model alone,
	# and the system beats both of its members
	for method in css confidence; do
		for coverage in .40 .50 .60; do
			above "$(auroc 1:.7 $method $coverage)" "$(auroc 1:.7 model-confidence $coverage)" .005
			above "$(at ap expert=1:.7 method=$method coverage=$coverage)" \
				"$(at ap expert=1:.7 method=model-confidence coverage=$coverage)" .005
		done
		above "$(auroc 1:.7 $method .50)" "$(auroc 1:.7 $method 0)" .005
		above "$(auroc 1:.7 $method .50)" "$(auroc 1:.7 $method 1)" .02
	done

	# an expert who is as good everywhere: no difference
	for method in css confidence; do
		near "$(auroc .8:.8 $method .50)" "$(auroc .8:.8 model-confidence .50)" .02
	done
	# the ends are the expert alone and the model alone
	near "$(auroc .8:.8 confidence 0)" "$(auroc .8:.8 css 0)" 0
	near "$(auroc .8:.8 confidence 1)" "$(auroc .8:.8 css 1)" .02

	# world by world the comparison is that of the means
	compared() { awk -F, -v a="$1" -v b="$2" -v m="$3" '$3 == a && $4 == b && $5 == m { print $9 }' out/compare.csv; }
	[ "$(awk -F, 'NR > 1 && $6 == 5' out/compare.csv | wc -l)" = 6 ]
	near "$(compared css model-confidence auroc)" \
		"$(awk -v a="$(auroc 1:.7 css .50)" -v b="$(auroc 1:.7 model-confidence .50)" 'BEGIN { print b - a }')" 1e-6
}
