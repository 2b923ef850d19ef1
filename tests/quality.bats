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
		print "id,y,w,p_0,p_1,conf_model,e_a,conf_a,cost_a,e_b,conf_b,cost_b,score,agent,g,prop,other"
		for (i = 1; i <= 60; i++) {
			p = 1 + r(63)
			a = r(6) ? r(2) : ""
			b = r(6) ? r(2) : ""
			print i, r(2), r(4), p / 64, 1 - p / 64, (1 + r(31)) / 32, a, (1 + r(31)) / 32, r(9) / 64, b, (1 + r(31)) / 32, r(9) / 64,
				(r(21) - 10) / 8, (r(2) ? "model" : r(2) ? "a" : "b"), r(2) ? "u" : "v", (1 + i * 7 % 8) / 8, i % 3 ? "a" : "model"
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
		l2d-score --router --pair a,b --columns agent= FILE
		l2d-score --router --pair model,b --interval .9 --draws 50 FILE
		l2d-score --group g FILE
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
		l2d-compare --against a --measure accuracy,cost,cost_adjusted_accuracy,coverage --lambda .5 --margin .1 --power .2 --draws 50 FILE
		l2d-compare --against-best-constant --fit FILE --measure accuracy --draws 50 --columns weight= FILE
		l2d-compare --system it= --effect FILE
		l2d-calibrate --target experts --method isotonic FILE
		l2d-calibrate --target experts --method platt --smooth --group g FILE
		l2d-route --paid-reads --frontier FILE
		l2d-route --paid-reads --frontier --group g --interval .8 --draws 50 FILE
		l2d-route --paid-reads --lambda .5 FILE
		l2d-route --paid-reads --rule sufficient --threshold .6 FILE
		l2d-route --paid-reads --budget .05 --exact --fit FILE --report /dev/stderr FILE
		l2d-route --rule cascade --order any --budget .05 --fit FILE --report /dev/stderr FILE
		l2d-route --rule cascade --order a,b,model --budget .1 --exact --fit FILE --report /dev/stderr FILE
		l2d-route --rule frugal --budget .05 --fit FILE --report /dev/stderr FILE
		l2d-route --rule frugal --budget .1 --exact --fit FILE --report /dev/stderr FILE
		l2d-route --rule adaptive --lambda .5 --fit FILE --report /dev/stderr FILE
		l2d-route --rule adaptive --budget .05 --exact --bins 3 --fit FILE --report /dev/stderr FILE
		l2d-workload --share a=:.4 --report /dev/stderr FILE
		l2d-workload --mode pace --share a=:.4 --readings 2 --columns agent= FILE
		l2d-online --columns weight= --report /dev/stderr --every 10 FILE
		l2d-online --columns weight= --policy thompson --feedback full --report /dev/stderr FILE
		l2d-online --columns weight= --policy exp3 --feedback delayed:5 --report /dev/stderr FILE
		l2d-online --columns weight= --policy hedge --feedback full FILE
		l2d-online --columns weight= --policy greedy --budget .05 FILE
		l2d-offpolicy --na-action skip --columns propensity=prop --always a --always model --interval .9 --draws 50 FILE
		l2d-offpolicy --na-action skip --columns propensity=prop --rule other --always b --compare --interval .9 --draws 50 FILE
		l2d-offpolicy --na-action skip --columns propensity=prop --rule other --bounds FILE
	E
}

# computed: what is written without the columns in which the tables differ, and the rates by class, which need the label.
computed() {
	awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) drop[i] = $i ~ /^(y|truth|(quality|loss)_.*|false_(positive|negative)_rate.*)$/ }
		{ line = ""; for (i = 1; i <= NF; i++) if (!drop[i]) line = line "," $i; print line }'
}

