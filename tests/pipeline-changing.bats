# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
load pipeline

@test "changing: learning pays where regimes are slow, and not where they are fast" {
	run_pipeline changing
	regret() { at regret world="$1" policy="$2" row=2000; }
	accuracy() { at accuracy world="$1" policy="$2" row=2000; }

	# closed forms: b is short by nothing, a by .1 a row and in outages by .1 in 8 of 10; c by .11 a row in any regime
	near "$(regret still always-a)" 200 1e-6
	near "$(regret still always-b)" 0 1e-6
	near "$(regret outages always-a)" 160 1e-6
	near "$(accuracy outages oracle)" .83 1e-9
	for world in slow late fast; do
		near "$(regret $world always-c)" 220 1e-4
		near "$(accuracy $world oracle)" .85 1e-9
	done
	# nothing changes: learning costs little, forgetting more
	above 60 "$(regret still ucb)" 0
	above "$(regret still ucb-half-life)" "$(regret still ucb)" 30
	above "$(regret slow always-c)" "$(regret slow ucb)" 20
	above "$(regret slow greedy)" "$(regret slow ucb)" 20
	# fast regimes: nobody gains on the constant, but by chance
	for policy in ucb ucb-half-life thompson thompson-half-life exp3.s greedy; do
		above "$(regret fast $policy)" "$(regret fast always-c)" -12
	done
	grep -q '</svg>' out/compare.svg
	[ "$(grep -c '^fast,constant,' out/constant.csv)" = 6 ]
}
