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
--policy ucb --budget .04
--policy fixed --agent bob'

@test "a stream that is cut and continued gives the same bytes and the same state" {
	stream 240 > s.csv
	while read -r policy; do
		for feedback in bandit full delayed:17; do
			l2d-online $policy --feedback $feedback --report whole.report --window 50 --state whole s.csv > want
			for cut in 1 17 100 239; do
				rm -f part
				head -$((cut + 1)) s.csv | l2d-online $policy --feedback $feedback --report one.report --window 50 --state part > one
				from $((cut + 1)) s.csv | l2d-online $policy --feedback $feedback --report two.report --window 50 --state part |
					tail -n +2 > two
				cat one two | cmp - want
				cmp part whole
				tail -n +2 two.report | cat one.report - | cmp - whole.report
			done
			rm -f whole
		done
	done <<< "$policies"
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
	done <<< "$policies"
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

@test "learning from bandit feedback ends above every constant" {
	stream 6000 > s.csv
	for policy in epsilon ucb thompson; do
		l2d-online --policy $policy --report r --window 6000 s.csv > out
		[ "$(awk -v r="$(column constant_regret r)" 'BEGIN { print r < -200 }')" = 1 ]
	done
}

@test "who may not be asked is not, and propensities are those of the choices" {
	stream 3000 | awk -F, -v OFS=, 'NR == 1 { print $0, "avail_ann", "avail_bob"; next } { print $0, (NR % 3 > 0), (NR % 5 ? 1 : "") }' > s.csv
	while read -r policy; do
		l2d-online $policy s.csv > out
		[ "$(awk -F, 'NR > 1 && (($12 == "ann" && $10 == 0) || ($12 == "bob" && $11 == ""))' out | wc -l)" = 0 ]
		[ "$(awk -F, 'NR > 1 && !($14 > 0 && $14 <= 1)' out | wc -l)" = 0 ]
	done <<< "$policies"
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
	expect 2 l2d-online --policy exp3 --budget .1 s.csv
	expect 2 l2d-online --policy ucb --gamma .1 s.csv
	sed '3s/0.05,0.1$/1.05,0.1/' s.csv > bad.csv
	expect 3 l2d-online --policy exp3 bad.csv
	grep -q "bad.csv:3:.*'cost_ann': this policy takes costs in \[0, 1\]" err
	cut -d, -f2- s.csv > noid.csv
	expect 3 l2d-online --feedback later noid.csv
	sed '1s/$/,paid/; 2,$s/$/,1/' s.csv > paid.csv
	expect 3 l2d-online paid.csv
	l2d-online --state st s.csv > out
	expect 3 l2d-online --state st --policy greedy s.csv
	expect 3 l2d-online --state st <(sed '1s/x_1/x_2/' s.csv)
	sed '4s/.$/9/' st > bad
	expect 3 l2d-online --state bad s.csv
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
