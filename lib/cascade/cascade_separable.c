/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "cascade/cascade_separable.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

#define WORD 64

/* Of the first so many steps that were kept, the largest gain, and which it is. */
struct cascade_prefix {
	double gain;
	size_t step;
};

void cascade_separable_init(
	struct cascade_separable *x, const struct cascade_rows *r, size_t agents, size_t levels, struct arena *a)
{
	*x = (struct cascade_separable){.rows = r};
	x->fresh = arena_alloc(a, agents * (levels + 2), sizeof *x->fresh);
	x->touched = arena_alloc(a, agents * ((levels + 1) / WORD + 1), sizeof *x->touched);
	x->prefix = arena_alloc(a, levels + 2, sizeof *x->prefix);
}

void cascade_separable_free(struct cascade_separable *x)
{
	free(x->step);
	free(x->several);
	*x = (struct cascade_separable){0};
}

int cascade_separable_root(struct cascade_separable *x, struct cascade_node *root, struct err *e)
{
	const struct cascade_rows *r = x->rows;
	int st = array_reserve(&x->several, &x->cap[1], r->n, sizeof *x->several, e);

	*root = (struct cascade_node){.several_n = r->n, .steps = 1};
	if (!st)
		st = array_reserve(&x->step, &x->cap[0], 1, sizeof *x->step, e);
	if (st)
		return st;
	for (size_t i = 0; i < r->n; i++)
		x->several[i] = (uint32_t)i;
	x->step[0] = (struct cascade_step){.at = 1};
	for (size_t k = 0; k + 1 < r->m; k++) {
		root->box.lo[k] = 1;
		root->box.hi[k] = r->levels[k] + 1;
		root->slice[k].n = 1;
	}
	cascade_separable_forget(x, root);
	return ST_OK;
}

void cascade_separable_forget(struct cascade_separable *x, const struct cascade_node *after)
{
	x->several_n = after->several + after->several_n;
	x->steps = after->steps;
}

static size_t words(const struct cascade_box *x, size_t k)
{
	return ((size_t)x->hi[k] - x->lo[k]) / WORD + 1;
}

/* Where each threshold's fresh steps are. */
struct fresh {
	struct cascade_step *step[CASCADE_STAGES];
	uint64_t *touched[CASCADE_STAGES];
	size_t n[CASCADE_STAGES]; /* rows */
};

static void begin(struct cascade_separable *x, const struct cascade_box *box, struct fresh *f)
{
	struct cascade_step *step = x->fresh;
	uint64_t *bits = x->touched;

	memset(f->n, 0, sizeof f->n);
	for (size_t k = 0; k + 1 < x->rows->m; k++) {
		f->step[k] = step;
		f->touched[k] = bits;
		step += (size_t)box->hi[k] - box->lo[k] + 1;
		bits += words(box, k);
	}
	memset(x->touched, 0, (size_t)(bits - x->touched) * sizeof *bits);
}

static void add(struct cascade_amount *sum, const struct cascade_amount *by)
{
	sum->gain += by->gain;
	sum->cost += by->cost;
}

static struct cascade_amount minus(struct cascade_amount a, struct cascade_amount b)
{
	return (struct cascade_amount){a.gain - b.gain, a.cost - b.cost};
}

static void add_fresh(struct fresh *f, size_t k, size_t j, struct cascade_amount by)
{
	uint64_t *word = &f->touched[k][j / WORD], bit = (uint64_t)1 << j % WORD;

	if (!(*word & bit))
		f->step[k][j].sum = (struct cascade_amount){0};
	*word |= bit;
	add(&f->step[k][j].sum, &by);
	f->n[k]++;
}

/* The last step at or below a threshold. */
static size_t last_step(const struct cascade_separable *x, const struct cascade_slice *slice, uint32_t at)
{
	size_t lo = 0, hi = slice->n - 1;

	while (lo < hi) {
		size_t middle = hi - (hi - lo) / 2;

		if (x->step[slice->from + middle].at <= at)
			lo = middle;
		else
			hi = middle - 1;
	}
	return lo;
}

