# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# l2d-workload: rows with their own number of readers, limits on sets of agents and parts of the rows, rules about the agents
# of a row; against GLPK, which knows nothing of nesting.
load common

total() {
	awk -F, -v name="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) c = i } END { print $c }' rep
}

# roster SEED: in, sets, limits: rows of three days in two weeks, agents a b (set s) and c d (set t), limits for an agent and day, for a
# set and day, for a set and week, for all; and the same as a linear programme, in.lp.
roster() {
	awk -v seed="$1" -v rule="$2" 'BEGIN {
		srand(seed); n = 6 + int(rand() * 12); split("a b c d", agent, " ")
		print "set,agent\ns,a\ns,b\nt,c\nt,d" > "sets"
		print "id,day,week,readings,conf_a,conf_b,conf_c,conf_d,avail_a,avail_b,avail_c,avail_d" > "in"
		for (i = 1; i <= n; i++) {
			day = 1 + int(rand() * 3); week = day < 3 ? 1 : 2; r = rand() < .3 ? 2 : 1
			line = i "," day "," week "," r; there = ""; row = ""; inrow = ""
			for (j = 1; j <= 4; j++) {
				conf = sprintf("%.4f", rand()); may = rand() < .9 || rule
				line = line "," conf; there = there "," (may ? 1 : 0)
				x = "x" i agent[j]
				if (!may) continue
				obj = obj sprintf(" + %.4f %s\n", 1 - conf, x); row = row " + " x; bounds = bounds x " <= 1\n"
				if (j < 3) inrow = inrow " + " x
				s = j < 3 ? "s" : "t"
				sum[agent[j] "d" day] = sum[agent[j] "d" day] " + " x
				sum[s "d" day] = sum[s "d" day] " + " x
				sum[s "w" week] = sum[s "w" week] " + " x
				all = all " + " x
			}
			print line there > "in"
			cons = cons "r" i ":" row " = " r "\n"
			if (rule && r == 2) cons = cons "q" i ":" inrow " = 1\n"
		}
		print "agent,set,day,week,lo,hi" > "limits"
		hi = 2 + int(rand() * 3); each("[abcd]d", 0, hi); print "*,,*,,," hi > "limits"
		for (k = 1; k <= 2; k++) {
			s = k == 1 ? "s" : "t"
			lo = int(rand() * 2); hi = lo + 2 + int(rand() * 4)
			each(s "d", lo, hi); print "," s ",*,," lo "," hi > "limits"
			lo = int(rand() * 4); hi = lo + 3 + int(rand() * 6)
			each(s "w", lo, hi); print "," s ",,*," lo "," hi > "limits"
		}
		print "Minimize\ncost:\n" obj "Subject To\n" cons "Bounds\n" bounds "End" > "in.lp"
	}
	function each(re, lo, hi,   k) {
		for (k in sum) if (k ~ "^" re) {
			if (lo) cons = cons "lo" k ":" sum[k] " >= " lo "\n"
			cons = cons "hi" k ":" sum[k] " <= " hi "\n"
		}
	}'
}

@test "random rosters, days in weeks, agents in sets, double reads: the optimum of GLPK, or infeasible like it" {
	command -v glpsol
	solved=0 refused=0
	for seed in $(seq ${L2D_ALL:+2}20); do
		for rule in "" 1; do
			roster "$seed" $rule
			if ! l2d-workload --sets sets --limits limits ${rule:+--in-row s=1:1} --report rep in > out 2> err; then
				grep -qE "limits clash|agents that may be used" err
				glpsol --lp in.lp -w raw | grep -qE "NO (PRIMAL )?FEASIBLE|UNDEFINED"
				refused=$((refused + 1))
				continue
			fi
			glpsol --exact --lp in.lp -w raw > log
			near "$(total loss)" "$(awk '$1 == "s" { print $7 }' raw)" 1e-9
			near "$(total gap)" 0 1e-12
			solved=$((solved + 1))
		done
	done
	echo "$solved solved, $refused refused"
	[ $solved -ge 8 ]
	[ $refused -ge 4 ]
}

