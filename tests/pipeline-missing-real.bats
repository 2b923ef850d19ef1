# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
load pipeline

@test "missing answers of a crowd, of specialists, of annotators: EM calibrated after the fact" {
	slow "an experiment"
	run_pipeline missing-real
	# ducks: three quarters of the cells are filled, workers are right on 67.3 %, as its source says
	awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) e[i] = $i ~ /^e_/ } NR > 1 { for (i = 1; i <= NF; i++) if (e[i]) { cells++; if ($i != "") { n++; right += $i == $2 } } }
		END { exit !(cells == 240 * 53 && n / cells > .7545 && n / cells < .7555 && right / n > .6725 && right / n < .6735) }' "$TESTDATA/cubam_crowd/ducks_240.csv"
	# real annotators: EM's confidences are what holds it back, and a map of them closes most of the gap to ova
	above "$(at area world=tweets method=em-p-platt)" "$(at area world=tweets method=em-p)" .002
	above "$(at area world=tweets method=em-platt)" "$(at area world=tweets method=em)" .002
	above "$(at area world=tweets method=ova-p)" "$(at area world=tweets method=em-p)" .002
	# a model that sees its classifier's probabilities is ahead above coverage .7
	for method in ova em; do above "$(at high world=tweets method=$method-p)" "$(at high world=tweets method=$method)" .01; done
	[ "$(grep -c '^ducks,' out/compare.csv)" = 30 ]
}
