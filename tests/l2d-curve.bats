# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
load common

@test "every threshold, ties whole, an expert who was not asked, prices" {
	cat > in <<-'E'
	y,p_a,p_b,e_x,score,cost_x,cost_model
	a,1,0,a,-1,0.5,0.25
	a,0.25,0.75,a,0.5,0.5,0.25
	b,0.25,0.75,,0.5,0.5,0.25
	b,0.75,0.25,a,0.25,0.5,0.25
	E
	l2d-curve in > out
	same out <<-'E'
	threshold,coverage,n_model,n_deferred,n_unscored,system_accuracy,model_accuracy,expert_accuracy,cost,risk
	0.5,1,4,0,0,0.5,0.5,,0.25,0.5
	0.25,0.5,2,1,1,0.6666666666666666,0.5,1,0.375,0.5
	-1,0.25,1,2,1,0.6666666666666666,1,0.5,0.4375,0
	-1.0000000000000002,0,0,3,1,0.6666666666666666,,0.6666666666666666,0.5,
	E
	l2d-curve --cost 1 in | cut -d, -f9 > got
	same got <<-'E'
	cost
	0.25
	0.625
	0.8125
	1
	E
	# each row of the curve is what deferring above its threshold gives
	tail -n +2 out | while IFS=, read -r t c n _ u a _; do
		awk -F, -v OFS=, -v t="$t" 'NR == 1 { print $0 ",agent,answer"; next }
			$5 > t { print $0, "x", $4; next } { print $0, "model", ($2 > $3 ? "a" : "b") }' in | l2d-score > s
		[ "$(column coverage s)" = "$c" ]
		[ "$(column n_unscored s)" = "$u" ]
		[ "$(column system_accuracy s)" = "$a" ]
	done
}

@test "who gets a row: the agent column, conf - cost, --expert" {
	cat > in <<-'E'
	y,p_a,p_b,e_x,e_v,e_w,agent,score
	a,1,0,a,b,b,model,1
	a,1,0,b,a,b,v,2
	a,1,0,b,b,a,w,3
	E
	accuracy() { l2d-curve "$@" > t && column expert_accuracy t | tr '\n' ' '; }
	[ "$(accuracy in)" = " 1 1 1 " ]
	[ "$(accuracy --expert x in)" = " 0 0 0.3333333333333333 " ]
	[ "$(cut -d, -f1-6,8 in | accuracy)" = " 0 0 0.3333333333333333 " ]
	awk -F, -v OFS=, 'NR == 1 { print $0, "conf_v", "conf_w", "cost_v"; next } { print $0, 0.75, 0.5, 0 }' in | cut -d, -f1-6,8- > conf
	[ "$(accuracy conf)" = " 0 0.5 0.3333333333333333 " ]
	sed '2,$s/,0$/,0.5/' conf > dear
	[ "$(accuracy dear)" = " 1 0.5 0.3333333333333333 " ]
	[ "$(accuracy --cost 0.1 dear)" = " 0 0.5 0.3333333333333333 " ]
	awk -F, -v OFS=, 'NR == 1 { print $0, "cost_x", "cost_v"; next } { print $0, 1, 0.5 }' in | cut -d, -f1-6,8- > prices
	[ "$(accuracy prices)" = " 1 0.5 0.3333333333333333 " ]
	expect 2 l2d-curve --expert eve in
	same err <<< "l2d-curve: --expert: no such expert: 'eve'"
}

@test "hatespeech: chow at 10 % and 20 % deferral" {
	l2d-threshold < "$TESTDATA/hatespeech/hatespeech_24783.csv" | l2d-curve > out
	at() { awk -F, -v c="$1" 'NR > 1 && $2 >= c { a = $6 } END { print a }' out; }
	near "$(at 0.8)" 0.9328976 5e-8
	near "$(at 0.9)" 0.9235766 5e-5
	[ "$(sed -n 2p out | cut -d, -f2,6)" = 1,0.8985594964290038 ]
	[ "$(tail -1 out | cut -d, -f2,6)" = 0,0.9044102812411734 ]
}

