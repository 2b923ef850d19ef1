# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
load pipeline

@test "css is overconfident of the expert, ova is calibrated, their systems are as good" {
	run_pipeline calibrated
	for experts in 1 2 4; do
		above "$(at ece experts=$experts loss=css)" "$(at ece experts=$experts loss=ova)" .1
		above .05 "$(at ece experts=$experts loss=ova)" 0
		near "$(at system_accuracy experts=$experts loss=css)" "$(at system_accuracy experts=$experts loss=ova)" .03
	done
	# where css is surest it is wrong most: the last bin
	last() { tail -n 1 "out/trial/$1-1.reliability" | cut -d, -f"$2"; }
	above "$(last css 6)" "$(last css 7)" .1
	near "$(last ova 6)" "$(last ova 7)" .05
	for f in one css-four ova-four; do
		grep -q '</svg>' "out/reliability-$f.svg"
	done
}
