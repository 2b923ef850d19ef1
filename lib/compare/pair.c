/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "compare/pair.h"

#include <math.h>

#include "base/jobs.h"
#include "compare/paired_test.h"
#include "compare/ranking_draws.h"
#include "compare/sample.h"
#include "inference/draws.h"
#include "inference/rows_needed.h"
#include "math/sum.h"
#include "real/normal.h"

static void bound(struct sample *s, const struct pair *p, struct pair_result *r)
{
	struct interval found;
	size_t n = 0;

	for (size_t b = 0; b < p->opt->interval.draws; b++)
		if (!isnan(s->draw[b]))
			s->draw[n++] = s->draw[b];
	s->draws = n;
	found = interval_percentile(s->draw, n, p->opt->interval.level);
	r->lo = found.lo;
	r->hi = found.hi;
}

/* Means. */

/* Values of both and their difference, from exact sums. */
struct means {
	struct sum a, b, difference, weight;
	bool infinite;
};

static void add_means(struct means *m, double w, double a, double b)
{
	m->infinite |= isinf(a) || isinf(b);
	if (m->infinite)
		return;
	sum_add_product(&m->a, w, a);
	sum_add_product(&m->b, w, b);
	sum_add_product(&m->difference, w, b);
	sum_add_product(&m->difference, -w, a);
	sum_add(&m->weight, w);
}

static void count_discordant(struct pair_result *r, double a, double b)
{
	r->only_a += a > b;
	r->only_b += b > a;
}

static void gather_means(struct sample *s, const struct pair *p, struct pair_result *r)
{
	const struct measure *m = measure_of(p->kind);
	struct means sums = {0};
	double worst[2] = {0, 0};

	if (p->kind == MEASURE_ACCURACY)
		r->only_a = r->only_b = 0;
	for (size_t i = 0; i < p->n; i++) {
		double a = m->value(outcomes_of(p->o, p->a, p->row[i]), p->opt->lambda);
		double b = m->value(outcomes_of(p->o, p->b, p->row[i]), p->opt->lambda);

		if (isnan(a) || isnan(b))
			continue;
		sample_add(s, p->o, p->row[i], b - a);
		add_means(&sums, s->weight[s->n - 1], a, b);
		worst[0] = fmax(worst[0], a);
		worst[1] = fmax(worst[1], b);
		s->graded |= (a != 0 && a != 1) || (b != 0 && b != 1);
		if (p->kind == MEASURE_ACCURACY)
			count_discordant(r, a, b);
	}
	r->n = s->n;
	r->a = sums.infinite ? worst[0] : sum_ratio(&sums.a, &sums.weight);
	r->b = sums.infinite ? worst[1] : sum_ratio(&sums.b, &sums.weight);
	r->difference = sums.infinite ? NAN : sum_ratio(&sums.difference, &sums.weight);
}

/* Draws that are taken together. */
enum { PART = 16 * DRAWS_BLOCK };

struct mean_draws {
	const struct sample *s;
	size_t draws;
	struct {
		double count[PART], weight[PART], sum[PART];
	} * scratch; /* [jobs] */
};

static void take_means(void *context, size_t part, size_t thread)
{
	const struct mean_draws *m = context;
	const struct sample *s = m->s;
	size_t from = part * PART, n = m->draws - from < PART ? m->draws - from : PART;
	double *count = m->scratch[thread].count, *weight = m->scratch[thread].weight, *sum = m->scratch[thread].sum;

	for (size_t b = 0; b < PART; b++)
		weight[b] = sum[b] = 0;
	for (size_t i = 0; i < s->n; i++) {
		double w = s->weight[i], d = w * s->d[i];

		draws_weights(s->key[i], from, PART, count);
		for (size_t b = 0; b < PART; b++) {
			sum[b] += count[b] * d;
			weight[b] += count[b] * w;
		}
	}
	for (size_t b = 0; b < n; b++)
		s->draw[from + b] = sum[b] / weight[b];
}

static int draw_means(struct sample *s, const struct pair *p, struct err *e)
{
	struct mean_draws m = {s, p->opt->interval.draws, arena_alloc(&s->arena, p->opt->jobs, sizeof *m.scratch)};
	int st = arena_status(&s->arena, e);

	if (!st)
		jobs_run(p->opt->jobs, (m.draws + PART - 1) / PART, take_means, &m);
	return st;
}

