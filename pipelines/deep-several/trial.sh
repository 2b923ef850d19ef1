# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# Heads on the small network's last hidden layer and three experts.  Every method has its l2, and css its alpha, chosen by
# the accuracy of the system less what it pays, over folds of the part train.  Writes method, what was chosen, the scores
# on the part test, and the gain on asking big alone; beside it tuning.csv, every choice that was tried, compare.csv, the
# methods case by case, and heads.csv, three of them with a hidden layer and with random features.
folds=$([ "$QUICK" ] && echo 2 || echo 5)
draws=$([ "$QUICK" ] && echo 40 || echo 2000)
methods=$([ "$QUICK" ] && echo css css-alpha ova threshold || echo css css-alpha ova threshold confidence twostage em)
heads=$([ "$QUICK" ] && echo css-hidden threshold-hidden || echo css-hidden css-rff ova-hidden ova-rff threshold-hidden threshold-rff)
permutations=$([ "$QUICK" ] && echo 99 || echo 9999)

# penalties METHOD: the values of l2; random features have more weights and a smaller best one.
penalties() {
	if [ "$QUICK" ]; then echo 1e-3 1e-1; else case $1 in *-rff) echo 1e-6 1e-5 1e-4 1e-3 ;; *) echo 1e-4 1e-3 1e-2 1e-1 ;; esac; fi
}

# half knows the classes 0 to 4, other 5 to 9, big all; prices in units of one error
part() {
	awk -F, -v OFS=, -v part="$1" '
		NR == 1 { for (i = 1; i <= NF; i++) if ($i !~ /^z_|^part$/) keep[++n] = i }
		NR == 1 || $2 == part { line = $(keep[1]); for (i = 2; i <= n; i++) line = line OFS $(keep[i]); print line }' \
		"$HERE/../../testdata/fashion/fashion.csv" |
		l2d-expert --classes 0..9 --expert other=classes:5..9 --seed 1 2> log |
		awk '{ print $0 (NR == 1 ? ",cost_half,cost_big,cost_other" : ",.02,.05,.02") }' |
		if [ "$QUICK" ]; then l2d-split --fold 1/3; else cat; fi
}

# decide METHOD L2 ALPHA TRAIN TEST: the decisions on TEST.
decide() {
	local fit="--l2 $2 --tolerance 1e-3" rule=posthoc
	case $1 in
	*-hidden) fit="--l2 $2 --hidden 32 --validate .2" ;;
	*-rff) fit="$fit --map rff:200" ;;
	esac
	# shellcheck disable=SC2086 # options are words
	case ${1%-hidden} in
	css|css-rff) l2d-train --loss css $fit "$4" > model.csv; rule=css ;;
	css-alpha) l2d-train --loss css --alpha "$3" $fit "$4" > model.csv; rule=css ;;
	ova|ova-rff) l2d-train --loss ova $fit "$4" > model.csv; rule=ova ;;
	threshold|threshold-rff) l2d-train --loss sova --cost 0 $fit "$4" > model.csv ;;
	confidence) l2d-train --loss confidence $fit "$4" > model.csv; rule=confidence ;;
	twostage)
		l2d-train --loss ce $fit "$4" > frozen.csv
		l2d-apply --emit logits frozen.csv < "$4" | l2d-train --loss twostage $fit > head.csv
		l2d-apply --emit logits frozen.csv head.csv < "$5" | l2d-threshold --rule rejector
		return ;;
	em) l2d-em --confidence model --l2 "$2" --tolerance 1e-5 --iterations 3000 "$4" > model.csv ;;
	esac
	# the rules css and ova read logits that were trained at the prices
	l2d-apply $(case $rule in css|ova) echo --emit logits ;; esac) model.csv < "$5" | l2d-threshold --rule $rule
}

value() {
	l2d-score | awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i } NR == 2 { print $(at["system_accuracy"]) - $(at["cost"]) }'
}

part train > train.csv
part test > test.csv
for k in $(seq "$folds"); do
	l2d-split --fold "$k/$folds" --invert train.csv > "fit$k.csv"
	l2d-split --fold "$k/$folds" train.csv > "held$k.csv"
done
for method in $methods $heads; do
	for l2 in $(penalties "$method"); do
		for alpha in $(case $method in css-alpha) echo 0 .5 ;; *) echo 1 ;; esac); do
			for k in $(seq "$folds"); do decide "$method" "$l2" "$alpha" "fit$k.csv" "held$k.csv" | value; done |
				awk -v row="$method,$l2,$alpha" '{ sum += $1 } END { print row "," sum / NR }'
		done
	done
done 2> log > tried
{ echo method,l2,alpha,value; cat tried; } > ../tuning.csv
for method in $methods $heads; do
	# css with alpha may also choose the alpha of css, 1
	awk -F, -v method="$method" '($1 == method || (method == "css-alpha" && $1 == "css")) && (best == "" || $4 > best) { best = $4; line = $2 " " $3 } END { print line }' tried > chosen
	read -r l2 alpha < chosen
	decide "$method" "$l2" "$alpha" train.csv test.csv 2> log > "$method"
	l2d-score "$method" | awk -F, -v OFS=, -v row="$method,$l2,$alpha" 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		{ print row, $(at["system_accuracy"]) - $(at["cost"]), $(at["system_accuracy"]), $(at["cost"]), $(at["coverage"]) }'
done > scores
compare() { l2d-compare --measure cost_adjusted_accuracy,accuracy --lambda 1 --draws "$draws" --permutations "$permutations" --against big "$@"; }
# shellcheck disable=SC2086 # methods are words
compare $methods > ../compare.csv
# shellcheck disable=SC2046,SC2086 # methods are words
compare $(echo $heads | tr ' ' '\n' | sed 's/-.*//' | uniq) $heads > ../heads.csv
echo method,l2,alpha,net_accuracy,system_accuracy,cost,coverage,gain,gain_lo,gain_hi
# the gain on asking big alone: minus what that is ahead by
awk -F, -v OFS=, 'FILENAME != "scores" { if ($2 == "always:big" && $3 == "cost_adjusted_accuracy") gain[$1] = (-$7) OFS (-$9) OFS (-$8); next }
	{ print $0, gain[$1] }' ../compare.csv ../heads.csv scores
