# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# What a method's AUROC and average precision are above those of model-confidence in the same world: worlds differ more than methods do.
# Reads trials; writes trial, expert, method, coverage, auroc, ap.
BEGIN { FS = OFS = ","; print "trial,expert,method,coverage,auroc,ap" }
$1 == "trial" { next }
{ key = $1 OFS $2 OFS $4 }
$3 == "model-confidence" { auroc[key] = $5; ap[key] = $6; next }
{ rest[++n] = key; row[n] = $1 OFS $2 OFS $3 OFS $4; a[n] = $5; p[n] = $6 }
END {
	for (i = 1; i <= n; i++)
		print row[i], (a[i] == "" || auroc[rest[i]] == "" ? "" : a[i] - auroc[rest[i]]), (p[i] == "" || ap[rest[i]] == "" ? "" : p[i] - ap[rest[i]])
}
