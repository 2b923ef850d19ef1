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
	# trial by trial: ten pairs, two measures, two tables; the mean of the paired differences, and Student's interval of two,
	# 12.7062 half their distance to either side
	[ "$(awk -F, 'NR > 1 && $5 == 2' out/compare.csv | wc -l)" = 40 ]
	awk -F, '
		$1 == "trial" { for (i = 1; i <= NF; i++) c[$i] = i; next }
		$2 == "blobs" && $3 == "css" && $4 == ".5" { css[$1] = $c["system_accuracy"] }
		$2 == "blobs" && $3 == "threshold" && $4 == ".2" { threshold[$1] = $c["system_accuracy"] }
		END {
			first = threshold[1] - css[1]
			second = threshold[2] - css[2]
			mean = (first + second) / 2
			h = 12.7062 / 2 * (first > second ? first - second : second - first)
			print mean; print mean - h; print mean + h
		}' OFMT=%.9f out/trial/*.csv > wanted
	awk -F, '$1 == "blobs" && $2 == "css" && $3 == "threshold" && $4 == "system_accuracy" {
		print $8; print $9; print $10 }' out/compare.csv > got
	[ "$(wc -l < got)" = 3 ]
	while read -r a b; do near "$a" "$b" 1e-5; done < <(paste wanted got)

	# Chow's rule sends most cases to an expert who knows half of them
	above .7 "$(at system_accuracy data=blobs method=chow c0=0)" 0
}
