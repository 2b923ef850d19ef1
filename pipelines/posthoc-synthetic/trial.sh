# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# One trial: a world of 1000 training and 2000 test cases, an expert who is right on 95 % of one group and on 65 % of the
# other.  Writes trial, method, c0 and the scores on the test cases.
seed=$1
if [ "$QUICK" ]; then
	costs='0 0.1 0.2 0.3' range=0:0.3:0.1
else
	costs='0 0.05 0.1 0.15 0.2 0.25 0.3 0.35 0.4 0.45 0.5' range=0:0.5:0.05
fi

l2d-synth two-groups --rows 3000 --seed "$seed" --digits 7 |
	l2d-expert --classes 0,1 --expert h=pq:a:.95:.65 --seed "$seed" > all.csv
{ head -n 1001 all.csv; } > train.csv
{ head -n 1 all.csv; tail -n 2000 all.csv; } > test.csv

# score METHOD C0: the decisions on standard input become a row.
score() {
	l2d-score --tag trial="$seed" --tag method="$1" --tag c0="$2"
}

# sweep METHOD RULE: one model for all costs.
sweep() {
	l2d-threshold --rule "$2" --sweep $range --tag trial="$seed" --tag method="$1" |
		awk -F, -v OFS=, '{ print $1, $2, $3, (NR == 1 ? "coverage" : 1 - $5), (NR == 1 ? "system_accuracy" : $7) }'
}

l2d-train --loss ce train.csv > ce.csv
l2d-train --loss sova train.csv > sova.csv
l2d-train --loss css train.csv > css.csv
l2d-apply ce.csv < test.csv | sweep chow chow
l2d-apply sova.csv < test.csv | sweep threshold posthoc
l2d-apply --emit logits css.csv < train.csv > train-css.csv
for c in $costs; do
	for loss in css ova; do
		l2d-train --loss $loss --cost "$c" train.csv > joint.csv
		l2d-apply --emit logits joint.csv < test.csv | l2d-threshold --rule $loss | score $loss "$c"
	done
	l2d-train --loss rejector --cost "$c" train-css.csv > rejector.csv
	l2d-apply --emit logits css.csv rejector.csv < test.csv | l2d-threshold --rule rejector | score rejector "$c"
done
