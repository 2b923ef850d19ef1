# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
load pipeline

@test "which losses reach the best system of a known world, and of linear heads in the plane" {
	run_pipeline consistency
	# consistent: no excess risk in the population; realizable, mixexp and triage have one
	for loss in css ova sova confidence asm lee rejector twostage; do
		[ "$(at excess world=points loss=$loss cases=0)" = 0 ]
		above -.7 "$(awk -F, -v l=$loss '$1 == l { print $2 }' out/slopes.csv)" 0
	done
	for loss in realizable mixexp triage; do above "$(at excess world=points loss=$loss cases=0)" .005 0; done
	# what they say of the expert in the population is the truth
	for loss in css ova sova confidence; do above 1e-4 "$(at confidence_error world=points loss=$loss cases=0)" 0; done
	above 2e-3 "$(at confidence_error world=points loss=asm cases=0)" 0
	# mixexp defers where the entropy of the label is above the expert's risk: its excess by hand
	awk -v points=40 -v seed=1 -v write=truth -f "$ROOT/pipelines/consistency/world.awk" | awk -F, '
		$1 == "x" { next }
		{
			entropy = -($3 * log($3) + $4 * log($4) + $5 * log($5))
			class = $3 > $4 ? $3 : $4
			if ($5 > class) class = $5
			excess += $2 * ($7 - (entropy > 1 - $6 ? $6 : class))
		}
		END { print excess }' > byhand
	near "$(at excess world=points loss=mixexp cases=0)" "$(cat byhand)" 1e-5
	# linear heads in the plane, where no error can be reached: realizable does, and so does mixexp; the consistent do not
	for loss in realizable mixexp; do [ "$(at excess world=plane loss=$loss cases=0)" = 0 ]; done
	for loss in css ova sova confidence asm lee rejector twostage triage; do above "$(at excess world=plane loss=$loss cases=0)" .05 0; done
	# no c0: the option is refused; frozen: at any c0 the classifier says what it said
	mkdir refused
	cd refused
	l2d-synth blobs --classes 3 --features 2 --rows 200 | l2d-expert --classes 0..2 --expert h=accuracy:.8 > table.csv 2> log
	for loss in confidence asm realizable; do expect 2 l2d-train --loss $loss --cost .1 table.csv; done
	l2d-train --loss ce table.csv > frozen.csv
	l2d-apply --emit logits frozen.csv < table.csv > logits.csv
	for loss in rejector twostage; do
		l2d-train --loss $loss --cost .5 logits.csv > head.csv
		l2d-apply --emit logits frozen.csv head.csv < table.csv | cut -d, -f"1-$(head -n 1 logits.csv | tr , '\n' | wc -l)" | cmp - logits.csv
	done
}
