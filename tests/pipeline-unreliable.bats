# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
load pipeline

# breaks COLUMN METHOD WHO
breaks() {
	awk -F, -v name="$1" -v m="$2" -v w="$3" 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next }
		$1 == m && $2 == w { print $c[name] }' out/breaks.csv
}

@test "unreliable annotators: who trusts them most breaks first, and the rule that allows for it last" {
	run_pipeline unreliable
	above "$(breaks breaks posthoc all)" "$(breaks breaks chow all)" .03
	above "$(breaks breaks ambiguity.1 all)" "$(breaks breaks posthoc all)" .02
	above "$(breaks breaks ambiguity.2 all)" "$(breaks breaks ambiguity.1 all)" 0
	above "$(breaks gain posthoc all)" "$(breaks gain ambiguity.2 all)" .003
	# all of Chow's tweets go to one annotator: the single point of failure
	[ "$(at system_accuracy method=chow who=all worse=.3)" = "$(at system_accuracy method=chow who=weakest worse=.3)" ]
	above "$(at system_accuracy method=posthoc who=weakest worse=.3)" "$(at system_accuracy method=posthoc who=all worse=.3)" .005
	# who drifts to twice the level is over all tweets as good as who is at the level, and in the last quarter worse
	near "$(at system_accuracy method=posthoc who=drift worse=.3)" "$(at system_accuracy method=posthoc who=all worse=.3)" .015
	above "$(at system_accuracy method=posthoc who=drift worse=.3)" "$(at system_accuracy method=posthoc who=late worse=.3)" .01
	above "$(breaks breaks posthoc drift)" "$(breaks breaks posthoc late)" .02
	# a line by hand: Chow's accuracy falls to the model's between the two levels
	awk -F, '$1 == "trial" { for (i = 1; i <= NF; i++) c[$i] = i; next }
		$2 == "chow" && $3 == "all" { d[$1, $4] = $c["system_accuracy"] - $c["alone_model"] }
		END { for (t = 1; t <= 2; t++) s += .3 * d[t, "0"] / (d[t, "0"] - d[t, ".3"]) / 2; printf "%.9f\n", s }' out/trial/*.csv > wanted
	near "$(cat wanted)" "$(breaks breaks chow all)" 1e-6
}
