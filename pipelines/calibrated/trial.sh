# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# One trial: blobs of 10 classes, and one, two or four experts, each of whom knows some classes.  Writes trial, experts,
# loss, the mean over experts of the calibration error of "the expert is right" (15 bins), of the confidence in it and of
# its frequency, and the accuracy of the system.
seed=$1
rows=$([ "$QUICK" ] && echo 3000 || echo 6000)

# mean COLUMN FILE
mean() {
	awk -F, -v name="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) c = i; next } { sum += $c } END { printf "%.8g", sum / (NR - 1) }' "$2"
}

l2d-synth blobs --classes 10 --features 10 --error .25 --rows $((2 * rows)) --seed "$seed" --digits 6 > world.csv
echo trial,experts,loss,ece,confidence,frequency,system_accuracy
for experts in 1 2 4; do
	l2d-expert --classes 0..9 --seed "$seed" $(printf -- '--expert %s ' 'a=classes:0..6' 'b=classes:3..9' 'c=accuracy:.7' 'd=classes:0,2,4,6,8' |
		cut -d ' ' -f 1-$((2 * experts))) world.csv > all.csv
	head -n $((rows + 1)) all.csv > train.csv
	{ head -n 1 all.csv; tail -n "$rows" all.csv; } > test.csv
	for loss in css ova sova confidence asm; do
		case $loss in asm) rule=css ;; sova) rule=posthoc ;; *) rule=$loss ;; esac
		l2d-train --loss $loss train.csv > model.csv
		l2d-apply model.csv < test.csv > applied.csv
		l2d-ece --estimand expert applied.csv > ece.csv
		l2d-threshold --rule $rule applied.csv | l2d-score > score.csv
		echo "$seed,$experts,$loss,$(mean ece ece.csv),$(mean confidence ece.csv),$(mean frequency ece.csv),$(mean system_accuracy score.csv)"
		[ "$seed" -gt 1 ] || l2d-ece --estimand expert --reliability applied.csv > "../$loss-$experts.reliability"
	done
done
