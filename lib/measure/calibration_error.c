/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "measure/calibration_error.h"

#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "number/num_parse.h"
#include "real/real.h"

static bool needs_rows(const struct calibration_error *c)
{
	return c->opt->binning || c->opt->corp || c->opt->rows;
}

/* Of equal width: half a gigabyte of exact sums. */
enum { MOST_BINS = 100000 };
/* Bins in all draws: each has some 16 sums of 8 bytes, 1.3 gigabytes in all. */
enum { MOST_SUMS = 10000000 };

static int read_edges(struct calibration_error_options *o, const char *edges, struct err *e)
{
	struct edges check = {0};
	size_t cap = 0;
	int st = ST_OK;

	for (const char *s = edges; !st && s;) {
		size_t n = strcspn(s, ",");

		st = array_reserve(&o->edge, &cap, o->edges + 1, sizeof *o->edge, e);
		if (!st && num_parse(s, n, &o->edge[o->edges++]))
			st = err_set(e, ST_USAGE, "--edges: not numbers separated by commas: '%.200s'", edges);
		s = s[n] ? s + n + 1 : NULL;
	}
	if (!st)
		st = edges_given(&check, o->edge, o->edges, o->left, e);
	if (!st)
		o->bins = check.n;
	edges_free(&check);
	return st;
}

static int check_sums(const struct calibration_error_options *o, struct err *e)
{
	return o->bins * o->draws > MOST_SUMS
		? err_set(e, ST_USAGE, "--draws, --bins: more than %d bins in all draws", MOST_SUMS)
		: ST_OK;
}

int calibration_error_bins(struct calibration_error_options *o, const char *bins, const char *edges, struct err *e)
{
	int st;

	o->bins = 0;
	if (edges) {
		st = read_edges(o, edges, e);
		return st ? st : check_sums(o, e);
	}
	if (!strcmp(bins, "auto"))
		return o->binning
			? ST_OK
			: err_set(e, ST_USAGE, "--bins auto: --binning mass or quantile, which sees all rows first");
	if (num_parse_size(bins, strlen(bins), &o->bins) || o->bins < 1 || o->bins > MOST_BINS)
		return err_set(e, ST_USAGE, "--bins: neither auto nor a number in [1, 10^5]: '%.200s'", bins);
	return check_sums(o, e);
}

int calibration_error_init(struct calibration_error *c, const struct calibration_error_options *opt, struct err *e)
{
	int st;

	*c = (struct calibration_error){.opt = opt, .proper.noisy = opt->noisy};
	if (opt->binning)
		st = ST_OK;
	else if (opt->edge)
		st = bins_init_given(&c->bins, opt->edge, opt->edges, opt->left, e);
	else
		st = bins_init(&c->bins, opt->bins, opt->left, e);
	c->bins.noisy = opt->noisy;
	if (!st && opt->draws)
		st = calibration_draws_init(&c->draws, c->bins.edges.n, opt->binning, opt->draws, e);
	c->draws.noisy = opt->noisy;
	return !st && opt->smooth ? smooth_init(&c->smooth, e) : st;
}

void calibration_error_free(struct calibration_error *c)
{
	bins_free(&c->bins);
	smooth_free(&c->smooth);
	scored_rows_free(&c->rows);
	calibration_draws_free(&c->draws);
}

double calibration_error_nll(double conf, double event)
{
	double nll = event != 0 ? -real_log(conf) : 0; /* times 0 infinity is no number */

	return event == 1 ? nll : event * nll - (1 - event) * real_log1p(-conf);
}

int calibration_error_add(struct calibration_error *c, const struct calibration_row *r, struct err *e)
{
	proper_add(&c->proper, r->conf, r->event, r->weight);
	proper_add_nll(&c->proper, r->nll, r->weight);
	return calibration_error_add_but_scores(c, r, e);
}

int calibration_error_add_but_scores(struct calibration_error *c, const struct calibration_row *r, struct err *e)
{
	if (!c->opt->binning)
		bins_add(&c->bins, r->conf, r->event, r->weight);
	if (c->opt->smooth)
		smooth_add(&c->smooth, r->conf, r->event, r->weight);
	if (c->opt->draws)
		calibration_draws_add(&c->draws, c->opt->binning ? 0 : edges_find(&c->bins.edges, r->conf), r);
	if (needs_rows(c)) {
		struct scored_row row = {.score = r->conf,
			.weight = r->weight,
			.right = r->event,
			.key = c->opt->binning ? r->key : 0,
			.outcome_key = c->opt->binning ? r->outcome_key : 0};

		return scored_rows_add(&c->rows, &row, e);
	}
	return ST_OK;
}

int calibration_error_merge(struct calibration_error *c, const struct calibration_error *other, struct err *e)
{
	if (!c->opt->binning)
		bins_merge(&c->bins, &other->bins);
	proper_merge(&c->proper, &other->proper);
	if (c->opt->smooth)
		smooth_merge(&c->smooth, &other->smooth);
	calibration_draws_merge(&c->draws, &other->draws);
	return scored_rows_merge(&c->rows, &other->rows, e);
}

int calibration_error_write(const struct calibration_error *c, struct state_out *o, struct err *e)
{
	int st = c->opt->binning ? ST_OK : bins_write(&c->bins, o, e);

	if (!st)
		st = proper_write(&c->proper, "pair_", o, e);
	if (!st && c->opt->smooth)
		st = smooth_write(&c->smooth, o, e);
	if (!st && c->opt->draws)
		st = calibration_draws_write(&c->draws, o, e);
	return st ? st : scored_rows_write(&c->rows, o, e);
}

