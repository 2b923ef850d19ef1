# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# l2d-workload --mode assign: its optimum against GLPK in exact arithmetic, and proved by awk at any size.
load common

# instance ROWS AGENTS READINGS SEED DECADES SHARE: in (id, conf_* 1, cost_* over the decades, avail_*: every third agent
# may be used on that share of the rows only) and the options of its quotas in the file limits.
instance() {
	awk -v n="$1" -v m="$2" -v k="$3" -v seed="$4" -v decades="$5" -v share="$6" 'BEGIN {
		srand(seed)
		printf "id"
		for (j = 1; j <= m; j++) printf ",conf_a%d,cost_a%d,avail_a%d", j, j, j
		print ""
		for (i = 1; i <= n; i++) {
			printf "%d", i
			for (j = 1; j <= m; j++) {
				there = !rare(j) || rand() < share
				have[j] += there
				printf ",1,%.15g,%s", exp(log(10) * decades * (rand() - .5)), there ? 1 : ""
			}
			print ""
		}
		mean = int(n * k / m)
		for (j = 1; j <= m; j++) {
			lo = j % 3 == 1 ? 0 : int(rare(j) ? have[j] * rand() : mean * rand() * .8)
			hi = j % 3 == 1 ? int(mean * (.9 + rand() / 2)) + 1 : rare(j) ? lo + int(3 * rand()) : ""
			printf " --count a%d=%s:%s", j, lo, hi > "limits"
		}
	}
	function rare(j) { return j > k + 1 && j % 3 == 0 }' > in
}

# Solves the instance exactly as a linear programme; prints the optimum.
glpk() {
	awk -F, -v k="$1" '
	FNR == NR { if (FNR > 1 && $2 != "") { lo[$2] = $4; hi[$2] = $5 } next }
	FNR == 1 { for (c = 2; c <= NF; c += 3) name[c] = substr($c, 6); next }
	{ row = ""
		for (c = 2; c <= NF; c += 3) {
			if ($(c + 2) == "") continue
			x = "x" $1 "_" name[c]
			obj = obj sprintf(" + %.17g %s\n", 1 - $c + $(c + 1), x)
			row = row " + " x
			sum[name[c]] = sum[name[c]] " + " x "\n"
			bound = bound x " <= 1\n"
		}
		rows = rows "r" $1 ":" row " = " k "\n" }
	END { print "Minimize\ncost:\n" obj "Subject To\n" rows
		for (s in sum) { print "lo_" s ":\n" sum[s] " >= " lo[s]; print "hi_" s ":\n" sum[s] " <= " hi[s] }
		print "Bounds\n" bound "End" }' rep in > in.lp
	glpsol --exact --lp in.lp -w raw > log
	awk '$1 == "s" { print $7 }' raw
}

total() {
	awk -F, -v name="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) c = i } END { print $c }' rep
}

# proof READINGS: a proof that does not trust the program.  out keeps the limits of rep, which are those that
# were asked for, and costs what rep says; and by the prices of rep nothing can be cheaper by more than 1e-12 of it: every
# row's cheapest agents at cost + price, less what the limits are worth.
proof() {
	awk -F, -v k="$1" '
	FNR == NR { if (FNR > 1 && $2 != "") { lo[$2] = $4; hi[$2] = $5; price[$2] = $7 } else loss = $8; next }
	FNR == 1 {
		for (c = 1; c <= NF; c++) {
			if (sub(/^conf_/, "", $c)) conf[$c] = c
			else if (sub(/^cost_/, "", $c)) cost[$c] = c
			else if (sub(/^avail_/, "", $c)) avail[$c] = c
			else if ($c ~ /^agent/) agent[++agents] = c
		}
		next
	}
	{ n = 0
		for (a in conf) {
			x[a] = 1 - $conf[a] + (a in cost ? $cost[a] : 0)
			if (a in avail && $avail[a] == "") continue
			for (i = ++n; i > 1 && v[i - 1] > x[a] + price[a]; i--) v[i] = v[i - 1]
			v[i] = x[a] + price[a]
		}
		for (i = 1; i <= k; i++) dual += v[i]
		delete got
		for (i = 1; i <= agents; i++) {
			a = $agent[i]
			if (!(a in conf) || a in got || (a in avail && $avail[a] == "")) { print "row " FNR ": agent " a; bad = 1 }
			got[a]; count[a]++; paid += x[a]
		}
		if (agents != k) { print agents " agents a row"; bad = 1 } }
	END {
		for (a in conf) {
			if (count[a] < lo[a] || count[a] > hi[a]) { print a ": " count[a] " rows"; bad = 1 }
			dual -= price[a] > 0 ? price[a] * hi[a] : price[a] * lo[a]
		}
		printf "loss %.15g, counted %.15g, bound %.15g\n", loss, paid, dual
		d = paid - loss; if (d < 0) d = -d
		if (d > 1e-11 * loss || loss - dual > 1e-11 * loss) bad = 1
		exit bad
	}' rep out
}

