load common

@test "chow: defer iff 1 - max p > c0; ties stay with the model" {
	cat > in <<-'E'
	id,y,p_a,p_b,e_x,note
	1,a,0.9,0.1,b,"one, quoted"
	2,b,0.5,0.5,b,
	3,a,0.75,0.25,a,x
	4,a,0.7,0.3,,x
	E
	expect 0 l2d-threshold --cost 0.25 in
	same out <<-'E'
	id,y,p_a,p_b,e_x,note,score,agent,answer
	1,a,0.9,0.1,b,"one, quoted",-0.15000000000000002,model,a
	2,b,0.5,0.5,b,,0.25,x,b
	3,a,0.75,0.25,a,x,0,model,a
	4,a,0.7,0.3,,x,0.050000000000000044,x,
	E
	[ ! -s err ]
}

@test "posthoc: the best expert by conf - cost, against the model; the model's own cost counts" {
	cat > in <<-'E'
	p_a,p_b,e_x,e_y,conf_x,conf_y,cost_x,cost_y,cost_model
	0.75,0.25,a,b,1,0.875,0.25,0,0
	0.75,0.25,a,b,0.75,0.75,0,0,0.125
	0.25,0.75,a,b,0.5,0.875,0,0.125,0
	E
	expect 0 l2d-threshold --rule posthoc in
	tail -n +2 out | cut -d, -f10- > got
	same got <<-'E'
	0.125,y,b
	0.125,x,a
	0,model,b
	E
	l2d-threshold --rule posthoc --cost 0 in | tail -n +2 | cut -d, -f10- > got
	same got <<-'E'
	0.25,x,a
	0.125,x,a
	0.125,y,b
	E
}

@test "posthoc with conf_E = 1 is chow" {
	l2d-threshold --rule chow --cost 0.1 < "$TESTDATA/small/cases.csv" > chow
	l2d-threshold --rule posthoc --expert-accuracy ann=1 --expert-accuracy bob=1 --cost 0.1 \
		< "$TESTDATA/small/cases.csv" | diff -u chow -
}

@test "--threshold moves the cut, --coverage finds it, tie blocks whole" {
	cat > in <<-'E'
	p_a,p_b,e_x,w
	0.5,0.5,a,1
	0.75,0.25,a,1
	0.75,0.25,b,1
	1,0,a,2
	E
	agents() { l2d-threshold "$@" in > t && column agent t | tr '\n' ' '; }
	[ "$(agents --threshold 0)" = "x x x model " ]
	[ "$(agents --threshold 0.25)" = "x model model model " ]
	[ "$(agents --threshold -1)" = "x x x x " ]
	[ "$(agents --coverage 0)" = "x x x x " ]
	[ "$(agents --coverage 0.4)" = "x x x model " ]
	[ "$(agents --coverage 0.41)" = "x model model model " ]
	[ "$(agents --coverage 0.8)" = "x model model model " ]
	[ "$(agents --coverage 1)" = "model model model model " ]
}

@test "hatespeech: chow at 20 % and 10 % deferral" {
	accuracy() {
		l2d-threshold --coverage "$1" "$TESTDATA/hatespeech/hatespeech_24783.csv" |
			awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
				{ right += $at["answer"] == $at["y"] } END { printf "%.7f\n", right / (NR - 1) }'
	}
	near "$(accuracy 0.8)" 0.9328976 1e-7
	near "$(accuracy 0.9)" 0.9235766 1e-7
}

@test "logits stand in for probabilities; one column is a binary classifier" {
	printf 'z_a,z_b,e_x\n0,0,a\n2,0,b\n' > logits
	l2d-threshold --digits 6 logits > out
	same out <<-'E'
	z_a,z_b,e_x,score,agent,answer
	0,0,a,0.5,x,a
	2,0,b,0.119203,x,b
	E
	printf 'p,e_x\n0.25,1\n0.875,0\n' > binary
	l2d-threshold --columns prob=p --cost 0.2 --digits 3 binary > out
	same out <<-'E'
	p,e_x,score,agent,answer
	0.25,1,0.05,x,1
	0.875,0,-0.075,model,1
	E
}

