# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
load common

@test "chow: defer iff 1 - max p > c0; ties stay with the model" {
	cat > in <<-'E'
	id,y,p_a,p_b,e_x,note
	1,a,0.9,0.1,b,"one, quoted"
	2,b,0.5,0.5,b,
	3,a,0.75,0.25,a,x
	4,a,0.7,0.3,,x
	E
	expect 0 l2d-threshold --cost 0.25 in
	same out <<-'E'
	id,y,p_a,p_b,e_x,note,score,agent,answer
	1,a,0.9,0.1,b,"one, quoted",-0.15000000000000002,model,a
	2,b,0.5,0.5,b,,0.25,x,b
	3,a,0.75,0.25,a,x,0,model,a
	4,a,0.7,0.3,,x,0.050000000000000044,x,
	E
	[ "$(cat err)" = 'l2d-threshold: 1 row goes to an agent who has no answer there' ]
}

@test "posthoc: the best expert by conf - cost, against the model; the model's own cost counts" {
	cat > in <<-'E'
	p_a,p_b,e_x,e_y,conf_x,conf_y,cost_x,cost_y,cost_model
	0.75,0.25,a,b,1,0.875,0.25,0,0
	0.75,0.25,a,b,0.75,0.75,0,0,0.125
	0.25,0.75,a,b,0.5,0.875,0,0.125,0
	E
	expect 0 l2d-threshold --rule posthoc in
	tail -n +2 out | cut -d, -f10- > got
	same got <<-'E'
	0.125,y,b
	0.125,x,a
	0,model,b
	E
	l2d-threshold --rule posthoc --cost 0 in | tail -n +2 | cut -d, -f10- > got
	same got <<-'E'
	0.25,x,a
	0.125,x,a
	0.125,y,b
	E
}

@test "posthoc with conf_E = 1 is chow" {
	l2d-threshold --rule chow --cost 0.1 < "$TESTDATA/small/cases.csv" > chow
	l2d-threshold --rule posthoc --expert-accuracy ann=1 --expert-accuracy bob=1 --cost 0.1 \
		< "$TESTDATA/small/cases.csv" | diff -u chow -
}

@test "--threshold moves the cut, --coverage finds it, tie blocks whole" {
	cat > in <<-'E'
	p_a,p_b,e_x,w
	0.5,0.5,a,1
	0.75,0.25,a,1
	0.75,0.25,b,1
	1,0,a,2
	E
	agents() { l2d-threshold "$@" in > t && column agent t | tr '\n' ' '; }
	[ "$(agents --threshold 0)" = "x x x model " ]
	[ "$(agents --threshold 0.25)" = "x model model model " ]
	[ "$(agents --threshold -1)" = "x x x x " ]
	[ "$(agents --coverage 0)" = "x x x x " ]
	[ "$(agents --coverage 0.4)" = "x x x model " ]
	[ "$(agents --coverage 0.41)" = "x model model model " ]
	[ "$(agents --coverage 0.8)" = "x model model model " ]
	[ "$(agents --coverage 1)" = "model model model model " ]
}

@test "hatespeech: chow at 20 % and 10 % deferral" {
	accuracy() {
		l2d-threshold --coverage "$1" "$TESTDATA/hatespeech/hatespeech_24783.csv" |
			awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
				{ right += $at["answer"] == $at["y"] } END { printf "%.7f\n", right / (NR - 1) }'
	}
	near "$(accuracy 0.8)" 0.9328976 1e-7
	near "$(accuracy 0.9)" 0.9235766 1e-7
}

@test "logits stand in for probabilities; one column is a binary classifier" {
	printf 'z_a,z_b,e_x\n0,0,a\n2,0,b\n' > logits
	l2d-threshold --digits 6 logits > out
	same out <<-'E'
	z_a,z_b,e_x,score,agent,answer
	0,0,a,0.5,x,a
	2,0,b,0.119203,x,b
	E
	printf 'p,e_x\n0.25,1\n0.875,0\n' > binary
	l2d-threshold --columns prob=p --cost 0.2 --digits 3 binary > out
	same out <<-'E'
	p,e_x,score,agent,answer
	0.25,1,0.05,x,1
	0.875,0,-0.075,model,1
	E
}

@test "computed columns take the place of their namesakes" {
	printf 'score,p_a,p_b,e_x,"an,swer",agent\nold,1,0,b,"k,p",old\n' > in
	l2d-threshold in > out
	same out <<-'E'
	score,p_a,p_b,e_x,"an,swer",agent,answer
	0,1,0,b,"k,p",model,a
	E
}

@test "roles are renamed by --columns and by L2D_COLUMNS, the option wins" {
	printf 'prob a,prob b,reader_x\n0.5,0.5,b\n' > in
	L2D_COLUMNS='expert=reader_* prob=nothing_*' l2d-threshold --columns '"prob=prob *"' in > out
	same out <<-'E'
	prob a,prob b,reader_x,score,agent,answer
	0.5,0.5,b,0.5,x,b
	E
	expect 3 l2d-threshold --columns prob=q_* in
	grep -qF "no column 'q_*' (prob)" err
	expect 2 l2d-threshold --columns probs=q_* in
	grep -qE "no such role \(label, prob, logit, .*wilson_hi.*\): 'probs=q_\*'" err
	expect 2 l2d-threshold --columns 'prob=*_*' in
}

@test "--schema, --na, --na-action, --renormalize" {
	printf 'p_a,p_b,e_x\n' > schema
	printf '0.5,0.5,NA\n' | l2d-threshold --schema schema --na NA,? > out
	same out <<-'E'
	p_a,p_b,e_x,score,agent,answer
	0.5,0.5,NA,0.5,x,
	E
	printf 'p_a,p_b,e_x\n0.5,,a\n1,0,a\n?,1,a\n' > in
	expect 0 l2d-threshold --na '?' --na-action skip in
	same out <<-'E'
	p_a,p_b,e_x,score,agent,answer
	1,0,a,0,model,a
	E
	same err <<-'E'
	l2d-threshold: 2 rows skipped: a needed cell is missing
	E
	printf 'p_a,p_b,e_x\n3,1,a\n' > in
	l2d-threshold --renormalize in > out
	same out <<-'E'
	p_a,p_b,e_x,score,agent,answer
	3,1,a,0.25,x,a
	E
}

