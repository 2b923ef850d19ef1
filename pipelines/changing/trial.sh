# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# One trial: streams of cases in five worlds, and who is asked in them.  Writes trial, world, policy, row, regret and accuracy up
# to there: expected ones, from the true accuracies.
seed=$1
rows=$([ "$QUICK" ] && echo 2000 || echo 10000)
step=$((rows / 20))

# online NAME OPTION...: decides world.csv, or the events of the world where labels are late.
online() {
	local name=$1 feedback=bandit input=world.csv
	shift
	if [ "$world" = late ]; then feedback=later input=events.csv; fi
	l2d-online --seed "$seed" --columns feature= --feedback $feedback "$@" $input |
		awk -F, -v trial="$seed" -v world="$world" -v policy="$name" -v step="$step" -v skills="$skills" -f "$HERE/regret.awk"
}

# stream EXPERT...: world.csv.
stream() {
	# Where labels are hidden their column is replaced, as l2d-expert says.
	l2d-expert --classes 0,1 --seed "$seed" "$@" cases.csv > world.csv 2> said || { cat said >&2; false; }
}

# events: world.csv as it happens, each row without its label and, when the label has come, again; see l2d-expert(1).
events() {
	awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; print 0, $0; next }
		{ label = $at["y"]; $at["y"] = ""; if (label == "") $at["label_row"] = ""; print NR - 1, $0 }
		label != "" { $at["y"] = label; print $at["label_row"], $0 }' world.csv | sort -s -t, -k1,1n | cut -d, -f2- > events.csv
}

policies() {
	for policy in greedy ucb thompson exp3.s $([ "$QUICK" ] || echo epsilon exp3 hedge); do online $policy --policy $policy; done
	online ucb-half-life --policy ucb --half-life $((rows / 25))
	online thompson-half-life --policy thompson --half-life $((rows / 25))
	for agent in a b c; do online "always-$agent" --policy fixed --agent $agent; done
}

l2d-synth pocket --rows "$rows" --digits 4 --seed "$seed" > cases.csv
two=(--expert a=regimes:.85:.6 --expert b=regimes:.6:.85 --expert c=accuracy:.74)
slow=$((rows / 5))

echo trial,world,policy,row,regret,accuracy
# skills: the accuracies of a, b and c in the first regime, and in the second one.
# The best one is not the first, whom greedy asks when nothing is known.
world=still skills=".75 .85 .65 .75 .85 .65"
stream --expert a=accuracy:.75 --expert b=accuracy:.85 --expert c=accuracy:.65
policies
world=slow skills=".85 .6 .74 .6 .85 .74"
stream --regimes $slow,$slow "${two[@]}"
policies
world=late
stream --regimes $slow,$slow "${two[@]}" --label-delay $((rows / 50)) --missing-labels .2
events
policies
world=fast
stream --regimes 5,5 "${two[@]}"
policies
# The best one is out twice, for a tenth of the rows each time.
world=outages skills=".75 .85 .65 .75 .85 .65"
stream --expert a=accuracy:.75 --expert b=accuracy:.85 --expert c=accuracy:.65 \
	--outage b=$((rows / 5 + 1)):$((rows * 3 / 10)),$((rows * 3 / 5 + 1)):$((rows * 7 / 10))
policies
