#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# Every core: what two threads, and as many as there are, gain over one, and what a row in a live pipe waits.  The runs are
# interleaved and their minima compared: the machine does other things too.
. tests/bench/lib.sh
bench_scores 1000000
model=$work/temperature.csv
head -n 20001 "$scores" | l2d-calibrate > "$model"
cores=$(env -u OMP_NUM_THREADS nproc) # which bounds what nproc says
priced=$work/priced.csv
[ -s "$priced" ] || awk 'NR == 1 { print $0 ",conf_1,cost_1" } NR > 1 { print $0 ",0." 100 + NR * 7919 % 900 ",0.05" }' "$scores" > "$priced"

# speed_up WHAT TARGET COMMAND: leaves its least wall seconds with 1 thread in $one, and with as many as there are cores in $all.
speed_up() {
	: > "$work/turns"
	for _ in $(seq "$REPEAT"); do
		for jobs in 1 2 $([ "$cores" -le 2 ] || echo "$cores"); do
			bench_turn "$jobs" "L2D_JOBS=$jobs exec $3"
		done
	done
	one=$(bench_least 1 wall) all=$(bench_least "$cores" wall)
	bench_ratio jobs "$1, 1 thread / 2" "${2:+at least $2}" "$one" "$(bench_least 2 wall)"
	[ "$cores" -le 2 ] || bench_ratio jobs "$1, 1 thread / $cores" "12 with 16" "$one" "$all"
}
speed_up l2d-ece 1.85 "l2d-ece $scores"
speed_up l2d-threshold 1.8 "l2d-threshold $scores"
speed_up "l2d-apply, temperature" 1.8 "l2d-apply $model --input $scores"
speed_up l2d-route 1.8 "l2d-route --paid-reads $priced"

# Programs that keep the rows: reading, and what little is done before the first step of a fit; sorts.
features=$work/train-100000.csv
[ -s "$features" ] || l2d-synth blobs --rows 100000 --features 64 --classes 10 --error 0.2 |
	l2d-expert --classes 0..9 --expert a=accuracy:.8 --expert b=first:5 --expert c=accuracy:.6 > "$features"
unfitted="--iterations 0 --allow-unconverged"
speed_up "l2d-train, reading" "" "l2d-train --loss ce $unfitted $features"
reading=$one reading_all=$all
speed_up "l2d-em, reading" "" "l2d-em $unfitted $features"
speed_up "l2d-calibrate --method histogram" "" "l2d-calibrate --method histogram $scores"
speed_up "l2d-workload --mode greedy" "" "l2d-workload --mode greedy --share 1=:.5 --columns 'conf=conf_*,p_0,p_1' $priced"
speed_up "l2d-curve --points 1000" "" "l2d-curve --columns 'score=p_0' --points 1000 $scores"
bench_memory jobs "l2d-train, reading, $cores threads" "features in doubles and 3 a thread" \
	"l2d-train --loss ce $unfitted --jobs $cores $features"

# rival WHAT PYTHON: the least seconds of reading the features that the script prints, against l2d-train's whole run.
rival() {
	other=$(for _ in $(seq "$REPEAT"); do /usr/bin/python3 -c "import sys, time
t = time.perf_counter()
$2
print(time.perf_counter() - t)" "$features"; done | sort -n | head -n 1)
	bench_row jobs "$1 of the same table" seconds "$other" "$other" "$other" ""
	bench_ratio jobs "l2d-train, reading, 1 thread / $1" "" "$reading" "$other"
	bench_ratio jobs "l2d-train, reading, $cores threads / $1" "" "$reading_all" "$other"
}
/usr/bin/python3 -c 'import pandas' 2> "$work/log" && rival "pandas read_csv" "import pandas
t = time.perf_counter()
pandas.read_csv(sys.argv[1])"
/usr/bin/python3 -c 'import pyarrow.csv' 2> "$work/log" && rival "pyarrow read_csv" "import pyarrow.csv
t = time.perf_counter()
pyarrow.csv.read_csv(sys.argv[1])"

bench_memory jobs "l2d-threshold, 2 threads" "under 32" "l2d-threshold --jobs 2 $scores"

# A row a second: how long after its departure it is out.
for jobs in 1 2; do
	waited=$( (head -n 1 "$scores"; sed -n '2,4p' "$scores" | while read -r row; do sleep 1; date +%s.%N > "$work/sent"; echo "$row"; done) |
		l2d-threshold --jobs $jobs | (read -r _; while read -r _; do
			echo "$(date +%s.%N) $(cat "$work/sent")"
		done) | awk '{ d = $1 - $2; if (d > m) m = d } END { printf "%.4f", m }')
	bench_row jobs "a row in a pipe, $jobs threads" seconds "$waited" "$waited" "$waited" "within 0.1"
done
