# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
load common

# The sub-case K of a case of testdata/cases.
subcase() { awk -F, -v k="$2" 'NR == 1 || $1 == k' "$TESTDATA/cases/$1"; }
# COLUMN of the last row that l2d-ece writes for the options.
value() { local c=$1; shift; l2d-ece "$@" > t && column "$c" t | tail -1; }
pair() { value "$@" --conf p --event y; }
lenet() { value "$@" --columns "label=label prob=p*" "$TESTDATA/cifar10_probabilities/lenet-5-cifar-10.csv"; }

@test "torchmetrics, binary, two bins (case 01)" {
	f=$TESTDATA/cases/01-torchmetrics-binary-ce.csv
	near "$(pair ece -b 2 "$f")" 0.29 1e-12
	near "$(pair rmsce -b 2 "$f")" 0.29183328574147716 1e-12
	near "$(pair ece --norm 2 -b 2 "$f")" 0.29183328574147716 1e-12
	near "$(pair mce -b 2 "$f")" 0.31666666666666665 1e-12
	near "$(pair ece --norm max -b 2 "$f")" 0.31666666666666665 1e-12
	# the same as a binary classifier given by one column
	near "$(value ece -e binary -b 2 --columns prob=p "$f")" 0.29 1e-12
	# the unweighted mean over bins of another library, from the reliability table
	l2d-ece --conf p --event y -b 2 --reliability "$f" > t
	near "$(awk -F, 'NR > 1 { d = $6 - $7; s += d < 0 ? -d : d } END { print s / (NR - 1) }' t)" 0.283333 1e-6
}

@test "equal mass keeps equal values together (case 03)" {
	set -- 0.9 0.1 0.1 0.1 0.4 0 0.2 0.36666666666666664 0.18 0.25 0.25 0.4 0.2 0.25
	bins=(1 1 1 1 1 1 2 2 2 2 4 2 2 4)
	for k in $(seq 0 13); do
		subcase 03-verified-equal-mass-ece.csv "$k" > in
		near "$(pair ece --binning mass -b "${bins[k]}" in)" "$1" 1e-12
		shift
	done
}

@test "one bin for each distinct value, norms 1, 2, 3, class and top (case 05)" {
	f=$TESTDATA/cases/05-verified-discrete-3class.csv
	ece() { value ece --columns "prob=p*" --binning mass -b 14 "$@" "$f"; }
	near "$(ece -e class)" 0.08571428571428573 1e-12
	near "$(ece -e class --norm 2)" 0.11581320482871725 1e-12
	near "$(ece -e class --norm 3)" 0.13482938118260276 1e-12
	near "$(ece)" 0.14285714285714288 1e-12
	near "$(ece --norm 2)" 0.16402671094904608 1e-12
	near "$(ece --norm 3)" 0.17931709361464185 1e-12
}

@test "top label of a binary classifier; deferring the least confident (case 12)" {
	f=$TESTDATA/cases/12-rm-binary-toplabel-and-deferral.csv
	near "$(value ece --columns prob=p -b 10 "$f")" 0.145 1e-12
	l2d-ece --columns prob=p -b 10 --reliability "$f" > t
	[ "$(column n t | tr '\n' ' ')" = "0 0 0 0 0 2 3 1 2 0 " ]
	# accuracy with the least confident n rows given to an oracle, bins pro rata
	oracle() {
		awk -F, -v n="$1" 'NR > 1 && $5 { d = n < $5 ? n : $5; n -= d; right += d + ($5 - d) * $7; all += $5 }
			END { printf "%.17g\n", right / all }' t
	}
	near "$(oracle 3)" 0.7916666666666666 1e-12
	near "$(oracle 1)" 0.6875 1e-12
}

@test "edges: 0, 1 and i/B; ties (case 35)" {
	ece() { subcase 35-edge-cases.csv "$1" > in; shift; pair ece "$@" in; }
	near "$(ece 0 -b 10)" 0.475 1e-12
	near "$(ece 1 -b 10)" 1 1e-12
	near "$(ece 2 -b 2)" 0.6 1e-12
	near "$(ece 3 -b 10 --side left)" 0.3416666666666667 1e-12
	near "$(ece 3 -b 10)" 0.15833333333333333 1e-12
	near "$(ece 4 --binning mass -b 10)" 0.18 1e-12
	near "$(ece 4 --binning mass -b 5)" 0.18 1e-12
	subcase 35-edge-cases.csv 5 > in
	for side in left right; do
		l2d-ece --conf p --event y -b 5 --side $side --reliability in | cut -d, -f5 | tail -n +2 | tr '\n' ' '
	done > n
	[ "$(cat n)" = "1 2 0 0 0 2 1 0 0 0 " ]
}

@test "row weights (case 36); a weight of 3 is three rows" {
	f=$TESTDATA/cases/36-sklearn-weighted-ce.csv
	for b in "-b 5" "--binning mass -b 8"; do
		near "$(pair ece $b "$f")" 0.1875 1e-12
		near "$(pair rmsce $b "$f")" 0.21650635094610965 1e-12
		near "$(cut -d, -f1,2 "$f" | pair ece $b)" 0.125 1e-12
	done
	awk -F, 'NR == 1 { print; next } { for (i = 0; i < $3; i++) print $1 "," $2 ",1" }' "$f" > rows
	for c in ece brier nll confidence smooth_ece mcb dsc; do
		near "$(pair "$c" --smooth --corp "$f")" "$(pair "$c" --smooth --corp rows)" 1e-12
	done
}

