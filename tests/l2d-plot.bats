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
	expect 0 l2d-plot coverage --group rule --group c0 --dump curve.csv
	[ ! -s err ]
	same out <<-'END'
		set encoding utf8
		set terminal svg size 720,540 noenhanced background "#ffffff" font "sans-serif,14"
		set linetype 1 linecolor rgb "#0072B2" linewidth 2 dashtype 1 pointtype 4 pointsize 0.7
		set linetype 2 linecolor rgb "#D55E00" linewidth 2 dashtype 1 pointtype 5 pointsize 0.7
		set grid linecolor rgb "#dddddd" linetype 1 linewidth 1 dashtype 1
		set key outside top center horizontal Left reverse
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
		set rmargin 18
		set xrange [0:1]
		set xlabel "coverage (share of cases that the model answers)"
		set yrange [0.9:0.95]
		set ylabel "system accuracy"
		set ytics 0.01
		set arrow from first 1, first 0.9 to graph 1.03, graph 0.0000 nohead linetype 1
		set label 1 "chow, c0=0" at graph 1.04, graph 0.0000 left
		set arrow from first 1, first 0.9 to graph 1.03, graph 0.0493 nohead linetype 2
		set label 2 "posthoc, c0=0" at graph 1.04, graph 0.0493 left
		plot $s1 using 1:2 with linespoints linetype 1 notitle, \
		     $s2 using 1:2 with linespoints linetype 2 notitle
	END
}

@test "a cell that is empty is no point" {
	curve | l2d-plot risk --group rule --dump | sed -n '/^\$s1/,/^EOD/p' > out
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
	cut -d, -f1 a.csv > c.csv
	refused 3 "c.csv:1:1: no column 'auroc' (auroc) or 'ap' (ap) or 'system_accuracy' (system_accuracy); l2d-curve writes it (--metric)" coverage c.csv
	refused 3 "a.csv:1:1: no column 'auroc' (auroc); l2d-curve writes it (--metric)" coverage b.csv a.csv
}

@test "the bins of a reliability diagram" {
	bins | l2d-plot reliability --group name --dump > out
	sed -n '/^\$s/,/^EOD/p' out > data
	same data <<-'END'
		$s1 << EOD
		0 0
		1 1
		EOD
		$s2 << EOD
		NaN NaN NaN NaN
		0.9 0.75 0.7 0.8
		EOD
		$s3 << EOD
		0.25 0.5 0.2 0.8
		0.75 1 0.9 1
		EOD
		$s4 << EOD
		0.25 0 0 0.5 0 0
		0.75 6000 0.5 1 0 12000
		EOD
		$s5 << EOD
		0.25 5 0 0.5 0 10
		0.75 15 0.5 1 0 30
		EOD
	END
	grep -q '^plot $s1 using 1:2 with lines .* title "perfect"' out
	grep -q '^     $s2 using 1:2:3:4 with yerrorlines linetype 1 title "cat"' out
	grep -q '^plot $s4 using 1:2:3:4:5:6 with boxxyerror .* linetype 1 title "cat"' out
	grep -qx 'set ytics 5000' out
	grep -qx 'set ylabel "cases"' out
}

@test "reliability: a square, bins of few cases pale, axes and marks explained" {
	bins | sed 's/,10,0.25/,9,0.25/' > few.csv
	expect 0 l2d-plot reliability --group name --dump few.csv
	series 3 out > counted
	printf '%s\n' '0.25 0.5 0.2 0.8 9' '0.75 1 0.9 1 30' | cmp - counted
	grep -q '(\$5 > 0 && \$5 < 10 ? \$2 : NaN):3:4 with yerrorbars linetype 2 linecolor rgb "#f[0-9a-f]*" notitle' out
	grep -qx 'set ylabel "share correct"' out
	grep -qx 'set xlabel "mean confidence.nbars: Wilson intervals; pale: fewer than 10 cases"' out
	for size in 540x720 720x540 300x900; do
		l2d-plot reliability --group name --size $size --title Above --dump few.csv > out
		awk -v size=$size 'BEGIN { split(size, side, "x") }
			/^set [lrtb]margin at screen/ && n < 4 { at[substr($2, 1, 1)] = $5; n++ }
			END { w = (at["r"] - at["l"]) * side[1]; h = (at["t"] - at["b"]) * side[2]; exit !((w - h) ^ 2 < .25 && w > 80) }' out
	done
}

@test "more than six curves are a grid of cells with one range" {
	for n in 6 7 12; do
		awk -v n=$n 'BEGIN { print "g,coverage,risk"; for (i = 1; i <= n; i++) { print "g" i ",1," i / 20; print "g" i ",0,0" } }' > many.csv
		l2d-plot risk --group g --title All --dump many.csv > out
		[ "$(grep -c '^plot' out)" = $((n > 6 ? n : 1)) ]
		[ "$n" = 6 ] || [ "$(grep -c '^set yrange' out) $(grep '^set yrange' out | sort -u | wc -l)" = "$n 1" ]
		[ "$n" = 6 ] || [ "$(grep -o '^set title "g[0-9]*"' out | wc -l)" = "$n" ]
	done
	# no two cells lie on each other, and all lie in the drawing
	awk '/^set [lrtb]margin at screen/ { at[substr($2, 1, 1)] = $5 }
		/^plot/ { l[++n] = at["l"]; r[n] = at["r"]; t[n] = at["t"]; b[n] = at["b"] }
		END { for (i = 1; i <= n; i++) { if (!(l[i] > 0 && r[i] > l[i] && r[i] < 1 && b[i] > 0 && t[i] > b[i] && t[i] < 1)) exit 1
			for (j = 1; j < i; j++) if (l[i] < r[j] && l[j] < r[i] && b[i] < t[j] && b[j] < t[i]) exit 1 } exit n != 12 }' out
	for term in svg png pdf dumb; do
		l2d-plot risk --group g --term $term many.csv > figure
		[ -s figure ]
	done
	printf 'policy,agent,cost,accuracy\nfrontier,,1,.5\nfrontier,,2,.7\n' > f.csv
	files=()
	for i in 1 2 3 4 5 6 7; do files+=("f$i=f.csv"); done
	[ "$(l2d-plot frontier --dump "${files[@]}" | grep -c '^plot')" = 1 ]
}

