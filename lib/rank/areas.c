/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "rank/areas.h"

#include <math.h>

#include "real/real.h"

enum value { RISK, EXCESS, GENERALISED, SYSTEM, VALUES };

/* Weights of the rows kept so far. */
struct kept {
	double weight, right, wrong;
	double answered, expert_right; /* of the experts, on the kept rows */
};

struct area {
	enum areas_rule rule;
	bool whole; /* weights are whole numbers: the unit is 1 */
	struct kept total, at;
	double before[VALUES]; /* the values at the coverage reached */
	struct running area[VALUES];
	struct running width; /* weight of the blocks that the areas are over */
};

/* The mean of something at 1/m, 2/m, ..., 1, or over [0, 1] for m = 0; so few terms are simply added. */
enum { FEW = 64 };

/* psi(x + 1/2) - log(x) for x > 32, to 1e-17: the asymptotic series of the digamma function about a half. */
static double beyond_log(double x)
{
	double r = 1 / (x * x);

	return r * (1. / 24 - r * (7. / 960 - r * (31. / 8064 - r * 127. / 30720)));
}

/* sum over j = 1..m of 1 / (x + j), x >= 0. */
static double harmonic(double x, double m)
{
	double sum = 0;

	for (; m > 0 && (x < 32 || m <= FEW); m--)
		sum += 1 / ++x;
	return m > 0 ? sum + real_log1p(m / (x + .5)) + beyond_log(x + m + .5) - beyond_log(x + .5) : sum;
}

/* The mean of t / (1 + e t) for a small e > 0: its integral, and Euler and Maclaurin's terms. */
static double small_mean(double e, double m)
{
	double power = 1, integral = 0, end = 1 + e;

	for (int k = 2; fabs(power) > 1e-18; k++, power *= -e)
		integral += power / k;
	if (!(m > 0))
		return integral;
	return integral + 1 / (2 * m * end) + (1 / (end * end) - 1) / (12 * m * m)
		- 6 * e * e * (1 / (end * end * end * end) - 1) / (720 * m * m * m * m);
}

/* The mean of (n + dn t) / (d + dd t), d, dd >= 0, m > FEW or 0; n = 0 where d = 0. */
static double many_mean(double n, double dn, double d, double dd, double m)
{
	double e = dd / d, inverse, mean;

	if (!(e < INFINITY)) /* nothing at the start, or nothing beside the rest */
		return dn / dd;
	if (e < .1) {
		mean = small_mean(e, m);
	} else {
		inverse = (m > 0 ? harmonic(m / e, m) : real_log1p(e)) / e;
		mean = (1 - inverse) / e;
	}
	/* written so that nothing cancels: the value at 0, and what is added to it */
	return n / d + (dn - n * e) / d * mean;
}

static double fraction_mean(double n, double dn, double d, double dd, double m)
{
	double sum = 0;

	if (!(m > 0) || m > FEW)
		return many_mean(n, dn, d, dd, m);
	for (double j = 1; j <= m; j++)
		sum += (n + dn * (j / m)) / (d + dd * (j / m));
	return sum / m;
}

static void add_area(struct area *a, enum value i, double area)
{
	running_add(&a->area[i], area);
}

/* A - R: what the perfect ranking has wrong of as many, or below 0 what it lacks of having all that is right. */
static double least_wrong(const struct area *a, const struct kept *k)
{
	return k->wrong - (a->total.right - k->right);
}

/* The area under max(0, 1 - R / A) over a block. */
static double least_area(const struct area *a, const struct scored_block *b, const struct kept *to)
{
	double wrong = least_wrong(a, &a->at), start = a->at.weight, width = b->weight;

	if (wrong < 0) {
		wrong = 0;
		start = a->total.right;
		width = least_wrong(a, to);
	}
	if (width <= 0)
		return 0;
	return width * fraction_mean(wrong, width, start, width, a->whole ? width : 0);
}

/* Differences of totals are those of the block itself, whatever it weighs beside them. */
static void add_mean(struct area *a, const struct scored_block *b, const struct kept *to)
{
	const struct kept *at = &a->at, *all = &a->total;
	double width = b->weight, steps = a->whole ? width : 0;
	double risk = width * fraction_mean(at->wrong, b->wrong, at->weight, width, steps);

	running_add(&a->width, width);
	add_area(a, RISK, risk);
	add_area(a, EXCESS, risk - least_area(a, b, to));
	add_area(a, GENERALISED, width * fraction_mean(at->wrong, b->wrong, all->weight, 0, steps));
	add_area(a, SYSTEM,
		width
			* fraction_mean(at->right + all->expert_right - at->expert_right, b->right - b->expert_right,
				at->weight + all->answered - at->answered, width - b->answered, steps));
}

static void values_at(const struct area *a, const struct kept *k, double v[VALUES])
{
	double deferred = a->total.answered - k->answered;

	v[RISK] = k->wrong / k->weight;
	v[EXCESS] = (k->wrong - fmax(0, least_wrong(a, k))) / k->weight;
	v[GENERALISED] = k->wrong / a->total.weight;
	v[SYSTEM] = (k->right + a->total.expert_right - k->expert_right) / (k->weight + deferred);
}

