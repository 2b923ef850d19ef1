# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
load common

# model [LOSS]: logits 2 u and -2 u of the classes a and b, v - 1 of the expert ann.
model() {
	cat <<-E
	key,row,column,value
	format,,,l2d-model 1
	kind,,,head
	version,,,0.1.0
	loss,,,css
	alpha,,,1
	cmax,,,const
	class,1,,a
	class,2,,b
	expert,1,,ann
	costs,,,fixed
	cost,ann,,0
	feature,1,,u
	feature,2,,v
	map,,,linear
	mapped,,,2
	mean,u,,0
	mean,v,,0
	scale,u,,${1:-1}
	scale,v,,${1:-1}
	joint.weight.1,z_a,u,2
	joint.weight.1,z_a,v,0
	joint.weight.1,z_b,u,-2
	joint.weight.1,z_b,v,0
	joint.weight.1,defer_ann,u,0
	joint.weight.1,defer_ann,v,1
	joint.bias.1,z_a,,0
	joint.bias.1,z_b,,0
	joint.bias.1,defer_ann,,-1
	E
}

rows() { printf 'id,y,x_u,x_v,e_ann,cost_ann\n1,a,1,0,b,1\n2,a,2,0,a,1\n3,b,-0.5,6,a,1\n'; }

@test "two classes and one expert, linear, by hand" {
	model > m
	rows > in
	expect 0 l2d-stress --model m --goal answer --goal route --goal keep --goal error --goal route:ann --goal cost in
	# 1: f = 2, -2, d = -1.  The class: 4 / |(-4, 0)|_1 = 1; the expert: 3 / |(-2, 1)|_1 = 1, where b is level too.
	# 2: f = 4, -4, d = -1: 8 / 4; 5 / 3.  3: f = -1, 1, d = 5: 2 / 4; 4 / |(2, 1)|_1.
	cut -d, -f1,7- out > got
	same got <<-'E'
	id,radius_answer,radius_route,radius_keep,radius_error,radius_route:ann,radius_cost
	1,1,1,0,1,1,1
	2,2,1.6666666666666667,0,2,1.6666666666666667,1.6666666666666667
	3,0.5,1.3333333333333333,1.3333333333333333,0,0,
	E
	expect 0 l2d-stress --model m --goal answer --goal route --norm 2 in
	near "$(column radius_route out | head -1)" "$(awk 'BEGIN { printf "%.17g", sqrt(2) }')" 1e-12 # level with both classes: u falls by 1, v rises by 1
	near "$(column radius_route out | tail -1)" "$(awk 'BEGIN { printf "%.17g", 4 / sqrt(5) }')" 1e-12
	expect 0 l2d-stress --model m --goal route --norm 1 in
	[ "$(column radius_route out | tr '\n' ' ')" = "2 3 2 " ]
}

@test "scaling a feature scales its radius; units; thresholds" {
	model > m
	model 4 > wide
	rows > in
	rows | awk -F, -v OFS=, 'NR > 1 { $3 *= 4; $4 *= 4 } { print }' > four
	for norm in inf 2 1; do
		l2d-stress --model m --goal route --goal error --norm $norm in | cut -d, -f7- > one
		l2d-stress --model wide --goal route --goal error --norm $norm four | cut -d, -f7- > scaled
		cmp one scaled
		l2d-stress --model wide --goal route --goal error --norm $norm --units raw four | cut -d, -f7- |
			awk -F, -v OFS=, 'NR > 1 { $1 /= 4; $2 /= 4 } { print }' > raw
		paste -d, one raw | awk -F, 'NR > 1 && (($1 - $3) ^ 2 > 1e-10 || ($2 - $4) ^ 2 > 1e-10) { bad = 1 } END { exit bad }'
	done
	expect 0 l2d-stress --model m --goal route --norm 1 --threshold 1 in
	[ "$(column radius_route out | tr '\n' ' ')" = "3 4 1.5 " ] # v to 2 with u = 0; 3: f - d = -1 at 3 u + v
}

