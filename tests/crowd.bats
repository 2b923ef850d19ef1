# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# l2d-em without gold, and what l2d-apply makes of its models.

load common

crowd() { # METHOD OPTIONS...
	l2d-em --method "$@"
}

# consensus MODEL TABLE: the share of rows whose answer is y.
right() {
	l2d-apply "$1" --input "$2" | awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next }
		{ n++; r += $c["answer"] == $c["y"] } END { printf "%.6f\n", r / n }'
}

# votes ITEMS WORKERS CLASSES MISSING SEED: a wide table; worker j is right in .5 + .4 j / WORKERS of the cases.
votes() {
	awk -v n="$1" -v m="$2" -v k="$3" -v missing="$4" -v seed="$5" 'BEGIN {
		srand(seed); printf "id,y"; for (j = 1; j <= m; j++) printf ",e_%d", j; print ""
		for (i = 1; i <= n; i++) {
			y = int(rand() * k); printf "%d,c%d", i, y
			for (j = 1; j <= m; j++) {
				l = rand() < .5 + .4 * j / m ? y : int(rand() * k)
				if (rand() < missing) printf ","; else printf ",c%d", l
			}
			print ""
		} }'
}

# long: a wide table of id, y, e_* on standard input as id,worker,label.
long() {
	awk -F, 'NR == 1 { for (i = 3; i <= NF; i++) name[i] = substr($i, 3); print "id,worker,label"; next }
		{ for (i = 3; i <= NF; i++) if ($i != "") print $1 "," name[i] "," $i }'
}

# By crowd_oracle.py, an EM in Python from the papers' equations (the next test runs it on the birds): majority 82 of 108; the matrices, with .1 votes more a cell, 97 of
# 108 at the log-likelihood -1888.47065; one coin, with .01 more, 63 at -2328.65042; of the ducks, by 1,000 of its iterations, majority 166 of 240, ties to the
# first class, matrices 144 at -3882.60165.
@test "bluebirds and ducks: majority, Dawid and Skene" {
	b=$TESTDATA/cubam_crowd/bluebirds_108.csv
	awk -F, 'NR > 1 { s = 0; for (i = 3; i <= NF; i++) s += $i; n++; r += (s > 19.5) == $2 } END { printf "%.6f\n", r / n }' "$b" > out
	echo 0.759259 | diff - out
	expect 0 crowd dawid-skene --tolerance 1e-12 --trace trace.csv "$b"
	[ "$(right out "$b")" = 0.898148 ]
	near "$(column loglik trace.csv | tail -n 1)" "$(awk 'BEGIN { printf "%.12f", -1888.470652190424 / 108 }')" 1e-8
	expect 0 crowd one-coin --pseudo .01 --tolerance 1e-12 --trace trace.csv "$b"
	[ "$(right out "$b")" = 0.583333 ]
	near "$(column loglik trace.csv | tail -n 1)" "$(awk 'BEGIN { printf "%.12f", -2328.650419720094 / 108 }')" 1e-7
	d=$TESTDATA/cubam_crowd/ducks_240.csv
	expect 0 crowd dawid-skene --tolerance 1e-12 --trace trace.csv "$d"
	[ "$(right out "$d")" = 0.600000 ]
	near "$(column loglik trace.csv | tail -n 1)" "$(awk 'BEGIN { printf "%.12f", -3882.6016513103577 / 240 }')" 1e-7
}

# by_script TABLE ARGUMENTS...: want, and how many of its rows are y: the first class is 0.
by_script() { python3 "$ROOT/tests/crowd_oracle.py" "${@:2}" < "$1" > want; }
right_by_script() { paste -d ' ' <(tail -n +2 want) <(column y "$1") | awk '{ r += ($2 > $1) == $3 } END { printf "%.6f\n", r / NR }'; }

@test "bluebirds: the script that the figures come from" {
	command -v python3 > /dev/null || skip "needs python3"
	slow "hundreds of iterations in Python"
	b=$TESTDATA/cubam_crowd/bluebirds_108.csv
	by_script "$b" .1 0 80 # from the 60th on nothing changes
	near "$(awk 'NR == 1 { print $3 }' want)" -1888.470652 2e-6
	[ "$(right_by_script "$b")" = 0.898148 ]
	by_script "$b" .01 0 80 one-coin
	near "$(awk 'NR == 1 { print $3 }' want)" -2328.650420 2e-6
	[ "$(right_by_script "$b")" = 0.583333 ]
	by_script "$b" .1 0 60 glad
	near "$(awk 'NR == 1 { printf "%.9f", 108 * $2 }' want)" -2201.415929 2e-6
}

