#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# The layers of lib/, lib/README.md: a file includes only from its own folder or from layers below; folders of one layer do
# not know each other, no file includes itself by way of others, nothing includes bin/.
# Every lib/FOLDER/X.c has a header; a folder has at most 12 of them; lib neither prints nor exits; functions have at most 36 lines, from
# brace to brace.
layers='number
base
real process parallel
math optim scan
csv figure
table draw
cases
apply
summary
inference noise
rank
decide scaling
measure network cascade tune assign calibrate
limits adaptive
threshold route router score worst_case workload train em crowd synth compare calibration_test plot
combine agent_sets annotated pacing trials training
models select
watch online offpolicy robust report
region'
status=0
below= # the folders of the layers so far
wrong() { echo "$*" >&2; status=1; }

while read -r layer; do
	for folder in $layer; do
		allowed=$(echo "$below $folder" | sed 's/^ *//; s/  */|/g')
		grep -snHE '^#include "' "lib/$folder"/*.[ch]* | grep -vE "#include \"($allowed)/" >&2 &&
			wrong "lib/$folder includes from a folder that it must not know"
		n=$(find "lib/$folder" -name '*.c' -o -name '*.cc' | wc -l)
		[ "$n" -le 12 ] || wrong "lib/$folder has $n sources: more than one subject"
	done
	below="$below $layer"
done <<END
$layers
END
for folder in lib/*/; do
	folder=$(basename "$folder")
	echo "$layers" | grep -qw "$folder" || wrong "lib/$folder is in no layer"
done
# Circles: tsort names them.
grep -HoE '^#include "[^"]*"' lib/*/*.[ch]* | sed -E 's|^lib/||; s|\.(cc?\|h):#include "| |; s|\.h"$||' |
	awk '$1 != $2' | tsort 2>&1 >/dev/null | grep . >&2 && wrong "files include each other in a circle"
for f in lib/*/*.c lib/*/*.cc; do
	[ -f "${f%.*}.h" ] || wrong "$f has no header of the same name"
done
# Their last bits depend on the processor: lib/real has others.
grep -nE '(^|[^[:alnum:]_.>])(exp|exp2|expm1|log|log2|log10|log1p|pow|sin|cos|tan|tanh|atan|atan2|cbrt|erf|erfc|lgamma|tgamma|hypot|cblas_[a-z]+)\(' \
	lib/*/*.c bin/*.c | grep -vE '^[^:]*:[0-9]*:\s*(/\*| \*)|/\*.*\*/' >&2 && wrong "a function of the C library whose bits depend on the processor"
grep -nE '\b(exit|abort|perror|printf|puts)[ ]*\(' lib/*/*.c | grep -vE '^lib/base/(err|progress)\.c:|snprintf' >&2 &&
	wrong "lib prints or exits"
for f in lib/*/*.c lib/*/*.cc bin/*.c; do
	long=$(awk '/^\{/ { from = NR } /^\}/ && from { if (NR - from > 35) printf " %d", from; from = 0 }' "$f")
	[ -z "$long" ] || wrong "$f has functions of more than 36 lines, at line$long"
done
exit $status