# Sums of 0.1 are rounded; bins of equal mass once ended elsewhere for it.
@test "a common factor of all weights moves no bin of equal mass" {
	awk 'BEGIN { srand(4); print "p,y"; for (i = 0; i < 120; i++) print int(rand() * 40) / 40 "," (rand() < .5) }' > in
	for bins in 2 3 5 8 12 40; do
		l2d-ece --conf p --event y --binning mass -b $bins in | cut -d, -f4,6-8 > plain
		for factor in 0.1 0.37 2.3333333333333335 1e-9; do
			awk -v w=$factor '{ print $0 (NR == 1 ? ",w" : "," w) }' in > weighted
			l2d-ece --conf p --event y --binning mass -b $bins weighted | cut -d, -f4,6-8 > got
			for c in bins ece mce rmsce; do near "$(column $c got)" "$(column $c plain)" 1e-12; done
		done
	done
}

@test "is the expert right: OvA and softmax on hatespeech, published ECE" {
	d=$TESTDATA/ova_l2d_hatespeech
	ece() { value ece --conf "$2" --event correct_h -b "$3" "$d/$1"; }
	near "$(ece ova.csv conf_h 20)" 0.00765444 5e-9
	near "$(ece ova.csv conf_h 10)" 0.00565111 5e-9
	near "$(ece ova.csv conf_h 15)" 0.00855515 5e-9
	near "$(ece softmax.csv ratio 20)" 0.06959286 5e-9
	near "$(ece softmax.csv ratio 10)" 0.06959286 5e-9
	near "$(ece softmax.csv ratio 15)" 0.06472263 5e-9
	near "$(ece softmax.csv p_defer 20)" 0.415375 5e-7
}

@test "LeNet-5 on CIFAR-10: every number that is not a temperature or an area" {
	near "$(lenet frequency)" 0.5308 1e-12
	near "$(lenet ece)" 0.10788788243085144 1e-11
	near "$(lenet mce)" 0.1858213860541582 1e-9
	near "$(lenet rmsce)" 0.11318448854692965 1e-11
	near "$(lenet ece --side left)" 0.10788788243085144 1e-11
	near "$(lenet ece --binning mass)" 0.10788788243085146 1e-11
	near "$(lenet ece -e class)" 0.024060109071923935 1e-10
	near "$(lenet class_brier)" 0.6141520692457447 1e-11
	near "$(lenet class_brier -e class --half)" 0.30707603462287 1e-11
	near "$(lenet class_nll)" 1.36986772770548 1e-8
	near "$(lenet brier)" 0.2165978691879978 1e-11
	near "$(lenet mcb --corp)" 0.0139174560 5e-11
	near "$(lenet dsc --corp)" 0.0463709468 5e-11
	near "$(lenet unc --corp)" 0.2490513600 5e-11
	near "$(lenet debiased_l2 --binning mass)" 0.11289752404628045 1e-11
	near "$(lenet rmsce --binning mass)" 0.11424410828654956 1e-11
	near "$(lenet debiased_l2 -e class --binning mass)" 0.03947649826021133 1e-11
	near "$(lenet rmsce -e class --binning mass)" 0.04062550056325479 1e-11
	# relplot evaluates on 200 points: 7e-5 below the limit, which is |confidence - frequency| here, all residuals
	# having one sign after smoothing
	near "$(lenet smooth_ece --smooth)" 0.10782211016661908 1e-4
	near "$(lenet smooth_ece --smooth)" 0.1078878824 1e-9
}

@test "hatespeech: top-label ECE at 15 bins" {
	near "$(value ece "$TESTDATA/hatespeech/hatespeech_24783.csv")" 0.00669769 5e-9
}

@test "estimands, the mean over classes, empty cells" {
	cat > in <<-'E'
	y,p_a,p_b,e_x,e_v,conf_x,conf_v
	a,0.75,0.25,a,,0.5,1
	b,0.5,0.5,a,,0.5,1
	E
	l2d-ece -e expert -b 2 in > out
	same out <<-'E'
	estimand,name,n,bins,norm,ece,mce,rmsce,debiased_l2,confidence,frequency,brier,nll,class_brier,class_nll
	expert,x,2,1,1,0,0,0,0,0.5,0.5,0.25,0.6931471805599453,,
	expert,v,0,,1,,,,,,,,,,
	E
	l2d-ece -e class -b 1 --digits 4 --tag run=1 --tag 'name2=a,b' in > out
	same out <<-'E'
	run,name2,estimand,name,n,bins,norm,ece,mce,rmsce,debiased_l2,confidence,frequency,brier,nll,class_brier,class_nll
	1,"a,b",class,a,2,1,1,0.125,0.125,0.125,0,0.625,0.5,0.1562,0.4904,,
	1,"a,b",class,b,2,1,1,0.125,0.125,0.125,0,0.375,0.5,0.1562,0.4904,,
	1,"a,b",class-mean,,2,,1,0.125,0.125,0.125,0,0.5,0.5,0.1562,0.4904,0.3125,0.4904
	E
	l2d-ece -b 2 --reliability --digits 6 in > out
	same out <<-'E'
	estimand,name,lo,hi,n,confidence,frequency,wilson_lo,wilson_hi
	top,,0,0.5,1,0.5,0,0,0.793451
	top,,0.5,1,1,0.75,1,0.206549,1
	E
	[ "$(value nll -e binary in)" != inf ]
	printf 'p,y\n1,0\n' | l2d-ece --conf p --event y > out
	[ "$(column nll out)" = inf ]
}

