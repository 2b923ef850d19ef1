# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# Damaged models: a model file of every kind, every record damaged in turn.
load common

setup_file() { cd "$BATS_FILE_TMPDIR" && models; }
setup() { trace_the_test_only && cd "$BATS_TEST_TMPDIR" && cp "$BATS_FILE_TMPDIR"/*.m "$BATS_FILE_TMPDIR"/*.in "$BATS_FILE_TMPDIR/all" .; }

# One small model of each kind and form in NAME.m, and the table NAME.in that it is applied to.
models() {
	awk 'BEGIN { srand(3); print "id,y,x_1,x_2,p_0,p_1,e_E,e_F,conf_E,conf_F"
		for (i = 0; i < 60; i++) { a = rand() - .5; b = rand(); y = a + .6 * (rand() - .5) > 0; p = .5 + a / 2
			printf "%d,%d,%.3f,%.3f,%.3f,%.3f,%d,%d,%.2f,%.2f\n", i, y, a, b, 1 - p, p, rand() < .8 ? y : 1 - y,
				rand() < .7 ? y : 1 - y, .5 + b / 2, .3 + .6 * rand() } }' > all
	cut -d, -f1-4,7,8 all > raw
	cut -d, -f1-5 raw | l2d-train --loss css --cmax tight --cost .1 > tight.m
	l2d-train --loss ova --cost .1 --map quadratic raw > ova.m
	l2d-train --loss realizable --map rff:2 --hidden 2 --epochs 2 --allow-unconverged raw > rff.m
	l2d-train --loss rejector --cost .1 all > rejector.m
	l2d-em --iterations 3 --allow-unconverged raw > mixture.m
	l2d-em --method dawid-skene raw > matrices.m
	l2d-em --method glad --prior columns all > abilities.m
	l2d-em --method one-coin --prior features --hidden 2 --l2 .1 --iterations 3 --allow-unconverged raw > coins.m
	for method in temperature vector platt isotonic; do l2d-calibrate --method $method all > $method.m; done
	l2d-calibrate --target experts --method beta all > beta.m
	l2d-calibrate --target all --method histogram --bins 3 all > histogram.m
	l2d-calibrate --method dirichlet all > dirichlet.m
	l2d-threshold --rule posthoc --coverage .31 --fit all > threshold.m
	l2d-threshold --rule posthoc --expert-accuracy E=.8 --budget .3 --exact --fit all > coin.m
	sed '1s/^id/site/; 2,$s/^[0-9]*\([0-2]\),/\1,/; 2,$s/^[0-9]*[3-9],/z,/' all > sites
	l2d-threshold --rule posthoc --budget .3 --exact --group site --fit sites > sitecoin.m
	l2d-threshold --rule posthoc --fair coverage --tolerance .2 --group site --fit sites > fair.m
	l2d-calibrate --target all --method platt --smooth --group site sites > siteplatt.m
	for m in sitecoin fair siteplatt; do head -8 sites > $m.in; done
	for m in tight ova rff mixture matrices coins; do head -8 raw > $m.in; done
	for m in rejector abilities temperature vector platt isotonic beta histogram dirichlet threshold coin; do head -8 all > $m.in; done
}

damaged_models() {
	local step=23 # of the damages
	[ -z "${L2D_ALL-}" ] || step=1
	local place='^l2d-apply: [^:]+:[0-9]+(:[0-9]+)?: |lacks the record|: (no|fewer than two) [a-z]+|needs [0-9]+ numbers|closed link'
	for m in *.m; do
		name=${m%.m}
		l2d-apply "$m" < "$name.in" > want
		[ "$(wc -l < want)" -eq 8 ]
		for i in $(seq 1 $step "$(damage "$m")"); do
			status=0
			l2d-apply "$i.d" < "$name.in" > out 2> err || status=$?
			case $status in
			3) # with the place: that of the record, or what is lacking
				says '' && [[ $(< err) =~ $place ]] || { diff "$m" "$i.d"; cat err; false; } ;;
			0)
				# harmless, or another model: a number or a word in its range is believed (any text is the
				# name of a group), and nothing is lost unseen
				cmp -s want out || diff "$m" "$i.d" | grep -qE '^> .*,(-1|2\.5|word|9{17})$|^> group,[^,]*,[^,]*,|^> (threshold|price|next_price|of\.(threshold|price|next_price)),[^,]*,,inf$' || { diff "$m" "$i.d"; diff want out; false; }
				! grep -qE '(^|,)-?(nan|inf)(,|$)' out || { diff "$m" "$i.d"; cat out; false; } ;;
			*) diff "$m" "$i.d"; echo "status $status"; cat err; false ;;
			esac
		done
	done
}
@test "fault: broken models are applied: every record of every kind, damaged in turn" { damaged_models; }

@test "fault: a small model that claims 10^6 mapped features is refused before it gets memory" {
	case $BUILD in *asan*) skip "the sanitizers need memory of their own" ;; esac
	for claim in 'mapped,,,1000000' 'hidden,1,,1048576'; do
		sed "s/^${claim%,*},.*/$claim/" rff.m > big.m
		grep -q "^$claim\$" big.m
		(ulimit -v 200000 && expect 3 l2d-apply big.m < rff.in)
		grep -qE "big.m: the model needs [0-9]+ numbers, but the file has [0-9]+ records" err
	done
}

@test "fault: a version from the future, a width of 2.5, a scale of 0, a weight that is no number" {
	refuse() { # NEW MESSAGE: a record replaced
		awk -v new="$1" 'BEGIN { key = new; sub(/[^,]*$/, "", key) } index($0, key) == 1 { print new; next } { print }' rff.m > bad.m
		expect 3 l2d-apply bad.m < rff.in
		sed 's/:[0-9]*:/:N:/' err | diff -u <(echo "l2d-apply: bad.m:N: $2") -
		[ ! -s out ]
	}
	refuse version,,,999.1.0 "version: later than this program's, $(l2d-apply --version | awk '{ print $NF }'): '999.1.0'"
	refuse hidden,1,,2.5 "hidden: not a width: '2.5'"
	refuse scale,2,,0 "scale: not from 2.22507e-308 to 1e+150: '0'"
	refuse joint.weight.1,h1,m1,nan "joint.weight.1: not finite: 'nan'"
	refuse joint.bias.2,z_0,,inf "joint.bias.2: not finite: 'inf'"
	refuse joint.bias.2,z_0,,1e308 "joint.bias.2: out of range: '1e308'"
	refuse alpha,,,1.5 "alpha: not from 0 to 1: '1.5'"
}

@test "fault: a model for other classes leaves old p_* beside new ones" {
	sed 's/p_1/p_2/' all | head -4 > other.in
	expect 3 l2d-apply ova.m --input other.in
	echo "l2d-apply: other.in:1:1: column 'p_2' would stand beside the models' columns of its kind, and is none of them" |
		diff -u - err
	[ ! -s out ]
	expect 0 l2d-apply --emit logits ova.m --input other.in
	# an input so large that a probability would be no number is named with its row
	printf 'x_1,x_2,e_E,e_F\n0,0,0,0\n1e308,0,0,0\n' > large
	expect 3 l2d-apply ova.m --input large
	grep -q "large:3:1: the model ova.m computes no finite number for 'z_" err
}
