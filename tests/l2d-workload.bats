# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
load common

# cell AGENT COLUMN FILE: of a report with one batch; AGENT may be empty: the total.
cell() {
	awk -F, -v agent="$1" -v name="$2" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) c = i; next }
		$2 == agent { print $c }' "$3"
}

@test "assign: the known answer; greedy in row order is worse" {
	printf 'id,conf_a,conf_b\n1,.9,.8\n2,.9,.1\n' > in
	expect 0 l2d-workload --count a=:1 --count b=:1 --report rep in
	same out <<-'E'
	id,conf_a,conf_b,agent,answer
	1,.9,.8,b,
	2,.9,.1,a,
	E
	near "$(cell '' loss rep)" 0.3 1e-15
	near "$(cell '' bound rep)" 0.3 1e-15
	[ "$(cell '' gap rep)" = 0 ]
	near "$(cell a price rep)" 0.1 1e-15
	[ "$(cell b price rep)" = 0 ]
	expect 0 l2d-workload --mode greedy --count a=:1 --count b=:1 --report rep in
	[ "$(column agent out | tr '\n' ' ')" = "a b " ]
	[ "$(cell '' loss rep)" = 1 ]
}

@test "project: the known answers of the constrained E-step" {
	printf 'q_a,q_b\n.9,.1\n.8,.2\n' > in
	expect 0 l2d-workload --mode project --share a=0:.5 --report rep --digits 12 in
	same out <<-'E'
	q_a,q_b
	0.6,0.4
	0.4,0.6
	E
	near "$(cell a price rep)" 1.791759469228 1e-11
	[ "$(cell b price rep)" = 0 ]
	printf 'id,q_a,q_b,q_c\n1,.7,.2,.1\n2,.6,.3,.1\n3,.5,.1,.4\n4,.2,.5,.3\n' > in
	expect 0 l2d-workload --mode project --share a=:.3 --share c=.3: --report rep --digits 9 in
	same out <<-'E'
	id,q_a,q_b,q_c
	1,0.471557424,0.352295051,0.176147525
	2,0.364536953,0.476597285,0.158865762
	3,0.276639776,0.144672045,0.578688179
	4,0.0872658473,0.570458845,0.342275307
	E
	near "$(cell a price rep)" 0.961191122 1e-9
	near "$(cell a share rep)" 0.3 1e-12
}

# Random instance: N ROWS, M AGENTS, K READINGS, SEED -> in (id,batch,conf_*,cost_*,avail_*) and limits of two batches;
# values: how many decimals.
instance() {
	awk -v n="$1" -v m="$2" -v k="$3" -v seed="$4" -v decimals="$5" 'BEGIN {
		srand(seed)
		f = "%." decimals "f"
		printf "id,batch"
		for (j = 1; j <= m; j++) printf ",conf_a%d,cost_a%d,avail_a%d", j, j, j
		print ""
		for (i = 1; i <= n; i++) {
			b = rand() < .6 ? "day" : "night"
			size[b]++
			printf "%d,%s", i, b
			for (j = 1; j <= m; j++)
				printf "," f "," f ",%s", rand(), rand() * j / 20, (rand() < .15 && j > 2 ? "" : 1)
			print ""
		}
		print "batch,agent,lo,hi" > "limits"
		for (b in size)
			for (j = 1; j <= m; j++) {
				if (b == "night" && j == m && m > 3) continue
				mean = int(size[b] * k / m)
				print b ",a" j "," (j % 3 == 0 ? int(mean * .8) : "") "," \
					(j % 3 == 1 ? int(mean * 1.1) + 2 : j % 3 == 2 ? "80%" : "") > "limits"
			}
	}' > in
}

