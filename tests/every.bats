# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# What every program does, from the list in programs.txt: nothing here knows a program.

load common

# Calls CHECK NAME TABLE OPTIONS ROLES for every program (every one that reads a table, with -t), in a folder of its own.
each() {
	local only= check name table roles options
	[ "$1" != -t ] || { only=table; shift; }
	check=$1
	while IFS='|' read -r name table roles options; do
		case $name in ''|'#'*) continue ;; esac
		[ -z "$only" ] || [ "$table" != none ] || continue
		[ "$table" = none ] || table=$TESTDATA/$table
		mkdir "$BATS_TEST_TMPDIR/$name" && cd "$BATS_TEST_TMPDIR/$name" || return
		"$check" "$name" "$table" "$options" "$roles" || { echo "failed: $check of $name"; return 1; }
	done < "$ROOT/tests/programs.txt"
}

# l2d NAME OPTIONS [OPERAND]...: runs the program with the options as the shell reads them.  Options that end in
# --input say that the table's files are given by that option, not as operands.
l2d() {
	local name=$1 options=$2 files=()
	shift 2
	if [ "$options" != "${options% --input}" ]; then
		for f in "$@"; do [ "$f" = -- ] || files+=(--input "$f"); done
		set -- "${files[@]}"
		options=${options% --input}
	fi
	eval "\"\$name\" $options \"\$@\""
}

@test "every program is in the list, has a man page and tests" {
	for f in "$ROOT"/bin/l2d-*; do
		name=$(basename "${f%.*}")
		grep -q "^$name|" "$ROOT/tests/programs.txt"
		[ -f "$ROOT/man/$name.1" ]
		[ -f "$ROOT/tests/$name.bats" ]
	done
}

# What the role known says of conf_*: a program that compares agents before they are asked refuses a confidence that the role leaves
# out, to all others it says nothing.
known() {
	local want=0 want_status=0
	[ "$2" != none ] || return 0
	l2d "$1" "$3" "$2" > want || want=$?
	L2D_COLUMNS=known=conf_* expect $want l2d "$1" "$3" "$2" && cmp out want &&
	case $1 in l2d-online | l2d-report | l2d-threshold | l2d-workload) want_status=3 ;; *) want_status=$want ;; esac &&
	L2D_COLUMNS=known=conf_ann expect $want_status l2d "$1" "$3" "$2" &&
	case $want_status in
	3) says "cases.csv:1:1: column 'conf_bob' would be read before 'bob', which has a price, is asked" && [ ! -s out ] ;;
	*) cmp out want ;;
	esac
}
@test "known: a confidence that it leaves out is compared by no program" { each known; }

help_version() {
	expect 0 "$1" --help && head -1 out | grep -q "^usage: $1 " && [ ! -s err ] &&
	grep -q '^writes:' out &&
	expect 0 "$1" --version && grep -qx "$1 [0-9.]*" out && [ ! -s err ]
}
@test "--help and --version" { each help_version; }

bad_option() {
	expect 2 "$1" --no-such-option && [ ! -s out ] && says "$1: " --no-such-option
}
@test "an unknown option is 2" { each bad_option; }

completion() {
	expect 0 "$1" --completion bash && bash -n out && grep -q -- --help out &&
	expect 0 "$1" --completion zsh && grep -q "^#compdef $1$" out &&
	{ ! command -v zsh > where || zsh -n out; } &&
	expect 0 "$1" --completion fish && grep -q "^complete -c $1 -l help" out &&
	{ ! command -v fish > where || fish -n out; } &&
	expect 2 "$1" --completion tcsh && [ ! -s out ]
}
@test "completion scripts" { each completion; }

# The options of --help, one "--name ARG" or "-x --name ARG" a line, against the .It Fl lines of the man page.
man_options() {
	"$1" --help | sed -n '/^options:/,$p' | sed -n 's/^  \(-.\), --\([a-z0-9-]*\) *.*/\2 \1/p; s/^      --\([a-z0-9-]*\) .*/\1/p; s/^      --\([a-z0-9-]*\)$/\1/p' | sort > ours
	sed -n '/^\.Sh OPTIONS/,/^\.Sh /p; /^\.Sh DESCRIPTION/,/^\.Sh /p' "$ROOT/man/$1.1" |
		sed -n 's/^\.It Fl \([a-zA-Z]\) , Fl -\([a-z0-9-]*\).*/\2 -\1/p; s/^\.It Fl -\([a-z0-9-]*\).*/\1/p' | sort -u > theirs
	diff -u ours theirs
}
@test "the man page lists the options of --help" { each man_options; }

