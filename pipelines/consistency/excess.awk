# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# awk -f excess.awk TRUTH DECISIONS: how much the accuracy of the system falls short of the best one, exactly; and, where
# there is conf_h, its largest error.
BEGIN { FS = "," }

FNR == 1 { split("", at); for (i = 1; i <= NF; i++) at[$i] = i; next }

NR == FNR {
	mass[$1] = $2
	for (y = 0; y < 3; y++) class[$1, y] = $(3 + y)
	expert[$1] = $6
	optimum[$1] = $7
	next
}

{
	excess += mass[$1] * (optimum[$1] - ($(at["agent"]) == "model" ? class[$1, $(at["answer"])] : expert[$1]))
	if ("conf_h" in at) {
		error = $(at["conf_h"]) - expert[$1]
		if (error < 0) error = -error
		if (error > worst) worst = error
	}
}

END { printf "%.6g,%s\n", excess < 0 ? 0 : excess, "conf_h" in at ? sprintf("%.3g", worst) : "" }