# The same as a linear programme in CPLEX LP format, made from in and rep (whose lo and hi are counts).
programme() {
	awk -F, -v k="$1" '
	FNR == NR { if (FNR > 1 && $2 != "") { lo[$1, $2] = $4; hi[$1, $2] = $5 } next }
	FNR == 1 { for (c = 3; c <= NF; c += 3) name[c] = substr($c, 6); next }
	{ row = ""
		for (c = 3; c <= NF; c += 3) {
			if ($(c + 2) == "" || hi[$2, name[c]] == 0) continue
			x = "x" $1 "_" name[c]
			obj = obj sprintf(" + %.17g %s\n", 1 - $c + $(c + 1), x)
			row = row " + " x
			sum[$2, name[c]] = sum[$2, name[c]] " + " x "\n"
			bound = bound x " <= 1\n"
		}
		rows = rows "r" $1 ":" row " = " k "\n" }
	END { print "Minimize\ncost:\n" obj "Subject To\n" rows
		for (s in sum) { split(s, t, SUBSEP); id = t[1] "_" t[2]
			print "lo_" id ":\n" sum[s] " >= " lo[s]; print "hi_" id ":\n" sum[s] " <= " hi[s] }
		print "Bounds\n" bound "End" }' rep in > in.lp
}

# Solves in.lp; sol gets "BATCH AGENT PRICE" of every limit, in full precision.  Prints the optimum.
solve() {
	glpsol --lp in.lp -w raw > log
	grep -o '^\(r[0-9]*\|lo_[a-z0-9_]*\|hi_[a-z0-9_]*\):' in.lp | tr -d : > names
	awk 'FILENAME == "names" { name[FNR] = $1; next }
		$1 == "i" && name[$2] !~ /^r/ { split(name[$2], t, "_"); print t[2], t[3], -$5 }' names raw > sol
	awk '$1 == "s" { print $7 }' raw
}

# The dual function at GLPK's prices.  Fails where one of them is below ours, which are the least ones that are optimal
# wherever every agent has more than its lower limit.
dual_value() {
	awk -F, -v k="$1" '
	FILENAME == "sol" { split($0, t, " "); p[t[1], t[2]] += t[3]; next }
	FILENAME == "rep" { if (FNR > 1 && $2 != "") { s = $1 SUBSEP $2; lo[s] = $4; hi[s] = $5; ours[s] = $7
			if ($3 <= $4) tight[$1] = 1 } next }
	FNR == 1 { for (c = 3; c <= NF; c += 3) name[c] = substr($c, 6); next }
	{ n = 0
		for (c = 3; c <= NF; c += 3)
			if ($(c + 2) != "" && hi[$2, name[c]] > 0) v[++n] = 1 - $c + $(c + 1) + p[$2, name[c]]
		for (r = 1; r <= k; r++) { b = 0
			for (i = 1; i <= n; i++) if (v[i] != "" && (!b || v[i] < v[b])) b = i
			d += v[b]; v[b] = "" }
		delete v }
	END { for (s in lo) { d -= p[s] > 0 ? p[s] * hi[s] : p[s] * lo[s]
			split(s, t, SUBSEP)
			if (!(t[1] in tight) && ours[s] > p[s] + 1e-9) { print s, ours[s], "above", p[s]; exit 1 } }
		printf "%.15g\n", d }' sol rep in
}

@test "random instances: objective and dual prices against GLPK" {
	command -v glpsol
	for shape in "30 3 1 1 6" "200 8 1 2 6" "200 8 2 3 6" "200 8 3 4 1" "150 5 1 5 1" "200 6 2 6 2"; do
		read -r n m k seed decimals <<< "$shape"
		instance "$n" "$m" "$k" "$seed" "$decimals"
		expect 0 l2d-workload --batch batch --limits limits --readings "$k" --report rep in
		programme "$k"
		best=$(solve)
		ours=$(awk -F, 'NR > 1 && $2 == "" { x += $8; g += $10 * $10 } END { printf "%.15g %.3g", x, g }' rep)
		echo "$shape: GLPK $best, ours $ours, dual $(dual_value "$k")"
		near "${ours% *}" "$best" 1e-9
		near "${ours#* }" 0 1e-18
		near "$(dual_value "$k")" "${ours% *}" 1e-9
	done
}

@test "permuted rows: the same rows go to the same agents, ties or not" {
	for decimals in 6 1; do
		instance 300 6 1 7 "$decimals"
		l2d-workload --batch batch --limits limits --report rep in | sort > one
		{ head -1 in; tail -n +2 in | sort -t, -k3; } > two
		l2d-workload --batch batch --limits limits --report rep2 two | sort | diff one -
		cmp rep rep2
	done
}

