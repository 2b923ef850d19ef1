# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# l2d-offpolicy: estimates against the table, what is refused.  That they have no bias, and their intervals' coverage, is simulated
# in tests/unit/offpolicy.c.

load common

# log N: agent, answer and propensity of a log that asks by chance, and the column new: ann where x_1 is positive, else bob.
log() {
	awk -v n="$1" '
	function r() { s = (s * 16807) % 2147483647; return s / 2147483647 }
	BEGIN {
		s = 77; OFS = ","
		print "id,y,e_ann,e_bob,conf_ann,conf_bob,cost_ann,cost_bob,x_1,agent,answer,propensity,new"
		for (i = 1; i <= n; i++) {
			y = r() < .5; x = 2 * r() - 1; a = r() < (x > 0 ? .85 : .6) ? y : 1 - y; b = r() < (x > 0 ? .6 : .85) ? y : 1 - y
			p = x > .5 ? .75 : .25; ann = r() < p
			print "r" i, y + 0, a + 0, b + 0, (x > 0 ? .8 : .65), (x > 0 ? .65 : .8), .125, .25, sprintf("%.4f", x), (ann ? "ann" : "bob"), (ann ? a : b) + 0,
				(ann ? p : 1 - p), (x > 0 ? "ann" : "bob")
		}
	}'
}

@test "estimates are what the table says" {
	log 500 > l.csv
	l2d-offpolicy --rule new l.csv > out
	awk -F, 'NR > 1 { same = $10 == $13; rho = same / $12; r = $11 == $2; c = $13 == "ann" ? $5 : $6; n++; a += r
		i += rho * r; w += rho; d += c + rho * (r - c); s += c + (rho > 10 ? 0 : rho) * (r - c); q += rho * rho; m += same; mr += same * r
		k += $13 == "ann" ? .125 : .25; if (rho > top) top = rho }
		END { print a / n; print i / n; print i / w; print d / n; print s / n; print w * w / q; print mr / n, mr / n + 1 - m / n, m / n, k / n, top }' l.csv > want
	near "$(sed -n 2p out | cut -d, -f4)" "$(sed -n 1p want)" 1e-5
	for i in 1 2 3 4; do near "$(sed -n $((i + 2))p out | cut -d, -f4)" "$(sed -n $((i + 1))p want)" 1e-5; done
	near "$(column n_effective out | sed -n 2p)" "$(sed -n 6p want)" 1e-3
	set -- $(sed -n 7p want)
	bounds=$(grep ,bounds, out)
	near "$(cut -d, -f5 <<< "$bounds")" "$1" 1e-5
	near "$(cut -d, -f6 <<< "$bounds")" "$2" 1e-5
	near "$(cut -d, -f8 <<< "$bounds")" "$3" 1e-5
	near "$(cut -d, -f7 <<< "$bounds")" "$4" 1e-5
	near "$(cut -d, -f10 <<< "$bounds")" "$5" 1e-5
	# the truth is in the table: within three standard errors, about .03 each
	truth=$(awk -F, 'NR > 1 { n += ($13 == "ann" ? $3 : $4) == $2 } END { print n / 500 }' l.csv)
	for i in 3 4 5 6; do near "$(sed -n ${i}p out | cut -d, -f4)" "$truth" .1; done
}

@test "a rule that is the log's own, of a log without chance: its mean, by every estimator" {
	log 300 | awk -F, -v OFS=, 'NR > 1 { $10 = $13; $11 = $13 == "ann" ? $3 : $4; $12 = 1 } 1' > l.csv
	l2d-offpolicy --rule new --digits 12 l.csv > out
	[ "$(grep -v bounds out | cut -d, -f4 | tail -n +2 | sort -u | wc -l)" = 1 ]
	mean=$(awk -F, 'NR > 1 { n += $11 == $2 } END { print n / 300 }' l.csv)
	near "$(sed -n 2p out | cut -d, -f4)" "$mean" 1e-5
	[ "$(grep bounds out | cut -d, -f5)" = "$(grep bounds out | cut -d, -f6)" ]
}

@test "--always: the constant rules, as columns of their own" {
	log 200 | awk -F, -v OFS=, 'NR == 1 { print $0, "a", "b"; next } { print $0, "ann", "bob" }' > l.csv
	l2d-offpolicy --rule a --rule b l.csv | sed 's/^a,/ann,/; s/^b,/bob,/' > want
	l2d-offpolicy --always ann --always bob l.csv | cmp - want
	expect 2 l2d-offpolicy --always eve l.csv
}