plain() { l2d "$1" "$3" < "$2" > plain 2> plain.err; }

runs() { if [ "$2" = none ]; then l2d "$1" "$3" > plain; else plain "$@"; fi && [ -s plain ]; }
@test "every program runs on its table" { each runs; }

empty_input() { expect 3 l2d "$1" "$3" < /dev/null && [ ! -s out ] && grep -q 'no header' err; }
@test "empty input is 3" { each -t empty_input; }

header_only() {
	head -1 "$2" > header && l2d "$1" "$3" < header > out 2> err
	case $? in 0) ;; 3|5) [ ! -s out ] && [ "$(wc -l < err)" -eq 1 ] ;; *) cat err; false ;; esac
}
@test "a header without rows" { each -t header_only; }

# What must read as the same table.
same_table() {
	plain "$@" &&
	{ printf '\357\273\277'; cat "$2"; } | l2d "$1" "$3" | cmp - plain &&
	sed 's/$/\r/' "$2" | l2d "$1" "$3" | cmp - plain &&
	head -c -1 "$2" | l2d "$1" "$3" | cmp - plain
}
@test "BOM, CRLF, no final newline" { each -t same_table; }

operands() {
	plain "$@" && l2d "$1" "$3" - < "$2" 2>/dev/null | cmp - plain || return
	case " $4 " in *" lines "*) return 0 ;; esac
	head -9 "$2" > one && { head -1 "$2"; tail -n +10 "$2"; } > two &&
	l2d "$1" "$3" one two 2>/dev/null | cmp - plain &&
	l2d "$1" "$3" one - < two 2>/dev/null | cmp - plain &&
	l2d "$1" "$3" -- one two 2>/dev/null | cmp - plain
}
@test "files are one table, - is standard input" { each -t operands; }

other_header() {
	case " $4 " in *" lines "*) return 0 ;; esac
	cp "$2" one && sed '1s/id/ID/' "$2" > two &&
	expect 3 l2d "$1" "$3" one two && grep -q "^$1: two:1:1: .*'ID'" err
}
@test "files with different headers are 3" { each -t other_header; }

chunks() {
	plain "$@" &&
	for n in 1 2 7 64 1000; do
		L2D_TEST_CHUNK=$n l2d "$1" "$3" < "$2" 2>/dev/null | cmp - plain || return
	done
	while IFS= read -r line; do printf '%s\n' "$line"; done < "$2" | l2d "$1" "$3" | cmp - plain
}
@test "reads of any size" { each -t chunks; }

# A column more: with quoted newlines and commas, a NUL byte, 5 MB, 10,000 columns. It must not matter.
extra() { # EXTRA: a script that adds columns on the right
	l2d "$1" "$3" < wide > out 2> err || { head -c 500 err; return 1; }
	[ -s out ]
}
quoted_newline() { awk 'NR == 1 { print $0 ",extra"; next } { printf "%s,\"a\nb,\"\"c\"\"\"\n", $0 }' "$2" > wide && extra "$@"; }
@test "quoted newlines" { each -t quoted_newline; }
nul() { sed '1s/$/,extra/; 2,$s/$/,a\x00b/' "$2" > wide && extra "$@"; }
@test "a NUL byte in a column that nobody reads" { each -t nul; }
big_field() {
	{ head -1 "$2" | sed 's/$/,extra/'; sed -n 2p "$2" | tr -d '\n'; printf ','; head -c 5000000 /dev/zero | tr '\0' x
		echo; tail -n +3 "$2" | sed 's/$/,/'; } > wide && extra "$@"
}
@test "a field of 5 MB" { each -t big_field; }
many_columns() {
	awk 'NR == 1 { for (i = 0; i < 10000; i++) s = s ",extra" i; print $0 s; next }
		{ if (!t) for (i = 0; i < 10000; i++) t = t ","; print $0 t }' "$2" > wide && extra "$@"
}
@test "10,000 columns" { each -t many_columns; }

