#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# l2d-plot: figures of l2d's tables, drawn by gnuplot.
# Reads tables of l2d-ece --reliability, l2d-curve or l2d-score; writes a figure, or the gnuplot program with its data.
# awk checks the tables and writes that program (lib/plot).  Memory: the columns drawn.  Not mergeable.

LC_ALL=C
export LC_ALL

version='@VERSION@'
kinds='reliability|coverage|risk|workload'
terms='svg|png|pdf|dumb'

# letter;name;argument;help;default
options="o;output;FILE;write the figure there;standard output
;term;$terms;the format;by the suffix of FILE, else svg
;by;COLUMN;one line or bar for every value of this column (repeatable);
;dump;;print the gnuplot program instead of running it;
h;help;;print this help and exit;
V;version;;print the version and exit;
;completion;bash|zsh;print a completion script and exit;"

program=$(
	cat <<'END'
@csv.awk@
@series.awk@
@figure.awk@
END
)

die() {
	status=$1
	shift
	printf 'l2d-plot: %s\n' "$*" >&2
	exit "$status"
}

# Calls the function $1 with the fields of every option.
each_option() {
	while IFS=';' read -r letter name arg help initial; do
		"$1" "$letter" "$name" "$arg" "$help" "$initial"
	done <<-END
		$options
	END
}

words() {
	printf '%s' "$1" | tr '|' ' '
}

help_line() {
	left=$(printf '%-3s --%s%s' "${1:+-$1,}" "$2" "${3:+ $3}")
	printf '  %-28s %s%s\n' "$left" "$4" "${5:+ [$5]}"
}

print_help() {
	cat <<-END
		usage: l2d-plot [OPTION]... $kinds [[LABEL=]FILE]...
		Draw a figure of tables of l2d-ece, l2d-curve or l2d-score, with gnuplot.

		reads:  reliability: lo, hi, n, confidence, frequency, wilson_lo, wilson_hi;
		        coverage: coverage and system_accuracy, auroc or ap; risk: coverage, risk; workload: share_*
		writes: a figure; the files, or the values of --by, are its lines or bars

		options:
	END
	each_option help_line
}

bash_word() {
	printf ' --%s' "$2"
}

zsh_line() {
	case $3 in
	'') value= ;;
	FILE) value=:FILE:_files ;;
	*'|'*) value=":value:($(words "$3"))" ;;
	*) value=":$3:" ;;
	esac
	printf "  '--%s%s[%s]%s' \\\\\n" "$2" "${3:+=}" "$4" "$value"
}

print_completion() {
	case $1 in
	bash) printf "complete -o default -W '%s%s' l2d-plot\n" "$(words "$kinds")" "$(each_option bash_word)" ;;
	zsh)
		printf '#compdef l2d-plot\n_arguments \\\n'
		each_option zsh_line
		printf "  '1:figure:(%s)' \\\\\n  '*:file:_files'\n" "$(words "$kinds")" ;;
	*) die 2 "--completion: not bash or zsh: '$1'" ;;
	esac
}

# Copies the file $1 to standard output, or to the file $2.
deliver() {
	if [ -z "$2" ]; then
		{ why=$(cat "$1" 2>&1 >&3); } 3>&1
	elif why=$( (: >"$2") 2>&1); then
		{ why=$(cat "$1" 2>&1 >&3); } 3>"$2"
	else
		die 4 "$2: ${why##*: }"
	fi
	case $? in
	0) ;;
	141) exit 141 ;; # the reader downstream has gone
	*) die 4 "write error: ${why##*: }" ;;
	esac
}

# Puts the answer of the function $1 through the same checks as a figure.
answer() {
	"$@" >"$tmp/answer"
	deliver "$tmp/answer" ''
	exit 0
}

is_among() {
	case "|$2|" in *"|$1|"*) [ -n "$1" ] ;; *) false ;; esac
}

match_option() {
	case $wanted in "--$2" | "-$1") found=$2 takes=$3 ;; esac
}

