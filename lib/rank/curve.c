/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "rank/curve.h"

#include <math.h>

static bool next_block(struct curve *c, struct scored_block *b)
{
	return c->runs ? scored_runs_next(c->runs, b) : scored_rows_next(c->rows, &c->read, b);
}

/* A total that goes on with what its rounding lost. */
static struct running running_of(const struct sum *exact)
{
	struct sum rest = *exact;
	double sum = sum_value(exact);

	sum_add(&rest, -sum);
	return (struct running){sum, sum_value(&rest)};
}

static void start(struct curve *c, const struct total_sums *s)
{
	c->kept = running_of(&s->weight);
	c->known = running_of(&s->known);
	c->right = running_of(&s->right);
	c->model_cost = running_of(&s->cost);
	c->weight = running_value(&c->kept);
	c->ended = !next_block(c, &c->next);
}

void curve_start(struct curve *c, const struct scored_rows *rows)
{
	struct total_sums s;

	*c = (struct curve){.rows = rows, .n = rows->order.n, .cost_unit = rows->cost_unit, .beyond = rows->beyond};
	total_sums_of_rows(&s, rows);
	start(c, &s);
}

void curve_start_runs(struct curve *c, struct scored_runs *runs)
{
	const struct scored_totals *t = &runs->totals;
	struct total_sums s;

	*c = (struct curve){.runs = runs, .n = t->n, .cost_unit = runs->cost_unit, .beyond = t->beyond};
	scored_runs_sums(runs, &s);
	scored_runs_rewind(runs);
	start(c, &s);
}

/* Defers the next block. */
static void defer(struct curve *c)
{
	const struct scored_block b = c->next;

	running_add(&c->kept, -b.weight);
	running_add(&c->known, -b.known);
	running_add(&c->right, -b.right);
	running_add(&c->model_cost, -b.model_cost);
	running_add(&c->answered, b.answered);
	running_add(&c->expert_right, b.expert_right);
	running_add(&c->expert_cost, b.expert_cost);
	c->n_deferred += b.n - b.unanswered;
	c->n_unscored += b.unanswered;
	c->at += b.n;
	c->ended = !next_block(c, &c->next);
}

/* The last block stays in `next`. */
static double largest_kept(const struct curve *c)
{
	return c->ended ? nextafter(-c->next.score, -INFINITY) : -c->next.score;
}

bool curve_next(struct curve *c, struct curve_point *p)
{
	double kept, known, right, answered, expert_right;

	if (c->ended)
		return false;
	if (c->started)
		defer(c);
	c->started = true;
	/* a kept weight that should be 0 must not be what rounding left of it */
	kept = c->ended ? 0 : running_value(&c->kept);
	known = c->ended ? 0 : running_value(&c->known);
	right = c->ended ? 0 : running_value(&c->right);
	answered = running_value(&c->answered);
	expert_right = running_value(&c->expert_right);
	p->threshold = largest_kept(c) + 0.0;
	p->coverage = kept / c->weight;
	p->deferred = (c->weight - kept) / c->weight;
	p->n_model = c->n - c->at;
	p->n_deferred = c->n_deferred;
	p->n_unscored = c->n_unscored;
	p->system_accuracy = (right + expert_right) / (known + answered);
	p->model_accuracy = right / known;
	p->expert_accuracy = expert_right / answered;
	p->cost = ldexp(((c->ended ? 0 : running_value(&c->model_cost)) + running_value(&c->expert_cost)) / c->weight,
		c->cost_unit);
	p->risk = c->beyond ? NAN : (known - right) / known;
	return true;
}

bool curve_keeps(struct curve_thinner *t, const struct curve_point *p)
{
	double steps = t->n > 1 ? (double)(t->n - 1) : 1, skipped;

	if (!t->n)
		return true;
	if (t->taken >= t->n || p->coverage > (steps - (double)t->taken) / steps)
		return false;
	/* near the first coverage below this one; the comparison above decides, not the rounding here */
	skipped = fmax((double)t->taken, floor(steps * (1 - p->coverage)) - 1);
	t->taken = skipped < (double)t->n ? (size_t)skipped : t->n;
	while (t->taken < t->n && p->coverage <= (steps - (double)t->taken) / steps)
		t->taken++;
	return true;
}

void curve_columns(const struct curve_point *p, struct column c[CURVE_COLUMNS])
{
	/* below the smallest double there is no threshold */
	c[0] = (struct column){"threshold", .value = isinf(p->threshold) ? NAN : p->threshold};
	c[1] = (struct column){"coverage", .value = p->coverage, .interval = ""};
	c[2] = (struct column){"n_model", COLUMN_COUNT, .count = p->n_model};
	c[3] = (struct column){"n_deferred", COLUMN_COUNT, .count = p->n_deferred};
	c[4] = (struct column){"n_unscored", COLUMN_COUNT, .count = p->n_unscored};
}
