# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# shellcheck shell=bash
# fit_map NAME OPTION... TABLE: the model of the feature map, linear or quadratic, and of the l2 whose systems are worth most
# over folds of the table, of equals the first.  tune: the --tune and --folds of l2d-train.  What was tried is added to
# ../tuning.csv.
echo name,map,l2,alpha,n,value > ../tuning.csv

fit_map() {
	local name=$1 map
	shift
	for map in linear quadratic; do
		# shellcheck disable=SC2154,SC2086 # of the trial; options are words
		l2d-train --map $map $tune --tuning tried "$@" > $map.model
		awk -v key="$name,$map," 'NR > 1 { print key $0 }' tried
	done > maps
	cat maps >> ../tuning.csv
	cat "$(awk -F, 'NR == 1 || $6 > best { best = $6; map = $2 } END { print map }' maps).model"
}