@test "what it refuses" {
	printf 'p_a,p_b,e_x\n0.5,0.5,a\n' > in
	refuse() { # STATUS MESSAGE ARGUMENTS
		local status=$1 message=$2
		shift 2
		expect "$status" l2d-threshold "$@" in
		echo "l2d-threshold: $message" | diff -u - err
		[ ! -s out ]
	}
	refuse 2 '--threshold and --coverage exclude each other' --threshold 0 --coverage 1
	refuse 2 "--coverage: not in [0, 1]: '1.1'" --coverage 1.1
	refuse 2 "--rule: 'chov' is none of chow|posthoc|confidence|css|ova|rejector|score|region; did you mean chow?" --rule chov
	refuse 2 "--cost: not a number: 'x'" --cost x
	refuse 2 "--expert-accuracy: no such expert: 'z=0.5'" --rule posthoc --expert-accuracy z=0.5
	refuse 2 "--expert-accuracy: not NAME=A with A in [0, 1]: 'x=5'" --rule posthoc --expert-accuracy x=5
	refuse 3 "in:1:1: no column 'conf_x' and no --expert-accuracy for that expert" --rule posthoc
	printf 'p_a,p_b\n0.5,0.5\n' > in
	refuse 3 "in:1:1: no column 'e_*' (expert) or 'conf_*' (conf); l2d-expert writes simulated ones" --rule posthoc
	refuse 3 "in:1:1: no column 'defer_*' (defer); l2d-apply writes it, by a model of l2d-train" --rule rejector
	printf 'p_a,p_b,e_model\n0.5,0.5,a\n' > in
	refuse 3 "in:1:1: an expert cannot be called 'model'"
	printf 'p_a,p_b,e_x,cost_z\n0.5,0.5,a,1\n' > in
	refuse 3 "in:1:1: column 'cost_z': no agent of that name"
}

# A discrete space: cells with P(x), P(y = a | x), P(y = b | x), P(e = y | x), in sixty-fourths so that sums are exact;
# written out as one row for every (x, y, expert right or wrong), weighted by its probability.
space() {
	awk 'BEGIN {
		print "x,y,p_a,p_b,p_c,e_x,conf_x,w"
		n = split("8 60 2 40;16 40 20 60;8 24 20 64;4 34 20 20;12 30 30 52;16 50 10 56", cell, ";")
		split("a b c", name, " ")
		for (i = 1; i <= n; i++) {
			split(cell[i], v, " ")
			p[1] = v[2] / 64; p[2] = v[3] / 64; p[3] = 1 - p[1] - p[2]; q = v[4] / 64
			for (y = 1; y <= 3; y++)
				for (right = 0; right < 2; right++)
					printf "%d,%s,%.17g,%.17g,%.17g,%s,%.17g,%.17g\n", i, name[y], p[1], p[2], p[3],
						name[right ? y : y % 3 + 1], q, v[1] / 64 * p[y] * (right ? q : 1 - q)
		}
	}' > space
}

@test "--sweep: regret against the oracle and the best constant, which are those of l2d-route --frontier" {
	local table=whole # regret is over rows where both outcomes are known (quality.bats): here all are
	awk -F, 'NR == 1 || ($6 != "" && $7 != "")' "$TESTDATA/small/cases.csv" > whole
	l2d-route --frontier --paid-reads "$table" > frontier
	oracle=$(awk -F, '$1 == "oracle" { print $7 }' frontier)
	constant=$(awk -F, '$1 == "single" && $7 > most { most = $7 } END { print most }' frontier)
	l2d-threshold --rule posthoc --sweep 0:.4:.1 "$table" > out
	paste -d' ' <(column system_accuracy out) <(column regret_oracle out) <(column regret_constant out) | awk -v o=$oracle -v c=$constant '
		{ if (($1 + $2 - o) ^ 2 > 1e-20 || ($1 + $3 - c) ^ 2 > 1e-9) bad = 1; n++ } END { exit bad || n != 5 }'
	# nobody who may not be asked on some row is the constant
	awk -F, -v OFS=, 'NR == 1 { print $0, "avail_ann"; next } { print $0, (NR > 2) }' "$table" |
		l2d-threshold --rule posthoc --sweep .4:.4:.1 > out
	constant=$(awk -F, '$1 == "single" && $2 != "ann" && $7 > most { most = $7 } END { print most }' frontier)
	column regret_constant out | awk -v s="$(column system_accuracy out)" -v c=$constant '{ exit !(($1 + s - c) ^ 2 < 1e-9) }'
}

@test "fault: --sweep kept sums of unknown outcomes for every expert where one was unknown of one, also of --merge" {
	case $BUILD in *asan*) skip "the sanitizers need memory of their own" ;; esac
	awk 'BEGIN { srand(1); n = 400; printf "id,y,p_u,p_v"; for (a = 1; a <= n; a++) printf ",e_x%d,conf_x%d", a, a; print ""
		for (i = 0; i < 60; i++) { p = rand(); printf "%d,%s,%.3f,%.3f", i, rand() < .5 ? "u" : "v", p, 1 - p
			for (a = 1; a <= n; a++) printf ",%s,%.2f", i == 7 && a == n ? "" : rand() < .5 ? "u" : "v", rand(); print "" } }' > in
	l2d-threshold --rule posthoc --sweep 0:.5:.02 in > want # 26 prices, 6 sums of a kilobyte each
	l2d-threshold --rule posthoc --sweep 0:.5:.02 --partial in > state
	grep -q lost state
	(ulimit -v 100000; l2d-threshold --rule posthoc --sweep 0:.5:.02 in | cmp - want)
	(ulimit -v 100000; l2d-threshold --rule posthoc --sweep 0:.5:.02 --merge state | cmp - want)
}

@test "posthoc with the true probabilities is the Bayes rule, at every price of a sweep of one table" {
	space
	expect 0 l2d-threshold --rule posthoc --sweep 0:0.5:0.05 space
	head -1 out > got
	same got <<<c0,n,fraction_deferred,n_unscored,system_accuracy,model_accuracy,expert_accuracy,cost,regret_oracle,regret_constant
	[ "$(wc -l < out)" -eq 12 ]
	# the risk of all 2^6 rejectors, the classifier being argmax p
	awk -F, 'NR == FNR && FNR > 1 {
			top = $3 >= $4 && $3 >= $5 ? "a" : $4 >= $5 ? "b" : "c"
			px[$1] += $8; model[$1] += $8 * ($2 != top); expert[$1] += $8 * ($2 != $6) }
		NR != FNR && FNR > 1 {
			best = 9
			for (set = 0; set < 64; set++) {
				risk = 0; bits = set
				for (i = 1; i <= 6; i++) {
					risk += bits % 2 ? expert[i] + $1 * px[i] : model[i]; bits = int(bits / 2) }
				if (risk < best) best = risk
			}
			got = 1 - $5 + $1 * $3
			if (got - best > 1e-12 || best - got > 1e-12) { print "c0 " $1 ": " got " is not " best; bad = 1 }
			checked++ }
		END { exit bad || checked != 11 }' space out
}

@test "--sweep is the rule at every --cost" {
	expect 0 l2d-threshold --rule posthoc --sweep 0:0.3:0.1 --tag run=1 "$TESTDATA/small/cases.csv"
	cut -d, -f2,4 out | tail -n +2 > swept
	for c in 0 0.1 0.2 0.3; do
		l2d-threshold --rule posthoc --cost $c "$TESTDATA/small/cases.csv" > t
		awk -F, -v c=$c 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
			{ w += $at["w"]; if ($at["agent"] != "model") d += $at["w"] } END { printf "%s,%.17g\n", c, d / w }' t
	done > single
	paste -d, swept single | awk -F, '{ if ($1 != $3 || $2 - $4 > 1e-12 || $4 - $2 > 1e-12) { print; exit 1 } }'
}

# estimates TABLE: n and what both l2d-score and --sweep say, with the ends of intervals.
estimates() {
	for c in n n_unscored system_accuracy model_accuracy expert_accuracy cost; do
		column $c "$1"
		case $c in n*) ;; *) column ${c}_lo "$1"; column ${c}_hi "$1" ;; esac
	done
}

