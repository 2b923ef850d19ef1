# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# The small network answers or the large one is asked too.  Everything is learned on the part train and measured on the
# part test.  Writes method, cost in millions of multiply-adds an image and accuracy with 95 % intervals over the test
# cases; beside it compare.csv, the methods at equal shares of deferred cases, case by case.
draws=$([ "$QUICK" ] && echo 40 || echo 2000)
rates=$([ "$QUICK" ] && echo 0 .002 .008 || echo 0 .0005 .001 .0015 .002 .003 .004 .006 .008 .012)
shares=$([ "$QUICK" ] && echo .1 .3 || echo .05 .1 .2 .3 .5)
# map and l2 by folds of the part train
folds=$([ "$QUICK" ] && echo 2 || echo 5)
penalties=$([ "$QUICK" ] && echo 1e-2,1e-1 || echo 1e-4,1e-3,1e-2,1e-1,1)
tune="--tolerance 1e-3 --tune l2=$penalties --folds $folds"
. "$HERE/../map.sh"

# part NAME: its rows, with the small network as the model and the large one as the expert.  The small one always runs.
part() {
	awk -F, -v OFS=, -v part="$1" '
		NR == 1 { for (i = 1; i <= NF; i++) { if ($i == "e_half") half = i; if ($i == "part") p = i } }
		NR == 1 || $p == part {
			line = $1
			for (i = 2; i <= NF; i++) if (i != half && i != p) line = line OFS $i
			print line, NR == 1 ? "cost_model,cost_big" : ".605424,53.303408"
		}' "$HERE/../../testdata/fashion/fashion.csv"
}

# points METHOD: of the table on standard input, those with an accuracy, a hundred at most.
points() {
	awk -F, -v OFS=, -v method="$1" '
		function cells(name) { return $(at[name]) OFS $(at[name "_lo"]) OFS $(at[name "_hi"]) }
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; accuracy = "accuracy" in at ? "accuracy" : "system_accuracy"; next }
		$1 == "n" || $(at[accuracy]) == "" || ("policy" in at && $(at["policy"]) ~ /oracle/) { next }
		"agent" in at && $(at["policy"]) == "single" { print $(at["agent"]), $(at["cost"]), cells("accuracy"); next }
		{ row[n++] = method OFS $(at["cost"]) OFS cells(accuracy) }
		END { for (i = 0; i < n; i++) if (i % int(n / 100 + 1) == 0 || i == n - 1) print row[i] }'
}

part train > train.csv
part test > test.csv
# how likely the large network is right, from the small one's embedding: a probability, so it is chosen by its likelihood and
# not by accuracy, of which asking always has the most; the small one's own probabilities, by temperature
for k in $(seq "$folds"); do
	l2d-split --fold "$k/$folds" --invert train.csv > "fit$k.csv"
	l2d-split --fold "$k/$folds" train.csv > "held$k.csv"
done
for map in linear quadratic; do
	for l2 in ${penalties//,/ }; do
		for k in $(seq "$folds"); do
			l2d-train --loss confidence --map $map --l2 "$l2" --tolerance 1e-3 "fit$k.csv" > model.csv
			l2d-apply --emit confidences model.csv < "held$k.csv"
		done | awk 'NR == 1 { header = $0 } NR == 1 || $0 != header' | l2d-ece --estimand expert --fields n,nll |
			awk -F, -v OFS=, -v key="threshold,$map,$l2," 'NR > 1 { print key, $(NF - 1), -$NF }'
	done
done > likely
cat likely >> ../tuning.csv
IFS=, read -r map l2 < <(awk -F, -v OFS=, 'NR == 1 || $6 > best { best = $6; line = $2 OFS $3 } END { print line }' likely)
l2d-train --loss confidence --map "$map" --l2 "$l2" --tolerance 1e-3 train.csv > big.csv
l2d-calibrate train.csv > temperature.csv
l2d-apply --emit confidences big.csv < test.csv |
	awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i != "conf_model") keep[++n] = i }
		{ line = $(keep[1]); for (i = 2; i <= n; i++) line = line "," $(keep[i]); print line }' |
	l2d-apply temperature.csv > known.csv
l2d-apply temperature.csv < test.csv > scaled.csv

echo method,cost,accuracy,accuracy_lo,accuracy_hi
l2d-route --frontier --columns 'known=conf_*,p_*' --interval .95 --draws "$draws" known.csv | points threshold
l2d-threshold --rule chow scaled.csv > chow.csv
l2d-curve --interval .95 --draws "$draws" --points 100 chow.csv | points chow
for rate in $rates; do
	awk -F, -v OFS=, -v rate="$rate" 'NR > 1 { $(NF - 1) *= rate; $NF *= rate } 1' train.csv > priced.csv
	fit_map "rejector-$rate" --loss rejector priced.csv > rejector.csv
	l2d-apply --emit logits rejector.csv < test.csv | l2d-threshold --rule rejector > rejected.csv
	l2d-score --interval .95 --draws "$draws" rejected.csv
done | points rejector | sort -t, -k2,2g

for share in $shares; do
	l2d-threshold --rule chow --cost 0 --budget "$share" scaled.csv > chow
	l2d-threshold --rule posthoc --cost 0 --budget "$share" known.csv > threshold
	l2d-compare --measure accuracy --draws "$draws" --tag share="$share" --against big chow threshold
done | awk 'NR == 1 || !/^share/' > ../compare.csv
