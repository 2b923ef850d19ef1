# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# l2d-watch: windows against l2d-score, alarms on made-up streams, streams cut and continued.  The guarantees of the alarms are
# simulated in tests/unit/watch.c.

load common

# stream N AT DROP: N decisions; the model keeps what it is sure of, and is right as often as it says, from row AT on less often by
# DROP; ann is right in 85 %.
stream() {
	awk -v n="$1" -v at="$2" -v drop="$3" '
	function r() { s = (s * 16807) % 2147483647; return s / 2147483647 }
	BEGIN {
		s = 42; OFS = ","
		print "id,y,p_0,p_1,e_ann,conf_ann,cost_ann,latency_ann,score,agent,answer"
		for (i = 1; i <= n; i++) {
			y = r() < .5; c = .6 + .35 * r(); m = r() < c - (i > at ? drop : 0) ? y : 1 - y; e = r() < .85 ? y : 1 - y; kept = c > .75
			print "r" i, y + 0, sprintf("%.4f,%.4f", m ? 1 - c : c, m ? c : 1 - c), e + 0, .85, 1, sprintf("%.4f,%.4f", 1 + r(), 1 - c),
				kept ? "model" : "ann", (kept ? m : e) + 0
		}
	}'
}

# tail of a table with its header
from() { head -1 "$2"; tail -n +$(($1 + 1)) "$2"; }

@test "a window says what l2d-score says of its rows" {
	stream 700 700 0 > s.csv
	l2d-watch --window 300 s.csv > w
	[ "$(column row w | paste -sd ' ')" = "300 600 700" ]
	i=0
	for part in 2,301 302,601 602,701; do
		i=$((i + 1))
		{ head -1 s.csv; sed -n "${part}p" s.csv; } | l2d-score > score
		for name in n coverage n_unscored system_accuracy model_accuracy expert_accuracy oracle_accuracy cost alone_ann alone_model \
			share_model share_ann; do
			[ "$(column $name w | sed -n ${i}p)" = "$(column $name score)" ]
		done
	done
	# confidence and frequency of who decided
	awk -F, 'NR > 1 && NR < 302 { c += $10 == "ann" ? .85 : $3 > $4 ? $3 : $4; r += $11 == $2 }
		END { print c / 300, r / 300 }' s.csv > want
	near "$(column confidence w | head -1)" "$(cut -d' ' -f1 want)" 1e-6
	near "$(column frequency w | head -1)" "$(cut -d' ' -f2 want)" 1e-6
}

@test "an alarm soon after a drop, and none before" {
	stream 8000 5000 .2 > s.csv
	l2d-watch --alarms --risk .25 s.csv > out
	[ "$(sed -n 2p out | cut -d, -f3)" = all ]
	at=$(sed -n 2p out | cut -d, -f1)
	[ "$at" -gt 5000 ]
	[ "$at" -lt 5500 ]
	[ "$(sed -n 2p out | cut -d, -f2)" = "r$at" ]
	grep -q ',calibration,model,' out
	grep -q ',accuracy,model,' out
	fails grep -q ',ann,' out
	# the same alarms, in their windows
	l2d-watch --window 1000 --risk .25 s.csv > w
	[ "$(column alarms w | head -5 | paste -sd ' ')" = "0 0 0 0 0" ]
	[ "$(column alarms w | awk '{ n += $1 } END { print n }')" = "$(($(wc -l < out) - 1))" ]
	grep -q '^6000,.*,all .*calibration_model' w
}

