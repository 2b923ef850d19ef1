#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# l2d-workload and l2d-route: assignment at a million rows and against GLPK, passes of the projection, and the streaming
# programs against l2d-threshold on the same table.
. tests/bench/lib.sh

# agents ROWS M PREFIX: id and PREFIX* of M agents, unequal on average; gates sum to 1.
agents() {
	[ -s "$work/$3$1x$2.csv" ] || awk -v n="$1" -v m="$2" -v prefix="$3" 'BEGIN {
		srand(7)
		printf "id"
		for (j = 0; j < m; j++) printf ",%sa%d", prefix, j
		print ""
		for (i = 0; i < n; i++) {
			printf "%d", i
			t = 0
			for (j = 0; j < m; j++) { x[j] = rand() * (1 - .4 * j / m); t += x[j] }
			if (prefix != "q_") t = 1
			for (j = 0; j < m; j++) printf ",%.7f", x[j] / t
			print ""
		}
	}' > "$work/$3$1x$2.csv"
}

# total COLUMN: of the report's last row.
total() { awk -F, -v name="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) c = i } END { print $c }' "$work/report.csv"; }

limits=$(for j in $(seq 0 19); do printf ' --share a%d=.049:.051' "$j"; done)
agents 1000000 20 conf_
run="l2d-workload $limits --report $work/report.csv $work/conf_1000000x20.csv"
REPEAT=3 bench_time workload "assign, 1,000,000 x 20, tight limits" "under 20" "$run > /dev/null"
bench_memory workload "assign, 1,000,000 x 20" "under 1000" "$run"
bench_row workload "assign, 1,000,000 x 20" gap "$(total gap)" "" "" "0"
# an agent's ten days in its two weeks
[ -s "$work/nested.csv" ] || awk -F, -v OFS=, 'NR == 1 { print $0, "day", "week"; next } { print $0, NR % 10, int(NR % 10 / 5) }' \
	"$work/conf_1000000x20.csv" > "$work/nested.csv"
printf '%s\n' agent,set,day,week,lo,hi '*,,*,,,5500' '*,,,*,24000,26000' > "$work/nested-limits.csv"
run="l2d-workload --limits $work/nested-limits.csv --report $work/report.csv $work/nested.csv"
REPEAT=3 bench_time workload "assign, 1,000,000 x 20, days in weeks" "under 30" "$run > /dev/null"
agents 1000000 20 q_
run="l2d-workload --mode project $limits --report $work/report.csv $work/q_1000000x20.csv"
REPEAT=3 bench_time workload "project, 1,000,000 x 20" "" "$run > /dev/null"
bench_row workload "project, 1,000,000 x 20" passes "$(total steps)" "" "" "at most 15"

# GLPK's simplex on the same problem, the reading of its file left out.
agents 20000 9 conf_
table=$work/conf_20000x9.csv
run="l2d-workload --balanced --report $work/report.csv $table"
bench_time workload "assign, 20,000 x 9, balanced" "" "$run > /dev/null"
ours=$median
awk -F, 'NR == 1 { next }
	{ row = ""
		for (j = 2; j <= NF; j++) {
			obj = sprintf(" + %.17g x%d_%d", 1 - $j, NR, j)
			print obj > objective
			row = row " + x" NR "_" j
			print " + x" NR "_" j > (work "/agent" j)
		}
		print " r" NR ":" row " = 1" > rows }
	END { print NR - 1 > (work "/n") }' work="$work" objective="$work/objective" rows="$work/rows" "$table"
{
	echo Minimize; echo cost:; cat "$work/objective"; echo Subject To; cat "$work/rows"
	for j in 2 3 4 5 6 7 8 9 10; do
		echo "lo$j:"; cat "$work/agent$j"; echo " >= 2222"
		echo "hi$j:"; cat "$work/agent$j"; echo " <= 2223"
	done
	echo End
} > "$work/assign.lp"
glpsol --lp "$work/assign.lp" --tmlim 500 -w "$work/glpk.sol" > "$work/glpk.log"
theirs=$(awk '/^Time used:/ { print $3 }' "$work/glpk.log")
bench_row workload "glpsol, 20,000 x 9, balanced" seconds "$theirs" "" "" ""
bench_ratio workload "glpsol / assign, 20,000 x 9" "at least 50" "$theirs" "$ours"
bench_row workload "objective minus GLPK's" difference \
	"$(awk -v x="$(total loss)" '$1 == "s" { printf "%.3g", x - $7 }' "$work/glpk.sol")" "" "" "0"

table=$work/route.csv
[ -s "$table" ] || awk 'BEGIN {
	srand(1)
	printf "id"
	for (k = 0; k < 10; k++) printf ",p_%d", k
	for (k = 0; k < 5; k++) printf ",e_a%d,conf_a%d", k, k
	print ""
	for (i = 0; i < 500000; i++) {
		t = 0
		for (k = 0; k < 10; k++) { p[k] = rand() ^ 4; t += p[k] }
		printf "%d", i
		for (k = 0; k < 10; k++) printf ",%.6f", p[k] / t
		for (k = 0; k < 5; k++) printf ",%d,%.6f", int(10 * rand()), .5 + rand() / 2
		print ""
	}
}' > "$table"
bench_time route "l2d-threshold --rule posthoc" "" "l2d-threshold --rule posthoc $table > /dev/null"
threshold=$median
bench_time route "l2d-route" "" "l2d-route $table > /dev/null"
bench_ratio route "l2d-route / l2d-threshold" "at most 1.5" "$median" "$threshold"
bench_time route "l2d-workload --mode pace" "" "l2d-workload --mode pace --share a0=:.1 --share a1=.3: $table > /dev/null"
bench_ratio route "l2d-workload --mode pace / l2d-threshold" "at most 1.5" "$median" "$threshold"

