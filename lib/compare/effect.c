/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "compare/effect.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "csv/line.h"
#include "real/normal.h"
#include "real/real.h"

/* What was found; numbers are NaN where there is none. */
struct effect {
	size_t n;
	double value, error, threshold, bandwidth;
};

static const struct effect nothing = {0, NAN, NAN, NAN, NAN};

/* A system on the rows of a group; what each row adds to an estimate is summed over clusters. */
struct study {
	const struct outcomes *o;
	size_t system;
	struct arena arena;
	size_t n;    /* rows */
	size_t *row; /* [n] of outcomes_row */
	double *u;   /* [clusters, or n] */
};

static const struct outcome *outcome(const struct study *s, size_t i)
{
	return outcomes_of(s->o, s->system, s->row[i]);
}

static const struct joined_row *joined(const struct study *s, size_t i)
{
	return outcomes_row(s->o, s->row[i]);
}

static int study_init(struct study *s, const struct outcomes *o, size_t system, size_t group, struct err *e)
{
	size_t most = o->n > o->cluster.n ? o->n : o->cluster.n;

	*s = (struct study){.o = o, .system = system};
	s->row = arena_alloc(&s->arena, o->n, sizeof *s->row);
	s->u = arena_alloc(&s->arena, most, sizeof *s->u);
	for (size_t i = 0; !s->arena.failed && i < o->n; i++)
		if (!group || outcomes_row(o, i)->group == group)
			s->row[s->n++] = i;
	return arena_status(&s->arena, e);
}

/* The standard error of a sum of terms, NaN for rows that are none of it: of clusters' sums with their factor, else with the one
 * given. */
static double standard_error(struct study *s, const double *term, double factor)
{
	bool clustered = s->o->clustered;
	double squares = 0, clusters = 0;

	for (size_t i = 0; i < s->n; i++)
		s->u[clustered ? joined(s, i)->cluster : i] = 0;
	for (size_t i = 0; i < s->n; i++)
		s->u[clustered ? joined(s, i)->cluster : i] += isnan(term[i]) ? 0 : term[i];
	for (size_t i = 0; i < s->n; i++) { /* a cluster is squared at its first row */
		double *u = &s->u[clustered ? joined(s, i)->cluster : i];

		if (isnan(term[i]) || isnan(*u))
			continue;
		clusters++;
		squares += *u * *u;
		*u = NAN;
	}
	return clusters > 1 ? sqrt(squares * (clustered ? clusters / (clusters - 1) : factor)) : NAN;
}

static int effect_on_deferred(struct study *s, struct effect *x, struct err *e)
{
	double *d = arena_alloc(&s->arena, s->n, sizeof *d), weight = 0, sum = 0;
	int st = arena_status(&s->arena, e);

	*x = nothing;
	for (size_t i = 0; !st && i < s->n; i++) {
		const struct outcome *y = outcome(s, i);
		double w = joined(s, i)->weight;

		d[i] = NAN;
		if (y->kept || isnan(y->quality) || isnan(y->alone))
			continue;
		d[i] = y->quality - y->alone;
		weight += w;
		sum += w * d[i];
		x->n++;
	}
	x->value = x->n ? sum / weight : NAN;
	for (size_t i = 0; !st && i < s->n; i++)
		d[i] = joined(s, i)->weight * (d[i] - x->value) / weight;
	if (!st)
		x->error = standard_error(s, d, (double)x->n / ((double)x->n - 1));
	return st;
}

/* Midway between what was kept and what was deferred; NaN where the score alone does not part them. */
static double find_threshold(const struct study *s)
{
	double kept = -INFINITY, deferred = INFINITY;

	for (size_t i = 0; i < s->n; i++) {
		const struct outcome *y = outcome(s, i);

		if (isnan(y->score))
			return NAN;
		if (y->kept)
			kept = fmax(kept, y->score);
		else
			deferred = fmin(deferred, y->score);
	}
	return isinf(kept) || isinf(deferred) || kept >= deferred ? NAN : kept + (deferred - kept) / 2;
}

static double rule_of_bandwidth(const struct study *s)
{
	double weight = 0, mean = 0, squares = 0;

	for (size_t i = 0; i < s->n; i++) {
		weight += joined(s, i)->weight;
		mean += joined(s, i)->weight * outcome(s, i)->score;
	}
	mean /= weight;
	for (size_t i = 0; i < s->n; i++) {
		double d = outcome(s, i)->score - mean;

		squares += joined(s, i)->weight * d * d;
	}
	return 1.84 * sqrt(squares / weight) * real_pow((double)s->n, -.2);
}

/* The line on one side of the threshold: weighted sums, with x the distance from it. */
struct side {
	size_t n;
	double k, kx, kxx, ky, kxy;
};

static double kernel(const struct study *s, const struct effect *x, size_t i)
{
	double away = fabs(outcome(s, i)->score - x->threshold) / x->bandwidth;

	return away < 1 && !isnan(outcome(s, i)->quality) ? joined(s, i)->weight * (1 - away) : 0;
}

