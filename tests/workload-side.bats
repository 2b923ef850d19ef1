# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# l2d-workload: minutes, money, the worst group; against GLPK's branch and bound, which knows whole numbers only.
load common

# line AGENT COLUMN: of rep.
line() {
	awk -F, -v agent="$1" -v name="$2" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) c = i; next }
		$2 == agent { print $c }' rep
}

# instance SEED WORST SOFT: in, options, and the same as a programme in whole numbers, in.lp.
instance() {
	awk -v seed="$1" -v worst="$2" -v soft="$3" 'BEGIN {
		srand(seed); n = 8 + int(rand() * 10); m = 3
		printf "id,site" > "in"
		for (j = 1; j <= m; j++) printf ",conf_a%d,effort_a%d,cost_a%d", j, j, j > "in"
		print "" > "in"
		for (i = 1; i <= n; i++) { site[i] = i < 3 ? i : 1 + int(rand() * 2); size[site[i]]++ }
		for (i = 1; i <= n; i++) {
			printf "%d,s%d", i, site[i] > "in"; row = ""
			for (j = 1; j <= m; j++) {
				conf = sprintf("%.3f", rand()); effort = 1 + int(rand() * 20); cost = sprintf("%.2f", rand() * j)
				printf ",%s,%d,%s", conf, effort, cost > "in"
				x = "x" i "a" j
				if (worst) group[site[i]] = group[site[i]] sprintf(" + %.17g %s\n", (1 - conf) / size[site[i]], x)
				else obj = obj sprintf(" + %.4f %s\n", 1 - conf, x)
				row = row " + " x; time[j] = time[j] sprintf(" + %d %s\n", effort, x)
				money = money sprintf(" + %s %s\n", cost, x); count[j] = count[j] " + " x; all = all x "\n"
			}
			print "" > "in"
			cons = cons "r" i ":" row " = 1\n"
		}
		for (j = 1; j <= m; j++) {
			hi = int(n * (3 + rand() * 4)); printf " --minutes a%d=%d", j, hi > "options"
			cons = cons "t" j ":" time[j] " <= " hi "\n"
		}
		budget = sprintf("%.2f", n * (.5 + rand())); printf " --budget %s", budget > "options"
		cons = cons "paid:" money " <= " budget "\n"
		if (soft) { # a1 rather reads half of the rows, neither more nor less
			printf " --limits limits" > "options"; half = int(n / 2)
			printf "agent,lo,hi,price\na1,%d,%d,.15\n", half, half > "limits"; if (!worst) obj = obj " + .15 u + .15 o\n"
			cons = cons "soft:" count[1] " + u - o = " half "\n"
		} else { printf " --count a1=2:%d", n > "options"; cons = cons "least:" count[1] " >= 2\n" }
		if (worst) {
			printf " --objective worst-group --group site" > "options"; obj = "t"
			for (g in group) cons = cons "g" g ":" group[g] " - t <= 0\n"
		}
		print "Minimize\ncost: " obj "\nSubject To\n" cons "Binary\n" all "End" > "in.lp"
	}'
}

@test "random tables with limits of minutes, money and rows, hard and soft: the optimum of GLPK in whole numbers, for the total and the worst group" {
	command -v glpsol
	solved=0 refused=0
	for seed in $(seq ${L2D_ALL:+10}5); do
		for kind in : 1: :1 1:1; do
			worst=${kind%:*}
			instance "$seed" "$worst" "${kind#*:}"
			glpsol --lp in.lp -w raw > log
			if ! l2d-workload $(cat options) --report rep in > out 2> err; then
				grep -q "limits clash\|no assignment of whole rows" err
				grep -qE "NO (PRIMAL |INTEGER )?FEASIBLE" log
				refused=$((refused + 1))
				continue
			fi
			[ ! -s err ]
			best=$(awk '$1 == "s" { print $6 }' raw)
			ours=$(if [ "$worst" ]; then printf '%s\n' "$(line site=s1 loss)" "$(line site=s2 loss)" | sort -g | tail -1
				else line '' loss; fi)
			echo "seed $seed: GLPK $best, ours $ours, gap $(line '' gap)"
			near "$ours" "$best" 1e-7
			awk -v b="$(line '' bound)" -v x="$best" 'BEGIN { exit !(b <= x + 1e-7) }'
			near "$(line '' gap)" 0 1e-7
			solved=$((solved + 1))
		done
	done
	echo "$solved solved, $refused refused"
	[ $solved -ge 6 ]
}

