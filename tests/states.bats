# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# --partial and --merge against every other option of their programs: one that is given at either is honoured, or refused, but
# never without effect.

load common

# PROGRAM|OPTION|INPUT|CONTEXT|AS IT STANDS: on the input the option changes what the program writes, under the options of the
# context, which go everywhere they may; shared: the same of every program.  Every option of every program that has --partial is in the lists.
shared='
interval|world||--interval .9
draws|world|--interval .9|--draws 40
cluster|world|--interval .9|--cluster other
seed|world|--interval .9|--seed 2
columns|world||--columns label=other
schema|headless||--schema world
na|gaps|--na-action skip|--na ?
na-action|gaps|--na ?|--na-action skip
round-off|float||--round-off 1e-5
renormalize|sums||--renormalize
tag|world||--tag run=1
digits|world||--digits 3
jobs|world||--jobs 2
progress|world||--progress
no-progress|world||--no-progress
group|world||--group other
max-record|world||--max-record 10
shard|world||--shard 1/2
no-quoted-newlines|world|--shard 1/2|--no-quoted-newlines
'
ways='
l2d-ece|fields|world||--fields n,ece
l2d-score|fields|world||--fields n,coverage
l2d-curve|fields|world||--fields coverage,risk
l2d-stress|fields|world|--experts|--fields at,loss
l2d-ece|estimand|world||-e class
l2d-ece|conf|world||--conf conf_a --event ev
l2d-ece|event|world||--conf conf_a --event ev
l2d-ece|positive|world|-e binary|--positive a
l2d-ece|bins|world||--bins 3
l2d-ece|bins|world|--binning mass|--bins 3
l2d-ece|bins|world|-e class|--bins 4
l2d-ece|edges|world||--edges .3,.8
l2d-ece|binning|world|-b 3|--binning mass
l2d-ece|side|world|-b 8|--side left
l2d-ece|norm|world||--norm 2
l2d-ece|half|world|-e class|--half
l2d-ece|smooth|world||--smooth
l2d-ece|corp|world||--corp
l2d-ece|reliability|world||--reliability
l2d-ece|test|world||--test
l2d-ece|band|world|--interval .9|--reliability --band consistency
l2d-ece|estimand|world|--test|-e vector
l2d-ece|draws|world|--test|--draws 40
l2d-ece|seed|world|--test|--seed 2
l2d-ece|draws|world|-e vector --test|--draws 40
l2d-ece|bins|world|-e vector --test|--bins 3
l2d-ece|label-noise|world||--label-noise .2
l2d-ece|noise-matrix|world|-e class|--noise-matrix noise
l2d-ece|other-answers|words|-e expert|--other-answers wrong
l2d-score|cost|world||--cost .3
l2d-score|expert|world||--expert b
l2d-score|area|world||--area trapezoid
l2d-score|power|world||--power .9
l2d-score|delta|world|--power .9|--delta .3
l2d-score|probability|world|--power .9|--probability .5
l2d-score|positive|world|--group other|--positive a
l2d-score|shift-by|world||--shift-by other --radius .1
l2d-score|mix|world|--shift-by other --radius .1|--mix a=.2,b=.8
l2d-score|mix-file|world|--shift-by other --radius .1|--mix-file mix
l2d-score|radius|world|--shift-by other --mix a=.2,b=.8|--radius .1
l2d-score|ball|world|--shift-by other --radius .1|--ball chi2
l2d-score|label-noise|world||--label-noise .2
l2d-score|noise-matrix|world||--noise-matrix noise
l2d-score|other-answers|words||--other-answers wrong
l2d-score|router|world||--router
l2d-score|pair|world|--router|--pair a,b
l2d-score|fit|world|--router|--fit world
l2d-score|cpt|world|--router --pair model,a|--cpt hull
l2d-score|aiq-range|world|--router --pair model,a|--aiq-range 0:2
l2d-score|interval|world|--router --pair a,b|--interval .9
l2d-score|seed|world|--router --pair a,b --interval .9|--seed 2
l2d-stress|experts|world||--experts
l2d-stress|rise|world|--experts|--rise 0:.4:.2
l2d-stress|rise|world|--experts|--rise a=.2,b=.1
l2d-stress|over|world|--experts|--over answered
l2d-stress|corrupt|world|--experts|--corrupt 2
l2d-stress|silent|world|--experts|--silent next
l2d-stress|other-answers|words|--experts|--other-answers wrong
l2d-stress|model|vectors||--model head --sweep 0:.4:.2
l2d-stress|classifier|vectors|--model stage --sweep 0:.4:.2|--classifier ce
l2d-stress|sweep|vectors||--model head --sweep 0:.4:.2
l2d-stress|goal|vectors|--model head --sweep 0:.4:.2|--goal error
l2d-stress|norm|vectors|--model head --sweep 0:.4:.2|--norm 1
l2d-stress|units|vectors|--model head --sweep 0:.4:.2|--units raw
l2d-stress|features|vectors|--model head --sweep 0:.4:.2|--features x_u
l2d-stress|box|vectors|--model head --sweep 0:.4:.2|--box :.1
l2d-stress|threshold|vectors|--model head --sweep 0:.4:.2|--threshold .5
l2d-stress|available|silent|--model head --sweep 0:.4:.2|--available answered
l2d-stress|most|vectors|--model waves --sweep 0:3:1|--most 3
l2d-stress|starts|vectors|--model waves --sweep 0:3:1|--starts 1
l2d-stress|seed|vectors|--model waves --sweep 0:3:1 --starts 2|--seed 5
l2d-threshold|sweep|world||--sweep 0:.4:.2
l2d-threshold|fields|world|--sweep 0:.4:.2|--fields n,c0
l2d-route|fields|world|--frontier --paid-reads|--fields policy,cost
l2d-threshold|rule|world|--sweep 0:.4:.2|--rule posthoc
l2d-threshold|expert-accuracy|world|--sweep 0:.4:.2 --rule posthoc|--expert-accuracy b=.9
l2d-threshold|ambiguity|world|--sweep 0:.4:.2 --rule posthoc|--ambiguity .2
l2d-threshold|ball|world|--sweep 0:.4:.2 --rule posthoc --ambiguity .2|--ball chi2
l2d-threshold|available|silent|--sweep 0:.4:.2|--available answered
l2d-threshold|other-answers|words|--sweep 0:.4:.2|--other-answers wrong
l2d-threshold|coverage|world||--fit --coverage .5
l2d-threshold|budget|world||--fit --budget .5
l2d-threshold|budget-in|world|--fit --budget .05|--budget-in cost
l2d-threshold|best|world||--fit --best
l2d-threshold|risk|world||--fit --risk .7
l2d-threshold|delta|world|--fit --risk .7|--delta .3
l2d-threshold|fair|world||--fit --fair error --tolerance .3 --group other
l2d-threshold|tolerance|world||--fit --fair error --group other --tolerance .3
l2d-threshold|positive|world|--fit --fair tpr --tolerance .3 --group other|--positive a
l2d-threshold|exact|world|--fit --coverage .53|--exact
l2d-threshold|seed|world|--fit --coverage .53 --exact|--seed 2
l2d-threshold|fit|world||--fit --coverage .5
l2d-threshold|cost|world|--fit --best|--cost .1
l2d-threshold|rule|world|--fit --best|--rule posthoc
l2d-threshold|ambiguity|world|--fit --risk .7|--ambiguity .01
l2d-threshold|other-answers|words|--fit --best|--other-answers wrong
l2d-route|frontier|world|--paid-reads|--frontier
l2d-route|paid-reads|world|--frontier|--paid-reads
l2d-route|constants|world|--frontier --paid-reads|--constants
l2d-route|latency|slow|--frontier --paid-reads|--latency 2
l2d-route|available|silent|--frontier --paid-reads|--available answered
l2d-route|other-answers|words|--frontier --paid-reads|--other-answers wrong
l2d-curve|cost|world||--cost .3
l2d-curve|expert|world||--expert b
l2d-curve|points|world||--points 4
l2d-curve|memory|world||--memory 1M
l2d-curve|memory|world|--metric auroc|--memory 1M
l2d-curve|points|world|--metric auroc|--points 4
l2d-curve|metric|world||--metric ap
l2d-curve|positive|world|--metric ap|--positive a
l2d-curve|interval|world|--metric auroc|--interval .9
l2d-curve|other-answers|words||--other-answers wrong
l2d-curve|label-noise|world||--label-noise .2
l2d-curve|noise-matrix|world||--noise-matrix noise
l2d-calibrate|target|world|--method isotonic|--target experts
l2d-calibrate|method|world||--method platt
l2d-calibrate|method|world||--method isotonic
l2d-calibrate|smooth|world|--method platt|--smooth
l2d-calibrate|on|world|--method platt|--on probability
l2d-calibrate|interpolate|world|--method isotonic|--interpolate step
l2d-calibrate|bins|world|--method histogram|--bins 3
l2d-calibrate|binning|world|--method histogram -b 3|--binning mass
l2d-calibrate|side|world|--method histogram -b 8|--side left
l2d-calibrate|lambda|world|--method dirichlet|--lambda .1
l2d-calibrate|mu|world|--method dirichlet|--mu .1
l2d-calibrate|other-answers|words|--target experts --method isotonic|--other-answers wrong
l2d-compare|system|world|--against a|--system s=
l2d-compare|against|world|--against a|--against b
l2d-compare|measure|world|--against a|--measure accuracy
l2d-compare|lambda|world|--against a|--lambda .2
l2d-compare|lambda|world|--against-best-constant --fit world|--lambda .2
l2d-compare|against-best-constant|world|--against b|--against-best-constant --fit world
l2d-compare|fit|world|--against b --against-best-constant|--fit world
l2d-compare|paired-by|trials||--paired-by t --between s --values v
l2d-compare|between|trials||--paired-by t --between s --values v
l2d-compare|values|trials||--paired-by t --between s --values v
l2d-compare|seed|trials||--paired-by t --between s --values v --seed 2
l2d-compare|margin|world|--against a|--margin .1
l2d-compare|power|world|--against a|--power .1
l2d-compare|probability|world|--against a|--power .1 --probability .9
l2d-compare|effect|world||--effect
l2d-compare|bandwidth|by_score|--effect|--bandwidth 3
l2d-compare|cost|world|--against a|--cost .3
l2d-compare|positive|world|--against a|--positive a
l2d-compare|interval|world|--against a|--interval .9
l2d-compare|draws|world|--against a|--draws 100
l2d-compare|permutations|world|--against a|--permutations 99
l2d-compare|cluster|world|--against a|--cluster other
l2d-compare|seed|world|--against a|--seed 2
l2d-compare|other-answers|words|--against a|--other-answers wrong
l2d-compare|fields|world|--against a|--fields measure,n
l2d-offpolicy|rule|world||--rule other
l2d-offpolicy|model|world||--model half
l2d-offpolicy|always|world|--rule other|--always b
l2d-offpolicy|cap|sure|--always a|--cap 2
l2d-offpolicy|compare|world|--always a --interval .9|--compare
l2d-offpolicy|scale|world|--always a|--scale -1:1
l2d-offpolicy|bounds|world|--always a|--bounds
l2d-offpolicy|bernstein|world|--always a --interval .9|--bernstein .05
l2d-offpolicy|other-answers|words|--always a|--other-answers wrong
l2d-offpolicy|fields|world|--always a|--fields rule,value
'