@test "features that may be touched, limits" {
	model > m
	rows > in
	expect 0 l2d-stress --model m --goal route --features 'x_v' in
	[ "$(column radius_route out | tr '\n' ' ')" = "3 5 4 " ]
	expect 0 l2d-stress --model m --goal route --features 'x_*,!x_v' in
	[ "$(column radius_route out | tr '\n' ' ')" = "  2 " ]
	expect 0 l2d-stress --model m --goal route --box x_v=:1 --box x_u=-3:3 in
	# 2: v stops at 1, where d = 0 = 4 - 2 r.  3: v is outside and may only come back.
	[ "$(column radius_route out | tr '\n' ' ')" = "1 2 1.3333333333333333 " ]
	expect 0 l2d-stress --model m --goal route --box x_v=:0.5 in
	[ "$(column radius_route out | tr '\n' ' ')" = "  1.3333333333333333 " ] # d = -0.5 is never above both classes
}

@test "the attacked table: the programs that apply and decide find that the goal is reached, in every norm" {
	model > m
	rows > in
	for norm in inf 2 1; do
		for goal in route route:ann error; do
			l2d-stress --model m --goal $goal --norm $norm in > radii
			l2d-stress --model m --goal $goal --norm $norm --emit attacked --radius 2.5 in > attacked 2> /dev/null
			l2d-apply --input attacked m 2> /dev/null | l2d-threshold --rule css > decided
			paste -d, radii decided | awk -F, -v goal=$goal 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
				{ r = $7; who = $at["agent"]; was = $2 == "b" ? "ann" : "model"; said = $at["answer"]; moved = $3 != $10 || $4 != $11
				if (r == "" || r > 2.5) { if (who != was || moved) exit 1; next }
				if (goal == "route" && who == was || goal == "route:ann" && who != "ann" || goal == "error" && said == $2) exit 1
				n++ } END { exit !(n > 0) }'
		done
	done
}

@test "a rejector of a frozen classifier: its logits stay, or move with --classifier" {
	awk 'function r() { s = s * 16807 % 2147483647; return s / 2147483647 } BEGIN { s = 7; print "id,y,x_u,x_v,e_ann"
		for (i = 1; i <= 200; i++) { u = r() * 4 - 2; v = r() * 4 - 2; y = u > 0 ? "a" : "b"; e = v > 0 || r() < .5 ? y : "a"
			print i "," (r() < .2 ? "b" : y) "," u "," v "," e } }' > in
	l2d-train in > c
	l2d-apply --input in c > p
	for loss in 'rejector' 'rejector --free' twostage; do
		l2d-train --loss $loss p > r
		l2d-stress --model r --classifier c --goal route --norm 2 in > moving
		l2d-stress --model r --goal route --norm 2 p > still
		for how in moving still; do
			l2d-stress --model r $([ $how = still ] || echo --classifier c) --goal route --norm 2 --emit attacked --radius 1 \
				"$([ $how = still ] && echo p || echo in)" > attacked 2> /dev/null
			if [ $how = moving ]; then l2d-apply --input attacked c > again; else cp attacked again; fi
			rule=rejector
			for t in p again; do l2d-apply --input $t r | l2d-threshold --rule $rule > decided.$t; done
			column agent decided.p > before
			column agent decided.again > after
			column radius_route $how > radius
			paste -d, before after radius | awk -F, '{ n[$3 <= 1]++; if (($1 != $2) != ($3 <= 1)) bad++ } END { exit bad > 0 || !n[1] || !n[0] }'
		done
	done
	fails cmp -s moving still
}

@test "what it must refuse" {
	model > m
	rows > in
	expect 2 l2d-stress in
	expect 2 l2d-stress --model m --goal none in
	grep -q 'none of answer, route' err
	expect 2 l2d-stress --model m --goal route:bob in
	grep -q bob err
	expect 2 l2d-stress --model m --emit attacked in
	expect 2 l2d-stress --model m --radius 1 in
	expect 2 l2d-stress --model m --box 3:1 in
	expect 2 l2d-stress --model m --box x_u=: in
	expect 3 l2d-stress --model m --box x_w=3:4 in
	expect 3 l2d-stress --model m --features x_w in
	expect 2 l2d-stress --model m --classifier m in
	cut -d, -f1,2,3 in > short
	expect 3 l2d-stress --model m short
	grep -q x_v err
	expect 3 l2d-stress --model "$TESTDATA/small/cases.csv" in
	sed 's/^loss,,,css/loss,,,sova/' m > sova
	expect 2 l2d-stress --model sova --goal route in
	expect 0 l2d-stress --model sova --goal answer in
}

