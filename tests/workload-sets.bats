# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# l2d-workload: rows with their own number of readers, limits on sets of agents and parts of the rows, hard or at a price, rules
# about the agents of a row; against GLPK, which knows nothing of nesting.
load common

total() {
	awk -F, -v name="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) c = i } END { print $c }' rep
}

# roster SEED: in, sets, limits: rows of three days in two weeks, agents a b (set s) and c d (set t), limits for an agent and day, for a
# set and day, for a set and week, for all; and the same as a linear programme, in.lp.  soft: those of an agent and of a week can
# be exceeded at a price, but an agent by one only.
roster() {
	awk -v seed="$1" -v rule="$2" -v soft="$3" 'BEGIN {
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
		print "agent,set,day,week,lo,hi,price" > "limits"
		hi = (soft ? 0 : 2) + int(rand() * 3); own = soft ? sprintf("%.2f", rand()) : ""; each("[abcd]d", 0, hi, own)
		print "*,,*,,," hi "," own > "limits"
		if (soft) { each("[abcd]d", 0, hi + 1); print "*,,*,,," hi + 1 "," > "limits" }
		for (k = 1; k <= 2; k++) {
			s = k == 1 ? "s" : "t"
			lo = int(rand() * 2); hi = lo + 2 + int(rand() * 4)
			each(s "d", lo, hi); print "," s ",*,," lo "," hi "," > "limits"
			lo = int(rand() * 4); hi = lo + 3 + int(rand() * 6); own = soft ? sprintf("%.2f", rand()) : ""
			if (soft) { lo += 3; hi = lo }
			each(s "w", lo, hi, own); print "," s ",,*," lo "," hi "," own > "limits"
		}
		print "Minimize\ncost:\n" obj "Subject To\n" cons "Bounds\n" bounds "End" > "in.lp"
	}
	function each(re, lo, hi, price,   k, up, down) {
		for (k in sum) if (k ~ "^" re) {
			slacks++; up = price == "" ? "" : " + u" slacks; down = price == "" ? "" : " - o" slacks
			if (price != "") obj = obj " + " price " u" slacks " + " price " o" slacks "\n"
			if (lo) cons = cons "lo" slacks ":" sum[k] up " >= " lo "\n"
			cons = cons "hi" slacks ":" sum[k] down " <= " hi "\n"
		}
	}'
}

