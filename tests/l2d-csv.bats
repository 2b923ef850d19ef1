# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# One fixture for each input of l2d-csv(5), "Inputs that are not RFC 4180".

load common

# reads NAME INPUT OUTPUT: l2d-threshold, as a reader like any other, turns the one into the other.
reads() {
	printf '%b' "$2" > in
	printf '%b' "$3" > want
	expect 0 l2d-threshold --digits 3 in
	diff -u want out
	[ ! -s err ]
}

# refuses NAME INPUT MESSAGE
refuses() {
	printf '%b' "$2" > in
	expect 3 l2d-threshold in
	echo "l2d-threshold: $3" | diff -u - err
	[ ! -s out ]
}

H='p_a,p_b,e_x'
X="$H,score,agent,answer"

@test "the page and the fixtures name the same inputs" {
	sed -n '/^\.Ss Inputs/,/^\.El/s/^\.It Cm //p' "$ROOT/man/l2d-csv.5" | sort > page
	sed -n 's/^@test "\([a-z0-9-]*\): .*/\1/p' "$BATS_TEST_FILENAME" | sort | diff -u page -
}

@test "bom: dropped, in every file" {
	reads bom "\0357\0273\0277$H\n1,0,a\n" "$X\n1,0,a,0,model,a\n"
	cp in again
	l2d-threshold in again > out
	printf "$X\n1,0,a,0,model,a\n1,0,a,0,model,a\n" | same out
}

@test "crlf: line ends, also mixed" {
	reads crlf "$H\r\n1,0,a\n0,1,a\r\n" "$X\n1,0,a,0,model,a\n0,1,a,0,model,b\n"
}

@test "no-final-newline: the last line need not end" {
	reads no-final-newline "$H\n1,0,a" "$X\n1,0,a,0,model,a\n"
	reads no-final-newline "$H\n1,0,\"a\"" "$X\n1,0,\"a\",0,model,a\n"
}

@test "cr-at-end: a line end" {
	reads cr-at-end "$H\r\n1,0,a\r" "$X\n1,0,a,0,model,a\n"
}

@test "lone-cr: refused" {
	refuses lone-cr "$H\n1,0,a\r1,0,a\n" "in:2:6: carriage return without a line feed"
	reads lone-cr "$H,note\n1,0,a,\"x\ry\"\n" "$H,note,score,agent,answer\n1,0,a,\"x\ry\",0,model,a\n"
}

@test "blank-line: an empty cell of a one-column table, ragged in others" {
	refuses blank-line "$H\n1,0,a\n\n" "in:3:1: an empty line; a row has 3 fields"
	printf 'z\n1\n\n' > in
	expect 3 l2d-split --key z --part a --parts a=1 in
	echo "l2d-split: in:3:1: column 'z': missing: ''" | diff -u - err
}

@test "blanks: data" {
	refuses blanks "$H\n1, 0,a\n" "in:2:3: column 'p_b': not a number: ' 0'"
	refuses blanks "$H\n1,0,a \n" "in:2:5: column 'e_x': no class; the nearest is 'a' (of 'a', 'b'): 'a '"
	reads blanks "$H, note\n1,0,a, n \n" "$H, note,score,agent,answer\n1,0,a, n ,0,model,a\n"
}

@test "blanks-around-quotes: not part of the value, but of what passes through" {
	reads blanks-around-quotes "$H,note\n1,0, \"a\" ,\" c \" \n" "$H,note,score,agent,answer\n1,0, \"a\" ,\" c \" ,0,model,a\n"
}

@test "quote-inside: refused" {
	refuses quote-inside "$H\n1,0,a\"b\"\n" "in:2:6: malformed quoting"
}

@test "text-after-quote: refused" {
	refuses text-after-quote "$H\n1,0,\"a\"b\n" "in:2:8: malformed quoting"
}

@test "open-quote: refused where it was opened" {
	refuses open-quote "$H\n1,0,\"a\n1,0,a\n" "in:2:5: the quote opened here is never closed"
}

