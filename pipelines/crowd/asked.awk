# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# Asking by information against asking at random, replayed on a table in which everybody has voted on everything: each picture begins
# with two votes of workers drawn by lot; then one vote after the other is uncovered, on the picture and of the worker
#   information   with the largest mutual information of class and answer (see next.awk), over all pictures,
#   random        by lot, each picture in its turn.
# Reads a model of Dawid and Skene, without quotes, then the table.  Writes the accuracy of the posterior's class after 1, 2, ... further
# votes a picture.  The truth is read for that alone.
function h(p) { return p > 0 && p < 1 ? -(p * log(p) + (1 - p) * log(1 - p)) : 0 }
function draw(n) { state = state * 16807 % 2147483647; return 1 + int(state / 2147483647 * n) }
function uncover(i, j, s) {
	asked[i, j] = 1
	odds[i] += log(says[name[j], 1, vote[i, j]]) - log(says[name[j], 0, vote[i, j]])
}
# Sets the best worker of picture i and what that tells.
function look(i, j, p, a, b, x) {
	p = 1 / (1 + exp(-odds[i])); most[i] = -1
	for (j = 1; j <= m; j++)
		if (!((i, j) in asked)) {
			a = says[name[j], 0, 1]; b = says[name[j], 1, 1]
			x = h((1 - p) * a + p * b) - (1 - p) * h(a) - p * h(b)
			if (x > most[i]) { most[i] = x; who[i] = j }
		}
}
function lot(i, j) { do j = draw(m); while ((i, j) in asked); return j }
function accuracy(i, right) {
	for (i = 1; i <= n; i++) right += (odds[i] > 0) == truth[i]
	return right / n
}
function run(rule, seed, i, k, best) {
	delete asked
	state = seed * 7919
	for (i = 1; i <= n; i++) { odds[i] = log(share[1] / share[0]); uncover(i, lot(i)); uncover(i, lot(i)) }
	print rule, seed, 0, accuracy()
	for (i = 1; i <= n; i++) look(i)
	for (k = 1; k <= rounds * n; k++) {
		if (rule == "random") { i = 1 + (k - 1) % n; uncover(i, lot(i)) }
		else {
			best = 1
			for (i = 2; i <= n; i++) if (most[i] > most[best]) best = i
			uncover(best, who[best]); look(best)
		}
		if (k % n == 0) print rule, seed, k / n, accuracy()
	}
}
BEGIN { FS = OFS = "," }
NR == FNR {
	if ($1 == "confusion") says[$2, $3, $4] = $5
	if ($1 == "share") share[$2] = $4
	next
}
FNR == 1 { for (i = 1; i <= NF; i++) if ($i ~ /^e_/) { at[++m] = i; name[m] = substr($i, 3) } else if ($i == "y") y = i; next }
{ truth[++n] = $y; for (j = 1; j <= m; j++) vote[n, j] = $at[j] }
END {
	print "rule", "seed", "votes", "accuracy"
	for (seed = 1; seed <= seeds; seed++) { run("random", seed); run("information", seed) }
}
