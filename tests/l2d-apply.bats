# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
load common

# model FILE: a head of two classes, cat = a and dog = b, that never defers, with what is on standard input added.
model() {
	cat > "$1" <<-'M'
	key,row,column,value
	format,,,l2d-model 1
	kind,,,head
	version,,,0.1.0
	class,1,,cat
	class,2,,dog
	feature,1,,a
	feature,2,,b
	map,,,linear
	mapped,,,2
	mean,a,,0
	mean,b,,0
	scale,a,,1
	scale,b,,1
	M
	cat >> "$1"
}

ce_model() {
	model ce.csv <<-'M'
	loss,,,ce
	class.bias.1,z_cat,,0
	class.bias.1,z_dog,,0
	class.weight.1,z_cat,a,1
	class.weight.1,z_cat,b,0
	class.weight.1,z_dog,a,0
	class.weight.1,z_dog,b,1
	M
}

# A rejector of E with r = a, over a frozen classifier.
rejector_model() {
	model rejector.csv <<-'M'
	loss,,,rejector
	free,,,yes
	expert,1,,E
	costs,,,fixed
	cost,E,,0.1
	defer.bias.1,defer_E,,0
	defer.weight.1,defer_E,a,1
	defer.weight.1,defer_E,b,0
	M
	sed 's/^free,,,yes/free,,,no/' rejector.csv > margin.csv
}

@test "ce: logits, probabilities, confidence; other columns byte for byte" {
	ce_model
	printf 'id,x_a,x_b,note\n1,0,0,"a ""b"""\n"2",+0.0,1e2,\n' > in
	expect 0 l2d-apply ce.csv --input in
	same out <<-'E'
	id,x_a,x_b,note,z_cat,z_dog,p_cat,p_dog,conf_model
	1,0,0,"a ""b""",0,0,0.5,0.5,0.5
	"2",+0.0,1e2,,0,100,3.720075976020836e-44,1,1
	E
	[ ! -s err ]
}

@test "a later model reads what an earlier one computes; the last of a name is written, in the input's place" {
	ce_model
	rejector_model
	sed 's/^class.weight.1,z_dog,b,1/class.weight.1,z_dog,b,3/' ce.csv > ce3.csv
	printf 'x_a,x_b\n2,1\n' > in
	expect 0 l2d-apply ce.csv margin.csv --emit logits --input in
	same out <<-'E'
	x_a,x_b,z_cat,z_dog,defer_E
	2,1,2,1,0
	E
	printf 'z_dog,x_a,x_b,z_cat\n7,2,1,8\n' > in
	expect 0 l2d-apply ce.csv ce3.csv margin.csv --emit logits --input in
	same out <<-'E'
	z_dog,x_a,x_b,z_cat,defer_E
	3,2,1,2,-1
	E
	expect 0 l2d-apply margin.csv ce3.csv --emit logits --input in
	same out <<-'E'
	z_dog,x_a,x_b,z_cat,defer_E
	3,2,1,2,-6
	E
}

@test "a frozen classifier by probabilities; sums are checked" {
	rejector_model
	printf 'x_a,x_b,p_cat,p_dog\n2,1,0.5,0.5\n' > in
	expect 0 l2d-apply margin.csv --digits 6 --input in
	same out <<-'E'
	x_a,x_b,p_cat,p_dog,defer_E
	2,1,0.5,0.5,2.69315
	E
	expect 0 l2d-apply rejector.csv --digits 6 --input in
	same out <<-'E'
	x_a,x_b,p_cat,p_dog,defer_E
	2,1,0.5,0.5,2
	E
	printf 'x_a,x_b,p_cat,p_dog\n2,1,0.5,0.4\n' > in
	expect 3 l2d-apply margin.csv --input in
	[ ! -s out ]
	same err <<-'E'
	l2d-apply: in:2:1: the row's probabilities sum to 0.9, not to 1
	E
}

