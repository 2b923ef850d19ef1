# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# Random small tables for l2d-workload, and what it is asked of each as a programme in whole numbers, in CPLEX LP format:
# K.csv, K.sets, K.limits, K.options, K.lp for K = first, ... last.  cases: sets of features, separated by semicolons, taken in turn:
#   two, readings, where    how many readers a row has: 2; a column, also 0 and empty; a share of the rows
#   inrow, overlap          a random rule about the readers of such rows; several of sets with agents in common
#   fixed, change           who has a row already, and what a change costs, for all rows or of each
#   site                    limits of agents by day in those by site in those of their set by site
#   soft                    some of these at a price
#   minutes, own, money     limits of minutes of sets and parts of the rows, of an agent's minutes, of money
#   worst                   the worst group's mean loss is minimised
#   weight                  rows have weights
BEGIN {
	m = split("model a b c d", A, " ")
	cases_n = split(cases, of, ";")
	for (K = first; K <= last; K++) {
		srand(seed + K)
		features = " " of[1 + (K - first) % cases_n] " "
		instance()
	}
}

function has(f) { return index(features, " " f " ") }
function below(n) { return int(rand() * n) }
function to(kind) { return K "." kind }
function x(i, j) { return "x" i "_" A[j] }

function instance(   i, j) {
	split("", sum); split("", mean); obj = cons = binary = bounds = ""; slacks = 0
	n = 5 + below(5); most = has("readings") || has("where") || has("two") ? 2 : 1
	options = has("two") ? "--readings 2" : ""
	if (has("inrow") || has("site") || has("soft") || has("minutes")) options = options " --sets " to("sets")
	rows(); readers(); keep(); losses(); rule(); limits(); side(); table()
	print options > to("options")
	print "set,agent\ns,a\ns,b\nt,c\nt,d\nu,b\nu,c" > to("sets")
	print "Minimize\ncost: " obj "\nSubject To\n" cons "Bounds\none = 1\n" bounds "Binary\n" binary "End" > to("lp")
	close(to("options")); close(to("sets")); close(to("lp")); close(to("csv")); close(to("limits"))
}

function rows(   i, j) {
	for (i = 1; i <= n; i++) {
		site[i] = i < 3 ? i : 1 + below(2); day[i] = 1 + below(2); group[i] = i < 3 ? i : 1 + below(2)
		w[i] = has("weight") ? 1 + below(3) : 1; hard[i] = sprintf("%.6f", rand())
		for (j = 1; j <= m; j++) {
			conf[i, j] = sprintf("%.3f", rand()); may[i, j] = j == 1 || rand() < .9
			effort[i, j] = 1 + below(9); cost[i, j] = sprintf("%.2f", rand() * j / 5)
		}
	}
}

# places, and who can fill them
function readers(   i, j, k, more, top, share) {
	share = sprintf("%.2f", .2 + rand() * .4); top = int(share * n + 1e-9)
	if (has("where")) options = options " --readings-where hard=top:" share
	for (i = 1; i <= n; i++) {
		asked[i] = has("readings") ? substr("012 2", 1 + below(5), 1) : ""
		if (asked[i] == " ") asked[i] = ""
		more = 0
		for (k = 1; k <= n; k++) more += hard[k] + 0 > hard[i] + 0
		places[i] = has("two") ? 2 : has("where") ? 1 + (more < top) : asked[i] == 2 ? 2 : 1
		for (j = 1; j <= m; j++) {
			can[i, j] = may[i, j]
			if (asked[i] != "") can[i, j] = may[i, j] && (asked[i] == 0) == (j == 1)
			if (has("where") && places[i] == 2 && j == 1) can[i, j] = 0
		}
	}
}

