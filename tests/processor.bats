# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# The same bytes on every processor: with the loops of every instruction set (L2D_TEST_KERNEL), with the C library's choices for
# a processor without fused multiply-add, and from a build for newer processors.

load common

BIN=$(cd "$ROOT/$BUILD/bin" && pwd)

setup_file() {
	cd "$BATS_FILE_TMPDIR"
	l2d-synth --rows 700 --features 7 --classes 3 --error .2 blobs |
		l2d-expert --classes 0,1,2 --expert a=accuracy:.8 --expert b=first:1 --expert c=accuracy:.6 --missing .3 |
		awk -F, -v OFS=, '{ print $0, NR == 1 ? "w" : 1 + NR % 3 }' > train.csv
	l2d-train --loss ova train.csv | l2d-apply - --input train.csv > scores.csv
}

# Everything that is summed, exponentiated or fitted.  BIN: the programs.
runs() { # BIN
	for loss in ce confidence css ova sova mixexp realizable asm lee triage; do
		"$1/l2d-train" --loss $loss train.csv
	done
	"$1/l2d-apply" --emit logits <("$1/l2d-train" train.csv) < train.csv > logits.csv
	for loss in rejector twostage; do
		"$1/l2d-train" --loss $loss logits.csv
	done
	"$1/l2d-train" --loss css --hidden 5 --epochs 5 train.csv
	"$1/l2d-train" --loss ce --map rff:40 --tolerance 1e-4 train.csv | tee head.csv
	"$1/l2d-apply" head.csv < train.csv
	for options in --balanced "--hidden 3" "--estep variational"; do
		# shellcheck disable=SC2086 # a list of options
		"$1/l2d-em" --iterations 5 --allow-unconverged $options train.csv | tee em.csv
		"$1/l2d-apply" em.csv < train.csv
	done
	for method in temperature vector platt beta isotonic histogram dirichlet; do
		"$1/l2d-calibrate" --method $method scores.csv | tee map.csv
		"$1/l2d-apply" map.csv < scores.csv
	done
	"$1/l2d-loss" --loss css scores.csv
	"$1/l2d-ece" --smooth --norm 3 scores.csv
	"$1/l2d-ece" --interval .9 --draws 200 scores.csv
	"$1/l2d-threshold" --rule posthoc scores.csv | tee decided.csv
	"$1/l2d-curve" decided.csv
	"$1/l2d-score" decided.csv
	"$1/l2d-threshold" --columns weight= --risk .5 --delta .2 scores.csv
	"$1/l2d-workload" --share model=.4:.6 --balanced scores.csv
	"$1/l2d-synth" --rows 3000 --features 3 four-gaussians
	"$1/l2d-synth" --rows 50 blobs
}

@test "the loops of every instruction set give the same bytes" {
	cp "$BATS_FILE_TMPDIR"/*.csv .
	for kernel in base avx2 avx512; do
		L2D_TEST_KERNEL=$kernel runs "$BIN" > $kernel 2> err
	done
	[ "$(wc -l < base)" -gt 8000 ]
	cmp base avx2
	cmp base avx512
}

@test "every instruction set's loops are the ones written out" {
	slow "the library for each instruction set"
	for kernel in base avx2 avx512; do
		L2D_TEST_KERNEL=$kernel "$ROOT/$BUILD/unit/real"
		L2D_TEST_KERNEL=$kernel "$ROOT/$BUILD/unit/scan"
	done
}

@test "the C library's functions for other processors change no byte" {
	cp "$BATS_FILE_TMPDIR"/*.csv .
	cat > probe.c <<-'END'
		#include <math.h>
		#include <stdio.h>
		int main(void)
		{
			unsigned long sum = 0;
			for (int i = 1; i < 100000; i++) {
				volatile double x = i * 1.2345e-3;
				double y = exp(x - 100) + log(x) + pow(x, 1.1) + sin(3 * x) + exp2(x / 9);
				unsigned long bits;
				__builtin_memcpy(&bits, &y, sizeof y);
				sum = sum * 31 + bits;
			}
			printf("%lx\n", sum);
			return 0;
		}
	END
	"${CC:-gcc}" -O1 probe.c -lm -o probe
	off=glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX512F,-AVX512VL
	[ "$(./probe)" != "$(GLIBC_TUNABLES=$off ./probe)" ] || skip "the C library has no variants on this processor"
	runs "$BIN" > on
	GLIBC_TUNABLES=$off runs "$BIN" > off
	cmp on off
}

@test "a build for newer processors gives the same bytes" {
	slow "a build of its own"
	grep -qw avx2 /proc/cpuinfo && grep -qw fma /proc/cpuinfo || skip "this processor cannot run it"
	cp "$BATS_FILE_TMPDIR"/*.csv .
	make -s -C "$ROOT" -j2 BUILD="$PWD/v3" OPT="-O2 -march=x86-64-v3" all > log 2>&1
	runs "$BIN" > here
	runs "$PWD/v3/bin" > v3.out
	cmp here v3.out
}
