# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# One trial: linear heads on the small network's last hidden layer, for experts who know the first k classes, from all
# cases of the part train and from fewer.  Writes source, rows, method, k and the scores on the part test.
seed=$1
ks=$([ "$QUICK" ] && echo 5 || seq 1 10)
sizes=$([ "$QUICK" ] && echo 300 1000 || echo 100 300 1000 3006)

part() {
	awk -F, -v OFS=, -v part="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i !~ /^[ez]_|^part$/) keep[++n] = i }
		NR == 1 || $2 == part { line = $(keep[1]); for (i = 2; i <= n; i++) line = line OFS $(keep[i]); print line }' \
		"$HERE/../../testdata/fashion/fashion.csv" |
		l2d-expert --classes 0..9 --expert h=first:"$k" --seed "$seed"
}

# fit METHOD RULE LOSS [OPTION]
fit() {
	method=$1 rule=$2
	shift 2
	l2d-train --l2 1e-3 --tolerance 1e-3 --loss "$@" train.csv > model.csv
	l2d-apply model.csv < test.csv | l2d-threshold --rule "$rule" |
		l2d-score --tag trial="$seed" --tag source=heads --tag rows="$rows" --tag method="$method" --tag k="$k"
}

for k in $ks; do
	part train > all.csv
	part test > test.csv
	for rows in $sizes; do
		[ "$rows" = 3006 ] || [ "$k" = 5 ] || continue
		# so many of 3006 on the average
		awk -v r="$rows" 'BEGIN { s = r / 3006; printf "train=%.12f,rest=%.12f\n", s, 1 - s }' > shares
		l2d-split --part train --parts "$(cat shares)" --seed "$seed" all.csv > train.csv
		fit css css css
		fit ova ova ova
		fit confidence confidence confidence
		fit mixexp rejector mixexp --allow-unconverged
	done
done
