# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# The decision record: what one program writes about a decision, every other one honours or refuses.

load common

# P 'a,b / 1,2 / 3,4': the table, line by line.
P() { printf '%s\n' "$1" | sed 's| / |\n|g'; }

@test "fault: two readers answered every row, l2d-score said coverage 1 and the model's accuracy" {
	P 'id,y,p_0,p_1,e_a,e_b,conf_a,conf_b / 1,0,.4,.6,0,0,.9,.8' | l2d-workload --readings 2 > two
	[ "$(tail -n 1 two)" = 1,0,.4,.6,0,0,.9,.8,a,b,0,0 ]
	l2d-score two > out
	[ "$(column coverage out)" = 0 ]
	[ "$(column system_accuracy out)" = 1 ]
	[ "$(column expert_accuracy out)" = 1 ]
	[ -z "$(column model_accuracy out)" ]
	[ "$(column share_a out),$(column share_b out),$(column share_model out)" = 1,1,0 ]
}

@test "readers: costs of all are paid, the model among them, alone or not" {
	P 'id,y,p_0,p_1,cost_model,cost_a,cost_b,agent_1,answer_1,agent_2,answer_2,e_a,e_b / 1,0,1,0,.5,1,2,a,0,b,0,0,0 / 2,0,1,0,.5,1,2,model,0,,,0,0 / 3,0,1,0,.5,1,2,model,0,b,1,0,1' > in
	l2d-score in > out
	near "$(column cost out)" 2 1e-15
	near "$(column coverage out)" 0.3333333333333333 1e-15
	near "$(column share_model out)" 0.6666666666666666 1e-15
	near "$(column share_b out)" 0.6666666666666666 1e-15
	l2d-score --cost 10 in > out # of experts; the model keeps its own
	near "$(column cost out)" 10.333333333333334 1e-15
}

@test "readers: log-odds of conf_* combine the answers, equal votes without them, ties to the first agent" {
	# one of .9 against two of .7: log 9 = 2.197 against 2 log (7/3) = 1.695
	P 'id,y,conf_a,conf_b,conf_c,e_a,e_b,e_c,agent_1,agent_2,agent_3,answer_1,answer_2,answer_3 / 1,0,.9,.7,.7,0,1,1,a,b,c,0,1,1 / 2,0,.9,.5,.7,0,1,1,a,b,c,0,,1' > in
	[ "$(l2d-score in | column system_accuracy /dev/stdin)" = 1 ]
	# two of .8: log 4 = 1.386, 2.77 in all
	[ "$(sed 's/\.7,\.7/.8,.8/' in | head -2 | l2d-score | column system_accuracy /dev/stdin)" = 0 ]
	# equal votes
	cut -d, -f1,2,6- in | head -2 > equal
	[ "$(l2d-score equal | column system_accuracy /dev/stdin)" = 0 ]
	P 'id,y,e_a,e_b,agent_1,agent_2,answer_1,answer_2 / 1,0,1,0,a,b,1,0 / 2,1,1,0,a,b,1,0' > tie
	[ "$(l2d-score tie | column system_accuracy /dev/stdin)" = 0.5 ]
	# nobody answered: unscored
	P 'id,y,e_a,e_b,agent_1,agent_2,answer_1,answer_2 / 1,0,,,a,b,,' | l2d-score > out
	[ "$(column n_unscored out)" = 1 ]
	# the column answer is the combination
	P 'id,y,e_a,e_b,agent_1,agent_2,answer_1,answer_2,answer / 1,0,1,1,a,b,1,1,0' | l2d-score > out
	[ "$(column system_accuracy out)" = 1 ]
}

