# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# Trials of pipelines as tasks of engines.

load engines

teardown() {
	stop_slurm
}

# trials VARIABLE...: the summary of a quick pipeline.
trials() {
	[ -z "${L2D_SLOW-}" ] || skip "too slow here; the programs' own tests run"
	env MAKEFLAGS= make -s -C "$ROOT/pipelines/posthoc-synthetic" QUICK=1 BIN="$(cd "$ROOT/$BUILD/bin" && pwd)" OUT="$PWD/results" "$@"
}

# made N FILE: the summary is of N trials.
made() {
	[ "$(column n "$2" | sort -u)" = "$1" ]
}

@test "only missing trials run, and another number of them makes the summary anew" {
	trials TRIALS=2 > /dev/null
	made 2 results/summary.csv
	trials TRIALS=4 ENGINE=list trials > missing
	printf '3\n4\n' | same missing
	cp -p results/trial/1.csv first
	trials TRIALS=3 > /dev/null
	made 3 results/summary.csv
	[ ! first -ot results/trial/1.csv ] # it has not been run again
	mv results/summary.csv three

	# fault: the summary of fewer trials was the old one
	trials TRIALS=2 > /dev/null
	made 2 results/summary.csv
	trials TRIALS=3 > /dev/null
	cmp three results/summary.csv
	trials TRIALS=3 -q "$PWD/results/summary.csv"
}

# fault: underfit and missing made everything secondary, so that more trials were not run
@test "in every pipeline another number of trials is another summary" {
	for makefile in $(grep -l '^include ../common.mk' "$ROOT"/pipelines/*/Makefile); do
		name=$(basename "$(dirname "$makefile")")
		[ "$name" != deep-starts ] || continue # it has no trials
		mkdir -p "$name/trial"
		touch "$name/trial/of-1" "$name/trial/1.csv" "$name/summary.csv"
		env MAKEFLAGS= make -n -C "${makefile%/*}" BIN="$PWD" OUT="$PWD/$name" TRIALS=2 "$PWD/$name/summary.csv" > commands
		grep -q "$name/trial/2" commands
	done
}

@test "trials by GNU parallel are those of make" {
	slow "six trials"
	needs parallel
	trials TRIALS=3 > /dev/null
	mv results by-make
	trials TRIALS=3 ENGINE=parallel > /dev/null
	diff -r by-make/trial results/trial
	cmp by-make/summary.csv results/summary.csv
}

@test "a trial that fails is the only one to be run again" {
	needs parallel
	mkdir pipelines && cp "$ROOT"/pipelines/*.* pipelines && cp -r "$ROOT/pipelines/posthoc-synthetic" pipelines/some
	sed -i '1a [ "$1" != 2 ] || [ -e ../../mended ] || exit 9' pipelines/some/trial.sh
	run_it() { make -s -C pipelines/some QUICK=1 BIN="$(cd "$ROOT/$BUILD/bin" && pwd)" OUT="$PWD/results" TRIALS=3 ENGINE=parallel "$@"; }
	expect 2 run_it
	[ ! -e results/summary.csv ]
	run_it ENGINE=list trials > missing
	echo 2 | same missing
	touch results/mended
	run_it > /dev/null
	made 3 results/summary.csv
}

@test "an engine that there is not" {
	expect 2 trials TRIALS=2 ENGINE=carrier-pigeon
	grep -F "no such engine: 'carrier-pigeon'" err
}

@test "trials by Slurm are those of make" {
	slow "half a minute"
	start_slurm
	trials TRIALS=3 > /dev/null
	mv results by-make
	trials TRIALS=3 ENGINE=slurm > /dev/null
	cmp by-make/summary.csv results/summary.csv
}