# Finds --NAME or -LETTER: found and takes.
find_option() {
	wanted=$1 found='' takes=''
	each_option match_option
	[ -n "$found" ]
}

set_option() {
	case $1 in
	output) output=$2 ;;
	term) is_among "$2" "$terms" || die 2 "--term: '$2' is none of $terms"
		term=$2 ;;
	by) by="$by$2
" ;;
	dump) dump=1 ;;
	help) answer print_help ;;
	version) answer printf 'l2d-plot %s\n' "$version" ;;
	completion) answer print_completion "$2" ;;
	esac
}

tmp=$(mktemp -d) || die 4 'no temporary directory'
trap 'rm -rf "$tmp"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

output='' term='' by='' dump='' left=$#
while [ "$left" -gt 0 ]; do # in front the words to come, behind them the operands so far
	word=$1 value='' valued=''
	shift
	left=$((left - 1))
	case $word in
	--) break ;;
	--*=*)
		value=${word#*=} valued=1
		find_option "${word%%=*}"
		[ -n "$takes" ] || die 2 "unknown option '$word'; see --help" ;;
	--*) find_option "$word" || die 2 "unknown option '$word'; see --help" ;;
	-?*)
		rest=${word#-?}
		find_option "${word%"$rest"}" || die 2 "unknown option '${word%"$rest"}'; see --help"
		if [ -n "$rest" ] && [ -n "$takes" ]; then
			value=$rest valued=1
		elif [ -n "$rest" ]; then
			set -- "-$rest" "$@"
			left=$((left + 1))
		fi ;;
	*)
		set -- "$@" "$word"
		continue ;;
	esac
	if [ -n "$takes" ] && [ -z "$valued" ]; then
		[ "$left" -gt 0 ] || die 2 "option '$word' needs a value"
		value=$1
		shift
		left=$((left - 1))
	fi
	set_option "$found" "$value"
done
while [ "$left" -gt 0 ]; do
	set -- "$@" "$1"
	shift
	left=$((left - 1))
done

[ $# -gt 0 ] || die 2 "which figure: $kinds? see --help"
kind=$1
shift
is_among "$kind" "$kinds" || die 2 "'$kind' is none of $kinds; see --help"
if [ -z "$term" ]; then
	case $output in
	'') term=svg ;;
	*.svg | *.png | *.pdf) term=${output##*.} ;;
	*.txt) term=dumb ;;
	*) die 2 "--output: the suffix of '$output' tells no format; add --term $terms" ;;
	esac
fi
[ -n "$dump" ] || command -v gnuplot >"$tmp/where" || die 4 'gnuplot is not installed'

# Operands become pairs: label, file.
[ $# -gt 0 ] || set -- -
for operand; do
	shift
	case ${operand%%=*} in
	"$operand" | */* | '') label='' file=$operand ;;
	*) label=${operand%%=*} file=${operand#*=} ;;
	esac
	if [ "$file" != - ]; then
		[ -e "$file" ] || die 4 "$file: No such file or directory"
		[ ! -d "$file" ] || die 4 "$file: read error: Is a directory"
		[ -r "$file" ] || die 4 "$file: Permission denied"
	fi
	set -- "$@" "$label" "$file"
done

figure=$tmp/figure
[ -z "$dump" ] || figure=$output
kind=$kind term=$term by=$by figure=$figure awk "$program" "$@" >"$tmp/program"
status=$?
case $status in
0) ;;
3 | 4) exit "$status" ;;
*) die 4 "awk failed" ;;
esac

if [ -n "$dump" ]; then
	deliver "$tmp/program" ''
else
	gnuplot -d "$tmp/program" >"$tmp/log" 2>&1 || die 4 "gnuplot failed: $(grep -v '^ *$' "$tmp/log" | tail -n 1)"
	if [ "$term" = dumb ]; then # drawn on a page that is filled up with blanks
		tr -d '\014' <"$figure" | sed -e 's/ *$//' -e '1{/^$/d;}' -e '${/^$/d;}' >"$tmp/text"
		figure=$tmp/text
	fi
	deliver "$figure" "$output"
fi