@test "minutes: 40 rows and tight limits are solved to the optimum of GLPK, or what is left is in the gap" {
	[ -z "${L2D_SLOW-}" ] || skip "its claim is of numbers; minutes also run on small tables"
	command -v glpsol
	proved=0
	for seed in $(seq ${L2D_ALL:+2}4); do
		awk -v seed=$seed 'BEGIN { srand(seed); n = 40; m = 3; print "id,conf_a,effort_a,conf_b,effort_b,conf_c,effort_c" > "in"
			for (i = 1; i <= n; i++) { row = ""; printf "%d", i > "in"
				for (j = 1; j <= m; j++) { conf = sprintf("%.3f", rand()); t = sprintf("%.1f", 1 + rand() * 19); printf ",%s,%s", conf, t > "in"
					x = "x" i "a" j; obj = obj sprintf(" + %.3f %s\n", 1 - conf, x); row = row " + " x; sum[j] = sum[j] sprintf(" + %s %s\n", t, x)
					all = all x "\n" }
				print "" > "in"; cons = cons "r" i ":" row " = 1\n" }
			for (j = 1; j <= m; j++) cons = cons "t" j ":" sum[j] " <= 95\n"
			print "Minimize\ncost: " obj "\nSubject To\n" cons "Binary\n" all "End" > "in.lp" }'
		glpsol --lp in.lp --cuts --tmlim 20 -w raw > log
		grep -q "INTEGER OPTIMAL" log
		best=$(awk '$1 == "s" { print $6 }' raw)
		expect 0 l2d-workload --minutes '*=95' --report rep in
		echo "seed $seed: GLPK $best, ours $(line '' loss), bound $(line '' bound), gap $(line '' gap)"
		awk -v b="$best" -v x="$(line '' loss)" -v low="$(line '' bound)" 'BEGIN { exit !(low <= b + 1e-7 && x >= b - 1e-7 && x <= b * 1.01) }'
		proved=$((proved + $(awk -v g="$(line '' gap)" 'BEGIN { print g < 1e-9 }')))
	done
	[ $proved -ge 2 ]
}

@test "minutes: the report says what is used, and one more minute is worth its price; the order of the rows is nothing" {
	awk 'BEGIN { srand(3); print "id,conf_a,conf_b,effort_a,effort_b"
		for (i = 0; i < 400; i++) printf "%d,%.4f,%.4f,%d,%d\n", i, .5 + rand() / 2, rand(), 1 + int(rand() * 9), 3 }' > in
	expect 0 l2d-workload --minutes a=900 --report rep in
	price=$(line 'a (minutes)' price) loss=$(line '' loss) bound=$(line '' bound)
	[ "$(line 'a (minutes)' hi)" = 900 ]
	[ "$(line 'a (minutes)' rows)" = "$(awk -F, '$6 == "a" { n += $4 } END { print n }' out)" ]
	awk -v g="$(line '' gap)" 'BEGIN { exit !(g >= 0 && g < 1e-3) }'
	# the bound is a convex function of the limit, and the price its slope; the loss is near it
	expect 0 l2d-workload --minutes a=950 --report rep in
	awk -v a="$bound" -v b="$(line '' bound)" -v p="$price" -v l="$loss" -v m="$(line '' loss)" 'BEGIN {
		exit !(b < a && a - b <= 50 * p * 1.01 && a - b > 25 * p && m < l) }'
	expect 0 l2d-workload --minutes a=950 in
	(head -1 in; tail -n +2 in | sort -r) > other
	l2d-workload --minutes a=950 -j 2 other | sort > got
	sort out | diff - got
}

@test "fault: what is used is its sum, not a rounded one, and no bound is above the value" {
	printf 'id,g,conf_a,conf_b,effort_a,effort_b\n1,x,.6,.7,9,10\n2,x,.9,.8,10,19\n3,y,.6,.3,10,5\n' > in
	for most in 30 33 47; do
		expect 0 l2d-workload --minutes a=$most --objective worst-group -g g --report rep in
		[ "$(line 'a (minutes)' rows)" = "$(awk -F, '$7 == "a" { n += $5 } END { print n }' out)" ]
		awk -v b="$(line '' bound)" -v x="$(line g=x loss)" -v y="$(line g=y loss)" 'BEGIN { exit !(b <= (x > y ? x : y)) }'
	done
}

