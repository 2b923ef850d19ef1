# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# Adds est_*, what is expected of each model's answer before it is asked, and score, what the second model is expected to
# gain, to the second table: the mean quality in the row's group of the first table, shrunk towards the mean of all rows as if
# 10 more were like it; -v method=published: the table's own estimates.
BEGIN { FS = OFS = "," }

FNR == 1 {
	table++
	for (k = 1; k <= 2; k++) name[k] = substr($(2 + k), 9)
	if (table == 2) print $0, "est_" name[1], "est_" name[2], "score"
	next
}

table == 1 { n[$2]++; all++; for (k = 1; k <= 2; k++) { sum[$2, k] += $(2 + k); total[k] += $(2 + k) } next }

{
	for (k = 1; k <= 2; k++)
		est[k] = method == "published" ? $(6 + k) : (sum[$2, k] + 10 * total[k] / all) / (n[$2] + 10)
	print $0, est[1], est[2], est[2] - est[1]
}