@test "several rules, intervals, threads, the order of rows" {
	log 400 | awk -F, -v OFS=, 'NR == 1 { print $0, "bob"; next } { print $0, "bob" }' > l.csv
	l2d-offpolicy --rule new --rule bob --interval .9 --draws 200 l.csv > want
	[ "$(wc -l < want)" = 12 ]
	[ "$(awk -F, 'NR > 1 && !($5 < $6)' want | wc -l)" = 0 ]
	{ head -1 l.csv; tail -n +2 l.csv | tac; } | l2d-offpolicy --rule new --rule bob --interval .9 --draws 200 | cmp - want
	L2D_TEST_CHUNK=500 l2d-offpolicy --rule new --rule bob --interval .9 --draws 200 --jobs 3 l.csv | cmp - want
	l2d-offpolicy --rule new --rule bob --interval .9 --bernstein .25 --draws 200 l.csv > b
	set -- $(grep new,ips b | cut -d, -f4-6 | tr , ' ')
	# by the formula: v = 1 / 0.25, l = log(4 / .1)
	awk -F, -v m="$1" 'NR > 1 { z = ($10 == $13) * ($11 == $2) / $12; q += (z - m) ^ 2 } END { v = q / 399; l = log(40)
		print m - sqrt(2 * v * l / 400) - 4 * 7 * l / 3 / 399, 1 }' l.csv > bernstein
	near "$2" "$(cut -d' ' -f1 bernstein)" 1e-4
	near "$3" 1 .2
}

@test "an agent whom the log never asks is refused by name; bounds stand" {
	log 100 | awk -F, -v OFS=, 'NR == 1 || $10 == "ann"' > l.csv
	expect 3 l2d-offpolicy --rule new l.csv
	grep -q "the rule 'new' asks 'bob' on [0-9]* rows, whom the log never asks" err
	[ ! -s out ]
	expect 0 l2d-offpolicy --rule new --bounds l.csv
	[ "$(wc -l < out)" = 3 ]
}

@test "what is refused" {
	log 20 > l.csv
	expect 2 l2d-offpolicy l.csv
	expect 2 l2d-offpolicy --rule agent l.csv
	grep -q "is what the log's rule drew" err
	expect 2 l2d-offpolicy --rule new --bernstein .2 l.csv
	expect 3 l2d-offpolicy --rule old l.csv
	for p in 0 -.1 1.5; do
		awk -F, -v OFS=, -v p=$p 'NR == 4 { $12 = p } 1' l.csv > bad.csv
		expect 3 l2d-offpolicy --rule new bad.csv
		grep -q "bad.csv:4:.*'propensity'" err
	done
	expect 3 l2d-offpolicy --rule new --interval .9 --bernstein .3 l.csv
	grep -q 'below the least one' err
	awk -F, -v OFS=, 'NR == 4 { $11 = "" } 1' l.csv > bad.csv
	expect 3 l2d-offpolicy --rule new bad.csv
	expect 0 l2d-offpolicy --rule new --na-action skip bad.csv
	[ "$(sed -n 2p out | cut -d, -f3)" = 19 ]
	cut -d, -f1-11,13 l.csv > no.csv
	expect 3 l2d-offpolicy --rule new no.csv
	grep -q "no column 'propensity' (propensity); l2d-online writes it" err
	sed '1s/,agent,answer,/,agent_1,answer_1,/' l.csv > readers.csv
	expect 3 l2d-offpolicy --rule new readers.csv
	grep -q "'agent_1'" err
	# without confidences there is no model of the outcome
	sed '1s/conf_/c_/g' l.csv | l2d-offpolicy --rule new > out
	[ "$(cut -d, -f2 out | paste -sd ' ')" = "estimator mean ips snips bounds" ]
}