/* Turns the signs of the units' sums. */
static int flip(struct sample *s, const struct pair *p, struct pair_result *r, struct err *e)
{
	double observed = 0, *sum;
	size_t n = 0, ways;
	bool all;
	int st;

	for (size_t u = 0; u < s->units; u++) {
		observed += s->sum[u];
		if (s->sum[u] == 0)
			continue;
		s->sum[n] = s->sum[u];
		s->unit_key[n++] = s->unit_key[u];
	}
	all = n <= SIGN_FLIPS_ALL;
	ways = all ? (size_t)1 << n : p->opt->permutations;
	sum = arena_alloc(&s->arena, ways, sizeof *sum);
	st = arena_status(&s->arena, e);
	if (!st && all)
		sign_flips_all(s->sum, n, sum);
	else if (!st)
		st = sign_flips(s->sum, s->unit_key, n, sum, ways, p->opt->jobs, e);
	if (st)
		return st;
	r->test = all ? "sign-flip-all" : "sign-flip";
	r->p = permutation_p(observed, sum, ways, all);
	return ST_OK;
}

static double total(const struct sample *s)
{
	double sum = 0;

	for (size_t i = 0; i < s->n; i++)
		sum += s->weight[i];
	return sum;
}

/* Of few trials the bootstrap's percentiles are too near. */
static void bound_by_student(const struct sample *s, const struct pair *p, struct pair_result *r)
{
	double t = s->units > 1 ? student_upper((1 - p->opt->interval.level) / 2, s->units - 1) : NAN;

	r->lo = r->difference - t * r->error;
	r->hi = r->difference + t * r->error;
}

static int compare_means(struct sample *s, const struct pair *p, struct pair_result *r, struct err *e)
{
	int st;

	gather_means(s, p, r);
	if (!s->n || isnan(r->difference))
		return ST_OK;
	if ((st = sample_units(s, p->o, e)))
		return st;
	sample_sum(s, s->d, true);
	r->error = sample_error(s, r->difference) / total(s);
	if (p->kind == MEASURE_VALUE)
		bound_by_student(s, p, r);
	else if ((st = draw_means(s, p, e)))
		return st;
	else
		bound(s, p, r);
	if (p->kind == MEASURE_ACCURACY && s->equal && !s->graded) {
		r->test = "mcnemar-exact";
		r->p = mcnemar_exact(r->only_a, r->only_b);
		return ST_OK;
	}
	sample_sum(s, s->d, true);
	return flip(s, p, r, e);
}

/* Rankings. */

static double score_of(const struct outcome *x, enum measure_kind kind)
{
	if (kind == MEASURE_AUROC)
		return x->positive;
	return x->model == SCORE_NONE ? NAN : x->score;
}

static int rank_one(struct ranking *k, const struct sample *s, const struct pair *p, size_t system, struct err *e)
{
	int st = ranking_init(k, s->n, e);

	k->weight = s->weight;
	k->key = s->key;
	k->whole = p->o->whole;
	for (size_t i = 0; !st && i < s->n; i++) {
		const struct outcome *x = outcomes_of(p->o, system, s->row[i]);

		k->score[i] = score_of(x, p->kind);
		k->event[i] = p->kind == MEASURE_AUROC ? outcomes_row(p->o, s->row[i])->event : x->model == SCORE_WRONG;
	}
	return st ? st : ranking_sort(k, e);
}

static int draw_rankings(struct sample *s, const struct pair *p, const struct ranking k[2], struct err *e)
{
	size_t draws = p->opt->interval.draws;
	double *a = arena_alloc(&s->arena, draws, sizeof *a);
	int st = arena_status(&s->arena, e);
	bool aurc = p->kind == MEASURE_AURC;

	if (!st)
		st = ranking_draws(&k[0], aurc, a, draws, p->opt->jobs, e);
	if (!st)
		st = ranking_draws(&k[1], aurc, s->draw, draws, p->opt->jobs, e);
	for (size_t b = 0; !st && b < draws; b++)
		s->draw[b] -= a[b];
	return st;
}

static double deviation(const double *x, size_t n)
{
	double mean = 0, squares = 0;

	for (size_t i = 0; i < n; i++)
		mean += x[i] / (double)n;
	for (size_t i = 0; i < n; i++)
		squares += (x[i] - mean) * (x[i] - mean);
	return sqrt(squares / (double)(n - 1));
}