@test "--sweep --interval is that of l2d-score on the table decided at each price" {
	for options in '' '--cluster note --draws 80' '--seed 5 --draws 120'; do
		l2d-threshold --rule posthoc --sweep 0.02:0.32:0.15 --interval .9 $options "$TESTDATA/small/cases.csv" > swept
		for c in 0.02 0.17 0.32; do
			l2d-threshold --rule posthoc --cost $c "$TESTDATA/small/cases.csv" 2> /dev/null > decided
			l2d-score --cost $c --interval .9 $options decided > score
			awk -F, -v c=$c 'NR == 1 || $1 == c' swept > row
			diff <(estimates score) <(estimates row)
			# what is deferred is what the model does not keep
			[ "$(column fraction_deferred_lo row | awk -v hi="$(column coverage_hi score)" '{ d = $1 + hi - 1; print (d < 1e-12 && d > -1e-12) }')" = 1 ]
		done
	done
	[ "$(column interval row)" = bca ]
	[ "$(column system_accuracy_lo row)" != "$(column system_accuracy_hi row)" ]
}

@test "--sweep --interval: any order of rows, files, threads and groups give the same bytes" {
	local table=$TESTDATA/small/cases.csv options='--rule posthoc --sweep 0:0.4:0.1 --interval .9 --draws 100' i
	l2d-threshold $options "$table" > want
	{ head -n 1 "$table"; tail -n +2 "$table" | tac; } | l2d-threshold $options | cmp - want
	for i in 1 2 3; do awk -v i=$i 'NR == 1 || NR % 3 + 1 == i' "$table" > part$i; done
	L2D_TEST_CHUNK=200 l2d-threshold $options --jobs 3 part2 part3 part1 | cmp - want
	# all rows of a grouped table are those of the plain one, and a group is its rows alone
	awk -F, -v OFS=, '{ print $0, NR == 1 ? "site" : NR % 2 ? "a" : "b" }' "$table" > sites
	L2D_TEST_CHUNK=200 l2d-threshold $options --group site --jobs 3 sites > grouped
	{ head -n 1 grouped; tail -n 5 grouped; } | cut -d, -f2- | cmp - want
	awk -F, 'NR == 1 || $NF == "b"' sites | l2d-threshold $options > alone
	awk -F, 'NR == 1 || $1 == "b"' grouped | cut -d, -f2- | cmp - alone
}

@test "--sweep --interval: bad options" {
	for options in '--interval .9' '--sweep 0:1:.5 --draws 50' '--sweep 0:1:.5 --cluster note' '--sweep 0:1:.5 --seed 2' \
		'--sweep 0:1:.5 --interval .95 --draws 38' '--sweep 0:1:.5 --interval 1'; do
		expect 2 l2d-threshold $options "$TESTDATA/small/cases.csv"
	done
	expect 3 l2d-threshold --sweep 0:1:.5 --interval .9 --cluster nobody "$TESTDATA/small/cases.csv"
}

@test "confidence: conf_model against conf_E, max p where there is none" {
	printf 'p_a,p_b,conf_model,e_x,conf_x\n0.9,0.1,0.5,b,0.75\n0.5,0.5,1,b,0.75\n' > in
	l2d-threshold --rule confidence in | cut -d, -f6- > got
	same got <<-'E'
	score,agent,answer
	0.25,x,b
	-0.25,model,a
	E
	l2d-threshold --rule confidence in | cut -d, -f6- > one
	cut -d, -f1,2,4,5 in | l2d-threshold --rule confidence | cut -d, -f5- > got
	cut -d, -f1,2,4,5 in | l2d-threshold --rule posthoc | cut -d, -f5- | diff -u got -
}

@test "css, ova: the largest of class logits and defer logits" {
	cat > in <<-'E'
	z_a,z_b,defer_x,defer_y,e_x,e_y
	1,2,1.5,3,a,b
	1,2,2,2,a,b
	4,2,5,3,b,b
	E
	for rule in css ova; do
		l2d-threshold --rule $rule in | cut -d, -f7- > got
		same got <<-'E'
		score,agent,answer
		1,y,b
		0,model,b
		1,x,b
		E
	done
	sed 's/z_/p_/g; s/^1,2,/0.25,0.75,/; s/^4,2,/0.75,0.25,/' in > p
	expect 3 l2d-threshold --rule css p
	[ ! -s out ]
}

@test "rejector: experts of increasing cost, the first agent whose rejector says stop" {
	cat > in <<-'E'
	p_a,p_b,defer_x,defer_y,defer_z,e_x,e_y,e_z,cost_x,cost_y,cost_z
	0.75,0.25,-1,-2,-3,b,a,b,1,2,3
	0.75,0.25,1,-1,0.5,b,a,b,1,2,3
	0.75,0.25,-1,2,1,b,a,b,1,2,3
	0.75,0.25,1,2,2,b,a,b,1,2,3
	0.75,0.25,1,2,2,b,a,b,1,3,2
	0.75,0.25,0,0,0,b,a,b,1,3,2
	E
	l2d-threshold --rule rejector in | cut -d, -f12- > got
	same got <<-'E'
	score,agent,answer
	-1,model,a
	1,x,b
	2,y,a
	2,y,a
	2,z,b
	0,model,a
	E
}

# Cells of a discrete space as rows in exact proportion, in eighths: indicators x_c, the model's p_*, y, two experts.
# P(y | x), then how often the cheap and the dear expert are right.
rejector_cells() {
	awk 'BEGIN { print "x_1,x_2,x_3,x_4,p_1,p_2,p_3,y,e_cheap,e_dear"
		split("4 3 1  1 6 1  2 2 4  7 1 0", p); split("6 4 2 8", cheap); split("8 8 7 8", dear)
		for (c = 1; c <= 4; c++) for (y = 1; y <= 3; y++) for (i = 0; i < 8 * p[3 * c - 3 + y]; i++)
			printf "%d,%d,%d,%d,%g,%g,%g,%d,%d,%d\n", c == 1, c == 2, c == 3, c == 4, p[3 * c - 2] / 8, p[3 * c - 1] / 8,
				p[3 * c] / 8, y, i % 8 < cheap[c] ? y : y % 3 + 1, i % 8 < dear[c] ? y : y % 3 + 1 }' > cells
}

@test "rejectors of l2d-train for two experts of increasing cost: who answers has the least expected loss" {
	rejector_cells
	for dear in 0.05 0.15 0.3 0.45; do
		l2d-train --loss rejector --cost cheap=0.05 --cost dear=$dear --l2 0 --allow-unconverged cells > head.csv
		l2d-apply --input cells head.csv > applied
		l2d-threshold --rule rejector applied > got
		awk -F, -v dear=$dear 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
			{ c = $1 "" $2 "" $3 "" $4; n[c]++; who[c] = $at["agent"]
			top = $5 >= $6 && $5 >= $7 ? 1 : $6 >= $7 ? 2 : 3
			m[c] += $8 != top; a[c] += ($8 != $9) + .05; b[c] += ($8 != $10) + dear }
			END { for (c in n) { best = m[c] <= a[c] && m[c] <= b[c] ? "model" : a[c] <= b[c] ? "cheap" : "dear"
				if (who[c] != best) { print c, who[c], best, m[c] / n[c], a[c] / n[c], b[c] / n[c]; bad = 1 } seen[best] = 1 }
			exit bad }' got
		column agent got >> agents
	done
	[ "$(sort -u agents | tr '\n' ' ')" = "cheap dear model " ]
}