@test "long-record: refused where it begins, at any size of the reads" {
	printf "$H,n\n1,0,a,bb\n1,0,a,\"b\nb\"\n1,0,a,bcd\n" > in
	printf "$H,n\n1,0,a,\"b\nbcdef\"\n" > long # a record of 15 bytes
	for chunk in 1 3 4 5 13 14 1000; do
		export L2D_TEST_CHUNK=$chunk
		for max in 1 7 12; do
			expect 3 l2d-threshold --max-record $max in
			echo "l2d-threshold: in:1:1: a record longer than the $max bytes of --max-record: is a quote never closed?" | same err
			[ ! -s out ]
		done
		expect 0 l2d-threshold --max-record 13 in
		expect 3 l2d-threshold --max-record 14 long
		echo "l2d-threshold: long:2:1: a record longer than the 14 bytes of --max-record: is a quote never closed?" | same err
		expect 0 l2d-threshold --max-record 15 long
		expect 0 l2d-threshold --max-record 18446744073709551615 long
	done
	unset L2D_TEST_CHUNK
	printf 'y,p_a,p_b\na,.5,.5\n"a",.25,.75\n' > long
	for jobs in 1 2; do
		expect 3 l2d-ece --jobs $jobs --max-record 10 long
		echo "l2d-ece: long:3:1: a record longer than the 10 bytes of --max-record: is a quote never closed?" | same err
	done
}

@test "a quote that never closes and a field of quoted newlines take linear time over a pipe" {
	# memchr checks all bytes that it may look at there, each time anew
	case $BUILD in *asan*) skip "the sanitizers' time is not linear" ;; esac
	local n=$((${L2D_ALL:+4 *} 8000000))
	(ulimit -t 15
	(printf 'y,p_a,p_b\n"'; head -c $n /dev/zero | tr '\0' x) | expect 3 l2d-ece
	grep -qF 'l2d-ece: (standard input):2:1: the quote opened here is never closed' err
	(printf 'y,p_a,p_b,n\na,.5,.5,"'; yes '' | head -c $n; echo '"') | expect 0 l2d-ece
	[ "$(wc -l < out)" -eq 2 ])
}

@test "ragged: refused at the first field too many, or the end of the row" {
	refuses ragged "$H\n1,0,a,b\n" "in:2:7: the row has 4 fields, the header 3"
	refuses ragged "$H\n1,0\n" "in:2:4: the row has 2 fields, the header 3"
	refuses ragged "note,$H\n\"x\ny\",1,0,a\n1\n" "in:4:2: the row has 1 field, the header 4"
}

@test "name-twice: refused" {
	refuses name-twice "$H,p_b\n1,0,a,0\n" "in:1:13: column 'p_b': the name stands twice in the header"
}

@test "empty-name: a name" {
	reads empty-name ",$H\n7,1,0,a\n" ",$X\n7,1,0,a,0,model,a\n"
	refuses empty-name ",$H,\n7,1,0,a,\n" "in:1:14: column '': the name stands twice in the header"
}

@test "empty-file: refused, unless --schema gives the header" {
	refuses empty-file "" "in:1:1: the file is empty: no header line"
	refuses empty-file "\0357\0273\0277" "in:1:1: the file is empty: no header line"
	printf '%s\n' "$H" > schema
	: > in
	l2d-threshold --schema schema in > out
	echo "$X" | same out
}

@test "other-header: refused" {
	printf "$H\n1,0,a\n" > one
	printf "p_a,p_c,e_x\n1,0,a\n" > two
	expect 3 l2d-threshold one two
	echo "l2d-threshold: two:1:5: column 'p_c': not the same header as in the first file" | diff -u - err
	printf "p_a,p_b\n1,0\n" > two
	expect 3 l2d-threshold one two
	echo "l2d-threshold: two:1:8: the header has 2 columns, in the first file 3" | diff -u - err
}

@test "nul: a byte like others, but not in numbers" {
	refuses nul "$H\n1\0000,0,a\n" "in:2:1: column 'p_a': not a number: '1\\x00'"
	reads nul "$H,n\0000\n1,0,a,b\0000c\n" "$H,n\0000,score,agent,answer\n1,0,a,b\0000c,0,model,a\n"
}

@test "not-utf8: passes through" {
	reads not-utf8 "$H,\0377\n1,0,a,\0300\0200\n" "$H,\0377,score,agent,answer\n1,0,a,\0300\0200,0,model,a\n"
}

# What is not CSV at all is refused by what it is.

