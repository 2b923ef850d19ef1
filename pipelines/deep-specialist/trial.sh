# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# Networks retrained at each cost against schemes on top of one network.  Writes method, c0 (empty: all of them from one
# fit), coverage and accuracy of the system with 95 % intervals over test cases; beside it compare.csv, each retrained
# network against the schemes at the same share of deferred cases, case by case.
draws=$([ "$QUICK" ] && echo 40 || echo 2000)
costs=$([ "$QUICK" ] && echo 0 0.3 || echo 0 0.05 0.1 0.2 0.3 0.4)
tune="--tolerance 1e-3 --tune l2=$([ "$QUICK" ] && echo 1e-2,1e-1 --folds 2 || echo 1e-4,1e-3,1e-2,1e-1,1)"
. "$HERE/../map.sh"
points=$([ "$QUICK" ] && echo 20 || echo 100)
fashion=$HERE/../../testdata/fashion

# rows METHOD C0: of l2d-score or l2d-curve on standard input.
rows() {
	awk -F, -v OFS=, -v key="$1,$2" '
		function cells(name) { return $(at[name]) OFS $(at[name "_lo"]) OFS $(at[name "_hi"]) }
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; share = "share_net" in at ? "share_net" : "coverage"; next }
		$(at["system_accuracy"]) != "" { print key, $(at[share]), cells("system_accuracy") }'
}

# part NETWORK NAME: its rows.
part() {
	awk -F, -v part="$2" 'NR == 1 || $2 == part' "$fashion/deep_$1.csv"
}

echo method,c0,coverage,system_accuracy,system_accuracy_lo,system_accuracy_hi
# the classifier of sova is an ordinary one: Chow's rule, and who is right with what probability
part sova test | l2d-apply --link sova > sova.csv
l2d-threshold --rule chow sova.csv > chow.csv
l2d-threshold --rule posthoc sova.csv > threshold.csv
# the network of css at c0 = 0, read as probabilities
part css test | l2d-apply --link css | l2d-threshold --rule posthoc > css.csv
for method in chow threshold css; do
	l2d-curve --interval .95 --draws "$draws" --points "$points" $method.csv | rows "$([ $method = css ] && echo threshold-css || echo $method)" ''
done
# a rejector on the outputs of that network, frozen, from cases that it has not seen; map and l2 by folds of them
part css train | sed '1s/defer_half/x_d/' > train.csv
part css test | sed '1s/defer_half/x_d/' > test.csv
for c0 in $costs; do
	fit_map "rejector-$c0" --loss rejector --cost "$c0" --columns 'feature=z_*,x_d' train.csv > model.csv
	l2d-apply --columns 'feature=z_*,x_d' --emit logits model.csv < test.csv | l2d-threshold --rule rejector |
		l2d-score --interval .95 --draws "$draws" | rows rejector "$c0"
done
for loss in css ova; do
	for c0 in $costs; do
		awk -v network="${loss}_$c0" -f "$HERE/../deep-underfit/network.awk" "$fashion/deep_costs.csv" > network.csv
		l2d-score --interval .95 --draws "$draws" network.csv | rows $loss "$c0"
		# as many deferred by the others
		share=$(awk -F, '$5 == "half" { n++ } END { printf "%.4f", n / (NR - 1) }' network.csv)
		l2d-threshold --rule chow --budget "$share" sova.csv > chow
		l2d-threshold --rule posthoc --budget "$share" sova.csv > threshold
		awk -F, -v OFS=, '{ print $1, $2, $4, $5 == "net" ? "model" : $5, $6 }' network.csv > network
		for method in chow threshold; do
			awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
				{ print $1, $(at["y"]), $(at["e_half"]), $(at["agent"]), $(at["answer"]) }' $method > $method.short
		done
		l2d-compare --measure accuracy --draws "$draws" --tag network=$loss --tag c0="$c0" --tag deferred="$share" \
			network chow.short threshold.short > "$loss-$c0.compare"
	done
done
awk 'NR == 1 || FNR > 1' ./*.compare | sed 's/\.short//g' > ../compare.csv
