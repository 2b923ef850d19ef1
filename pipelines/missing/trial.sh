# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# One trial: three worlds, each cut into halves for training and testing; annotations of the training half are hidden at
# several rates.  Writes trial, world, missing, method, coverage, system_accuracy and the area under that curve.
seed=$1
tweets=$HERE/../../testdata/hatespeech/hatespeech_24783.csv
rates=$([ "$QUICK" ] && echo 0 .5 || echo 0 .3 .5 .7)
rows=$([ "$QUICK" ] && echo 4000 || echo 12000)

world() {
	case $1 in
	blobs) # two experts who know some of the classes, one who knows a bit of all
		l2d-synth blobs --rows "$rows" --error .25 --seed "$seed" --digits 6 |
			l2d-expert --classes 0..9 --expert a=classes:0..3 --expert b=classes:4..7 --expert c=accuracy:.6 --seed "$seed" ;;
	simulated) # real tweets, simulated experts
		head -n $((2 * rows + 1)) "$tweets" | cut -d, -f1,2,12- |
			l2d-expert --classes 0..2 --expert a=classes:0,2 --expert b=classes:1 --expert c=accuracy:.7 --seed "$seed" ;;
	real) # the same tweets, the answers of people
		head -n $((2 * rows + 1)) "$tweets" | cut -d, -f1,2,9- ;;
	esac
}

half() {
	l2d-split --seed "$seed" --parts train=.5,test=.5 --part "$1" all.csv
}

hide() {
	case $1 in 0) cat ;; *) l2d-expert --missing "$1" --seed "$seed" ;; esac
}

# The rows where nobody's annotation is missing.
complete() {
	awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i ~ /^e_/) expert[i] } NR > 1 { for (i in expert) if ($i == "") next } { print }'
}

# curve METHOD: 21 points of the curve of the scored table on standard input.
curve() {
	cat > scored.csv
	area=$(l2d-score scored.csv | awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i } NR == 2 { print $at["system_aucac_mean"] }')
	l2d-curve --points 21 scored.csv | awk -F, -v row="$seed,$w,$rate,$1" -v area="$area" '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		{ printf "%s,%.2f,%s,%s\n", row, $at["coverage"], $at["system_accuracy"], area }'
}

echo trial,world,missing,method,coverage,system_accuracy,area
for w in blobs simulated real; do
	world $w > all.csv
	half test > test.csv
	for rate in $rates; do
		half train | hide "$rate" > masked.csv
		complete < masked.csv > complete.csv
		l2d-em --confidence model masked.csv > em.csv
		l2d-apply em.csv < test.csv | l2d-threshold --rule posthoc | curve em
		for loss in css ova; do
			for rows_of in masked complete; do
				l2d-train --loss $loss $rows_of.csv > joint.csv
				l2d-apply joint.csv < test.csv | l2d-threshold --rule posthoc | curve $loss-$rows_of
			done
		done
	done
done