@test "compressed and binary files, and JSON, are named" {
	printf "$H\n1,0,a\n" > table
	binary() { # MESSAGE BYTES
		printf '%b' "$2" > in
		expect 3 l2d-threshold in
		echo "l2d-threshold: in:1:1: $1" | same err
		L2D_TEST_CHUNK=1 expect 3 l2d-threshold in
		echo "l2d-threshold: in:1:1: $1" | same err
		[ ! -s out ]
	}
	gzip -c table > in
	expect 3 l2d-threshold in
	echo "l2d-threshold: in:1:1: gzip, not CSV; gzip -dc reads it" | same err
	gzip -dc in | expect 0 l2d-threshold
	binary "xz, not CSV; xz -dc reads it" '\0375\0067zXZ\0000\0000\0004'
	binary "zstd, not CSV; zstd -dc reads it" '\0050\0265\0057\0375\0044\0000'
	binary "a zip archive (also npz, xlsx), not CSV; unzip -p reads a CSV file in one" 'PK\0003\0004\0024\0000'
	binary "Parquet, not CSV; DuckDB or pandas writes CSV from it" 'PAR1\0025\0000\0025'
	binary "HDF5, not CSV" '\0211HDF\r\n\0032\n'
	binary "a NumPy array, not CSV; numpy.savetxt writes CSV" '\0223NUMPY\0001\0000'
	binary "JSON, not CSV; jq -r writes CSV from it, see l2d-cookbook(7)" '{"y": 0, "p": [0.1, 0.9]}\n'
	binary "JSON, not CSV; jq -r writes CSV from it, see l2d-cookbook(7)" '[{"y": 0}]\n'
	reads par1 "PAR1,$H\n7,1,0,a\n" "PAR1,$X\n7,1,0,a,0,model,a\n"
}

@test "utf-16, with and without its byte order mark, is named" {
	printf "$H\n1,0,a\n" > table
	for code in UTF-16 UTF-16LE UTF-16BE; do
		iconv -f UTF-8 -t $code table > in
		expect 3 l2d-threshold in
		echo "l2d-threshold: in:1:1: UTF-16, not UTF-8; iconv -f $code -t UTF-8 reads it" | same err
		iconv -f $code -t UTF-8 in | expect 0 l2d-threshold
	done
}

shown() { case $1 in '\t') printf '%s' '\x09' ;; *) printf '%s' "$1" ;; esac; }

@test "tabs, semicolons and bars between fields are named" {
	for s in '\t:tabs' ';:semicolons' '|:bars'; do
		refuses "$s" "p_a${s%:*}p_b\n1${s%:*}0\n" \
			"in:1:1: column 'p_a$(shown "${s%:*}")p_b' is the only one of its role (prob): a class alone; the header has no comma but ${s#*:}: fields are separated by commas"
		refuses "$s" "y${s%:*}p_a\na${s%:*}0\n" \
			"in:1:1: no column 'p_*' (prob) or 'z_*' (logit); the header has no comma but ${s#*:}: fields are separated by commas"
	done
	printf 'a;b\n1\n' > in # a name like any other
	expect 0 l2d-split --key 'a;b' --part a --parts a=1 in
}

@test "decimal commas and percent signs are named" {
	refuses comma "$H\n\"0,7\",\"0,3\",a\n" "in:2:1: column 'p_a': not a number (a decimal comma; a point is read): '0,7'"
	refuses comma "$H\n0,75,0,25,a\n" "in:2:8: the row has 5 fields, the header 3 (decimal commas?)"
	refuses percent "$H\n70%,30%,a\n" "in:2:1: column 'p_a': not a number (percent; 45% is written 0.45): '70%'"
}

@test "separators that are mixed: the first that can be told is named, in a cell none is guessed" {
	refuses mixed 'y;p_a\tp_b|e_v\na;.5\t.5|a\n' \
		"in:1:1: no column 'p_*' (prob) or 'z_*' (logit); the header has no comma but tabs: fields are separated by commas"
	refuses mixed "$H\n.5;.5|.5\t1,.5,a\n" "in:2:1: column 'p_a': not a number: '.5;.5|.5\x091'"
	printf 'y;p_a\tp_b|e_v\na;.5\t.5|a\n' > in
	expect 3 l2d-score in
	same err <<< "l2d-score: in:1:1: no column 'y' (label) or 'quality_*' (quality); the header has no comma but tabs: fields are separated by commas"
}

