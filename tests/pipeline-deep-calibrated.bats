# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
load pipeline

@test "deep networks: css miscalibrated about the expert, ova and sova calibrated; the figures published with the data" {
	run_pipeline deep-calibrated
	while read -r loss ece confidence; do
		near "$(at ece loss=$loss map=none said=all)" "$ece" .00005
		near "$(at confidence loss=$loss map=none said=all)" "$confidence" .0005
		near "$(at frequency loss=$loss map=none said=all)" .4687 .00005
	done <<< $'css .0927 .420\nova .0141 .476\nsova .0167 .456'
	# an isotonic map mends css
	above "$(at ece loss=css map=none-half said=all)" "$(at ece loss=css map=isotonic said=all)" .05
	above .025 "$(at ece loss=css map=isotonic said=all)" 0
	# where css is surest it is wrong most: the last bin
	last() { tail -n 1 "out/trial/$1.reliability" | cut -d, -f"$2"; }
	above "$(last css 6)" "$(last css 7)" .08
	near "$(last ova 6)" "$(last ova 7)" .02
	grep -q '</svg>' out/reliability.svg
	# classifier, coverage and system, as published; ties of rounded logits move the fourth digit
	cp out/trial/score.csv out/summary.csv
	near "$(at alone_model loss=css)" .8539 .00005
	near "$(at coverage loss=css)" .7209 .0006
	near "$(at system_accuracy loss=css)" .8769 .0003
	near "$(at alone_model loss=ova)" .8453 .0003
	near "$(at coverage loss=ova)" .6692 .0003
	near "$(at system_accuracy loss=ova)" .8708 .0003
	# not equal on these cases: the paired interval leaves 0 out
	cp out/trial/compare.csv out/summary.csv
	above 0 "$(at difference_hi a=css b=ova measure=accuracy)" 0
	above .02 "$(at difference a=css b=sova measure=accuracy)" 0
}
