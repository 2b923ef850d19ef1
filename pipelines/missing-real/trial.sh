# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# One trial: three tables, methods with and without calibration of their confidences on the training rows.  Writes trial,
# world, missing, method, the area under system accuracy over coverage, the mean accuracy above coverage .7, and the
# accuracy where the model answers a quarter of the rows and the experts equal parts of the rest.
seed=$1
data=$HERE/../../testdata

# choose COLUMN=NAME...: these columns of the CSV on standard input, renamed.
choose() {
	awk -F, -v want="$*" '
		NR == 1 {
			n = split(want, pair, " ")
			for (i = 1; i <= NF; i++) at[$i] = i
			for (i = 1; i <= n; i++) { split(pair[i], p, "="); column[i] = at[p[1]]; line = line (i > 1 ? "," : "") (p[2] == "" ? p[1] : p[2]) }
			print line
			next
		}
		{ line = $(column[1]); for (i = 2; i <= n; i++) line = line "," $(column[i]); print line }'
}

same() { printf "$1%s " $(seq $2 $3); }

part() {
	case $world in
	ducks) # the model sees ten workers who know little; seven with gaps, who answered 160 or 200 of the 240, are the experts
		choose id y $(for k in 5 6 9 10 12 13 14 15 23 25; do echo "e_$k=x_$k"; done) $(for k in 4 11 28 32 33 34 43; do echo "e_$k"; done) \
			< "$data/cubam_crowd/ducks_240.csv" | l2d-split --parts train=.5,test=.5 --part "$1" --seed "$seed" ;;
	fashion) # half knows the classes 0 to 4, other 5 to 9, big all
		awk -F, -v part="$1" 'NR == 1 || $2 == part' "$data/fashion/fashion.csv" | awk -f "$HERE/softmax.awk" |
			choose id y $(same x_ 1 16) $(same x_p 0 9) e_half e_big | l2d-expert --classes 0..9 --expert other=classes:5..9 --seed "$seed" 2> log |
			if [ "$QUICK" ]; then l2d-split --fold 1/5; else cat; fi ;;
	tweets) # real annotators
		head -n $([ "$QUICK" ] && echo 1601 || echo 8001) "$data/hatespeech/hatespeech_24783.csv" | choose id y $(same x_ 1 16) $(for k in 0 1 2; do echo "p_$k=x_p$k"; done) e_1 e_2 e_3 |
			l2d-split --parts train=.5,test=.5 --part "$1" --seed "$seed" ;;
	esac
}

cell() { awk -F, -v name="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) c = i } NR == 2 { print $c }'; }

# result METHOD: of the confidences in applied.csv.
result() {
	l2d-threshold --rule posthoc --available answered applied.csv > decided.csv 2> log
	area=$(l2d-score decided.csv 2> log | cell system_aucac_mean)
	high=$(l2d-curve --points 21 decided.csv 2> log | awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		$(at["coverage"]) >= .69 && $(at["system_accuracy"]) != "" { n++; sum += $(at["system_accuracy"]) } END { printf "%.8g", sum / n }')
	balanced=
	[ "$world" = ducks ] ||
		balanced=$(l2d-workload --share model=.25:.25 --balanced applied.csv 2> log | l2d-score 2> log | cell system_accuracy)
	echo "$seed,$world,$rate,$1,$area,$high,$balanced"
}

# run METHOD PROGRAM OPTION...: as it is, and calibrated on the rows that it was fitted to.
run() {
	local method=$1 features=$2
	shift 2
	"$@" --columns "$features" --l2 1e-3 masked.csv > model.csv 2> log
	l2d-apply --columns "$features" model.csv < test.csv > applied.csv 2> log
	result "$method"
	l2d-apply --columns "$features" model.csv < masked.csv 2> log | l2d-calibrate --target all --method platt > map.csv 2> log
	l2d-apply --columns "$features" model.csv map.csv < test.csv > applied.csv 2> log
	result "$method-platt"
}

# both METHOD FEATURES [OPTION...]: EM with its own confidences, and as it is by default, calibrated on the rows that it was fitted to.
both() {
	local kind method=$1 features=$2
	shift 2
	for kind in model calibrated; do
		# shellcheck disable=SC2086 # options are words
		$em "$@" --confidence $kind --columns "$features" --l2 1e-3 masked.csv > model.csv 2> log
		l2d-apply --columns "$features" model.csv < test.csv > applied.csv 2> log
		result "$method$([ $kind = model ] && echo -model)"
	done
}

em="l2d-em --tolerance $([ "$QUICK" ] && echo 1e-4 || echo 1e-5) --iterations 3000"
echo trial,world,missing,method,area,high,balanced
for world in ducks fashion tweets; do
	plain='feature=x_*'
	[ $world = ducks ] || plain+=',!x_p*'
	part train > train.csv
	part test > test.csv
	for rate in $(if [ $world = ducks ]; then echo 0; elif [ "$QUICK" ]; then echo .5; else echo 0 .25 .5 .75; fi); do
		if [ "$rate" = 0 ]; then cp train.csv masked.csv; else l2d-expert --missing "$rate" --seed "$seed" train.csv > masked.csv 2> log; fi
		run ova "$plain" l2d-train --loss ova
		run css "$plain" l2d-train --loss css
		both em "$plain"
		if [ $world = ducks ] || [ "$rate" = .25 ] || [ "$rate" = .75 ]; then continue; fi
		run ova-p 'feature=x_*' l2d-train --loss ova
		both em-p 'feature=x_*'
		if [ "$QUICK" ] || [ "$rate" = 0 ]; then continue; fi
		run ova-quad "$plain" l2d-train --loss ova --map quadratic
		both em-quad "$plain" --map quadratic
	done
done