# world N: a model and two experts, of whom a hidden x says who is right, with confidences; every row names its best agent by x_1.
world() {
	awk -v n="$1" '
	function r() { s = (s * 16807) % 2147483647; return s / 2147483647 }
	BEGIN {
		s = 3; OFS = ","
		print "id,y,p_0,p_1,e_ann,e_bob,conf_model,conf_ann,conf_bob,avail_bob,new"
		for (i = 1; i <= n; i++) {
			y = r() < .5; x = 2 * r() - 1; c = .55 + .4 * r(); f = r() < .8
			m = r() < c ? y : 1 - y; a = r() < (x > 0 ? .9 : .5) ? y : 1 - y; b = r() < (x > 0 ? .5 : .9) ? y : 1 - y
			printf("r%d,%d,%.4f,%.4f,%d,%d,%.4f,%.2f,%.2f,%d,%s\n", i, y, m ? 1 - c : c, m ? c : 1 - c, a, b, c, (x > 0 ? .6 : .7), (x > 0 ? .7 : .6), f, (x > 0 || !f ? "ann" : "bob"))
		}
	}'
}

@test "what --explore logs says without bias what another rule would have done" {
	world 3000 > w.csv
	truth=$(awk -F, 'NR > 1 { n += ($11 == "ann" ? $5 : $6) == $2 } END { print n / 3000 }' w.csv)
	for log in 'l2d-threshold --rule posthoc' 'l2d-threshold --rule posthoc --coverage .4' l2d-route 'l2d-route --budget 1' \
		'l2d-route --rule cascade --order ann,model --threshold .65'; do
		# the mean of the estimates is within three standard errors of the truth
		for seed in $(seq 20 | some 2); do
			$log --explore .3 --seed $seed w.csv | l2d-offpolicy --rule new | awk -F, '$2 == "ips" { print $4 }'
		done > estimates
		awk -v truth="$truth" '{ s += $1; q += $1 * $1 } END { m = s / NR; sd = sqrt((q / NR - m * m) * NR / (NR - 1)); d = (m - truth) / (sd / sqrt(NR))
			print m, truth, d; exit !(NR >= 10 && sd > 0 && d < 3 && d > -3) }' estimates
		# propensities are those of the rule, and of chance: the mean of 1 / p is the number of agents that may be asked
		$log --explore .3 w.csv > log
		$log w.csv > rule
		paste -d, <(cut -d, -f10 w.csv) <(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i } { print $at["agent"] "," $at["propensity"] }' log) \
			<(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i } { print $at["agent"] }' rule) | awk -F, 'NR > 1 {
				m = 2 + $1; p = .3 / m + .7 * ($2 == $4); n++; s += 1 / p; k += m; other += $2 != $4; e += .3 * (m - 1) / m
				if ($3 - p > 1e-12 || p - $3 > 1e-12 || ($2 == "bob" && !$1)) bad = 1 }
			END { d = (other - e) / sqrt(e); if (d > 4 || d < -4) bad = 1; if (s / k > 1.1 || s / k < .9) bad = 1; exit bad }'
	done
	# by the id, so in any order; without one it is refused
	l2d-route --explore .3 w.csv | sort > want
	{ head -1 w.csv; tail -n +2 w.csv | tac; } | l2d-route --explore .3 | sort | cmp - want
	expect 3 l2d-route --explore .3 <(cut -d, -f2- w.csv)
	expect 3 l2d-threshold --rule posthoc --explore .3 <(cut -d, -f2- w.csv)
}

@test "--explore: what it does not go with" {
	world 9 > w.csv
	for with in '--fit' '--exact --coverage .5' '--sweep 0:.1:.1'; do expect 2 l2d-threshold --rule posthoc --explore .1 $with w.csv; done
	for with in '--frontier' '--exact --budget .5'; do expect 2 l2d-route --explore .1 $with w.csv; done
	for share in 0 1.1 nan; do expect 2 l2d-route --explore $share w.csv; done
	expect 3 l2d-threshold --explore .1 <(cut -d, -f1-4 w.csv)
	grep -q 'no experts to be asked' err
	# a propensity of another decision does not stand beside a new one
	l2d-route --explore .1 w.csv > log
	for again in l2d-route 'l2d-threshold --rule posthoc' 'l2d-workload --mode greedy'; do
		expect 3 $again log
		grep -q "column 'propensity' is of another decision" err || grep -q "'paid'" err
		cut -d, -f1-12,15 log > without # no paid
		expect 3 $again without
		grep -q "column 'propensity' is of another decision" err
		expect 0 $again --keep without
	done
	expect 0 l2d-route --explore .2 --seed 3 log
}

