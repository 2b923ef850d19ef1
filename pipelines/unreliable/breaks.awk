# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# Of each trial, method and kind: the level at which the system's accuracy falls to the model's, between the levels tried by a
# straight line, the last level where it never does; and by how much it is above the model's before anybody worsens.
BEGIN { FS = OFS = ","; print "trial", "method", "who", "breaks", "gain" }

$1 == "trial" { for (i = 1; i <= NF; i++) c[$i] = i; next }

# The model is that of the table, not the classifier that EM trains; on the late tweets it has another accuracy than on all.
$2 == "chow" { model[$1, $3 == "late"] = $c["alone_model"] }

{
	key = $1 OFS $2 OFS $3
	ahead = $c["system_accuracy"] - model[$1, $3 == "late"]
	if (key != last) { finish(); last = key; gain = ahead; breaks = ahead <= 0 ? 0 : "" }
	else if (breaks == "" && ahead <= 0) breaks = level + ($4 - level) * before / (before - ahead)
	before = ahead
	level = $4 + 0
}

END { finish() }

function finish() {
	if (last != "") print last, breaks == "" ? level : breaks, gain
}
