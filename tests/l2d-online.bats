# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# l2d-online: streams cut and continued, replay against production, the report against the table.  Updates, probabilities, regret,
# recovery and budgets are in tests/unit/online.c.

load common

# stream N: a model right in 70 %, ann in 85 % where x is positive, else in 60 %, bob the other way round and dearer.
stream() {
	awk -v n="$1" '
	function r() { s = (s * 16807) % 2147483647; return s / 2147483647 }
	BEGIN {
		s = 99; OFS = ","
		print "id,y,p_0,p_1,e_ann,e_bob,x_1,cost_ann,cost_bob"
		for (i = 1; i <= n; i++) {
			y = r() < .5; x = 2 * r() - 1; c = .55 + .3 * r()
			m = r() < .7 ? y : 1 - y; a = r() < (x > 0 ? .85 : .6) ? y : 1 - y; b = r() < (x > 0 ? .6 : .85) ? y : 1 - y
			print "r" i, y + 0, sprintf("%.4f,%.4f", m ? 1 - c : c, m ? c : 1 - c), a + 0, b + 0, sprintf("%.4f", x), .05, .1
		}
	}'
}

from() { head -1 "$2"; tail -n +$(($1 + 1)) "$2"; }

# The columns that l2d-online writes.
decisions() { awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i } { print $at["agent"] "," $at["propensity"] }' "$1"; }

policies='--policy greedy
--policy epsilon
--policy ucb
--policy thompson --half-life 200
--policy exp3
--policy exp3.s
--policy hedge --discount .99
--policy epsilon --window 30
--policy exp3 --window 41
--policy hedge --window 10
--policy hedge --over exp3.s,fixed:bob,thompson,ucb --half-life 90 --alpha 1
--policy ucb --budget .04
--policy exp3 --budget .04
--policy exp3.s --budget .04 --dearest .2
--policy hedge --budget .04 --window 50
--policy fixed --agent bob'

@test "a stream that is cut and continued gives the same bytes and the same state" {
	stream 240 > s.csv
	while read -r policy; do
		for feedback in ${L2D_ALL:+bandit full} delayed:17; do
			l2d-online $policy --feedback $feedback --report whole.report --every 50 --state whole s.csv > want
			for cut in 1 ${L2D_ALL:+17 239} 100; do
				rm -f part
				head -$((cut + 1)) s.csv | l2d-online $policy --feedback $feedback --report one.report --every 50 --state part > one
				from $((cut + 1)) s.csv | l2d-online $policy --feedback $feedback --report two.report --every 50 --state part |
					tail -n +2 > two
				cat one two | cmp - want
				cmp part whole
				tail -n +2 two.report | cat one.report - | cmp - whole.report
			done
			rm -f whole
		done
	done < <(some 2 <<< "$policies")
}

@test "hedge over one policy is that policy; over the agents it is exp3" {
	stream 300 | awk -F, -v OFS=, 'NR == 1 { print $0, "conf_ann", "conf_bob", "avail_bob"; next } { print $0, .8, .75, (NR % 4 > 0) }' > s.csv
	for policy in greedy epsilon ucb thompson exp3 exp3.s conf; do
		l2d-online --policy $policy s.csv > want
		expect 0 l2d-online --policy hedge --over $policy s.csv
		same out < want
	done
	l2d-online --policy fixed --agent bob s.csv > want
	expect 0 l2d-online --policy hedge --over fixed:bob s.csv
	same out < want
	stream 300 > s.csv
	for options in '' '--window 80' '--half-life 90' '--budget .05' '--gamma .3'; do
		l2d-online --policy exp3 $options s.csv > want
		expect 0 l2d-online --policy hedge --over agents $options s.csv
		same out < want
	done
}

