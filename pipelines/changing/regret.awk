# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# The expected regret of decisions: awk -v trial= -v world= -v policy= -v step= -v skills="A B C A B C" -f regret.awk
# Reads what l2d-online writes, with regime and avail_b where they are there.  Each row has, of the agents that may be asked,
# one with the largest accuracy in its regime: that is the oracle, and what the agent of the row is short of it is the regret.
BEGIN { FS = OFS = ","; split(skills, skill, " "); place["a"] = 1; place["b"] = 2; place["c"] = 3 }

NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }

{
	from = "regime" in at && $(at["regime"]) == 2 ? 3 : 0
	best = 0
	for (k = 1; k <= 3; k++) {
		if (k == 2 && "avail_b" in at && $(at["avail_b"]) == 0) continue
		if (skill[from + k] > best) best = skill[from + k]
	}
	own = skill[from + place[$(at["agent"])]]
	regret += best - own
	accuracy += own
	oracle += best
	n++
	if (n % step == 0) print trial, world, policy, n, regret, accuracy / n
}

END {
	# the oracle, once
	if (policy == "greedy") print trial, world, "oracle", n, 0, oracle / n
}
