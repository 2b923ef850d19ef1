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
l2d-route --frontier
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

alone_and_all() {
	local run=$1 site
	$run -g site t.csv > got || return
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
	$run -g 'site,"the ""sex"", or so"' t.csv > got || return
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
	done <<< "$summaries"
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
		$run -g site none.csv | cmp - want
		${run%--*} -g site --partial none.csv > s
		$run -g site --merge s | cmp - want
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
