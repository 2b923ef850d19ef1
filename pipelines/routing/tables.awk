# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# A table of answers by two language models, -v data=routerarena, mt_bench or mmlu, as id, group, quality_*, cost_* and, for
# mmlu, published estimates.  Costs: dollars for 1,000 questions as they were (routerarena), or for a million tokens (the others).
# question: rows of one question stay together (the turns of a conversation).  Groups: the benchmark that a question is from without its part, the ten questions of a category, the subject.
BEGIN { FS = OFS = "," }

NR == 1 {
	split(data == "routerarena" ? "haiku flash" : "mixtral gpt4", name, " ")
	print "id", "group", "quality_" name[1], "quality_" name[2], "cost_" name[1], "cost_" name[2], "pub_" name[1], "pub_" name[2], "question"
	next
}

data == "routerarena" { sub(/[_-].*/, "", $2); print $1, $2, $3, $4, 1000 * $5, 1000 * $6, 0, 0, $1 }
data == "mt_bench" { print $1, int(($2 - 1) / 10), $4, $5, .24, 24.7, 0, 0, $2 }
data == "mmlu" { print $1, $2, $3, $4, .24, 24.7, $5, $6, $1 }
