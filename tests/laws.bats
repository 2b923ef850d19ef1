# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# Laws that hold for every program that reads a table: what must change nothing changes nothing.
#
# A case is PROGRAM|KIND|OPTIONS.  KIND: exact, a summary whose bytes must be the same; fit, a summary or a model that is found
# by iteration, equal but for its last digits; rows, one row out for each row in; stream, a summary in which the order counts.  Every program of programs.txt that reads a
# table is in the list.

load common

cases='
l2d-ece|exact|
l2d-ece|exact|-e class --smooth --corp
l2d-ece|exact|-e expert --binning mass -b 5
l2d-ece|exact|--reliability -b 4
l2d-ece|exact|-e class --test --draws 64
l2d-ece|exact|-e vector --test --draws 64
l2d-ece|exact|-e top-class
l2d-ece|exact|--group agent -e expert --smooth
l2d-ece|exact|--reliability --binning mass -b 4
l2d-ece|exact|--reliability --binning quantile -b 3
l2d-ece|exact|--reliability --binning sweep
l2d-ece|exact|--edges .3,.5,.9
l2d-ece|exact|--interval .9 --draws 100
l2d-ece|exact|--reliability -b 4 --interval .9 --draws 40 --band consistency
l2d-ece|exact|-e class --interval .9 --draws 40 --binning mass -b 5
l2d-score|exact|
l2d-score|exact|--interval .9 --draws 60
l2d-score|exact|--area trapezoid --cost .3
l2d-score|exact|--area truncated --expert ann
l2d-score|exact|--group agent,note
l2d-score|exact|--group agent --interval .9 --draws 40
l2d-score|exact|--router --pair ann,bob
l2d-score|exact|--router --pair ann,bob --interval .9 --draws 40
l2d-report|exact|--without done --draws 40 --bins 3 --group agent
l2d-curve|exact|
l2d-curve|exact|--interval .9 --draws 40
l2d-curve|exact|--points 5 --cost .3
l2d-curve|exact|--group agent
l2d-threshold|exact|--rule posthoc --fit --coverage .5
l2d-threshold|exact|--rule posthoc --fit --budget .3
l2d-threshold|exact|--rule posthoc --fit --best
l2d-threshold|exact|--rule posthoc --fit --budget .3 --budget-in cost --group agent
l2d-threshold|exact|--rule posthoc --fit --coverage .5 --group agent
l2d-threshold|exact|--rule posthoc --fit --fair coverage --tolerance .3 --group agent
l2d-threshold|fit|--rule posthoc --sweep 0:.4:.1
l2d-threshold|fit|--rule chow --sweep 0:.4:.1 --group agent
l2d-threshold|exact|--rule posthoc --sweep 0:.4:.2 --interval .9 --draws 40
l2d-threshold|exact|--rule posthoc --fit --budget .3 --budget-in cost
l2d-stress|exact|--model "$TESTDATA/small/head.csv" --goal error --sweep 0:1:.5
l2d-stress|exact|--model "$TESTDATA/small/head.csv" --goal route:bob --sweep 0:1:.5 --group agent
l2d-threshold|rows|--rule posthoc
l2d-threshold|rows|--rule posthoc --explore .5
l2d-threshold|rows|--rule region --region "$TESTDATA/small/region.csv"
l2d-route|fit|--frontier --paid-reads
l2d-route|fit|--frontier --paid-reads --group note
l2d-route|fit|--frontier --paid-reads --interval .9 --draws 40
l2d-route|rows|--paid-reads
l2d-route|rows|--rule topk --each .1 --paid-reads --columns agent= --columns answer=
l2d-route|rows|--rule frugal --budget .3
l2d-route|rows|--rule cascade --order any --budget .3
l2d-route|rows|--rule adaptive --budget .3
l2d-route|rows|--rule adaptive --lambda .1
l2d-route|rows|--paid-reads --budget .2
l2d-route|rows|--paid-reads --explore .5
l2d-calibrate|fit|--target all
l2d-calibrate|fit|--target all --method platt --smooth
l2d-calibrate|fit|--method histogram -b 3 --group agent
l2d-calibrate|fit|--target experts --method platt --on probability
l2d-calibrate|fit|--target all --method isotonic
l2d-calibrate|fit|--target experts --method histogram -b 3
l2d-calibrate|fit|--target experts --method histogram --binning mass -b 3
l2d-calibrate|fit|--method dirichlet
l2d-combine|rows|
l2d-combine|rows|--columns agent= --method weighted
l2d-combine|fit|--columns agent= --method confusion --fit
l2d-combine|fit|--columns agent= --method stacking --fit
l2d-combine|fit|--columns agent= --method stacking --fit --group agent
l2d-calibrate|fit|--target estimates --method isotonic --columns "estimate=conf_* quality=q_*"
l2d-calibrate|fit|--target estimates --method linear --columns "estimate=conf_* quality=q_*"
l2d-em|fit|--iterations 20 --allow-unconverged
l2d-em|fit|--iterations 20 --allow-unconverged --balanced
l2d-em|exact|--method dawid-skene
l2d-em|exact|--method one-coin --starts 3
l2d-em|exact|--method glad --tolerance 1e-3
l2d-em|exact|--method one-coin --prior features --starts 2 --tolerance 1e-3 --iterations 40 --allow-unconverged
l2d-train|fit|--loss css
l2d-train|fit|--loss ova --map quadratic
l2d-train|fit|--loss realizable --columns cost=
l2d-apply|rows|"$TESTDATA/small/head.csv" --input
l2d-stress|rows|--model "$TESTDATA/small/head.csv" --goal error --goal route:bob --norm 2
l2d-expert|rows|--expert new=accuracy:.8 --missing .2
l2d-loss|rows|
l2d-split|rows|--part a --parts a=.7,b=.3
l2d-offpolicy|exact|--always ann --always bob --columns propensity=q_ann --na-action skip --interval .8 --draws 50
l2d-offpolicy|exact|--always ann --always bob --compare --columns propensity=q_ann --na-action skip --interval .8 --draws 50
l2d-online|rows|--columns weight= --policy epsilon --epsilon .9
l2d-online|rows|--columns weight= --policy thompson --available answered
l2d-watch|stream|--columns weight= --window 5 --risk .2
l2d-watch|stream|--columns weight= --alarms --run-length 2
l2d-workload|rows|--share ann=:.6 --balanced
l2d-workload|rows|--mode project --share ann=:.2
l2d-workload|rows|--loss conf --budget .8
l2d-workload|rows|--loss conf --limits <(echo agent,lo,hi,price; echo ann,,3,.1)
'