@test "--check: 1 at the first alarm, and the rows behind it are not read" {
	stream 6000 5000 .3 > s.csv
	expect 0 l2d-watch --check --alarms <(head -4001 s.csv)
	expect 1 l2d-watch --check --alarms s.csv
	[ "$(wc -l < out)" -ge 2 ]
	at=$(sed -n 2p out | cut -d, -f1)
	{ head -$((at + 1)) s.csv; echo garbage; } > cut.csv
	expect 1 l2d-watch --check --alarms cut.csv
	expect 1 l2d-watch --check --window 700 cut.csv
	[ "$(tail -1 out | cut -d, -f1)" = "$at" ]
	# what was found stands in the state
	expect 1 l2d-watch --check --alarms --state st cut.csv
	expect 1 l2d-watch --check --alarms --state st <(from 1 s.csv | head -2)
	[ "$(wc -l < out)" = 1 ]
}

@test "a stream that is cut and continued gives the same bytes, wherever it is cut" {
	stream 1300 900 .3 > s.csv
	awk -F, -v OFS=, 'NR > 1 && NR % 7 == 0 { $2 = "" } 1' s.csv > t.csv
	for options in '--window 90' '--window 90 --run-length 50' --alarms '--alarms --run-length 30 --tests slow,silent,calibration'; do
		l2d-watch $options --risk .3 --seed 5 --state whole t.csv > want
		for cut in $(printf '%s\n' 89 90 1 31 32 300 1299 | some 3); do
			rm -f part
			head -$((cut + 1)) t.csv | l2d-watch $options --risk .3 --seed 5 --state part > one
			from $((cut + 1)) t.csv | l2d-watch $options --risk .3 --seed 5 --state part | tail -n +2 > two
			cat one two | cmp - want
			cmp part whole
		done
		rm -f part whole
	done
	# a row at a time
	l2d-watch --window 7 --state whole <(head -31 t.csv) > want
	head -1 want > got
	for i in $(seq 1 30); do
		{ head -1 t.csv; sed -n $((i + 1))p t.csv; } | l2d-watch --window 7 --state part | tail -n +2 >> got
	done
	cmp got want
	cmp part whole
}

@test "a state that was changed, cut, doubled or is of other options is refused, and the old one stands" {
	stream 50 50 0 > s.csv
	l2d-watch --state st s.csv > out
	cp st good
	for script in '5s/.$/7/' '$d' '3d' 's/window=1000/window=999/'; do
		sed "$script" good > st
		cp st before
		expect 3 l2d-watch --state st s.csv
		[ ! -s out ]
		cmp st before
	done
	cat good good > st
	expect 3 l2d-watch --state st s.csv
	grep -q 'a second state in one file' err
	cp good st
	for options in '--window 20' '--risk .1' '--delta .1' '--run-length 9' '--seed 2' '--tests score' '--renormalize'; do
		expect 3 l2d-watch $options --state st s.csv
		grep -q 'not a state of the same program and options' err
	done
	head -1 s.csv | sed 's/_ann/_bob/g' > other
	expect 3 l2d-watch --state st other
	# bad data leaves the old state, and no other file
	{ cat s.csv; echo x; } > bad
	expect 3 l2d-watch --state st bad
	cmp st good
	[ -z "$(ls st.* 2> /dev/null)" ]
}

@test "a state is written whole or not at all" {
	stream 50 50 0 > s.csv
	expect 4 l2d-watch --state no/where s.csv
	grep -q 'no/where' err
	l2d-watch --state st s.csv > out
	[ -z "$(ls st.* 2> /dev/null)" ]
	chmod 640 st
	cp st good
	l2d-watch --state st s.csv > /dev/full 2> err && return 1
	cmp st good
	l2d-watch --state st s.csv > out
	[ "$(stat -c %a st)" = 640 ]
	fails cmp -s st good
}

@test "weights: 0 is no row, all others must be equal" {
	stream 200 200 0 > s.csv
	awk -F, -v OFS=, 'NR == 1 { print $0, "w"; next } { print $0, 3 } NR % 5 == 0 { $2 = 1 - $2; $1 = "none"; print $0, 0 }' s.csv > t.csv
	l2d-watch --window 60 --risk .1 s.csv > want
	l2d-watch --window 60 --risk .1 t.csv | cmp - want
	sed '31,32s/,3$/,2/' t.csv > u.csv
	expect 3 l2d-watch u.csv
	grep -q "column 'w': another weight than that of the rows before: '2'" err
}

