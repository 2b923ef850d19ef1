# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# l2d-combine: posteriors by hand and by awk, calibration where the model is true, the value of asking in closed form, decisions,
# order and threads, what is refused.

load common

# world ROWS SEED: p uniform on the simplex of three classes and true; ann right on 80 %, bob on 60 % and confusing a with b; every fourth
# answer missing.
world() {
	awk -v n="$1" -v s="$2" 'function u() { s = s * 16807 % 2147483647; return s / 2147483647 }
		function draw(a, b) { r = u(); return r < a ? 1 : r < a + b ? 2 : 3 }
		BEGIN {
			OFS = ","; split("a b c", k, " "); print "id,y,p_a,p_b,p_c,e_ann,e_bob"
			for (i = 1; i <= n; i++) {
				x = -log(u()); y = -log(u()); z = -log(u()); t = x + y + z
				c = draw(x / t, y / t)
				ann = u() < .7 ? c : draw(1 / 3, 1 / 3)
				bob = c == 3 ? draw(.2, .2) : u() < .6 ? c : u() < .8 ? 3 - c : 3
				print i, k[c], x / t, y / t, z / t, u() < .25 ? "" : k[ann], u() < .25 ? "" : k[bob]
			}
		}'
}

@test "confusion: a posterior by hand" {
	# ann, of class 0: 3 right, 1 wrong; of 1: 2 right, none wrong; with one more of each: 4/6, 2/6 and 1/4, 3/4.
	printf 'y,p_0,p_1,e_ann\n0,.5,.5,0\n0,.5,.5,0\n0,.5,.5,0\n0,.5,.5,1\n1,.5,.5,1\n1,.5,.5,1\n1,.5,.5,\n' > fit.csv
	l2d-combine --method confusion --calibrated --fit fit.csv > m.csv
	printf '%s\n' 'answer.1,0,0,0.6666666666666666' 'answer.1,0,1,0.25' 'answer.1,1,0,0.3333333333333333' 'answer.1,1,1,0.75' > want
	grep ^answer m.csv | diff want -
	# .6 * 1/3 against .4 * 3/4: 2/5 and 3/5; .6 * 2/3 against .4 * 1/4: 4/5 and 1/5
	printf 'p_0,p_1,e_ann\n.6,.4,1\n.6,.4,0\n.6,.4,\n' > t.csv
	expect 0 l2d-combine --model m.csv --digits 12 t.csv
	printf '%s\n' p_0,p_1,e_ann,answer 0.4,0.6,1,1 0.8,0.2,0,0 0.6,0.4,,0 | same out
	# the prior: 2 of each and 3 more right ones: (3 + 5) / (4 + 7)
	l2d-combine --method confusion --calibrated --prior 2 --prior-right 3 --fit fit.csv | grep -qx "answer.1,0,0,$(awk 'BEGIN { printf "%.16f", 8 / 11 }')"
}

@test "confusion without p_*: frequencies in their place" {
	printf 'y,e_ann\nno,no\nno,no\nno,yes\nyes,yes\n' > fit.csv
	l2d-combine --method confusion --fit fit.csv > m.csv
	fails grep -q ^slope m.csv
	# no: (3 + 1) * (1 + 1) / (3 + 2), yes: (1 + 1) * (1 + 1) / (1 + 2)
	printf 'e_ann\nyes\n' | l2d-combine --model m.csv > out
	near "$(column p_yes out)" "$(awk 'BEGIN { n = 4 * 2 / 5; y = 2 * 2 / 3; print y / (n + y) }')" 1e-5
	printf 'e_ann\nmaybe\n' > bad.csv
	expect 3 l2d-combine --model m.csv bad.csv
	says "bad.csv:2:1: column 'e_ann'" maybe
}

@test "the posterior of every row, by awk from the model file" {
	world 400 7 > w.csv
	l2d-combine --method confusion --fit w.csv > m.csv
	l2d-combine --model m.csv --keep w.csv > out
	awk -F, 'FNR == 1 { f++ }
		f == 1 { v[$1, $2, $3] = $4; next }
		FNR == 1 { split("a b c", k, " "); next }
		{
			t = 0
			for (i = 1; i <= 3; i++) {
				q[i] = exp(v["slope", "", ""] * log($(2 + i)))
				if ($6 != "") q[i] *= v["answer.1", $6, k[i]]
				if ($7 != "") q[i] *= v["answer.2", $7, k[i]]
				t += q[i]
			}
			for (i = 1; i <= 3; i++) { d = q[i] / t - $(7 + i); if (d * d > 1e-24) bad++ }
			n++
		}
		END { exit n != 400 || bad }' m.csv out
	l2d-apply --keep m.csv < w.csv | cmp - out
}

