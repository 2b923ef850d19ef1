# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
load common

# The value of a record KEY,ROW,COLUMN of a model.
record() {
	awk -F, -v place="$1" '$1 "," $2 "," $3 == place { print $4; n++ } END { exit n != 1 }' "$2"
}

# calibrate_segment OPTION...: fits on cases/33 into model, applies it to the same rows into applied.
segment() {
	export L2D_COLUMNS="prob=p label=y"
	l2d-calibrate "$@" "$TESTDATA/cases/33-probably-segment-logistic.csv" > model
	l2d-apply model < "$TESTDATA/cases/33-probably-segment-logistic.csv" > applied
	unset L2D_COLUMNS
}

# The mean of (p_1 - y)^2, or the mean negative log-likelihood.
brier() { awk -F, 'NR > 1 { s += ($4 - $2) ^ 2 } END { printf "%.17g\n", s / (NR - 1) }' applied; }
nll() { awk -F, 'NR > 1 { s -= log($2 ? $4 : $3) } END { printf "%.17g\n", s / (NR - 1) }' applied; }

@test "temperature: the published optimum; the model file and what it does to a table" {
	printf 'p_a,p_b,y,note\n0.2,0.8,b,"x,y"\n0.3,0.7,a,\n' > in
	expect 0 l2d-calibrate in
	[ ! -s err ]
	head -8 out | grep -v "^version" > top
	same top <<-'E'
	key,row,column,value
	format,,,l2d-model 1
	kind,,,calibration
	method,,,temperature
	target,1,,model
	class,1,,a
	class,2,,b
	E
	near "$(record theta.1,1, out)" 0.41777049 1e-8
	mv out model
	expect 0 l2d-apply --digits 6 model < in
	same out <<-'E'
	p_a,p_b,y,note
	0.359128,0.640872,b,"x,y"
	0.412419,0.587581,a,
	E
}

@test "temperature: no positive optimum, separable, equal logits: 5, each with its words" {
	printf 'p_a,p_b,p_c,y\n0.35,0.35,0.3,c\n0.8,0.15,0.05,b\n' > in
	expect 5 l2d-calibrate in
	[ ! -s out ]
	grep -q "^l2d-calibrate: temperature: .* inverse temperature of 0 or below" err
	printf 'p_a,p_b,y\n0.45,0.55,b\n' > in
	expect 5 l2d-calibrate in
	[ ! -s out ]
	grep -q "^l2d-calibrate: temperature: separable: " err
	printf 'z_a,z_b,y\n7,7,b\n' > in
	expect 5 l2d-calibrate in
	[ ! -s out ]
	grep -q "equal logits in every row" err
}

@test "temperature on cifar10: T and the likelihood at it" {
	export L2D_COLUMNS="label=label prob=p*"
	cifar=$TESTDATA/cifar10_probabilities/lenet-5-cifar-10.csv
	l2d-calibrate "$cifar" > model
	near "$(awk -v b="$(record theta.1,1, model)" 'BEGIN { printf "%.12f", 1 / b }')" 1.39677897641 5e-8
	l2d-apply model < "$cifar" |
		awk -F, 'NR > 1 { s -= log($(3 + $2)) } END { printf "%.15f\n", s / (NR - 1) }' > nll
	near "$(cat nll)" 1.311497437065374 1e-12
}

@test "logits and their probabilities give the same map; a constant per row does not matter" {
	printf 'z_a,z_b,z_c,y\n1,0,3,c\n2,1,0,b\n-1,4,0,b\n0,3,2,c\n1,1,0,a\n5,2,3,a\n1,2,5,b\n' > z
	awk -F, -v OFS=, 'NR > 1 { for (i = 1; i < 4; i++) $i += NR * 10 } 1' z > shifted
	awk -F, -v OFS=, 'NR == 1 { print "p_a,p_b,p_c,y"; next } { for (i = 1; i < 4; i++) $i = exp($i)
		s = $1 + $2 + $3; for (i = 1; i < 4; i++) $i = sprintf("%.17g", $i / s); print }' z > p
	for m in temperature vector platt beta dirichlet; do
		for t in z shifted p; do
			l2d-calibrate --method $m $t > model
			l2d-apply --digits 3 model < z > from.$t
		done
		diff -u from.z from.shifted
		diff -u from.z from.p
	done
}

@test "platt: smoothed targets against the published fit; separable without them" {
	printf 'z_0,z_1,y\n0,5,1\n0,-4,0\n0,1,0\n' > in
	l2d-calibrate --method platt --smooth in > model
	near "$(record platt.1.2,1, model)" 0.20261448961847556 1e-8
	near "$(record platt.1.2,2, model)" -0.6523666389984492 1e-8
	expect 5 l2d-calibrate --method platt in
	grep -qx "l2d-calibrate: class '1': platt: separable: .*" err
}