@test "random rosters, days in weeks, agents in sets, double reads, soft limits: the optimum of GLPK, or infeasible like it" {
	command -v glpsol
	solved=0 refused=0
	for seed in $(seq 212 | some 30); do
		for kind in ":" "1:" ":1" "1:1"; do
			rule=${kind%:*}
			roster "$seed" "$rule" "${kind#*:}"
			if ! l2d-workload --sets sets --limits limits ${rule:+--in-row s=1:1} --report rep in > out 2> err; then
				grep -qE "limits clash|agents that may be used" err
				glpsol --lp in.lp -w raw | grep -qE "NO (PRIMAL )?FEASIBLE|UNDEFINED"
				refused=$((refused + 1))
				continue
			fi
			glpsol --exact --lp in.lp -w raw > log
			near "$(total loss)" "$(awk '$1 == "s" { print $7 }' raw)" 1e-9
			near "$(total gap)" 0 1e-12
			# paid is what is beyond times the price, and loss what the readings cost besides
			[ "$kind" = "${kind%1}" ] || awk -F, '
				NR == FNR { if ($2 == "") { loss = $8; all = $14 } else paid += $14
					n = split($2, word, " at "); if (n > 1 && ($14 - ($12 + $13) * word[2]) ^ 2 > 1e-20) bad = 1; next }
				FNR > 1 { for (c = NF - 3; c < NF - 1; c++) if ($c != "") own += 1 - $(4 + index("abcd", $c)) }
				END { exit bad || (all - paid) ^ 2 > 1e-20 || (loss - paid - own) ^ 2 > 1e-20 }' rep out
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

@test "fault: a row that --readings-where gives two readers kept the model, who had it already, as one of them" {
	printf 'id,doubt,fixed,conf_model,conf_a,conf_b\n1,.9,model,.5,.6,.7\n2,.1,,.5,.6,.7\n3,.2,,.5,.6,.7\n4,.3,model,.5,.6,.7\n' > in
	expect 5 l2d-workload --readings 2 --readings-where doubt=top:.25 in
	same err <<< "l2d-workload: the agents of a row that has 2 after --readings-where leave no choice that keeps who is to stay"
	expect 0 l2d-workload --readings 2 --readings-where doubt=top:.25 --change-cost .1 in
	cut -d, -f1,7,8 out | tail -n +2 | diff - <(printf '1,a,b\n2,b,\n3,b,\n4,b,\n')
	sed '2s/model/a/' in > other
	expect 0 l2d-workload --readings 2 --readings-where doubt=top:.25 other
	cut -d, -f1,7,8 out | tail -n +2 | diff - <(printf '1,a,b\n2,b,\n3,b,\n4,model,\n')
}

@test "limits that cross are refused with their names; lines that are twice there, unknown sets and columns, too" {
	printf 'id,day,conf_a,conf_b\n1,mon,.8,.7\n2,tue,.8,.7\n' > in
	printf 'set,agent\ns,a\n' > sets
	printf 'agent,set,day,lo,hi\na,,,,1\n,,mon,,1\n' > limits
	expect 5 l2d-workload --sets sets --limits limits in
	grep -q "limits: the limits of 'a (all rows)' (line 2) and 'everybody (day=mon)' (line 3) cross" err
	[ ! -s out ]
	printf 'agent,set,day,lo,hi\na,,,,1\n*,,,,1\n' > limits
	expect 3 l2d-workload --limits limits in
	same err <<< "l2d-workload: limits:3:1: line 2 is about 'a (all rows)', too"
	printf 'agent,set,day,lo,hi\n,u,,,1\n' > limits
	expect 3 l2d-workload --limits limits in
	grep -q "limits:2:2: column 'set': --sets has no such set: 'u'" err
	printf 'agent,set,shift,lo,hi\na,,*,,1\n' > limits
	expect 3 l2d-workload --limits limits in
	grep -q "no column 'shift'" err
	printf 'agent,set,day,lo,hi\n*,,*,,0\n' > limits
	expect 5 l2d-workload --limits limits in
	same err <<< "l2d-workload: the limits clash: a (day=tue) [limits:2], b (day=tue) [limits:2]: upper limits 0, and rows that nobody else can take"
	printf 'agent,set,day,lo,hi\na,,wed,1,\n' > limits
	expect 5 l2d-workload --limits limits in
	expect 2 l2d-workload --batch day --limits limits in
	printf 'agent,day,lo,hi,minutes,price\na,*,,1,5,\nb,,,,7,.1\n' > limits
	expect 3 l2d-workload --limits limits in
	same err <<< "l2d-workload: limits:3:8: column 'price': a limit of minutes has no price: '.1'"
	sed -i 's/,[^,]*$//' limits
	expect 3 l2d-workload --limits limits in
	same err <<< "l2d-workload: limits:2:1: no column says how many minutes 'a' needs"
	expect 2 l2d-workload --mode greedy --limits limits in
	sed -i 's/,5$/,-1/' limits
	expect 3 l2d-workload --limits limits in
	grep -q "limits:2:8: column 'minutes': minutes are from 0 to 1e280: '-1'" err
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

@test "soft limits: brute force on tiny tables; a price is no negative number; limits at several prices for the same rows" {
	for seed in 1 2 3; do
		awk -v seed=$seed 'BEGIN { srand(seed); print "id,conf_a,conf_b,conf_c"
			for (i = 0; i < 6; i++) printf "%d,%.2f,%.2f,%.2f\n", i, rand(), rand(), rand() }' > in
		printf 'agent,lo,hi,price\na,,1,.1\na,,2,.25\na,,3,\nb,3,,.3\nc,1,2,.05\n' > limits
		expect 0 l2d-workload --limits limits --report rep in
		awk -F, 'NR > 1 { n++; for (j = 0; j < 3; j++) x[n, j] = 1 - $(2 + j) }
			function over(n, hi) { return n > hi ? n - hi : 0 }
			END { best = 1e9
				for (s = 0; s < 3 ^ n; s++) { a = b = c = total = 0
					for (i = 1; i <= n; i++) { j = int(s / 3 ^ (i - 1)) % 3; a += j == 0; b += j == 1; c += j == 2; total += x[i, j] }
					total += .1 * over(a, 1) + .25 * over(a, 2) + .3 * over(3, b) + .05 * (over(1, c) + over(c, 2))
					if (a <= 3 && total < best) best = total }
				printf "%.12g\n", best }' in > want
		near "$(total loss)" "$(cat want)" 1e-9
	done
	sed 's/,.05$/,-1/' limits > bad
	expect 3 l2d-workload --limits bad in
	same err <<< "l2d-workload: bad:6:7: column 'price': a price is from 0 to 1e100: '-1'"
	expect 2 l2d-workload --mode greedy --limits limits in
}

# brute force of the pairs of every row, a and b are one team
@test "never both from one team: two readers of every row, under a limit, by brute force" {
	printf 'set,agent\nteam,a\nteam,b\n' > sets
	for seed in 1 2 3; do
		awk -v seed=$seed 'BEGIN { srand(seed); print "id,conf_a,conf_b,conf_c,conf_d"
			for (i = 0; i < 5; i++) printf "%d,%.3f,%.3f,%.3f,%.3f\n", i, .5 + rand() / 2, .5 + rand() / 2, rand(), rand() }' > in
		expect 0 l2d-workload --readings 2 --count a=:3 --sets sets --in-row team=:1 --report rep in
		awk -F, 'NR > 1 { n++; if ($6 $7 == "ab" || $6 == $7 || $7 == "") exit 1; a += $6 == "a" } END { exit a > 3 || n != 5 }' out
		awk -F, 'NR > 1 { n++; for (j = 1; j <= 4; j++) x[n, j] = 1 - $(1 + j) }
			END { split("13 14 23 24 34", pair, " "); best = 1e9
				for (s = 0; s < 5 ^ n; s++) { a = total = 0
					for (i = 1; i <= n; i++) { k = pair[1 + int(s / 5 ^ (i - 1)) % 5]; u = int(k / 10)
						a += u == 1; total += x[i, u] + x[i, k % 10] }
					if (a <= 3 && total < best) best = total }
				printf "%.12g\n", best }' in > want
		near "$(total loss)" "$(cat want)" 1e-9
		# without the rule there are rows that both read
		l2d-workload --readings 2 --count a=:3 in | grep -q ',a,b,'
	done
}