@test "ducks: the script that the figures come from" {
	command -v python3 > /dev/null || skip "needs python3"
	slow "hundreds of iterations in Python"
	d=$TESTDATA/cubam_crowd/ducks_240.csv
	by_script "$d" .1 0 320 # from the 300th on nothing changes
	near "$(awk 'NR == 1 { print $3 }' want)" -3882.601650 2e-6
	[ "$(right_by_script "$d")" = 0.600000 ]
	awk -F, 'NR > 1 { n = s = 0; for (i = 4; i <= NF; i++) if ($i != "") { n++; s += $i }; r += (s > n / 2) == $2 } END { print r }' "$d" > majority
	[ "$(cat majority)" = 166 ]
}

# The start is the share of each class in an item's votes, and nothing is drawn: two programs take the same steps.
@test "ducks: after four iterations the likelihood is the script's" {
	command -v python3 > /dev/null || skip "needs python3"
	d=$TESTDATA/cubam_crowd/ducks_240.csv
	by_script "$d" .1 0 4
	expect 0 crowd dawid-skene --iterations 4 --allow-unconverged --trace trace.csv "$d"
	near "$(column loglik trace.csv | sed -n 4p)" "$(awk 'NR == 1 { print $1 }' want)" 1e-11
}

@test "posteriors by brute force: every class of an item, from the model's records" {
	votes 12 4 3 .3 7 > in
	expect 0 crowd dawid-skene in
	cp out m.csv
	l2d-apply m.csv --input in > got.csv
	# rows of the matrices are "WORKER,CLASS"
	tr -d '"' < m.csv | awk -F, '$1 == "share" { share[$2] = $4; k++ } $1 == "confusion" { a[$2, $3, $4] = $5 }
		END {
			for (line = 0; (getline row < "in") > 0; line++) {
				n = split(row, f, ",")
				if (!line) continue
				sum = 0
				for (c = 0; c < k; c++) {
					p[c] = share["c" c]
					for (j = 3; j <= n; j++) if (f[j] != "") p[c] *= a[j - 2, "c" c, f[j]]
					sum += p[c]
				}
				for (c = 0; c < k; c++) printf "%.9f%s", p[c] / sum, c < k - 1 ? "," : "\n"
			} }' > want
	awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next } { printf "%.9f,%.9f,%.9f\n", $c["p_c0"], $c["p_c1"], $c["p_c2"] }' got.csv | diff want -
	# the shares are the mean posterior with .1 items more a class: a fixed point
	expect 0 crowd dawid-skene --tolerance 0 --iterations 3000 --allow-unconverged in
	cp out m.csv
	l2d-apply m.csv --input in > got.csv
	near "$(column p_c0 got.csv | awk '{ s += $1 } END { print (s + .1) / 12.3 }')" "$(awk -F, '$1 == "share" && $2 == "c0" { print $4 }' m.csv)" 1e-6
}

@test "the same bytes for any order of rows and workers, wide or long" {
	for method in dawid-skene one-coin glad; do
		votes 60 7 3 .4 3 > in
		crowd $method --starts 2 --skills s1 --agreement a1 --trace t1 in > m1
		{ head -1 in; tail -n +2 in | sort -t, -k4,4 -k3,3r; } | awk -F, -v OFS=, '{ print $1, $2, $9, $4, $3, $8, $5, $7, $6 }' > turned
		crowd $method --starts 2 --skills s2 --agreement a2 --trace t2 turned | cmp - m1
		cmp s1 s2
		cmp a1 a2
		cmp t1 t2 # the likelihood of every iteration
		crowd $method --starts 2 --jobs 3 in | cmp - m1
		long < in > long
		{ head -1 long; tail -n +2 long | sort -t, -k3,3 -k1,1; } > sorted
		crowd $method --starts 2 --long id,worker,label --skills s3 --consensus c.csv --trace t3 sorted | cmp - m1
		cmp s1 s3
		cmp t1 t3
		# the consensus is what l2d-apply says
		l2d-apply m1 --input in | awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i } { print $1 "," $c["answer"] "," $c["p_c1"] }' | sort > want
		awk -F, '{ print $1 "," $3 "," $6 }' c.csv | sort | diff want -
	done
}

