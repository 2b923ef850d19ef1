# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# One trial: linear heads on the small network's last hidden layer, for experts who know the first k classes, from all
# cases of the part train and from fewer.  Every method has its l2, and css its alpha, chosen anew for every k and number of
# cases, by folds of the cases to learn from.  Writes source, rows, method, k, what was chosen and the scores on the part
# test; beside it cases-SEED.csv, css against confidence case by case.
seed=$1
ks=$([ "$QUICK" ] && echo 5 || seq 1 10)
draws=$([ "$QUICK" ] && echo 40 || echo 2000)
sizes=$([ "$QUICK" ] && echo 300 1000 || echo 100 300 1000 3006)
tune="$([ "$QUICK" ] && echo l2=1e-3,1e-2 --folds 2 || echo l2=1e-5,1e-4,1e-3,1e-2,1e-1 --folds 3)"

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
	# shellcheck disable=SC2086 # options are words
	l2d-train --tune $tune --tuning tried.csv --seed "$seed" --tolerance 1e-3 --loss "$@" train.csv > model.csv
	# the best, of equals the first, as l2d-train does
	IFS=, read -r l2 alpha < <(awk -F, -v OFS=, 'NR == 2 || NR > 2 && $4 > best { best = $4; line = $1 OFS $2 } END { print line }' tried.csv)
	# alpha below 1 leaves no probabilities, and css decides by logits
	# shellcheck disable=SC2046 # nothing, or words
	l2d-apply $([ "$method" = css ] && echo --emit logits) model.csv < test.csv | l2d-threshold --rule "$rule" > "$method"
	l2d-score --tag trial="$seed" --tag source=heads --tag rows="$rows" --tag method="$method" --tag k="$k" --tag l2="$l2" --tag alpha="$alpha" "$method"
}

for k in $ks; do
	part train > all.csv
	part test > test.csv
	for rows in $sizes; do
		[ "$rows" = 3006 ] || [ "$k" = 5 ] || continue
		# so many of 3006 on the average
		awk -v r="$rows" 'BEGIN { s = r / 3006; printf "train=%.12f,rest=%.12f\n", s, 1 - s }' > shares
		l2d-split --part train --parts "$(cat shares)" --seed "$seed" all.csv > train.csv
		fit css css css --tune "alpha=$([ "$QUICK" ] && echo .5,1 || echo 0,.5,1)"
		fit ova ova ova
		fit confidence confidence confidence
		fit mixexp rejector mixexp --allow-unconverged
		l2d-compare --measure accuracy --draws "$draws" --tag rows="$rows" --tag k="$k" confidence css > "$rows-$k.compare"
	done
done
awk 'NR == 1 || FNR > 1' ./*.compare > "../cases-$seed.csv"
