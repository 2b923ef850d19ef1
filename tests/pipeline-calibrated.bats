# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
load pipeline

@test "css is overconfident of the expert, ova is calibrated, their systems are as good" {
	run_pipeline calibrated
	for experts in 1 2 4; do
		above "$(at ece experts=$experts loss=css)" "$(at ece experts=$experts loss=ova)" .1
		for loss in ova sova confidence; do above .05 "$(at ece experts=$experts loss=$loss)" 0; done
		above "$(at ece experts=$experts loss=css)" "$(at ece experts=$experts loss=asm)" .1
		near "$(at system_accuracy experts=$experts loss=css)" "$(at system_accuracy experts=$experts loss=ova)" .03
	done
	# trial by trial: ten pairs of losses, two measures; asm is between the two
	[ "$(grep -c '^[124],' out/compare.csv)" = 60 ]
	cp out/compare.csv out/summary.csv
	for experts in 1 2 4; do
		above "$(at difference_lo experts=$experts a=asm b=css measure=ece)" 0 0
		above 0 "$(at difference experts=$experts a=asm b=ova measure=ece)" 0
	done
	# where css is surest it is wrong most: the last bin
	last() { tail -n 1 "out/trial/$1-1.reliability" | cut -d, -f"$2"; }
	above "$(last css 6)" "$(last css 7)" .1
	near "$(last ova 6)" "$(last ova 7)" .05
	for f in one css-four ova-four; do
		grep -q '</svg>' "out/reliability-$f.svg"
	done
}
