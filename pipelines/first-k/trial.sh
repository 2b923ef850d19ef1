# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# One trial: for every k, experts who know the first k digits, and training sets of several sizes.  Writes trial, rows,
# method, k and the scores on the test cases.
seed=$1
ks=$([ "$QUICK" ] && echo 2 5 8 || seq 1 10)
sizes=$([ "$QUICK" ] && echo 100 400 || echo 50 100 200 400 800)
digits=$HERE/../../testdata/classic_features/digits.csv

# score METHOD: the decisions on standard input become a row.
score() {
	l2d-score --tag trial="$seed" --tag rows="$rows" --tag method="$1" --tag k="$k"
}

# fit METHOD RULE OPTION...
fit() {
	method=$1 rule=$2
	shift 2
	l2d-train --l2 .01 --tolerance 1e-3 --loss "$@" train.csv > model.csv
	l2d-apply model.csv < test.csv | l2d-threshold --rule "$rule" | score "$method"
}

# A classifier, and a rejector that predicts whether the label is one of the first k, which all are at k = 10.
learned_oracle() {
	if [ "$k" -lt 10 ]; then
		awk -F, -v OFS=, -v k="$k" 'NR > 1 { $2 = $2 < k } 1' train.csv | l2d-train --loss ce --l2 .01 --tolerance 1e-3 > known.csv
		l2d-apply --emit probs known.csv < test.csv |
			awk -F, -v OFS=, '{ p = NR == 1 ? "score" : $NF; NF -= 2; print $0, p }'
	else
		awk '{ print $0 "," (NR == 1 ? "score" : 1) }' test.csv
	fi > scored.csv
	l2d-train --loss ce --l2 .01 --tolerance 1e-3 train.csv > model.csv
	l2d-apply --emit probs model.csv < scored.csv | l2d-threshold --rule score --threshold .5 | score learned-oracle
}

for k in $ks; do
	l2d-expert --classes 0..9 --expert h=first:"$k" --seed "$seed" "$digits" > all.csv
	l2d-split --part train --parts train=.5,test=.5 --seed "$seed" all.csv > pool.csv
	l2d-split --part test --parts train=.5,test=.5 --seed "$seed" all.csv > test.csv
	for rows in $sizes; do
		head -n $((rows + 1)) pool.csv > train.csv
		fit css css css
		fit ova ova ova
		fit confidence confidence confidence
		fit mixexp rejector mixexp --allow-unconverged
		learned_oracle
	done
done