@test "maps and hidden layers: two columns, lower and upper; threads and the row alone change nothing" {
	awk 'function r() { s = s * 16807 % 2147483647; return s / 2147483647 } BEGIN { s = 7; print "id,y,x_u,x_v,e_ann"
		for (i = 1; i <= 60; i++) { u = r() * 4 - 2; v = r() * 4 - 2; y = u * u + v > 1 ? "a" : "b"; print i "," y "," u "," v "," (v > 0 ? y : "a") } }' > in
	for how in '--map quadratic' '--map rff:20' '--hidden 5' '--hidden 4,3'; do
		l2d-train --loss css $how --allow-unconverged in > m
		l2d-stress --model m --goal route --goal error --norm 2 in > out
		head -1 out | grep -q 'radius_route_lo,radius_route_hi,radius_error_lo,radius_error_hi$'
		awk -F, 'NR > 1 { if ($7 != "" && $6 > $7 || $9 != "" && $8 > $9) exit 1; n += $6 > 0; m += $9 > 0 && $8 > 0 } END { exit n < 20 || m < 10 }' out
		l2d-stress --model m --goal route --goal error --norm 2 -j 3 in | cmp - out
		{ head -1 in; tail -1 in; } | l2d-stress --model m --goal route --goal error --norm 2 | tail -1 | cmp - <(tail -1 out)
		l2d-stress --model m --goal error --norm 2 --emit attacked --radius .5 in 2> err > attacked
		l2d-apply --input in m > before
		l2d-apply --input attacked m > after
		l2d-threshold --rule css before > before.d
		l2d-threshold --rule css after > after.d
		# The attack makes wrong what it says it does, and nothing else.
		paste -d, <(sed 1d out) <(column answer before.d) <(column answer after.d) |
			awk -F, '{ hit = $9 != "" && $9 <= .5; if (hit && $11 == $2 || !hit && $10 != $11) exit 1; n += hit } END { exit !n }'
	done
	model > m
	rows > in
	expect 2 l2d-stress --model m --starts 4 in
}

@test "--sweep: the attacked tables by other programs; certified and reached; groups, threads, states" {
	l2d-synth blobs --rows 300 --features 5 --classes 3 --error .1 --seed 3 | l2d-expert --expert ann=accuracy:.7 --expert bob=first:2 --classes 0..2 |
		awk -F, -v OFS=, '{ print $0, NR == 1 ? "w" : 1 + NR % 2, NR == 1 ? "cost_ann" : .25, NR == 1 ? "cost_bob" : .5 }' > in
	l2d-train --loss css --columns weight= in > m
	for goal in error route:ann keep cost; do
		l2d-stress --model m --goal $goal --sweep 0:.4:.2 in > sweep
		l2d-stress --model m --goal $goal in > radii
		for R in 0 .2 .4; do
			l2d-stress --model m --goal $goal --emit attacked --radius $R in 2> /dev/null > attacked
			l2d-apply --input attacked m | l2d-threshold --rule css > decided
			l2d-score decided > score
			for c in coverage system_accuracy cost share_ann; do
				near "$(awk -F, -v R=$R -v c=$c 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next } $1 == R + 0 { print $at[c] }' sweep)" "$(column $c score)" 1e-12
			done
			awk -F, -v R=$R 'NR == FNR { if (FNR == 1) { for (i = 1; i <= NF; i++) at[$i] = i; next } w = $at["w"]; n += w; hit += w * ($NF != "" && $NF <= R + 0); next }
				FNR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
				$1 == R + 0 { a = $at["reached"] - hit / n; b = $at["certified"] - 1 + hit / n; exit !(a * a < 1e-20 && b * b < 1e-20) }' radii sweep
		done
	done
	l2d-stress --model m --goal error --sweep 0:.4:.2 -g y in > all
	l2d-stress --model m --goal error --sweep 0:.4:.2 -g y -j 3 in | cmp - all
	awk 'NR < 100' in > a
	awk 'NR == 1 || NR >= 100' in > b
	for f in a b; do l2d-stress --model m --goal error --sweep 0:.4:.2 -g y --partial $f > $f.state; done
	l2d-stress --model m --goal error --sweep 0:.4:.2 -g y --merge b.state a.state | cmp - all
	expect 3 l2d-stress --model m --goal error --sweep 0:.4:.1 -g y --merge a.state
	l2d-train --loss ova --columns weight= in > other
	expect 3 l2d-stress --model other --goal error --sweep 0:.4:.2 -g y --merge a.state
	expect 2 l2d-stress --model m --goal error --goal route --sweep 0:.4:.2 in
	expect 2 l2d-stress --model m --group y in
}