# Exceptions: LAW PROGRAM OPTIONS, each on the man page.  l2d-threshold --risk refuses unequal weights: tests/l2d-threshold.bats.
excepted() {
	case "$*" in
	# smoothed targets (n + 1) / (n + 2) take weights for counts
	"factor l2d-calibrate "*--smooth) ;;
	# a Dirichlet prior counts rows
	"factor l2d-combine "*confusion*) ;;
	# the option names columns itself
	"renamed l2d-calibrate --target estimates"*) ;;
	# the prior takes weights for counts
	"factor l2d-em --method "*) ;;
	# tests count independent rows, whatever they weigh
	"weight_twice l2d-ece "*--test*) ;;
	# areas know weights up to their common factor, and one row of weight 2 alone in its group is one row
	"weight_twice l2d-score --group "*) ;;
	# a page shows how many rows a bin has
	"weight_twice l2d-report "*) ;;
	*) return 1 ;;
	esac
}

# The table: whole weights, 1 among them.
table() {
	awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "w") w = i } NR > 1 { $w = 1 + NR % 3 } 1' "$TESTDATA/small/cases.csv"
}

setup_file() { table > "$BATS_FILE_TMPDIR/whole"; }

# plain PROGRAM OPTIONS: the program's result on the whole table is the file $want, which all laws share, those that run at the same
# time too.
plain() {
	local new
	want=$BATS_FILE_TMPDIR/want.$1.${2//[^a-z0-9,.:-]/_}
	new=$want.$BATS_TEST_NUMBER
	[ -e "$want" ] || { run_program "$1" "$2" whole > "$new" && mv "$new" "$want"; } || { cat "$new"; return 1; }
}

# weights SCRIPT: the table with awk's SCRIPT run on each row, where w is its weight, n its number.
weights() {
	awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "w") c = i; print; next }
		{ w = $c; n = NR - 1; '"$1"'; $c = w; print }' whole
}