@test "roles by other names, for reading and for writing" {
	ce_model
	printf 'f.a,f.b\n1,1\n' > in
	expect 0 l2d-apply --columns 'feature=f.* prob=P(*)' --emit probs ce.csv --input in
	same out <<-'E'
	f.a,f.b,P(cat),P(dog)
	1,1,0.5,0.5
	E
}

@test "a feature that the table lacks is 3, naming it" {
	ce_model
	printf 'xx_b,x_a\n1,1\n' > in
	expect 3 l2d-apply ce.csv --input in
	[ ! -s out ]
	same err <<-'E'
	l2d-apply: in:1:1: no column 'x_b'; the nearest there is 'xx_b' (needed by ce.csv)
	E
}

@test "what cannot be emitted is an error" {
	ce_model
	printf 'x_a,x_b\n1,1\n' > in
	expect 2 l2d-apply --emit gates ce.csv --input in
	same err <<-'E'
	l2d-apply: --emit: no model computes gates
	E
	expect 2 l2d-apply --emit probs,lies ce.csv --input in
	same err <<-'E'
	l2d-apply: --emit: 'lies' is none of logits, probs, confidences, gates, scores, decisions
	E
	expect 2 l2d-apply < in
}

@test "a training without a closed link gives logits, and no guess" {
	sed 's/^cmax,,,const/cmax,,,tight/; s/^cost,bob,,0/cost,bob,,0.1/' "$TESTDATA/small/head.csv" > tight.csv
	printf 'answered,ann,,1\nanswered,bob,,0.5\n' >> tight.csv
	expect 3 l2d-apply tight.csv --input "$TESTDATA/small/cases.csv"
	[ ! -s out ]
	same err <<-'E'
	l2d-apply: tight.csv: loss css with a tight cmax has a closed link to probabilities only for one expert at a cost below 1
	E
	expect 0 l2d-apply --emit logits tight.csv --input "$TESTDATA/small/cases.csv"
	same err < /dev/null
}

@test "missing features: an error, or the row is dropped" {
	ce_model
	printf 'x_a,x_b\n1,1\n1,NA\n2,2\n' > in
	expect 3 l2d-apply --na NA ce.csv --input in
	same err <<-'E'
	l2d-apply: in:3:3: column 'x_b': missing: 'NA'
	E
	expect 0 l2d-apply --na NA --na-action skip --emit probs ce.csv --input in
	same out <<-'E'
	x_a,x_b,p_cat,p_dog
	1,1,0.5,0.5
	2,2,0.5,0.5
	E
	same err <<-'E'
	l2d-apply: 1 row skipped: a needed cell is missing
	E
}

@test "files that are no models" {
	printf 'x_a,x_b\n1,1\n' > in
	expect 3 l2d-apply in < in
	same err <<-'E'
	l2d-apply: in:1:1: not a model file: the header is not key,row,column,value; a table is read by --input or from standard input
	E
	expect 4 l2d-apply none.csv < in
	ce_model
	sed 's/^kind,,,head/kind,,,tail/' ce.csv > bad
	expect 3 l2d-apply bad < in
	same err <<-'E'
	l2d-apply: bad:3: kind: not a kind that can be applied: 'tail'
	E
	grep -v '^scale,b' ce.csv > bad
	expect 3 l2d-apply bad < in
	same err <<-'E'
	l2d-apply: bad: the model lacks the record scale,b,
	E
	sed 's/^mean,a,,0/mean,a,,zero/' ce.csv > bad
	expect 3 l2d-apply bad < in
	same err <<-'E'
	l2d-apply: bad:11: mean: not a number: 'zero'
	E
}

@test "--link: networks trained elsewhere; calibration of 'the expert is right' as published with the data" {
	for want in css,0.0927,0.420 ova,0.0141,0.476 sova,0.0167,0.456; do
		loss=${want%%,*}
		grep -v ',train,' "$TESTDATA/fashion/deep_$loss.csv" | l2d-apply --link $loss |
			l2d-ece --estimand expert > out
		near "$(column ece out)" "$(echo "$want" | cut -d, -f2)" 0.00005
		near "$(column confidence out)" "${want##*,}" 0.0005
		near "$(column frequency out)" 0.4687 0.00005
	done
}