# ways_with PROGRAM CONTEXT < ways: those of the program, with nothing else in the context.
ways_with() {
	awk -F'|' -v OFS='|' -v program="$1" -v with="$2" '{ print program, $1, $2, with, $3 ($3 == "" ? "" : " ") $4 }'
}

all_ways() {
	local program
	echo "$ways" | grep .
	for program in l2d-ece l2d-score l2d-curve; do echo "$shared" | sed -n "s/./$program|&/p"; done
	# Without --experts, a grid or the frontier nothing could be merged: they stand in the context.
	echo "$shared" | grep . | grep -v '^\(interval\|draws\|cluster\|seed\|renormalize\)|' | ways_with l2d-stress --experts
	echo "$shared" | grep . | ways_with l2d-threshold "--rule posthoc --sweep 0:.4:.2"
	echo "$shared" | grep . | grep -v '^\(interval\|draws\|cluster\|seed\|tag\|digits\)|' | ways_with l2d-threshold "--rule posthoc --fit --best"
	echo "$shared" | grep . | ways_with l2d-route "--frontier --paid-reads"
	echo "$shared" | grep . | grep -v '^\(interval\|draws\|cluster\|seed\|tag\|digits\)|' | ways_with l2d-calibrate "--method isotonic"
	echo "$shared" | grep . | grep -v '^\(interval\|draws\|cluster\|seed\)|' | ways_with l2d-compare "--against a"
	echo "$shared" | grep . | grep -v '^group|' | ways_with l2d-offpolicy "--always a"
}

