# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
load common

subcase() { awk -F, -v k="$2" 'NR == 1 || $1 == k' "$TESTDATA/cases/$1"; }
# COLUMN of the row that l2d-score writes for the options.
value() { local c=$1; shift; l2d-score "$@" > t && column "$c" t; }

@test "decisions, unscored rows, prices, weights, shares" {
	cat > in <<-'E'
	y,p_a,p_b,e_x,e_v,agent,answer,cost_x,cost_v,cost_model,w
	a,1,0,b,a,model,a,0.5,0.25,0.125,1
	b,1,0,b,,x,b,0.5,0.25,0.125,2
	b,1,0,b,,v,,0.5,0.25,0.125,1
	b,0.75,0.25,,a,v,a,0.5,0.25,0.125,4
	E
	l2d-score in | cut -d, -f1-14 > out
	same out <<-'E'
	n,coverage,n_unscored,system_accuracy,model_accuracy,expert_accuracy,oracle_accuracy,cost,alone_model,alone_x,alone_v,share_model,share_x,share_v
	4,0.125,1,0.42857142857142855,1,0.3333333333333333,0.5,0.296875,0.125,0.75,0.2,0.125,0.25,0.625
	E
	[ "$(value cost --cost 2 in)" = 1.765625 ]
	# without decisions the model answers
	cut -d, -f1-5 in | l2d-score | cut -d, -f1-5 > out
	same out <<-'E'
	n,coverage,n_unscored,system_accuracy,model_accuracy
	4,1,0,0.25,0.25
	E
	# without an answer column the agents' answers count
	cut -d, -f1-6,8- in | l2d-score > got
	l2d-score in | cmp - got
	# without probabilities there are agents only
	cut -d, -f1,4- in | sed '2d' | l2d-score --other-answers wrong > out
	[ "$(column alone_model out)$(column aurc_mean out)" = "" ]
	near "$(column system_accuracy out)" 0.3333333333333333 1e-15
}

@test "area under coverage-accuracy: mean over k (case 08)" {
	set -- 1 0 0.75 0.75 0.25 0.8888888888888888 1 0 0.6111111111111112 0.1111111111111111 0 0.25860088985088986 \
		0.17526755651755654 0.13360088985088986
	for k in $(seq 0 13); do
		# the model says 1 throughout; it is right where the case says so
		subcase 08-verified-selective-stats.csv "$k" | awk -F, -v OFS=, '
			NR == 1 { print "y,p_0,p_1,score"; next } { print $3, 0, 1, -$2 }' > in
		near "$(value model_aucac_mean in)" "$1" 1e-12
		shift
	done
}

@test "AURC: mean over k and truncated trapezoid (case 26)" {
	set -- 1 1 0 0 0.1125 0.13 0.08333333333333333 0.1111111111111111
	for k in 0 1 2 3; do
		subcase 26-tu-aurc.csv "$k" > in
		near "$(value aurc_truncated --area truncated --columns prob=p in)" "$1" 1e-12
		near "$(value aurc_mean --columns prob=p in)" "$2" 1e-12
		shift 2
	done
	printf 'y,p\n1,0.25\n' > in
	[ "$(value aurc_truncated --area truncated --columns prob=p in)" = "" ]
	[ "$(value aurc_mean --columns prob=p in)" = 1 ]
}

@test "LeNet-5 on CIFAR-10: accuracy and areas" {
	lenet() { value "$@" --columns "label=label prob=p*" "$TESTDATA/cifar10_probabilities/lenet-5-cifar-10.csv"; }
	near "$(lenet alone_model)" 0.5308 1e-12
	# between the best and the worst order of the three tied rows, and at their middle
	near "$(lenet aurc_mean)" 0.271542850643 1e-12
	near "$(lenet aurc_trapezoid --area trapezoid)" 0.2715193906178933 1e-12
	near "$(lenet augrc_trapezoid --area trapezoid)" 0.17431750500000004 1e-12
	near "$(lenet model_aucac_mean)" 0.7284571892930304 5e-8
}

