# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# -g, --group of every program that has it.  That weights, order, threads and states change nothing is in laws.bats.

load common

# A summary and its options.
summaries='
l2d-ece
l2d-ece -e class --smooth --corp
l2d-ece -e expert --binning mass -b 5
l2d-ece --reliability -b 4
l2d-score
l2d-score --area trapezoid --cost .3
l2d-curve
l2d-curve --points 4
l2d-route --frontier --paid-reads
l2d-threshold --rule posthoc --sweep 0:.4:.1
'

# cases.csv with two columns more: numbers that bytes would order otherwise, and text that must be quoted.
table() {
	awk -F, -v OFS=, 'NR == 1 { print $0, "site", "the \"sex\", or so"; next }
		{ print $0, (NR % 3) * 5 + (NR > 12 ? .25 : 0), NR % 2 ? "b" : "\"a,\"\"c\"" }' "$TESTDATA/small/cases.csv" |
		sed '1s/the.*/"the ""sex"", or so"/'
}

# rows PATTERN: the header, and the rows whose last cells match.
rows() {
	head -1 t.csv
	tail -n +2 t.csv | grep -E ",$1\$" || true
}

# grouped COMMAND...: its table without the columns that l2d-score has for groups only, the last ones.
grouped() {
	"$@" > full || return
	awk -F, -v OFS=, 'NR == 1 && $NF == "system_accuracy_excess" { less = 8 } { if (less) NF -= less } 1' full
}

alone_and_all() {
	local run=$1 site
	grouped $run -g site t.csv > got || return
	{
		head -1 got
		for site in 0 0.25 5 5.25 10 10.25; do
			rows "$site,(b|\"a,\"\"c\")" > part
			$run part | tail -n +2 | sed "s/^/$site,/"
		done
		$run t.csv | tail -n +2 | sed 's/^/,/'
	} > want
	[ "$(head -1 got)" = "site,$($run t.csv | head -1)" ] && cmp want got || return
	# two columns: the same numbers, in the order of the first, then of the second
	grouped $run -g 'site,"the ""sex"", or so"' t.csv > got || return
	{
		printf 'site,"the ""sex"", or so",'
		$run t.csv | head -1
		for site in 0 0.25 5 5.25 10 10.25; do
			for sex in '"a,""c"' b; do
				rows "$site,$sex" > part
				$run part | tail -n +2 | sed "s/^/$site,$sex,/"
			done
		done
		$run t.csv | tail -n +2 | sed 's/^/,,/'
	} > want
	cmp want got
}
@test "a group has the bytes of its rows alone, the last rows those of the whole table" {
	table > t.csv
	while read -r run; do
		[ -z "$run" ] || alone_and_all "$run" || { echo "$run"; return 1; }
	done <<< "$(some 3 <<< "$summaries")"
}

