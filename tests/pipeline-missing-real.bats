# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
load pipeline

@test "missing answers of a crowd, of specialists, of annotators: EM calibrated after the fact" {
	run_pipeline missing-real
	# ducks: three quarters of the cells are filled, workers are right on 67.3 %, as its source says
	awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) e[i] = $i ~ /^e_/ } NR > 1 { for (i = 1; i <= NF; i++) if (e[i]) { cells++; if ($i != "") { n++; right += $i == $2 } } }
		END { exit !(cells == 240 * 53 && n / cells > .7545 && n / cells < .7555 && right / n > .6725 && right / n < .6735) }' "$TESTDATA/cubam_crowd/ducks_240.csv"
	# real annotators: the mixture's own confidences are what holds EM back; as it is by default it is not behind ova by more than the half
	# width of the interval of six trials, .004 in area; .006 above coverage .7 of these 800 rows a half
	for p in '' -p; do
		above "$(at area world=tweets method=em$p)" "$(at area world=tweets method=em$p-model)" .002
		above "$(at area world=tweets method=em$p)" "$(at area world=tweets method=ova$p)" -.004
		above "$(at high world=tweets method=em$p)" "$(at high world=tweets method=ova$p)" -.006
	done
	above "$(at area world=tweets method=ova-p)" "$(at area world=tweets method=em-p-model)" .002
	# a model that sees its classifier's probabilities is ahead above coverage .7
	for method in ova em; do above "$(at high world=tweets method=$method-p)" "$(at high world=tweets method=$method)" .01; done
	[ "$(grep -c '^ducks,' out/compare.csv)" = 30 ]
}
