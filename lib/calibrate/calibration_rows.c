/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "calibrate/calibration_rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

int calibration_rows_add(struct calibration_rows *s, const double *in, size_t y, double w, struct err *e)
{
	int st;

	if (w == 0)
		return ST_OK;
	st = array_reserve(&s->in, &s->cap[0], (s->n + 1) * s->k, sizeof *s->in, e);

	if (!st)
		st = array_reserve(&s->y, &s->cap[1], s->n + 1, sizeof *s->y, e);
	if (!st)
		st = array_reserve(&s->w, &s->cap[2], s->n + 1, sizeof *s->w, e);
	if (st)
		return st;
	memcpy(s->in + s->n * s->k, in, s->k * sizeof *in);
	s->y[s->n] = y;
	s->w[s->n++] = w;
	return ST_OK;
}

int calibration_rows_add_model(struct calibration_rows *s, const struct cases *c, struct err *e)
{
	double pair[2] = {0};

	if (!c->from_logits)
		return calibration_rows_add(s, c->p, c->label, c->weight, e);
	if (c->logit.n == c->classes.n)
		return calibration_rows_add(s, c->z, c->label, c->weight, e);
	pair[1] = c->z[0];
	return calibration_rows_add(s, pair, c->label, c->weight, e);
}

int calibration_rows_add_expert(struct calibration_rows *s, const struct cases *c, size_t j, struct err *e)
{
	double pair[] = {1 - c->conf[1 + j], c->conf[1 + j]};

	if (c->conf_column[1 + j] == NAMES_NONE || c->answer[j] == NAMES_NONE)
		return ST_OK;
	return calibration_rows_add(s, pair, c->answer[j] == c->label, c->weight, e);
}

void calibration_rows_scale(struct calibration_rows *s)
{
	double most = 0;

	for (size_t i = 0; i < s->n; i++)
		most = fmax(most, s->w[i]);
	for (size_t i = 0; most > 0x1p500 && i < s->n; i++)
		s->w[i] = ldexp(s->w[i], -500);
}

void calibration_rows_free(struct calibration_rows *s)
{
	free(s->in);
	free(s->y);
	free(s->w);
	*s = (struct calibration_rows){0};
}
