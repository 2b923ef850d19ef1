# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# One made-up week, planned four times: without limits, with limits for every reader and day, with one more for every
# reader's week, and with that one at a price instead.  Writes trial, plan, agent, its readings, what one more a day, or in the last two plans a week, would save, and the plan's readings expected to be wrong.
seed=$1
rows=$([ "$QUICK" ] && echo 100 || echo 500)

part() { awk -v rows="$rows" -v seed="$seed" -v part="$1" -f "$HERE/week.awk"; }

part cases > cases.csv
part sets > sets.csv
echo agent,set,day,lo,hi > free.csv
part limits > days.csv
{ cat days.csv; awk -F, -v most=$((rows * 30 / 100)) 'NR > 1 && $3 == "mon" { print $1 ",,,," most }' days.csv; } > week.csv
sed "1s/\$/,price/; /,,,/s/\$/,.05/; /,,,/!{1!s/\$/,/}" week.csv > soft.csv

echo trial,plan,agent,rows,price,wrong
for plan in free days week soft; do
	l2d-workload --readings-where doubt=top:.1 --sets sets.csv --in-row seniors=1: --limits $plan.csv \
		--report report.csv --sentences plan.txt cases.csv > planned.csv
	awk -F, -v OFS=, -v trial="$seed" -v plan=$plan '
		NR == 1 { next }
		$2 == "" { wrong = $8 - $14; next }
		$2 !~ / / { agent[++n] = $2; rows[$2] = $3 > 0 ? $3 : 0 }
		{ own = $2; sub(/ \(.*/, "", own) }
		$2 ~ (plan == "week" || plan == "soft" ? "all rows" : "day=") && $5 > 0 { price[own] += $7; days[own]++ }
		END { for (i = 1; i <= n; i++) { a = agent[i]; print trial, plan, a, rows[a], days[a] ? price[a] / days[a] : 0, wrong } }' report.csv
done