@test "logits, a label, an option, a role that are not what they should be: the message says what could be meant" {
	refuses logits "$H\n2.5,-1.5,a\n" "in:2:1: column 'p_a': not in [0, 1] (percent, or a logit?): '2.5'"
	refuses logits "$H\n-2.5,1,a\n" "in:2:1: column 'p_a': not in [0, 1] (a logit? --columns 'logit=...'): '-2.5'"
	refuses percent "$H\n50,50,a\n" "in:2:1: column 'p_a': not in [0, 1] (percent, or a logit?): '50'"
	printf 'y,p_cat,p_dog\ncaat,.5,.5\n' > in
	expect 3 l2d-ece in
	same err <<< "l2d-ece: in:2:1: column 'y': no class; the nearest is 'cat' (of 'cat', 'dog'): 'caat'"
	sed 's/caat/\x1b[31m\x80/' in | expect 3 l2d-ece
	same err <<< "l2d-ece: (standard input):2:1: column 'y': no class (of 'cat', 'dog'): '\x1b[31m\x80'"
	expect 2 l2d-ece --bin 5 in
	same err <<< "l2d-ece: unknown or ambiguous option '--bin'; did you mean --bins?"
	expect 2 l2d-ece --zebra 5 in
	same err <<< "l2d-ece: unknown or ambiguous option '--zebra'; see --help"
	expect 2 l2d-ece --columns labels=y in
	grep -q "^l2d-ece: --columns: no such role (label, prob, logit, expert, .*): 'labels=y'$" err
	printf 'id,confidence_a,confidence_b\n1,.5,.5\n' > in
	expect 3 l2d-route in
	same err <<< "l2d-route: in:1:1: no column 'conf_*' (conf); 'confidence_a' could be one: --columns 'conf=confidence_*'"
	printf 'key,row\n1,2\n' > in
	expect 3 l2d-apply in
	same err <<< "l2d-apply: in:1:1: not a model file: the header is not key,row,column,value; a table is read by --input or from standard input"
}

@test "a second binding of a role adds to the first (fault: it replaced it)" {
	printf 'id,y,smith,jones\n1,a,a,b\n2,b,b,b\n3,a,a,a\n4,b,b,a\n' > in
	expect 0 l2d-score --columns 'expert=smith expert=jones' in
	[ "$(column alone_smith out),$(column alone_jones out),$(column oracle_accuracy out)" = 1,0.5,1 ]
	cp out want
	expect 0 l2d-score --columns expert=smith --columns expert=jones in && cmp out want
	expect 0 l2d-score --columns expert=jones,smith in && cmp out want # in the order of the header
	L2D_COLUMNS='expert=smith expert=jones' expect 0 l2d-score in && cmp out want
	printf 'y,A,B,C\nA,.5,.25,.25\nC,.25,.25,.5\nB,.5,.25,.25\n' > three
	expect 0 l2d-ece --columns 'prob=A prob=B prob=C' three
	[ "$(column n out),$(column confidence out)" = 3,0.5 ]
	sed 's/A,B,C$/p_A,p_B,p_C/' three | l2d-ece | cmp - out
}

@test "an empty item of a list of columns is refused (fault: it was taken)" {
	printf 'y,e_a,conf_a\na,a,.5\nb,b,.5\n' > in
	for list in "e_*," ",e_*" "e_*,,e_a"; do
		expect 2 l2d-ece -e expert --columns "expert=$list" in
		same err <<< "l2d-ece: --columns: an empty column name: 'expert=$list'"
	done
}

@test "a class alone is refused, with what it may have been meant as" {
	printf 'y,p_spam\nspam,.9\n' > in
	for p in l2d-ece l2d-score l2d-calibrate; do
		expect 3 $p in
		echo "$p: in:1:1: column 'p_spam' is the only one of its role (prob): a class alone; --columns 'prob=p_spam' makes it the probability of class 1 against class 0; other classes need a column each" | same err
	done
	printf 'y,p_spam\n1,.9\n0,.5\n' > in
	expect 0 l2d-ece --columns prob=p_spam -e binary in
}

# Answers and classes: one rule for all programs.

# For every program that reads answers: OPTIONS with which it takes the table of labels 0 and 1, one expert, with p_* or not.
each_reader() {
	local name options
	while IFS='|' read -r name options; do
		"$@" "$name" "$options" || { echo "failed: $name $options"; cat err; return 1; }
	done <<-'E'
	l2d-score|
	l2d-ece|-e expert
	l2d-calibrate|--target experts --method isotonic
	l2d-train|--loss css --l2 1
	l2d-em|--iterations 5 --allow-unconverged
	l2d-route|--frontier --paid-reads
	l2d-curve|
	l2d-threshold|--coverage .5
	l2d-loss|--loss css
	E
}

needs_classes() { case $1 in l2d-curve|l2d-threshold|l2d-loss) return 0 ;; *) return 1 ;; esac; }