@test "platt: scores of 1e5" {
	printf 'z_0,z_1,y\n0,1e5,1\n0,1e5,0\n0,-1e5,0\n0,5e4,1\n0,3e4,0\n0,-2e4,1\n' > in
	l2d-calibrate --method platt in > model
	expect 0 l2d-apply model < in
	[ "$(awk -F, 'NR > 1 && !($NF > 0.01 && $NF < 0.99)' out | wc -l)" -eq 0 ]
	printf 'z_0,z_1,y\n0,1,1\n0,1,0\n0,-1,0\n0,0.5,1\n0,0.3,0\n0,-0.2,1\n' > small
	near "$(record platt.1.2,2, model)" "$(l2d-calibrate --method platt small | record platt.1.2,2, -)" 1e-9
}

@test "segment logistic: platt on logit and on probability, smoothed and not" {
	segment --method platt
	near "$(record platt.1.2,1, model)" 0.77875008 1e-7
	near "$(record platt.1.2,2, model)" -0.28461698 1e-7
	near "$(nll)" 0.42594787387 1e-10
	segment --method platt --smooth
	near "$(record platt.1.2,1, model)" 0.77072400 1e-6
	near "$(record platt.1.2,2, model)" -0.28541765 1e-6
	segment --method platt --smooth --on probability
	near "$(record platt.1.2,1, model)" 4.73375662 1e-5
	near "$(record platt.1.2,2, model)" -2.71944909 1e-5
}

@test "segment logistic: beta" {
	segment --method beta
	near "$(record beta.1.2,1, model)" 1.20047432 1e-7
	near "$(record beta.1.2,2, model)" 0.33566173 1e-7
	near "$(record beta.1.2,3, model)" 0.54572105 1e-7
	near "$(nll)" 0.42044496987 1e-10
}

@test "segment logistic: isotonic, by interpolation and as a step" {
	segment --method isotonic
	near "$(brier)" 0.13181148410581905 1e-9
	[ "$(sed -n 's/^y.1.2,[0-9]*,,//p' model | sort -u | wc -l)" -eq 19 ]
	printf 'p\n0.1\n0.25\n0.5\n0.75\n0.9\n' > at
	l2d-apply --columns prob=p --emit probs --digits 8 model < at > got
	same got <<-'E'
	p,p_0,p_1
	0.1,0.93965517,0.060344828
	0.25,0.6625,0.3375
	0.5,0.4950495,0.5049505
	0.75,0.31460674,0.68539326
	0.9,0.140625,0.859375
	E
	segment --method isotonic --interpolate step
	near "$(brier)" 0.13181148410581905 1e-9
}

@test "segment logistic: raw Brier, log loss, CORP" {
	l2d-ece --estimand binary --corp --columns "prob=p label=y" \
		"$TESTDATA/cases/33-probably-segment-logistic.csv" > ece
	near "$(column brier ece)" 0.1397667488102029 1e-10
	near "$(column nll ece)" 0.43844073698999825 1e-9
	near "$(column mcb ece)" 0.0079552647 1e-9
	near "$(column dsc ece)" 0.0934056515 1e-9
	near "$(column unc ece)" 0.2252171356 1e-9
}

@test "isotonic: ties are pooled with their weights" {
	printf 'p,y,w\n0,0,1\n0.1,0,1\n0.1,1,1\n0.2,0,1\n0.3,1,1\n' > in
	printf 'p,y,w\n0,0,1\n0.1,1,1\n0.2,0,1\n0.3,1,1\n0.1,0,1\n' > moved
	l2d-calibrate --columns prob=p --method isotonic in > model
	sed -n 's/^[xy].1.2,//p' model > got
	same got <<-'E'
	1,,0
	2,,0.1
	3,,0.2
	4,,0.3
	1,,0
	2,,0.3333333333333333
	3,,0.3333333333333333
	4,,1
	E
	l2d-calibrate --columns prob=p --method isotonic moved | diff -u model -
}

@test "histogram: one bin rule at fit and at apply, both sides, both binnings" {
	printf 'p,y\n0.2,1\n0.15,0\n0.25,0\n' > in
	at() { l2d-calibrate --columns prob=p --method histogram --bins "$@" in > model &&
		l2d-apply --columns prob=p --emit probs model < in | cut -d, -f4 | tail -n +2 | tr '\n' ' '; }
	[ "$(at 5)" = "0.5 0.5 0 " ]
	[ "$(at 5 --side left)" = "0.5 0 0.5 " ]
	[ "$(at 5 --binning mass)" = "1 0 0 " ]
	[ "$(at 1 --binning mass | cut -c1-6)" = "0.3333" ]
}