@test "ties are broken by the rows' hash: equal agents, limits that cut through the tie" {
	awk 'BEGIN { print "id,conf_a,conf_b"; for (i = 1; i <= 40; i++) print i ",.5,.5" }' > in
	l2d-workload --balanced in | sort > one
	[ "$(grep -c ',a,' one)" = 20 ]
	{ head -1 in; tail -n +2 in | tac; } | l2d-workload --balanced | sort | diff one -
	# not the first twenty
	[ "$(head -21 one | grep -c ',a,')" -lt 20 ]
}

@test "batches, percentages, who is not listed, who is not there" {
	cat > in <<-'E'
	id,day,conf_a,conf_b,conf_c,avail_b
	1,mo,.9,.5,.6,1
	2,mo,.9,.5,.6,
	3,mo,.9,.5,.6,1
	4,mo,.9,.5,.6,0
	5,tu,.9,.5,.6,1
	6,tu,.9,.5,.6,1
	E
	cat > limits <<-'E'
	batch,agent,lo,hi
	mo,a,,25%
	mo,b,1,
	mo,c,,
	tu,b,,
	tu,c,,1
	E
	expect 2 l2d-workload --limits limits in
	expect 0 l2d-workload --batch day --limits limits --report rep in
	[ "$(column agent out | sort | uniq -c | tr -s ' \n' ' ')" = " 1 a 2 b 3 c " ]
	awk -F, 'NR > 1 && $6 != 1 && $7 == "b" { exit 1 } NR > 1 && $2 == "tu" && $7 == "a" { exit 1 }' out
	grep -qx 'mo,a,1,0,1,0.25,.*' rep
	grep -q '^tu,a,0,0,0,0,' rep
	echo 7,we,.9,.5,.6,1 >> in
	expect 3 l2d-workload --batch day --limits limits in
	same err <<< "l2d-workload: in:8:3: column 'day': the limits file does not list the batch: 'we'"
}

@test "readings and agents per row" {
	printf 'id,conf_a,conf_b,conf_c,e_a,e_c\n1,.9,.8,.1,yes,no\n2,.9,.6,.5,no,no\n' > in
	expect 0 l2d-workload --readings 2 in
	same out <<-'E'
	id,conf_a,conf_b,conf_c,e_a,e_c,agent_1,agent_2,answer_1,answer_2
	1,.9,.8,.1,yes,no,a,b,yes,
	2,.9,.6,.5,no,no,a,b,no,
	E
	expect 0 l2d-workload --readings 2 --count b=:1 in
	column agent_2 out > got
	same got <<< $'b\nc'
	# by value: conf - cost of one agent more must be above zero
	printf 'id,conf_a,cost_a,conf_b,cost_b\n1,.9,.2,.8,.9\n2,.9,.2,.8,.3\n3,.1,.2,.1,.3\n' > in
	expect 0 l2d-workload --agents-per-row 0:2 in
	cut -d, -f6,7 out > got
	same got <<-'E'
	agent_1,agent_2
	a,
	a,b
	,
	E
	expect 0 l2d-workload --agents-per-row 1:2 --count a=:2 in
	cut -d, -f6,7 out > got
	same got <<-'E'
	agent_1,agent_2
	a,
	a,b
	b,
	E
}

@test "gates: -log q; the model's answer is its class" {
	expect 0 l2d-workload --loss gate --share model=:.1 --balanced "$TESTDATA/small/cases.csv" --report rep
	near "$(cell '' gap rep)" 0 1e-9
	expect 0 l2d-workload "$TESTDATA/small/cases.csv"
	cut -d, -f1-9,20,21 out | awk -F, 'NR > 1 && ($10 == "ann" ? $6 : $7) != $11 { print; bad = 1 } END { exit bad }'
	printf 'p_x,p_y,q_model,q_e,e_e\n.2,.8,.9,.1,x\n.7,.3,.1,.9,y\n.7,.3,0,1,y\n' | l2d-workload > got
	cut -d, -f6,7 got | tail -n +2 | tr '\n' ' ' > words
	[ "$(cat words)" = "model,y e,y e,y " ]
}