@test "states of random parts merge to the same bytes" {
	f=$TESTDATA/hatespeech/hatespeech_24783.csv
	head -$((${L2D_ALL:+2000 +} 1001)) "$f" | awk -F, 'NR == 1 { print $0 ",w"; next } { print $0 "," (NR * 7919 % 101) / 64 }' > in
	awk 'BEGIN { srand(5) } NR == 1 { for (i = 0; i < 3; i++) print > "part" i; next } { print > "part" int(rand() * 3) }' in
	(head -1 in; tail -n +2 part2 | tac; tail -n +2 part0; tail -n +2 part1) > shuffled
	for o in "" "-e class --smooth" "--binning mass --corp -e class" "--reliability -b 7" "--reliability --binning mass -b 9" "--binning mass -b 9 --norm max"; do
		l2d-ece $o in > whole
		l2d-ece $o shuffled | cmp - whole
		local state=${o/--reliability/} # what a state depends on
		state=${state/--norm max/} state=${state/mass -b 9/mass}
		for i in 0 1 2; do l2d-ece $state --partial part$i > state$i; done
		l2d-ece $o --merge state2 state0 state1 | cmp - whole
		l2d-ece $state --partial --merge state1 state2 | l2d-ece $o --merge - state0 | cmp - whole
	done
}

@test "states of something else are refused" {
	f=$TESTDATA/small/cases.csv
	l2d-ece --partial "$f" > s
	expect 3 l2d-ece --merge -b 10 s
	same err <<-'E'
	l2d-ece: s:2:1: column 'state': not a state of the same program and options: 'l2d-ece estimand=top binning=width side=right bins=15'
	E
	expect 0 l2d-ece --merge --norm 2 s
	sed '3s/class_weight/weights/' s > t
	expect 3 l2d-ece --merge t
	grep -q "column 'part': no part of this state: 'weights'" err
	sed '3s/,[^,]*$/,1+/' s > t
	expect 3 l2d-ece --merge t
	grep -q "column 'value': not a number" err
	expect 3 l2d-ece --merge "$f"
	grep -q "no column 'state'" err
}

@test "pairs: bad cells, missing cells" {
	printf 'p,y\n0.5,1\n1.5,1\n' > in
	expect 3 l2d-ece --conf p --event y in
	same err <<< "l2d-ece: in:3:1: column 'p': not in [0, 1]: '1.5'"
	printf 'p,y\n0.5,1\n0.5,yes\n' > in
	expect 3 l2d-ece --conf p --event y in
	printf 'p,y\n0.5,1\n0.5,2\n' > in
	expect 3 l2d-ece --conf p --event y in
	same err <<< "l2d-ece: in:3:5: column 'y': neither 0 nor 1: '2'"
	printf 'p,y\n0.5,1\n,1\n0.25,\n' > in
	expect 3 l2d-ece --conf p --event y in
	expect 0 l2d-ece --conf p --event y --na-action skip in
	[ "$(column n out)" = 1 ]
	same err <<< "l2d-ece: 2 rows skipped: a needed cell is missing"
}

@test "options that make no sense are 2" {
	for o in "--conf p" "--event p" "-b 0" "-b 100001" "-b 18446744073709551615" "--norm 0.5" "--norm one" "--partial --reliability" "--binning wide" "--jobs two" \
		"-e expert --conf conf_ann --event y"; do
		expect 2 l2d-ece $o "$TESTDATA/small/cases.csv"
		[ ! -s out ]
		[ "$(wc -l < err)" -eq 1 ]
	done
	expect 3 l2d-ece -e binary "$TESTDATA/small/cases.csv"
	same err <<< "l2d-ece: $TESTDATA/small/cases.csv:1:1: binary: two classes are needed, not 3"
}

@test "--jobs changes no byte" {
	hatespeech=$TESTDATA/hatespeech/hatespeech_24783.csv
	for options in "" "-e class --smooth" "-e class --binning mass --corp" "--reliability" "--partial"; do
		l2d-ece $options "$hatespeech" > one
		for jobs in ${L2D_ALL:+2 7} 3; do
			l2d-ece $options --jobs $jobs "$hatespeech" | cmp - one
			l2d-ece $options --jobs $jobs < "$hatespeech" | cmp - one
		done
	done
}

@test "weights whose sums no double holds" {
	# confidences .9 without and .6 with the event: (|.9 - 0| + |.6 - 1|) / 2
	printf 'p,y,w\n.9,0,1e308\n.6,1,1e308\n' > in
	near "$(pair ece in)" 0.65 1e-15
	near "$(pair brier in)" 0.485 1e-15
	near "$(pair confidence in)" 0.75 1e-15
	near "$(pair debiased_l2 --smooth --corp in)" 0 0
	for w in 2e154 1e308 1.7e308 1e-320; do
		printf 'y,p_0,p_1,w\n1,.3,.7,%s\n0,.6,.4,1\n' $w > in
		for o in "" "-e class --smooth --corp" "--binning mass" "--reliability"; do
			l2d-ece $o in > whole
			fails grep -q 'inf\|nan' whole
			timeout 10 l2d-ece ${o/--reliability/} --partial in | l2d-ece $o --merge | cmp - whole
		done
	done
}

@test "--smooth: perfect predictions are 0, one residual is itself" {
	printf 'p,y\n1,1\n0,0\n1,1\n' > in
	[ "$(pair smooth_ece --smooth in)" = 0 ]
	printf 'p,y\n.9998,1\n' > in
	near "$(pair smooth_ece --smooth in)" 0.0002 1e-15
	printf 'p,y\n.25,1\n.75,1\n' > in
	near "$(pair smooth_ece --smooth in)" 0.5 1e-12
	# with weights and ties: (1, event) and (0, no event) are perfect whatever they weigh, and residuals of one sign add up
	printf 'p,y,w\n1,1,3\n0,0,1\n1,1,.5\n0,0,2\n.5,0,0\n' > in
	[ "$(pair smooth_ece --smooth in)" = 0 ]
	printf 'p,y,w\n.9998,1,3\n.9998,1,.5\n.9998,1,0\n' > in
	near "$(pair smooth_ece --smooth in)" 0.0002 1e-15
	printf 'p,y,w\n.25,1,3\n.75,1,1\n.25,0,0\n.75,1,2\n' > in
	near "$(pair smooth_ece --smooth in)" 0.5 1e-12 # (3 * .75 + 3 * .25) / 6
}