@test "one fit by l2d-train serves every price of a sweep" {
	rejector_cells
	cut -d, -f1-4,8,9 cells > train
	l2d-train --loss sova --l2 0 --tolerance 1e-8 --allow-unconverged train > head.csv
	l2d-apply head.csv < train > applied
	l2d-threshold --rule posthoc --sweep 0.01:0.51:0.05 applied > swept
	awk -F, 'NR == FNR && FNR > 1 { c = $1 $2 $3 $4; n[c]++; of[c, $5]++; wrong[c] += $5 != $6; N++ }
		NR != FNR && FNR > 1 { risk = 0
			for (c in n) { top = 0; for (y = 1; y <= 3; y++) if (of[c, y] > top) top = of[c, y]
				m = n[c] - top; e = wrong[c] + $1 * n[c]; risk += (m < e ? m : e) / N }
			got = 1 - $5 + $1 * $3
			if (got - risk > 1e-9 || risk - got > 1e-9) { print $1, got, risk; exit 1 } }' train swept
}

@test "score: any column; the expert is the best by what is known" {
	cat > in <<-'E'
	p_a,p_b,entropy,e_x,e_y,cost_x,cost_y
	0.75,0.25,0.50,a,b,1,0
	0.5,0.5,-1,a,b,1,0
	0.5,0.5,1e-3,a,b,0,0
	E
	expect 0 l2d-threshold --rule score --columns score=entropy in
	same out <<-'E'
	p_a,p_b,entropy,e_x,e_y,cost_x,cost_y,agent,answer
	0.75,0.25,0.50,a,b,1,0,y,b
	0.5,0.5,-1,a,b,1,0,model,a
	0.5,0.5,1e-3,a,b,0,0,x,a
	E
	expect 3 l2d-threshold --rule score in
}

@test "--budget: the share of deferred rows, never beyond the rule" {
	printf 'p_a,p_b,y,e_x,conf_x\n0.5,0.5,a,a,1\n0.625,0.375,a,a,1\n0.625,0.375,a,a,1\n0.75,0.25,a,a,1\n1,0,a,a,0.5\n' > in
	deferred() { l2d-threshold --rule posthoc "$@" in > t && column agent t | grep -c x || true; }
	[ "$(deferred --budget 0)" = 0 ]
	[ "$(deferred --budget 0.2)" = 1 ]
	[ "$(deferred --budget 0.5)" = 1 ]
	[ "$(deferred --budget 0.6)" = 3 ]
	[ "$(deferred --budget 1)" = 4 ]
}

# The share was once 1 - 0.7, which is more than 0.3.
@test "--budget i/10 of ten rows defers i" {
	awk 'BEGIN { print "p_a,p_b,e_x"; for (i = 0; i < 10; i++) print (64 + i) / 128 "," (64 - i) / 128 ",a" }' > in
	for i in 0 1 2 3 4 5 6 7 8 9 10; do
		l2d-threshold --budget "$(awk -v i=$i 'BEGIN { print i / 10 }')" in > t
		[ "$(grep -c ',x,' t)" -eq "$i" ]
	done
}

@test "--budget-in cost: the multiplier of the costs, against all choices by hand" {
	# the hulls: row 1 model -> x (slope .4/1) -> y (.1/1); row 2 model -> y (.5/2); row 3 stays
	cat > in <<-'E'
	p_a,p_b,y,e_x,e_y,conf_x,conf_y,cost_x,cost_y
	0.5,0.5,a,a,b,0.9,1,1,2
	0.5,0.5,a,a,b,0.6,1,1,2
	0.5,0.5,a,a,b,0.25,0.5,1,2
	E
	agents() { l2d-threshold --rule posthoc --budget-in cost "$@" in > t && column agent t | tr '\n' ' '; }
	[ "$(agents --budget 0)" = "model model model " ]
	[ "$(agents --budget 0.4)" = "x model model " ]
	[ "$(agents --budget 0.9)" = "x model model " ]
	[ "$(agents --budget 1)" = "x y model " ]
	[ "$(agents --budget 1.4)" = "y y model " ]
	[ "$(agents --budget 9)" = "y y model " ]
	sed 's/,cost_x/,cost_model,cost_x/; s/,1,2$/,0.5,1,2/' in > priced
	expect 5 l2d-threshold --rule posthoc --budget-in cost --budget 0.4 priced
	[ ! -s out ]
	# under a rule without a margin the cost of the expert who is asked adds up
	sed 's/^p_a,/score,p_a,/; 2s/^/3,/; 3s/^/2,/; 4s/^/1,/' in > scored
	l2d-threshold --rule score --budget-in cost --budget 0.7 scored > t
	[ "$(column agent t | tr '\n' ' ')" = "x x model " ]
}

@test "fault: --budget-in cost: the price was not the smallest that fits (.5 for 0)" {
	# the expert counts as right: what asking adds is .5, .4 and .1 for .1 each, so the breakpoints are 5, 4 and 1
	printf 'y,p_0,p_1,e_a,cost_a\n0,.5,.5,0,.1\n1,.6,.4,1,.1\n0,.9,.1,0,.1\n' > in
	price() { l2d-threshold --rule chow --budget "$1" --budget-in cost --fit in | awk -F, '$1 == "price" { print $4 }'; }
	near "$(price 0)" 5 1e-13
	near "$(price .03)" 5 1e-13
	near "$(price .034)" 4 1e-13
	near "$(price .067)" 1 1e-13
	[ "$(price .1)" = 0 ]
	[ "$(price 1)" = 0 ]
	# what it says fits on the table itself: 0, 1, 2 and 3 rows are asked
	for want in "0 0" "1 .034" "2 .067" "3 .1"; do
		l2d-threshold --rule chow --budget "${want#* }" --budget-in cost in > out
		[ "$(column agent out | grep -c a)" = "${want% *}" ]
	done
	# without a price the first of equally good experts would be asked, whom the budget does not pay
	printf 'p_a,p_b,e_x,e_y,conf_x,conf_y,cost_x,cost_y\n.5,.5,a,a,.9,.9,2,1\n' > in
	l2d-threshold --rule posthoc --budget 1 --budget-in cost in > out
	[ "$(column agent out)" = y ]
	l2d-threshold --rule posthoc --budget 2 --budget-in cost --fit in | grep -q '^price,,,0$'
}

@test "--best: the highest system accuracy, of equals the largest coverage" {
	printf 'p_a,p_b,y,e_x\n0.5,0.5,b,b\n0.625,0.375,a,b\n0.75,0.25,b,b\n0.875,0.125,a,a\n1,0,a,b\n' > in
	expect 0 l2d-threshold --best in
	[ "$(column agent out | tr '\n' ' ')" = "x model model model model " ]
	l2d-threshold --best --fit in | grep -E '^(threshold|coverage|system_accuracy)' > got
	same got <<-'E'
	threshold,,,0.375
	coverage,,,0.8
	system_accuracy,,,0.8
	E
}