@test "readers: the curve defers a row to those who decided it" {
	P 'id,y,p_0,p_1,score,agent_1,agent_2,answer_1,answer_2,e_a,e_b,cost_a,cost_b / 1,0,.4,.6,2,a,b,0,0,0,0,1,2 / 2,1,.1,.9,1,model,,1,,0,1,1,2' > in
	l2d-curve in > out
	same out <<-'E'
	threshold,coverage,n_model,n_deferred,n_unscored,system_accuracy,model_accuracy,expert_accuracy,cost,risk
	2,1,2,0,0,0.5,0.5,,0,0.5
	1,0.5,1,1,0,1,1,1,1.5,0
	0.9999999999999999,0,0,2,0,0.5,,0.5,2,
	E
}

@test "readers: what is no record is refused" {
	P 'id,y,agent_1,answer_1,agent,answer,e_a / 1,0,a,0,a,0,0' > in
	expect 3 l2d-score in && [ ! -s out ] && grep -q "'agent_1' and 'agent'" err
	P 'id,y,agent_1,e_a / 1,0,a,0' > in
	expect 3 l2d-score in && grep -q "no column 'answer_1'" err
	P 'id,y,agent_1,answer_1,agent_2,answer_2,e_a / 1,0,a,0,a,0,0' > in
	expect 3 l2d-score in && grep -q "in:2:9: column 'agent_2': a reader who stands twice" err
	P 'id,y,agent_1,answer_1,e_a / 1,0,,,0' > in
	expect 3 l2d-score in && grep -q "in:2:5: column 'agent_1'" err
}

@test "fault: the cost of a cascade is what was paid for every agent asked" {
	P 'id,conf_a,conf_b,cost_a,cost_b,e_a,e_b,y / 1,.5,.9,1,2,1,0,0' | l2d-route --rule cascade --order a,b --threshold .8 > paid
	[ "$(column paid paid)" = 3 ]
	[ "$(l2d-score paid | column cost /dev/stdin)" = 3 ]
	sed '1s/$/,p_0,p_1,score/; 2s/$/,.5,.5,1/' paid | l2d-curve > out
	[ "$(tail -n 1 out | cut -d, -f9)" = 3 ]
	expect 3 l2d-score --cost 1 paid && grep -q "'paid' says what rows cost: --cost would be ignored" err
	[ "$(l2d-score --columns paid= --cost 1 paid | column cost /dev/stdin)" = 1 ]
}

@test "fault: avail_* was ignored by l2d-route and l2d-threshold" {
	P 'id,conf_a,conf_b,avail_a,avail_b / 1,.9,.2,0,1 / 2,.9,.2,,1 / 3,.9,.2,1,' > in
	l2d-route --paid-reads in > out
	[ "$(column agent out | tr '\n' ' ')" = 'b b a ' ]
	P 'id,p_0,p_1,conf_a,conf_b,avail_a,avail_b / 1,.6,.4,.9,.7,0,1 / 2,.6,.4,.9,.8,,0 / 3,.6,.4,.9,.8,1,1 / 4,.6,.4,,.8,,1' > in
	l2d-threshold --rule posthoc in > out
	[ "$(column agent out | tr '\n' ' ')" = 'b model a b ' ]
	[ "$(column score out | sed -n 2p)" = -1.7976931348623157e+308 ] # never deferred
	# through a model file, with a threshold that defers all
	l2d-threshold --rule posthoc --threshold -9 --fit in > rule
	l2d-apply rule < in > applied
	cut -d, -f9 applied > got
	l2d-threshold --rule posthoc --threshold -9 in | cut -d, -f9 | cmp - got
	[ "$(tr '\n' ' ' < got)" = 'agent b model a b ' ]
}

