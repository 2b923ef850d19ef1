#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# Runs every benchmark, or those named, and writes CSV: the machine first, then one row a measurement.
# Caveats: wall time on whatever else the machine does; each program reads from a file in the page cache; rivals read
# the same file in the same run, as their manuals advise.
cd "$(dirname "$0")/../.." || exit 1
. tests/bench/lib.sh
printf '# %s, %s cores, %s, gcc %s, %s\n' "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" \
	"$(nproc --all)" "$(uname -sr)" "$(gcc -dumpversion)" "$(date +%F)"
echo bench,what,metric,median,low,high,target
# shellcheck disable=SC2046 # a list of names
[ $# -gt 0 ] || set -- $(find tests/bench -name '*.sh' ! -name run.sh ! -name lib.sh | sort | sed 's|.*/||; s|\.sh$||')
status=0
for bench; do
	sh "tests/bench/$bench.sh" || { echo "bench $bench failed" >&2; status=1; }
done
exit $status
