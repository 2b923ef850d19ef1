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