@test "hedge's propensities are those of Exp4, computed from the log of its own decisions" {
	stream 400 | cut -d, -f1-6,8- > s.csv # no features: regressions are means
	l2d-online --policy hedge --over agents,greedy,exp3 s.csv > out
	awk -F, '
	function best(a, i) { for (i = 2; i <= 3; i++) if (s[i] / (1 + c[i]) - cost[i] > s[a] / (1 + c[a]) - cost[a]) a = i; return a }
	NR == 1 { who["model"] = 1; who["ann"] = 2; who["bob"] = 3; cost[2] = .05; cost[3] = .1; E = exp(1) - 1; next }
	{	t = NR - 1; G = sqrt(3 * log(5) / (E * t)); if (G > 1) G = 1; g = sqrt(3 * log(3) / (E * t)); if (g > 1) g = 1
		for (sum = i = 0; i < 3;) sum += v[++i] = exp(g / 3 * own[i])
		for (i = 1; i <= 3; i++) own_p[i] = (1 - g) * v[i] / sum + g / 3
		b = best(1)
		for (sum = i = 0; i < 5;) sum += w[++i] = exp(G / 3 * y[i])
		a = who[$9]
		advice[1] = a == 1; advice[2] = a == 2; advice[3] = a == 3; advice[4] = a == b; advice[5] = own_p[a]
		for (p = i = 0; i < 5; i++) p += w[i + 1] / sum * advice[i + 1]
		p = (1 - G) * p + G / 3
		d = p - $11; if (d > 1e-9 || d < -1e-9) { print NR, p, $11; exit 1 }
		r = $10 == $2; gain = (1 + r - cost[a]) / 2 / p
		for (i = 1; i <= 5; i++) y[i] += advice[i] * gain
		own[a] += gain; s[a] += r; c[a]++
	} END { if (NR != 401) exit 1 }' out
}

@test "a budget holds within 1/sqrt(T), whatever the policy" {
	stream 3000 > s.csv
	for policy in greedy epsilon ucb thompson exp3 exp3.s hedge conf; do
		[ $policy != conf ] || sed '1s/$/,conf_ann,conf_bob/; 2,$s/$/,.9,.95/' s.csv > c.csv
		for rows in 300 3000; do
			head -$((rows + 1)) $([ $policy = conf ] && echo c.csv || echo s.csv) |
				l2d-online --policy $policy --budget .04 --report r --every $rows > out
			# the price of one row, .1, is 2.5 budgets
			[ "$(awk -v c="$(column cost r)" -v n=$rows 'BEGIN { print c <= .04 * (1 + 2.5 / sqrt(n)) }')" = 1 ]
		done
	done
}

@test "production: outcomes that come as rows of their own give the decisions of a replay" {
	stream 150 > s.csv
	# every row first without outcomes, then again with them
	awk -F, -v OFS=, 'NR == 1 { print; next } { all = $0; $2 = $5 = $6 = ""; print; print all }' s.csv > now.csv
	# or nine rows later
	awk -F, -v OFS=, 'NR == 1 { print; next } { row[NR] = $0; $2 = $5 = $6 = ""; print; if (NR > 10) print row[NR - 9] }' s.csv > later.csv
	while read -r policy; do
		l2d-online $policy s.csv > a
		l2d-online $policy --feedback later now.csv > b
		decisions a > want
		decisions b | cmp - want
		[ "$(wc -l < b)" = 151 ]
		l2d-online $policy --feedback delayed:9 s.csv > a
		l2d-online $policy --feedback later later.csv > b
		decisions a > want
		decisions b | cmp - want
	done < <(some 2 <<< "$policies")
	# cut between decision and outcome
	l2d-online --feedback later --state whole later.csv > want
	head -100 later.csv | l2d-online --feedback later --state part > one
	from 100 later.csv | l2d-online --feedback later --state part | tail -n +2 | cat one - | cmp - want
	cmp part whole
	# an outcome without a label is none: the row waits on
	awk -F, -v OFS=, 'NR == 1 { print; next } { $2 = ""; print; print }' s.csv > never.csv
	expect 0 l2d-online --feedback later --state never never.csv
	[ "$(grep -c ',pending,' never)" = 150 ]
	[ "$(wc -l < out)" = 151 ]
}