@test "labels may be missing: what needs them waits" {
	stream 2000 2000 0 > s.csv
	awk -F, -v OFS=, 'NR > 1 { $2 = "" } 1' s.csv > t.csv
	l2d-watch t.csv > out
	[ "$(column system_accuracy out | paste -sd ' ')" = " " ]
	[ "$(column n_unscored out | head -1)" = 1000 ]
	[ "$(column evidence_accuracy_model out | head -1)" = 1 ]
	[ "$(column accuracy_lo out | head -1),$(column accuracy_hi out | head -1)" = 0,1 ]
	l2d-watch s.csv > full
	for test in coverage score slow_ann silent_ann; do
		[ "$(column evidence_$test out)" = "$(column evidence_$test full)" ]
	done
}

@test "an expert that falls silent, one that gets slow, scores that drift" {
	stream 3000 3000 0 > s.csv
	awk -F, -v OFS=, 'NR > 2000 && $10 == "ann" && NR % 2 { $5 = $11 = "" } 1' s.csv > t.csv
	l2d-watch --alarms --tests silent t.csv > out
	[ "$(sed -n 3p out | cut -d, -f3,4)" = silent,ann ]
	awk -F, -v OFS=, 'NR > 2000 { $8 += .5 } 1' s.csv > t.csv
	l2d-watch --alarms --tests slow t.csv > out
	[ "$(sed -n 3p out | cut -d, -f3,4)" = slow,ann ]
	awk -F, -v OFS=, 'NR > 2000 { $9 += .1 } 1' s.csv > t.csv
	l2d-watch --alarms --tests score t.csv > out
	[ "$(sed -n 3p out | cut -d, -f3,4)" = score, ]
	[ "$(sed -n 3p out | cut -d, -f1)" -gt 1999 ]
	# more rows are deferred
	awk -F, -v OFS=, 'NR > 2000 && NR % 2 { $10 = "ann"; $11 = $5 } 1' s.csv > t.csv
	l2d-watch --alarms --tests coverage t.csv > out
	[ "$(sed -n 3p out | cut -d, -f3)" = coverage ]
}

@test "silent and slow are of rows: nights without rows raise nothing, hide nothing, and change no evidence" {
	# ten seconds from row to row, and a night of twelve hours after every 500
	timed() { awk -F, -v OFS=, 'NR == 1 { print $0, "time"; next } { t += NR % 500 ? 10 : 43200; print $0, t }' "$1"; }
	stream 3000 3000 0 > s.csv
	timed s.csv > quiet.csv
	l2d-watch --alarms --tests silent,slow quiet.csv > out
	[ "$(wc -l < out)" = 1 ]
	# half of the answers stay out from the night before row 2,000 on; later ones take longer
	awk -F, -v OFS=, 'NR > 2000 && $10 == "ann" && NR % 2 { $5 = $11 = $8 = "" } NR > 2500 && $8 != "" { $8 += .5 } 1' s.csv > t.csv
	timed t.csv > night.csv
	l2d-watch --alarms --tests silent,slow t.csv > want
	l2d-watch --alarms --tests silent,slow night.csv | cut -d, -f1-5 | cmp - want
	[ "$(grep -c ',silent,ann\|,slow,ann' want)" = 2 ]
	# each in the window of its row
	l2d-watch --period 43200 --tests silent,slow night.csv > windows
	for alarm in silent slow; do
		row=$(grep ",$alarm,ann" want | cut -d, -f1)
		[ "$(awk -F, -v r="$row" 'NR > 1 && $1 >= r { print; exit }' windows | grep -c "${alarm}_ann")" = 1 ]
		[ "$(grep -c "${alarm}_ann" <(tail -n +2 windows))" = 1 ]
	done
	# the state carries both over the night
	rm -f st
	l2d-watch --period 43200 --tests silent,slow --state st <(head -2200 night.csv) > one
	l2d-watch --period 43200 --tests silent,slow --state st <(head -1 night.csv; tail -n +2201 night.csv) | tail -n +2 >> one
	head -"$(wc -l < one)" windows | cmp - one
}