@test "on a system: the area over all thresholds is the mean of the curve" {
	l2d-threshold < "$TESTDATA/hatespeech/hatespeech_24783.csv" > d
	l2d-curve d | awk -F, 'NR > 2 { s += ($6 + a) / 2 * (c - $2) } { c = $2; a = $6 } END { printf "%.17g\n", s }' > area
	near "$(value system_aucac_trapezoid --area trapezoid d)" "$(cat area)" 1e-9
	near "$(value system_aucac_mean d)" "$(cat area)" 1e-4
	near "$(value eaurc_mean d)" "$(value eaurc_trapezoid --area trapezoid d)" 1e-4
}

@test "AUROC and AP by hand, ties in one step" {
	cat > in <<-'E'
	y,p_a,p_b,score
	a,1,0,0
	b,1,0,1
	a,1,0,1
	a,1,0,2
	b,1,0,3
	E
	near "$(value auroc_midrank in)" 0.75 1e-15
	near "$(value ap_block in)" 0.8055555555555555 1e-15
	printf 'y,p_a,p_b\na,1,0\n' > in
	[ "$(value auroc_midrank in)" = "" ]
}

@test "states of random parts merge to the same bytes" {
	for f in small hatespeech; do
		if [ $f = small ]; then
			cp "$TESTDATA/small/cases.csv" in
		else
			head -3001 "$TESTDATA/hatespeech/hatespeech_24783.csv" | l2d-threshold --cost 0.1 > in
		fi
		awk 'BEGIN { srand(9) } NR == 1 { for (i = 0; i < 3; i++) print > "part" i; next } { print > "part" int(rand() * 3) }' in
		l2d-score in > whole
		(head -1 in; tail -n +2 in | tac) | l2d-score | cmp - whole
		for i in 0 1 2; do l2d-score --partial part$i > state$i; done
		l2d-score --merge state2 state0 state1 | cmp - whole
		l2d-score --partial --merge state2 state1 | l2d-score --merge state0 - | cmp - whole
	done
	l2d-ece --partial in > other
	expect 3 l2d-score --merge other
	grep -q "column 'state': not a state of the same program" err
	sed '3s/rows/lines/' state0 > bad
	expect 3 l2d-score --merge bad
	grep -q "no part of this state: 'lines'" err
}

@test "probabilities and scores are checked though not needed" {
	expect 3 l2d-score <(sed '4s/,eel,/,eel,x/;4s/,[^,]*,[^,]*,[^,]*$/,high,model,cat/' "$TESTDATA/small/cases.csv")
	[ ! -s out ]
	sed '3s/0.724/0.9/' "$TESTDATA/small/cases.csv" > in
	expect 3 l2d-score in
	grep -q "in:3:7: column 'p_cat'" err
	expect 0 l2d-score --renormalize in
}

@test "--jobs changes no byte" {
	l2d-threshold "$TESTDATA/hatespeech/hatespeech_24783.csv" > t.csv
	l2d-score --jobs 3 t.csv | cmp - <(l2d-score t.csv)
	for options in "--area trapezoid" "--partial"; do
		l2d-score $options t.csv > one
		l2d-score $options --jobs 3 t.csv | sort | cmp - <(sort one)
	done
}

@test "rows of weight 0 change no area (they once did, under every rule)" {
	printf 'id,y,p_0,p_1,w\n1,0,.8,.2,1\n2,1,.8,.2,1\n3,0,.9,.1,1\n' > three
	{ cat three; printf '4,1,.8,.2,0\n5,0,.8,.2,0\n6,0,.8,.2,0\n'; } > six
	# by hand: risks 0, 1/4, 1/3; errors 0, 1/2, 1; the perfect ranking's risks 0, 0, 1/3
	near "$(value aurc_mean six)" 0.19444444444444445 1e-15
	near "$(value augrc_mean six)" 0.16666666666666666 1e-15
	near "$(value eaurc_mean six)" 0.08333333333333333 1e-15
	for area in mean trapezoid truncated; do
		l2d-score --area $area three > whole
		l2d-score --area $area six | cmp - whole
	done
	printf 'id,y,p_0,p_1,w\n1,0,.4,.6,1\n2,0,.7,.3,1\n3,1,.8,.2,0\n4,0,.9,.1,0\n' > in
	[ "$(value eaurc_mean in)" = 0 ]
}