bad_table() { # NAME TABLE OPTIONS WHERE: the place in the message
	expect 3 l2d "$1" "$3" bad && [ ! -s out ] && says "$1: bad:$4: " || { cat err; return 1; }
}
ragged() {
	set -- "$1" "$2" "$3"
	sed '4s/$/,more/' "$2" > bad && bad_table "$@" "4:$(sed -n 4p "$2" | wc -c | awk '{print $1 + 1}')" &&
	sed '5s/,[^,]*$//' "$2" > bad && bad_table "$@" "5:$(sed -n 5p bad | wc -c)" &&
	sed '5s/.*//' "$2" > bad && bad_table "$@" 5:1
}
@test "ragged rows are 3, with their place" { each -t ragged; }
twice() {
	local second
	second=$(head -1 "$2" | cut -d, -f2)
	sed "1s/^[^,]*/$second/" "$2" > bad && bad_table "$1" "$2" "$3" "1:$((${#second} + 2))"
}
@test "a name that stands twice is 3" { each -t twice; }
quotes() { sed '3s/^/"/' "$2" > bad && bad_table "$1" "$2" "$3" 3:1; }
@test "a quote that is never closed is 3" { each -t quotes; }

# Line 4 of the table with VALUE in COLUMN must be refused, naming place and column.
bad_cell() { # NAME TABLE OPTIONS COLUMN VALUE
	local at
	at=$(awk -F, -v name="$4" -v value="$5" 'BEGIN { OFS = FS }
		NR == 1 { for (c = 1; $c != name; c++) ; }
		NR == 4 { for (i = 1; i < c; i++) n += length($i) + 1; print "4:" n + 1 > "/dev/stderr"; $c = value }
		{ print }' "$2" 2>&1 >bad)
	bad_table "$1" "$2" "$3" "$at" && says "column '$4'" || { cat err; return 1; }
}
bad_cells() {
	local role
	for role in $4; do
		case $role in
		p)
			bad_cell "$1" "$2" "$3" p_dog nan && bad_cell "$1" "$2" "$3" p_dog 1.2 &&
			bad_cell "$1" "$2" "$3" p_dog -0.1 && bad_cell "$1" "$2" "$3" p_dog ' 0.5' &&
			bad_cell "$1" "$2" "$3" p_dog '' && bad_cell "$1" "$2" "$3" p_cat 0.9 ;;
		y) bad_cell "$1" "$2" "$3" y cow && bad_cell "$1" "$2" "$3" y '' && bad_cell "$1" "$2" "$3" y 'cat ' ;;
		e) bad_cell "$1" "$2" "$3" e_ann cow ;;
		conf) bad_cell "$1" "$2" "$3" conf_ann 1.01 && bad_cell "$1" "$2" "$3" conf_ann 0x1 ;;
		cost) bad_cell "$1" "$2" "$3" cost_ann inf ;;
		w) bad_cell "$1" "$2" "$3" w -1 ;;
		x) bad_cell "$1" "$2" "$3" x_2 one ;;
		q) bad_cell "$1" "$2" "$3" q_ann -0.5 ;;
		score) bad_cell "$1" "$2" "$3" score high ;;
		agent) bad_cell "$1" "$2" "$3" agent eve ;;
		answer) bad_cell "$1" "$2" "$3" answer cow ;;
		coverage)
			bad_cell "$1" "$2" "$3" coverage 1.2 && bad_cell "$1" "$2" "$3" coverage nan &&
			bad_cell "$1" "$2" "$3" coverage '' && bad_cell "$1" "$2" "$3" coverage 50% ;;
		risk) bad_cell "$1" "$2" "$3" risk -0.1 && bad_cell "$1" "$2" "$3" risk ' 0.5' && bad_cell "$1" "$2" "$3" risk 0x0p1 ;;
		lines) ;;
		*) echo "programs.txt: no such role: $role"; false ;;
		esac || { echo "role $role"; return 1; }
	done
}
@test "bad cells are 3, with place and column" { each -t bad_cells; }