@test "limits that clash are 5 and named; nothing is written" {
	printf 'conf_a,conf_b,avail_b\n.9,.8,1\n.9,.1,\n' > in
	expect 5 l2d-workload --count a=:1 --count b=:0 in
	same err <<< "l2d-workload: the limits clash: a, b: upper limits 1, but nobody else can make 2 readings"
	[ ! -s out ]
	expect 5 l2d-workload --count b=2: in
	same err <<< "l2d-workload: the limits clash: b: lower limits 2, but at most 1 readings can be had"
	expect 5 l2d-workload --readings 2 in
	same err <<< "l2d-workload: in:3:1: the row has 1 agents that may be used, not 2"
	expect 5 l2d-workload --readings 3 in
	expect 5 l2d-workload --count a=2:1 in
	same err <<< "l2d-workload: the limits clash: a: the lower limit is above the upper one"
	printf 'd,q_a,q_b,avail_b\n1,.9,.1,1\n1,.9,.1,\n' > in
	expect 5 l2d-workload --mode project --batch d --share a=:.3 in
	same err <<< "l2d-workload: batch '1': the limits clash: a: upper limits 0.3, share of the rows that nobody else may answer 0.5"
	expect 5 l2d-workload --mode project --share a=.6: --share b=.6: in
	grep -q 'the limits clash' err
}

@test "greedy, too, names the limits that clash" {
	printf 'conf_a,conf_b,conf_c\n.9,.8,.1\n' > in
	expect 5 l2d-workload --mode greedy --count a=1:1 --count b=1:1 in
	same err <<< "l2d-workload: the limits clash: a, b: lower limits 2, but at most 1 readings can be had"
	expect 5 l2d-workload --mode greedy --count a=:0 --count b=:0 --count c=0:0 in
	same err <<< "l2d-workload: the limits clash: a, b, c: upper limits 0, but nobody else can make 1 readings"
	# b can be had from the first row only, which a got
	printf 'conf_a,conf_b,avail_b\n.9,.8,1\n.9,.8,\n' > in
	expect 0 l2d-workload --count b=1: --count a=1: in
	expect 5 l2d-workload --mode greedy --count b=1: --count a=1: in
	same err <<< "l2d-workload: in row order the limits leave only 0 agents for a row"
}

@test "pace: shares that clash whatever comes are 5 at the first row" {
	printf 'conf_a,conf_b\n.9,.8\n.9,.1\n' > in
	expect 5 l2d-workload --mode pace --share a=.6: --share b=.6: in
	same err <<< "l2d-workload: the limits clash: a, b: lower limits 1.2, but all shares make at most 1"
	[ ! -s out ]
	expect 5 l2d-workload --mode pace --share a=:.2 --share b=:.3 in
	same err <<< "l2d-workload: the limits clash: a, b: upper limits 0.5, but all shares make at least 1"
	expect 5 l2d-workload --mode pace --share a=.6:.4 in
	same err <<< "l2d-workload: the limits clash: a: the lower limit is above the upper one"
	expect 0 l2d-workload --mode pace --readings 2 --share a=.6: --share b=.6: in
	expect 0 l2d-workload --mode pace --share a=.1:.1 --share b=.9:.9 in
	expect 0 l2d-workload --mode pace --share a=.3:.3 --balanced in
}

@test "no rows cannot meet a lower limit" {
	echo conf_a,conf_b > in
	for mode in assign greedy; do
		expect 5 l2d-workload --mode $mode --count b=2: in
		same err <<< "l2d-workload: the limits clash: b: lower limits 2, but there are no rows"
		expect 0 l2d-workload --mode $mode --count b=:2 --share a=.5: in
		same out <<< conf_a,conf_b,agent,answer
	done
}

@test "pace: running shares near their limits, small regret against assign" {
	awk 'BEGIN { srand(3); print "id,conf_a,conf_b,conf_c"
		for (i = 1; i <= 5000; i++) print i "," rand() * .3 + .7 "," rand() "," rand() }' > in
	limits="--share a=:.2 --share c=.5:"
	expect 0 l2d-workload --mode pace $limits --report rep in
	near "$(cell a share rep)" 0.2 0.005
	near "$(cell c share rep)" 0.5 0.005
	expect 0 l2d-workload $limits --report best in
	regret=$(awk -v p="$(cell '' loss rep)" -v b="$(cell '' loss best)" 'BEGIN { print (p - b) / 5000 }')
	echo "regret $regret a row"
	near "$regret" 0 0.005
	# one row is enough for a decision: the first is out before the second is there
	{ head -2 in; sleep 1; sed -n 3p in; } | l2d-workload --mode pace $limits > got
	[ "$(wc -l < got)" -eq 3 ]
	expect 2 l2d-workload --mode pace --count a=:3 in
}