@test "one class against the rest: rows divided by their sum, 0/0 uniform" {
	printf 'p_a,p_b,p_c,y\n0.6,0.3,0.1,b\n0.3,0.6,0.1,a\n0.1,0.3,0.6,b\n' > in
	l2d-calibrate --method histogram --bins 2 in > model
	sed -n 's/^y/y/p' model > got
	same got <<-'E'
	y.1.1,1,,0.5
	y.1.1,2,,0
	y.1.2,1,,1
	y.1.2,2,,0
	y.1.3,1,,0
	y.1.3,2,,0
	E
	expect 0 l2d-apply model < in
	tail -n +2 out > got
	same got <<-'E'
	0,1,0,b
	1,0,0,a
	0.3333333333333333,0.6666666666666666,0,b
	E
	sed 's/^y.1.2,1,,1/y.1.2,1,,0/; s/^y.1.1,1,,0.5/y.1.1,1,,0/' model > none
	l2d-apply --digits 3 none < in | tail -n 1 > got
	same got <<<0.333,0.333,0.333,b
}

@test "vector and dirichlet with two classes are beta calibration without its constraints" {
	segment --method vector
	near "$(nll)" 0.42044496987 1e-9
	segment --method dirichlet --lambda 0 --mu 0
	near "$(nll)" 0.42044496987 1e-9
	segment --method dirichlet --lambda 100 --mu 100
	[ "$(sed -n 's/^theta.1,[2356],,-*//p' model | awk '$1 > 1e-3' | wc -l)" -eq 0 ]
}

@test "--target experts and all: confidences against being right, missing answers left out" {
	cat > in <<-'E'
	y,p_0,p_1,e_a,conf_a,e_b,conf_b,conf_model
	1,0.2,0.8,1,0.75,0,0.5,0.8
	0,0.6,0.4,1,0.75,0,0.25,0.6
	0,0.3,0.7,0,0.75,,0.5,0.7
	1,0.7,0.3,1,0.25,1,0.75,0.7
	1,0.1,0.9,0,0.25,1,0.5,0.9
	E
	l2d-calibrate --target experts --method histogram --bins 2 in > model
	grep -E '^(target|y)' model > got
	same got <<-'E'
	target,1,,a
	target,2,,b
	y.1.2,1,,0.5
	y.1.2,2,,0.6666666666666666
	y.2.2,1,,0.6666666666666666
	y.2.2,2,,1
	E
	expect 0 l2d-apply --digits 3 model < in
	same out <<-'E'
	y,p_0,p_1,e_a,conf_a,e_b,conf_b,conf_model
	1,0.2,0.8,1,0.667,0,0.667,0.8
	0,0.6,0.4,1,0.667,0,0.667,0.6
	0,0.3,0.7,0,0.667,,0.667,0.7
	1,0.7,0.3,1,0.5,1,1,0.7
	1,0.1,0.9,0,0.5,1,0.667,0.9
	E
	l2d-calibrate --target all --method histogram --bins 2 in > model
	l2d-apply --digits 3 model < in > out
	same out <<-'E'
	y,p_0,p_1,e_a,conf_a,e_b,conf_b,conf_model
	1,0.333,0.667,1,0.667,0,0.667,0.667
	0,0.5,0.5,1,0.667,0,0.667,0.5
	0,0.333,0.667,0,0.667,,0.667,0.667
	1,0.5,0.5,1,0.5,1,1,0.5
	1,0.333,0.667,0,0.5,1,0.667,0.667
	E
}

@test "row weights count as repetitions" {
	printf 'p_a,p_b,y,w\n0.2,0.8,b,3\n0.3,0.7,a,2\n0.9,0.1,a,0\n0.6,0.4,b,1\n' > weighted
	awk -F, 'NR == 1 { print "p_a,p_b,y"; next } { for (i = 0; i < $4; i++) print $1 "," $2 "," $3 }' weighted > plain
	for m in temperature isotonic histogram platt; do
		l2d-calibrate --method $m weighted > a
		l2d-calibrate --method $m plain > b
		diff -u a b
	done
}

@test "bad questions" {
	printf 'p_a,p_b,y,conf_x\n0.2,0.8,b,0.5\n' > in
	expect 3 l2d-calibrate --target experts in
	[ ! -s out ]
	printf 'p_a,p_b,y,conf_x,e_z\n0.2,0.8,b,0.5,a\n' > in
	expect 3 l2d-calibrate --target experts in
	grep -q "conf_x" err
	expect 2 l2d-calibrate --method histogram --bins 0 in
	expect 2 l2d-calibrate --method dirichlet --lambda -1 in
	printf 'p_a,p_b,y,conf_x,e_x\n0.2,0.8,b,0.5,a\n0.4,0.6,b,0.5,b\n' > in
	expect 5 l2d-calibrate --target experts --method platt in
	grep -qx "l2d-calibrate: expert 'x': platt: all scores are equal" err
}

# Without rows, dirichlet was once called separable, or not finite.
@test "no rows, or none with a weight: 5, and it says so" {
	echo p_a,p_b,y > none
	printf 'p_a,p_b,y,w\n0.2,0.8,b,0\n0.3,0.7,a,0\n' > weightless
	for m in temperature vector platt beta isotonic histogram dirichlet; do
		for table in none weightless; do
			expect 5 l2d-calibrate --method $m $table
			[ ! -s out ]
			same err <<< "l2d-calibrate: no rows (of a weight above 0) to fit a map to"
		done
	done
	printf 'p_a,p_b,y,e_x,conf_x\n0.2,0.8,b,,0.5\n' > unasked
	expect 5 l2d-calibrate --target experts unasked
	same err <<< "l2d-calibrate: expert 'x': no rows (of a weight above 0) to fit a map to"
}

