# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# Graded outcomes: quality_* or loss_* in the place of "answer equals label", in every program that reads them.

load common

# labelled SEED: 60 rows with two experts, whose answers are missing now and then, and a decision; graded: the same with
# qualities of 1 and 0 instead of the label.
labelled() {
	awk -v s="$1" '
	function r(n) { s = s * 16807 % 2147483647; return s % n }
	BEGIN {
		OFS = ","
		print "id,y,w,p_0,p_1,conf_model,e_a,conf_a,cost_a,e_b,conf_b,cost_b,score,agent,g"
		for (i = 1; i <= 60; i++) {
			p = 1 + r(63)
			a = r(6) ? r(2) : ""
			b = r(6) ? r(2) : ""
			print i, r(2), r(4), p / 64, 1 - p / 64, (1 + r(31)) / 32, a, (1 + r(31)) / 32, r(9) / 64, b, (1 + r(31)) / 32, r(9) / 64,
				(r(21) - 10) / 8, (r(2) ? "model" : r(2) ? "a" : "b"), r(2) ? "u" : "v"
		}
	}'
}

# graded ROLE SIGN: adds quality_* or minus loss_*; the label stays, as a column of another name.
graded() {
	awk -F, -v OFS=, -v role="$1" -v sign="$2" '
	NR == 1 { sub(",y,", ",truth,"); print $0, role "_model", role "_a", role "_b"; next }
	function q(e) { return e == "" ? "" : sign * (e == $2) }
	{ print $0, q($4 >= $5 ? 0 : 1), q($7), q($10) }'
}

# Every way to read outcomes.
ways() {
	cat <<-'E'
		l2d-score FILE
		l2d-score --area trapezoid --expert b FILE
		l2d-score --interval .9 --draws 200 FILE
		l2d-score --power .5 FILE
		l2d-score --columns agent= FILE
		l2d-curve FILE
		l2d-curve --cost .1 --points 7 FILE
		l2d-curve --interval .9 --draws 200 FILE
		l2d-watch --columns weight= --window 20 FILE
		l2d-threshold --best --fit FILE
		l2d-threshold --rule posthoc --best --fit FILE
		l2d-threshold --rule confidence --best --group g --fit FILE
		l2d-threshold --rule score --best --fit FILE
		l2d-threshold --risk .7 --delta .2 --columns weight= --fit FILE
		l2d-threshold --rule posthoc --sweep 0:.5:6 FILE
		l2d-calibrate --target experts --method isotonic FILE
		l2d-calibrate --target experts --method platt --smooth --group g FILE
	E
}

@test "law: with quality = [answer = label] every program gives the bytes of the labelled table, with loss = -quality too" {
	for seed in 3 4; do
		labelled $seed > plain
		graded quality 1 < plain > quality
		graded loss -1 < plain > loss
		ways > list
		while read -r way; do
			for kind in plain quality loss; do
				cp $kind t # names of files may stand in the output
				${way/FILE/t} > $kind.out 2> $kind.err < /dev/null || { echo "$way: $kind: $(cat $kind.err)"; false; }
			done
			cmp plain.out quality.out || { echo "$way"; diff plain.out quality.out; false; }
			cmp plain.out loss.out
			cmp plain.err quality.err
		done < list
	done
}

@test "known answers: mean qualities of routerarena and mt_bench" {
	# testdata/*/SOURCE.md
	l2d-score "$TESTDATA/routerarena/routerarena_809.csv" > out
	near "$(column alone_haiku out)" .5233561 5e-8
	near "$(column alone_flash out)" .6901193 5e-8
	l2d-score "$TESTDATA/mt_bench/mt_bench_160.csv" > out
	near "$(column alone_mixtral out)" 8.340625 1e-12
	near "$(column alone_gpt4 out)" 9.228125 1e-12
	[ -z "$(column alone_model out)" ]
	# one of them the model, so that there is a curve: its ends are the two constants
	sed 's/quality_mixtral/quality_model/; 1s/$/,score/; 2,$s/$/,1/' "$TESTDATA/mt_bench/mt_bench_160.csv" > in
	l2d-curve in > out
	near "$(column system_accuracy out | sed -n 1p)" 8.340625 1e-12
	near "$(column system_accuracy out | sed -n 2p)" 9.228125 1e-12
	[ -z "$(column risk out | tr -d '\n')" ] # which a scale of 1 to 10 does not have
}

# curves FILE: threshold by threshold what a table id,w,score,quality_model,quality_a,cost_a comes to, from the table alone.
curves() {
	awk -F, '
	NR > 1 { n++; w[n] = $2; s[n] = $3; m[n] = $4; a[n] = $5; c[n] = $6; all += $2 }
	END {
		for (t = 0; t <= n; t++) {
			k = mq = mw = eq = ew = cost = 0
			for (i = 1; i <= n; i++)
				if (t && s[i] >= s[t]) { cost += w[i] * c[i]; if (a[i] != "") { eq += w[i] * a[i]; ew += w[i] } }
				else { k += w[i]; if (m[i] != "") { mq += w[i] * m[i]; mw += w[i] } }
			printf "%.12f %.9f %.9f %.9f %.9f\n", k / all, (mq + eq) / (mw + ew), mw ? mq / mw : 0, ew ? eq / ew : 0, cost / all
		}
	}' "$1" | sort -ru
}

