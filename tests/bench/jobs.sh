#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# Every core: what two threads, and as many as there are, gain over one, and what a row in a live pipe waits.  The runs are
# interleaved and their minima compared: the machine does other things too.
. tests/bench/lib.sh
bench_scores 1000000
model=$work/temperature.csv
head -n 20001 "$scores" | l2d-calibrate > "$model"
cores=$(nproc)
priced=$work/priced.csv
[ -s "$priced" ] || awk 'NR == 1 { print $0 ",conf_1,cost_1" } NR > 1 { print $0 ",0." 100 + NR * 7919 % 900 ",0.05" }' "$scores" > "$priced"

# least JOBS...: the least wall seconds of $command with each number of threads, in $work/least as JOBS SECONDS.
least() {
	for _ in $(seq "$REPEAT"); do
		for jobs; do
			/usr/bin/time -f "$jobs %e" -a -o "$work/runs" sh -c "L2D_JOBS=$jobs exec $command > /dev/null 2> $work/log"
		done
	done
	awk '!($1 in m) || $2 < m[$1] { m[$1] = $2 } END { for (j in m) print j, m[j] }' "$work/runs" > "$work/least"
	rm "$work/runs"
}

# seconds JOBS: of the last `least`.
seconds() {
	awk -v j="$1" '$1 == j { print $2 }' "$work/least"
}

# speed_up WHAT TARGET COMMAND
speed_up() {
	command=$3
	least 1 2 "$cores"
	bench_ratio jobs "$1, 1 thread / 2" "at least $2" "$(seconds 1)" "$(seconds 2)"
	[ "$cores" -le 2 ] || bench_ratio jobs "$1, 1 thread / $cores" "12 with 16" "$(seconds 1)" "$(seconds "$cores")"
}
speed_up l2d-ece 1.85 "l2d-ece $scores"
speed_up l2d-threshold 1.8 "l2d-threshold $scores"
speed_up "l2d-apply, temperature" 1.8 "l2d-apply $model --input $scores"
speed_up l2d-route 1.8 "l2d-route $priced"
bench_memory jobs "l2d-threshold, 2 threads" "under 32" "l2d-threshold --jobs 2 $scores"

# A row a second: how long after its departure it is out.
for jobs in 1 2; do
	waited=$( (head -n 1 "$scores"; sed -n '2,4p' "$scores" | while read -r row; do sleep 1; date +%s.%N > "$work/sent"; echo "$row"; done) |
		l2d-threshold --jobs $jobs | (read -r _; while read -r _; do
			echo "$(date +%s.%N) $(cat "$work/sent")"
		done) | awk '{ d = $1 - $2; if (d > m) m = d } END { printf "%.4f", m }')
	bench_row jobs "a row in a pipe, $jobs threads" seconds "$waited" "$waited" "$waited" "within 0.1"
done