@test "--wide: a long table as a wide one, of the same model; who voted twice is named" {
	votes 40 5 3 .4 8 > in
	{ echo id,worker,label,x_1; long < in | tail -n +2 | awk -F, '{ print $1 "," ($2 == 2 ? "\"b, c\"" : $2) "," $3 "," $1 / 3 }'; } > long
	crowd one-coin --prior features --long id,worker,label --wide wide.csv long > m
	head -1 wide.csv | diff - <(echo 'id,x_1,e_1,e_3,e_4,e_5,"e_b, c"')
	crowd one-coin --prior features wide.csv | cmp - m
	# its cells are those of the wide table that the long one was made from
	l2d-apply --emit decisions m --input wide.csv > /dev/null
	awk -F, -v OFS=, 'NR > 1 { print $1, $3, $5, $6, $7, $4 }' in | awk -F, '$2 $3 $4 $5 $6 != ""' > want
	tail -n +2 wide.csv | cut -d, -f1,3- | sort -t, -k1,1n | diff want -
	printf 'id,worker,label\n1,a,u\n1,a,v\n1,b,u\n2,b,v\n' > twice
	expect 3 crowd one-coin --long id,worker,label --wide w.csv twice
	says --wide "worker 'a'" "item '1'"
	[ ! -e w.csv ]
	[ ! -s out ]
	expect 2 crowd one-coin --wide w.csv in
	says --long
}

@test "weights count items, of a long table votes" {
	votes 40 5 2 .2 1 > in
	awk -F, 'NR == 1 { print $0 ",w"; next } { print $0 "," NR % 3 }' in > weighted
	awk -F, 'NR == 1 { print; next } { for (i = 0; i < NR % 3; i++) print }' in > repeated
	long < in | awk -F, 'NR == 1 { print $0 ",w"; next } { print $0 "," 1 + NR % 2 }' > wlong
	long < in | awk -F, 'NR == 1 { print; next } { for (i = 0; i < 1 + NR % 2; i++) print }' > rlong
	for method in dawid-skene one-coin glad; do
		crowd $method --skills s1 --agreement a1 --pairs weighted > m
		crowd $method --skills s2 --agreement a2 --pairs repeated | cmp - m
		cmp s1 s2
		cmp a1 a2
		crowd $method --long id,worker,label --skills s1 wlong > m
		crowd $method --long id,worker,label --skills s2 rlong | cmp - m
		cmp s1 s2
	done
}

@test "the objective never falls, and starts at random do not do worse" {
	for seed in 1 2 3 4 5 6; do
		votes 50 6 $((2 + seed % 3)) .5 $seed > in
		for method in dawid-skene one-coin glad; do
			crowd $method --trace trace.csv --starts 3 in > m
			awk -F, 'NR > 1 { if ($2 > 1 && $4 < last - 1e-10) exit 1; last = $4 }' trace.csv
			# the model names the best one
			awk -F, 'NR > 1 { end[$1] = $4 } END { for (i = 1; i <= 3; i++) if (!b || end[i] > end[b]) b = i; print b }' trace.csv |
				diff - <(awk -F, '$1 == "start" { print $4 }' m)
		done
	done
}

@test "hidden classes have the voters' names, wherever the fit started" {
	votes 200 9 2 0 5 > in
	crowd dawid-skene --tolerance 1e-10 in > m1
	r=$(right m1 in)
	near "$r" 1 .05
	for seed in 1 2 3 4 5 6 7 8; do
		# starts far from the votes: the second start is random, and only better by rounding
		crowd dawid-skene --starts 2 --seed $seed --tolerance 1e-10 in > m2
		near "$(right m2 in)" "$r" .011
	done
	# most of the votes are for the other class: what is called by its name is what most call it
	awk -F, -v OFS=, 'NR > 1 { for (i = 3; i <= NF; i++) $i = $i == "c0" ? "c1" : "c0" } 1' in > turned
	crowd dawid-skene --tolerance 1e-10 turned > m3
	near "$(right m3 turned)" "$(awk -v r="$r" 'BEGIN { print 1 - r }')" 1e-6
}

# ease ITEMS WORKERS MISSING SEED: as votes, of two classes, by --method glad: right with 1 / (1 + exp(-ability ease)).
ease() {
	awk -v n="$1" -v m="$2" -v missing="$3" -v seed="$4" '
		function normal() { return sqrt(-2 * log(1 - rand())) * cos(6.283185307179586 * rand()) }
		BEGIN {
			srand(seed); printf "id,y"; for (j = 1; j <= m; j++) { printf ",e_%d", j; ability[j] = 1 + normal() } print ""
			for (i = 1; i <= n; i++) {
				y = int(rand() * 2); d = exp(normal()); printf "%d,c%d", i, y
				for (j = 1; j <= m; j++) {
					l = rand() < 1 / (1 + exp(-ability[j] * d)) ? y : 1 - y
					printf rand() < missing ? "," : ",c" l
				}
				print ""
			} }'
}

# excess MODEL TABLE: the calibration error of the consensus over the largest that 99 of 100 calibrated tables like it have.
excess() {
	l2d-apply "$1" --input "$2" | l2d-ece --columns expert= --interval .99 --draws 200 --fields ece,ece_consistency_hi |
		awk -F, 'NR == 2 { print $1 / $2 }'
}

