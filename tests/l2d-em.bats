# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
load common

# blobs with three experts: a is good at the classes 0..2, b at the others, c is right 6 times in 10; half the answers missing.
blobs() { # ROWS [MISSING]
	l2d-synth --rows "$1" --classes 5 --features 4 --error .3 --digits 6 blobs |
		l2d-expert --classes 0..4 --expert a=classes:0..2 --expert b=classes:3..4 --expert c=accuracy:.6 \
			--missing "${2:-.5}"
}

# last NAME: the value of a column in the last row of trace.csv.
last() {
	column "$1" trace.csv | tail -n 1
}

# A mixture of two experts and two classes, cat and dog, over one feature, with everything computable by hand.
model() {
	cat > m.csv <<-'M'
	key,row,column,value
	format,,,l2d-model 1
	kind,,,mixture
	version,,,0.1.0
	smoothing,,,0.001
	class,1,,cat
	class,2,,dog
	expert,1,,A
	expert,2,,B
	feature,1,,f
	map,,,linear
	mapped,,,1
	mean,f,,1
	scale,f,,2
	gate.bias.1,model,,0
	gate.bias.1,A,,0
	gate.bias.1,B,,0
	gate.weight.1,model,f,0
	gate.weight.1,A,f,1
	gate.weight.1,B,f,-1
	classifier.bias.1,cat,,0
	classifier.bias.1,dog,,0
	classifier.weight.1,cat,f,1
	classifier.weight.1,dog,f,0
	expert.bias.1,"A,cat",,0
	expert.bias.1,"A,dog",,0
	expert.bias.1,"B,cat",,1
	expert.bias.1,"B,dog",,0
	expert.weight.1,"A,cat",f,2
	expert.weight.1,"A,dog",f,0
	expert.weight.1,"B,cat",f,0
	expert.weight.1,"B,dog",f,0
	M
}

@test "what l2d-apply computes of a mixture" {
	model
	printf 'x_f,e_A,e_B\n1,dog,\n3,dog,cat\n-1,cat,\n' > in
	expect 0 l2d-apply --digits 6 m.csv --input in
	# sigma(1) = 0.731059, sigma(2) = 0.880797; softmax(0, 1, -1) = 0.244728, 0.665241, 0.0900306;
	# second row: P = (p_cat, p_dog) of model (.731059, .268941), A (.880797, .119203), B as the model; C = 2, s = .001;
	# mix_cat = .244728 * .731059 + .665241 * .880797 + .0900306 * .731059 = .830671, conf_model = .0005 + .999 mix_cat;
	# agree_A = q_A + (1 - q_A)(.731059 * .880797 + .268941 * .119203), conf_A = .0005 + .999 agree_A;
	# agree_B = q_B + q_model (.731059^2 + .268941^2) + q_A (.731059 * .880797 + .268941 * .119203)
	same out <<-'E'
	x_f,e_A,e_B,q_model,q_A,q_B,p_cat,p_dog,conf_model,conf_A,conf_B,score,agent,answer
	1,dog,,0.333333,0.333333,0.333333,0.5,0.5,0.576943,0.6665,0.6665,0,model,cat
	3,dog,cat,0.244728,0.665241,0.0900306,0.731059,0.268941,0.83034,0.891137,0.688023,1,A,dog
	-1,cat,,0.244728,0.0900306,0.665241,0.268941,0.731059,0.437183,0.471045,0.790356,1,B,
	E
	printf 'x_f\n3\n' > in
	expect 0 l2d-apply --emit decisions m.csv --input in
	same out <<-'E'
	x_f,agent,answer
	3,A,
	E
}

@test "every map and hidden layers: written, read, applied" {
	blobs 300 > in
	for options in "" "--map quadratic" "--map rff:6" "--hidden 4,3" "--hidden 3 --activation relu --map rff:4"; do
		expect 0 l2d-em --iterations 5 --allow-unconverged $options in
		cp out m.csv
		expect 0 l2d-apply m.csv --input in
		awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
			{ s = $at["q_model"] + $at["q_a"] + $at["q_b"] + $at["q_c"]; if (s < 1 - 1e-12 || s > 1 + 1e-12) exit 1 }' out
	done
}

