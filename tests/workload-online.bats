# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# l2d-workload --mode online: rows decided one at a time at the prices of an earlier table, under limits that hold.
load common

limits="--count a=:80 --count b=:60 --count c=:40"

# cases ROWS SEED
cases() {
	awk -v n="$1" -v seed="$2" 'BEGIN { srand(seed); print "id,day,conf_model,conf_a,conf_b,conf_c"
		for (i = 1; i <= n; i++) printf "%d,d%d,%.4f,%.4f,%.4f,%.4f\n", i, int(rand() * 2),
			.5 + rand() * .4, .5 + .5 * rand(), .4 + .6 * rand(), .4 + .6 * rand() }'
}

loss() { awk -F, '$2 == "" { print $8 }' "$1"; }

@test "online: no limit is ever exceeded, and the loss is near the offline optimum's, far below greedy's" {
	for seed in $(seq 1 2 ${L2D_ALL:+7}9); do
		cases 400 "$seed" > known
		cases 400 $((seed + 1)) > in
		l2d-workload $limits --report prices known > plan
		l2d-workload --mode online --prices prices $limits --report rep in > out
		awk -F, 'FNR == 1 { next } FILENAME == "out" { n[$7]++; own += 1 - $(3 + index("abc", $7)); next }
			$2 != "" && $3 != n[$2] + 0 { bad = 1 } $2 == "" && (own - $8) ^ 2 > 1e-18 { bad = 1 }
			END { exit bad || n["a"] > 80 || n["b"] > 60 || n["c"] > 40 }' out rep
		l2d-workload $limits --report best in > plan
		l2d-workload --mode greedy $limits --report greedy in > plan
		echo "$(loss rep) $(loss best) $(loss greedy)" >> losses
	done
	awk '{ gap = ($1 - $2) / 400; bad = bad || gap < -1e-9; n++; sum += gap; greedy += ($3 - $2) / 400 }
		END { print sum / n, greedy / n; exit bad || sum / n > .011 || greedy / n < .03 }' losses
}

@test "online: by hand: the cheapest at loss + price, of those below their limit" {
	cases 400 1 > known
	l2d-workload --batch day --count a=:40 --count b=:30 --report prices known > plan
	cases 300 2 > in
	expect 0 l2d-workload --mode online --batch day --prices prices --count a=:40 --count b=:30 in
	awk -F, 'FILENAME == "prices" { price[$1, $2] = $7; next }
		FNR > 1 { split("model a b c", agent, " "); best = 0
			for (j = 1; j <= 4; j++) { x[j] = 1 - $(2 + j) + price[$2, agent[j]]
				if (n[$2, agent[j]] < (agent[j] == "a" ? 40 : agent[j] == "b" ? 30 : 1e9) && (!best || x[j] < x[best])) best = j }
			n[$2, agent[best]]++
			if (agent[best] != $7) { print; bad = 1 } }
		END { exit bad || FNR != 301 }' prices out
}

@test "online: a stream in pieces with --state is the stream whole; the first row is out before the second is there" {
	cases 200 1 > known
	cases 300 2 > in
	l2d-workload $limits --report prices known > plan
	expect 0 l2d-workload --mode online --prices prices $limits --report want in
	for cut in 1 150 299; do
		rm -f st
		head -$((cut + 1)) in | l2d-workload --mode online --prices prices $limits --state st > got
		{ head -1 in; tail -n +$((cut + 2)) in; } |
			l2d-workload --mode online --prices prices $limits --state st --report rep | tail -n +2 >> got
		cmp got out
		cmp rep want
	done
	# a changed state, and one of other agents
	sed 's/^,c,/,d,/' prices > other_prices
	sed 's/conf_c/conf_d/' in > other
	expect 3 l2d-workload --mode online --prices other_prices --state st other
	grep -q 'not a state of the same program and options' err
	sed 's/,a,readings,0,/&1/' st > changed
	fails cmp -s st changed
	expect 3 l2d-workload --mode online --prices prices --state changed in
	# limits may change: a has more than that already
	expect 0 l2d-workload --mode online --prices prices --count a=:1 --state st known
	fails grep -q ',a,$' out
	mkfifo pipe
	l2d-workload --mode online --prices prices < pipe > got &
	{ head -2 in; for i in $(seq 50); do [ "$(wc -l < got)" -lt 2 ] || break; sleep .1; done; wc -l < got > seen; } > pipe
	wait $!
	[ "$(cat seen)" -eq 2 ]
}

