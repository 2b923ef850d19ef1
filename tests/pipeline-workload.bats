# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
load pipeline

@test "workload: free, the best expert works most; balance has a price" {
	run_pipeline workload
	w() { at "$1" world="$2" limits="$3" applied="$4"; }

	above "$(w share_a blobs free gate)" "$(w share_c blobs free gate)" .3
	above "$(w share_b tweets free gate)" "$(w share_c tweets free gate)" .1
	for world in blobs tweets; do
		for agent in model a b c; do
			near "$(w share_$agent $world balanced workload)" .25 .002
			near "$(w share_$agent $world balanced gate)" .25 .12
		done
		near "$(w share_model $world free workload)" .25 .002
		above "$(w system_accuracy $world free workload)" "$(w system_accuracy $world balanced workload)" .01
	done
	above "$(w system_accuracy blobs free workload)" "$(w system_accuracy blobs balanced workload)" .04
}
