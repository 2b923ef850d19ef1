# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# What l2d-route finds, as a model file: --save, --model; and on a calibration table whose agents stand in another order.
load common

# agents NAMES ROWS SEED: a table of agents a, b, c, in the order of the names.
agents() {
	awk -v names="$1" -v rows="$2" -v seed="$3" 'BEGIN { srand(seed); m = split(names, name, ""); printf "id,y"
		for (k = 1; k <= m; k++) printf ",e_%s,conf_%s,defer_%s,cost_%s,latency_%s", name[k], name[k], name[k], name[k], name[k]
		print ""
		for (i = 1; i <= rows; i++) { y = int(3 * rand()); delete cell
			for (k = 1; k <= 3; k++) { a = substr("abc", k, 1); conf = .15 * k + .5 * rand()
				cell[a] = sprintf("%s,%.2f,%.2f,%g,%d", rand() < conf ? y : int(3 * rand()), conf, .7 - conf, k * k, 5 + 9 * rand()) }
			printf "%d,%d", i, y
			for (k = 1; k <= m; k++) printf ",%s", cell[name[k]]
			print "" } }'
}

# One line of options a rule.
rules() {
	cat <<-'E'
	--columns known=conf_* --budget 3
	--columns known=conf_* --budget 3 --exact --seed 7
	--columns known=conf_* --rule sufficient --threshold .8
	--rule cascade --order b,a,c --threshold .7,.75
	--rule cascade --order a,b,c --budget 4 --latency 20
	--rule cascade --order a,c --budget 4 --exact --seed 3
	--rule cascade --order any --budget 4 --exact
	--rule cascade --order a,b,c --stop defer
	--rule cascade --order a,b,c --stop defer --budget 4
	--rule frugal --budget 3
	--rule frugal --budget 3 --exact
	--rule adaptive --lambda .02
	--rule adaptive --budget 4 --exact --smoothing .01
	--rule adaptive --budget 4 --exact --bins 1
	E
}

@test "--save and --model: what was found is routed by from its file, byte for byte, with threads, too" {
	agents abc 120 1 > fit
	agents abc 60 2 > in
	sed 's/e_/pick_/g' in > renamed
	rules > rules
	while read -r -a rule; do
		fit=(--fit fit)
		known=()
		[ "${rule[0]}" != --columns ] || known=(--columns known=conf_*)
		case "${rule[*]}" in *"--threshold"* | *"--stop defer") fit=() ;; esac
		expect 0 l2d-route "${rule[@]}" "${fit[@]}" --save model in
		cp out want
		expect 0 l2d-route "${known[@]}" --model model in
		cmp out want
		l2d-route "${known[@]}" --model model --jobs 2 in | cmp - want
		# the file by itself: fitting and routing on the calibration table say the same
		expect 0 l2d-route "${rule[@]}" --save own fit
		cmp own model
		l2d-route "${known[@]}" --model own fit | cmp - out
	done < rules
	# a table with other columns and more agents: by their names
	l2d-route --rule adaptive --lambda .02 --fit fit --save model in | column answer /dev/stdin > want
	awk -F, -v OFS=, '{ print $0, NR == 1 ? "e_new,conf_new,cost_new" : "1,1,0" }' renamed |
		l2d-route --columns 'expert=pick_*,e_new' --model model | column answer /dev/stdin | cmp - want
}

@test "fault: a plan that was found where agents stand in another order asked the wrong ones" {
	agents abc 120 1 > fit
	agents cba 120 1 > turned
	agents abc 60 2 > in
	rules | grep -v -e '--threshold' -e 'defer$' > rules
	while read -r -a rule; do
		l2d-route "${rule[@]}" --fit fit in > want
		expect 0 l2d-route "${rule[@]}" --fit turned in
		cmp out want
	done < rules
	# of an agent that the table lacks nobody can say anything; one that is never asked is not missed
	agents ab 60 2 > two
	for rule in frugal adaptive "cascade --order any"; do
		expect 3 l2d-route --rule $rule --budget 9 --fit fit two
		same err <<< "l2d-route: two:1:1: 'c', whom the rule asks, is no agent of this table"
		[ ! -s out ]
	done
	expect 0 l2d-route --rule frugal --budget 1 --fit fit two
	[ "$(column agent out | sort -u)" = a ]
}

damaged_routers() {
	local step=5 # of the damages
	[ -z "${L2D_ALL:-}" ] || step=1
	agents abc 40 1 > fit
	agents abc 6 2 > in
	rules | sed -n '2p;6p;11p;12{s/$/ --smoothing 0 --columns conf=/p}' > rules
	while read -r -a rule; do
		l2d-route "${rule[@]}" --save model fit > out
		kinds+="$(sed -n 's/^\(rule\|policy\),,,//p' model) "
		for i in $(seq 1 "$step" "$(damage model)"); do
			status=0
			l2d-route --paid-reads --model "$i.d" in > out 2> err || status=$?
			case $status in
			3) says '' && [[ $(< err) =~ ^l2d-route:\ [^:]+:[0-9]+(:[0-9]+)?:\ |lacks\ the\ record|needs\ [0-9.e+]+\ numbers|no\ agent\ of ]] ||
				{ diff model "$i.d"; cat err; false; } ;;
			0)
				# harmless, or another model: a number in its range, another seed, a name of somebody who is not asked
				cmp -s model "$i.d" || diff model "$i.d" | grep -qE '^> ((beyond\.)?(lambda|least|threshold|part|edge\.[0-9])|latency|seed),.*,(-?inf|-1|2\.5|9{17})$|^> (class|agent),' ||
					{ diff model "$i.d"; false; } ;;
			5) diff model "$i.d" | grep -q '^> latency,,,2.5' ;;
			*) diff model "$i.d"; echo "status $status"; cat err; false ;;
			esac
		done
	done < rules
	for kind in best cascade frugal adaptive states; do [[ $kinds == *$kind* ]]; done
}
@test "broken models of routers: every record of every rule, damaged in turn" { damaged_routers; }

@test "fault: a model of best or sufficient forgot the limit of latency" {
	printf 'id,conf_a,conf_b,latency_a,latency_b\n1,.9,.5,100,1\n' > in
	for rule in "best" "sufficient --threshold .4"; do
		l2d-route --columns known=conf_* --rule $rule --latency 10 --save model in > want
		[ "$(column agent want)" = b ]
		l2d-route --columns known=conf_* --model model in | cmp - want
	done
}

@test "--model: what it does not go with, and models of other kinds" {
	agents abc 40 1 > fit
	l2d-route --rule cascade --order any --budget 3 --exact --save model fit > out
	grep -q '^seed,,,1$' model
	for option in "--rule best" "--lambda 1" "--budget 3" "--fit fit" "--latency 9" "--frontier" "--save x" "--report x"; do
		expect 2 l2d-route --model model $option fit
	done
	expect 2 l2d-route --model model --explore .1 fit
	same err <<< "l2d-route: --explore: the model tosses a coin of its own: 'model'"
	sed 's/^kind,,,.*/kind,,,head/' model > other
	expect 3 l2d-route --model other fit
	same err <<< "l2d-route: other:3: kind: not a model that routes: 'head'"
	expect 3 l2d-apply model < fit
	same err <<< "l2d-apply: model:3: kind: not a kind that can be applied: 'router'"
	# a file that cannot be written is a failure
	expect 4 l2d-route --rule cascade --order any --budget 3 --save /dev/full fit
}