# Of what is a mean over rows, weighted by the groups' weights.
@test "the whole is the weighted mean of the groups" {
	table > t.csv
	l2d-score -g site t.csv > s
	l2d-ece -g site t.csv > c
	awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) { if ($i == "w") w = i; if ($i == "site") g = i } next } { print $g, $w }' t.csv |
		awk '{ w[$1] += $2 } END { for (g in w) print g, w[g] }' > weights
	for column in s:coverage s:cost s:share_ann c:confidence c:frequency c:brier c:nll c:class_brier; do
		paste -d' ' <(column site ${column%:*}) <(column ${column#*:} ${column%:*}) > cells
		awk 'NR == FNR { w[$1] = $2; next } NF == 2 { s += w[$1] * $2; all += w[$1]; next } { whole = $1 }
			END { print s / all, whole }' OFMT=%.17g weights cells > two
		read -r mean whole < two
		near "$mean" "$whole" 1e-14
	done
	[ "$(column n s | head -n -1 | paste -sd+ | bc)" = "$(column n s | tail -1)" ]
}

@test "what is no group, or no list of columns" {
	table > t.csv
	for list in '' site,site '"site' 'site
x'; do
		expect 2 l2d-score -g "$list" t.csv
		[ ! -s out ]
	done
	expect 2 l2d-score -g site -t site=1 t.csv
	grep -q "there is a column of that name: 'site=1'" err
	expect 3 l2d-score -g sit t.csv
	same err <<< "l2d-score: t.csv:1:1: no column 'sit'; the nearest there is 'site'"
	sed '1s/site/n/' t.csv > n.csv
	expect 2 l2d-score -g n n.csv
	same err <<< "l2d-score: --group: there is a column of that name: 'n'"
	[ ! -s out ]
	awk -F, -v OFS=, 'NR == 3 { $22 = "" } NR == 7 { $22 = "none" } 1' t.csv > gap.csv # lines with commas in no cell before
	expect 3 l2d-score -g site --na none gap.csv
	grep -q "^l2d-score: gap.csv:3:[0-9]*: column 'site': missing: " err
	[ ! -s out ]
	expect 0 l2d-score -g site --na none --na-action skip gap.csv
	grep -q '^l2d-score: 2 rows skipped' err
	cp out got
	sed '3d; 7d' gap.csv | l2d-score -g site | cmp - got
}

@test "a row of weight 0 makes no group; a table without rows has none" {
	{ table; printf '99,cat,1,0,0,cat,cat,1,1,0,0,1,0,0,0,0,0,n,0,model,cat,77,b\n'; } > t.csv
	l2d-score -g site t.csv > got
	fails grep -q '^77' got
	head -1 t.csv > none.csv
	for run in l2d-ece l2d-score l2d-curve 'l2d-ece --reliability'; do
		$run none.csv | sed '1s/^/site,/; 2,$s/^/,/' > want
		grouped $run -g site none.csv | cmp - want
		${run%--*} -g site --partial none.csv > s
		grouped $run -g site --merge s | cmp - want
	done
}

@test "states of other groups, of no group, of the other order of columns are refused" {
	table > t.csv
	l2d-score -g site --partial t.csv > s
	l2d-score --partial t.csv > plain
	l2d-score -g site t.csv > whole
	l2d-score -g '"site"' --merge s | cmp - whole
	for group in '' '-g agent' '-g site,agent'; do
		expect 3 l2d-score $group --merge s
	done
	expect 3 l2d-score -g site --merge plain
	expect 3 l2d-score -g site --merge s plain
	l2d-score -g agent,site --partial t.csv > s
	expect 3 l2d-score -g site,agent --merge s
	# a group of another number of cells, or with an empty one
	for group in ann '"ann,"' '"ann,5,6"' '"ann,""5"' '",5"'; do
		sed "s/,\"ann,10\",/,$group,/" s > bad
		fails cmp -s s bad
		expect 3 l2d-score -g agent,site --merge bad
		grep -q "column 'part': no part of this state" err
	done
}

@test "10,000 groups, and not one more" {
	{ echo y,p_0,p_1,g; seq 10000 | sed 's/^/1,.5,.5,/'; } > t.csv
	expect 0 l2d-curve -g g --points 1 t.csv
	[ "$(wc -l < out)" = 10002 ]
	[ "$(sed -n '2p;10001p' out | cut -d, -f1 | paste -sd ' ')" = '1 10000' ]
	echo 1,.5,.5,one >> t.csv
	for jobs in 1 3; do
		expect 3 l2d-curve -g g --points 1 --jobs $jobs t.csv
		[ ! -s out ]
	done
	expect 3 l2d-curve -g g --points 1 t.csv
	same err <<< "l2d-curve: t.csv:10002:9: column 'g': a group beyond the 10000 that there may be: 'one'"
	head -5002 t.csv | l2d-curve -g g --partial > a
	{ head -1 t.csv; tail -n +5003 t.csv; } | l2d-curve -g g --partial > b
	expect 3 l2d-curve -g g --merge a b
}

@test "l2d-score -g: rates of groups, and how far they are apart" {
	awk 'BEGIN { srand(6); print "y,p_no,p_yes,e_a,agent,w,site"; for (i = 0; i < 300; i++) { g = int(rand() * 4)
		printf "%s,%.2f,%.2f,%s,%s,%d,%d\n", (g && rand() < .2 + g / 5 ? "yes" : "no"), p = int(rand() * 100) / 100, 1 - p,
			(rand() < .1 ? "" : rand() < .6 ? "yes" : "no"), (rand() < .5 ? "a" : "model"), int(rand() * 4), g } }' > t.csv
	awk -F, 'NR > 1 && $6 { said = $5 == "a" ? $4 : $2 >= $3 ? "no" : "yes"; for (k = 0; k < 2; k++) { g = k ? "" : $7
			w[g] += $6; d[g] += $6 * ($5 == "a")
			if (said != "") { s[g] += $6; r[g] += $6 * (said == $1); c[g, $1] += $6; x[g, $1] += $6 * (said != $1) } } }
		function put(a, b) { return b ? sprintf("%.12f", a / b) : "" }
		function wide(v, k) { if (v == "") return; if (lo[k] == "" || v < lo[k]) lo[k] = v; if (hi[k] == "" || v > hi[k]) hi[k] = v }
		END { for (g = 0; g < 4; g++) { D = put(d[g], w[g]); R = put(r[g], s[g]); P = put(x[g, "no"], c[g, "no"]); N = put(x[g, "yes"], c[g, "yes"])
				print g, R, D, P, N; wide(D, 1); wide(R, 2); wide(P, 3); wide(N, 4) }
			print "", put(r[""], s[""]), put(d[""], w[""]), put(x["", "no"], c["", "no"]), put(x["", "yes"], c["", "yes"]), hi[1] - lo[1], hi[2] - lo[2], hi[3] - lo[3],
				hi[4] - lo[4] }' OFS=, t.csv > want
	l2d-score -g site t.csv > got
	fields() { awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		{ s = $1 "," $at["system_accuracy"] "," $at["deferral_rate"] "," $at["false_positive_rate"] "," $at["false_negative_rate"]
			if ($1 == "") s = s "," $at["deferral_rate_gap"] "," $at["system_accuracy_gap"] "," $at["false_positive_rate_gap"] "," $at["false_negative_rate_gap"]
			print s }' "$1"; }
	fields got > found
	awk -F, 'NR == FNR { want[NR] = $0; next } { n = split(want[FNR], a, ","); if (n != NF) exit 1
		for (i = 1; i <= n; i++) { d = a[i] - $i; if ((a[i] == "") != ($i == "") || d > 1e-6 || d < -1e-6) { print want[FNR], $0; exit 1 } } }' want found
	[ "$(awk -F, '$1 == "0" { print $5 }' found)" = "" ] # no row of the positive class
	# the other class is the positive one
	l2d-score -g site --positive no t.csv > got.no
	[ "$(column false_positive_rate got | paste -sd ' ')" = "$(column false_negative_rate got.no | paste -sd ' ')" ]
	# threads and states
	L2D_TEST_CHUNK=200 l2d-score -g site --jobs 3 t.csv | cmp - got
	head -100 t.csv | l2d-score -g site --partial > a
	(head -1 t.csv; tail -n +101 t.csv) | l2d-score -g site --partial > b
	l2d-score -g site --merge b a | cmp - got
	# without p_* the labels are the classes; of three there are no rates
	cut -d, -f1,4- t.csv | awk -F, 'NR == 1 || $3 == "a"' > bare.csv
	l2d-score -g site bare.csv > got
	[ -n "$(column false_positive_rate got | tail -1)" ]
	L2D_TEST_CHUNK=200 l2d-score -g site --jobs 3 bare.csv | cmp - got
	{ cat bare.csv; echo maybe,maybe,a,1,2; } | l2d-score -g site > got
	[ -z "$(column false_positive_rate got | tail -1)" ]
	[ -n "$(column deferral_rate_gap got | tail -1)" ]
	expect 2 l2d-score -g site --positive maybe t.csv
	expect 2 l2d-score --positive yes t.csv
}