# has PROGRAM OPTION: whether its help names the option.
has() {
	[ -e "$1.help" ] || "$1" --help > "$1.help"
	grep -q -- "--$2" "$1.help"
}

# run OPTIONS FILE...: the program as the shell reads the options; --input at their end takes the files.
run_program() {
	local program=$1 options=$2 f
	shift 2
	if [ "$options" != "${options% --input}" ]; then
		options=${options% --input}
		for f in "$@"; do options="$options --input $f"; done
		set --
	fi
	eval "$program $options \"\$@\"" 2> err || { cat err; return 1; }
}

# without PATTERN FILE: the table without the columns whose names match.
without() {
	awk -F, -v p="^($1)\$" 'NR == 1 { for (i = 1; i <= NF; i++) keep[i] = $i !~ p }
		{ s = ""; for (i = 1; i <= NF; i++) if (keep[i]) s = s "," $i; print substr(s, 2) }' "$2"
}

# near_table TOLERANCE WANTED GOT: the same words and numbers, relative to the larger of 1 and the number.
near_table() {
	awk -F, -v t="$1" 'function number(s) { return s ~ /^[-+]?[0-9.]+(e[-+]?[0-9]+)?$/ }
		NR == FNR { want[NR] = $0; lines = NR; next }
		{
			n = split(want[FNR], a)
			bad = FNR > lines || n != NF
			for (i = 1; i <= n && !bad; i++)
				if (a[i] != $i) {
					d = a[i] - $i; if (d < 0) d = -d
					m = a[i] < 0 ? -a[i] : a[i] + 0; if (m < 1) m = 1
					bad = !number(a[i]) || !number($i) || d > t * m
				}
			if (bad) { print "line " FNR ":\n- " want[FNR] "\n+ " $0; failed = 1; exit }
		}
		END { if (!failed && FNR != lines) { print FNR " lines, not " lines; failed = 1 } exit failed }' "$2" "$3"
}

# same_result KIND WANTED GOT
same_result() {
	case $1 in
	exact | stream) diff "$2" "$3" ;;
	fit) near_table 1e-6 "$2" "$3" ;;
	rows) diff <(head -1 "$2"; tail -n +2 "$2" | sort) <(head -1 "$3"; tail -n +2 "$3" | sort) ;;
	esac
}

# each LAW [KIND...]: makes the law's tables beside the whole one, and calls it with PROGRAM KIND OPTIONS for every case of the kinds;
# without L2D_ALL one law has every other case and the next one the rest.
each() {
	local law=$1 program kind options failed=0 turn=$BATS_TEST_NUMBER
	shift
	ln "$BATS_FILE_TMPDIR/whole" whole
	"${law}_tables" || return
	while IFS='|' read -r program kind options; do
		[ -n "$program" ] || continue
		[ $((++turn % 2)) = 0 ] || [ -n "${L2D_ALL-}" ] || continue
		case " $* " in *" $kind "*) ;; *) continue ;; esac
		excepted "$law" "$program" "$options" && continue
		"$law" "$program" "$kind" "$options" || { echo "$law fails: $program $options"; failed=1; }
	done <<< "$cases"
	return $failed
}

# A program of which every file is a table of its own (lines, in programs.txt) reads summaries, of which these laws do not speak.
@test "every program that reads a table is in the list" {
	while IFS='|' read -r name table roles _; do
		case $name in ''|'#'*) continue ;; esac
		case " $roles " in *" lines "*) continue ;; esac
		[ "$table" = none ] || grep -q "^$name|" <<< "$cases" || { echo "$name"; return 1; }
	done < "$ROOT/tests/programs.txt"
}

# Every third row has no weight, and says something else: of the rest nothing changes.
weight_zero_tables() {
	weights 'if (n % 3 == 0) w = 0' > zero
	weights 'if (n % 3 == 0) next' > left
}
weight_zero() {
	run_program "$1" "$3" left > left.out && run_program "$1" "$3" zero > got || return
	if [ "$2" = rows ]; then
		awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "w") c = i } NR == 1 || $c != 0' got > kept && mv kept got
	fi
	same_result "$2" left.out got
}
@test "a row of weight 0 is no row" { each weight_zero exact fit; }