# decided SEED: ten rows of equal weight that experts x, z and the model answer.
decided() {
	awk -v s="$1" 'function u() { s = s * 16807 % 2147483647; return s / 2147483647 }
		BEGIN { OFS = ","; print "y,p_a,p_b,e_x,e_z,conf_x,conf_z,agent"
		for (i = 0; i < 10; i++) { g = u(); a = g < .3 ? "model" : g < .7 ? "x" : "z"; p = u()
			print (u() < .5 ? "a" : "b"), p, 1 - p, (u() < .5 ? "a" : "b"), (u() < .5 || a == "z" ? (u() < .5 ? "a" : "b") : ""), u(), u(), a } }'
}

# worst EXPERT MOST FILE: the least accuracy when at most so many answers of the expert are made wrong, over all subsets of them.
worst() {
	awk -F, -v who="$1" -v most="$2" 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		{ n++; m = $at["agent"] == "model" ? ($at["p_a"] >= $at["p_b"] ? "a" : "b") : $at["e_" $at["agent"]]
			if ($at["agent"] == who) { k++; mine[k] = m == $at["y"] } else right += m == $at["y"] }
		END { least = n
			for (set = 0; set < 2 ^ k; set++) { used = 0; r = right
				for (i = 1; i <= k; i++) { bit = int(set / 2 ^ (i - 1)) % 2; used += bit; r += bit ? 0 : mine[i] }
				if (used <= most && r < least) least = r }
			printf "%.17g\n", least / n }' "$3"
}

# cell FAILURE AT EXPERT COLUMN: of the file out.
cell() {
	awk -F, -v f="$1" -v a="$2" -v x="$3" -v name="$4" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) c = i; next }
		$1 == f && $2 == a && $3 == x { print $c }' out
}