@test "accuracy of the n / 10 + 1 most confident (case 08)" {
	set -- 1 0 1 1 0 1 1 0 1 0 0 0.5 0.5 0
	for k in $(seq 0 13); do
		awk -F, -v OFS=, -v k="$k" 'NR == 1 { print "y,p_0,p_1,e_x,score" } $1 == k { print $3, 0, 1, "", -$2 }' \
			"$TESTDATA/cases/08-verified-selective-stats.csv" > in
		keep=$((($(wc -l < in) - 1) / 10 + 1))
		[ "$(l2d-curve in | awk -F, -v n=$keep '$3 == n { print $7 }')" = "$1" ]
		shift
	done
}

@test "LeNet-5: accuracy of the 1001 most confident of 10,000" {
	awk -F, -v OFS=, 'NR == 1 { print $0, "score", "e_x"; next }
		{ m = 0; for (i = 3; i <= 12; i++) if ($i + 0 > m) m = $i + 0; print $0, 1 - m, "" }' \
		"$TESTDATA/cifar10_probabilities/lenet-5-cifar-10.csv" |
		l2d-curve --columns "label=label prob=p*" | awk -F, '$3 == 1001 { print $7 }' > got
	near "$(cat got)" 0.935064935064935 1e-12
}

@test "deferring to a perfect expert (case 12, without bins)" {
	awk -F, -v OFS=, 'NR == 1 { print $0, "score", "e_x"; next } { print $0, ($1 > .5 ? 1 - $1 : $1), $2 }' \
		"$TESTDATA/cases/12-rm-binary-toplabel-and-deferral.csv" | l2d-curve --columns prob=p > out
	[ "$(awk -F, '$4 == 3 { print $6 }' out)" = 0.75 ]
}

@test "--points thins by coverage and keeps both ends" {
	l2d-threshold < "$TESTDATA/hatespeech/hatespeech_24783.csv" > d
	l2d-curve d > all
	for n in 2 3 11 100; do
		l2d-curve --points $n d > thin
		[ "$(wc -l < thin)" -eq $((n + 1)) ]
		[ "$(grep -cxFf thin all)" -eq $((n + 1)) ]
		[ "$(sed -n 2p thin)" = "$(sed -n 2p all)" ]
		[ "$(tail -1 thin)" = "$(tail -1 all)" ]
	done
	[ "$(l2d-curve --points 1 d)" = "$(head -2 all)" ]
	# as many points as there can be are all of them, and soon found
	timeout 10 l2d-curve --points 100000 d | cmp - all
	expect 2 l2d-curve --points 18446744073709551615 d
	expect 2 l2d-curve --metric ap --points 18446744073709551615 d
	l2d-curve --points 11 d | awk -F, 'NR > 1 { d = 1 - (NR - 2) / 10 - $2; if (d < 0 || d > 1e-3) exit 1 }'
}

# Coverages i/10 were once compared with 1 - j/10, which is less than i/10 for some j.
@test "--points 11 of ten rows keeps every coverage" {
	awk 'BEGIN { print "y,p_a,p_b,e_x,score"; for (i = 1; i <= 10; i++) print "a,1,0,a," i }' > in
	[ "$(l2d-curve --points 11 in)" = "$(l2d-curve in)" ]
	[ "$(l2d-curve in | wc -l)" -eq 12 ]
}