@test "E-AURC of a perfect ranking is 0 with weights and ties (it was negative)" {
	printf 'y,p_0,p_1,w,score\n0,1,0,1,0\n1,1,0,3,1\n1,1,0,1,2\n' > weights
	printf 'y,p_0,p_1,score\n1,1,0,1\n1,1,0,1\n1,1,0,2\n1,1,0,1\n0,1,0,0\n' > ties
	for area in mean trapezoid truncated; do
		[ "$(value eaurc_$area --area $area weights)" = 0 ]
		[ "$(value eaurc_$area --area $area ties)" = 0 ]
	done
}

@test "a price is the same number in the state (--cost at the merge was ignored)" {
	printf 'y,p_0,p_1,e_a,cost_a,agent,score\n0,1,0,0,.8,a,1\n1,0,1,1,.8,a,2\n' > in
	l2d-score --partial in > s
	expect 3 l2d-score --cost .5 --merge s
	same err <<< "l2d-score: s:2:1: column 'state': not a state of the same program and options: 'l2d-score'"
	[ "$(value cost --merge s)" = 0.8 ]
	l2d-score --cost .5 --partial in > s
	[ "$(value cost --cost .5 --merge s)" = 0.5 ]
	expect 3 l2d-score --merge s
	expect 3 l2d-score --cost .5 --expert a --merge s
	expect 2 l2d-score --digits 3 --partial in
}

@test "costs and weights near the largest double" {
	printf 'y,p_0,p_1,e_a,cost_a,agent,score,w\n0,1,0,0,1e308,a,1,1e308\n1,0,1,1,1.5e308,a,2,1e308\n' > in
	[ "$(value cost in)" = 1.25e+308 ]
	[ "$(value system_accuracy in)$(value share_a in)$(value aurc_mean in)" = 110 ]
	l2d-score --partial in | l2d-score --merge | cmp - <(l2d-score in)
	fails grep -q 'inf\|nan' <(l2d-score in)
}

# No error in n rows certifies 5 % at .05 from n = 59 on, .95^59 < .05.  R 4.2.2, the fewest n of
#   f <- function(r, A, d, P) { n <- 1; repeat { k <- qbinom(d, n, A); k <- if (pbinom(k, n, A) <= d) k else k - 1
#     if (k >= 0 && pbinom(k, n, r) >= P) return(n); n <- n + 1 } }
# f(.25, .35, .05, .9)
@test "--power: the rows that certify a risk" {
	printf 'y,answer\n1,1\n0,0\n1,1\n1,0\n' > quarter
	expect 0 l2d-score --power .35 --delta .05 --probability .9 quarter
	[ "$(column risk out),$(column rows_needed out)" = 0.25,180 ]
	expect 0 l2d-score --power .25 quarter
	[ "$(column rows_needed out)" = '' ]
	sed 4q quarter > right
	expect 0 l2d-score --power .05 --delta .05 right
	[ "$(column risk out),$(column rows_needed out)" = 0,59 ]
	printf '1,\n' >> right
	expect 0 l2d-score --power .35 right
	[ "$(column risk out),$(column system_accuracy out)" = 0.25,1 ]
	expect 2 l2d-score --delta .05 right
	expect 2 l2d-score --power .1 --partial right
}

