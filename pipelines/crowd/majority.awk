# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# The majority of the votes e_* of 0 and 1 as agent and answer, p_* the votes' shares; 0 where they tie.
BEGIN { FS = OFS = "," }
NR == 1 {
	for (i = 1; i <= NF; i++) if ($i ~ /^e_/) vote[i]
	print $0, "p_0", "p_1", "agent", "answer"
	next
}
{
	n = sum = 0
	for (i in vote) if ($i != "") { n++; sum += $i }
	print $0, 1 - sum / n, sum / n, "model", (sum > n / 2 ? 1 : 0)
}
