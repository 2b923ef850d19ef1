# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# l2d lists, explains and runs the other programs.

load common

@test "l2d alone lists every program once, in 80 columns" {
	expect 0 l2d
	for f in "$ROOT"/bin/l2d-*; do
		name=$(basename "${f%.*}")
		[ "$(grep -c "^  ${name#l2d-}  *[a-z]" out)" -eq 1 ]
	done
	grep -q '^Pages: .* cookbook ' out
	[ "$(grep -c '^  ' out)" -eq "$(find "$ROOT/bin" -name 'l2d-*' | wc -l)" ]
	fails grep -qE '.{81}' out
	expect 0 l2d help
	l2d | same out
}

@test "l2d PROGRAM is l2d-PROGRAM: arguments, input, output, messages, status; from beside it and from PATH" {
	l2d-ece --digits 4 "$TESTDATA/small/cases.csv" > want
	expect 0 l2d ece --digits 4 "$TESTDATA/small/cases.csv"
	same out < want
	l2d ece --digits 4 < "$TESTDATA/small/cases.csv" | same want
	expect 2 l2d ece --no-such
	grep -q '^l2d-ece: .*--no-such' err
	expect 0 l2d ece --version
	grep -q '^l2d-ece ' out
	mkdir beside other
	cp "$(command -v l2d)" beside
	printf '#!/bin/sh\necho "beside $*"\n' > beside/l2d-hello
	printf '#!/bin/sh\necho "path $*"\n' | tee other/l2d-hello > other/l2d-bye
	chmod +x beside/l2d-hello other/*
	[ "$(PATH=$PWD/other:$PATH beside/l2d hello a 'b c')" = "beside a b c" ]
	[ "$(PATH=$PWD/other:$PATH beside/l2d bye)" = "path " ]
}

@test "what is no program or page is refused" {
	for name in foo ../ls '' "$(printf 'a\033b')"; do
		expect 2 l2d "$name"
		grep -q "^l2d: no program '" err
		[ ! -s out ]
		expect 2 l2d help "$name"
		grep -q "^l2d: no page about '" err
	done
	expect 2 l2d help ece score
	expect 2 l2d --no-such
}

@test "l2d help finds every page: in the project's folder and installed" {
	mkdir man-only
	printf '#!/bin/sh\n[ "$1" = -l ] && basename "$2"\n' > man-only/man
	chmod +x man-only/man
	mkdir -p project/build/bin usr/bin usr/share/man/man5
	ln -s "$ROOT/man" project/man
	cp "$(command -v l2d)" project/build/bin
	for page in project/man/l2d-*; do
		topic=$(basename "${page%.*}")
		PATH=$PWD/man-only:$PATH project/build/bin/l2d help "${topic#l2d-}" | grep -qx "$(basename "$page")"
	done
	[ "$(PATH=$PWD/man-only:$PATH project/build/bin/l2d help tour)" = l2d.7 ]
	cp "$(command -v l2d)" usr/bin
	cp "$ROOT/man/l2d-csv.5" usr/share/man/man5
	[ "$(PATH=$PWD/man-only:$PATH usr/bin/l2d help csv)" = l2d-csv.5 ]
	expect 2 usr/bin/l2d help ece
	# fault: pages of a package are compressed
	mkdir -p usr/share/man/man7
	gzip -c "$ROOT/man/l2d.7" > usr/share/man/man7/l2d.7.gz
	[ "$(PATH=$PWD/man-only:$PATH usr/bin/l2d help tour)" = l2d.7.gz ]
	usr/bin/l2d help tour > page
	grep -q 'learning to defer' page
}

# What bash offers for the last of some words; "files" where it is left to readline.
offered() {
	# shellcheck disable=SC2016
	bash -c 'compopt() { echo files; }
		eval "$("$1" --completion bash)"
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) name=_${1//-/_}
		"$name"; printf "%s\n" "${COMPREPLY[@]}"' - "$@" | grep . | paste -sd ' '
}

@test "bash completes programs and topics, and each program's words behind l2d" {
	[ "$(offered l2d sy)" = 'files synth' ]
	[ "$(offered l2d help co)" = 'combine compare cookbook' ]
	[ "$(offered l2d ece --binning qu)" = quantile ]
}

@test "bash completes choices, columns of the file that is named, and files" {
	printf '\357\273\277"id",label,"site one","a,b",$(touch pwned),gender\r\n1,2,3,4,5,6\r\n' > t.csv
	printf 'other\n' > o.csv
	[ "$(offered l2d-ece --binning w)" = width ]
	[ "$(offered l2d-ece --binning = w)" = width ]
	[ "$(offered l2d-ece t.csv --group '')" = 'id label site\ one \$\(touch\ pwned\) gender' ]
	[ "$(offered l2d-ece --schema o.csv t.csv -g label,g)" = label,gender ]
	[ "$(offered l2d-ece t.csv --columns conf = la)" = label ]
	[ "$(offered l2d-ece t.csv --columns conf =)" = 'id label site\ one \$\(touch\ pwned\) gender' ]
	[ "$(offered l2d-ece t.csv --columns = conf = la)" = label ]
	[ -z "$(offered l2d-ece t.csv --columns la)" ]
	[ -z "$(offered l2d-ece --group '')" ]
	[ -z "$(offered l2d-ece t.csv --bins '')" ]
	printf 'id,y,p_0,p_1\n' > c.csv
	[ "$(offered l2d-ece c.csv --fields n,fr)" = n,frequency ]
	[ "$(offered l2d-score c.csv --fields model_acc)" = model_accuracy ]
	[ -z "$(offered l2d-threshold c.csv --fields '')" ]
	[ "$(offered l2d-ece --schema '')" = files ]
	[ "$(offered l2d-ece '')" = files ]
	[ "$(offered l2d-ece --binn)" = --binning ]
	[ "$(offered l2d-plot reli)" = 'files reliability' ]
	[ ! -e pwned ]
}

@test "zsh completes columns of the file that is named, and choices" {
	command -v zsh > where || skip 'no zsh'
	printf '"id",label,gender\n1,2,3\n' > t.csv
	# what the script tells zsh, whose own functions only say what they were given
	zoffered() { zsh -fc 'compset() { : }; compadd() { print -r -- ${(P)2} }; _arguments() { : }; words=("$@"); CURRENT=$#
		eval "$("$1" --completion zsh)"; _l2d_columns' - "$@"; }
	[ "$(zoffered l2d-ece t.csv --group '')" = 'id label gender' ]
	[ -z "$(zoffered l2d-ece --group '')" ]
	[ -z "$(zoffered l2d-ece --schema t.csv --group '')" ]
	l2d-ece --completion zsh | grep -F -- '--binning=' | grep -qF ':value:(width mass quantile'
	l2d-ece --completion zsh | grep -F -- '--schema=' | grep -qF ':_files'
	l2d-report --completion zsh | grep -F -- '--without=' | grep -qF '(standing reliability'
	l2d-report --completion zsh | grep -F -- '--region=' | grep -qF ': _l2d_columns'
}

@test "fish completes programs, topics, choices and columns" {
	command -v fish > where || skip 'no fish'
	printf '"id",label,gender\n1,2,3\n' > t.csv
	fished() { HOME=$PWD fish -c "l2d --completion fish | source; l2d-ece --completion fish | source; complete -C '$1'" | cut -f 1 | paste -sd ' '; }
	[ "$(fished 'l2d syn')" = synth ]
	[ "$(fished 'l2d help coo')" = cookbook ]
	[ "$(fished 'l2d-ece --binning qu')" = quantile ]
	[ "$(fished 'l2d-ece t.csv --group ')" = 'gender id label' ]
	[ "$(fished 'l2d-ece t.csv --group label,g')" = label,gender ]
	[ "$(fished 'l2d-ece t.csv --columns conf=la')" = conf=label ]
	[ "$(fished 'l2d ece t.csv --group la')" = label ]
	printf 'id,y,p_0,p_1\n' > c.csv
	[ "$(fished 'l2d-ece c.csv --fields n,fr')" = n,frequency ]
}