@test "auroc and ap of the mixed score vector over coverage" {
	cat > in <<-'E'
	y,p,e_x,score
	0,0.25,0,0.25
	1,0.75,1,0.25
	1,0.5,0,0.5
	0,0.625,0,0.375
	1,0.125,,0.125
	E
	l2d-curve --columns prob=p --metric auroc --points 6 in > out
	# by hand: p; then rows 3, 3 and 4, all but 5 deferred; rows 1 and 2 move together; 5 falls out
	same out <<-'E'
	threshold,coverage,n_model,n_deferred,n_unscored,auroc,positive
	0.5,1,5,0,0,0.5,1
	0.375,0.8,4,1,0,0.3333333333333333,1
	0.25,0.6,3,2,0,0.5833333333333334,1
	0.25,0.6,3,2,0,0.5833333333333334,1
	0.125,0.2,1,4,0,0.8333333333333334,1
	0.12499999999999999,0,0,4,1,0.75,1
	E
	l2d-curve --columns prob=p --metric ap --points 2 in > out
	same out <<-'E'
	threshold,coverage,n_model,n_deferred,n_unscored,ap,positive
	0.5,1,5,0,0,0.7555555555555555,1
	0.12499999999999999,0,0,4,1,0.75,1
	E
	[ "$(l2d-curve --columns prob=p --metric ap in | wc -l)" -eq 102 ]
	expect 2 l2d-curve --metric ap --points 1 in
	for metric in auroc ap; do
		(head -1 in; sed -n '2p;5p' in) > one
		(head -1 in; sed -n '3,4p;6p' in) > two
		l2d-curve --columns prob=p --metric $metric --partial one > s1
		l2d-curve --columns prob=p --metric $metric --partial two > s2
		l2d-curve --columns prob=p --metric $metric in > whole
		l2d-curve --metric $metric --merge s2 s1 | cmp - whole
		l2d-curve --metric $metric --positive 1 --merge s2 s1 | cmp - whole
		expect 3 l2d-curve --metric $metric --positive 0 --merge s1
		same err <<< "l2d-curve: the positive class of the state is '1', not '0'"
		expect 3 l2d-curve --merge s1
	done
	l2d-curve --columns prob=p --metric ap --positive 0 --partial two > s2
	expect 3 l2d-curve --metric ap --merge s1 s2
	expect 2 l2d-curve --jobs two in
	expect 3 l2d-curve --metric ap "$TESTDATA/small/cases.csv"
	grep -q 'two classes are needed, not 3' err
}

@test "states of random parts merge to the same bytes" {
	for f in small hatespeech; do
		if [ $f = small ]; then
			cp "$TESTDATA/small/cases.csv" in
		else
			head -3001 "$TESTDATA/hatespeech/hatespeech_24783.csv" | l2d-threshold --cost 0.1 > in
		fi
		awk 'BEGIN { srand(7) } NR == 1 { for (i = 0; i < 3; i++) print > "part" i; next } { print > "part" int(rand() * 3) }' in
		l2d-curve in > whole
		(head -1 in; tail -n +2 in | tac) | l2d-curve | cmp - whole
		for i in 0 1 2; do l2d-curve --partial part$i > state$i; done
		l2d-curve --merge state2 state0 state1 | cmp - whole
	done
	n=$(grep -n ',row' state0 | head -1 | cut -d: -f1)
	sed "${n}s/,[^,]*\$/,-1/" state0 > bad
	expect 3 l2d-curve --merge bad
	grep -q "^l2d-curve: bad:$n:[0-9]*: column 'value': a weight that is not above 0: '-1'" err
}

@test "states are sorted runs: of files they are merged as they are read, of a pipe by runs on disk" {
	awk 'BEGIN { srand(3); print "y,p_a,p_b,e_x,score,cost_x,cost_model,w"
		for (i = 0; i < 9000; i++) { p = int(rand() * 500) / 500; printf "%s,%s,%s,%s,%s,%.3f,%.2f,%s\n", (rand() < .6 ? "a" : "b"), p, 1 - p,
			(rand() < .1 ? "" : rand() < .5 ? "a" : "b"), int(rand() * 3000) / 3000, rand(), rand(), .1 + int(rand() * 4) / 10 } }' > t.csv
	l2d-curve t.csv > all
	for k in 1 2 3 4; do l2d-curve --partial --shard $k/4 t.csv > s$k; done
	for k in 1 2 3 4; do grep ,row s$k | cut -d, -f5 | sort -gc; done
	l2d-curve --merge s3 s1 s4 s2 | cmp - all
	cat s3 s1 s4 s2 > together
	l2d-curve --merge together | cmp - all
	cat together | l2d-curve --merge --memory 1M | cmp - all
	# none of them goes to disk; of merges a merge
	TMPDIR=$PWD/nowhere l2d-curve --merge s2 s1 > s12
	l2d-curve --merge --partial s1 s2 > s12
	l2d-curve --merge --partial s4 s3 > s34
	l2d-curve --merge s34 s12 | cmp - all
	# more weights than have totals; no rows; other metrics
	awk -F, -v OFS=, 'NR > 1 { $8 = NR % 97 + 1 } { print }' t.csv > many
	for k in 1 2; do l2d-curve --partial --shard $k/2 many > m$k; done
	l2d-curve many > manyall
	l2d-curve --merge m2 m1 | cmp - manyall
	head -1 t.csv | l2d-curve --partial > none
	l2d-curve --merge none s34 s12 none | cmp - all
	head -900 t.csv > h.csv
	for k in 1 2; do l2d-curve --metric auroc --partial --shard $k/2 h.csv > a$k; done
	l2d-curve --metric auroc --merge a2 a1 | cmp - <(l2d-curve --metric auroc h.csv)
	# no memory
	head -60 t.csv > h.csv
	for k in 1 2; do l2d-curve --partial --shard $k/2 h.csv > h$k; done
	l2d-curve h.csv > want
	failing_allocations $((${L2D_ALL:+0 *} 6 + 1)) want l2d-curve --merge h1 h2
	# cut, changed, another version, the same one twice
	head -100 s1 > cut
	expect 3 l2d-curve --merge cut s2
	says "has no end"
	n=$(grep -n ,row s1 | sed -n 5p | cut -d: -f1)
	sed "${n}d" s1 > changed
	expect 3 l2d-curve --merge changed s2
	sed 's/,run,\([0-9.e+]*\),"\?2 /,run,\1,3 /; s/,run,\([^,]*\),2 /,run,\1,3 /' s1 > version
	expect 3 l2d-curve --merge version
	says "another version"
	# one state twice in a file is two states
	cat s1 s1 > twice
	l2d-curve --merge twice | cmp - <(l2d-curve --merge s1 s1)
	cat twice | l2d-curve --merge | cmp - <(l2d-curve --merge s1 s1)
}

