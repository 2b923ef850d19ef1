#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# shellcheck disable=SC2154 # work and median come from lib.sh
# l2d-train on 100,000 rows x 64 features, 10 classes, 3 experts, against scikit-learn's LogisticRegression(lbfgs): the same
# features, L2 and (to 1e-8) final loss, one thread each.  Reading is excluded on both sides: here by subtracting the
# run that stops after the first evaluation, there by timing fit alone.
. tests/bench/lib.sh

# The table: blobs with an error of 0.2, experts of three kinds.
table() { # ROWS
	cases=$work/train-$1.csv
	[ -s "$cases" ] || l2d-synth blobs --rows "$1" --features 64 --classes 10 --error 0.2 |
		l2d-expert --classes 0..9 --expert a=accuracy:.8 --expert b=first:5 --expert c=accuracy:.6 > "$cases"
}

# fit_time WHAT OPTIONS: seconds of the fit, in $fit.
fit_time() {
	bench_time train "l2d-train $2, read and write only" "" "l2d-train $2 --iterations 0 --allow-unconverged $cases > /dev/null"
	fit=$median
	bench_time train "l2d-train $2, in all" "" "l2d-train $2 $cases > /dev/null"
	fit=$(awk -v a="$median" -v b="$fit" 'BEGIN { print a - b }')
	bench_row train "$1, fit" seconds "$fit" "$fit" "$fit" ""
}

objective() { # OPTIONS: the last objective
	l2d-train "$@" --trace "$work/trace.csv" "$cases" > "$work/head.csv"
	awk -F, 'END { print $4 }' "$work/trace.csv"
}

table 100000
fit_time ce "--loss ce"
ce=$fit
bench_row train "ce, objective" nats "$(objective --loss ce)" "" "" ""
bench_memory train "l2d-train --loss ce" "at most 81.9: 1.6 of the features in doubles" "l2d-train --loss ce $cases"

bench_rivals train "--stream / rows in memory" "" "l2d-train --stream $cases" "l2d-train $cases"
bench_memory train "l2d-train --stream" "the same for any number of rows" "l2d-train --stream $cases"

cat > "$work/train.py" <<'P'
import sys
import time
import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
d = pd.read_csv(sys.argv[1])
x = d.filter(regex="^x_").to_numpy()
x = np.ascontiguousarray((x - x.mean(0)) / x.std(0))
y, n, l2 = d.y.to_numpy(), len(d), 1e-4
def fit(tol):
    return LogisticRegression(C=1 / (l2 * n), tol=tol, max_iter=1000).fit(x, y)
# tol is on the largest entry of the gradient of the sum, in newer versions of the mean, where 0.1 is none at all; this one ends at
# a relative norm near 1e-5
tol = 0.1 if fit(0.1).n_iter_.max() > 0 else 0.1 / n
times = []
for _ in range(int(sys.argv[2])):
    t = time.perf_counter()
    m = fit(tol)
    times.append(time.perf_counter() - t)
z = x @ m.coef_.T + m.intercept_
z -= z.max(1, keepdims=True)
p = np.exp(z)
p /= p.sum(1, keepdims=True)
loss = -np.log(p[np.arange(n), y]).mean() + l2 / 2 * (m.coef_ ** 2).sum()
def norm(p):
    g = p.copy()
    g[np.arange(n), y] -= 1
    w = g.T @ x / n + (l2 * m.coef_ if p is not start else 0)
    return np.sqrt((w ** 2).sum() + (g.mean(0) ** 2).sum())
start = np.full(p.shape, 1 / p.shape[1])
print(np.median(times), min(times), max(times), loss, norm(p) / norm(start))
P
python=/usr/bin/python3
if $python -c 'import sklearn, pandas' 2> "$work/log"; then
	# shellcheck disable=SC2046 # five numbers
	set -- $($python "$work/train.py" "$cases" "$REPEAT")
	bench_row train "scikit-learn LogisticRegression(lbfgs), fit" seconds "$1" "$2" "$3" ""
	bench_row train "scikit-learn, objective" nats "$4" "" "" ""
	bench_row train "scikit-learn, gradient" "relative norm" "$5" "" "" ""
	bench_ratio train "ce / scikit-learn" "at most 0.25" "$ce" "$1"