@test "--link: by hand, and what it refuses" {
	printf 'z_a,z_b,defer_h\n0,0.6931471805599453,0\n' > in
	expect 0 l2d-apply --link css --digits 6 --input in
	[ "$(tail -n 1 out | cut -d, -f4-)" = 0.333333,0.666667,0.666667,0.333333 ]
	# at c0 = 1, b = 1, L = 2: p_k = (1 + L b) s_k - b, a = (1 + L b) s_d - b + c0, s over classes only: 3 * 2/3 - 1, 3 * 1/3
	expect 0 l2d-apply --link css --link-cost 1 --digits 6 --input in
	[ "$(tail -n 1 out | cut -d, -f4-)" = 0,1,1,1 ]
	expect 0 l2d-apply --link ova --digits 6 --input in
	[ "$(tail -n 1 out | cut -d, -f7)" = 0.5 ]
	expect 0 l2d-apply --link ce --digits 6 --input in
	[ "$(tail -n 1 out | cut -d, -f4-)" = 0.333333,0.666667,0.666667 ]
	printf 'z_a,z_b\n0,1\n' > bare
	expect 3 l2d-apply --link css --input bare && [ ! -s out ] && grep -q "defer_\*" err
	expect 2 l2d-apply --link ce --link-cost 1 --input in
	expect 2 l2d-apply --link softmax --input in
	expect 2 l2d-apply --input in
}

@test "fault: time grew with the square of the number of model files" {
	l2d-calibrate "$TESTDATA/small/cases.csv" > m
	head -3 "$TESTDATA/small/cases.csv" > in
	# shellcheck disable=SC2046 # a list of names
	(ulimit -t $([ -n "${L2D_SLOW-}" ] && echo 120 || echo 10)
	l2d-apply $(yes m | head -20000) < in > out 2> err)
	[ "$(wc -l < out)" -eq 3 ]
}

@test "how many rows a model rejects is said, as by l2d-threshold" {
	printf 'p_0,p_1\n.6,.4\n.2,.8\n.5,.5\n' > in
	l2d-threshold --threshold .3 --fit in > model
	for jobs in 1 2; do
		expect 0 l2d-apply --jobs $jobs model --input in
		[ "$(column agent out | tr '\n' ' ')" = 'reject model reject ' ]
		same err <<< 'l2d-apply: the table has no experts: 2 rows are rejected'
	done
	expect 0 l2d-apply --emit scores model --input in
	[ ! -s err ]
	sed 's/^expert,1,,reject/expert,1,,ann/' model > ann # whose answers the table may lack
	expect 0 l2d-apply ann --input in
	[ ! -s err ]
}

# OpenBLAS span for ever there once: too little memory is an error, or enough.
@test "fault: l2d-apply, l2d-train, l2d-em hung under a memory limit" {
	case $BUILD in *asan*) skip "the sanitizer needs its own address space" ;; esac
	awk 'BEGIN { srand(1); print "id,x_1,y,e_a"; for (i = 0; i < 500; i++) print i "," rand() "," int(2 * rand()) "," int(2 * rand()) }' > in
	l2d-train --l2 1 in > model
	for jobs in 1 4; do
		: > statuses
		for size in 15000 20000 30000 50000 200000; do
			for run in "l2d-apply model" "l2d-train --l2 1 --hidden 4" "l2d-em --iterations 3 --allow-unconverged"; do
				got=0
				(ulimit -v "$size"; exec timeout 20 $run --jobs $jobs < in > out 2> err) 2> shell || got=$?
				case $got in
				0) ;;
				4) [ ! -s out ] && [ "$(wc -l < err)" -eq 1 ] ;;
				126 | 127) [ ! -s out ] ;; # nothing was loaded yet
				*) echo "status $got of $run at $size"; cat err shell; false ;;
				esac
				echo $got >> statuses
			done
		done
		grep -qx 0 statuses
	done
}
