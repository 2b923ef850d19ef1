# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors

load common

# pairs: 40 rows on which two systems, a and b, decide in columns of their own.
pairs() {
	awk 'function r(n) { s = s * 16807 % 2147483647; return s % n }
	BEGIN {
		OFS = ","; s = 4321
		print "id,y,p_0,p_1,q_0,q_1,score_a,score_b,e_ann,agent_a,answer_a,agent_b,answer_b,site,cost_ann"
		for (i = 1; i <= 40; i++) {
			y = r(2); p = (8 + r(32) + (y ? 14 : 0)) / 64; q = (4 + r(40) + (y ? 16 : 0)) / 64
			ann = r(5) ? y : 1 - y; a = r(3) ? "model" : "ann"; b = r(2) ? "model" : "ann"
			print i, y, 1 - p, p, 1 - q, q, r(12) / 4, r(30) / 8, ann, a, a == "ann" ? ann : (p > .5), b,
				b == "ann" ? ann : (p > .5), "s" r(8), r(4) / 8
		}
	}'
}
A='a=agent=agent_a answer=answer_a score=score_a'
B='b=agent=agent_b answer=answer_b score=score_b'

# split: the same as a table for each system.
split() {
	for s in a b; do
		awk -F, -v OFS=, -v s=$s 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i
				print "id,y,p_0,p_1,e_ann,cost_ann,score,agent,answer"; next }
			{ print $at["id"], $at["y"], $at["p_0"], $at["p_1"], $at["e_ann"], $at["cost_ann"], $at["score_" s], $at["agent_" s],
				$at["answer_" s] }' "$1" > $s
	done
}

# of MEASURE COLUMN: the cell, from out.
of() { awk -F, -v m="$1" -v name="$2" 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next } $at["measure"] == m { print $at[name]; exit }' out; }

# discordant A B C D: rows on which both are right, only a, only b, none.
discordant() {
	echo id,y,answer > a; cp a b
	awk -v both="$1" -v a="$2" -v b="$3" -v none="$4" 'BEGIN { for (i = 0; i < both + a + b + none; i++) {
		right_a = i < both + a; right_b = i < both || (i >= both + a && i < both + a + b)
		print i ",1," (right_a ? 1 : 0) >> "a"; print i ",1," (right_b ? 1 : 0) >> "b" } }'
}

# R 4.2.2: binom.test(21, 189)$p.value
@test "168 against 21 discordant rows" {
	discordant 600 168 21 11
	expect 0 l2d-compare a b
	[ "$(of accuracy test)" = mcnemar-exact ]
	[ "$(of accuracy only_a),$(of accuracy only_b),$(of accuracy n)" = 168,21,800 ]
	awk -v p="$(of accuracy p_value)" 'BEGIN { exit !(p / 1.147823543595084e-29 > 1 - 1e-9 && p / 1.147823543595084e-29 < 1 + 1e-9) }'
	[ "$(of accuracy value_a) $(of accuracy value_b) $(of accuracy difference)" = "0.96 0.77625 -0.18375" ]
}

# R 4.2.2 with pROC 1.18.0, t the table of pairs, wrong <- (t$p_1 > .5) != t$y:
#   roc.test(roc(wrong, t$score_a, direction = "<"), roc(wrong, t$score_b, direction = "<"), method = "delong", paired = TRUE)
# and of ifelse(t$agent_a == "ann", t$answer_a, t$p_1) and its like against t$y; of t$p_1 and t$q_1 against t$y
@test "DeLong's test is pROC's" {
	pairs > t
	expect 0 l2d-compare --system "$A" --system "$B" t
	near "$(of auroc_midrank value_a)" 0.3593073593073593 1e-14
	near "$(of auroc_midrank value_b)" 0.5779220779220779 1e-14
	near "$(of auroc_midrank p_value)" 0.2930889724733841 1e-12
	near "$(of auroc value_a)" 0.8938618925831202 1e-14
	near "$(of auroc value_b)" 0.8951406649616368 1e-14
	near "$(of auroc p_value)" 0.9806860756757568 1e-12
	expect 0 l2d-compare --system 'p=prob=p_*' --system 'q=prob=q_*' --measure auroc t
	near "$(of auroc value_a)" 0.9245524296675192 1e-14
	near "$(of auroc value_b)" 0.7659846547314578 1e-14
	near "$(of auroc p_value)" 0.05144773466430921 1e-12
}