@test "--experts: corrupted answers and rising error rates are the worst of all subsets, silence is a table without the expert" {
	for seed in $(seq 1 12 | some 4); do
		decided $seed > in
		for k in 1 2 5; do
			expect 0 l2d-stress --experts --corrupt $k in
			for x in x z; do near "$(cell corrupt $k $x worst_accuracy)" "$(worst $x $k in)" 1e-12; done
		done
		for x in x z; do # a rate that is a whole number of the rows that he is asked about
			b=$(column agent in | grep -c $x) || continue
			d=$(awk -v b="$b" 'BEGIN { printf "%.17g", 1 / b }')
			expect 0 l2d-stress --experts --rise "$d:$d:1" in
			near "$(awk -F, -v x=$x '$1 == "rise" && $3 == x { print $6 }' out)" "$(worst $x 1 in)" 1e-9
			expect 0 l2d-stress --experts --rise .1:1:.9 --over answered in # a tenth of at most ten answers: one at most
			near "$(cell rise 1 $x worst_accuracy)" "$(worst $x 10 in)" 1e-12
			expect 0 l2d-stress --experts in
			sed "s/,$x\$/,model/" in > without
			near "$(cell silent "" $x worst_accuracy)" "$(l2d-score without | column system_accuracy /dev/stdin)" 1e-12
			expect 0 l2d-stress --experts --silent next in
			awk -F, -v OFS=, -v x=$x 'NR > 1 && $8 == x { o = x == "x" ? "z" : "x"; $8 = $(o == "z" ? 5 : 4) == "" ? "model" : o } { print }' in > next
			near "$(cell silent "" $x worst_accuracy)" "$(l2d-score next | column system_accuracy /dev/stdin)" 1e-12
		done
		expect 0 l2d-stress --experts --rise 0:1:.25 in # all at once: what each loses adds up
		for d in 0 0.25 0.5 1; do
			near "$(cell rise $d "" loss)" "$(awk -v a="$(cell rise $d x loss)" -v b="$(cell rise $d z loss)" 'BEGIN { printf "%.17g", a + b }')" 1e-12
		done
		w=$(cell rise 1 "" weakest)
		[ -z "$w" ] || [ "$(cell rise 1 $w loss)" = "$(printf '%s\n' "$(cell rise 1 x loss)" "$(cell rise 1 z loss)" | sort -g | tail -1)" ]
	done
}

# worst_of_all X Z FILE: the least accuracy when at most so many answers of each are made wrong, over all sets of rows.
worst_of_all() {
	awk -F, -v x="$1" -v z="$2" 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		{ n++; who[n] = $at["agent"]; m = who[n] == "model" ? ($at["p_a"] >= $at["p_b"] ? "a" : "b") : $at["e_" who[n]]; right[n] = m == $at["y"] }
		END { least = n
			for (set = 0; set < 2 ^ n; set++) { r = 0; used["x"] = used["z"] = used["model"] = 0
				for (i = 1; i <= n; i++) { bit = int(set / 2 ^ (i - 1)) % 2; used[who[i]] += bit; r += bit ? 0 : right[i] }
				if (used["x"] <= x && used["z"] <= z && !used["model"] && r < least) least = r }
			printf "%.17g\n", least / n }' "$3"
}

@test "--experts --rise NAME=D: each expert his own, the worst of all sets of rows" {
	for seed in 1 2 3 4 5 6; do
		decided $seed > in
		bx=$(column agent in | grep -c x) && bz=$(column agent in | grep -c z) || continue
		for k in "1 2" "3 0" "0 9"; do
			read -r x z <<< "$k"
			dx=$(awk -v k="$x" -v b="$bx" 'BEGIN { d = k / b; printf "%.17g", (d > 1 ? 1 : d) }')
			dz=$(awk -v k="$z" -v b="$bz" 'BEGIN { d = k / b; printf "%.17g", (d > 1 ? 1 : d) }')
			expect 0 l2d-stress --experts --rise "x=$dx" --rise "z=$dz" in
			near "$(cell rise "" "" worst_accuracy)" "$(worst_of_all "$x" "$z" in)" 1e-12
			[ "$(awk -F, '$1 == "rise"' out | wc -l)" -eq 3 ]
			near "$(awk -F, '$1 == "rise" && $3 == "x" { print $2 }' out)" "$dx" 1e-15
		done
	done
	expect 0 l2d-stress --experts --rise x=.5 --rise 0:.5:.5 in
	grep -q '^rise,0.5,x,' out
	near "$(cell rise "" "" worst_accuracy)" "$(cell rise 0.5 x worst_accuracy | head -1)" 1e-15 # z has none
	l2d-stress --experts --rise x=.5,z=.25 in > want
	sed -n 1,6p in | l2d-stress --experts --rise x=.5,z=.25 --partial > s1
	sed -n '1p;7,99p' in | l2d-stress --experts --rise x=.5,z=.25 --partial > s2
	l2d-stress --experts --rise x=.5,z=.25 --merge s2 s1 | diff want -
	for bad in x=2 x=-1 x x=.1,x=.2 =.1x; do expect 2 l2d-stress --experts --rise $bad in; done
	expect 2 l2d-stress --experts --rise 0:1:.5 --rise 0:1:.1 in
	expect 3 l2d-stress --experts --rise w=.1 in
	grep -q "no expert 'w'" err
}