# A role's columns renamed away: the message names what is missing and what may have been meant, or nothing.
absent() {
	local role
	for role in $4; do
		case $role in
		p) renamed "$@" 's/,p_/,P_/g' 'p_*' "'P_cat' could be one: --columns 'prob=P_*'" &&
			renamed "$@" 's/,p_/,prob_/g' 'p_*' "'prob_cat' could be one: --columns 'prob=prob_*'" ;;
		y) renamed "$@" 's/,y,/,Y,/' y "'Y' could be one: --columns 'label=Y'" &&
			renamed "$@" 's/,y,/,target,/' y "'target' could be one: --columns 'label=target'" ;;
		score) renamed "$@" 's/,score,/,scroe,/' score "the nearest there is 'scroe'" &&
			renamed "$@" 's/,score,/,s,/' score "l2d-threshold writes it" ;;
		risk) renamed "$@" 's/risk/rusk/' risk "the nearest there is 'rusk'" && renamed "$@" 's/risk/y/' risk "l2d-curve writes it" ;;
		*) continue ;;
		esac || { echo "role $role"; cat err; return 1; }
	done
}
renamed() { # NAME TABLE OPTIONS ROLES SCRIPT COLUMN HINT
	sed "1$5" "$2" > bad
	bad_table "$1" "$2" "$3" 1:1 && says "no column '$6'" "$7"
}
@test "a column that is needed and absent is 3" { each -t absent; }

no_file() { expect 4 l2d "$1" "$3" no-such-file && [ ! -s out ] && grep -q '^l2d-[a-z]*: no-such-file: ' err; }
@test "a file that is not there is 4" { each -t no_file; }
directory() { expect 4 l2d "$1" "$3" . && [ ! -s out ]; }
@test "a directory is 4" { each -t directory; }

full() {
	if [ "$2" = none ]; then l2d "$1" "$3" > /dev/full 2> err; else l2d "$1" "$3" < "$2" > /dev/full 2> err; fi
	[ $? -eq 4 ] && grep -q "^$1: write error: No space left" err && "$1" --help > /dev/full 2> err
	[ $? -eq 4 ]
}
@test "a full disk is 4" { each full; }

head_quiet() {
	{ if [ "$2" = none ]; then l2d "$1" "$3"; else l2d "$1" "$3" < "$2"; fi 2> err; } | head -1 > out
	[ -s out ] && fails grep -v -e ': replaced columns of the input: ' -e 'no answer there$' -e 'a needed cell is missing$' err
}
@test "killed downstream: quiet" { each head_quiet; }

# Allocation number k fails, for every 23rd k, with L2D_ALL for all, until the program no longer gets that far.
failing_memory() {
	local step=23
	[ -z "${L2D_ALL-}" ] || step=1
	[ "$2" != none ] || set -- "$1" /dev/null "$3"
	l2d "$1" "$3" < "$2" > plain 2> err
	failing_allocations "$step" plain l2d "$1" "$3" < "$2"
}
@test "any allocation may fail" { each failing_memory; }

# The longest list of choices is whole in the help: it was once cut at 80 bytes.
@test "--help shows every loss" { l2d-train --help | grep -q -- '--loss ce|.*|twostage  *the surrogate loss'; }

# What the program's tables say of its options, as fields between tabs: base/opt_rules.h.
tables() { L2D_TEST_OPTIONS=1 "$1" > tables && cat tables; }
is_c() { [ -f "$ROOT/bin/$1.c" ]; }