static void add_trapezoid(struct area *a, const struct scored_block *b, const struct kept *to)
{
	double v[VALUES];
	bool first = a->at.weight <= 0;

	values_at(a, to, v);
	if (first) {
		a->before[RISK] = v[RISK];
		a->before[EXCESS] = v[EXCESS];
		a->before[GENERALISED] = 0;
		a->before[SYSTEM] = a->total.expert_right / a->total.answered;
	}
	if (a->rule != AREAS_TRUNCATED || !first)
		running_add(&a->width, b->weight);
	for (enum value i = 0; i < VALUES; i++) {
		if (a->rule != AREAS_TRUNCATED || !first)
			add_area(a, i, b->weight * ((a->before[i] + v[i]) / 2));
		a->before[i] = v[i];
	}
}

static void advance(struct area *a, const struct scored_block *b, const struct kept *to)
{
	if (a->rule == AREAS_MEAN)
		add_mean(a, b, to);
	else
		add_trapezoid(a, b, to);
	a->at = *to;
}

static double area_value(const struct area *a, enum value i)
{
	return running_value(&a->area[i]) / running_value(&a->width);
}

/* Moves the totals on by one block. */
struct totals {
	struct running weight, right, wrong, answered, expert_right;
};

static struct kept totals_add(struct totals *t, const struct scored_block *b)
{
	running_add(&t->weight, b->weight);
	running_add(&t->right, b->right);
	running_add(&t->wrong, b->wrong);
	running_add(&t->answered, b->answered);
	running_add(&t->expert_right, b->expert_right);
	return (struct kept){running_value(&t->weight), running_value(&t->right), running_value(&t->wrong),
		running_value(&t->answered), running_value(&t->expert_right)};
}

struct areas_areas areas_areas(const struct scored_rows *t, enum areas_rule rule)
{
	struct area a = {.rule = rule, .whole = t->whole};
	struct totals whole = {0}, part = {0};
	struct scored_block b;
	struct areas_areas r;

	for (size_t at = 0; scored_rows_next(t, &at, &b);)
		a.total = totals_add(&whole, &b);
	for (size_t at = 0; scored_rows_next(t, &at, &b);) {
		struct kept to = totals_add(&part, &b);

		advance(&a, &b, &to);
	}
	r.aurc = area_value(&a, RISK);
	r.eaurc = fmax(0, area_value(&a, EXCESS)); /* below 0 by rounding only */
	if (isnan(r.aurc))
		r.eaurc = NAN;
	r.augrc = area_value(&a, GENERALISED);
	r.model_aucac = 1 - r.aurc;
	if (!scored_rows_binary(t))
		r.eaurc = NAN;
	if (t->beyond)
		r.aurc = r.augrc = NAN;
	r.system_aucac = a.total.answered > 0 ? area_value(&a, SYSTEM) : NAN;
	return r;
}

void separation_add(struct separation *s, double weight, double right, double wrong)
{
	running_add(&s->pairs, wrong * (running_value(&s->right) + right / 2));
	running_add(&s->weight, weight);
	running_add(&s->right, right);
	running_add(&s->wrong, wrong);
	if (right > 0)
		running_add(&s->precision, right * (running_value(&s->right) / running_value(&s->weight)));
}

struct areas_separation separation_value(const struct separation *s)
{
	double right = running_value(&s->right);

	return (struct areas_separation){.auroc = running_value(&s->pairs) / (right * running_value(&s->wrong)),
		.ap = running_value(&s->precision) / right};
}

struct areas_separation areas_separation(const struct scored_rows *t)
{
	struct separation s = {0};
	struct scored_block b;

	if (!scored_rows_binary(t))
		return (struct areas_separation){NAN, NAN};
	for (size_t at = 0; scored_rows_next(t, &at, &b);)
		separation_add(&s, b.weight, b.right, b.wrong);
	return separation_value(&s);
}

static void add_columns(
	const struct areas_areas *a, const struct areas_separation *s, enum areas_rule rule, struct line *l)
{
	static const char *const name[] = {"mean", "trapezoid", "truncated"};
	const struct column area[] = {{"system_aucac", .value = a->system_aucac},
		{"model_aucac", .value = a->model_aucac}, {"aurc", .value = a->aurc}, {"eaurc", .value = a->eaurc},
		{"augrc", .value = a->augrc}};
	const struct column rank[] = {{"auroc_midrank", .value = s->auroc}, {"ap_block", .value = s->ap}};

	line_add_columns(l, area, sizeof area / sizeof *area, name[rule]);
	line_add_columns(l, rank, sizeof rank / sizeof *rank, NULL);
}

void areas_sorted_columns(const struct scored_rows *t, enum areas_rule rule, struct line *l)
{
	struct areas_areas a = areas_areas(t, rule);
	struct areas_separation s = areas_separation(t);

	add_columns(&a, &s, rule, l);
}

int areas_columns(struct scored_rows *t, enum areas_rule rule, struct line *l, struct err *e)
{
	int st = scored_rows_sort(t, e);

	if (!st)
		areas_sorted_columns(t, rule, l);
	return st;
}
