/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "pacing/capped_end.h"

#include <math.h>

#include "base/buf.h"
#include "base/clash.h"
#include "limits/set_class.h"
#include "summary/state_file.h"

static size_t fixed(const struct capped *c)
{
	return c->agent.n + c->goods.n;
}

/* Line `line` of the results is cap k. */
static int fill(struct capped *c, struct capped_batch *b, size_t k, size_t line, struct err *e)
{
	const struct cap *cap = &b->caps.at[k];
	struct workload_batch *out = &b->out;
	bool known = b->begun && (k < fixed(c) ? !c->w->limits->sets.file || k >= c->agent.n : cap->line != NAMES_NONE);
	bool goods = k >= c->agent.n && k < fixed(c);

	out->count[line] = cap->used;
	out->unit[line] = !goods ? WORKLOAD_ROWS : k == c->good[c->agent.n] ? WORKLOAD_MONEY : WORKLOAD_MINUTES;
	out->lo[line] = known && !goods ? cap->lo : NAN;
	out->hi[line] = known && !isinf(cap->hi) ? cap->hi : NAN;
	out->price[line] = known ? cap->price : NAN;
	out->share[line] = cap->used / (goods ? cap->hi : (double)b->rows);
	if (!isinf(cap->soft)) {
		out->over[line] = fmax(0, cap->used - cap->hi);
		out->under[line] = fmax(0, cap->lo - cap->used);
		out->paid[line] = cap->soft * (out->over[line] + out->under[line]);
		out->all_paid = (isnan(out->all_paid) ? 0 : out->all_paid) + out->paid[line];
	}
	return k < c->agent.n ? ST_OK : names_add_list(&out->limit, &b->caps.name.name[k], 1, e);
}

/* Agents, minutes and money; the lines of the limits file in their order; what only the state knows. */
static int end_batch(struct capped *c, struct capped_batch *b, struct err *e)
{
	size_t n = b->caps.name.n, lines = c->w->limits->sets.n, at = fixed(c);
	int st = workload_batch_init(&b->out, n, e);

	b->out.rows = b->rows;
	for (size_t k = 0; !st && k < at; k++)
		st = fill(c, b, k, k, e);
	for (size_t i = 0; i <= lines; i++)
		for (size_t k = fixed(c); !st && k < n; k++)
			if (b->caps.at[k].line == (i < lines ? i : NAMES_NONE))
				st = fill(c, b, k, at++, e);
	b->out.loss = sum_value(&b->loss) + (isnan(b->out.all_paid) ? 0 : b->out.all_paid);
	return st;
}

/* No rows come that could meet lower limits. */
static int check_lower(const struct capped_batch *b, size_t total, struct err *e)
{
	struct clash clash = {0};
	size_t n = 0;

	for (size_t k = 0; k < b->caps.name.n; k++)
		if (isinf(b->caps.at[k].soft) && b->caps.at[k].used < b->caps.at[k].lo) {
			clash_add(&clash, &b->caps.name.name[k]);
			n++;
		}
	return n ? clash_end(&clash, e, "lower limits, and only %zu rows have come of %zu", b->rows, total) : ST_OK;
}

int capped_end(struct capped *c, bool ended, struct err *e)
{
	int st = ST_OK;

	for (size_t b = 0; !st && b < c->batch.n; b++) {
		st = end_batch(c, &c->at[b], e);
		if (!st && ended && c->total)
			st = check_lower(&c->at[b], c->total, e);
	}
	return st;
}

int capped_sign(struct capped *c, const char *batch_column, struct err *e)
{
	const struct set_limits *l = &c->w->limits->sets;
	struct buf name = {0}, *signature = &c->signature;
	int st = state_sign(signature, "l2d-workload", NULL, e);

	if (!st)
		st = state_sign(signature, "batch", batch_column, e);
	for (size_t a = 0; !st && a < c->agent.n; a++)
		st = state_sign(signature, "agent", c->agent.name[a].s, e);
	for (size_t g = 0; !st && g < c->goods.n; g++)
		st = state_sign(signature, "limit", c->goods.name[g].s, e);
	for (size_t i = 0; !st && i < l->n; i++) {
		st = set_line_name(
			l, &l->line[i], l->line[i].agent == SET_EVERY ? NAMES_NONE : l->line[i].agent, NULL, &name, e);
		if (!st)
			st = state_sign(signature, l->line[i].agent == SET_EVERY ? "limits" : "limit", name.p, e);
	}
	buf_free(&name);
	return st;
}

static int write_all(const void *arg, struct state_out *o, struct err *e)
{
	const struct capped *c = arg;
	int st = c->batch.n ? state_write_count(o, "batches", 0, c->batch.n, e) : ST_OK;

	for (size_t i = 0; !st && i < c->batch.n; i++) {
		const struct capped_batch *b = &c->at[i];
		static const struct name none = {(char *)"", 0};

		state_out_group(o, &c->batch.name[i]);
		state_out_member(o, &none);
		st = state_write_count(o, "rows", 0, b->rows, e);
		if (!st)
			st = state_write_sum(o, "loss", 0, &b->loss, e);
		for (size_t k = 0; !st && k < b->caps.name.n; k++) {
			const struct cap *cap = &b->caps.at[k];

			state_out_member(o, &b->caps.name.name[k]);
			st = cap->sum ? state_write_sum(o, "used", 0, cap->sum, e)
				      : state_write_count(o, "readings", 0, (size_t)cap->used, e);
		}
	}
	return st;
}

static int take_cap(struct capped *c, struct capped_batch *b, struct state_item *i, bool *taken, struct err *e)
{
	const struct name name = {(char *)i->member, i->member_length};
	struct cap *cap;
	size_t k, n = 0;
	int st = caps_find(&b->caps, &name, &k, e);

	if (st)
		return st;
	cap = &b->caps.at[k];
	if (cap->sum && state_is(i, "used")) {
		state_add_amount(i, cap->sum);
		cap->used = sum_value(cap->sum);
	} else if (!cap->sum && state_is(i, "readings") && (k < fixed(c) || c->w->limits->sets.file)) {
		state_add_count(i, &n);
		cap->used += (double)n;
	} else {
		*taken = false;
	}
	return ST_OK;
}

static int take(void *arg, struct state_item *i, bool *taken, struct err *e)
{
	const struct name batch = {(char *)i->group, i->group_length};
	struct capped *c = arg;
	size_t index;
	int st;

	*taken = true;
	if (state_is(i, "batches")) {
		state_add_count(i, &c->announced);
		return ST_OK;
	}
	st = capped_batch_find(c, &batch, &index, e);
	if (st)
		return st;
	if (i->member_length)
		return take_cap(c, &c->at[index], i, taken, e);
	if (state_is(i, "rows"))
		state_add_count(i, &c->at[index].rows);
	else if (state_is(i, "loss"))
		state_add_sum(i, &c->at[index].loss);
	else
		*taken = false;
	return ST_OK;
}

int capped_read(struct capped *c, const char *path, struct err *e)
{
	int st = state_file_read(path, c->signature.p, take, c, e);

	if (!st && c->announced != c->batch.n)
		st = err_set(e, ST_DATA, "%.400s: %zu batches, not %zu", path, c->batch.n, c->announced);
	return st;
}

int capped_write(const struct capped *c, const char *path, struct err *e)
{
	return state_file_write(path, c->signature.p, write_all, c, e);
}