@test "avail_*: every rule, the model too, and nobody left" {
	P 'id,p_0,p_1,z_0,z_1,defer_a,defer_b,conf_a,conf_b,score,e_a,e_b,avail_a,avail_b,avail_model / 1,.6,.4,1,2,5,4,.9,.8,1,0,0,0,1,1 / 2,.6,.4,1,2,-5,-4,.1,.1,-1,0,0,1,0,0' > in
	for rule in chow posthoc confidence css ova rejector score; do
		l2d-threshold --rule $rule in > out 2> err
		[ "$(column agent out | tr '\n' ' ')" = 'b a ' ] || { echo $rule; cat out err; false; }
	done
	sed 's/,1,0,0$/,0,0,0/' in > none
	expect 5 l2d-threshold none && [ ! -s out ] && grep -q 'none:3:1: no agent may be asked' err
	expect 5 l2d-route --paid-reads none && [ ! -s out ] && grep -q 'none:3:1: no agent may be asked' err
	expect 3 l2d-threshold --coverage .5 in && grep -q "in:3:.*'avail_model': the model may not answer here" err
	P 'id,conf_a,avail_a / 1,.5,maybe' > in
	for program in 'l2d-route --paid-reads' l2d-workload; do expect 3 $program in && grep -q "in:2:6: column 'avail_a'" err; done
}

@test "--available answered: a table of past reads; rows sent to nobody who answered are counted" {
	P 'id,p_0,p_1,conf_a,e_a,conf_b,e_b / 1,.6,.4,.9,,.7,1 / 3,.9,.1,.95,1,.2,' > in
	for program in 'l2d-threshold --rule posthoc' 'l2d-route --paid-reads' l2d-workload; do
		$program in > out 2> err
		[ "$(column agent out | tr '\n' ' ')" = 'a a ' ]
		grep -q "^${program%% *}: 1 row goes to an agent who has no answer there$" err
		$program --available answered in > out 2> err
		[ "$(column agent out | tr '\n' ' ')" = 'b a ' ]
		[ ! -s err ]
	done
}

@test "decisions do not stand beside those of another program" {
	P 'id,p_0,p_1,conf_a,conf_b,e_a,e_b,agent_1,answer_1 / 1,.5,.5,.9,.2,0,0,a,0' > in
	for program in 'l2d-route --paid-reads' l2d-workload; do
		expect 3 $program in && [ ! -s out ] && grep -q "'agent_1' is of another decision" err
	done
	P 'id,p_0,p_1,conf_a,conf_b,e_a,e_b,agent,answer / 1,.5,.5,.9,.2,0,0,a,0' > in
	expect 3 l2d-workload --readings 2 in && grep -q "'agent' is of another decision" err
	P 'id,p_0,p_1,conf_a,conf_b,e_a,e_b,paid / 1,.5,.5,.9,.2,0,0,3' > in
	for program in l2d-threshold l2d-workload; do expect 3 $program in && grep -q "'paid' is of another decision" err; done
	expect 0 l2d-route --paid-reads in && grep -q 'replaced columns of the input: paid' err
}

@test "fault: states of other costs were merged" {
	P 'y,p_0,p_1,e_a,e_b,cost_a,agent,score / 0,1,0,0,1,.8,a,1 / 1,0,1,1,0,.8,a,2' > in
	l2d-score --partial in > state
	expect 3 l2d-score --cost .5 --merge state && [ ! -s out ]
	l2d-score --merge state | cmp - <(l2d-score in)
	l2d-score --cost .5 --partial in | l2d-score --cost .5 --merge | cmp - <(l2d-score --cost .5 in)
}

# readers SEED: 40 rows with one to three readers; numbers are multiples of 1/64, so that sums are exact.
readers() {
	awk -v s="$1" '
	function r(n) { s = s * 16807 % 2147483647; return s % n }
	BEGIN {
		OFS = ","
		print "id,y,w,p_0,p_1,cost_model,cost_a,cost_b,cost_c,e_a,e_b,e_c,agent_1,agent_2,agent_3,answer_1,answer_2,answer_3,avail_b"
		split("model a b c", name, " ")
		for (i = 1; i <= 40; i++) {
			p = 1 + r(63)
			said[1] = p < 32
			cost[1] = r(3) / 64
			for (j = 2; j <= 4; j++) { said[j] = r(6) ? r(2) : ""; cost[j] = r(24) / 64 }
			n = 0; agents = answers = ""
			for (j = 1; j <= 4 && n < 3; j++)
				if (r(2) || (j == 4 && !n)) { n++; agents = agents name[j] ","; answers = answers said[j] "," }
			for (; n < 3; n++) { agents = agents ","; answers = answers "," }
			print i, r(2), 1 + r(3), p / 64, 1 - p / 64, cost[1], cost[2], cost[3], cost[4], said[2], said[3], said[4], agents answers r(5)
		}
	}'
}

