# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# What l2d-route finds against all there is to find, on tiny tables.
load common

@test "adaptive: budgets, coins, smoothing, availability against all policies and all cascades, in python" {
	python3 -c '' 2> /dev/null || skip "python3 is not installed"
	[ -n "${L2D_ALL:-}" ] && seeds=40 || seeds=5
	python3 "$ROOT/tests/adaptive_oracle.py" 0 $seeds > compared
	[ "$(cat compared)" -ge $((12 * seeds)) ]
}

@test "adaptive: est_* is a signal where there is no conf_*: the same decisions by another name" {
	awk 'BEGIN { srand(23); print "id,y,e_a,e_b,conf_a,conf_b,cost_a,cost_b"
		for (i = 1; i <= 200; i++) { a = rand(); b = .4 + .6 * rand()
			printf "r%d,1,%d,%d,%.3f,%.3f,1,2\n", i, rand() < a, rand() < b, a, b } }' > in
	for options in "--lambda .05" "--budget 1.7 --exact" "--budget 2 --smoothing 0 --bins 12"; do
		l2d-route --rule adaptive $options --report want in | tail -n +2 > told
		expect 0 l2d-route --rule adaptive $options --report rep <(sed '1s/conf_/est_/g' in)
		tail -n +2 out | cmp - told
		cmp rep want
		# where both are there, the confidence is what was heard
		awk -F, -v OFS=, '{ print $0, NR == 1 ? "est_a,est_b" : ".5,.5" }' in | l2d-route --rule adaptive $options | cut -d, -f11- | tail -n +2 > got
		cut -d, -f9- told | cmp - got
	done
	# without labels what is expected is what there is to gain
	cut -d, -f1,3- in | sed '1s/conf_/est_/g' > expected
	l2d-route --rule adaptive --lambda 0 --report rep expected > out
	awk -F, 'NR > 1 { s += $4 > $5 ? $4 : $5 } END { print s / (NR - 1) }' expected > most
	awk -F, '$1 == "gain" { print $3 }' rep | paste - most | awk '{ exit !($1 > .6 && $1 <= $2) }'
}

@test "cascade, frugal: est_* is a signal where there is no conf_*: the same decisions by another name, in any unit" {
	awk 'BEGIN { srand(29); print "id,y,e_a,e_b,e_c,conf_a,conf_b,conf_c,cost_a,cost_b,cost_c"
		for (i = 1; i <= 150; i++) { a = rand(); b = .3 + .7 * rand(); c = .6 + .4 * rand()
			printf "r%d,1,%d,%d,%d,%.3f,%.3f,%.3f,1,2,4\n", i, rand() < a, rand() < b, rand() < c, a, b, c } }' > in
	sed '1s/conf_/est_/g' in > est
	awk -F, -v OFS=, 'NR > 1 { for (i = 6; i <= 8; i++) $i = 16 * $i - 7 } 1' est > other # the same order, in another unit
	sed '1s/conf_/est_/' in > mixed # one agent has an estimate, the others confidences
	for options in "--rule cascade --order a,c --budget 2 --exact" "--rule cascade --order any --budget 2.5" "--rule frugal --budget 2" \
		"--rule frugal --budget 2.5 --exact"; do
		l2d-route $options --report want in | tail -n +2 > told
		for t in est mixed other; do
			expect 0 l2d-route $options --report rep $t
			tail -n +2 out | cut -d, -f12- | diff - <(cut -d, -f12- told)
			grep -v '^threshold\|^tau' want | diff - <(grep -v '^threshold\|^tau' rep)
		done
		# from a calibration table, and as a model
		l2d-route $options --fit est --save plan est | cmp - <(l2d-route $options est)
		l2d-route --model plan est | cmp - <(l2d-route $options est)
		# where both are there, the confidence is what was heard
		awk -F, -v OFS=, '{ print $0, NR == 1 ? "est_a,est_b,est_c" : ".5,.5,.5" }' in | l2d-route $options | tail -n +2 | cut -d, -f15- | diff - <(cut -d, -f12- told)
	done
	l2d-route --rule cascade --order a,b,c --threshold .5,.7 in | tail -n +2 > told
	l2d-route --rule cascade --order a,b,c --threshold .5,.7 est | tail -n +2 | cmp - told
	l2d-route --rule cascade --order a,b,c --threshold 1,4.2 other | tail -n +2 | cut -d, -f12- | cmp - <(cut -d, -f12- told)
	# graded, with estimates alone: the thresholds are in their unit
	printf '%s\n' id,quality_a,quality_b,est_a,est_b,cost_a,cost_b 1,7,9,6,8,1,3 2,9,9,8,8,1,3 3,3,8,2,8,1,3 > graded
	[ "$(l2d-route --rule cascade --order a,b --budget 3 --exact --report rep graded | column agent /dev/stdin | tr '\n' ' ')" = 'b a b ' ]
	[ "$(awk -F, '$1 == "gain" { print $3 }' rep)" = 8.666666666666666 ]
	cut -d, -f1-3,5- graded > lacks
	expect 3 l2d-route --rule cascade --order a,b --threshold 5 lacks
	grep -q "column 'cost_a': no agent of that name" err
}

