# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# What is run wherever processors are compared (processor.bats, arm64.sh); sourced.
# shellcheck shell=bash

# train.csv and scores.csv, small tables, by the programs of this processor.
tables() {
	l2d-synth --rows 700 --features 7 --classes 3 --error .2 blobs |
		l2d-expert --classes 0,1,2 --expert a=accuracy:.8 --expert b=first:1 --expert c=accuracy:.6 --missing .3 |
		awk -F, -v OFS=, '{ print $0, NR == 1 ? "w" : 1 + NR % 3 }' > train.csv
	l2d-train --loss ova train.csv | l2d-apply - --input train.csv > scores.csv
}

# Everything that is summed, exponentiated or fitted.  BIN: the programs.
runs() { # BIN
	for loss in ce confidence css ova sova mixexp realizable asm lee triage; do
		"$1/l2d-train" --loss $loss train.csv
	done
	"$1/l2d-apply" --emit logits <("$1/l2d-train" train.csv) < train.csv > logits.csv
	for loss in rejector twostage; do
		"$1/l2d-train" --loss $loss logits.csv
	done
	"$1/l2d-train" --loss css --hidden 5 --epochs 5 train.csv
	"$1/l2d-train" --loss ce --map rff:40 --tolerance 1e-4 train.csv | tee head.csv
	"$1/l2d-apply" head.csv < train.csv
	for options in --balanced "--hidden 3" "--estep variational"; do
		# shellcheck disable=SC2086 # a list of options
		"$1/l2d-em" --iterations 5 --allow-unconverged $options train.csv | tee em.csv
		"$1/l2d-apply" em.csv < train.csv
	done
	for method in temperature vector platt beta isotonic histogram dirichlet; do
		"$1/l2d-calibrate" --method $method scores.csv | tee map.csv
		"$1/l2d-apply" map.csv < scores.csv
	done
	"$1/l2d-loss" --loss css scores.csv
	"$1/l2d-ece" --smooth --norm 3 scores.csv
	"$1/l2d-ece" --interval .9 --draws 200 scores.csv
	"$1/l2d-threshold" --rule posthoc scores.csv | tee decided.csv
	"$1/l2d-curve" decided.csv
	"$1/l2d-score" decided.csv
	"$1/l2d-threshold" --columns weight= --risk .5 --delta .2 scores.csv
	"$1/l2d-workload" --share model=.4:.6 --balanced scores.csv
	"$1/l2d-synth" --rows 3000 --features 3 four-gaussians
	"$1/l2d-synth" --rows 50 blobs
}