@test "law: with quality = [answer = label] every program gives the bytes of the labelled table, with loss = -quality too" {
	for seed in 3 ${L2D_ALL:+4}; do
		labelled $seed > plain
		graded quality 1 < plain > quality
		graded loss -1 < plain > loss
		ways | some 2 > list
		while read -r way; do
			for kind in plain quality loss; do
				cp $kind t # names of files may stand in the output
				${way//FILE/t} > whole.out 2> $kind.err < /dev/null || { echo "$way: $kind: $(cat $kind.err)"; false; }
				computed < whole.out > $kind.out
			done
			cmp plain.out quality.out || { echo "$way"; diff plain.out quality.out; false; }
			cmp plain.out loss.out
			cmp plain.err quality.err
			cmp plain.err loss.err
		done < list
	done
}

@test "law: the page of l2d-report has the same numbers and points in every section that needs no label" {
	labelled 3 | cut -d, -f1-14 > plain
	graded quality 1 < plain > quality
	graded loss -1 < plain > loss
	for kind in plain quality loss; do
		l2d-report --draws 40 --interval .9 -o page.html $kind
		grep -o '<section id="[a-z]*"\|<data value="[^"]*"\|<title>[^<]*' page.html |
			awk '/^<section/ { shown = /"(standing|threshold|cost)"/ } shown' > $kind.got
	done
	[ "$(wc -l < plain.got)" -gt 400 ]
	[ "$(grep -c '^<section' plain.got)" = 3 ]
	cmp plain.got quality.got
	cmp plain.got loss.got
}

# Exceptions: measures of the model's labels and errors of l2d-compare (brier, nll, auroc, auroc_midrank, aurc_mean); l2d-ece and l2d-em
# refuse qualities (l2d-csv(5)); l2d-workload, which reads no outcomes, breaks ties between rows by all their bytes (l2d-workload(1));
# the losses below need the label, too.
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
	[ ! -s out ]
	grep -q "in:2:17: column 'quality_a': an outcome other than right and wrong" err
}

@test "l2d-threshold without classes: conf_model for the largest probability, the same decisions; rules that need classes say so" {
	for seed in 21 22; do
		awk -v s=$seed 'function r(n) { s = s * 16807 % 2147483647; return s % n } BEGIN {
			print "id,w,g,p_0,p_1,score,conf_a,conf_b,cost_a,cost_b,defer_a,defer_b,quality_model,quality_a,quality_b"
			for (i = 1; i <= 40; i++) { p = 32 + r(33)
				print i "," r(3) "," r(2) "," 1 - p / 64 "," p / 64 "," r(12) - 6 "," r(65) / 64 "," r(65) / 64 "," r(9) / 64 "," r(9) / 64 "," r(9) - 4 "," r(9) - 4 \
					"," (r(7) ? r(100) / 10 : "") "," (r(7) ? r(100) / 10 : "") "," (r(7) ? r(100) / 10 : "") } }' > in
		awk -F, -v OFS=, '{ $4 = NR == 1 ? "conf_model" : $5; $5 = NR == 1 ? "note" : 0 } 1' in > free
		for rule in chow posthoc confidence score rejector; do
			for way in '' --best '--best --group g' '--coverage .6 --exact' '--budget .05 --budget-in cost' --sweep\ 0:.4:.2; do
				case $rule,$way in score,--sweep* | rejector,--sweep*) continue ;; esac
				for t in in free; do
					l2d-threshold --rule $rule $way $t 2> err > $t.out || cat err
					[ "${way%% *}" = --sweep ] || { cut -d, -f1-3,6- $t.out | sed 's/,[^,]*$//' > $t.cut && mv $t.cut $t.out; }
				done
				cmp in.out free.out || { echo "$rule $way"; false; }
				case $way in '' | *exact | --sweep*) continue ;; esac
				# the model file, from the rows and from states
				l2d-threshold --rule $rule $way --fit free > rule
				grep -qx 'classes,,,0' rule
				l2d-apply rule < free 2> err | cmp - <(l2d-threshold --rule $rule $way free 2> err)
				for k in 1 2; do l2d-threshold --rule $rule $way --fit --partial --shard $k/2 free > $k.s; done
				l2d-threshold --rule $rule $way --fit --merge 2.s 1.s | cmp - rule
			done
		done
	done
	printf '%s\n' id,quality_model,quality_a,est_a,defer_a,z_0 1,2,3,4,1,1 > in
	cut -d, -f1-5 in > free
	for rule in css ova; do
		expect 3 l2d-threshold --rule $rule free
		[ ! -s out ]
		grep -q "^l2d-threshold: free:1:1: --rule $rule compares logits of classes: no column 'z_\*'$" err
	done
	for rule in chow posthoc confidence; do
		expect 3 l2d-threshold --rule $rule --columns estimate= free
		[ ! -s out ]
		grep -q "^l2d-threshold: free:1:1: no column 'p_\*' (prob) or 'z_\*' (logit); l2d-apply writes it$" err
	done
	printf '%s\n' id,conf_model,y,e_a 1,.5,0,1 > in # what the model says is not known: nothing can be said of it
	expect 3 l2d-threshold --best in
	grep -q "no column 'p_\*'" err
	l2d-threshold in > out # but a row can be decided about
	[ "$(column answer out)" = 1 ]
	# graded tables of one rule: est_model and est_a in a unit of their own, no probability anywhere
	printf '%s\n' est_model,est_a,quality_model,quality_a 5,4,6,3 5,9,6,8 > in
	[ "$(l2d-threshold --rule confidence in | column agent /dev/stdin | tr '\n' ' ')" = 'model a ' ]
	[ "$(l2d-threshold --rule confidence in | l2d-score | column system_accuracy /dev/stdin)" = 7 ]
}