@test "--risk: exit 1 when no threshold qualifies; the guarantee is in the model" {
	awk 'BEGIN { print "p_a,p_b,y,e_x"; for (i = 0; i < 400; i++) {
		p = .5 + (i % 100) / 200; print p "," 1 - p "," (i % 100 < 20 ? "b" : "a") ",", i % 10 ? (i % 100 < 20 ? "b" : "a") : "" } }' |
		sed 's/, /,/' > in
	expect 0 l2d-threshold --risk 0.15 --delta 0.1 --fit in
	# 44 errors in 400 rows, the most with P(Bin(400, 0.15) <= k) <= 0.05; SciPy: beta.ppf(0.95, 45, 356)
	near "$(sed -n 's/^bound,,,//p' out)" 0.13917192949672 1e-12
	mv out model
	l2d-apply --input in model > applied
	l2d-threshold --risk 0.15 --delta 0.1 in | diff -u applied -
	expect 1 l2d-threshold --risk 0.01 in
	[ ! -s out ]
	# all deferred are 40 errors in 400 rows, the rule as it stands has 80; SciPy: beta.ppf(0.975, 41, 360) = 0.133678
	grep -qx 'l2d-threshold: no threshold has a system error of at most 0.01 with probability 0.95; the least risk that can be guaranteed is 0.134' err
	expect 1 l2d-threshold --risk 0.1336 in
	expect 0 l2d-threshold --risk 0.134 in
	sed '1s/$/,w/; 2,9s/$/,1/; 10,$s/$/,2/' in > weighted
	expect 3 l2d-threshold --risk 0.15 weighted
}

@test "--exact: a seeded coin for the rows at the edge" {
	awk 'BEGIN { print "p_a,p_b,e_x,cost_x"; for (i = 0; i < 4000; i++) print (i % 4 ? "0.5,0.5,a,1" : "0.75,0.25,a,2") }' > in
	deferred() { l2d-threshold "$@" in > t && column agent t | grep -c x; }
	near "$(deferred --coverage 0.6 --exact)" 1600 93
	l2d-threshold --coverage 0.6 --exact in | cmp t -
	[ "$(l2d-threshold --coverage 0.6 --exact --seed 2 in | cmp -s t - || echo other)" = other ]
	near "$(deferred --budget 0.4 --exact --cost 0)" 1600 93
	# slope 1/2 before 1/8: 3000 rows of cost 1 have a budget of 2000
	near "$(deferred --budget 0.5 --budget-in cost --exact)" 2000 78
	[ "$(deferred --budget 0.5 --budget-in cost)" = 0 ]
}

@test "--fit and l2d-apply decide as the program itself, for every rule and target" {
	awk -F, -v OFS=, 'NR == 1 { print $0, "z_cat", "z_dog", "z_eel", "defer_ann", "defer_bob"; next }
		{ print $0, log($3), log($4), log($5), $8 * 4 - 3, $9 * 4 - 3.5 }' "$TESTDATA/small/cases.csv" > in
	for rule in chow posthoc confidence css ova rejector score; do
		for target in '' '--threshold 0.05' '--coverage 0.5' '--coverage 0.5 --exact' '--budget 0.3' \
			'--budget 0.02 --budget-in cost' '--budget 0.011 --budget-in cost --exact' --best '--cost 0.1'; do
			case $rule,$target in css,--cost*|ova,--cost*|rejector,--cost*|score,--cost*) continue ;; esac
			# shellcheck disable=SC2086
			l2d-threshold --rule $rule $target in > direct
			# shellcheck disable=SC2086
			l2d-threshold --rule $rule $target --fit in > model
			l2d-apply model < in | diff direct - || { echo "$rule $target"; return 1; }
		done
	done
	l2d-threshold --rule posthoc --expert-accuracy ann=0.8 in > direct
	l2d-threshold --rule posthoc --expert-accuracy ann=0.8 --fit in > model
	grep -qx 'confidence,ann,,0.8' model
	l2d-apply model < in | diff -u direct -
}

@test "a fitted threshold is applied to a table without answers, and refuses one without its columns" {
	l2d-threshold --rule posthoc --coverage 0.5 --fit "$TESTDATA/small/cases.csv" > model
	printf 'p_cat,p_dog,p_eel,conf_ann,conf_bob\n0.5,0.25,0.25,1,0\n1,0,0,0.5,0.5\n' > in
	l2d-apply model < in | cut -d, -f6- > got
	same got <<-'E'
	score,agent,answer
	0.5,ann,
	-0.5,model,cat
	E
	cut -d, -f1-4 in > less
	expect 3 l2d-apply model < less
	grep -q conf_bob err
	sed 's/^rule.*/rule,,,magic/' model > bad
	expect 3 l2d-apply bad < in
	grep -q "bad:5: rule: not known: 'magic'" err
}

@test "targets: what is refused" {
	cp "$TESTDATA/small/cases.csv" in
	for options in '--risk 0' '--risk 0.1 --delta 1' '--delta 0.1' '--budget -1' '--budget 1.5' '--best --exact' \
		'--budget-in cost' '--sweep 0:1' '--sweep 1:0:1' '--sweep 0:1:0' '--sweep 0:1:x' '--sweep 0:1:.1 --fit' \
		'--rule css --sweep 0:1:.1' '--rule score --expert-accuracy ann=1' '--best --coverage .5' '--tag run=1' '--tag run' '--fit --tag run=1'; do
		# shellcheck disable=SC2086
		expect 2 l2d-threshold $options in
		[ ! -s out ]
	done
	cut -d, -f1,3- in > unlabelled
	expect 3 l2d-threshold --best unlabelled
	expect 3 l2d-threshold --rule rejector in
	expect 3 l2d-threshold --rule ova in
}

@test "--risk: weights are no rows (weights of 2 gave a false guarantee)" {
	awk 'BEGIN { print "y,p_0,p_1,e_a,w"; for (i = 0; i < 40; i++) print "0,.6,.4," (i < 20 ? 0 : 1) ",2" }' > in
	expect 1 l2d-threshold --risk 0.1 --delta 0.05 --fit --rule chow in
	printf 'y,p_0,p_1,e_a,w\n0,.6,.4,1,2\n0,.6,.4,0,2\n' > in
	expect 1 l2d-threshold --risk .9 --delta .2 --fit --rule chow in
	# rows of weight 0 are no rows, a common weight is none
	awk 'BEGIN { print "y,p_0,p_1,e_a"; for (i = 0; i < 60; i++) print "0," .5 + i / 200 "," .5 - i / 200 "," (i % 5 > 0 ? 0 : 1) }' > rows
	awk -v OFS=, 'NR == 1 { print $0, "w"; next } { print $0, 3e-200; print "1,.6,.4,1,0" }' rows > weighted
	l2d-threshold --risk .4 --fit --rule chow rows > plain
	l2d-threshold --risk .4 --fit --rule chow weighted > got
	cmp plain got
	awk -v OFS=, 'NR == 1 { print $0, "w"; next } { print $0, 1 + NR % 2 }' rows > unequal
	expect 3 l2d-threshold --risk .4 --fit --rule chow unequal
	grep -q 'rows of equal weight' err
	printf 'y,p_0,p_1,e_a\n1,.6,.4,0\n' > in
	expect 1 l2d-threshold --risk .0166 --delta 1e-7 --fit --rule chow in
	grep -q 'with probability 0.9999999$' err
}

