# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# The decision record, generated: the table program x column of l2d-csv(5) against what every program does, and every program
# that writes decisions against every one that reads them, column by column, with results from the table alone.

load common

# world: 40 rows on which every column matters: agents a and b and the model, gaps, prices, availability, weights.
world() {
	awk 'function r(n) { s = s * 16807 % 2147483647; return s % n }
	BEGIN {
		OFS = ","; s = 4321
		print "id,y,w,p_0,p_1,z_0,z_1,e_a,e_b,conf_model,conf_a,conf_b,cost_model,cost_a,cost_b,x_1,x_2,defer_a,defer_b,avail_a,avail_b,score,agent,answer"
		split("model a b", name, " ")
		for (i = 1; i <= 40; i++) {
			p = 3 + r(58); y = r(2)
			a = i % 5 ? (r(4) ? y : 1 - y) : ""; b = i % 4 ? (r(3) ? y : 1 - y) : ""
			who = 1 + r(3); said = who == 1 ? p < 32 : who == 2 ? a : b
			out = r(3)
			print i, y, 1 + r(2), p / 64, 1 - p / 64, log(p / 64), log(1 - p / 64), a, b, (200 + r(299)) / 640,
				(160 + r(397)) / 640, (160 + r(397)) / 640, r(4) / 64, (4 + r(20)) / 64, (4 + r(20)) / 64, r(64) / 32 - 1, r(64) / 32 - 1,
				r(64) / 16 - 2, r(64) / 16 - 2, out == 0 ? 0 : 1, out == 1 ? "" : 1, r(64) / 32 - 1, name[who], said
		}
	}'
}

# The columns of a kind, as a pattern of whole names.
pattern() {
	case $1 in
	agent_k) echo '^agent_[0-9]+$' ;;
	answer_k) echo '^answer_[0-9]+$' ;;
	*) echo "^${1/\*/.+}\$" ;;
	esac
}

# without KIND FILE: the table without these columns.
without() {
	awk -F, -v re="$(pattern "$1")" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i !~ re) at[++n] = i }
		{ line = ""; for (i = 1; i <= n; i++) line = line (i > 1 ? "," : "") $at[i]; print line }' "$2"
}

# readers: agent_1, answer_1 ... of two readers, or one, in the place of agent and answer.
readers() {
	awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; $at["agent"] = "agent_1"; $at["answer"] = "agent_2"
			print $0, "answer_1", "answer_2"; next }
		{ s["model"] = $at["p_0"] >= $at["p_1"] ? 0 : 1; s["a"] = $at["e_a"]; s["b"] = $at["e_b"]
		one = NR % 4 == 0 ? "model" : NR % 4 == 1 ? "model" : "a"; two = NR % 4 == 0 ? "" : NR % 4 == 3 ? "a" : "b"
		if (one == two) one = "model"
		$at["agent"] = one; $at["answer"] = two
		print $0, s[one], two == "" ? "" : s[two] }'
}

# change KIND: the table with other values in the columns of the kind, all of them sound.
change() {
	awk -F, -v OFS=, -v kind="$1" -v re="$(pattern "$1")" '
	NR == 1 { for (i = 1; i <= NF; i++) { at[$i] = i; if ($i ~ re) hit[i] = $i } print; next }
	kind == "avail_*" { x = $at["avail_a"]; $at["avail_a"] = $at["avail_b"]; $at["avail_b"] = x; print; next }
	kind == "agent_k" && "agent_1" in at { # the first reader is another one, with the answer that stands there
		x = $at["agent_1"]; z = $at["agent_2"]
		$at["agent_1"] = x != "b" && z != "b" ? "b" : x != "a" && z != "a" ? "a" : "model"
		print; next }
	{
		for (i in hit) {
			if (kind == "agent") $i = $i == "model" ? "a" : $i == "a" ? "b" : "model"
			else if (kind ~ /^answer/) $i = $i == "" ? "" : 1 - $i
			else if (kind == "score") $i = -$i
			else if (kind == "conf_*" || kind == "quality_*" || kind == "est_*") $i = 1 - $i
			else if (kind == "propensity") $i = NR % 3 ? .25 : .5
			else if (kind == "cost_*") $i = hit[i] == "cost_model" ? NR % 3 / 64 : (4 + (NR * 7 + i * 5) % 23) / 64
			else $i = $i + NR / 4
		}
		print
	}'
}