@test "the consensus is as sure as it is right where the method is true, and too sure of items of unequal ease without it" {
	votes 4000 8 3 .5 3 > in
	ease 4000 12 .3 1 > hard
	for method in dawid-skene one-coin glad; do
		crowd $method in > m
		x=$(excess m in)
		crowd $method hard > m
		y=$(excess m hard)
		case $method in
		glad) awk -v y="$y" 'BEGIN { exit !(y < 1) }' ;;
		*) awk -v x="$x" -v y="$y" 'BEGIN { exit !(x < 1 && y > 2) }' ;;
		esac
	done
}

# Krippendorff 2011, section C: four observers, twelve units, gaps; nominal .743.
@test "Krippendorff's alpha of his example" {
	cat > in <<-'T'
	id,e_a,e_b,e_c,e_d
	1,1,1,,1
	2,2,2,3,2
	3,3,3,3,3
	4,3,3,3,3
	5,2,2,2,2
	6,1,2,3,4
	7,4,4,4,4
	8,1,1,2,1
	9,2,2,2,2
	10,,5,5,5
	11,,,1,1
	12,,3,,
	T
	crowd dawid-skene --agreement a.csv in > /dev/null
	near "$(awk -F, '$1 == "krippendorff_alpha" { print $5 }' a.csv)" .743 .0005
	# the last unit has one vote
	[ "$(awk -F, '$1 == "krippendorff_alpha" { print $4 }' a.csv)" = 11 ]
	# the numbers of votes differ
	[ -z "$(awk -F, '$1 == "fleiss_kappa" { print $5 }' a.csv)" ]
}

# Fleiss 1971, table 1: 30 patients, 6 psychiatrists each, 5 diagnoses; kappa .430.
@test "Fleiss' kappa of his example" {
	echo '00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031
	00501 30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 10500 00006' | tr -s ' \t' '\n\n' | awk '
		BEGIN { print "id,worker,label" }
		NF { n++; j = 0; for (c = 1; c <= 5; c++) for (i = 0; i < substr($1, c, 1); i++) print n "," ++j "," c }' > in
	crowd dawid-skene --long id,worker,label --agreement a.csv in > /dev/null
	near "$(awk -F, '$1 == "fleiss_kappa" { print $5 }' a.csv)" .430 .0005
	[ "$(awk -F, '$1 == "fleiss_kappa" { print $4 }' a.csv)" = 30 ]
}

# Cohen 1960: 200 items, agreement .70, .41 by chance, kappa .29 / .59.  The standard error of Fleiss, Cohen and Everitt 1969 is near the
# jackknife's; 1.97196 is Student's quantile of 199 degrees of freedom.
@test "Cohen's kappa of his example" {
	awk 'BEGIN { print "e_a,e_b"; split("88 14 18 10 40 10 2 6 12", n, " ")
		for (i = 0; i < 9; i++) for (k = 0; k < n[i + 1]; k++) print int(i / 3) "," i % 3 }' > in
	crowd one-coin --agreement a.csv --pairs in > /dev/null
	near "$(awk -F, '$1 == "cohen_kappa" { print $5 }' a.csv)" "$(awk 'BEGIN { print .29 / .59 }')" 1e-6
	near "$(awk -F, '$1 == "cohen_kappa" { print ($7 - $6) / 2 / 1.97196 }' a.csv)" \
		"$(awk 'BEGIN {
			split("88 14 18 10 40 10 2 6 12", n, " "); split(".6 .3 .1", r, " "); split(".5 .3 .2", c, " ")
			po = .7; pe = .41
			for (i = 1; i <= 3; i++) for (k = 1; k <= 3; k++) {
				p = n[(i - 1) * 3 + k] / 200
				if (i == k) a += p * ((1 - pe) - (c[i] + r[i]) * (1 - po))^2
				else b += p * (c[i] + r[k])^2
			}
			print sqrt((a + (1 - po)^2 * b - (po * pe - 2 * pe + po)^2) / 200) / (1 - pe)^2 }')" .002
}

@test "spammers are named, and only they" {
	votes 150 8 3 .2 9 | awk -F, -v OFS=, 'BEGIN { srand(11) }
		NR == 1 { print $0, "e_one", "e_coin", "e_few"; next } { print $0, "c1", "c" int(rand() * 3), NR < 4 ? $2 : "" }' > in
	crowd dawid-skene --skills s.csv in > /dev/null
	awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next } $c["spammer"] { print $1 }' s.csv > got
	printf 'coin\none\n' | diff - got
	# one who always says the same: rows of the matrix are equal
	near "$(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next } $1 == "one" { print $c["spammer_score"] }' s.csv)" 0 1e-4
}

