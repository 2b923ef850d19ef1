# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# One trial: estimates and the constant to beat from one half of the questions, everything measured on the other.  Writes
# trial, data, method, cost and what it yields: the frontier at a grid of costs, each model alone, the oracle, the router that
# takes the better estimate whatever it costs.
seed=$1
testdata=$HERE/../../testdata

# cells COLUMN...: these columns of the table on standard input.
cells() {
	awk -F, -v want="$*" 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; n = split(want, w, " "); next }
		{ line = $at[w[1]]; for (i = 2; i <= n; i++) line = line "," $at[w[i]]; print line }'
}

# route DATA METHOD LOW TOP: of test.csv, with estimates from train.csv; the grid from LOW on, where every trial has a frontier.
route() {
	local data=$1 method=$2 low=$3 top=$4
	awk -v method="$method" -f "$HERE/estimates.awk" train.csv test.csv > estimated.csv
	l2d-route --frontier estimated.csv > frontier.csv
	grep -E 'policy|^frontier' frontier.csv | cells cost accuracy | sort -t, -k1,1g |
		awk -v trial="$seed" -v data="$data" -v method="$method" -v top="$top" -f "$HERE/../cascade/grid.awk" |
		awk -F, -v low="$low" '$4 >= low { print $0 ",,,," }'
	grep -E 'policy|^single|^oracle' frontier.csv | cells policy agent accuracy |
		awk -F, -v OFS=, -v t="$seed" -v d="$data" -v m="$method" 'm == "groups" { print t, d, $1 == "oracle" ? $1 : $2, "", $3, "", "", "", "" }'
	l2d-route --lambda 0 estimated.csv | l2d-score --router --fit train.csv |
		cells quality gain_constant regret_oracle apgr aiq_paper | sed "s/^/$seed,$data,${method}_router,,/"
}

echo trial,data,method,cost,quality,gain_constant,regret_oracle,apgr,aiq_paper
for data in routerarena:routerarena/routerarena_809:.06:.1 mt_bench:mt_bench/mt_bench_160:0:24.7 mmlu:routellm/mmlu_14042:0:24.7; do
	IFS=: read -r name file low top <<< "$data"
	awk -v data="$name" -f "$HERE/tables.awk" "$testdata/$file.csv" > all.csv
	for half in train test; do
		l2d-split --part $half --parts train=.5,test=.5 --key question --seed "$seed" all.csv > $half.csv
	done
	route "$name" groups "$low" "$top"
	if [ "$name" = mmlu ]; then route "$name" published "$low" "$top"; fi
done