@test "curves are named at their right ends where that has room, else in a key" {
	curves() { awk -v n="$1" -v name="$2" -v from="$3" 'BEGIN { print "g,coverage,risk"
		for (i = 1; i <= n; i++) { print name i "," from ",.5"; print name i ",0," i / 100 } }' > c.csv; l2d-plot risk -g g --dump "${@:4}" c.csv; }
	for n in 1 2 6; do
		curves $n b 1 > out
		[ "$(grep -c '^set label' out) $(grep -c '^set arrow' out) $(grep -c ' title ' out)" = "$n $n 0" ]
	done
	# all end at the same height: labels are a line of text apart
	sed -n 's/^set label.* graph \([0-9.]*\) left$/\1/p' out | sort -n | awk 'NR > 1 && $1 - last < .045 { exit 1 } { last = $1 } END { exit NR != 6 }'
	curves 2 b 1 --term dumb > out
	[ "$(grep -c '^set label' out) $(grep -c '^set arrow' out)" = "2 0" ]
	# a long name, ends far from the edge, a drawing that is too low, one point: a key
	curves 2 abcdefghijklmnopqrstuvwxyz 1 > long
	curves 2 b .5 > far
	curves 6 b 1 --size 720x120 > low
	printf 'g,coverage,risk\nb,1,.5\n' | l2d-plot risk -g g --title x --dump > one
	for out in long far low one; do [ "$(grep -c '^set label' $out) $(grep -c ' title ' $out)" != "0 0" ]; fails grep -q '^set label' $out; done
	# stacked panels share their margin
	printf 'g,radius,system_accuracy,certified\nlonger name,0,1,1\nlonger name,1,.5,.2\n' | l2d-plot robust -g g --dump > out
	[ "$(grep '^set rmargin' out)" = "set rmargin 16" ]
}

@test "frontier: a logarithmic axis has its tics at 1, 2 and 5" {
	printf 'policy,agent,cost,accuracy\nfrontier,,.00004,.5\nfrontier,,.0003,.7\n' | l2d-plot frontier --log-cost --dump > out
	grep -qx 'set xtics (5e-05, 0.0001, 0.0002)' out
	grep -qx 'set xrange \[3.33333333333e-05:0.00036\]' out
	printf 'policy,agent,cost,accuracy\nfrontier,,1,.5\nfrontier,,100000,.7\n' | l2d-plot frontier --log-cost --dump > out
	grep -qx 'set xtics (1, 10, 100, 1000, 10000, 100000)' out
}

@test "coverage: qualities beyond [0, 1] have an axis of their own, and no share of anything else has" {
	printf '%s\n' id,score,quality_model,quality_a 1,0,7,9 2,1,4,10 3,2,1,8 > graded
	l2d-curve graded > curve.csv
	l2d-plot coverage --dump curve.csv > out
	grep -qx 'set ylabel "mean quality of the system"' out
	l2d-plot coverage curve.csv > out.svg
	texts out.svg | grep -x ' *[0-9.]*' | awk '$1 >= 4 { high = 1 } END { exit !high }'
	printf 'coverage,system_accuracy,system_accuracy_lo,system_accuracy_hi\n1,-3,-4,-1\n0,.5,0,1\n' | l2d-plot coverage --dump > out
	grep -qx 'set ylabel "mean quality of the system"' out
	printf 'coverage,system_accuracy\n1,1.0000000001\n0,.5\n' | l2d-plot coverage --dump > out # rounded
	grep -qx 'set ylabel "system accuracy"' out
	printf 'coverage,auroc\n1,4\n' > bad.csv
	refused 3 "bad.csv:2:3: column 'auroc': not in [0, 1]: '4'" coverage bad.csv
	printf 'coverage,system_accuracy\n1,1e301\n' > bad.csv
	expect 3 l2d-plot coverage bad.csv
}

@test "no axis of shares goes beyond 1" {
	printf 'coverage,system_accuracy,risk\n1,1,0\n0,.97,.02\n' > curve.csv
	printf 'share_a,share_b\n1,0\n' > shares.csv
	l2d-plot coverage curve.csv > coverage.svg
	l2d-plot workload shares.csv > workload.svg
	for figure in coverage workload; do
		texts $figure.svg | grep -x ' *[0-9.]*' > numbers
		awk '$1 > 1 { exit 1 } $1 == 1 { one = 1 } END { exit !one }' numbers
	done
}

@test "the bars of a workload" {
	shares | l2d-plot workload --group system --dump > out
	# x, y and the sides of the bars: .4 wide, beside x = 1, 2, 3; in between the numbers above the bars.
	sed -n '/^\$s/,/^EOD/p' out | sed 's/0\.6000000000000001 /0.6 /; s/2\.5999999999999996 /2.6 /; s/2\.4000000000000004 /2.4 /' > data
	same data <<-'END'
		$s1 << EOD
		0.8 0.5 0.6 1 0 0.5
		1.8 0.25 1.6 2 0 0.25
		2.8 0.25 2.6 3 0 0.25
		EOD
		$s2 << EOD
		0.8 0.5 "0.50"
		1.8 0.25 "0.25"
		2.8 0.25 "0.25"
		EOD
		$s3 << EOD
		1.2 0.25 1 1.4 0 0.25
		2.2 0.75 2 2.4 0 0.75
		EOD
		$s4 << EOD
		1.2 0.25 "0.25"
		2.2 0.75 "0.75"
		EOD
	END
	grep -o '^set label [0-9] "[^"]*" at first [0-9]' out > labels
	same labels <<-'END'
		set label 1 "model" at first 1
		set label 2 "ann" at first 2
		set label 3 "b_b" at first 3
	END
	grep -q 'title "one, two"' out
}

@test "labels of files" {
	curve | head -4 > a.csv
	mkdir "sub dir"
	cp a.csv "sub dir/it's \"b\" \`c\` \$d.csv"
	cp a.csv x=y.csv
	titles() { l2d-plot risk --dump "$@" | sed -n 's/.* title \("[^,]*\).*/\1/p; s/^set label [0-9]* \(".*"\) at .*/\1/p'; }
	[ -z "$(titles a.csv)" ]
	[ -z "$(titles - < a.csv)" ]
	titles one=a.csv > out && same out <<< '"one"'
	titles a.csv ./x=y.csv "sub dir/it's \"b\" \`c\` \$d.csv" > out
	same out <<-'END'
		"a"
		"x=y"
		"it\047s \042b\042 \140c\140 \044d"
	END
	titles --group rule one=a.csv a.csv > out
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
		for suffix in svg png pdf eps tikz tex txt; do
			case $kind-$suffix${L2D_ALL-} in risk-*) ;; *-svg|*-pdf|*-tex) continue ;; esac
			expect 0 l2d-plot "$kind" --group "${figure#*:}" -o "it's a \"$kind\".$suffix" "$kind.csv"
			[ ! -s out ]
			[ ! -s err ]
			case $suffix in
			svg) grep -q '</svg>' "it's a \"$kind\".svg" ;;
			png) head -c 4 "it's a \"$kind\".png" | tail -c 3 | grep -qx PNG ;;
			pdf) head -c 5 "it's a \"$kind\".pdf" | grep -qx %PDF- ;;
			eps) head -c 14 "it's a \"$kind\".eps" | grep -qx '%!PS-Adobe-3.0' ;;
			tikz) grep -qx '.end{tikzpicture}' "it's a \"$kind\".tikz" ;;
			tex) grep -qx '.end{picture}' "it's a \"$kind\".tex" ;;
			txt) [ "$(wc -l < "it's a \"$kind\".txt")" -ge 20 ] ;;
			esac
		done
	done
	expect 0 l2d-plot risk --group rule --term dumb risk.csv
	cmp out "it's a \"risk\".txt"
	l2d-plot risk --group rule --term=png < risk.csv | cmp - "it's a \"risk\".png"
	l2d-plot risk --group rule --dump risk.csv > dumped.gp
	gnuplot -d dumped.gp > dumped.svg
	l2d-plot risk --group rule risk.csv | cmp - dumped.svg
}