@test "online: agents without a price, prices of nobody, shares, lower limits and limits that leave nobody are refused" {
	cases 50 1 > in
	l2d-workload --count a=:5 --report prices in > plan
	sed 's/^,a,/,z,/' prices > bad
	expect 3 l2d-workload --mode online --prices bad in
	same err <<< "l2d-workload: bad:3:2: column 'agent': no limit of this stream has that name: 'z'"
	[ ! -s out ]
	grep -v '^,a,' prices > bad
	expect 3 l2d-workload --mode online --prices bad in
	same err <<< "l2d-workload: bad: no price of 'a'"
	printf 'agent,price\nmodel,0\na,\nb,0\nc,0\n' > bad
	expect 3 l2d-workload --mode online --prices bad in
	same err <<< "l2d-workload: bad:3:3: column 'price': missing: ''"
	printf 'agent,price\nmodel,0\na,1\nb,0\na,0\n' > bad
	expect 3 l2d-workload --mode online --prices bad in
	same err <<< "l2d-workload: bad:5:1: column 'agent': there is a price already: 'a'"
	printf 'batch,agent,price\nd0,model,0\nd0,a,1\nd0,b,0\nd0,c,0\n' > bad
	expect 3 l2d-workload --mode online --prices bad in
	grep -q "bad:2:1: column 'batch': prices of a batch need --batch: 'd0'" err
	expect 3 l2d-workload --mode online --prices bad --batch day --count a=:9 in
	grep -q "prices has none of batch 'd1'" err
	echo agent,price > bad
	expect 3 l2d-workload --mode online --prices bad in
	expect 3 l2d-workload --mode online --prices prices --count a=1: in
	same err <<< "l2d-workload: agent 'a': a lower limit needs rows to come, as --rows says, to be kept by"
	printf 'agent,lo,hi\nmodel,,\na,,10%%\n' > shares
	expect 3 l2d-workload --mode online --prices prices --limits shares in
	same err <<< "l2d-workload: agent 'a': a share of rows that are still to come needs --rows"
	expect 5 l2d-workload --mode online --prices prices --count model=:1 --count a=:1 --count b=:1 --count c=:1 in
	same err <<< "l2d-workload: in:6:1: the limits leave only 0 agents for a row, and it needs 1"
	expect 2 l2d-workload --mode online in
	expect 3 l2d-workload --mode online --prices prices --share a=.1: in
	expect 2 l2d-workload --mode online --prices prices --balanced in
	expect 2 l2d-workload --prices prices in
	expect 2 l2d-workload --mode pace --state st in
}

# nested [ROWS]: agents, all seniors, days and the whole
nested() {
	printf 'set,agent\ns,a\ns,b\n' > sets
	printf 'agent,set,day,lo,hi\n*,,*,,70\nmodel,,*,,400\n,s,*,,100\n,s,,,180\n' | sed '/^model/d; s/^\*,,\*/a,,*,,70\nb,,*/; s/^,s,,/c,,*,,50\n&/' > limits
}

