# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# What the benchmarks share; sourced.  A row of the result is
#   bench,what,metric,median,low,high,target
# low and high are the extremes of the repetitions; target is empty, or what is asked for, as words.
# shellcheck shell=sh disable=SC2034,SC2120

BUILD=${BUILD:-build}
PATH=$(cd "$BUILD/bin" && pwd):$PATH
REPEAT=${REPEAT:-5}
work=${BENCH_DIR:-$BUILD/bench}
mkdir -p "$work"
# one thread each, unless a command says otherwise
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 LC_ALL=C

bench_row() { # BENCH WHAT METRIC MEDIAN LOW HIGH TARGET
	printf '%s,"%s",%s,%s,%s,%s,"%s"\n' "$@"
}

# bench_time BENCH WHAT TARGET COMMAND: wall seconds of the shell command, warmed up once.  Leaves the median in $median.
bench_time() {
	hyperfine --style none --warmup 1 --runs "$REPEAT" --export-csv "$work/time.csv" "$4" > "$work/time.log" 2>&1 ||
		{ cat "$work/time.log" >&2; return 1; }
	# shellcheck disable=SC2046 # three numbers
	set -- "$1" "$2" "$3" $(awk -F, 'NR == 1 { for (i = NF; i > 0; i--) at[$i] = NF - i }
		NR == 2 { printf "%.4f %.4f %.4f", $(NF - at["median"]), $(NF - at["min"]), $(NF - at["max"]) }' "$work/time.csv")
	median=$4
	bench_row "$1" "$2" seconds "$4" "$5" "$6" "$3"
}

# bench_memory BENCH WHAT TARGET COMMAND: peak resident megabytes of the largest process.
bench_memory() {
	mb=$( { /usr/bin/time -f '%M' sh -c "exec $4" > /dev/null; } 2>&1 | tail -n 1 | awk '{ printf "%.1f", $1 / 1024 }')
	bench_row "$1" "$2" megabytes "$mb" "$mb" "$mb" "$3"
}

# bench_ratio BENCH WHAT TARGET A B: A / B.
bench_ratio() {
	ratio=$(awk -v a="$4" -v b="$5" 'BEGIN { printf "%.3f", a / b }')
	bench_row "$1" "$2" ratio "$ratio" "$ratio" "$ratio" "$3"
}

# bench_turn WHO COMMAND: runs the shell command once, without its output, and adds WHO, its wall seconds and its processor seconds to
# $work/turns; what fails ends the benchmark.  hyperfine has them to the microsecond, where time(1) rounds to hundredths.
bench_turn() {
	echo "$2" > "$work/command"
	hyperfine -N --style none --runs 1 --export-csv "$work/turn.csv" "sh $work/command" > "$work/log" 2>&1 ||
		{ cat "$work/log" >&2; exit 1; }
	awk -F, -v who="$1" 'NR == 1 { for (i = NF; i > 0; i--) at[$i] = NF - i }
		NR == 2 { printf "%s %.6f %.6f\n", who, $(NF - at["mean"]), $(NF - at["user"]) + $(NF - at["system"]) }' \
		"$work/turn.csv" >> "$work/turns"
}

# bench_least WHO wall|processor: the least of WHO's turns.
bench_least() {
	awk -v who="$1" -v what="$2" '{ t = what == "wall" ? $2 : $3 } $1 == who && (!n++ || t < m) { m = t } END { print m }' "$work/turns"
}

# bench_rivals BENCH WHAT TARGET COMMAND RIVAL: the ratio of their processor seconds, the least of $REPEAT runs each, in turn: the
# machine does other things too.  Leaves them in $ours and $theirs.
bench_rivals() {
	: > "$work/turns"
	for _ in $(seq "$REPEAT"); do
		bench_turn ours "exec $4"
		bench_turn theirs "exec $5"
	done
	ours=$(bench_least ours processor)
	theirs=$(bench_least theirs processor)
	bench_ratio "$1" "$2" "$3" "$ours" "$theirs"
}

# The table that several benches read: 1,000,000 rows (or $1) of id, y, e_1, ten p_* of 9 digits.
bench_scores() {
	rows=${1:-1000000}
	scores=$work/scores-$rows.csv
	[ -s "$scores" ] || awk -v n="$rows" 'BEGIN {
		srand(1)
		printf "id,y,e_1"
		for (k = 0; k < 10; k++) printf ",p_%d", k
		print ""
		for (i = 0; i < n; i++) {
			y = int(10 * rand()); t = 0
			for (k = 0; k < 10; k++) { p[k] = rand()^4 + (k == y) * rand(); t += p[k] }
			printf "%d,%d,%d", i, y, rand() < .8 ? y : int(10 * rand())
			for (k = 0; k < 10; k++) printf ",%.9f", p[k] / t
			print ""
		}
	}' > "$scores"
}