@test "usage" {
	printf 'conf_a,conf_b\n.9,.8\n' > in
	for option in "--share a=2:" "--share a=.5" "--count a=1.5:" "--share z=:1" "--readings 0" \
		"--agents-per-row 2:1" "--agents-per-row 0:0" "--limits in --balanced" "--mode project --readings 2" \
		"--mode project --loss conf" "--step 0"; do
		expect 2 l2d-workload $option in
		[ ! -s out ]
		[ "$(wc -l < err)" -eq 1 ]
	done
	expect 3 l2d-workload --mode project in
	expect 3 l2d-workload --batch day --balanced in
}

@test "options that do nothing or stand twice are refused: --step, --batch, a limit of the same agent" {
	printf 'conf_a,conf_b,day,site\n.9,.8,1,1\n' > in
	refused() { expect 2 l2d-workload "${@:2}" in && same err <<< "l2d-workload: $1"; }
	refused "--step needs --mode pace, not assign" --step 2 --balanced
	refused "--batch is given twice" --batch day --batch site --balanced
	refused "--share: 'a' stands twice" --share a=.1: --share a=:.9
	refused "--share and --count both limit 'a'" --share a=.1: --count a=:1
}

@test "fault: --mode project --balanced refused limits that leave nothing over (1/n added n times)" {
	awk 'BEGIN { print "q_model,q_a,q_b"; for (i = 0; i < 36217; i++) print ".25,.5,.25" }' > in
	expect 0 l2d-workload --mode project --balanced --report rep in
	for a in model a b; do near "$(cell $a share rep)" 0.333333333333333333 1e-12; done
	near "$(awk -v a="$(cell a price rep)" -v b="$(cell b price rep)" 'BEGIN { printf "%.15g", a - b }')" 0.693147180559945 1e-9
	# weights that have no sum in doubles either
	awk 'BEGIN { print "q_model,q_a,q_b,w"; for (i = 0; i < 10001; i++) print ".25,.5,.25," (i % 3 ? .1 : .7) }' > in
	expect 0 l2d-workload --mode project --balanced --report rep in
	near "$(cell a share rep)" 0.333333333333333333 1e-12
	# the rows in another order: the same bytes
	awk 'BEGIN { srand(8); print "id,q_a,q_b,w"
		for (i = 0; i < 2000; i++) { q = rand(); printf "%d,%.17g,%.17g,%.3f\n", i, q, 1 - q, rand() } }' > in
	l2d-workload --mode project --balanced --report rep in | sort > one
	{ head -1 in; tail -n +2 in | tac; } | l2d-workload --mode project --balanced --report rep2 | sort | cmp one -
	cmp rep rep2
}

@test "fault: --mode pace gave rows to agents who may not be asked, as if that were nothing" {
	awk 'BEGIN { srand(5); print "id,conf_a,conf_b,conf_c,avail_a,avail_b,avail_c"
		for (i = 0; i < 300; i++) { may = int(rand() * 3); printf "%d,%.3f,%.3f,%.3f", i, rand(), rand(), rand()
			for (j = 0; j < 3; j++) printf ",%d", j == may || rand() < .3; print "" } }' > in
	for mode in assign greedy pace; do
		expect 0 l2d-workload --mode $mode --share a=:.9 in
		awk -F, 'NR > 1 && $(4 + index("abc", $8)) != 1 { exit 1 }' out
		[ "$(grep -cE ',[abc],$' out)" -eq 300 ]
	done
}