@test "frugal --latency: nobody is asked second who would come too late, in fitting, too" {
	# b mends a's x for 1, but on half of the rows too late; c always for 2
	P() { printf '%s\n' "$@"; }
	P id,y,e_a,e_b,e_c,conf_a,conf_b,conf_c,cost_a,cost_b,cost_c,latency_a,latency_b,latency_c \
		1,y,x,y,y,.5,.9,.9,1,1,2,5,5,5 2,y,x,y,y,.5,.9,.9,1,1,2,5,9,5 3,x,x,y,y,.9,.9,.9,1,1,2,5,5,5 4,x,x,y,y,.9,.9,.9,1,1,2,5,9,5 > in
	found() { l2d-route --rule frugal --budget 2 "$@" --report rep in > out && awk -F, '$1 == "cost" || $1 == "gain" { printf "%s ", $3 }' rep; }
	[ "$(found)" = "1.5 1 " ]
	[ "$(column agent out | tr '\n' ' ')" = "b b a a " ]
	[ "$(found --latency 10)" = "2 1 " ]
	[ "$(column agent out | tr '\n' ' ')" = "c c a a " ]
	# b, given as it was found without the limit: the base's answer is final where b comes too late
	l2d-route --rule frugal --budget 2 --save plan in > out
	sed 's/^latency,,,inf/latency,,,10/' plan > limited
	l2d-route --model limited in > out
	[ "$(column agent out | tr '\n' ' ')" = "b a a a " ]
	[ "$(column paid out | tr '\n' ' ')" = "2 1 1 1 " ]
	[ "$(found --latency 9)" = "1 0.5 " ]
}

@test "--router: optimal selection, cost and accuracy, arena, gain, regret, entropy by their definitions, in python" {
	python3 -c '' 2> /dev/null || skip "python3 is not installed"
	python3 - <<-'E'
	import csv, math, random, subprocess
	rng = random.Random(11)
	AGENTS = 'abc'
	def write(name, rows):
	    with open(name, 'w', newline='') as out:
	        table = csv.DictWriter(out, rows[0])
	        table.writeheader()
	        table.writerows(rows)
	def measure(rows, fit):
	    total = lambda f: sum(r['w'] * f(r) for r in rows)
	    mean = lambda f: total(f) / total(lambda r: 1)
	    q = lambda r: r['quality_' + r['agent']]
	    c = lambda r: r['cost_' + r['agent']]
	    most = lambda r: max(r['quality_' + a] for a in AGENTS)
	    cheapest = lambda r: min(r['cost_' + a] for a in AGENTS if r['quality_' + a] == 1)
	    some = lambda r: most(r) == 1
	    best = max(AGENTS, key=lambda a: sum(r['w'] * r['quality_' + a] for r in fit))
	    A, price = mean(q), 1000 * mean(c)
	    C = (math.log2(200) - math.log2(price)) / (math.log2(200) - math.log2(.0044))
	    share = [mean(lambda r: r['agent'] == a) for a in AGENTS]
	    return {'quality': A, 'cost': mean(c), 'constant': best,
	            'gain_constant': A - mean(lambda r: r['quality_' + best]),
	            'regret_oracle': mean(lambda r: most(r) - q(r)),
	            'entropy': -sum(p * math.log(p) for p in share if p),
	            'optimal_selection': total(lambda r: some(r) and q(r) == 1 and c(r) == cheapest(r)) / total(some),
	            'optimal_cost': total(lambda r: cheapest(r) if some(r) else 0) / total(lambda r: c(r) if some(r) and q(r) == 1 else 0),
	            'optimal_accuracy': total(q) / total(most), 'arena': 100 * 1.1 * A * C / (.1 * A + C)}
	for trial in range(8):
	    rows = [{'id': i, 'w': rng.randint(1, 3), 'agent': rng.choice(AGENTS),
	             **{'quality_' + a: rng.choice((0, .25, .5, 1, 1)) for a in AGENTS},
	             **{'cost_' + a: rng.randint(1, 4) / 1000 for a in AGENTS}} for i in range(rng.randint(5, 40))]
	    fit = [{k: v for k, v in r.items() if k != 'agent'} for r in rows[::2]]
	    write('in', rows)
	    write('fit', fit)
	    out = subprocess.run(['l2d-score', '--router', '--fit', 'fit', 'in'], capture_output=True, text=True, check=True).stdout
	    got = next(csv.DictReader(out.splitlines()))
	    for name, want in measure(rows, fit).items():
	        assert got[name] == want if isinstance(want, str) else abs(float(got[name]) - want) < 1e-9, (trial, name, got[name], want)
	E
}