@test "a title, a size and a font: text, within limits, in every format" {
	curve > curve.csv
	styled=(risk --group rule --title "50% \"of\" \`x\` &#60; {/b y}" --size 300x200 --font "DejaVu Serif,9")
	expect 0 l2d-plot "${styled[@]}" --dump curve.csv
	grep -qx 'set terminal svg size 300,200 noenhanced background "#ffffff" font "DejaVu Serif,9"' out
	grep -qx 'set title "[^"`{&]*"' out
	expect 0 l2d-plot "${styled[@]}" curve.csv
	shown '50% "of" `x` \x26#60; {/b y}'
	l2d-plot "${styled[@]}" --term png curve.csv > figure.png
	[ "$(od -An -tu1 -j16 -N8 figure.png | xargs)" = "0 0 1 44 0 0 0 200" ]
	expect 0 l2d-plot risk --group rule --title Above --size 40x12 --term dumb curve.csv
	grep -q Above out
	[ "$(wc -L < out)" -le 40 ]
	# one title, above the first of several panels
	bins | l2d-plot reliability --group name --title once --dump > out
	[ "$(grep -nx 'set title "once"' out | wc -l) $(grep -cx 'unset title' out)" = "1 1" ]
	for size in 300 0x200 71x200 300x5401 300.5x200 1e2x200x3 x; do
		refused 2 "--size: not WxH in pixels, 72 to 7200 by 54 to 5400: '$size'" risk --size "$size" curve.csv
	done
	expect 0 l2d-plot risk --group rule --term pdf --size 8.5x6 curve.csv
	for font in '' ,9 'a"b' 'a;b' 'x<y' sans,3 sans,73 sans,x sans,; do
		refused 2 "--font: not NAME or NAME,POINTS, letters, digits, blanks, '-_.', and 4 to 72 points: '$font'" \
			risk --font "$font" curve.csv
	done
	refused 2 "--font: dumb has the font of what it stands in" risk --term dumb --font sans curve.csv
}

# What TeX would run, were it no text.
few_hostile() {
	printf 'g,coverage,risk\n\\input{/etc/passwd},1,.1\n\\end{document},1,.2\n[lb]{x},1,.2\n"{x}",1,.3\na--b``,1,.4\n' > few
}

@test "names are text in TeX; figures are dated in no format" {
	few_hostile
	for term in tikz tex; do
		l2d-plot risk --group g --term $term few > few.$term
		grep -qF '\textbackslash{}input\{/etc/passwd\}' few.$term
		grep -qF 'a-{}-{}b\textasciigrave{}\textasciigrave{}' few.$term
		fails grep -F '\input{' few.$term
	done
	for term in pdf eps; do l2d-plot risk --group g --term $term few > few.$term; done
	sleep 1.1
	for term in pdf eps tikz; do l2d-plot risk --group g --term $term few | cmp - few.$term; done
}

@test "TeX sets names as text" {
	slow "pages by pdflatex"
	command -v pdflatex && kpsewhich pict2e.sty tikz.sty || skip "needs texlive-latex-base, texlive-latex-recommended, texlive-pictures"
	few_hostile
	hostile | head -z -n 14 | by | sed 's/é☺漢😀/é/' > curve
	hostile | tail -z -n +15 | head -z -n 16 | by | sed 's/é☺漢😀/é/' > curve2
	for term in tikz tex; do
		l2d-plot risk --group g --term $term few > few.$term
		l2d-plot risk --group g --term $term curve > many.$term
		l2d-plot risk --group g --term $term curve2 > other.$term
		printf '%s\n' '\documentclass{article}' '\usepackage{pict2e,xcolor,graphicx,gnuplot-lua-tikz}' '\begin{document}' \
			"\\input{few.$term}" "\\input{many.$term}" "\\input{other.$term}" '\end{document}' > $term-page.tex
		pdflatex -interaction=nonstopmode -halt-on-error $term-page > log
		[ ! -e PWN ]
	done
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
	refused 2 "give one of reliability|coverage|risk|frontier|robust|watch|forest|skills|workload"
	refused 2 "'pie' is none of reliability|coverage|risk|frontier|robust|watch|forest|skills|workload" pie
	refused 2 "'rsik' is none of reliability|coverage|risk|frontier|robust|watch|forest|skills|workload; did you mean risk?" rsik
	refused 2 "--term: 'gif' is none of svg|png|pdf|eps|tikz|tex|dumb" risk --term gif
	refused 2 "--output: the suffix of 'a.gif' tells no format; --term does" risk -o a.gif
	refused 2 "option '--group' needs a value" risk --group
	refused 2 "option '-o' needs a value" risk -o
	refused 2 "unknown option '-x'; see --help" risk -x
	refused 2 "option '--dump=yes' takes no value" risk --dump=yes
	expect 2 l2d-plot risk --dump -o a.svg
	grep -q -e --dump err
	grep -q -e --output err
	l2d-plot --completion zsh | grep -qF '(reliability coverage risk frontier robust watch forest skills workload)'
	[ ! -e a.gif ]
	[ ! -e a.svg ]
}

@test "bad data is 3, with its place" {
	curve > curve.csv
	bins > bins.csv
	shares > shares.csv
	refused 3 "curve.csv:5:11: column 'coverage': turns back, where another line begins? --group COLUMN tells them apart: '1'" \
		risk curve.csv
	refused 3 "bins.csv:4:11: column 'lo': turns back, where another line begins? --group COLUMN tells them apart: '0'" \
		reliability bins.csv
	refused 3 "shares.csv:3:1: a second row for the same bars; rows are told apart by --group COLUMN" workload shares.csv
	refused 3 "curve.csv:1:1: no column 'rules'; the nearest there is 'rule'" risk --group rules curve.csv
	refused 3 "bins.csv:1:1: no column 'coverage' (coverage); l2d-curve and l2d-score write it" coverage bins.csv
	refused 3 "bins.csv:1:1: no column 'share_*' (share); l2d-score writes it" workload bins.csv
	sed '3s/0\.5/50%/' curve.csv > bad.csv
	refused 3 "bad.csv:3:8: column 'coverage': not a number (percent; 45% is written 0.45): '50%'" risk bad.csv
	sed '3s/0\.5/50/' curve.csv > bad.csv
	refused 3 "bad.csv:3:8: column 'coverage': not in [0, 1]: '50'" risk bad.csv
	sed '3s/0\.5//' curve.csv > bad.csv
	refused 3 "bad.csv:3:8: column 'coverage': missing: ''" risk bad.csv
	sed '4s/$/,1/' curve.csv > bad.csv
	refused 3 "bad.csv:4:16: the row has 6 fields, the header 5" risk --group rule bad.csv
	sed '4s/,[^,]*$//' curve.csv > bad.csv
	refused 3 "bad.csv:4:14: the row has 4 fields, the header 5" risk --group rule bad.csv
	sed '4s/,/,"/' curve.csv > bad.csv
	refused 3 "bad.csv:4:6: the quote opened here is never closed" risk --group rule bad.csv
	sed '3s/0\.5/0.\x005/' curve.csv > bad.csv
	expect 3 l2d-plot risk --group rule bad.csv
	grep -q "^l2d-plot: bad.csv:3:8: column 'coverage': not a number: " err
	sed '4s/,0,/,0\r,/' curve.csv > bad.csv
	refused 3 "bad.csv:4:7: carriage return without a line feed" risk --group rule bad.csv
	sed '4s/chow,0/"ch\ro,w",0\r/' curve.csv > bad.csv
	refused 3 "bad.csv:4:11: carriage return without a line feed" risk --group rule bad.csv
	sed '4s/chow/ch"o"w/' curve.csv > bad.csv
	refused 3 "bad.csv:4:3: malformed quoting" risk --group rule bad.csv
	sed '4s/chow/ "cho" w/' curve.csv > bad.csv
	refused 3 "bad.csv:4:8: malformed quoting" risk --group rule bad.csv
	sed '1s/c0/rule/' curve.csv > bad.csv
	refused 3 "bad.csv:1:6: column 'rule': the name stands twice in the header" risk bad.csv
	refused 3 "(standard input):1:1: the file is empty: no header line" risk < /dev/null
	head -1 curve.csv > bad.csv
	refused 3 "bad.csv: no rows to draw" risk bad.csv
	sed 's/,[^,]*$/,/; 1s/$/risk/' curve.csv > bad.csv
	refused 3 "bad.csv: no row has all cells that the figure needs: 'chow'" risk --group rule bad.csv
	printf 'note,coverage,risk\n"two\nlines",1,0.5\n"and\nmore",x,0.5\n' > bad.csv
	refused 3 "bad.csv:5:7: column 'coverage': not a number: 'x'" risk bad.csv
}

