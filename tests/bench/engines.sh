#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# Engines on this machine against threads of one process: four shares by GNU parallel, and what an iteration costs among processes of MPI.
. tests/bench/lib.sh
command -v parallel > "$work/log" && {
	bench_scores 1000000
	bench_time engines "l2d-ece --jobs 4" "" "l2d-ece --jobs 4 $scores"
	threads=$median
	bench_time engines "l2d-ece, 4 shares by GNU parallel" "" "sh pipelines/cluster/parallel.sh 4 $scores l2d-ece"
	bench_ratio engines "4 shares by GNU parallel / --jobs 4" "" "$median" "$threads"
}
command -v mpicc > "$work/log" || exit 0
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
sh tests/mpi.sh "$work"
small=$work/small.csv
l2d-synth blobs -n 2000 --seed 2 | cut -d, -f1-12 > "$small"

# seconds COMMAND...: the least.
seconds() {
	for _ in $(seq "$REPEAT"); do
		/usr/bin/time -f %e "$@" 2>&1 > "$work/log" | tail -n 1
	done | sort -n | head -n 1
}

# per_iteration WHAT COMMAND...: milliseconds of one of many, on a table so small that what is sent is all.
per_iteration() {
	what=$1
	shift
	set -- "$@" --tolerance 1e-300 --allow-unconverged --l2 1e-9
	many=$(seconds "$@" --iterations 400 "$small")
	none=$(seconds "$@" --iterations 0 "$small")
	each=$(awk -v a="$many" -v b="$none" 'BEGIN { printf "%.3f", (a - b) / 400 * 1000 }')
	bench_row engines "l2d-train, an iteration over 2,000 rows, $what" milliseconds "$each" "$each" "$each" ""
}
per_iteration "one process" l2d-train
for n in 1 2; do
	per_iteration "$n of MPI" mpirun -q --oversubscribe -n $n "$work/l2d-train" --shard auto
done
large=$work/train-400000.csv
[ -s "$large" ] || l2d-synth blobs -n 400000 --features 20 --seed 2 --digits 6 | cut -d, -f1-22 > "$large"

# speed_up WHAT OPTION...: the least seconds of one process over those of two, in turn: the machine does other things too.
speed_up() {
	what=$1
	shift
	: > "$work/turns"
	for _ in $(seq "$REPEAT"); do
		for n in 1 2; do
			/usr/bin/time -q -f "$n %e" -a -o "$work/turns" mpirun -q --oversubscribe -n $n "$work/l2d-train" --shard auto "$@" "$large" > "$work/log"
		done
	done
	one=$(awk '$1 == 1 { print $2 }' "$work/turns" | sort -n | head -n 1)
	two=$(awk '$1 == 2 { print $2 }' "$work/turns" | sort -n | head -n 1)
	bench_ratio engines "l2d-train of 400,000 rows$what, 1 process / 2 of MPI" "" "$one" "$two"
}
speed_up ""
speed_up ", --stream" --stream
# slowest N PROGRAM OPTION...: processor seconds of the process of N that computes most, the least of some runs; waiting yields the core, and
# is not user time.  What it falls by is what more cores than this machine has would make of it.
slowest() {
	n=$1 program=$2
	shift 2
	for _ in $(seq "$REPEAT"); do
		: > "$work/each"
		mpirun -q --mca mpi_yield_when_idle 1 --oversubscribe -n "$n" /usr/bin/time -q -f %U -a -o "$work/each" "$work/$program" --shard auto "$@" > "$work/log"
		sort -n "$work/each" | tail -n 1
	done | sort -n | head -n 1
}

# falls PROGRAM WHAT OPTION... FILE: one process against those of 2 and of 4.
falls() {
	program=$1 what=$2
	shift 2
	one=$(slowest 1 "$program" "$@")
	for many in 2 4; do
		bench_ratio engines "$what, processor seconds of 1 process / of each of $many" "" "$one" "$(slowest $many "$program" "$@")"
	done
}

large_em=$work/em-50000.csv
[ -s "$large_em" ] || l2d-synth blobs -n 50000 --classes 4 --features 40 --seed 3 | cut -d, -f1-42 |
	l2d-expert --classes 0..3 --expert a=classes:0..1 --expert b=accuracy:.8 --missing .3 > "$large_em"
for n in 1 2 4; do
	bench_memory engines "l2d-em of 50,000 rows of 40 features, a process of $n" "" \
		"mpirun -q --oversubscribe -n $n $work/l2d-em --shard auto --iterations 2 --allow-unconverged $large_em"
done
falls l2d-train "l2d-train of 400,000 rows" "$large"
falls l2d-em "l2d-em of 50,000 rows, 20 iterations" --iterations 20 --allow-unconverged "$large_em"
for n in 1 2; do
	bench_memory engines "l2d-train of 400,000 rows, a process of $n" "" \
		"mpirun -q --oversubscribe -n $n $work/l2d-train --shard auto --iterations 0 --allow-unconverged $large"
done
