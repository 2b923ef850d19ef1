/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "pacing/capped.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/clash.h"
#include "decide/best_agent.h"
#include "limits/set_forest.h"
#include "pacing/capped_class.h"

static const struct name whole = {(char *)"", 0};

/* The names of what is no count, and for whose minutes there are limits. */
static int name_goods(struct capped *c, struct err *e)
{
	const struct side_limits *side = &c->w->side;
	struct buf b = {0};
	int st = ST_OK;

	for (size_t a = 0; !st && a <= c->agent.n; a++) {
		bool money = a == c->agent.n;

		c->good[a] = NAMES_NONE;
		if (money ? !c->w->side_options || isinf(c->w->side_options->budget) : isinf(side->minutes[a]))
			continue;
		c->good[a] = c->agent.n + c->goods.n;
		st = side_limits_name(
			side, money ? WORKLOAD_MONEY : WORKLOAD_MINUTES, money ? NULL : &c->agent.name[a], &b, e);
		if (!st)
			st = names_add_list(&c->goods, &(struct name){b.p, b.n}, 1, e);
	}
	buf_free(&b);
	return st;
}

int capped_init(struct capped *c, const struct workload *w, const struct names *agent, const char *prices, bool batches,
	size_t rows, struct err *e)
{
	struct names needed = {0};
	int st;

	*c = (struct capped){.w = w, .total = rows};
	if (rows && capped_sets(c) && capped_sets(c)->column.n)
		return err_set(e, ST_USAGE, "--rows: then limits are of all rows, and %s has the column '%.200s'",
			capped_sets(c)->file, capped_sets(c)->column.name[0].s);
	st = names_add_list(&c->agent, agent->name, agent->n, e);
	c->open = mem_alloc(agent->n, sizeof *c->open, e);
	c->good = mem_alloc(agent->n + 1, sizeof *c->good, e);
	if (!st)
		st = c->open && c->good ? name_goods(c, e) : ST_SYSTEM;
	if (!st && !capped_sets(c))
		st = names_add_list(&needed, agent->name, agent->n, e);
	if (!st)
		st = names_add_list(&needed, c->goods.name, c->goods.n, e);
	if (!st)
		st = price_list_read(&c->prices, prices, &(struct price_use){&needed, capped_sets(c), batches}, e);
	names_free(&needed);
	return st;
}

void capped_free(struct capped *c)
{
	for (size_t b = 0; b < c->batch.n && c->at; b++) {
		caps_free(&c->at[b].caps);
		workload_batch_free(&c->at[b].out);
	}
	for (size_t k = 0; k < c->class.n && c->of_class; k++)
		free(c->of_class[k].link);
	names_free(&c->agent);
	names_free(&c->goods);
	names_free(&c->batch);
	names_free(&c->class);
	price_list_free(&c->prices);
	promise_free(&c->promise);
	free(c->at);
	free(c->of_class);
	free(c->open);
	free(c->good);
	buf_free(&c->signature);
	*c = (struct capped){0};
}

int capped_batch_find(struct capped *c, const struct name *name, size_t *index, struct err *e)
{
	size_t n = c->batch.n, k;
	struct caps *caps;
	int st = array_reserve(&c->at, &c->room, n + 1, sizeof *c->at, e);

	if (!st && names_find(&c->batch, name->s, name->n) == NAMES_NONE)
		c->at[n] = (struct capped_batch){0};
	if (!st)
		st = names_add(&c->batch, name->s, name->n, index, e);
	if (st || *index < n)
		return st;
	caps = &c->at[n].caps;
	for (size_t a = 0; !st && a < c->agent.n; a++)
		st = caps_find(caps, &c->agent.name[a], &k, e);
	for (size_t g = 0; !st && g < c->goods.n; g++) {
		st = caps_find(caps, &c->goods.name[g], &k, e);
		if (!st && k < c->agent.n + g)
			return err_set(
				e, ST_DATA, "agent '%.200s': the name of another one's limit", c->goods.name[g].s);
		if (!st)
			st = cap_exact(&caps->at[k], e);
	}
	return st;
}

