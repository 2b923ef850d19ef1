# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
load pipeline

@test "crowd: matrices of confusion mend the birds' majority, and not the ducks'" {
	run_pipeline crowd
	[ "$(wc -l < out/summary.csv)" = 9 ]
	s() { at system_accuracy data="$1" method="$2"; }

	near "$(s bluebirds_108 majority)" "$(awk 'BEGIN { print 82 / 108 }')" 1e-4
	near "$(s bluebirds_108 dawid-skene)" "$(awk 'BEGIN { print 97 / 108 }')" .02
	above "$(s bluebirds_108 dawid-skene)" "$(s bluebirds_108 one-coin)" .2
	above "$(s ducks_240 majority)" "$(s ducks_240 dawid-skene)" .05
	above "$(awk -F, '$1 == "bluebirds_108" { print $9 }' out/compare.csv)" 0 0
	[ "$(wc -l < out/next.csv)" = 21 ]
	# asking by information: the interval is above 0 at every number of votes; one such vote is worth more than four by lot
	awk -F, 'NR == 2 { one = $3 } NR > 1 { n++; if ($5 <= .03) bad++; last = $2 } END { exit n != 4 || bad || one <= last }' out/gain.csv
	# before any further vote both have the same votes
	[ "$(awk -F, '$3 == 0 { print $2, $4 }' out/asked.csv | sort | uniq -c | awk '$1 == 2' | wc -l)" = 20 ]
	# the first of the list by hand: H(z) less its mean after the answer
	awk -F, 'NR == 2 { print $1, $2, $3 }' out/next.csv > first
	read -r id worker bits < first
	p=$(awk -F, -v id="$id" 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next } $1 == id { print $c["p_1"] }' out/ducks_240.dawid-skene.votes)
	tr -d '"' < out/ducks_240.dawid-skene.model | awk -F, -v p="$p" -v j="$worker" '
		function h(x) { return x > 0 && x < 1 ? -(x * log(x) + (1 - x) * log(1 - x)) / log(2) : 0 }
		$1 == "confusion" && $2 == j { a[$3, $4] = $5 }
		END { for (l = 0; l < 2; l++) { t = p * a[1, l] + (1 - p) * a[0, l]; left += t * h(p * a[1, l] / t) } print h(p) - left }' > want
	near "$(cat want)" "$bits" 1e-5
	# what an answer is worth in accuracy: the mean of the larger class after it less the larger now
	[ "$(wc -l < out/worth.csv)" = 3 ]
	read -r id worker worth < <(sed -n '2s/,/ /gp' out/worth.csv)
	p=$(awk -F, -v id="$id" 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next } $1 == id { print $c["p_1"] }' out/ducks_240.dawid-skene.votes)
	tr -d '"' < out/ducks_240.dawid-skene.model | awk -F, -v p="$p" -v j="$worker" '
		function max(x, y) { return x > y ? x : y }
		$1 == "confusion" && $2 == j { a[$3, $4] = $5 }
		END { for (l = 0; l < 2; l++) s += max(p * a[1, l], (1 - p) * a[0, l]); printf "%.9f\n", s - max(p, 1 - p) }' > want
	near "$(cat want)" "$worth" 1e-6
}