@test "random instances, costs over 12 decades, rare availability, quotas: the optimum of exact arithmetic" {
	command -v glpsol
	for shape in "30 4 1" "40 7 2" "40 8 3"; do
		read -r n m k <<< "$shape"
		solved=0 tried=0
		for seed in $(seq 8 | some 3); do
			tried=$((tried + 1))
			instance "$n" "$m" "$k" "$seed" 12 .1
			l2d-workload $(cat limits) --readings "$k" --report rep in > out 2> err || continue
			solved=$((solved + 1))
			best=$(glpk "$k")
			echo "$shape, seed $seed: GLPK $best, ours $(total loss)"
			near "$(awk -v x="$(total loss)" -v b="$best" 'BEGIN { printf "%.17g", x / b - 1 }')" 0 1e-13
			near "$(total gap)" 0 1e-13
			proof "$k"
		done
		[ $((4 * solved)) -ge $((3 * tried)) ] || [ $((tried - solved)) -le 1 ]
	done
}

@test "thousands of rows, costs over 12 decades, rare availability, quotas: proved by the prices" {
	[ -z "${L2D_SLOW-}" ] || skip "too slow here; the small instances run"
	for shape in "16000 5 1 1" "40000 6 2 2" "30000 4 3 3"; do
		read -r n m k seed <<< "$shape"
		instance "$n" "$m" "$k" "$seed" 12 .001
		expect 0 l2d-workload $(cat limits) --readings "$k" --report rep in
		proof "$k"
		near "$(total gap)" 0 1e-13
	done
}

# A sample of the rows cannot meet quotas that the whole table meets: its prices must not lead the whole astray.
@test "fault: a sample that cannot meet its quotas poisons no prices (5711.44 for 5685.429)" {
	awk 'BEGIN { srand(3); print "id,conf_a,conf_b,conf_c,conf_d,avail_a,avail_b,avail_c,avail_d"
		for (i = 0; i < 16000; i++) printf "%d,%.3f,%.3f,%.3f,%.3f,1,1,%s,%s\n", i, rand(), rand(), rand(), rand(),
			i % 800 == 0 ? 1 : "", i % 800 == 1 ? 1 : "" }' > in
	expect 0 l2d-workload --count c=19:19 --count d=19:19 --share a=.3:.31 --report rep in
	proof 1
	near "$(total gap)" 0 1e-13
	# agents that nobody misses, upper limits that captive rows use up
	awk 'BEGIN { srand(4); print "id,conf_a,conf_b,conf_c,avail_a,avail_b,avail_c"
		for (i = 0; i < 20000; i++) printf "%d,%.3f,%.3f,%.3f,%s,%s,1\n", i, rand(), rand(), rand(),
			i % 1000 == 0 ? 1 : "", i % 1000 < 2 ? 1 : "" }' > in
	expect 0 l2d-workload --count a=20:20 --count b=20:20 --report rep in
	proof 1
}

@test "fault: one cost of 1e13 makes the differences of the other rows ties" {
	printf 'id,conf_a,conf_b,cost_a,cost_b\n1,.9,.2,0,0\n2,.1,.8,0,0\n3,.5,.5,1e13,0\n' > in
	expect 0 l2d-workload --report rep in
	[ "$(column agent out | tr '\n' ' ')" = "a b b " ]
	near "$(total loss)" 0.8 1e-15
	for cost in 1e13 1e40 1e200; do
		# one expensive cell in 5,000 rows, and an agent that must have half of them
		awk -v cost="$cost" 'BEGIN { srand(5); print "id,conf_a,conf_b,conf_c,cost_a"
			for (i = 0; i < 5000; i++) printf "%d,%.4f,%.4f,%.4f,%s\n", i, rand(), rand() / 2, rand() / 2,
				i == 77 ? cost : 0 }' > in
		expect 0 l2d-workload --count b=2500: --count a=:1000 --report rep in
		proof 1
		near "$(total gap)" 0 1e-13
	done
	# where it must be paid, it is
	printf 'id,conf_a,conf_b,cost_a,cost_b\n1,.9,.2,0,0\n2,.1,.8,0,0\n3,.5,.5,1e13,0\n' > in
	expect 0 l2d-workload --count a=3: --report rep in
	[ "$(total loss)" = 10000000000001.5 ]
}

@test "a common factor of all costs changes no assignment" {
	instance 400 5 2 9 3 .2
	expect 0 l2d-workload $(cat limits) --readings 2 in
	cut -d, -f1,17- out > want
	for factor in 1e-30 100 1125899906842624; do
		awk -F, -v OFS=, -v f="$factor" 'NR > 1 { for (c = 3; c <= NF; c += 3) $c = sprintf("%.17g", $c * f) } 1' \
			in > scaled
		expect 0 l2d-workload $(cat limits) --readings 2 scaled
		cut -d, -f1,17- out | cmp - want
	done
}
