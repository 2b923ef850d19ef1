# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
load common

@test "every world has its columns and its rows" {
	while read -r world header; do
		expect 0 l2d-synth --rows 7 "$world"
		[ "$(head -n 1 out)" = "$header" ]
		[ "$(wc -l < out)" -eq 8 ]
		column id out | diff - <(seq 0 6)
		[ ! -s err ]
	done <<- END
		two-groups id,y,a,x_1,x_2
		pocket id,y,a,x_1,x_2
		four-gaussians id,y,a,x_1,x_2,x_3,x_4,x_5,x_6,x_7,x_8,x_9,x_10
		realizable id,y,a,$(seq -f 'x_%g' -s , 30),optimal_error
		blobs id,y,$(seq -f 'x_%g' -s , 10),optimal_error
	END
}

@test "the same seed gives the same bytes, a longer table begins with the shorter one" {
	for world in two-groups four-gaussians realizable pocket blobs; do
		l2d-synth --rows 50 --seed 3 $world > a
		l2d-synth --rows 100 --seed 3 $world | head -n 51 | cmp a -
		l2d-synth --rows 50 --seed 4 $world > b
		fails cmp -s a b
	done
}

@test "no rows: the header" {
	expect 0 l2d-synth -n 0 pocket
	same out <<< id,y,a,x_1,x_2
}

@test "the stated error of blobs is that of the table" {
	for k in 2 10 100; do
		l2d-synth blobs --classes $k --features 8 --error .25 --rows 4000 > t
		near "$(column optimal_error t | awk '{ s += $1 } END { print s / NR }')" .25 .02
		[ "$(column y t | sort -nu | tail -n 1)" -eq $((k - 1)) ]
	done
	l2d-synth blobs --classes 1000 --features 8 --error .25 --rows 2000 > t
	near "$(column optimal_error t | awk '{ s += $1 } END { print s / NR }')" .25 .02
	[ "$(column y t | sort -nu | wc -l)" -gt 800 ]
}

@test "a perfect expert on the reject side of realizable" {
	l2d-synth realizable --rows 3000 --error .1 | l2d-expert --classes 0,1 --expert h=pq:a:1:.5 > t
	paste -d, <(column a t) <(column y t) <(column e_h t) <(column optimal_error t) |
		awk -F, '$1 == 1 && ($2 != $3 || $4 != 0) { exit 1 } $1 == 0 && $4 != .1 { exit 1 }'
}

@test "options" {
	expect 0 l2d-synth blobs --features 2 --classes 3 --rows 1 --digits 2
	[ "$(head -n 1 out)" = id,y,x_1,x_2,optimal_error ]
	expect 0 l2d-synth realizable --features 2 --gaussians 3 --rows 5
	expect 2 l2d-synth
	same err <<< "l2d-synth: give one of two-groups|four-gaussians|realizable|pocket|blobs"
	expect 2 l2d-synth mars
	same err <<< "l2d-synth: 'mars' is none of two-groups|four-gaussians|realizable|pocket|blobs"
	expect 2 l2d-synth pocket --features 3
	same err <<< "l2d-synth: the world pocket has no --features"
	expect 2 l2d-synth blobs --error .95
	same err <<< "l2d-synth: --error: blobs of 10 classes can have errors between 0 and 0.9, both out"
	expect 2 l2d-synth blobs --classes 1
	expect 2 l2d-synth blobs --features 0
	same err <<< "l2d-synth: --features: not in [1, 10^6]: '0'"
	expect 2 l2d-synth blobs --classes 0
	expect 2 l2d-synth blobs --classes 10000 --features 1000000
	expect 2 l2d-synth blob
	grep -q "did you mean blobs?" err
}

@test "a shift: the rows before it are those of the world, and all columns stay" {
	for world in two-groups four-gaussians realizable pocket 'blobs --classes 2'; do
		# shellcheck disable=SC2086
		l2d-synth $world --rows 60 --seed 3 > plain
		for kind in inputs:.7 labels:.2,1; do
			for over in 0 25; do
				# shellcheck disable=SC2086
				l2d-synth $world --rows 60 --seed 3 --shift $kind --shift-from 31 --shift-over $over > t
				cmp <(head -31 t) <(head -31 plain)
				fails cmp -s t plain
				[ "$(wc -l < t)" = 61 ]
				fails grep -q 'nan\|inf\|,-0,' t
			done
			# nothing is shifted by nothing
			# shellcheck disable=SC2086
			l2d-synth $world --rows 60 --seed 3 --shift $kind --shift-from 61 | cmp - plain
		done
	done
	l2d-synth blobs --classes 3 --features 2 --rows 5 --shift labels:0,1,0 > t
	[ "$(column y t | sort -u)" = 1 ]
	[ "$(column optimal_error t | sort -u)" = 0 ]
	for bad in inputs:2 labels:1 labels:1,2,3 labels:0,0 speed:1; do expect 2 l2d-synth pocket --shift $bad; done
	grep -q "neither inputs:S nor labels:W" err
	expect 2 l2d-synth pocket --shift-from 5
	expect 2 l2d-synth pocket --shift-over 5
	expect 2 l2d-synth pocket --shift inputs:1 --shift-from 0
}

@test "a shift of the labels in a stream is seen by l2d-watch" {
	l2d-synth two-groups --rows 3000 --shift labels:1,.3 --shift-from 1501 | l2d-expert --classes 0,1 --expert a=group:y=1:.9:.6 |
		awk -F, -v OFS=, '{ print $0, NR == 1 ? "agent" : "a" }' > t
	l2d-watch --alarms t > out
	at=$(sed -n 2p out | cut -d, -f1)
	[ "$at" -gt 1500 ]
	[ "$at" -lt 2600 ]
}