@test "computed columns take the place of their namesakes" {
	printf 'score,p_a,p_b,e_x,"an,swer",agent\nold,1,0,b,"k,p",old\n' > in
	l2d-threshold in > out
	same out <<-'E'
	score,p_a,p_b,e_x,"an,swer",agent,answer
	0,1,0,b,"k,p",model,a
	E
}

@test "roles are renamed by --columns and by L2D_COLUMNS, the option wins" {
	printf 'prob a,prob b,reader_x\n0.5,0.5,b\n' > in
	L2D_COLUMNS='expert=reader_* prob=nothing_*' l2d-threshold --columns '"prob=prob *"' in > out
	same out <<-'E'
	prob a,prob b,reader_x,score,agent,answer
	0.5,0.5,b,0.5,x,b
	E
	expect 3 l2d-threshold --columns prob=q_* in
	grep -qF "no column 'q_*' (prob); the nearest there is" err
	expect 2 l2d-threshold --columns probs=q_* in
	grep -qF "no such role: 'probs=q_*'" err
	expect 2 l2d-threshold --columns 'prob=*_*' in
}

@test "--schema, --na, --na-action, --renormalize" {
	printf 'p_a,p_b,e_x\n' > schema
	printf '0.5,0.5,NA\n' | l2d-threshold --schema schema --na NA,? > out
	same out <<-'E'
	p_a,p_b,e_x,score,agent,answer
	0.5,0.5,NA,0.5,x,
	E
	printf 'p_a,p_b,e_x\n0.5,,a\n1,0,a\n?,1,a\n' > in
	expect 0 l2d-threshold --na '?' --na-action skip in
	same out <<-'E'
	p_a,p_b,e_x,score,agent,answer
	1,0,a,0,model,a
	E
	same err <<-'E'
	l2d-threshold: 2 rows skipped: a needed cell is missing
	E
	printf 'p_a,p_b,e_x\n3,1,a\n' > in
	l2d-threshold --renormalize in > out
	same out <<-'E'
	p_a,p_b,e_x,score,agent,answer
	3,1,a,0.25,x,a
	E
}

@test "what it refuses" {
	printf 'p_a,p_b,e_x\n0.5,0.5,a\n' > in
	refuse() { # STATUS MESSAGE ARGUMENTS
		local status=$1 message=$2
		shift 2
		expect "$status" l2d-threshold "$@" in
		echo "l2d-threshold: $message" | diff -u - err
		[ ! -s out ]
	}
	refuse 2 '--threshold and --coverage exclude each other' --threshold 0 --coverage 1
	refuse 2 '--coverage: not in [0, 1]' --coverage 1.1
	refuse 2 "--rule: 'chov' is none of chow|posthoc" --rule chov
	refuse 2 "--cost: not a number: 'x'" --cost x
	refuse 2 "--expert-accuracy: no such expert: 'z=0.5'" --rule posthoc --expert-accuracy z=0.5
	refuse 2 "--expert-accuracy: not NAME=A with A in [0, 1]: 'x=5'" --rule posthoc --expert-accuracy x=5
	refuse 3 "in:1:1: no column 'conf_x' and no --expert-accuracy for that expert" --rule posthoc
	printf 'p_a,p_b\n0.5,0.5\n' > in
	refuse 3 "in:1:1: no column 'e_*' (expert): nobody to defer to"
	printf 'p_a,p_b,e_model\n0.5,0.5,a\n' > in
	refuse 3 "in:1:1: an expert cannot be called 'model'"
	printf 'p_a,p_b,e_x,cost_z\n0.5,0.5,a,1\n' > in
	refuse 3 "in:1:1: column 'cost_z': no agent of that name"
}