weight_twice_tables() {
	awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "w") c = i; print; next }
		{ k = $c; $c = 1; for (; k > 0; k--) print }' whole > copies
}
weight_twice() {
	run_program "$1" "$3" copies > copies.out && plain "$1" "$3" || return
	without 'n|n_.*|debiased_l2.*|wilson_.*' copies.out > want.2
	without 'n|n_.*|debiased_l2.*|wilson_.*' "$want" > got.2
	same_result "$2" want.2 got.2
}
@test "a row of weight k is that row k times, but in counts of rows" { each weight_twice exact fit; }

factor_tables() { for f in 0.5 3 1e-200; do weights "w *= $f" > "scaled.$f"; done; }
factor() {
	plain "$1" "$3" || return
	for f in 0.5 3 1e-200; do
		run_program "$1" "$3" "scaled.$f" > got || return
		# 3e-200 is not three times 1e-200, as a double
		[ "$2" = exact ] && [ $f != 1e-200 ] && { same_result exact "$want" got || return; continue; }
		near_table "$([ "$2" = exact ] && echo 1e-12 || echo 1e-6)" "$want" got || { echo "factor $f"; return 1; }
	done
}
@test "a common factor of all weights changes nothing" { each factor exact fit; }

row_order_tables() { { head -1 whole; tail -n +2 whole | tac; } > turned; }
row_order() { plain "$1" "$3" && run_program "$1" "$3" turned > got && same_result "$2" "$want" got; }
@test "the order of rows changes nothing" { each row_order exact fit; }

# Families keep their inner order, which numbers the classes and the agents.
column_order_tables() {
	awk -F, -v OFS=, '{ print $21, $17, $6, $7, $15, $19, $3, $4, $5, $1, $12, $13, $14, $20, $10, $11, $8, $9, $16, $2, $18 }' whole > turned
	head -1 turned | tr , '\n' | sort | cmp - <(head -1 whole | tr , '\n' | sort)
}
column_order() {
	plain "$1" "$3" && run_program "$1" "$3" turned > got || return
	[ "$2" = rows ] || { same_result "$2" "$want" got; return; }
	computed "$want" > want.2 && computed got > got.2 && same_result rows want.2 got.2
}
# The columns that are not the table's, and the id.
computed() { without "$(head -1 whole | tr , '\n' | grep -vx id | grep -vFx -f <(head -1 "$want" | tr , '\n' | sort | uniq -d) | paste -sd '|')" "$1"; }
@test "the order of columns changes nothing" { each column_order exact fit rows stream; }

# Who writes a column `score` writes it beside the one that is renamed.
renamed_tables() {
	local names='1s/,y,/,truth,/; 1s/,p_/,prob_of_/g; 1s/,e_/,says_/g; 1s/,conf_/,sure_/g; 1s/,cost_/,price_/g; 1s/,w,/,mass,/'
	sed "$names" whole > other.rows
	sed "$names; 1s/,score,/,rank,/" whole > other
}
renamed() {
	local table=other rank=' score=rank'
	[ "$2" != rows ] || { table=other.rows rank=; }
	plain "$1" "$3" &&
	L2D_COLUMNS="label=truth prob=prob_of_* expert=says_* conf=sure_* cost=price_* weight=mass$rank" \
		run_program "$1" "$3" $table > got || return
	sed '1s/,truth,/,y,/; 1s/,prob_of_/,p_/g; 1s/,says_/,e_/g; 1s/,sure_/,conf_/g; 1s/,price_/,cost_/g; 1s/,mass,/,w,/' got > got.2
	same_result "$2" "$want" got.2
}
@test "renamed roles change nothing" { each renamed exact fit rows stream; }

extra_columns_tables() {
	awk -F, -v OFS=, 'NR == 1 { print "extra_a", $0, "extra_b"; next } { print "x" NR, $0, NR * 7 }' whole > wide
}
extra_columns() {
	plain "$1" "$3" && run_program "$1" "$3" wide > got || return
	[ "$2" != rows ] || { without 'extra_.' got > got.2; mv got.2 got; }
	same_result "$2" "$want" got
}
@test "other columns change nothing" { each extra_columns exact fit rows stream; }

line_ends_tables() { sed 's/$/\r/' whole > crlf; }
line_ends() { plain "$1" "$3" && run_program "$1" "$3" crlf > got && cmp "$want" got; }
@test "CRLF changes nothing" { each line_ends exact fit rows stream; }