@test "a failing system is 4, and nothing is left behind" {
	curve | head -4 > curve.csv
	mkdir no-gnuplot
	refused 4 "none.csv: No such file or directory" risk none.csv
	refused 4 ".: read error: Is a directory" risk .
	refused 4 "no/where.svg: No such file or directory" risk -o no/where.svg curve.csv
	refused 4 "write error: No space left on device" risk --term svg -o /dev/full curve.csv
	echo before > kept.svg
	head -1 curve.csv > none
	refused 3 "none: no rows to draw" risk -o kept.svg none
	PATH=$PWD/no-gnuplot:$(dirname "$(command -v l2d-plot)") expect 4 l2d-plot risk -o kept.svg curve.csv
	grep -qx 'l2d-plot: gnuplot is not installed' err
	PATH=$PWD/no-gnuplot:$(dirname "$(command -v l2d-plot)") expect 0 l2d-plot risk --dump curve.csv
	fake() { # a gnuplot that does this
		printf '#!/bin/sh\n%s\n' "$1" > no-gnuplot/gnuplot
		chmod +x no-gnuplot/gnuplot
		PATH=$PWD/no-gnuplot:$PATH expect 4 l2d-plot risk -o kept.svg curve.csv
		[ "$(wc -l < err)" -eq 1 ]
		cat err
	}
	[ "$(fake 'echo "line 0: it hurts" >&2; echo half a figure; exit 1')" = 'l2d-plot: gnuplot failed: line 0: it hurts' ]
	[ "$(fake 'printf "first\nred \033[31m\r\n\n" >&2; exit 1')" = 'l2d-plot: gnuplot failed: red \x1b[31m\x0d' ]
	[ "$(fake 'echo "line 2: unknown or ambiguous terminal type; type just" >&2; exit 1')" = "l2d-plot: this gnuplot has no terminal 'svg'; see --term for others" ]
	[ "$(fake 'exit 3')" = 'l2d-plot: gnuplot failed: it does not say why' ]
	[ "$(fake 'kill -9 $$')" = 'l2d-plot: gnuplot failed: Killed' ]
	[ "$(fake 'exit 0')" = 'l2d-plot: gnuplot failed: it drew nothing' ]
	[ "$(cat kept.svg)" = before ]
	ls > left
	same left <<-'END'
		curve.csv
		err
		kept.svg
		left
		no-gnuplot
		none
		out
	END
}

@test "closed standard output is 4, with one line" {
	curve | head -4 > curve.csv
	for arguments in "" --dump "--term dumb"; do
		for closed in '>&-' '>&- <&-' '>&- <&- 3>&-'; do
			got=0
			eval "l2d-plot risk $arguments curve.csv $closed" 2> err || got=$?
			[ "$got" -eq 4 ]
			[ "$(cat err)" = "l2d-plot: write error: Bad file descriptor" ]
		done
	done
	l2d-plot risk curve.csv > plain
	l2d-plot risk -o closed.svg curve.csv >&- 2>&- <&-
	cmp closed.svg plain
}

# Texts that gnuplot, a shell, printf or XML would take for more than text.
hostile() {
	printf '%s\0' '";system("touch PWN") #' "';system('touch PWN') #" '`touch PWN`' '$(touch PWN)' '@ARG0' '@x' '\' '\\' 'x\' \
		'x\\' 'x\\\' '%s%n%c' '50%' 'share_95%' 'share_%g' '%%' '{/b x}_2^3' '~a{.8-}' '<script>' '</text>' '&amp;' '&lt;' '#60' '<0>' '%7' \
		'a"b' "it's" '#' '$s1' 'EOD' '!touch PWN' 'é☺漢😀' '   ' "$(printf 'x%.0s' $(seq 60))%$(printf 'y%.0s' $(seq 60))"
}

# The texts of an SVG file; its tags may hold no text of ours.
texts() {
	sed -n 's|^[[:blank:]]*<text[^>]*>\(.*\)</text>$|\1|p' "$1" | sed 's/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g; s/&amp;/\&/g'
}

# shown NAME...: every name is the whole text of some line in out, an SVG file that gnuplot made without complaint.
shown() {
	[ ! -s err ]
	fails grep -n '&[^agl#]\|&[^;]*$' out
	texts out | sort -u > texts
	printf '%s\n' "$@" | sort -u | comm -23 - texts > hidden
	same hidden < /dev/null
	[ ! -e PWN ]
}

@test "a table runs no command: a NUL byte after a backslash in a label" {
	printf 'g,coverage,risk\n"x\\\000",.5,.1\n"x\\\000",1,.2\n";system(\x27touch PWN\x27) #",.5,.3\n";system(\x27touch PWN\x27) #",1,.4\n' > table
	expect 0 l2d-plot risk --group g -o o.svg table
	[ ! -e PWN ]
	expect 0 l2d-plot risk --group g table
	shown 'x\\x00' ";system('touch PWN') #"
	sed 's/g,coverage,risk/name,lo,n/; 2,$s/$/,9/' table | sed '1s/lo,n/lo,confidence,n,hi,frequency,wilson_lo,wilson_hi/; 2,$s/$/,1,.1,.1,.1/' > bins
	expect 0 l2d-plot reliability --group name bins
	shown 'x\\x00' ";system('touch PWN') #"
}

# by < NAMES: a curve for every name, each ends with a NUL byte.
by() {
	awk 'BEGIN { RS = "\0"; print "g,coverage,risk" } { gsub(/"/, "\"\""); printf "\"%s\",.5,.1\n\"%s\",1,.2\n", $0, $0 }'
}

# share < NAMES: a table of shares with an agent of every name.
share() {
	awk 'BEGIN { RS = "\0" } { gsub(/"/, "\"\""); printf "%s\"share_%s\"", (NR > 1 ? "," : ""), $0 }
		END { print ""; for (i = 1; i <= NR; i++) printf "%s.01", (i > 1 ? "," : ""); print "" }'
}

@test "names are text: hostile ones" {
	mapfile -d '' -t names < <(hostile)
	n=${#names[@]}
	hostile | share > bars # agents
	expect 0 l2d-plot workload bars
	shown "${names[@]}"
	for from in 0 $((n / 2)); do # a key has room for about so many
		part=("${names[@]:from:n - n / 2}")
		printf '%s\0' "${part[@]}" | by > curve # values
		expect 0 l2d-plot risk --group g curve
		shown "${part[@]/#50%/g=50%}"
		options=() # columns
		for name in "${part[@]}"; do options+=(--group "\"${name//\"/\"\"}\""); done
		printf '%s\0' "${part[@]}" 1 | share | sed '1s/"share_/"/g; 1s/$/,coverage,risk/; 2s/$/,1,1/' > columns
		expect 0 l2d-plot risk "${options[@]}" columns
		printf -v all ', %s=.01' "${part[@]}"
		shown "${all#, }"
	done
	printf 'coverage,risk\n1,.5\n' > plain
	for name in "${names[@]:0:20}"; do # files that are written
		case $name in */*) continue ;; esac
		l2d-plot risk --term svg -o "./$name" plain
		grep -q '^</svg>' "./$name"
		rm "./$name"
	done
	for from in 0 $((n / 2)); do
		files=() labels=() wanted=()
		for name in "${names[@]:from:n - n / 2}"; do
			case $name in */*) continue ;; esac
			cp plain "=$name"
			files+=("./=$name") wanted+=("=$name")
			labels+=("x${name//=/}=plain")
		done
		expect 0 l2d-plot risk "${files[@]}" # files that are read
		shown "${wanted[@]}"
		rm "${files[@]}"
		expect 0 l2d-plot risk "${labels[@]}" # labels
		shown "${labels[@]%=plain}"
	done
	ls > left
	printf '%s\n' bars columns curve err hidden left out plain texts | cmp - left
}

# <BYTE> for the bytes from $1 to $2, each ends with a NUL byte and the one of NUL is <@NUL@>.
bytes() {
	awk -v from="$1" -v to="$2" 'BEGIN { for (i = from; i <= to; i++) printf "<%s>%c", i ? sprintf("%c", i) : "@NUL@", 0 }'
}

# The bytes that are text stand for themselves, all others are shown as \xHH.
@test "names are text: every byte" {
	mapfile -t shows < <(awk 'BEGIN { for (i = 0; i < 256; i++) printf (i < 32 || i > 126 ? "<\\x%02x>\n" : "<%c>\n"), i }')
	[ "${#shows[@]}" -eq 256 ]
	for from in $(seq 0 32 224); do # of more names below an axis some are left out
		bytes "$from" $((from + 31)) | share | sed 's/@NUL@/\x00/' > bars
		expect 0 l2d-plot workload bars
		shown "${shows[@]:from:32}"
	done
	for from in 0 64 128 192; do # a key has room for about so many
		bytes "$from" $((from + 63)) | by | sed 's/@NUL@/\x00/' > curve
		expect 0 l2d-plot risk --group g curve
		shown "${shows[@]:from:64}"
	done
	for term in png pdf dumb; do
		expect 0 l2d-plot workload --term $term bars
		[ -s out ]
		[ ! -s err ]
	done
}

# What stands in the program between quotes is of harmless bytes alone, and nothing else depends on a name.
@test "the gnuplot program is the same for all names, but for what is between quotes" {
	program() { l2d-plot "$@" --dump | LC_ALL=C sed 's/"\([- _.,:;=+/()0-9a-zA-Z\x80-\xff]\|\\[0-7][0-7][0-7]\)*"/""/g'; }
	{
		hostile
		bytes 0 255
		awk 'BEGIN { srand(1); for (k = 0; k < 200; k++) { printf "%d", k; for (i = 0; i < 12; i++) printf "%c", 1 + int(rand() * 255)
			printf "%c", 0 } }'
	} | sort -zu > names
	n=$(tr -dc '\0' < names | wc -c)
	[ "$n" -gt 480 ]
	seq "$n" | tr '\n' '\0' > numbers
	for table in by share; do
		$table < names | sed 's/@NUL@/\x00/' > hostile
		$table < numbers > plain
		case $table in by) arguments=(risk --group g) ;; share) arguments=(workload) ;; esac
		program "${arguments[@]}" plain > wanted
		[ "$(wc -l < wanted)" -gt "$n" ]
		program "${arguments[@]}" hostile | cmp - wanted
		l2d-plot "${arguments[@]}" --dump hostile > dumped
		iconv -f UTF-8 -t UTF-8 dumped | cmp - dumped
	done
}

