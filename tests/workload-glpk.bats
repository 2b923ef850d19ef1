# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# l2d-workload: what rows, people and limits may ask, alone and together, on small random tables, against GLPK's branch and bound.
load common

# kept K: every row of K.lp without slack variables holds with the agents of K.out.
kept() {
	awk -F, 'FNR == NR { if (FNR == 1) { for (c = 1; c <= NF; c++) if ($c ~ /^agent/) agent[++n] = c } else
			for (c = 1; c <= n; c++) if ($agent[c] != "") value["x" $1 "_" $agent[c]] = 1
			next }
		/^Bounds/ { exit }
		/^[a-z][0-9a-z_]*:/ && !/^cost:/ && !/ [uot][0-9]* / { k = split($0, word, " "); total = 0; sign = 1; factor = 1
			for (i = 2; i <= k - 2; i++)
				if (word[i] ~ /^[-+]$/) { sign = word[i] "1"; factor = 1 } else if (word[i] ~ /^[0-9]/) factor = word[i]
				else { total += sign * factor * (word[i] ~ /^one/ ? 1 : value[word[i]]); factor = 1 }
			op = word[k - 1]; d = total - word[k]
			if ((op != "<=" && d < -1e-9) || (op != ">=" && d > 1e-9)) { print FILENAME ": " word[1] " " total; bad = 1 } }
		END { exit bad }' "$1.out" "$1.lp"
}

# best K: GLPK's optimum, or none.
best() {
	glpsol --lp "$1.lp" -w raw > log || return 1
	if grep -qE 'NO (PRIMAL |INTEGER )?FEASIBLE|UNDEFINED' log; then echo none; else awk '$1 == "s" { print $NF }' raw; fi
}

# solves K: l2d's loss, or the worst group's, is GLPK's, or where that is not proved what the gap leaves.
solves() {
	local best ours gap

	best=$(best "$1")
	if ! l2d-workload $(cat "$1.options") --report rep "$1.csv" > "$1.out" 2> err; then
		# several readers and limits of minutes or money: not found is not that there is none
		[ "$best" = none ] || grep -q 'no assignment of whole rows that keeps all limits was found' err || { echo "$1: GLPK $best"; cat err; return 1; }
		grep -qE 'limits clash|leave no choice|may be used|no assignment of whole rows' err
		refused=$((refused + 1)); return
	fi
	read -r ours gap bound < <(awk -F, '$2 ~ /^group=/ { worst = worst == "" || $8 > worst ? $8 : worst } END { print worst == "" ? $8 : worst, $10, $9 }' rep)
	awk -v best="$best" -v ours="$ours" -v gap="$gap" -v bound="$bound" 'BEGIN { e = 1e-7; ours += 0
		exit !(best != "none" && bound <= best + e && ours >= best - e && (gap > 1e-7 || ours <= best + e)) }' || {
		echo "$1: $(cat "$1.options"): GLPK $best, ours $ours, bound $bound, gap $gap"; return 1; }
	kept "$1" || return
	# the order of the rows is nothing, nor are threads
	(head -1 "$1.csv"; tail -n +2 "$1.csv" | tac) | l2d-workload $(cat "$1.options") -j 2 > turned
	sort turned | cmp - <(sort "$1.out") || { echo "$1: another order, another plan"; return 1; }
	solved=$((solved + 1))
	proved=$((proved + $(awk -v g="$gap" 'BEGIN { print g <= 1e-7 }')))
}

# compare TIMES CASES: every case so often, or where all is tried many times more.
compare() {
	local times=$(($1 ${L2D_ALL:+* 8})) n k

	command -v glpsol
	n=$(($(tr -dc ';' <<< "$2" | wc -c) + 1))
	awk -v cases="$2" -v first=1 -v last=$((n * times)) -v seed=1 -f "$ROOT/tests/workload_oracle.awk"
	solved=0 refused=0 proved=0
	for k in $(seq $((n * times))); do solves "$k"; done
	echo "$solved solved, $proved of them proved, $refused refused"
	[ $((solved * 2)) -ge $((n * times)) ]
}

@test "networks: readers by row, rules about them, who has a row already, sites, soft limits: GLPK's optimum" {
	compare 5 "readings site;where inrow;readings fixed site;readings change inrow;where change site;two fixed inrow;readings soft site change weight;where fixed inrow soft;two change inrow site"
	[ $proved = $solved ]
}

@test "one reader, minutes of sets, money, worst group, changes: GLPK's optimum" {
	compare 5 "minutes;minutes site soft;money change;worst change site;own minutes fixed;worst money soft weight;minutes worst"
	[ $proved = $solved ]
}

@test "several readers under limits of minutes, money and for the worst group, and sets in a row that overlap: GLPK's optimum" {
	compare 4 "readings inrow minutes;readings money inrow site;readings worst change;two own inrow;where minutes fixed soft;readings inrow overlap;two inrow overlap site change;where inrow overlap minutes fixed"
	[ $((solved - proved)) -le $((solved / 8)) ] # soft limits are not looked at by branch and bound
}

@test "an allocation that fails ends a plan with status 4, or is one whose failing does not matter: choices, who has a row, minutes" {
	awk -v cases="readings inrow overlap fixed;two change minutes site" -v first=1 -v last=8 -v seed=1 -f "$ROOT/tests/workload_oracle.awk"
	solved=0
	for k in 1 2 3 4 5 6 7 8; do
		l2d-workload $(cat $k.options) $k.csv > want 2> err || continue
		solved=$((solved + 1))
		[ $solved -le 2 ] || [ "${L2D_ALL-}" ] || break
		failing_allocations $([ "${L2D_ALL-}" ] && echo 3 || echo 41) want l2d-workload $(cat $k.options) $k.csv
	done
	[ $solved -ge 2 ]
}
