# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# l2d-plot: what gnuplot is told, what it draws, what is refused.  The tables are made up.

load common

bins() {
	cat <<-'END'
		estimand,name,lo,hi,n,confidence,frequency,wilson_lo,wilson_hi
		class,cat,0,0.5,0,,,,
		class,cat,0.5,1,12000,0.9,0.75,0.7,0.8
		class,dog,0,0.5,10,0.25,0.5,0.2,0.8
		class,dog,0.5,1,30,0.75,1,0.9,1.0000000000000002
	END
}

curve() {
	cat <<-'END'
		rule,c0,coverage,system_accuracy,risk
		chow,0,1,0.9,0.1
		chow,0,0.5,0.95,0.05
		chow,0,0,0.93,
		posthoc,0,1,0.9,0.1
		posthoc,0,0,0.93,
	END
}

shares() {
	printf '%s\n' 'system,n,share_model,share_ann,share_b_b' 'free,9,0.5,0.25,0.25' '"one, two",9,0.25,0.75,'
}

# refused STATUS MESSAGE ARGUMENT...: nothing is written and standard error is this one line.
refused() {
	local status=$1 message=$2
	shift 2
	expect "$status" l2d-plot "$@"
	[ ! -s out ]
	printf 'l2d-plot: %s\n' "$message" | diff -u - err
}

@test "the gnuplot program of a curve" {
	curve > curve.csv
	expect 0 l2d-plot coverage --by rule --by c0 --dump curve.csv
	[ ! -s err ]
	same out <<-'END'
		set encoding utf8
		set terminal svg size 720,540 noenhanced font "sans-serif,14" background "#ffffff"
		set linetype 1 linecolor rgb "#0072B2" linewidth 2 dashtype 1 pointtype 4 pointsize 0.7
		set linetype 2 linecolor rgb "#D55E00" linewidth 2 dashtype 1 pointtype 5 pointsize 0.7
		set grid linecolor rgb "#dddddd" linetype 1 linewidth 1 dashtype 1
		set key outside top center horizontal Left reverse
		set samples 2
		set border 3
		set tics nomirror
		$s1 << EOD
		1 0.9
		0.5 0.95
		0 0.93
		EOD
		$s2 << EOD
		1 0.9
		0 0.93
		EOD
		set xrange [0:1]
		set xlabel "coverage (share of cases that the model answers)"
		set ylabel "system accuracy"
		plot $s1 using 1:2 with linespoints linetype 1 title "chow, c0=0", \
		     $s2 using 1:2 with linespoints linetype 2 title "posthoc, c0=0"
	END
}

@test "a cell that is empty is no point" {
	curve | l2d-plot risk --by rule --dump | sed -n '/^\$s1/,/^EOD/p' > out
	same out <<-'END'
		$s1 << EOD
		1 0.1
		0.5 0.05
		EOD
	END
}

@test "the metric of a curve" {
	curve | cut -d, -f3,4 | head -4 > a.csv
	sed '1s/system_accuracy/auroc/' a.csv > b.csv
	l2d-plot coverage --dump b.csv > out
	grep -qx 'set ylabel "AUROC of the system"' out
	refused 3 "a.csv:1:1: no column 'auroc'; the nearest there is 'coverage'" coverage b.csv a.csv
}

@test "the bins of a reliability diagram" {
	bins | l2d-plot reliability --by name --dump > out
	sed -n '/^\$s/,/^EOD/p' out > data
	same data <<-'END'
		$s1 << EOD
		0 0.5 0 NaN NaN NaN NaN
		0.5 1 12000 0.9 0.75 0.7 0.8
		EOD
		$s2 << EOD
		0 0.5 10 0.25 0.5 0.2 0.8
		0.5 1 30 0.75 1 0.9 1
		EOD
	END
	grep -q '^plot x with lines .* title "perfect"' out
	grep -qx 'set ytics 5000' out
	grep -qx 'set ylabel "cases"' out
}

@test "the bars of a workload" {
	shares | l2d-plot workload --by system --dump > out
	sed -n '/^\$s/,/^EOD/p' out > data
	same data <<-'END'
		$s1 << EOD
		1 0.5
		2 0.25
		3 0.25
		EOD
		$s2 << EOD
		1 0.25
		2 0.75
		EOD
	END
	grep -qx 'set xtics ("model" 1, "ann" 2, "b_b" 3)' out
	grep -q 'title "one, two"' out
}