cut_files_tables() { head -7 whole > a; { head -1 whole; sed -n 8,9p whole; } > b; { head -1 whole; tail -n +10 whole; } > c; head -1 whole > d; }
cut_files() { plain "$1" "$3" && run_program "$1" "$3" a b c > got && cmp "$want" got; }
@test "cutting a table into files changes nothing" { each cut_files exact fit rows stream; }

jobs_tables() { :; }
jobs() {
	has "$1" jobs || return 0
	plain "$1" "$3" && L2D_TEST_CHUNK=50 run_program "$1" "--jobs 3 $3" whole > got && cmp "$want" got
}
@test "threads change nothing" { each jobs exact fit rows; }

merging_tables() { cut_files_tables; }
merging() {
	local state=${3/--reliability/} merge
	has "$1" partial || return 0
	plain "$1" "$3" || return
	state=${state/--points 5/} state=${state/--area t*d/} state=${state/--compare/}
	case "$1 $state" in l2d-ece*mass*|l2d-ece*quantile*) state=${state/-b [345]/} ;; esac # such bins are made by who merges
	case $state in *--test*) state=${state/--draws 64/} ;; esac # and such draws
	state=${state/--band consistency/}
	merge=$(sed -E 's/--columns ("[^"]*"|[^ ]*)//g; s/--na-action skip//' <<< "$3") # how a table is read
	for f in a b c d; do run_program "$1" "--partial $state" $f > $f.s || return; done
	run_program "$1" "--merge $merge" c.s a.s d.s b.s > got && cmp "$want" got || return
	cat b.s a.s d.s c.s > all.s
	run_program "$1" "--merge $merge" all.s > got && cmp "$want" got || return
	for k in 1 2 3; do run_program "$1" "--partial --shard $k/3 $state" whole || return; done > shares.s
	state=$(sed -E 's/--columns ("[^"]*"|[^ ]*)//g; s/--na-action skip//' <<< "$state")
	run_program "$1" "--merge --partial $state" shares.s > all.s && run_program "$1" "--merge $merge" all.s > got && cmp "$want" got
}
@test "states of parts, and of shares, merge to the same bytes, also by way of a merged state" { each merging exact fit; }

# turned FILE LEFT: the table with its columns behind the first LEFT in the opposite order.
turned() {
	awk -F, -v OFS=, -v left="$2" '{ line = $1; for (i = 2; i <= left; i++) line = line OFS $i
		for (i = NF; i > left; i--) line = line OFS $i; print line }' "$1"
}
# chosen PROGRAM OPTIONS FILE...: --fields with the columns of $want behind the first $left in the opposite order, into got.
chosen() {
	local names
	names=$(head -1 "$want" | cut -d, -f$((left + 1))- | tr , '\n' | tac | paste -sd,)
	run_program "$1" "--fields $names $2" "${@:3}" > got && turned "$want" "$left" | same got || return
	run_program "$1" "--fields ${names%%,*} $2" "${@:3}" > got && turned "$want" "$left" | cut -d, -f1-$((left + 1)) | same got || return
	fails run_program "$1" "--fields ${names%%,*},none $2" "${@:3}" > got || return
	# a long message is cut
	grep -q -- "--fields: no column 'none'; there are .*${names##*,},.*\(${names%%,*}\|\.\.\.\)$" err
}
fields_tables() { :; }
fields() {
	local left=1 groups
	case $3 in *--fit*|*--pair*) return 0 ;; esac
	has "$1" fields || return 0
	groups=$(sed -n 's/.*--group \([^ ]*\).*/\1,/p' <<< "$3")
	left=$((1 + $(tr -cd , <<< "$groups" | wc -c)))
	plain "$1" "--tag day=2 $3" && chosen "$1" "--tag day=2 $3" whole || return
	[ -n "$3" ] ||
		{ fails run_program "$1" "--partial --fields n $3" whole > got && grep -q -- --fields err; }
}
@test "--fields chooses and orders the columns of every summary" { each fields exact fit stream; }