@test "online: limits on sets, days and the whole are never exceeded, and the loss is near the offline optimum's" {
	nested
	for seed in $(seq 1 2 ${L2D_ALL:+7}9); do
		cases 400 "$seed" > known
		cases 400 $((seed + 1)) > in
		l2d-workload --sets sets --limits limits --report prices known > plan
		expect 0 l2d-workload --mode online --prices prices --sets sets --limits limits --report rep in
		# by hand: the cheapest at loss + the prices of all limits that hold it, where each has room
		awk -F, 'FILENAME == "prices" { price[$2] = $7; next }
			FILENAME == "rep" { rows[$2] = $3; if ($2 == "") loss = $8; next }
			FNR > 1 { split("model a b c", agent, " "); best = 0; d = " (day=" $2 ")"
				for (j = 1; j <= 4; j++) { who = agent[j]; x[j] = own[j] = 1 - $(2 + j)
					if (j > 1) x[j] += price[who d]
					if (j == 2 || j == 3) x[j] += price["s" d] + price["s (all rows)"]
					if ((j > 1 && n[who d] >= (j == 4 ? 50 : 70)) || ((j == 2 || j == 3) && (n["s" d] >= 100 || n["s"] >= 180))) continue
					if (!best || x[j] < x[best]) best = j }
				who = agent[best]; n[who d]++; sum += own[best]
				if (best == 2 || best == 3) { n["s" d]++; n["s"]++ }
				if (who != $7) { print "not " who; print; bad = 1 } }
			END { for (k in n) if (n[k] != rows[k] + 0 && k !~ /^model|^s$/) { print k, n[k], rows[k]; bad = 1 }
				exit bad || FNR != 401 || n["s"] != rows["s (all rows)"] || (sum - loss) ^ 2 > 1e-18 }' prices rep out
		l2d-workload --sets sets --limits limits --report best in > plan
		echo "$(loss rep) $(loss best)" >> losses
	done
	awk '{ gap = ($1 - $2) / 400; bad = bad || gap < -1e-9; n++; sum += gap } END { print sum / n; exit bad || sum / n > .011 }' losses
}

@test "online: minutes and money are never exceeded, and the loss is near the offline optimum's" {
	for seed in $(seq 1 2 19 | some 10); do # the gap's standard deviation is .007: the mean of ten is known to .0023
		for k in 0 1; do
			awk -v seed=$((seed + k)) 'BEGIN { srand(seed); print "id,conf_model,conf_a,conf_b,effort_a,effort_b,cost_b"
				for (i = 0; i < 400; i++) printf "%d,%.3f,%.3f,%.3f,%.1f,%d,%.2f\n", i, .4 + rand() * .4, .5 + rand() / 2,
					.5 + rand() / 2, 1 + rand() * 9, 1 + int(rand() * 9), rand() }' > "in$k"
		done
		limits="--minutes a=700.3 --minutes b=500 --budget 60.25"
		l2d-workload $limits --report prices in0 > plan
		expect 0 l2d-workload --mode online --prices prices $limits --report rep in1
		awk -F, 'FILENAME == "rep" { used[$2] = $3; if ($2 == "") loss = $8; next }
			FNR > 1 { if ($8 == "a") a += $5; if ($8 == "b") { b += $6; money += $7 }; own += 1 - $(1 + index("mab", substr($8, 1, 1))) }
			END { exit a > 700.3 + 1e-9 || b > 500 || money > 60.25 + 1e-9 || (a - used["a (minutes)"]) ^ 2 > 1e-12 || b != used["b (minutes)"] ||
				(money - used["everybody (money)"]) ^ 2 > 1e-12 || (own - loss) ^ 2 > 1e-18 || a < 500 }' rep out
		l2d-workload $limits --report best in1 > plan
		echo "$(loss rep) $(loss best)" >> losses
	done
	awk '{ gap = ($1 - $2) / 400; bad = bad || gap < -1e-3; n++; sum += gap } END { print sum / n; exit bad || sum / n > .011 }' losses
}

