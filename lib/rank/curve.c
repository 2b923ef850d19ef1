/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "rank/curve.h"

#include <math.h>

/* What is deferred next: a row, or a block of rows that are alike. */
static bool next(struct curve *c)
{
	if (c->alike)
		return scored_rows_next(c->rows, &c->read, &c->block);
	if (c->runs ? !scored_runs_next_row(c->runs, &c->row) : c->read == c->n)
		return false;
	if (!c->runs)
		c->row = scored_row(c->rows, c->read++);
	c->block.score = c->row.score;
	return true;
}

static void start(struct curve *c, const struct total_sums *s)
{
	struct sum wrong = s->known;

	sum_subtract(&wrong, &s->right);
	balance_start(&c->kept, &s->weight);
	balance_start(&c->known, &s->known);
	balance_start(&c->right, &s->right);
	balance_start(&c->wrong, &wrong);
	balance_start(&c->cost, &s->cost);
	c->kept.whole = c->known.whole = c->right.whole = c->wrong.whole = c->answered.whole = c->expert_right.whole =
		c->alike && c->rows->whole;
	c->weight = balance_value(&c->kept);
	c->ended = !next(c);
}

void curve_start(struct curve *c, const struct scored_rows *rows)
{
	struct total_sums s;

	*c = (struct curve){.rows = rows,
		.n = rows->order.n,
		.alike = scored_rows_alike(rows),
		.cost_unit = rows->cost_unit,
		.beyond = rows->beyond};
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

static void defer_block(struct curve *c, const struct scored_block *b)
{
	balance_add(&c->kept, -b->weight, 1);
	balance_add(&c->known, -b->known, 1);
	balance_add(&c->right, -b->right, 1);
	balance_add(&c->wrong, -b->wrong, 1);
	balance_add(&c->answered, b->answered, 1);
	balance_add(&c->expert_right, b->expert_right, 1);
	balance_add(&c->cost, -b->weight, c->rows->model_cost.first);
	balance_add(&c->cost, b->weight, c->rows->expert_cost.first);
	c->n_deferred += b->n - b->unanswered;
	c->n_unscored += b->unanswered;
	c->at += b->n;
}

static void defer_row(struct curve *c, const struct scored_row *r)
{
	balance_add(&c->kept, -r->weight, 1);
	balance_add(&c->known, r->unknown ? 0 : -r->weight, 1);
	balance_add(&c->right, -r->weight, r->right);
	balance_add(&c->wrong, r->unknown || r->right == 1 ? 0 : -r->weight, 1);
	if (r->right != 1)
		balance_add(&c->wrong, r->weight, r->right);
	balance_add(&c->answered, r->answered ? r->weight : 0, 1);
	balance_add(&c->expert_right, r->weight, r->expert_right);
	balance_add(&c->cost, -r->weight, r->model_cost);
	balance_add(&c->cost, r->weight, r->expert_cost);
	c->n_deferred += r->answered;
	c->n_unscored += !r->answered;
	c->at++;
}

/* Defers the next rows of one score. */
static void defer(struct curve *c)
{
	double score = c->block.score;

	do {
		if (c->alike)
			defer_block(c, &c->block);
		else
			defer_row(c, &c->row);
		c->ended = !next(c);
	} while (!c->ended && c->block.score == score);
}

/* The last score stays in `block`. */
static double largest_kept(const struct curve *c)
{
	return c->ended ? nextafter(-c->block.score, -INFINITY) : -c->block.score;
}

bool curve_next(struct curve *c, struct curve_point *p)
{
	double kept, known, right, answered, expert_right;

	if (c->ended)
		return false;
	if (c->started)
		defer(c);
	c->started = true;
	kept = balance_value(&c->kept);
	known = balance_value(&c->known);
	right = balance_value(&c->right);
	answered = balance_value(&c->answered);
	expert_right = balance_value(&c->expert_right);
	p->threshold = largest_kept(c) + 0.0;
	p->coverage = kept / c->weight;
	p->deferred = (c->weight - kept) / c->weight;
	p->n_model = c->n - c->at;
	p->n_deferred = c->n_deferred;
	p->n_unscored = c->n_unscored;
	p->system_accuracy = (right + expert_right) / (known + answered);
	p->model_accuracy = right / known;
	p->expert_accuracy = expert_right / answered;
	p->cost = ldexp(balance_value(&c->cost) / c->weight, c->cost_unit);
	p->risk = c->beyond ? NAN : balance_value(&c->wrong) / known;
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
