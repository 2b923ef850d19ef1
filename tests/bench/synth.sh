#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# l2d-synth against numpy drawing the same world and pandas writing it; l2d-expert, l2d-split; one pipeline as a whole.
. tests/bench/lib.sh
bench_time synth "l2d-synth four-gaussians, 1000000 x 10" "under 3 s" \
	"l2d-synth four-gaussians --rows 1000000 > /dev/null"
bench_time synth "l2d-synth blobs, 1000000 x 10" "under 3 s" "l2d-synth blobs --rows 1000000 > /dev/null"
bench_memory synth "l2d-synth blobs" "O(classes x classes)" "l2d-synth blobs --rows 1000000"
cat > "$work/synth.py" << 'END'
import numpy as np, pandas as pd
rng = np.random.default_rng(1)
n, d = 1000000, 10
mean, sd = rng.uniform(0, 10, (4, d)), np.sqrt(rng.uniform(0, 10, (4, d)))
a, y = rng.random(n) < rng.random(), rng.random(n) < .5
part = 2 * a + (1 - y)
t = pd.DataFrame(mean[part] + sd[part] * rng.standard_normal((n, d)), columns=[f"x_{i + 1}" for i in range(d)])
t.insert(0, "a", a.astype(int))
t.insert(0, "y", y.astype(int))
t.to_csv("/dev/null", index_label="id")
END
bench_time synth "numpy and pandas, 1000000 x 10" "" "/usr/bin/python3 $work/synth.py"
l2d-synth four-gaussians --rows 1000000 > "$work/world.csv"
bench_time synth "l2d-split --fold 1/5" "" "l2d-split --fold 1/5 $work/world.csv > /dev/null"
bench_time synth "l2d-expert, three experts" "" "l2d-expert --classes 0,1 --expert a=accuracy:.8 --expert b=pq:a:.9:.6 \
	--expert c=first:1 --missing .3 $work/world.csv > /dev/null"
rm "$work/world.csv"
# minutes
[ -n "${L2D_ALL-}" ] || exit 0
work_full=$(cd "$work" && pwd)
REPEAT=1
bench_time synth "pipelines/posthoc-synthetic, full, make -j2" "under 300 s" \
	"rm -rf $work_full/posthoc-synthetic; make -s -j2 -C pipelines/posthoc-synthetic \
		OUT=$work_full/posthoc-synthetic BIN=$PWD/$BUILD/bin > /dev/null"