# cascade_table FILE ALIKE: four agents.  ALIKE 0: each is dearer and more often right than the one before, with confidences that
# know about half of how hard a row is; 1: equally good, at almost one price, so that all orders are worth almost the same.
cascade_table() {
	[ -s "$1" ] || awk -v alike="$2" 'function normal() { return sqrt(-2 * log(1 - rand())) * cos(6.283185307179586 * rand()) }
	BEGIN {
		srand(3)
		printf "id,y"
		for (k = 1; k <= 4; k++) printf ",e_a%d,conf_a%d,cost_a%d", k, k, k
		print ""
		for (i = 0; i < 200000; i++) {
			hard = normal()
			printf "%d,1", i
			for (k = 1; k <= 4; k++) {
				p = 1 / (1 + exp(hard - (alike ? 1 : .5 * k) + (alike ? .5 : .7) * normal()))
				printf ",%d,%.6f,%g", rand() < p, p, alike ? 2 + .1 * k : 2 ^ (k - 1)
			}
			print ""
		}
	}' > "$1"
}

# cascade WANTED ORDER OPTION...: its time on $table, and whether the report says that the optimum was proven.
cascade() {
	run="l2d-route --rule cascade --order $2 --report $work/report.csv"
	name="cascade of $2, $(basename "$table" .csv)"
	wanted=$1
	shift 2
	REPEAT=3 bench_time route "$name, $*, 200,000 rows" "$wanted" "$run $* $table > /dev/null"
	bench_row route "$name, $*, proven" proven "$(! grep -q gain_bound "$work/report.csv"; echo $((1 - $?)))" "" "" "1"
}
table=$work/unequal.csv
cascade_table "$table" 0
for order in a1,a2 a1,a2,a3 a1,a2,a3,a4; do
	cascade "under 5" $order --budget 3
done
# a fifth, a half and four fifths of the way from asking one to asking all
for budget in 3.8 8 12.2; do
	cascade "under 5" a1,a2,a3,a4 --budget $budget
	cascade "under 5" a1,a2,a3,a4 --budget $budget --exact
done
for budget in 3.8 8; do
	cascade "under 5" any --budget $budget
	cascade "under 5" any --budget $budget --exact
done
table=$work/alike.csv
cascade_table "$table" 1
cascade "under 5" any --budget 3.8
cascade "under 5" any --budget 3.8 --exact