@test "values are those of l2d-score and l2d-curve" {
	pairs > t; split t
	expect 0 l2d-compare a b
	mv out table
	for s in a b; do
		l2d-score $s > score
		cp table out
		for m in accuracy=system_accuracy cost=cost coverage=coverage; do
			[ "$(of ${m%=*} value_$s)" = "$(column ${m#*=} score)" ]
		done
		near "$(of aurc_mean value_$s)" "$(column aurc_mean score)" 1e-14
		near "$(of auroc_midrank value_$s)" "$(column auroc_midrank score)" 1e-14
		l2d-ece $s > ece
		[ "$(of brier value_$s)" = "$(column class_brier ece)" ]
		[ "$(of nll value_$s)" = "$(column class_nll ece)" ]
	done
}

@test "two tables and two sets of columns of one are the same" {
	pairs > t; split t
	expect 0 l2d-compare --system "$A" --system "$B" t
	mv out one
	expect 0 l2d-compare --system a= --system b= a b
	cmp out one
	expect 0 l2d-compare a b
	cmp out one
	expect 0 l2d-compare --system "$A" --system "$B" < t
	cmp out one
}

@test "the order of rows changes no byte" {
	pairs > t; split t
	expect 0 l2d-compare --against ann a b
	mv out want
	for s in a b; do { head -1 $s; tail -n +2 $s | sort -t, -k3 -r; } > $s.2; mv $s.2 $s; done
	expect 0 l2d-compare --against ann a b
	cmp out want
	{ head -1 a; tail -n +2 a | tac; } > a.2; mv a.2 a
	expect 0 l2d-compare --against ann a b
	cmp out want
	{ head -1 t; tail -n +2 t | tac; } > t.2
	expect 0 l2d-compare --system "$A" --system "$B" --cluster site --group site t
	mv out want
	expect 0 l2d-compare --system "$A" --system "$B" --cluster site --group site t.2
	cmp out want
}

@test "a system against itself differs nowhere" {
	pairs > t; split t; cp a c
	expect 0 l2d-compare a c
	[ "$(column difference out | sort -u)" = 0 ]
	[ "$(column p_value out | sort -u)" = 1 ]
	[ "$(column difference_lo out | sort -u)" = 0 ]
	# and with the tables exchanged differences change their sign, p-values stay
	expect 0 l2d-compare a b
	mv out ab
	expect 0 l2d-compare b a
	paste -d, ab out | awk -F, 'NR > 1 && ($7 != -$21 || $11 != $25) { print; exit 1 }'
}

@test "rows are joined by id; what does not fit is an error with its place" {
	discordant 3 2 2 0
	sed '4s/.*/2,1,1/; 5s/.*/2,1,0/' b > c
	expect 3 l2d-compare a c && [ ! -s out ]
	grep -qx "l2d-compare: c:5:1: column 'id': the id stands twice, first on line 4: '2'" err
	sed '$d' b > c
	expect 3 l2d-compare a c
	grep -qx "l2d-compare: a:8:1: the id has no row in 'c': '6'" err
	echo 9,1,1 >> b
	expect 3 l2d-compare a b
	grep -qx "l2d-compare: b:9:1: column 'id': the first table has no row of this id: '9'" err
	discordant 3 2 2 0
	sed '6s/,1,/,0,/' b > c
	expect 3 l2d-compare a c
	grep -qx "l2d-compare: c:6:1: column 'id': the row of this id has another label on line 6 of 'a': '4'" err
	sed '1s/$/,w/; 2,$s/$/,1/; 6s/1$/2/' b > c
	expect 3 l2d-compare a c
	grep -qx "l2d-compare: c:6:1: column 'id': the row of this id has another weight on line 6 of 'a': '4'" err
	sed '3s/^1,/,/' b > c
	expect 3 l2d-compare a c
	grep -qx "l2d-compare: c:3:1: column 'id': missing: ''" err
	cut -d, -f2- b > c
	expect 3 l2d-compare a c
	grep -q "c:1:1: no column 'id'" err
	expect 2 l2d-compare a
	grep -q 'one system' err
	expect 2 l2d-compare a a
	grep -qx "l2d-compare: two systems are called 'a'" err
	expect 2 l2d-compare --system x= a b
	expect 3 l2d-compare --measure brier a b
	grep -qx "l2d-compare: 'a' and 'b' have no columns for brier" err
	expect 2 l2d-compare --measure breir a b
}