# refused FILE WORDS...: merged with s2, status 3 and nothing on standard output.
refused() {
	expect 3 l2d-curve --merge s2 "$1"
	[ ! -s out ] || { echo "rows of a curve, of $1"; return 1; }
}

@test "fault: rows were written before the damaged end of a state was seen" {
	[ -z "${L2D_SLOW-}" ] || skip "too slow here"
	local step=9 n size
	[ -z "${L2D_ALL-}" ] || step=1
	# more rows of a curve than the writer holds back
	awk 'BEGIN { print "y,p_a,p_b,e_x,score"; for (i = 0; i < 3000; i++) print (i % 3 ? "a" : "b") ",.5,.5,a," i / 3000 }' > t.csv
	for k in 1 2; do l2d-curve --partial --shard $k/2 t.csv > s$k; done
	l2d-curve --merge s1 s2 | cmp - <(l2d-curve t.csv)
	n=$(wc -l < s1)
	size=$(wc -c < s1)
	# each byte of the last three lines, and some of all others, another one; the file cut there
	for at in $(seq 0 $((step * 997)) "$size") $(seq $((size - $(tail -3 s1 | wc -c))) $step $((size - 2))); do
		head -c "$at" s1 > cut
		[ "$at" -eq 0 ] || refused cut
		(cat cut; head -c $((at + 1)) s1 | tail -c 1 | tr '\0-\176' '\1-\177'; tail -c +$((at + 2)) s1) > byte
		refused byte
	done
	# lines lost, doubled, swapped: the check is of all, their order is that of a run
	for at in $(seq 2 $((step * 97)) "$n") $((n - 2)) $((n - 1)) "$n"; do
		sed "${at}d" s1 > line
		refused line
		sed "${at}p" s1 > line
		refused line
	done
	# the end as it should be, of rows that are not
	grep -n ",row[0-9a-f]," s1 > rows
	at=$(sed -n '$s/:.*//p' rows)
	sed "$((at - 1)){h;d};${at}G" s1 > line
	refused line
	says "not sorted"
	# a pipe is read whole
	cat line s2 | l2d-curve --merge | cmp - <(l2d-curve t.csv)
}

@test "missing decisions" {
	sed '3s/,[^,]*,[^,]*,[^,]*$/,,model,cat/' "$TESTDATA/small/cases.csv" > in
	expect 3 l2d-curve in
	grep -q "column 'score': missing" err
	expect 0 l2d-curve --na-action skip in
	[ "$(sed -n 2p out | cut -d, -f3)" = 23 ]
	same err <<< "l2d-curve: 1 row skipped: a needed cell is missing"
}