/* The part of a slice from lo to hi; what it begins with is added to base. */
static struct cascade_slice cut(const struct cascade_separable *x, const struct cascade_slice *from, uint32_t lo,
	uint32_t hi, struct cascade_amount *base)
{
	size_t first = last_step(x, from, lo), last = last_step(x, from, hi);
	struct cascade_slice to = {from->from + first, last - first + 1, from->less};
	struct cascade_amount begins = first ? minus(x->step[to.from].sum, from->less) : (struct cascade_amount){0};

	add(base, &begins);
	if (first)
		to.less = x->step[to.from].sum;
	return to;
}

/* The fresh steps of k and those of its slice, in steps of their own. */
static void join(struct cascade_separable *x, struct cascade_node *v, size_t k, const struct fresh *f)
{
	const struct cascade_slice old = v->slice[k];
	const struct cascade_step *from = x->step + old.from;
	struct cascade_step *to = x->step + x->steps;
	struct cascade_amount fresh = {0}, before = {0};
	size_t j = 1, n = 1;

	to[0] = (struct cascade_step){.at = v->box.lo[k]};
	for (size_t w = 0; w < words(&v->box, k); w++)
		for (uint64_t bits = f->touched[k][w]; bits; bits &= bits - 1) {
			size_t i = w * WORD + (size_t)__builtin_ctzll(bits);
			uint32_t at = v->box.lo[k] + (uint32_t)i;

			for (; j < old.n && from[j].at <= at; j++) {
				before = minus(from[j].sum, old.less);
				to[n] = (struct cascade_step){before, from[j].at};
				add(&to[n++].sum, &fresh);
			}
			add(&fresh, &f->step[k][i].sum);
			n -= to[n - 1].at == at;
			to[n] = (struct cascade_step){before, at};
			add(&to[n++].sum, &fresh);
		}
	for (; j < old.n; j++) {
		to[n] = (struct cascade_step){minus(from[j].sum, old.less), from[j].at};
		add(&to[n++].sum, &fresh);
	}
	v->slice[k] = (struct cascade_slice){x->steps, n, {0}};
	x->steps += n;
}

/* Bits of stages: in whose ranges a row is before it must stop; and where that is. */
static inline uint32_t ranges_of(const struct cascade_box *box, const uint32_t *rank, size_t m, size_t *last)
{
	uint32_t in = 0, stop = (uint32_t)1 << (m - 1);

	for (size_t k = 0; k + 1 < m; k++) {
		in |= (uint32_t)(rank[k] >= box->lo[k]) << k;
		stop |= (uint32_t)(rank[k] >= box->hi[k]) << k;
	}
	*last = (size_t)__builtin_ctz(stop);
	return in & ((stop & -stop) - 1);
}

/* The rows that were in several ranges, where they are now. */
static void sort_rows(
	struct cascade_separable *x, const struct cascade_node *from, struct cascade_node *to, struct fresh *f)
{
	const struct cascade_rows *r = x->rows;
	const uint32_t *row = x->several + from->several;
	uint32_t *several = x->several + to->several;
	size_t m = r->m, n = 0, last;

	for (size_t j = 0; j < from->several_n; j++) {
		size_t i = row[j];
		const uint32_t *rank = r->rank + i * (m - 1);
		const struct cascade_amount *amount = r->amount + i * m;
		uint32_t in = ranges_of(&to->box, rank, m, &last);
		size_t k = in ? (size_t)__builtin_ctz(in) : last;

		if (in & (in - 1)) {
			several[n++] = (uint32_t)i;
			for (; in; in &= in - 1)
				to->in[__builtin_ctz(in)]++;
			continue;
		}
		add(&to->base, &amount[k]);
		if (in)
			add_fresh(f, k, rank[k] - to->box.lo[k] + 1, minus(amount[last], amount[k]));
	}
	to->several_n = n;
}

int cascade_separable_part(struct cascade_separable *x, const struct cascade_node *from, const struct cascade_box *box,
	struct cascade_node *to, struct err *e)
{
	size_t more = 0;
	struct fresh f;
	int st = array_reserve(&x->several, &x->cap[1], x->several_n + from->several_n, sizeof *x->several, e);

	if (st)
		return st;
	*to = (struct cascade_node){.box = *box, .base = from->base, .several = x->several_n};
	begin(x, box, &f);
	for (size_t k = 0; k + 1 < x->rows->m; k++)
		to->slice[k] = cut(x, &from->slice[k], box->lo[k], box->hi[k], &to->base);
	sort_rows(x, from, to, &f);
	x->several_n += to->several_n;
	for (size_t k = 0; k + 1 < x->rows->m; k++)
		more += f.n[k] ? f.n[k] + to->slice[k].n + 1 : 0;
	st = array_reserve(&x->step, &x->cap[0], x->steps + more, sizeof *x->step, e);
	for (size_t k = 0; !st && k + 1 < x->rows->m; k++)
		if (f.n[k])
			join(x, to, k, &f);
	to->steps = x->steps;
	return st;
}