@test "rows that one system lacks a cell of are left out of all under --na-action skip" {
	pairs > t; split t
	sed '5s/,[^,]*,[^,]*,[^,]*$/,,model,0/' b > c
	expect 3 l2d-compare a c
	expect 0 l2d-compare --na-action skip a c
	grep -q "^l2d-compare: 1 row" err
	[ "$(column n out | sort -u)" = 39 ]
	sed '5d' a > a.2; sed '5d' b > b.2
	mv out want
	expect 0 l2d-compare --system a= --system c= a.2 b.2
	cmp out want
}

@test "weights: 0 is no row, a common factor nothing; equal ones keep the exact test" {
	pairs | awk -F, -v OFS=, '{ print $0, NR == 1 ? "w" : NR % 3 }' > t
	awk -F, 'NR == 1 || $NF != 0' t > left
	expect 0 l2d-compare --system "$A" --system "$B" left
	mv out want
	expect 0 l2d-compare --system "$A" --system "$B" t
	cmp out want
	[ "$(of accuracy test)" != mcnemar-exact ]
	for f in .5 3; do
		awk -F, -v OFS=, -v f=$f 'NR > 1 { $NF *= f } 1' t > scaled
		expect 0 l2d-compare --system "$A" --system "$B" scaled
		cmp out want
	done
	pairs > plain
	expect 0 l2d-compare --system "$A" --system "$B" plain
	mv out want
	awk -F, -v OFS=, '{ print $0, NR == 1 ? "w" : 2.5 }' plain > t
	expect 0 l2d-compare --system "$A" --system "$B" t
	cmp out want
	# values are those of rows that stand there as often
	pairs | awk -F, -v OFS=, '{ print $0, NR == 1 ? "w" : 1 + NR % 3 }' > t
	awk -F, -v OFS=, 'NR == 1 { print; next } { k = $NF; $NF = 1; id = $1; for (; k > 0; k--) { $1 = id "." k; print } }' t > copies
	expect 0 l2d-compare --system "$A" --system "$B" copies
	mv out want
	expect 0 l2d-compare --system "$A" --system "$B" t
	cut -d, -f1-3,5-7 out | cmp - <(cut -d, -f1-3,5-7 want)
}

# Of d = 3, -1, 2, 4, .5 the sum is reached in 6 of 32 ways, R: mean(abs(as.matrix(expand.grid(rep(list(c(-1, 1)), 5))) %*% d) >= 8.5)
@test "signs are turned in all ways where few rows differ" {
	printf 'id,y,answer,paid\n' > a; cp a b
	for i in 1:3 2:-1 3:2 4:4 5:.5 6:0 7:0; do echo "${i%:*},1,1,1" >> a; awk -v i="$i" 'BEGIN { split(i, x, ":"); print x[1] ",1,1," 1 + x[2] }' >> b; done
	expect 0 l2d-compare a b
	[ "$(of cost test),$(of cost p_value)" = sign-flip-all,0.1875 ]
	near "$(of cost difference)" "$(awk 'BEGIN { print 8.5 / 7 }')" 1e-5
}

@test "a cluster is drawn and turned as one" {
	# ten copies of every row, in clusters: as sure as the rows once
	pairs > t
	awk -F, -v OFS=, 'NR == 1 { print $0, "patient"; next } { id = $1; for (k = 0; k < 10; k++) { $1 = id "." k; print $0, id } }' t > copies
	expect 0 l2d-compare --system "$A" --system "$B" t
	mv out once
	expect 0 l2d-compare --system "$A" --system "$B" --cluster patient copies
	for m in cost coverage; do
		want=$(cp once o2; awk -F, -v m=$m '$3 == m { print $8, $9, $11 }' once)
		got=$(awk -F, -v m=$m '$3 == m { print $8, $9, $11 }' out)
		[ "$got" = "$want" ] || { echo "$m: $got, not $want"; return 1; }
	done
	[ "$(of accuracy test)" != mcnemar-exact ]
	# DeLong's variance is that of the rows but for n / (n - 1) of the classes
	near "$(of auroc_midrank p_value)" "$(awk -F, '$3 == "auroc_midrank" { print $11 }' once)" .05
}

@test "Holm's adjustment is over all rows of the table" {
	pairs > t; split t
	expect 0 l2d-compare --against ann a b
	# p_holm is at least p_value, at most p_value times the tests, and in their order
	awk -F, 'NR > 1 { n++; p[n] = $11; h[n] = $12 } END { for (i = 1; i <= n; i++) {
			if (h[i] < p[i] || h[i] > n * p[i] + 1e-12 || h[i] > 1) { print i, p[i], h[i], n; exit 1 }
			for (j = 1; j <= n; j++) if (p[j] < p[i] && h[j] > h[i]) exit 1
			if (p[i] < least || i == 1) { least = p[i]; holm = h[i] } }
		want = least * n; if (want > 1) want = 1
		if (holm < want - 1e-12 || holm > want + 1e-12) { print "least", least, holm, n; exit 1 } }' out
}

