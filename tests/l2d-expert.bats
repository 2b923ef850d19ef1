# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
load common

digits=$TESTDATA/classic_features/digits.csv

# accuracy NAME FILE: the share of rows where e_NAME is y, among those that have an answer.
accuracy() {
	paste -d, <(column y "$2") <(column "e_$1" "$2") |
		awk -F, '$2 != "" { n++; right += $1 == $2 } END { print right / n }'
}

# few: 2000 rows with a binary label, a group and a rate column.
few() {
	awk 'BEGIN { print "id,y,g,r"; for (i = 0; i < 2000; i++) print i "," (i % 2) "," (i % 5 == 0) "," i % 4 / 4 }'
}

@test "accuracy:A is reached, the wrong answers are uniform" {
	expect 0 l2d-expert --classes 0..9 --expert a=accuracy:.7 "$digits"
	near "$(accuracy a out)" .7 .033
	paste -d, <(column y out) <(column e_a out) | awk -F, '$1 == 3 && $2 != 3 { n[$2]++; all++ }
		END { for (k = 0; k < 10; k++) if (k != 3 && n[k] > .3 * all) exit 1; exit all < 30 || n[3] > 0 }'
}

@test "the input passes through byte for byte" {
	printf 'id,y,"a ""b"""\r\n1,0,"x, y"\r\n2,1, z \r\n' > t
	expect 0 l2d-expert --classes 0,1 --expert a=accuracy:1 t
	printf 'id,y,"a ""b""",e_a\n1,0,"x, y",0\n2,1, z ,1\n' | same out
}

@test "first:K knows the first K classes and guesses the rest" {
	expect 0 l2d-expert --classes 0..9 --expert a=first:4 "$digits"
	paste -d, <(column y out) <(column e_a out) | awk -F, '$1 < 4 && $1 != $2 { exit 1 } $1 >= 4 { n++; r += $1 == $2 }
		END { d = r / n - .1; exit d > .05 || d < -.05 }'
	expect 0 l2d-expert --classes 0..9 --expert a=first:10 "$digits"
	near "$(accuracy a out)" 1 0
	expect 0 l2d-expert --classes 0..9 --expert a=first:0 "$digits"
	near "$(accuracy a out)" .1 .036
}

@test "first:K takes the order of --classes or of the header" {
	printf 'id,y,p_b,p_a\n1,a,.5,.5\n2,b,.5,.5\n' > t
	expect 0 l2d-expert --expert x=first:1 --seed 4 t
	[ "$(column e_x out | tail -n 1)" = b ]
	printf 'id,y\n1,a\n2,b\n' > t
	expect 0 l2d-expert --classes b,a --expert x=first:1 t
	[ "$(column e_x out | tail -n 1)" = b ]
}

@test "classes:LIST knows the listed classes" {
	expect 0 l2d-expert --classes 0..9 --expert a=classes:0,7..9 "$digits"
	paste -d, <(column y out) <(column e_a out) | awk -F, '($1 == 0 || $1 >= 7) && $1 != $2 { exit 1 }
		$1 > 0 && $1 < 7 { n++; r += $1 == $2 } END { d = r / n - .1; exit d > .05 || d < -.05 }'
}

@test "pq and group: two accuracies; they are the same expert" {
	few > t
	expect 0 l2d-expert --classes 0,1 --expert a=pq:g:.9:.6 t
	paste -d, <(column g out) <(column y out) <(column e_a out) |
		awk -F, '{ n[$1]++; r[$1] += $2 == $3 } END { print r[1] / n[1]; print r[0] / n[0] }' > shares
	near "$(head -n 1 shares)" .9 .08
	near "$(tail -n 1 shares)" .6 .065
	l2d-expert --classes 0,1 --expert a=group:g=1:.9:.6 t | diff out -
}

@test "switch: the accuracy changes at row --rows" {
	{ echo id,y; for i in $(seq 1 300); do echo "$i,$((i % 3))"; done; } > t
	expect 0 l2d-expert --classes 0..2 --expert a=switch:1:0 --rows 101 t
	[ "$(awk -F, 'NR > 1 && NR <= 101 { n += $2 == $3 } NR > 101 { m += $2 == $3 } END { print n, m + 0 }' out)" = "100 0" ]
	L2D_JOBS=3 L2D_TEST_CHUNK=100 l2d-expert --classes 0..2 --expert a=switch:1:0 --rows 101 t | cmp - out
	expect 2 l2d-expert --classes 0..2 --expert a=switch:1:0 t
	expect 2 l2d-expert --classes 0..2 --expert a=switch:1 --rows 9 t
}