@test "a model that cannot be applied is refused" {
	printf 'p_a,p_b,y\n0.2,0.8,b\n0.3,0.7,a\n' > in
	l2d-calibrate --method histogram --bins 3 in > model
	expect 3 l2d-apply <(grep -v '^y.1.2,2' model) < in
	grep -q 'y.1.2' err
	sed 's/^x.1.2,2,,.*/x.1.2,2,,2/' model > bad
	expect 3 l2d-apply bad < in
	grep -q "bad:[0-9]*: x.1.2: not from 0 to 1: '2'" err
	sed 's/^x.1.2,2,,.*/x.1.2,2,,0.9/' model > bad
	expect 3 l2d-apply bad < in
	grep -q "bad:[0-9]*: x.1.2: not a rising list of numbers: '0.6" err
	sed 's/^method.*/method,,,magic/' model > bad
	expect 3 l2d-apply bad < in
	grep -q "bad:5: method: not known: 'magic'" err
}

@test "hatespeech, one half to the other: temperature, vector, dirichlet by SciPy, isotonic and platt by scikit-learn" {
	tweets=$TESTDATA/hatespeech/hatespeech_24783.csv
	for part in fit test; do l2d-split --part $part --parts fit=.5,test=.5 "$tweets" > $part; done
	score() { # METHOD COLUMN
		l2d-calibrate --method "$1" fit > model
		l2d-apply --input test model | l2d-ece > ece
		column "$2" ece
	}
	# minimize(BFGS) of the same objectives; IsotonicRegression, LogisticRegression per class, rows divided by their sum
	near "$(score temperature class_nll)" 0.28807196723 1e-10
	near "$(score vector class_nll)" 0.2795211303 1e-9
	near "$(score dirichlet class_nll)" 0.2772778878 1e-8
	near "$(score platt class_nll)" 0.2828129087 1e-8
	near "$(score isotonic class_brier)" 0.15035005121468079 1e-14
	# what the pipeline's README says about the raw probabilities
	l2d-ece test > ece
	near "$(column ece ece)" 0.0076 5e-5
	near "$(column class_nll ece)" 0.28798 5e-6
}

# It was once taken for the end of a list when there was no memory to look for its next record.
@test "any allocation may fail while l2d-apply reads maps and thresholds" {
	table=$TESTDATA/small/cases.csv
	l2d-calibrate --target all --method histogram --bins 3 "$table" > map
	l2d-threshold --rule posthoc --cost 0.1 --coverage 0.5 --exact --seed 3 --fit "$table" > threshold
	l2d-apply map threshold < "$table" > plain
	failing_allocations 1 plain l2d-apply map threshold < "$table"
}

@test "an option that the method does not know is refused" {
	cases=$TESTDATA/small/cases.csv
	for option in "--bins 3" --smooth "--on probability" "--interpolate step" "--side left" "--binning mass" "--lambda 1" "--mu 1"; do
		# shellcheck disable=SC2086 # an option and its value
		expect 2 l2d-calibrate --method beta $option "$cases"
		grep -qE -- "^l2d-calibrate: ${option%% *} needs --method [a-z]+, not beta$" err
	done
	expect 0 l2d-calibrate --method platt --smooth "$cases"
}

# numbers METHOD: the parameters of the map fitted to the table on standard input.
numbers() {
	l2d-calibrate --method "$1" | awk -F, '/^(theta|platt|beta)/ { print $4 }'
}

