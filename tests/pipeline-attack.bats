# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
load pipeline

@test "attack: a small change makes many rows wrong and floods an expert; training for it helps, at little cost" {
	run_pipeline attack
	a() { at "$1" data="${6:-digits}" method="$2" robust="$3" goal="$4" radius="$5"; }

	above "$(a system_accuracy css 0 error 0)" "$(a system_accuracy css 0 error 0.2)" .1
	near "$(a certified css 0 error 0.2)" "$(a system_accuracy css 0 error 0.2)" 1e-9 # exact: nothing is unknown
	above "$(a share_any css 0 route:any 0.2)" "$(a share_any css 0 route:any 0)" .3
	above "$(a system_accuracy css .05 error 0.2)" "$(a system_accuracy css 0 error 0.2)" .05
	above "$(a system_accuracy css .05 error 0)" "$(a system_accuracy css 0 error 0)" -.05

	# Embeddings of a network, of which the same holds.
	above "$(a system_accuracy css 0 error 0 fashion)" "$(a system_accuracy css 0 error 0.2 fashion)" .05
	above "$(a share_any css 0 route:any 0.2 fashion)" "$(a share_any css 0 route:any 0 fashion)" .1
}