@test "est_* in l2d-threshold, l2d-score and l2d-compare against their definitions, in python" {
	python3 -c '' 2> /dev/null || skip "python3 is not installed"
	python3 - <<-'P'
	import csv, io, random, subprocess
	def run(*command, rows=None):
	    text = io.StringIO()
	    table = csv.DictWriter(text, rows[0])
	    table.writeheader()
	    table.writerows(rows)
	    out = subprocess.run(command, input=text.getvalue(), capture_output=True, text=True, check=True).stdout
	    return list(csv.DictReader(io.StringIO(out)))
	def mean(rows, value):
	    known = [(r['w'], value(r)) for r in rows if value(r) != '']
	    return sum(w * v for w, v in known) / sum(w for w, _ in known)
	def near(got, want):
	    assert abs(float(got) - want) < 1e-9, (got, want)
	experts, deferred, other = 'abc', 0, 0
	for seed in range(12):
	    rng = random.Random(seed)
	    rows = []
	    for i in range(40):
	        r = {'id': i, 'w': rng.randrange(1, 4), 'p_0': .5, 'p_1': .5, 'est_model': rng.randrange(-3, 4)}
	        for a in experts:
	            r.update({'est_' + a: rng.randrange(-4, 5), 'cost_' + a: rng.randrange(3), 'avail_' + a: int(a == 'a' or rng.random() < .7)})
	        for a in ('model',) + tuple(experts):
	            r['quality_' + a] = '' if rng.random() < .1 else rng.randrange(-50, 90) / 10
	        rows.append(r)
	    # the margin of the best expert who may be asked, its price taken off, over the model: the first one of equals
	    may = lambda r: [a for a in experts if r['avail_' + a]]
	    best = lambda r: max(may(r), key=lambda a: r['est_' + a] - r['cost_' + a])
	    margin = lambda r: r['est_' + best(r)] - r['cost_' + best(r)] - r['est_model']
	    decided = run('l2d-threshold', '--rule', 'confidence', rows=rows)
	    for r, got in zip(rows, decided):
	        near(got['score'], margin(r))
	        assert got['agent'] == (best(r) if margin(r) > 0 else 'model'), (r, got)
	        r['agent'] = got['agent']
	        deferred += r['agent'] != 'model'
	    quality = lambda r: r['quality_' + r['agent']]
	    system, = run('l2d-score', rows=rows)
	    near(system['system_accuracy'], mean(rows, quality))
	    near(system['coverage'], mean(rows, lambda r: r['agent'] == 'model'))
	    # without a decision: whom est_* says, of rows deferred by their scores, the largest first
	    free = [{k: v for k, v in r.items() if k[:4] in ('id', 'est_', 'qual')} for r in rows]
	    for r, score in zip(free, rng.sample(range(99), len(rows))):
	        r.update({k: v or 0 for k, v in r.items()}, score=score)
	    first = lambda r: max(experts, key=lambda a: r['est_' + a])
	    kept = sorted(free, key=lambda r: r['score'])
	    area = [sum(r['quality_model'] for r in kept[:k]) + sum(r['quality_' + first(r)] for r in kept[k:]) for k in range(1, 41)]
	    system, = run('l2d-score', rows=free)
	    near(system['system_aucac_mean'], sum(area) / 1600)
	    other += sum(first(r) != 'a' for r in free)
	    # decisions that are made: what was expected says nothing any more
	    with open('one.csv', 'w', newline='') as out:
	        table = csv.DictWriter(out, rows[0]); table.writeheader(); table.writerows(rows)
	    against = lambda r: {k: -v if k.startswith('est_') else v for k, v in r.items()} | {'agent': 'model'}
	    with open('two.csv', 'w', newline='') as out:
	        table = csv.DictWriter(out, rows[0]); table.writeheader(); table.writerows(map(against, rows))
	    text = subprocess.run(['l2d-compare', '--system', 'one=', '--system', 'two=', 'one.csv', 'two.csv'], capture_output=True, text=True, check=True).stdout
	    line = next(r for r in csv.DictReader(io.StringIO(text)) if r['measure'] == 'accuracy')
	    both = [r for r in rows if quality(r) != '' and r['quality_model'] != '']
	    near(abs(float(line['difference'])), abs(mean(both, lambda r: quality(r) - r['quality_model'])))
	assert deferred > 100 and other > 100
	P
}

