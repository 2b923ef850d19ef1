/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "measure/bins.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "real/real.h"

static int allocate(struct bins *b, struct err *e)
{
	b->bin = mem_alloc(b->edges.n, sizeof *b->bin, e);
	return b->bin ? ST_OK : ST_SYSTEM;
}

int bins_init(struct bins *b, size_t n, bool left, struct err *e)
{
	int st;

	*b = (struct bins){0};
	st = edges_width(&b->edges, n, left, e);
	return st ? st : allocate(b, e);
}

int bins_init_given(struct bins *b, const double *inner, size_t n, bool left, struct err *e)
{
	int st;

	*b = (struct bins){0};
	st = edges_given(&b->edges, inner, n, left, e);
	return st ? st : allocate(b, e);
}

void bins_free(struct bins *b)
{
	edges_free(&b->edges);
	free(b->bin);
	*b = (struct bins){0};
}

/* Distinct confidences and their weights, for the edges. */
struct distinct {
	double *value, *weight; /* [n] */
	size_t n, value_cap, weight_cap;
};

static int distinct_confidences(struct distinct *d, const struct scored_rows *rows, struct err *e)
{
	struct scored_block k;
	int st = ST_OK;

	for (size_t at = 0; !st && scored_rows_next(rows, &at, &k); d->n++) {
		st = array_reserve(&d->value, &d->value_cap, d->n + 1, sizeof *d->value, e);
		if (!st)
			st = array_reserve(&d->weight, &d->weight_cap, d->n + 1, sizeof *d->weight, e);
		if (st)
			return st;
		d->value[d->n] = k.score;
		d->weight[d->n] = k.weight;
	}
	return st;
}

/* Makes the edges and fills the bins. */
static int fill(struct bins *b, enum binning binning, size_t n, bool noisy, const struct distinct *d,
	const struct scored_rows *rows, struct err *e)
{
	int st;

	*b = (struct bins){.noisy = noisy};
	if (!d->n)
		st = edges_width(&b->edges, 1, false, e);
	else if (binning == BINNING_QUANTILE || binning == BINNING_NEAREST)
		st = edges_quantile(
			&b->edges, n, binning == BINNING_NEAREST, d->n, d->value, d->weight, rows->whole, e);
	else
		st = edges_mass(&b->edges, n, false, d->n, d->value, d->weight, e);
	if (!st)
		st = allocate(b, e);
	for (size_t i = 0; !st && i < rows->order.n; i++) {
		struct scored_row r = scored_row(rows, i);

		bins_add(b, r.score, r.right, r.weight);
	}
	return st;
}

static bool rises(const struct bins *b)
{
	double last = 0;

	for (size_t i = 0; i < b->edges.n; i++) {
		double frequency = b->bin[i].n ? tally_ratio(&b->bin[i].event, &b->bin[i].weight) : last;

		if (frequency < last)
			return false;
		last = frequency;
	}
	return true;
}

/* One bin more while frequencies rise. */
static int sweep(struct bins *b, const struct distinct *d, const struct scored_rows *rows, struct err *e)
{
	int st = fill(b, BINNING_MASS, 1, false, d, rows, e);

	for (size_t n = 2; !st && n <= d->n; n++) {
		struct bins more;

		st = fill(&more, BINNING_MASS, n, false, d, rows, e);
		if (st || !rises(&more)) {
			bins_free(&more);
			break;
		}
		bins_free(b);
		*b = more;
	}
	return st;
}

/* The least n whose cube is as many as there are rows. */
static size_t cube_root(size_t rows)
{
	size_t n = 1;

	while (n * n * n < rows)
		n++;
	return n;
}

int bins_init_rows(
	struct bins *b, enum binning binning, size_t n, bool noisy, const struct scored_rows *rows, struct err *e)
{
	struct distinct d = {0};
	int st = distinct_confidences(&d, rows, e);

	*b = (struct bins){0};
	if (!st)
		st = binning == BINNING_SWEEP ? sweep(b, &d, rows, e)
					      : fill(b, binning, n ? n : cube_root(rows->order.n), noisy, &d, rows, e);
	free(d.value);
	free(d.weight);
	return st;
}

void bins_add(struct bins *b, double conf, double event, double weight)
{
	struct bin *k = &b->bin[edges_find(&b->edges, conf)];

	k->n++;
	if (weight == 1 && !b->noisy) {
		k->weight.unit++;
		k->squared.unit++;
		k->event.unit += (uint64_t)event;
		sum_add(&k->conf, conf);
		return;
	}
	tally_add(&k->weight, weight);
	sum_add_product(&k->squared.rest, weight, weight);
	if (b->noisy) {
		sum_add_product(&k->event.rest, weight, event);
		sum_add_product(&k->square, weight, event * event);
	} else if (event > 0)
		tally_add(&k->event, weight);
	sum_add_product(&k->conf, weight, conf);
}

void bins_merge(struct bins *b, const struct bins *other)
{
	for (size_t i = 0; i < b->edges.n; i++) {
		struct bin *k = &b->bin[i];
		const struct bin *o = &other->bin[i];

		k->n += o->n;
		tally_merge(&k->weight, &o->weight);
		tally_merge(&k->event, &o->event);
		tally_merge(&k->squared, &o->squared);
		sum_merge(&k->conf, &o->conf);
		sum_merge(&k->square, &o->square);
	}
}

int bins_write(const struct bins *b, struct state_out *o, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && i < b->edges.n; i++) {
		const struct bin *k = &b->bin[i];
		double place = (double)i;

		if (!k->n)
			continue;
		st = state_write_count(o, "rows", place, k->n, e);
		if (!st)
			st = state_write_tally(o, "weight", place, &k->weight, e);
		if (!st)
			st = state_write_tally(o, "event", place, &k->event, e);
		if (!st)
			st = state_write_tally(o, "squared", place, &k->squared, e);
		if (!st)
			st = state_write_sum(o, "conf", place, &k->conf, e);
		if (!st && b->noisy)
			st = state_write_sum(o, "square", place, &k->square, e);
	}
	return st;
}

