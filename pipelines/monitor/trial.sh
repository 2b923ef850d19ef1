# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# One trial: a model and a threshold with a guarantee, deployed; streams in which something changes halfway, or nothing does.
# Writes trial, stream, alarm, delay, seen, early, error_before, error_after, coverage_before, coverage_after: when each kind of
# alarm was raised first, in rows from the change on; with WINDOWS=STREAM the windows of that stream instead.
seed=$1
half=$([ "$QUICK" ] && echo 3000 || echo 10000)
risk=.12

world() {
	l2d-synth blobs --classes 5 --features 8 --error "$1" --rows $((8000 + 2 * half)) --digits 5 --seed "$seed"
}
expert() { l2d-expert --classes 0..4 --seed "$seed" "$@"; }
# Where an expert is silent there is no answer, as l2d-apply says.
decide() { l2d-apply raw.csv temperature.csv threshold.csv 2> said || { cat said >&2; false; }; }
rows() { sed -n "1p; $(($1 + 1)),$(($2 + 1))p" "$3"; }
# both FILE FILE: their rows below one header.
both() { cat "$1"; tail -n +2 "$2"; }

world .15 > easy.csv
world .3 > hard.csv
# Three parts from before: for the model, for its temperature, for the threshold.
rows 1 2000 easy.csv | l2d-train --loss ce > raw.csv
rows 2001 4000 easy.csv | l2d-apply raw.csv | l2d-calibrate > temperature.csv
rows 4001 8000 easy.csv | expert --expert ann=accuracy:.92 | l2d-apply raw.csv temperature.csv |
	l2d-threshold --risk $risk --fit > threshold.csv
rows 8001 $((8000 + half)) easy.csv > before.csv
rows $((8001 + half)) $((8000 + 2 * half)) easy.csv > after.csv
rows $((8001 + half)) $((8000 + 2 * half)) hard.csv > harder.csv
# The share of harder cases grows from nothing to all; the golden ratio spreads them evenly.
paste -d '\n' after.csv harder.csv | awk -v n="$half" 'NR % 2 { easy = $0; next }
	{ k = NR / 2 - 1; u = k * .6180339887498949; print (k > 0 && u - int(u) < k / n ? $0 : easy) }' > drifting.csv

ann=(--expert ann=accuracy:.92)
stream() {
	case $1 in
	nothing) both before.csv after.csv | expert "${ann[@]}" ;;
	harder | late) both before.csv harder.csv | expert "${ann[@]}" ;;
	drifting) both before.csv drifting.csv | expert "${ann[@]}" ;;
	tired)
		expert "${ann[@]}" before.csv > x.csv
		expert --expert ann=fatigue:.92:.4:$((half / 5)) after.csv > y.csv
		both x.csv y.csv
		;;
	silent)
		expert "${ann[@]}" before.csv > x.csv
		expert "${ann[@]}" --missing .3 after.csv > y.csv
		both x.csv y.csv
		;;
	esac
}

# The label of one row in five never comes, the others 500 rows late: the watch sees rows when their labels come.  l2d-expert says
# that it replaced the labels.
arrive() {
	l2d-expert --missing-labels .2 --label-delay 500 --seed "$seed" 2> said |
		awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; print "0," $0; next }
			{ label = $at["label_row"]; print (label == "" ? NR - 1 : label) "," $0 }' |
		sort -s -t, -k1,1n | tee >(cut -d, -f1,2 > times) | cut -d, -f2-
}

[ "${WINDOWS-}" ] || echo trial,stream,alarm,delay,seen,early,error_before,error_after,coverage_before,coverage_after
for name in ${WINDOWS:-nothing harder drifting tired silent late}; do
	stream $name | decide > decided.csv
	if [ "${WINDOWS-}" ]; then
		l2d-watch --risk $risk --window $((half / 10)) decided.csv
		continue
	fi
	for part in before after; do
		if [ $part = before ]; then rows 1 "$half" decided.csv; else rows $((half + 1)) $((2 * half)) decided.csv; fi |
			l2d-score | awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
				{ printf "%.9g,%.9g\n", 1 - $at["system_accuracy"], $at["coverage"] }' > $part.score
	done
	if [ $name = late ]; then arrive < decided.csv > watched.csv; else
		mv decided.csv watched.csv
		awk -F, 'NR == 1 { print "0,id"; next } { print NR - 1 "," $1 }' watched.csv > times
	fi
	# The calibration of the model is watched by itself: it was never perfect.
	{
		l2d-watch --risk $risk --tests risk,coverage,score,accuracy,silent --alarms watched.csv
		l2d-watch --tests calibration --alarms watched.csv | grep ,calibration, || true
	} |
		awk -F, -v OFS=, -v trial="$seed" -v stream="$name" -v half="$half" -v before="$(cat before.score)" \
			-v after="$(cat after.score)" -f "$HERE/delays.awk" times -
done