# Those who stay can; who may leave need not.
function keep(   i, j, k, column) {
	column = rand() < .5; common = has("change") ? sprintf("%.2f", rand() / 2) : ""
	if (has("change")) options = options " --change-cost " (column ? "change" : common)
	for (i = 1; i <= n; i++) {
		change[i] = !has("change") || (column && rand() < .3) ? "" : column ? sprintf("%.2f", rand() / 2) : common
		for (k = 1; k <= 2; k++) had[i, k] = ""
		had_n[i] = 0
		for (k = 1; (has("fixed") || has("change")) && k <= (change[i] == "" ? places[i] : most); k++) {
			j = 1 + below(m)
			if (rand() < .3 || had[i, 1] == A[j] || (change[i] == "" && !can[i, j])) continue
			had[i, k] = A[j]; had_n[i]++; has_it[K, i, j] = 1
		}
	}
}

# The row's loss as a sum, times f.
function loss(i, f,   j, s, c) {
	s = sprintf(" + %.17g one%d", f * w[i] * had_n[i] * change[i], i)
	for (j = 1; j <= m; j++) {
		c = w[i] * (1 - conf[i, j] + (has("money") ? 0 : cost[i, j]) - ((K, i, j) in has_it ? change[i] : 0))
		if (can[i, j]) s = s sprintf(" %s %.17g %s", c < 0 ? "-" : "+", (c < 0 ? -c : c) * f, x(i, j))
	}
	return s
}

function losses(   i, j, g, s) {
	for (i = 1; i <= n; i++) {
		s = ""; bounds = bounds "one" i " = 1\n"
		for (j = 1; j <= m; j++)
			if (can[i, j]) {
				s = s " + " x(i, j); binary = binary x(i, j) "\n"
				if ((K, i, j) in has_it && change[i] == "") cons = cons "k" i A[j] ": " x(i, j) " = 1\n"
			}
		cons = cons "r" i ":" (s == "" ? " 0 one" : s) " = " places[i] "\n"
		mean[group[i]] += w[i]
		if (!has("worst")) obj = obj loss(i, 1)
	}
	if (!has("worst")) return
	options = options " --objective worst-group --group group"; obj = "t"; bounds = bounds "t free\n"
	for (g in mean) {
		s = ""
		for (i = 1; i <= n; i++) if (group[i] == g) s = s loss(i, 1 / mean[g])
		cons = cons "g" g ":" s " - t <= 0\n"
	}
}

function in_set(j, set) { return set == "" || (set == "u" ? j == 3 || j == 4 : j > 1 && (j < 4) == (set == "s")) }

function rule(   i, j, k, parts, rules, t, s, part) {
	if (!has("inrow")) return
	split("s=1:,s=:1,s=1:1,s=0:1 t=1:1,s=1: t=:1,t=2:2,s=1: u=:1,u=1: t=:1,s=1: u=:1 t=:1", rules, ",")
	k = split(rules[1 + (has("overlap") ? 6 + below(3) : below(6))], parts, " ")
	for (; k; k--) {
		options = options " --in-row " parts[k]; split(parts[k], part, /[=:]/)
		for (i = 1; i <= n; i++) {
			if (places[i] < 2) continue
			s = ""
			for (j = 1; j <= m; j++) if (can[i, j] && in_set(j, part[1])) s = s " + " x(i, j)
			if (s == "") s = " 0 one"
			if (part[2]) cons = cons "a" k "_" i ":" s " >= " part[2] "\n"
			if (part[3] != "") cons = cons "b" k "_" i ":" s " <= " part[3] "\n"
		}
	}
}

# A line of the file, and what it says of every agent, site and day that it has a star for.
function line(agent, set, s, d, lo, hi, price, minutes,   j, g, h) {
	print agent "," set "," s "," d "," lo "," hi "," price "," minutes > to("limits")
	for (g = 1; g <= (s == "*" ? 2 : 1); g++)
		for (h = 1; h <= (d == "*" ? 2 : 1); h++)
			for (j = agent == "*" ? 1 : 0; j <= (agent == "*" ? m : 0); j++)
				limit(agent == "*" ? A[j] : agent, set, s == "*" ? g : s, d == "*" ? h : d, lo, hi, price, minutes)
}