@test "several readers of a row" {
	stream 400 400 0 | awk -F, -v OFS=, 'NR == 1 { $10 = "agent_1"; $11 = "agent_2"; print $0, "answer_1", "answer_2"; next }
		{ $10 = "model"; $11 = NR % 2 ? "ann" : ""; print $0, ($3 < $4) + 0, NR % 2 ? $5 : "" }' > s.csv
	l2d-watch --window 400 s.csv > w
	l2d-score s.csv > score
	for name in coverage system_accuracy cost share_model share_ann alone_ann; do
		[ "$(column $name w)" = "$(column $name score)" ]
	done
	[ -n "$(column evidence_accuracy_ann w)" ]
}

@test "with a run length, alarms come again" {
	stream 4000 0 .3 > s.csv
	l2d-watch --alarms --run-length 100 --tests calibration s.csv > out
	[ "$(grep -c ',all,' out)" -gt 3 ]
}

@test "tests that the table has no columns for, or that are none" {
	stream 20 20 0 > s.csv
	expect 2 l2d-watch --tests risk s.csv
	grep -q "the test 'risk' needs --risk" err
	expect 2 l2d-watch --tests score,speed s.csv
	grep -q "'speed' is none of risk" err
	cut -d, -f1-5 s.csv > t.csv
	expect 3 l2d-watch --tests coverage t.csv
	grep -q "no columns for the test 'coverage'" err
	l2d-watch t.csv > out
	[ "$(head -1 out | tr , '\n' | grep evidence_ | paste -sd ' ')" = "evidence_calibration_model evidence_accuracy_model evidence_accuracy_ann" ]
	expect 2 l2d-watch --alarms --window 7 s.csv
	expect 2 l2d-watch --alarms --run-length 9 --delta .1 s.csv
}

@test "a live pipe: a window is out as soon as its last row is in" {
	stream 20 20 0 > s.csv
	mkfifo in
	l2d-watch --window 5 in > out &
	exec 7> in
	head -6 s.csv >&7
	for i in $(seq 1 100); do [ "$(wc -l < out)" -lt 2 ] || break; sleep .05; done
	[ "$(wc -l < out)" = 2 ]
	tail -n +7 s.csv >&7
	exec 7>&-
	wait $!
	[ "$(wc -l < out)" = 5 ]
}

@test "l2d-plot watch draws windows, the band and the alarms" {
	stream 6000 4000 .3 > s.csv
	l2d-watch --window 500 s.csv > w.csv
	l2d-plot watch --dump w.csv > figure
	for x in $(column system_accuracy w.csv) $(column coverage w.csv); do grep -q "$x" figure; done
	grep -q '^set arrow from first' figure
	grep -q '^set label 1 "[a-z_ ]*" at first' figure
	l2d-plot watch --dump <(head -4 w.csv) > figure
	expect 3 l2d-plot watch s.csv
	grep -q "l2d-watch writes it" err
	! command -v gnuplot || l2d-plot watch --term svg w.csv | grep -q '</svg>'
}

