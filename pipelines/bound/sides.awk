# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# awk -f sides.awk -v bound=plugin|rejector -v c0=C TRUTH CASES: the two sides of a bound on the excess risk of the system,
# exactly, over the points of a world (truth of world.awk); README.md proves them.
#   plugin    CASES has p_* and conf_h: the rule that takes the largest of them (the expert's less C) against the best
#             system; bound: twice the mean of the largest error of an estimate
#   rejector  CASES has z_* and defer_h on top of a classifier that stays as it is: the best rejector for it; bound:
#             sqrt(2 E[A + B]) sqrt(excess of the logistic loss), A = P(classifier wrong), B = C + P(expert wrong)
BEGIN { FS = OFS = "," }

FNR == 1 { split("", at); for (i = 1; i <= NF; i++) at[$i] = i; next }

NR == FNR {
	mass[$1] = $2
	for (y = 0; y < 3; y++) class[$1, y] = $(3 + y)
	expert[$1] = $6
	next
}

bound == "plugin" { plugin($1) }
bound == "rejector" { rejector($1) }

END {
	limit = bound == "plugin" ? 2 * error : sqrt(2 * weight) * sqrt(surrogate < 0 ? 0 : surrogate)
	printf "%.6g,%.6g\n", excess < 0 ? 0 : excess, limit
}

function size(v) { return v < 0 ? -v : v }

function plugin(x,    y, said, value, best, worst, e)
{
	said = best = 0
	worst = size($(at["conf_h"]) - expert[x])
	for (y = 0; y < 3; y++) {
		if ($(at["p_" y]) > $(at["p_" said])) said = y
		if (class[x, y] > class[x, best]) best = y
		e = size($(at["p_" y]) - class[x, y])
		if (e > worst) worst = e
	}
	value = $(at["conf_h"]) - c0 > $(at["p_" said]) ? expert[x] - c0 : class[x, said]
	excess += mass[x] * ((expert[x] - c0 > class[x, best] ? expert[x] - c0 : class[x, best]) - value)
	error += mass[x] * worst
}

# log(1 + exp(v)) without overflow
function softplus(v) { return (v > 0 ? v : 0) + log(1 + exp(-size(v))) }

function rejector(x,    y, said, A, B, r)
{
	said = 0
	for (y = 1; y < 3; y++) if ($(at["z_" y]) > $(at["z_" said])) said = y
	A = 1 - class[x, said]
	B = c0 + 1 - expert[x]
	r = $(at["defer_h"])
	excess += mass[x] * ((r > 0 ? B : A) - (A < B ? A : B))
	weight += mass[x] * (A + B)
	# the least of A phi(r) + B phi(-r) is at r = log(A / B), phi(t) = log(1 + exp(-t)); the part before is what is deferred
	surrogate += mass[x] * (A * softplus(-r) + B * softplus(r) - A * log((A + B) / A) - B * log((A + B) / B))
}