@test "--jobs changes no byte" {
	l2d-threshold "$TESTDATA/hatespeech/hatespeech_24783.csv" > t.csv
	for options in "" "--points 7" "--partial"; do
		l2d-curve $options t.csv > one
		l2d-curve $options --jobs 3 t.csv | sort | diff <(sort one) -
	done
	l2d-curve --jobs 3 t.csv | cmp - <(l2d-curve t.csv)
	awk -F, 'NR == 1 { print "y,p,e_1,score"; next } { print ($2 == 1) "," $4 "," ($9 == 1) "," $9 }' \
		"$TESTDATA/hatespeech/hatespeech_24783.csv" > binary.csv
	for metric in auroc ap; do
		l2d-curve --columns prob=p --metric $metric binary.csv > one
		l2d-curve --columns prob=p --metric $metric --jobs 3 binary.csv | cmp - one
	done
}

@test "without experts: selective prediction, deferred rows are rejected" {
	printf 'y,p_0,p_1\n0,.9,.1\n1,.2,.8\n0,.3,.7\n1,.4,.6\n' > in
	l2d-curve in > out
	same out <<-'EOF'
	threshold,coverage,n_model,n_deferred,n_unscored,system_accuracy,model_accuracy,expert_accuracy,cost,risk
	0.4,1,4,0,0,0.75,0.75,,0,0.25
	0.30000000000000004,0.75,3,0,1,0.6666666666666666,0.6666666666666666,,0,0.3333333333333333
	0.19999999999999996,0.5,2,0,2,1,1,,0,0
	0.09999999999999998,0.25,1,0,3,1,1,,0,0
	0.09999999999999996,0,0,0,4,,,,0,
	EOF
}

@test "the positive class does not depend on the order of columns" {
	printf 'y,p_pos,p_neg,score\npos,.9,.1,1\nneg,.2,.8,1\nneg,.7,.3,1\nneg,.6,.4,1\npos,.65,.35,1\n' > in
	awk -F, -v OFS=, '{ print $1, $3, $2, $4 }' in > other
	# pos: found at .9 and .65, ranks 1 and 3: (1 + 2/3) / 2; neg: ranks 1, 2 and 4: (1 + 1 + 3/4) / 3
	for f in in other; do
		near "$(l2d-curve --metric ap --points 2 $f | column ap - | head -1)" 0.8333333333333333 1e-15
		near "$(l2d-curve --metric ap --positive neg --points 2 $f | column ap - | head -1)" 0.9166666666666666 1e-15
		[ "$(l2d-curve --metric ap --points 2 $f | column positive - | head -1)" = pos ]
		[ "$(l2d-curve --metric auroc --positive neg --points 2 $f | column positive - | head -1)" = neg ]
	done
	expect 2 l2d-curve --metric ap --positive maybe in
	same err <<< "l2d-curve: --positive: no such class: 'maybe'"
	expect 2 l2d-curve --positive pos in
}

@test "weights of hugely different size: the curve, AUROC, AP and areas in rational numbers" {
	command -v python3 > /dev/null || skip "needs python3"
	local fields=coverage,n_model,system_accuracy,model_accuracy,expert_accuracy,cost,risk seed
	oracle() { python3 "$ROOT/tests/curve_oracle.py" "$@"; }
	for seed in $(seq 1 60 | some 6); do
		oracle table "$seed" > in
		oracle curve < in > want
		l2d-curve --fields $fields in > got
		oracle near got want
		l2d-curve --memory 1M --fields $fields in | cmp - got
		l2d-curve --partial in > state
		l2d-curve --merge --fields $fields state | cmp - got
		oracle score < in > want
		l2d-score --area trapezoid --fields auroc_midrank,ap_block,aurc_trapezoid,augrc_trapezoid in > got
		oracle near got want
	done
}

@test "weights that are too far apart for doubles are refused" {
	printf 'y,p_0,p_1,score,w\n0,1,0,.5,1e-15\n1,1,0,.25,1e306\n' > in
	for options in '' '--memory 1M'; do
		# shellcheck disable=SC2086
		expect 3 l2d-curve $options in
		same err <<< "l2d-curve: a weight of 1e-15 beside one more than 10^319 times as large: no double has both"
		same out < /dev/null
	done
	sed -i 's/1e306/1e300/' in
	expect 0 l2d-curve in
}

@test "fault: areas by the mean were empty where a row weighs 10^309 times what goes before it" {
	printf 'y,p_0,p_1,score,w\n0,0,1,.25,1e-9\n1,0,1,.5,1e306\n' > in
	near "$(l2d-score in | column aurc_mean -)" 0 1e-300
	near "$(l2d-score in | column model_aucac_mean -)" 1 0
}