@test "the positive class: the last one, or --positive" {
	printf 'y,p_no,p_yes\nyes,.25,.75\nno,.5,.5\nno,.125,.875\n' > in
	awk -F, -v OFS=, '{ print $1, $3, $2 }' in > other
	l2d-ece -e binary in > whole
	l2d-ece -e binary other | cmp - whole
	[ "$(column name whole)" = yes ]
	[ "$(value name -e binary --positive no in)" = no ]
	near "$(value confidence -e binary --positive no in)" 0.2916666666666667 1e-15
	expect 2 l2d-ece -e binary --positive maybe in
	expect 2 l2d-ece --positive yes in
	l2d-ece -e binary --partial in > yes
	l2d-ece -e binary --positive no --partial in > no
	expect 3 l2d-ece -e binary --merge yes no
	same err <<< "l2d-ece: the states are of two positive classes, 'yes' and 'no'"
	expect 3 l2d-ece -e binary --positive no --merge yes
	expect 0 l2d-ece -e binary --positive yes --merge yes
	cmp out whole
}

# A state whose end fits its rows again, whatever was done to them: what is left are the ranges of the parts.
@test "states that were cut, changed or put together wrongly are 3" {
	f=$TESTDATA/small/cases.csv
	l2d-ece --smooth "$f" > whole
	l2d-ece --smooth --partial "$f" > s
	n=$(wc -l < s)
	for k in 1 2 20 $((n - 1)); do
		head -$k s > bad
		expect 3 l2d-ece --smooth --merge bad
		[ ! -s out ]
		expect 3 l2d-ece --smooth --merge bad s
		expect 3 l2d-ece --smooth --merge s bad
	done
	sed '3p' s > bad # a line twice
	expect 3 l2d-ece --smooth --merge bad
	grep -q "not the number of rows of this state" err
	sed '3d' s > bad
	expect 3 l2d-ece --smooth --merge bad
	sed '3s/,[^,]*$/,2/' s > bad
	expect 3 l2d-ece --smooth --merge bad
	grep -q "not the check of this state" err
	for change in 's/,rows,\([0-9]*\),.*/,rows,\1,-6/' 's/,rows,\([0-9]*\),.*/,rows,\1,2.5/' \
		's/,rows,\([0-9]*\),.*/,rows,\1,1e300/' 's/,event,\([0-9]*\),.*/,event,\1,-7/' \
		's/,residual,\([0-9]*\),.*/,residual,\1,1e9999/' 's/,class_nll,0,.*/,class_nll,0,nan/'; do
		sed "$change" s > bad
		fails cmp -s bad s
		expect 3 l2d-ece --smooth --merge bad
		grep -q "^l2d-ece: bad:[0-9]*:[0-9]*: column 'value': " err
	done
}

@test "concatenated states, states of merges, no rows" {
	f=$TESTDATA/small/cases.csv
	l2d-ece "$f" > whole
	head -9 "$f" > p0
	{ head -1 "$f"; sed -n 10,20p "$f"; } > p1
	{ head -1 "$f"; tail -n +21 "$f"; } > p2
	head -1 "$f" > p3
	for i in 0 1 2 3; do l2d-ece --partial p$i > s$i; done
	cat s0 s1 s2 s3 | l2d-ece --merge | cmp - whole
	cat s0 s1 | l2d-ece --merge - s2 s3 | cmp - whole
	{ cat s0; tail -n +2 s2; cat s1; } | l2d-ece --merge | cmp - whole
	l2d-ece --merge --partial s0 s1 | cat - s2 | l2d-ece --merge | cmp - whole
	sed 's/$/\r/' s0 | l2d-ece --merge - s1 s2 | cmp - whole
	{ head -20 s0; cat s1 s2; } > cut
	expect 3 l2d-ece --merge cut
}

# Numpy 1.24.2: 20,000 draws w = default_rng(1).poisson(1, n), quantiles 0.025 and 0.975 of w @ x / w.sum(), x = conf, event, (conf -
# event)^2, nll; 5,000 draws of ECE with outcomes random(n) < conf.  Tolerance: 0.35 of the standard deviation, four of the
# standard errors of the 25th of 1,000 draws.
@test "intervals are those of numpy's Poisson bootstrap" {
	l2d-ece --conf conf_h --event correct_h --interval .95 "$TESTDATA/ova_l2d_hatespeech/ova.csv" > out
	while read -r name lo hi deviation; do
		near "$(column "${name}_lo" out)" "$lo" "$(awk "BEGIN { print .35 * $deviation }")" || { echo "$name"; return 1; }
		near "$(column "${name}_hi" out)" "$hi" "$(awk "BEGIN { print .35 * $deviation }")" || { echo "$name"; return 1; }
	done <<-END
		confidence 0.89627006 0.89807601 0.000463
		frequency 0.89377721 0.91182037 0.004622
		brier 0.08045867 0.09470726 0.003638
		nll 0.29852967 0.33821627 0.010132
		ece_consistency 0.00189542 0.01276885 0.002897
	END
}

