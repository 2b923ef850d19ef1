/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "measure/calibration_draws.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "measure/proper.h"

/* The sums of a cell; the square of the weight comes after them.  IMPOSSIBLE: of rows to which probability 0 was given. */
enum { WEIGHT, EVENT, CONF, BRIER, NLL, IMPOSSIBLE, CLASS_BRIER, CLASS_NLL, CLASS_IMPOSSIBLE, EVENT_SQUARE, SUMS };

int calibration_draws_init(struct calibration_draws *c, size_t bins, bool late, size_t draws, struct err *e)
{
	*c = (struct calibration_draws){.draws = draws, .late = late};
	if (late)
		return draw_sums_init(&c->scores, DRAW_WEIGHTS, 1, SUMS, false, draws, e);
	return calibration_draws_bins(c, bins, e);
}

int calibration_draws_bins(struct calibration_draws *c, size_t n, struct err *e)
{
	int st = draw_sums_init(&c->sampled, DRAW_WEIGHTS, n, SUMS, true, c->draws, e);

	return st ? st : draw_sums_init(&c->calibrated, DRAW_EVENTS, n, 1, false, c->draws, e);
}

void calibration_draws_free(struct calibration_draws *c)
{
	draw_sums_free(&c->sampled);
	draw_sums_free(&c->scores);
	draw_sums_free(&c->calibrated);
	free(c->bin);
	free(c->weight);
}

/* To 2^-36, so that a number below 16 is one limb of inference/draw_sums.h: what is lost, 1e-11, is nothing to an interval.  Sums of
 * what is left are exact. */
static double rounded(double x)
{
	return (x + 0x1.8p16) - 0x1.8p16;
}

static void add_scores(struct draw_sums *s, size_t cell, const struct calibration_row *r, bool noisy)
{
	double value[SUMS] = {[WEIGHT] = 1,
		[EVENT] = rounded(r->event),
		[EVENT_SQUARE] = noisy ? rounded(r->event * r->event) : 0,
		[CONF] = rounded(r->conf),
		[BRIER] = rounded(proper_pair(r->conf, r->event)),
		[NLL] = isinf(r->nll) ? 0 : rounded(r->nll),
		[IMPOSSIBLE] = isinf(r->nll)};

	if (r->classes) {
		value[CLASS_BRIER] = rounded(r->class_brier);
		value[CLASS_NLL] = isinf(r->class_nll) ? 0 : rounded(r->class_nll);
		value[CLASS_IMPOSSIBLE] = isinf(r->class_nll);
	}
	draw_sums_add(s, cell, &(struct draw_row){.key = r->key, .weight = r->weight}, value);
}

static void add_calibrated(struct draw_sums *s, size_t cell, const struct calibration_row *r)
{
	draw_sums_add(s, cell, &(struct draw_row){.key = r->outcome_key, .probability = r->conf, .weight = r->weight},
		&(double){1});
}

void calibration_draws_add(struct calibration_draws *c, size_t bin, const struct calibration_row *r)
{
	add_scores(c->late ? &c->scores : &c->sampled, c->late ? 0 : bin, r, c->noisy);
	if (!c->late && !c->noisy)
		add_calibrated(&c->calibrated, bin, r);
}

void calibration_draws_bin(struct calibration_draws *c, size_t bin, const struct calibration_row *r)
{
	const double value[SUMS] = {[WEIGHT] = 1,
		[EVENT] = rounded(r->event),
		[EVENT_SQUARE] = c->noisy ? rounded(r->event * r->event) : 0,
		[CONF] = rounded(r->conf)};

	draw_sums_add(&c->sampled, bin, &(struct draw_row){.key = r->key, .weight = r->weight}, value);
	if (!c->noisy)
		add_calibrated(&c->calibrated, bin, r);
}

void calibration_draws_merge(struct calibration_draws *c, const struct calibration_draws *other)
{
	draw_sums_merge(&c->sampled, &other->sampled);
	draw_sums_merge(&c->scores, &other->scores);
	draw_sums_merge(&c->calibrated, &other->calibrated);
}

/* What stands in a state: late bins are made later. */
static const struct draw_sums *stored(const struct calibration_draws *c)
{
	return c->late ? &c->scores : &c->sampled;
}

int calibration_draws_write(const struct calibration_draws *c, struct state_out *o, struct err *e)
{
	int st = draw_sums_write(stored(c), "sampled", o, e);

	return st || c->late ? st : draw_sums_write(&c->calibrated, "calibrated", o, e);
}

bool calibration_draws_read(struct calibration_draws *c, struct state_item *i)
{
	return draw_sums_read((struct draw_sums *)stored(c), "sampled", i)
		|| (!c->late && draw_sums_read(&c->calibrated, "calibrated", i));
}