@test "--best: equal accuracies keep the largest coverage, also with weights of 0.1 (lost by an ulp)" {
	# model and expert say 0 but on row 5, where the expert errs: deferring none, or the first four, is right on 10 of 12
	awk 'BEGIN { print "y,p_0,p_1,e_a,w"
		for (i = 0; i < 12; i++) print (i == 1 || i == 6) "," .55 + i / 100 "," .45 - i / 100 "," (i == 4) ",.1" }' > in
	for w in .1 1 .3 1e308 1e-300; do
		sed "2,\$s/,.1$/,$w/" in | l2d-threshold --best --fit --rule chow > model
		grep -qx 'threshold,,,inf' model
		grep -qx 'system_accuracy,,,0.8333333333333334' model
	done
}

@test "--seed 7 without --exact, --interval or --explore does nothing and is refused" {
	expect 2 l2d-threshold --seed 7 "$TESTDATA/small/cases.csv"
	same err <<< "l2d-threshold: --seed needs --exact, --interval or --explore"
}

@test "a probability that is not 1 is not printed as 1" {
	awk 'BEGIN { print "y,p_a,p_b,e_x"; for (i = 0; i < 1000; i++) print "a,.7,.3,a" }' > in
	# of 1000 rows without an error: 1 - (delta / 2)^(1 / 1000), to three digits and rounded up
	for delta in 1e-7:"0.9999999; the least risk that can be guaranteed is 0.0167" 0.3:"0.7; the least risk that can be guaranteed is 0.0019" \
		1e-20:"1 - 1e-20; the least risk that can be guaranteed is 0.0457"; do
		expect 1 l2d-threshold --risk 1e-9 --delta ${delta%%:*} in
		same err <<< "l2d-threshold: no threshold has a system error of at most 1e-09 with probability ${delta#*:}"
	done
}

# unaided: 300 rows of a model without experts, by halves of 1/64 so that thresholds are exact; three of four above .75 right.
unaided() {
	awk 'BEGIN { s = 99; print "id,y,p_a,p_b,w"
		for (i = 1; i <= 300; i++) {
			s = s * 16807 % 2147483647; p = (32 + s % 33) / 64; s = s * 16807 % 2147483647
			print i "," (s % 1000 < 1000 * p ? "a" : "b") "," p "," 1 - p "," 1 + i % 2 } }'
}

@test "a table without experts: deferred rows are rejected, by Chow's rule, as counted by hand" {
	printf 'id,y,p_a,p_b\n1,a,.875,.125\n2,b,.5,.5\n3,a,.75,.25\n4,b,.25,.75\n' > in
	expect 0 l2d-threshold --cost .25 in
	same out <<-'E'
	id,y,p_a,p_b,score,agent,answer
	1,a,.875,.125,-0.125,model,a
	2,b,.5,.5,0.25,reject,
	3,a,.75,.25,0,model,a
	4,b,.25,.75,0,model,b
	E
	[ "$(cat err)" = 'l2d-threshold: the table has no experts: 1 row is rejected' ]
	l2d-threshold --cost .25 --fit in > model
	l2d-apply model < in | diff -u out -
	# a price and an availability of its own
	awk -F, -v OFS=, '{ print $0, NR == 1 ? "cost_reject" : NR == 3 ? .5 : 0, NR == 1 ? "avail_reject" : NR == 4 ? 0 : 1 }' in > priced
	l2d-threshold priced 2> err | cut -d, -f1,7- > got
	same got <<-'E'
	id,score,agent,answer
	1,0.125,reject,
	2,0,model,a
	3,-1.7976931348623157e+308,model,a
	4,0.25,reject,
	E
	# an estimate of its own that the model is right
	awk -F, -v OFS=, '{ print $0, NR == 1 ? "conf_model" : NR == 2 ? .5 : 1 }' in > estimated
	l2d-threshold --rule confidence --cost .25 estimated 2> err | column agent /dev/stdin | tr '\n' ' ' > got
	[ "$(cat got)" = "reject model model model " ]
}

@test "without experts: at every threshold the kept rows' accuracy and share are those of l2d-curve, and of counting" {
	unaided > in
	l2d-threshold --rule chow in > scored 2> err
	l2d-curve scored > curve
	points=0
	while IFS=, read -r t c kept _ rejected system _; do
		l2d-threshold --threshold "$t" in 2> err | l2d-score > s
		[ "$(column coverage s)" = "$c" ]
		[ "$(column n_unscored s)" = "$rejected" ]
		[ "$(column system_accuracy s)" = "$system" ]
		awk -F, -v t="$t" 'NR > 1 { top = $3 > $4 ? $3 : $4; all += $5
				if (1 - top > t) next
				n++; w += $5; right += $5 * ($2 == ($3 >= $4 ? "a" : "b")) }
			END { printf "%.12g %d %.12g\n", w / all, n, n ? right / w : 0 }' in > want
		near "$c" "$(cut -d' ' -f1 want)" 1e-11
		[ "$kept" = "$(cut -d' ' -f2 want)" ]
		[ -z "$system" ] || near "$system" "$(cut -d' ' -f3 want)" 1e-11
		points=$((points + 1))
	done < <(tail -n +2 curve)
	[ $points -ge 30 ]
	# the table of decisions has the areas of the table of probabilities
	for name in aurc_mean eaurc_mean augrc_mean auroc_midrank ap_block; do
		[ "$(l2d-score scored | column $name /dev/stdin)" = "$(l2d-score in | column $name /dev/stdin)" ]
	done
}

@test "without experts: targets, sweeps, states, threads" {
	unaided > in
	# the price of rejecting is the threshold, Chow (1970): every line of the sweep is the rule at that price
	l2d-threshold --sweep 0:.5:.125 in > sweep
	l2d-threshold in 2> err | l2d-curve > curve
	for c in 0 0.125 0.25 0.375 0.5; do
		l2d-threshold --cost $c in 2> err | l2d-score --cost $c > s
		[ "$(awk -F, -v c=$c '$1 == c { print $4 "," $5 "," $8 }' sweep)" = "$(column n_unscored s),$(column system_accuracy s),$(column cost s)" ]
	done
	for c in 0 .3 .62 1; do
		l2d-threshold --coverage $c in 2> err | l2d-score > s
		awk -F, -v c=$c 'NR > 1 && $2 >= c { got = $2 } END { print got }' curve > want # the least coverage that suffices
		[ "$(column coverage s)" = "$(cat want)" ]
	done
	l2d-threshold --budget .3 in 2> err | l2d-score > s
	awk -v x="$(column share_reject s)" 'BEGIN { exit !(x <= .3 && x > .2) }'
	l2d-threshold --budget .05 --budget-in cost --cost .25 in 2> err | l2d-score --cost .25 > s
	awk -v x="$(column cost s)" 'BEGIN { exit !(x <= .05) }'
	l2d-threshold --cost .25 in > t 2> err
	l2d-threshold --jobs 3 --cost .25 in 2> err3 | cmp t -
	cmp err err3
	l2d-score --jobs 3 t | diff - <(l2d-score t)
	l2d-score --partial t > state
	l2d-score --merge state | diff - <(l2d-score t)
	l2d-curve --expert reject t | diff - <(l2d-curve t)
}