@test "drift: the accuracy moves along the rows, then stays" {
	few > t
	expect 0 l2d-expert --classes 0,1 --expert a=drift:1:0 --rows 1000 t
	paste -d, <(column y out) <(column e_a out) | awk -F, '{ b = int((NR - 1) / 500); r[b] += $1 == $2 }
		END { exit !(r[0] > 340 && r[0] < 410 && r[1] > 90 && r[1] < 160 && r[2] == 0 && r[3] == 0) }'
	expect 2 l2d-expert --classes 0,1 --expert a=drift:1:0 t
	same err <<< "l2d-expert: drift: and switch: need --rows N, over or at which the accuracy moves"
}

# stream N: rows with an id, a label of four classes.
stream() {
	awk -v n="$1" 'BEGIN { print "id,y"; for (i = 1; i <= n; i++) print "r" i "," i % 4 }'
}

@test "fatigue: the accuracy is TO + (FROM - TO) 2^-(t / HALF-LIFE)" {
	stream 40000 > t
	expect 0 l2d-expert --classes 0..3 --expert f=fatigue:.9:.25:5000 --expert g=fatigue:.5:1:3000 t
	# by blocks of 2,000 rows: the sum over their rows of the closed form, within four standard errors
	awk -F, 'NR > 1 { b = int((NR - 2) / 2000); f[b] += $2 == $3; g[b] += $2 == $4; t = NR - 2
		ef[b] += .25 + .65 * 2 ^ -(t / 5000); eg[b] += 1 - .5 * 2 ^ -(t / 3000) }
		END { for (b in f) { d = (f[b] - ef[b]) ^ 2; D = (g[b] - eg[b]) ^ 2; p = ef[b] / 2000; q = eg[b] / 2000
			if (d > 16 * 2000 * p * (1 - p) || D > 16 * 2000 * q * (1 - q) + 1) exit 1; n++ } exit n != 20 }' out
	# the first row has FROM itself
	expect 0 l2d-expert --classes 0..3 --expert f=fatigue:1:0:.001 t
	[ "$(awk -F, 'NR > 1 && $2 == $3' out)" = "r1,1,1" ]
	# by itself from .9 to guessing
	l2d-expert --classes 0..3 --expert f=fatigue:.9:.25:700 t > want
	expect 0 l2d-expert --classes 0..3 --expert f=fatigue:700 t
	same out < want
	expect 2 l2d-expert --classes 0..3 --expert f=fatigue:x t
	same err <<< "l2d-expert: --expert: not fatigue:HALF-LIFE or fatigue:FROM:TO:HALF-LIFE with accuracies in [0, 1] and a number of rows: 'f=fatigue:x'"
	for bad in fatigue: fatigue:0 fatigue:-1 fatigue::9 fatigue:.5:9 fatigue:.5:.6 fatigue:.5:.6:0 fatigue:.5:.6:-1 fatigue:.5:2:3 fatigue:1:.5:.6:3; do
		expect 2 l2d-expert --classes 0..3 --expert f=$bad t
	done
}

@test "regimes: one path for all experts, an accuracy in each state" {
	stream 30000 > t
	expect 0 l2d-expert --classes 0..3 --regimes 300,100 --expert a=regimes:.9:.4 --expert b=regimes:.5:.8 t
	awk -F, 'NR > 1 { n[$5]++; a[$5] += $2 == $3; b[$5] += $2 == $4 } function near(x, p, m) { return (x - m * p) ^ 2 < 16 * m * p * (1 - p) }
		END { exit !(near(a[1], .9, n[1]) && near(a[2], .4, n[2]) && near(b[1], .5, n[1]) && near(b[2], .8, n[2])) }' out
	column regime out > path
	l2d-expert --classes 0..3 --regimes 300,100 --expert c=regimes:0:1 t | column regime - | cmp - path
	l2d-expert --regimes 300,100 t | column regime - | cmp - path
	l2d-expert --regimes 300,100 --seed 2 t | column regime - > other
	fails cmp -s other path
	# right just in the second state: the path is what it says
	l2d-expert --classes 0..3 --regimes 300,100 --expert c=regimes:0:1 t | awk -F, 'NR > 1 && ($2 == $3) != ($4 == 2) { exit 1 }'
	expect 2 l2d-expert --classes 0..3 --expert a=regimes:.9:.4 t
	same err <<< "l2d-expert: --expert: regimes: needs --regimes, how long each lasts: 'a=regimes:.9:.4'"
	expect 2 l2d-expert --classes 0..3 --regimes 5,5 --expert a=regimes:.9:.4:.3 t
	expect 2 l2d-expert --classes 0..3 --regimes 5,.5 --expert a=regimes:.9:.4 t
	expect 2 l2d-expert --regimes 5 t
}

