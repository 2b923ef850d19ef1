# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# Adds the class that the classifier says: argmax z, the first of equal ones.
BEGIN { FS = OFS = "," }

NR == 1 {
	for (i = 1; i <= NF; i++) if ($i ~ /^z_/) { z[++n] = i; name[n] = substr($i, 3) }
	print $0, "said"
	next
}

{
	best = 1
	for (k = 2; k <= n; k++) if ($(z[k]) > $(z[best])) best = k
	print $0, name[best]
}
