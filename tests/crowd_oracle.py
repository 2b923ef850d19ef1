# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
"""Dawid and Skene's matrices with a classifier on x_* as the items' prior (Raykar et al. 2010), by the book: an EM whose M-step is
solved by Newton's method, in plain lists.  Reads a table of e_*, x_* and w, if they are there, from standard input; arguments: S, L,
the number of iterations, and instead of the matrices, one-coin (a worker is right with one probability, any wrong class alike) or glad (Whitehill
et al. 2009: right with 1 / (1 + exp(-ability ease)); the ability's prior is N(1, 1), and log ease is one of 15 values half a standard deviation
apart, as likely as N(0, 1) has it); abilities are found by bisection.  Writes the mean log-likelihood and objective, the sum of log-likelihoods, and every row's posterior.
Without x_* the classifier has an intercept alone, and is the classes' shares with S items more of each."""
import csv
import math
import sys

S, L, iterations = float(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
method = sys.argv[4] if len(sys.argv) > 4 else "matrices"
rows = list(csv.DictReader(sys.stdin))
xs = [c for c in rows[0] if c.startswith("x_")]
workers = [c for c in rows[0] if c.startswith("e_")]
classes = sorted({r[j] for r in rows for j in workers if r[j]})
K, w = len(classes), [float(r.get("w", 1)) for r in rows]
W = sum(w)
x = []
for c in xs:
    v = [float(r[c]) for r in rows]
    mean = sum(a * b for a, b in zip(w, v)) / W
    sd = math.sqrt(sum(a * (b - mean) ** 2 for a, b in zip(w, v)) / W)
    x.append([(b - mean) / sd for b in v])
x = [[col[i] for col in x] + [1.0] for i in range(len(rows))] + [[0.0] * len(xs) + [1.0]]  # the last one is the mean
D = len(xs) + 1
votes = [[(j, classes.index(r[j])) for j in workers if r[j]] for r in rows]
votes_of = {j: [(w[i], i, classes.index(r[j])) for i, r in enumerate(rows) if r[j]] for j in workers}
eases = [math.exp(d / 2) for d in range(-7, 8)] if method == "glad" else [1.0]
chance = [math.exp(-math.log(b) ** 2 / 2) for b in eases]
chance = [g / sum(chance) for g in chance]


def softmax(z):
    top = max(z)
    e = [math.exp(v - top) for v in z]
    return [v / sum(e) for v in e]


def solve(a, b):
    n, a = len(b), [row[:] + [v] for row, v in zip(a, b)]
    for i in range(n):
        p = max(range(i, n), key=lambda k: abs(a[k][i]))
        a[i], a[p] = a[p], a[i]
        for k in range(n):
            if k != i:
                f = a[k][i] / a[i][i]
                a[k] = [u - f * v for u, v in zip(a[k], a[i])]
    return [a[i][n] / a[i][i] for i in range(n)]


def prior(theta, row):
    return softmax([sum(theta[z * D + d] * row[d] for d in range(D)) for z in range(K)])


def fit_head(theta, target, weight):
    for _ in range(50):
        g = [-W * L * theta[i] if i % D < D - 1 else 0.0 for i in range(K * D)]
        h = [[(W * L if i % D < D - 1 else 0.0) if i == k else 0.0 for k in range(K * D)] for i in range(K * D)]
        for row, t, v in zip(x, target, weight):
            p = prior(theta, row)
            for i in range(K * D):
                g[i] += v * (t[i // D] - p[i // D]) * row[i % D]
                for k in range(K * D):
                    curve = p[i // D] * ((i // D == k // D) - p[k // D])
                    h[i][k] += v * curve * row[i % D] * row[k % D]
        step = solve([r[:-1] for r in h[:-1]], g[:-1]) + [0.0]  # one bias is free
        theta = [a + b for a, b in zip(theta, step)]
        if max(map(abs, step)) < 1e-10:
            break
    return theta


def fit_worker(j):
    """Of every ease, class and vote its probability; and the logarithm of the prior density."""
    mine = [(b, q[i], c) for b, i, c in votes_of[j]]
    if method == "matrices":
        of = [[(b, t[0]) for b, t, l in mine if l == c] for c in range(K)]
        rows = [[S + sum([b * t[z] for b, t in of[c]]) for c in range(K)] for z in range(K)]
        pi = [[a / sum(n) for a in n] for n in rows]
        return [pi], S * sum(math.log(p) for n in pi for p in n)
    right = [sum(b * t[m][c] for b, t, c in mine) for m in range(len(eases))]
    wrong = [sum(b * sum(t[m]) for b, t, c in mine) - r for m, r in enumerate(right)]
    if method == "one-coin":
        a = (right[0] + S) / (right[0] + wrong[0] + S * K)
        sure, density = [a], S * math.log(a) + S * (K - 1) * math.log(1 - a)
    else:
        lo, hi = -200.0, 200.0
        for _ in range(60):
            a = (lo + hi) / 2
            sure = [(1 + math.tanh(a * b / 2)) / 2 for b in eases]
            slope = 1 - a + sum(b * (r * (1 - p) - n * p) for b, p, r, n in zip(eases, sure, right, wrong))
            lo, hi = (a, hi) if slope > 0 else (lo, a)
        density = -((a - 1) ** 2) / 2
    return [[[p if c == z else (1 - p) / (K - 1) for c in range(K)] for z in range(K)] for p in sure], density


q = []
for v in votes:
    n = [sum(c == z for _, c in v) for z in range(K)]
    q.append([[g * a / sum(n) for a in n] for g in chance])
theta = [0.0] * (K * D)
for _ in range(iterations):
    worker = {j: fit_worker(j) for j in workers}
    theta = fit_head(theta, [[sum(t) for t in zip(*u)] for u in q] + [[1 / K] * K], w + [S * K])
    loglik, q = 0.0, []
    for row, v, b in zip(x, votes, w):
        p = prior(theta, row)
        joint = [[g * p[z] * math.prod([worker[j][0][m][z][c] for j, c in v]) for z in range(K)] for m, g in enumerate(chance)]
        total = sum(map(sum, joint))
        loglik += b * math.log(total)
        q.append([[a / total for a in u] for u in joint])
density = sum(d for _, d in worker.values()) + S * sum(math.log(p) for p in prior(theta, x[-1]))
density -= W * L / 2 * sum(t * t for i, t in enumerate(theta) if i % D < D - 1)
print(f"{loglik / W:.12f} {(loglik + density) / W:.12f} {loglik:.12f}")
for t in q:
    print(" ".join(f"{sum(p):.9f}" for p in zip(*t)))
