# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# A discrete world: -v points=M values of x, three classes, P(x), P(y | x) and P(e right | x, y) drawn by -v seed.
#   -v write=population  every (x, y, e right or wrong) once, with its probability as the weight: what an infinite table says
#   -v write=table       -v rows=N cases drawn from it, equal ones as one row with their number as its weight
#   -v write=truth       x, P(x), what a class is worth (its probability), what the expert is worth, and the best of them
# Features are one indicator a value of x, so a linear head can be any function of x.
BEGIN {
	OFS = ","
	classes = 3
	state = seed * 7919 % 2147483647 + 17
	for (i = 0; i < 20; i++) uniform()
	for (x = 1; x <= points; x++) total += mass[x] = .2 + uniform()
	for (x = 1; x <= points; x++) {
		mass[x] /= total
		sum = 0
		for (y = 0; y < classes; y++) sum += p[x, y] = -log(uniform()) + .05
		for (y = 0; y < classes; y++) {
			p[x, y] /= sum
			a[x, y] = .2 + .75 * uniform()
			expert[x] += p[x, y] * a[x, y]
			if (p[x, y] > best[x]) best[x] = p[x, y]
		}
	}
	if (write == "truth") truth()
	else {
		line = "id,y,e_h,w"
		for (x = 1; x <= points; x++) line = line OFS "x_" x
		print line
		if (write == "table") table()
		else population()
	}
}

# Lehmer's generator (Park and Miller 1988): the same for every awk.
function uniform()
{
	state = state * 16807 % 2147483647
	return state / 2147483647
}

function features(x,    line, k)
{
	for (k = 1; k <= points; k++) line = line OFS (k == x)
	return line
}

function truth(    x, y, line)
{
	print "x,p_x,class_0,class_1,class_2,expert,optimum"
	for (x = 1; x <= points; x++) {
		line = x OFS mass[x]
		for (y = 0; y < classes; y++) line = line OFS sprintf("%.12g", p[x, y])
		print line, sprintf("%.12g", expert[x]), sprintf("%.12g", best[x] > expert[x] ? best[x] : expert[x])
	}
}

# A wrong answer is the next class.
function population(    x, y, n)
{
	for (x = 1; x <= points; x++) for (y = 0; y < classes; y++) {
		print ++n, y, y, sprintf("%.12g", mass[x] * p[x, y] * a[x, y]) features(x)
		print ++n, y, (y + 1) % classes, sprintf("%.12g", mass[x] * p[x, y] * (1 - a[x, y])) features(x)
	}
}

function table(    n, u, x, y, right, count)
{
	state = (seed * 104729 + 31 * rows + 12345) % 2147483647
	for (n = 1; n <= 20; n++) uniform()
	for (n = 1; n <= rows; n++) {
		u = uniform()
		for (x = 1; x < points && u >= mass[x]; x++) u -= mass[x]
		u = uniform()
		for (y = 0; y < classes - 1 && u >= p[x, y]; y++) u -= p[x, y]
		right = uniform() < a[x, y]
		count[x, y, right]++
	}
	n = 0
	for (x = 1; x <= points; x++) for (y = 0; y < classes; y++) for (right = 0; right < 2; right++)
		if (count[x, y, right]) print ++n, y, right ? y : (y + 1) % classes, count[x, y, right] features(x)
}
