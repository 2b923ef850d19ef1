# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
load pipeline

@test "missing annotations: EM where experts differ, complete rows lose" {
	run_pipeline missing
	area() { at area world="$1" missing="$2" method="$3" coverage=.5; }

	# experts who know different classes
	above "$(area blobs .5 em)" "$(area blobs .5 css-masked)" .015
	above "$(area blobs .5 em)" "$(area blobs .5 ova-masked)" .005
	above "$(area simulated .5 em)" "$(area simulated .5 css-masked)" .005
	near "$(area blobs .5 em)" "$(area blobs 0 em)" .015

	# one row in eight is complete
	for loss in css ova; do
		above "$(area blobs .5 $loss-masked)" "$(area blobs .5 $loss-complete)" .02
		near "$(area blobs .5 $loss-masked)" "$(area blobs 0 $loss-masked)" .015
	done

	# people whose votes are interchangeable: nobody to choose, and EM is behind
	above "$(area real .5 ova-masked)" "$(area real .5 em)" .002

	# trial by trial: 10 pairs of methods at either rate and 5 methods between the rates, in 3 worlds; Student's interval of
	# two differences x and y is their mean and 12.7062047 |x - y| / 2
	[ "$(awk -F, 'NR > 1 && $7 == 2' out/compare.csv | wc -l)" = 75 ]
	compared() {
		awk -F, -v k="$1" '$1 == "real" && $2 == ".5" && $3 == "" && $4 == "em" && $5 == "ova-masked" { print $k }' out/compare.csv
	}
	awk -F, '$2 == "real" && $3 == .5 && $4 == "em" { em[$1] = $7 } $2 == "real" && $3 == .5 && $4 == "ova-masked" { ova[$1] = $7 }
		END { x = ova[1] - em[1]; y = ova[2] - em[2]; h = 12.7062047 * (x > y ? x - y : y - x) / 2
			printf "%.9f %.9f %.9f\n", (x + y) / 2, (x + y) / 2 - h, (x + y) / 2 + h }' out/trial/*.csv > wanted
	read -r difference lo hi < wanted
	near "$(compared 10)" "$difference" 1e-6
	near "$(compared 11)" "$lo" 1e-6
	near "$(compared 12)" "$hi" 1e-6
}