@test "the role time: windows and alarms say when, and time does not go backwards" {
	awk 'BEGIN { print "id,time,y,e_ann,agent"; for (i = 1; i <= 120; i++) printf "%d,2026-02-%02dT%02d:00+01:00,%d,%d,ann\n", i, 26 + int(i / 60), i % 60 / 3, i % 2, i < 60 ? i % 2 : 1 - i % 2 }' > t.csv
	l2d-watch --window 50 t.csv > out
	[ "$(column time out | paste -sd ' ')" = '2026-02-26T16:00+01:00 2026-02-27T13:00+01:00 2026-02-28T00:00+01:00' ]
	cut -d, -f1,3- t.csv | l2d-watch --window 50 > plain
	sed 's/,[^,]*$//' out | cmp - plain
	# over a cut, too
	head -71 t.csv | l2d-watch --window 50 --state st > one
	{ head -1 t.csv; tail -n +72 t.csv; } | l2d-watch --window 50 --state st | tail -n +2 | cat one - | cmp - <(head -3 out)
	expect 3 l2d-watch --window 50 --state st <(head -30 t.csv)
	grep -q "'time': earlier than the row before: '2026-02-26" err
	for cell in 2026-02-29 5 '' x; do
		awk -F, -v OFS=, -v c="$cell" 'NR == 9 { $2 = c } 1' t.csv > bad.csv
		expect 3 l2d-watch bad.csv
		grep -q "bad.csv:9:.*'time'" err
	done
	expect 0 l2d-watch --columns time= bad.csv
	l2d-watch --risk .2 --alarms t.csv > out
	[ "$(head -1 out)" = row,id,alarm,agent,evidence,time ]
	[ "$(column time out | head -1)" = "$(awk -F, -v r="$(column row out | head -1)" 'NR == r + 1 { print $2 }' t.csv)" ]
	# numbers are times as well
	awk -F, -v OFS=, 'NR > 1 { $2 = NR / 4 } 1' t.csv | l2d-watch --window 60 > out
	[ "$(column time out | paste -sd ' ')" = '15.25 30.25' ]
}

@test "windows of time: the rows of a day, whenever the stream begins and wherever it is cut" {
	stream 600 400 .3 | awk -F, -v OFS=, 'NR == 1 { print $0, "time"; next }
		{ t += 1 + NR * NR % 1500 + (NR == 300) * 200000; print 1772323200 + t > "seconds"
			print $0, strftime("%Y-%m-%dT%H:%M:%SZ", 1772323200 + t, 1) }' > s.csv
	for period in 1d 6h 21600 90m; do
		seconds=$(awk -v p=$period 'BEGIN { print p * (p ~ /d/ ? 86400 : p ~ /h/ ? 3600 : p ~ /m/ ? 60 : 1) }')
		l2d-watch --period $period --risk .25 s.csv > w
		awk -v p="$seconds" '{ k = int($1 / p) } NR > 1 && k != last { print NR - 1 "," n; n = 0 }
			{ n++; last = k } END { print NR "," n }' seconds > want
		cut -d, -f1,2 w | tail -n +2 | cmp - want
		[ "$(wc -l < w)" -ge 7 ]
		# the time of a window is that of its last row
		awk -F, 'NR == FNR { time[NR - 1] = $12; next } { print time[$1] }' s.csv <(column row w) | cmp - <(column time w)
		for cut in $(printf '%s\n' 300 1 2 299 77 301 599 | some 3); do
			rm -f part
			head -$((cut + 1)) s.csv | l2d-watch --period $period --risk .25 --state part > got
			from $((cut + 1)) s.csv | l2d-watch --period $period --risk .25 --state part | tail -n +2 >> got
			# the last window is under way
			cmp got <(sed '$d' w)
		done
	done
	# numbers, in whatever unit; a quarter of an hour after another is no number of rows
	awk -F, -v OFS=, 'NR > 1 { $12 = int((NR - 2) / 7) - 50 } 1' s.csv > n.csv
	l2d-watch --period 10 n.csv > w
	[ "$(column row w | paste -sd ' ')" = "70 140 210 280 350 420 490 560 600" ]
	expect 3 l2d-watch --period 1d n.csv
	grep -q "n.csv:2:.*a number, where --period is of dates: '-50'" err
	for bad in 0 -1 1w d 1e999 '' nan; do expect 2 l2d-watch --period "$bad" s.csv; done
	expect 3 l2d-watch --period 1d --columns time= s.csv
	grep -q "'time'" err
	for other in '--window 5' --alarms; do expect 2 l2d-watch --period 1d $other s.csv; done
	expect 3 l2d-watch --period 1h --state part s.csv
}