@test "regret where outcomes are missing, over the rows where both are known: brute force, shares, intervals of l2d-score --router" {
	python3 -c '' 2> /dev/null || skip "python3 is not installed"
	cat > brute.py <<-'P'
	import csv, io, random, subprocess
	def run(*command, rows=None):
	    text = io.StringIO()
	    t = csv.DictWriter(text, rows[0]); t.writeheader(); t.writerows(rows)
	    return subprocess.run(command, input=text.getvalue(), capture_output=True, text=True, check=True).stdout
	def table(text): return list(csv.DictReader(io.StringIO(text)))
	agents = ['model', 'a', 'b']
	def make(seed, labels):
	    rng = random.Random(seed); rows = []
	    for i in range(40):
	        r = {'id': i, 'w': rng.randrange(1, 4), 'g': rng.randrange(2), 'avail_b': int(rng.random() < .8) if seed % 2 else 1}
	        if labels: r.update(y=rng.randrange(2), p_0=rng.randrange(65) / 64); r['p_1'] = 1 - r['p_0']
	        for a in agents:
	            r['est_' + a] = rng.randrange(33) / 16; r['cost_' + a] = rng.randrange(5) / 4
	            if labels and a != 'model': r['e_' + a] = '' if rng.random() < .3 else rng.randrange(2)
	            if not labels: r['quality_' + a] = '' if rng.random() < .3 else rng.randrange(-50, 90) / 10
	        rows.append(r)
	    return rows
	def right(r, a):
	    if 'y' not in r: return None if r['quality_' + a] == '' else r['quality_' + a]
	    e = int(r['p_1'] > r['p_0']) if a == 'model' else r['e_' + a]
	    return None if e == '' else float(e == r['y'])
	def may(r): return [a for a in agents if a != 'b' or r['avail_b']]
	def mean(rows, f): return sum(r['w'] * f(r) for r in rows) / sum(r['w'] for r in rows)
	def constant(rows):
	    best = None
	    for a in agents:
	        if all(a in may(r) for r in rows):
	            k = [r for r in rows if right(r, a) is not None]
	            if k and (best is None or mean(k, lambda r: right(r, a)) > best[1] + 1e-12): best = a, mean(k, lambda r: right(r, a))
	    return best[0]
	def regrets(rows, chosen):
	    c = constant(rows)
	    k = [r for r in rows if right(r, chosen(r)) is not None]
	    best = lambda r: max(right(r, a) for a in may(r) if right(r, a) is not None)
	    both = [r for r in k if right(r, c) is not None]
	    return mean(k, lambda r: best(r) - right(r, chosen(r))), mean(both, lambda r: right(r, c) - right(r, chosen(r)))
	def near(got, want, what): assert abs(float(got) - want) < 1e-9, (what, got, want)
	steps = compared = 0
	for seed in range(5):
	    for labels in (False, True):
	        rows = make(seed, labels)
	        text = run('l2d-route', '--frontier', '--group', 'g', rows=rows)
	        for line in table(text):
	            part = [r for r in rows if line['g'] in ('', str(r['g']))]
	            if line['policy'] == 'frontier':
	                high = float(line['lambda_max'] or 1e9); rate = (float(line['lambda_min']) + high) / 2
	                chosen = lambda r: max(may(r), key=lambda a: r['est_' + a] - rate * r['cost_' + a])
	                steps += 1
	            elif line['policy'] == 'oracle': chosen = lambda r: max((a for a in may(r)), key=lambda a: -1e9 if right(r, a) is None else right(r, a))
	            else: chosen = lambda r: line['agent']
	            if line['policy'] == 'oracle':
	                near(line['regret_oracle'], 0, line); continue
	            want = regrets(part, chosen)
	            near(line['regret_oracle'], want[0], line); near(line['regret_constant'], want[1], line)
	        states = [run('l2d-route', '--frontier', '--group', 'g', '--partial', rows=part) for part in (rows[:13], rows[13:])]
	        assert subprocess.run(['l2d-route', '--frontier', '--group', 'g', '--merge'], input=''.join(states), capture_output=True, text=True, check=True).stdout == text
	        sweep = ['l2d-threshold', '--rule', 'confidence', '--sweep', '0:1:.25', '--group', 'g']
	        text = run(*sweep, rows=rows)
	        for line in table(text):
	            part = [r for r in rows if line['g'] in ('', str(r['g']))]
	            def chosen(r):
	                e = max((a for a in may(r) if a != 'model'), key=lambda a: r['est_' + a])
	                return e if r['est_' + e] - float(line['c0']) > r['est_model'] - r['cost_model'] else 'model'
	            want = regrets(part, chosen)
	            near(line['regret_oracle'], want[0], line); near(line['regret_constant'], want[1], line)
	        states = [run(*sweep, '--partial', rows=part) for part in (rows[:13], rows[13:])]
	        assert subprocess.run(sweep + ['--merge'], input=''.join(states), capture_output=True, text=True, check=True).stdout == text
	        # intervals are those of l2d-score --router for the tables decided so
	        if seed > 2 or not all(r['avail_b'] for r in rows): continue
	        with open('fit', 'w') as f:
	            t = csv.DictWriter(f, rows[0]); t.writeheader(); t.writerows(rows)
	        drawn = ['--interval', '.8', '--draws', '40']
	        def compare(line, *command):
	            got, = table(run('l2d-score', '--router', '--fit', 'fit', *drawn, rows=table(run(*command, rows=rows))))
	            assert got['constant'] == constant(rows)
	            for end, other in (('lo', 'hi'), ('hi', 'lo')):
	                near(line['regret_oracle_' + end], float(got['regret_oracle_' + end]), line)
	                near(line['regret_constant_' + end], -float(got['gain_constant_' + other]), line)
	            return 1
	        for line in [l for l in table(run('l2d-route', '--frontier', *drawn, rows=rows)) if l['policy'] == 'frontier'][::9]:
	            rate = (float(line['lambda_min']) + float(line['lambda_max'] or 1e9)) / 2
	            compared += compare(line, 'l2d-route', '--lambda', repr(rate))
	        for line in table(run('l2d-threshold', '--rule', 'confidence', '--sweep', '0:1:.5', *drawn, rows=rows)):
	            compared += compare(line, 'l2d-threshold', '--rule', 'confidence', '--cost', line['c0'])
	assert steps > 200 and compared > 12, (steps, compared)
	P
	python3 brute.py
}

