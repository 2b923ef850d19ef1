/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "calibrate/calibration_rows.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "math/order.h"
#include "math/sum.h"
#include "parallel/peers.h"

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

int calibration_rows_add(struct pile *s, const double *in, size_t y, double w, size_t group, struct err *e)
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
		return calibration_rows_add(s, c->p, c->label, c->weight, group, e);
	if (c->logit.n == c->classes.n)
		return calibration_rows_add(s, c->z, c->label, c->weight, group, e);
	pair[1] = c->z[0];
	return calibration_rows_add(s, pair, c->label, c->weight, group, e);
}

int calibration_rows_add_expert(struct pile *s, const struct cases *c, size_t j, size_t group, struct err *e)
{
	double pair[] = {1 - c->conf[1 + j], c->conf[1 + j]}, right = cases_outcome(c, 1 + j);

	if (c->conf_column[1 + j] == NAMES_NONE || isnan(right))
		return ST_OK;
	return calibration_rows_add(s, pair, right == 1, c->weight, group, e);
}

int calibration_rows_add_estimate(struct pile *s, const struct cases *c, size_t a, size_t group, struct err *e)
{
	double pair[] = {c->estimate[a], c->quality[a]};

	return isnan(pair[0]) || isnan(pair[1]) ? ST_OK : calibration_rows_add(s, pair, 0, c->weight, group, e);
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
		st = calibration_rows_add(&part[group[i]], in + i * k, y[i], w[i], 0, e);
	return st;
}

struct calibration_row calibration_rows_get(const struct pile *s, size_t i)
{
	return (struct calibration_row){(double *)pile_first(s, IN) + i * s->array[IN].width,
		((const size_t *)pile_first(s, Y))[i], ((const double *)pile_first(s, W))[i]};
}

static size_t group_of(const struct pile *s, size_t i)
{
	return s->narray > GROUP ? ((const size_t *)pile_first(s, GROUP))[i] : 0;
}

static int compare(const void *a, const void *b, void *pile)
{
	const struct pile *s = pile;
	size_t i = *(const size_t *)a, j = *(const size_t *)b;
	struct calibration_row x = calibration_rows_get(s, i), y = calibration_rows_get(s, j);

	for (size_t k = 0; k < s->array[IN].width; k++)
		if (x.in[k] != y.in[k])
			return x.in[k] < y.in[k] ? -1 : 1;
	return (x.y > y.y) - (x.y < y.y);
}

static int compare_grouped(const void *a, const void *b, void *pile)
{
	size_t g = group_of(pile, *(const size_t *)a), h = group_of(pile, *(const size_t *)b);

	return g != h ? (g < h ? -1 : 1) : compare(a, b, pile);
}

/* The places of all rows in the order of what is in them. */
static int sort_rows(struct pile *s, int (*by)(const void *, const void *, void *), size_t *place, struct err *e)
{
	struct order o = {0};
	size_t k = s->array[IN].width;
	int st = ST_OK;

	for (size_t i = 0; !st && i < s->n; i++)
		st = order_add(&o, calibration_rows_get(s, i).in[k - 1], i, e);
	if (!st)
		st = order_sort(&o, e);
	for (size_t i = 0, end; !st && i < o.n; i = end) {
		end = order_block_end(&o, i);
		for (size_t j = i; j < end; j++)
			place[j] = o.row[j].item;
		if (end - i > 1)
			qsort_r(place + i, end - i, sizeof *place, by, s);
	}
	order_free(&o);
	return st;
}

/* Takes from the sum, which is above 0, the largest double that is not above it. */
static double take_weight(struct sum *s)
{
	double w = fmin(sum_value(s), DBL_MAX), less;

	sum_add(s, -w);
	if (sum_value(s) >= 0)
		return w;
	less = nextafter(w, 0);
	sum_add(s, w - less);
	return less;
}

int calibration_rows_tidy(struct pile *s, bool grouped, struct err *e)
{
	int (*by)(const void *, const void *, void *) = grouped ? compare_grouped : compare;
	size_t *place = mem_alloc(s->n, sizeof *place, e);
	struct pile tidy = {0};
	int st = place ? calibration_rows_init(&tidy, s->array[IN].width, grouped, e) : ST_SYSTEM;

	if (!st)
		st = sort_rows(s, by, place, e);
	for (size_t i = 0, end; !st && i < s->n; i = end) {
		struct calibration_row r = calibration_rows_get(s, place[i]);
		struct sum weight = {0};

		for (end = i; end < s->n && !by(&place[i], &place[end], s); end++)
			sum_add(&weight, calibration_rows_get(s, place[end]).w);
		while (!st && sum_value(&weight) > 0)
			st = calibration_rows_add(&tidy, r.in, r.y, take_weight(&weight), group_of(s, place[i]), e);
	}
	free(place);
	pile_free(st ? &tidy : s);
	if (!st)
		*s = tidy;
	return st;
}

struct calibration_data calibration_rows_data(struct pile *s, bool logits, const struct names *classes)
{
	double *w = pile_first(s, W), most = 0, own;

	for (size_t i = 0; i < s->n; i++)
		most = fmax(most, w[i]);
	own = most;
	peers_wait_turn(&most, sizeof most);
	most = fmax(most, own);
	peers_end_turn(&most, sizeof most);
	for (size_t i = 0; most > 0x1p500 && i < s->n; i++)
		w[i] = ldexp(w[i], -500);
	return (struct calibration_data){
		s->n, s->array[IN].width, logits, pile_first(s, IN), pile_first(s, Y), w, classes, 1};
}