@test "combined probabilities are calibrated where experts err independently" {
	world 16000 3 > w.csv
	{ head -1 w.csv; sed -n 2,8001p w.csv; } > fit.csv
	{ head -1 w.csv; sed -n '8002,$p' w.csv; } > test.csv
	for method in confusion stacking; do
		l2d-combine --method $method --fit fit.csv > m.csv
		l2d-combine --model m.csv test.csv 2> err > out
		l2d-ece out > ece.csv
		# the noise of 8000 rows in 10 bins is some .01
		awk -v x="$(column ece ece.csv)" 'BEGIN { exit !(x < .018) }'
		# as good as by the rates that the world was drawn with
		a=$(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i } NR > 1 { n++; r += $c["answer"] == $c["y"] } END { print r / n }' out)
		b=$(awk -F, 'NR > 1 {
			split("a b c", k, " "); best = 0
			for (i = 1; i <= 3; i++) {
				q = $(2 + i)
				if ($6 != "") q *= $6 == k[i] ? .8 : .1
				if ($7 != "") q *= i == 3 ? ($7 == "c" ? .6 : .2) : $7 == k[i] ? .6 : $7 == "c" ? .08 : .32
				if (q > best) { best = q; says = k[i] }
			}
			n++; r += says == $2 } END { print r / n }' test.csv)
		near "$a" "$b" .006
	done
}

# places ROWS SEED: a world as above in two places, of which ann is right on 90 % in the one and on 50 % in the other, whose rows weigh 3; she is asked where
# the largest p is below .7 alone, bob on three of four rows.  p is uniform on the simplex and true.
places() {
	awk -v n="$1" -v s="$2" 'function u() { s = s * 16807 % 2147483647; return s / 2147483647 }
		BEGIN {
			OFS = ","; split("a b c", k, " "); print "id,y,p_a,p_b,p_c,e_ann,e_bob,site,w"
			for (i = 1; i <= n; i++) {
				x = -log(u()); y = -log(u()); z = -log(u()); t = x + y + z; x /= t; y /= t; z /= t
				r = u(); c = r < x ? 1 : r < x + y ? 2 : 3
				site = u() < .5 ? "near" : "far"
				ann = u() < (site == "near" ? .85 : .25) ? c : 1 + int(3 * u())
				bob = u() < .6 ? c : u() < .8 ? 1 + c % 3 : 1 + (c + 1) % 3
				top = x > y ? x : y; if (z > top) top = z
				print i, k[c], x, y, z, top < .7 ? k[ann] : "", u() < .25 ? "" : k[bob], site, site == "near" ? 1 : 3
			}
		}'
}

# voters ROWS SEED: as --method weighted takes them: classes alike; the model, ann and bob are right with confidences that differ by row and are true, and
# else name either other class; every fourth answer is missing.
voters() {
	awk -v n="$1" -v s="$2" 'function u() { s = s * 16807 % 2147483647; return s / 2147483647 }
		function says(c, q) { return u() < q ? c : 1 + (c + int(2 * u())) % 3 }
		BEGIN {
			OFS = ","; split("a b c", k, " "); print "id,y,p_a,p_b,p_c,e_ann,e_bob,conf_ann,conf_bob"
			for (i = 1; i <= n; i++) {
				c = 1 + int(3 * u()); q = 1 / 3 + 2 / 3 * u(); g = says(c, q)
				ann = .4 + .55 * u(); bob = .4 + .55 * u(); a = says(c, ann); b = says(c, bob)
				for (j = 1; j <= 3; j++) p[j] = j == g ? q : (1 - q) / 2
				print i, k[c], p[1], p[2], p[3], u() < .25 ? "" : k[a], u() < .25 ? "" : k[b], ann, bob
			}
		}'
}

# halves FILE: fit.csv and test.csv.
halves() {
	awk -F, -v n="$(wc -l < "$1")" 'NR == 1 { print > "fit.csv" } { print > (NR > 1 && NR <= (n + 1) / 2 ? "fit.csv" : "test.csv") }' "$1"
}

