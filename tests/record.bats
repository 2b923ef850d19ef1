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
	l2d-route in > out
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
	expect 5 l2d-route none && [ ! -s out ] && grep -q 'none:3:1: no agent may be asked' err
	expect 3 l2d-threshold --coverage .5 in && grep -q "in:3:.*'avail_model': the model may not answer here" err
	P 'id,conf_a,avail_a / 1,.5,maybe' > in
	for program in l2d-route l2d-workload; do expect 3 $program in && grep -q "in:2:6: column 'avail_a'" err; done
}

@test "--available answered: a table of past reads; rows sent to nobody who answered are counted" {
	P 'id,p_0,p_1,conf_a,e_a,conf_b,e_b / 1,.6,.4,.9,,.7,1 / 3,.9,.1,.95,1,.2,' > in
	for program in 'l2d-threshold --rule posthoc' l2d-route l2d-workload; do
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
	for program in l2d-route l2d-threshold l2d-workload; do
		expect 3 $program in && [ ! -s out ] && grep -q "'agent_1' is of another decision" err
	done
	P 'id,p_0,p_1,conf_a,conf_b,e_a,e_b,agent,answer / 1,.5,.5,.9,.2,0,0,a,0' > in
	expect 3 l2d-workload --readings 2 in && grep -q "'agent' is of another decision" err
	P 'id,p_0,p_1,conf_a,conf_b,e_a,e_b,paid / 1,.5,.5,.9,.2,0,0,3' > in
	for program in l2d-threshold l2d-workload; do expect 3 $program in && grep -q "'paid' is of another decision" err; done
	expect 0 l2d-route in && grep -q 'replaced columns of the input: paid' err
}

@test "fault: states of other costs were merged" {
	P 'y,p_0,p_1,e_a,e_b,cost_a,agent,score / 0,1,0,0,1,.8,a,1 / 1,0,1,1,0,.8,a,2' > in
	l2d-score --partial in > state
	expect 3 l2d-score --cost .5 --merge state && [ ! -s out ]
	l2d-score --merge state | cmp - <(l2d-score in)
	l2d-score --cost .5 --partial in | l2d-score --cost .5 --merge | cmp - <(l2d-score --cost .5 in)
}