static void fit_sides(const struct study *s, const struct effect *x, struct side side[2])
{
	for (size_t i = 0; i < s->n; i++) {
		const struct outcome *y = outcome(s, i);
		struct side *a = &side[!y->kept];
		double k = kernel(s, x, i), at = y->score - x->threshold, right = y->quality;

		if (!(k > 0))
			continue;
		a->n++;
		a->k += k;
		a->kx += k * at;
		a->kxx += k * at * at;
		a->ky += k * right;
		a->kxy += k * at * right;
	}
}

/* What the row adds to its side's intercept: the row of (X'KX)^-1 X'K times its residual. */
static double influence(const struct study *s, const struct effect *x, const struct side *a, size_t i)
{
	const struct outcome *y = outcome(s, i);
	double at = y->score - x->threshold, det = a->k * a->kxx - a->kx * a->kx;
	double level = (a->kxx * a->ky - a->kx * a->kxy) / det, slope = (a->k * a->kxy - a->kx * a->ky) / det;
	double factor = s->o->clustered ? 1 : sqrt((double)a->n / ((double)a->n - 2));

	return factor * kernel(s, x, i) * (a->kxx - a->kx * at) / det * (y->quality - level - slope * at);
}

static int jump_at_threshold(struct study *s, double bandwidth, struct effect *x, struct err *e)
{
	double *u = arena_alloc(&s->arena, s->n, sizeof *u), level[2];
	struct side side[2] = {0};
	int st = arena_status(&s->arena, e);

	*x = nothing;
	x->threshold = find_threshold(s);
	if (st || isnan(x->threshold))
		return st;
	x->bandwidth = isnan(bandwidth) ? rule_of_bandwidth(s) : bandwidth;
	fit_sides(s, x, side);
	x->n = side[0].n + side[1].n;
	for (int a = 0; a < 2; a++) {
		double det = side[a].k * side[a].kxx - side[a].kx * side[a].kx;

		/* Two different scores make a line, a third row its error. */
		if (side[a].n < 3 || !(det > 1e-12 * side[a].k * side[a].kxx))
			return ST_OK;
		level[a] = (side[a].kxx * side[a].ky - side[a].kx * side[a].kxy) / det;
	}
	x->value = level[1] - level[0];
	for (size_t i = 0; i < s->n; i++) {
		bool deferred = !outcome(s, i)->kept;

		u[i] = kernel(s, x, i) > 0 ? (deferred ? 1 : -1) * influence(s, x, &side[deferred], i) : NAN;
	}
	x->error = standard_error(s, u, 1);
	return ST_OK;
}

enum { COLUMNS = 9 };

static int write_effect(struct report *r, const struct name *system, const char *name, const struct effect *x,
	double level, struct err *e)
{
	const struct name effect = {(char *)name, strlen(name)};
	double z = normal_upper((1 - level) / 2), away = fabs(x->value) / x->error;
	const struct column c[COLUMNS] = {{"system", COLUMN_TEXT, .text = system},
		{"effect", COLUMN_TEXT, .text = &effect}, {"n", COLUMN_COUNT, .count = x->n},
		{"value", .value = x->value}, {"value_lo", .value = x->value - z * x->error},
		{"value_hi", .value = x->value + z * x->error},
		{"p_value", .value = x->error > 0 ? 2 * normal_tail(away) : NAN}, {"threshold", .value = x->threshold},
		{"bandwidth", .value = x->bandwidth}};

	return report_columns(r, c, COLUMNS, e);
}

static int study_system(struct report *r, const struct outcomes *o, const struct effect_options *opt, size_t system,
	size_t group, struct err *e)
{
	const struct name *name = &o->name.name[system];
	struct effect x;
	struct study s;
	int st = study_init(&s, o, system, group, e);

	if (!st)
		st = effect_on_deferred(&s, &x, e);
	if (!st)
		st = write_effect(r, name, "deferred", &x, opt->level, e);
	if (!st)
		st = jump_at_threshold(&s, opt->bandwidth, &x, e);
	if (!st)
		st = write_effect(r, name, "jump", &x, opt->level, e);
	arena_free(&s.arena);
	return st;
}

static int study_groups(struct report *r, const struct outcomes *o, const struct effect_options *opt, struct err *e)
{
	size_t *order = mem_alloc(o->groups.name.n, sizeof *order, e);
	int st = order ? groups_order(&o->groups, order, e) : ST_SYSTEM;

	for (size_t g = 0; !st && g < o->groups.name.n; g++) {
		r->group = o->groups.name.name[order[g]];
		for (size_t s = 0; !st && s < o->name.n; s++)
			st = study_system(r, o, opt, s, order[g], e);
	}
	free(order);
	return st;
}

int effect_report(const struct outcomes *o, const struct effect_options *opt, const struct report_options *report,
	int fd, struct err *e)
{
	static const char *const columns[] = {
		"system", "effect", "n", "value", "value_lo", "value_hi", "p_value", "threshold", "bandwidth", NULL};
	struct report r;
	int st = report_open_list(&r, report, columns, fd, e);

	return st ? st : report_close(&r, study_groups(&r, o, opt, e), e);
}