# The interval of a column in the row of a group, or of all.
ends() {
	paste -d, <(column group "$2" | sed 's/^$/all/') <(column "$1_lo" "$2") <(column "$1_hi" "$2") | sed -n "s/^$3,//p"
}

@test "l2d-score -g --interval: rates of groups, and how far they are apart" {
	local run="l2d-score -g group --interval .9 --draws 200" group rate class
	awk 'BEGIN { srand(11); print "id,y,e_a,p_no,p_yes,agent,w,group"; for (i = 0; i < 240; i++) { g = int(rand() * 3)
		printf "r%d,%s,%s,%.2f,%.2f,%s,%.2f,g%d\n", i, (rand() < .5 ? "yes" : "no"), (rand() < .1 ? "" : rand() < .6 ? "yes" : "no"),
			p = int(rand() * 100) / 100, 1 - p, (rand() < .1 + .3 * g ? "a" : "model"), int(rand() * 8) / 4, g } }' |
		awk -F, -v OFS=, '$NF == "g0" { $6 = "model" } 1' > t.csv
	$run t.csv > got
	# a group's rates have the intervals of its rows alone
	for group in g0 g1 g2; do
		grep -E "^id|,$group\$" t.csv | $run > alone
		for rate in deferral_rate false_positive_rate false_negative_rate; do
			[ "$(ends $rate got $group)" = "$(ends $rate alone all)" ]
			[ "$(ends $rate got $group)" != , ]
			# a gap is one of all rows, and of one group there is none
			[ "$(ends ${rate}_gap_simultaneous got $group)" = , ]
			[ "$(ends ${rate}_gap_simultaneous alone all)" = 0,0 ]
		done
		# they are the accuracies on the rows of a class, the other way round
		for class in no,false_positive_rate yes,false_negative_rate; do
			grep -E "^id|^[^,]*,${class%,*},.*,$group\$" t.csv | l2d-score --interval .9 --draws 200 > class
			echo "$(ends ${class#*,} got $group),$(column system_accuracy_lo class),$(column system_accuracy_hi class)"
		done
	done | awk -F, '{ a = $1 + $4 - 1; b = $2 + $3 - 1; if (a * a > 1e-11 || b * b > 1e-11) { print; exit 1 } } END { if (NR != 6) exit 1 }'
	# nothing of the first group is deferred in any draw: the gap to another one is the other's rate, and as far to either side
	grep -v ',g1$' t.csv | $run > two
	[ "$(column deferral_rate_gap two | tail -1)" = "$(column deferral_rate two | sed -n 2p)" ]
	echo "$(column deferral_rate_gap two | tail -1),$(ends deferral_rate_gap_simultaneous two all),$(ends deferral_rate two g2)" |
		awk -F, '{ a = $1 - $2; b = $3 - $1; c = ($5 - $4) / 2; print; if ((a - b) ^ 2 > 1e-20 || a < .8 * c || a > 1.25 * c) exit 1 }'
	# order, threads, states
	{ head -1 t.csv; tail -n +2 t.csv | tac; } | $run | cmp - got
	L2D_TEST_CHUNK=200 $run --jobs 3 t.csv | cmp - got
	head -100 t.csv | $run --partial > a
	{ head -1 t.csv; tail -n +101 t.csv; } | $run --partial > b
	$run --merge b a | cmp - got
	# --positive turns them round
	$run --positive no t.csv > got.no
	[ "$(ends false_positive_rate_gap_simultaneous got all)" = "$(ends false_negative_rate_gap_simultaneous got.no all)" ]
	# a draw without a row of a group is left out: one deferred row is in 63 % of them, and never does the other group's gap to
	# itself, 0, count
	{ grep -E '^id|,g2$' t.csv; echo one,yes,yes,.5,.5,a,1,g9; } | $run > one
	[ "$(ends deferral_rate one g9)" = 1,1 ]
	ends deferral_rate_gap_simultaneous one all | awk -F, '{ print } !($1 > .1 && $1 < $2) { exit 1 }'
}

