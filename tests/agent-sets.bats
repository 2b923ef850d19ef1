# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# l2d-route --rule set and topk: sets by awk, weights, groups, coins, what is written and refused.  Their coverage over 2000 calibrations is
# simulated in tests/unit/agent_set.c, of groups in conformal.c.

load common

# world ROWS SEED: three agents with confidences in steps of a fifth, which are too high; prices; a group; a weight.
world() {
	awk -v n="$1" -v s="$2" 'function u() { s = s * 16807 % 2147483647; return s / 2147483647 }
		BEGIN {
			OFS = ","; print "id,y,e_a,e_b,e_c,conf_a,conf_b,conf_c,cost_a,cost_b,g,w"
			for (i = 1; i <= n; i++) {
				for (k = 1; k <= 3; k++) { c[k] = int(1 + 4 * u()) / 5; e[k] = u() < .3 + .6 * c[k] }
				print i, 1, e[1], e[2], e[3], c[1], c[2], c[3], .1, .2, i % 3 ? "easy" : "hard", 1 + i % 2
			}
		}'
}

# sets ALPHA GROUP: sets by awk of test.csv from cal.csv, rows of weight 2 twice, as l2d-route writes them.
sets() {
	awk -F, -v alpha="$1" -v grouped="$2" '
		function rank(i, j, k, t) { # o[1..3]: agents by confidence, of equals the first
			for (k = 1; k <= 3; k++) o[k] = k
			for (k = 2; k <= 3; k++)
				for (j = k; j > 1 && $(5 + o[j]) > $(5 + o[j - 1]); j--) { t = o[j]; o[j] = o[j - 1]; o[j - 1] = t }
		}
		FNR == 1 { f++; next }
		f == 1 {
			rank(); miss = 1; s = 9
			for (k = 1; k <= 3; k++) { if ($(2 + o[k]) == $2) { s = 1 - miss; break } miss *= 1 - $(5 + o[k]) }
			g = grouped ? $11 : ""
			for (k = 0; k < $12; k++) v[g, ++n[g]] = s
			next
		}
		FNR == 2 { for (g in n) {
			q[g] = 10
			for (i = 1; i <= n[g]; i++) {
				beyond = 0
				for (j = 1; j <= n[g]; j++) beyond += v[g, j] > v[g, i] + 1e-12
				if (beyond <= alpha * (n[g] + 1) - 1 + 1e-9 && v[g, i] < q[g]) q[g] = v[g, i]
			} } }
		{
			rank(); miss = 1; line = ""; g = grouped ? $11 : ""; split("a b c", name, " ")
			for (k = 1; k <= 3; k++) {
				in_it = k == 1 || 1 - miss <= q[g] + 1e-12
				line = line "," (in_it ? name[o[k]] : ""); miss *= 1 - $(5 + o[k])
			}
			print $1 line
		}' cal.csv test.csv
}

@test "sets are those of the definition, weights and groups included" {
	world 240 3 > cal.csv
	world 300 4 > test.csv
	for alpha in .12 .2 .3; do
		l2d-route --rule set --alpha $alpha --fit cal.csv --paid-reads test.csv | cut -d, -f1,13-15 | sed 1d > out
		sets $alpha '' | diff - out
		l2d-route --rule set --alpha $alpha --group g --fit cal.csv --paid-reads --jobs 3 test.csv | cut -d, -f1,13-15 | sed 1d > out
		sets $alpha 1 | diff - out
	done
	# what is written: the answers, and what all of them cost
	l2d-route --rule set --alpha .2 --fit cal.csv --paid-reads test.csv > out
	[ "$(head -1 out | cut -d, -f13-)" = agent_1,agent_2,agent_3,answer_1,answer_2,answer_3,paid ]
	awk -F, 'NR > 1 {
		for (k = 1; k <= 3; k++) { p["a"] = .1; p["b"] = .2; p["c"] = p[""] = 0; at["a"] = 3; at["b"] = 4; at["c"] = 5
			paid += p[$(12 + k)]; if ($(12 + k) == "" ? $(15 + k) != "" : $(15 + k) != $(at[$(12 + k)])) bad++ }
		d = paid - $19; if (d * d > 1e-20) bad++
		paid = 0 }
		END { exit bad > 0 }' out
	# rows go on to l2d-combine and l2d-score
	l2d-combine out 2> err | l2d-score > score.csv
	l2d-combine --columns prob= out | column answer /dev/stdin | grep -c . > n
	[ "$(cat n)" = 300 ]
}