@test "a window that an alarm ends has its time, and is written once" {
	stream 3000 1000 .4 | awk -F, -v OFS=, 'NR == 1 { print $0, "time"; next } { print $0, NR / 4 }' > s.csv
	expect 1 l2d-watch --check --risk .25 --window 700 --state st s.csv
	row=$(tail -1 out | cut -d, -f1)
	[ $((row % 700)) != 0 ]
	[ "$(column time out | tail -1)" = "$(sed -n "$((row + 1))p" s.csv | cut -d, -f12)" ]
	cp out whole
	expect 1 l2d-watch --check --risk .25 --window 700 --state st <(from "$((row + 1))" s.csv)
	cmp out <(head -1 whole)
	# the state of an alarm in a window that begins elsewhere
	rm st
	head -900 s.csv | l2d-watch --check --risk .25 --window 700 --state st > one
	expect 1 l2d-watch --check --risk .25 --window 700 --state st <(from 900 s.csv)
	cat one <(tail -n +2 out) | cmp - whole
}

@test "windows that are cut anywhere, many times, are those of one run; short windows add up to long ones" {
	stream 1200 700 .3 | awk -F, -v OFS=, 'NR > 1 && NR % 11 == 0 { $2 = "" } NR > 1 && NR % 13 == 0 { $5 = $10 == "ann" ? "" : $5; $11 = $10 == "ann" ? "" : $11 } 1' > s.csv
	l2d-watch --window 150 --risk .3 --state whole s.csv > want
	for seed in 1 2 3; do
		rm -f part
		head -1 want > got
		at=0
		for cut in $(awk -v seed=$seed 'BEGIN { srand(seed); for (i = 0; i < 9; i++) print int(1200 * rand()) }' | sort -n) 1200; do
			{ head -1 s.csv; sed -n "$((at + 2)),$((cut + 1))p" s.csv; } | l2d-watch --window 150 --risk .3 --state part | tail -n +2 >> got
			at=$cut
		done
		cmp got want
		cmp part whole
	done
	l2d-watch --window 50 --risk .3 s.csv > short
	paste -d, <(column row short) <(column n short) <(column n_unscored short) <(column coverage short) <(column system_accuracy short) |
		awk -F, '{ n += $2; u += $3; k += $2 * $4; r += ($2 - $3) * $5 } NR % 3 == 0 { printf "%d %d %d %.15g %.15g\n", $1, n, u, k / n, r / (n - u); n = u = k = r = 0 }' > sums
	paste -d' ' <(column row want) <(column n want) <(column n_unscored want) <(column coverage want) <(column system_accuracy want) > long
	paste -d' ' sums long | awk 'function far(a, b) { return (a - b) ^ 2 > 1e-18 }
		far($1, $6) || far($2, $7) || far($3, $8) || far($4, $9) || far($5, $10) { wrong = 1 } END { exit wrong || NR != 8 }'
	# what runs on over windows does not depend on them
	for name in accuracy_lo accuracy_hi evidence evidence_risk evidence_accuracy_model evidence_silent_ann evidence_score; do
		cmp <(column $name short | awk 'NR % 3 == 0') <(column $name want)
	done
}

@test "--partial and --merge are refused with the reason" {
	for o in --partial --merge --merge=x; do
		expect 2 l2d-watch $o "$TESTDATA/small/cases.csv"
		says "there is no ${o%=x}: each part of a stream needs what the one before has left" "--state FILE"
		[ ! -s out ]
	done
	expect 2 l2d-watch --part
	says "unknown or ambiguous option '--part'"
}