@test "fault: --mode pace moved its prices by the units of the losses (x 100: .30 over the limits)" {
	awk 'BEGIN { srand(3); print "id,conf_a,conf_b,conf_c,cost_a,cost_b,cost_c"
		for (i = 1; i <= 3000; i++)
			printf "%d,1,1,1,%.17g,%.17g,%.17g\n", i, rand() * .3, rand(), rand() }' > in
	expect 0 l2d-workload --mode pace --share a=:.2 --share c=.5: --report rep in
	near "$(cell a share rep)" 0.2 0.01
	near "$(cell c share rep)" 0.5 0.01
	cut -d, -f1,8- out > want
	price=$(cell c price rep)
	for factor in 100 1e-12 1e200 1125899906842624; do
		awk -F, -v OFS=, -v f="$factor" 'NR > 1 { for (c = 5; c <= 7; c++) $c = sprintf("%.17g", $c * f) } 1' in > scaled
		expect 0 l2d-workload --mode pace --share a=:.2 --share c=.5: --report rep scaled
		cut -d, -f1,8- out | cmp want -
		near "$(awk -v x="$(cell c price rep)" -v p="$price" -v f="$factor" 'BEGIN { printf "%.15g", x / f / p }')" 1 1e-9
	done
	# weights are factors of the losses
	awk 'NR == 1 { print $0 ",w"; next } { print $0 ",7" }' in > weighted
	expect 0 l2d-workload --mode pace --share a=:.2 --share c=.5: weighted
	cut -d, -f1,9- out | cmp want -
	# one row far from all others
	awk -F, -v OFS=, 'NR == 1002 { $7 = 1e13 } 1' in > far
	expect 0 l2d-workload --mode pace --share a=:.2 --share c=.5: --report rep far
	near "$(cell a share rep)" 0.2 0.01
	near "$(cell c share rep)" 0.5 0.01
	# losses that differ in nothing have no unit; shares are kept
	awk 'BEGIN { print "conf_a,conf_b"; for (i = 0; i < 1000; i++) print ".3,.3" }' > in
	expect 0 l2d-workload --mode pace --balanced --report rep in
	near "$(cell b share rep)" 0.5 0.01
}

@test "fault: a quota above the number of rows was 'the lower limit is above the upper one'" {
	printf 'd,conf_a,conf_b\n1,.9,.8\n1,.9,.1\n2,.9,.1\n' > in
	for mode in assign greedy; do
		expect 5 l2d-workload --mode $mode --count a=4: in
		same err <<< "l2d-workload: the limits clash: a: lower limit 4, but at most 3 readings can be had: the table has no more rows"
		expect 5 l2d-workload --mode $mode --count a=2: --batch d in
		same err <<< "l2d-workload: batch '2': the limits clash: a: lower limit 2, but at most 1 readings can be had: the table has no more rows"
		expect 5 l2d-workload --mode $mode --count a=4:3 in
		same err <<< "l2d-workload: the limits clash: a: the lower limit is above the upper one"
		expect 5 l2d-workload --mode $mode --share a=.4:.3 in
		same err <<< "l2d-workload: the limits clash: a: the lower limit is above the upper one"
		expect 0 l2d-workload --mode $mode --count a=3: in
	done
	printf 'q_a,q_b\n.9,.1\n.5,.5\n' > in
	expect 5 l2d-workload --mode project --count a=3: in
	same err <<< "l2d-workload: the limits clash: a: lower limit 3, but at most 2 readings can be had: the table has no more rows"
}

@test "fault: without conf_* and q_* the message named q_* alone" {
	printf 'id,cost_a,cost_b\n1,2,3\n' > in
	expect 3 l2d-workload in
	grep -q "no column 'conf_\*'.*'q_\*'" err
}

@test "fault: costs and weights whose sums overflow" {
	for mode in assign greedy pace; do
		printf 'conf_a,conf_b,cost_a\n.9,.8,1\n.9,.1,1e308\n' > in
		expect 3 l2d-workload --mode $mode in
		same err <<< "l2d-workload: in:3:7: column 'cost_a': a cost above 1e280, too large for sums: '1e308'"
		[ $mode = pace ] || [ ! -s out ]
		printf 'conf_a,conf_b,cost_b,w\n.9,.8,-1e200,1e200\n' > in
		expect 3 l2d-workload --mode $mode in
		same err <<< "l2d-workload: in:2:14: column 'w': a loss times this weight is above 1e280, too large for sums: '1e200'"
		# just below
		awk 'BEGIN { print "id,conf_a,conf_b,cost_a,cost_b"; for (i = 0; i < 300; i++) print i ",.5,.4,1e279," 9e279 - i * 1e276 }' > in
		expect 0 l2d-workload --mode $mode --share b=.5:.5 --report rep in
		fails grep -qiE 'inf|nan' rep out
	done
	printf 'q_a,q_b,w\n.9,.1,1\n.8,.2,1e308\n' > in
	expect 3 l2d-workload --mode project --balanced in
	same err <<< "l2d-workload: in:3:7: column 'w': a weight above 1e280, too large for sums: '1e308'"
}

