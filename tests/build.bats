# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# What the Makefile promises about what it builds.

load common

@test "programs are hardened: position independent, bound at the start, with stack protector and checked copies" {
	case $BUILD in *asan*) skip "the sanitizers bring their own checks" ;; esac
	command -v readelf
	for p in "$ROOT/$BUILD"/bin/*; do
		readelf -h "$p" > /dev/null 2>&1 || continue # a script
		readelf -h "$p" | grep -q 'Type: *DYN'
		readelf -d "$p" | grep -q 'BIND_NOW\|FLAGS.*NOW'
		readelf -lW "$p" | grep -q GNU_RELRO
		readelf -sW "$p" | grep -q __stack_chk_fail
		readelf -sW "$p" | grep -q '_chk\(@\|$\)'
	done
}

@test "other flags rebuild, the same ones do not" {
	built() { make -C "$ROOT" BUILD="$BATS_TEST_TMPDIR/b" "$@" "$BATS_TEST_TMPDIR/b/obj/lib/base/hash.o" | grep -c -- ' -c ' || true; }
	[ "$(built OPT=-O1)" -eq 1 ]
	[ "$(built OPT=-O1)" -eq 0 ]
	[ "$(built OPT=-O2)" -eq 1 ]
}

@test "a benchmark that fails fails the whole" {
	fails env BUILD="$BUILD" sh "$ROOT/tests/bench/run.sh" no-such-benchmark
}

@test "the version stands in one place and every program has it" {
	version=$(sed -n 's/^#define L2D_VERSION "\(.*\)"$/\1/p' "$ROOT/lib/base/opt.h")
	[ -n "$version" ]
	for p in "$ROOT/$BUILD"/bin/l2d-*; do
		[ "$("$p" --version)" = "$(basename "$p") $version" ]
	done
	grep -q "^\.Ss $version" "$ROOT/man/l2d-news.7"
	fails grep -rnF "\"$version\"" "$ROOT/lib" "$ROOT/bin" --include='*.c'
}