# The cell of expert v on line 3 is VALUE: refused, at its place, with the nearest class or none.
refuses_answer() { # VALUE HINT PROGRAM OPTIONS
	local heads="p- -" head
	! needs_classes "$3" || heads=p-
	for head in $heads; do
		awk -F, -v v="$1" -v p="$head" 'BEGIN { OFS = FS; print (p == "-" ? "" : "p_0,p_1,z_0,z_1,") "y,e_v,conf_v,conf_model,x_1,defer_v,score,w"
			for (i = 1; i <= 12; i++) { y = i % 2
				print (p == "-" ? "" : ".4,.6,-.2,.2,") y, (i == 2 ? v : i % 3 ? y : 1 - y), (i % 4 + 1) / 6, .5, i, i / 10, i, 1 } }' > t
		expect 3 "$3" $4 t
		[ ! -s out ] && [ "$(wc -l < err)" -eq 1 ] && grep -qF "$3: t:3:" err && grep -qF "column 'e_v': no class$2 (of '0', '1'): '$1'" err || return
		tac t | sed '$d' > rows && { head -1 t; cat rows; } > back
		expect 3 "$3" $4 back
		grep -qF "column 'e_v': no class$2 (of '0', '1'): '$1'" err || return
		expect 0 "$3" $4 --na "$1" t
		expect 0 "$3" $4 --other-answers wrong t
		sed '3s/,1$/,0/' t > weightless
		[ "$head" = p- ] || expect 0 "$3" $4 weightless
	done
}

@test "an answer that is no class is refused, whatever the program: 0.0 for 0" { each_reader refuses_answer 0.0 "; the nearest is '0'"; }
@test "an answer that is no class is refused, whatever the program: unsure" { each_reader refuses_answer unsure ""; }
@test "an answer that is no class is refused, whatever the program: a blank" { each_reader refuses_answer '1 ' "; the nearest is '1'"; }

@test "a long table given as a wide one is refused" {
	printf 'item,worker,label\n1,ann,a\n1,bob,b\n2,ann,b\n2,bob,b\n' > in
	expect 3 l2d-score --columns 'label=label expert=worker' in
	echo "l2d-score: in:2:3: column 'worker': no class (of 'a', 'b'): 'ann'" | same err
}

@test "an answer may come before the label that makes it a class, also with --jobs and in another file" {
	awk 'BEGIN { print "y,e_v"; for (i = 0; i < 400000; i++) print "a,b"; print "b,a"; print "b,b" }' > in
	expect 0 l2d-score in
	cp out one
	expect 0 l2d-score --jobs 2 in
	same one < out
	{ echo y,e_v; echo a,c; } > late
	for jobs in 1 2; do
		expect 3 l2d-score --jobs $jobs in late
		echo "l2d-score: late:2:3: column 'e_v': no class (of 'a', 'b'): 'c'" | same err
	done
	expect 3 l2d-score late in
	echo "l2d-score: late:2:3: column 'e_v': no class (of 'a', 'b'): 'c'" | same err
}

@test "labels that are all 1 are of the classes 0 and 1" {
	printf 'y,e_v\n1,1\n1,0\n' | expect 0 l2d-score
	[ "$(column alone_v out)" = 0.5 ]
}

@test "--other-answers wrong: the answer passes through and counts as wrong" {
	printf 'y,p_0,p_1,e_v,conf_v,score\n0,.5,.5,unsure,.9,1\n1,.2,.8,1,.9,1\n' > in
	expect 0 l2d-threshold --other-answers wrong --digits 3 in
	[ "$(column answer out | tr '\n' ' ')" = "unsure 1 " ]
	cp out decided
	expect 0 l2d-score --other-answers wrong decided
	[ "$(column alone_v out)" = 0.5 ]
	expect 0 l2d-route --paid-reads --other-answers wrong in
	[ "$(column answer out | tr '\n' ' ')" = "unsure 1 " ]
}

@test "columns that are replaced keep their places, in the order of the computed ones or in another, with none or some between them" {
	printf 'score,p_0,agent,p_1,answer,e_a,z\n1,.25,y,.75,n,0,"q,"\n2,.5,y,.5,n,1,\n' > in
	expect 0 l2d-threshold --cost .25 in
	printf 'score,p_0,agent,p_1,answer,e_a,z\n0,.25,model,.75,1,0,"q,"\n0.25,.5,a,.5,1,1,\n' | same out
	printf 'answer,"x,y",p_0,p_1,agent,score,e_a\nn,"1,",.25,.75,y,1,0\nn,,.5,.5,y,2,1\n' > in
	expect 0 l2d-threshold --cost .25 in
	printf 'answer,"x,y",p_0,p_1,agent,score,e_a\n1,"1,",.25,.75,model,0,0\n1,,.5,.5,a,0.25,1\n' | same out
	printf 'agent,p_0,p_1,score,e_a\ny,.25,.75,1,0\ny,.5,.5,2,1\n' > in
	expect 0 l2d-threshold --cost .25 in
	printf 'agent,p_0,p_1,score,e_a,answer\nmodel,.25,.75,0,0,1\na,.5,.5,0.25,1,1\n' | same out
}

