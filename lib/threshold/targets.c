/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "threshold/targets.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "table/classes.h"
#include "tune/risk.h"

/* Rejected rows are not wrong: what is best, or fair, has no meaning without their price. */
static int check_rejects(const struct target *asked, const struct cases *c, struct err *e)
{
	if (!c->rejects || (asked->kind != TARGET_BEST && asked->kind != TARGET_FAIR))
		return ST_OK;
	return err_at(e, ST_DATA, table_file(c->t), 1, 1,
		"no experts, so that rows are rejected: the surest rows alone would be --%s; --coverage, --risk "
		"or --cost say how many",
		asked->kind == TARGET_BEST ? "best" : "fair");
}

int targets_begin(struct targets *x, const struct target *asked, const struct names *by, bool rejects, struct err *e)
{
	*x = (struct targets){.asked = *asked};
	x->asked.reject = rejects;
	return groups_init(&x->groups, by, e);
}

int targets_init(struct targets *x, const struct target *asked, const struct names *by, const char *positive,
	const struct threshold_input *in, struct err *e)
{
	const struct cases *c = &in->c;
	size_t label;
	int st = targets_begin(x, asked, by, c->rejects, e);

	x->graded = c->graded;
	if (!st)
		st = check_rejects(asked, c, e);
	if (!st && asked->kind == TARGET_FAIR && asked->fair == FAIR_TPR)
		st = table_single(c->t, ROLE_LABEL, true, &label, e);
	if (!st && asked->kind == TARGET_FAIR && asked->fair == FAIR_TPR)
		st = classes_positive(&c->classes, positive, table_file(c->t), &x->positive, e);
	return st ? st : groups_bind(&x->groups, c->t, e);
}

void targets_free(struct targets *x)
{
	for (size_t g = 0; g < x->groups.name.n && g < x->cap; g++)
		if (x->of[g]) {
			target_free(x->of[g]);
			free(x->of[g]);
		}
	free(x->of);
	free(x->setting);
	groups_free(&x->groups);
	*x = (struct targets){0};
}

int targets_of(struct targets *x, size_t group, struct target **t, struct err *e)
{
	size_t known = x->cap;
	int st = ST_OK;

	if (group >= x->cap)
		st = array_reserve(&x->of, &x->cap, x->groups.name.n, sizeof(struct target *), e);
	for (size_t g = known; !st && g < x->cap; g++)
		x->of[g] = NULL;
	if (!st && !x->of[group]) {
		x->of[group] = mem_alloc(1, sizeof **t, e);
		if (!x->of[group])
			return ST_SYSTEM;
		*x->of[group] = x->asked;
	}
	*t = st ? NULL : x->of[group];
	return st;
}

int targets_add(struct targets *x, const struct threshold_input *in, const struct threshold *p,
	const struct rule_row *r, const struct threshold_choice *c, size_t *group, struct err *e)
{
	const struct cases *t = &in->c;
	const struct target_row k = {t->weight, t->label == x->positive, cases_outcome(t, 0),
		c->expert == NAMES_NONE ? NAN : cases_outcome(t, 1 + c->expert)};
	struct target *of;
	int st;

	if (!t->available[0])
		return table_bad_cell(t->t, t->avail_column[0],
			"the model may not answer here: no threshold can be tuned on such a row", e);
	st = groups_row(&x->groups, t->t, true, group, e);
	if (st || (!(k.weight > 0) && *group))
		return st;
	st = targets_of(x, *group, &of, e);
	return st ? st : target_add(of, p, r, c, &k, e);
}

/* The groups that have a target, in their order. */
struct tuned {
	size_t n;
	struct names name;
	struct target **target;       /* [n] */
	struct threshold_setting *of; /* [n] */
};

static void tuned_free(struct tuned *d)
{
	names_free(&d->name);
	free(d->target);
	free(d->of);
}

static int list_groups(struct targets *x, struct tuned *d, const size_t *order, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && i < x->groups.name.n; i++) {
		size_t g = order[i];

		x->setting[g] = NAMES_NONE;
		if (!g || g >= x->cap || !x->of[g])
			continue;
		d->target[d->n++] = x->of[g];
		st = names_add_list(&d->name, &x->groups.name.name[g], 1, e);
		x->setting[g] = d->n - 1;
	}
	return st;
}

/* Each for itself, and all rows. */
static int tune_each(struct targets *x, struct tuned *d, struct threshold *p, struct err *e)
{
	struct threshold_setting all;
	struct target *whole;
	int st = targets_of(x, 0, &whole, e);

	for (size_t i = 0; !st && i < d->n; i++) {
		st = target_merge(whole, d->target[i], e);
		if (!st && (st = target_tune(d->target[i], p, &d->of[i], e)))
			st = groups_name_error(&d->name.name[i], st, e, e);
	}
	if (!st)
		st = target_tune(whole, p, &all, e);
	if (!st)
		threshold_set(p, &all);
	return st;
}