# excess FILE OPTIONS...: the calibration error over the largest that 99 of 100 calibrated tables like it have; the largest of groups.
excess() {
	l2d-ece --interval .99 --draws 200 --fields ece,ece_consistency_hi "${@:2}" "$1" |
		awk -F, 'NR > 1 { x = $(NF - 1) / $NF; if (x > most) most = x } END { print most }'
}

calibrated() { awk -v x="$(excess "$@")" 'BEGIN { exit !(x < 1.1) }' || { echo "$* is not calibrated: $(excess "$@")"; return 1; }; }
off() { awk -v x="$(excess "$@")" 'BEGIN { exit !(x > 1.5) }' || { echo "$* is calibrated: $(excess "$@")"; return 1; }; }

@test "calibration of the result: weights, groups, answers that are there where p_* say little" {
	places 16000 3 > all.csv
	halves all.csv
	for method in confusion stacking; do
		l2d-combine --method $method --fit fit.csv > m.csv
		l2d-combine --model m.csv test.csv 2> err > out
		# by weight, as it was fitted; not in each place, which is what groups are for
		calibrated out
		off out -g site
		l2d-combine --method $method --fit -g site fit.csv > m.csv
		l2d-combine --model m.csv test.csv 2> err > out
		calibrated out -g site
	done
}

@test "calibration of the result: p_* that are too bold, and such as lean to a class" {
	places 16000 5 > true.csv
	for kind in bold lean; do
		awk -F, -v OFS=, -v kind=$kind 'NR > 1 {
			for (i = 3; i <= 5; i++) $i = kind == "bold" ? $i ^ 2.5 : $i * (i == 3 ? 3 : 1)
			t = $3 + $4 + $5; for (i = 3; i <= 5; i++) $i /= t } 1' true.csv > all.csv
		halves all.csv
		off test.csv
		for method in confusion "confusion --calibrated" stacking; do
			# shellcheck disable=SC2086 # options are words
			l2d-combine --method $method --fit fit.csv > m.csv
			l2d-combine --model m.csv test.csv 2> err > out
			case "$kind $method" in
			*stacking | bold\ confusion) calibrated out ;; # a temperature is what bold ones need
			*) off out --estimand class ;;
			esac
		done
	done
}

@test "calibration of the result: weighted as far as the confidences are, majority not at all" {
	voters 8000 7 > v.csv
	l2d-combine --method weighted v.csv 2> err > out
	calibrated out
	calibrated out --estimand class
	awk -F, -v OFS=, 'NR > 1 { $8 = $8 ^ .3 } 1' v.csv | l2d-combine --method weighted 2> err > out
	off out
	l2d-combine v.csv 2> err > out
	off out
}

@test "stacking: experts who copy each other count once" {
	# bob repeats ann; confusion takes their error for two independent ones
	world 4000 5 | awk -F, -v OFS=, '{ $7 = NR == 1 ? "e_bob" : $6 } 1' > w.csv
	for method in confusion stacking; do
		l2d-combine --method $method --fit w.csv > m.csv
		l2d-combine --model m.csv w.csv 2> err | l2d-ece | column ece /dev/stdin > $method
	done
	awk -v c="$(cat confusion)" -v s="$(cat stacking)" 'BEGIN { exit !(s < c / 2) }'
}

@test "votes" {
	printf '%s\n' id,p_x,p_y,p_z,e_a,e_b,e_c,conf_a,conf_b,conf_c 1,.5,.3,.2,y,y,z,.9,.6,.5 2,.5,.3,.2,y,,,.9,.6,.5 3,.2,.4,.4,z,x,,.9,.6,.5 > t.csv
	l2d-combine --digits 6 t.csv 2> err | cut -d, -f2-4,11 > out
	printf '%s\n' p_x,p_y,p_z,answer 0.25,0.5,0.25,y 0.5,0.5,0,x 0.333333,0.333333,0.333333,y | same out
	# row 2: x .5, others .25; a .9, others .05
	l2d-combine --method weighted t.csv 2> err > out
	near "$(column p_y out | sed -n 2p)" "$(awk 'BEGIN { x = .5 * .05; y = .25 * .9; z = .25 * .05; print y / (x + y + z) }')" 1e-5
	# two classes: the log odds, as readers of a row are combined
	printf '%s\n' id,p_0,p_1,e_a,conf_a 1,.3,.7,0,.8 > two.csv
	near "$(l2d-combine --method weighted two.csv 2> err | column p_0 /dev/stdin)" "$(awk 'BEGIN { print .3 * .8 / (.3 * .8 + .7 * .2) }')" 1e-5
	# classes that are not known beforehand
	printf 'e_a,e_b,e_c\nleft,right,right\n,,\nup,left,\n' | l2d-combine > out
	printf '%s\n' e_a,e_b,e_c,answer left,right,right,right ,,, up,left,,up | same out
}