@test "an outage: these rows are empty, all others are as they were" {
	stream 30 > t
	l2d-expert --classes 0..3 --expert a=accuracy:.5 --expert b=accuracy:.5 t > full
	expect 0 l2d-expert --classes 0..3 --expert a=accuracy:.5 --expert b=accuracy:.5 --outage a=3:5,20:20 --outage b=30:99 t
	awk -F, -v OFS=, 'NR == 1 { print $0, "avail_a", "avail_b"; next } { r = NR - 1; a = r >= 3 && r <= 5 || r == 20; b = r == 30
		print $1, $2, a ? "" : $3, b ? "" : $4, !a, !b }' full | cmp - out
	# of answers and of an avail_* that are there
	printf 'id,e_a,avail_a,e_b\n1,x,,y\n2,x,0.5,y\n3,x,1,y\n' > there
	expect 0 l2d-expert --outage a=2:2 there
	printf 'id,e_a,avail_a,e_b\n1,x,,y\n2,,0,y\n3,x,1,y\n' | same out
	for bad in a a= a=3 a=3: a=0:2 a=3:2 a=3:4, a=1.5:2; do expect 2 l2d-expert --outage $bad there; done
	expect 2 l2d-expert --outage c=2:2 there
	same err <<< "l2d-expert: --outage: there is no expert 'c'"
}

@test "labels: a share is missing, more at a higher rate; delays are geometric" {
	stream 20000 > t
	for rate in .1 .4; do
		expect 0 l2d-expert --missing-labels $rate --label-delay 12 t
		near "$(column y out | grep -c '^$')" "$(awk "BEGIN { print 20000 * $rate }")" 280
		paste -d, t out | awk -F, 'NR > 1 && ($1 != $3 || ($4 != "" && $2 != $4) || ($4 == "") != ($5 == "")) { exit 1 }'
		column y out | grep -n '^$' > hidden$rate
		column label_row out > late$rate
	done
	[ -z "$(comm -23 <(sort hidden.1) <(sort hidden.4))" ]
	# P(D >= d) = (12 / 13)^d
	awk '{ if ($1 == "") next; n++; for (d = 0; d <= 40; d += 10) more[d] += $1 - NR >= d }
		END { for (d = 0; d <= 40; d += 10) { p = (12 / 13) ^ d; if ((more[d] - n * p) ^ 2 > 16 * n * p * (1 - p)) exit 1 } }' late.1
	# none at all; a hidden one does not change the others'
	paste late.1 late.4 | awk -F '\t' '$1 != "" && $2 != "" && $1 != $2 { exit 1 }'
	l2d-expert --label-delay 0 t | column label_row - | awk '$1 != NR { exit 1 }'
	expect 0 l2d-expert --missing-labels 0 t
	cmp out t
	l2d-expert --missing-labels 1 t | column y - > none
	fails grep -q . none
	# experts answer all the same
	expect 0 l2d-expert --classes 0..3 --expert a=accuracy:1 --missing-labels 1 t
	l2d-expert --classes 0..3 --expert a=accuracy:1 t | column e_a - | cmp - <(column e_a out)
}

@test "what depends on the row's number: cuts, threads, and a stream that goes on" {
	stream 5000 > t
	{ head -n 1 t; tail -n +1202 t; } > rest
	head -n 1201 t > begin
	options=(--classes 0..3 --regimes 70,30 --expert a=regimes:.9:.4 --expert d=drift:1:0 --rows 4000 --expert f=fatigue:.9:.25:900
		--expert u=accuracy:.7 --outage u=1000:1300 --missing-labels .2 --label-delay 5 --missing .1 --keep-one)
	l2d-expert "${options[@]}" t > whole
	l2d-expert "${options[@]}" begin rest | cmp - whole
	{ l2d-expert "${options[@]}" begin; l2d-expert "${options[@]}" --first-row 1201 rest | tail -n +2; } | cmp - whole
	L2D_TEST_CHUNK=100 l2d-expert "${options[@]}" --jobs 3 t | cmp - whole
	expect 2 l2d-expert --classes 0..3 --expert u=accuracy:.7 --first-row 7 t
	same err <<< "l2d-expert: --first-row: no option here depends on the number of a row"
}