@test "fault: threads of l2d-apply shared the scratch of a mixture's quadratic map" {
	awk 'BEGIN { srand(1); printf "y,e_a"; for (j = 1; j <= 20; j++) printf ",x_%d", j; print ""
		for (i = 0; i < 6000; i++) {
			y = rand() < .5; printf "%d,%d", y, rand() < .8 ? y : 1 - y
			for (j = 1; j <= 20; j++) printf ",%.3f", rand() + y * .1
			print ""
		} }' > in
	head -200 in | l2d-em --map quadratic --iterations 1 --allow-unconverged > m.csv
	l2d-apply --emit scores m.csv --input in > want
	for _ in 1 2 3 4 5 6 7 8; do l2d-apply --emit scores --jobs 4 m.csv --input in | cmp - want; done
}

@test "--starts: the fit of the largest objective, which the model names, the same bytes for any jobs" {
	blobs 300 > in
	options="--hidden 3 --tolerance 1e-4"
	l2d-em $options --trace trace.csv in > one
	head -1 trace.csv | grep -q '^iteration,'
	fails grep -q ^start one
	l2d-em $options --starts 1 in | cmp - one
	l2d-em $options --starts 3 --trace trace.csv in > best
	l2d-em $options --starts 3 --jobs 3 in | cmp - best
	# the starts' ends, and the largest of them
	awk -F, 'NR > 1 { end[$1] = $4 } END { for (i = 1; i <= 3; i++) if (!b || end[i] > end[b]) b = i; print b; exit !(end[1] != end[2] && end[2] != end[3]) }' trace.csv > want
	awk -F, '$1 == "start" { print $4 }' best | diff want -
	# the first start is the one fit there is without the option
	l2d-em $options --trace first.csv in > m.csv
	awk -F, '$1 == 1' trace.csv | cut -d, -f2- | diff <(tail -n +2 first.csv) -
	# the model is that of the start: what l2d-apply says does not depend on the record
	expect 0 l2d-apply best --input in
	cp out want
	expect 0 l2d-apply <(grep -v ^start, best) --input in
	cmp want out
}

@test "gates find the experts' classes; annotations may be missing" {
	blobs 1500 > in
	blobs 3000 0 | awk 'NR == 1 || NR > 1501' > new
	expect 0 l2d-em --trace trace.csv in
	mv out m.csv
	l2d-apply m.csv < new > applied
	l2d-score applied > score
	system=$(column system_accuracy score)
	for who in model a b c; do
		awk -v s="$system" -v a="$(column "alone_$who" score)" 'BEGIN { exit !(s > a + 0.02) }'
	done
}

@test "the objective never falls" {
	blobs 400 > in
	for options in "" "--estep variational" "--coverage .3 --balanced" "--estep variational --share c=.2:.4" \
		"--hidden 5 --supervise 0" "--smoothing 0 --share model=0:.1"; do
		expect 0 l2d-em $options --trace trace.csv --iterations 30 --allow-unconverged in
		column objective trace.csv | awk 'NR > 1 && $1 < last - 1e-9 { print "fell at " NR; exit 1 } { last = $1 }'
	done
	[ "$(column iteration trace.csv | tail -n 1)" -eq 30 ]
}

@test "shares are within their limits to 1e-6" {
	blobs 500 > in
	l2d-em --coverage .25 --balanced --trace trace.csv --tolerance 1e-3 in > m.csv
	near "$(last share_model)" 0.25 1e-6
	for who in a b c; do near "$(last "share_$who")" 0.25 1e-6; done
	l2d-em --share model=0:.1 --share c=.3:1 --trace trace.csv --tolerance 1e-3 in > m.csv
	near "$(last share_model)" 0.1 1e-6
	near "$(last share_c)" 0.3 1e-6
	awk -v u="$(last dual_model)" -v l="$(last dual_c)" 'BEGIN { exit !(u > 0 && l < 0) }'
	[ "$(last dual_a)" = 0 ]
}