# Every way in which a program reads such a table; IN is the table.  The ways of a program together read all that it reads.
ways() {
	case $1 in
	l2d-score) printf 'l2d-score %s IN\n' '' '--group y' ;;
	l2d-curve) printf 'l2d-curve %s IN\n' '' '--group y' ;;
	l2d-compare) printf 'l2d-compare --draws 64 --permutations 99 --system it= %s IN\n' '--against a' '--system other=score=x_1' ;;
	l2d-threshold) printf 'l2d-threshold %s IN\n' '' '--rule posthoc' '--rule confidence' '--rule score' '--rule score --coverage .5' '--rule posthoc --budget .2 --group y' \
		'--budget .1 --budget-in cost' '--best' '--rule css' '--rule rejector' ;;
	l2d-route) printf 'l2d-route %s IN\n' '--frontier --paid-reads' '--paid-reads' '--rule topk --each .1 --paid-reads --columns agent= --columns answer=' '--paid-reads --rule sufficient --threshold .6' '--rule cascade --order a,b,model --threshold .7,.6' ;;
	l2d-workload) printf 'l2d-workload %s IN\n' '' '--mode greedy --share a=0:.4' '--share b=.3:.5' '--readings 2' '--readings 2 --columns agent=' ;;
	l2d-apply) printf 'l2d-apply --input IN %s\n' posthoc scored mixture head 'head posthoc' map ;;
	l2d-offpolicy) printf 'l2d-offpolicy --always a --always b --columns propensity=conf_model --na-action skip %s IN\n' '' --bounds ;;
	l2d-online) printf 'l2d-online --columns weight= %s IN\n' '' '--policy thompson' ;;
	l2d-combine) printf 'l2d-combine %s IN\n' '' '--columns agent=' '--method weighted' '--columns agent= --model combiner' '--columns agent= --columns expert= --model combiner --ask 2' \
		'--columns agent= --method confusion --calibrated --fit' ;;
	l2d-watch) printf 'l2d-watch --columns weight= --risk .3 %s IN\n' '--window 10' '--alarms --delta .9' ;;
	l2d-report) printf 'l2d-report --without done --draws 40 IN\n' ;;
	l2d-ece) printf 'l2d-ece %s IN\n' '' '--estimand expert' '--estimand class' ;;
	l2d-calibrate) printf 'l2d-calibrate %s IN\n' '--method isotonic' '--target experts --method isotonic' \
		'--target estimates --method linear --columns quality=conf_*' ;;
	'l2d-train, l2d-loss') printf '%s IN\n' 'l2d-train --loss css' 'l2d-loss --loss css' 'l2d-loss' ;;
	l2d-stress) printf 'l2d-stress --model head %s IN\n' '--goal error --goal cost --goal route' ;;
	l2d-expert) printf 'l2d-expert %s IN\n' '--expert c=accuracy:.9' '--outage a=7:21' ;;
	others) printf '%s IN\n' l2d-em 'l2d-split --fold 1/2' ;;
	*) echo "no way to run $1: name it in ways()" >&2; return 1 ;;
	esac
}

# The cells of the page: program|column|cell, a line each; "agent, answer" and agent_k are two columns.
cells() {
	awk '/^\.Bl -column "l2d-threshold"/ { on = 1; next } /^\.El/ { on = 0 }
		on { sub(/^\.It /, ""); n = split($0, c, / Ta /)
			if (sub(/^Em /, "", c[1])) { for (i = 2; i <= n; i++) { sub(/^Em /, "", c[i]); name[i] = c[i] } next }
			for (i = 2; i <= n; i++) {
				gsub(/\\/, "", c[i])
				m = split(name[i] == "agent_k" ? "agent_k, answer_k" : name[i], part, /, /)
				own = split(c[i], cell, /, /) # one for all, or one each
				for (k = 1; k <= m; k++) print c[1] "|" part[k] "|" cell[own == m ? k : 1]
			} }' "$ROOT/man/l2d-csv.5"
}

