# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# Words for the tables ece.csv, scores.csv and coverage.csv.
BEGIN {
	FS = ","
}

FNR == 1 {
	file++
	split("", at)
	for (i = 1; i <= NF; i++)
		at[$i] = i
	if (file == 2)
		printf "\n%-8s %5s  %8s  %8s  %s\n", "rule", "c0", "coverage", "accuracy", "less the price"
	if (file == 3)
		printf "\n%-8s %-6s  %s\n", "rule", "expert", "system accuracy at coverage 1, .9, .8, 0; best"
	next
}

file == 1 {
	printf "calibration error of %s: %.4f\n", $at["estimand"] ($at["name"] == "" ? "" : " " $at["name"]), $at["ece"]
}

file == 2 {
	printf "%-8s %5s  %8.4f  %8.4f  %14.4f\n", $at["rule"], $at["c0"], $at["coverage"], $at["system_accuracy"],
		$at["system_accuracy"] - $at["cost"]
}

file == 3 {
	name = sprintf("%-8s %-6s", $at["rule"], $at["expert"])
	if (!(name in best))
		order[++curves] = name
	x = $at["coverage"] + 0
	y = $at["system_accuracy"] + 0
	if (y > best[name]) {
		best[name] = y
		where[name] = x
	}
	for (i = 0; i <= 3; i++) {
		want = i < 3 ? 1 - i / 10 : 0
		if (!((name, i) in gap) || (x - want) ^ 2 < gap[name, i]) {
			gap[name, i] = (x - want) ^ 2
			value[name, i] = y
		}
	}
}

END {
	for (k = 1; k <= curves; k++) {
		name = order[k]
		printf "%s  %.4f %.4f %.4f %.4f; %.4f at %.2f\n", name, value[name, 0], value[name, 1], value[name, 2], \
			value[name, 3], best[name], where[name]
	}
}