@test "l2d-workload: est_* in the place of conf_*, of any range; the same bytes where they are the same" {
	for way in '' '--mode greedy --share a=0:.4' '--share b=.3:.5' '--readings 2' '--mode pace --share a=.3:.4'; do
		labelled 12 | cut -d, -f-15 | sed '1s/conf_model/c/; 1s/,agent,/,who,/' > plain
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
	for way in 'l2d-ece --estimand expert' 'l2d-train --loss mixexp --columns cost=' \
		'l2d-loss --loss mixexp'; do
		expect 3 $way in && [ ! -s out ] && grep -q "column 'quality_a' says what an answer was worth" err
		$way --columns quality= in > out 2> err || { echo "$way: $(cat err)"; false; }
	done
}

@test "l2d-em refuses qualities, and says why" {
	labelled 13 | awk -F, -v OFS=, '{ print $0, NR == 1 ? "x_1" : NR % 7, NR == 1 ? "loss_a" : .5 }' > in
	expect 3 l2d-em in
	[ ! -s out ]
	grep -q "in:1:1: column 'loss_a' says what an answer was worth, but the mixture is one of classes" err
	expect 0 l2d-em --columns loss= in
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

# trainable SEED: labels, two features, logits of a frozen classifier, answers with gaps and prices; qualities ROLE SIGN: the same with
# qualities of 1 and 0, or minus losses, beside the label, which a classifier needs.
trainable() {
	awk -v s="$1" 'function r(n) { s = s * 16807 % 2147483647; return s % n }
	BEGIN {
		OFS = ","
		print "id,y,w,x_1,x_2,z_0,z_1,z_2,e_a,e_b,cost_a,cost_b,defer_a,defer_b"
		for (i = 1; i <= 150; i++) {
			y = r(3)
			print i, y, r(3), y + r(400) / 100, r(600) / 100, r(9) / 4 + (y == 0), r(9) / 4 + (y == 1), r(9) / 4 + (y == 2),
				r(5) ? (r(2) ? y : r(3)) : "", r(5) ? (r(4) ? y : r(3)) : "", r(20) / 64, r(20) / 64, r(9) / 8, r(9) / 8
		}
	}'
}

qualities() {
	awk -F, -v OFS=, -v role="$1" -v sign="$2" '
	NR == 1 { print $0, role "_model", role "_a", role "_b"; next }
	function q(e) { return e == "" ? "" : sign * (e == $2) }
	{ h = $6 >= $7 && $6 >= $8 ? 0 : $7 >= $8 ? 1 : 2; print $0, q(h), q($9), q($10) }'
}

@test "law: surrogate losses of quality = [answer = label] are those of the label, models and what is applied too" {
	trainable 5 > plain
	qualities quality 1 < plain > quality
	qualities loss -1 < plain > loss
	for way in confidence css 'css --alpha .3 --cost .1' 'css --cmax tight --cost .1' ova 'ova --cmax tight --cost a=.2' sova \
		'sova --cost b=.25' rejector 'rejector --free --cost .125' twostage 'twostage --cost .125'; do
		for program in 'l2d-train --iterations 20 --allow-unconverged' 'l2d-loss --gradient'; do
			for kind in plain quality loss; do
				$program --loss $way $kind > $kind.out 2> $kind.err || { echo "$program $way: $(cat $kind.err)"; false; }
			done
			if [ "${program%% *}" = l2d-train ]; then
				cmp plain.out quality.out
				cmp plain.out loss.out
			else # the table has other columns
				for kind in quality loss; do cmp <(cut -d, -f15- plain.out) <(cut -d, -f18- $kind.out); done
			fi
			cmp plain.err quality.err
		done
	done
}

# population: five places, each with a label whose probability is P, and a quality of two values for each of model, a and b, as
# rows whose weights are their probabilities; means: what each agent is worth there, on marks of 1 to 10, a right class being worth 10.
population() {
	awk 'BEGIN {
		OFS = ","
		print "id,w,x_1,x_2,x_3,x_4,p_0,p_1,y,quality_model,quality_a,quality_b"
		split(".9 .6 .55 .7 .8", P, " "); split("6 3 8 2 7", M, " "); split("4 7 5 9 6", A, " "); split("5 6 7 8 8", B, " ")
		for (i = 1; i <= 5; i++) for (k = 0; k < 16; k++) {
			y = k % 2; m = int(k / 2) % 2; a = int(k / 4) % 2; b = int(k / 8)
			print 16 * i + k, (y ? 1 - P[i] : P[i]) * 1000, i == 1, i == 2, i == 3, i == 4, P[i], 1 - P[i], y,
				M[i] + (m ? 1 : -1), A[i] + (a ? 1 : -1), B[i] + (b ? 2 : -2)
		}
	}'
	echo 6 4 5 9.1 3 7 6 6.4 8 5 7 5.95 2 9 8 7.3 7 6 8 8.2 | xargs -n 4 > means
}

