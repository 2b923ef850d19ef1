# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# Linear heads in the plane, fitted to the population.  Writes loss, the accuracy of the system (1 can be reached), its
# coverage, and the accuracy of the classifier.
awk -f "$HERE/plane.awk" > plane.csv
. "$HERE/fit.sh"

echo loss,system_accuracy,coverage,alone_model
for loss in $losses; do
	fit "$loss" 1e-6 plane.csv plane.csv | l2d-score |
		awk -F, -v OFS=, -v loss="$loss" 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
			{ print loss, $(at["system_accuracy"]), $(at["coverage"]), $(at["alone_model"]) }'
done
