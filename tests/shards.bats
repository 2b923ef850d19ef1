# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# --shard K/N: the shares of a table are its rows, each once, whatever program reads them.

load common

# The programs that write a row for each that they read, or none, by that row alone.
rowwise='
l2d-threshold --rule posthoc
l2d-threshold --rule posthoc --explore .5
l2d-route --paid-reads
l2d-loss --loss ce
l2d-split --fold 2/3
l2d-expert --expert new=accuracy:.8 --missing .2
l2d-expert --expert new=drift:.9:.4 --rows 12 --label-delay 3
'

# joined FILE...: the tables as one: with one header line.
joined() {
	head -1 "$1"
	tail -qn +2 "$@"
}

# shares N COMMAND...: writes part.1 to part.N.
shares() {
	local n=$1 k
	shift
	rm -f part.*
	for k in $(seq -w "$n"); do "$@" --shard "$((10#$k))/$n" > part."$k" 2> err || { cat err; return 1; }; done
}

# A quoted newline in every third row, bytes of every length.
inputs() {
	awk -F, -v OFS=, 'NR == 1 { print $0, "memo"; next } { m = NR % 3 ? "x" : "\"a\n\"\"" NR "\n\""; print $0, m }' \
		"$TESTDATA/small/cases.csv" > world
	sed 's/$/\r/' world > crlf
	head -c -1 world > cut
	printf '\357\273\277' | cat - world > bom
}

@test "what row-wise programs write of the shares is what they write of the table" {
	inputs
	for table in world crlf cut bom; do
		echo "$rowwise" | grep . | while read -r run; do
			echo "$run of $table"
			$run $table > want 2> err
			many=40
			[ $table = world ] || many=
			for n in ${L2D_ALL:+1} 3 $many; do
				# shellcheck disable=SC2086
				shares $n $run -j 2 $table
				joined part.* | diff -u want -
			done
		done
	done
	l2d-split --fold 1/1 part.* | diff -u want - # several tables are one
}

@test "every program that reads a table takes --shard 1/1 for the table, and a share without rows for a table without" {
	while IFS='|' read -r name table _ options; do
		case $name in '' | '#'* | l2d-synth | l2d-plot) continue ;; esac
		eval "$name $options $TESTDATA/$table" > want 2> err
		eval "$name --shard 1/1 $options $TESTDATA/$table" 2> err | diff -u want -
		head -1 "$TESTDATA/$table" > none
		status=0
		eval "$name $options none" > want 2> err || status=$?
		eval "expect $status $name --shard 2/5 $options none"
		diff -u want out
	done < "$ROOT/tests/programs.txt"
}

@test "shares of random odd tables are what Python's csv reads" {
	command -v python3 > /dev/null || skip "no python3"
	python3 "$ROOT/tests/shards.py" 7 $((L2D_SLOW ? 5 : 25))
}

@test "of several files shares are whole files, the same for all, also when there are more shares than files" {
	inputs
	rows=$(tail -n +2 "$TESTDATA/small/cases.csv" | wc -l)
	for f in a b c; do joined "$TESTDATA/small/cases.csv" > $f; done
	l2d-split --fold 1/1 a b c > want
	for n in 1 2 3 7; do
		shares $n l2d-split --fold 1/1 a b c
		joined part.* | diff -u want -
	done
	for k in 1 2 4 6; do [ "$(wc -l < part.$k)" = 1 ]; done
	shares 2 l2d-split --fold 1/1 a b c
	[ "$(wc -l < part.1)" = $((rows + 1)) ]
	[ "$(wc -l < part.2)" = $((2 * rows + 1)) ]
	# Rows' numbers go on: who answers drifts by them.
	run="l2d-expert --expert new=drift:1:0 --rows $((3 * rows))"
	$run a b c > want
	# shellcheck disable=SC2086
	shares 3 $run a b c
	joined part.* | diff -u want -
}

@test "messages of a share have the line of the table, whatever was quoted before" {
	inputs
	lines=$(wc -l < world)
	{ cat world; tail -1 world | sed 's/^[^,]*,//'; } > bad
	for n in 1 2 9; do
		for j in 1 3; do
			expect 3 l2d-split --fold 1/1 --shard $n/$n -j $j bad
			grep -q "^l2d-split: bad:$((lines + 1)):" err
		done
	done
}

@test "--no-quoted-newlines reads nothing before the share, names the byte in messages, and refuses what it rules out" {
	inputs
	run="l2d-threshold --rule posthoc"
	$run "$TESTDATA/small/cases.csv" > want 2> err
	# shellcheck disable=SC2086
	shares 5 $run --no-quoted-newlines "$TESTDATA/small/cases.csv"
	joined part.* | diff -u want -
	printf 'id\na\nb\nc\nd,e\n' > bad
	expect 3 l2d-split --fold 1/1 --shard 2/2 --no-quoted-newlines bad
	echo "l2d-split: bad from byte 8:2:3: the row has 2 fields, the header 1" | same err
	tail -c +9 bad | sed -n 2p | grep -qx d,e
	refused=0
	for k in 1 2 3; do
		for j in 1 3; do l2d-split --fold 1/1 --shard $k/3 -j $j --no-quoted-newlines world > out 2> err || { refused=$((refused + 1)); [ ! -s out ]; }; done
	done
	[ $refused -ge 2 ]
	expect 2 l2d-split --fold 1/1 --no-quoted-newlines world
	says "--no-quoted-newlines needs --shard"
}

@test "what has no shares is refused: pipes, states, numbers of rows, shares that there are not" {
	inputs
	for bad in 0/2 3/2 1 1/ /1 a/b 1/4294967297; do
		expect 2 l2d-ece --shard $bad world
		says "--shard: not K/N with 1 <= K <= N: '$bad'"
	done
	l2d-split --fold 1/1 world | expect 2 l2d-ece --shard 1/2
	says "--shard: (standard input) is no regular file"
	expect 0 l2d-ece --shard 1/2 < world
	expect 2 l2d-compare --shard 1/2 world world
	says "shares of several tables do not have the same rows"
	l2d-ece --partial world > state
	expect 2 l2d-ece --merge --shard 1/2 state
	says "states are merged whole"
	sed 's/^[^,]*,//' "$TESTDATA/small/cases.csv" > nameless
	expect 3 l2d-ece --interval .9 --shard 1/2 nameless
	says "no column 'id'" "of a share"
}
