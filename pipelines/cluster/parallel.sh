# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# A summary of a table in N shares by GNU parallel: sh parallel.sh N TABLE SUMMARY...
# Which hosts, and how often a share is tried, is in the environment: PARALLEL='--sshlogin one,two --retries 3'.
set -eu
n=$1 table=$2
shift 2
parts=$(mktemp -d)
trap 'rm -r "$parts"' EXIT

seq "$n" | parallel -q --halt soon,fail=1 --results "$parts/{}.part" "$@" --partial --shard "{}/$n" "$table" > /dev/null || {
	status=$?
	cat "$parts"/*.err >&2
	exit $status
}
"$@" --merge "$parts"/*.part