# PROGRAM|OPTION|AS IT STANDS, that no state goes with.
apart='
l2d-stress|emit|--model head --emit attacked --radius 1
l2d-stress|radius|--model head --sweep 0:1:1 --radius 1
l2d-stress|keep|--model head --sweep 0:1:1 --keep
l2d-threshold|region|--sweep 0:1:1 --rule region --region mix
l2d-threshold|cost|--sweep 0:1:1 --cost .1
l2d-threshold|threshold|--threshold .1
l2d-threshold|coverage|--coverage .5
l2d-threshold|budget|--budget .5
l2d-threshold|budget-in|--budget .5 --budget-in cost
l2d-threshold|best|--best
l2d-threshold|risk|--risk .3
l2d-threshold|delta|--risk .3 --delta .1
l2d-threshold|fair|--fair error --tolerance .1 --group other
l2d-threshold|tolerance|--fair error --tolerance .1 --group other
l2d-threshold|positive|--fair tpr --tolerance .1 --group other --positive a
l2d-threshold|exact|--coverage .5 --exact
l2d-threshold|explore|--explore .5
l2d-threshold|report|--best --report got
l2d-threshold|keep|--keep
l2d-route|rule|--rule sufficient --threshold .5
l2d-route|lambda|--lambda .5
l2d-route|budget|--budget .5
l2d-route|alpha|--rule set --alpha .1 --fit world
l2d-route|randomize|--rule set --alpha .1 --fit world --randomize
l2d-route|each|--rule topk --each .1
l2d-route|exact|--budget .5 --exact
l2d-route|explore|--explore .5
l2d-route|fit|--budget .5 --fit world
l2d-route|order|--rule cascade --order a,b --threshold .5
l2d-route|threshold|--rule sufficient --threshold .5
l2d-route|bins|--rule adaptive --bins 3
l2d-route|smoothing|--rule adaptive --smoothing .1
l2d-route|stop|--rule cascade --order a,b --stop defer
l2d-route|save|--budget .5 --save got
l2d-route|model|--model head
l2d-route|report|--budget .5 --report got
l2d-route|keep|--keep
l2d-offpolicy|state|--always a --state got
'

