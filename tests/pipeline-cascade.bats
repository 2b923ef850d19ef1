# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
load pipeline

@test "accuracy against cost: the post-hoc rules above Chow's and above the single agents" {
	run_pipeline cascade
	accuracy() { at accuracy data="$1" method="$2" cost="$3"; }

	above "$(accuracy faces posthoc 3)" "$(accuracy faces chow 3)" .02
	above "$(accuracy faces posthoc 4.2)" "$(accuracy faces chow 4.2)" .02
	above "$(accuracy faces rejector 6)" "$(accuracy faces chow 6)" .005
	above "$(accuracy faces posthoc 4.8)" "$(accuracy faces facepp 5.001)" .1
	above "$(accuracy faces posthoc 9.6)" "$(accuracy faces microsoft 10.001)" .01
	above "$(accuracy faces rejector 9.6)" "$(accuracy faces microsoft 10.001)" .01
	above "$(accuracy faces posthoc 12)" "$(accuracy faces google 15.001)" .1

	# FrugalML: the best service's accuracy for a third of its price, within error
	for method in posthoc frugal; do
		above "$(accuracy faces third_$method 3.33333)" "$(accuracy faces microsoft 10.001)" -.01
	done
	above "$(accuracy faces frugal 4.2)" "$(accuracy faces chow 4.2)" .02

	for cost in 5.2 10.4 15.6; do
		above "$(accuracy questions posthoc $cost)" "$(accuracy questions chow $cost)" .005
	done
	above "$(accuracy questions rejector 5.2)" "$(accuracy questions chow 5.2)" .005
	above "$(accuracy questions posthoc 1.3)" "$(accuracy questions mixtral .24)" .005
	# at the price of GPT-4 for all, within error
	above "$(accuracy questions posthoc 24.7)" "$(accuracy questions gpt4 24.7)" -.003
}
