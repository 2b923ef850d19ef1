#!/bin/sh
# The floors of lib/: a file includes only from its own room or from floors below; nothing includes bin/.
# decide may also include measure.  Every lib/ROOM/X.c has a header; lib neither prints nor exits.
status=0
forbid() { # ROOM, ROOMS it must not include
	if grep -nE "^#include \"(\.\./)*($2)/" "lib/$1"/*; then
		echo "lib/$1 includes from a room it must not know" >&2
		status=1
	fi
}
forbid base 'table|model|measure|decide|bin'
forbid table 'model|measure|decide|bin'
forbid model 'measure|decide|bin'
forbid measure 'model|decide|bin'
forbid decide 'model|bin'
for f in lib/*/*.c lib/*/*.cc; do
	[ -f "${f%.*}.h" ] || { echo "$f has no header of the same name" >&2; status=1; }
done
if grep -nE '\b(exit|abort|perror|printf|puts)[ ]*\(' lib/*/*.c | grep -vE '^lib/base/(err|progress)\.c:|snprintf'; then
	echo "lib prints or exits" >&2
	status=1
fi
exit $status