function limit(agent, set, s, d, lo, hi, price, minutes,   i, j, here, t, all, up, down) {
	for (i = 1; i <= n; i++) {
		if ((s != "" && site[i] != s) || (d != "" && day[i] != d)) continue
		here = 1
		for (j = 1; j <= m; j++)
			if (can[i, j] && (agent != "" ? A[j] == agent : in_set(j, set))) {
				all = all " + " x(i, j)
				if (j > 1) t = t " + " effort[i, j] " " x(i, j)
			}
	}
	if (!here) return
	slacks++
	if (minutes != "" && t != "") cons = cons "m" slacks ":" t " <= " minutes "\n"
	if (lo == "" && hi == "") return
	if (price != "") {
		up = " + u" slacks; down = " - o" slacks
		if (!has("worst")) obj = obj " + " price " u" slacks " + " price " o" slacks
	}
	if (all == "") all = " 0 one"
	if (lo != "") cons = cons "l" slacks ":" all up " >= " lo "\n"
	if (hi != "") cons = cons "h" slacks ":" all down " <= " hi "\n"
}

function limits(   k, least) {
	if (!has("site") && !has("minutes") && !has("soft")) {
		k = 1 + below(n); least = below(2)
		options = options " --count b=:" k " --count c=" least ":"; limit("b", "", "", "", "", k); limit("c", "", "", "", least)
		return
	}
	options = options " --limits " to("limits")
	print "agent,set,site,day,lo,hi,price,minutes" > to("limits")
	if (has("site")) {
		line("*", "", "*", "*", "", 1 + below(3)); k = 2 + below(3)
		line("*", "", "*", "", "", k); line("", "s", "*", "", below(2), k + below(3)); line("", "t", "*", "", "", k + below(4))
	}
	if (has("soft")) {
		where = has("site") ? "*" : ""; k = below(3)
		line("*", "", where, "", k, k + below(2), sprintf("%.2f", rand() / 2))
		line("", "s", where, "", "", 1 + below(4), sprintf("%.2f", rand() / 2))
		if (!has("site")) line("*", "", "", "", "", k + 4)
	}
	if (has("minutes")) { # these may cross
		line("", "s", "", "*", "", "", "", 5 + below(3 * n)); line("*", "", "*", "", "", "", "", 5 + below(3 * n))
		line("", "", "", "", "", "", "", 5 + below(6 * n))
	}
}

function side(   i, j, s, t) {
	if (has("own")) {
		k = 4 + below(2 * n); options = options " --minutes a=" k
		for (i = 1; i <= n; i++) if (can[i, 2]) t = t " + " effort[i, 2] " " x(i, 2)
		if (t != "") cons = cons "own:" t " <= " k "\n"
	}
	if (!has("money")) return
	k = sprintf("%.2f", n * (.2 + rand() / 2)); options = options " --budget " k
	for (i = 1; i <= n; i++) for (j = 1; j <= m; j++) if (can[i, j]) s = s " + " cost[i, j] " " x(i, j)
	if (s != "") cons = cons "paid:" s " <= " k "\n"
}

function table(   i, j, s) {
	s = "id,site,day,group,w,hard,change" (has("readings") ? ",readings" : "") (most > 1 ? ",fixed_1,fixed_2" : ",fixed")
	for (j = 1; j <= m; j++) s = s ",conf_" A[j] ",avail_" A[j] ",cost_" A[j] (j > 1 ? ",effort_" A[j] : "")
	print s > to("csv")
	for (i = 1; i <= n; i++) {
		s = i "," site[i] "," day[i] "," group[i] "," w[i] "," hard[i] "," change[i] (has("readings") ? "," asked[i] : "") "," had[i, 1]
		if (most > 1) s = s "," had[i, 2]
		for (j = 1; j <= m; j++) s = s "," conf[i, j] "," may[i, j] "," cost[i, j] (j > 1 ? "," effort[i, j] : "")
		print s > to("csv")
	}
}