# Confidences on edges of sixteenths, experts who differ, labels of two kinds.
inputs() {
	awk 'function r(n) { s = s * 16807 % 2147483647; return s % n }
		BEGIN { OFS = ","; s = 77; print "y,other,p_a,p_b,conf_a,conf_b,e_a,e_b,cost_a,score,agent,ev,id,chance"
		for (i = 0; i < 40; i++) { p = (1 + r(15)) / 16; y = r(16) < 16 * p ? "a" : "b"
			print y, r(2) ? "a" : "b", p, 1 - p, r(64) / 64, r(64) / 64, r(4) ? y : "a", r(2) ? "a" : "b", r(4) / 16, r(9), (r(3) ? "model" : r(2) ? "a" : "b"), r(2), i, (1 + i % 8) / 8 } }' > world
	tail -n +2 world > headless
	printf '%s\n' y,p_b,p_a a,.25,.75 b,.625,.375 > noise
	printf "%s\n" other,share a,1 b,3 > mix
	awk 'BEGIN { print "t,s,v"; for (i = 0; i < 32; i++) print i % 16 "," (i < 16 ? "a" : "b") "," (i * 7 + int(i / 5)) % 11 }' > trials
	awk -F, -v OFS=, 'NR % 7 == 3 { $3 = "?" } { print }' world > gaps
	awk -F, -v OFS=, 'NR == 5 { $3 = "1.000005"; $4 = 0 } { print }' world > float
	awk -F, -v OFS=, 'NR % 5 == 2 { $7 = "unsure" } { print }' world > words
	awk -F, -v OFS=, 'NR > 1 { $3 *= 2; $4 *= 2 } { print }' world > sums
	awk -F, -v OFS=, '{ print $0, NR == 1 ? "x_u,x_v" : $3 * 4 "," $5 + $6 }' world > vectors
	awk -F, -v OFS=, 'NR % 3 == 2 { $7 = "" } { print }' vectors > silent
	awk -F, -v OFS=, '{ print $0, NR == 1 ? "latency_a" : NR % 4 }' world > slow
	awk -F, -v OFS=, '{ print $0, NR == 1 ? "conf_model" : .5 }' world > sure
	awk -F, -v OFS=, 'NR > 1 { $11 = $10 > 4 ? "a" : "model" } { print }' world > by_score
	l2d-train --l2 .1 vectors > ce
	l2d-train --loss css --l2 .1 vectors > head
	l2d-train --loss twostage --l2 .1 vectors > stage
	l2d-train --loss css --map rff:6 --l2 .01 vectors > waves
	l2d-threshold --rule posthoc --fit --coverage .5 world > half
}