@test "groups: the worst one's mean loss is brute force's, and of all that reach it the total is the least" {
	for seed in 1 2 3 4; do
		awk -v seed=$seed 'BEGIN { srand(seed); print "id,g,conf_m,conf_a,conf_b"
			for (i = 0; i < 7; i++) printf "%d,%d,%.2f,%.2f,%.2f\n", i, i % 3, rand(), rand(), rand() }' > in
		expect 0 l2d-workload --objective worst-group -g g --count a=:2 --count b=1:3 --report rep in
		awk -F, 'NR > 1 { n++; g[n] = $2; size[$2]++; for (j = 0; j < 3; j++) x[n, j] = 1 - $(3 + j) }
			END { best = 9
				for (c = 0; c < 3 ^ n; c++) {
					a = b = total = w = 0; delete l
					for (i = 1; i <= n; i++) { j = int(c / 3 ^ (i - 1)) % 3; a += j == 1; b += j == 2
						l[g[i]] += x[i, j] / size[g[i]]; total += x[i, j] }
					for (k in l) w = l[k] > w ? l[k] : w
					if (a > 2 || b < 1 || b > 3) continue
					if (w < best - 1e-9 || (w < best + 1e-9 && total < least)) { best = w; least = total }
				}
				printf "%.12g %.12g\n", best, least }' in > want
		read -r best least < want
		near "$(awk -F, '$2 ~ /^g=/ && $8 > w { w = $8 } END { print w }' rep)" "$best" 1e-9
		near "$(line '' loss)" "$least" 1e-9
	done
}

# Every limit is an option, so that those that are named can be tried alone, and without each; GLPK says whether rows that may be
# divided can keep them.
@test "limits of minutes, money and rows that clash are named, and none too many: they clash alone, and not without one of them" {
	command -v glpsol
	clashes=0 open=0
	for seed in $(seq ${L2D_ALL:+2}12); do
		awk -v seed=$seed 'BEGIN { srand(seed); n = 12 + int(rand() * 20); print "id,conf_a,conf_b,conf_c,effort_a,effort_b,effort_c,cost_a,cost_b,cost_c,avail_a,avail_b,avail_c" > "in"
			for (i = 1; i <= n; i++) {
				printf "%d", i > "in"; row = ""; there = int(rand() * 3)
				for (j = 0; j < 3; j++) printf ",%.2f", rand() > "in"
				for (j = 0; j < 3; j++) printf ",%d", t[j] = 1 + int(rand() * 9) > "in"
				for (j = 0; j < 3; j++) printf ",%.2f", c[j] = sprintf("%.2f", rand()) > "in"
				for (j = 0; j < 3; j++) { here = j == there || rand() < .6; printf ",%d", here > "in"; if (!here) continue
					x = "x" i "a" j; row = row " + " x; time[j] = time[j] sprintf(" + %d %s\n", t[j], x)
					money = money sprintf(" + %s %s\n", c[j], x); count[j] = count[j] " + " x "\n" }
				print "" > "in"; cons = cons "r" i ":" row " = 1\n" }
			for (j = 0; j < 3; j++) { name = substr("abc", j + 1, 1)
				hi = int(n * (1 + rand() * 4)); print name " (minutes)|--minutes " name "=" hi > "limits"; cons = cons "t" j ":" time[j] " <= " hi "\n"
				lo = int(rand() * n / 4); hi = lo + int(rand() * n / 2); print name "|--count " name "=" lo ":" hi > "limits"
				cons = cons "l" j ":" count[j] " >= " lo "\nh" j ":" count[j] " <= " hi "\n" }
			b = sprintf("%.2f", n * (.3 + rand() * .6)); print "everybody (money)|--budget " b > "limits"
			print "Minimize\ncost: x1a" there "\nSubject To\n" cons "paid:" money " <= " b "\nEnd" > "in.lp" }'
		try() { l2d-workload $(cut -d'|' -f2 "$1") in > out 2> err; }
		glpsol --lp in.lp > log
		if try limits || ! grep -q 'the limits clash' err; then fails grep -qE "NO (PRIMAL )?FEASIBLE" log; open=$((open + 1)); continue; fi
		grep -qE "NO (PRIMAL )?FEASIBLE" log
		sed 's/.*limits clash: //; s/: .*//; s/, /\n/g' err > names
		grep -F "$(sed 's/$/|/' names)" limits | awk -F'|' 'NR == FNR { named[$0]; next } $1 in named' names - > core
		[ "$(wc -l < core)" = "$(wc -l < names)" ]
		fails try core
		for i in $(seq "$(wc -l < core)"); do
			sed "${i}d" core > less
			try less || fails grep -q 'the limits clash' err
		done
		clashes=$((clashes + 1))
	done
	echo "$clashes clash, $open do not"
	[ $clashes -ge 3 ]
	[ $open -ge 1 ]
}

