/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "cascade/cascade_separable.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

#define WORD 64

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

static void add_fresh(struct fresh *f, size_t k, size_t j, struct cascade_amount by)
{
	uint64_t *word = &f->touched[k][j / WORD], bit = (uint64_t)1 << j % WORD;

	if (!(*word & bit))
		f->step[k][j].sum = (struct cascade_amount){0};
	*word |= bit;
	cascade_amount_add(&f->step[k][j].sum, &by);
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
	struct cascade_amount begins =
		first ? cascade_amount_less(x->step[to.from].sum, from->less) : (struct cascade_amount){0};

	cascade_amount_add(base, &begins);
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
				before = cascade_amount_less(from[j].sum, old.less);
				to[n] = (struct cascade_step){before, from[j].at};
				cascade_amount_add(&to[n++].sum, &fresh);
			}
			cascade_amount_add(&fresh, &f->step[k][i].sum);
			n -= to[n - 1].at == at;
			to[n] = (struct cascade_step){before, at};
			cascade_amount_add(&to[n++].sum, &fresh);
		}
	for (; j < old.n; j++) {
		to[n] = (struct cascade_step){cascade_amount_less(from[j].sum, old.less), from[j].at};
		cascade_amount_add(&to[n++].sum, &fresh);
	}
	v->slice[k] = (struct cascade_slice){x->steps, n, {0}};
	x->steps += n;
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
		uint32_t in = cascade_box_ranges(&to->box, rank, m, &last);
		size_t k = in ? (size_t)__builtin_ctz(in) : last;

		if (in & (in - 1)) {
			several[n++] = (uint32_t)i;
			for (; in; in &= in - 1)
				to->in[__builtin_ctz(in)]++;
			continue;
		}
		cascade_amount_add(&to->base, &amount[k]);
		if (in)
			add_fresh(f, k, rank[k] - to->box.lo[k] + 1, cascade_amount_less(amount[last], amount[k]));
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
