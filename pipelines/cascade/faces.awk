# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# ferplus.csv for two uses: the cheap predictor gh_cnn as the model (p_*: its confidence for its class, the rest shared by
# the others), the dear ones as experts; and all four as experts.  Features: gh_cnn's confidence and its class.
# Prices in dollars for 10,000 calls; gh_cnn runs always.
BEGIN { FS = OFS = "," }

NR == 1 {
	print "id,y,p_0,p_1,p_2,p_3,p_4,p_5,p_6,e_gh,e_facepp,e_microsoft,e_google," \
		"cost_model,cost_gh,cost_facepp,cost_microsoft,cost_google,x_conf,x_0,x_1,x_2,x_3,x_4,x_5,x_6"
	next
}

{
	p = x = ""
	for (k = 0; k < 7; k++) {
		p = p "," (k == $3 ? $4 : (1 - $4) / 6)
		x = x "," (k == $3)
	}
	print $1, $2 p, $3, $5, $7, $9, .001, .001, 5.001, 10.001, 15.001, $4 x
}
