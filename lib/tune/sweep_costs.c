/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "tune/sweep_costs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "number/num_parse.h"
#include "number/num_print.h"

/* x as the nearest decimal of 15 digits, which has more than enough room in a double. */
static double decimal(double x)
{
	char s[NUM_LENGTH];

	num_parse(s, num_print(s, x, 15), &x);
	return x;
}

/* The three numbers of the grid. */
static bool parse_grid(const char *grid, double part[3])
{
	for (int i = 0; i < 3; i++) {
		size_t n = strcspn(grid, ":");

		if (num_parse(grid, n, &part[i]) || (i < 2) != (grid[n] == ':'))
			return false;
		grid += n + 1;
	}
	return part[2] > 0 && part[1] >= part[0];
}

int sweep_costs_read(struct sweep_costs *s, const char *grid, struct err *e)
{
	double part[3], steps;

	if (!parse_grid(grid, part))
		return err_set(e, ST_USAGE, "--sweep: not LO:HI:STEP with LO <= HI and STEP > 0: '%.200s'", grid);
	/* HI is reached when rounding leaves it a millionth of a step away */
	steps = floor((part[1] - part[0]) / part[2] + 1e-6);
	if (steps > 1e6)
		return err_set(e, ST_USAGE, "--sweep: more than a million costs: '%.200s'", grid);
	s->n = (size_t)steps + 1;
	s->cost = mem_alloc(s->n, sizeof *s->cost, e);
	if (!s->cost)
		return ST_SYSTEM;
	for (size_t i = 0; i < s->n; i++)
		s->cost[i] = decimal(part[0] + (double)i * part[2]);
	return ST_OK;
}

void sweep_costs_free(struct sweep_costs *s)
{
	free(s->cost);
	*s = (struct sweep_costs){0};
}