static int test_auroc(
	struct sample *s, const struct pair *p, const struct ranking k[2], struct pair_result *r, struct err *e)
{
	double *a = arena_alloc(&s->arena, s->n, sizeof *a);
	int st = arena_status(&s->arena, e);
	double squares = 0, units = (double)s->units;

	if (st)
		return st;
	ranking_components(&k[0], !p->o->clustered, a);
	ranking_components(&k[1], !p->o->clustered, s->d);
	for (size_t i = 0; i < s->n; i++)
		s->d[i] -= a[i];
	sample_sum(s, s->d, false);
	for (size_t u = 0; u < s->units; u++)
		squares += s->sum[u] * s->sum[u];
	r->error = sqrt(p->o->clustered ? squares * (units / (units - 1)) : squares);
	r->test = "delong";
	r->p = r->error > 0 ? 2 * normal_tail(fabs(r->difference) / r->error) : r->difference == 0 ? 1 : NAN;
	return ST_OK;
}

static int test_aurc(
	struct sample *s, const struct pair *p, const struct ranking k[2], struct pair_result *r, struct err *e)
{
	double *swapped = arena_alloc(&s->arena, p->opt->permutations, sizeof *swapped);
	int st = arena_status(&s->arena, e);

	r->error = deviation(s->draw, s->draws);
	if (!st)
		st = ranking_swapped(&k[0], &k[1], swapped, p->opt->permutations, p->opt->jobs, e);
	if (st)
		return st;
	r->test = "rank-swap";
	r->p = permutation_p(r->difference, swapped, p->opt->permutations, false);
	return ST_OK;
}

static int compare_rankings(struct sample *s, const struct pair *p, struct pair_result *r, struct err *e)
{
	struct ranking k[2] = {0};
	bool risk = p->kind == MEASURE_AURC;
	int st;

	for (size_t i = 0; i < p->n; i++)
		if (!isnan(score_of(outcomes_of(p->o, p->a, p->row[i]), p->kind))
			&& !isnan(score_of(outcomes_of(p->o, p->b, p->row[i]), p->kind)))
			sample_add(s, p->o, p->row[i], 0);
	r->n = s->n;
	st = sample_units(s, p->o, e);
	if (!st)
		st = rank_one(&k[0], s, p, p->a, e);
	if (!st)
		st = rank_one(&k[1], s, p, p->b, e);
	if (!st) {
		r->a = risk ? ranking_aurc(&k[0]) : ranking_auroc(&k[0]);
		r->b = risk ? ranking_aurc(&k[1]) : ranking_auroc(&k[1]);
		r->difference = r->b - r->a;
	}
	if (!st && !isnan(r->difference)) {
		st = draw_rankings(s, p, k, e);
		if (!st)
			bound(s, p, r);
		if (!st)
			st = (risk ? test_aurc : test_auroc)(s, p, k, r, e);
	}
	ranking_free(&k[0]);
	ranking_free(&k[1]);
	return st;
}

static void finish(const struct sample *s, const struct pair *p, struct pair_result *r)
{
	const struct pair_options *opt = p->opt;
	double gain = measure_of(p->kind)->larger_is_better ? r->difference : -r->difference, n = (double)r->n;
	bool counts = p->kind == MEASURE_ACCURACY && s->equal && !s->graded;

	if (!isnan(opt->margin))
		r->p_margin = counts ? tango_not_worse(r->n, r->only_a, r->only_b, opt->margin)
				     : normal_tail((gain + opt->margin) / r->error);
	if (!isnan(opt->detect))
		r->rows = counts ? rows_needed_mcnemar(
				  opt->detect, (double)(r->only_a + r->only_b) / n, opt->interval.level, opt->power)
				 : rows_needed(opt->detect, r->error * r->error * n, opt->interval.level, opt->power);
}

int pair_compare(const struct pair *p, struct pair_result *r, struct err *e)
{
	struct sample s;
	int st = sample_init(&s, p->o, p->n, p->opt->interval.draws, e);

	*r = (struct pair_result){.a = NAN,
		.b = NAN,
		.difference = NAN,
		.lo = NAN,
		.hi = NAN,
		.error = NAN,
		.p = NAN,
		.p_margin = NAN,
		.rows = NAN,
		.only_a = NAMES_NONE,
		.only_b = NAMES_NONE};
	if (!st)
		st = measure_of(p->kind)->value ? compare_means(&s, p, r, e) : compare_rankings(&s, p, r, e);
	if (!st)
		finish(&s, p, r);
	arena_free(&s.arena);
	return st;
}
