/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "cascade/cascade_relaxed.h"

#include <math.h>
#include <string.h>

static struct cascade_amount sum_at(
	const struct cascade_separable *x, const struct cascade_node *v, size_t k, size_t step)
{
	const struct cascade_slice *slice = &v->slice[k];

	return step ? cascade_amount_less(x->step[slice->from + step].sum, slice->less) : (struct cascade_amount){0};
}

static double value_at(
	const struct cascade_separable *x, const struct cascade_node *v, size_t k, size_t step, double price)
{
	struct cascade_amount sum = sum_at(x, v, k, step);

	return cascade_amount_worth(&sum, price);
}

uint32_t cascade_relaxed_threshold(
	const struct cascade_separable *x, const struct cascade_node *v, size_t k, size_t step)
{
	return step ? x->step[v->slice[k].from + step].at : v->box.lo[k];
}

/* The best stage of a row, of those where it may stop. */
static size_t best_stop(const struct cascade_separable *x, const struct cascade_box *box, size_t i, double price)
{
	const struct cascade_rows *r = x->rows;
	const struct cascade_amount *amount = r->amount + i * r->m;
	size_t best;
	uint32_t in = cascade_box_ranges(box, r->rank + i * (r->m - 1), r->m, &best);
	double most = cascade_amount_worth(&amount[best], price);

	for (; in; in &= in - 1) {
		size_t k = (size_t)__builtin_ctz(in);

		if (cascade_amount_worth(&amount[k], price) > most) {
			most = cascade_amount_worth(&amount[k], price);
			best = k;
		}
	}
	return best;
}

void cascade_relaxed_bound(
	const struct cascade_separable *x, const struct cascade_node *v, double price, struct cascade_relaxed *found)
{
	const struct cascade_rows *r = x->rows;

	found->price = price;
	found->sum = v->base;
	for (size_t k = 0; k + 1 < r->m; k++) {
		const struct cascade_slice *slice = &v->slice[k];
		const struct cascade_step *step = x->step + slice->from;
		double least = cascade_amount_worth(&slice->less, price), most = least;
		struct cascade_amount by;
		size_t best = 0;

		for (size_t j = 1; j < slice->n; j++) {
			double value = cascade_amount_worth(&step[j].sum, price);

			if (value > most) {
				most = value;
				best = j;
			}
		}
		found->most[k] = most - least;
		found->at[k] = best;
		by = sum_at(x, v, k, best);
		cascade_amount_add(&found->sum, &by);
	}
	for (size_t j = 0; j < v->several_n; j++) {
		size_t i = x->several[v->several + j], k = best_stop(x, &v->box, i, price);

		cascade_amount_add(&found->sum, &r->amount[i * r->m + k]);
	}
	found->bound = cascade_amount_worth(&found->sum, price);
}

struct cascade_kept cascade_relaxed_keep(const struct cascade_separable *x, const struct cascade_node *v,
	const struct cascade_relaxed *found, double floor)
{
	struct cascade_kept kept = {0};

	for (size_t k = 0; k + 1 < x->rows->m; k++) {
		double least = floor - (found->bound - found->most[k]);
		size_t from = 0, to = v->slice[k].n - 1;

		while (from < found->at[k] && !(value_at(x, v, k, from, found->price) > least))
			from++;
		while (to > found->at[k] && !(value_at(x, v, k, to, found->price) > least))
			to--;
		kept.from[k] = from;
		kept.to[k] = to;
	}
	return kept;
}

struct cascade_box cascade_relaxed_box(
	const struct cascade_separable *x, const struct cascade_node *v, const struct cascade_kept *kept)
{
	struct cascade_box box = v->box;

	for (size_t k = 0; k + 1 < x->rows->m; k++) {
		box.lo[k] = cascade_relaxed_threshold(x, v, k, kept->from[k]);
		if (kept->to[k] + 1 < v->slice[k].n)
			box.hi[k] = cascade_relaxed_threshold(x, v, k, kept->to[k] + 1) - 1;
	}
	return box;
}