@test "the agent that answers every row, and the best of them on another part" {
	pairs > t; split t
	expect 0 l2d-compare --against ann --against model a
	[ "$(column b out | sort -u | tr '\n' ' ')" = "always:ann always:model " ]
	[ "$(awk -F, '$1 == "a" && $2 == "always:ann" && $3 == "accuracy" { print $6 }' out)" = "$(l2d-score a > s; column alone_ann s)" ]
	[ "$(awk -F, '$2 == "always:model" && $3 == "coverage" && $1 == "a" { print $6 }' out)" = 1 ]
	# on the other part the model is always right, ann never
	{ head -1 a; echo 1,1,.2,.8,0,0,0,model,1; echo 2,0,.7,.3,1,0,0,model,1; } > part
	expect 0 l2d-compare --against-best-constant --fit part a
	[ "$(column b out | sort -u)" = best-constant:model ]
	# unless ann is so much the cheaper
	{ head -1 a | sed 's/cost_ann/cost_model/'; echo 1,1,.2,.8,0,9,0,model,1; echo 2,0,.7,.3,1,9,0,model,1; } > part
	expect 0 l2d-compare --against-best-constant --lambda .2 --fit part --measure accuracy a
	[ "$(column b out | sort -u)" = best-constant:ann ]
	expect 2 l2d-compare --against-best-constant a
	expect 2 l2d-compare --fit part a b
	expect 3 l2d-compare --against eve a
}

# Tango 1998: the disinfection of lenses, 43 rows on which both are right, 1 on which only the first is: z = 1.709, p = .0437
@test "non-inferiority by a margin" {
	discordant 43 1 0 0
	expect 0 l2d-compare --margin .1 a b
	near "$(of accuracy p_margin)" .0437 .0001
	# of the cost less is better: b is 1 dearer
	printf 'id,y,answer,paid\n1,1,1,1\n2,1,1,2\n3,1,1,3\n' > a
	printf 'id,y,answer,paid\n1,1,1,2.1\n2,1,1,3\n3,1,1,3.9\n' > b
	expect 0 l2d-compare --margin 2 --measure cost a b
	awk -v p="$(of cost p_margin)" 'BEGIN { exit !(p < 1e-9) }'
	expect 0 l2d-compare --margin .5 --measure cost a b
	awk -v p="$(of cost p_margin)" 'BEGIN { exit !(p > 1 - 1e-9) }'
}

# Connor 1987 by hand: (1.95996 sqrt(.3) + .84162 sqrt(.3 - .01))^2 / .01 = 233.1
@test "how many rows tell a difference" {
	discordant 60 10 20 10
	expect 0 l2d-compare --power .1 a b
	[ "$(of accuracy rows_needed)" = 234 ]
	expect 0 l2d-compare --power .4 a b
	[ "$(of accuracy rows_needed)" = '' ]
	expect 2 l2d-compare --probability .9 a b
}

@test "groups and all" {
	pairs > t
	expect 0 l2d-compare --system "$A" --system "$B" --group y --measure accuracy,cost t
	[ "$(cut -d, -f1-4 out | tail -n +2 | tr '\n' ' ')" = "0,a,b,accuracy 0,a,b,cost 1,a,b,accuracy 1,a,b,cost ,a,b,accuracy ,a,b,cost " ]
	awk -F, 'NR > 1 && $4 == "cost" { if ($1 != "") { n += $5; d += $5 * $8 } else { all = $5; whole = $8 } }
		END { d /= n; exit !(n == all && d - whole < 1e-12 && whole - d < 1e-12) }' out
	awk -F, 'NR == 1 || $2 == 1' t > one
	expect 0 l2d-compare --system "$A" --system "$B" --group y --measure accuracy,cost t
	grep '^1,' out | cut -d, -f2-12 > got
	expect 0 l2d-compare --system "$A" --system "$B" --measure accuracy,cost one
	tail -n +2 out | cut -d, -f1-11 | cmp - got
}