@test "rules about sets that overlap: refused where there are too many choices, readers or limits with a price, and rows that cannot keep them are named" {
	printf 'set,agent\ns,a\ns,b\nt,b\nt,c\n' > sets
	printf 'id,conf_a,conf_b,conf_c,conf_d,avail_d\n1,.9,.8,.7,.6,1\n2,.9,.8,.7,.6,0\n' > in
	rules="--sets sets --in-row s=1: --in-row t=:1"
	expect 0 l2d-workload --readings 2 $rules --count a=:1 in
	cut -d, -f1,7,8 out | tail -n +2 | diff - <(printf '1,b,d\n2,a,b\n')
	printf 'agent,lo,hi,price\na,,1,.1\n' > soft
	expect 5 l2d-workload --readings 2 $rules --limits soft in
	same err <<< "l2d-workload: --in-row: sets with agents in common need a choice of agents for every row; there are more than 1000000, or limits with a price"
	sed 's/^2,.*/2,.9,.8,.7,.6,0,0/; s/^1.*/&,1/; 1s/$/,avail_a/' in > bad
	expect 5 l2d-workload --readings 2 $rules bad
	same err <<< "l2d-workload: bad:3:1: the row's agents leave no choice that keeps --in-row"
	printf 'conf_a,conf_b,conf_c,conf_d,conf_e,conf_f\n.9,.8,.7,.6,.5,.4\n' > six
	expect 2 l2d-workload --readings 5 $rules six
	# a million choices: nobody waits for them
	awk 'BEGIN { for (j = 0; j < 50; j++) printf "conf_%s%s", j < 26 ? sprintf("%c", 97 + j) : "n" j, j < 49 ? "," : "\n"
		for (i = 0; i < 900; i++) for (j = 0; j < 50; j++) printf ".%d%s", 1 + j % 9, j < 49 ? "," : "\n" }' > wide
	expect 5 l2d-workload --readings 2 $rules wide
}

@test "fault: limits of minutes, many of them on choices of readers, take memory for what they hold; too many are refused" {
	awk 'BEGIN { srand(1); printf "id,day"; for (a = 1; a <= 20; a++) printf ",conf_a%d,effort_a%d", a, a; print ""
		for (i = 0; i < 400; i++) { printf "%d,d%d", i, i % 5
			for (a = 1; a <= 20; a++) printf ",%.3f,%d", rand(), 1 + int(rand() * 9); print "" } }' > in
	awk 'BEGIN { print "set,agent"; for (s = 1; s <= 30; s++) for (a = 1; a <= 20; a++) if ((a * 7 + s * 3) % 5 < 2) print "s" s ",a" a }' > sets
	awk 'BEGIN { print "set,day,lo,hi,minutes"; for (s = 1; s <= 30; s++) for (d = 0; d < 5; d++) print "s" s ",d" d ",,," 600 + s }' > limits
	case $BUILD in *asan*) room=unlimited ;; *) room=60000 ;; esac # an array of amounts for each line: 300 MB
	(ulimit -v $room; expect 0 l2d-workload --readings 2 --sets sets --limits limits --in-row s1=1:1 --in-row s2=0:1 --in-row s3=0:1 --report rep in)
	[ "$(grep -c '(minutes)' rep)" -eq 150 ]
	awk 'BEGIN { print "id,conf_a,effort_a"; for (i = 0; i < 4001; i++) print i ",.5,1" }' > in
	awk 'BEGIN { print "agent,id,lo,hi,minutes"; for (i = 0; i < 4001; i++) print "," i ",,,9" }' > limits
	expect 5 l2d-workload --limits limits in
	same err <<< "l2d-workload: more than 4000 limits of minutes and money, agents and groups are not solved: 4003"
}