fi
for loss in css ova; do
	fit_time $loss "--loss $loss"
	bench_ratio train "$loss / ce" "at most 2.5" "$fit" "$ce"
done

# Many classes: 20,000 x 32, 1,000 classes, to the objective that scikit-learn ends at (a tolerance of 2e-4).
many=$work/train-many.csv
[ -s "$many" ] || l2d-synth blobs --rows 20000 --features 32 --classes 1000 --error 0.2 > "$many"
if $python -c 'import sklearn, pandas' 2> "$work/log"; then
	cases=$many
	few=$REPEAT
	REPEAT=3
	fit_time "ce, 1,000 classes" "--loss ce --tolerance 2e-4"
	bench_row train "ce, 1,000 classes, objective" nats "$(objective --loss ce --tolerance 2e-4)" "" "" ""
	# shellcheck disable=SC2046 # five numbers
	set -- $($python "$work/train.py" "$many" 1)
	bench_row train "scikit-learn, 1,000 classes, fit" seconds "$1" "$2" "$3" ""
	bench_row train "scikit-learn, 1,000 classes, objective" nats "$4" "" "" ""
	bench_ratio train "ce / scikit-learn, 1,000 classes" "at most 0.35" "$fit" "$1"
	REPEAT=$few
fi

# What the losses reach where deferring well is possible but neither classifier nor expert is good alone: system error on
# 5,000 other rows (n = 5,000; a half space to reject, a half space to classify, an expert perfect on the former).
world=$work/world.csv
l2d-synth realizable --rows 10000 | l2d-expert --expert h=pq:a:1:0.5 --classes 0,1 > "$world"
for loss in ce css ova realizable; do
	head -n 5001 "$world" | l2d-train --loss $loss > "$work/head.csv"
	error=$(tail -n +5002 "$world" | cat "$world" - | sed '2,10001d' | l2d-apply --emit logits "$work/head.csv" | awk -F, '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		{ h = $at["z_1"] > $at["z_0"]; top = h ? $at["z_1"] : $at["z_0"]
		n += (("defer_h" in at) && $at["defer_h"] > top ? $at["e_h"] : h) != $at["y"] }
		END { print n / (NR - 1) }')
	target=
	[ $loss = ce ] || [ $loss = css ] || [ $loss = ova ] || target="under 0.03"
	bench_row train "realizable world, $loss" "system error" "$error" "" "" "$target"
done

# Heads on an embedding, 10,000 x 16, that are not linear.
cases=$work/train-heads.csv
[ -s "$cases" ] || l2d-synth blobs --rows 10000 --features 16 --classes 10 --error .15 | l2d-expert --expert h=classes:0..4 --classes 0..9 > "$cases"
for map in "--hidden 32" "--map rff:200" "--map rff:1000"; do
	bench_time train "l2d-train --loss css $map, 10,000 x 16" "under 60" "l2d-train --loss css $map $cases > /dev/null"
done

# Time per iteration against rows, below the 32768 where fits to samples go first; none converges within 20.
for rows in 8000 16000 32000; do
	table $rows
	bench_time train "l2d-train --loss css, 20 iterations, $rows rows" "" \
		"l2d-train --loss css --iterations 20 --allow-unconverged $cases > /dev/null"
	all=$median
	bench_time train "reading $rows rows" "" "l2d-train --loss css --iterations 0 --allow-unconverged $cases > /dev/null"
	bench_row train "css, per iteration and row, $rows rows" nanoseconds \
		"$(awk -v a="$all" -v b="$median" -v n=$rows 'BEGIN { printf "%.1f", 1e9 * (a - b) / 20 / n }')" "" "" "constant"
done