static int tune_risk(struct targets *x, struct tuned *d, struct err *e)
{
	const struct scored_rows **rows = mem_alloc(d->n, sizeof(struct scored_rows *), e);
	struct tuning *t = mem_alloc(d->n, sizeof *t, e);
	size_t failed = d->n;
	int st = rows && t ? ST_OK : ST_SYSTEM;

	for (size_t i = 0; !st && i < d->n; i++) {
		rows[i] = &d->target[i]->rows;
		st = scored_rows_sort(&d->target[i]->rows, e);
	}
	if (!st)
		st = risk_tune_groups(rows, d->n, ambiguity_risk(&x->asked.ambiguity, x->asked.value), x->asked.delta,
			d->target[0]->reject, t, &failed, e);
	if (st && failed < d->n)
		st = groups_name_error(&d->name.name[failed], st, e, e);
	for (size_t i = 0; !st && i < d->n; i++) {
		d->target[i]->found = t[i];
		target_worsen(d->target[i]);
	}
	free(rows);
	free(t);
	return st;
}

static int tune_fair(struct targets *x, struct tuned *d, struct err *e)
{
	struct fair_group *g = mem_alloc(d->n, sizeof *g, e);
	struct tuning *t = mem_alloc(d->n, sizeof *t, e);
	int st = g && t ? ST_OK : ST_SYSTEM;

	for (size_t i = 0; !st && i < d->n; i++) {
		g[i] = (struct fair_group){&d->target[i]->rows, &d->target[i]->positive};
		if (x->asked.fair == FAIR_TPR && !g[i].positive->order.n) {
			err_set(e, ST_DATA, "no row of the positive class");
			st = groups_name_error(&d->name.name[i], ST_DATA, e, e);
		}
	}
	if (!st)
		st = fair_tune(g, d->n, (enum fair)x->asked.fair, x->asked.value, t, &x->fair, e);
	for (size_t i = 0; !st && i < d->n; i++)
		d->target[i]->found = t[i];
	free(g);
	free(t);
	return st;
}

static int tune_together(struct targets *x, struct tuned *d, struct err *e)
{
	int st = ST_OK;

	if (!d->n)
		return err_set(e, ST_DATA, "no group has a row with weight");
	st = x->asked.kind == TARGET_RISK ? tune_risk(x, d, e) : tune_fair(x, d, e);
	for (size_t i = 0; !st && i < d->n; i++)
		d->of[i] = target_setting(d->target[i]);
	return st;
}

static int tune_groups(struct targets *x, struct tuned *d, struct threshold *p, const size_t *order, struct err *e)
{
	bool together = x->asked.kind == TARGET_RISK || x->asked.kind == TARGET_FAIR;
	int st = list_groups(x, d, order, e);

	if (!st)
		st = together ? tune_together(x, d, e) : tune_each(x, d, p, e);
	return st ? st : threshold_set_groups(p, x->groups.by, &d->name, d->of, together, e);
}

static int tune_all(struct targets *x, struct threshold *p, struct err *e)
{
	struct threshold_setting all;
	struct target *whole;
	int st = targets_of(x, 0, &whole, e);

	if (!st)
		st = target_tune(whole, p, &all, e);
	if (!st)
		threshold_set(p, &all);
	return st;
}

int targets_tune(struct targets *x, struct threshold *p, struct err *e)
{
	size_t n = x->groups.name.n, *order;
	struct tuned d = {0};
	int st;

	if (!x->groups.by->n)
		return tune_all(x, p, e);
	order = mem_alloc(n, sizeof *order, e);
	x->setting = mem_alloc(n, sizeof *x->setting, e);
	d.target = mem_alloc(n, sizeof(struct target *), e);
	d.of = mem_alloc(n, sizeof *d.of, e);
	st = order && x->setting && d.target && d.of ? groups_order(&x->groups, order, e) : ST_SYSTEM;
	if (!st)
		st = tune_groups(x, &d, p, order, e);
	tuned_free(&d);
	free(order);
	return st;
}

int targets_use(const struct targets *x, size_t group, struct threshold *p, struct err *e)
{
	size_t setting = x->setting ? x->setting[group] : NAMES_NONE;

	if (setting == NAMES_NONE && p->strict) {
		err_set(e, ST_DATA, "no row of it has a weight: no threshold was tuned for it");
		return groups_name_error(&x->groups.name.name[group], ST_DATA, e, e);
	}
	threshold_use(p, setting);
	return ST_OK;
}

const struct target *targets_found(const struct targets *x, size_t i)
{
	if (i == NAMES_NONE)
		return x->cap ? x->of[0] : NULL;
	for (size_t g = 0; x->setting && g < x->groups.name.n; g++)
		if (x->setting[g] == i)
			return x->of[g];
	return NULL;
}