@test "a name that XML or a page has no room for" {
	printf 'g,coverage,risk\na]]>b,.5,.1\na]]>b,1,.2\n' | l2d-plot risk --group g > out
	shown 'a]]\x3eb'
	printf 'g,coverage,risk\n&#x0;,1,.1\n&#60;,1,.2\n&#x3c;b,1,.2\nx&#,1,.2\nx&,1,.2\n' | l2d-plot risk --group g > out
	shown '\x26#x0;' '\x26#60;' '\x26#x3c;b' 'x\x26#' 'x&'
	printf 'g,coverage,risk\na\xe2\x80\xaeb,1,.1\n\xed\xa0\x80,1,.2\n\xc0\xaf,1,.2\n\xf4\x90\x80\x80,1,.2\n' > by
	expect 0 l2d-plot risk --group g by
	shown 'a\xe2\x80\xaeb' '\xed\xa0\x80' '\xc0\xaf' '\xf4\x90\x80\x80'
	{ printf 'g,coverage,risk\n'; head -c 5000000 /dev/zero | tr '\0' x; echo ,1,.2; } > by
	expect 0 l2d-plot risk --group g by
	shown "$(head -c 1000 /dev/zero | tr '\0' x)..."
	printf 'g,coverage,risk\n,1,.2\nb,1,.2\n' > by
	expect 0 l2d-plot risk --group g by
	shown all b
}

@test "--group takes a list, as in the other programs" {
	curve > curve.csv
	l2d-plot risk --group rule --group c0 --dump curve.csv > two
	l2d-plot risk -g rule,c0 --dump curve.csv | cmp - two
	l2d-plot risk -g '"rule",c0' --dump curve.csv | cmp - two
	refused 2 "--group: a column twice: 'rule'" risk -g rule,rule curve.csv
	refused 2 "--group: a column twice: 'rule'" risk -g rule -g c0,rule curve.csv
	refused 2 "--group: no list of columns: '\"rule'" risk -g '"rule' curve.csv
	refused 3 "curve.csv:1:1: no column 'rule,c0'" risk -g '"rule,c0"' curve.csv
}