@test "online: the sum of minutes is exact: ten times 0.1 are 1" {
	awk 'BEGIN { print "id,conf_a,effort_a,conf_model"; for (i = 0; i < 12; i++) print i ",.9,.1,.5" }' > in
	printf 'agent,price\nmodel,0\na,0\na (minutes),0\n' > prices
	expect 0 l2d-workload --mode online --prices prices --minutes a=1 in
	[ "$(grep -c ',a,' out)" = 10 ]
	# readers of one row share the set's limit: never one too many
	printf 'id,conf_model,conf_a,conf_b\n1,.5,.9,.9\n2,.5,.9,.9\n' > two
	printf 'set,agent\ns,a\ns,b\n' > sets
	printf 'set,lo,hi\ns,,3\n' > limits
	printf 'agent,price\ns (all rows),0\n' > prices
	expect 0 l2d-workload --mode online --readings 2 --prices prices --sets sets --limits limits two
	cut -d, -f5,6 out | tail -n +2 | diff - <(printf 'a,b\nmodel,a\n')
}

@test "online: with --rows lower limits, shares and upper ones that leave nobody are kept whatever comes, or refused before the first row" {
	refused=0 kept=0
	for seed in $(seq ${L2D_ALL:+4}30); do
		awk -v seed="$seed" 'BEGIN { srand(seed); n = 4 + int(rand() * 8)
			print "id,conf_a,conf_b,conf_c,conf_d" > "in"
			for (i = 1; i <= n; i++) printf "%d,%.2f,%.2f,%.2f,%.2f\n", i, rand(), rand(), rand(), rand() > "in"
			print "set,agent\ns,a\ns,b\nt,a\nt,b\nt,c" > "sets"; print "agent,set,lo,hi" > "limits"
			split("a,;b,;c,;d,;,s;,t;,", who, ";"); for (k = 1; k <= 7; k++) if (rand() < .7) {
				lo = int(rand() * n / 3); hi = rand() < .7 ? lo + int(rand() * n / 2) : ""
				print who[k] "," (rand() < .8 ? lo : "") "," hi > "limits" }
			print "agent,price" > "prices"
			for (k = 1; k <= 7; k++) { sub(",", "", who[k]); printf "%s (all rows),%.2f\n", who[k] == "" ? "everybody" : who[k], rand() - .5 > "prices" }
			print n > "n" }'
		# offline: the same limits can be kept, or not
		if ! l2d-workload --sets sets --limits limits in > plan 2> why; then
			grep -q "limits clash" why
			expect 5 l2d-workload --mode online --prices prices --sets sets --limits limits --rows "$(cat n)" in
			grep -q "limits clash" err
			[ ! -s out ]
			refused=$((refused + 1))
			continue
		fi
		expect 0 l2d-workload --mode online --prices prices --sets sets --limits limits --rows "$(cat n)" --report rep in
		awk -F, 'FNR > 1 && ($4 != "" && $3 < $4 || $5 != "" && $3 > $5) { print; bad = 1 } END { exit bad }' rep
		kept=$((kept + 1))
	done
	echo "$kept kept, $refused refused"
	[ $kept -ge 10 ]
	[ $refused -ge 4 ]
}