@test "limits that clash are 5, before anything is learned, naming the agents" {
	blobs 50 > in
	clash() { # WORDS OPTIONS
		local words=$1
		shift
		expect 5 l2d-em --trace trace.csv "$@" in
		echo "l2d-em: the limits clash: $words" | diff -u - err
		[ ! -s out ]
		[ "$(wc -l < trace.csv)" -eq 1 ]
	}
	clash 'model, a: lower limits 1.1, share of the rows they may answer 1' --share model=.7:1 --share a=.4:1
	clash 'b: the lower limit is above the upper one' --share b=.3:.2
	clash 'model, a: lower limits 1.1, share of the rows they may answer 1' --coverage .6 --balanced --share a=.5:
	clash 'model, a, b, c: upper limits 0.9, share of the rows that nobody else may answer 1' \
		--share model=0:.3 --share a=0:.2 --share b=0:.2 --share c=0:.2
	# an expert who is always wrong, and no smoothing: nothing can make him responsible
	printf 'x_1,y,e_bad,e_good\n0,0,1,0\n1,1,0,1\n0,1,0,\n1,0,1,0\n' > in
	clash 'bad: lower limits 0.1, share of the rows they may answer 0' --smoothing 0 --share bad=.1:1
	expect 0 l2d-em --share bad=.1:1 in
}

@test "rows without a label: their annotations are learned from, or they are dropped" {
	blobs 300 > all
	awk -F, 'BEGIN { OFS = FS } NR == 1 { for (i = 1; i <= NF; i++) if ($i == "y") y = i }
		NR > 1 && NR % 3 == 0 { $y = "" } { print }' all > in
	awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "y") y = i } $y != ""' in > labelled
	l2d-em labelled > want
	expect 0 l2d-em --unlabelled skip in
	diff -u want out
	echo 'l2d-em: 100 rows skipped: a needed cell is missing' | diff -u - err
	expect 0 l2d-em --unlabelled use in
	[ ! -s err ]
	! cmp -s want out || false
	expect 0 l2d-em in
	cmp want <(l2d-em --unlabelled use labelled)
	printf 'x_1,y,e_a\n1,,1\n2,,0\n' > none
	expect 3 l2d-em none
	echo 'l2d-em: no rows with a label (and a weight above 0) to learn from' | diff -u - err
}

@test "a half-life forgets what an expert could once do" {
	# the feature is the label; A is right in the first half of the time and wrong in the second, B the other way round
	awk 'BEGIN { print "x_1,y,t,e_A,e_B"; for (i = 0; i < 400; i++) { y = i % 2
		print y "," y "," i "," (i < 200 ? y : 1 - y) "," (i < 200 ? 1 - y : y) } }' > in
	printf 'x_1\n0\n1\n' > new
	conf() { # EXPERT OPTIONS
		local who=$1
		shift
		l2d-em "$@" in > m.csv
		l2d-apply m.csv < new | column "conf_$who" /dev/stdin | tail -n 1
	}
	near "$(conf A)" 0.5 0.05
	near "$(conf A --time t --half-life 1e9)" 0.5 0.05
	near "$(conf A --time t --half-life 20)" 0 0.05
	near "$(conf B --time t --half-life 20)" 1 0.05
	expect 3 l2d-em --time nothing --half-life 5 in
	grep -q "no column 'nothing'" err
}

# A coin and a weak feature; E, whose accuracy falls from .95 to .4; and F, who is right 7 times in 10.
falling() {
	awk 'BEGIN { srand(5); print "t,x_1,y,e_E,e_F"; for (i = 0; i < 6000; i++) {
		y = rand() < .5; x = y - .5 + 4 * (rand() - .5); a = .95 - .55 * i / 5999
		e = rand() < a ? y : 1 - y; f = rand() < .7 ? y : 1 - y
		printf "%d,%.4f,%d,%d,%d\n", i, x, y, e, f } }'
}