@test "impossible events: an infinite NLL has no difference" {
	printf 'id,y,p_0,p_1\n1,1,1,0\n2,1,.5,.5\n' > a
	printf 'id,y,p_0,p_1\n1,1,.5,.5\n2,1,.5,.5\n' > b
	expect 0 l2d-compare --measure nll,brier a b
	[ "$(of nll value_a),$(of nll difference),$(of nll p_value)" = inf,, ]
	[ "$(of brier difference)" = -0.75 ]
}

# deferral: 200 rows that are deferred above a score of .6; the model is right less often there, ann as often.
deferral() {
	awk 'function r(n) { s = s * 16807 % 2147483647; return s % n }
	BEGIN { OFS = ","; s = 99; print "id,y,p_0,p_1,e_ann,score,agent,answer,w,patient"
		for (i = 1; i <= 200; i++) {
			y = r(2); x = r(1000) / 1000; p = r(100) / 100 > x / 2 ? y : 1 - y; ann = r(10) < 8 ? y : 1 - y; d = x > .6
			print i, y, p ? .25 : .75, p ? .75 : .25, ann, x, d ? "ann" : "model", d ? ann : p, 1 + r(3), int(i / 4) } }'
}
# effect EFFECT WANT...: value, its interval and p-value, from out
effect() {
	local got name=$1 i=0
	shift
	for got in $(awk -F, -v name="$name" '$2 == name { print $3, $4, $5, $6, $7 }' out); do
		i=$((i + 1))
		near "$got" "${@:i:1}" 1e-11 || { echo "$name, number $i"; return 1; }
	done
	[ $i = 5 ]
}

# R 4.2.2.  deferred: t.test(right - model right)'s mean and stderr, qnorm(.975).  jump: for each side lm(right ~ x, weights = k), x the score
# less .6005, k = w pmax(0, 1 - abs(x) / h); B <- solve(t(X) %*% (k * X)); u <- (B %*% t(k * X))[1, ] * residuals, variance
# sum(u^2) n / (n - 2) of both, or sum(tapply(u, patient, sum)^2) G / (G - 1)
@test "what deferring did: on those deferred, and at the threshold" {
	deferral > t
	expect 0 l2d-compare --effect --columns weight= t
	effect deferred 86 0.186046511627907 0.05038156113265921 0.3217114621231547 0.007191778070452988
	effect jump 75 0.1481596571711647 -0.2199026656579118 0.5162219800002413 0.4301335724677931
	near "$(awk -F, '$2 == "jump" { print $9 }' out)" 0.186475059001978 1e-13
	[ "$(awk -F, '$2 == "jump" { print $8 }' out)" = 0.6005 ]
	expect 0 l2d-compare --effect --columns weight= --bandwidth .3 t
	effect jump 119 0.3199187458216396 0.0003673431679775963 0.6394701484753016 0.04973721639001243
	expect 0 l2d-compare --effect --bandwidth .3 t
	effect jump 119 0.3077551117268318 -0.004917194458227747 0.6204274179118914 0.05371337234262178
	expect 0 l2d-compare --effect --columns weight= --bandwidth .3 --cluster patient t
	effect deferred 86 0.186046511627907 0.06144038781850107 0.3106526354373128 0.003429353710314576
	effect jump 119 0.3199187458216396 0.04570448260237558 0.5941330090409036 0.02221686216507269
	mv out want
	{ head -1 t; tail -n +2 t | tac; } > turned
	expect 0 l2d-compare --effect --columns weight= --bandwidth .3 --cluster patient --system t= turned
	cmp out want
}

@test "without a threshold there is no jump" {
	pairs > t; split t
	expect 0 l2d-compare --effect a b
	[ "$(grep -c ',jump,0,,,,,,$' out)" = 2 ]
	[ "$(awk -F, '$1 == "a" && $2 == "deferred" { print $3 }' out)" = "$(grep -c ,ann, a)" ]
	expect 2 l2d-compare --effect --against ann a
	expect 2 l2d-compare --bandwidth .3 a b
}

