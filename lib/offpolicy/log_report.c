/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "offpolicy/log_report.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "compare/paired_test.h"
#include "csv/line.h"
#include "real/normal.h"

static const char *rule_name(const struct log_input *in, size_t i)
{
	return i ? log_rules_name(&in->opt->rules, i - 1) : "log";
}

static struct interval interval_of(const struct log_input *in, size_t i, enum estimator k, double *draw)
{
	const struct log_options *o = in->opt;
	const struct candidate *s = &in->candidate[i];

	if (k == ESTIMATOR_BOUNDS)
		return candidate_bounds(s, o->lo, o->hi);
	if (!(o->interval.level > 0))
		return (struct interval){NAN, NAN};
	if (k == ESTIMATOR_IPS && !isnan(o->least))
		return candidate_bernstein(s, i ? o->least : 1, o->lo, o->hi, o->interval.level);
	return candidate_interval(s, k, &in->sums, i, o->interval.level, draw);
}

static int write_row(
	struct report *r, const struct log_input *in, size_t i, enum estimator k, double *draw, struct err *e)
{
	const struct candidate *s = &in->candidate[i];
	const struct sum *weight = &s->sum[OFFPOLICY_WEIGHT];
	struct interval x = interval_of(in, i, k, draw);

	report_row(r);
	csv_write_string(&r->w, rule_name(in, i));
	csv_write_string(&r->w, i ? estimator_name(k) : "mean");
	csv_write_count(&r->w, s->rows);
	csv_write_number(&r->w, candidate_value(s, k));
	csv_write_number(&r->w, x.lo);
	csv_write_number(&r->w, x.hi);
	csv_write_number(&r->w, sum_ratio(&s->cost, weight));
	csv_write_number(&r->w, sum_ratio(&s->same, weight));
	csv_write_number(&r->w, candidate_effective(s));
	csv_write_number(&r->w, s->rows ? s->largest : NAN);
	return csv_write_end(&r->w, e);
}

/* Without a model of the outcome these two are none. */
static bool is_there(const struct log_input *in, enum estimator k)
{
	return in->confs || (k != ESTIMATOR_DR && k != ESTIMATOR_SWITCH);
}

int log_report(const struct log_input *in, bool bounds, const struct report_options *o, int fd, struct err *e)
{
	static const char *const columns[] = {
		"rule", "estimator", "n", "value", "lo", "hi", "cost", "same", "n_effective", "largest", NULL};
	double *draw = mem_alloc(in->opt->interval.draws, sizeof *draw, e);
	struct report r;
	int st = draw ? report_open_list(&r, o, columns, fd, e) : ST_SYSTEM;

	if (!st) {
		st = write_row(&r, in, 0, ESTIMATOR_IPS, draw, e);
		for (size_t i = 1; i <= in->rules.n; i++)
			for (enum estimator k = bounds ? ESTIMATOR_BOUNDS : 0; !st && k < ESTIMATORS; k++)
				if (is_there(in, k))
					st = write_row(&r, in, i, k, draw, e);
		st = report_close(&r, st, e);
	}
	free(draw);
	return st;
}

struct difference {
	size_t a, b;
	enum estimator k;
	struct interval x;
	double p, adjusted;
};

/* Of n draws, those that are defined. */
static double deviation_of(const double *draw, size_t n)
{
	double mean = 0, square = 0, defined = 0;

	for (size_t b = 0; b < n; b++)
		if (!isnan(draw[b])) {
			mean += draw[b];
			defined++;
		}
	mean /= defined;
	for (size_t b = 0; b < n; b++)
		if (!isnan(draw[b]))
			square += (draw[b] - mean) * (draw[b] - mean);
	return sqrt(square / (defined - 1));
}

/* Of two rules, from the draws of both; scratch [2 draws].  Without an interval there is no test. */
static void compare(const struct log_input *in, struct difference *d, double *scratch)
{
	size_t n = in->opt->interval.draws;
	double *other = scratch + n, deviation;
	double found = candidate_value(&in->candidate[d->b], d->k) - candidate_value(&in->candidate[d->a], d->k);

	candidate_draws(d->k, &in->sums, d->b, scratch);
	candidate_draws(d->k, &in->sums, d->a, other);
	for (size_t b = 0; b < n; b++)
		scratch[b] -= other[b];
	deviation = deviation_of(scratch, n);
	d->x = interval_percentile(scratch, n, in->opt->interval.level);
	d->p = isnan(d->x.lo) || isnan(d->x.hi) ? NAN
		: deviation > 0                 ? fmin(1, 2 * normal_tail(fabs(found) / deviation))
		: found == 0                    ? 1
						: NAN;
}

static int write_difference(struct report *r, const struct log_input *in, const struct difference *d, struct err *e)
{
	double a = candidate_value(&in->candidate[d->a], d->k), b = candidate_value(&in->candidate[d->b], d->k);

	report_row(r);
	csv_write_string(&r->w, rule_name(in, d->a));
	csv_write_string(&r->w, rule_name(in, d->b));
	csv_write_string(&r->w, estimator_name(d->k));
	csv_write_count(&r->w, in->candidate[d->b].rows);
	csv_write_number(&r->w, a);
	csv_write_number(&r->w, b);
	csv_write_number(&r->w, b - a);
	csv_write_number(&r->w, d->x.lo);
	csv_write_number(&r->w, d->x.hi);
	csv_write_string(&r->w, "wald");
	csv_write_number(&r->w, d->p);
	csv_write_number(&r->w, d->adjusted);
	return csv_write_end(&r->w, e);
}

static int write_pairs(const struct log_input *in, const struct difference *d, size_t n, const struct report_options *o,
	int fd, struct err *e)
{
	static const char *const columns[] = {"a", "b", "estimator", "n", "value_a", "value_b", "difference",
		"difference_lo", "difference_hi", "test", "p_value", "p_holm", NULL};
	struct report r;
	int st = report_open_list(&r, o, columns, fd, e);

	if (st)
		return st;
	for (size_t i = 0; !st && i < n; i++)
		st = write_difference(&r, in, &d[i], e);
	return report_close(&r, st, e);
}

/* All of them, in the order of the rules, then of the estimators. */
static size_t list_pairs(const struct log_input *in, struct difference *d)
{
	size_t n = 0;

	for (size_t a = 0; a <= in->rules.n; a++)
		for (size_t b = a + 1; b <= in->rules.n; b++)
			for (enum estimator k = 0; k < ESTIMATOR_BOUNDS; k++)
				if (is_there(in, k))
					d[n++] = (struct difference){.a = a, .b = b, .k = k};
	return n;
}

int log_report_pairs(const struct log_input *in, const struct report_options *o, int fd, struct err *e)
{
	size_t most = (in->rules.n + 1) * in->rules.n / 2 * ESTIMATORS, n = 0;
	struct difference *d = mem_alloc(most, sizeof *d, e);
	double *p = mem_alloc(2 * most, sizeof *p, e);
	double *scratch = mem_alloc(2 * in->opt->interval.draws, sizeof *scratch, e);
	int st = d && p && scratch ? ST_OK : ST_SYSTEM;

	if (!st)
		n = list_pairs(in, d);
	for (size_t i = 0; i < n; i++) {
		compare(in, &d[i], scratch);
		p[i] = d[i].p;
	}
	if (!st)
		st = holm(p, n, p + most, e);
	for (size_t i = 0; !st && i < n; i++)
		d[i].adjusted = p[most + i];
	if (!st)
		st = write_pairs(in, d, n, o, fd, e);
	free(d);
	free(p);
	free(scratch);
	return st;
}
