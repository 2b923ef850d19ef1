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
	sed 's/,count,1,/,count,1,1/' st > changed
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
	same err <<< "l2d-workload: bad:3:2: column 'agent': no such agent; only limits of single agents have prices for a stream: 'z'"
	[ ! -s out ]
	grep -v '^,a,' prices > bad
	expect 3 l2d-workload --mode online --prices bad in
	same err <<< "l2d-workload: bad: no price of agent 'a'"
	printf 'agent,price\nmodel,0\na,\nb,0\nc,0\n' > bad
	expect 3 l2d-workload --mode online --prices bad in
	same err <<< "l2d-workload: bad:3:3: column 'price': missing: ''"
	printf 'agent,price\nmodel,0\na,1\nb,0\na,0\n' > bad
	expect 3 l2d-workload --mode online --prices bad in
	same err <<< "l2d-workload: bad:5:1: column 'agent': the agent has a price already: 'a'"
	printf 'batch,agent,price\nd0,model,0\nd0,a,1\nd0,b,0\nd0,c,0\n' > bad
	expect 3 l2d-workload --mode online --prices bad in
	grep -q "bad:2:1: column 'batch': prices of a batch need --batch: 'd0'" err
	expect 3 l2d-workload --mode online --prices bad --batch day --count a=:9 in
	grep -q "prices has none of batch 'd1'" err
	echo agent,price > bad
	expect 3 l2d-workload --mode online --prices bad in
	expect 3 l2d-workload --mode online --prices prices --count a=1: in
	same err <<< "l2d-workload: agent 'a': rows that come one at a time keep upper limits that are counts"
	printf 'agent,lo,hi\nmodel,,\na,,10%%\n' > shares
	expect 3 l2d-workload --mode online --prices prices --limits shares in
	expect 5 l2d-workload --mode online --prices prices --count model=:1 --count a=:1 --count b=:1 --count c=:1 in
	same err <<< "l2d-workload: in:6:1: the limits leave only 0 agents for a row, and it needs 1"
	expect 2 l2d-workload --mode online in
	expect 2 l2d-workload --mode online --prices prices --share a=.1: in
	expect 2 l2d-workload --prices prices in
	expect 2 l2d-workload --mode pace --state st in
}