# chow TARGET VALUE FILE: The rule chow on a table of `readers`, tuned by trying every threshold or every price: the agents
# and answers of each row; with the target sweep the results at the price VALUE of an expert.
chow() {
	awk -F, -v OFS=, -v target="$1" -v value="$2" '
	function defers(i, t) { return target == "cost" ? rate[i] > t : score[i] > t }
	function measure(t, i, d) { # what becomes of the table at t
		kept = cost = right = scored = deferred = mright = eright = escored = 0
		for (i = 1; i <= n; i++) {
			d = defers(i, t)
			cost += w[i] * (d ? price[i] : free[i])
			if (d) deferred += w[i]; else kept += w[i]
			if (!d) mright += w[i] * (model[i] == y[i])
			if (d && said[i] != "") { escored += w[i]; eright += w[i] * (said[i] == y[i]) }
		}
		right = mright + eright; scored = kept + escored
	}
	function better(t) { # whether t is allowed, and goes before the best one so far
		measure(t)
		if (target == "coverage") return kept >= value * all && (!any || t < best)
		if (target == "share") return t >= 0 && deferred <= value * all && (!any || t < best)
		if (target == "cost") return cost <= value * all && (!any || t < best)
		return scored && (!any || right * of > most * scored || (right * of == most * scored && kept > coverage))
	}
	function try(t) { if (better(t)) { any = 1; best = t; most = right; of = scored; coverage = kept } }
	NR > 1 {
		n++; y[n] = $2; w[n] = $3; all += w[n]; free[n] = $6
		c["model"] = $6; split("a b c", name, " ")
		for (j = 1; j <= 3; j++) { c[name[j]] = target == "sweep" ? value : $(6 + j); e[name[j]] = $(9 + j) }
		model[n] = $4 >= $5 ? 0 : 1
		if ($13 == "model" && $14 == "") { # alone: the cheapest expert would be asked
			who = "a"
			for (j = 2; j <= 3; j++) if ((j != 2 || $19 > 0) && c[name[j]] < c[who]) who = name[j]
			price[n] = c[who]; said[n] = e[who]; out[n] = who ",,," e[who] ",,"
			first[n] = "a,,," e["a"] ",,"; nothing += w[n] * c["a"] # where cost has no price, all are equal
		} else {
			votes[0] = votes[1] = price[n] = 0; said[n] = ""
			for (k = 13; k <= 15; k++) if ($k != "") { price[n] += c[$k]; if ($(k + 3) != "") votes[$(k + 3)]++ }
			for (k = 16; k <= 18; k++) if ($k != "" && (said[n] == "" || votes[$k] > votes[said[n]])) said[n] = $k
			first[n] = out[n] = $13 "," $14 "," $15 "," $16 "," $17 "," $18
			nothing += w[n] * price[n]
		}
		top = $4 > $5 ? $4 : $5
		score[n] = 1 - price[n] - (top - free[n])
		# under a price of cost a row is deferred below this one
		rate[n] = price[n] > free[n] ? (1 - top) / (price[n] - free[n]) : 1e9
	}
	END {
		best = 0
		if (target == "cost" && nothing <= value * all) {
			for (i = 1; i <= n; i++) print first[i]
			exit
		}
		if (target == "sweep") {
			measure(0)
			print n, deferred / all, right / scored, kept ? mright / kept : "", escored ? eright / escored : "", cost / all
			exit
		}
		if (target != "threshold") {
			try(target == "cost" ? 0 : -1e9)
			if (target == "share") try(0)
			for (k = 1; k <= n; k++) try(target == "cost" ? rate[k] : score[k])
		} else best = value
		for (i = 1; i <= n; i++) print defers(i, best) ? out[i] : "model,,," model[i] ",,"
	}' "$3"
}

