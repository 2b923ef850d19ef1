# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# One trial: 100 classes in 16 dimensions, an expert for the first 50.  Writes trial, loss, c0 and what became of the classifier.
seed=$1
rows=$([ "$QUICK" ] && echo 1200 || echo 4000)
costs=$([ "$QUICK" ] && echo 0 .5 || seq 0 .1 1)

l2d-synth blobs --classes 100 --features 16 --error .2 --rows $((2 * rows)) --seed "$seed" --digits 6 |
	l2d-expert --classes 0..99 --expert h=classes:0..49 --seed "$seed" > all.csv
head -n $((rows + 1)) all.csv > train.csv
{ head -n 1 all.csv; tail -n "$rows" all.csv; } > test.csv

# measure TABLE: accuracy and normalised entropy of the classifier, by HERE/classifier.awk.
measure() {
	l2d-apply --emit logits model.csv < "$1" | awk -f "$HERE/classifier.awk"
}

# fit NAME C0 OPTION...: a row.
fit() {
	name=$1 c0=$2
	shift 2
	l2d-train "$@" --cost "$c0" --tolerance 1e-3 train.csv > model.csv
	echo "$seed,$name,$c0,$(measure train.csv),$(measure test.csv)"
}

echo trial,loss,c0,train_accuracy,train_entropy,test_accuracy,test_entropy
for c0 in $costs; do
	fit css "$c0" --loss css
	fit tight "$c0" --loss css --cmax tight
	fit ova "$c0" --loss ova
	fit sova "$c0" --loss sova
done
# losses of other kinds: without a cost, and at the last one
last=$c0
for loss in lee mixexp triage; do
	fit $loss 0 --loss $loss
	fit $loss "$last" --loss $loss
done