@test "a decision: the answers are those of its readers" {
	printf 'y,p_0,p_1,e_a,e_b\n0,.5,.5,0,0\n0,.5,.5,0,1\n1,.5,.5,1,1\n1,.5,.5,1,0\n1,.5,.5,1,1\n' > fit.csv
	l2d-combine --method confusion --calibrated --fit fit.csv > m.csv
	printf 'p_0,p_1,e_a,e_b\n.6,.4,1,\n.6,.4,,\n.6,.4,1,1\n' > plain.csv
	l2d-combine --model m.csv plain.csv 2> err | cut -d, -f1,2,5 > want
	printf 'p_0,p_1,e_a,e_b,agent,answer\n.6,.4,1,1,a,1\n.6,.4,1,1,model,0\n' > one.csv
	l2d-combine --model m.csv one.csv 2> err | cut -d, -f1,2,6 | diff <(sed -n 1,3p want) -
	printf 'p_0,p_1,e_a,e_b,agent_1,agent_2,answer_1,answer_2\n.6,.4,1,1,a,,1,\n.6,.4,1,1,model,,0,\n.6,.4,1,1,b,a,1,1\n' > several.csv
	l2d-combine --model m.csv several.csv 2> err | cut -d, -f1,2,9 | diff want -
	expect 3 l2d-apply m.csv --input one.csv
	says agent l2d-combine
}