@test "l2d-score -g --interval: the gap of two large groups has the normal interval of two proportions" {
	[ -z "${L2D_SLOW-}" ] || skip "its claim is of numbers; the next test runs the same on such a table"
	# 30 % of 4,000 and half of 5,000: .2 -+ 1.95996 sqrt(.3 * .7 / 4,000 + .5 * .5 / 5,000) = .18019, .21981; of a fifth of the rows sqrt(5)
	# times as wide
	n=$((${L2D_ALL:+4 *} 200 + 200))
	awk -v n=$n 'BEGIN { print "id,y,e_a,p_0,p_1,agent,group"; for (i = 0; i < 9 * n; i++)
		print i ",1,1,.2,.8," (i < 1.2 * n || i >= 6.5 * n ? "a" : "model") "," (i < 4 * n ? "x" : "z") }' > t.csv
	l2d-score -g group --interval .95 --draws 2000 t.csv > got
	ends deferral_rate_gap_simultaneous got all | awk -F, -v n=$n '{ k = 1000 / n; a = $1 - .2; b = $2 - .2; print
		if ((a + .01981 * sqrt(k)) ^ 2 > 4e-6 * k || (b - .01981 * sqrt(k)) ^ 2 > 4e-6 * k) exit 1 }'
}

@test "l2d-score -g --interval: the excess of a group has the normal interval of a share less a share" {
	# groups of 4,000 and 5,000 rows, .7 and .5 of them right: .2 * 5/9 -+ 1.95996 * 5/9 sqrt(.7 * .3 / 4,000 + .5 * .5 / 5,000) = .10009, .12213;
	# of a fifth of the rows sqrt(5) times as wide
	n=$((${L2D_ALL:+4 *} 200 + 200))
	awk -v n=$n 'BEGIN { print "id,y,e_a,p_0,p_1,agent,w,group"; for (i = 0; i < 9 * n; i++)
		print i ",1," (i % 10 < (i < 4 * n ? 7 : 5)) ",.2,.8,a,1," (i < 4 * n ? "x" : "z") }' > t.csv
	run="l2d-score -g group --interval .95 --draws 1000"
	$run t.csv > got
	near "$(column system_accuracy_excess got | head -1)" .1111111111 1e-9
	ends system_accuracy_excess got x | awk -F, -v n=$n '{ k = 1000 / n; a = $1 - .11111; b = $2 - .11111; print
		if ((a + .01102 * sqrt(k)) ^ 2 > 2e-6 * k || (b - .01102 * sqrt(k)) ^ 2 > 2e-6 * k) exit 1 }'
	[ "$(column system_accuracy_excess got | tail -1)" = "" ]
	# order, threads, states
	{ head -1 t.csv; tail -n +2 t.csv | tac; } | $run --jobs 3 | cmp - got
	head -700 t.csv | $run --partial > a
	{ head -1 t.csv; tail -n +701 t.csv; } | $run --partial > b
	$run --merge b a | cmp - got
}

