# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
load pipeline

@test "deep networks underfit under a deferral cost: entropy rises, css loses accuracy; the figures published with the data" {
	run_pipeline deep-underfit
	# the published ones were rounded to four digits and then to three
	while read -r loss c0 entropy; do
		near "$(at entropy loss=$loss c0=$c0)" "$entropy" .00055
	done <<< $'css 0 .201\ncss .1 .766\ncss .3 .935\ncss .5 .967\ncss 1 .990\nova 0 .109\nova .1 .322\nova .3 .471\nova .5 .533\nova 1 .578'
	near "$(at accuracy loss=css c0=0)" .8539 1e-9
	near "$(at coverage loss=css c0=0)" .7209 1e-9
	near "$(at system_accuracy loss=css c0=0)" .8769 1e-9
	near "$(at accuracy loss=ova c0=0)" .8453 1e-9
	near "$(at coverage loss=ova c0=0)" .6692 1e-9
	near "$(at system_accuracy loss=ova c0=0)" .8708 1e-9
	above "$(at accuracy loss=css c0=.3)" "$(at accuracy loss=css c0=1)" .03
	# ova's classifier does not fall, as the paper has it of css and ova
	cp out/trial/compare.csv out/summary.csv
	above 0 "$(at difference_hi loss=css a=0 b=1)" .03
	above "$(at difference_hi loss=ova a=0 b=1)" 0 0
}