@test "costs of 1e308 have a mean" {
	printf 'y,p_0,p_1,e_a,cost_a,score\n0,1,0,0,1e308,1\n1,0,1,1,1.5e308,2\n1,0,1,1,1.25e308,3\n' > in
	[ "$(l2d-curve in | column cost - | tail -1)" = 1.25e+308 ]
	fails grep -q 'inf\|nan' <(l2d-curve in)
}

@test "fault: -inf as the threshold where rows that no expert may be asked about have the lowest score there is" {
	printf 'id,y,p_0,p_1,e_a,avail_a\n1,0,.6,.4,0,1\n2,1,.7,.3,1,\n3,1,.1,.9,1,1\n' | l2d-threshold > in
	for options in '' '--points 2' '--metric auroc' '--metric ap'; do
		# shellcheck disable=SC2086
		expect 0 l2d-curve $options in
		fails grep -q inf out
		tail -n 1 out | grep -q '^,0,0,2,1,'
	done
}

@test "auroc and ap: intervals" {
	local metric run
	# nothing deferred: the model's, as l2d-score has it where the model is right on the positive rows alone and p ranks them
	awk 'BEGIN { srand(3); print "id,y,p_0,p_1,e_x,score,w"; for (i = 0; i < 150; i++) { y = rand() < .4; p = int(50 * (y + rand())) / 100
		printf "r%d,%d,%.2f,%.2f,%s,%.1f,%d\n", i, y, 1 - p, p, (rand() < .1 ? "" : rand() < .8 ? y : 1 - y), rand(), int(rand() * 3) } }' > t.csv
	awk -F, -v OFS=, 'NR > 1 { $6 = 1 - $4; $3 = 1 - $2; $4 = $2; $2 = 1 } 1' t.csv > ranked.csv
	l2d-score --interval .9 --draws 100 ranked.csv > score
	for metric in auroc,auroc_midrank ap,ap_block; do
		run="l2d-curve --metric ${metric%,*} --points 6 --interval .9 --draws 100"
		$run t.csv > got
		for end in '' _lo _hi; do
			[ "$(column ${metric%,*}$end got | head -1)" = "$(column ${metric#*,}$end score)" ]
		done
		[ "$(column coverage_lo got | head -1)" = 1 ]
		# coverage is that of the other curve at the threshold
		l2d-curve --interval .9 --draws 100 t.csv > curve
		paste -d, <(column threshold got) <(column coverage_lo got) <(column coverage_hi got) | sort > have
		paste -d, <(column threshold curve) <(column coverage_lo curve) <(column coverage_hi curve) | sort > want
		[ "$(comm -23 have want)" = "" ]
		{ head -1 t.csv; tail -n +2 t.csv | tac; } | $run | cmp - got
		L2D_TEST_CHUNK=200 $run --jobs 3 t.csv | cmp - got
		head -60 t.csv | l2d-curve --metric ${metric%,*} --interval .9 --draws 100 --partial > a
		{ head -1 t.csv; tail -n +61 t.csv; } | l2d-curve --metric ${metric%,*} --interval .9 --draws 100 --partial > b
		$run --merge b a | cmp - got
	done
	# all deferred: (.8 + .7) / 2 -+ 1.95996 sqrt(.8 * .2 / 2,000 + .7 * .3 / 2,000) / 2 = .73667, .76333
	awk 'BEGIN { print "id,y,p_0,p_1,e_x,score"; for (i = 0; i < 4000; i++) { y = i % 2; print i "," y ",.5,.5," (i % 20 < (y ? 16 : 14) ? y : 1 - y) ",0" } }' > t.csv
	l2d-curve --metric auroc --points 2 --interval .95 --draws 2000 t.csv > got
	near "$(column auroc got | tail -1)" .75 1e-9
	near "$(column auroc_lo got | tail -1)" .73667 .0015
	near "$(column auroc_hi got | tail -1)" .76333 .0015
}

