# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# awk -f sides.awk -v bound=plugin|rejector|generalization -v c0=C TRUTH CASES [TABLE]: the two sides of a bound, exactly,
# over the points of a world (truth of world.awk); README.md proves them.
#   plugin          CASES has p_* and conf_h: the rule that takes the largest of them (the expert's less C); excess risk
#                   over the best system, and twice the mean of the largest error of an estimate
#   rejector        CASES has z_* and defer_h on top of a classifier that stays as it is; excess risk over the best
#                   rejector for it, and sqrt(2 E[A + B]) sqrt(excess of the logistic loss), A = P(classifier wrong),
#                   B = C + P(expert wrong)
#   generalization  CASES as either, fitted to TABLE: risk in the world less that on the table, and what it is below with
#                   probability .95 for every system of the world at once
BEGIN { FS = OFS = "," }

FNR == 1 { file++; split("", at); for (i = 1; i <= NF; i++) at[$i] = i; next }

file == 1 {
	mass[$1] = $2
	for (y = 0; y < 3; y++) class[$1, y] = $(3 + y)
	expert[$1] = $6
	points++
	next
}

file == 2 { if ("conf_h" in at) plugin($1); else rejector($1); next }

{
	for (x = 1; !$(at["x_" x]); x++) ;
	weight = $(at["w"])
	cases += weight
	seen += weight * (chosen[x] == "h" ? c0 + ($(at["e_h"]) != $(at["y"])) : chosen[x] != $(at["y"]))
}

END {
	if (bound == "generalization") {
		for (x in chosen) risk += mass[x] * (chosen[x] == "h" ? c0 + 1 - expert[x] : 1 - class[x, chosen[x]])
		printf "%.6g,%.6g\n", risk - seen / cases, (1 + c0) * sqrt((points * log(4) + log(20)) / (2 * cases))
	} else {
		limit = bound == "plugin" ? 2 * error : sqrt(2 * sum) * sqrt(surrogate < 0 ? 0 : surrogate)
		printf "%.6g,%.6g\n", excess < 0 ? 0 : excess, limit
	}
}

function size(v) { return v < 0 ? -v : v }

# The class with the largest of the columns prefix0, prefix1, prefix2.
function largest(prefix,    y, said)
{
	said = 0
	for (y = 1; y < 3; y++) if ($(at[prefix y]) > $(at[prefix said])) said = y
	return said
}

function plugin(x,    y, said, value, best, worst, e)
{
	said = largest("p_")
	best = expert[x] - c0
	worst = size($(at["conf_h"]) - expert[x])
	for (y = 0; y < 3; y++) {
		if (class[x, y] > best) best = class[x, y]
		e = size($(at["p_" y]) - class[x, y])
		if (e > worst) worst = e
	}
	chosen[x] = $(at["conf_h"]) - c0 > $(at["p_" said]) ? "h" : said
	value = chosen[x] == "h" ? expert[x] - c0 : class[x, said]
	excess += mass[x] * (best - value)
	error += mass[x] * worst
}

# log(1 + exp(v)) without overflow
function softplus(v) { return (v > 0 ? v : 0) + log(1 + exp(-size(v))) }

function rejector(x,    said, A, B, r)
{
	said = largest("z_")
	A = 1 - class[x, said]
	B = c0 + 1 - expert[x]
	r = $(at["defer_h"])
	chosen[x] = r > 0 ? "h" : said
	excess += mass[x] * ((r > 0 ? B : A) - (A < B ? A : B))
	sum += mass[x] * (A + B)
	# the least of A phi(r) + B phi(-r) is at r = log(A / B), phi(t) = log(1 + exp(-t)); the part before is what is deferred
	surrogate += mass[x] * (A * softplus(-r) + B * softplus(r) - A * log((A + B) / A) - B * log((A + B) / B))
}