@test "a half-life moves decisions, also with complete answers: an expert who gets worse loses its work" {
	gates() { # TABLE OPTIONS: the mean of q_E, the rows that E answers, the mean of conf_E
		local table=$1
		shift
		l2d-em "$@" "$table" > m.csv
		l2d-apply m.csv < "$table" | awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
			{ q += $at["q_E"]; n += $at["agent"] == "E"; c += $at["conf_E"] } END { print q / (NR - 1), n, c / (NR - 1) }'
	}
	falling > weak
	read -r q rows conf < <(gates weak)
	near "$q" 0.263 0.02
	near "$conf" 0.675 0.03
	read -r q rows conf < <(gates weak --time t --half-life 300)
	awk -v q="$q" 'BEGIN { exit !(q < .02) }'
	# the truth over the last half-lives: the mean accuracy by weight is .4 + .55 (300 / ln 2) / 5999 = .44
	near "$conf" 0.46 0.05
	# ten classes and a feature that says nothing: the model is right .1 of the time, and E, .675 on average, has the rows.
	# u = q_E maximises a log(.1 + .9 u) + (1 - a) log(.1 (1 - u)): u = (10 a - 1) / 9, .64 at a = .675 and .38 at a = .44
	awk 'BEGIN { srand(7); print "t,x_1,y,e_E"; for (i = 0; i < 6000; i++) {
		y = int(10 * rand()); e = rand() < .95 - .55 * i / 5999 ? y : (y + 1 + int(9 * rand())) % 10
		printf "%d,%.4f,%d,%d\n", i, rand(), y, e } }' > world
	read -r q rows conf < <(gates world)
	near "$q" .64 .03
	[ "$rows" -gt 5500 ]
	read -r q rows conf < <(gates world --time t --half-life 300)
	near "$q" .38 .06
	[ "$rows" -lt 500 ]
	expect 3 l2d-em --time t --half-life 1e-9 <(awk -F, 'BEGIN { OFS = FS } $1 == 5999 { $3 = "" } { print }' weak)
	grep -q 'every row with a label is more than a thousand half-lives older than the latest row' err
}

@test "fault: an expert without a single answer is refused by name" {
	blobs 60 > in
	awk -F, 'BEGIN { OFS = FS } NR == 1 { for (i = 1; i <= NF; i++) if ($i == "e_b") c = i } NR > 1 { $c = "" } { print }' in > none
	expect 3 l2d-em none
	echo "l2d-em: none:1:1: expert 'b' has no answer in any row of a weight above 0: nothing can be learned of it" | diff -u - err
	# an answer on a row of weight 0 is none
	awk -F, -v n="$(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "e_b") print i }' in)" \
		'NR == 1 { print $0 ",w" } NR > 1 { print $0 "," ($n == "" ? 1 : 0) }' in > weighted
	expect 3 l2d-em weighted
	grep -q "expert 'b' has no answer in any row of a weight above 0" err
}

@test "fault: a weight of 0 is no row, also where it has a class of its own" {
	blobs 100 > in
	awk -F, 'BEGIN { OFS = FS } NR == 1 { for (i = 1; i <= NF; i++) if ($i == "y") c = i; print $0, "w" }
		NR > 1 { print $0, 1 } NR == 5 { $c = 99; print $0, 0 }' in > more
	awk 'NR == 1 { print $0 ",w" } NR > 1 { print $0 ",1" }' in > ones
	l2d-em --iterations 3 --allow-unconverged ones > a
	l2d-em --iterations 3 --allow-unconverged more | cmp - a
}

@test "fault: conf_* of a mixture is the probability of being right, and the workload behind it uses the experts" {
	l2d-synth blobs --classes 3 --features 2 --error .4 --rows 4000 |
		l2d-expert --classes 0..2 --expert A=accuracy:.75 --expert B=accuracy:.6 > world
	l2d-em world > m.csv
	l2d-apply m.csv < world > applied
	l2d-ece --estimand expert applied > ece
	near "$(awk -F, '$2 == "A" { print $10 }' ece)" .75 .06
	l2d-workload applied | l2d-score > score
	awk -v a="$(column system_accuracy score)" 'BEGIN { exit !(a >= .76) }'
}