@test "confusion: answers follow the table" {
	printf 'y,p_1,p_0\n0,.2,.8\n1,1,0\n' > confusion
	few > t
	expect 0 l2d-expert --classes 0,1 --expert a=confusion:confusion t
	paste -d, <(column y out) <(column e_a out) | awk -F, '$1 == 1 && $2 != 1 { exit 1 } $1 == 0 { n++; r += $2 == 0 }
		END { d = r / n - .8; exit d > .06 || d < -.06 }'
	printf 'y,p_0,p_1\n0,.2,.8\n' > confusion
	expect 3 l2d-expert --classes 0,1 --expert a=confusion:confusion t
	same err <<< "l2d-expert: confusion:1:1: 1 of 2 classes have a row"
	printf 'y,p_0,p_1\n0,.2,.8\n0,0,1\n' > confusion
	expect 3 l2d-expert --classes 0,1 --expert a=confusion:confusion t
	same err <<< "l2d-expert: confusion:3:1: column 'y': the class stands twice: '0'"
	printf 'y,p_0,p_2\n0,.2,.8\n2,0,1\n' > confusion
	expect 3 l2d-expert --classes 0,1 --expert a=confusion:confusion t
	same err <<< "l2d-expert: confusion:1:1: column 'p_2': no such class in the input"
}

@test "neither the row order nor the other experts change an answer; the seed does" {
	few > t
	{ head -n 1 t; tail -n +2 t | tac; } > reversed
	l2d-expert --classes 0,1 --expert a=accuracy:.6 --expert b=accuracy:.6 t | sort > ab
	l2d-expert --classes 0,1 --expert a=accuracy:.6 --expert b=accuracy:.6 reversed | sort | diff ab -
	l2d-expert --classes 0,1 --expert b=accuracy:.6 t | column e_b - | cksum > b
	l2d-expert --classes 0,1 --expert a=accuracy:.6 --expert b=accuracy:.6 t | column e_b - | cksum | diff b -
	! l2d-expert --classes 0,1 --expert b=accuracy:.6 --seed 2 t | column e_b - | cksum | cmp -s b -
}

@test "rows without an id would all get the same draws: an error, or dropped and counted" {
	printf 'id,y,e_r\n1,0,0\n,1,1\n2,1,1\n' > t
	expect 3 l2d-expert --classes 0,1 --expert a=accuracy:1 t
	same err <<< "l2d-expert: t:3:1: column 'id': missing: ''"
	expect 3 l2d-expert --missing .5 t
	expect 0 l2d-expert --na-action skip --classes 0,1 --expert a=accuracy:1 t
	[ "$(column id out | tr '\n' ' ')" = "1 2 " ]
	grep -q '1 rows\? skipped' err
}

@test "experts are independent, also where experts and rows have the same names" {
	few > t
	expect 0 l2d-expert --classes 0,1 --expert 1=accuracy:.5 --expert 2=accuracy:.5 t
	paste -d, <(column e_1 out) <(column e_2 out) | awk -F, '{ same += $1 == $2 } END { exit same < 880 || same > 1120 }'
}

@test "--missing hides a share, more at a higher rate, in simulated and in real answers" {
	few > t
	l2d-expert --classes 0,1 --expert a=accuracy:1 --expert b=accuracy:1 t > full
	for rate in .3 .5 .7; do
		expect 0 l2d-expert --missing $rate full
		near "$(column e_a out | grep -c '^$')" "$(awk "BEGIN { print 2000 * $rate }")" 100
		column e_a out | grep -n '^$' > hidden.$rate
		l2d-expert --classes 0,1 --expert a=accuracy:1 --expert b=accuracy:1 --missing $rate t | diff out -
	done
	[ -z "$(comm -23 <(sort hidden..3) <(sort hidden..7))" ]
	expect 0 l2d-expert --missing 1 full
	! column e_a out | grep -q .
}