@test "curve and score of qualities of any range, some of them unknown: brute force" {
	for seed in 5 6 7; do
		awk -v s=$seed 'function r(n) { s = s * 16807 % 2147483647; return s % n } BEGIN {
			print "id,w,score,quality_model,quality_a,cost_a"
			for (i = 1; i <= 40; i++)
				print i "," 1 + r(3) "," r(12) - 6 "," (r(7) ? (r(4001) - 2000) / 100 : "") "," (r(7) ? (r(4001) - 2000) / 100 : "") "," r(9) / 8 }' > in
		l2d-curve in | awk -F, 'NR > 1 { printf "%.12f %.9f %.9f %.9f %.9f\n", $2, $6, $7, $8, $9 }' | sort -ru > got
		curves in > want
		diff want got
		# order and factors of weights
		(head -1 in; tail -n +2 in | sort -t, -k3r) | l2d-curve > other
		l2d-curve in | cmp - other
		awk -F, -v OFS=, 'NR > 1 { $2 *= 5 } 1' in | l2d-curve | cmp - other
		l2d-score in > out
		near "$(column alone_a out)" "$(awk -F, 'NR > 1 && $5 != "" { x += $2 * $5; n += $2 } END { printf "%.15g", x / n }' in)" 1e-12
		near "$(column oracle_accuracy out)" "$(awk -F, 'NR > 1 && $4 $5 != "" { q = $5 == "" || ($4 != "" && $4 > $5) ? $4 : $5
			x += $2 * q; n += $2 } END { printf "%.15g", x / n }' in)" 1e-12
		[ "$(column n_unscored out)" = "$(awk -F, 'NR > 1 && $4 == ""' in | wc -l)" ]
		for name in eaurc_mean aurc_mean augrc_mean auroc_midrank ap_block; do [ -z "$(column $name out)" ]; done
		# in parts
		tail -n +2 in > rows && split -n l/3 rows part
		for p in parta?; do { head -1 in; cat $p; } > t; l2d-score --partial t > $p.score; l2d-curve --partial t > $p.curve; done
		l2d-score --merge parta?.score | cmp - out
		l2d-curve --merge parta?.curve | cmp - other
		rm parta*
	done
}

@test "outcomes between 0 and 1: AURC is that of fractional losses, E-AURC and AUROC are none" {
	# risks over coverage 1/3, 2/3, 1 of losses .25, .5, 1: .25, .375, .5833333; generalised: 1/12, .25, .5833333
	printf '%s\n' id,score,quality_model 1,0,.75 2,1,.5 3,2,0 > in
	l2d-score in > out
	near "$(column aurc_mean out)" 0.40277777777777779 1e-15
	near "$(column augrc_mean out)" 0.30555555555555558 1e-15
	near "$(column model_aucac_mean out)" 0.59722222222222221 1e-15
	[ -z "$(column eaurc_mean out)$(column auroc_midrank out)$(column ap_block out)" ]
	[ "$(l2d-curve in | column risk /dev/stdin | tr '\n' ' ')" = '0.5833333333333334 0.375 0.25  ' ]
}

@test "where only right and wrong will do, another outcome is refused at its cell" {
	printf '%s\n' id,score,quality_model,quality_a 1,0,1,0 2,1,.5,1 > in
	for program in 'l2d-score --power .1' l2d-watch; do
		expect 3 $program in && [ ! -s out ] && grep -q "in:3:5: column 'quality_model': an outcome other than right and wrong" err
	done
	printf '%s\n' id,score,loss_model,quality_a 1,0,1,0 > in
	expect 3 l2d-score in && [ ! -s out ] && grep -q "qualities and losses" err
	printf '%s\n' id,score,quality_a 1,0,x > in
	expect 3 l2d-score in && [ ! -s out ] && grep -q "in:2:5: column 'quality_a'" err
}

@test "est_* stands for conf_* where a row's expert is chosen" {
	printf '%s\n' id,score,quality_model,quality_a,quality_b,est_a,est_b 1,1,1,5,7,3,8 2,1,1,5,7,9,8 > in
	[ "$(l2d-curve in | column expert_accuracy /dev/stdin | tail -1)" = 6 ]
	[ "$(l2d-curve --expert a in | column expert_accuracy /dev/stdin | tail -1)" = 5 ]
}