@test "conf_* by default is Platt's map of the mixture's own on the same rows; the rest is the same" {
	blobs 600 > world
	l2d-em --confidence model world > plain.m
	l2d-em world > lines.m
	grep -v '^confidence\.' lines.m | cmp - plain.m
	fails grep -q '^confidence\.' plain.m
	l2d-apply plain.m < world > plain
	l2d-apply lines.m < world > lines
	# the experts' maps are those of another program
	l2d-calibrate --target experts --method platt plain > map.m
	l2d-apply map.m < plain > mapped
	for who in a b c; do
		paste -d, <(column "conf_$who" lines) <(column "conf_$who" mapped) | awk -F, 'NR > 1 && ($1 - $2) ^ 2 > 1e-18 { exit 1 }'
	done
	# the model's: right as often as it says, in the mean, and the score equations of its line hold
	awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) { at[$i] = i; if ($i ~ /^p_/) p[i] = substr($i, 3) } next }
		FNR == NR { best = -1; for (i in p) if ($i > best) { best = $i; said = p[i] } right[FNR] = said == $at["y"]
			odds[FNR] = log($at["conf_model"] / (1 - $at["conf_model"])); next }
		FNR == 1 { next }
		{ d = right[FNR] - $at["conf_model"]; g += d; h += d * odds[FNR]; n++ }
		END { exit !(n > 500 && g / n < 1e-6 && g / n > -1e-6 && h / n < 1e-6 && h / n > -1e-6) }' plain lines
	for what in q_model q_c p_0 score agent answer; do cmp <(column $what plain) <(column $what lines); done
	# an expert who is always right keeps its confidence; weights are repetitions
	awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "y") y = i; print $0, "e_sure"; next } { print $0, $y }' world > sure
	l2d-em --iterations 20 --allow-unconverged sure > m
	[ "$(grep -c '^confidence.slope,sure,,1$' m)" = 1 ]
	[ "$(grep -c '^confidence.intercept,sure,,0$' m)" = 1 ]
}

@test "another order of the rows gives the same answers, more jobs the same bytes" {
	blobs 600 > in
	{ head -n 1 in; tail -n +2 in | sort -t, -k3,3; } > sorted
	l2d-em --coverage .4 --iterations 10 --allow-unconverged in > a
	l2d-em --coverage .4 --iterations 10 --allow-unconverged --jobs 3 in | cmp - a
	l2d-em --coverage .4 --iterations 10 --allow-unconverged sorted > b
	tail -n 100 in > few
	head -n 1 in | cat - few > new
	l2d-apply --emit gates a < new > qa
	l2d-apply --emit gates b < new > qb
	paste -d, qa qb | awk -F, 'NR > 1 { for (i = NF / 2 - 3; i <= NF / 2; i++) if (($i - $(i + NF / 2)) ^ 2 > 1e-12) exit 1 }'
}

@test "weights are repetitions" {
	blobs 200 > in
	awk 'NR == 1 { print $0 ",w" } NR > 1 { print $0 "," NR % 3 }' in > weighted
	awk 'NR == 1 { print } { for (i = 0; i < (NR > 1 ? NR % 3 : 0); i++) print }' in > repeated
	l2d-em --iterations 5 --allow-unconverged --trace trace.csv weighted > /dev/null
	a=$(last objective)
	l2d-em --iterations 5 --allow-unconverged --trace trace.csv repeated > /dev/null
	near "$a" "$(last objective)" 1e-7
}