int calibration_error_read(struct calibration_error *c, struct state_item *i, bool *taken, struct err *e)
{
	*taken = (!c->opt->binning && bins_read(&c->bins, i)) || proper_read(&c->proper, "pair_", i)
		|| (c->opt->smooth && smooth_read(&c->smooth, i))
		|| (c->opt->draws && calibration_draws_read(&c->draws, i));
	if (*taken || !needs_rows(c))
		return ST_OK;
	if (!(i->place >= 0 && i->place <= 1))
		i->wrong = "of a confidence that is not in [0, 1]";
	return i->wrong ? ST_OK : scored_rows_read(&c->rows, i, taken, e);
}

bool calibration_error_is_sound(const struct calibration_error *c)
{
	return (c->opt->binning || bins_are_sound(&c->bins)) && proper_is_sound(&c->proper)
		&& (!c->opt->smooth || smooth_is_sound(&c->smooth));
}

/* Bins of equal mass, and their draws. */
static int make_bins(struct calibration_error *c, struct err *e)
{
	int st = bins_init_rows(&c->bins, c->opt->binning, c->opt->bins, c->opt->noisy, &c->rows, e);

	if (st || !c->opt->draws)
		return st;
	st = calibration_draws_bins(&c->draws, c->bins.edges.n, e);
	for (size_t i = 0; !st && i < c->rows.order.n; i++) {
		struct scored_row r = scored_row(&c->rows, i);

		calibration_draws_bin(&c->draws, edges_find(&c->bins.edges, r.score),
			&(struct calibration_row){.conf = r.score,
				.event = r.right,
				.weight = r.weight,
				.key = r.key,
				.outcome_key = r.outcome_key});
	}
	return st;
}

int calibration_error_end(struct calibration_error *c, struct err *e)
{
	int st;

	c->rows.order.jobs = c->opt->jobs;
	st = scored_rows_sort(&c->rows, e);
	if (!st && c->opt->binning)
		st = make_bins(c, e);
	return !st && c->opt->draws ? calibration_draws_end(&c->draws, &c->bins, e) : st;
}

struct calibration_error_result calibration_error_of_draw(const struct calibration_error *c, double norm, size_t draw)
{
	struct calibration_draw d = calibration_draws_result(&c->draws, norm, draw);

	return (struct calibration_error_result){.bins = d.bins,
		.brier = d.brier,
		.nll = d.nll,
		.class_brier = d.class_brier,
		.class_nll = d.class_nll,
		.smooth = NAN,
		.corp = {NAN, NAN, NAN, NAN}};
}

int calibration_error_result(
	const struct calibration_error *c, double norm, struct calibration_error_result *r, struct err *e)
{
	int st = ST_OK;

	r->bins = bins_result(&c->bins, norm);
	r->brier = proper_brier(&c->proper);
	r->nll = proper_nll(&c->proper);
	r->class_brier = r->class_nll = r->smooth = NAN;
	r->corp = (struct corp){NAN, NAN, NAN, NAN};
	if (c->opt->smooth)
		st = smooth_result(&c->smooth, &r->smooth, e);
	return !st && c->opt->corp ? corp_decompose(&r->corp, &c->rows, e) : st;
}

/* Adds the p-th power of x to the mean of that many; for an infinite p the larger one wins. */
static void add_power(double *mean, double x, double p, double n)
{
	if (isinf(p))
		*mean = isnan(x) ? x : fmax(*mean, x);
	else
		*mean += (p == 1 ? x : real_pow(x, p)) / n;
}

static double root(double mean, double p)
{
	return p == 1 || isinf(p) ? mean : real_pow(mean, 1 / p);
}

struct calibration_error_result calibration_error_mean(
	const struct calibration_error_result *r, const double *share, size_t n, double norm)
{
	struct calibration_error_result m = {.bins.n = n ? r[0].bins.n : 0,
		.class_brier = n ? r[0].class_brier : NAN,
		.class_nll = n ? r[0].class_nll : NAN};

	for (size_t i = 0; i < n; i++) {
		double part = share ? 1 / share[i] : (double)n;

		if (isinf(part))
			continue;
		add_power(&m.bins.ece, r[i].bins.ece, norm, part);
		add_power(&m.bins.mce, r[i].bins.mce, INFINITY, part);
		add_power(&m.bins.rmsce, r[i].bins.rmsce, 2, part);
		add_power(&m.bins.debiased, r[i].bins.debiased, 2, part);
		add_power(&m.bins.conf, r[i].bins.conf, 1, part);
		add_power(&m.bins.frequency, r[i].bins.frequency, 1, part);
		add_power(&m.brier, r[i].brier, 1, part);
		add_power(&m.nll, r[i].nll, 1, part);
		add_power(&m.smooth, r[i].smooth, 1, part);
		add_power(&m.corp.score, r[i].corp.score, 1, part);
		add_power(&m.corp.mcb, r[i].corp.mcb, 1, part);
		add_power(&m.corp.dsc, r[i].corp.dsc, 1, part);
		add_power(&m.corp.unc, r[i].corp.unc, 1, part);
	}
	m.bins.ece = root(m.bins.ece, norm);
	m.bins.rmsce = root(m.bins.rmsce, 2);
	m.bins.debiased = root(m.bins.debiased, 2);
	return m;
}
