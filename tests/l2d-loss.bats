# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
load common

@test "the published cases to 9 digits" {
	n=0
	while IFS=, read -r loss c0 alpha cmax right value; do
		[ "$loss" != loss ] || continue
		options="--loss $loss"
		case $loss in css|realizable) options="$options --alpha $alpha" ;; esac
		case $loss in css|ova|sova|rejector) options="$options --cost $c0" ;; esac
		[ "$cmax" != tight ] || options="$options --cmax tight"
		printf 'z_0,z_1,z_2,defer_E,y,e_E\n1,-0.5,0.25,0.75,0,%d\n' $((1 - right)) > in
		expect 0 l2d-loss $options in
		near "$(column loss out)" "$value" 5e-10
		n=$((n + 1))
	done < "$TESTDATA/cases/losses.csv"
	[ "$n" -eq 24 ]
}

@test "several experts, costs by row, missing answers, the gradient; columns pass through" {
	cat > in <<-'E'
	id,y,z_a,z_b,defer_F,defer_G,e_F,e_G,cost_F,cost_G,cost_model
	1,a,0,0,0,0,a,b,0.25,0.5,0
	2,a,0,0,0,0,,b,0.25,0.75,0.25
	3,b,0,0,0,0,,,0,0,0
	E
	expect 0 l2d-loss --loss ova --gradient --digits 9 in
	cut -d, -f1,12- out > got
	# ln 2 (2 c_max - c_max + c_max ...): every phi(0) is ln 2 = 0.693147181, so a row's loss is ln 2 times its weights.
	same got <<-'E'
	id,loss,grad_z_a,grad_z_b,grad_defer_F,grad_defer_G
	1,4.15888308,-0.75,0.25,-0.5,0.75
	2,3.11916231,-0.75,0.25,0,0.75
	3,1.38629436,0.5,-0.5,0,0
	E
	expect 0 l2d-loss --loss css --cost 0 --cost G=0.5 --digits 9 in
	# ln 4 (1.5 + 0.5 + 1.5 + 0), ln 3 (1.5 + 0.5 + 0), ln 2 (2)
	[ "$(column loss out | tr '\n' ' ')" = "4.85203026 2.19722458 1.38629436 " ]
}

@test "p_* stand in for z_*, which go first" {
	printf 'y,p_a,p_b\na,0.5,0.5\nb,0.25,0.75\n' > in
	expect 0 l2d-loss --digits 6 in
	[ "$(column loss out | tr '\n' ' ')" = "0.693147 0.287682 " ]
	printf 'y,p_a,p_b,z_b,z_a\na,0.5,0.5,0,0\nb,0.25,0.75,100,0\n' > in
	expect 0 l2d-loss --digits 6 --gradient in
	[ "$(column loss out | tr '\n' ' ')" = "0.693147 0 " ]
}

@test "a rejector reads r, or d - max f" {
	printf 'y,z_a,z_b,defer_E,e_E\nb,2,1,2,b\n' > in
	expect 0 l2d-loss --loss rejector --cost 0.5 --digits 6 in
	[ "$(column loss out)" = 1.03972 ] # 1.5 ln 2
	expect 0 l2d-loss --loss rejector --cost 0.5 --digits 6 --free in
	[ "$(column loss out)" = 1.19039 ] # phi(2) + phi(-2) / 2
}

@test "what it must refuse" {
	printf 'y,z_a,z_b,defer_E,e_E,e_F\na,2,1,2,b,a\n' > in
	expect 3 l2d-loss --loss css in
	same err <<-'E'
	l2d-loss: in:1:1: no column 'defer_F'; the nearest there is 'defer_E'
	E
	expect 2 l2d-loss --loss asm --cost 1 in
	same err <<-'E'
	l2d-loss: --cost needs --loss css|ova|sova|rejector|mixexp|lee|triage|twostage, not asm
	E
	expect 2 l2d-loss --loss css --cost X=1 in
	same err <<-'E'
	l2d-loss: --cost: no such expert: 'X=1'
	E
	expect 2 l2d-loss --loss css --cost -1 in
	printf 'y,z_a,z_b,defer_E,e_E,cost_E,cost_model\na,2,1,2,b,0.1,0.2\n' > in
	expect 3 l2d-loss --loss css in
	same err <<-'E'
	l2d-loss: in:2:11: column 'cost_E': a cost below the model's own: '0.1'
	E
	[ ! -s out ]
}

@test "a missing answer is masked: loss and gradient are those of a table without that expert" {
	printf 'y,z_a,z_b,z_c,defer_E,e_E\na,1,-0.5,0.3,0.7,a\nb,0.2,0.1,-2,-0.4,c\n' > one
	awk -F, 'BEGIN { OFS = FS } NR == 1 { print $0, "defer_G", "e_G" } NR > 1 { print $0, 3 - NR, "" }' one > two
	for loss in confidence css ova sova rejector mixexp realizable asm lee triage twostage; do
		l2d-loss --loss $loss --gradient one | cut -d, -f7- > a
		l2d-loss --loss $loss --gradient two | cut -d, -f9- > b
		cut -d, -f1-5 b | sed 's/grad_defer_E.*/grad_defer_E/' | diff -u a -
		[ "$(cut -d, -f6 b | tr '\n' ' ')" = "grad_defer_G 0 0 " ] || { echo "$loss"; cat b; false; }
	done
	# fault: lee: both rows equal, no gradient on defer_G
	printf 'y,z_a,z_b,defer_G,e_G\nb,0,0,3,\nb,0,0,-3,\n' > in
	expect 0 l2d-loss --loss lee --gradient in
	same <(cut -d, -f6- out) <<-'E'
	loss,grad_z_a,grad_z_b,grad_defer_G
	1,0.5,-0.5,0
	1,0.5,-0.5,0
	E
}

