# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# --jobs of the programs that write row by row, and of those that keep the rows until the last one; the former in a pipe that
# runs dry.
# L2D_TEST_CHUNK cuts small tables into many blocks.

load common

# PROGRAM OPTIONS before the table
cases='
l2d-apply "$TESTDATA/small/head.csv" --input
l2d-expert --expert new=accuracy:.8 --missing .2
l2d-expert --expert new=drift:.9:.1 --rows 3000
l2d-expert --regimes 50,20 --expert new=regimes:.9:.1 --outage new=100:900 --missing-labels .2 --label-delay 9
l2d-loss --gradient
l2d-route --paid-reads
l2d-split --part a --parts a=.7,b=.3
l2d-threshold --rule posthoc
l2d-threshold --rule posthoc --threshold .1 --keep
'

# The same of those that keep the rows.
keepers='
l2d-train --loss css
l2d-train --loss ova --map quadratic
l2d-em --iterations 3 --allow-unconverged
l2d-em --iterations 3 --allow-unconverged --time x_1 --half-life 2
l2d-em --iterations 3 --allow-unconverged --other-answers wrong
l2d-em --iterations 3 --allow-unconverged --confidence model
l2d-calibrate --target experts
l2d-calibrate --target experts --method isotonic
l2d-workload --loss gate --share ann=.3:.6
l2d-workload --batch note --balanced --other-answers wrong
l2d-workload --mode greedy --share ann=.3:.6
l2d-workload --limits <(echo agent,lo,hi,price; echo ann,,900,.1)
l2d-workload --mode project --share ann=:.2
'

# 3,000 rows: those of cases.csv again and again, with ids of their own.
table() {
	awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "id") id = i; print; next } { row[++n] = $0 }
		END { for (k = 0; k < 3000; k++) { $0 = row[k % n + 1]; if (id) $id = "r" k; print } }' "$TESTDATA/small/cases.csv"
}

each() {
	local line failed=0
	while read -r line; do
		[ -z "$line" ] || "$1" "$line" || { echo "$1 fails: $line"; failed=1; }
	done <<< "$cases"
	return $failed
}

# same_run WHAT COMMAND: the command's output and messages are those of want and want.err, or the command, the status and both
# differences are told.
same_run() {
	local status=0
	eval "$2" > got 2> got.err || status=$?
	[ "$status" -eq 0 ] && cmp -s want got && cmp -s want.err got.err && return
	echo "$1, status $status: $2"
	diff -u want got | head -n 20
	diff -u want.err got.err | head -n 20
	return 1
}

same_for_any_jobs() {
	local jobs
	eval "$1 t.csv" > want 2> want.err || { cat want.err; return 1; }
	for jobs in ${L2D_ALL:+2 7} 3; do
		same_run "$jobs threads, a file" "L2D_TEST_CHUNK=$((jobs * 211)) L2D_JOBS=$jobs $1 t.csv" || return
		same_run "$jobs threads, a pipe" "cat t.csv | L2D_TEST_CHUNK=300 L2D_JOBS=$jobs $1 -" || return
	done
}
@test "any number of threads writes the same bytes and counts the same rows" {
	table > t.csv
	each same_for_any_jobs
	l2d-threshold --rule posthoc t.csv > want
	for jobs in 0 1 64 1000; do l2d-threshold --rule posthoc --jobs $jobs t.csv | cmp - want; done
}

# open TABLE: without the columns that name the classes.
open() {
	awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) keep[i] = $i !~ /^p_/ }
		{ s = ""; for (i = 1; i <= NF; i++) if (keep[i]) s = s "," $i; print substr(s, 2) }' "$1"
}

@test "rows that are kept are those of one thread, in their order" {
	table > t.csv
	cases="$keepers
l2d-calibrate --target all --method platt --smooth"
	each same_for_any_jobs
	# every fifth without a label, every third without an answer, every fourth without weight, and quoted newlines
	open t.csv | awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; print; next }
		NR % 5 == 0 { $at["y"] = "" } NR % 3 == 0 { $at["e_ann"] = "" } NR % 4 == 0 { $at["w"] = 0 }
		{ $at["note"] = "\"batch " NR % 4 "\n, \"\"b\"\"\"" } 1' > gaps.csv
	mv gaps.csv t.csv
	cases="${keepers//--target/--na-action skip --target}"
	cases=$(some 2 <<< "${cases//l2d-train/l2d-train --na-action skip}
l2d-em --iterations 3 --allow-unconverged --unlabelled skip")
	each same_for_any_jobs
}

same_for_any_cut() {
	local jobs
	eval "$1 t.csv" > want 2> want.err || { cat want.err; return 1; }
	for jobs in ${L2D_ALL:+1 2} 5; do
		eval "L2D_TEST_CHUNK=400 L2D_JOBS=$jobs $1 a.csv b.csv c.csv d.csv" > got 2> got.err || { cat got.err; return 1; }
		tr -d '\r' < got | cmp want - && diff want.err got.err || return
	done
}
@test "rows that are kept come from several files, with CRLF too" {
	table > whole.csv
	open whole.csv > t.csv
	head -700 t.csv > a.csv
	{ head -1 t.csv; sed -n 701,702p t.csv; } > b.csv
	head -1 t.csv > c.csv
	{ head -1 t.csv; tail -n +703 t.csv; } | sed 's/$/\r/' > d.csv
	cases=$keepers each same_for_any_cut
}