@test "probabilities of a model as every item's prior" {
	votes 80 3 2 .3 2 | awk -F, -v OFS=, 'NR == 1 { print $0, "p_c0", "p_c1"; next } { p = $2 == "c0" ? .9 : .2; print $0, p, 1 - p }' > in
	expect 0 crowd one-coin --prior columns in
	cp out m.csv
	l2d-apply m.csv --input in > got.csv
	# log odds of the posterior are those of the prior and the votes'
	awk -F, '$1 == "accuracy" { a[$2] = $4 } END { while ((getline row < "got.csv") > 0) {
			n = split(row, f, ","); if (f[1] == "id") { for (i = 1; i <= n; i++) c[f[i]] = i; continue }
			o = log(f[2] == "c0" ? 9 : .25)
			for (j = 1; j <= 3; j++) if (f[2 + j] != "") o += (f[2 + j] == "c0" ? 1 : -1) * log(a[j] / (1 - a[j]))
			d = f[c["p_c0"]] - 1 / (1 + exp(-o)); if (d * d > 1e-12) exit 1 } }' m.csv
	expect 3 crowd one-coin --prior columns <(cut -d, -f1-5 in)
}

@test "probabilities of a model in a long table: the bytes of the wide one" {
	votes 60 4 3 .3 2 | awk -F, -v OFS=, 'NR == 1 { print $0, "p_c2", "p_c0", "p_c1"; next }
		{ for (c = 0; c < 3; c++) p[c] = $2 == "c" c ? .5 + NR % 5 / 10 : (.5 - NR % 5 / 10) / 2; print $0, p[2], p[0], p[1] }' > in
	awk -F, -v OFS=, 'NR == 1 { for (i = 3; i <= 6; i++) name[i] = substr($i, 3); print "id,worker,label", $7, $8, $9; next }
		{ for (i = 3; i <= 6; i++) if ($i != "") print $1, name[i], $i, $7, $8, $9 }' in > long
	for method in dawid-skene one-coin glad; do
		crowd $method --prior columns --skills s1 in > m1
		crowd $method --prior columns --skills s2 --consensus c.csv --wide w.csv --long id,worker,label long | cmp - m1
		crowd $method --prior columns w.csv | cmp - m1
		cmp s1 s2
		l2d-apply m1 --input in 2> err | awk -F, 'NR == 1 { for (i = NF; i; i--) c[$i] = i } NR == 1 || $3 $4 $5 $6 != "" { print $1 "," $c["answer"] "," $c["conf_model"] }' > want
		cut -d, -f1,3,4 c.csv | diff want -
	done
	printf 'id,worker,label,p_c0,p_c1\n1,a,c0,.2,.8\n1,b,c1,.3,.7\n' > other
	expect 3 crowd glad --prior columns --long id,worker,label other
	says other:3:8 "'p_c0'" 'another row'
	printf 'id,worker,label,p_c0,p_c1\n1,a,c7,.2,.8\n' > other
	expect 3 crowd glad --prior columns --long id,worker,label other
	says other:2:5 c7
}

# By the same script, with .1 items more a class: the log-likelihood and the logarithms of the priors' densities.
@test "bluebirds: ability and ease integrated over 15 values" {
	b=$TESTDATA/cubam_crowd/bluebirds_108.csv
	expect 0 crowd glad --tolerance 1e-10 --trace trace.csv "$b"
	near "$(column objective trace.csv | tail -n 1)" "$(awk 'BEGIN { printf "%.12f", -2201.415928760247 / 108 }')" 1e-7
}

@test "any allocation may fail" {
	printf 'id,e_a,e_b\n1,x,y\n2,y,y\n3,x,\n' > in
	crowd dawid-skene in > want
	failing_allocations 1 want l2d-em --method dawid-skene --skills s.csv --agreement a.csv --pairs in
}

@test "faults: what is refused, and where" {
	votes 20 3 2 0 1 > in
	expect 2 crowd dawid-skene --estep exact in
	says "--method mixture"
	expect 2 l2d-em --skills s.csv in
	says --skills
	expect 2 crowd glad --consensus c.csv in
	says --long
	expect 2 crowd glad --long id,worker in
	says 'three names'
	expect 3 crowd glad --long id,worker,label in
	says worker
	printf 'e_a,e_b\n,\n,\n' > none
	expect 3 crowd glad none
	says 'no votes'
	printf 'e_a,e_b\n1,1\n,1\n' > one
	expect 3 crowd glad one
	says 'one class'
	expect 5 crowd dawid-skene --iterations 2 in
	crowd dawid-skene in > m.csv
	printf 'id,e_1,e_2\n1,c1,c7\n' > other
	expect 3 l2d-apply m.csv --input other
	says other:2:6 c7
	[ ! -s out ]
	sed 's/^accuracy,1,,.*/accuracy,1,,1.5/' <(crowd one-coin in) > bad
	expect 3 l2d-apply bad --input in
}

