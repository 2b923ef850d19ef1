/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "select/tune.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "csv/line.h"
#include "number/num_parse.h"
#include "select/system_value.h"
#include "select/train_part.h"

static int add_value(const char *list, const char *text, size_t n, double most, double **v, size_t *count, size_t *cap,
	struct err *e)
{
	double x;
	int st;

	if (num_parse(text, n, &x) || x < 0 || x > most)
		return err_set(e, ST_USAGE, "--tune: not numbers %s: '%.200s'",
			most < INFINITY ? "in [0, 1]" : "from 0", list);
	st = array_reserve(v, cap, *count + 1, sizeof **v, e);
	if (!st)
		(*v)[(*count)++] = x;
	return st;
}

int tune_grid_read(struct tune_grid *g, const struct strings *lists, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && i < lists->n; i++) {
		const char *list = lists->v[i], *values = list;
		size_t n = 0;
		bool named = opt_split(list, &n, &values), l2 = named && n == 2 && !memcmp(list, "l2", n);

		if (!l2 && !(named && n == 5 && !memcmp(list, "alpha", n)))
			return err_set(e, ST_USAGE, "--tune: not l2=V,V... or alpha=V,V...: '%.200s'", list);
		for (const char *s = values; !st && s;) {
			size_t length = strcspn(s, ",");

			st = l2 ? add_value(list, s, length, INFINITY, &g->l2, &g->nl2, &g->l2_cap, e)
				: add_value(list, s, length, 1, &g->alpha, &g->nalpha, &g->alpha_cap, e);
			s = s[length] ? s + length + 1 : NULL;
		}
	}
	return st;
}

int tune_grid_check(const struct tune_grid *g, const struct loss *l, bool l2_given, bool alpha_given, struct err *e)
{
	if (g->nl2 && l2_given)
		return err_set(e, ST_USAGE, "--l2 and --tune l2=... exclude each other");
	if (g->nalpha && alpha_given)
		return err_set(e, ST_USAGE, "--alpha and --tune alpha=... exclude each other");
	if (g->nalpha && !(l->flags & LOSS_ALPHA))
		return err_set(e, ST_USAGE, "--tune alpha=...: --loss %s has no alpha", l->name);
	return ST_OK;
}

void tune_grid_free(struct tune_grid *g)
{
	free(g->l2);
	free(g->alpha);
	*g = (struct tune_grid){0};
}

/* What was tried. */
struct trial {
	double l2, alpha, value, weight;
	size_t n;
};

enum { COLUMNS = 4 };

static void columns(const struct trial *t, struct column c[COLUMNS])
{
	const struct column all[COLUMNS] = {{"l2", .value = t->l2}, {"alpha", .value = t->alpha},
		{"n", COLUMN_COUNT, .count = t->n}, {"value", .value = t->value / t->weight}};

	memcpy(c, all, sizeof all);
}

int tune_report_open(struct report *r, const char *path, struct err *e)
{
	static const struct report_options plain;
	struct column c[COLUMNS];
	struct csv_writer file;
	int st = csv_writer_create(&file, path, 0, e);

	columns(&(struct trial){0}, c);
	return st ? st : report_open_columns(r, &plain, c, COLUMNS, file.fd, e);
}

/* A head like p before its training. */
static int head_like(const struct head *p, struct head *like, struct err *e)
{
	*like = *p;
	like->map = (struct feature_map){0};
	return feature_map_init(
		&like->map, p->map.kind, p->map.nin, p->map.kind == FEATURE_MAP_RFF ? p->map.nout : 0, e);
}

static void free_like(struct head *like)
{
	feature_map_free(&like->map);
	for (size_t i = 0; i < like->nparts; i++)
		free(like->part[i].theta);
}

/* Fits to `rows`, and values on `held`. */
static int fit_and_value(const struct head *p, struct train_data *rows, struct train_data *stop,
	const struct train_data *held, const struct train_options *o, struct trial *t, struct err *e)
{
	struct train_options fit = *o;
	struct head like;
	int st = head_like(p, &like, e);

	fit.l2 = t->l2;
	fit.trace = NULL;
	fit.held = stop->n ? stop : NULL;
	like.setup.alpha = t->alpha;
	if (!st)
		st = train_run(&like, rows, &fit, e);
	if (!st)
		st = system_value(&like, held, &t->value, &t->weight, e);
	t->n += held->n;
	free_like(&like);
	return st;
}

static int try_part(const struct head *p, const struct train_data *d, size_t part, const struct train_options *o,
	struct trial *t, struct err *e)
{
	struct train_data rows = {0}, held = {0}, stop = {0};
	int st = train_part(p, d, part, true, &rows, e);

	if (!st)
		st = train_part(p, d, part, false, &held, e);
	if (!st && o->patience)
		st = train_part(p, d, part, false, &stop, e);
	if (!st)
		st = fit_and_value(p, &rows, &stop, &held, o, t, e);
	train_data_free(&rows);
	train_data_free(&held);
	train_data_free(&stop);
	return st;
}

static int try_pair(const struct head *p, const struct train_data *d, size_t parts, const struct train_options *o,
	struct trial *t, struct report *tried, struct err *e)
{
	struct column c[COLUMNS];
	int st = ST_OK;

	for (size_t k = 1; !st && k <= parts; k++)
		st = try_part(p, d, k, o, t, e);
	if (!st && !(t->weight > 0))
		st = err_set(e, ST_DATA, "--tune: the rows held out have no weight");
	if (!st && tried) {
		struct trial shown = *t;

		shown.value = quality_scale_undo(&p->scale, t->value / t->weight) * t->weight;
		columns(&shown, c);
		st = report_columns(tried, c, COLUMNS, e);
	}
	return st;
}

int tune_run(struct head *p, const struct train_data *d, size_t parts, const struct tune_grid *g,
	struct train_options *o, struct report *tried, struct err *e)
{
	struct trial best = {.l2 = o->l2, .alpha = p->setup.alpha, .value = -INFINITY, .weight = 1};
	int st = ST_OK;

	for (size_t i = 0; !st && i < (g->nl2 ? g->nl2 : 1); i++)
		for (size_t k = 0; !st && k < (g->nalpha ? g->nalpha : 1); k++) {
			struct trial t = {
				.l2 = g->nl2 ? g->l2[i] : o->l2, .alpha = g->nalpha ? g->alpha[k] : p->setup.alpha};

			st = try_pair(p, d, parts, o, &t, tried, e);
			if (!st && t.value / t.weight > best.value / best.weight)
				best = t;
		}
	o->l2 = best.l2;
	p->setup.alpha = best.alpha;
	return st;
}
