# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
load common

table=$TESTDATA/classic_features/digits.csv
parts=train=.6,cal=.2,test=.2

@test "the parts are disjoint and complete, and their rows keep their bytes and order" {
	for p in train cal test; do
		expect 0 l2d-split --part $p --parts $parts "$table"
		head -n 1 "$table" | cmp - <(head -n 1 out)
		tail -n +2 out | tee -a all | sort -t, -k1,1n -c
	done
	sort all | diff <(tail -n +2 "$table" | sort) -
}

@test "the sizes are near the shares" {
	expect 0 l2d-split --part cal --parts $parts "$table"
	near "$(tail -n +2 out | wc -l)" 359.4 85
	expect 0 l2d-split --part train --parts $parts "$table"
	near "$(tail -n +2 out | wc -l)" 1078.2 104
}

@test "folds are disjoint and complete, also the folds of a part" {
	l2d-split --part train --parts $parts "$table" > train
	for k in 1 2 3 4; do
		expect 0 l2d-split --fold $k/4 train
		near "$(tail -n +2 out | wc -l)" 270 72
		tail -n +2 out >> all
	done
	sort all | diff <(tail -n +2 train | sort) -
}

@test "--invert writes the others" {
	l2d-split --fold 2/3 "$table" > in
	l2d-split --fold 2/3 --invert "$table" > others
	cat in <(tail -n +2 others) | sort | diff <(sort "$table") -
}

@test "the row order does not matter, the seed does" {
	head -n 1 "$table" > reversed
	tail -n +2 "$table" | tac >> reversed
	l2d-split --part cal --parts $parts "$table" | sort > a
	l2d-split --part cal --parts $parts reversed | sort | diff a -
	l2d-split --seed 2 --part cal --parts $parts "$table" | sort > b
	fails cmp -s a b
}

@test "the first parts do not depend on how the rest is divided" {
	l2d-split --part train --parts $parts "$table" > a
	l2d-split --part train --parts train=.6,rest=.4 "$table" | diff a -
}

@test "rows equal in the --key column stay together" {
	for k in 1 2 3 4 5; do
		l2d-split --key y --fold $k/5 "$table" | tail -n +2 | cut -d, -f2 | sort -u
	done | sort | diff <(seq 0 9) -
}

@test "a quoted id is the same id; quoting is passed through" {
	printf 'id,note\n1,a\n2,"b ""x"", c"\n3,d\n' > plain
	printf 'id,note\n"1",a\n"2","b ""x"", c"\n"3",d\n' > quoted
	for p in a b; do
		l2d-split --seed 2 --part $p --parts a=.5,b=.5 plain > out
		l2d-split --seed 2 --part $p --parts a=.5,b=.5 quoted | sed 's/"\([123]\)"/\1/' | diff out -
		cat out >> both
	done
	grep -Fqx '2,"b ""x"", c"' both
}

@test "the split is the same in every version" {
	seq 1 20 | sed '1i id' | l2d-split --part b --parts a=.5,b=.5 | paste -s -d ' ' - > out
	same out <<< "id 1 2 3 4 5 6 8 10 13 16 19"
}

@test "a missing id is an error, or dropped and counted" {
	printf 'id,x\n1,2\n,3\n' > t
	expect 3 l2d-split --fold 1/1 t
	same out < /dev/null
	same err <<< "l2d-split: t:3:1: column 'id': missing: ''"
	expect 0 l2d-split --fold 1/1 --na-action skip t
	printf 'id,x\n1,2\n' | same out
	grep -q '1 rows\? skipped' err
}

@test "wrong options" {
	expect 2 l2d-split "$table"
	same err <<< "l2d-split: nothing to do: give --part or --fold"
	expect 2 l2d-split --part a --parts a=1 --fold 1/2 "$table"
	expect 2 l2d-split --part c --parts a=.5,b=.5 "$table"
	same err <<< "l2d-split: --part: 'c' is none of --parts"
	expect 2 l2d-split --part a --parts a=.5,b=.4 "$table"
	same err <<< "l2d-split: --parts: the shares do not sum to 1: 'a=.5,b=.4'"
	expect 2 l2d-split --fold 5/4 "$table"
	same err <<< "l2d-split: --fold: not k/K with 1 <= k <= K: '5/4'"
	expect 3 l2d-split --key identity --fold 1/2 "$table"
	grep -q "no column 'identity'" err
}

@test "the key is the column of the role id, else of --key; neither there is an error that names it" {
	printf 'case,patient,y\n1,p,0\n2,q,1\n3,p,1\n4,r,0\n' > in
	l2d-split --key case --fold 1/2 in > named
	l2d-split --columns id=case --fold 1/2 in | cmp named -
	L2D_COLUMNS=id=case l2d-split --fold 1/2 in | cmp named -
	l2d-expert --key case --classes 0,1 --expert a=accuracy:.5 in > named
	L2D_COLUMNS=id=case l2d-expert --classes 0,1 --expert a=accuracy:.5 in | cmp named -
	for program in 'l2d-split --fold 1/2' 'l2d-expert --missing 0'; do
		# shellcheck disable=SC2086
		expect 3 $program in
		grep -q "in:1:1: no column 'id' (id)" err
		[ ! -s out ]
	done
	expect 2 l2d-split --by case --fold 1/2 in
}