@test "l2d-score -g --interval: the gap of groups that are treated alike is 0, and the interval says so" {
	# 40 tables of three groups of 60: it holds 0 in 95 % of them, in fewer than 80 % with a probability of 1e-3; the draws of the gap, in none
	awk 'BEGIN { srand(5); print "id,y,e_a,p_0,p_1,agent,group,table"; for (t = 0; t < 40; t++) for (i = 0; i < 180; i++)
		print t "-" i ",1,1,.2,.8," (rand() < .4 ? "a" : "model") ",g" i % 3 "," t }' > t.csv
	for t in $(seq 0 39 | some 3); do
		grep "^id\|,$t\$" t.csv | l2d-score -g group --interval .95 --draws 200 > got
		ends deferral_rate_gap_simultaneous got all
	done > all
	awk -F, '{ held += $1 == 0 } END { print held, NR; exit !(NR > 12 && held >= .8 * NR) }' all
}

# The table without a decision of its own.
undecided() {
	table | awk -F, -v OFS=, '{ print $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $17, $22 }'
}

@test "l2d-threshold: a group has the threshold of its rows alone, any other group that of all; a model file says the same" {
	undecided > t.csv
	for target in '--coverage .5' '--budget .3' --best '--budget .03 --budget-in cost' '--coverage .5 --columns weight='; do
		run="l2d-threshold --rule posthoc $target"
		$run --fit t.csv > all
		$run -g site --fit --report report t.csv > model
		[ "$(grep '^threshold,\|^price,' model)" = "$(grep '^threshold,\|^price,' all)" ]
		$run -g site t.csv > decided 2> err
		l2d-apply --input t.csv model 2> err.2 | cmp - decided
		diff <(cut -d: -f2- err) <(cut -d: -f2- err.2)
		for site in $(printf '%s\n' 0 5.25 10 0.25 5 10.25 | some 3); do
			{ head -1 t.csv; grep ",$site\$" t.csv; } > part
			$run --fit part > alone
			[ "$(grep "^of.threshold,$site," model | cut -d, -f4)" = "$(grep '^threshold,' alone | cut -d, -f4)" ]
			[ "$(grep "^of.price,$site," model | cut -d, -f4)" = "$(grep '^price,' alone | cut -d, -f4)" ]
			[ "$(grep "^$site," report | cut -d, -f2)" = "$(grep '^threshold,' alone | cut -d, -f4)" ]
			$run part 2> err | tail -n +2 > want
			awk -F, -v s="$site" '$13 == s' decided | cmp - want
		done
		[ "$(cut -d, -f1 report | paste -sd ' ')" = 'site 0 0.25 5 5.25 10 10.25 ' ]
		sed '2,$s/,[0-9.]*$/,77/' t.csv > new.csv
		l2d-apply --input new.csv model 2> err | sed '2,$s/,77,/,5,/' > got
		l2d-apply --input new.csv all 2> err | sed '2,$s/,77,/,5,/' | cmp - got
	done
	cut -d, -f1-12 t.csv > bare.csv
	expect 3 l2d-apply --input bare.csv model
	same err <<< "l2d-apply: bare.csv:1:1: no column 'site'"
	sed '3s/,[0-9.]*$/,/' t.csv > gap.csv
	expect 3 l2d-apply --input gap.csv model
	same err <<< "l2d-apply: gap.csv:3:$(sed -n 3p gap.csv | awk '{ print length($0) + 1 }'): column 'site': missing: ''"
	expect 0 l2d-apply --na-action skip --input gap.csv model
	[ "$(wc -l < out)" = 24 ]
}