@test "--risk without experts: of the rows that are kept, from the rule as it stands; --best is refused" {
	# the .875 are right on 39 of 40, the .75 on 30 of 40, the .5 on 20 of 40
	awk 'BEGIN { print "y,p_a,p_b"; for (i = 0; i < 40; i++) { print (i < 39 ? "a" : "b") ",.875,.125"; print (i < 30 ? "a" : "b") ",.75,.25"; print (i < 20 ? "a" : "b") ",.5,.5" } }' > in
	# 1 error in 40 rows; R: qbeta(.9, 2, 39)
	expect 0 l2d-threshold --cost .125 --risk .1 --delta .1 --fit in
	near "$(sed -n 's/^bound,,,//p' out)" 0.0937971029952837 1e-12
	[ "$(sed -n 's/^threshold,,,//p;s/^coverage,,,//p;s/^system_accuracy,,,//p' out | tr '\n' ' ')" = "0 0.3333333333333333 0.975 " ]
	# 11 errors in 80 rows; R: qbeta(.9, 12, 69)
	expect 0 l2d-threshold --cost .125 --risk .25 --delta .1 --fit in
	near "$(sed -n 's/^bound,,,//p' out)" 0.200157466137723 1e-12
	grep -qx 'threshold,,,0.125' out
	expect 1 l2d-threshold --cost .125 --risk .09 --delta .1 in
	[ ! -s out ]
	expect 1 l2d-threshold --risk .3 in # at the price 0 nothing is kept
	expect 3 l2d-threshold --best in
	grep -q 'the surest rows alone would be --best' err
	expect 2 l2d-threshold --rule confidence --expert-accuracy reject=.5 in
}

@test "fault: experts that only conf_* names are experts under every rule: nothing is rejected by mistake" {
	for name in conf est quality loss; do # and so are those of the columns of grades
		printf "p_a,p_b,${name}_x\n.5,.5,.9\n" > in
		expect 0 l2d-threshold in
		[ "$(column agent out)" = x ]
	done
	printf 'p_a,p_b,conf_x\n.5,.5,.9\n' > in
	expect 0 l2d-threshold --rule confidence in
	[ "$(column agent out)" = x ]
	printf 'p_a,p_b,cost_x\n.5,.5,.9\n' > in
	expect 3 l2d-threshold in
	grep -q "'cost_x': no agent of that name" err
}

@test "fault: an empty cost beside an empty answer was no error where decisions are made or read" {
	printf 'y,p_a,p_b,e_x,conf_x,cost_x,agent,score\na,.5,.5,,.9,,x,1\na,.5,.5,a,.9,1,x,1\n' > in
	for program in l2d-threshold 'l2d-route --paid-reads' l2d-score l2d-curve; do
		expect 3 $program in
		grep -q "in:2:[0-9]*: column 'cost_x'" err
	done
}

@test "without experts: --fit and l2d-apply decide as the program itself, for every rule and target" {
	unaided | awk -F, -v OFS=, 'NR == 1 { print $0, "conf_model", "cost_model", "cost_reject", "avail_reject", "score"; next }
		{ print $0, NR % 64 / 64, NR % 4 / 64, NR % 20 / 64, NR % 5 ? 1 : "", NR * 7 % 9 }' > in
	for rule in chow confidence score; do
		for target in '' '--threshold .05' '--coverage .5' '--coverage .5 --exact' '--budget .3' '--budget .05 --budget-in cost'; do
			# shellcheck disable=SC2086
			l2d-threshold --rule $rule $target in > direct 2> err
			# shellcheck disable=SC2086
			l2d-threshold --rule $rule $target --fit in > model
			l2d-apply model < in 2> err | cmp direct -
		done
	done
}

# lowered BALL D FILE: the table with every conf_* of an expert as low as it may be, from the definition.
lowered() {
	awk -F, -v OFS=, -v ball="$1" -v d="$2" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i ~ /^conf_/ && $i != "conf_model") c[i] }
		NR > 1 { for (i in c) { x = $i - (ball == "chi2" ? sqrt(d * $i * (1 - $i)) : d); $i = sprintf("%.17g", x < 0 ? 0 : x) } } { print }' "$3"
}

# Labels, a model, two experts whose confidences overlap the model's; equal weights.
unreliable() {
	awk 'function r(n) { s = s * 16807 % 2147483647; return s % n }
		BEGIN { OFS = ","; s = 99; print "id,y,p_a,p_b,e_x,e_z,conf_x,conf_z,conf_model,site"
		for (i = 0; i < 120; i++) { p = (1 + r(31)) / 32; y = r(32) < 32 * p ? "a" : "b"; o = y == "a" ? "b" : "a"
			print i, y, p, 1 - p, (r(8) ? y : o), (r(4) ? y : o), r(65) / 64, r(65) / 64, (p > .5 ? p : 1 - p), r(2) } }'
}

@test "--ambiguity: the rule on the least confidences of the ball, for every rule and target that takes it" {
	unreliable > in
	for with in '--rule posthoc' '--rule confidence' '--rule posthoc --coverage .4' '--rule posthoc --best' \
		'--rule posthoc --cost .1 --budget .3' '--rule posthoc --best --group site' '--rule posthoc --sweep 0:.3:.1'; do
		for ball in interval,.0625 interval,.5 chi2,.03 chi2,3 tv,.25; do
			d=${ball#*,} ball=${ball%,*}
			lowered $ball $d in > low
			# shellcheck disable=SC2086
			expect 0 l2d-threshold $with low
			awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i !~ /^conf/) c[++n] = i } { for (i = 1; i <= n; i++) printf "%s,", $c[i]; print "" }' out > want
			# shellcheck disable=SC2086
			expect 0 l2d-threshold $with --ambiguity $d --ball $ball in
			awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i !~ /^conf/) c[++n] = i } { for (i = 1; i <= n; i++) printf "%s,", $c[i]; print "" }' out |
				diff want -
		done
	done
	lowered interval .25 in > low # a constant is as wrong as a column
	expect 0 l2d-threshold --rule posthoc --expert-accuracy x=.5 low; column agent out > want
	expect 0 l2d-threshold --rule posthoc --expert-accuracy x=.75 --ambiguity .25 in; column agent out | diff want -
}

@test "--ambiguity: a model file has it, and l2d-apply decides as the program itself" {
	unreliable > in
	for with in '--ambiguity .125' '--ambiguity .05 --ball chi2 --coverage .5' '--ambiguity .1 --ball tv --risk .6 --group site'; do
		# shellcheck disable=SC2086
		l2d-threshold --rule posthoc $with --fit in > model 2> err
		# shellcheck disable=SC2086
		l2d-threshold --rule posthoc $with in > want
		l2d-apply model < in | cmp want -
	done
	for wrong in 's/^ambiguity,,,.*/ambiguity,,,2/' 's/^ball,.*/ball,,,box/' '/^ball/d' '/^ambiguity/d'; do
		sed "$wrong" model > broken
		expect 3 l2d-apply broken in
		[ ! -s out ]
	done
}

