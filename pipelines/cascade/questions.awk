# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# mmlu_14042.csv as a choice between Mixtral, the model, and GPT-4, the expert.  The label is whether Mixtral is right, the
# model always says 1 (z_0 = 0, z_1 = 1), the expert says the label where it is right and the other one where it is wrong.
# Prices in dollars for a million tokens, as RouteLLM has them: 0.24 and 24.7; Mixtral runs always.
BEGIN { FS = OFS = "," }

NR == 1 {
	print "id,y,z_0,z_1,e_gpt4,cost_model,cost_gpt4,difficulty,gain,x_len,x_digits,x_1,x_2,x_3,x_4,x_5,x_6,x_7,x_8"
	next
}

{
	print $1, $3, 0, 1, $4 ? $3 : 1 - $3, .24, 24.94, 1 - $5, $6 - $5, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16
}
