#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# l2d-ece over ten columns against datamash's mean of one, against pandas and numpy, and against scikit-learn's measures;
# l2d-curve on 10,000,000 rows.
. tests/bench/lib.sh
bench_scores 1000000
bench_time measure "l2d-ece, ten columns" "" "l2d-ece < $scores > /dev/null"
ece=$median
bench_memory measure "l2d-ece, ten columns" "under 16" "l2d-ece < $scores"
bench_rivals measure "l2d-ece --interval / without, one thread, processor time" "at most 10" \
	"l2d-ece --jobs 1 --interval .95 $scores" "l2d-ece --jobs 1 $scores"
if command -v datamash > "$work/log"; then
	bench_rivals measure "l2d-ece / datamash mean of one column, processor time" "at most 0.55" \
		"l2d-ece $scores" "datamash -t, --header-in mean 4 < $scores"
fi
cat > "$work/ece.py" <<'P'
import sys
import numpy as np
import pandas as pd
d = pd.read_csv(sys.argv[1])
p = d.filter(like="p_").to_numpy()
c, right = p.max(1), p.argmax(1) == d.y.to_numpy()
b = np.clip(np.ceil(c * 15).astype(int) - 1, 0, 14)
print(np.abs(np.bincount(b, c, 15) - np.bincount(b, right, 15)).sum() / len(c))
P
python=/usr/bin/python3
if $python -c 'import pandas, numpy' 2> "$work/log"; then
	bench_time measure "pandas read_csv, numpy ECE" "" "$python $work/ece.py $scores > /dev/null"
	bench_ratio measure "l2d-ece / pandas and numpy" "at most 0.3" "$ece" "$median"
fi

cat > "$work/metrics.py" <<'P'
import sys
import numpy as np
import pandas as pd
from sklearn.calibration import calibration_curve
from sklearn.metrics import log_loss, roc_auc_score
d = pd.read_csv(sys.argv[1])
p, y = d.filter(like="p_").to_numpy(), d.y.to_numpy()
c, right = p.max(1), p.argmax(1) == y
if sys.argv[2] == "auc":
    print(roc_auc_score(right, c))
else:
    print(log_loss(y, p), ((right - c) ** 2).mean(), calibration_curve(right, c, n_bins=10))
P
if $python -c 'import pandas, sklearn' 2> "$work/log"; then
	bench_rivals measure "l2d-ece / pandas and scikit-learn's log-loss, Brier, calibration curve, processor time" "at most 0.15" \
		"l2d-ece $scores" "$python $work/metrics.py $scores errors"
	bench_rivals measure "l2d-threshold and l2d-score / pandas and scikit-learn's AUC, processor time" "at most 0.5" \
		"l2d-threshold $scores | l2d-score" "$python $work/metrics.py $scores auc"
fi

# y, p, e_1, score: l2d-ece on the same table reads it just so.
rows=10000000
table=$work/curve-$rows.csv
[ -s "$table" ] || awk -v n=$rows 'BEGIN {
	srand(2)
	print "y,p,e_1,score"
	for (i = 0; i < n; i++) {
		p = rand(); y = rand() < p
		printf "%d,%.9f,%d,%.9f\n", y, p, rand() < .9 ? y : !y, p < .5 ? p : 1 - p
	}
}' > "$table"

# cpu COMMAND: user and system seconds, the least of three runs, in $least.
cpu() {
	: > "$work/turns"
	for _ in 1 2 3; do
		bench_turn ours "exec $1"
	done
	least=$(bench_least ours processor)
}
cpu "l2d-ece --columns prob=p < $table"
reading=$least
bench_row measure "reading 10,000,000 rows (l2d-ece)" "CPU seconds" "$reading" "$reading" "$reading" ""
for points in "--points 1000" ""; do
	cpu "l2d-curve --columns prob=p $points < $table"
	beyond=$(awk -v a="$least" -v b="$reading" 'BEGIN { print a - b }')
	bench_row measure "l2d-curve $points beyond reading" "CPU seconds" "$beyond" "$beyond" "$beyond" "under 3"
	bench_memory measure "l2d-curve $points" "under 400" "l2d-curve --columns prob=p $points < $table"
done