/* The agents' own limits. */
static int set_agents(struct capped *c, struct capped_batch *b, const struct limit *limit, struct err *e)
{
	const struct limits *l = c->w->limits;
	size_t m = c->agent.n, *count = mem_alloc(2 * m, sizeof *count, e);
	bool *usable = mem_alloc(m, sizeof *usable, e);
	int st = count && usable ? ST_OK : ST_SYSTEM;

	for (size_t a = 0; !st && a < m; a++) {
		struct cap *cap = &b->caps.at[a];
		const char *why = capped_unfit(c, &limit[a], false);

		usable[a] = limits_allow(l, limit, a);
		cap->lo = limit[a].lo;
		cap->hi = usable[a] ? limit[a].hi : 0;
		if (why)
			st = err_set(e, ST_DATA, "agent '%.200s': %s", c->agent.name[a].s, why);
	}
	if (!st && c->total && !capped_sets(c))
		st = limits_counts(l, limit, c->total, 1, 1, usable, count, count + m, e);
	for (size_t a = 0; !st && c->total && !capped_sets(c) && a < m; a++) {
		b->caps.at[a].lo = (double)count[a];
		if (l->balanced || !isinf(limit[a].hi))
			b->caps.at[a].hi = (double)count[m + a];
	}
	free(count);
	free(usable);
	return st;
}

static int set_prices(struct capped *c, struct capped_batch *b, const struct name *batch, struct err *e)
{
	size_t m = c->agent.n;
	int st = ST_OK;

	for (size_t k = capped_sets(c) ? m : 0; !st && k < m + c->goods.n; k++)
		st = price_list_of(&c->prices, batch, &b->caps.name.name[k], &b->caps.at[k].price, e);
	for (size_t a = 0; a <= m; a++)
		if (c->good[a] != NAMES_NONE)
			b->caps.at[c->good[a]].hi = a < m ? c->w->side.minutes[a] : c->w->side_options->budget;
	return st;
}

/* Names the limits that the promise has failed on. */
static int clash(const struct capped *c, const struct capped_batch *b, struct err *e)
{
	const struct promise *p = &c->promise;
	struct clash clash = {0};

	for (size_t k = 0; k < p->limits; k++) {
		const struct cap *cap = &b->caps.at[p->of[k]];
		size_t above = k;

		while (above < p->at)
			above = p->up[above];
		if (above == p->at && isinf(cap->soft) && (p->upper ? !isinf(cap->hi) : cap->lo > 0 || k == p->at))
			clash_add(&clash, &b->caps.name.name[p->of[k]]);
	}
	return clash_end(&clash, e, "%s", p->wrong);
}

/* The forest of the limits on sets, each with its cap. */
static int promise_sets(struct capped *c, const struct capped_batch *b, struct err *e)
{
	struct names class = {0};
	struct set_forest f = {0};
	int st = names_add_list(&class, &whole, 1, e);
	size_t *of = NULL;

	if (!st)
		st = set_forest_init(&f, capped_sets(c), &class, &c->total, e);
	if (!st && !(of = mem_alloc(f.n, sizeof *of, e)))
		st = ST_SYSTEM;
	for (size_t k = 0; !st && k < f.n; k++) {
		const struct name *name = &f.name.name[f.laminar.order[k]];

		of[k] = names_find(&b->caps.name, name->s, name->n);
	}
	if (!st)
		st = promise_init(&c->promise, c->agent.n, &f.forest, of, e);
	free(of);
	set_forest_free(&f);
	names_free(&class);
	return st;
}

/* Limits, prices, and whether the limits can be met at all. */
static int begin(
	struct capped *c, struct capped_batch *b, const struct name *batch, const struct limit *limit, struct err *e)
{
	char shown[ERR_EXCERPT];
	int st = set_agents(c, b, limit, e);

	if (!st && (!capped_sets(c) || c->goods.n) && !price_list_has(&c->prices, batch))
		st = err_set(e, ST_DATA, "--prices has none of batch '%s'", err_excerpt(shown, batch->s, batch->n));
	if (!st)
		st = set_prices(c, b, batch, e);
	b->begun = !st;
	return st;
}

