# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# The same bytes on every processor: with the loops of every instruction set (L2D_TEST_KERNEL), with the C library's choices for
# a processor without fused multiply-add, and from a build for newer processors.

load common
load processors

BIN=$(cd "$ROOT/$BUILD/bin" && pwd)

setup_file() {
	cd "$BATS_FILE_TMPDIR"
	tables
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
		L2D_TEST_KERNEL=$kernel "$ROOT/$BUILD/unit/decimals"
	done
}

@test "the C library's functions for other processors change no byte" {
	[ -z "${L2D_SLOW-}" ] || skip "the sanitizers see nothing else in it"
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
	programs=$(grep -o 'l2d-[a-z]*' "$ROOT/tests/processors.bash" | sort -u)
	needed=$(cd "$ROOT" && for p in $programs; do echo "bin/$p.c"; done | xargs awk -f tests/sources.awk)
	make -s -C "$ROOT" -j2 BUILD="$PWD/v3" OPT="-O2 -march=x86-64-v3" PROGRAMS="${programs//$'\n'/ }" LIB_C="${needed//$'\n'/ }" all > log 2>&1
	runs "$BIN" > here
	runs "$PWD/v3/bin" > v3.out
	cmp here v3.out
}