reported() { local program=$1; shift; "$program" --report report "$@" > decided && cat report; }
@test "--fields of comparisons and of reports in files" {
	local left=1 program options
	ln "$BATS_FILE_TMPDIR/whole" whole
	while IFS='|' read -r program options; do
		want=want.${program##* }
		run_program "$program" "--tag day=2 $options" whole > "$want"
		[ "$(wc -l < "$want")" -gt 1 ]
		chosen "$program" "--tag day=2 $options" whole || { echo "of $program $options"; return 1; }
	done <<- 'END'
		l2d-compare|--against ann --draws 64 --permutations 99
		l2d-stress|--experts
		reported l2d-threshold|--rule posthoc --coverage .5
		reported l2d-route|--rule cascade --order any --budget .3
		reported l2d-workload|--share ann=:.6 --balanced
	END
}

# An option times a cell, or a cell times another, may be beyond all numbers: then the row is refused at its place, and a result has
# no inf or nan.
@test "products of options and cells that overflow are refused with file, line and column, or what is written is finite" {
	local column value program options got refused=0
	# cells COLUMNS VALUE: every third row has the value there
	cells() { awk -F, -v OFS=, -v these="$1" -v v="$2" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i ~ these) c[i]; print $0, "fixed"; next }
		{ for (i in c) if (NR % 3 == 2) $i = v; print $0, NR % 2 ? "ann" : "bob" }' whole > in; }
	cut -d, -f1-18 "$BATS_FILE_TMPDIR/whole" > whole
	for column in '^w$' '^cost_' '^(w|cost_.*)$'; do
		for value in 1e150 1e279 1e305 -1e200 5e-324; do
			cells "$column" $value
			while IFS='|' read -r program options; do
				got=0
				"$program" $options in > out 2> err || got=$?
				case $got in
				0) fails grep -qE '(^|,)-?(inf|nan)(,|$)' out || { echo "$program $options: $column $value"; return 1; } ;;
				3) refused=$((refused + 1)); grep -qE "^$program: in:[0-9]+:[0-9]+: column '" err || { echo "$program $options: $column $value"; cat err; return 1; } ;;
				*) [ $got -eq 5 ] || { echo "$program $options: $column $value: status $got"; cat err; return 1; } ;;
				esac
			done <<- 'END'
				l2d-workload|--share ann=:.6 --columns fixed=
				l2d-workload|--share ann=:.9 --change-cost 1e200
				l2d-workload|--share ann=:.9 --change-cost w
				l2d-workload|--count ann=:20 --change-cost 1e280 --readings 2
				l2d-workload|--share ann=:.6 --columns fixed= --mode pace --step 1e10
				l2d-workload|--share ann=:.6 --columns fixed= --budget 1e280
				l2d-route|--paid-reads --lambda 1e308
				l2d-route|--paid-reads --budget .01
				l2d-route|--paid-reads --rule topk --lambda 1e308 --each 1e308
				l2d-route|--rule adaptive --lambda 1e200
				l2d-route|--rule adaptive --budget 1e308
				l2d-route|--rule frugal --budget .01
				l2d-route|--rule cascade --order any --budget .01
				l2d-threshold|--rule posthoc --cost 1e100
				l2d-threshold|--rule confidence --budget 1e308 --budget-in cost
				l2d-combine|--method weighted --ask 2 --lambda 1e308
			END
		done
	done
	[ $refused -gt 50 ]
}

@test "costs times 2^600 at 2^-600 of the price, or the other way round: the same decisions" {
	local factor program options k
	awk -F, -v OFS=, 'NR > 1 { $10 *= NR % 4; $11 *= NR % 3 } 1' "$BATS_FILE_TMPDIR/whole" | cut -d, -f1-18 > in # zeros, too
	while IFS='|' read -r program options; do
		"$program" $options --lambda .37 in > want
		for k in 600 -600; do
			awk -F, -v OFS=, -v k=$k 'NR > 1 { $10 = sprintf("%.17g", $10 * 2 ^ k); $11 = sprintf("%.17g", $11 * 2 ^ k) } 1' in > scaled
			"$program" $options --lambda "$(awk -v k=$k 'BEGIN { printf "%.17g", .37 * 2 ^ -k }')" scaled > out
			for column in agent agent_1 agent_2 answer; do
				! head -1 out | grep -qE "(^|,)$column(,|$)" || diff <(column $column want) <(column $column out)
			done
		done
	done <<- 'END'
		l2d-route|--paid-reads
		l2d-route|--paid-reads --rule topk
		l2d-route|--rule adaptive
	END
}
