# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# shellcheck shell=bash disable=SC2034
# fit LOSS L2 TABLE CASES: a head fitted to TABLE under LOSS, and its decisions on CASES by the rule that goes with it.
losses="css ova sova confidence asm lee rejector twostage realizable mixexp triage"

fit() {
	local options="--no-standardize --l2 $2 --tolerance 1e-6 --iterations 5000 --allow-unconverged" rule
	case $1 in
	css|realizable|asm|lee) rule=css ;;
	ova) rule=ova ;;
	sova) rule=posthoc ;;
	confidence) rule=confidence ;;
	*) rule=rejector ;;
	esac
	# shellcheck disable=SC2086 # options are words
	case $1 in
	rejector|twostage)
		l2d-train --loss ce $options "$3" > frozen.csv
		l2d-apply --emit logits frozen.csv < "$3" | l2d-train --loss "$1" $options > head.csv
		l2d-apply --emit logits frozen.csv head.csv < "$4" ;;
	*)
		l2d-train --loss "$1" $options "$3" > head.csv
		l2d-apply head.csv < "$4" ;;
	esac | l2d-threshold --rule $rule 2> log
}