@test "graded outcomes in training: at the population's optimum estimates are the expected qualities, and the best agent is chosen" {
	population > world
	# the experts' estimates, in marks; est_model is 1 + 9 P(right)
	for loss in confidence css ova sova; do
		l2d-train --loss $loss --l2 0 --tolerance 1e-8 --scale 1:10 world > model
		grep -q '^quality,lo,,1$' model
		grep -q '^quality,hi,,10$' model
		l2d-apply --emit confidences model --input world 2> err | awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
			NR % 16 == 2 { print $at["est_model"], $at["est_a"], $at["est_b"] }' > got
		paste -d' ' got means | while read -r model a b _ ea eb em; do
			near $model $em 2e-4 && near $a $ea 2e-4 && near $b $eb 2e-4 || { echo "$loss: $model $a $b"; return 1; }
		done
	done
	# whom the decision rule picks: of css and ova the largest logit, of a rejector of the frozen classifier the largest of 0 and defer_*
	for way in 'css --scale 1:10|4' 'ova --scale 1:10|4' 'rejector --free|1' 'twostage|1'; do
		l2d-train --loss ${way%|*} --l2 0 --tolerance 1e-8 world > model 2> err || cat err
		l2d-apply --emit logits model --input world 2> err | awk -F, -v frozen=$((${way#*|} == 1)) '
			NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
			NR % 16 == 2 { m = frozen ? 0 : $at["z_0"]; a = $at["defer_a"]; b = $at["defer_b"]; print (a > m && a > b ? 2 : b > m ? 3 : 1) }' > got
		# rejector compares every expert with the model; a and b here are told apart by that margin, too
		awk -v c=${way#*|} '{ v[1] = $c; v[2] = $2; v[3] = $3; best = 1; for (i = 2; i < 4; i++) if (v[i] > v[best]) best = i; print best }' means > want
		diff want got || { echo "$way"; false; }
	done
	# a common unit changes nothing but the unit: marks of 10 to 100 at the same prices in them
	awk -F, -v OFS=, 'NR > 1 { for (i = 10; i <= 12; i++) $i *= 16 } 1' world > larger
	for loss in sova twostage; do
		l2d-train --loss $loss --cost .5 world | grep -v '^quality\|^cost' > one
		l2d-train --loss $loss --cost 8 larger | grep -v '^quality\|^cost' | cmp - one
	done
}

@test "graded outcomes without labels: estimates for l2d-route from features alone; a rejector without a classifier" {
	population | awk -F, -v OFS=, '{ print $1, $2, $3, $4, $5, $6, $11, $12 }' > world
	l2d-train --loss confidence --l2 0 --tolerance 1e-8 world > model # the scale is what was seen
	[ "$(grep '^quality' model | tr '\n' ' ')" = 'quality,lo,,3 quality,hi,,10 ' ]
	fails grep -q '^class' model
	l2d-apply model --input world > applied
	[ "$(head -1 applied)" = 'id,w,x_1,x_2,x_3,x_4,quality_a,quality_b,defer_a,defer_b,est_a,est_b' ]
	awk -F, 'NR % 16 == 2 { print $11, $12 }' applied | paste -d' ' - means | while read -r a b _ ea eb _; do
		near $a $ea 2e-4 && near $b $eb 2e-4 || return 1
	done
	[ "$(l2d-route applied | awk -F, 'NR % 16 == 2 { print $(NF - 2) }' | paste -sd ' ')" = 'b a b a b' ]
	population | cut -d, -f1-6,10- > world
	for loss in twostage 'rejector --free'; do
		l2d-train --loss $loss --l2 0 --tolerance 1e-8 world > model
		fails grep -q '^class' model
		[ "$(l2d-apply model --input world | awk -F, 'NR % 16 == 2 { a = $(NF - 1); b = $NF; print (a > 0 && a > b ? "a" : b > 0 ? "b" : "model") }' |
			paste -sd ' ')" = 'model a model a b' ]
	done
	expect 3 l2d-train --loss rejector world # whose r is d less the classifier's largest logit
	grep -q "p_\*" err
	expect 3 l2d-train --loss css world
	grep -q "column 'y'" err
	expect 3 l2d-train --loss confidence world
	grep -q "column 'quality_model', but without a label no classifier is trained" err
}

@test "the scale of graded outcomes: 0:1 where all are in it, else what was seen, or --scale, and its faults" {
	printf '%s\n' id,x_1,y,quality_a 1,0,0,.2 2,1,1,.7 3,2,0,.5 4,3,1,.1 > in
	l2d-train --loss sova in > model
	fails grep -q ^quality model
	sed 's/\.7/7/' in > far
	l2d-train --loss sova far > model
	[ "$(grep '^quality' model | tr '\n' ' ')" = 'quality,lo,,0.1 quality,hi,,7 ' ]
	l2d-train --loss sova --scale 0:8 far > model
	[ "$(grep '^quality' model | tr '\n' ' ')" = 'quality,lo,,0 quality,hi,,8 ' ]
	expect 3 l2d-train --loss sova --scale 0:6 far
	[ ! -s out ]
	grep -q "^l2d-train: far:3:7: column 'quality_a': a quality that is not from 0 to 6, the scale" err
	expect 3 l2d-loss --loss sova --columns 'prob=x_1 defer=y' far
	sed '1s/quality_a/loss_a/; s/,\.7/,-7/; s/,\.\([0-9]\)$/,-.\1/' in | sed 's/,7$/,-7/' > minus
	l2d-train --loss sova minus > other
	expect 3 l2d-train --loss sova --scale 0:6 minus
	grep -q "column 'loss_a': a loss whose negative is a quality that is not from 0 to 6" err
	for scale in 1 1:1 2:1 a:b 0:inf :; do expect 2 l2d-train --loss sova --scale $scale far; done
	expect 2 l2d-train --loss sova --cmax tight --scale 0:8 far
	expect 2 l2d-train --loss ce --scale 0:8 far
	expect 2 l2d-train --loss sova --scale 0:8 --columns "quality= expert=y" far
	grep -q 'the table has no qualities' err
	sed 's/,[.0-9]*$/,7/; 1s/,7/,quality_a/' in > same
	expect 3 l2d-train --loss sova same
	[ ! -s out ]
	grep -q 'all qualities are 7' err
	expect 3 l2d-train --loss sova --cmax tight in # whose c_max is no function of the expected quality
	grep -q "in:2:7: column 'quality_a': an outcome other than right and wrong" err
	for loss in mixexp realizable asm lee triage; do
		expect 3 l2d-train --loss $loss --columns expert=y far
		[ ! -s out ]
		grep -q "column 'quality_a' says what an answer was worth" err
	done
	# a model file whose scale is none
	sed 's/^quality,hi,,8/quality,hi,,0/' model > bad
	expect 3 l2d-apply bad --input in
	grep -q 'quality: .*not above the lowest' err || { cat err; false; }
	# rows of which nobody knows the frozen classifier's quality are no rows of its rejector
	printf '%s\n' id,x_1,quality_model,quality_a 1,0,0,1 2,1,1,.7 3,2,,.5 4,3,1,.1 > gaps
	l2d-train --loss twostage gaps > model
	grep -v ^3 gaps | l2d-train --loss twostage | cmp - model
}
