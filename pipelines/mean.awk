# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# Mean and 95 % interval over trials: awk -f mean.awk -v by=method,cost -v of=deferred,accuracy TABLE...
# Reads CSV tables without quotes; a line whose first cell is that of the first line is a header, from which on columns
# are where it says.
# Writes one row per combination of the columns `by`, in order of appearance: these, n, and for every column `of`
# NAME, NAME_lo, NAME_hi: the mean and Student's interval of what is not empty.

BEGIN { FS = OFS = ","; nby = split(by, By, ","); nof = split(of, Of, ",") }

NR == 1 { first = $1 }

$1 == first {
	split("", at)
	for (i = 1; i <= NF; i++) at[$i] = i
	for (i = 1; i <= nby; i++) need(By[i])
	for (i = 1; i <= nof; i++) need(Of[i])
	next
}

{
	key = ""
	for (i = 1; i <= nby; i++) key = key $(at[By[i]]) ","
	if (!(key in trials)) order[++groups] = key
	trials[key]++
	for (i = 1; i <= nof; i++) {
		x = $(at[Of[i]])
		if (x == "") continue
		# Welford's recurrence: no difference of large sums.
		n[key, i]++
		d = x - mean[key, i]
		mean[key, i] += d / n[key, i]
		square[key, i] += d * (x - mean[key, i])
	}
}

END {
	if (failed) exit 1
	printf "%s,n", by
	for (i = 1; i <= nof; i++) printf ",%s,%s_lo,%s_hi", Of[i], Of[i], Of[i]
	print ""
	for (g = 1; g <= groups; g++) {
		key = order[g]
		printf "%s%d", key, trials[key]
		for (i = 1; i <= nof; i++) {
			k = n[key, i]
			h = k > 1 ? student(k - 1) * sqrt(square[key, i] / (k - 1) / k) : 0
			if (k) printf ",%.7g,%.7g,%.7g", mean[key, i], mean[key, i] - h, mean[key, i] + h
			else printf ",,,"
		}
		print ""
	}
}

function need(name)
{
	if (!(name in at)) fail(FILENAME ": no column " name)
}

function fail(text)
{
	print "mean.awk: " text > "/dev/stderr"
	failed = 1
	exit 1
}

# The 0.975 quantile of Student's distribution: exact for 1 and 2 degrees of freedom, else the expansion in 1/df
# (Abramowitz & Stegun 26.7.5), which is good to 0.005 at 3 and better beyond.
function student(df,    z, z2)
{
	if (df == 1) return 12.7062
	if (df == 2) return 4.3027
	z = 1.959964
	z2 = z * z
	return z + z * (z2 + 1) / (4 * df) + z * ((5 * z2 + 16) * z2 + 3) / (96 * df ^ 2) \
		+ z * (((3 * z2 + 19) * z2 + 17) * z2 - 15) / (384 * df ^ 3) \
		+ z * ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945) / (92160 * df ^ 4)
}
