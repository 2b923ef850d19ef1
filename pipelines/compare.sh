# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# shellcheck shell=bash
# The methods compared trial by trial: bash compare.sh BY VALUES [TABLE...]
# The tables are those that trial.sh writes, with lines of names (trial,...) wherever the columns change.  BY: the columns
# that tell the comparisons apart.  VALUES: what is compared, columns or cost_adjusted_accuracy, which is the system's
# accuracy less the price of what it deferred, c0 * (1 - coverage).  p_holm is adjusted within a comparison.
set -eu -o pipefail
by=$1
values=$2
shift 2

table=$(awk -F, -v OFS=, -v columns="$by,trial,method,$values" '
	function cell(name) {
		if (name == "cost_adjusted_accuracy")
			return sprintf("%.12g", cell("system_accuracy") - cell("c0") * (1 - cell("coverage")))
		if (!(name in at)) { print "compare.sh: " FILENAME ": no column " name > "/dev/stderr"; exit 1 }
		return $(at[name])
	}
	BEGIN { n = split(columns, of, ",") }
	$1 == "trial" { split("", at); for (i = 1; i <= NF; i++) at[$i] = i; next }
	{ for (i = 1; i <= n; i++) printf "%s%s", cell(of[i]), i < n ? OFS : ORS }' "$@")
first=1
for key in $(echo "$table" | cut -d, -f "1-$(echo "$by" | tr , '\n' | wc -l)" | sort -u); do
	mapfile -t tags < <(paste -d= <(echo "$by" | tr , '\n') <(echo "$key" | tr , '\n') | sed 's/^/--tag=/')
	{
		echo "$by,trial,method,$values"
		echo "$table" | awk -v key="$key," 'index($0, key) == 1'
	} | l2d-compare --paired-by trial --between method --values "$values" "${tags[@]}" | tail -n +$first
	first=2
done