@test "intervals: any order of rows, a cut into 7 files, threads and states give the same bytes" {
	local table=$TESTDATA/ova_l2d_hatespeech/ova.csv options="--conf conf_h --event correct_h --interval .9 --draws 100" i
	l2d-ece $options "$table" > want
	{ head -1 "$table"; tail -n +2 "$table" | tac; } | l2d-ece $options > got && cmp want got
	for i in 0 1 2 3 4 5 6; do
		awk -v i=$i 'NR == 1 || int(NR * 7 / 4098) == i' "$table" > part$i
		l2d-ece $options --partial part$i > state$i
	done
	l2d-ece $options part? > got && cmp want got
	l2d-ece $options --jobs 3 "$table" > got && cmp want got
	l2d-ece $options --merge state[3-6] state[0-2] > got && cmp want got
}

# Twins in a cluster say the same twice: the interval is as wide as that of the singles.
@test "intervals: --cluster draws rows together" {
	local table=$TESTDATA/ova_l2d_hatespeech/ova.csv
	l2d-ece --conf conf_h --event correct_h --interval .9 --draws 100 "$table" | cut -d, -f18-29 > want
	awk -F, -v OFS=, 'NR == 1 { print "who", $0; next } { print $1, $0; $1 = "twin" $1; print substr($1, 5), $0 }' "$table" > twins
	l2d-ece --conf conf_h --event correct_h --interval .9 --draws 100 --cluster who twins | cut -d, -f18-29 > got
	cmp want got
}

@test "intervals: without ids rows go by their number, which has no states" {
	sed 1s/id/row/ "$TESTDATA/small/cases.csv" > none
	expect 0 l2d-ece --interval .9 --draws 50 --jobs 3 none
	same err <<-END
		l2d-ece: the table has no column 'id': intervals depend on the rows' order
	END
	mv out want
	l2d-ece --interval .9 --draws 50 none 2> err | cmp want
	expect 3 l2d-ece --interval .9 --partial none
	same err <<-END
		l2d-ece: none:1:1: no column 'id': rows known by their number have no intervals that can be merged
	END
	# a row without weight is no row
	awk -F, -v OFS=, '{ print } NR == 3 { $17 = 0; print }' none > zero
	l2d-ece --interval .9 --draws 50 zero 2> err | cmp want
}

@test "intervals: bad options and missing names" {
	expect 2 l2d-ece --interval .95 --draws 38 "$TESTDATA/small/cases.csv"
	same err <<-END
		l2d-ece: --draws: the level 0.95 needs 39 draws or more
	END
	expect 2 l2d-ece --draws 100 "$TESTDATA/small/cases.csv"
	expect 2 l2d-ece --interval .95 --bins 100000 "$TESTDATA/small/cases.csv"
	expect 3 l2d-ece --interval .95 --cluster nobody "$TESTDATA/small/cases.csv"
	sed 's/^4,/,/' "$TESTDATA/small/cases.csv" > missing
	expect 3 l2d-ece --interval .95 missing
	same err <<-END
		l2d-ece: missing:5:1: column 'id': missing: ''
	END
	expect 0 l2d-ece --interval .95 --na-action skip missing
}

# testdata/cases/20-*: MAPIE's published values; ties are one block here, and the range begins at 0, which MAPIE leaves out.
@test "--test: Spiegelhalter's z, cumulative differences by tie blocks" {
	t() { awk -F, -v c="$1" -v t="$2" -v n="$3" 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i } $4 == t { print $at[n] }' "case$1"; }
	for c in 0 1; do
		awk -F, -v OFS=, -v c=$c 'NR == 1 || $1 == c { print $2, $3 }' "$TESTDATA/cases/20-mapie-tests-doc.csv" > in
		l2d-ece --test --conf p --event y in > case$c
	done
	near "$(t 0 spiegelhalter statistic)" -0.757 .0005
	near "$(t 0 ecce-mad statistic)" 0.978 .0005
	near "$(t 1 spiegelhalter p_value)" .3028953 5e-8
	near "$(t 1 spiegelhalter-greater p_value)" .8486 5e-5
	near "$(t 1 ecce-mad p_value)" .9998462 5e-8
	near "$(t 1 ecce-r p_value)" .999999996 5e-10
}

# R 4.2.2: p <- rep(c(.2, .7), each = 5); y <- c(1,1,1,0,0, 1,1,1,1,0); x <- sum((5 * p[c(1, 6)] - tapply(y, p, sum))^2 / (5 * p[c(1, 6)] * (1 - p[c(1, 6)])))
# pchisq(x, 2, lower = FALSE)
@test "--test: Hosmer and Lemeshow's statistic over the bins; the order of rows and states change no byte" {
	printf 'p,y\n' > t; for y in 1 1 1 0 0; do echo .2,$y; done >> t; for y in 1 1 1 1 0; do echo .7,$y; done >> t
	expect 0 l2d-ece --test --conf p --event y t
	awk -F, '$4 == "hosmer-lemeshow" { print $8, $9, $10 }' out | { read -r x df p; near "$x" 5.238095238095238 1e-13; [ "$df" = 2 ]; near "$p" .07287223191492673 1e-13; }
	l2d-ece --conf p --event y t > plain
	[ "$(awk -F, '$4 == "consistency-ece" { print $5 }' out)" = "$(column ece plain)" ]
	expect 2 l2d-ece --test --reliability --conf p --event y t
	expect 2 l2d-ece --test --interval .9 --conf p --event y t
	printf 'p,y\n' > none
	expect 0 l2d-ece --test --conf p --event y none
	[ "$(wc -l < out)" = 9 ]
}