# honoured WANT COMMAND...: the command says what is wanted, or is refused with nothing written.
honoured() {
	local want=$1 status=0
	shift
	"$@" > got 2> got.err || status=$?
	case $status in
	0) cmp -s "$want" got ;;
	2 | 3) [ ! -s got ] ;;
	*) return 1 ;;
	esac
}

# writes OPTION: the state of the input, with the context unless that does not go with --partial; or nothing.
writes() {
	local status=0
	# shellcheck disable=SC2086
	$program --partial $context $1 $input > state 2> err < /dev/null || status=$?
	# shellcheck disable=SC2086
	[ $status != 2 ] || { status=0; $program --partial $1 $input > state 2> err < /dev/null || status=$?; }
	[ $status = 0 ] || [ ! -s state ] || exit 1
	return $status
}

# merges OPTION: likewise, what is wanted or nothing.
merges() {
	local one=$context
	# shellcheck disable=SC2086
	$program --merge $context state > got 2> err < /dev/null || [ $? != 2 ] || one=
	# shellcheck disable=SC2086
	honoured want $program --merge $one $1 state < /dev/null
}

options_of_one_side() {
	inputs
	all_ways | some 5 > list # as many of every program
	while IFS='|' read -r program option input context stands; do
		echo "$program $context $stands of $input" # shown where what follows fails
		export L2D_COLUMNS=
		[ $program != l2d-offpolicy ] || L2D_COLUMNS=propensity=chance
		status=0
		# shellcheck disable=SC2086
		$program $context $stands $input > want 2> err < /dev/null || status=$?
		# shellcheck disable=SC2086
		if $program $context $input > plain 2> err < /dev/null; then
			case $program-$option in *-jobs|*-memory|*-progress|l2d-compare-positive) cmp -s want plain ;; *-no-quoted-newlines) ;; *) fails cmp -s want plain ;; esac
		fi
		[ $status = 0 ] || { [ "$option" = max-record ]; continue; }
		: > parts
		for with in "$stands" ""; do
			writes "$with" || continue
			for again in "$stands" ""; do
				[ -n "$with$again" ] || continue
				merges "$again"
				! cmp -s want got || echo merged >> parts
			done
		done
		grep -q merged parts # there is a way to have it
	done < list
}
@test "an option at --partial or --merge alone, or at both, is honoured or refused, whatever the option" { options_of_one_side; }

@test "every option of a program with --partial is in the list above" {
	local -A listed
	all_ways > list
	echo "$apart" >> list
	while IFS='|' read -r program option _; do listed[$program,$option]=1; done < list
	for program in "$ROOT/$BUILD"/bin/l2d-*; do
		"$program" --help > help
		grep -q -- '--partial' help || continue
		sed -n 's/^  \(-.,\|   \) --\([a-z-]*\).*/\2/p' help | grep -vx 'partial\|merge\|help\|version\|completion' > options
		[ "$(wc -l < options)" -gt 5 ]
		while read -r option; do
			[ -n "${listed[${program##*/},$option]-}" ] || { echo "no way to try ${program##*/} --$option"; return 1; }
		done < options
	done
	inputs
	echo "$apart" | grep . | some 3 | while IFS='|' read -r program option stands; do
		# shellcheck disable=SC2086
		expect 2 $program --partial $stands vectors
	done
}