@test "ties by a coin: smaller sets, never larger, that hold a right agent as often as they say" {
	world 2000 5 | awk -F, -v OFS=, '{ $12 = NR == 1 ? "w" : 1; if (NR > 1) $6 = $7 = $8 = .8 } 1' > cal.csv
	world 4000 6 | awk -F, -v OFS=, 'NR > 1 { $6 = $7 = $8 = .8 } 1' > test.csv
	for coin in '' --randomize; do
		l2d-route --rule set --alpha .15 $coin --fit cal.csv --paid-reads test.csv |
			awk -F, 'NR > 1 { n++; for (k = 13; k <= 15; k++) size += $k != ""; held += $16 == 1 || $17 == 1 || $18 == 1 }
				END { print held / n, size / n }' > "with$coin"
	done
	cat with with--randomize
	awk 'NR == FNR { size = $2; held = $1; next } { exit !($2 < size - .1 && $1 < held && $1 > .85 - .025 && $1 < .85 + .025) }' with with--randomize
	l2d-route --rule set --alpha .15 --randomize --fit cal.csv --paid-reads test.csv > want
	{ head -1 test.csv; tail -n +2 test.csv | tac; } | l2d-route --rule set --alpha .15 --randomize --fit cal.csv --paid-reads | sed 1d | tac | diff <(sed 1d want) -
}

@test "topk: as many agents as pay, by awk over all numbers" {
	world 400 8 > test.csv
	for options in '.05 1' '.2 0' '.01 .3'; do
		set -- $options
		l2d-route --rule topk --each "$1" --lambda "$2" --paid-reads test.csv | cut -d, -f1,13-15 | sed 1d > out
		awk -F, -v each="$1" -v l="$2" 'NR == 1 { next }
			{
				split("a b c", name, " "); cost[1] = .1; cost[2] = .2; cost[3] = 0
				for (k = 1; k <= 3; k++) { o[k] = k; key[k] = $(5 + k) - l * cost[k] }
				for (k = 2; k <= 3; k++) for (j = k; j > 1 && key[o[j]] > key[o[j - 1]]; j--) { t = o[j]; o[j] = o[j - 1]; o[j - 1] = t }
				miss = 1; price = 0; best = 9
				for (k = 1; k <= 3; k++) { miss *= 1 - $(5 + o[k]); price += l * cost[o[k]] + each; if (miss + price < best - 1e-12) { best = miss + price; n = k } }
				line = $1
				for (k = 1; k <= 3; k++) line = line "," (k <= n ? name[o[k]] : "")
				print line
			}' test.csv | diff - out
	done
}

@test "who may not be asked is in no set" {
	world 200 3 > cal.csv
	world 50 4 | awk -F, -v OFS=, '{ print $0, NR == 1 ? "avail_a" : NR % 2 }' > test.csv
	awk -F, -v OFS=, '{ print $0, NR == 1 ? "avail_a" : 1 }' cal.csv > all.csv
	l2d-route --rule set --alpha .2 --fit all.csv --paid-reads test.csv | awk -F, 'NR > 1 && $13 == 0 && ($14 == "a" || $15 == "a" || $16 == "a") { bad = 1 } END { exit bad }'
}