@test "l2d-threshold: the readers of a row stand in the expert's place, under every target, by brute force" {
	for seed in 11 ${L2D_ALL:+12 14} 13; do
		readers $seed > in
		check() { # target value options
			local target=$1 value=$2
			shift 2
			chow "$target" "$value" in > want
			l2d-threshold "$@" in 2> err | tail -n +2 | cut -d, -f13-18 > got
			diff want got > out || { echo "seed $seed: $*"; cat out; false; }
		}
		check threshold 0
		check threshold .25 --threshold .25
		for v in 0 .2 .5 .9 1; do
			check coverage $v --coverage $v
			check share $v --budget $v
		done
		for v in .05 .1 .2 .6; do check cost $v --budget $v --budget-in cost; done
		check best 0 --best
		for c0 in 0 .125 .25 .5; do
			chow sweep $c0 in > want
			l2d-threshold --sweep $c0:$c0:1 in | tail -n 1 > got
			for i in 1 2 3 4 5 6; do
				near "0$(cut -d, -f$i want)" "0$(cut -d, -f"$(echo 2 3 5 6 7 8 | cut -d' ' -f$i)" got)" 1e-5
			done
		done
	done
}

# A plain table in which each row's readers are one expert of their answer and price.
as_one() {
	awk -F, -v OFS=, 'NR == 1 { print "id,y,p_0,p_1,cost_model,e_g,cost_g"; next } {
		c["model"] = $6; c["a"] = $7; c["b"] = $8; c["c"] = $9; e["a"] = $10; e["b"] = $11; e["c"] = $12
		price = 0; said = ""; delete votes
		if ($13 == "model" && $14 == "") {
			who = "a"
			if ($19 > 0 && c["b"] < c[who]) who = "b"
			if (c["c"] < c[who]) who = "c"
			price = c[who]; said = e[who]
		} else {
			for (k = 13; k <= 15; k++) if ($k != "") { price += c[$k]; if ($(k + 3) != "") votes[$(k + 3)]++ }
			for (k = 16; k <= 18; k++) if ($k != "" && (said == "" || votes[$k] > votes[said])) said = $k
		}
		print $1, $2, $4, $5, $6, said, price
	}' "$1"
}

@test "l2d-threshold: readers under --risk, --exact and the rule score are as one expert" {
	for seed in 21 22; do
		readers $seed | awk -F, -v OFS=, '{ $3 = NR == 1 ? "w" : 1 } 1' > in
		as_one in > one
		for options in '--risk .9 --delta .3' '--risk .01' '--coverage .37 --exact' '--budget .1 --budget-in cost --exact'; do
			want=0
			l2d-threshold $options one > want 2> err || want=$?
			expect $want l2d-threshold $options in
			column agent want | sed 's/^g$/x/' > w
			awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
				{ print $at["agent_1"] == "model" && $at["agent_2"] == "" && $at["score"] != "" ? "model" : "x" }' out > g
			[ "$want" = 1 ] || awk -F, 'NR > 1 { print $13 == "model" && $14 == "" }' in | paste -d, w g - \
				| awk -F, '$1 != $2 { print; bad = 1 } END { exit bad }'
		done
		awk -F, -v OFS=, '{ print $0, NR == 1 ? "score" : (NR * 7) % 5 }' in > scored
		awk -F, -v OFS=, '{ print $0, NR == 1 ? "score" : (NR * 7) % 5 }' one > one_scored
		l2d-threshold --rule score --best scored 2> err | l2d-score > a
		l2d-threshold --rule score --best one_scored 2> err | l2d-score > b
		for name in n coverage n_unscored system_accuracy model_accuracy expert_accuracy; do
			[ "$(column $name a)" = "$(column $name b)" ] || { echo $name; cat a b; false; }
		done
	done
}