@test "est_*: whom l2d-curve, l2d-workload and l2d-route take by estimates of quality, in python" {
	python3 -c '' 2> /dev/null || skip "python3 is not installed"
	python3 - <<-'E'
	import csv, random, subprocess
	rng = random.Random(5)
	EXPERTS = 'abc'
	def run(*command):
	    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
	    return list(csv.DictReader(out.splitlines()))
	for trial in range(8):
	    agents = ['model', *EXPERTS]
	    rows = [{'id': i, 'w': rng.randint(1, 3), 'score': rng.random(),
	             **{'quality_' + a: round(rng.uniform(-3, 9), 2) for a in agents},
	             **{'est_' + a: round(rng.uniform(-3, 9), 2) for a in agents},
	             **{'cost_' + a: rng.randint(0, 4) / 2 for a in agents}} for i in range(rng.randint(5, 40))]
	    with open('in', 'w', newline='') as out:
	        table = csv.DictWriter(out, rows[0])
	        table.writeheader()
	        table.writerows(rows)
	    worth = lambda r, a: r['est_' + a] - r['cost_' + a]
	    best = [max(EXPERTS, key=lambda a: worth(r, a)) for r in rows]
	    mean = lambda x: sum(r['w'] * v for r, v in zip(rows, x)) / sum(r['w'] for r in rows)
	    # a curve's rows from the highest score on go to the best expert, the others to the model
	    for line in run('l2d-curve', 'in'):
	        there = [r['score'] > float(line['threshold']) for r in rows]
	        system = mean([r['quality_' + (b if t else 'model')] for r, b, t in zip(rows, best, there)])
	        paid = mean([r['cost_' + (b if t else 'model')] for r, b, t in zip(rows, best, there)])
	        assert abs(float(line['system_accuracy']) - system) < 1e-9, (trial, line, system)
	        assert abs(float(line['cost']) - paid) < 1e-9, (trial, line, paid)
	    # without limits everybody gets who is worth most; at a rate of exchange, too
	    top = [max(agents, key=lambda a: worth(r, a)) for r in rows]
	    assert [worth(r, s['agent']) for r, s in zip(rows, run('l2d-workload', '--share', 'model=0:1', 'in'))] == [worth(r, t) for r, t in zip(rows, top)]
	    for rate in (0, .5, 2):
	        for r, s in zip(rows, run('l2d-route', '--lambda', str(rate), 'in')):
	            assert max(r['est_' + a] - rate * r['cost_' + a] for a in agents) == r['est_' + s['agent']] - rate * r['cost_' + s['agent']]
	E
}

@test "constants: what needs no confidence is the same as with them, and without their columns" {
	l2d-route --frontier --paid-reads --interval .9 --draws 40 "$TESTDATA/small/cases.csv" | grep -v ^frontier | cut -d, -f1-7,11- > want
	l2d-route --frontier --constants --interval .9 --draws 40 "$TESTDATA/small/cases.csv" > out
	cut -d, -f1-7,11- out | diff want -
	[ "$(tail -n +2 out | cut -d, -f8-10 | sort -u)" = ,, ]
	cut -d, -f1-7,10-17 "$TESTDATA/small/cases.csv" | l2d-route --frontier --constants --interval .9 --draws 40 | cmp out -
	expect 2 l2d-route --constants "$TESTDATA/small/cases.csv"
}