# featured ITEMS FEATURES WORKERS CLASSES SEPARATION SEED: a wide table of id, y, x_*, e_*, w; three votes an item on average, worker j
# right in .35 + .5 j / WORKERS of the cases and else by lot; features are normal around a mean of their class.
featured() {
	awk -v n="$1" -v d="$2" -v m="$3" -v k="$4" -v s="$5" -v seed="$6" '
		function normal() { return sqrt(-2 * log(1 - rand())) * cos(6.283185307179586 * rand()) }
		BEGIN {
			srand(seed); printf "id,y"
			for (j = 1; j <= d; j++) printf ",x_%d", j
			for (j = 1; j <= m; j++) printf ",e_%d", j
			print ",w"
			for (c = 0; c < k; c++) for (j = 1; j <= d; j++) mean[c, j] = s * normal() / sqrt(d)
			for (i = 1; i <= n; i++) {
				y = int(rand() * k); printf "%d,c%d", i, y
				for (j = 1; j <= d; j++) printf ",%.4f", mean[y, j] + normal()
				for (j = 1; j <= m; j++) {
					l = rand() < .35 + .5 * j / m ? y : int(rand() * k)
					printf ",%s", rand() < 3 / m ? "c" l : ""
				}
				print "," 1 + i % 3
			} }'
}

# without FAMILY...: standard input without the columns FAMILY_*.
without() {
	awk -F, -v list="$*" 'BEGIN { split(list, out, " ") }
		NR == 1 { for (i = 1; i <= NF; i++) { keep[i] = 1; for (k in out) if (index($i, out[k] "_") == 1) keep[i] = 0 } }
		{ line = ""; for (i = 1; i <= NF; i++) if (keep[i]) line = line (line == "" ? "" : ",") $i; print line }'
}

@test "features: an EM by the book in Python has the same likelihood, objective and posteriors" {
	command -v python3 > /dev/null || skip "needs python3"
	featured 24 2 4 3 2 4 > in
	python3 "$ROOT/tests/crowd_oracle.py" .1 .05 60 < in > want
	expect 0 crowd dawid-skene --prior features --l2 .05 --tolerance 0 --trace trace.csv in
	cp out m.csv
	near "$(column loglik trace.csv | tail -n 1)" "$(awk 'NR == 1 { print $1 }' want)" 2e-7
	near "$(column objective trace.csv | tail -n 1)" "$(awk 'NR == 1 { print $2 }' want)" 1e-8
	l2d-apply m.csv --input in > got.csv
	paste -d ' ' <(column p_c0 got.csv) <(column p_c1 got.csv) <(tail -n +2 want) | awk '
		{ if ($1 - $3 > 1e-6 || $3 - $1 > 1e-6 || $2 - $4 > 1e-6 || $4 - $2 > 1e-6) exit 1; n++ } END { if (n != 24) exit 1 }'
	# one step, whose head is not quite at its optimum
	python3 "$ROOT/tests/crowd_oracle.py" .1 .05 1 < in > want
	expect 0 crowd dawid-skene --prior features --l2 .05 --iterations 1 --allow-unconverged --trace trace.csv in
	near "$(column objective trace.csv | tail -n 1)" "$(awk 'NR == 1 { print $2 }' want)" 1e-6
}

@test "features that are constant are none: objective and posteriors are those of the fit without" {
	featured 60 1 5 3 0 2 | awk -F, -v OFS=, 'NR > 1 { $3 = 7 } 1' > in
	for method in dawid-skene one-coin glad; do
		crowd $method --tolerance 1e-13 --trace t1 --prior features in > m1
		crowd $method --tolerance 1e-13 --trace t2 in > m2
		near "$(column objective t1 | tail -n 1)" "$(column objective t2 | tail -n 1)" 1e-11
		paste -d, <(l2d-apply m1 --input in) <(l2d-apply m2 --input in) | awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "p_c1") at[++n] = i; next }
			{ d = $at[1] - $at[2]; if (d > 1e-5 || d < -1e-5) exit 1 } END { if (n != 2 || NR != 61) exit 1 }'
	done
}