@test "values that differ are lines that differ" {
	printf 'a,b,coverage,risk\n"x, y",z,1,.1\nx,"y, z",1,.2\n' | l2d-plot risk --group a --group b --dump > out
	[ "$(grep -c '^\$s' out)" -eq 2 ]
}

# 90 s and 28 s once: seconds are counted, for these take milliseconds.
@test "headers of 5 MB and of 100,000 columns take no time; a thousand lines are enough" {
	awk 'BEGIN { printf "coverage,risk"; for (i = 0; i < 100000; i++) printf ",coverages%d", i; print "" }' > wide
	awk 'BEGIN { printf "coverage,risk,"; for (i = 0; i < 500000; i++) printf "0123456789"; print "" }' > long
	awk 'BEGIN { for (i = 0; i < 100000; i++) printf "%sshare_%d", i ? "," : "", i; print "" }' > bars
	awk 'BEGIN { print "coverage,risk,g"; for (i = 0; i < 100000; i++) print "1,.5," i }' > lines
	SECONDS=0
	for table in wide long; do
		head -c -1 "$table" > drawn
		awk 'NR == 1 { print; n = gsub(/,/, "") - 1; for (r = 0; r < 2; r++) { printf "%s,.1", r; for (i = 0; i < n; i++) printf ","; print "" } }' \
			"$table" > drawn
		expect 0 l2d-plot risk drawn
		expect 3 l2d-plot risk --group coverage_ drawn
		[ "$(wc -c < err)" -lt 300 ]
	done
	expect 3 l2d-plot workload bars
	grep -qx 'l2d-plot: bars:1:1: 100000 bars; a figure shows 1000' err
	expect 3 l2d-plot risk --group g lines
	grep -qx 'l2d-plot: lines:1002:1: line 1001 of the figure; it shows 1000' err
	head -1001 lines | l2d-plot risk --group g > out
	[ "$SECONDS" -lt 10 ]
}

@test "tables under other names" {
	curve | head -4 > curve.csv
	l2d-plot risk --dump curve.csv > plain
	sed '1s/coverage/cov/; 1s/risk/share of errors/' curve.csv > other.csv
	l2d-plot risk --columns '"risk=share of errors" coverage=cov' --dump other.csv | cmp - plain
	L2D_COLUMNS='"risk=share of errors" coverage=cov label=diagnosis' l2d-plot risk --dump other.csv | cmp - plain
	refused 3 "curve.csv:1:1: no column 'cov' (coverage)" risk --columns coverage=cov curve.csv
	sed 1d curve.csv | l2d-plot risk --schema curve.csv --dump | cmp - plain
	sed 's/,$/,NA/' curve.csv | l2d-plot risk --na NA --dump | cmp - plain
	{ cat curve.csv; echo chow,0,NA,1,1; } > gap.csv
	refused 3 "gap.csv:5:8: column 'coverage': missing: 'NA'" risk --na NA gap.csv
	expect 0 l2d-plot risk --na NA --na-action skip --dump gap.csv
	cmp out plain
	[ "$(cat err)" = "l2d-plot: 1 row skipped: a needed cell is missing" ]
	shares | sed '1s/share_/load of /g' | l2d-plot workload --group system --columns '"share=load of *"' --dump | cmp - <(shares | l2d-plot workload --group system --dump)
}

@test "bands are ribbons below the lines" {
	l2d-curve --interval .9 --draws 50 --points 4 "$TESTDATA/small/cases.csv" > curve.csv
	l2d-plot coverage --dump curve.csv > out
	grep -q '^plot \$s1 using 1:2:3 with filledcurves .* linetype 1 notitle' out
	[ "$(sed -n '/^\$s1 /,/^EOD/p' out | sed -n 2p)" = "1 $(column system_accuracy_lo curve.csv | head -1) $(column system_accuracy_hi curve.csv | head -1)" ]
	l2d-plot risk --dump curve.csv | grep -q filledcurves
	l2d-ece --reliability -b 3 --interval .9 --draws 50 --band consistency "$TESTDATA/small/cases.csv" > bins.csv
	l2d-plot reliability --dump bins.csv | grep -q filledcurves
	l2d-plot reliability bins.csv -o bins.svg
	# a file without a band beside one with it
	l2d-ece --reliability -b 3 "$TESTDATA/small/cases.csv" > plain.csv
	l2d-plot reliability --dump a=plain.csv b=bins.csv > out
	[ "$(grep -o filledcurves out | wc -l)" = 1 ]
}

@test "forest: a system_accuracy beyond [0, 1] is a mean quality" {
	printf 'g,system_accuracy,system_accuracy_lo,system_accuracy_hi\na,7,6,8\nb,8,7,9\n,7.5,7,8\n' > in
	l2d-plot forest --group g --dump in | grep -qx 'set xlabel "mean quality of the system"'
	awk -F, -v OFS=, 'NR > 1 { for (i = 2; i <= 4; i++) $i /= 10 } 1' in | l2d-plot forest --group g --dump | grep -qx 'set xlabel "system_accuracy"'
}

