# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# One trial: two worlds, each cut into halves.  A mixture is learned with the model's share fixed at a quarter, the
# experts' shares free or balanced, and applied to the test half: by its gate, or by l2d-workload under the same limits.
# Writes trial, world, limits, applied and the scores.
seed=$1
tweets=$HERE/../../testdata/hatespeech/hatespeech_24783.csv
rows=$([ "$QUICK" ] && echo 4000 || echo 12000)

world() {
	case $1 in
	blobs) # a knows most of the classes
		l2d-synth blobs --rows "$rows" --error .25 --seed "$seed" --digits 6 |
			l2d-expert --classes 0..9 --expert a=classes:0..6 --expert b=classes:5..8 --expert c=accuracy:.5 --seed "$seed" ;;
	tweets) # b knows the class of four tweets in five
		head -n $((2 * rows + 1)) "$tweets" | cut -d, -f1,2,12- |
			l2d-expert --classes 0..2 --expert a=classes:0,2 --expert b=classes:1 --expert c=accuracy:.8 --seed "$seed" ;;
	esac
}

half() {
	l2d-split --seed "$seed" --parts train=.5,test=.5 --part "$1" all.csv
}

score() { # LIMITS APPLIED
	l2d-score --tag trial="$seed" --tag world=$w --tag limits="$1" --tag applied="$2"
}

for w in blobs tweets; do
	world $w > all.csv
	half test > test.csv
	half train | l2d-expert --missing .5 --seed "$seed" > train.csv
	for limits in free balanced; do
		options=--coverage=.25
		shares=--share=model=.25:.25
		[ $limits = free ] || options="$options --balanced"
		[ $limits = free ] || shares="$shares --balanced"
		l2d-em --confidence model $options train.csv > em.csv
		l2d-apply em.csv < test.csv > applied.csv
		score $limits gate < applied.csv
		l2d-workload --loss gate $shares applied.csv | score $limits workload
	done
done
