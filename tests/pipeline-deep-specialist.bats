# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
load pipeline

@test "deep networks and a specialist: thresholds on one network against networks retrained at each cost" {
	run_pipeline deep-specialist
	# as published with the data
	near "$(at coverage method=css c0=0)" .7209 .00005
	near "$(at system_accuracy method=css c0=0)" .8769 .00005
	near "$(at coverage method=ova c0=0)" .6692 .00005
	near "$(at system_accuracy method=ova c0=0)" .8708 .00005
	# as many deferred, case by case
	cp out/trial/compare.csv out/summary.csv
	for c0 in 0 .3; do
		for network in css ova; do
			above "$(at difference network=$network c0=$c0 a=network b=threshold)" 0 -.002
			above "$(at difference network=$network c0=$c0 a=chow b=threshold)" 0 .003
		done
	done
	above "$(at difference_lo network=ova c0=0 a=network b=threshold)" 0 0
	above "$(at difference_lo network=css c0=0 a=chow b=threshold)" 0 .02
}