@test "online: with --rows the limits of agents, shares and --balanced, too; too few rows, and too many, are 5" {
	cases 40 1 > in
	printf 'agent,price\nmodel,0\na,.9\nb,.9\nc,0\n' > prices
	expect 0 l2d-workload --mode online --prices prices --rows 40 --count a=7: --share b=.25:.3 in
	[ "$(grep -c ',a,$' out)" = 7 ]
	[ "$(grep -c ',b,$' out)" = 10 ]
	expect 0 l2d-workload --mode online --prices prices --rows 40 --balanced in
	for a in model a b c; do [ "$(grep -c ",$a,\$" out)" = 10 ]; done
	expect 5 l2d-workload --mode online --prices prices --rows 50 --count a=7: in
	same err <<< "l2d-workload: the limits clash: a: lower limits, and only 40 rows have come of 50"
	expect 5 l2d-workload --mode online --prices prices --rows 39 --count a=7: in
	same err <<< "l2d-workload: in:41:1: more rows than --rows says, 39"
	expect 5 l2d-workload --mode online --prices prices --rows 40 --count a=41: in
	same err <<< "l2d-workload: in:2:1: the limits clash: a: lower limits of more rows than --rows says"
	expect 5 l2d-workload --mode online --prices prices --rows 40 --count a=:5 --count b=:5 --count c=:5 --count model=:5 in
	grep -q "the limits clash: model, a, b, c: upper limits of fewer rows than --rows says" err
	# pieces: the promise is about all of them
	head -21 in > first
	{ head -1 in; tail -n +22 in; } > second
	l2d-workload --mode online --prices prices --rows 40 --count a=25: --state st first > got
	l2d-workload --mode online --prices prices --rows 40 --count a=25: --state st second | tail -n +2 >> got
	[ "$(grep -c ',a,$' got)" = 25 ]
	for bad in "--minutes a=3" "--budget 3" "--readings 2"; do expect 2 l2d-workload --mode online --prices prices --rows 40 $bad in; done
	# whoever is not there cannot be promised
	printf 'id,conf_a,conf_b,avail_a\n1,.5,.9,1\n2,.5,.9,\n' > in
	printf 'agent,price\na,0\nb,0\n' > prices
	expect 5 l2d-workload --mode online --prices prices --rows 2 --count a=1: in
	same err <<< "l2d-workload: in:3:1: the limits leave only 0 agents for a row, and it needs 1"
}

@test "online: soft limits cost beyond them, new days take the price of the line, and pieces with sets, minutes or batches are the whole" {
	nested
	cases 400 1 > known
	cases 300 2 | sed 's/,d1,/,d7,/' > in
	l2d-workload --sets sets --limits limits --report prices known > plan
	expect 3 l2d-workload --mode online --prices prices --sets sets --limits limits in
	grep -qF "l2d-workload: --prices has none of 'a (day=d7)' or 'a (day=*)'" err
	sed 's/day=d1/day=*/' prices > later
	expect 0 l2d-workload --mode online --prices later --sets sets --limits limits --report want in
	for cut in 1 150 299; do
		rm -f st
		head -$((cut + 1)) in | l2d-workload --mode online --prices later --sets sets --limits limits --state st > got
		{ head -1 in; tail -n +$((cut + 2)) in; } |
			l2d-workload --mode online --prices later --sets sets --limits limits --state st --report rep | tail -n +2 >> got
		cmp got out
		cut -d, -f2,3,6,8 rep | sort | cmp - <(cut -d, -f2,3,6,8 want | sort)
	done
	sed 's/^,s,,/,s,*,/' limits > other
	expect 3 l2d-workload --mode online --prices later --sets sets --limits <(sed '$d' limits) --state st in
	grep -q 'not a state of the same program and options' err
	# fault: a state of two batches was refused as two states
	printf 'agent,price\nmodel,0\na,0\nb,0\nc,0\n' > prices
	expect 0 l2d-workload --mode online --batch day --prices prices --count a=:20 in
	rm -f st
	head -101 in | l2d-workload --mode online --batch day --prices prices --count a=:20 --state st > got
	{ head -1 in; tail -n +102 in; } | l2d-workload --mode online --batch day --prices prices --count a=:20 --state st | tail -n +2 >> got
	cmp got out
	# the second row over the limit is worth it, the third is not
	printf 'id,conf_model,conf_a\n1,.5,.9\n2,.5,.9\n3,.8,.9\n' > in
	printf 'agent,lo,hi,price\na,,1,.2\n' > limits
	printf 'agent,price\na (all rows) at 0.2,.1\n' > prices
	expect 0 l2d-workload --mode online --prices prices --limits limits --report rep in
	cut -d, -f4 out | tail -n +2 | diff - <(printf 'a\na\nmodel\n')
	near "$(loss rep)" .6 1e-12
	grep -q '^,a (all rows) at 0.2,2,0,1,.*,1,0,0.2,$' rep
}