# Both definitions over again: cells by the bins of all coordinates, and all pairs of rows.
@test "-e vector --test: brute force over cells and pairs; names, order, states and the factor of weights change no byte" {
	awk 'BEGIN { srand(3); print "y,p_b,p_a,p_c,w"; for (i = 0; i < 60; i++) { a = int(5 * rand()); b = int((9 - a) * rand()); u = rand()
		printf "%s,%.4f,%.4f,%.4f,%d\n", u < .3 ? "a" : u < .5 ? "b" : "c", a / 8, b / 8, (8 - a - b) / 8, 1 + i % 3 } }' > t
	expect 0 l2d-ece -e vector --test -b 3 --digits 12 t
	cp out want
	awk -F, 'function abs(x) { return x < 0 ? -x : x } function bin(x) { return x <= 1 / 3 ? 0 : x <= 2 / 3 ? 1 : 2 }
		BEGIN { c["b"] = 2; c["a"] = 3; c["c"] = 4 }
		NR > 1 { n++; w[n] = $5; y[n] = c[$1]; for (k = 2; k < 5; k++) { p[n, k] = $k; gap[bin($2) bin($3) bin($4), k] += $5 * ((y[n] == k) - $k) } total += $5; square += $5 ^ 2 }
		END { for (g in gap) ece += abs(gap[g]) / 2 / total
			for (i = 1; i <= n; i++) for (j = 1; j <= n; j++) if (i != j) { tv = dot = 0
				for (k = 2; k < 5; k++) { tv += abs(p[i, k] - p[j, k]) / 2; dot += ((y[i] == k) - p[i, k]) * ((y[j] == k) - p[j, k]) }
				skce += w[i] * w[j] * exp(-tv / .4) * dot }
			printf "%.15g %.15g\n", ece, skce / (total ^ 2 - square) }' t > brute
	read -r ece skce < brute
	near "$(awk -F, '$4 == "vector-ece" { print $5 }' want)" "$ece" 1e-11
	near "$(awk -F, '$4 == "vector-skce" { print $5 }' want)" "$skce" 1e-11
	awk -F, -v OFS=, '{ print $5 (NR > 1 ? "e3" : ""), $4, $3, $2, $1 }' t > columns
	(head -1 columns; tail -n +2 columns | tac) | l2d-ece -e vector --test -b 3 --digits 12 > got
	cmp want got
	(head -20 columns | l2d-ece -e vector --test -b 3 --partial --columns weight=; (head -1 t; tail -n +21 t) | l2d-ece -e vector --test -b 3 --partial --columns weight=) > parts
	l2d-ece -e vector --test -b 3 --columns weight= t > plain
	l2d-ece -e vector --test -b 3 --merge parts > got
	cmp plain got
	l2d-ece -e vector --test -b 3 --merge --partial parts | l2d-ece -e vector --test -b 3 --merge > got
	cmp plain got
	(head -20 t; sed -n '21,$p' t | tac) | l2d-ece -e vector --test -b 3 --columns weight= --jobs 3 > got
	cmp plain got
	sed '1s/p_c/p_d/; s/^c,/d,/' t | l2d-ece -e vector --test -b 3 --partial --columns weight= >> parts
	expect 3 l2d-ece -e vector --test -b 3 --merge parts
	expect 2 l2d-ece -e vector t
	expect 2 l2d-ece -e vector --test --binning mass t
	expect 2 l2d-ece --test --partial --draws 50 t
	head -1 t > none
	expect 0 l2d-ece -e vector --test none
	[ "$(cut -d, -f3-5 out | tail -n +2 | tr '\n' ' ')" = "0,vector-ece, 0,vector-skce, " ]
}

# The distance of two distributions over two classes is the difference of one probability, and the residuals' product twice one's.
@test "-e vector --test of two classes: the ECE of a class, twice its SKCE" {
	awk 'BEGIN { srand(4); print "y,p_0,p_1"; for (i = 0; i < 200; i++) { p = (2 * int(500 * rand()) + 1) / 1000; printf "%d,%.3f,%.3f\n", rand() < p ^ 2, 1 - p, p } }' > t
	l2d-ece -e vector --test -b 10 t > both
	l2d-ece -e binary --test -b 10 t > one
	of() { awk -F, -v t="$1" '$4 == t { print $5 }' "$2"; }
	near "$(of vector-ece both)" "$(of consistency-ece one)" 1e-13
	near "$(of vector-skce both)" "$(awk -v x="$(of skce one)" 'BEGIN { printf "%.17g", 2 * x }')" 1e-13
}

@test "-e top-class: each class as the rows that are said to be of it; the mean by their shares" {
	table=$TESTDATA/hatespeech/hatespeech_24783.csv
	expect 0 l2d-ece -e top-class "$table"
	cp out all
	for k in 0 1 2; do
		awk -F, -v k=$k 'NR == 1 { print; next } { m = $3 >= $4 && $3 >= $5 ? 0 : $4 >= $5 ? 1 : 2 } m == k' "$table" | l2d-ece > part
		[ "$(sed -n 2p part | cut -d, -f3-13)" = "$(grep "^top-class,$k," all | cut -d, -f3-13)" ]
	done
	want=$(awk -F, '$1 == "top-class" { n += $3; ece += $3 * $6; brier += $3 * $12 } END { printf "%d %.12f %.12f", n, ece / n, brier / n }' all)
	got=$(awk -F, '$1 == "top-class-mean" { printf "%d %.12f %.12f", $3, $6, $12 }' all)
	[ "$got" = "$want" ]
	l2d-ece "$table" > top
	near "$(column brier top)" "${want##* }" 1e-12
	# every row with its own class: never below the error of all together
	awk -v a="$(column ece top)" -v b="$(awk -F, '$1 == "top-class-mean" { print $6 }' all)" 'BEGIN { exit !(b >= a) }'
}