static struct cascade_amount sum_at(
	const struct cascade_separable *x, const struct cascade_node *v, size_t k, size_t step)
{
	const struct cascade_slice *slice = &v->slice[k];

	return step ? minus(x->step[slice->from + step].sum, slice->less) : (struct cascade_amount){0};
}

static double value_at(
	const struct cascade_separable *x, const struct cascade_node *v, size_t k, size_t step, double price)
{
	struct cascade_amount sum = sum_at(x, v, k, step);

	return sum.gain - price * sum.cost;
}

uint32_t cascade_separable_threshold(
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
	uint32_t in = ranges_of(box, r->rank + i * (r->m - 1), r->m, &best);
	double most = amount[best].gain - price * amount[best].cost;

	for (; in; in &= in - 1) {
		size_t k = (size_t)__builtin_ctz(in);

		if (amount[k].gain - price * amount[k].cost > most) {
			most = amount[k].gain - price * amount[k].cost;
			best = k;
		}
	}
	return best;
}

void cascade_separable_bound(
	const struct cascade_separable *x, const struct cascade_node *v, double price, struct cascade_relaxed *found)
{
	const struct cascade_rows *r = x->rows;

	found->price = price;
	found->sum = v->base;
	for (size_t k = 0; k + 1 < r->m; k++) {
		const struct cascade_slice *slice = &v->slice[k];
		const struct cascade_step *step = x->step + slice->from;
		double least = slice->less.gain - price * slice->less.cost, most = least;
		struct cascade_amount by;
		size_t best = 0;

		for (size_t j = 1; j < slice->n; j++) {
			double value = step[j].sum.gain - price * step[j].sum.cost;

			if (value > most) {
				most = value;
				best = j;
			}
		}
		found->most[k] = most - least;
		found->at[k] = best;
		by = sum_at(x, v, k, best);
		add(&found->sum, &by);
	}
	for (size_t j = 0; j < v->several_n; j++) {
		size_t i = x->several[v->several + j], k = best_stop(x, &v->box, i, price);

		add(&found->sum, &r->amount[i * r->m + k]);
	}
	found->bound = found->sum.gain - price * found->sum.cost;
}

struct cascade_kept cascade_separable_keep(const struct cascade_separable *x, const struct cascade_node *v,
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

struct cascade_box cascade_separable_box(
	const struct cascade_separable *x, const struct cascade_node *v, const struct cascade_kept *kept)
{
	struct cascade_box box = v->box;

	for (size_t k = 0; k + 1 < x->rows->m; k++) {
		box.lo[k] = cascade_separable_threshold(x, v, k, kept->from[k]);
		if (kept->to[k] + 1 < v->slice[k].n)
			box.hi[k] = cascade_separable_threshold(x, v, k, kept->to[k] + 1) - 1;
	}
	return box;
}

struct cascade_amount cascade_separable_measure(
	const struct cascade_separable *x, const struct cascade_node *v, const size_t *step, uint32_t *at)
{
	const struct cascade_rows *r = x->rows;
	struct cascade_amount sum = v->base;

	for (size_t k = 0; k + 1 < r->m; k++) {
		struct cascade_amount by = sum_at(x, v, k, step[k]);

		at[k] = cascade_separable_threshold(x, v, k, step[k]);
		add(&sum, &by);
	}
	for (size_t j = 0; j < v->several_n; j++) {
		size_t i = x->several[v->several + j], k = cascade_rows_stop(r, i, at, 0);

		add(&sum, &r->amount[i * r->m + k]);
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

		add(&sum, &others);
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

bool cascade_separable_solve(const struct cascade_separable *x, const struct cascade_node *v,
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
			add(&others, &by);
			bound -= found->most[k] - value_at(x, v, k, p.at[k], found->price);
		}
		if (bound > p.gain)
			try_pair(x, v, kept, others, &p);
	} while (next(kept, m, &p));
	memcpy(step, p.best, sizeof p.best);
	return p.gain > floor;
}
