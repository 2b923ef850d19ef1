# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# What every bats file loads: the programs on PATH, a place for files, exact comparisons.

BUILD=${BUILD:-build}
ROOT=${BATS_TEST_DIRNAME%/tests}
PATH=$ROOT/$BUILD/bin:$PATH
TESTDATA=$ROOT/testdata
unset L2D_COLUMNS L2D_TEST_CHUNK
export LC_ALL=C

# bats notes the line of every command before it runs, which takes longer than most commands do: here only those of the test itself,
# and of bats' own handlers, which tell the line that failed; not those of the functions that a test calls.
trace_the_test_only() {
	set +T
	declare -ft "$BATS_TEST_NAME" bats_error_trap bats_teardown_trap bats_exit_trap bats_check_status_from_trap 2> /dev/null || :
}

# slow WHAT: the test is for CI; tests/README.md says how long they take.
slow() {
	[ -n "${L2D_ALL-}" ] || skip "$*: L2D_ALL=1"
}

setup() {
	trace_the_test_only
	cd "$BATS_TEST_TMPDIR" || return
}

# expect STATUS COMMAND...: runs the command with out and err as files and checks its status.
expect() {
	local want=$1 got=0
	shift
	"$@" > out 2> err || got=$?
	if [ "$got" -ne "$want" ]; then
		echo "status $got, not $want, of: $*"
		head -5 out err
		return 1
	fi
}

# same FILE < expected: byte for byte.
same() {
	diff -u - "$1"
}

# fails COMMAND...: the command's status is not 0 (a line "! command" would not fail a test).
fails() {
	if "$@"; then
		echo "this should fail: $*"
		return 1
	fi
}

# some K: of the lines of standard input every K-th one, with L2D_ALL all of them.
some() { awk -v k="$1" -v all="${L2D_ALL-}" 'all || NR % k == 1'; }

# says WORDS...: err is one line, which has each of the words.  No process is started for it.
says() {
	local line words
	mapfile -t line < err
	[ ${#line[@]} -eq 1 ] || return
	for words; do [[ ${line[0]} == *"$words"* ]] || return; done
}

# failing_allocations STEP WANT COMMAND...: runs the program with its first allocation failing, then with the one STEP behind it
# and so on to the last: it must end with status 4 and nothing written, or write the bytes of the file WANT.  Skips the test
# under the sanitizers, which have an allocator of their own.
failing_allocations() {
	local step=$1 want=$2 runs
	shift 2
	case $BUILD in *asan*) skip "the sanitizer has its own allocator" ;; esac
	runs=$(FAIL_STEP=$step FAIL_WANT=$want LD_PRELOAD=$(cd "$ROOT/$BUILD" && pwd)/unit/failmalloc.so "$@") ||
		{ head -c 500 err; return 1; }
	[ $((runs * step)) -gt 10 ]
}

# damage MODEL: MODEL with each record deleted or its value replaced, as 1.d, 2.d, ...; record N's damages follow each other.  Of
# the third and further numbers of an array, which are read by one loop, only what is deleted or nan, but with L2D_ALL.
damage() {
	rm -f ./*.d
	awk -v all="${L2D_ALL:-}" 'BEGIN { n = split("nan inf -1 1e308 word 99999999999999999 2.5", with, " ") }
		{ line[NR] = $0; key = $0; sub(/([.][0-9][^,]*)?,.*/, "", key); few[NR] = ++seen[key] > 2 && !all }
		END { for (r = 2; r <= NR; r++) for (k = 0; k <= (few[r] ? 1 : n); k++) {
			file = ++d ".d"
			for (i = 1; i <= NR; i++) {
				if (i != r) print line[i] > file
				else if (k) { bad = line[i]; sub(/[^,]*$/, with[k], bad); print bad > file }
			}
			close(file) } print d }' "$1"
}

# column NAME FILE: the values of a column of a table without quotes.
column() {
	awk -F, -v name="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) c = i
		if (!c) { print "no column " name; exit 1 } next } { print $c }' "$2"
}

# near X Y TOLERANCE: |X - Y| <= TOLERANCE, both numbers.
near() {
	awk -v x="$1" -v y="$2" -v t="$3" 'BEGIN {
		if (x !~ /^[-+.0-9e]+$/ || y !~ /^[-+.0-9e]+$/) { print "not numbers: " x, y; exit 1 }
		d = x - y; if (d < 0) d = -d
		if (d > t) { print x " is not " y " to " t; exit 1 } }'
}

# alike WANTED GOT: the same words, and numbers that differ by at most 0.002 or half a percent: what rests on fitted models
# may move in its last digits with the processor.
alike() {
	awk '
	function words(line, w) { gsub(/[,|]/, " & ", line); return split(line, w, " ") }
	function number(s) { return s ~ /^[-+]?[0-9.]+(e[-+]?[0-9]+)?$/ }
	NR == FNR { want[NR] = $0; lines = NR; next }
	{
		n = words(want[FNR], a)
		bad = FNR > lines || n != words($0, b)
		for (i = 1; i <= n && !bad; i++)
			if (a[i] != b[i]) {
				d = a[i] - b[i]
				if (d < 0) d = -d
				bad = !number(a[i]) || !number(b[i]) || d > 0.002 + 0.005 * (a[i] < 0 ? -a[i] : a[i])
			}
		if (bad) { print "line " FNR ":\n- " want[FNR] "\n+ " $0; failed = 1; exit }
	}
	END { if (!failed && FNR != lines) { print "line " FNR + 1 " is missing:\n- " want[FNR + 1]; failed = 1 } exit failed }' "$1" "$2"
}