@test "labels of files" {
	curve | head -4 > a.csv
	mkdir "sub dir"
	cp a.csv "sub dir/it's \"b\" \`c\` \$d.csv"
	cp a.csv x=y.csv
	titles() { l2d-plot risk --dump "$@" | sed -n 's/.* title \("[^,]*\).*/\1/p; s/.*notitle.*/none/p'; }
	[ "$(titles a.csv)" = none ]
	[ "$(titles - < a.csv)" = none ]
	titles one=a.csv > out && same out <<< '"one"'
	titles a.csv ./x=y.csv "sub dir/it's \"b\" \`c\` \$d.csv" > out
	same out <<-'END'
		"a"
		"x=y"
		"it's \"b\" \140c\140 $d"
	END
	titles --by rule one=a.csv a.csv > out
	same out <<-'END'
		"one: chow"
		"a: chow"
	END
}

@test "every figure in every format" {
	command -v gnuplot
	bins > reliability.csv
	curve > coverage.csv
	curve > risk.csv
	shares > workload.csv
	for figure in reliability:name coverage:rule risk:rule workload:system; do
		kind=${figure%:*}
		for suffix in svg png pdf txt; do
			expect 0 l2d-plot "$kind" --by "${figure#*:}" -o "it's a \"$kind\".$suffix" "$kind.csv"
			[ ! -s out ]
			[ ! -s err ]
			case $suffix in
			svg) grep -q '</svg>' "it's a \"$kind\".svg" ;;
			png) head -c 4 "it's a \"$kind\".png" | tail -c 3 | grep -qx PNG ;;
			pdf) head -c 5 "it's a \"$kind\".pdf" | grep -qx %PDF- ;;
			txt) [ "$(wc -l < "it's a \"$kind\".txt")" -ge 20 ] ;;
			esac
		done
	done
	expect 0 l2d-plot risk --by rule --term dumb risk.csv
	cmp out "it's a \"risk\".txt"
	l2d-plot risk --by rule --term=png < risk.csv | cmp - "it's a \"risk\".png"
	l2d-plot risk --by rule --dump -o dumped.svg risk.csv | gnuplot
	l2d-plot risk --by rule risk.csv | cmp - dumped.svg
}

@test "a curve in the terminal" {
	printf 'coverage,risk\n1,0.4\n0.5,0.2\n0,0\n' > curve.csv
	expect 0 l2d-plot risk --term dumb curve.csv
	grep -q 'coverage (share of cases that the model answers)' out
	fails grep -q ' $' out
	[ "$(wc -l < out)" -eq 22 ]
}

@test "what the reader forgives and what other columns hold" {
	curve | sed -n '1,4p' > curve.csv
	l2d-plot risk --dump curve.csv > plain
	{ printf '\357\273\277'; cat curve.csv; } | l2d-plot risk --dump | cmp - plain
	sed 's/$/\r/' curve.csv | l2d-plot risk --dump | cmp - plain
	head -c -1 curve.csv | l2d-plot risk --dump | cmp - plain
	awk 'NR == 1 { print "\"a\nb\"," $0 ",\"e,\"\"f\"\"\""; next } { print "\"c\n,\"\"d\"," $0 ",\"\"" }' curve.csv > quoted.csv
	l2d-plot risk --dump quoted.csv | cmp - plain
	sed '1s/.*/ "rule" ,"c0",\t"coverage","system_accuracy","risk"\t/; 2s/1/ "1" /' curve.csv | l2d-plot risk --dump | cmp - plain
	sed '1s/$/,nul/; 2,$s/$/,a\x00b/' curve.csv | l2d-plot risk --dump | cmp - plain
	{ head -1 curve.csv | sed 's/$/,big/'; sed -n 2p curve.csv | tr -d '\n'; printf ','; head -c 5000000 /dev/zero | tr '\0' x
		echo; tail -n +3 curve.csv | sed 's/$/,/'; } | l2d-plot risk --dump | cmp - plain
	awk 'NR == 1 { for (i = 0; i < 10000; i++) s = s ",x" i; print $0 s; next }
		{ if (!t) for (i = 0; i < 10000; i++) t = t ","; print $0 t }' curve.csv | l2d-plot risk --dump | cmp - plain
}

@test "usage errors are 2" {
	refused 2 "which figure: reliability|coverage|risk|workload? see --help"
	refused 2 "'pie' is none of reliability|coverage|risk|workload; see --help" pie
	refused 2 "--term: 'gif' is none of svg|png|pdf|dumb" risk --term gif
	refused 2 "--output: the suffix of 'a.gif' tells no format; add --term svg|png|pdf|dumb" risk -o a.gif
	refused 2 "option '--by' needs a value" risk --by
	refused 2 "option '-o' needs a value" risk -o
	refused 2 "unknown option '-x'; see --help" risk -x
	refused 2 "unknown option '--dump=yes'; see --help" risk --dump=yes
	[ ! -e a.gif ]
}