@test "l2d-threshold --exact: the coin spends each group's target" {
	awk 'BEGIN { srand(3); print "y,p_0,p_1,e_a,g"; for (i = 0; i < 4000; i++) { p = int(rand() * 4) / 10 + .1
		print int(rand() * 2) "," 1 - p "," p "," int(rand() * 2) "," i % 2 } }' > t.csv
	l2d-threshold --coverage .4 --exact -g g --fit t.csv > model
	[ "$(grep -c '^of.part,' model)" = 2 ]
	l2d-threshold --coverage .4 --exact -g g t.csv > decided
	l2d-apply --input t.csv model | cmp - decided
	for g in 0 1; do
		near "$(awk -F, -v g=$g '$5 == g { n++; k += $7 == "model" } END { print k / n }' decided)" .4 .03
	done
}

@test "l2d-threshold --risk --group: one guarantee for all groups; no other group is decided about" {
	awk 'BEGIN { srand(4); print "y,p_0,p_1,e_a,g"; for (i = 0; i < 600; i++) { p = rand() / 2; g = i % 3
		print (rand() < p * (1 + g) / 3) "," 1 - p "," p "," 0 "," g } }' > t.csv
	expect 0 l2d-threshold --risk .4 --delta .1 -g g --fit t.csv
	cp out model
	fails grep '^threshold,' model
	[ "$(grep -c '^found.bound,' model)" = 3 ]
	awk -F, '/^found.bound/ && $4 > .4 { exit 1 }' model
	l2d-apply --input t.csv model > decided
	l2d-threshold --risk .4 --delta .1 -g g t.csv | cmp - decided
	# with two groups more each has less of delta
	l2d-threshold --risk .4 --delta .1 --fit <(awk -F, 'NR == 1 || $5 == 2' t.csv) > alone
	awk -F, 'NR == FNR { if ($1 == "threshold") t = $4; next } /^of.threshold,2,/ { exit !(t == "inf" || $4 <= t) }' alone model
	expect 1 l2d-threshold --risk .2 --delta .1 -g g --fit t.csv
	same err <<< "l2d-threshold: group '1': no threshold has a system error of at most 0.2 with probability 0.9; the least risk that can be guaranteed is 0.343"
	[ ! -s out ]
	# the other groups pass all, so 57 errors in 200 rows have .1 / 2; SciPy: beta.ppf(0.95, 58, 143) = 0.342185
	fails l2d-threshold --risk .342 --delta .1 -g g --fit t.csv
	l2d-threshold --risk .343 --delta .1 -g g --fit t.csv > least
	sed '2s/.$/7/' t.csv > new.csv
	expect 3 l2d-apply --input new.csv model
	grep -q "^l2d-apply: new.csv:2:[0-9]*: column 'g': of a group that the threshold was not tuned on: '7'" err
	[ ! -s out ]
	# a group without weight is none, and its rows cannot be decided about
	{ sed '1s/$/,w/; 2,$s/$/,1/' t.csv; echo 0,.5,.5,0,9,0; } > w.csv
	l2d-threshold --risk .4 --delta .1 -g g --fit w.csv | cmp - model
	expect 3 l2d-threshold --risk .4 --delta .1 -g g w.csv
	same err <<< "l2d-threshold: group '9': no row of it has a weight: no threshold was tuned for it"
	[ ! -s out ]
}