@test "l2d-threshold: what it writes of readers" {
	# prices of all readers count; the model's among them; the joint answer, if it is there, goes with the decision
	P 'id,p_0,p_1,e_a,e_b,cost_model,cost_a,cost_b,agent_1,agent_2,answer_1,answer_2,answer / 1,.5,.5,1,1,.25,.0625,.125,a,b,1,,1 / 2,.5,.5,1,1,.25,.0625,.125,model,a,0,1,1 / 3,.75,.25,1,,.25,.5,.75,a,b,1,,1 / 4,.5,.5,1,,.25,.0625,0,model,,0,,0' > in
	l2d-threshold in 2> err | cut -d, -f9- > out
	same out <<-'E'
	agent_1,agent_2,answer_1,answer_2,answer,score
	a,b,1,,1,0.5625
	model,a,0,1,1,0.4375
	model,,0,,0,-0.75
	b,,,,,0.75
	E
	grep -q 'replaced columns of the input: agent_1, agent_2, answer_1, answer_2, answer ' err
	grep -q '^l2d-threshold: 2 rows go to an agent who has no answer there$' err
	l2d-threshold --cost .25 in 2> err | column score /dev/stdin > out # of every expert; the model keeps its own
	[ "$(tr '\n' ' ' < out)" = '0.25 0.25 0 0.5 ' ]
	# a group is a fact, whatever avail_* says
	sed '1s/$/,avail_a,avail_b/; 2,$s/$/,0,0/' in | l2d-threshold 2> err | cut -d, -f9,10 | tr '\n' ' ' > out
	[ "$(cat out)" = 'agent_1,agent_2 a,b model,a model, model, ' ]
	for rule in posthoc confidence css ova rejector; do
		sed '1s/$/,conf_a,conf_b,z_0,z_1,defer_a,defer_b/; 2,$s/$/,1,1,0,0,1,1/' in > full
		expect 3 l2d-threshold --rule $rule full && [ ! -s out ] && grep -q "column 'agent_1': rows have several readers" err
	done
	expect 3 l2d-threshold --fit in && [ ! -s out ] && grep -q "column 'agent_1': a model file knows no readers" err
	sed '1s/$/,paid,y/; 2,$s/$/,1,1/' in > paid
	for options in '' '--sweep 0:1:1'; do expect 3 l2d-threshold $options paid && grep -q "'paid'" err; done
}

@test "l2d-apply says how many rows go to an agent without an answer, once, by the decision that is written" {
	P 'id,y,p_0,p_1,e_a,x_1 / 1,0,.6,.4,,1 / 2,1,.9,.1,1,2 / 3,0,.7,.3,,1.5 / 4,1,.6,.4,0,.5' > in
	l2d-threshold --threshold -9 --fit in > rule
	l2d-threshold --threshold .35 --fit in > other
	says() { # words or '' : what l2d-apply says of the options that follow
		local want=$1
		shift
		expect 0 l2d-apply "$@" < in
		[ "$(grep -v replaced err || true)" = "${want:+l2d-apply: $want to an agent who has no answer there}" ]
	}
	says '2 rows go' rule
	says '1 row goes' other
	says '1 row goes' rule other
	says '2 rows go' other rule
	says '' --emit scores rule
	says '' --na 0,1 --columns 'expert=' rule
	for i in 1 2 3 4 5 6 7 8; do echo "$i,$((i % 2)),.5,.5,$((i % 2)),$((i % 3))"; done | cat <(head -1 in) - | l2d-em > mixture 2> err
	l2d-apply mixture < in > out 2> err
	n=$(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next } $at["agent"] == "a" && $at["e_a"] == ""' out | wc -l)
	[ "$n" -gt 0 ]
	grep -q "^l2d-apply: $n row.* no answer there$" err
}