# R 4.2.2: t.test(b$acc, a$acc, paired = TRUE)$conf.int; signs: of the differences .02 .02 0 .05 .06 .05 the sum is reached in 2 of 32 ways
@test "trials are paired by name: Student's interval, signs turned in all ways" {
	printf '%s\n' method,trial,acc,cost a,1,.8,1 b,1,.82,2 b,2,.81,2 a,2,.79,1.5 a,3,.85,1 b,3,.85,1.4 a,4,.7,1 b,4,.75,1 b,5,.77,1 a,5,.71,1.1 \
		a,6,.72,1.1 b,6,.77,1.1 > t
	expect 0 l2d-compare --paired-by trial --between method --values acc,cost t
	[ "$(cut -d, -f1-4 out | tail -n +2 | tr '\n' ' ')" = "a,b,acc,6 a,b,cost,6 " ]
	near "$(of acc difference_lo)" 0.008796579499233841 1e-14
	near "$(of acc difference_hi)" 0.057870087167432853 1e-14
	near "$(of cost difference_lo)" -0.1402629538832052 1e-14
	[ "$(of acc test),$(of acc p_value)" = sign-flip-all,0.0625 ]
	mv out want
	{ head -1 t; tail -n +2 t | sort -r; } > turned
	expect 0 l2d-compare --paired-by trial --between method --values acc,cost turned
	cmp out want
	# files are systems; trials may have names of several cells
	for s in a b; do awk -F, -v OFS=, -v s=$s 'NR == 1 { print $2, "half", $3, $4 } $1 == s { print $2 % 3, int($2 / 3), $3, $4 }' t > $s; done
	expect 0 l2d-compare --paired-by trial,half --values acc,cost a b
	cmp out want
	sed -n '1,5p' b > c
	expect 3 l2d-compare --paired-by trial,half --values acc,cost a c
	grep -q "^l2d-compare: 'c' has no row of the trial '" err
	sed -n '1,3p;3p' b > c
	expect 3 l2d-compare --paired-by trial,half --values acc,cost a c
	grep -qx "l2d-compare: c:4:1: column 'trial': the trial stands twice for its system, first on line 3: '2'" err
	expect 3 l2d-compare --paired-by trial,half --values acc a
	expect 3 l2d-compare --paired-by trial,half --values acc,none a b
	expect 2 l2d-compare --paired-by trial --values acc --against ann a b
	expect 2 l2d-compare --values acc a b
}

@test "threads change no byte" {
	pairs > t; split t
	expect 0 l2d-compare a b
	mv out want
	for j in 2 3; do
		expect 0 l2d-compare --jobs $j a b
		cmp out want
	done
}

@test "several readers and what was paid: the decision is l2d-score's" {
	# two readers, or the model alone; where both answer, the more confident one is heard
	awk 'function r(n) { s = s * 16807 % 2147483647; return s % n }
	BEGIN { OFS = ","; s = 7; print "id,y,p_0,p_1,e_a,e_b,conf_a,conf_b,cost_a,cost_b,agent_1,answer_1,agent_2,answer_2"
		for (i = 1; i <= 60; i++) { y = r(2); a = r(4) ? y : 1 - y; b = r(3) ? y : 1 - y; p = r(100) / 100
			alone = r(3) == 0; x = p > .5
			print i, y, 1 - p, p, a, b, .6 + r(30) / 100, .6 + r(30) / 100, r(8) / 8, r(8) / 8, alone ? "model" : "a", alone ? x : a,
				alone ? "" : "b", alone ? "" : b } }' > readers
	awk -F, -v OFS=, '{ print $0, NR == 1 ? "paid" : NR % 5 / 4 }' readers > paid
	expect 0 l2d-compare --against a readers paid
	for table in readers paid; do
		l2d-score $table > score
		for m in accuracy=system_accuracy cost=cost coverage=coverage; do
			[ "$(awk -F, -v t=$table -v m=${m%=*} '$1 == t && $2 == "always:a" && $3 == m { print $5 }' out)" = "$(column ${m#*=} score)" ]
		done
	done
	[ "$(awk -F, '$2 == "always:a" && $3 == "accuracy" { print $6 }' out | sort -u)" = "$(column alone_a score)" ]
}