@test "the report says what the table says of constants, of the decisions and of conf_*" {
	stream 300 | awk -F, -v OFS=, 'NR == 1 { print $0, "conf_model", "conf_ann", "conf_bob"; next } { print $0, .7, ($7 > 0 ? .85 : .6), ($7 > 0 ? .6 : .85) }' > s.csv
	l2d-online --policy epsilon --report r s.csv > out
	awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		{ y = $2; m = $3 > $4 ? 0 : 1; u["model"] += m == y; u["ann"] += ($5 == y) - .05; u["bob"] += ($6 == y) - .1
		own += $at["answer"] == y; who = $at["agent"]; cost += who == "model" ? 0 : who == "ann" ? .05 : .1; share[who]++
		best = .7; b = "model"; if (($7 > 0 ? .85 : .6) - .05 > best) { b = "ann"; best = .8 } if (($7 > 0 ? .6 : .85) - .1 > best) b = "bob"
		conf += b == "model" ? m == y : b == "ann" ? ($5 == y) - .05 : ($6 == y) - .1 }
		END { c = "model"; if (u["ann"] > u[c]) c = "ann"; if (u["bob"] > u[c]) c = "bob"
			print own / 300, cost / 300, (own - cost) / 300, c, u[c] / 300, u[c] - own + cost, conf / 300, share["ann"] / 300 }' out > want
	set -- $(cat want)
	near "$(column reward r)" "$1" 1e-5
	near "$(column cost r)" "$2" 1e-5
	near "$(column utility r)" "$3" 1e-5
	[ "$(column constant r)" = "$4" ]
	near "$(column constant_utility r)" "$5" 1e-5
	near "$(column constant_regret r)" "$6" 1e-3
	near "$(column share_ann r)" "$8" 1e-5
	case $(column policy r) in
	'by conf') near "$(column policy_utility r)" "$7" 1e-5 ;;
	*) [ "$(awk -v a="$(column policy_utility r)" -v b="$7" 'BEGIN { print a >= b - 1e-6 }')" = 1 ] ;;
	esac
	# a constant has no regret against itself
	l2d-online --policy fixed --agent ann --report r s.csv > out
	[ "$(column agent out | sort -u)" = ann ]
	[ "$(column constant r)" != ann ] || [ "$(column constant_regret r)" = 0 ]
}

@test "the report's windows are the rows since its last row" {
	stream 300 > s.csv
	l2d-online --policy epsilon --report r --every 100 s.csv > out
	# the window is all that an experiment of its rows alone would see of constants
	awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		NR > 201 { m = $3 > $4 ? 0 : 1; u["model"] += m == $2; u["ann"] += ($5 == $2) - .05; u["bob"] += ($6 == $2) - .1
			own += ($at["answer"] == $2) - ($at["agent"] == "model" ? 0 : $at["agent"] == "ann" ? .05 : .1) }
		END { c = "model"; if (u["ann"] > u[c]) c = "ann"; if (u["bob"] > u[c]) c = "bob"; print own / 100, c, u[c] / 100 }' out > want
	read -r own best theirs < want
	[ "$(column window_n r | sort -u)" = 100 ]
	near "$(column window_utility r | tail -1)" "$own" 1e-5
	[ "$(column window_constant r | tail -1)" = "$best" ]
	near "$(column window_constant_utility r | tail -1)" "$theirs" 1e-5
	near "$(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next } { s += $at["window_utility"] } END { print s / 3 }' r)" \
		"$(column utility r | tail -1)" 1e-5
}