@test "--save and --model: calibrated once, used later, byte for byte" {
	world 240 3 > cal.csv
	world 300 4 | awk -F, -v OFS=, '{ print $0, NR == 1 ? "latency_c" : NR % 5 }' > test.csv
	for rule in 'set --alpha .2 --fit cal.csv' 'set --alpha .3 --fit cal.csv --group g' 'set --alpha .15 --fit cal.csv --randomize --seed 4' \
		'set --alpha .3 --fit cal.csv --group g,w --randomize --latency 2' 'topk --each .05 --lambda .2' 'topk --latency 3'; do
		l2d-route --rule $rule --save sets.model --paid-reads test.csv > want
		l2d-route --model sets.model --paid-reads test.csv | cmp - want
		l2d-route --model <(cat sets.model) --paid-reads --jobs 3 test.csv | cmp - want
		# the file does not depend on the table that is routed, nor on labels there
		l2d-route --rule $rule --save own.model --paid-reads cal.csv > out
		cmp own.model sets.model
		cut -d, -f2 --complement test.csv | l2d-route --model sets.model --paid-reads | cmp - <(cut -d, -f2 --complement want)
	done
	# the reach by hand: of 9 rows and alpha .2 the second largest; b is right where a, of .8, is not: 1 - .2
	awk 'BEGIN { print "y,e_a,e_b,conf_a,conf_b"; for (i = 1; i <= 9; i++) print 1 "," (i > 2) ",1,.8,.5" }' > nine.csv
	l2d-route --columns known=conf_* --rule set --alpha .2 --fit nine.csv --save nine.model nine.csv > out
	near "$(awk -F, '$1 == "reach" { print $4 }' nine.model)" .8 1e-12
	sed '2,3s/1,0,1/1,1,1/' nine.csv > ten.csv
	l2d-route --columns known=conf_* --rule set --alpha .2 --fit ten.csv --save ten.model nine.csv > out
	near "$(awk -F, '$1 == "reach" { print $4 }' ten.model)" 0 0
	# refused
	l2d-route --rule set --alpha .2 --fit cal.csv --group g --save sets.model --paid-reads test.csv > want
	expect 2 l2d-route --model sets.model --explore .1 --paid-reads test.csv
	expect 2 l2d-route --model sets.model --rule set --paid-reads test.csv
	expect 2 l2d-route --model sets.model --group g --paid-reads test.csv
	sed '1s/_c/_d/g' test.csv > other.csv
	expect 3 l2d-route --model sets.model --paid-reads other.csv
	says "agent 'd' is not in the model"
	sed 's/^reach,easy,,.*/reach,easy,,2/' sets.model > wrong.model
	expect 3 l2d-route --model wrong.model --paid-reads test.csv
	says wrong.model reach
	grep -v '^agent,3' sets.model > cut.model
	expect 3 l2d-route --model cut.model --paid-reads test.csv
	says cut.model agents
	l2d-route --rule set --alpha .2 --fit cal.csv --group g --randomize --save coin.model --paid-reads test.csv > want
	for record in latency, alpha, agent,2 agents, by,1 group,2 seed, reach,, reach,easy coin,, coin,easy; do
		grep -v "^$record" coin.model > cut.model
		expect 3 l2d-route --model cut.model --paid-reads test.csv
	done
	sed 's/^rule,,,.*/rule,,,sets/' sets.model > wrong.model
	expect 3 l2d-route --model wrong.model --paid-reads test.csv
	says "not known"
}

@test "refused" {
	world 200 3 > cal.csv
	world 20 4 > test.csv
	expect 2 l2d-route --rule set --alpha .2 --paid-reads test.csv
	expect 2 l2d-route --rule set --fit cal.csv --paid-reads test.csv
	expect 2 l2d-route --rule set --alpha 0 --fit cal.csv --paid-reads test.csv
	expect 2 l2d-route --rule topk --alpha .2 --paid-reads test.csv
	expect 2 l2d-route --rule topk --budget 1 --paid-reads test.csv
	expect 2 l2d-route --each .2 --paid-reads test.csv
	expect 2 l2d-route --rule topk --randomize --paid-reads test.csv
	expect 3 l2d-route --rule set --alpha .2 --fit cal.csv test.csv # priced confidences
	# too few rows where somebody is right; the group is named
	expect 1 l2d-route --rule set --alpha .0001 --fit cal.csv --paid-reads test.csv
	says "nobody is right"
	awk -F, -v OFS=, 'NR > 1 && $11 == "hard" { $3 = $4 = $5 = 0 } 1' cal.csv > hard.csv
	expect 1 l2d-route --rule set --alpha .5 --group g --fit hard.csv --paid-reads test.csv
	says hard
	cut -d, -f1,3- cal.csv > unlabelled.csv
	expect 3 l2d-route --rule set --alpha .2 --fit unlabelled.csv --paid-reads test.csv
	sed '1s/_c/_d/g' cal.csv > other.csv
	expect 3 l2d-route --rule set --alpha .2 --fit other.csv --paid-reads test.csv
	says "'c'"
	awk -F, -v OFS=, '{ print $0, NR == 1 ? "agent" : "a" }' test.csv > decided.csv
	expect 3 l2d-route --rule topk --paid-reads decided.csv
	says "'agent'"
	awk -F, -v OFS=, '{ print $0, NR == 1 ? "agent_4" : "a" }' test.csv > more.csv
	expect 3 l2d-route --rule topk --paid-reads more.csv
	says "'agent_4'"
	awk -F, -v OFS=, '{ print $0, NR == 1 ? "est_a,est_b,est_c" : "3,1,1" }' test.csv > grades.csv
	expect 3 l2d-route --rule topk grades.csv
	says "'est_a'" probability
}