@test "fault: masked logits, logits of 1e-8 and of 2e4" {
	printf 'y,z_a,z_b,z_c\na,2,0,-3.4028235e38\nb,2,0,-3.4028235e38\na,1,0,-3.4028235e38\na,2,0,0\n' > masked
	near "$(numbers temperature < masked)" 0.612457 1e-6
	# a mask far enough is any mask: vector scaling sees the same table
	printf 'y,z_a,z_b,z_c\na,2,0,MASK\nb,2,0,MASK\na,1,0,MASK\na,2,0,0\nc,1,0,2\nb,0,1,2\na,0,1,2\nc,2,0,0\n' > more
	sed s/MASK/-3.4e38/ more > float
	sed s/MASK/-1e9/ more > billion
	for method in temperature; do
		near "$(numbers $method < float)" "$(numbers $method < billion)" 1e-12
	done
	expect 0 l2d-calibrate --method vector float
	expect 0 l2d-calibrate --method dirichlet float
	# without the last row: u_c = a (ln p_c + 0.4076) with a growing for ever leaves the labels of rows 5 to 7 level and the
	# one of row 4 ahead
	sed '$ d' float > without
	expect 5 l2d-calibrate --method vector without
	grep -q 'vector: separable' err
	# platt, one class against the other: a masked row is certain, and the map is that of the others
	printf 'y,z_a,z_b\na,1,0\na,0,-.5\nb,0,1\na,1,0\nb,1,0\na,0,.5\n' > others
	for mask in -3.4e38 -1e30; do
		sed "\$ a a,1,$mask" others > in
		for i in 1 2; do near "$(numbers platt < in | sed -n ${i}p)" "$(numbers platt < others | sed -n ${i}p)" 1e-6; done
	done
	# weights near the largest double are weights
	printf 'y,p_0,p_1,w\n0,.9,.1,1e308\n1,.2,.8,1e308\n0,.3,.7,1e308\n1,.6,.4,1e308\n' > heavy
	sed 's/1e308/1/' heavy > light
	for method in temperature vector platt beta isotonic histogram dirichlet; do
		l2d-calibrate --method $method heavy > a
		l2d-calibrate --method $method light > b
		alike b a
	done
	# scaling all logits by c scales the slope by 1 / c
	printf 'y,z_0,z_1\n0,2,1\n0,3,1\n1,1,.5\n1,1,2\n1,4,0\n0,0,1\n0,2,0\n0,2,.5\n' > unit
	for c in 1e-8 1e4; do
		awk -F, -v c=$c 'BEGIN { OFS = FS } NR > 1 { $2 *= c; $3 *= c } { print }' unit > scaled
		near "$(numbers temperature < scaled | awk -v c=$c '{ printf "%.15g\n", $1 * c }')" "$(numbers temperature < unit)" 1e-7
		near "$(numbers platt < scaled | head -1 | awk -v c=$c '{ printf "%.15g\n", $1 * c }')" "$(numbers platt < unit | head -1)" 1e-7
		for method in temperature vector platt; do
			l2d-calibrate --method $method scaled > m
			l2d-apply --emit probs m < scaled | l2d-ece --estimand top > ece
			column nll ece
		done > nll.$c
		# vector scaling has more parameters than temperature scaling
		awk 'NR == 1 { t = $1 } NR == 2 && $1 > t + 1e-9 { exit 1 }' nll.$c
	done
}

@test "fault: no finite optimum: separable, quasi-separable, a class without rows; any map does where nothing can be learned" {
	printf 'y,p_0,p_1\n0,.5,.5\n1,.5,.5\n' > equal
	[ "$(numbers vector < equal | tr '\n' ' ')" = "1 1 0 0 " ]
	[ "$(numbers dirichlet < equal | tr '\n' ' ')" = "1 0 0 1 0 0 " ]
	printf 'y,p_0,p_1\n0,.9,.1\n0,.8,.2\n1,.8,.2\n1,.7,.3\n' > quasi
	printf 'y,p_0,p_1\n0,.9,.1\n0,.8,.2\n1,.6,.4\n1,.7,.3\n' > apart
	# one row over the border makes both finite
	printf 'y,p_0,p_1\n0,.9,.1\n0,.8,.2\n1,.8,.2\n1,.7,.3\n1,.95,.05\n0,.6,.4\n' > mixed
	for method in vector dirichlet platt beta; do
		for table in quasi apart; do
			expect 5 l2d-calibrate --method $method $table
			grep -q "$method: separable: " err
		done
		expect 0 l2d-calibrate --method ${method/beta/platt} mixed
	done
	printf 'y,p_a,p_b,p_c\na,.5,.3,.2\nb,.5,.2,.3\nb,.2,.6,.2\na,.3,.4,.3\na,.1,.2,.7\n' > absent
	for method in vector dirichlet; do
		expect 5 l2d-calibrate --method $method absent
		echo "l2d-calibrate: $method: class number 3 is the label of no row, so its intercept has no optimum" | diff -u - err
	done
}

@test "isotonic --side right: an option that does nothing, even where it is the default" {
	expect 2 l2d-calibrate --method isotonic --side right "$TESTDATA/small/cases.csv"
	same err <<< "l2d-calibrate: --side needs --method histogram, not isotonic"
}

# 4,000 rows of 12 classes took half a minute.
@test "fault: dirichlet took minutes; threads change nothing" {
	l2d-synth blobs -n 4000 --classes 12 --features 12 --seed 2 --error .3 | cut -d, -f2-14 > blobs
	awk -F, -v OFS=, 'NR == 1 { $0 = "y"; for (c = 0; c < 12; c++) $0 = $0 ",z_" c; print; next } { for (c = 2; c <= NF; c++) $c *= 1.5 - c / 20; $($1 + 2) += 1; print }' blobs > z.csv
	for method in vector dirichlet; do
		timeout 6 l2d-calibrate --method $method z.csv > one
		l2d-calibrate --method $method -j 3 z.csv | cmp - one
	done
}