bool bins_read(struct bins *b, struct state_item *i)
{
	size_t place = state_index(i, b->edges.n);
	struct bin *k;

	if (place == b->edges.n)
		return false;
	k = &b->bin[place];
	if (state_is(i, "rows"))
		state_add_count(i, &k->n);
	else if (state_is(i, "weight"))
		state_add_amount(i, &k->weight.rest);
	else if (state_is(i, "event"))
		(b->noisy ? state_add_sum : state_add_amount)(i, &k->event.rest);
	else if (state_is(i, "squared"))
		state_add_amount(i, &k->squared.rest);
	else if (state_is(i, "conf"))
		state_add_amount(i, &k->conf);
	else if (b->noisy && state_is(i, "square"))
		state_add_amount(i, &k->square);
	else
		return false;
	return true;
}

bool bins_are_sound(const struct bins *b)
{
	for (size_t i = 0; i < b->edges.n; i++) {
		const struct bin *k = &b->bin[i];
		struct sum weight = tally_sum(&k->weight), event = tally_sum(&k->event),
			   squared = tally_sum(&k->squared);
		bool any = sum_value(&squared) > 0 || sum_scaled(&weight, &(int){0}) > 0;

		if (any != (k->n > 0) || (!b->noisy && sum_compare(&event, &weight) > 0)
			|| sum_compare(&k->conf, &weight) > 0)
			return false;
	}
	return true;
}

/* The number of rows of equal weight that estimate as well (Kish 1965), rounded once. */
static double effective_rows(const struct bin *k)
{
	struct sum weight = tally_sum(&k->weight), squared = tally_sum(&k->squared);

	return sum_square_ratio(&weight, &squared);
}

struct bin_result bins_bin(const struct bins *b, size_t i, double level)
{
	const struct bin *k = &b->bin[i];
	const struct sum weight = tally_sum(&k->weight);
	struct bin_result r = {.lo = b->edges.edge[i],
		.hi = b->edges.edge[i + 1],
		.n = k->n,
		.conf = NAN,
		.frequency = NAN,
		.wilson = {NAN, NAN}};

	if (!k->n)
		return r;
	r.conf = sum_ratio(&k->conf, &weight);
	r.frequency = tally_ratio(&k->event, &k->weight);
	if (!b->noisy)
		r.wilson = interval_wilson(r.frequency, effective_rows(k), level);
	return r;
}

/* The square of the gap less what sampling of the events adds to it. */
static double debiased_square(const struct bin_numbers *k)
{
	double gap = k->conf - k->frequency, n = k->effective;

	return n > 1 ? gap * gap - k->variance / (n - 1) : 0;
}

void bins_result_add(struct bins_result *r, const struct bin_numbers *k, double norm)
{
	double gap = fabs(k->conf - k->frequency);

	if (!k->any)
		return;
	r->made++;
	r->mce = fmax(r->mce, gap);
	r->power += k->share * (norm == 1 || isinf(norm) ? gap : real_pow(gap, norm));
	r->square += k->share * gap * gap;
	r->unbiased += k->share * debiased_square(k);
}

void bins_result_end(struct bins_result *r, double norm)
{
	r->ece = isinf(norm) ? r->mce : norm == 1 ? r->power : real_pow(r->power, 1 / norm);
	r->rmsce = sqrt(r->square);
	r->debiased = sqrt(fmax(0, r->unbiased));
	if (!r->made)
		r->ece = r->mce = r->rmsce = r->debiased = NAN;
}

static struct bin whole_of(const struct bins *b)
{
	struct bin whole = {0};

	for (size_t i = 0; i < b->edges.n; i++) {
		whole.n += b->bin[i].n;
		tally_merge(&whole.weight, &b->bin[i].weight);
		tally_merge(&whole.event, &b->bin[i].event);
		sum_merge(&whole.conf, &b->bin[i].conf);
	}
	return whole;
}

static struct bin_numbers numbers(const struct bins *b, size_t i, const struct bin *whole)
{
	const struct bin_result k = bins_bin(b, i, .95);
	const struct sum weight = tally_sum(&b->bin[i].weight);
	double f = k.frequency;

	if (!k.n)
		return (struct bin_numbers){0};
	return (struct bin_numbers){.any = true,
		.conf = k.conf,
		.frequency = f,
		.variance = b->noisy ? sum_ratio(&b->bin[i].square, &weight) - f * f : f * (1 - f),
		.share = tally_ratio(&b->bin[i].weight, &whole->weight),
		.effective = effective_rows(&b->bin[i])};
}

void bins_numbers(const struct bins *b, struct bin_numbers *k)
{
	const struct bin whole = whole_of(b);

	for (size_t i = 0; i < b->edges.n; i++)
		k[i] = numbers(b, i, &whole);
}

struct bins_result bins_result(const struct bins *b, double norm)
{
	const struct bin whole = whole_of(b);
	const struct sum total = tally_sum(&whole.weight);
	struct bins_result r = {.n = whole.n};

	for (size_t i = 0; i < b->edges.n; i++) {
		const struct bin_numbers k = numbers(b, i, &whole);

		bins_result_add(&r, &k, norm);
	}
	bins_result_end(&r, norm);
	r.conf = r.n ? sum_ratio(&whole.conf, &total) : NAN;
	r.frequency = r.n ? tally_ratio(&whole.event, &whole.weight) : NAN;
	return r;
}
