# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# One trial: digits, cut into three parts; an expert who knows the classes 0 to 4 and one who is right on 95 %.  A linear system is trained
# without and with an attacker in mind, jointly (css) or as a rejector of a classifier that was fitted to the first part (twostage, and its smooth surrogate), and
# attacked on the test part: to make it wrong, or to send every row to the second expert.  Grey values stay in 0 .. 16.
# Writes trial, method, robust, goal and the table of l2d-stress --sweep.
seed=$1
rows=$([ "$QUICK" ] && echo 600 || echo 1797)
grid=$([ "$QUICK" ] && echo 0:.2:.1 || echo 0:.3:.05)
sizes=$([ "$QUICK" ] && echo '0 .05' || echo '0 .025 .05 .1 .2')

head -n $((rows + 1)) "$HERE/../../testdata/classic_features/digits.csv" |
	l2d-expert --classes 0..9 --expert low=classes:0..4 --expert any=accuracy:.95 --seed "$seed" > all.csv
for part in first train test; do
	l2d-split --seed "$seed" --parts first=.3,train=.4,test=.3 --part $part all.csv > $part.csv
done

attack() { # METHOD R GOAL [OPTION]... under which the system is attacked
	method=$1 robust=$2 goal=$3
	shift 3
	l2d-stress --model model.csv --goal "$goal" --box 0:16 --sweep "$grid" --tag trial="$seed" --tag method="$method" \
		--tag robust="$robust" --tag goal="$goal" "$@" test.csv
}

l2d-train --l2 .001 first.csv > classifier.csv
l2d-apply classifier.csv < train.csv > predicted.csv
for R in $sizes; do
	l2d-train --loss css --l2 .001 --robust "$R" train.csv > model.csv
	attack css "$R" error
	attack css "$R" route:any
	l2d-train --loss twostage --l2 .001 --robust "$R" predicted.csv > model.csv
	attack twostage "$R" route:any --classifier classifier.csv
	[ "$R" != 0 ] || continue
	l2d-train --loss twostage --l2 .001 --robust "$R" --smooth 1 predicted.csv > model.csv
	attack smooth "$R" route:any --classifier classifier.csv
done