@test "graded outcomes are learned in their own unit, from a prior in that unit" {
	stream 400 | awk -F, -v OFS=, 'NR == 1 { print $0, "quality_model", "quality_ann", "quality_bob", "est_ann", "est_bob"; next }
		{ print $0, 10, ($7 > 0 ? 30 : 12), (NR % 7 ? 20 : ""), ($7 > 0 ? 30 : 12), 20 }' > s.csv
	# expected as they are: the best one from the first row on
	l2d-online --policy greedy --report r s.csv > out
	awk -F, 'NR > 1 && ($7 > 0 ? "ann" : "bob") != $15' out > wrong
	[ ! -s wrong ]
	# an outcome that nobody knows counts nowhere
	[ "$(column n r)" -lt 400 ]
	near "$(column reward r)" "$(awk -F, 'NR > 1 { q = $7 > 0 ? 30 : NR % 7 ? 20 : ""; if (q != "") { s += q; n++ } } END { print s / n }' s.csv)" 1e-3
	# without labels and probabilities too
	cut -d, -f1,10-14 s.csv | l2d-online --policy ucb > out
	[ "$(wc -l < out)" = 401 ]
	# losses are minus qualities
	awk -F, -v OFS=, 'NR == 1 { gsub("quality", "loss") } NR > 1 { for (i = 10; i <= 12; i++) $i = $i == "" ? "" : -$i } 1' s.csv > loss.csv
	l2d-online --policy thompson --deviation 9 s.csv | decisions /dev/stdin > want
	l2d-online --policy thompson --deviation 9 loss.csv | decisions /dev/stdin | cmp - want
	# exponential weights want to know the range
	expect 3 l2d-online --policy exp3 s.csv
	grep -q "s.csv:2:.*'quality_model': this policy takes qualities in LO:HI of --scale, or \[0, 1\]" err
	l2d-online --policy exp3 --scale 10:30 s.csv | decisions /dev/stdin > want
	awk -F, -v OFS=, 'NR > 1 { for (i = 10; i <= 12; i++) if ($i != "") $i = ($i - 10) / 20; $8 /= 20; $9 /= 20 } 1' s.csv > unit.csv
	l2d-online --policy exp3 --digits 9 unit.csv | decisions /dev/stdin > have
	l2d-online --policy exp3 --scale 10:30 --digits 9 s.csv | decisions /dev/stdin | cmp - have
	for scale in 1 1: :1 2:1 1:1 a:b nan:1 0:inf; do expect 2 l2d-online --policy exp3 --scale $scale s.csv; done
}

@test "a confidence may be a feature as well" {
	stream 50 | awk -F, -v OFS=, 'NR == 1 { print $0, "conf_ann", "conf_bob"; next } { print $0, ".7", ".6" }' > s.csv
	l2d-online --columns 'feature=x_*,conf_*' --state st s.csv > out
	grep -q 'feature=ann' st
	expect 0 l2d-online --columns 'feature=x_*,conf_*' --columns conf= s.csv
}

@test "a window forgets what is older, a discount slowly" {
	# ann right on 2,000 rows, then bob
	awk 'BEGIN { OFS = ","; print "id,y,e_ann,e_bob"; for (i = 1; i <= 4000; i++) { print i, i % 2, (i <= 2000) == i % 2, (i > 2000) == i % 2 } }' > s.csv
	for forget in '--window 200' '--half-life 60' ''; do
		l2d-online --policy epsilon --epsilon .05 $forget s.csv > out
		awk -F, 'NR > 2202 && $5 == "bob"' out | wc -l
	done > n
	[ "$(sed -n 1p n)" -gt 1600 ]
	[ "$(sed -n 2p n)" -gt 1600 ]
	[ "$(sed -n 3p n)" -lt 400 ]
	expect 2 l2d-online --window 1 s.csv
	expect 2 l2d-online --window 9 --discount .9 s.csv
	expect 2 l2d-online --policy exp3.s --window 9 s.csv
}

@test "learning from bandit feedback ends above every constant" {
	stream 6000 > s.csv
	for policy in epsilon ucb thompson; do
		l2d-online --policy $policy --report r --every 6000 s.csv > out
		[ "$(awk -v r="$(column constant_regret r)" 'BEGIN { print r < -200 }')" = 1 ]
	done
}