struct cascade_amount cascade_relaxed_measure(
	const struct cascade_separable *x, const struct cascade_node *v, const size_t *step, uint32_t *at)
{
	const struct cascade_rows *r = x->rows;
	struct cascade_amount sum = v->base;

	for (size_t k = 0; k + 1 < r->m; k++) {
		struct cascade_amount by = sum_at(x, v, k, step[k]);

		at[k] = cascade_relaxed_threshold(x, v, k, step[k]);
		cascade_amount_add(&sum, &by);
	}
	for (size_t j = 0; j < v->several_n; j++) {
		size_t i = x->several[v->several + j], k = cascade_rows_stop(r, i, at, 0);

		cascade_amount_add(&sum, &r->amount[i * r->m + k]);
	}
	return sum;
}

static size_t kept_steps(const struct cascade_kept *x, size_t k)
{
	return x->to[k] - x->from[k] + 1;
}

/* The range of most steps but k's. */
static size_t widest(const struct cascade_kept *kept, size_t m, size_t but)
{
	size_t best = but == 0;

	for (size_t k = best + 1; k + 1 < m; k++)
		if (k != but && kept_steps(kept, k) > kept_steps(kept, best))
			best = k;
	return best;
}

/* The best gain of the first so many steps of k. */
static void prefixes(
	const struct cascade_separable *x, const struct cascade_node *v, const struct cascade_kept *kept, size_t k)
{
	struct cascade_prefix best = {-INFINITY, 0};

	for (size_t j = kept->from[k]; j <= kept->to[k]; j++) {
		double gain = sum_at(x, v, k, j).gain;

		if (gain > best.gain)
			best = (struct cascade_prefix){gain, j};
		x->prefix[j - kept->from[k]] = best;
	}
}

/* The two ranges that are gone through at once, the others' steps where they are, and the best so far. */
struct pair {
	size_t a, b, at[CASCADE_STAGES], best[CASCADE_STAGES];
	double gain;
};

/* All steps of a and b within what is left of the budget: the more a costs, the fewer of b. */
static void try_pair(const struct cascade_separable *x, const struct cascade_node *v, const struct cascade_kept *kept,
	struct cascade_amount others, struct pair *p)
{
	size_t first = kept->from[p->b], left = kept_steps(kept, p->b);

	for (size_t j = kept->from[p->a]; j <= kept->to[p->a]; j++) {
		struct cascade_amount sum = sum_at(x, v, p->a, j);

		cascade_amount_add(&sum, &others);
		while (left && sum.cost + sum_at(x, v, p->b, first + left - 1).cost > 0)
			left--;
		if (!left)
			return;
		if (sum.gain + x->prefix[left - 1].gain <= p->gain)
			continue;
		p->gain = sum.gain + x->prefix[left - 1].gain;
		p->at[p->a] = j;
		p->at[p->b] = x->prefix[left - 1].step;
		memcpy(p->best, p->at, sizeof p->best);
	}
}

/* The next combination of the steps but a's and b's; false after the last. */
static bool next(const struct cascade_kept *kept, size_t m, struct pair *p)
{
	for (size_t k = 0; k + 1 < m; k++) {
		if (k == p->a || k == p->b)
			continue;
		if (p->at[k]++ < kept->to[k])
			return true;
		p->at[k] = kept->from[k];
	}
	return false;
}

bool cascade_relaxed_solve(const struct cascade_separable *x, const struct cascade_node *v,
	const struct cascade_kept *kept, const struct cascade_relaxed *found, double floor, size_t *step)
{
	size_t m = x->rows->m, b = widest(kept, m, m);
	struct pair p = {.a = widest(kept, m, b), .b = b, .gain = floor};

	memcpy(p.at, kept->from, sizeof p.at);
	prefixes(x, v, kept, b);
	do {
		struct cascade_amount others = v->base;
		double bound = found->bound;

		for (size_t k = 0; k + 1 < m; k++) {
			struct cascade_amount by = sum_at(x, v, k, p.at[k]);

			if (k == p.a || k == p.b)
				continue;
			cascade_amount_add(&others, &by);
			bound -= found->most[k] - value_at(x, v, k, p.at[k], found->price);
		}
		if (bound > p.gain)
			try_pair(x, v, kept, others, &p);
	} while (next(kept, m, &p));
	memcpy(step, p.best, sizeof p.best);
	return p.gain > floor;
}