@test "the frontier: its line, single agents, the oracle, random mixing" {
	cat > f.csv <<-'E'
	policy,agent,cost,accuracy
	frontier,,1,.5
	frontier,,2,.7
	single,a,1,.5
	single,"b, c",4,.6
	mix,a,1,.5
	mix,"b, c",4,.6
	oracle,,1.5,.9
	other,,7,.1
	E
	expect 0 l2d-plot frontier --dump f.csv
	grep -A4 '^plot' out > got
	same got <<-'E'
	plot $s1 using 1:2 with lines linecolor rgb "#666666" dashtype 2 title "random mixing", \
	     $s2 using 1:2 with linespoints linetype 1 title "frontier", \
	     $s3 using 1:2 with linespoints linetype 2 title "a", \
	     $s4 using 1:2 with linespoints linetype 3 title "b, c", \
	     $s5 using 1:2 with linespoints linetype 4 title "oracle"
	E
	fails grep -q '^7 ' out
	# the chord is straight in cost, whatever the axis: 63 points between its ends, evenly on a logarithmic one
	sed -n '/^\$s1/,/^EOD/p' out | grep -v '[$E]' > chord
	[ "$(wc -l < chord)" -eq 65 ]
	awk '{ if (($2 - (.5 + ($1 - 1) / 30)) ^ 2 > 1e-20) exit 1
		if (NR > 1 && (log($1 / x) - log(4) / 64) ^ 2 > 1e-20) exit 1; x = $1 }' chord
	fails grep -q logscale out
	expect 0 l2d-plot frontier --log-cost --dump f.csv
	grep -qx 'set logscale x' out
	l2d-plot frontier --log-cost -o f.svg f.csv && grep -q '</svg>' f.svg
	expect 0 l2d-plot frontier --dump one=f.csv two=f.csv
	grep -q 'title "two: frontier"' out
	[ "$(grep -c 'title "random mixing"' out)" -eq 1 ]
	expect 2 l2d-plot risk --log-cost f.csv
	sed 's/,1,.5/,0,.5/' f.csv > free.csv
	expect 3 l2d-plot frontier --log-cost free.csv
	same err <<< "l2d-plot: a cost of 0 or less has no place on a logarithmic axis"
	# a band round what a line joins, where the table has one; whiskers at a point alone
	awk -F, -v OFS=, 'NR == 1 { print $0, "accuracy_lo", "accuracy_hi"; next } /^frontier|^single,a/ { print $0, $4 - .1, $4 + .1; next } { print $0, "", "" }' \
		f.csv > band.csv
	l2d-plot frontier --dump band.csv > out
	grep -q 'using 1:2:3 with filledcurves .* notitle' out
	grep -qx '2 0.6 0.8' out
	grep -q 'using 1:2 with linespoints linetype 1 title "frontier"' out
	grep -q 'using 1:2:3:4 with yerrorlines linetype 2 title "a"' out
	grep -qx '1 0.5 0.4 0.6' out
	# of more points than dots show: a line alone
	{ head -n 1 band.csv; for i in $(seq 50); do echo "frontier,,$i,.$((40 + i)),.$((39 + i)),.$((41 + i))"; done; tail -n +4 band.csv; } > ribbon.csv
	l2d-plot frontier --dump ribbon.csv > out
	grep -q 'using 1:2:3 with filledcurves .* notitle' out
	grep -q 'using 1:2 with lines linetype 1 title "frontier"' out
	grep -qx '50 0.89 0.91' out
	# the hull of a frontier that sags: corners are its first, third and fifth point; what falls at the end is not on it
	{ head -n 1 f.csv; printf 'frontier,,%s\n' 1,.5 2,.5 3,.7 5,.7 9,.8 10,.6; tail -n +4 f.csv; } > sags.csv
	l2d-plot frontier --dump sags.csv > out
	grep -q 'using 1:2 with lines linecolor rgb "#222222" linewidth 2 dashtype 3 title "hull of the frontier"' out
	l2d-plot frontier --dump sags.csv | sed -n '/^\$s3/,/^EOD/p' | grep -v '[$E]' > hull
	awk '{ want = $1 <= 3 ? .5 + ($1 - 1) / 10 : .7 + ($1 - 3) / 60; if (($2 - want) ^ 2 > 1e-20) exit 1; n++ } END { exit n != 129 || $1 != 9 }' hull
	l2d-plot frontier -o f.svg sags.csv && grep -q 'hull of the frontier' f.svg
	# qualities may be any numbers; no outcomes, no figure
	sed 's/,\.\([0-9]\)$/,-\1/' f.csv > below.csv
	expect 0 l2d-plot frontier --dump below.csv
	sed 's/,[^,]*$/,/; 1s/$/accuracy/' f.csv > none.csv
	expect 3 l2d-plot frontier --dump none.csv
}

# windows: of a stream, four of them; the third is without labels.
windows() {
	cat <<-'END'
		row,system_accuracy,accuracy_lo,accuracy_hi,coverage,alarms,alarm,share_model,share_ann,alone_model,alone_ann
		100,0.9,0.8,0.95,0.5,0,,0.5,0.5,0.85,0.95
		200,0.7,0.82,0.9,0.55,2,all accuracy_ann,0.55,0.45,0.86,0.4
		300,,0.82,0.9,0.6,0,,0.6,0.4,,
		400,0.72,,,0.61,1,silent_ann,0.61,0.39,0.84,0.41
	END
}

# series K FILE: its data.
series() {
	sed -n "/^\$s$1 /,/^EOD/p" "$2" | grep -v '[$E]'
}

@test "watch: shaded bands, alarms with their names, agents; what is not known is a gap" {
	windows > w.csv
	expect 0 l2d-plot watch --dump w.csv
	series 1 out > band
	printf '%s\n' '100 0.8 0.95' '200 0.82 0.9' '300 0.82 0.9' | cmp - band
	series 2 out > accuracy
	printf '%s\n' '100 0.9' '200 0.7' '300 NaN' '400 0.72' | cmp - accuracy
	[ "$(series 4 out | tail -n 1) $(series 5 out | tail -n 1)" = "400 0.61 400 0.39" ]
	# dots: ann was silent in row 400, and less often right in row 200
	[ "$(series 6 out)" = "400 0.39" ]
	[ "$(series 9 out)" = "200 0.4" ]
	grep -A 1 '^set ylabel' out | grep -o '"[a-z]*"' > labels
	printf '"%s"\n' accuracy coverage share skill | cmp - labels
	# alarms are lines in every panel, named in the first, without the one that is of all tests
	[ "$(grep -c '^set arrow from first 200, graph 0 to first 200, graph 1 nohead' out)" = 4 ]
	grep '^set label.* at first' out > named
	[ "$(sed 's/.*"\([a-z_]*\)" at first \([0-9]*\),.*/\1 \2/' named | tr '\n' ' ')" = "accuracy_ann 200 silent_ann 400 " ]
	# an agent whose name is the end of another's is not meant
	sed 's/accuracy_ann/accuracy_joann/' w.csv | l2d-plot watch --dump | grep -c 'pointtype 7 ' > dots
	[ "$(cat dots)" = 1 ]
	# two streams: the system alone; a table without agents; a band with a gap is two
	l2d-plot watch --dump a=w.csv b=w.csv > two
	[ "$(grep -c '^plot' two)" = 2 ]
	cut -d, -f1-6 w.csv | sed '3s/0.82,0.9/,/' | l2d-plot watch --dump > plain
	[ "$(grep -c '^plot' plain) $(grep -o filledcurves plain | wc -l)" = "2 2" ]
	for term in svg png pdf dumb; do
		l2d-plot watch --term $term w.csv > figure
		[ -s figure ]
	done
}

@test "watch: many agents are cells below the system's, whose axes are others" {
	awk 'BEGIN { printf "row,system_accuracy,accuracy_lo,accuracy_hi,coverage,alarms"; for (k = 1; k < 8; k++) printf ",share_a%d", k
		for (r = 1; r < 4; r++) { printf "\n%d,.9,.8,.95,.5,0", 100 * r; for (k = 1; k < 8; k++) printf ",.%d", k } print "" }' > w.csv
	l2d-plot watch --dump w.csv > out
	awk '/^set title/ { name = $3 } /^unset title/ { name = "system" } /^set [lt]margin at screen/ { at[substr($2, 1, 1)] = $5 }
		/^plot/ { print name, at["l"], at["t"] }' out > cells
	awk 'NR == 1 { left = $2; low = $3 } NR == 3 { exit !($1 == "\"a1\"" && $2 == left && $3 < low) }' cells
	[ "$(awk 'NR > 2 { print $3 }' cells | sort -u | wc -l)" = 3 ]
	[ "$(grep -c '^set format y "%g"' out)" = 5 ]
}