@test "who may not be asked is not, and propensities are those of the choices" {
	stream 3000 | awk -F, -v OFS=, 'NR == 1 { print $0, "avail_ann", "avail_bob"; next } { print $0, (NR % 3 > 0), (NR % 5 ? 1 : "") }' > s.csv
	while read -r policy; do
		l2d-online $policy s.csv > out
		[ "$(awk -F, 'NR > 1 && (($12 == "ann" && $10 == 0) || ($12 == "bob" && $11 == ""))' out | wc -l)" = 0 ]
		[ "$(awk -F, 'NR > 1 && !($14 > 0 && $14 <= 1)' out | wc -l)" = 0 ]
	done < <(some 2 <<< "$policies")
	# with epsilon 1 all that may be asked have the same probability, and get as many rows
	l2d-online --policy epsilon --epsilon 1 s.csv > out
	awk -F, 'NR > 1 { k = 1 + $10 + ($11 != ""); d = $14 - 1 / k; if (d > 1e-12 || d < -1e-12) bad = 1; n[$12]++; e["ann"] += $10 / k
		e["bob"] += ($11 != "") / k; e["model"] += 1 / k }
		END { for (a in e) { d = (n[a] - e[a]) / sqrt(e[a]); if (d > 3 || d < -3) bad = 1 } exit bad }' out
	stream 9 | awk -F, -v OFS=, 'NR == 1 { print $0, "avail_model", "avail_ann", "avail_bob"; next } { print $0, 0, 0, "" }' > none.csv
	expect 5 l2d-online none.csv
	grep -q 'none.csv:2:1: no agent may be asked on this row' err
}

@test "rows of weight 0 teach nothing, all other weights must be equal" {
	stream 200 > s.csv
	awk -F, -v OFS=, 'NR == 1 { print $0, "w"; next } { print $0, 2 } NR % 4 == 0 { $1 = "none" NR; $2 = 1 - $2; print $0, 0 }' s.csv > t.csv
	l2d-online --report a s.csv > one
	l2d-online --report b t.csv > two
	decisions one > want
	grep -v '^none' two > kept
	decisions kept | cmp - want
	[ "$(column reward a),$(column n a)" = "$(column reward b),$(column n b)" ]
	sed '9s/2$/3/' t.csv > u.csv
	expect 3 l2d-online u.csv
	grep -q 'another weight' err
}

@test "a choice depends on the seed and the id, not on what else is in the table" {
	stream 400 > s.csv
	l2d-online --policy epsilon --epsilon 1 s.csv > a
	l2d-online --policy epsilon --epsilon 1 <(from 101 s.csv) > b
	from 101 a | cmp - b
	l2d-online --policy epsilon --epsilon 1 --seed 2 s.csv > c
	fails cmp -s a c
}

