#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# Against the programs of l2d 0.1.0, whose directory BENCH_OLD names: built as it was, with OpenBLAS, which runs on one thread and
# with its best kernel for this machine (OPENBLAS_CORETYPE); l2d-em also as it ran.
. tests/bench/lib.sh
old=${BENCH_OLD-}
[ -x "$old/l2d-train" ] || {
	echo "# old: skipped, BENCH_OLD is not the directory of the programs of 0.1.0"
	exit 0
}
case $(grep -m 1 '^flags' /proc/cpuinfo) in
*avx512f*) core=SkylakeX ;;
*avx2*) core=Haswell ;;
*) core= ;;
esac
[ -z "$core" ] || export OPENBLAS_CORETYPE=$core

bench_scores 1000000
head -n 20001 "$scores" > "$work/few.csv"
l2d-calibrate "$work/few.csv" > "$work/temperature.csv"
"$old/l2d-calibrate" "$work/few.csv" > "$work/temperature-old.csv"
bench_rivals old "l2d-apply temperature, 10 classes" "at most 0.6" \
	"l2d-apply $work/temperature.csv --input $scores" "$old/l2d-apply $work/temperature-old.csv --input $scores"

table=$work/old-train.csv
[ -s "$table" ] || l2d-synth blobs --rows 100000 --features 64 --classes 10 --error 0.2 |
	l2d-expert --classes 0..9 --expert a=accuracy:.8 --expert b=first:5 --expert c=accuracy:.6 > "$table"
for loss in ce css ova; do
	none="l2d-train --loss $loss --iterations 0 --allow-unconverged $table"
	bench_rivals old "l2d-train $loss, reading" "at most 0.5" "$none" "$old/$none"
	reading=$ours
	reading_old=$theirs
	bench_rivals old "l2d-train $loss, in all" "" "l2d-train --loss $loss $table" "$old/l2d-train --loss $loss $table"
	bench_ratio old "l2d-train $loss, fit" "at most 1" "$(echo "$ours $reading" | awk '{ print $1 - $2 }')" \
		"$(echo "$theirs $reading_old" | awk '{ print $1 - $2 }')"
done

table=$work/old-em.csv
experts=$(seq 20 | awk '{ printf "--expert e%d=accuracy:%.2f ", $1, .5 + $1 % 5 / 10 }')
# shellcheck disable=SC2086 # one word an expert
[ -s "$table" ] || l2d-synth --rows 25000 --classes 10 --features 32 --error .2 --digits 5 blobs |
	l2d-expert --classes 0..9 --missing 0.7 $experts > "$table"
run="l2d-em --tolerance 0 --allow-unconverged $table --iterations"
# iterations WHICH: of l2d-em, from the processor seconds of 2 and of 6.
iterations() {
	bench_rivals old "l2d-em, 2 iterations, $1" "" "$run 2" "$old/$run 2"
	few=$ours
	few_old=$theirs
	bench_rivals old "l2d-em, 6 iterations, $1" "" "$run 6" "$old/$run 6"
	bench_ratio old "l2d-em, an iteration, $1" "at most 0.5" "$(echo "$ours $few" | awk '{ print $1 - $2 }')" \
		"$(echo "$theirs $few_old" | awk '{ print $1 - $2 }')"
}
iterations "its best kernel"
unset OPENBLAS_CORETYPE
iterations "the kernel that OpenBLAS takes by itself"