@test "--model: a rule by model files is the rule that l2d-apply would have written" {
	world 600 > w.csv
	l2d-threshold --rule posthoc --explore .4 w.csv > log.csv
	l2d-threshold --rule posthoc --coverage .3 --fit w.csv > some.csv
	l2d-calibrate --method platt w.csv > map.csv
	for chain in some.csv map.csv,some.csv; do
		l2d-apply --input w.csv ${chain//,/ } > applied.csv 2> err
		awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i } { print NR == 1 ? "other" : $at["agent"] }' applied.csv | paste -d, log.csv - > both.csv
		l2d-offpolicy --rule other --always ann --interval .9 --draws 99 both.csv | sed "s/^other,/$chain,/" > want
		[ "$(grep -c '^"\?some.csv\|^"\?map.csv' want)" -gt 0 ]
		l2d-offpolicy --model $chain --always ann --interval .9 --draws 99 --jobs 3 log.csv | tr -d '"' | cmp - want
	done
	expect 3 l2d-offpolicy --model map.csv log.csv
	grep -q 'decide nothing' err
	l2d-threshold --rule posthoc --coverage .37 --exact --fit <(sed 's/,0\.[0-9]*,0\.[0-9]*,/,.3,.7,/' w.csv) > coin.csv
	expect 3 l2d-offpolicy --model coin.csv log.csv
	grep -q 'tosses a coin' err
	expect 4 l2d-offpolicy --model none.csv log.csv
	sed 's/ann/eve/g' some.csv > eve.csv
	expect 3 l2d-offpolicy --model eve.csv log.csv
}

@test "--compare: paired differences, with the intervals of draws that count a row for both" {
	log 400 > l.csv
	l2d-offpolicy --rule new --always ann --compare --interval .9 --draws 400 --digits 12 l.csv > out
	l2d-offpolicy --rule new --always ann --digits 12 l.csv > single
	[ "$(wc -l < out)" = 13 ]
	value() { awk -F, -v r="$1" -v e="$2" '$1 == r && $2 == (r == "log" ? "mean" : e) { print $4 }' single; }
	while IFS=, read -r a b estimator n va vb difference lo hi test p holm; do
		[ "$n,$test,$va,$vb" = "400,wald,$(value "$a" "$estimator"),$(value "$b" "$estimator")" ]
		near "$difference" "$(awk -v a="$va" -v b="$vb" 'BEGIN { printf "%.12f", b - a }')" 1e-9
		[ "$(awk -v l="$lo" -v d="$difference" -v h="$hi" -v p="$p" -v q="$holm" 'BEGIN { print (l < d && d < h && p <= q && q <= 1) }')" = 1 ]
	done < <(tail -n +2 out)
	# the standard error of the paired difference by ips, from the table
	awk -F, 'NR > 1 { d = ($10 == "ann" ? ($11 == $2) / $12 : 0) - ($10 == $13 ? ($11 == $2) / $12 : 0); s += d; q += d * d; n++ }
		END { m = s / n; print m / sqrt((q / n - m * m) / n) }' l.csv > z
	p=$(awk -F, '$1 == "new" && $2 == "ann" && $3 == "ips" { print $11 }' out)
	# P(|N| > z) by the series of the error function
	near "$p" "$(awk '{ z = $1 < 0 ? -$1 : $1; x = z / sqrt(2); t = x; s = x; for (k = 1; k < 200; k++) { t *= -x * x / k; s += t / (2 * k + 1) } print 1 - 2 / sqrt(3.14159265358979) * s }' z)" .05
	# a rule against itself
	awk -F, -v OFS=, '{ print $0, NR == 1 ? "again" : $13 }' l.csv | l2d-offpolicy --rule new --rule again --compare --interval .9 --draws 99 | awk -F, '$1 == "new" && ($7 != 0 || $8 != 0 || $9 != 0 || $11 != 1)' > wrong
	[ ! -s wrong ]
	expect 2 l2d-offpolicy --rule new --compare l.csv
	expect 2 l2d-offpolicy --rule new --compare --interval .9 --bounds l.csv
}