@test "a title that is longer than the drawing is without what is in parentheses" {
	curve | head -4 > c.csv
	l2d-plot risk --size 400x300 --dump c.csv > out
	grep -qx 'set xlabel "coverage"' out
	grep -qx 'set ylabel "risk"' out
	l2d-plot risk --dump c.csv > out
	grep -qx 'set xlabel "coverage (share of cases that the model answers)"' out
}

@test "forest: no axis of shares goes beyond 1" {
	printf 'g,system_accuracy,system_accuracy_lo,system_accuracy_hi\na,1,1,1\nb,1,1,1\n' | l2d-plot forest -g g --dump > out
	grep -qx 'set xrange \[0 < \*:\* < 1\]' out
}

@test "forest: a dot and an interval for each row, first on top, and the line that they are compared with" {
	cat > c.csv <<-'END'
		a,b,measure,n,difference,difference_lo,difference_hi
		one,two,accuracy,9,0.1,-0.2,0.3
		one,"th""ree",accuracy,9,-0.1,-0.15,-0.05
		two,"th""ree",accuracy,9,,,
	END
	expect 0 l2d-plot forest --dump c.csv
	series 1 out > rows
	printf '%s\n' '0.1 1 -0.2 0.3' '-0.1 2 -0.15 -0.05' | cmp - rows
	series 2 out > zero
	printf '%s\n' '0 0.5' '0 3.5' | cmp - zero
	grep -qx 'set yrange \[3.5:0.5\]' out
	# the measure that all have in common is left out
	grep -o '^set label [0-9] "[^"]*"' out > labels
	printf 'set label %s\n' '1 "one, two"' '2 "one, th\042ree"' '3 "two, th\042ree"' | cmp - labels
	sed '2s/accuracy/risk/' c.csv | l2d-plot forest --dump | grep -q '"one, two, risk"'
	# of groups: the line is the number of all rows
	printf 'site,n,system_accuracy,system_accuracy_lo,system_accuracy_hi,ece,ece_lo,ece_hi\na,5,.8,.7,.9,.1,.05,.2\n,9,.75,.7,.8,.2,.1,.3\n' > g.csv
	l2d-plot forest --group site --dump g.csv > out
	series 1 out > rows
	printf '%s\n' '0.8 1 0.7 0.9' '0.75 2 0.7 0.8' | cmp - rows
	[ "$(series 2 out | head -1)" = "0.75 0.5" ]
	grep -q '"all" at graph 0, first 2' out
	grep -qx 'set xlabel "system_accuracy"' out
	l2d-plot forest --group site --value ece --dump g.csv > out
	[ "$(series 1 out | head -1)" = "0.1 1 0.05 0.2" ]
	grep -qx 'set xlabel "ece"' out
	# names as they are in the header, whatever they hold; long ones by their end
	sed '1s/ece/"e ""c,"/; 1s/ece_/"e ""c,_/g; 1s/_lo,"e/_lo","e/; 1s/_hi$/_hi"/' g.csv > odd.csv
	expect 0 l2d-plot forest --group site --value 'e "c,' --dump odd.csv
	[ "$(series 1 out | head -1)" = "0.1 1 0.05 0.2" ]
	sed "2s/^a/$(printf 'ä%.0s' $(seq 100))/" g.csv | l2d-plot forest --group site --dump > out
	iconv -f UTF-8 -t UTF-8 out | cmp - out
	grep -o '^set label 1 "[^"]*' out | tr -d 'ä' > end
	[ "$(cat end)" = 'set label 1 "...' ]
	refused 2 "--value is for forest" risk --value ece g.csv
	refused 3 "g.csv:1:1: no column 'nope' (value)" forest --value nope g.csv
	for term in svg png pdf dumb; do l2d-plot forest --group site --term $term g.csv > figure && [ -s figure ]; done
}

@test "skills: the accuracy of each agent on each class" {
	cat > t.csv <<-'END'
		id,y,p_10,p_9,e_ann,w
		1,9,.2,.8,9,1
		2,9,.9,.1,9,2
		3,10,.6,.4,9,1
		4,10,.7,.3,,1
		5,10,.1,.9,10,0
	END
	expect 0 l2d-plot skills --dump t.csv
	series 2 out > numbers
	# model: 1 of 3 in class 9, both in class 10; ann: all of 9, none of the one answer in 10.  9 comes before 10.
	awk '{ print $1, $2, $3 }' numbers | sort > got
	printf '%s\n' '1 1 "0.33"' '1 2 "1.00"' '2 1 "1.00"' '2 2 "0.00"' | cmp - got
	[ "$(grep -o '^set label [0-9] "[^"]*"' out | grep -o '"[^"]*"' | tr '\n' ' ')" = '"9" "10" "model" "ann" ' ]
	# the order of rows, and the cut into files, are nothing; nobody answered: grey
	{ head -1 t.csv; tail -n +2 t.csv | tac; } > r.csv
	l2d-plot skills --dump r.csv | cmp - out
	head -3 t.csv > one.csv
	{ head -1 t.csv; tail -n +4 t.csv; } > two.csv
	l2d-plot skills --dump one.csv two.csv | cmp - out
	cut -d, -f1,2,5 t.csv | sed '/^3,/d; /^5,/d' | l2d-plot skills --dump > out
	[ "$(series 1 out)" = "1 1 0.5 1.5 0.5 1.5 $((0x64aadc))
2 1 1.5 2.5 0.5 1.5 $((0xd9d9d9))" ] || { series 1 out; false; }
	refused 2 "--group is not for skills" skills --group y t.csv
	printf 'id,y\n1,a\n' > none.csv
	refused 3 "none.csv:1:1: no e_* and no p_*: nobody answers" skills none.csv
	printf 'id,y,e_a\n1,a,b\n2,b,c\n' > other.csv
	expect 3 l2d-plot skills other.csv
	grep -q "^l2d-plot: other.csv:3:5: column 'e_a': no class" err
	for term in svg png pdf dumb; do l2d-plot skills --term $term t.csv > figure && [ -s figure ]; done
}

@test "robust: accuracy and certified share over the size of the attack, a line a file" {
	printf 'radius,n,system_accuracy,coverage,cost,reached,certified\n0,9,.9,.5,0,.1,.9\n.1,9,.8,.5,0,.3,.7\n' > a.csv
	sed 's/,\.8,/,.85,/' a.csv > b.csv
	l2d-plot robust plain=a.csv trained=b.csv --dump > out
	grep -q accuracy out
	grep -q certified out
	grep -q trained out
	[ "$(grep -cE '^0?\.1[ ,	]' out)" -eq 4 ]
	expect 3 l2d-plot robust --dump "$TESTDATA/small/curve.csv"
}

@test "fault: intervals of shares were bars of their own" {
	shares > plain.csv
	printf '%s\n' 'system,n,share_model,share_model_lo,share_model_hi,share_ann,share_b_b,share_b_b_lo,share_b_b_hi' \
		'free,9,0.5,0.4,0.6,0.25,0.25,0.1,0.3' '"one, two",9,0.25,0.2,0.3,0.75,,,' > interval.csv
	expect 0 l2d-plot workload --group system --dump plain.csv
	mv out want
	l2d-plot workload --group system --dump interval.csv | cmp - want
}