@test "the value of asking: closed forms" {
	# two classes, an expert right on 9 of 10 in both: at p = .7 the answer decides, at .95 it never does
	awk 'BEGIN { print "y,p_0,p_1,e_a"; for (i = 0; i < 20; i++) print i % 2 "," .5 "," .5 "," (i < 2 ? 1 - i % 2 : i % 2) }' > fit.csv
	l2d-combine --method confusion --calibrated --prior 1e-9 --fit fit.csv > m.csv
	printf 'p_0,p_1,e_a\n.7,.3,\n.95,.05,\n.5,.5,\n.7,.3,0\n' | l2d-combine --model m.csv --ask 1 > out
	column est_a out > got
	near "$(sed -n 1p got)" .9 1e-8
	[ "$(sed -n 2p got)" = "$(column est_model out | sed -n 2p)" ]
	near "$(sed -n 3p got)" .9 1e-8
	[ "$(sed -n 4p got)" = "$(column est_model out | sed -n 4p)" ]
	# of three such experts and p = .5 all together are right on .9^3 + 3 .9^2 .1 = .972, two no oftener than one
	awk -F, -v OFS=, '{ $5 = $6 = $4 } NR == 1 { $5 = "e_b"; $6 = "e_c" } 1' fit.csv > three.csv
	l2d-combine --method confusion --calibrated --prior 1e-9 --fit three.csv > m3.csv
	printf 'p_0,p_1\n.5,.5\n' > half.csv
	for k in 1:.9 2:.9 3:.972; do
		near "$(l2d-combine --model m3.csv --ask ${k%:*} half.csv | column est_b /dev/stdin)" ${k#*:} 1e-8
	done
	# for two more at .01 each: the second settles 82 of 100 rows (both agree), so a third is asked on 18
	printf 'p_0,p_1,cost_a,cost_b,cost_c\n.5,.5,.01,.01,.01\n' > price.csv
	near "$(l2d-combine --model m3.csv --ask 3 price.csv | column est_b /dev/stdin)" "$(awk 'BEGIN { print .972 - .01 - .18 * .01 }')" 1e-8
	near "$(l2d-combine --model m3.csv --ask 3 --lambda 20 price.csv | column est_b /dev/stdin)" .9 1e-8
	# who may not be asked
	printf 'p_0,p_1,avail_a,avail_b\n.5,.5,,0\n' | l2d-combine --model m3.csv --ask 1 > out
	[ "$(tail -n 1 out | cut -d, -f6,7)" = , ]
	near "$(column est_c out)" .9 1e-8
}

@test "the value of asking by a weighted vote: closed forms, and what every answer would lead to" {
	# nobody has answered but the model at .7: an answer of .9 decides, one of .6 never does; of several .9 at p = .5 as above
	printf 'p_0,p_1,conf_a,conf_b\n.7,.3,.9,.6\n' | l2d-combine --method weighted --ask 1 > out
	near "$(column est_model out)" .7 1e-12
	near "$(column est_a out)" .9 1e-12
	[ "$(column est_b out)" = "$(column est_model out)" ]
	printf 'p_0,p_1,conf_a,conf_b,conf_c,cost_a,cost_b,cost_c\n.5,.5,.9,.9,.9,.01,.01,.01\n' > three.csv
	near "$(l2d-combine --method weighted --ask 3 --columns cost= three.csv | column est_b /dev/stdin)" .972 1e-12
	near "$(l2d-combine --method weighted --ask 3 three.csv | column est_b /dev/stdin)" "$(awk 'BEGIN { print .972 - .01 - .18 * .01 }')" 1e-12
	# est_bob is the mean, over bob's answers, of the largest p_* that the vote gives with that answer
	world 300 4 | awk -F, -v OFS=, 'NR == 1 { print $0, "conf_ann", "conf_bob"; next } { $7 = ""; print $0, .4 + NR % 7 / 13, .2 + NR % 11 / 14 }' > w.csv
	l2d-combine --method weighted --ask 1 w.csv > est
	l2d-combine --method weighted w.csv 2> err > now
	for h in a b c; do
		awk -F, -v OFS=, -v h=$h 'NR > 1 { $7 = h } 1' w.csv | l2d-combine --method weighted 2> err > then.$h
	done
	paste -d, now then.a then.b then.c est | awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if (!($i in c)) c[$i] = i; w = c["answer"]; next }
		{
			t = 0
			for (h = 1; h <= 3; h++) {
				chance = most = 0
				for (k = 1; k <= 3; k++) {
					chance += $(c["p_a"] + k - 1) * (h == k ? $c["conf_bob"] : (1 - $c["conf_bob"]) / 2)
					p = $(h * w + c["p_a"] + k - 1)
					if (p > most) most = p
				}
				t += chance * most
			}
			d = t - $NF; if (d * d > 1e-24) bad++
			gains += $NF > $(NF - 2); n++
		}
		END { exit n != 300 || bad || gains < 100 }'
}

@test "what asking is said to be worth is what it brings, with gaps and weights, by each method that can ask" {
	voters 8000 9 | awk -F, -v OFS=, '{ print $0, NR == 1 ? "w" : 1 + NR % 2 }' > all.csv
	halves all.csv
	l2d-combine --method confusion --fit fit.csv > m.csv
	awk -F, 'NR == 1 || $7 != ""' test.csv > with.csv
	awk -F, -v OFS=, 'NR > 1 { $7 = "" } 1' with.csv > without.csv
	for how in "model m.csv" "method weighted"; do
		# shellcheck disable=SC2086 # options are words
		l2d-combine --$how --ask 1 without.csv > est.csv
		for file in with without; do
			# shellcheck disable=SC2086
			l2d-combine --$how $file.csv 2> err |
				awk -F, '{ right += $10 * ($NF == $2); n += $10 } END { print right / n }' > $file
		done
		# three standard errors of the mean of 3000 rows are .024
		awk -F, 'NR > 1 { now += $10 * $(NF - 2); asked += $10 * $NF; n += $10 } END { print now / n, asked / n }' est.csv > est
		near "$(cut -d' ' -f1 est)" "$(cat without)" .024
		near "$(cut -d' ' -f2 est)" "$(cat with)" .024
		awk '{ exit !($2 > $1 + .05) }' est
	done
}

