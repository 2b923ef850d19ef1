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
}