# The table that has columns of the kind.
table_of() {
	case $1 in
	agent_k | answer_k) echo group.csv ;;
	paid) echo paid.csv ;;
	propensity) echo propensity.csv ;;
	'quality_*') echo quality.csv ;;
	'est_*') echo est.csv ;;
	*) echo world.csv ;;
	esac
}

prepare() {
	world > world.csv
	readers < world.csv > group.csv
	awk -F, -v OFS=, '{ print $0, NR == 1 ? "paid" : NR % 5 / 4 }' world.csv > paid.csv
	awk -F, -v OFS=, '{ print $0, NR == 1 ? "propensity" : (1 + NR % 4) / 4 }' world.csv > propensity.csv
	for role in quality est; do
		awk -F, -v OFS=, -v r=$role 'NR == 1 { print $0, r "_model", r "_a", r "_b"; next }
			{ for (k = 1; k <= 3; k++) $0 = $0 OFS (NR * (k + 2) % (r == "est" ? 11 : 2)) / (r == "est" ? 16 : 1) } 1' world.csv > $role.csv
	done
	without agent world.csv | without answer /dev/stdin > plain.csv
	l2d-threshold --rule posthoc --fit plain.csv > posthoc
	l2d-threshold --rule score --fit plain.csv > scored
	l2d-em plain.csv > mixture 2> err
	l2d-combine --method confusion --calibrated --fit plain.csv > combiner
	l2d-train --loss css --columns cost= plain.csv > head
	l2d-calibrate --target experts --method platt plain.csv > map
	for kind in agent answer agent_k answer_k score 'conf_*' 'cost_*' 'avail_*' paid propensity 'quality_*' 'est_*'; do
		change "$kind" < "$(table_of "$kind")" > "changed.$kind"
		cmp -s "$(table_of "$kind")" "changed.$kind" && return 1
	done
	return 0
}

# look KIND WAY: what the way does with columns of the kind, as words of: reads writes refuses.
look() {
	local kind=$1 table a=0 b=0 name
	[ "$kind" != propensity ] || set -- "$1" "${2/ --columns propensity=conf_model/}"
	table=$(table_of "$kind")
	${2/IN/$table} > one 2> one.err || a=$?
	${2/IN/"changed.$kind"} > two 2> two.err || b=$?
	name=${kind%\*}
	case $kind in *_k) name=agent_ ;; answer) name=agent ;; esac # whose answers they are
	case $2:$kind in *estimates*:'est_*') ;; *estimates*) return ;; esac
	case $2:$kind in *readings*columns* | *'readings 2 IN:'agent* | *'readings 2 IN:'answer*) ;; *'readings 2 IN'*) return ;; esac
	if [ $a = 3 ] && [ $b = 3 ]; then
		grep -q "'$name" one.err || { echo "unnamed: $(cat one.err)"; return; }
		echo refuses
		return
	fi
	[ $a = 0 ] && [ $b = 0 ] || { echo "status-$a-$b: $(head -1 one.err two.err)"; return; }
	awk -F, -v re="$(pattern "$kind")" '
		FNR == 1 { f++; delete at; n = m = 0; for (i = 1; i <= NF; i++) if ($i ~ re) at[++n] = i; else rest[f, ++m] = i; of[f] = m }
		{ line = ""; for (i = 1; i <= n; i++) line = line "," $at[i]; only[f, FNR] = line
			line = ""; for (i = 1; i <= of[f]; i++) line = line "," $rest[f, i]; others[f, FNR] = line; rows[f] = FNR; any[f] = n }
		END {
			for (i = 1; i <= rows[1] || i <= rows[2]; i++) if (others[1, i] != others[2, i]) reads = 1
			if (any[1]) for (i = 1; i <= rows[1]; i++) if (only[1, i] != only[3, i]) writes = 1
			if (reads) print "reads"
			if (writes && rows[1] == rows[3]) print "writes" # else some rows of the table are passed on
		}' one two "$table"
}