# R: qbinom(c(.05, .95), 400, .3) / 400; .3 + c(-1, 1) * qnorm(.95) * sqrt(.21 / 400).  Tolerances: two in 400; a tenth of the standard error.
@test "--band: of one confidence the binomial's quantiles, and those of a mean" {
	awk 'BEGIN { print "id,c,e"; for (i = 1; i <= 400; i++) print i ",0.3," (i <= 120) }' > one
	l2d-ece --reliability -b 1 --conf c --event e --interval .9 --band consistency one > out
	near "$(column consistency_lo out)" .2625 .005
	near "$(column consistency_hi out)" .3375 .005
	l2d-ece --reliability -b 1 --conf c --event e --interval .9 --draws 20000 one > out
	near "$(column bootstrap_lo out)" .2623126 .003
	near "$(column bootstrap_hi out)" .3376874 .003
	expect 2 l2d-ece --band consistency --interval .9 one
	expect 2 l2d-ece --reliability --band consistency one
}

# scikit-learn 1.2.1: calibration_curve(correct_h, conf_h, n_bins=5, strategy="quantile"), edges numpy.quantile(conf_h, i / 5).
@test "--binning quantile: the bins of scikit-learn" {
	l2d-ece --conf conf_h --event correct_h --reliability --binning quantile -b 5 --digits 6 \
		"$TESTDATA/ova_l2d_hatespeech/ova.csv" | cut -d, -f3-4,6-7 > out
	same out <<-END
		lo,hi,confidence,frequency
		0,0.877103,0.854203,0.870732
		0.877103,0.89358,0.8862,0.896215
		0.89358,0.904682,0.89926,0.907204
		0.904682,0.918039,0.91094,0.923077
		0.918039,1,0.935354,0.916972
	END
}

# TensorFlow Probability, the first example in the documentation of tfp.stats.expected_calibration_error_quantiles.
@test "--binning nearest: the bins of TensorFlow Probability" {
	printf '%s\n' p,y .1,0 .05,0 .5,1 .2,0 .99,1 .99,1 > t
	near "$(l2d-ece --conf p --event y --binning nearest -b 3 t | column ece)" 0.145 1e-9
	l2d-ece --conf p --event y --reliability --binning nearest -b 3 t > out
	[ "$(column n out | paste -sd ' ')" = "2 1 3" ]
	[ "$(column frequency out | paste -sd ' ')" = "0 0 1" ]
	near "$(column confidence out | head -1)" 0.075 1e-9
	near "$(column confidence out | tail -1)" 0.826665 2e-6
	# its edges are rows: a weight of 2 is two of them
	{ head -5 t | sed '1s/$/,w/; 2,$s/$/,1/'; echo .99,1,2; } | l2d-ece --conf p --event y --reliability --binning nearest -b 3 > got
	[ "$(cut -d, -f3,4,6,7 got)" = "$(cut -d, -f3,4,6,7 out)" ]
}

# The sorted events of the same table in b parts by numpy.array_split: frequencies rise for b = 2, 3, 4 and not for 5.
@test "--binning sweep: as many bins as frequencies rise" {
	l2d-ece --conf conf_h --event correct_h --binning sweep "$TESTDATA/ova_l2d_hatespeech/ova.csv" > out
	[ "$(column bins out)" = 4 ]
	expect 2 l2d-ece --binning sweep -b 3 "$TESTDATA/small/cases.csv"
}

@test "--bins auto, --edges" {
	# 16^3 = 4096 rows
	l2d-ece --conf conf_h --event correct_h --binning mass -b auto "$TESTDATA/ova_l2d_hatespeech/ova.csv" > out
	[ "$(column bins out)" = 16 ]
	l2d-ece --edges 0.25,.5,.75 "$TESTDATA/small/cases.csv" > got
	l2d-ece -b 4 "$TESTDATA/small/cases.csv" | cmp - got
	l2d-ece --edges 0,0.25,.5,.75,1 --side left "$TESTDATA/small/cases.csv" > got
	l2d-ece -b 4 --side left "$TESTDATA/small/cases.csv" | cmp - got
	for bad in .5,.4 .5,.5 -1 .2,1.5 .2, x nan; do
		expect 2 l2d-ece --edges "$bad" "$TESTDATA/small/cases.csv"
		[ ! -s out ]
	done
	for bad in 0 100001 1.5 many ''; do expect 2 l2d-ece --bins "$bad" "$TESTDATA/small/cases.csv"; done
	expect 2 l2d-ece --bins auto "$TESTDATA/small/cases.csv"
	expect 2 l2d-ece --edges .5 --binning mass "$TESTDATA/small/cases.csv"
}

@test "--test: a certain event that did not happen has an infinite statistic and p = 0" {
	printf 'id,y,p_a,p_b\n1,a,1,0\n2,b,1,0\n3,a,.5,.5\n4,b,.5,.5\n' > in
	l2d-ece --test --draws 50 in > out
	[ "$(awk -F, '$4 ~ /^(spiegelhalter|spiegelhalter-greater|hosmer-lemeshow)$/ && $8 == "inf" && $10 == "0"' out | wc -l)" -eq 3 ]
}

# flipped SEED RATE_A RATE_B: labels of two classes that are wrong at these rates, the true ones in `truth`.
flipped() {
	awk -v s="$1" -v ra="$2" -v rb="$3" 'function u() { s = s * 16807 % 2147483647; return s / 2147483647 }
		BEGIN { OFS = ","; print "id,truth,y,p_a,p_b,e_x,conf_x,site"
		for (i = 0; i < 400; i++) { p = .02 + .96 * u(); t = u() < p * p ? "a" : "b"; o = t == "a" ? "b" : "a"
			print i, t, (u() < (t == "a" ? ra : rb) ? o : t), p, 1 - p, (u() < .7 ? t : o), u(), i % 3 } }'
}