@test "--ambiguity with --risk: the plain test at the error whose worst case is the risk; the bound is the worst one" {
	unreliable > in
	for ball in interval tv; do
		lowered interval .125 in > low
		expect 0 l2d-threshold --rule posthoc --risk .36 --report plain low
		expect 0 l2d-threshold --rule posthoc --risk .485 --ambiguity .125 --ball $ball --report robust in
		[ "$(column threshold robust)" = "$(column threshold plain)" ]
		near "$(column bound robust)" "$(awk -v b="$(column bound plain)" 'BEGIN { printf "%.17g", b + .125 }')" 1e-12
		near "$(column worst_error robust)" "$(awk -v a="$(column system_accuracy plain)" 'BEGIN { printf "%.17g", 1 - a + .125 }')" 1e-12
	done
	# chi2: e + sqrt(D e (1 - e)) = A at e = .36, D = .0625: A = .36 + .25 * .48
	lowered chi2 .0625 in > low
	expect 0 l2d-threshold --rule posthoc --risk .36 --report plain low
	expect 0 l2d-threshold --rule posthoc --risk .48 --ambiguity .0625 --ball chi2 --report robust in
	[ "$(column threshold robust)" = "$(column threshold plain)" ]
	near "$(column bound robust)" "$(awk -v b="$(column bound plain)" 'BEGIN { printf "%.17g", b + .25 * sqrt(b * (1 - b)) }')" 1e-12
}

@test "--ambiguity with --risk of the other rules: the score as it is, the test at the error whose worst case is the risk" {
	unreliable | awk -F, -v OFS=, 'NR == 1 { print $0, "z_a,z_b,defer_x,defer_z,score"; next }
		{ print $0, log($3), log($4), ($7 - .5) * 4, ($8 - .5) * 4, ($7 > $8 ? $7 : $8) - $9 }' > in
	for rule in chow css ova rejector score; do
		expect 0 l2d-threshold --rule $rule --risk .36 --report plain in
		cp out want
		expect 0 l2d-threshold --rule $rule --risk .48 --ambiguity .0625 --ball chi2 --report robust in
		diff want out
		[ "$(column threshold robust)" = "$(column threshold plain)" ]
		near "$(column bound robust)" "$(awk -v b="$(column bound plain)" 'BEGIN { printf "%.17g", b + .25 * sqrt(b * (1 - b)) }')" 1e-12
		near "$(column worst_error robust)" "$(awk -v a="$(column system_accuracy plain)" 'BEGIN { printf "%.17g", 1 - a + .25 * sqrt(a * (1 - a)) }')" 1e-12
		l2d-threshold --rule $rule --risk .48 --ambiguity .0625 --ball chi2 --fit in > model 2> err
		l2d-apply model < in | cmp - want
		for with in "" "--best" "--coverage .5"; do expect 2 l2d-threshold --rule $rule --ambiguity .1 $with in; done
	done
}

@test "--ambiguity: what it means nothing for is refused" {
	unreliable > in
	expect 2 l2d-threshold --ambiguity .1 in
	grep -q -- --ambiguity err
	expect 2 l2d-threshold --rule css --ambiguity .1 in
	expect 2 l2d-threshold --rule posthoc --ball tv in
	expect 2 l2d-threshold --rule posthoc --ambiguity 1.5 in
	expect 2 l2d-threshold --rule posthoc --ambiguity .3 --risk .2 in
	grep -q 'not above --ambiguity' err
	expect 2 l2d-threshold --rule posthoc --ambiguity .1 --fair error --tolerance .1 --group site in
	cut -d, -f1-4 in > alone
	expect 3 l2d-threshold --rule confidence --ambiguity .1 alone
	sed '1s/conf_/est_/g' in > estimates
	expect 3 l2d-threshold --rule confidence --ambiguity .1 estimates
	grep -q "est_x' is an estimate of quality" err
	awk -F, -v OFS=, '{ print $0, NR == 1 ? "quality_model,quality_x,quality_z" : ".5,.5,1" }' in > grades
	expect 3 l2d-threshold --rule posthoc --ambiguity .1 --best grades
}

@test "states of --fit: rejection, a part without rows; tables with other classes, experts or outcomes are refused" {
	fit() { l2d-threshold --fit "$@"; }
	cut -d, -f1-5 "$TESTDATA/small/cases.csv" > unaided
	fit --coverage .6 unaided > want
	head -1 unaided | fit --coverage .6 --partial > none
	for k in 1 2; do fit --coverage .6 --partial --shard $k/2 unaided > $k; done
	cat 2 none 1 | fit --coverage .6 --merge | cmp want
	fit --coverage .6 --partial "$TESTDATA/small/cases.csv" > experts
	sed '1s/p_eel/p_fox/; s/eel/fox/' unaided | fit --coverage .6 --partial > classes
	awk -F, -v OFS=, '{ t = $3; $3 = $4; $4 = t } 1' unaided | fit --coverage .6 --partial > order
	for other in experts classes order; do
		expect 3 l2d-threshold --fit --coverage .6 --merge 1 $other
		grep -q 'tables with unlike \(classes\|experts\)$' err
	done
	awk -F, -v OFS=, '{ print $0, NR == 1 ? "quality_model,quality_ann,quality_bob" : "0.5,0.25,1" }' "$TESTDATA/small/cases.csv" > graded
	fit --best --partial graded > qualities
	fit --best --partial "$TESTDATA/small/cases.csv" > labels
	expect 3 l2d-threshold --fit --best --merge labels qualities
	expect 3 l2d-threshold --fit --best --merge none
	grep -v ,classes, 1 > cut
	expect 3 l2d-threshold --fit --coverage .6 --merge cut
}

# Two rows that differ in one cell, by which the expert answers the first and the model the second.
@test "a row is decided by its own cells, whatever of its agents they say" {
	decided() { # COLUMN CELL CELL [OPTION]...
		printf 'p_0,p_1,e_a,%s\n.25,.75,0,%s\n.25,.75,0,%s\n' "$1" "$2" "$3" > in
		expect 0 l2d-threshold "${@:4}" in
		[ "$(column agent out | tr '\n' ' ')" = "${wanted-a model }" ] || { echo "$1: $(column agent out)"; return 1; }
	}
	decided avail_a 1 0
	decided avail_a 1 ''
	decided cost_a .125 .5
	decided cost_model .25 0 --cost .25
	decided conf_a .9 .1 --rule posthoc
	decided conf_a .9 .1 --rule confidence
	decided est_a,est_model .9,.1 .1,.9 --rule confidence
	decided defer_a 1 -1 --rule rejector
	decided score 1 -1 --rule score
	wanted='e_b model ' decided e_b 1 '' --available answered --columns expert=e_b
	wanted='a model ' decided avail_model 0 1 --cost .5
}
