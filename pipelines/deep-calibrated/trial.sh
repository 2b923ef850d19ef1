# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# The networks trained under css, ova and sova.  Writes loss, map, what the classifier says (all: any class) and the
# calibration of "the expert is right" (15 bins), with the errors that calibrated confidences would have by chance; beside
# it score.csv, the systems, and compare.csv, their paired differences.
draws=$([ "$QUICK" ] && echo 100 || echo 2000)
fashion=$HERE/../../testdata/fashion

# ece LOSS MAP TABLE OPTION...: rows.
ece() {
	local loss=$1 map=$2 table=$3
	shift 3
	l2d-ece --estimand expert --interval .95 --draws "$draws" "$@" --tag loss="$loss" --tag map="$map" "$table" |
		awk -F, -v OFS=, -v names=loss,map,said,n,ece,ece_consistency_lo,ece_consistency_hi,confidence,frequency '
			NR == 1 { n = split(names, of, ","); for (i = 1; i <= NF; i++) at[$i] = i; next }
			{ for (i = 1; i <= n; i++) printf "%s%s", of[i] in at && $(at[of[i]]) != "" ? $(at[of[i]]) : "all", i < n ? OFS : ORS }'
}

echo loss,map,said,n,ece,consistency_lo,consistency_hi,confidence,frequency
for loss in css ova sova; do
	awk -F, 'NR == 1 || $2 == "test"' "$fashion/deep_$loss.csv" | l2d-apply --link $loss |
		awk -f "$HERE/said.awk" > $loss.csv
	ece $loss none $loss.csv --group said
	l2d-ece --estimand expert --reliability $loss.csv > ../$loss.reliability
	# mended on one half of the cases, measured on the other
	l2d-split --fold 1/2 $loss.csv | l2d-calibrate --target experts --method isotonic > map.csv
	l2d-split --fold 2/2 $loss.csv > half.csv
	ece $loss none-half half.csv
	l2d-apply map.csv < half.csv > mended.csv 2> log
	ece $loss isotonic mended.csv
	l2d-threshold --rule "$([ $loss = sova ] && echo posthoc || echo $loss)" $loss.csv > $loss
	l2d-score --tag loss=$loss --interval .95 --draws "$draws" $loss > $loss.score
done
for loss in css ova sova; do cat $loss.score; done | awk 'NR == 1 || !/^loss,/' > ../score.csv
l2d-compare --measure accuracy,coverage --draws "$draws" css ova sova > ../compare.csv
