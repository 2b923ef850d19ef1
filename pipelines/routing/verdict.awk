# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# From the measures the verdict of each data set and router: who wins, the router where the whole interval of its gain over the
# constant is above 0, else the constant, which is simpler and was chosen in the same half.
BEGIN { FS = OFS = "," }

NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; print "data", "method", "gain_constant", "gain_constant_lo", "gain_constant_hi", "winner", "cheaper"; next }

$(at["method"]) == "constant" { paid[$1] = $(at["paid"]); next }

{
	row[++n] = $1 OFS $2 OFS $(at["gain_constant"]) OFS $(at["gain_constant_lo"]) OFS $(at["gain_constant_hi"]) OFS \
		($(at["gain_constant_lo"]) > 0 ? "router" : "constant")
	data[n] = $1
	cost[n] = $(at["paid"])
}

END { for (i = 1; i <= n; i++) print row[i], (cost[i] < paid[data[i]] ? "router" : cost[i] > paid[data[i]] ? "constant" : "neither") }