# The value by what every answer would lead to: of l2d-apply, which knows nothing of asking.
@test "the value of asking the workers of a crowd that was fitted without gold" {
	voters 60 3 | awk -F, -v OFS=, '{ print $1, $2, $6, $7, NR == 1 ? "e_eve" : NR % 2 ? $7 : $6 }' > v.csv
	for method in dawid-skene one-coin; do
		l2d-em --method $method --pseudo 1 v.csv > m.csv
		l2d-apply m.csv --input v.csv > want
		l2d-combine --model m.csv v.csv > out
		paste -d, want out | awk -F, 'NR == 1 { for (i = NF; i; i--) c[$i] = i; w = c["agent"] + 1; for (i = NF; i > w; i--) d[$i] = i }
			NR == 1 { next }
			{ for (k in c) if (k ~ /^p_/) { x = $c[k] - $d[k]; if (x * x > 1e-24) bad++; n++ } if ($c["answer"] != $d["answer"]) bad++ }
			END { exit n != 180 || bad }'
		awk -F, -v OFS=, 'NR > 1 { $3 = "" } 1' v.csv > none.csv
		{ echo est; l2d-combine --model m.csv --ask 1 none.csv | column est_ann /dev/stdin; } > est
		l2d-apply m.csv --input none.csv > now
		for h in a b c; do
			awk -F, -v OFS=, -v h=$h 'NR > 1 { $3 = h } 1' none.csv | l2d-apply m.csv > then.$h
		done
		# the probability of an answer: the classes' before it, and the worker's row of the model
		tr -d '"' < m.csv > plain.m
		paste -d, now then.a then.b then.c est | awk -F, -v method=$method '
			BEGIN { while ((getline row < "plain.m") > 0) { split(row, f, ",")
				if (f[1] == "confusion" && f[2] == "ann") a[f[3], f[4]] = f[5]
				if (f[1] == "accuracy" && f[2] == "ann") right = f[4] } }
			NR == 1 { for (i = NF; i; i--) c[$i] = i; w = c["answer"]; split("a b c", k, " "); next }
			{
				t = 0
				for (h = 1; h <= 3; h++) {
					chance = most = 0
					for (z = 1; z <= 3; z++) {
						chance += $(c["p_a"] + z - 1) * (method == "one-coin" ? (h == z ? right : (1 - right) / 2) : a[k[z], k[h]])
						p = $((h * w) + c["p_a"] + z - 1); if (p > most) most = p
					}
					t += chance * most
				}
				d = t - $NF; if (d * d > 1e-22) bad++; n++
			}
			END { exit n != 60 || bad }'
	done
	# a model of features: p_* that its classifier gives come first
	awk -F, -v OFS=, '{ print $0, NR == 1 ? "x_1" : NR % 7 }' v.csv > x.csv
	l2d-em --method dawid-skene --prior features --pseudo 1 x.csv > m.csv
	l2d-apply m.csv --input x.csv | cut -d, -f1-9 > want
	l2d-apply --columns expert= m.csv --input x.csv | cut -d, -f1-9 | l2d-combine --model m.csv | cut -d, -f1-9 > out
	paste -d, want out | awk -F, 'NR > 1 { for (i = 7; i <= 9; i++) { d = $i - $(i + 9); if (d * d > 1e-24) bad++; n++ } } END { exit n != 180 || bad }'
	# those that do not say what a worker answers to a class alone
	l2d-em --method glad v.csv > glad.m
	expect 3 l2d-combine --model glad.m v.csv
	says glad.m method glad "only l2d-apply combines them"
	l2d-em "$TESTDATA/small/cases.csv" > mixture.m
	expect 3 l2d-combine --model mixture.m --ask 1 "$TESTDATA/small/cases.csv"
	says mixture.m mixture "features, not to a class" weighted
	# which is by the confidences that it gives
	l2d-apply mixture.m --input "$TESTDATA/small/cases.csv" | l2d-combine --columns agent= --method weighted --ask 1 > out
	grep -q est_ann out
	printf 'id,e_a,e_b\n1,x,y\n2,y,y\n3,x,\n' > tiny.csv
	l2d-em --method dawid-skene tiny.csv > tiny.m
	l2d-combine --model tiny.m --ask 2 tiny.csv > want
	failing_allocations 1 want l2d-combine --model tiny.m --ask 2 tiny.csv
}