# A missing cell skips the row; an answer that is missing is one that nobody gave.
@test "rows skipped and unanswered are summed over the threads" {
	table | awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) { if ($i ~ /^p_/) p = i; if ($i ~ /^e_/) e = i } }
		NR % 7 == 0 { $p = "" } NR % 5 == 0 { $e = "" } 1' > t.csv
	expect 0 l2d-threshold --na-action skip --threshold -9 t.csv
	cp err want
	grep -q 'rows skipped' want
	grep -q 'rows go' want
	L2D_TEST_CHUNK=500 expect 0 l2d-threshold --na-action skip --threshold -9 --jobs 3 t.csv
	diff want err
}

# Whatever is out before the error is the beginning of what one thread would have written.
refuses_alike() {
	local jobs status
	eval "$1 good.csv" > whole 2> /dev/null || return
	eval "L2D_TEST_CHUNK=300 $1 bad.csv" > want 2> want.err
	status=$?
	[ $status = 3 ] || { cat want.err; return 1; }
	for jobs in 2 3; do
		eval "L2D_TEST_CHUNK=300 L2D_JOBS=$jobs $1 bad.csv" > got 2> got.err
		[ $? = $status ] && diff want.err got.err || return
		[ "$(stat -c %s got)" -le "$(stat -c %s want)" ] && cmp -n "$(stat -c %s got)" got whole || return
	done
}
@test "the first error in the input is reported, and no more is written before it than by one thread" {
	table > good.csv
	awk 'NR == 1500 { $0 = $0 ",surplus" } NR == 1700 || NR == 2900 { $0 = "a \" quote" } 1' good.csv > bad.csv
	each refuses_alike
	awk 'NR == 3 { $0 = $0 ",surplus" } 1' good.csv > bad.csv
	L2D_TEST_CHUNK=300 expect 3 l2d-threshold --jobs 3 bad.csv
	[ ! -s out ]
}

@test "programs that keep rows report the first error in the input" {
	table > good.csv
	awk 'NR == 1500 { $0 = $0 ",surplus" } NR == 1700 || NR == 2900 { $0 = "a \" quote" } 1' good.csv > bad.csv
	cases=$keepers each refuses_alike
	# what is known only after the last row: an answer that no row has for a label; whom nothing is known of
	open good.csv | awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
		NR == 2901 { $at["e_ann"] = "newt" } NR == 1201 || NR == 2001 { $at["e_bob"] = "emu" } 1' > bad.csv
	cases='l2d-train --loss css
l2d-em --iterations 3 --allow-unconverged
l2d-calibrate --target experts' each refuses_alike
	grep -q '^[^:]*: bad.csv:1201:.*emu' got.err
	open good.csv | awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i } NR > 1 { $at["e_bob"] = "" } 1' > bad.csv
	cases='l2d-train --loss css
l2d-em --iterations 3 --allow-unconverged' each refuses_alike
	grep -q "expert 'bob' has no answer" got.err
}

@test "a full disk is 4, a reader that has gone is quiet" {
	table > t.csv
	for jobs in 1 3; do
		status=0
		l2d-threshold --rule posthoc --jobs $jobs t.csv > /dev/full 2> err || status=$?
		[ $status = 4 ]
		grep -q 'write error: No space left' err
		l2d-threshold --rule posthoc --jobs $jobs t.csv 2> err | head -1 > out
		[ ! -s err ]
	done
}

# A row is out while the writer pauses behind it: its first line is read before the writer has ended.
is_live() {
	local jobs
	for jobs in 1 2; do
		rm -f ended first
		(head -3 t.csv; for i in $(seq 100); do [ -e first ] || sleep .05; done; : > ended) | eval "L2D_JOBS=$jobs ${1//--input/--input -}" 2> /dev/null |
			(read -r _ && read -r _ && [ ! -e ended ] && : > first; cat > /dev/null)
		[ -e first ] || return
	done
}
@test "a row is out while the pipe it came by is still open" {
	table > t.csv
	cases="${cases/l2d-split --part a --parts a=.7,b=.3/l2d-split --fold 1/2}"
	cases="$cases
l2d-workload --mode pace --share ann=:.6
l2d-workload --mode online --prices <(echo agent,price; echo ann,.1; echo bob,0) --count ann=:900"
	each is_live
}

@test "two threads need less than 32 MB" {
	case $BUILD in *asan*) skip "the sanitizers need memory of their own" ;; esac
	for i in $(seq 40); do [ "$i" = 1 ] && table || table | tail -n +2; done > t.csv
	for jobs in 1 2; do
		/usr/bin/time -f %M -o kb l2d-threshold --rule posthoc --jobs $jobs t.csv > out
		[ "$(cat kb)" -lt 32768 ]
		/usr/bin/time -f %M -o kb l2d-threshold --rule posthoc --jobs $jobs < <(cat t.csv) > out
		[ "$(cat kb)" -lt 32768 ]
	done
}

@test "L2D_JOBS that is no count is 2, the option goes before it" {
	table > t.csv
	L2D_JOBS=many expect 2 l2d-split --fold 1/2 t.csv
	grep -q "L2D_JOBS: not a count: 'many'" err
	L2D_JOBS=many expect 0 l2d-split --fold 1/2 --jobs 2 t.csv
}