@test "--router: mean qualities as published; the decisions' measures on four rows by hand" {
	expect 0 l2d-score --router --digits 7 "$TESTDATA/routerarena/routerarena_809.csv"
	[ "$(column alone_haiku out)" = 0.5233561 ]
	[ "$(column alone_flash out)" = 0.6901193 ]
	expect 0 l2d-score --router "$TESTDATA/mt_bench/mt_bench_160.csv"
	[ "$(column alone_mixtral out)" = 8.340625 ]
	[ "$(column alone_gpt4 out)" = 9.228125 ]
	# somebody is right in rows 1 to 3; the cheapest of them was chosen in row 1; row 2 cost 4, row 3 is wrong
	cat > in <<-'E'
	id,quality_a,quality_b,cost_a,cost_b,agent
	1,1,1,1,4,a
	2,1,1,1,4,b
	3,0,1,1,4,a
	4,0,0,1,4,b
	E
	awk -F, 'NR == 1 || $1 > 2' in > fit
	expect 0 l2d-score --router --fit fit in
	is() { near "$(column "$1" out)" "$2" 1e-12; }
	is quality .5
	is cost 2.5
	is regret_oracle .25
	[ "$(column constant out)" = b ]
	is gain_constant -.25
	is entropy .6931471805599453
	is optimal_selection .3333333333333333
	is optimal_cost 1.2 # (1 + 1 + 4) / (1 + 4)
	is optimal_accuracy .6666666666666667
	is share_a .5
	# labels and answers in the place of qualities: the same bytes but for the names
	awk -F, -v OFS=, 'NR == 1 { print "id,y,e_a,e_b,cost_a,cost_b,agent"; next } { print $1, 1, $2, $3, $4, $5, $6 }' in > labelled
	sed 's/$/,0/; 1s/0$/z/' fit | awk -F, -v OFS=, 'NR == 1 { print "id,y,e_a,e_b,cost_a,cost_b,agent"; next } { print $1, 1, $2, $3, $4, $5, $6 }' > lfit
	l2d-score --router --fit lfit labelled | cmp - out
	# weight 2 is the row twice; threads; the order of rows
	sed 's/$/,2/; 1s/,2$/,w/' in | l2d-score --router --fit fit | cut -d, -f2- > twice
	cut -d, -f2- out | cmp - twice
	{ head -1 in; tail -n +2 in | tac; } | l2d-score --router --fit fit --jobs 2 | cmp - out
	# qualities that are no shares have no optimal selection and no arena
	sed 's/^1,1,/1,7,/' in | l2d-score --router > out
	[ -z "$(column optimal_selection out)" ]
	[ -z "$(column arena out)" ]
}