@test "the column readings: 0 is the model alone, 1 and 2 are experts, empty is anybody once" {
	printf 'id,readings,conf_model,conf_a,conf_b\n1,0,.1,.8,.7\n2,2,.9,.8,.7\n3,1,.9,.8,.7\n4,,.9,.8,.7\n' > in
	expect 0 l2d-workload in
	cut -d, -f1,6,7 out | tail -n +2 | diff - <(printf '1,model,\n2,a,b\n3,a,\n4,model,\n')
	# a limit that sends the single read elsewhere: a may read once
	expect 0 l2d-workload --count a=:1 in
	cut -d, -f1,6,7 out | tail -n +2 | diff - <(printf '1,model,\n2,a,b\n3,b,\n4,model,\n')
	expect 2 l2d-workload --mode greedy in
	expect 2 l2d-workload --readings-where conf_a=top:.5 in
	sed 's/^2,2/2,3/' in > bad
	expect 3 l2d-workload bad
	grep -q "bad:3:3: column 'readings': more readers than --readings allows: '3'" err
	sed 's/^2,2/2,1.5/' in > bad
	expect 3 l2d-workload bad
	cut -d, -f1,2,4- in > bad
	expect 3 l2d-workload bad
	grep -q "the model alone" err
	expect 0 l2d-workload --columns readings= in
}

@test "--readings-where: that share of the rows, the largest first, is read twice, by experts" {
	awk 'BEGIN { srand(1); print "id,hard,conf_model,conf_a,conf_b,conf_c"
		for (i = 0; i < 100; i++) printf "%d,%.4f,%.3f,%.3f,%.3f,%.3f\n", i, rand(), rand(), rand(), rand(), rand() }' > in
	expect 0 l2d-workload --readings-where hard=top:.1 in
	awk -F, 'NR > 1 { print ($8 != ""), $2, $7 }' out > who
	[ "$(grep -c '^1' who)" = 10 ]
	[ "$(sort -k1,1nr -k2,2nr who | head -10)" = "$(sort -k2,2nr who | head -10)" ]
	fails grep -q '^1.*model' who
	grep -q '^0.*model' who
	# the order of the rows is nothing
	(head -1 in; tail -n +2 in | sort -t, -k3) > other
	l2d-workload --readings-where hard=top:.1 other | sort > got
	sort out | diff - got
}

@test "limits that cross are refused with their names; lines that are twice there, unknown sets and columns, too" {
	printf 'id,day,conf_a,conf_b\n1,mon,.8,.7\n2,tue,.8,.7\n' > in
	printf 'set,agent\ns,a\n' > sets
	printf 'agent,set,day,lo,hi\na,,,,1\n,,mon,,1\n' > limits
	expect 5 l2d-workload --sets sets --limits limits in
	grep -q "the limits of 'a (all rows)' and 'everybody (day=mon)' cross" err
	[ ! -s out ]
	printf 'agent,set,day,lo,hi\na,,,,1\n*,,,,1\n' > limits
	expect 3 l2d-workload --limits limits in
	printf 'agent,set,day,lo,hi\n,u,,,1\n' > limits
	expect 3 l2d-workload --limits limits in
	grep -q "limits:2:2: column 'set': --sets has no such set: 'u'" err
	printf 'agent,set,shift,lo,hi\na,,*,,1\n' > limits
	expect 3 l2d-workload --limits limits in
	grep -q "no column 'shift'" err
	printf 'agent,set,day,lo,hi\n*,,*,,0\n' > limits
	expect 5 l2d-workload --limits limits in
	grep -q "the limits clash: .*a (day=mon).*upper limits 0" err
	printf 'agent,set,day,lo,hi\na,,wed,1,\n' > limits
	expect 5 l2d-workload --limits limits in
	expect 2 l2d-workload --batch day --limits limits in
	expect 2 l2d-workload --sets sets in
	expect 2 l2d-workload --sets sets --in-row s=2:1 in
	expect 2 l2d-workload --sets sets --in-row u=1:1 in
}

@test "a limits file without sets and one with them say the same where they can" {
	awk 'BEGIN { srand(2); print "id,conf_a,conf_b,conf_c"
		for (i = 0; i < 3000; i++) printf "%d,%.4f,%.4f,%.4f\n", i, rand(), rand(), rand() }' > in
	printf 'agent,lo,hi\na,,500\nb,40%%,\nc,,\n' > plain
	printf 'agent,set,lo,hi\na,,,500\nb,,40%%,\n' > withset
	expect 0 l2d-workload --limits plain --report rep in
	plain=$(total loss)
	cp out want
	expect 0 l2d-workload --limits withset --report rep in
	[ "$(total loss)" = "$plain" ]
	cmp out want
	grep -q '^,a (all rows),500,0,500,' rep
}
