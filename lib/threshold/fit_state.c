/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "threshold/fit_state.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "summary/state_list.h"
#include "threshold/targets_report.h"
#include "threshold/threshold_file.h"

/* The target's kind and its numbers, of which each is in the model. */
static int sign(const struct fit_state *s, struct buf *signature, struct err *e)
{
	static const char *const kind[] = {NULL, "coverage", "budget", "best", "risk", "fair"};
	const struct target *t = s->asked;
	const struct {
		const char *name;
		double value;
		bool there;
	} number[] = {{kind[t->kind], t->value, t->kind != TARGET_BEST}, {"delta", t->delta, t->kind == TARGET_RISK},
		{"by-cost", 1, t->by_cost}, {"exact", 1, t->exact}, {"seed", (double)s->rule->explore.seed, t->exact},
		{"rate", t->fair, t->kind == TARGET_FAIR}};
	int st = state_sign(signature, "l2d-threshold", NULL, e);

	if (!st)
		st = state_sign(signature, "fit", kind[t->kind], e);
	for (size_t i = 0; !st && i < sizeof number / sizeof *number; i++)
		if (number[i].there)
			st = state_sign_number(signature, number[i].name, number[i].value, e);
	if (!st)
		st = state_sign(signature, "positive", *s->positive, e);
	if (!st)
		st = threshold_sign(signature, s->rule, s->table, e);
	return st ? st : groups_sign(signature, s->by, e);
}

struct writing {
	const struct targets *x;
	const struct threshold *p;
};

static int write_all(const void *arg, struct state_out *o, struct err *e)
{
	const struct targets *x = ((const struct writing *)arg)->x;
	const struct threshold *p = ((const struct writing *)arg)->p;
	size_t n = x->groups.name.n, *order = mem_alloc(n, sizeof *order, e);
	int st = order ? groups_order(&x->groups, order, e) : ST_SYSTEM;

	for (size_t i = 0; !st && i < n; i++) {
		state_out_group(o, &x->groups.name.name[order[i]]);
		if (order[i] < x->cap && x->of[order[i]])
			st = target_write(x->of[order[i]], p, o, e);
	}
	free(order);
	state_out_group(o, &(struct name){0});
	if (!st)
		st = state_list_write(&(struct state_list){"classes", p->classes, {x->graded}}, o, e);
	return st ? st : state_list_write(&(struct state_list){"experts", p->experts, {x->asked.reject}}, o, e);
}

static int write_state(const struct fit_state *s, const struct targets *x, const struct threshold *p, struct err *e)
{
	struct buf signature = {0};
	int st = sign(s, &signature, e);

	if (!st)
		st = state_put(s->report, signature.p, STDOUT_FILENO, write_all, &(struct writing){x, p}, e);
	buf_free(&signature);
	return st;
}

/* What is read. */
struct reading {
	struct targets *x;
	struct state_list classes, experts;
};

static int take_item(void *arg, struct state_item *i, bool *taken, struct err *e)
{
	struct reading *r = arg;
	struct target *t;
	size_t group;
	int st;

	*taken = true;
	if (state_is_list(&r->classes, i))
		return state_list_read(&r->classes, i, e);
	if (state_is_list(&r->experts, i))
		return state_list_read(&r->experts, i, e);
	st = groups_is_name(&r->x->groups, i->group, i->group_length, taken, e);
	if (st || !*taken)
		return st;
	st = groups_add_name(&r->x->groups, i->group, i->group_length, &group, e);
	if (!st)
		st = targets_of(r->x, group, &t, e);
	return st ? st : target_read(t, i, taken, e);
}

static int read_states(
	const struct fit_state *s, const struct strings *files, struct targets *x, struct threshold *p, struct err *e)
{
	struct reading r = {x, {.part = "classes"}, {.part = "experts"}};
	struct buf signature = {0};
	int st = targets_begin(x, s->asked, s->by, false, e);

	if (!st)
		st = sign(s, &signature, e);
	if (!st)
		st = state_read(s->table, files, signature.p, take_item, &r, e);
	if (!st && (!r.classes.read || !r.experts.names.n))
		st = err_set(e, ST_DATA, "the states are of no classes or no experts: they are not of rows");
	if (!st)
		st = threshold_of_options(p, s->rule, &r.classes.names, &r.experts.names, r.experts.flag[0], e);
	x->graded = r.classes.flag[0];
	for (size_t g = 0; !st && g < x->cap && g < x->groups.name.n; g++)
		if (x->of[g])
			x->of[g]->reject = r.experts.flag[0];
	x->asked.reject = r.experts.flag[0];
	state_list_free(&r.classes);
	state_list_free(&r.experts);
	buf_free(&signature);
	return st;
}

int fit_tune(const struct fit_state *s, struct targets *x, struct threshold *p, struct err *e)
{
	int st = s->asked->kind == TARGET_NONE ? ST_OK : targets_tune(x, p, e);

	return st || !*s->report_file ? st : targets_report(x, p, s->report, *s->report_file, e);
}

int fit_write(const struct fit_state *s, struct targets *x, struct threshold *p, struct err *e)
{
	int st;

	if (*s->partial)
		return write_state(s, x, p, e);
	st = fit_tune(s, x, p, e);
	return st ? st : threshold_write(p, x, STDOUT_FILENO, e);
}

int fit_merge(const struct fit_state *s, const struct strings *files, struct err *e)
{
	struct targets x = {0};
	struct threshold p = {0};
	int st = read_states(s, files, &x, &p, e);

	if (!st)
		st = fit_write(s, &x, &p, e);
	targets_free(&x);
	threshold_free(&p);
	return st;
}
