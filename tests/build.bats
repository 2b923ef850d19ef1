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

@test "make dist: every committed file, the same bytes twice" {
	slow "two archives"
	git -C "$ROOT" rev-parse -q --verify HEAD > /dev/null 2>&1 || skip "not a checkout"
	make -s -C "$ROOT" dist BUILD="$PWD/1" GZIP_LEVEL=1 # 9 takes five seconds
	sleep 1
	make -s -C "$ROOT" dist BUILD="$PWD/2" GZIP_LEVEL=1
	cmp 1/l2d-*.tar.gz 2/l2d-*.tar.gz
	tar -tzf 1/l2d-*.tar.gz | grep -v '/$' | sed 's,^[^/]*/,,' | sort > got
	git -C "$ROOT" ls-tree -r --name-only HEAD | sort | diff - got
}

@test "make deb: the same bytes twice, no complaint of lintian, installs, and the tour of README.md runs from it" {
	slow "two packages"
	[ "$BUILD" = build ] || skip "the package is made of the plain build"
	command -v dpkg-shlibdeps > /dev/null || skip "needs dpkg-dev"
	export DPKG_DEB_COMPRESSOR_LEVEL=1 # of xz, which takes seconds otherwise
	stat -c '%n %i %Y' "$ROOT"/build/bin/* > before
	make -s -C "$ROOT" deb > /dev/null
	# fault: programs were made anew under the feet of the tests beside this one
	stat -c '%n %i %Y' "$ROOT"/build/bin/* | diff before -
	cp "$ROOT"/build/l2d_*.deb first.deb
	make -s -C "$ROOT" deb > /dev/null
	cmp first.deb "$ROOT"/build/l2d_*.deb
	# Who builds it says who answers for it, in DEBEMAIL; without it the address is that of this machine.
	if command -v lintian > /dev/null; then
		lintian --fail-on error,warning --suppress-tags bogus-mail-host,bogus-mail-host-in-debian-changelog first.deb
	fi
	root=$ROOT/build/deb-root
	rm -rf "$root"
	mkdir -p "$root/var/lib/dpkg/info" "$root/var/lib/dpkg/updates"
	touch "$root/var/lib/dpkg/status"
	dpkg --root="$root" --force-depends --force-not-root --log=/dev/null --install first.deb
	[ -f "$root/usr/share/man/man5/l2d-csv.5.gz" ]
	for f in "$ROOT"/bin/*.c; do [ -x "$root/usr/bin/$(basename "${f%.c}")" ]; done
	"$root/usr/bin/l2d" help tour | grep -q 'learning to defer'
	(cd "$ROOT" && BUILD=build/deb-root/usr bats -f 'the examples of README.md' tests/readme.bats)
	rm -rf "$root"
}
