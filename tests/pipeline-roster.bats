# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
load pipeline

@test "roster: every limit of days and weeks is kept, and each level has its price" {
	run_pipeline roster
	r() { at "$1" plan="$2" agent="$3"; }

	above "$(r wrong days model)" "$(r wrong free model)" 0
	above "$(r wrong week model)" "$(r wrong soft model)" 0
	above "$(r wrong soft model)" "$(r wrong days model)" 0
	awk -F, '$2 == "model" { next } $1 == "week" && ($4 > 30 || $4 < 4) || $1 == "days" && ($4 > 40 || $4 < 4) { bad = 1 } END { exit bad }' out/summary.csv
	# 8 of 100 a day: two of them are away on Tuesday
	near "$(awk -F, '$1 == "days" && $4 > 32 { n += $2 == "senior01" || $2 == "reader08" } END { print n + 0 }' out/summary.csv)" 0 0
}
