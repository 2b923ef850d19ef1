# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
load pipeline

@test "underfitting under a cost, but for a loss whose classifier does not see it" {
	run_pipeline underfit
	for loss in css tight ova; do
		above "$(at train_accuracy loss=$loss c0=0)" "$(at train_accuracy loss=$loss c0=.5)" .1
		above "$(at test_accuracy loss=$loss c0=0)" "$(at test_accuracy loss=$loss c0=.5)" .05
		above "$(at test_entropy loss=$loss c0=.5)" "$(at test_entropy loss=$loss c0=0)" .4
	done
	near "$(at train_accuracy loss=sova c0=.5)" "$(at train_accuracy loss=sova c0=0)" .005
	near "$(at test_accuracy loss=sova c0=.5)" "$(at test_accuracy loss=sova c0=0)" .005
	near "$(at test_entropy loss=sova c0=.5)" "$(at test_entropy loss=sova c0=0)" .005

	# lee's falls, mixexp learns none at any cost, triage's rises: at a cost it sees more rows
	above "$(at train_accuracy loss=lee c0=0)" "$(at train_accuracy loss=lee c0=.5)" .05
	above .05 "$(at train_accuracy loss=mixexp c0=0)" 0
	above .05 "$(at train_accuracy loss=mixexp c0=.5)" 0
	above "$(at train_accuracy loss=triage c0=.5)" "$(at train_accuracy loss=triage c0=0)" .1

	# trial by trial: 6 pairs of losses at either cost and 4 losses between them, of 3 measures; Student's interval of two
	# differences x and y is their mean and 12.7062047 |x - y| / 2
	[ "$(awk -F, 'NR > 1 && $6 == 2' out/compare.csv | wc -l)" = 48 ]
	compared() { awk -F, -v k="$1" '$1 == "" && $2 == ".5" && $3 == "css" && $4 == "sova" && $5 == "test_accuracy" { print $k }' out/compare.csv; }
	awk -F, '$2 == "css" && $3 == .5 { css[$1] = $6 } $2 == "sova" && $3 == .5 { sova[$1] = $6 }
		END { x = sova[1] - css[1]; y = sova[2] - css[2]; h = 12.7062047 * (x > y ? x - y : y - x) / 2
			printf "%.9f %.9f %.9f\n", (x + y) / 2, (x + y) / 2 - h, (x + y) / 2 + h }' out/trial/*.csv > wanted
	read -r difference lo hi < wanted
	near "$(compared 9)" "$difference" 1e-6
	near "$(compared 10)" "$lo" 1e-6
	near "$(compared 11)" "$hi" 1e-6
}