@test "fault: of limits of choices of readers that clash the last ones had no name, where others are upper and lower ones" {
	printf 'id,conf_a,conf_b,conf_c,effort_c\n1,.9,.8,.1,5\n2,.9,.7,.1,5\n3,.8,.9,.1,5\n4,.6,.7,.1,5\n' > in
	printf 'set,agent\ns,a\ns,b\nt,b\nt,c\n' > sets
	rules="--readings 2 --sets sets --in-row s=1:2 --in-row t=1:2 --count a=1:3 --count b=1:3 --count c=2:3"
	expect 5 l2d-workload $rules --minutes c=6 in # two of 5 are 10
	same err <<< "l2d-workload: the limits clash: c (minutes), c: the rows cannot keep them, even if they were divided among agents"
	expect 0 l2d-workload $rules --minutes c=10 in
}

# The cases of pipelines/roster; reader20 is nearly always wrong there, so that only the week's minimum gives it any.
@test "20 readers, 5 days of 500 cases: 40 a day, two away on Tuesday, seniors below .7, a tenth read twice with a senior, 5 a week at least" {
	for part in cases sets; do awk -v rows=500 -v seed=1 -v part=$part -f "$ROOT/pipelines/roster/week.awk" > $part; done
	awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "conf_reader20") c = i } NR > 1 { $c /= 20 } 1' cases > in
	awk 'BEGIN { print "agent,set,day,lo,hi"; split("mon tue wed thu fri", day, " ")
		for (r = 1; r <= 20; r++) { who = sprintf("%s%02d", r <= 5 ? "senior" : "reader", r)
			for (d = 1; d <= 5; d++) print who ",," day[d] ",," (d == 2 && (r == 1 || r == 8) ? 0 : 40)
			print who ",,,5," } }' > limits
	expect 0 l2d-workload --readings-where doubt=top:.1 --sets sets --in-row seniors=1: --limits limits --report rep in
	near "$(total gap)" 0 1e-9
	awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next }
		{
			rows++; day[$c["day"]]++; a = $c["agent_1"]; b = $c["agent_2"]
			if (b != "") { doubles++; if (a == b || a == "model" || b == "model" || a b !~ /senior/) bad = bad " pair" NR
				if (least == "" || $c["doubt"] < least) least = $c["doubt"] }
			else if ($c["doubt"] > most) most = $c["doubt"]
			if (a == "") bad = bad " nobody" NR
			if (a b ~ /senior/ && $c["conf_model"] > .7) bad = bad " senior" NR
			n[a, $c["day"]]++; week[a]++; if (b != "") { n[b, $c["day"]]++; week[b]++ }
		}
		END {
			for (r = 1; r <= 20; r++) {
				who = sprintf("%s%02d", r <= 5 ? "senior" : "reader", r)
				for (d in day) if (n[who, d] > 40) bad = bad " " who d
				if (week[who] < 5) bad = bad " week-" who
				full += n[who, "wed"] == 40
			}
			if (n["senior01", "tue"] + n["reader08", "tue"]) bad = bad " tue"
			for (d in day) if (day[d] != 500) bad = bad " " d
			if (rows != 2500 || doubles != 250 || least < most) bad = bad " rows"
			# the limits bind
			if (week["reader20"] != 5 || full < 5) bad = bad " loose"
			print bad; exit bad != ""
		}' out
}