@test "minutes, money, the worst group and the doubtful rows of every batch on its own: as of a table of that batch alone" {
	awk 'BEGIN { srand(3); print "id,day,site,conf_model,conf_ann,conf_bob,effort_ann,cost_model,cost_ann,cost_bob"
		for (i = 0; i < 24; i++) printf "%d,%s,s%d,%.3f,%.3f,%.3f,%d,0,.%d,.%d\n", i, i % 3 ? "mon" : "tue", i % 2, rand(), .4 + rand() * .6, rand(),
			1 + int(rand() * 9), 1 + rand() * 3, 1 + rand() * 3 }' > in
	for options in "--minutes ann=12" "--budget .8" "--objective worst-group -g site" "--readings-where conf_model=top:.4"; do
		expect 0 l2d-workload $options --batch day in
		for day in mon tue; do
			awk -F, -v day=$day 'NR == 1 || $2 == day' in | l2d-workload $options > alone
			awk -F, -v day=$day 'NR == 1 || $2 == day' out | cmp - alone
		done
		# and it is not what the whole table would have
		[ "$options" = "--objective worst-group -g site" ] || fails cmp -s out <(l2d-workload $options in)
	done
	expect 2 l2d-workload --batch day in
}

@test "minutes and money that cannot be kept, and options that say nothing, are refused" {
	printf 'id,conf_a,conf_b,effort_a,cost_a,cost_b\n1,.9,.8,5,1,2\n2,.9,.8,5,1,2\n' > in
	expect 5 l2d-workload --minutes a=5 --count b=:0 in
	same err <<< "l2d-workload: the limits clash: a (minutes), b: the rows cannot keep them, even if they were divided among agents"
	[ ! -s out ]
	printf 'agent,set,lo,hi\nb,,,0\na,,,2\n' > limits
	expect 5 l2d-workload --minutes a=5 --budget 9 --limits limits in
	grep -qF "the limits clash: a (minutes), b (all rows) [limits:2]: " err
	# rows that may be divided could keep them: 1.6 for a
	expect 5 l2d-workload --minutes a=8 --budget 2.5 in
	same err <<< "l2d-workload: no assignment of whole rows keeps all limits, though mixtures do"
	expect 5 l2d-workload --budget 1.5 in
	grep -q "the limits clash: everybody (money)" err
	for bad in "--minutes b=1" "--minutes a=x" "--minutes c=1" "--minutes a=1 --minutes a=2" "--budget -1" "--group id" \
		"--objective worst-group" "--mode greedy --budget 2" "--budget 3 --loss gate"; do
		l2d-workload $bad in > out 2> err && false
		[ ! -s out ]
		[ -s err ]
	done
	sed 's/^2,.9,.8,5/2,.9,.8,-1/' in > bad
	expect 3 l2d-workload --minutes a=5 bad
	same err <<< "l2d-workload: bad:3:9: column 'effort_a': minutes are from 0 to 1e280: '-1'"
	sed 's/,1,2$/,-1,2/' in > bad
	expect 3 l2d-workload --budget 5 bad
	grep -q "column 'cost_a': under a budget prices" err
}