@test "fault: dirichlet with thousands of classes took gigabytes: it says how many" {
	awk 'BEGIN {
		K = 1700
		for (k = 0; k <= K; k++) printf "%s%s", k ? ",p_" k - 1 : "y", k < K ? "" : "\n"
		for (i = 0; i < K; i++)
			for (k = 0; k <= K; k++) printf "%s%s", k ? "," (k - 1 == i ? .15 : .85 / (K - 1)) : i, k < K ? "" : "\n"
	}' > wide.csv
	expect 3 l2d-calibrate --method dirichlet wide.csv
	# 1700 x 1700 + 1700 parameters, 57 doubles each
	echo 'l2d-calibrate: dirichlet: the matrix of 1700 classes has 2890000 numbers and its fit would take 1.3 GB, more than 1' | same err
}

# graded SEED: id,w,g,est_model,est_a,quality_model,quality_a of any range, with ties, gaps and rows of weight 0.
graded() {
	awk -v s="$1" 'function r(n) { s = s * 16807 % 2147483647; return s % n }
	function q() { return r(6) ? (r(2500) - 500) / 100 : "" }
	BEGIN {
		print "id,w,g,est_model,est_a,quality_model,quality_a"
		for (i = 1; i <= 40; i++) print i "," r(4) "," (r(2) ? "u" : "v") "," (r(11) - 4) / 2 "," (r(1000) - 400) / 100 "," q() "," q()
	}'
}

# regression METHOD COLUMN: what the table's rows are mapped to in that column of estimates, of the rows and weights alone: the largest
# over all starts a <= x of the least over all ends b >= x of the mean of the rows from a to b (Barlow et al. 1972), or the line.
regression() {
	awk -F, -v method="$1" -v e="$2" '
	NR > 1 { x[++n] = $e; y[n] = $(e + 2); w[n] = $(e + 2) == "" ? 0 : $2 }
	function fit(at,   a, b, i, best, least, sum, all, m) {
		for (a = 1; a <= n; a++) if (w[a] && x[a] <= at + 0) {
			least = ""
			for (b = 1; b <= n; b++) if (w[b] && x[b] >= at + 0) {
				sum = all = 0
				for (i = 1; i <= n; i++) if (x[i] >= x[a] && x[i] <= x[b]) { sum += w[i] * y[i]; all += w[i] }
				if (least == "" || sum / all < least) least = sum / all
			}
			if (best == "" || least > best) best = least
		}
		return best
	}
	END {
		for (i = 1; i <= n; i++) { W += w[i]; mx += w[i] * x[i]; my += w[i] * y[i] }
		mx /= W; my /= W
		for (i = 1; i <= n; i++) { xx += w[i] * (x[i] - mx) ^ 2; xy += w[i] * (x[i] - mx) * (y[i] - my) }
		for (i = 1; i <= n; i++) if (w[i]) printf "%d %.9f\n", i, method == "linear" ? my + xy / xx * (x[i] - mx) : fit(x[i])
	}' in
}

@test "estimates to qualities: isotonic and linear by their definitions, groups, weights, loss = -quality" {
	for seed in 1 2 3; do
		graded $seed > in
		for method in isotonic linear; do
			l2d-calibrate --target estimates --method $method in > model
			l2d-apply model --input in 2> err > applied
			for column in 4 5; do
				regression $method $column > want
				awk -F, -v c=$column 'NR == FNR { want[$1 + 1] = 1; next } FNR in want { printf "%d %.9f\n", FNR - 1, $c }' \
					FS=' ' want FS=, applied | sed 's/ -0\.000000000$/ 0.000000000/' > got
				diff <(sed 's/ -0\.000000000$/ 0.000000000/' want) got
			done
			awk -F, -v OFS=, 'NR == 1 { gsub("quality", "loss") } NR > 1 { for (i = 6; i < 8; i++) $i = $i == "" ? "" : -$i } 1' in |
				l2d-calibrate --target estimates --method $method | cmp - model
			{ head -1 in; tail -n +2 in | sort -t, -k5; } | l2d-calibrate --target estimates --method $method --jobs 2 | cmp - model
			awk -F, -v OFS=, 'NR == 1; NR > 1 { k = $2; $2 = 1; for (i = 0; i < k; i++) print }' in |
				l2d-calibrate --target estimates --method $method | cmp - model
			# a common factor of all weights: the same map, the line's but for its last digits
			awk -F, -v OFS=, 'NR > 1 { $2 *= 3 } 1' in | l2d-calibrate --target estimates --method $method > tripled
			l2d-apply --digits 12 model --input in 2> err | cmp - <(l2d-apply --digits 12 tripled --input in 2> err)
			[ $method = linear ] || cmp model tripled
			# a group's map is that of its rows alone
			l2d-calibrate --target estimates --method $method -g g in > groups
			awk -F, 'NR == 1 || $3 == "v"' in | l2d-calibrate --target estimates --method $method | grep -E '^(x|y|line)\.' > alone
			awk -F, -v OFS=, 'sub(/^(x|y|line)\.5/, substr($1, 1, length($1) - 1) "1") || sub(/^(x|y|line)\.6/, substr($1, 1, length($1) - 1) "2")' \
				groups | cmp - alone
		done
	done
}

