# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# One trial: everything is learned on one half of the cases and measured on the other.  Writes trial, data, method, cost
# and accuracy, interpolated at a grid of costs; the single agents as they are.
seed=$1
frugal=$HERE/../../testdata/frugalml/ferplus.csv
mmlu=$HERE/../../testdata/routellm/mmlu_14042.csv
fit="--l2 1e-3 --tolerance 1e-3"
rates=$([ "$QUICK" ] && echo 0 .002 .006 .02 .05 || echo 0 .001 .002 .003 .004 .006 .008 .01 .015 .02 .03 .05 .08)

# points COST ACCURACY: these columns of the table on standard input, by rising cost.
points() {
	awk -F, -v OFS=, -v c="$1" -v a="$2" 'NR == 1 { for (i = 1; i <= NF; i++) { if ($i == c) C = i; if ($i == a) A = i } next }
		$A != "" { print $C, $A }' | sort -t, -k1,1g
}

# grid DATA METHOD TOP
grid() {
	awk -v trial="$seed" -v data="$1" -v method="$2" -v top="$3" -f "$HERE/grid.awk"
}

halves() {
	for half in train test; do
		l2d-split --part $half --parts train=.5,test=.5 --seed "$seed" all.csv > $half.csv
	done
}

# without COLUMN...: drops columns.
without() {
	awk -F, -v drop=" $* " 'NR == 1 { for (i = 1; i <= NF; i++) if (!index(drop, " " $i " ")) keep[++n] = i }
		{ line = $(keep[1]); for (i = 2; i <= n; i++) line = line "," $(keep[i]); print line }'
}

# priced RATE: prices times an exchange rate, as the rejector's loss wants them: in units of one error.
priced() {
	awk -F, -v OFS=, -v rate="$1" 'NR == 1 { for (i = 1; i <= NF; i++) cost[i] = $i ~ /^cost_/ }
		NR > 1 { for (i = 1; i <= NF; i++) if (cost[i]) $i *= rate } 1'
}

# rejector: for every rate a rejector on train.csv, and what it costs and yields on test.csv.
rejector() {
	for rate in $rates; do
		priced "$rate" < train.csv | l2d-train --loss rejector $fit "$@" > rejector.csv
		l2d-apply --emit logits rejector.csv < test.csv | l2d-threshold --rule rejector | l2d-score
	done | awk 'NR == 1 || !/^n,/' | points cost system_accuracy
}

echo trial,data,method,cost,accuracy

awk -f "$HERE/faces.awk" "$frugal" > faces.csv
without p_0 p_1 p_2 p_3 p_4 p_5 p_6 cost_model < faces.csv > all.csv
halves
l2d-train --loss confidence --map quadratic $fit train.csv > confidence.csv
l2d-apply --emit confidences confidence.csv < test.csv | without conf_model | l2d-route --frontier --columns 'known=conf_*' > frontier.csv
awk -F, '$1 ~ /policy|frontier/' frontier.csv | points cost accuracy | grid faces posthoc 12
awk -F, -v OFS=, -v t="$seed" '$1 == "single" { print t, "faces", $2, sprintf("%.6g", $5), $7 }' frontier.csv
# FrugalML: whom to ask after gh_cnn depends on what that answered, and on its confidence, which comes with the answer.
awk -F, -v OFS=, '{ for (i = 0; i < 4; i++) $(NF + 1) = FNR == 1 ? "cost_" substr($(3 + 2 * i), 6) : i ? 5 * i : .001 } 1' "$frugal" > all.csv
halves
for budget in .5 1 2 3 3.3333 4.2 5 6 8; do
	l2d-route --columns 'expert=pred_*' --rule frugal --budget $budget --exact --fit train.csv test.csv |
		l2d-score --columns 'expert=pred_*'
done | awk 'NR == 1 || !/^n,/' | points cost system_accuracy > frugal.csv
grid faces frugal 12 < frugal.csv
# at a third of the price of microsoft, the best service
for method in posthoc frugal; do
	{ if [ $method = posthoc ]; then awk -F, '$1 ~ /policy|frontier/' frontier.csv | points cost accuracy; else cat frugal.csv; fi } |
		awk -v trial="$seed" -v data=faces -v method="third_$method" -v top=66.66666 -f "$HERE/grid.awk" | sed -n "/,third_$method,3.33333,/p"
done
without e_gh e_facepp e_google cost_gh cost_facepp cost_google < faces.csv > all.csv
halves
rejector --map quadratic | grid faces rejector 12
l2d-threshold --rule chow test.csv | l2d-curve | points cost system_accuracy | grid faces chow 12

awk -f "$HERE/questions.awk" "$mmlu" > all.csv
halves
for rule in difficulty:chow gain:posthoc; do
	l2d-threshold --rule score --columns "score=${rule%:*}" test.csv | without score |
		l2d-curve --columns "score=${rule%:*}" | points cost system_accuracy | grid questions "${rule#*:}" 26
done
rejector | grid questions rejector 26
l2d-threshold --rule chow test.csv | l2d-score | awk -F, -v OFS=, -v t="$seed" 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
	{ print t, "questions", "mixtral", .24, $(at["alone_model"]); print t, "questions", "gpt4", 24.7, $(at["alone_gpt4"]) }'
