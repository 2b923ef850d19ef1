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
}