@test "estimates: what is refused, and a line that a table cannot have" {
	printf '%s\n' id,est_a,quality_a 1,3,4 2,3,5 > in
	expect 5 l2d-calibrate --target estimates --method linear in
	[ ! -s out ]
	grep -q "agent 'a': linear: equal estimates in every row" err
	expect 2 l2d-calibrate --target estimates in
	expect 2 l2d-calibrate --target estimates --method platt in
	expect 2 l2d-calibrate --method linear in
	expect 3 l2d-calibrate --target estimates --method isotonic --columns quality= in
	[ ! -s out ]
	grep -q "quality_\*" err
	sed '1s/est_a/est_b/' in | expect 3 l2d-calibrate --target estimates --method isotonic
	grep -q "column 'est_b', but no qualities of that agent" err
	printf '%s\n' id,est_a,quality_a 1,3,x > in
	expect 3 l2d-calibrate --target estimates --method isotonic in
	grep -q "^l2d-calibrate: in:2:5: column 'quality_a'" err
	printf '%s\n' id,est_a,quality_a 1,,2 2,1,3 > in
	expect 3 l2d-calibrate --target estimates --method isotonic in
	grep -q "^l2d-calibrate: in:2:3: column 'est_a'" err
	expect 0 l2d-calibrate --target estimates --method isotonic --na-action skip in
	# a model of estimates is none of probabilities
	cp out model
	sed '/^of,/d' model > other
	expect 3 l2d-apply other --input in
	sed 's/^method,,,.*/method,,,platt/' model > other
	expect 3 l2d-apply other --input in
	grep -q 'no method for such targets' err
}

@test "estimates of l2d-route: calibrated ones choose whom raw ones pass over" {
	printf '%s\n' id,est_a,est_b,quality_a,quality_b 1,9,1,2,6 2,8,2,3,5 3,7,3,1,7 > in
	l2d-calibrate --target estimates --method linear in > model
	[ "$(l2d-route in | column agent /dev/stdin | sort -u)" = a ]
	[ "$(l2d-apply model --input in 2> err | l2d-route | column agent /dev/stdin | sort -u)" = b ]
}

@test "maps fitted side by side: the error is that of the first class with one" {
	# p_b and p_c tell b and c from the others; p_a is .5 for these and more or less for a
	awk 'BEGIN { print "y,p_a,p_b,p_c"; for (i = 0; i < 60; i++) { y = substr("abc", i % 3 + 1, 1); low = i % 2 ? .1 : .3
		b = y == "b" ? .4 : y == "c" ? .1 : low; c = y == "c" ? .4 : y == "b" ? .1 : low; print y "," 1 - b - c "," b "," c } }' > t.csv
	for jobs in 1 2 3; do
		expect 5 l2d-calibrate --method platt --jobs $jobs t.csv
		[ ! -s out ]
		grep -q "^l2d-calibrate: class 'b': platt: separable: " err
	done
}

# Isotonic regression by pooling adjacent violators, written anew: rows "p outcome weight" into "lo hi value" a block.
pooled() {
	sort -g | awk '{ if (n && $1 == hi[n]) { s[n] += $2 * $3; w[n] += $3 } else { n++; lo[n] = hi[n] = $1; s[n] = $2 * $3; w[n] = $3 } }
		END { for (i = 1; i <= n; i++) { m++; lo[m] = lo[i]; hi[m] = hi[i]; s[m] = s[i]; w[m] = w[i]
				for (; m > 1 && s[m - 1] / w[m - 1] >= s[m] / w[m]; m--) { hi[m - 1] = hi[m]; s[m - 1] += s[m]; w[m - 1] += w[m] } }
			for (i = 1; i <= m; i++) printf "%.12g %.12g %.12g\n", lo[i], hi[i], s[i] / w[i] }'
}

