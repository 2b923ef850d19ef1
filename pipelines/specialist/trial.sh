# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# One trial: an expert who knows the first half of the classes, on digits (10 classes) and on blobs (100 classes).
# Writes trial, data, method, c0 and the scores on the test cases.
seed=$1
costs=$([ "$QUICK" ] && echo 0 .2 .5 || echo 0 .02 .05 .1 .15 .2 .3 .4 .5)

# score DATA METHOD C0: the decisions on standard input become a row.
score() {
	l2d-score --tag trial="$seed" --tag data="$1" --tag method="$2" --tag c0="$3"
}

# run DATA OPTION...: all methods on train.csv and test.csv.  The rejector's base classifier is trained on two thirds of
# the training cases and the rejector on the rest, where the classifier's mistakes are not hidden by fitting.
run() {
	data=$1
	shift
	l2d-split --fold 1/3 --invert --seed "$seed" train.csv > base.csv
	l2d-split --fold 1/3 --seed "$seed" train.csv > rest.csv
	l2d-train --loss ce "$@" train.csv > ce.csv
	l2d-train --loss sova "$@" train.csv > sova.csv
	l2d-train --loss ce "$@" base.csv > frozen.csv
	l2d-apply ce.csv < test.csv > test-ce.csv
	l2d-apply sova.csv < test.csv > test-sova.csv
	l2d-apply --emit logits frozen.csv < rest.csv > rest-logits.csv
	for c in $costs; do
		l2d-threshold --rule chow --cost "$c" test-ce.csv | score "$data" chow "$c"
		l2d-threshold --rule posthoc --cost "$c" test-sova.csv | score "$data" threshold "$c"
		for loss in css ova; do
			l2d-train --loss $loss --cost "$c" "$@" train.csv > joint.csv
			l2d-apply --emit logits joint.csv < test.csv | l2d-threshold --rule $loss | score "$data" $loss "$c"
		done
		l2d-train --loss rejector --cost "$c" "$@" rest-logits.csv > rejector.csv
		l2d-apply --emit logits frozen.csv rejector.csv < test.csv |
			l2d-threshold --rule rejector | score "$data" rejector "$c"
	done
}

l2d-expert --classes 0..9 --expert h=classes:0..4 --seed "$seed" "$HERE/../../testdata/classic_features/digits.csv" > all.csv
l2d-split --part train --parts train=.3,test=.7 --seed "$seed" all.csv > train.csv
l2d-split --part test --parts train=.3,test=.7 --seed "$seed" all.csv > test.csv
run digits --map rff:100 --seed "$seed" --tolerance 1e-3

rows=$([ "$QUICK" ] && echo 1200 || echo 4000)
l2d-synth blobs --classes 100 --features 16 --error .2 --rows $((rows + 2000)) --seed "$seed" --digits 6 |
	l2d-expert --classes 0..99 --expert h=classes:0..49 --seed "$seed" > all.csv
head -n $((rows + 1)) all.csv > train.csv
{ head -n 1 all.csv; tail -n 2000 all.csv; } > test.csv
run blobs --tolerance 1e-3
