# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# Progress of programs that read rows: on standard error alone, on a terminal or where it is asked for, and it changes no output.
# Those that learn are in l2d-train.bats.
load common

# rows N
rows() {
	awk -v n="$1" 'BEGIN { srand(1); print "y,p_a,p_b,e_x,conf_x,conf_model,score"
		for (i = 0; i < n; i++) { p = int(rand() * 1000); printf "%s,%.3f,%.3f,%s,.7,%.3f,%.3f\n", rand() < p / 1000 ? "a" : "b", p / 1000, 1 - p / 1000,
			rand() < .8 ? "a" : "b", p / 1000, rand() } }'
}

each='l2d-workload --count x=:30000
l2d-curve
l2d-curve --points 5
l2d-calibrate
l2d-threshold --rule confidence --coverage .5 --report rep
l2d-threshold --rule posthoc --threshold .1
l2d-ece
l2d-score
l2d-route
l2d-combine --method majority'

@test "progress: --progress shows rows on standard error, wiped at the end, and the output is as it was" {
	rows 70000 > in
	while read -r command; do
		for jobs in 1 2; do
			$command -j $jobs in > want 2> quiet || { cat quiet; false; }
			$command -j $jobs --progress in > got 2> shown
			cmp want got
			grep -q "$(printf '\r')${command%% *}: [0-9]* rows" shown
			tr '\r' '\n' < shown | grep -q "rows, all"
			# what is said besides is as it was, after the line was wiped
			sed "s/.*\r$(printf '\033')\[K//" shown | cmp - quiet || { cat -v quiet shown; false; }
		done
		$command --no-progress in > got 2> shown
		cmp quiet shown
		! $command --progress --no-progress in > got 2> err || false
		[ ! -s got ]
	done < <(some 3 <<< "$each")
	# states that are merged are rows, too
	rows 70000 | l2d-curve --partial > state
	l2d-curve --merge state > want
	l2d-curve --merge --progress state 2> shown | cmp want -
	grep -q "rows" shown
}

@test "progress: an error comes on a line of its own; few rows show none; minutes show what is solved" {
	{ rows 70000; echo a,.5,.5,a,.7,2,.1; } > in
	expect 3 l2d-workload --progress in
	tr '\r' '\n' < err | tail -1 | tr -d '\033' | grep -qF "[Kl2d-workload: in:70002:14: column 'conf_model': not in [0, 1]"
	rows 10 > in
	expect 0 l2d-curve --progress in
	[ ! -s err ]
	awk 'BEGIN { srand(3); print "conf_a,conf_b,effort_a"; for (i = 0; i < 100; i++) printf "%.4f,%.4f,%d\n", rand(), rand(), 1 + rand() * 9 }' > in
	expect 0 l2d-workload --minutes a=100 --progress in
	grep -q "networks solved" err
}

@test "progress: by itself on a terminal alone, and not where rows are written to it" {
	command -v script > /dev/null || skip "no script(1)"
	rows 70000 > in
	l2d-curve in > want
	script -qec 'l2d-curve in > got' log > shown < /dev/null
	cmp want got
	grep -q 'l2d-curve: 65536 rows' shown
	script -qec 'l2d-curve --no-progress in > got' log > shown < /dev/null
	fails grep -q 'rows' shown
	script -qec 'l2d-calibrate in' log > shown < /dev/null
	fails grep -q '65536 rows' shown
	l2d-curve in > got 2> err
	[ ! -s err ]
}