@test "--merge: states of shares by way of a pipe, and of merges, are the isotonic map of all rows" {
	awk 'function r() { s = (s * 16807) % 2147483647; return s / 2147483647 }
		BEGIN { s = 5; print "id,y,p_a,p_b,conf_eve,e_eve,w,g"
			for (i = 0; i < 3000; i++) { p = int(r() * 100) / 128; b = r() < p * p; c = int(r() * 1000) / 1024
				print i "," (b ? "b" : "a") "," 1 - p "," p "," c "," (r() < .9 ? (r() < c ? "a" : "b") : "") "," .1 + int(r() * 9) / 7 "," int(r() * 3) } }' > t.csv
	# each share by itself, merged by threes, and the merges merged
	l2d-calibrate --target all --method isotonic t.csv > whole
	for k in 1 2 3 4 5 6 7 8 9; do l2d-calibrate --target all --method isotonic --partial --shard $k/9 t.csv > $k.state; done
	for three in '3 9 1' '2 8 5' '7 4 6'; do
		for k in $three; do cat $k.state; done | l2d-calibrate --target all --method isotonic --merge --partial
	done | l2d-calibrate --target all --method isotonic --merge --jobs 2 | cmp - whole
	# the model's map against the one written here: blocks by their ends
	awk -F, 'NR > 1 { print $4, $2 == "b", $7 }' t.csv | pooled | awk '{ print $1, $3; if ($2 != $1) print $2, $3 }' > want
	paste -d' ' <(sed -n 's/^x.1.2,[0-9]*,,//p' whole) <(sed -n 's/^y.1.2,[0-9]*,,//p' whole) | awk '{ printf "%.12g %.12g\n", $1, $2 }' > got
	[ "$(wc -l < got)" -gt 20 ]
	awk 'NR == FNR { x[NR] = $1; y[NR] = $2; n = NR; next } { if ($1 != x[FNR] || ($2 - y[FNR]) ^ 2 > 1e-20) exit 1; m++ } END { if (m != n) exit 1 }' want got
	# a line for each value and outcome, whatever the number of rows; of bins, for each bin and outcome
	sum() { grep -c ',row,' "$1"; }
	l2d-calibrate --method isotonic --columns weight= --partial t.csv > s
	[ "$(sum s)" -le 200 ]
	l2d-calibrate --method histogram -b 5 --columns weight= --partial t.csv > s
	[ "$(sum s)" -eq 8 ] # no p is above .8
	l2d-calibrate --method histogram -b 5 --merge s | cmp - <(l2d-calibrate --method histogram -b 5 --columns weight= t.csv)
	# groups of which some are in one share alone, weights that no double sums up
	for method in dirichlet temperature 'histogram --binning mass'; do
		(head -1 t.csv; tail -n +2 t.csv | sort -t, -k8,8) | tee sorted.csv | l2d-calibrate --method $method -g g > whole
		for k in 3 1 4 2; do l2d-calibrate --method $method -g g --partial --shard $k/4 sorted.csv; done |
			l2d-calibrate --method $method -g g --merge | cmp - whole
	done
}

@test "--merge: states of logits, of qualities; what does not go together" {
	printf '%s\n' y,z_a,z_b,z_c a,2,1,0 b,0,1,-1 c,1,0,1 a,0,1,0 b,1,0,2 c,-1,0,2 a,1,0,0 b,0,2,1 > z.csv
	for method in temperature 'platt --on probability' 'histogram -b 3' vector; do
		l2d-calibrate --method $method z.csv > whole || continue
		for k in 2 1; do l2d-calibrate --method $method --partial --shard $k/2 z.csv; done | l2d-calibrate --method $method --merge | cmp - whole
	done
	printf '%s\n' y,e_a,conf_a b,b,.5 a,b,.25 > plain
	printf '%s\n' y,quality_a,conf_a b,1,.5 a,0,.25 > graded
	for t in plain graded; do l2d-calibrate --target experts --method isotonic --partial $t > $t.s; done
	expect 3 l2d-calibrate --target experts --method isotonic --merge plain.s graded.s
	grep -q 'the states are of tables with unlike targets' err
	# an answer that is a label of another part only
	sed 3d plain > one
	sed 2d plain > two
	for t in one two; do l2d-calibrate --target experts --method isotonic --partial $t > $t.s; done
	l2d-calibrate --target experts --method isotonic --merge one.s two.s | cmp - <(l2d-calibrate --target experts --method isotonic plain)
	expect 3 l2d-calibrate --target experts --method isotonic two
	expect 3 l2d-calibrate --target experts --method isotonic --merge two.s
	grep -q "the states have an answer that is no class (of 'a'): 'b'" err
	# states of other options, cut ones, none; options that say how a table is read
	expect 3 l2d-calibrate --target experts --method platt --merge one.s
	sed 3d one.s > cut
	expect 3 l2d-calibrate --target experts --method isotonic --merge cut
	expect 2 l2d-calibrate --target experts --method isotonic --merge --columns label=y one.s
	expect 2 l2d-calibrate --target experts --method isotonic --merge --shard 1/2 one.s
	[ ! -s out ]
	# of no rows there is no map, as of a table without any
	for t in plain z.csv; do
		target=model
		[ $t = z.csv ] || target=experts
		l2d-calibrate --target $target --method isotonic --partial <(head -1 $t) > none.s
		expect 5 l2d-calibrate --target $target --method isotonic --merge none.s
	done
}

@test "isotonic and bins of equal mass: rows sorted by several threads give the same bytes" {
	# beyond 65,536 rows a thread has a part of them
	awk 'BEGIN { print "y,p_a,p_b"; for (i = 0; i < 140000; i++) { s = (s * 16807 + 7) % 2147483647; p = s % 4096 / 4096; print (s % 7 < 7 * p ? "a" : "b") "," p "," 1 - p } }' > t.csv
	for o in '--method isotonic' '--method histogram --binning mass'; do
		l2d-calibrate $o t.csv > one
		l2d-calibrate $o --jobs 3 t.csv | cmp - one
	done
}