@test "what it refuses" {
	blobs 50 > in
	refuse() { # STATUS MESSAGE OPTIONS
		local status=$1 message=$2
		shift 2
		expect "$status" l2d-em "$@" in
		echo "l2d-em: $message" | diff -u - err
		[ ! -s out ]
	}
	refuse 2 "--smoothing: not in [0, 1): '1'" --smoothing 1
	refuse 2 '--estep variational needs a --smoothing above 0' --estep variational --smoothing 0
	refuse 2 "--coverage: not in [0, 1]: '1.5'" --coverage 1.5
	refuse 2 '--coverage and --share model exclude each other' --coverage .5 --share model=0:1
	refuse 2 '--time needs --half-life' --time id
	refuse 2 "--half-life: not in (0, inf): '0'" --time id --half-life 0
	refuse 2 "--share: not NAME=LO:HI with shares in [0, 1]: 'a=0.5'" --share a=0.5
	refuse 2 "--share: not NAME=LO:HI with shares in [0, 1]: 'a=0:2'" --share a=0:2
	refuse 2 "--share: no such agent: 'z=0:1'" --share z=0:1
	refuse 2 "a map is linear, quadratic or rff:D with D from 1 to 1000000: 'cubic'" --map cubic
	refuse 4 'nowhere/trace.csv: No such file or directory' --trace nowhere/trace.csv
	refuse 5 'not converged: iteration 1 still raised the objective by more than --tolerance' --iterations 1
	cut -d, -f1,2 in > narrow
	expect 3 l2d-em narrow
	printf 'x_1,y,e_a\n1,0,0\n2,0,0\n' > in
	refuse 3 'fewer than two classes to learn'
	printf 'x_1,p_0,p_1,y,e_a\n1,.5,.5,2,0\n' > in
	refuse 3 "in:2:9: column 'y': no class (of '0', '1'): '2'"
}

@test "fault: --balanced refused limits that leave nothing over (1/n added n times)" {
	awk 'BEGIN { print "y,x_1,e_a,e_b"; for (i = 0; i < 36217; i++) print i % 2 ",1," i % 2 "," 1 - i % 2 }' > in
	l2d-em --balanced in > model
	head -1 model | grep -q '^key,'
}

@test "--other-answers wrong: of two classes an answer that is neither is the one that is not the label; without a label it is none" {
	l2d-synth blobs --classes 2 --features 2 --error .2 --rows $((${L2D_ALL:+200 +} 200)) | l2d-expert --classes 0,1 --expert a=accuracy:.8 --expert b=accuracy:.6 --missing .2 |
		awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; print; next } NR % 6 == 0 { $at["y"] = "" } { print }' > in
	swap() { # WHAT WHERE: other answers of b, in every fifth row; by what they are, with a label and without
		awk -F, -v OFS=, -v what="$1" 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; print; next }
			NR % 5 == 0 && $at["e_b"] != "" { y = $at["y"]; $at["e_b"] = what == "word" ? "unsure" : y == "" ? "" : 1 - y } { print }' in
	}
	swap word > words
	swap known > known
	grep -c unsure words
	expect 3 l2d-em words
	grep -q "column 'e_b': no class (of '0', '1'): 'unsure'" err
	for options in '' '--estep variational' '--coverage .4'; do
		# shellcheck disable=SC2086
		l2d-em --tolerance 1e-9 $options --other-answers wrong words > one
		# shellcheck disable=SC2086
		l2d-em --tolerance 1e-9 $options known > two
		l2d-apply --digits 5 one < in > a
		l2d-apply --digits 5 two < in > b
		alike a b
	done
	# so it is where p_* names the classes
	for t in words known; do awk -v OFS=, '{ print $0, NR == 1 ? "p_0,p_1" : ".5,.5" }' $t > $t.p; done
	l2d-em --tolerance 1e-9 --other-answers wrong words.p > one
	l2d-em --tolerance 1e-9 known.p > two
	l2d-apply --digits 5 --keep one < in > a
	l2d-apply --digits 5 --keep two < in > b
	alike a b
	# who never gives a class, but without labels, has no answer
	printf 'x_1,y,e_a,e_b\n1,0,0,\n2,1,1,\n3,,1,unsure\n' > in
	expect 3 l2d-em --other-answers wrong in
	grep -q "expert 'b' has no answer" err
}

@test "--half-life by the role time: dates are seconds" {
	awk -F, -v OFS=, 'NR == 1 { print $0, "time"; next } { print $0, sprintf("2026-03-01T00:%02d:00Z", NR % 60) }' "$TESTDATA/small/cases.csv" > dates.csv
	awk -F, -v OFS=, 'NR == 1 { print $0, "when"; next } { print $0, 60 * (NR % 60) }' "$TESTDATA/small/cases.csv" > seconds.csv
	l2d-em --iterations 5 --allow-unconverged --half-life 300 dates.csv > a
	l2d-em --iterations 5 --allow-unconverged --half-life 300 --time when seconds.csv > b
	cmp a b
	expect 3 l2d-em --half-life 300 "$TESTDATA/small/cases.csv"
	grep -q "'time'" err
	expect 3 l2d-em --half-life 300 <(sed '3s/2026-03-01/2026-02-29/' dates.csv)
}