@test "several readers: the outcome of their combination is that of the first reader who gave it" {
	printf '%s\n' id,agent_1,answer_1,agent_2,answer_2,agent_3,answer_3,e_a,e_b,e_c,quality_a,quality_b,quality_c \
		1,a,x,b,y,c,y,x,y,y,1,5,9 2,a,x,,,,,x,,,2,, > in
	l2d-score in > out
	[ "$(column system_accuracy out)" = 3.5 ]
}

@test "l2d-threshold: --best, --fit and --sweep of qualities of any range, by brute force; est_* as conf_*" {
	for seed in 8 9 10; do
		awk -v s=$seed 'function r(n) { s = s * 16807 % 2147483647; return s % n } BEGIN {
			print "id,w,p_0,p_1,score,quality_model,quality_a"
			for (i = 1; i <= 40; i++)
				print i "," 1 + r(3) ",.5,.5," r(12) - 6 "," (r(7) ? (r(4001) - 3900) / 100 : "") "," (r(7) ? (r(4001) - 3900) / 100 : "") }' > in
		# the best mean quality over all thresholds, of the curve by brute force
		curves <(cut -d, -f1,2,5- in | sed '1s/$/,cost_a/; 2,$s/$/,0/') | sort -k2,2gr | sed 1q > want
		l2d-threshold --rule score --best in 2> err | l2d-score > out
		near "$(column system_accuracy out)" "$(cut -d' ' -f2 want)" 1e-8
		near "$(column coverage out)" "$(cut -d' ' -f1 want)" 1e-8
		l2d-threshold --rule score --best --fit in > rule
		l2d-apply rule < in 2> err | l2d-score | cmp - out
	done
	printf '%s\n' id,p_0,p_1,est_model,est_a,est_b,quality_model,quality_a,quality_b \
		1,.9,.1,5,4,3,1,2,3 2,.9,.1,5,9,7,1,2,3 3,.9,.1,5,6,8,1,2,3 > in
	[ "$(l2d-threshold --rule confidence in | column agent /dev/stdin | tr '\n' ' ')" = 'model a b ' ]
	l2d-threshold --rule confidence --fit in > rule
	[ "$(l2d-apply rule < in | column agent /dev/stdin | tr '\n' ' ')" = 'model a b ' ]
	# prices 0, 2, 4: the margins 4 and 3 are above 0 and 2
	[ "$(l2d-threshold --rule confidence --sweep 0:4:2 in | column system_accuracy /dev/stdin | tr '\n' ' ')" = '2 2 1 ' ]
	expect 3 l2d-threshold --rule posthoc in && [ ! -s out ] && grep -q "'est_a' is an estimate of quality" err
	expect 3 l2d-threshold --rule confidence --risk .5 in # outcomes of 2 are no errors
	[ ! -s out ] && grep -q "in:2:17: column 'quality_a': an outcome other than right and wrong" err
}

@test "l2d-workload: est_* in the place of conf_*, of any range; the same bytes where they are the same" {
	for way in '' '--mode greedy --share a=0:.4' '--share b=.3:.5' '--readings 2' '--mode pace --share a=.3:.4'; do
		labelled 12 | sed '1s/conf_model/c/; 1s/,agent,/,who,/' > plain
		sed '1s/conf_a/est_a/; 1s/conf_b/est_b/' plain > est
		l2d-workload $way plain | tail -n +2 > want
		l2d-workload $way est | tail -n +2 | cmp want -
		# est and cost ten times as large, and est shifted: the same choice
		awk -F, -v OFS=, 'NR > 1 { $8 = 10 * $8 - 7; $11 = 10 * $11 - 7; $9 *= 10; $12 *= 10 } 1' est |
			l2d-workload $way | tail -n +2 | cut -d, -f16- > got
		cut -d, -f16- want | cmp - got
	done
}

@test "who compares answers with labels does not pass over qualities" {
	labelled 13 > plain
	awk -F, -v OFS=, '{ print $0, NR == 1 ? "x_1,defer_a,defer_b" : NR % 7 ",1,2", NR == 1 ? "quality_a" : .5 }' plain > in
	for way in 'l2d-ece --estimand expert' 'l2d-train --loss css --columns cost=' \
		'l2d-loss --loss css' l2d-em; do
		expect 3 $way in && [ ! -s out ] && grep -q "column 'quality_a' says what an answer was worth" err
		$way --columns quality= in > out 2> err || { echo "$way: $(cat err)"; false; }
	done
}

@test "fault: states of labels and states of qualities merged without a word" {
	labelled 5 > plain
	graded quality 1 < plain > quality
	for program in l2d-score l2d-curve; do
		$program --partial plain > plain.s
		$program --partial quality > quality.s
		expect 3 $program --merge plain.s quality.s
		grep -q 'states of labels do not merge with states of qualities' err
		[ ! -s out ]
		cat quality.s plain.s | expect 3 $program --merge
		$program --merge --partial quality.s | $program --merge > again # what a merge writes says it too
		$program quality | cmp - again
		$program --merge --partial quality.s > twice.s
		expect 3 $program --merge twice.s plain.s
	done
}