@test "what does not go together, and what is none" {
	stream 5 > s.csv
	expect 2 l2d-online --policy ucbb s.csv
	grep -q "did you mean ucb" err
	expect 2 l2d-online --policy fixed --agent eve s.csv
	grep -q "no such agent: 'eve'" err
	expect 2 l2d-online --feedback delayed:x s.csv
	expect 2 l2d-online --feedback later --report r s.csv
	expect 2 l2d-online --policy fixed --agent bob --budget .1 s.csv
	expect 2 l2d-online --policy exp3 --dearest .1 s.csv
	expect 2 l2d-online --policy ucb --budget .1 --dearest .1 s.csv
	expect 3 l2d-online --policy exp3 --budget .1 --dearest .09 s.csv
	grep -q "s.csv:2:.*'cost_bob': this policy takes costs from 0 .*to --dearest" err
	expect 2 l2d-online --policy ucb --over ucb s.csv
	for over in hedge fixed fixed: fixed:eve greedy, ucb,ucb agents,fixed:bob ''; do expect 2 l2d-online --policy hedge --over "$over" s.csv; done
	same err <<< "l2d-online: --over: '' is none of greedy, epsilon, ucb, thompson, exp3, exp3.s, conf, fixed:AGENT, agents"
	expect 2 l2d-online --policy hedge --over ucb,exp3 --epsilon .2 s.csv
	same err <<< "l2d-online: --epsilon: --over has no policy that it is for"
	expect 2 l2d-online --policy hedge --over agents,exp3 --ridge 2 s.csv
	for options in '--policy conf' '--policy hedge --over ucb,conf'; do
		expect 3 l2d-online $options s.csv
		grep -q "conf" err
	done
	expect 2 l2d-online --policy ucb --gamma .1 s.csv
	expect 2 l2d-online --policy ucb --scale 0:2 s.csv
	sed '3s/0.05,0.1$/1.05,0.1/' s.csv > bad.csv
	expect 3 l2d-online --policy exp3 bad.csv
	grep -q "bad.csv:3:.*'cost_ann': this policy takes costs from 0 to HI - LO" err
	cut -d, -f2- s.csv > noid.csv
	expect 3 l2d-online --feedback later noid.csv
	sed '1s/$/,paid/; 2,$s/$/,1/' s.csv > paid.csv
	expect 3 l2d-online paid.csv
	l2d-online --state st s.csv > out
	expect 3 l2d-online --state st --policy greedy s.csv
	expect 3 l2d-online --state st <(sed '1s/x_1/x_2/' s.csv)
	sed '4s/.$/9/' st > bad
	expect 3 l2d-online --state bad s.csv
	# every cell of a state, changed
	rm st
	l2d-online --policy hedge --window 4 --report r --feedback delayed:2 --state st s.csv > out
	awk -F, -v OFS=, 'NR > 1 { for (i = 1; i <= NF; i++) { t = $i; $i = t ~ /[0-9]/ ? (gsub(/[0-9]/, "7") ? $i : $i) "7" : t "x"; print NR "\t" $0; $i = t } }' st > bad
	awk -F, -v OFS=, 'NR > 1 { for (i = 2; i <= NF; i++) { t = $i; sub(/[0-9]/, 3, $i); if ($i == t) $i = t "0"; print NR "\t" $0; $i = t } }' st >> bad
	while IFS=$'\t' read -r line text; do
		awk -v n="$line" -v text="$text" 'NR == n { print text; next } 1' st > broken
		cmp -s broken st || expect 3 l2d-online --policy hedge --window 4 --report r --feedback delayed:2 --state broken s.csv
	done < <(awk -v k=$((${L2D_ALL:+0 *} 14 + 7)) 'NR % k == 0' bad)
}

@test "a live pipe: a row in, a decision out" {
	stream 20 > s.csv
	mkfifo in
	l2d-online in > out &
	exec 7> in
	head -3 s.csv >&7
	for i in $(seq 1 100); do [ "$(wc -l < out)" -lt 3 ] || break; sleep .05; done
	[ "$(wc -l < out)" = 3 ]
	tail -n +4 s.csv >&7
	exec 7>&-
	wait $!
	[ "$(wc -l < out)" = 21 ]
}

@test "the role time: it does not go backwards, over a cut neither" {
	stream 40 | awk -F, -v OFS=, 'NR == 1 { print $0, "time"; next } { print $0, sprintf("2026-03-%02dT12:00Z", 1 + NR / 3) }' > s.csv
	cut -d, -f1-9 s.csv | l2d-online | decisions /dev/stdin > want
	l2d-online --state st s.csv | decisions /dev/stdin | cmp - want
	expect 3 l2d-online --state st <(head -5 s.csv)
	grep -q "'time': earlier than the row before" err
	sed '9s/,2026.*/,2026-02-01/' s.csv > bad.csv
	expect 3 l2d-online bad.csv
	grep -q "bad.csv:9:.*'time': earlier than the row before: '2026-02-01'" err
	expect 0 l2d-online --columns time= bad.csv
}
