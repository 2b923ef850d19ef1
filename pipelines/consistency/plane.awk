# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# A world in which a linear classifier and a linear rejector make no mistake together, but no linear classifier is good by
# itself: points of a grid in the plane.  Above 0 the expert is right and the label is 1 left of 0; there are two thirds of
# the cases.  Below, the label is 1 right of 0 and the expert is right on one case of two.  Rows are weighted by probability.
BEGIN {
	OFS = ","
	print "id,y,e_h,w,x_1,x_2"
	for (i = -5; i <= 4; i++) for (j = -5; j <= 4; j++) {
		x1 = (i + .5) / 5
		x2 = (j + .5) / 5
		if (x2 > 0) print ++n, (x1 < 0), (x1 < 0), 2 / 150, x1, x2
		else for (right = 0; right < 2; right++) print ++n, (x1 > 0), (right ? x1 > 0 : x1 < 0), 1 / 300, x1, x2
	}
}