# streamed OPTIONS... FILE...: with --stream the same bytes, words and status.
streamed() {
	local status=0
	l2d-em "$@" > kept 2> said || status=$?
	expect $status l2d-em --stream "$@"
	cmp kept out
	cmp said err
}

# Rows with and without labels and answers, weights, missing features, and answers that are no class.
gaps() {
	blobs 900 | awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; print $0, "w"; next }
		{ if (NR % 6 == 0) $at["y"] = ""; if (NR % 50 == 0) $at["x_2"] = ""; if (NR % 20 == 0) $at["e_a"] = "zebra"; print $0, NR % 3 }' > gaps.csv
	awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "x_2") k = i } $k != ""' gaps.csv | sed '/zebra/d' > whole.csv
}

@test "--stream: the same bytes, whatever is fitted, and with threads" {
	gaps
	streamed --iterations 5 --allow-unconverged whole.csv
	streamed --iterations 3 --allow-unconverged --balanced --estep variational -j 2 whole.csv
	streamed --iterations 3 --allow-unconverged --half-life 200 --time id --share a=.1:.2 whole.csv
	streamed --iterations 2 --allow-unconverged --map rff:9 --hidden 2 --starts 2 --confidence model whole.csv
	streamed --iterations 2 --allow-unconverged --columns "prob=p_*" --map quadratic whole.csv
	streamed --iterations 2 whole.csv
}

@test "--stream: rows that are none, other answers, shares, files, small reads, nothing to learn" {
	gaps
	streamed --iterations 2 --allow-unconverged --na-action skip --unlabelled skip --other-answers wrong gaps.csv
	streamed gaps.csv
	L2D_TEST_CHUNK=7 streamed --iterations 1 --allow-unconverged --na-action skip --other-answers wrong gaps.csv
	streamed --iterations 2 --allow-unconverged --shard 2/3 whole.csv
	for part in 1 2; do
		{ head -n 1 whole.csv; sed -n "$((part * 300 - 298)),$((part * 300 + 1))p" whole.csv; } > part-$part.csv
	done
	streamed --iterations 2 --allow-unconverged part-1.csv part-2.csv
	awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "y") k = i } NR > 1 { $k = "" } 1' part-1.csv > unlabelled.csv
	streamed unlabelled.csv
}

@test "--stream: memory that the features are no part of" {
	[ -z "${L2D_SLOW-}" ] || skip "slow under the sanitizers"
	l2d-synth --rows 12000 --classes 2 --features 60 --digits 3 blobs | l2d-expert --classes 0..1 --expert a=accuracy:.7 > many.csv
	head -n 1201 many.csv > few.csv
	for n in few many; do
		/usr/bin/time -f %M -o $n.kb "$(command -v l2d-em)" --stream --iterations 0 --allow-unconverged $n.csv > out
	done
	# 10,800 rows more: 5 MB of features, and .5 of what is kept, at most 9 x 2 + 25 bytes a row
	[ "$(cat many.kb)" -lt "$(($(cat few.kb) + 1500))" ]
}

@test "--stream: any allocation may fail" {
	local step=17
	[ -z "${L2D_ALL-}" ] || step=1
	gaps
	head -n 60 whole.csv > tiny.csv
	l2d-em --iterations 1 --allow-unconverged tiny.csv > want
	failing_allocations "$step" want l2d-em --stream --iterations 1 --allow-unconverged tiny.csv
}

@test "--stream refuses what is read once, and votes" {
	gaps
	expect 2 l2d-em --stream < whole.csv
	says "standard input is read once"
	mkfifo pipe
	expect 2 l2d-em --stream whole.csv pipe
	says "pipe is no regular file"
	expect 2 l2d-em --stream --method one-coin whole.csv
	says "--stream needs --method mixture"
}