# Whatever the rows of weight 0 are, the others and the report are as without them.
@test "law: a row of weight 0 is no row; it goes to its cheapest agent" {
	awk 'BEGIN { srand(2); print "id,d,conf_a,conf_b,conf_c,q_a,q_b,w"
		for (i = 0; i < 300; i++) { q = rand(); printf "%d,%d,%.3f,%.3f,%.3f,%.17g,%.17g,%s\n", i, i % 2, rand(), rand(), rand(),
			q, 1 - q, i % 3 ? .5 + (i % 5) / 4 : 0 } }' > in
	awk -F, 'NR == 1 || $8 > 0' in > without
	for mode in "assign --share a=.3:.35 --count b=40:" "assign --readings 2 --share a=.3:.35" "greedy --share a=.3:.35 --count b=40:" \
		"pace --share a=.3:.35" "project --share a=:.3" "assign --batch d --count a=:20 --count c=:30" \
		"assign --agents-per-row 0:2 --share a=.3:.35"; do
		columns=
		[ "${mode%% *}" != project ] || columns="--columns prob="
		expect 0 l2d-workload --mode $mode $columns --report rep in
		awk -F, 'NR == 1 || $8 > 0' out > got
		expect 0 l2d-workload --mode $mode $columns --report want without
		cmp out got
		cmp rep want
	done
	# the cheapest, whatever the limits, but for agents that they shut out
	expect 0 l2d-workload --count a=:1 --count c=:0 in
	awk -F, 'NR > 1 && $8 == 0 && $9 != ($3 >= $4 ? "a" : "b") { print; bad = 1 } END { exit bad }' out
	# nothing but such rows: as none
	printf 'id,conf_a,conf_b,w\n1,.9,.2,0\n2,.1,.3,0\n' > in
	expect 0 l2d-workload --share a=:.1 --report rep in
	[ "$(column agent out | tr '\n' ' ')" = "a b " ]
	[ "$(wc -l < rep)" -eq 1 ]
	expect 5 l2d-workload --count a=1: in
	same err <<< "l2d-workload: the limits clash: a: lower limits 1, but there are no rows"
}

@test "fault: greedy and pace wrote a row's agents in the order of their losses" {
	printf 'conf_a,conf_b,conf_c\n.8,.9,.1\n.6,.1,.9\n' > in
	for mode in assign greedy pace; do
		expect 0 l2d-workload --mode $mode --readings 2 in
		same out <<-'E2'
		conf_a,conf_b,conf_c,agent_1,agent_2,answer_1,answer_2
		.8,.9,.1,a,b,,
		.6,.1,.9,a,c,,
		E2
	done
}

@test "an agent that is not there, nobody there, no number" {
	printf 'conf_a,conf_b,avail_a,avail_b\n.9,.8,1,\n.9,.1,,0\n' > in
	expect 5 l2d-workload in
	same err <<< "l2d-workload: in:3:1: the row has 0 agents that may be used, not 1"
	printf 'conf_a,conf_b,avail_a\n.9,.8,nan\n' > in
	expect 3 l2d-workload in
	printf 'conf_a,conf_b\n.9,nan\n' > in
	expect 3 l2d-workload in
}

@test "--mode pace: where there is a time, it does not go backwards" {
	awk -F, -v OFS=, '{ print $0, NR == 1 ? "time" : NR == 6 ? 2 : NR }' "$TESTDATA/small/cases.csv" > t.csv
	expect 3 l2d-workload --mode pace --share ann=:.6 t.csv
	grep -q "t.csv:6:.*'time': earlier than the row before: '2'" err
	expect 0 l2d-workload --mode greedy --share ann=:.6 t.csv
	expect 0 l2d-workload --mode pace --share ann=:.6 --columns time= t.csv
}