@test "--label-noise: two classes by hand, every measure that is linear in events" {
	printf '%s\n' y,p_a,p_b b,.5,.5 a,.25,.75 b,.25,.75 b,.25,.75 > in # v = 1.5 where y = b, else -.5
	expect 0 l2d-ece -e binary -b 2 --label-noise .25 in
	near "$(column frequency out)" 1 1e-15
	near "$(column brier out)" "$(awk 'BEGIN { print (-.5 * .25 + 1.5 * .25 + 1.5 * .5625 - .5 * .0625 + 2 * (-.5 * .5625 + 1.5 * .0625)) / 4 }')" 1e-15
	near "$(column nll out)" "$(awk 'BEGIN { printf "%.17g", (-log(.5) - 1.5 * log(.25) + .5 * log(.75) + 2 * (.5 * log(.25) - 1.5 * log(.75))) / 4 }')" 1e-14
	near "$(column class_brier out)" "$(awk -v b="$(column brier out)" 'BEGIN { print 2 * b }')" 1e-15
	near "$(column class_nll out)" "$(column nll out)" 1e-14
	near "$(column ece out)" "$(awk 'BEGIN { print (1.5 - .5) / 4 + 3 * (2.5 / 3 - .75) / 4 }')" 1e-15
	# gaps 1 and 1 / 12; the variance of -.5, 1.5, 1.5 is 8 / 9, and a bin of one row counts 0
	near "$(column debiased_l2 out)" 0 1e-15
	expect 0 l2d-ece -e binary -b 2 --label-noise .25 --reliability in
	same out <<-'E'
	estimand,name,lo,hi,n,confidence,frequency,wilson_lo,wilson_hi
	binary,b,0,0.5,1,0.5,1.5,,
	binary,b,0.5,1,3,0.75,0.8333333333333334,,
	E
	printf '%s\n' y,p_a,p_b,e_x,conf_x a,1,0,a,.5 b,0,1,a,.5 > in # certain: nobody knows whether it happened
	expect 0 l2d-ece --label-noise .1 in
	[ -z "$(column nll out)$(column class_nll out)" ]
	near "$(column brier out)" "$(awk 'BEGIN { print 1 - .9 / .8 }')" 1e-15
	expect 0 l2d-ece -e expert --label-noise .1 in
	near "$(column frequency out)" .5 1e-15
}

@test "--label-noise: a matrix of all classes alike is the rate; states, threads, groups, intervals" {
	flipped 5 .25 .25 > in
	printf '%s\n' y,p_b,p_a b,.75,.25 a,.25,.75 > matrix
	for with in "" "-e class --binning mass -b 4" "-e expert -g site" "--interval .9" "-e top-class --interval .9 --binning mass"; do
		expect 0 l2d-ece --label-noise .25 $with in
		cp out want
		l2d-ece --noise-matrix matrix --jobs 2 $with in | diff want -
		head -150 in | l2d-ece --label-noise .25 ${with/-b 4/} --partial > s1
		(head -1 in; tail -n +151 in) | l2d-ece --label-noise .25 ${with/-b 4/} --partial > s2
		l2d-ece --label-noise .25 $with --merge s2 s1 | diff want -
		expect 3 l2d-ece --label-noise .2 $with --merge s1
		expect 3 l2d-ece $with --merge s1
	done
	l2d-ece --interval .9 in > plain
	l2d-ece --label-noise .25 --interval .9 in > out
	for c in frequency frequency_lo frequency_hi; do
		near "$(column $c out)" "$(awk -v f="$(column $c plain)" 'BEGIN { printf "%.17g", (f - .25) / .5 }')" 1e-9
	done
	[ -z "$(column ece_consistency_lo out)$(column mce_consistency_hi out)" ]
}

@test "--noise-matrix: bins' frequencies, Brier score and log-likelihood are unbiased over simulated labels, the plain ones are not" {
	printf '%s\n' y,p_a,p_b a,.9,.1 b,.3,.7 > matrix
	for seed in $(seq 1 24); do
		flipped $seed .1 .3 > in
		for with in "--columns label=truth" "--noise-matrix matrix" ""; do
			l2d-ece -e binary $with in | awk -F, 'NR == 2 { printf "%s %s ", $12, $13 }'
			l2d-ece -e binary -b 3 --reliability $with in | awk -F, 'NR > 1 { printf "%s ", $7 }'
		done
		echo
	done > means
	awk '{ for (k = 1; k <= 5; k++) { d = $(k + 5) - $k; s[k] += d; q[k] += d * d; p[k] += $(k + 10) - $k } } END { for (k = 1; k <= 5; k++) {
		m = s[k] / NR; se = sqrt((q[k] / NR - m * m) / (NR - 1)); plain = p[k] / NR; print k, m, se, plain
		if (m > 3 * se || m < -3 * se || (k != 3 && plain < 4 * se && plain > -4 * se)) bad = 1 } exit bad }' means
}

@test "--label-noise: what is not linear in events is refused" {
	flipped 3 .1 .1 > in
	for with in --smooth --corp --test "--binning sweep" "--reliability --interval .9 --band consistency" "--conf conf_x --event site"; do
		expect 2 l2d-ece --label-noise .1 $with in
		expect 0 l2d-ece --label-noise .1 in
	done
	expect 2 l2d-ece --label-noise .1 --noise-matrix in in
	expect 3 l2d-ece --label-noise .5 in
	grep -q singular err
	cut -d, -f1-3,6- in > open
	expect 3 l2d-ece -e expert --label-noise .1 open
	grep -q 'without p_\*' err
}