# brute KIND TOLERANCE: from rows "group score y model expert" the least error over all pairs of thresholds of the groups 0 and 1 whose
# rates are at most the tolerance apart, and without a limit; an expert "-" has no answer.
brute() {
	awk -v kind="$1" -v tolerance="$2" '
	{ n++; g[n] = $1; s[n] = $2; y[n] = $3; m[n] = $4; x[n] = $5 }
	function at(group, t, i, right, w, kept, positive, hit) {
		w = kept = error = positive = hit = 0
		for (i = 1; i <= n; i++) if (g[i] == group) {
			keep = s[i] <= t; right = (keep ? m[i] : x[i]) == y[i]
			w++; kept += keep; error += !right
			if (y[i] == 1) { positive++; hit += right }
		}
		rate = kind == "coverage" ? kept / w : kind == "error" ? error / w : hit / positive
	}
	END {
		best = free = n + 1
		for (k = 0; k < 2; k++) for (a = 0; a <= n; a++) {
			at(k, a ? s[a] : -99); rates[k, a] = rate; errors[k, a] = error
		}
		for (a = 0; a <= n; a++) for (b = 0; b <= n; b++) {
			e = errors[0, a] + errors[1, b]
			d = rates[0, a] - rates[1, b]; if (d < 0) d = -d
			if (e < free) free = e
			if (d <= tolerance + 1e-9 && e < best) best = e
		}
		if (best > n) print "none"
		else print best / n, (best - free) / n
	}'
}

@test "l2d-threshold --fair: the least error over all pairs of breakpoints, and the price of the limit" {
	dear=0 none=0
	for seed in ${L2D_ALL:+1 2 3 5} 4 6 7 8; do
		awk -v seed=$seed 'BEGIN { srand(seed); print "y,p_0,p_1,e_a,g"; for (i = 0; i < 16; i++) { p = int(rand() * 12) / 20; g = rand() < .4
			y = rand() < (g ? .3 : .7); if (i < 2) { g = i; y = 1 }
			print y "," 1 - p "," p "," (rand() < .1 ? "" : rand() < (g ? .9 : .6) ? y : 1 - y) "," g + 0 } }' > t.csv
		l2d-threshold t.csv 2> err | awk -F, 'NR > 1 { print $5, $6, $1, ($2 >= $3 ? 0 : 1), ($4 == "" ? "-" : $4) }' > rows
		for kind in coverage error tpr; do
			for tolerance in 0 .05 .125 .25; do
				brute $kind $tolerance < rows > want
				read -r error price < want
				if [ "$error" = none ]; then
					none=$((none + 1))
					expect 1 l2d-threshold --fair $kind --tolerance $tolerance -g g --fit t.csv
					[ ! -s out ]
					continue
				fi
				expect 0 l2d-threshold --fair $kind --tolerance $tolerance -g g --fit --report report t.csv
				near "$(grep '^error,' out | cut -d, -f4)" "$error" 1e-6
				near "$(grep '^price_of_fairness,' out | cut -d, -f4)" "$price" 1e-6
				near "$(column price_of_fairness report | tail -1)" "$price" 1e-6
				awk -v p="$price" 'BEGIN { exit !(p > 0) }' && dear=$((dear + 1))
				# the decisions are those of that error
				cp out model
				l2d-apply --input t.csv model 2> err > decided
				near "$(awk -F, 'NR > 1 { n++; e += $8 != $1 } END { print e / n }' decided)" "$error" 1e-6
				l2d-threshold --fair $kind --tolerance $tolerance -g g t.csv 2> err | cmp - decided
			done
		done
	done
	[ $dear -gt 20 ]
	[ $none -gt 3 ]
}

@test "l2d-threshold --fair: what it needs, and says" {
	undecided > t.csv
	expect 2 l2d-threshold --fair coverage --tolerance .1 t.csv
	expect 2 l2d-threshold --fair coverage -g site t.csv
	expect 2 l2d-threshold --fair coverage --tolerance 2 -g site t.csv
	expect 2 l2d-threshold --fair error --tolerance .1 --positive cat -g site t.csv
	expect 2 l2d-threshold -g site t.csv
	expect 3 l2d-threshold --fair tpr --tolerance .1 -g site t.csv
	grep -q 'two classes are needed, not 3' err
	printf 'y,p_0,p_1,e_a,g\n0,.5,.5,1,a\n1,.5,.5,1,b\n' > t.csv
	expect 3 l2d-threshold --fair tpr --tolerance .1 -g g t.csv
	same err <<< "l2d-threshold: group 'a': no row of the positive class"
	expect 3 l2d-threshold --fair tpr --positive 0 --tolerance .1 -g g t.csv
	same err <<< "l2d-threshold: group 'b': no row of the positive class"
	printf 'y,p_0,p_1,g\n0,.5,.5,a\n1,.5,.5,b\n' > t.csv
	expect 3 l2d-threshold --fair coverage --tolerance .1 -g g t.csv
	grep -q 'no experts' err
}