# Every line of the file is one limit, so that those that are named can be tried alone, and without each.
@test "limits that clash are named with their lines, and none too many: they clash alone, and not without one of them" {
	command -v glpsol
	clashes=0 kept=0
	try() { { head -1 limits; for i in $1; do sed -n ${i}p limits; done; } > these; l2d-workload --sets sets --limits these in > out 2>&1; }
	# possible LINES: what GLPK says of whole rows under these lines of limits, the hard ones
	possible() {
		awk -F, -v lines=" $(echo $1) " 'NR == FNR { if (FNR > 1) { day[++n] = $2; for (j = 0; j < 4; j++) may[n, j] = $(7 + j) == 1 }; next }
			FNR > 1 && index(lines, " " FNR " ") && $6 == "" { sum = ""
				for (i = 1; i <= n; i++) for (j = 0; j < 4; j++) if ($3 == "" || $3 == day[i])
					if ($1 != "" ? $1 == substr("abcd", j + 1, 1) : $2 == "" || j < 2) sum = sum " + x" i "a" j
				if ($4 != "") rule = rule "lo" FNR ":" sum " >= " $4 "\n"
				if ($5 != "") rule = rule "hi" FNR ":" sum " <= " $5 "\n" }
			END { print "Minimize\ncost: x1a0\nSubject To"
				for (i = 1; i <= n; i++) { sum = ""; for (j = 0; j < 4; j++) { x = "x" i "a" j; sum = sum " + " x; all = all x "\n"; if (!may[i, j]) rule = rule "no" x ": " x " = 0\n" }
					print "r" i ":" sum " = 1" }
				printf "%sBinary\n%sEnd\n", rule, all }' in limits > in.lp
		glpsol --lp in.lp > log
		grep -q "INTEGER OPTIMAL SOLUTION FOUND" log || { grep -qE "NO (PRIMAL |INTEGER )?FEASIBLE" log && return 1; } || { cat log; exit 1; }
	}
	for seed in $(seq 220 | some 20); do
		awk -v seed=$seed 'BEGIN { srand(seed); n = 6 + int(rand() * 6); split("a b c d", agent, " ")
			print "set,agent\ns,a\ns,b" > "sets"; print "id,day,conf_a,conf_b,conf_c,conf_d,avail_a,avail_b,avail_c,avail_d" > "in"
			for (i = 1; i <= n; i++) { printf "%d,%d", i, i < 3 ? i : 1 + int(rand() * 2) > "in"
				for (j = 0; j < 4; j++) printf ",%.3f", rand() > "in"
				there = int(rand() * 4)
				for (j = 0; j < 4; j++) printf ",%d", j == there || rand() < .7 > "in"
				print "" > "in" }
			print "agent,set,day,lo,hi,price" > "limits"
			for (d = 1; d <= 2; d++) {
				for (j = 1; j <= 4; j++) { lo = int(rand() * 2); print agent[j] ",," d "," lo "," lo + int(rand() * 3) "," > "limits" }
				lo = int(rand() * 3); soft = rand() < .2 ? ".1" : ""; print ",s," d "," lo "," lo + int(rand() * 3) "," soft > "limits" }
			print ",s,," 2 "," 3 + int(rand() * 6) "," > "limits"
			print ",,,," (rand() < .5 ? "" : n + int(rand() * 9) - 1) "," > "limits" }'
		if try "$(seq 2 13)"; then
			possible "$(seq 2 13)"
			kept=$((kept + 1))
			continue
		fi
		fails possible "$(seq 2 13)"
		grep -q 'the limits clash' out
		l2d-workload --sets sets --limits limits in 2>&1 | grep -o 'limits:[0-9]*\]' | tr -dc '0-9\n' > core
		[ -s core ]
		fails try "$(cat core)"
		fails possible "$(cat core)"
		while read -r line; do
			try "$(grep -vx "$line" core)" || { cat out core; false; }
			possible "$(grep -vx "$line" core)"
		done < core
		clashes=$((clashes + 1))
	done
	echo "$clashes clash, $kept are kept"
	[ $((clashes + kept)) -eq "$(seq 220 | some 20 | wc -l)" ]
	[ $clashes -gt 0 ]
	[ $kept -gt 0 ]
	# everybody's line over all rows is no limit here, with any hi that the rows keep: it is not the number of rows
	printf 'agent,set,day,lo,hi\nann,,mon,6,\nbob,,mon,5,\n,,,,\n' > limits
	awk 'BEGIN { print "day,conf_ann,conf_bob"; for (i = 0; i < 10; i++) print (i < 7 ? "mon" : "tue") ",.8,.7" }' > in
	for hi in "" 10 90; do
		expect 5 l2d-workload --limits <(sed "4s/\$/$hi/" limits) in
		grep -q 'ann (day=mon) \[.*:2\], bob (day=mon) \[.*:3\]: lower limits 11, and too few rows for them' err
	done
}
