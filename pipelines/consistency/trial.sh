# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# One trial: a discrete world of forty points.  Writes trial, world, loss, cases (0: the population itself, the limit), the
# excess risk of the system, and the largest error of the confidence in the expert.
seed=$1
sizes=$([ "$QUICK" ] && echo 1000 30000 || echo 100 300 1000 3000 10000 30000 100000 300000)

world() {
	awk -v points=40 -v seed="$seed" "$@" -f "$HERE/world.awk"
}

world -v write=truth > truth.csv
awk 'BEGIN { for (x = 0; x <= 40; x++) { line = x ? x : "id"; for (k = 1; k <= 40; k++) line = line "," (x ? k == x : "x_" k); print line "," (x ? "" : "e_h") } }' > grid.csv

. "$HERE/fit.sh"

echo trial,world,loss,cases,excess,confidence_error
for n in $sizes 0; do
	if [ "$n" = 0 ]; then
		world -v write=population > table.csv
		l2=1e-9
	else
		world -v write=table -v rows="$n" > table.csv
		# a third of a case's weight: it vanishes with n
		l2=$(awk -v n="$n" 'BEGIN { print .3 / n }')
	fi
	for loss in $losses; do
		fit "$loss" $l2 table.csv grid.csv > decided.csv
		echo "$seed,points,$loss,$n,$(awk -f "$HERE/excess.awk" truth.csv decided.csv)"
	done
done