@test "l2d-calibrate: a group has the maps of its rows alone, any other group those of all" {
	awk 'BEGIN { srand(8); print "id,y,p_0,p_1,e_E,e_F,conf_E,conf_F,w,site"; for (i = 0; i < 240; i++) { p = .02 + .96 * rand(); g = i % 3
		y = rand() < (g == 1 ? p : g == 2 ? p * p : .5 + p / 3)
		E = rand() < .7; F = rand() < .6
		printf "%d,%d,%.3f,%.3f,%s,%s,%.2f,%.2f,%d,%s\n", i, y, 1 - p, p, (E ? y : 1 - y), (g == 2 ? "" : F ? y : 1 - y),
			.1 + E * .3 + .5 * rand(), .1 + F * .3 + .5 * rand(), 1 + i % 2, (g ? g * 5 : "a,b") } }' | sed 's/a,b$/"a,b"/' > t.csv
	for options in '--method temperature' '--target all --method platt' '--target all --method isotonic' \
		'--target experts --method beta' '--method histogram -b 4'; do
		l2d-calibrate $options t.csv > all
		l2d-calibrate $options -g site t.csv > model
		l2d-calibrate $options -g site --jobs 3 t.csv | cmp - model
		{ head -1 t.csv; tail -n +2 t.csv | tac; } | l2d-calibrate $options -g site > turned
		diff <(cut -d, -f1-3 model) <(cut -d, -f1-3 turned)
		l2d-apply --input t.csv model 2> err > got
		for site in '"a,b"' 5 10; do
			# an expert without an answer in a group has the map of all
			{ head -1 t.csv; grep ",$site\$" t.csv; } > part
			case $site:$options in 10:*all* | 10:*experts*)
				l2d-calibrate $options --columns 'conf=conf_*,!conf_F' part > alone
				l2d-apply --input part alone 2> err > one
				l2d-apply --input part all 2> err > two
				paste -d, <(column conf_E one) <(column conf_F two) > want
				tail -n +2 got | grep ",$site\$" > mine
				{ head -1 got; cat mine; } > mine.csv
				paste -d, <(column conf_E mine.csv) <(column conf_F mine.csv) | diff want -
				continue ;;
			esac
			l2d-calibrate $options part > alone
			l2d-apply --input part alone 2> err | tail -n +2 > want
			grep ",$site\$" got | cmp - want
		done
		sed '2,$s/,"a,b"$/,77/; 2,$s/,[0-9]*$/,77/' t.csv > new.csv
		l2d-apply --input new.csv model 2> err > got
		l2d-apply --input new.csv all 2> err | cmp - got
	done
	cut -d, -f1-9 t.csv > bare.csv
	expect 3 l2d-apply --input bare.csv model
	same err <<< "l2d-apply: bare.csv:1:1: no column 'site'"
	# a group that can be told apart by one class has no temperature: it is named
	awk -F, 'NR == 1 || $10 != 5 || ($4 > .5) == $2' t.csv > apart.csv
	expect 5 l2d-calibrate -g site apart.csv
	grep -q "^l2d-calibrate: group '5': " err
	[ ! -s out ]
}

# every.bats runs the programs without -g.
@test "any allocation may fail with groups" {
	undecided > t.csv
	l2d-calibrate --method histogram -b 3 -g site t.csv > maps
	l2d-threshold --rule posthoc --fair coverage --tolerance .5 -g site --fit t.csv > fair
	for run in 'l2d-score -g site t.csv' 'l2d-score -g site --interval .9 --draws 20 t.csv' \
		'l2d-calibrate --method histogram -b 3 -g site t.csv' 'l2d-apply --input t.csv maps fair' \
		'l2d-threshold --rule posthoc --fair coverage --tolerance .5 -g site --report r t.csv'; do
		$run > want 2> err
		case $run in *--draws*) step=${L2D_ALL:+61} ;; *) step=${L2D_ALL:+7} ;; esac # a draw of a group has some of its own
		failing_allocations ${step:-97} want $run
	done
}