@test "l2d-csv(5): the table program x column is what the programs do" {
	prepare
	cells > all
	[ "$(wc -l < all)" -ge 90 ]
	some 3 < all > cells
	bad=0
	while IFS='|' read -r program kind cell; do
		ways "$program" > ways.now
		: > seen
		while read -r way; do
			look "$kind" "$way" < /dev/null > words
			while read -r word; do echo "$word $way" >> seen; done < words
		done < ways.now
		says() { grep -q "^$1" seen; }
		ok=1
		says status && ok=0
		says unnamed && ok=0
		case $cell in
		-) says reads && ok=0; says writes && ok=0; says refuses && ok=0 ;;
		R) says reads || ok=0; says writes && ok=0 ;;
		W) says writes || ok=0; says reads && ok=0 ;;
		'R W') says reads || ok=0; says writes || ok=0 ;;
		X) # and whoever does not refuse writes no decision beside it
			says refuses || ok=0; says reads && ok=0; says writes && ok=0
			while read -r way; do
				[ "$kind" != 'quality_*' ] || continue # that are passed over nowhere else: there is nothing to read
				grep -q "^refuses $(printf %s "$way" | sed 's/[*.]/\\&/g')\$" seen && continue
				${way/IN/"$(table_of "$kind")"} > full 2> err < /dev/null || continue
				head -1 full > header
				[ "$(head -1 "$(table_of "$kind")" | tr ',' '\n' | grep -c '^agent')" = "$(tr ',' '\n' < header | grep -c '^agent')" ] || ok=0
			done < ways.now ;;
		*) ok=0 ;;
		esac
		[ $ok = 1 ] || { bad=1; echo "page: $program, $kind: $cell; the program:"; cat seen; }
	done < cells
	[ $bad = 0 ]
}

# oracle FILE: what l2d-score and l2d-curve must say of a table of this file's columns, from the table alone:
# "score NAME VALUE" for the former, "curve N_MODEL NAME VALUE" for each point of the latter.
oracle() {
	awk -F, '
	NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; agents = split("model a b", name, " "); next }
	{
		n++; y = $at["y"]; w[n] = $at["w"]; all += w[n]; delete read; cost = 0; readers = 0; said = ""; only = ""; delete votes; delete order
		model = $at["p_0"] >= $at["p_1"] ? 0 : 1; top = model ? $at["p_1"] : $at["p_0"]
		if ("agent_1" in at) {
			for (k = 1; ("agent_" k) in at; k++) if ((x = $at["agent_" k]) != "") {
				readers++; only = x; read[x] = 1; cost += $at["cost_" x]; c = $at["conf_" x]
				if ((z = $at["answer_" k]) != "") { votes[z] += log(c / (1 - c)); order[++order[0]] = z }
			}
			for (k = 1; k <= order[0]; k++) if (said == "" || votes[order[k]] > votes[said]) said = order[k]
			if ("answer" in at) said = $at["answer"]
		} else {
			readers = 1; only = "agent" in at ? $at["agent"] : "model"; read[only] = 1; cost = $at["cost_" only]
			said = "answer" in at ? $at["answer"] : only == "model" ? model : $at["e_" only]
		}
		if ("paid" in at) cost = $at["paid"]
		kept = readers == 1 && only == "model"
		for (a in read) share[a] += w[n]
		spent += w[n] * cost
		if (kept) coverage += w[n]
		if (said == "") silent++; else {
			right += w[n] * (said == y); scored += w[n]
			if (kept) { mright += w[n] * (said == y); mscored += w[n] } else { eright += w[n] * (said == y); escored += w[n] }
		}
		# either way: kept, and deferred to those who decided or to the best expert who may be asked
		score[n] = $at["score"]; mr[n] = model == y; mc[n] = kept && ("paid" in at) ? cost : $at["cost_model"]
		if (!kept) { help = said; hc = cost } else {
			best = ""; help = ""; hc = 0
			for (i = 2; i <= agents; i++) {
				x = name[i]; v = $at["conf_" x] - $at["cost_" x]
				if ($at["avail_" x] + 0 && (best == "" || v > best)) { best = v; help = $at["e_" x]; hc = $at["cost_" x] }
			}
		}
		ha[n] = help != ""; hr[n] = help != "" && help == y; ec[n] = hc
	}
	function put(x, d) { return d ? x / d : "" }
	END {
		print "score n " n; print "score coverage " coverage / all; print "score n_unscored " silent + 0
		print "score system_accuracy " put(right, scored); print "score model_accuracy " put(mright, mscored)
		print "score expert_accuracy " put(eright, escored); print "score cost " spent / all
		for (i = 1; i <= agents; i++) print "score share_" name[i] " " share[name[i]] / all
		for (t = 0; t <= n; t++) { # everything above score t is deferred; t = 0: nothing is
			k = c = d = u = m = e = s = 0
			for (i = 1; i <= n; i++)
				if (t && score[i] >= score[t]) {
					c += w[i] * ec[i]
					if (ha[i]) { d++; s += w[i]; e += w[i] * hr[i] } else u++
				} else { k++; kw = k == 1 ? w[i] : kw + w[i]; c += w[i] * mc[i]; m += w[i] * mr[i] }
			if (!k) kw = 0
			print "curve " k " coverage " kw / all; print "curve " k " n_deferred " d; print "curve " k " n_unscored " u
			print "curve " k " system_accuracy " put(m + e, kw + s); print "curve " k " expert_accuracy " put(e, s)
			print "curve " k " cost " c / all
		}
	}' "$1"
}