@test "qualities in the place of answers, estimates in that of confidences" {
	log 300 > l.csv
	# 10 for right and -10 for wrong, with estimates to match
	awk -F, -v OFS=, 'NR == 1 { print $0, "quality_ann", "quality_bob", "est_ann", "est_bob"; next }
		{ q = $11 == $2 ? 10 : -10; print $0, ($10 == "ann" ? q : ""), ($10 == "bob" ? q : ""), 20 * $5 - 10, 20 * $6 - 10 }' l.csv > q.csv
	l2d-offpolicy --rule new --digits 12 l.csv > want
	l2d-offpolicy --rule new --scale -10:10 --digits 12 q.csv > out
	for estimator in mean snips dr switch; do # those that shift with the reward: dr by 20 (value) - 10 mean of rho
		grep ",$estimator," want | cut -d, -f4
	done > a
	near "$(column value out | sed -n 1p)" "$(awk 'NR == 1 { printf "%.12f", 20 * $1 - 10 }' a)" 1e-9
	near "$(grep ,snips, out | cut -d, -f4)" "$(awk 'NR == 2 { printf "%.12f", 20 * $1 - 10 }' a)" 1e-9
	near "$(grep ,dr, out | cut -d, -f4)" "$(awk 'NR == 3 { printf "%.12f", 20 * $1 - 10 }' a)" 1e-9
	for i in 5 6; do near "$(grep ,bounds, out | cut -d, -f$i)" "$(grep ,bounds, want | cut -d, -f$i | awk '{ printf "%.12f", 20 * $1 - 10 }')" 1e-9; done
	# labels and answers need not be there
	cut -d, -f1,9-10,12- q.csv | l2d-offpolicy --rule new --scale -10:10 --digits 12 | cut -d, -f1-6 > a
	cut -d, -f1-6 out | cmp - a
	expect 3 l2d-offpolicy --rule new q.csv
	grep -q "q.csv:2:.*'quality_\(ann\|bob\)': beyond LO:HI of --scale, or \[0, 1\]" err
	awk -F, -v OFS=, 'NR == 5 { $14 = $15 = "" } 1' q.csv > bad.csv
	expect 3 l2d-offpolicy --rule new --scale -10:10 bad.csv
	grep -q 'bad.csv:5:' err
	for scale in 1 2:1 a:b 0:nan; do expect 2 l2d-offpolicy --rule new --scale $scale q.csv; done
}

# part FROM TO FILE: rows of the table, with its header.
part() { head -1 "$3"; sed -n "$(($1 + 1)),$(($2 + 1))p" "$3"; }