damaged_states() {
	[ -z "${L2D_SLOW-}" ] || skip "too slow here; make fuzz damages states under the sanitizers"
	local step=15 # of the damages
	[ -z "${L2D_ALL-}" ] || step=1
	# damage STATE: 1.d, 2.d, ...: each field with each of eight values, each row gone, each row twice
	damage() {
		rm -f ./*.d
		awk 'BEGIN { n = split("nan|inf|-1|1e308|word|99999999999999999|2.5|", with, "|") }
			function put(r, row, twice, i) {
				file = ++d ".d"
				printf "" > file
				for (i = 1; i <= NR; i++) {
					if (i != r) print line[i] > file
					else if (row != "") print row > file
					if (i == r && twice) print row > file
				}
				close(file)
			}
			{ line[NR] = $0 }
			END {
				for (r = 2; r <= NR; r++) {
					c = split(line[r], f, ",")
					for (k = 1; k <= c; k++) for (w = 1; w <= n; w++) {
						if (f[k] == with[w]) continue
						s = ""
						for (j = 1; j <= c; j++) s = s (j > 1 ? "," : "") (j == k ? with[w] : f[j])
						put(r, s)
					}
					put(r, "")
					put(r, line[r], 1)
				}
				print d
			}' "$1"
	}
	head -3 "$TESTDATA/small/cases.csv" > in
	for run in 'l2d-ece --bins 2' l2d-score l2d-curve; do
		$run --partial in > state 2> err
		total=$(damage state)
		[ "$total" -gt 100 ]
		for i in $(seq 1 $step "$total"); do
			status=0
			$run --merge "$i.d" > out 2> err || status=$?
			[ "$status" -eq 3 ] && [ ! -s out ] && [ "$(wc -l < err)" -eq 1 ] ||
				{ echo "$run, status $status"; diff state "$i.d"; cat err; false; }
		done
	done
}
@test "fault: states are believed: every field of every row damaged in turn, rows lost and doubled" { damaged_states; }

@test "known: who compares experts refuses what the role leaves out, and nobody else; what is free, or expected, is known" {
	P 'id,y,p_0,p_1,e_a,e_b,conf_a,conf_b,cost_a,cost_b,x_1,score / 1,0,.4,.6,0,0,.9,.8,1,2,3,.1 / 2,1,.4,.6,0,1,.9,.8,1,2,4,.2' > in
	l2d-threshold --rule confidence --fit in > rule
	l2d-threshold --rule confidence in > decided
	refuses() {
		expect 3 "$@" in --columns known=conf_a
		grep -q "^l2d-[a-z]*: in:1:1: column 'conf_b' would be read before 'b', which has a price, is asked: say known=conf_b in --columns" err
		[ ! -s out ]
		expect 0 "$@" in --columns "known=conf_*"
		cp out told
		expect 0 "$@" in
		cmp out told
		expect 0 "$@" in --columns known=conf_a --columns "cost=!cost_b" # it has no price
	}
	refuses l2d-threshold --rule confidence
	refuses l2d-threshold --rule posthoc
	refuses l2d-workload --balanced
	refuses l2d-online --policy greedy
	refuses l2d-score
	refuses l2d-curve
	refuses l2d-apply rule --input
	# a confidence that is said in its place is not read; nor does a rule of the model alone compare
	expect 0 l2d-threshold --rule posthoc --expert-accuracy b=.8 --columns known=conf_a in
	expect 0 l2d-threshold --rule chow --columns known=conf_a in
	# a decision that stands in the table was somebody else's
	expect 0 l2d-score --columns known=conf_a decided
	expect 0 l2d-ece --columns known=conf_a in
	# est_* is known whatever the role says
	sed '1s/conf/est/g' in | l2d-workload --balanced --columns known=id | cmp - <(l2d-workload --balanced in | sed '1s/conf/est/g')
	# a name that is not there
	expect 3 l2d-workload --columns known=conf_c in
}