# testdata/routerarena: two language models, what their answers were worth and cost.
@test "qualities instead of labels: a router against the best constant" {
	awk -F, -v OFS=, 'NR == 1 { print $0, "agent"; next } { print $0, ($7 > 60 ? "flash" : "haiku") }' \
		"$TESTDATA/routerarena/routerarena_809.csv" > routed
	expect 0 l2d-compare --against haiku --lambda 100 routed
	l2d-score --router routed > score
	[ "$(of accuracy value_a)" = "$(column quality score)" ]
	[ "$(of accuracy value_a)" = "$(l2d-score routed | column system_accuracy /dev/stdin)" ]
	[ "$(of accuracy test)" = sign-flip ]
	[ "$(of cost value_a)" = "$(column cost score)" ]
	near "$(of accuracy value_b)" "$(awk -F, 'NR > 1 { q += $3; n++ } END { printf "%.15g", q / n }' routed)" 1e-12
	near "$(of cost_adjusted_accuracy value_a)" "$(awk -v q="$(of accuracy value_a)" -v c="$(of cost value_a)" 'BEGIN { printf "%.15g", q - 100 * c }')" 1e-12
	[ -z "$(of coverage n)" ]
	expect 0 l2d-compare --against-best-constant --fit routed routed
	[ "$(column b out | sort -u)" = best-constant:flash ]
	# losses are qualities below 0
	awk -F, -v OFS=, 'NR == 1 { sub(/quality_haiku/, "loss_haiku"); sub(/quality_flash/, "loss_flash"); print; next } { $3 = sprintf("%.17g", 1 - $3); $4 = sprintf("%.17g", 1 - $4); print }' routed > lost
	mv out want
	expect 0 l2d-compare --system routed= --against-best-constant --fit lost lost
	near "$(awk -F, '$3 == "accuracy" { print $7 }' want)" "$(of accuracy difference)" 1e-12
	cut -d, -f1-2,5-6,9- routed > neither
	expect 3 l2d-compare --against haiku neither
}

@test "--merge: states of shares, of merges and of parts of two tables are the comparison of the whole, intervals and tests included" {
	t="$TESTDATA/small/cases.csv"
	for o in '' '--group agent' '--cluster note --seed 3' '--cost .3'; do
		both="--system s= --against ann --against bob $o" by='--permutations 99 --draws 40'
		l2d-compare $both $by "$t" > want
		for k in 3 1 2; do l2d-compare $both --partial --shard $k/3 "$t"; done > s
		l2d-compare --merge $o $by --jobs 2 < s | cmp - want
		l2d-compare --merge --partial $o s | l2d-compare --merge $o $by | cmp - want
	done
	# what is compared is said when they are merged
	o='--measure accuracy --margin .1 --power .2 --draws 40 --permutations 99'
	l2d-compare --system s= --against ann --partial "$t" > s
	l2d-compare --merge $o s | cmp - <(l2d-compare --system s= --against ann $o "$t")
	l2d-compare --merge --effect s > got
	grep -v always got | cmp - <(l2d-compare --system s= --effect "$t")
	# two tables in parts of the same rows, the one in another order
	printf '%s\n' id,y,p_a,p_b,w 1,a,.5,.5,.3 2,b,1,0,.1 3,b,.25,.75,.7 4,a,0,1,2 5,a,.75,.25,1 > one
	(head -1 one; tail -n +2 one | tac | sed 's/\.5,\.5/.9,.1/; s/1,0/0,1/') > two
	l2d-compare --system A= --system B= --draws 40 --permutations 99 one two > want
	grep -q ',nll,' want
	part() { head -1 "$1"; grep "^[$2]," "$1"; }
	for ids in 24 135; do l2d-compare --system A= --system B= --partial <(part one $ids) <(part two $ids) > $ids.s; done
	cat 24.s 135.s | l2d-compare --merge --draws 40 --permutations 99 | cmp - want
}

@test "--merge: the best constant of another part, at one --lambda" {
	t="$TESTDATA/small/cases.csv"
	head -30 "$t" > fit
	for lambda in '' '--lambda .2'; do
		o="--system s= --against-best-constant --fit fit $lambda"
		l2d-compare $o "$t" > want
		for k in 2 1 3; do l2d-compare $o --partial --shard $k/3 "$t"; done > s
		l2d-compare --merge --partial s | l2d-compare --merge $lambda | cmp - want
		expect 3 l2d-compare --merge --lambda .3 s
		grep -q 'was chosen with another --lambda' err
		cat s >> both
	done
	expect 3 l2d-compare --merge both
	expect 2 l2d-compare --merge --against-best-constant --fit fit s
	expect 2 l2d-compare --partial --lambda .2 --system s= "$t"
}