@test "--state: a log in parts, in any order, comes to the same bytes as one run, and so does the state" {
	log 400 | awk -F, -v OFS=, 'NR == 1 { print $0, "w"; next } { print $0, 2 }' > l.csv
	for options in '--always ann --rule new' '--rule new --interval .9 --draws 64' '--rule new --always bob --compare --interval .9 --draws 64 --jobs 3' \
		'--rule new --bounds' '--rule new --bernstein .2 --interval .9 --draws 64'; do
		rm -f whole
		l2d-offpolicy $options l.csv > want
		l2d-offpolicy $options --state whole l.csv | cmp - want
		for order in '1 100 101 130 131 400' '131 400 1 100 101 130'; do
			set -- $order
			rm -f st
			while [ $# -gt 0 ]; do
				l2d-offpolicy $options --state st <(part "$1" "$2" l.csv) > out
				shift 2
			done
			same out < want
			cmp st whole
		done
		# no row more: what is there
		l2d-offpolicy $options --state st <(head -1 l.csv) | cmp - want
		cmp st whole
	done
}

@test "--state: the rules, the agents and the models are those of the runs before, and a run that fails leaves the file as it is" {
	log 300 > l.csv
	l2d-offpolicy --always ann --state st l.csv > out
	cp st before
	for options in '--always bob' '--always ann --rule new' '--always ann --cap 5' '--always ann --interval .9 --draws 64'; do
		expect 3 l2d-offpolicy $options --state st l.csv
		cmp st before
		[ ! -s out ]
	done
	expect 3 l2d-offpolicy --always ann --state st <(sed '9s/,ann,/,eve,/; 9s/,bob,/,eve,/' l.csv)
	cmp st before
	expect 3 l2d-offpolicy --always ann --state st <(sed '1s/$/,e_zed/; 2,$s/$/,1/' l.csv)
	grep -q 'unlike agents' err
	cmp st before
	sed '3s/.$/9/' st > broken
	expect 3 l2d-offpolicy --always ann --state broken l.csv
	# an agent that these rows never ask: known of the rows before
	awk -F, 'NR == 1 || $10 == "bob"' l.csv > bob.csv
	expect 3 l2d-offpolicy --always ann bob.csv
	expect 0 l2d-offpolicy --always ann --state st bob.csv
	expect 3 l2d-offpolicy --always ann --state new.state bob.csv
	[ ! -e new.state ]
	# a table whose rows have no names has no draws that others add to
	cut -d, -f2- l.csv > noid.csv
	expect 3 l2d-offpolicy --always ann --interval .9 --state x noid.csv
	expect 0 l2d-offpolicy --always ann --state x noid.csv
	# of a model what is in the file counts
	l2d-threshold --rule posthoc --coverage .5 --fit "$TESTDATA/small/cases.csv" > m.csv
	l2d-threshold --rule posthoc --available answered --explore .5 "$TESTDATA/small/cases.csv" > log.csv
	l2d-offpolicy --model m.csv --state model.state log.csv > out
	expect 0 l2d-offpolicy --model m.csv --state model.state log.csv
	l2d-threshold --rule posthoc --coverage .7 --fit "$TESTDATA/small/cases.csv" > m.csv
	expect 3 l2d-offpolicy --model m.csv --state model.state log.csv
}

@test "--merge: states by way of a pipe, of merges, of files of --state, are the report of the whole log" {
	log 400 > l.csv
	l2d-threshold --rule posthoc --coverage .5 --fit "$TESTDATA/small/cases.csv" > m.csv
	for options in '--rule new --always ann' '--rule new --always ann --interval .9 --draws 40' '--always ann --bernstein .05 --interval .9 --draws 40'; do
		l2d-offpolicy $options l.csv > want
		for k in 3 1 4 2; do l2d-offpolicy $options --partial --shard $k/4 --jobs 2 l.csv > $k.s; done
		cat [1-4].s | l2d-offpolicy $options --merge | cmp - want
		{ l2d-offpolicy $options --merge --partial 2.s 4.s; l2d-offpolicy $options --merge --partial < 3.s; cat 1.s; } | l2d-offpolicy $options --merge | cmp - want
		rm -f a b
		l2d-offpolicy $options --state a <(part 1 150 l.csv) > out
		l2d-offpolicy $options --state b <(part 151 400 l.csv) > out
		l2d-offpolicy $options --merge b a | cmp - want
		l2d-offpolicy $options --partial l.csv > whole.s
		l2d-offpolicy $options --merge --partial b a | cmp - whole.s
	done
	# what is decided when they are merged
	l2d-offpolicy --always ann --partial l.csv > s
	l2d-offpolicy --always ann --bounds --merge s | cmp - <(l2d-offpolicy --always ann --bounds l.csv)
	# whom a part never asks is known of the others
	awk -F, 'NR == 1 || $10 == "bob"' l.csv > bob.csv
	awk -F, 'NR == 1 || $10 != "bob"' l.csv > others.csv
	for t in bob others; do l2d-offpolicy --always ann --partial $t.csv > $t.s; done
	l2d-offpolicy --always ann --merge bob.s others.s | cmp - <(l2d-offpolicy --always ann l.csv)
	expect 3 l2d-offpolicy --always ann --merge bob.s
	grep -q "the rule 'ann' asks 'ann' on [0-9]* rows, whom the log never asks" err
	# other agents, another order of them, other options, ways to read a table
	sed '1s/e_bob/e_eve/; s/bob/eve/g' l.csv > eve.csv
	l2d-offpolicy --always ann --partial eve.csv > eve.s
	expect 3 l2d-offpolicy --always ann --merge s eve.s
	grep -q 'the states are of tables with unlike agents' err
	for options in '--always bob' '--always ann --rule new' '--always ann --cap 3' '--always ann --scale 0:2'; do expect 3 l2d-offpolicy $options --merge s; done
	for options in '--columns label=y' '--jobs 2' '--state x' '--na ?' '--shard 1/2'; do expect 2 l2d-offpolicy --always ann --merge $options s; done
	for options in --bounds '--interval .9 --compare' '--state x' '--fields rule' '--digits 3' '--tag a=b'; do expect 2 l2d-offpolicy --always ann --partial $options l.csv; done
	expect 3 l2d-offpolicy --always ann --interval .9 --partial <(cut -d, -f2- l.csv)
	grep -q "no column 'id'" err
	[ ! -s out ]
}