@test "combine | threshold asks only where it pays" {
	awk 'BEGIN { print "y,p_0,p_1,e_a"; for (i = 0; i < 20; i++) print i % 2 "," .5 "," .5 "," (i < 2 ? 1 - i % 2 : i % 2) }' > fit.csv
	l2d-combine --method confusion --calibrated --prior 1e-9 --fit fit.csv > m.csv
	printf 'p_0,p_1,cost_a\n.7,.3,.15\n.7,.3,.25\n.95,.05,.01\n.5,.5,.25\n' > t.csv
	for rule in 'l2d-threshold --rule confidence' 'l2d-route --columns known=est_* --rule best'; do
		l2d-combine --model m.csv --ask 1 t.csv | $rule 2> err | column agent /dev/stdin > out
		printf '%s\n' a model model a | same out
	done
}

@test "the same bytes in any order, in parts, on any number of threads; gaps" {
	world 3000 11 | awk -F, -v OFS=, '{ print $0, NR == 1 ? "w" : NR % 3 }' > w.csv
	{ head -1 w.csv; tail -n +2 w.csv | tac; } > tac.csv
	for method in confusion stacking; do
		l2d-combine --method $method --fit w.csv > m.csv
		l2d-combine --method $method --fit tac.csv | cmp - m.csv
		L2D_TEST_CHUNK=5000 l2d-combine --method $method --fit --jobs 3 w.csv | cmp - m.csv
		awk -F, 'NR == 1 || $NF > 0 { print } $NF == 2 { print }' w.csv | sed '2,$s/2$/1/' | l2d-combine --method $method --fit | cmp - m.csv
	done
	sed '1s/p_/q_/g' w.csv | l2d-combine --method confusion --fit --columns gate= > m.csv
	sed '1s/p_/q_/g' tac.csv | L2D_TEST_CHUNK=5000 l2d-combine --method confusion --fit --jobs 3 --columns gate= | cmp - m.csv
	l2d-combine --model m.csv --columns prob= w.csv > want
	L2D_TEST_CHUNK=5000 l2d-combine --model m.csv --columns prob= --jobs 4 w.csv | cmp - want
}

@test "weights near the largest double" {
	printf 'y,p_0,p_1,e_a,w\n0,.6,.4,0,1e308\n1,.3,.7,1,1e308\n0,.4,.6,0,1e308\n' > huge.csv
	for p in '' 'prob='; do
		l2d-combine --method confusion --fit ${p:+--columns $p} huge.csv > m.csv
		fails grep -q nan m.csv
		l2d-combine --model m.csv ${p:+--columns $p} huge.csv 2> err > out
		[ "$(column answer out | tr -d '\n')" = 010 ]
	done
}

@test "refused" {
	world 50 2 > w.csv
	l2d-combine --method confusion --fit w.csv > m.csv
	l2d-combine --method stacking --fit w.csv > s.csv
	expect 2 l2d-combine --method confusion w.csv
	expect 2 l2d-combine --method majority --fit w.csv
	expect 2 l2d-combine --fit --model m.csv w.csv
	expect 2 l2d-combine --prior 2 w.csv
	expect 2 l2d-combine --penalty 2 --method confusion --fit w.csv
	expect 2 l2d-combine --ask 1 w.csv
	expect 2 l2d-combine --model s.csv --ask 1 w.csv
	says stacking "may answer"
	expect 3 l2d-combine --method weighted --ask 1 w.csv
	says conf_ann
	printf 'p_0,p_1,conf_a\n.5,.5,\n' > gap.csv
	expect 3 l2d-combine --method weighted --ask 1 gap.csv
	says "gap.csv:2:7: column 'conf_a'" missing
	expect 2 l2d-combine --model m.csv --ask 1 --lambda 2 w.csv
	expect 2 l2d-combine --model m.csv --ask 0 w.csv
	expect 3 l2d-combine --method weighted w.csv
	says "conf_ann"
	sed '1s/e_bob/e_zoe/' w.csv > zoe.csv
	expect 3 l2d-combine --model m.csv zoe.csv
	says zoe
	expect 3 l2d-apply m.csv --input zoe.csv
	says zoe
	sed '1s/p_c/p_d/' w.csv > d.csv
	expect 3 l2d-combine --model m.csv d.csv
	sed '3s/$/d/' w.csv > bad.csv
	expect 3 l2d-combine --model m.csv bad.csv
	says "bad.csv:3:"
	expect 3 l2d-combine --method confusion --fit bad.csv
	awk -F, -v OFS=, '{ $7 = NR == 1 ? "e_bob" : "" } 1' w.csv > silent.csv
	expect 3 l2d-combine --method confusion --fit silent.csv
	says bob "no answer"
	awk -F, -v OFS=, '{ print $0, NR == 1 ? "quality_ann" : 1 }' w.csv > graded.csv
	expect 3 l2d-combine --method confusion --fit graded.csv
	sed 's/^answer.1,a,a,.*/answer.1,a,a,2/' m.csv > wrong.csv
	expect 3 l2d-combine --model wrong.csv w.csv
	says wrong.csv answer.1
	expect 3 l2d-combine --model w.csv w.csv
	# a model that says the opposite of the truth has no temperature, unless it is taken as it is
	printf 'y,p_0,p_1,e_a\n0,.1,.9,0\n1,.8,.2,1\n' > worse.csv
	expect 5 l2d-combine --method confusion --fit worse.csv
	expect 0 l2d-combine --method confusion --fit --calibrated worse.csv
	seq 0 40 | awk 'BEGIN { print "y,p_0,p_1,p_2,p_3,p_4,e_a,e_b,e_c,e_d,e_f,e_g" } { print $1 % 5 ",.2,.2,.2,.2,.2," $1 % 5 "," $1 % 5 "," $1 % 5 "," $1 % 5 "," $1 % 5 "," $1 % 5 }' > six.csv
	l2d-combine --method confusion --calibrated --fit six.csv > six.model
	expect 2 l2d-combine --model six.model --ask 6 six.csv
	says products
}