@test "features that tell: a better consensus, and a classifier nearly as good as one of gold" {
	featured 3000 10 10 3 3 1 > all
	head -1001 all > in
	{ head -1 all; tail -n 2000 all; } | without e > new
	crowd dawid-skene in > m1
	crowd dawid-skene --prior features in > m2
	r=$(right m1 in)
	awk -v r="$r" -v x="$(right m2 in)" 'BEGIN { exit !(x > r + .05) }'
	# gold: an expert who is never right has no part in the loss
	without e < in | awk -F, -v OFS=, '{ print $0, NR == 1 ? "e_z" : "c" (substr($2, 2) + 1) % 3 }' | l2d-train --loss css > gold
	l2d-apply --emit probs gold --input <(awk -F, -v OFS=, '{ print $0, NR == 1 ? "e_z" : "" }' new) |
		awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next } { best = 0; for (k = 1; k < 3; k++) if ($c["p_c" k] > $c["p_c" best]) best = k
			n++; r += $2 == "c" best } END { print r / n }' > gold.r
	near "$(right m2 new)" "$(cat gold.r)" .015
}

@test "features: the same bytes for any order of rows and workers, threads, wide or long, and weights are copies" {
	featured 60 3 6 3 2 3 | cut -d, -f1-11 > in
	for method in "dawid-skene --map quadratic" "one-coin --hidden 3" "glad --map rff:4"; do
		options="$method --prior features --starts 2 --tolerance 1e-4"
		crowd $options --skills s1 in > m1
		{ head -1 in; tail -n +2 in | sort -t, -k8,8 -k3,3r; } | awk -F, -v OFS=, '{ print $1, $2, $3, $4, $5, $11, $9, $6, $10, $8, $7 }' > turned
		crowd $options --skills s2 turned | cmp - m1
		cmp s1 s2
		crowd $options --jobs 3 in | cmp - m1
		awk -F, -v OFS=, 'NR == 1 { for (i = 6; i <= NF; i++) name[i] = substr($i, 3); print "id,worker,label,x_1,x_2,x_3"; next }
			{ for (i = 6; i <= NF; i++) if ($i != "") print $1, name[i], $i, $3, $4, $5 }' in > long
		crowd $options --long id,worker,label --skills s2 --consensus c.csv long | cmp - m1
		cmp s1 s2
		l2d-apply m1 --input in | awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i } { print $1 "," $c["answer"] "," $c["p_c1"] }' | sort > want
		awk -F, 'NR == FNR { voted[$1] = 1; next } ($1 in voted)' c.csv FS=, want > want.voted
		awk -F, '{ print $1 "," $3 "," $6 }' c.csv | sort | diff want.voted -
		awk -F, 'NR == 1 { print $0 ",w"; next } { print $0 "," NR % 3 }' in > weighted
		awk -F, 'NR == 1 { print; next } { for (i = 0; i < NR % 3; i++) print }' in > repeated
		crowd $options weighted > m3
		crowd $options repeated | cmp - m3
	done
}

@test "features: the objective never falls; hidden classes have the voters' names, wherever the fit started" {
	featured 80 3 6 2 2 6 > in
	crowd dawid-skene --prior features --l2 .01 in > m1
	for seed in 1 2 3; do
		for method in dawid-skene one-coin glad; do
			crowd $method --prior features --trace trace.csv --starts 3 --l2 .01 --seed $seed in > m2
			awk -F, 'NR > 1 { if ($2 > 1 && $4 < last - 1e-10) exit 1; last = $4 }' trace.csv
			near "$(right m2 in)" "$(right m1 in)" .1
		done
	done
	# a fit of the names turned round
	awk -F, -v OFS=, 'NR > 1 { for (i = 6; i < NF; i++) if ($i != "") $i = $i == "c0" ? "c1" : "c0" } 1' in > turned
	crowd dawid-skene --prior features --l2 .01 turned > m3
	near "$(right m3 turned)" "$(awk -v r="$(right m1 in)" 'BEGIN { print 1 - r }')" 1e-6
}