@test "fault: 0 times infinity is 0, and an infinite loss is named, not written as an empty cell" {
	value() { # WANT LOSS ROW [OPTION]: columns y,p_a,p_b,defer_E,e_E
		printf 'y,p_a,p_b,defer_E,e_E\n%s\n' "$3" > in
		expect 0 l2d-loss --loss "$2" --digits 7 $4 in
		[ "$(column loss out)" = "$1" ] || { echo "$2 of $3: $(cat out), not $1"; false; }
	}
	value 1.386294 ova b,0,1,0,a           # phi(0) of y and of the expert, who is wrong
	value 0.6931472 realizable a,0,1,0,a   # the expert alone is right: log(1 + 1) - log(1)
	value 0.6931472 css b,0,1,0,a          # log(1 + 1), once
	value 0 ce b,0,1,0,a
	value 0 asm b,0,1,0,b                  # psi = 1: there is no other class
	value 0.6931472 css a,0,1,0,a '--alpha 0' # the label without weight
	value 0.6931472 confidence b,0,1,0,a
	value 0.6931472 rejector b,0,1,0,a     # phi(-r) with r = d - log 1 = 0
	for loss in ce css ova sova asm confidence lee; do # nobody is right, or the classes alone must be
		printf 'y,p_a,p_b,defer_E,e_E\nb,0.5,0.5,0,b\na,0,1,0,b\n' > in
		expect 3 l2d-loss --loss $loss in
		echo "l2d-loss: in:3:1: the loss is infinite: a probability of 0, or a logit too large, has a weight" | diff -u - err
	done
	! l2d-loss --loss ce in 2> err | grep -q ',$'
}

@test "losses at extreme probabilities are finite or refused" {
	local text
	for loss in ce confidence css ova sova rejector mixexp realizable asm lee triage twostage; do
		for p in 1e-300,1 1e-320,1 0.5,0.5 1,0; do
			for d in -1e300 -800 0 800 1e300; do
				for e in a ${L2D_ALL:+b}; do
					printf 'y,p_a,p_b,defer_E,e_E\na,%s\n' "$p,$d,$e" > in
					status=0
					l2d-loss --loss $loss --gradient in > out 2> err || status=$?
					[ $status -eq 0 ] || [ $status -eq 3 ]
					IFS= read -r -d '' text < out || text=${text%$'\n'}
					[ $status -eq 3 ] || [[ ! ,${text//$'\n'/,}, =~ ,-?(nan|inf)?, ]] || { cat out; false; }
				done
			done
		done
	done
}

@test "--cost twice for the same expert, or for all: one of the two would be ignored" {
	printf 'y,z_a,z_b,defer_E,e_E\na,2,1,2,b\n' > in
	expect 2 l2d-loss --loss css --cost E=1 --cost E=2 in
	same err <<< "l2d-loss: --cost: 'E' stands twice"
	expect 2 l2d-loss --loss css --cost 1 --cost 2 in
	same err <<< "l2d-loss: --cost is given twice without a name"
	expect 0 l2d-loss --loss css --cost 1 --cost E=2 in
}

@test "fault: cost_* were ignored by losses that decide without them (asm, realizable); estimates leave them to who decides" {
	printf 'y,x_1,z_a,z_b,defer_E,e_E,cost_E\na,1,1,0,.5,a,.25\nb,2,0,1,.5,a,.25\na,0,0,1,.5,b,.25\n' > in
	for loss in asm realizable; do
		for program in l2d-loss l2d-train; do
			expect 3 $program --loss $loss in
			echo "$program: in:1:1: column 'cost_E': the loss $loss decides without prices and would ignore it; --columns cost= says that it may" | same err
			[ ! -s out ]
			expect 0 $program --loss $loss --columns cost= in
			cut -d, -f1-6 in | $program --loss $loss | cut -d, -f1-6 > less
			cut -d, -f1-6 out | cmp less -
			sed 's/cost_E/price/' in > other
			expect 3 $program --loss $loss --columns cost=price other
			grep -q "column 'price'" err
		done
	done
	for loss in ce confidence; do
		for program in l2d-loss l2d-train; do
			expect 0 $program --loss $loss in
			cp out with
			expect 0 $program --loss $loss --columns cost= in
			cmp with out
		done
	done
	for loss in css ova sova mixexp lee; do # and these read them
		l2d-loss --loss $loss in > with
		l2d-loss --loss $loss --cost 0 in > free
		fails cmp -s with free
	done
}