@test "--merge: an answer that is a label of another part only, refused where it is one of none" {
	printf '%s\n' id,y,e_ann,e_bob,agent 1,a,a,b,ann 2,b,b,c,bob 3,c,a,a,ann 4,b,a,b,bob > t
	l2d-compare --against ann t > want
	for k in 1 2 3 4; do sed -n "1p;$((k + 1))p" t | l2d-compare --system t= --against ann --partial > $k.s; done
	l2d-compare --merge 3.s 2.s 1.s 4.s | cmp - want
	l2d-compare --merge --partial 4.s 2.s > some
	l2d-compare --merge some 1.s 3.s | cmp - want
	expect 3 l2d-compare --merge some 1.s
	[ ! -s out ]
	says "an answer that is no class" "'a', 'b'" "'c'"
	l2d-compare --other-answers wrong --system t= --against ann --partial t > w
	expect 3 l2d-compare --merge w 1.s
	# of two tables each has labels and answers of its own
	sed 's/^2,b,b,c/2,b,b,d/' t > u
	for f in t u; do head -3 $f > $f.1; (head -1 $f; tail -n +4 $f) > $f.2; done
	for k in 1 2; do l2d-compare --system A= --system B= --partial t.$k u.$k; done > s
	expect 3 l2d-compare --merge s
	says "'d'"
}

@test "--merge: tables of trials, in parts that have some of the trials, or some systems of one" {
	printf '%s\n' t,s,acc,cost 1,a,.5,1 1,b,.6,2 2,a,.5,1 2,b,.9,3 3,b,.1,3 3,a,,4 4,a,.5,1 4,b,.8,1 > t
	what='--paired-by t --values acc,cost'
	by="$what --between s"
	l2d-compare $by --na-action skip t > want 2> err
	for k in 1 2 3; do l2d-compare $by --na-action skip --partial --shard $k/3 t; done > s 2> err
	l2d-compare --merge $by s | cmp - want
	l2d-compare --merge --partial $by s | l2d-compare --merge $by | cmp - want
	# systems that are files stand in their order, also where a share has rows of the second only
	sed '/,a,/d' t > z
	sed '/,b,/d; /^3,/d' t > a
	sed '/,b,/d; /^3,/!d; s/,,/,.4,/' t | (head -1 t; cat) >> a.3
	tail -n +2 a.3 >> a
	l2d-compare $what z a > want
	for k in 1 2 3 4 5; do l2d-compare $what --partial --shard $k/5 z a; done > s
	l2d-compare --merge $what s | cmp - want
	expect 2 l2d-compare $what --shard 1/5 z a
	# of other options, twice, missing, at another place
	expect 3 l2d-compare --merge --paired-by t --values acc s
	expect 3 l2d-compare --merge $what --seed 2 s
	l2d-compare $what --partial z > z.s
	expect 3 l2d-compare --merge $what z.s z.s
	says "a trial that stands twice for its system"
	expect 3 l2d-compare --merge $what z.s
	says "one system"
	l2d-compare $what --partial z a > za.s
	l2d-compare $what --partial a > a.s
	expect 3 l2d-compare --merge $what za.s a.s
	says "unlike places among the files"
	sed '/^3,/d' a > b
	l2d-compare --paired-by t --values acc --partial z b > gap
	expect 3 l2d-compare --paired-by t --values acc --merge gap
	says "'b' has no row of the trial '3'"
}

@test "--merge: what does not go together, and rows that are skipped" {
	printf '%s\n' id,y,e_ann,e_bob,agent 1,a,a,b,ann 2,b,b,a,bob 3,a,a,a,ann 4,b,a,b,bob > t
	head -3 t > one
	(head -1 t; tail -n 2 t) > two
	for k in one two; do l2d-compare --system s= --against ann --partial $k > $k.s; done
	expect 3 l2d-compare --merge one.s two.s one.s
	grep -q 'of an id that stands twice' err
	l2d-compare --system other= --against ann --partial two > other.s
	expect 3 l2d-compare --merge one.s other.s
	grep -q 'the states are of tables with unlike systems' err
	for o in '--cost .2' '--seed 2' '--cluster y' '-g y'; do expect 3 l2d-compare --merge $o one.s; done
	for o in '--against bob' '--columns label=y' '--shard 1/2' '--system s='; do expect 2 l2d-compare --merge $o one.s; done
	for o in '--interval .9' '--measure accuracy' '--lambda 1' '--draws 40' '--effect' '--digits 3'; do expect 2 l2d-compare --against ann --partial $o one; done
	l2d-compare --partial one > single.s
	expect 2 l2d-compare --merge single.s
	grep -q 'one system' err
	sed 4d one.s > cut
	expect 3 l2d-compare --merge cut
	[ ! -s out ]
	# fault: --na-action skip dropped a row of the table and missed it in the agent that answers every row
	sed 's/^3,a,/3,,/' t > gap
	l2d-compare --against ann --na-action skip gap 2> err > want
	sed 4d t | l2d-compare --against ann --system gap= > got
	same got < want
}