@test "bad data is 3, with its place" {
	curve > curve.csv
	bins > bins.csv
	shares > shares.csv
	refused 3 "curve.csv:5:11: column 'coverage': turns back, where another curve begins? --by COLUMN tells them apart: '1'" \
		risk curve.csv
	refused 3 "bins.csv:4:11: column 'lo': turns back, where another diagram begins? --by COLUMN tells them apart: '0'" \
		reliability bins.csv
	refused 3 "shares.csv:3:1: a second row of shares; rows are told apart by --by COLUMN" workload shares.csv
	refused 3 "curve.csv:1:1: no column 'rules'; the nearest there is 'rule'" risk --by rules curve.csv
	refused 3 "bins.csv:1:1: no column 'coverage'; the nearest there is 'name'" coverage bins.csv
	refused 3 "bins.csv:1:1: no column 'share_*'; the nearest there is 'name'" workload bins.csv
	sed '3s/0\.5/50%/' curve.csv > bad.csv
	refused 3 "bad.csv:3:8: column 'coverage': not a number: '50%'" risk bad.csv
	sed '3s/0\.5/50/' curve.csv > bad.csv
	refused 3 "bad.csv:3:8: column 'coverage': not in [0, 1]: '50'" risk bad.csv
	sed '3s/0\.5//' curve.csv > bad.csv
	refused 3 "bad.csv:3:8: column 'coverage': a needed cell is missing: ''" risk bad.csv
	sed '4s/$/,1/' curve.csv > bad.csv
	refused 3 "bad.csv:4:16: the row has 6 fields, the header 5" risk --by rule bad.csv
	sed '4s/,[^,]*$//' curve.csv > bad.csv
	refused 3 "bad.csv:4:14: the row has 4 fields, the header 5" risk --by rule bad.csv
	sed '4s/,/,"/' curve.csv > bad.csv
	refused 3 "bad.csv:4:6: the quote opened here is never closed" risk --by rule bad.csv
	sed '3s/0\.5/0.\x005/' curve.csv > bad.csv
	expect 3 l2d-plot risk --by rule bad.csv
	grep -q "^l2d-plot: bad.csv:3:8: column 'coverage': not a number: " err
	sed '4s/,0,/,0\r,/' curve.csv > bad.csv
	refused 3 "bad.csv:4:7: carriage return without a line feed" risk --by rule bad.csv
	sed '4s/chow,0/"ch\ro,w",0\r/' curve.csv > bad.csv
	refused 3 "bad.csv:4:11: carriage return without a line feed" risk --by rule bad.csv
	sed '4s/chow/ch"o"w/' curve.csv > bad.csv
	refused 3 "bad.csv:4:3: malformed quoting" risk --by rule bad.csv
	sed '4s/chow/ "cho" w/' curve.csv > bad.csv
	refused 3 "bad.csv:4:8: malformed quoting" risk --by rule bad.csv
	sed '1s/c0/rule/' curve.csv > bad.csv
	refused 3 "bad.csv:1:6: column 'rule': the name stands twice in the header" risk bad.csv
	refused 3 "(standard input):1:1: the file is empty: no header line" risk < /dev/null
	head -1 curve.csv > bad.csv
	refused 3 "bad.csv: no rows to draw" risk bad.csv
	sed 's/,[^,]*$/,/; 1s/$/risk/' curve.csv > bad.csv
	refused 3 "bad.csv: no row has both cells that the figure needs: 'chow'" risk --by rule bad.csv
	printf 'note,coverage,risk\n"two\nlines",1,0.5\n"and\nmore",x,0.5\n' > bad.csv
	refused 3 "bad.csv:5:7: column 'coverage': not a number: 'x'" risk bad.csv
}

@test "a failing system is 4, and nothing is left behind" {
	curve | head -4 > curve.csv
	mkdir tmp no-gnuplot
	export TMPDIR=$PWD/tmp
	refused 4 "none.csv: No such file or directory" risk none.csv
	refused 4 ".: read error: Is a directory" risk .
	refused 4 "no/where.svg: Directory nonexistent" risk -o no/where.svg curve.csv
	refused 4 "write error: No space left on device" risk --term svg -o /dev/full curve.csv
	echo before > kept.svg
	refused 3 "none: no rows to draw" risk -o kept.svg none < <(head -1 curve.csv > none)
	for tool in sh awk mktemp rm cat sed tr; do ln -s "$(command -v $tool)" no-gnuplot/; done
	PATH=$PWD/no-gnuplot:$(dirname "$(command -v l2d-plot)") expect 4 l2d-plot risk -o kept.svg curve.csv
	grep -qx 'l2d-plot: gnuplot is not installed' err
	printf '#!/bin/sh\necho "line 0: it hurts"\nexit 1\n' > no-gnuplot/gnuplot
	chmod +x no-gnuplot/gnuplot
	PATH=$PWD/no-gnuplot:$PATH expect 4 l2d-plot risk -o kept.svg curve.csv
	grep -qx 'l2d-plot: gnuplot failed: line 0: it hurts' err
	[ "$(cat kept.svg)" = before ]
	[ -z "$(ls tmp)" ]
}
