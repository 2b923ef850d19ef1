/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "calibrate/calibration_rows.h"

#include <math.h>
#include <string.h>

/* Arrays of the pile: those of struct calibration_data. */
enum { IN, Y, W, GROUP, ARRAYS };

int calibration_rows_init(struct pile *s, size_t k, bool grouped, struct err *e)
{
	int st = pile_init(s, grouped ? ARRAYS : GROUP, e);

	if (st)
		return st;
	pile_shape(s, IN, sizeof(double), k);
	pile_shape(s, Y, sizeof(size_t), 1);
	pile_shape(s, W, sizeof(double), 1);
	if (grouped)
		pile_shape(s, GROUP, sizeof(size_t), 1);
	return ST_OK;
}

static int add(struct pile *s, const double *in, size_t y, double w, size_t group, struct err *e)
{
	int st = w == 0 ? ST_OK : pile_room(s, e);

	if (st || w == 0)
		return st;
	memcpy(pile_next(s, IN), in, s->array[IN].width * sizeof *in);
	*(size_t *)pile_next(s, Y) = y;
	*(double *)pile_next(s, W) = w;
	if (s->narray > GROUP)
		*(size_t *)pile_next(s, GROUP) = group;
	pile_add(s);
	return ST_OK;
}

int calibration_rows_add_model(struct pile *s, const struct cases *c, size_t group, struct err *e)
{
	double pair[2] = {0};

	if (!c->from_logits)
		return add(s, c->p, c->label, c->weight, group, e);
	if (c->logit.n == c->classes.n)
		return add(s, c->z, c->label, c->weight, group, e);
	pair[1] = c->z[0];
	return add(s, pair, c->label, c->weight, group, e);
}

int calibration_rows_add_expert(struct pile *s, const struct cases *c, size_t j, size_t group, struct err *e)
{
	double pair[] = {1 - c->conf[1 + j], c->conf[1 + j]}, right = cases_outcome(c, 1 + j);

	if (c->conf_column[1 + j] == NAMES_NONE || isnan(right))
		return ST_OK;
	return add(s, pair, right == 1, c->weight, group, e);
}

int calibration_rows_add_estimate(struct pile *s, const struct cases *c, size_t a, size_t group, struct err *e)
{
	double pair[] = {c->estimate[a], c->quality[a]};

	return isnan(pair[0]) || isnan(pair[1]) ? ST_OK : add(s, pair, 0, c->weight, group, e);
}

int calibration_rows_split(const struct pile *s, struct pile *part, size_t n, struct err *e)
{
	const double *in = pile_first(s, IN), *w = pile_first(s, W);
	const size_t *y = pile_first(s, Y), *group = pile_first(s, GROUP);
	size_t k = s->array[IN].width;
	int st = ST_OK;

	for (size_t g = 0; g < n; g++)
		part[g] = (struct pile){0};
	for (size_t g = 0; !st && g < n; g++)
		st = calibration_rows_init(&part[g], k, false, e);
	for (size_t i = 0; !st && i < s->n; i++)
		st = add(&part[group[i]], in + i * k, y[i], w[i], 0, e);
	return st;
}

struct calibration_data calibration_rows_data(struct pile *s, bool logits, const struct names *classes)
{
	double *w = pile_first(s, W), most = 0;

	for (size_t i = 0; i < s->n; i++)
		most = fmax(most, w[i]);
	for (size_t i = 0; most > 0x1p500 && i < s->n; i++)
		w[i] = ldexp(w[i], -500);
	return (struct calibration_data){
		s->n, s->array[IN].width, logits, pile_first(s, IN), pile_first(s, Y), w, classes, 1};
}
