#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# Whole programs on an emulated arm64 processor write the bytes that this processor's do (processors.bash).  libcsv and GSL for arm64
# are Debian's packages, unpacked beside the build: none is installed, and apt's lists for it are its own.
# usage: arm64.sh BUILD
set -euo pipefail
cd "$(dirname "$0")/.."
programs=$(cd "$1/bin" && pwd)
here=$(mkdir -p "$1/arm64" && cd "$1/arm64" && pwd)

libraries() (
	mkdir -p "$here/apt/lists/partial" "$here/apt/cache/archives/partial" "$here/lib"
	cd "$here/apt"
	apt=(-qq -o APT::Architecture=arm64 -o APT::Architectures=arm64 -o Dir::State::lists="$PWD/lists" -o Dir::Cache="$PWD/cache"
		-o Debug::NoLocking=1 -o APT::Sandbox::User="$(id -un)")
	apt-get "${apt[@]}" update && apt-get "${apt[@]}" download libcsv-dev libgsl-dev || return
	for package in *.deb; do
		dpkg -x "$package" "$here" || return
	done
	mv "$here"/usr/lib/aarch64-linux-gnu/*.a "$here/lib"
)

# The programs as commands of this processor.
emulated() {
	mkdir -p "$here/emulated"
	for program in "$here"/bin/*; do
		printf '#!/bin/sh\nexec qemu-aarch64-static -L /usr/aarch64-linux-gnu "%s" "$@"\n' "$program" > "$here/emulated/${program##*/}"
	done
	chmod +x "$here"/emulated/*
}

if [ ! -e "$here/lib/libgsl.a" ] && ! libraries; then
	echo "arm64: no libcsv and GSL for arm64 to be had; the programs were not run"
	exit 0
fi
CPPFLAGS=-I$here/usr/include LDFLAGS=-L$here/lib \
	make "-j$(nproc)" BUILD="$here" CC=aarch64-linux-gnu-gcc CXX=aarch64-linux-gnu-g++ all > "$here/log" 2>&1 || { tail "$here/log"; exit 1; }
emulated
# shellcheck disable=SC1091 # a file of bash
. tests/processors.bash
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
PATH=$programs:$PATH tables
runs "$programs" > native 2> notes
runs "$here/emulated" > arm64 2> notes || { cat notes; exit 1; }
[ "$(wc -l < native)" -gt 8000 ]
cmp native arm64
echo "arm64: the same $(wc -l < arm64) lines"