@test "--memory with --interval: draws of rows on disk are those of memory" {
	awk 'BEGIN { srand(9); print "id,y,p_a,p_b,e_x,score,cost_x,w"
		for (i = 0; i < 40000; i++) { p = rand(); s = rand(); printf "%d,%s,%.6f,%.6f,%s,%s,%.3f,%s\n", i / 3, (rand() < .6 ? "a" : "b"), p, 1 - p,
			(rand() < .1 ? "" : rand() < .5 ? "a" : "b"), (rand() < .5 ? int(s * 20) / 20 : s), rand(), int(rand() * 4) / 10 } }' > t.csv
	set -- --interval .8 --draws 20 --points 7
	l2d-curve "$@" t.csv > all
	mkdir scratch
	TMPDIR=$PWD/scratch l2d-curve "$@" --memory 1M --jobs 2 t.csv | cmp - all
	[ -z "$(ls scratch)" ]
	TMPDIR=$PWD/nowhere expect 4 l2d-curve "$@" --memory 1M t.csv
	for k in 1 2 3; do l2d-curve --interval .8 --draws 20 --partial --memory 1M --shard $k/3 t.csv; done > states
	l2d-curve "$@" --merge --memory 1M states | cmp - all
	l2d-curve "$@" --merge states | cmp - all
	l2d-curve "$@" --cluster id -g y t.csv > all
	l2d-curve "$@" --cluster id -g y --memory 1M t.csv | cmp - all
	expect 2 l2d-curve --interval .8 --memory 1M --metric ap t.csv
	says "an area is computed again from all rows of each draw"
}

@test "--memory: rows sorted on disk, with ties, weights, prices and threads, in the bytes of memory; nothing stays" {
	mkdir scratch
	export TMPDIR=$PWD/scratch
	awk -v n=$((${L2D_ALL:+20000 +} 40000)) 'BEGIN { srand(9); print "y,p_a,p_b,e_x,score,cost_x,w"
		for (i = 0; i < n; i++) { p = rand(); s = rand(); printf "%s,%.6f,%.6f,%s,%s,%.3f,%s\n", (rand() < .6 ? "a" : "b"), p, 1 - p,
			(rand() < .1 ? "" : rand() < .5 ? "a" : "b"), (rand() < .5 ? int(s * 20) / 20 : s), rand(), int(rand() * 4) / 10 } }' > t.csv
	l2d-curve t.csv > all
	l2d-curve --memory 1M t.csv | cmp - all
	l2d-curve --memory 1M --jobs 3 t.csv | cmp - all
	l2d-curve --partial t.csv | l2d-curve --merge --memory 1024K | cmp - all
	l2d-curve --points 9 --label-noise .1 t.csv > few
	l2d-curve --points 9 --label-noise .1 --memory 1M t.csv | cmp - few
	[ -z "$(ls scratch)" ]
	head -1 t.csv | l2d-curve --memory 1M > none
	[ "$(cat none)" = "$(head -1 all)" ]
	# it did go there
	TMPDIR=$PWD/nowhere expect 4 l2d-curve --memory 1M t.csv
	says nowhere
	# groups share it; a state is a run
	l2d-curve -g y t.csv > grouped
	l2d-curve -g y --memory 1M --jobs 2 t.csv | cmp - grouped
	l2d-curve -g y --memory 1M --partial t.csv | l2d-curve -g y --merge --memory 1M | cmp - grouped
	l2d-curve --memory 1M --partial t.csv | grep -v ',row' > facts
	l2d-curve --partial t.csv | grep -v ',row' | head -n -1 | cmp - <(head -n -1 facts)
	# auroc and ap: sorted twice, by score and by probability
	sed 's/,0\.\([0-9]\)[0-9]*,\([0-9.]*\)$/,\1,\2/' t.csv > few.csv
	for metric in auroc ap; do
		l2d-curve --metric $metric t.csv > all
		l2d-curve --metric $metric --memory 1M --jobs 2 t.csv | cmp - all
		l2d-curve --metric $metric -g cost_x --memory 1M few.csv | cmp - <(l2d-curve --metric $metric -g cost_x few.csv)
	done
	l2d-curve --metric ap --partial --memory 1M t.csv | l2d-curve --metric ap --merge --memory 1M | cmp - all
	TMPDIR=$PWD/nowhere expect 4 l2d-curve --metric ap --memory 1M t.csv
	[ -z "$(ls scratch)" ]
	expect 2 l2d-curve --memory 2Q t.csv
	expect 2 l2d-curve --memory 1023K t.csv
}