@test "states that were written before still merge; those of a version that is not read are refused by it" {
	cd "$TESTDATA/states"
	n=0
	while IFS='|' read -r name input command partial merge; do
		echo "$name" # shown where what follows fails
		# shellcheck disable=SC2086
		$command $partial $merge "$input" > "$BATS_TEST_TMPDIR/want" 2> "$BATS_TEST_TMPDIR/err"
		# shellcheck disable=SC2086
		$command $merge --merge "$name.state" | cmp - "$BATS_TEST_TMPDIR/want"
		# of a pipe, a merge of a merge
		# shellcheck disable=SC2086
		$command --partial --merge < "$name.state" | $command $merge --merge | cmp - "$BATS_TEST_TMPDIR/want"
		n=$((n + 1))
	done < commands
	[ "$n" -eq "$(ls ./*.state | wc -l)" ]
	for program in "$ROOT/$BUILD"/bin/l2d-*; do
		"$program" --help | grep -q -- '--partial' || continue
		grep -q "|${program##*/} \||${program##*/}|" commands
	done
	cd "$BATS_TEST_TMPDIR"
	for name in ece compare-trials threshold-sweep; do
		command=$(grep "^$name|" "$TESTDATA/states/commands" | cut -d'|' -f3)
		sed 's/\(l2d-[a-z]*\)/\1 version=12/' "$TESTDATA/states/$name.state" > later
		# shellcheck disable=SC2086
		expect 3 $command --merge later
		says "later:2:1:" "a state of version 12, which this program cannot read"
	done
	sed '2,$s/,run,\([0-9]*\),2 /,run,\1,3 /' "$TESTDATA/states/curve.state" > later
	expect 3 l2d-curve --merge later
	says "another version" "than 2: '3 "
}

@test "states from before regret was over rows where both outcomes are known: it is empty where that cannot be said" {
	cd "$TESTDATA/states"
	for name in route-frontier threshold-sweep; do
		command=$(grep "^$name|" commands | cut -d'|' -f3)
		# shellcheck disable=SC2086
		$command gaps.csv | tee "$BATS_TEST_TMPDIR/want" | awk -F, -v OFS=, '{ NF -= 2 } 1' > "$BATS_TEST_TMPDIR/other"
		# shellcheck disable=SC2086
		$command --merge $name.gaps > "$BATS_TEST_TMPDIR/got"
		awk -F, -v OFS=, '{ NF -= 2 } 1' "$BATS_TEST_TMPDIR/got" | cmp - "$BATS_TEST_TMPDIR/other"
		# what there is of it is right, and some of it cannot be known
		paste -d, "$BATS_TEST_TMPDIR/got" "$BATS_TEST_TMPDIR/want" | awk -F, '
			NR > 1 { n = NF / 2; for (k = n - 1; k <= n; k++) { bad += $k != "" && $k != $(n + k); empty += $k == "" } }
			END { exit bad || !empty }'
		# an old half and a new one
		# shellcheck disable=SC2086
		{ sed -n '1,/,end,/p' $name.gaps; $command --partial --shard 2/2 gaps.csv; } | $command --merge | cmp - "$BATS_TEST_TMPDIR/got"
	done
}

# OPTION|AS IT STANDS, of l2d-watch: what a state rests on, and what only says how rows are written; how a table is read may
# differ from one day to the next.
watching='
window|--window 4
period|--period 4 --columns time=id
risk|--risk .4
delta|--delta .2
run-length|--run-length 30
tests|--tests accuracy
alarms|--alarms
check|--check
seed|--seed 9
tag|--tag day=2
digits|--digits 3
fields|--fields row,n
'

@test "l2d-watch --state: an option on one side of a cut is honoured or refused" {
	inputs
	for part in one two; do head -1 world > $part; done
	sed -n 2,23p world >> one
	tail -n +24 world >> two
	watch() { l2d-watch --state "$@" 2> err; } # STATE OPTIONS FILE
	echo "$watching" | grep . > list
	while IFS='|' read -r option stands; do
		for sides in "$stands|" "|$stands"; do
			echo "$sides" # shown where what follows fails
			rm -f state other
			# shellcheck disable=SC2086
			watch state ${sides%|*} one > got
			# shellcheck disable=SC2086
			watch other ${sides#*|} one > want
			# shellcheck disable=SC2086
			watch other ${sides#*|} two > want
			# shellcheck disable=SC2086
			honoured want l2d-watch --state state ${sides#*|} two
		done
	done < list
}

@test "every option of l2d-watch is in the list above, or says how a table is read" {
	l2d-watch --help | sed -n 's/^  \(-.,\|   \) --\([a-z-]*\).*/\2/p' |
		grep -vx 'state\|help\|version\|completion\|columns\|schema\|na\|na-action\|max-record\|shard\|no-quoted-newlines\|round-off\|other-answers\|renormalize\|progress\|no-progress' > options
	[ "$(wc -l < options)" -ge 10 ]
	while read -r option; do
		echo "$watching" | grep -q "^$option|" || { echo "no way to try l2d-watch --$option"; return 1; }
	done < options
}
