# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# Processes of MPI: the bytes of one.

load engines

setup_file() {
	[ -z "${L2D_SLOW-}" ] && command -v mpicc > /dev/null || return 0
	(cd "$ROOT" && sh tests/mpi.sh "$BATS_FILE_TMPDIR")
	cd "$BATS_FILE_TMPDIR" || return
	l2d-synth blobs -n 3000 --classes 4 --seed 3 | cut -d, -f1-12 |
		l2d-expert --classes 0..3 --expert a=classes:0..1 --expert b=accuracy:.8 > table.csv
	# labels and answers that are missing
	head -n 1200 table.csv | awk -F, -v OFS=, 'NR > 1 { if (NR % 7 == 0) $2 = ""; if (NR % 3 == 0) $13 = ""; if (NR % 4 == 0) $14 = "" } 1' > gaps.csv
}

setup() {
	trace_the_test_only
	cd "$BATS_TEST_TMPDIR" || return
	[ -z "${L2D_SLOW-}" ] || skip "not under the sanitizers"
	needs mpicc mpirun
	export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
	ln -s "$BATS_FILE_TMPDIR"/*.csv .
}

# ranks N PROGRAM...: on N processes.
ranks() {
	local n=$1 program=$2
	shift 2
	mpirun -q --oversubscribe -n "$n" "$BATS_FILE_TMPDIR/$program" --shard auto "$@"
}

# alike_on "N..." PROGRAM...: on N processes the bytes of one.
alike_on() {
	local counts=$1 program=$2 n
	shift 2
	"$program" "$@" > one
	for n in $counts; do
		expect 0 ranks "$n" "$program" "$@"
		cmp one out
		cmp /dev/null err
	done
}

@test "a model is the same bytes on 1, 2, 3 and 4 processes, and with threads" {
	alike_on "${L2D_ALL:+1 2 4} 3" l2d-train --loss css table.csv
	ranks 2 l2d-train --loss css -j 3 table.csv | cmp one
}

@test "so is one whose rows are read anew for each pass" {
	awk -F, -v OFS=, '{ print $0, NR == 1 ? "w" : NR % 3 }' table.csv > weighted.csv
	l2d-train --loss css weighted.csv > one
	ranks 3 l2d-train --stream --loss css -j 2 weighted.csv | cmp one
	ranks 2 l2d-train --loss css weighted.csv | cmp one
}

@test "the script of pipelines/cluster" {
	l2d-train table.csv > one
	PATH=$BATS_FILE_TMPDIR:$PATH HOSTS=localhost:2 sh "$ROOT/pipelines/cluster/mpi.sh" 2 l2d-train table.csv | cmp one
}

@test "so is one that is fitted in other ways" {
	slow "four fits on processes"
	alike_on 2 l2d-train --loss triage table.csv
	alike_on 3 l2d-train --loss ova --map rff:20 --na-action error table.csv
	alike_on 2 l2d-train --validate .3 table.csv
	alike_on 2 l2d-train --loss ce --hidden 4 --epochs 2 --tolerance 1 table.csv
}

@test "so is one of more rows than are sampled, and the trace" {
	slow "three fits of 40,000 rows"
	l2d-synth blobs -n 40000 --classes 3 --features 4 --seed 3 | cut -d, -f1-6 > many.csv
	l2d-train --trace one.trace many.csv > one
	ranks 3 l2d-train --trace three.trace many.csv | cmp one
	cmp one.trace three.trace
	ranks 2 l2d-train --stream many.csv | cmp one
}

@test "so is a mixture of rows with and without labels" {
	alike_on "${L2D_ALL:+1 2 3 4 }7" l2d-em --iterations 4 --allow-unconverged gaps.csv
	ranks 2 l2d-em --stream -j 2 --iterations 4 --allow-unconverged gaps.csv | cmp one
}

@test "so is one with limits, one by the mean field, one whose rows fade, and one of other answers" {
	slow "three fits on processes"
	alike_on 3 l2d-em --balanced --iterations 3 --allow-unconverged gaps.csv
	alike_on 2 l2d-em --estep variational --share a=.1:.2 --half-life 200 --time id --iterations 3 --allow-unconverged gaps.csv
	awk -F, -v OFS=, 'NR % 10 == 0 && NR > 1 { $13 = "zebra" } { print $0, NR == 1 ? "w" : NR % 3 }' gaps.csv > zoo.csv
	alike_on 4 l2d-em --other-answers wrong --map rff:9 --starts 2 --hidden 2 --iterations 2 --allow-unconverged zoo.csv
}

@test "limits that clash are said once, with the shares of all processes" {
	awk -F, -v OFS=, 'NR > 1 { $14 = "" } 1' gaps.csv > never.csv
	for table in gaps never; do
		expect "$([ $table = gaps ] && echo 5 || echo 3)" l2d-em --smoothing 0 --share model=0:0 --share a=0:.01 --share b=0:.01 $table.csv
		mv err one
		expect "$([ $table = gaps ] && echo 5 || echo 3)" ranks 3 l2d-em --smoothing 0 --share model=0:0 --share a=0:.01 --share b=0:.01 $table.csv
		cmp one err
	done
}

@test "two processes of l2d-em have about half of the rows each" {
	slow "megabytes of rows"
	l2d-synth blobs -n 60000 --classes 3 --features 40 --seed 3 --digits 3 | cut -d, -f1-42 | l2d-expert --classes 0..2 --expert a=accuracy:.8 > wide.csv
	for n in 1 2; do
		mpirun -q --oversubscribe -n $n /usr/bin/time -f %M -a -o $n.kb "$BATS_FILE_TMPDIR/l2d-em" --shard auto --iterations 1 --allow-unconverged wide.csv > $n.model
	done
	cmp 1.model 2.model
	# 20 MB of features, which one process has and of two each a half; the rest is MPI's and the programs'.
	[ "$(sort -n 2.kb | tail -n 1)" -lt "$(($(cat 1.kb) - 9000))" ]
}

@test "l2d-em without gold refuses processes" {
	expect 2 ranks 2 l2d-em --method one-coin gaps.csv
	grep -q -- "--shard auto needs --method mixture" err
}

@test "files, more processes than files or than rows, classes that one process does not see" {
	sort -t, -k2,2 table.csv | grep -v '^id' > sorted
	for part in 1 2 3; do
		{ head -n 1 table.csv; sed -n "$((part * 1000 - 999)),$((part * 1000))p" sorted; } > part-$part.csv
	done
	alike_on "${L2D_ALL:+2} 4" l2d-train --loss css part-1.csv part-2.csv part-3.csv
	head -n 6 table.csv | awk -F, -v OFS=, 'NR > 1 { $2 = $14 = NR % 2; $13 = 1 } 1' > few.csv
	alike_on 7 l2d-train --loss css few.csv
}

# logits ROWS: y, w, z_0 .. z_3: many rows alike, weights whose sums are no doubles.
logits() {
	l2d-synth blobs -n "$1" --classes 4 --features 4 --error .4 --seed 5 | awk -F, -v OFS=, 'NR == 1 { print "y,w,z_0,z_1,z_2,z_3"; next }
		{ for (k = 0; k < 4; k++) z[k] = int(2 * $(3 + k)) / 2 + (k == $2); print $2, (NR % 7 ? NR % 3 : 1e16) / 10, z[0], z[1], z[2], z[3] }'
}

@test "so are maps of l2d-calibrate" {
	logits 9000 > z.csv
	for method in temperature vector dirichlet; do
		alike_on "${L2D_ALL:+2 3}" l2d-calibrate --method $method z.csv
		ranks 4 l2d-calibrate --method $method -j 2 z.csv | cmp one
	done
	# in another order of rows, with classes that some processes do not see
	(head -n 1 z.csv; tail -n +2 z.csv | sort) > sorted.csv
	ranks 3 l2d-calibrate --method dirichlet sorted.csv | cmp one
	for method in $(printf '%s\n' platt beta isotonic histogram | some 3); do alike_on 2 l2d-calibrate --method $method z.csv; done
}

@test "so are those of experts, of more processes than rows, and what is wrong with them" {
	awk -F, -v OFS=, 'NR == 1 { print $0, "conf_a", "conf_b"; next } { if (NR % 7 == 0) $14 = ""; print $0, (NR % 5 + 3) / 8, .5 + NR % 4 / 10 }' table.csv > conf.csv
	alike_on "${L2D_ALL:+2} 3" l2d-calibrate --target experts --method vector conf.csv
	alike_on 2 l2d-calibrate --target experts --method isotonic conf.csv
	printf '%s\n' y,z_a,z_b a,2,1 b,0,3 a,0,1 b,2,1.5 a,1,0 > few.csv
	alike_on 7 l2d-calibrate --method dirichlet few.csv
	[ -z "${L2D_ALL-}" ] || alike_on 3 l2d-calibrate few.csv
	printf '%s\n' y,z_a,z_b,z_c a,2,1,0 b,0,1,0 a,0,1,0 b,2,0,0 a,1,0,0 > absent.csv
	for method in vector temperature; do
		status=0
		l2d-calibrate --method $method absent.csv > one 2> one.err || status=$?
		expect $status ranks 3 l2d-calibrate --method $method absent.csv
		cmp one out
		cmp one.err err
	done
	expect 2 l2d-calibrate --shard auto --group y few.csv
	says "shard auto and --group exclude each other"
}

@test "what is wrong is said once, with the place that one process says" {
	awk -F, -v OFS=, 'NR == 2800 { $13 = "zebra" } NR == 2900 { $5 = "ant" } 1' table.csv > bad.csv
	expect 3 l2d-train --loss css bad.csv
	mv err one
	expect 3 ranks 3 l2d-train --loss css bad.csv
	cmp one err
	cmp /dev/null out
	sed '2900d' bad.csv > other.csv
	expect 3 l2d-train --loss css other.csv
	mv err one
	expect 3 ranks 3 l2d-train --loss css other.csv
	cmp one err
	expect 3 l2d-em --stream bad.csv
	mv err one
	expect 3 ranks 3 l2d-em --stream bad.csv
	cmp one err
	cmp /dev/null out
}

@test "what is wrong with the fit, or a file, is said once" {
	expect 5 l2d-train --iterations 1 table.csv
	mv err one
	expect 5 ranks 2 l2d-train --iterations 1 table.csv
	cmp one err
	expect 4 ranks 2 l2d-train no-such.csv
	says "no-such.csv"
}

@test "rows that are skipped are counted over all processes" {
	expect 0 l2d-em --unlabelled skip --iterations 2 --allow-unconverged gaps.csv
	mv err one
	expect 0 ranks 3 l2d-em --unlabelled skip --iterations 2 --allow-unconverged gaps.csv
	cmp one err
}

@test "a process that fails alone ends all, with its message" {
	expect 4 timeout 20 mpirun -q --oversubscribe -n 3 bash -c \
		'[ "$OMPI_COMM_WORLD_RANK" != 1 ] || set -- "$1" --shard auto elsewhere.csv; exec "$@"' bash \
		"$BATS_FILE_TMPDIR/l2d-train" --shard auto table.csv
	says "l2d-train: elsewhere.csv: "
	cmp /dev/null out
	expect 4 timeout 20 mpirun -q --oversubscribe -n 2 "$BATS_FILE_TMPDIR/l2d-train" --shard auto --trace /dev/full table.csv
	says "l2d-train: write error: No space left on device"
	cmp /dev/null out
}

@test "the message of a process that fails alone is not lost" {
	for _ in 1 ${L2D_ALL:+2 3}; do
		expect 4 timeout 20 mpirun -q --oversubscribe -n 3 "$BATS_FILE_TMPDIR/l2d-train" --shard auto --trace /dev/full table.csv
		says "l2d-train: write error: No space left on device"
	done
	expect 4 timeout 20 mpirun -q --oversubscribe -n 2 "$BATS_FILE_TMPDIR/l2d-em" --shard auto --iterations 3 --trace no/such/folder gaps.csv
	says "l2d-em: no/such/folder: No such file or directory"
}

@test "--shard auto is of a build with MPI, and of the programs that train" {
	for program in l2d-train l2d-calibrate; do
		expect 2 $program --shard auto table.csv
		says "built without MPI"
	done
	expect 2 l2d-ece --shard auto table.csv
	says "--shard: not K/N"
}
