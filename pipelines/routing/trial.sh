# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# One trial: estimates and the constant to beat from one half of the questions, everything measured on the other.  Writes
# trial, data, method, cost and what it yields: the frontier at a grid of costs, each model alone, the oracle; and by all measures the router that
# takes the better estimate whatever it costs, and the constant.
seed=$1
testdata=$HERE/../../testdata
measures="quality gain_constant regret_oracle cost entropy optimal_selection optimal_cost optimal_accuracy apgr apgr_curve cpt20 cpt50 cpt80 aiq_code aiq_paper"

# cells COLUMN...: these columns of the table on standard input.
cells() {
	awk -F, -v want="$*" 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; n = split(want, w, " "); next }
		{ line = $at[w[1]]; for (i = 2; i <= n; i++) line = line "," $at[w[i]]; print line }'
}

# measure NAME FIT < TABLE: a line with all measures, the constant being that of FIT.  RouterArena's score is of dollars, as its costs
# are: here they are for 1,000 questions.
measure() {
	cat > decided.csv
	# shellcheck disable=SC2086
	l2d-score --router --fit "$2" --cpt hull decided.csv | cells $measures > measured
	arena=
	[ "${1%%,*}" != routerarena ] ||
		arena=$(awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i ~ /^cost_|^paid$/) money[i] = 1 } NR > 1 { for (i in money) $i /= 1000 } 1' decided.csv |
			l2d-score --router --fit "$2" | cells arena)
	echo "$seed,$1,,$(cat measured),$arena"
}

# route DATA METHOD LOW TOP: of test.csv, with estimates from train.csv; the grid from LOW on, where every trial has a frontier.
route() {
	local data=$1 method=$2 low=$3 top=$4
	awk -v method="$method" -f "$HERE/estimates.awk" train.csv test.csv > estimated.csv
	l2d-route --frontier estimated.csv > frontier.csv
	grep -E 'policy|^frontier' frontier.csv | cells cost accuracy | sort -t, -k1,1g |
		awk -v trial="$seed" -v data="$data" -v method="$method" -v top="$top" -f "$HERE/../cascade/grid.awk" |
		awk -F, -v low="$low" '$4 >= low { print $0 ",,,,,,,,,,,,,,," }'
	grep -E 'policy|^single|^oracle' frontier.csv | cells policy agent accuracy |
		awk -F, -v OFS=, -v t="$seed" -v d="$data" -v m="$method" 'm == "groups" { print t, d, $1 == "oracle" ? $1 : $2, "", $3 ",,,,,,,,,,,,,,," }'
	l2d-route --lambda 0 estimated.csv | measure "$data,${method}_router" train.csv
	if [ "$method" = groups ]; then
		constant=$(l2d-score --router --fit train.csv decided.csv | cells constant)
		awk -v constant="$constant" '{ print $0 (NR == 1 ? ",agent" : "," constant) }' test.csv | measure "$data,constant" train.csv
	fi
}

echo "trial,data,method,cost,$(echo "$measures" | sed 's/ cost / paid /; s/ /,/g'),arena"
for data in routerarena:routerarena/routerarena_809:.06:.1 mt_bench:mt_bench/mt_bench_160:0:24.7 mmlu:routellm/mmlu_14042:0:24.7; do
	IFS=: read -r name file low top <<< "$data"
	awk -v data="$name" -f "$HERE/tables.awk" "$testdata/$file.csv" > all.csv
	for half in train test; do
		l2d-split --part $half --parts train=.5,test=.5 --key question --seed "$seed" all.csv > $half.csv
	done
	route "$name" groups "$low" "$top"
	if [ "$name" = mmlu ]; then route "$name" published "$low" "$top"; fi
done