@test "--experts: weights, order, threads, states, ties" {
	printf '%s\n' y,e_x,e_z,agent,w a,a,a,x,2 a,a,a,z,1 a,b,a,z,1 b,b,a,x,0 b,a,b,x,1 b,b,b,model,1 > in
	printf '%s\n' y,e_x,e_z,agent a,a,a,x a,a,a,x a,a,a,z a,b,a,z b,a,b,x > twice
	sed -i '/model/d' in
	expect 0 l2d-stress --experts --rise 0:1:.5 in
	cut -d, -f4 --complement out > want
	expect 0 l2d-stress --experts --rise 0:1:.5 twice
	cut -d, -f4 --complement out | diff want -
	[ "$(cell rise 1 "" weakest)" = x ] # equals: the first
	expect 3 l2d-stress --experts --corrupt 1 in
	grep -q 'equal weight' err
	for seed in 1 2 3; do decided $seed | tail -n +$((seed > 1 ? 2 : 1)); done > many
	for with in '' '-g y' '--corrupt 2 --silent next --over answered'; do
		# shellcheck disable=SC2086
		l2d-stress --experts $with many > want
		# shellcheck disable=SC2086
		(head -1 many; tail -n +2 many | sort) | l2d-stress --experts $with -j 2 | diff want -
		# shellcheck disable=SC2086
		head -9 many | l2d-stress --experts $with --partial > s1
		# shellcheck disable=SC2086
		(head -1 many; tail -n +10 many) | l2d-stress --experts $with --partial > s2
		# shellcheck disable=SC2086
		l2d-stress --experts $with --merge s2 s1 | diff want -
	done
}

@test "--experts: what it cannot say is refused" {
	decided 4 > in
	expect 2 l2d-stress --experts --goal route in
	expect 2 l2d-stress --rise 0:1:.5 in
	expect 2 l2d-stress --experts --rise 0:2:.5 in
	cut -d, -f1-7 in > undecided
	expect 3 l2d-stress --experts undecided
	grep -q "'agent'" err
	sed '1s/agent/agent_1/' in > readers
	expect 3 l2d-stress --experts readers
	awk -F, -v OFS=, '{ print $1, $2, $3, NR == 1 ? "agent" : "model" }' in > alone
	expect 3 l2d-stress --experts alone
	awk -F, -v OFS=, '{ print $0, NR == 1 ? "quality_x" : .5 }' in > grades
	expect 3 l2d-stress --experts grades
}

@test "fault: attacks gave up where conditions made linear contradicted each other" {
	awk 'function r() { s = s * 16807 % 2147483647; return s / 2147483647 } BEGIN { s = 5; print "x_u,x_v,y,e_s,e_t"
		for (i = 1; i <= 80; i++) { u = r() * 4 - 2; v = r() * 4 - 2; y = u * u + v > 1 ? "a" : u > v ? "b" : "c"
			print u "," v "," y "," (v > 0 ? y : substr("abc", 1 + int(3 * r()), 1)) "," (u > 0 ? y : "a") } }' > in
	l2d-train --loss css --map quadratic --allow-unconverged in > m
	expect 0 l2d-stress --model m --goal route:s --box x_u=-2:2 --most 2 in
	# Row by row some change of a grid reaches the goal; so does one that the attack finds.
	awk -F, 'NR == 1 { print; next } { for (i = 0; i <= 16; i++) for (j = -8; j <= 8; j++) print -2 + i / 4 "," $2 + j / 4 "," $3 "," $4 "," $5 }' in |
		l2d-apply m | l2d-threshold --rule css | column agent /dev/stdin |
		awk '{ to += $1 == "s" } NR % 289 == 0 { print (to > 0); to = 0 }' > grid
	awk -F, 'NR > 1 { print $NF != "" }' out | paste -d, - grid | awk -F, '{ n += $2; missed += $2 && !$1 } END { exit !(n > 40 && missed <= 1) }'
}