@test "columns that are replaced are named once on standard error; --keep writes beside them" {
	printf 'p_a,p_b,e_x,answer,new_score,score\n1,0,a,b,n,7\n0,1,a,a,n,8\n' > in
	expect 0 l2d-threshold in
	echo 'l2d-threshold: replaced columns of the input: answer, score (--keep writes new ones beside them)' | same err
	printf '%s\n' p_a,p_b,e_x,answer,new_score,score,agent 1,0,a,a,n,0,model 0,1,a,b,n,0,model | same out
	expect 0 l2d-threshold --keep in
	[ ! -s err ]
	printf '%s\n' p_a,p_b,e_x,answer,new_score,score,new_new_score,agent,new_answer 1,0,a,b,n,7,0,model,a 0,1,a,a,n,8,0,model,b | same out
	cut -d, -f1-3 in | expect 0 l2d-threshold
	[ ! -s err ]
}

@test "--round-off clips single-precision probabilities, in every program that reads them, and says how many" {
	printf 'id,y,p_a,p_b,conf_v,e_v,q_model,q_v,x_1,defer_v,score\n1,a,1.00000536,-5.3e-6,.5,a,.5,.5,1,0,1\n2,b,.25,.75,1.000001,a,.5,.5,2,0,2\n3,a,.75,.25,.5,b,.5,.5,3,0,3\n' > in
	sed 's/1.00000536/1/; s/-5.3e-6/0/; s/1.000001/1/' in > clipped
	for run in l2d-score l2d-ece 'l2d-ece -e expert' 'l2d-ece -j 2' l2d-curve 'l2d-calibrate --method isotonic' l2d-threshold \
		'l2d-route --paid-reads' l2d-workload 'l2d-loss --loss ce' 'l2d-train --loss rejector --l2 1'; do
		expect 3 $run in
		grep -qF "(rounding? --round-off 1e-5 clips): '1.00000" err
		expect 3 $run --round-off 1e-7 in
		expect 0 $run clipped
		sed 's/1,a,1,0,/1,a,1.00000536,-5.3e-6,/; s/,1,a,.5,.5,2/,1.000001,a,.5,.5,2/' out > want
		expect 0 $run --round-off 1e-5 in
		diff -u want out
		grep -qE "^l2d-[a-z]*: [123] cells? beyond \[0, 1\] by at most --round-off clipped$" err
	done
	expect 2 l2d-ece --round-off .01 in
	printf '%s\n' 'p_a,p_b,y' '2.5,-1,a' > in
	expect 3 l2d-ece in
	echo "l2d-ece: in:2:1: column 'p_a': not in [0, 1] (percent, or a logit?): '2.5'" | same err
}

@test "an answer whose label is in another part is one of the whole: --partial and --merge refuse what one run refuses" {
	printf 'y,e_v,conf_v\na,b,.5\na,a,.5\n' > one
	printf 'y,e_v,conf_v\nb,b,.5\n' > two
	printf 'y,e_v,conf_v\na,c,.5\n' > three
	for run in l2d-score 'l2d-ece -e expert'; do
		for part in one two three; do $run --partial $part > $part.state; done
		expect 0 $run one two
		cp out whole
		expect 0 $run --merge one.state two.state
		diff -u whole out
		expect 3 $run one
		expect 3 $run --merge one.state
		grep -qF "the states have an answer that is no class (of 'a'): 'b'" err
		expect 3 $run one two three
		expect 3 $run --merge three.state two.state one.state
		grep -qF "the states have an answer that is no class (of 'a', 'b'): 'c'" err
		for part in one two three; do $run --other-answers wrong --partial $part > $part.state; done
		expect 0 $run --other-answers wrong one two three
		cp out whole
		expect 0 $run --other-answers wrong --merge one.state two.state three.state
		diff -u whole out
		expect 3 $run --merge one.state two.state three.state
	done
}
