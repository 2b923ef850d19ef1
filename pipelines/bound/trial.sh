# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# One trial: a discrete world of forty points, tables of several sizes from it.  Writes trial, bound, loss, c0, cases and
# the two sides: excess risk, or that in the world over that on the table, and its bound.
seed=$1
sizes=$([ "$QUICK" ] && echo 100 10000 || echo 100 300 1000 3000 10000 30000 100000)
costs=$([ "$QUICK" ] && echo 0.1 || echo 0 0.1 0.3)

world() {
	awk -v points=40 -v seed="$seed" "$@" -f "$HERE/../consistency/world.awk"
}

# sides BOUND LOSS [TABLE]: a row.
sides() {
	echo "$seed,$1,$2,$c0,$n,$(awk -f "$HERE/sides.awk" -v bound="$1" -v c0="$c0" truth.csv applied.csv "${@:3}")"
}

world -v write=truth > truth.csv
awk 'BEGIN { for (x = 0; x <= 40; x++) { line = x ? x : "id"; for (k = 1; k <= 40; k++) line = line "," (x ? k == x : "x_" k); print line "," (x ? "" : "e_h") } }' > grid.csv

echo trial,bound,loss,c0,cases,excess,limit
for n in $sizes; do
	world -v write=table -v rows="$n" > table.csv
	fit="--no-standardize --l2 $(awk -v n="$n" 'BEGIN { print .3 / n }') --tolerance 1e-6 --iterations 5000 --allow-unconverged"
	# shellcheck disable=SC2086 # options are words
	for c0 in $costs; do
		for loss in sova css ova; do
			l2d-train --loss $loss $fit table.csv > model.csv
			l2d-apply model.csv < grid.csv > applied.csv
			sides plugin $loss
			sides generalization $loss table.csv
		done
		l2d-train --loss ce $fit table.csv > frozen.csv
		l2d-apply --emit logits frozen.csv < table.csv | l2d-train --loss rejector --free --cost "$c0" $fit > model.csv
		l2d-apply --emit logits frozen.csv model.csv < grid.csv > applied.csv
		sides rejector rejector
		sides generalization rejector table.csv
	done
done