int calibration_draws_end(struct calibration_draws *c, const struct bins *b, struct err *e)
{
	int st = draw_sums_end(&c->sampled, e);

	if (!st)
		st = draw_sums_end(&c->scores, e);
	if (!st)
		st = draw_sums_end(&c->calibrated, e);
	if (!st
		&& (!(c->bin = mem_alloc(b->edges.n, sizeof *c->bin, e))
			|| !(c->weight = mem_alloc(b->edges.n, sizeof *c->weight, e))))
		st = ST_SYSTEM;
	if (st)
		return st;
	bins_numbers(b, c->bin);
	for (size_t i = 0; i < b->edges.n; i++)
		c->weight[i] = tally_sum(&b->bin[i].weight);
	return ST_OK;
}

/* A mean over all rows, infinite where one that counts makes it so, unknown where it may. */
static double mean(
	const struct calibration_draws *c, const struct draw_sums *s, size_t sum, size_t impossible, size_t draw)
{
	struct draw_number above = draw_sums_number(s, 0, s->cells, sum, draw);
	struct draw_number weight = draw_sums_number(s, 0, s->cells, WEIGHT, draw);

	if (impossible < SUMS && draw_sums_number(s, 0, s->cells, impossible, draw).hi > 0)
		return c->noisy ? NAN : INFINITY;
	return draw_number_ratio(&above, &weight);
}

/* A bin as it was drawn. */
static struct bin_numbers sampled_bin(
	const struct calibration_draws *c, size_t i, size_t draw, const struct draw_number *all)
{
	const struct draw_sums *s = &c->sampled;
	struct draw_number weight = draw_sums_number(s, i, 1, WEIGHT, draw);
	struct draw_number event = draw_sums_number(s, i, 1, EVENT, draw);
	struct draw_number conf = draw_sums_number(s, i, 1, CONF, draw);
	struct draw_number squares = draw_sums_number(s, i, 1, SUMS, draw);
	struct draw_number event_square = draw_sums_number(s, i, 1, EVENT_SQUARE, draw);
	double f = draw_number_ratio(&event, &weight);

	return (struct bin_numbers){.any = weight.hi > 0 || (!weight.two && squares.hi > 0),
		.conf = draw_number_ratio(&conf, &weight),
		.frequency = f,
		.variance = c->noisy ? draw_number_ratio(&event_square, &weight) - f * f : f * (1 - f),
		.share = draw_number_ratio(&weight, all),
		.effective = draw_number_square_ratio(&weight, &squares)};
}

/* A bin as it is, with other events. */
static struct bin_numbers calibrated_bin(const struct calibration_draws *c, size_t i, size_t draw)
{
	struct bin_numbers k = c->bin[i];
	struct draw_number event = draw_sums_number(&c->calibrated, i, 1, 0, draw);
	struct draw_number weight = draw_number_of(&c->weight[i]);

	if (k.any)
		k.frequency = c->noisy ? NAN : draw_number_ratio(&event, &weight);
	k.variance = k.frequency * (1 - k.frequency);
	return k;
}

struct calibration_draw calibration_draws_result(const struct calibration_draws *c, double norm, size_t draw)
{
	const struct draw_sums *s = &c->sampled, *scores = stored(c);
	struct draw_number all = draw_sums_number(s, 0, s->cells, WEIGHT, draw);
	struct bins_result calibrated = {0};
	struct calibration_draw r = {0};

	for (size_t i = 0; i < s->cells; i++) {
		struct bin_numbers drawn = sampled_bin(c, i, draw, &all), other = calibrated_bin(c, i, draw);

		bins_result_add(&r.bins, &drawn, norm);
		bins_result_add(&calibrated, &other, norm);
	}
	bins_result_end(&r.bins, norm);
	bins_result_end(&calibrated, norm);
	r.bins.conf = mean(c, s, CONF, SUMS, draw);
	r.bins.frequency = mean(c, s, EVENT, SUMS, draw);
	r.bins.ece = calibrated.ece;
	r.bins.mce = c->noisy ? NAN : calibrated.mce; /* the largest of gaps passes over what is no number */
	r.bins.rmsce = calibrated.rmsce;
	r.brier = mean(c, scores, BRIER, SUMS, draw);
	r.nll = mean(c, scores, NLL, IMPOSSIBLE, draw);
	r.class_brier = mean(c, scores, CLASS_BRIER, SUMS, draw);
	r.class_nll = mean(c, scores, CLASS_NLL, CLASS_IMPOSSIBLE, draw);
	return r;
}

double calibration_draws_frequency(const struct calibration_draws *c, size_t bin, bool calibrated, size_t draw)
{
	struct draw_number weight = draw_sums_number(&c->sampled, bin, 1, WEIGHT, draw);
	struct draw_number event = draw_sums_number(&c->sampled, bin, 1, EVENT, draw);

	if (!calibrated)
		return draw_number_ratio(&event, &weight);
	return c->bin[bin].any ? calibrated_bin(c, bin, draw).frequency : NAN;
}