@test "fixed rows stay; with a cost of change those move whose move pays, by brute force" {
	for seed in 1 2 3 4 5 6; do
		awk -v seed=$seed 'BEGIN { srand(seed); split("a b c", agent, " "); print "id,fixed,change,conf_a,conf_b,conf_c,w"
			for (i = 0; i < 7; i++) printf "%d,%s,%s,%.2f,%.2f,%.2f,%d\n", i, rand() < .7 ? agent[1 + int(rand() * 3)] : "",
				rand() < .3 ? "" : .2, rand(), rand(), rand(), 1 + int(rand() * 3) }' > in
		for change in '' .15 change; do
			l2d-workload ${change:+--change-cost $change} --count a=:3 --count b=1:3 --report rep in > out 2> err || echo none > rep
			awk -F, -v change="$change" 'NR > 1 { n++; for (j = 0; j < 3; j++) x[n, j] = $7 * (1 - $(4 + j))
					for (j = 0; j < 3; j++) if ($2 != "" && $2 != substr("abc", j + 1, 1))
						x[n, j] += change == "" || (change == "change" && $3 == "") ? 1e9 : $7 * (change == "change" ? $3 : change) }
				END { best = 1e9
					for (c = 0; c < 3 ^ n; c++) { a = b = total = 0
						for (i = 1; i <= n; i++) { j = int(c / 3 ^ (i - 1)) % 3; a += j == 0; b += j == 1; total += x[i, j] }
						if (a <= 3 && b >= 1 && b <= 3 && total < best) best = total }
					printf "%.12g\n", best }' in > want
			if [ "$(cat want)" = 1000000000 ]; then grep -q "limits clash" err; else near "$(line '' loss)" "$(cat want)" 1e-9; fi
		done
	done
}

@test "fixed: unknown agents, those who may not answer, one twice and several at once elsewhere are refused" {
	printf 'id,fixed,conf_a,conf_b,avail_a\n1,a,.9,.8,\n' > in
	expect 3 l2d-workload in
	grep -q "column 'fixed': the agent that is to stay may not answer this row: 'a'" err
	expect 0 l2d-workload --change-cost .1 in
	[ "$(column agent out)" = b ]
	sed 's/1,a/1,z/' in > bad
	expect 3 l2d-workload bad
	expect 2 l2d-workload --change-cost -1 in
	expect 3 l2d-workload --change-cost nowhere in
	# what a change costs times the weight is no number: once infinite, as if nobody might leave
	printf 'id,fixed,conf_a,conf_b,w,change\n1,b,.9,.8,1e100,\n2,a,.8,.9,1e100,1e200\n' > big
	expect 3 l2d-workload --columns weight=w --change-cost 1e200 big
	same err <<< "l2d-workload: big:2:11: column 'w': what a change costs times this weight is above 1e280, too large for sums: '1e100'"
	expect 3 l2d-workload --columns weight=w --change-cost change big
	grep -q "^l2d-workload: big:3:11: column 'w': what a change costs times this weight" err
	expect 0 l2d-workload --columns weight=w --change-cost 1e180 big
	expect 2 l2d-workload --mode pace --step 1e11 big # prices of costs of 1e280 stay numbers
	expect 3 l2d-workload --change-cost .1 --columns fixed= in
	printf 'id,fixed_1,fixed_2,conf_a,conf_b,conf_c\n1,a,,.9,.8,.1\n2,,c,.9,.8,.1\n' > in
	expect 0 l2d-workload --readings 2 in
	cut -d, -f1,7,8 out | tail -n +2 | diff - <(printf '1,a,b\n2,a,c\n')
	expect 2 l2d-workload --readings 2 --mode greedy in
	expect 2 l2d-workload --agents-per-row 1:2 in
	sed 's/^1,a,/1,a,b/' in > bad
	expect 3 l2d-workload bad
	grep -q "bad:2:5: column 'fixed_2': more agents have the row than it may have: 'b'" err
	sed 's/^1,a,/1,a,a/' in > bad
	expect 3 l2d-workload --readings 2 bad
	same err <<< "l2d-workload: bad:2:5: column 'fixed_2': the agent has the row twice: 'a'"
	sed 's/fixed_2/fixed/' in > bad
	expect 3 l2d-workload --readings 2 bad
	grep -q "the columns 'fixed_1' and 'fixed'" err
	# a plan is read back
	l2d-workload --readings 2 in > plan
	expect 0 l2d-workload --readings 2 --columns fixed=agent_1,agent_2 plan
	cmp out plan
}