# agrees FILE: l2d-score and l2d-curve say what the oracle does.
agrees() {
	oracle "$1" > want || return
	l2d-score "$1" > s && l2d-curve "$1" > c || return
	awk -F, '
	FILENAME == "s" && FNR == 1 { split($0, head, ","); next }
	FILENAME == "s" { for (i = 1; i <= NF; i++) got["score " head[i]] = $i; next }
	FILENAME == "c" && FNR == 1 { split($0, head, ","); next }
	FILENAME == "c" { points++; for (i = 1; i <= NF; i++) got["curve " $3 " " head[i]] = $i; next }
	{
		split($0, part, " "); key = part[1] == "score" ? part[1] " " part[2] : part[1] " " part[2] " " part[3]
		value = part[1] == "score" ? part[3] : part[4]
		if (part[1] == "curve") seen[part[2]] = 1
		if (!(key in got)) { print key " is not there"; bad = 1; next }
		d = got[key] - value
		if ((value == "") != (got[key] == "") || d > 1e-5 || d < -1e-5) { print key ": " got[key] ", the table says " value; bad = 1 }
	}
	END { for (k in seen) distinct++; if (distinct != points) { print points " points of the curve, not " distinct; bad = 1 } exit bad }
	' s c want
}

# Every way to write a decision about plain.csv or about a table of readers.
writers() {
	printf 'l2d-threshold --rule %s plain.csv\n' chow posthoc confidence css ova rejector score 'posthoc --coverage .5' \
		'posthoc --budget .2' 'posthoc --budget .1 --budget-in cost' 'posthoc --best' 'chow --risk .9 --columns weight=' 'score --coverage .5 --exact'
	printf 'l2d-threshold --rule %s group.csv\n' chow score 'score --best' 'chow --budget .1 --budget-in cost'
	printf 'l2d-route %s plain.csv\n' '--paid-reads' '--paid-reads --budget .1' '--paid-reads --rule sufficient --threshold .6' '--rule cascade --order a,b,model --threshold .7,.6' \
		'--paid-reads --available answered'
	printf 'l2d-workload %s plain.csv\n' '' '--mode greedy --share a=0:.4' '--mode pace --share a=.3:.4' '--share b=.3:.5' '--readings 2' \
		'--mode greedy --readings 2' '--readings 2 --share a=0:.5'
	printf 'l2d-apply --input plain.csv %s\n' posthoc scored mixture 'head posthoc' 'map posthoc'
}

@test "every writer of decisions x every column: l2d-score and l2d-curve say what the table says" {
	prepare
	writers | some 3 > list
	bad=0
	while read -r writer; do
		$writer > t 2> err < /dev/null || { echo "$writer: $(cat err)"; bad=1; continue; }
		agrees t > why < /dev/null || { echo "$writer:"; cat why; bad=1; }
		for kind in agent answer agent_k answer_k score 'conf_*' 'cost_*' 'avail_*' paid; do
			change "$kind" < t > u
			! cmp -s t u || continue
			agrees u > why < /dev/null || { echo "$writer, other values of $kind:"; head -5 why; bad=1; }
		done
	done < list
	[ $bad = 0 ]
}

