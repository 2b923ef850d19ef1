# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# One trial: a world of four Gaussians in two dimensions, 2000 training and 2000 test cases; an expert who is right on all
# cases of the group a = 1 and on 70 % of the others, and one who is right on 80 % of either.  Writes trial, expert, method,
# coverage, AUROC and average precision of the system on the test cases.
seed=$1

# follow EXPERT METHOD LOSS RULE
follow() {
	l2d-apply "$3.csv" < test.csv | l2d-threshold --rule "$4" > scored.csv
	l2d-curve --metric ap scored.csv > ap.csv
	l2d-curve --metric auroc --tag trial="$seed" --tag expert="$1" --tag method="$2" scored.csv | paste -d, - ap.csv |
		awk -F, -v OFS=, '{ print $1, $2, $3, (NR == 1 ? $5 : sprintf("%.2f", $5)), $9, $(NF - 1) }'
}

l2d-synth four-gaussians --features 2 --rows 4000 --seed "$seed" --digits 7 > world.csv
for pq in 1:.7 .8:.8; do
	l2d-expert --classes 0,1 --expert h=pq:a:$pq --seed "$seed" world.csv > all.csv
	head -n 2001 all.csv > train.csv
	{ head -n 1 all.csv; tail -n 2000 all.csv; } > test.csv
	l2d-train --loss css train.csv > css.csv
	l2d-train --loss confidence train.csv > confidence.csv
	follow $pq css css css
	follow $pq confidence confidence confidence
	follow $pq model-confidence confidence chow
done
