# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# One trial, on digits and on fashion, each cut into three parts: expert low knows the classes 0 to 4, expert any all of them.  A linear system is
# trained without and with an attacker in mind, jointly (css) or as a rejector of a classifier that was fitted to the first part (twostage, and its
# smooth surrogate), and attacked on the test part: to make it wrong, or to send every row to the second expert.
# Writes trial, data, method, robust, goal and the table of l2d-stress --sweep.
seed=$1
rows=$([ "$QUICK" ] && echo 600 || echo 100000)
grid=$([ "$QUICK" ] && echo 0:.2:.1 || echo 0:.3:.05)
sizes=$([ "$QUICK" ] && echo '0 .05' || echo '0 .025 .05 .1 .2')

attack() { # METHOD R GOAL [OPTION]... under which the system is attacked
	method=$1 robust=$2 goal=$3
	shift 3
	l2d-stress --model model.csv --goal "$goal" --box $box --sweep "$grid" --tag trial="$seed" --tag data=$data --tag method="$method" \
		--tag robust="$robust" --tag goal="$goal" "$@" test.csv
}

rejector() { # NAME R [OPTION]... of the training
	name=$1 R=$2
	shift 2
	l2d-train --loss twostage --l2 .001 --robust "$R" "$@" predicted.csv > model.csv
	attack "$name" "$R" route:any --classifier classifier.csv
}

systems() { # of all.csv
	for part in first train test; do
		l2d-split --seed "$split" --parts first=.3,train=.4,test=.3 --part $part all.csv > $part.csv
	done
	l2d-train --l2 .001 first.csv > classifier.csv
	l2d-apply classifier.csv < train.csv > predicted.csv
	for size in $sizes; do
		l2d-train --loss css --l2 .001 --robust "$size" train.csv > model.csv
		attack css "$size" error
		attack css "$size" route:any
		rejector twostage "$size"
		[ "$size" = 0 ] || rejector smooth "$size" --smooth 1
	done
}

# Grey values stay in 0 .. 16.
data=digits box=0:16 split=$seed
head -n $((rows + 1)) "$HERE/../../testdata/classic_features/digits.csv" |
	l2d-expert --classes 0..9 --expert low=classes:0..4 --expert any=accuracy:.95 --seed "$seed" > all.csv
systems

# The outputs of a layer of rectifiers stay at 0 or above.  The network's own logits are not those of a linear head of ours.
# Seed 1 has chosen the table's rows: other seeds divide them.
data=fashion box=0: split=$((seed + 100))
head -n $((rows + 1)) "$HERE/../../testdata/fashion/fashion.csv" | cut -d, -f1,3-19,30- |
	sed '1s/e_half/e_low/; 1s/e_big/e_any/' > all.csv
systems
