#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# Isotonic fit and apply against scikit-learn; the passes of a temperature; a chain of three models against one.
. tests/bench/lib.sh

# y, p: 1,000,000 rows of a badly calibrated probability.
table=$work/isotonic.csv
[ -s "$table" ] || awk 'BEGIN {
	srand(3)
	print "y,p"
	for (i = 0; i < 1000000; i++) { p = rand(); printf "%d,%.9f\n", rand() < p * p, p }
}' > "$table"
bench_time posthoc "l2d-calibrate isotonic, l2d-apply" "" \
	"l2d-calibrate --columns prob=p --method isotonic $table | l2d-apply --columns prob=p --input $table - > $work/applied.csv"
ours=$median
bench_time posthoc "l2d-calibrate isotonic alone" "" \
	"l2d-calibrate --columns prob=p --method isotonic $table > $work/model.csv"
bench_memory posthoc "l2d-calibrate isotonic" "" "l2d-calibrate --columns prob=p --method isotonic $table"
cat > "$work/isotonic.py" <<'P'
import sys
import pandas as pd
from sklearn.isotonic import IsotonicRegression
d = pd.read_csv(sys.argv[1])
r = IsotonicRegression(out_of_bounds="clip").fit(d.p, d.y)
d["p_1"] = r.predict(d.p)
d["p_0"] = 1 - d.p_1
if len(sys.argv) > 2:
    d.to_csv(sys.argv[2], index=False)
else:
    print(d.p_1.sum())
P
python=/usr/bin/python3
if $python -c 'import pandas, sklearn' 2> "$work/log"; then
	bench_time posthoc "pandas read_csv, scikit-learn fit and predict, nothing written" "" \
		"$python $work/isotonic.py $table > /dev/null"
	bench_ratio posthoc "l2d-calibrate and l2d-apply / scikit-learn" "at most 0.5" "$ours" "$median"
	bench_time posthoc "the same, with to_csv" "" "$python $work/isotonic.py $table $work/rival.csv"
	bench_ratio posthoc "l2d-calibrate and l2d-apply / scikit-learn with to_csv" "at most 0.5" "$ours" "$median"
fi

# 20,000 rows of so many classes: the logarithms of the true probabilities, spread by a factor and shifted, each class by its own.
logits() { # CLASSES
	l2d-synth blobs --rows 20000 --features "$1" --error .2 --digits 6 | awk -F, -v k="$1" 'BEGIN { srand(4) }
		NR == 1 {
			printf "y"
			for (c = 0; c < k; c++) { printf ",z_%d", c; a[c] = .5 + rand(); b[c] = rand() }
			print ""
			next
		}
		{
			y = NR <= k + 1 ? NR - 2 : int(k * rand())
			printf "%d", y
			for (c = 0; c < k; c++) printf ",%.6f", a[c] * ($(NF - c - 1) + 1.8 * (c == y)) + b[c]
			print ""
		}'
}
table=$work/vector.csv
[ -s "$table" ] || logits 1000 > "$table"
REPEAT=2 bench_time posthoc "l2d-calibrate vector, 20,000 x 1,000 classes" "under 5" "l2d-calibrate --method vector $table > $work/vector-model.csv"
for limit in "10 .5" "100 5" "200 60"; do
	classes=${limit% *}
	table=$work/dirichlet-$classes.csv
	[ -s "$table" ] || logits "$classes" > "$table"
	REPEAT=2 bench_time posthoc "l2d-calibrate dirichlet, 20,000 x $classes classes" "under ${limit#* }" \
		"l2d-calibrate --method dirichlet $table > $work/dirichlet-model.csv"
done
bench_scores 1000000
bench_time posthoc "l2d-calibrate temperature, 10 classes" "" "l2d-calibrate $scores > $work/temperature.csv"
passes=$(sed -n 's/^passes.1,,,//p' "$work/temperature.csv")
bench_row posthoc "l2d-calibrate temperature, 10 classes" "passes over the data" "$passes" "$passes" "$passes" "under 10"

l2d-calibrate --method vector "$scores" > "$work/vector.csv"
l2d-threshold --cost 0.2 --fit "$scores" > "$work/threshold.csv"
bench_time posthoc "l2d-apply, one model (temperature)" "" "l2d-apply $work/temperature.csv < $scores > $work/applied.csv"
one=$median
bench_time posthoc "l2d-apply, three models (temperature, vector, threshold)" "" \
	"l2d-apply $work/temperature.csv $work/vector.csv $work/threshold.csv < $scores > $work/applied.csv"
bench_ratio posthoc "l2d-apply, three models / one" "at most 1.6" "$median" "$one"