@test "a model of features judges by votes, by features, by both; and refuses neither and some" {
	featured 80 2 4 2 3 5 > in
	crowd one-coin --prior features in > m.csv
	without e < in > x
	without x < in > votes
	expect 0 l2d-apply m.csv --input x
	column p_c1 out > by.x
	# no vote in the row is no column of votes
	awk -F, -v OFS=, 'NR > 1 { $5 = $6 = $7 = $8 = "" } 1' in > none
	expect 0 l2d-apply m.csv --input none
	column p_c1 out | diff by.x -
	# by hand: the softmax of the records' line
	awk -F, '{ v[$1, $2, $3] = $4 } END {
		while ((getline row < "x") > 0) {
			split(row, f, ","); if (f[1] == "id") continue
			z = v["class.bias.1", "c1", ""] - v["class.bias.1", "c0", ""]
			for (d = 1; d <= 2; d++) z += (v["class.weight.1", "c1", d] - v["class.weight.1", "c0", d]) * (f[2 + d] - v["mean", d, ""]) / v["scale", d, ""]
			printf "%.9f\n", 1 / (1 + exp(-z)) } }' m.csv > want
	awk '{ printf "%.9f\n", $1 }' by.x | diff want -
	# by votes alone: Pr(z) is the mean of Pr(z | x) over the items that had votes, by weight
	awk -F, 'NR == FNR { p[NR] = $1; next } FNR > 1 && ($5 $6 $7 $8) != "" { s += $NF * p[FNR - 1]; n += $NF } END { print s / n }' by.x in > mean
	near "$(awk -F, '$1 == "share" && $2 == "c1" { print $4 }' m.csv)" "$(cat mean)" 1e-6
	expect 0 l2d-apply m.csv --input votes
	awk -F, -v share="$(awk -F, '$1 == "share" && $2 == "c1" { print $4 }' m.csv)" '
		NR == FNR { if ($1 == "accuracy") a[$2] = $4; next }
		FNR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next }
		{
			z = log(share / (1 - share))
			for (j = 1; j <= 4; j++) if ($c["e_" j] != "") z += ($c["e_" j] == "c1" ? 1 : -1) * log(a[j] / (1 - a[j]))
			d = $c["p_c1"] - 1 / (1 + exp(-z)); if (d > 1e-9 || d < -1e-9) exit 1
		}' m.csv out
	# neither; one feature of two; a cell that is missing
	cut -d, -f1,2,9 in > bare
	expect 3 l2d-apply m.csv --input bare
	says 'no column e_* for any' 'none of its features'
	cut -d, -f1-3,5- in > some
	expect 3 l2d-apply m.csv --input some
	says x_2
	sed '3s/^\([^,]*,[^,]*\),[^,]*/\1,/' in > gap
	expect 3 l2d-apply m.csv --input gap
	says gap:3
	expect 0 l2d-apply --na-action skip m.csv --input gap
}

@test "probabilities of a classifier as features, beside others" {
	featured 60 2 4 2 2 3 | awk -F, -v OFS=, 'NR == 1 { print $0, "p_c0", "p_c1"; next } { p = $2 == "c0" ? .8 : .3; print $0, p, 1 - p }' > in
	expect 0 crowd one-coin --prior features --columns 'feature=x_*,p_*' in
	cp out m.csv
	[ "$(grep -c ^feature, m.csv)" -eq 4 ]
	expect 0 l2d-apply --columns 'feature=x_*,p_*' m.csv --input in
}

@test "faults of features: what is refused, and where" {
	featured 30 2 4 2 2 1 > in
	expect 2 crowd glad --l2 .1 in
	says --l2 'prior features'
	expect 2 crowd glad --map quadratic in
	says --map
	expect 3 crowd glad --prior features <(without x < in)
	says 'x_*'
	sed '3s/^\([^,]*,[^,]*\),[^,]*/\1,/' in > gap
	expect 3 crowd glad --prior features gap
	says gap:3:6 x_1
	printf 'id,worker,label,x_1\n1,a,u,1\n1,b,v,2\n' > long
	expect 3 crowd glad --prior features --long id,worker,label long
	says long:3:7 x_1 'another row'
	printf 'x_1,e_a,e_b\n1e308,u,v\n-1e308,v,v\n' > large
	expect 3 crowd glad --prior features large
	says "feature '1'"
	printf 'x_1,e_a,e_b\n1,u,v\n2,v,v\n3,u,u\n' > few
	crowd dawid-skene --prior features few > want
	failing_allocations 1 want l2d-em --method dawid-skene --prior features few
}

# Half of the workers are right in .95 of their votes, the others in .6.  A wide table would have 200 million cells.
@test "5,000 workers and 200,000 votes of a long table cost what the votes do" {
	[ -z "${L2D_SLOW:-}" ] || skip "the sanitizer has its own allocator"
	awk 'BEGIN { srand(1); print "id,worker,label"; for (i = 0; i < 40000; i++) for (k = 0; k < 5; k++) {
		j = int(rand() * 5000); print i "," j "," (rand() < (j % 2 ? .95 : .6) ? i % 2 : 1 - i % 2) } }' > in
	(ulimit -v 100000; crowd one-coin --pseudo 1 --long id,worker,label --consensus c.csv --skills s.csv --agreement a.csv --tolerance 1e-4 in > /dev/null)
	awk -F, 'NR > 1 { s[$1] += $3 } END { for (i in s) { n++; r += (s[i] > 2.5) == i % 2 } print r / n }' in > majority
	awk -F, -v majority="$(cat majority)" 'NR > 1 { n++; r += $3 == $1 % 2 } END { print r / n; exit !(n == 40000 && r / n > majority + .02) }' c.csv
	# none of the good ones is called a spammer
	awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next } $c["spammer"] && $1 % 2 { bad++ } END { exit NR != 5001 || bad }' s.csv
}
