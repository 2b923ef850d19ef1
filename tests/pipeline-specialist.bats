# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
load pipeline

# best DATA METHOD COVERAGE: the highest system accuracy of those points of the method that keep at least that coverage.
best() {
	awk -F, -v data="$1" -v method="$2" -v least="$3" 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next }
		$c["data"] == data && $c["method"] == method && $c["coverage"] >= least && $c["system_accuracy"] > best {
			best = $c["system_accuracy"] } END { print best + 0 }' out/summary.csv
}

@test "a specialist: thresholding after training is ahead where few cases are deferred" {
	run_pipeline specialist
	for loss in css ova; do
		above "$(best digits threshold .85)" "$(best digits $loss .75)" .002
		above "$(best blobs threshold .75)" "$(best blobs $loss .7)" .05
		# the rejector only where the joint losses underfit
		above "$(best blobs rejector .7)" "$(best blobs $loss .7)" .05
	done
	# Chow's rule sends most cases to an expert who knows half of them
	above .7 "$(at system_accuracy data=blobs method=chow c0=0)" 0
}
