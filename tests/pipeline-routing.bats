# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
load pipeline

@test "routing: the best constant wins on RouterArena and MT-Bench, the router on MMLU by little" {
	run_pipeline routing
	quality() { at quality data="$1" method="$2"; }

	above "$(quality routerarena flash)" "$(quality routerarena haiku)" .1
	above .006 "$(at gain_constant data=routerarena method=groups_router)" 0
	above .05 "$(at gain_constant data=mt_bench method=groups_router)" 0
	above "$(at gain_constant data=mmlu method=groups_router)" 0 .002
	above "$(at gain_constant_lo data=mmlu method=groups_router)" 0 0
	# an oracle would gain much more
	above "$(at regret_oracle data=mmlu method=groups_router)" "$(at gain_constant data=mmlu method=groups_router)" .03
	# money buys quality: half of GPT-4's price, more than half of what it gains
	above "$(at quality data=mmlu method=published cost=12.35)" .743 .02
	above "$(at apgr data=mmlu method=groups_router)" .5 .15
	# the measures, with intervals, and the verdicts
	mv out/summary.csv out/curves.csv && cp out/measures.csv out/summary.csv
	for measure in entropy optimal_selection optimal_cost optimal_accuracy apgr apgr_curve cpt20 cpt50 cpt80 aiq_code aiq_paper; do
		lo=$(at ${measure}_lo data=mmlu method=groups_router) hi=$(at ${measure}_hi data=mmlu method=groups_router)
		above "$hi" "$lo" 0 && above "$(at $measure data=mmlu method=groups_router)" "$lo" 0
	done
	above "$(at apgr data=routerarena method=groups_router)" .5 .05 # although it loses
	above "$(at arena data=routerarena method=constant)" "$(at arena data=routerarena method=groups_router)" -.5
	above "$(at optimal_selection data=routerarena method=constant)" "$(at optimal_selection data=routerarena method=groups_router)" .02
	above "$(at cpt80 data=mmlu method=published_router)" "$(at cpt20 data=mmlu method=published_router)" .3
	[ "$(at gain_constant data=routerarena method=constant)" = 0 ]
	[ "$(cut -d, -f1,2,6,7 out/verdict.csv | tail -n +2 | tr '\n' ' ')" = 'routerarena,groups_router,constant,constant mt_bench,groups_router,constant,neither mmlu,groups_router,router,router mmlu,published_router,router,router ' ]
}