@test "fault: --readings-where with --in-row ended in a crash where a row cannot keep the rule; rows of weight 0 keep who has them" {
	printf 'set,agent\ns,a\n' > sets
	printf 'id,hard,conf_model,conf_a,conf_b,conf_c,avail_a\n1,.9,.5,.9,.8,.7,0\n2,.1,.5,.9,.8,.7,1\n' > in
	expect 5 l2d-workload --sets sets --in-row s=1: --readings-where hard=top:.5 in
	same err <<< "l2d-workload: the agents of a row that has 2 after --readings-where leave no choice that keeps --in-row"
	printf 'id,fixed_1,fixed_2,conf_a,conf_b,conf_c,w\n1,c,,.9,.8,.1,0\n2,,c,.9,.8,.1,1\n' > in
	expect 0 l2d-workload --readings 2 --count c=:1 --report rep in
	cut -d, -f1,8,9 out | tail -n +2 | diff - <(printf '1,a,c\n2,a,c\n')
	[ "$(line c rows) $(line '' changed)" = "1 0" ]
	# two who are to stay in a row of one: no --in-row is in it
	printf 'id,fixed_1,fixed_2,conf_a,conf_b,readings\n1,a,b,.9,.8,1\n2,,,.9,.8,2\n' > in
	expect 5 l2d-workload --readings 2 in
	same err <<< "l2d-workload: in:2:1: the row's agents leave no choice that keeps who is to stay"
}

@test "--sentences: rows, share, limits, prices and what soft limits cost, in words" {
	printf 'id,conf_model,conf_ann,effort_ann\n1,.5,.9,10\n2,.6,.9,6\n3,.7,.9,5\n' > in
	expect 0 l2d-workload --minutes ann=12 --sentences text in
	same text <<-'E'
	3 rows, 0.7 wrong answers expected.
	model: 1 row, 33.33 %.
	ann: 2 rows, 66.67 %.
	ann (minutes): 11 minutes used, at most 12.  One minute more would save 0.04 wrong answers.
	E
	printf 'agent,lo,hi,price\nann,,1,.1\nmodel,3,,.05\n' > limits
	expect 0 l2d-workload --limits limits --sentences text in
	same text <<-'E'
	3 rows, loss 0.65, of which limits that are exceeded cost 0.35.
	model: 0 rows, 0 %.
	ann: 3 rows, 100 %.
	ann (all rows) at 0.1: 3 rows, 100 %, at most 1; 2 too many, which costs 0.2.  One row more would save 0.1 of the loss.
	model (all rows) at 0.05: 0 rows, 0 %, at least 3; 3 too few, which costs 0.15.  A lower limit of one row more would cost 0.05 of the loss.
	E
	expect 0 l2d-workload --count model=2: --sentences text in
	same text <<-'E'
	3 rows, 0.8 wrong answers expected.
	model: 2 rows, 66.67 %, at least 2.  A lower limit of one row more would cost 0.4 wrong answers.
	ann: 1 row, 33.33 %.
	E
	# money is none of the loss; other costs, weights and estimates are
	printf 'id,conf_model,conf_ann,cost_ann\n1,.5,.9,1\n2,.6,.9,1\n3,.7,.9,1\n' > paid
	expect 0 l2d-workload --budget 1 --sentences text paid
	same text <<-'E'
	3 rows, 0.8 wrong answers expected.
	model: 2 rows, 66.67 %.
	ann: 1 row, 33.33 %.
	everybody (money): 1 unit of money used, at most 1.  One unit of money more would save 0.3 wrong answers.
	E
	sed 's/,1$/,.1/' paid > cheap
	expect 0 l2d-workload --count ann=:1 --sentences text cheap
	grep -qx '3 rows, loss 0.9.' text
	grep -q 'One row more would save 0.2 of the loss.' text
	sed 's/conf_/est_/g' in > est
	expect 0 l2d-workload --count ann=:1 --sentences text est
	grep -q ' of the loss.' text
	expect 2 l2d-workload --mode project --sentences text in
	expect 4 l2d-workload --sentences no/where in
}