static int check_promise(struct capped *c, struct capped_batch *b, struct err *e)
{
	int st = ST_OK;

	if (!c->total || b->promised)
		return ST_OK;
	if (!c->promise.first)
		st = capped_sets(c) ? promise_sets(c, b, e) : promise_init(&c->promise, c->agent.n, NULL, NULL, e);
	b->promised = true;
	if (!st && !promise_holds(&c->promise, b->caps.at, NAMES_NONE, (double)c->total - (double)b->rows))
		st = clash(c, b, e);
	return st;
}

/* What each agent costs with all prices now, into c->open. */
static void price_row(
	struct capped *c, const struct capped_batch *b, const struct capped_class *class, const struct capped_row *row)
{
	const struct cap *cap = b->caps.at;
	size_t m = c->agent.n, money = c->good[m];

	for (size_t a = 0; a < m; a++) {
		c->open[a] = row->cost[a] + cap_marginal(&cap[a], 1);
		if (isinf(c->open[a]))
			continue;
		if (c->good[a] != NAMES_NONE)
			c->open[a] += cap_marginal(&cap[c->good[a]], row->minutes[a]);
		if (money != NAMES_NONE)
			c->open[a] += cap_marginal(&cap[money], row->money[a]);
	}
	for (size_t i = 0; class && i < class->n; i++)
		c->open[class->link[i].agent] += cap_marginal(&cap[class->link[i].cap], 1);
}

static void use(struct capped *c, struct capped_batch *b, const struct capped_class *class,
	const struct capped_row *row, size_t a)
{
	struct cap *cap = b->caps.at;
	size_t money = c->good[c->agent.n];

	cap_use(&cap[a], 1);
	if (c->good[a] != NAMES_NONE)
		cap_use(&cap[c->good[a]], row->minutes[a]);
	if (money != NAMES_NONE)
		cap_use(&cap[money], row->money[a]);
	for (size_t i = 0; class && i < class->n; i++)
		if (class->link[i].agent == a)
			cap_use(&cap[class->link[i].cap], 1);
	sum_add(&b->loss, row->cost[a]);
}

/* One agent after the other, since two may share a limit.  The row's costs are used up. */
static size_t choose(struct capped *c, struct capped_batch *b, const struct capped_class *class,
	const struct capped_row *row, uint32_t *chosen)
{
	size_t n = 0, m = c->agent.n;
	uint32_t a;

	while (n < c->w->most) {
		price_row(c, b, class, row);
		while (agent_cheapest(c->open, NULL, m, 1, 1, &a) && c->total
			&& !promise_holds(&c->promise, b->caps.at, a, (double)c->total - (double)b->rows - 1))
			c->open[a] = INFINITY;
		if (!agent_cheapest(c->open, NULL, m, n < c->w->least, 1, &a))
			break;
		use(c, b, class, row, a);
		row->cost[a] = INFINITY;
		chosen[n++] = a;
	}
	return n;
}

int capped_decide(struct capped *c, const struct name *batch, const struct limit *limit, const struct capped_row *row,
	uint32_t *chosen, struct err *e)
{
	const struct workload *w = c->w;
	const struct name *of = capped_sets(c) ? &whole : batch;
	const struct capped_class *class = NULL;
	size_t i, k;
	int st = capped_batch_find(c, of, &i, e);
	struct capped_batch *b = st ? NULL : &c->at[i];

	if (!st && !b->begun)
		st = begin(c, b, of, limit, e);
	if (!st && capped_sets(c)) {
		st = capped_class_find(c, b, batch, &k, e);
		class = st ? NULL : &c->of_class[k];
	}
	if (!st)
		st = check_promise(c, b, e);
	if (st)
		return st;
	if (!(row->weight > 0)) {
		workload_idle_row(w, limit, c->agent.n, w->least, w->most, row->cost, chosen);
		return ST_OK;
	}
	if (c->total && b->rows == c->total)
		return err_set(e, ST_NUMERIC, "more rows than --rows says, %zu", c->total);
	k = choose(c, b, class, row, chosen);
	if (k < w->least)
		return err_set(
			e, ST_NUMERIC, "the limits leave only %zu agents for a row, and it needs %zu", k, w->least);
	b->rows++;
	agent_in_order(chosen, k, w->most);
	return ST_OK;
}