@test "--keep-one leaves an answer in every row that had one" {
	printf 'id,e_1,e_2,e_3\n1,a,,b\n2,,,\n3,"x, y",a,a\n' > t
	expect 0 l2d-expert --missing 1 --keep-one t
	tail -n +2 out | sed 's/"x, y"/x/' | awk -F, '{ n = ($2 != "") + ($3 != "") + ($4 != "") } n != ($1 != 2) { exit 1 }'
	few > t
	l2d-expert --classes 0,1 --expert a=accuracy:1 --expert b=accuracy:1 --missing .8 --keep-one t > out
	! paste -d, <(column e_a out) <(column e_b out) | grep -qx ,
}

@test "--missing-by multiplies the rate" {
	few > t
	expect 0 l2d-expert --classes 0,1 --expert a=accuracy:1 --missing .8 --missing-by r t
	paste -d, <(column r out) <(column e_a out) | awk -F, '{ n[$1]++; m[$1] += $2 == "" }
		END { if (m["0"]) exit 1; for (k in n) { d = m[k] / n[k] - .8 * k; if (d > .11 || d < -.11) exit 1 } }'
	printf 'id,y,r\n1,0,2\n' > t
	expect 3 l2d-expert --classes 0,1 --expert a=accuracy:1 --missing .8 --missing-by r t
	same err <<< "l2d-expert: t:2:5: column 'r': not in [0, 1]: '2'"
}

@test "columns: another pattern, another id, a column that is replaced" {
	printf 'case,truth,reader_a\n1,0,9\n2,1,9\n' > t
	expect 0 l2d-expert --key case --columns "label=truth expert=reader_*" --classes 0,1 --expert a=accuracy:1 \
		--expert b=accuracy:0 t
	same out <<< "case,truth,reader_a,reader_b
1,0,0,1
2,1,1,0"
}

@test "wrong options and data" {
	few > t
	expect 2 l2d-expert t
	same err <<< "l2d-expert: nothing to do: give --expert, --missing, --regimes, --outage, --missing-labels or --label-delay"
	expect 2 l2d-expert --expert a=accuracy:1 t
	same err <<< "l2d-expert: the input has no p_* to name the classes: give --classes"
	expect 2 l2d-expert --classes 0,1 --expert a=accuracy:1.1 t
	same err <<< "l2d-expert: --expert: not accuracy:A with A in [0, 1]: 'a=accuracy:1.1'"
	for bad in a a= =accuracy:1 model=accuracy:1 a=good:1 a=first:3 a=first:x a=pq:g:1 a=pq:1:1 a=group:g:1:1 a=drift:1 \
		a=drift:1:1:1 a=classes:2 a=classes: a=accuracy; do
		expect 2 l2d-expert --classes 0,1 --expert $bad t
		same out < /dev/null
	done
	expect 2 l2d-expert --classes 0,1 --expert a=accuracy:1 --expert a=accuracy:0 t
	expect 2 l2d-expert --classes 0,0 --expert a=accuracy:1 t
	expect 2 l2d-expert --classes 0 --expert a=accuracy:1 t
	expect 2 l2d-expert --missing 1.5 t
	expect 3 l2d-expert --missing .5 t
	grep -q "no column 'e_\*' (expert)" err
	expect 3 l2d-expert --classes 0,1 --expert a=pq:h:1:1 t
	grep -q "no column 'h'" err
	expect 3 l2d-expert --classes 1,2 --expert a=accuracy:1 t
	same err <<< "l2d-expert: t:2:3: column 'y': no class (of '1', '2'): '0'"
	expect 4 l2d-expert --classes 0,1 --expert a=confusion:absent t
}

@test "--missing 0 hides nothing: a sweep starts there" {
	expect 0 l2d-expert --missing 0 "$TESTDATA/small/cases.csv"
	cmp out "$TESTDATA/small/cases.csv"
	expect 0 l2d-expert --missing 0 --expert new=accuracy:.8 "$TESTDATA/small/cases.csv"
	l2d-expert --expert new=accuracy:.8 "$TESTDATA/small/cases.csv" | cmp - out
	expect 2 l2d-expert --rows 5 --expert new=accuracy:.8 "$TESTDATA/small/cases.csv"
}

@test "a range of classes has an end" {
	printf 'id,y\n1,0\n' > in
	expect 0 l2d-expert --classes 0..99999 --expert new=accuracy:.8 in
	for range in 0..999999999 5..18446744073709551615; do
		expect 2 l2d-expert --classes $range --expert new=accuracy:.8 in
		same err <<< "l2d-expert: classes: more than 100000 in a range: '$range'"
		expect 2 l2d-expert --classes 0..5 --expert new=classes:$range in
	done
}