# Runs the program with OPTIONS and ITS OPERANDS, and as long as it says that one option needs another, with that one
# too; unless the message names all of the options WANTED.  Status and message are left in $got and err.
with_needs() { # NAME OPTIONS WANTED TABLE
	local name=$1 options=$2 wanted=$3 table=$4 need value sample again kind option
	for again in 1 2 3 4 5; do
		got=0
		eval "\"\$name\" $options" < "$table" > out 2> err || got=$?
		[ "$got" -eq 2 ] && ! { [ "$wanted" ] && says $wanted; } && [[ $(< err) =~ \ needs\ --([a-z0-9-]+)(\ ([a-z0-9-]+))? ]] || return 0
		need=${BASH_REMATCH[1]} value=${BASH_REMATCH[3]#or} # "--coverage or --budget"
		while IFS=$'\t' read -r kind option sample _; do [ "$kind $option" != "option $need" ] || break; done < tables
		[ -z "$value" ] || sample="--$need $value"
		[[ ! $options =~ "--$need "[^\ ]* ]] || options=${options/"${BASH_REMATCH[0]}"/}
		options="$options $sample"
	done
}

# Every combination that the program's rules refuse: 2, one line that names both, nothing written.
refused() {
	local kind options wanted got bad=0
	is_c "$1" || return 0
	while IFS=$'\t' read -r kind options wanted; do
		[ "$kind" = refused ] || continue
		with_needs "$1" "$options" "$wanted" /dev/null
		[ "$got" -eq 2 ] && [ ! -s out ] && [ "$wanted" ] && says $wanted ||
			{ echo "$1 $options: status $got, $(cat err)"; bad=1; }
	done < <(tables "$1")
	[ -s tables ] || { echo "$1 has no tables"; bad=1; }
	return $bad
}
@test "an option that would be ignored is 2, and the message names both" { each refused; }

# Whether a result has a number that is none.
not_finite() {
	local text
	IFS= read -r -d '' text < out
	[[ ,${text//$'\n'/,}, =~ ,-?(inf|nan), ]]
}

# Every number and count has a range, and ends in good order at every value that ever wrapped around or overflowed; without L2D_ALL
# at those alone whose faults are not the others'.
values() {
	local all="18446744073709551615 nan"
	[ -z "${L2D_ALL-}" ] || all="$all 0 1 1e308 2147483648 4294967296 9223372036854775808 -1"
	local kind option what limits v got table=$2 plain rest bad=0
	is_c "$1" || return 0
	[ "$table" != none ] || table=/dev/null
	while IFS=$'\t' read -r kind option what limits; do
		[ "$kind" = limits ] || continue
		[ "$limits" != none ] || { echo "$1 --$option states no range"; return 1; }
		rest=$3
		[[ ! $rest =~ "--$option "[^\ ]* ]] || rest=${rest/"${BASH_REMATCH[0]}"/}
		case $rest in *--input) rest="${rest%--input} --input $table" ;; esac
		for v in $all; do
			with_needs "$1" "$rest --$option=$v" '' "$table"
			[ "$got" -le 5 ] && ! not_finite ||
				{ echo "$1 $rest --$option=$v: status $got, $(head -c 300 err)"; bad=1; }
			case $v in nan) [ "$got" -eq 2 ] || bad=1 ;; esac
		done
	done < <(tables "$1")
	[ -s tables ] || { echo "$1 has no tables"; bad=1; }
	return $bad
}
@test "every number option from 0 to 2^64 - 1, negative, 1e308 and nan" {
	ulimit -S -t 60 # what never ends
	each values
}

# An option that is no list stands once.
once() {
	local kind option sample how got
	is_c "$1" || return 0
	while IFS=$'\t' read -r kind option sample how; do
		[ "$kind $how" = "option once" ] || continue
		case $option in help|version|completion) continue ;; esac
		expect 2 "$1" $sample $sample && { says "--$option: 'x' stands twice" || says "--$option is given twice"; } ||
			{ cat err; return 1; }
	done < <(tables "$1")
	[ -s tables ] || { echo "$1 has no tables"; return 1; }
}
@test "an option that is given twice is 2" { each once; }

# Messages are one line of text, whatever the names are made of.
one_line() {
	local odd=$'a\nb\033[31m\r\x9b\xe2\x80\xae'
	is_c "$1" || return 0
	for what in "--$odd" "--na-action=$odd" "-$odd"; do
		expect 2 "$1" "$what" && says '' && [ "$(tr -d '\n -~' < err | wc -c)" -eq 0 ] || { cat err; return 1; }
	done
	[ "$2" = none ] || { l2d "$1" "$3" "$odd" > out 2> err; [ "$(wc -l < err)" -eq 1 ] && [ "$(tr -d '\n -~' < err | wc -c)" -eq 0 ]; }
}
@test "messages are one line of printable text" { each one_line; }

# Standard descriptors that are closed: reading and writing fail, messages are lost, no file takes their place.
closed() {
	is_c "$1" || return 0
	if [ "$2" = none ]; then set -- "$1" /dev/null "$3"; fi
	l2d "$1" "$3" < "$2" > plain 2> /dev/null
	l2d "$1" "$3" < "$2" >&- 2> err; [ $? -eq 4 ] && grep -q "^$1: write error: Bad file descriptor" err || { cat err; return 1; }
	"$1" --help >&- 2> err; [ $? -eq 4 ] || return 1
	l2d "$1" "$3" < "$2" 2>&- > out && cmp out plain || return 1
	[ "$2" = /dev/null ] || { l2d "$1" "$3" <&- > out 2> err; [ $? -eq 4 ] && [ ! -s out ] && grep -q 'Bad file descriptor' err; }
}
@test "closed standard descriptors" { each closed; }