@test "--fit -g: every group by its own rows, others by all, an expert silent in a group by all" {
	awk -F, -v OFS=, 'BEGIN { srand(3); print "y,p_0,p_1,e_a,e_b,site"; for (i = 0; i < 900; i++) {
		p = .05 + .9 * rand(); y = rand() < p; site = i % 3 == 0 ? "north" : i % 3 == 1 ? "9" : "10"
		a = rand() < (site == "9" ? .9 : .6) ? y : 1 - y; b = site == "10" ? "" : rand() < .7 ? y : 1 - y
		printf "%d,%.6f,%.6f,%d,%s,%s\n", y, 1 - p, p, a, b, site } }' > in.csv
	site() { awk -F, -v s="$1" 'NR == 1 || $6 == s' in.csv; }
	for method in "confusion --calibrated" confusion stacking; do
		# shellcheck disable=SC2086 # options are words
		l2d-combine --method $method --fit in.csv > all.m
		# shellcheck disable=SC2086
		l2d-combine --method $method --fit -g site in.csv > grouped.m
		# not all are numbers: by bytes
		[ "$(awk -F, '$1 == "group" { print $4 }' grouped.m | tr '\n' ' ')" = "10 9 north " ]
		for s in 9 north; do
			# shellcheck disable=SC2086
			site $s | l2d-combine --method $method --fit > one.m
			site $s | l2d-combine --model one.m > want
			site $s | l2d-combine --model grouped.m | cmp - want
			site $s | l2d-apply grouped.m | cmp - <(site $s | l2d-apply one.m)
		done
		# a site that no row was fitted to is all rows; so is what b says in 10
		sed 's/,north$/,south/' in.csv | awk -F, 'NR == 1 || /south/' > south.csv
		cmp <(l2d-combine --model grouped.m south.csv) <(l2d-combine --model all.m south.csv)
		key=$([ "$method" = stacking ] && echo weight || echo answer)
		cmp <(grep "^$key.2,[01],[01]," all.m) <(grep "^$key.2.1,[01],[01]," grouped.m | sed "s/^$key.2.1/$key.2/")
		# shellcheck disable=SC2086
		l2d-combine --method $method --fit -g site --jobs 3 in.csv | cmp - grouped.m
		{ head -1 in.csv; tail -n +2 in.csv | sort; } > sorted.csv
		# shellcheck disable=SC2086
		l2d-combine --method $method --fit -g site sorted.csv | cmp - grouped.m
	done
	# asking, too, goes by the row's group
	l2d-combine --method confusion --calibrated --fit -g site in.csv > grouped.m
	site 9 | l2d-combine --method confusion --calibrated --fit > one.m
	site 9 | l2d-combine --ask 2 --model one.m > want
	site 9 | l2d-combine --ask 2 --model grouped.m | cmp - want
	expect 3 l2d-combine --model grouped.m <(cut -d, -f1-5 in.csv)
	says site
	expect 2 l2d-combine --method weighted -g site in.csv
	says --fit
}
