# One trial: a world of 1000 training and 2000 test cases, an expert who is right on 95 % of one group and on 65 % of the
# other.  Writes trial, method, c0 and the scores on the test cases.
seed=$1
costs=$([ "$QUICK" ] && echo 0 .1 .2 .3 || seq 0 .05 .5)

l2d-synth two-groups --rows 3000 --seed "$seed" --digits 7 |
	l2d-expert --classes 0,1 --expert h=pq:a:.95:.65 --seed "$seed" > all.csv
{ head -n 1001 all.csv; } > train.csv
{ head -n 1 all.csv; tail -n 2000 all.csv; } > test.csv

# score METHOD C0: the decisions on standard input become a row.
score() {
	l2d-score --tag trial="$seed" --tag method="$1" --tag c0="$2"
}

l2d-train --loss ce train.csv > ce.csv
l2d-train --loss sova train.csv > sova.csv
l2d-train --loss css train.csv > css.csv
l2d-apply ce.csv < test.csv > test-ce.csv
l2d-apply sova.csv < test.csv > test-sova.csv
l2d-apply --emit logits css.csv < train.csv > train-css.csv
for c in $costs; do
	l2d-threshold --rule chow --cost "$c" test-ce.csv | score chow "$c"
	l2d-threshold --rule posthoc --cost "$c" test-sova.csv | score threshold "$c"
	for loss in css ova; do
		l2d-train --loss $loss --cost "$c" train.csv > joint.csv
		l2d-apply --emit logits joint.csv < test.csv | l2d-threshold --rule $loss | score $loss "$c"
	done
	l2d-train --loss rejector --cost "$c" train-css.csv > rejector.csv
	l2d-apply --emit logits css.csv rejector.csv < test.csv | l2d-threshold --rule rejector | score rejector "$c"
done