# decides RULE FILE: who should answer each row, from the table alone: best of conf - cost over all agents, or above score 0
# the best expert or the readers of the row.
decides() {
	awk -F, -v rule="$1" '
	NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; split("model a b", name, " "); next }
	{
		best = who = ""
		for (i = rule == "best" ? 1 : 2; i <= 3; i++) {
			x = name[i]; v = $at["conf_" x] - $at["cost_" x]
			if ((i == 1 || $at["avail_" x] + 0) && (best == "" || v > best)) { best = v; who = x }
		}
		if (rule == "score" && "agent_1" in at && ($at["agent_2"] != "" || $at["agent_1"] != "model")) who = $at["agent_1"] "," $at["agent_2"]
		else if (rule == "score" && "agent_1" in at) who = who ","
		if (rule == "score" && ($at["score"] <= 0 || who == "" || who == ",")) who = "agent_1" in at ? "model," : "model"
		print who
	}' "$2"
}

# has COLUMN FILE
has() { head -1 "$2" | tr ',' '\n' | grep -qx "$1"; }

# refused COLUMN COMMAND...: status 3, which names the column, and nothing is written.
refused() {
	local column=$1
	shift
	expect 3 "$@" && [ ! -s out ] && grep -q "'$column'" err
}

@test "every writer of decisions x every other reader: what the table says, or refused by name" {
	prepare
	writers | some 3 > list
	while read -r writer; do
		$writer > t 2> err < /dev/null
		echo "writer: $writer" # shown where what follows fails
		both=agent
		! has agent_1 t || both=agent_1
		# l2d-route, l2d-workload decide anew
		if [ $both = agent_1 ]; then
			refused agent_1 l2d-route --paid-reads t
			refused agent_1 l2d-workload t
		else
			decides best t > want
			l2d-route --paid-reads t 2> err | column agent /dev/stdin | diff want -
			if has paid t; then refused paid l2d-workload t; else
				l2d-workload t 2> err | column agent /dev/stdin | diff want -
			fi
			refused agent l2d-workload --readings 2 t
		fi
		# l2d-threshold, in this process and through a model file
		decides score t > want
		if has paid t; then
			refused paid l2d-threshold --rule score t
			refused paid l2d-apply --input t scored
		elif [ $both = agent_1 ]; then
			l2d-threshold --rule score t 2> err > got
			column agent_1 got | paste -d, - <(column agent_2 got) | diff want -
			refused agent_1 l2d-apply --input t scored
			refused agent_1 l2d-threshold --rule posthoc t
		else
			l2d-threshold --rule score t 2> err | column agent /dev/stdin | diff want -
			l2d-apply --input t scored 2> err | column agent /dev/stdin | diff want -
		fi
		# l2d-ece: confidences against events, whoever decided
		l2d-ece --estimand expert --bins 1 t > got
		awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
			{ for (k = 1; k <= 2; k++) { x = k == 1 ? "a" : "b"; if ($at["e_" x] != "") {
				n[x] += $at["w"]; c[x] += $at["w"] * $at["conf_" x]; r[x] += $at["w"] * ($at["e_" x] == $at["y"]) } } }
			END { print c["a"] / n["a"], r["a"] / n["a"], c["b"] / n["b"], r["b"] / n["b"] }' t > want
		i=0
		for x in $(column confidence got | paste - <(column frequency got)); do
			i=$((i + 1))
			near "$x" "$(cut -d' ' -f$i want)" 1e-5
		done
		[ $i = 4 ]
		# l2d-plot draws what l2d-score and l2d-curve say
		l2d-score t > s
		l2d-curve t > c
		l2d-plot workload --dump s > figure
		for x in model a b; do grep -q "$(column share_$x s)" figure; done
		l2d-plot coverage --dump c > figure
		grep -q "$(column system_accuracy c | sed -n 2p)" figure
	done < list
}