@test "--router: intervals, of the same draws as the system's; states of parts, groups, threads" {
	local table=$TESTDATA/small/cases.csv i
	l2d-score --interval .9 --draws 200 "$table" > system
	expect 0 l2d-score --router --pair ann,bob --interval .9 --draws 200 "$table"
	for i in system_accuracy,quality cost,cost alone_ann,alone_ann share_bob,share_bob alone_model,alone_model; do
		for end in "" _lo _hi; do
			[ -n "$(column "${i#*,}$end" out)" ]
			[ "$(column "${i%,*}$end" system)" = "$(column "${i#*,}$end" out)" ]
		done
	done
	for i in apgr apgr_curve aiq_code entropy regret_oracle; do
		column ${i}_lo out | paste -d' ' - <(column $i out) <(column ${i}_hi out) | awk 'NF != 3 || !($1 <= $2 && $2 <= $3 && $1 < $3) { exit 1 }'
	done
	# without them the same estimates
	l2d-score --router --pair ann,bob "$table" | tr , '\n' > plain
	tr , '\n' < out | grep -v '_\(lo\|hi\)$' | head -n "$(($(wc -l < plain) / 2))" | cmp - <(head -n "$(($(wc -l < plain) / 2))" plain)
	# parts, in any order, one of them without rows
	for i in 1 2 3; do
		awk -v i=$i 'NR == 1 || NR % 3 + 1 == i' "$table" > part$i
		l2d-score --router --pair ann,bob --fit "$table" --partial --interval .9 --draws 200 part$i > state$i
	done
	l2d-score --router --pair ann,bob --fit "$table" --interval .9 --draws 200 "$table" > want
	head -n 1 "$table" | l2d-score --router --pair ann,bob --fit "$table" --partial --interval .9 --draws 200 > state0
	l2d-score --router --pair ann,bob --merge --interval .9 --draws 200 state3 state0 state1 state2 | cmp - want
	awk -F, -v OFS=, '{ print $0, NR == 1 ? "site" : NR % 2 ? "a" : "b" }' "$table" > sites
	L2D_TEST_CHUNK=200 l2d-score --router --pair ann,bob --fit "$table" --interval .9 --draws 200 -g site --jobs 3 sites > grouped
	awk -F, 'NR == 1 || $1 == ""' grouped | cut -d, -f2- | cmp - want
	l2d-score --router --pair ann,bob --fit "$table" --partial --interval .9 --draws 200 -g site sites |
		l2d-score --router --pair ann,bob --merge --interval .9 --draws 200 -g site | cmp - grouped
	# states that do not go together
	l2d-score --router --pair ann,bob --partial --interval .9 --draws 200 <(sed '1s/agent/other/' part1) > alien
	expect 3 l2d-score --router --pair ann,bob --merge --interval .9 --draws 200 alien state2
	same err <<< "l2d-score: states of tables with the column agent, and without it"
	expect 3 l2d-score --router --merge state1
	expect 2 l2d-score --router --merge --fit "$table" --pair ann,bob --interval .9 --draws 200 state1
	expect 2 l2d-score --router --partial --cpt hull "$table"
}

# mmlu_14042 as a choice between two agents with five rankings.
mmlu() {
	awk -F, -v OFS=, 'NR == 1 { print "id,quality_mixtral,quality_gpt4,cost_mixtral,cost_gpt4,s1,s2,s3,s4,s5"; next }
		{ print $1, $3, $4, .24, 24.7, $6 - $5, -$5, $6, $7, ($1 * 7919) % 14051 }' "$TESTDATA/routellm/mmlu_14042.csv"
}

@test "--router: APGR and CPT of five rankings as RouteLLM's 11 points have them" {
	mmlu > in
	# R: t <- unique(quantile(x, 0:10 / 10, type = 7)), shares mean(x >= t), trapezoids, approx(q, share, w + p (s - w))
	printf '%s\n' "1 0.69361937801 - - -" "2 0.5833010611 0.1768044490 0.3648481497 0.6741890232" "3 0.4643153719 - - -" \
		"4 0.5836107565 0.1538719360 0.3671640982 0.6918422404" "5 0.5177228430 0.1750462897 0.4650049850 0.7946008912" > want
	while read -r i apgr cpt20 cpt50 cpt80; do
		expect 0 l2d-score --router --columns "score=s$i" in
		[ "$(column weak out)" = mixtral ]
		[ "$(column strong out)" = gpt4 ]
		near "$(column apgr out)" "$apgr" 1e-4
		near "$(column apgr_curve out)" "$apgr" .006
		if [ "$cpt20" = - ]; then # the curve falls at its end, that of s1 also with its first row: no such share, but on its hull
			[ -z "$(column cpt20 out)$(column cpt50 out)$(column cpt80 out)" ]
			near "$(column falls_at out)" "$([ $i = 1 ] && echo 7.1214926649e-05 || echo 1)" 1e-12
			l2d-score --router --columns "score=s$i" --cpt hull in > hull
			near "$(column cpt50 hull)" .4 .25
		else
			[ -z "$(column falls_at out)" ]
			near "$(column cpt20 out)" "$cpt20" 2e-4
			near "$(column cpt50 out)" "$cpt50" 2e-4
			near "$(column cpt80 out)" "$cpt80" 2e-4
		fi
	done < want
	# the pair the other way round: the curve is turned upside down, and so is what it is measured by
	l2d-score --router --columns score=s5 --pair gpt4,mixtral in > turned
	near "$(column apgr_curve turned)" "$(column apgr_curve out)" 1e-9
	[ "$(column weak turned)" = gpt4 ]
	for option in "--pair a,b" "--pair mixtral" "--pair mixtral,gpt4 --cost 1" "--cpt hull --partial" "--power .1"; do
		expect 2 l2d-score --router $option in
	done
	expect 2 l2d-score --pair mixtral,gpt4 in
}

# flipped SEED RATE_A RATE_B: tables of two classes whose labels are wrong at these rates, beside the true ones in `truth`.
flipped() {
	awk -v s="$1" -v ra="$2" -v rb="$3" 'function u() { s = s * 16807 % 2147483647; return s / 2147483647 }
		BEGIN { OFS = ","; print "id,truth,y,p_a,p_b,e_x,e_z,agent,score"
		for (i = 0; i < 400; i++) { p = u(); t = u() < p ? "a" : "b"; o = t == "a" ? "b" : "a"
			flip = u() < (t == "a" ? ra : rb); x = u() < .8 ? t : o; z = u() < .6 ? t : o; g = u()
			print i, t, (flip ? o : t), p, 1 - p, x, z, (g < .5 ? "model" : g < .8 ? "x" : "z"), u() } }'
}

@test "--label-noise: two classes by hand, (observed - r) / (1 - 2 r), and with weights, states, threads" {
	flipped 7 .25 .25 > in
	expect 0 l2d-score in
	cp out plain
	expect 0 l2d-score --label-noise .25 in
	for c in system_accuracy model_accuracy expert_accuracy alone_model alone_x alone_z model_aucac_mean system_aucac_mean; do
		near "$(column $c out)" "$(awk -v a="$(column $c plain)" 'BEGIN { printf "%.17g", (a - .25) / .5 }')" 1e-12
	done
	for c in coverage cost share_x n; do [ "$(column $c out)" = "$(column $c plain)" ]; done
	for c in aurc_mean augrc_mean; do # mistakes are (wrong - r) / (1 - 2 r), of augrc's area at coverage 1 / 2
		near "$(column $c out)" "$(awk -v a="$(column $c plain)" -v r="$([ $c = aurc_mean ] && echo .25 || echo .125)" \
			'BEGIN { printf "%.17g", (a - r * (1 + (r < .2) / 400)) / .5 }')" 1e-12
	done
	for c in eaurc_mean auroc_midrank ap_block; do [ -z "$(column $c out)" ]; done
	cp out want
	printf '%s\n' y,p_b,p_a b,.75,.25 a,.25,.75 > matrix
	expect 0 l2d-score --noise-matrix matrix in
	diff want out
	head -150 in | l2d-score --label-noise .25 --partial > s1
	(head -1 in; tail -n +151 in) | l2d-score --label-noise .25 --partial > s2
	l2d-score --label-noise .25 --merge s2 s1 | diff want -
	expect 3 l2d-score --label-noise .2 --merge s1
	expect 3 l2d-score --merge s1
}

@test "--label-noise: the oracle is right where any answer is, counted from the corrected numbers by hand" {
	printf '%s\n' y,p_a,p_b,p_c,e_x,e_z a,1,0,0,b,b b,1,0,0,a, c,1,0,0,b,a > in
	expect 0 l2d-score --label-noise .4 in # b = .2: on the label (1 - .2) / .4 = 2, on others -.2 / .4 = -.5
	near "$(column oracle_accuracy out)" "$(awk 'BEGIN { print ((2 - .5) + -.5 + (-.5 - .5)) / 3 }')" 1e-15
	near "$(column alone_x out)" "$(awk 'BEGIN { print (-.5 - .5 - .5) / 3 }')" 1e-15
}

@test "--label-noise and --noise-matrix: unbiased over simulated labels within three standard errors, where the plain score is not" {
	: > means
	for seed in $(seq 1 40); do
		flipped $seed .1 .3 > in
		echo y,p_a,p_b > matrix
		echo a,.9,.1 >> matrix
		echo b,.3,.7 >> matrix
		l2d-score --columns label=truth in > true
		l2d-score --noise-matrix matrix in > corrected
		l2d-score in > plain
		echo "$(column system_accuracy true) $(column system_accuracy corrected) $(column system_accuracy plain)" >> means
	done
	awk '{ d = $2 - $1; s += d; q += d * d; p += $3 - $1 } END { m = s / NR; se = sqrt((q / NR - m * m) / (NR - 1))
		print m, se, p / NR; exit !(m < 3 * se && m > -3 * se && p / NR < -.05) }' means
}

@test "--label-noise: intervals carry the correction" {
	flipped 3 .25 .25 > in
	expect 0 l2d-score --interval .9 in
	cp out plain
	expect 0 l2d-score --interval .9 --label-noise .25 in
	for c in system_accuracy_lo system_accuracy_hi alone_x_hi; do
		near "$(column $c out)" "$(awk -v a="$(column $c plain)" 'BEGIN { printf "%.17g", (a - .25) / .5 }')" 1e-9
	done
}

@test "--label-noise: what cannot be corrected is refused, with the reason" {
	flipped 3 .25 .25 > in
	expect 3 l2d-score --label-noise .5 in
	grep -q singular err
	printf '%s\n' y,p_a,p_b a,.4,.6 b,.4,.6 > matrix
	expect 3 l2d-score --noise-matrix matrix in
	grep -q singular err
	printf '%s\n' y,p_a,p_b a,.4,.6 > matrix
	expect 3 l2d-score --noise-matrix matrix in
	grep -q "no row for the class 'b'" err
	printf '%s\n' y,p_a,p_b a,.4,.6 a,.3,.7 b,0,1 > matrix
	expect 3 l2d-score --noise-matrix matrix in
	grep -q 'two rows' err
	printf '%s\n' y,p_a,p_c a,.4,.6 c,0,1 > matrix
	expect 3 l2d-score --noise-matrix matrix in
	grep -q "no class 'b'" err
	cut -d, -f1-3,6-8 in > open
	expect 3 l2d-score --label-noise .1 open
	grep -q 'without p_\*' err
	awk -F, -v OFS=, '{ print $0, NR == 1 ? "quality_model" : .5 }' in > grades
	expect 3 l2d-score --label-noise .1 grades
	grep -q qualities err
	expect 2 l2d-score --label-noise .1 --noise-matrix matrix in
	expect 2 l2d-score --label-noise .1 --power .2 in
	expect 2 l2d-score --label-noise .1 --router in
	expect 2 l2d-curve --label-noise .1 --metric auroc in
	expect 0 l2d-score --label-noise .1 -g agent in
	[ -z "$(column false_positive_rate out | tr -d '\n')" ]
}

@test "--label-noise in l2d-curve: every accuracy is corrected, at every point" {
	flipped 11 .2 .2 > in
	expect 0 l2d-curve in
	cp out plain
	expect 0 l2d-curve --label-noise .2 in
	paste -d, plain out | awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i ~ /_accuracy$/ || $i == "risk") { if (!($i in c)) c[$i] = i; else d[$i] = i } next }
		{ for (k in c) if ($c[k] != "") { x = ($c[k] - .2) / .6 - $d[k]; if (x < -1e-9 || x > 1e-9) { print NR, k; exit 1 } n++ } } END { exit !n }'
}

@test "--shift-by: the accuracy under another mix, its effective rows, by hand; a mix as a list and as a file" {
	printf '%s\n' y,p_a,p_b,site,w a,1,0,n,1 a,1,0,n,1 a,0,1,n,2 b,1,0,s,1 b,0,1,s,1 b,0,1,s,1 b,0,1,s,1 > in
	expect 0 l2d-score --shift-by site --mix n=1,s=3 in # 1/2 and 3/4: .25 / 2 + .75 * .75; 1 / (.0625 * 6 / 16 + .5625 / 4)
	same out <<-'E'
	n,n_unscored,effective_n,system_accuracy,shifted_accuracy,share_n,accuracy_n,share_s,accuracy_s
	7,0,6.095238095238095,0.625,0.6875,0.5,0.5,0.5,0.75
	E
	cp out want
	printf '%s\n' share,site 30,s 10,n > mix
	expect 0 l2d-score --shift-by site --mix-file mix in; diff want out
	expect 0 l2d-score --shift-by site --mix s=.75 --mix n=.25 in; diff want out
	# rows that weigh q / p each are the same to l2d-score itself
	awk -F, -v OFS=, 'NR > 1 { $5 *= $4 == "n" ? .25 / .5 : .75 / .5 } { print }' in > weighed
	expect 0 l2d-score weighed
	[ "$(column system_accuracy out)" = 0.6875 ]
	# label shift
	expect 0 l2d-score --shift-by y --mix a=.25,b=.75 in
	[ "$(column shifted_accuracy out)" = 0.6875 ]
	expect 0 l2d-score --shift-by site --radius .25 in
	[ "$(column worst_accuracy out)" = 0.5625 ]
	[ "$(column worst_share_n out)" = 0.75 ]
	expect 0 l2d-score --shift-by site --mix n=0,s=1 --radius .25 in
	[ "$(column shifted_accuracy out)" = 0.75 ]
	[ "$(column worst_accuracy out)" = 0.6875 ]
	expect 0 l2d-score --shift-by site --radius .25 --ball chi2 in # mean .625, standard deviation .125: .625 - .125 * .5
	[ "$(column worst_accuracy out)" = 0.5625 ]
	expect 0 l2d-score --shift-by site --radius 1 --ball tv in # the worst group
	[ "$(column worst_accuracy out)" = 0.5 ]
}

@test "--shift-by: order, threads, states, groups, intervals" {
	flipped 5 .1 .1 > in
	for with in '--radius .1' '--mix a=.3,b=.7 --radius .5 --ball chi2 -g agent' '--mix a=.3,b=.7 --radius .2 --ball tv --interval .9 --draws 100'; do
		# shellcheck disable=SC2086
		l2d-score --shift-by truth $with in > want
		# shellcheck disable=SC2086
		(head -1 in; tail -n +2 in | sort -r) | l2d-score --shift-by truth $with -j 2 | diff want -
		# shellcheck disable=SC2086
		head -99 in | l2d-score --shift-by truth $with --partial > s1
		# shellcheck disable=SC2086
		(head -1 in; tail -n +100 in) | l2d-score --shift-by truth $with --partial > s2
		# shellcheck disable=SC2086
		l2d-score --shift-by truth $with --merge s2 s1 | diff want -
	done
	near "$(column worst_accuracy want)" "$(column shifted_accuracy want)" .2
	awk -v x="$(column shifted_accuracy want)" -v l="$(column shifted_accuracy_lo want)" -v h="$(column shifted_accuracy_hi want)" 'BEGIN { exit !(l < x && x < h) }'
	l2d-score --shift-by truth --mix a=.5,b=.5 --label-noise .1 in > corrected # both corrections
	[ "$(column n corrected)" = 400 ]
	expect 3 l2d-score --shift-by agent --radius .1 --merge s1
}

@test "--shift-by: what is no mix is refused" {
	flipped 5 .1 .1 > in
	expect 2 l2d-score --shift-by truth in
	expect 2 l2d-score --mix a=1 in
	expect 2 l2d-score --shift-by truth --mix a in
	expect 2 l2d-score --shift-by truth --mix a=-1,b=2 in
	expect 2 l2d-score --shift-by truth --mix a=0,b=0 in
	expect 2 l2d-score --shift-by truth --mix a=1,a=2 in
	expect 2 l2d-score --shift-by truth --radius 2 in
	expect 2 l2d-score --shift-by truth --ball tv --mix a=1,b=1 in
	expect 3 l2d-score --shift-by truth --mix a=1 in
	grep -q "no share of 'b'" err
	expect 3 l2d-score --shift-by truth --mix a=1,b=1,c=1 in
	grep -q "no row with 'c'" err
	expect 3 l2d-score --shift-by nothing --radius .1 in
	awk 'BEGIN { print "y,p_a,p_b,k"; for (i = 0; i < 1001; i++) print "a,1,0," i }' > many
	expect 3 l2d-score --shift-by k --radius .1 many
	grep -q 'more than 1000 values' err
	printf '%s\n' truth,share a,1 b,-1 > mix
	expect 3 l2d-score --shift-by truth --mix-file mix in
}

@test "--interval: the normal approximation of a frequency, wider by the square root of 2 where every row stands twice in its cluster" {
	awk 'BEGIN { print "id,case,y,agent,answer"; for (i = 0; i < 1800; i++) print i "," int(i / 2) ",1,model," (int(i / 2) % 10 ? 1 : 0) }' > twice
	awk 'NR == 1 || NR % 2' twice > once
	for with in once twice 'twice --cluster case'; do
		# shellcheck disable=SC2086
		expect 0 l2d-score --interval .95 --draws 2000 $with
		n=900
		[ "$with" != twice ] || n=1800
		near "$(column system_accuracy out)" .9 1e-9
		lo=$(column system_accuracy_lo out) hi=$(column system_accuracy_hi out)
		awk -v lo="$lo" -v hi="$hi" -v n=$n 'BEGIN {
			half = 1.959964 * sqrt(.9 * .1 / n); got = (hi - lo) / 2
			exit !(lo < .9 && hi > .9 && got > .93 * half && got < 1.07 * half) }'
	done
}
