/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "calibrate/calibration_state.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "calibrate/calibration_rows.h"
#include "math/edges.h"
#include "math/vec.h"
#include "summary/state_list.h"

/* The method's options, and the table's. */
static int sign(const struct calibration_setting *s, struct buf *signature, struct err *e)
{
	static const char *const target[] = {"model", "experts", "all", "estimates"};
	const struct calibration_options *o = s->fit;
	const struct {
		const char *name;
		double value;
	} number[] = {{"smooth", o->smooth}, {"on", o->on}, {"interpolate", o->between}, {"bins", (double)o->bins},
		{"binning", o->binning}, {"side", o->side}, {"lambda", o->lambda}, {"mu", o->mu}};
	size_t method = (size_t)o->method;
	int st = state_sign(signature, "l2d-calibrate", NULL, e);

	if (!st)
		st = state_sign(signature, "target", target[s->target], e);
	if (!st)
		st = state_sign(signature, "method", calibration_method_name(method), e);
	for (size_t i = 0; !st && i < sizeof number / sizeof *number; i++)
		if (calibration_method_takes(method, number[i].name))
			st = state_sign_number(signature, number[i].name, number[i].value, e);
	if (!st && s->renormalize)
		st = state_sign(signature, "renormalize", "yes", e);
	if (!st)
		st = state_sign(signature, "other-answers", s->table->other_answers ? "wrong" : NULL, e);
	return st ? st : groups_sign(signature, s->by, e);
}

/* A number within [0, 1] as the middle of its bin, which is all that such a fit knows of it. */
static int round_to_bins(struct calibration_sample *s, size_t agent, struct err *e)
{
	const struct calibration_options *o = s->set->fit;
	struct edges b;
	int st = edges_width(&b, o->bins, o->side, e);

	for (size_t i = 0; !st && i < s->rows[agent].n; i++) {
		double *in = calibration_rows_get(&s->rows[agent], i).in;
		size_t k = s->rows[agent].array[0].width;

		if (!agent && s->c.from_logits)
			vec_softmax(in, k, in);
		for (size_t c = 0; c < k; c++) {
			size_t bin = edges_find(&b, in[c]);

			in[c] = (b.edge[bin] + b.edge[bin + 1]) / 2;
		}
	}
	edges_free(&b);
	return st;
}

static int write_rows(struct pile *rows, struct state_out *o, struct err *e)
{
	size_t k = rows->array[0].width;
	double *number = mem_alloc(k + 1, sizeof *number, e);
	int st = number ? calibration_rows_tidy(rows, false, e) : ST_SYSTEM;

	for (size_t i = 0; !st && i < rows->n; i++) {
		struct calibration_row r = calibration_rows_get(rows, i);

		memcpy(number, r.in, k * sizeof *number);
		number[k] = r.w;
		st = state_write_numbers(o, "row", (double)r.y, number, k + 1, e);
	}
	free(number);
	return st;
}

/* Of one target, the groups in their order. */
static int write_target(
	struct calibration_sample *s, size_t agent, const size_t *order, struct state_out *o, struct err *e)
{
	size_t n = s->groups.name.n;
	struct pile *part = mem_alloc(n, sizeof *part, e);
	int st = !part ? ST_SYSTEM : s->set->by->n ? calibration_rows_split(&s->rows[agent], part, n, e) : ST_OK;

	for (size_t i = 0; !st && i < n; i++) {
		state_out_group(o, &s->groups.name.name[order[i]]);
		state_out_member(o, &s->c.agent.name[agent]);
		st = write_rows(s->set->by->n ? &part[order[i]] : &s->rows[agent], o, e);
	}
	for (size_t g = 0; part && g < n; g++)
		pile_free(&part[g]);
	free(part);
	return st;
}

static int write_lists(const struct calibration_sample *s, bool logits, struct state_out *o, struct err *e)
{
	struct state_list target = {.part = "targets", .flag = {s->c.graded}};
	struct state_list classes = {"classes", s->c.classes, {logits}};
	int st = ST_OK;

	for (size_t a = 0; !st && a < s->c.agent.n; a++)
		if (s->target[a])
			st = names_add_list(&target.names, &s->c.agent.name[a], 1, e);
	if (!st)
		st = state_list_write(&target, o, e);
	if (!st && s->target[0] && s->set->target != CALIBRATE_ESTIMATES)
		st = state_list_write(&classes, o, e);
	state_list_free(&target);
	return st;
}

/* The rows, and the order of their groups. */
struct writing {
	struct calibration_sample *s;
	const size_t *order;
};

static int write_all(const void *arg, struct state_out *o, struct err *e)
{
	const struct writing *w = arg;
	const size_t *order = w->order;
	struct calibration_sample *s = w->s;
	bool binned =
		!strcmp(calibration_method_name((size_t)s->set->fit->method), "histogram") && !s->set->fit->binning;
	int st = write_lists(s, s->c.from_logits && !binned, o, e);

	if (!st)
		st = state_write_classes(&s->c.uses, &s->c.classes, o, e);
	for (size_t i = 0; !st && i + 1 < s->groups.name.n; i++) { /* also one without a row */
		state_out_group(o, &s->groups.name.name[order[i]]);
		st = state_write_count(o, "group", 0, 1, e);
	}
	for (size_t a = 0; !st && a < s->c.agent.n; a++) {
		if (!s->target[a])
			continue;
		st = binned ? round_to_bins(s, a, e) : ST_OK;
		if (!st)
			st = write_target(s, a, order, o, e);
	}
	return st;
}

int calibration_state_write(struct calibration_sample *s, const size_t *order, struct err *e)
{
	struct buf signature = {0};
	int st = sign(s->set, &signature, e);

	if (!st)
		st = state_put(NULL, signature.p, s->set->fd, write_all, &(struct writing){s, order}, e);
	buf_free(&signature);
	return st;
}

/* What is read. */
struct reading {
	struct calibration_sample *s;
	struct state_list targets, classes;
	size_t *limit; /* [agents] rows at which those that are alike become one */
	double *number;
	size_t cap; /* of number */
};

enum { LIMIT = 1 << 16 };

static int grow(void *array, size_t n, size_t size, struct err *e)
{
	void **old = array, *more = mem_alloc(n + 1, size, e);

	if (more && n)
		memcpy(more, *old, n * size);
	if (more) {
		free(*old);
		*old = more;
	}
	return more ? ST_OK : ST_SYSTEM;
}

/* The target's agent, which may be new; the model's is there, as the first. */
static int add_target(struct reading *r, const char *name, size_t length, size_t *agent, struct err *e)
{
	struct calibration_sample *s = r->s;
	size_t n = s->c.agent.n;
	int st = names_add(&s->c.agent, name, length, agent, e);

	if (!st && *agent == n) {
		st = grow(&s->rows, n, sizeof *s->rows, e);
		if (!st)
			st = grow(&s->target, n, sizeof *s->target, e);
		if (!st)
			st = grow(&r->limit, n, sizeof *r->limit, e);
		if (!st)
			r->limit[n] = LIMIT;
	}
	if (!st)
		s->target[*agent] = true;
	return st;
}

static int begin(struct reading *r, struct err *e)
{
	static const char model[] = "model";
	size_t agent;
	int st = add_target(r, model, sizeof model - 1, &agent, e);

	if (!st)
		r->s->target[agent] = false;
	return st ? st : groups_init(&r->s->groups, r->s->set->by, e);
}

/* The numbers of a row, k of them and the weight. */
static int read_numbers(struct reading *r, struct state_item *i, size_t *k, struct err *e)
{
	size_t n = 1;
	int st;

	for (size_t c = 0; c < i->value_length; c++)
		n += i->value[c] == ' ';
	st = array_reserve(&r->number, &r->cap, n, sizeof *r->number, e);
	if (st)
		return st;
	state_numbers(i, r->number, n);
	*k = n - 1;
	if (!i->wrong && !(n > 1 && r->number[n - 1] > 0))
		i->wrong = "no row with a weight";
	return ST_OK;
}

static int take_row(struct reading *r, struct state_item *i, size_t group, struct err *e)
{
	struct calibration_sample *s = r->s;
	bool grouped = s->set->by->n;
	struct pile *rows;
	size_t agent, k;
	int st = add_target(r, i->member, i->member_length, &agent, e);

	if (!st)
		st = read_numbers(r, i, &k, e);
	if (st || i->wrong)
		return st;
	rows = &s->rows[agent];
	if (!rows->narray)
		st = calibration_rows_init(rows, k, grouped, e);
	if (!st
		&& (k != rows->array[0].width
			|| !(i->place >= 0 && i->place == floor(i->place) && i->place < (double)k)))
		i->wrong = "not a row as those before";
	if (!st && !i->wrong)
		st = calibration_rows_add(rows, r->number, (size_t)i->place, r->number[k], group, e);
	if (!st && rows->n > r->limit[agent]) {
		st = calibration_rows_tidy(rows, grouped, e);
		r->limit[agent] = 2 * rows->n + LIMIT;
	}
	return st;
}

static int take_item(void *arg, struct state_item *i, bool *taken, struct err *e)
{
	struct reading *r = arg;
	struct calibration_sample *s = r->s;
	size_t group = 0, one = 0;
	int st = ST_OK;

	*taken = true;
	if (state_is_list(&r->targets, i))
		return state_list_read(&r->targets, i, e);
	if (state_is_list(&r->classes, i))
		return state_list_read(&r->classes, i, e);
	if (!i->group_length)
		st = state_read_classes(&s->c.uses, &s->c.classes, i, taken, e);
	if (st || (!i->group_length && *taken))
		return st;
	st = groups_is_name(&s->groups, i->group, i->group_length, taken, e);
	if (!st && *taken)
		st = groups_add_name(&s->groups, i->group, i->group_length, &group, e);
	if (st || !*taken)
		return st;
	if (state_is(i, "group"))
		state_add_count(i, &one);
	else if (state_is(i, "row"))
		return take_row(r, i, group, e);
	else
		*taken = false;
	return ST_OK;
}

/* Targets without rows, and rows as the lists have them. */
static int check_rows(struct reading *r, struct err *e)
{
	struct calibration_sample *s = r->s;
	bool estimates = s->set->target == CALIBRATE_ESTIMATES, whole = r->targets.names.n;
	size_t agent, targets = 0;
	int st = ST_OK;

	for (size_t i = 0; !st && i < r->targets.names.n; i++)
		st = add_target(r, r->targets.names.name[i].s, r->targets.names.name[i].n, &agent, e);
	for (size_t a = 0; !st && a < s->c.agent.n; a++) {
		size_t k = a || estimates ? 2 : r->classes.names.n;

		targets += s->target[a];
		if (!s->rows[a].narray)
			st = calibration_rows_init(&s->rows[a], k, s->set->by->n, e);
		whole &= !s->target[a] || (k > 1 && s->rows[a].array[0].width == k);
	}
	return st || (whole && targets == r->targets.names.n)
		? st
		: err_set(e, ST_DATA, "the states have no targets and classes as their rows have");
}

/* The targets in the order of their list. */
static int order_targets(struct reading *r, struct err *e)
{
	struct calibration_sample *s = r->s;
	struct names agent = {0};
	struct pile *rows = mem_alloc(s->c.agent.n, sizeof *rows, e);
	int st = rows ? names_add_list(&agent, s->c.agent.name, 1, e) : ST_SYSTEM;

	for (size_t i = 0; !st && i < r->targets.names.n; i++)
		st = names_add_list(&agent, &r->targets.names.name[i], 1, e);
	for (size_t a = 0; !st && a < s->c.agent.n; a++)
		rows[names_find(&agent, s->c.agent.name[a].s, s->c.agent.name[a].n)] = s->rows[a];
	if (st) {
		names_free(&agent);
		free(rows);
		return st;
	}
	names_free(&s->c.agent);
	free(s->rows);
	s->c.agent = agent;
	s->rows = rows;
	return ST_OK;
}

/* What a table would have told. */
static int know(struct reading *r, struct err *e)
{
	struct calibration_sample *s = r->s;
	int st = check_rows(r, e);

	if (!st)
		st = order_targets(r, e);
	s->c.graded = r->targets.flag[0];
	s->c.from_logits = r->classes.flag[0];
	if (!st && !s->set->partial && !s->set->table->other_answers)
		st = class_uses_check(&s->c.uses, &s->c.classes, NULL, e);
	return st || !r->classes.names.n ? st
					 : names_add_list(&s->c.classes, r->classes.names.name, r->classes.names.n, e);
}

int calibration_state_read(struct calibration_sample *s, const struct strings *files, struct err *e)
{
	struct reading r = {.s = s, .targets.part = "targets", .classes.part = "classes"};
	struct buf signature = {0};
	int st = begin(&r, e);

	if (!st)
		st = sign(s->set, &signature, e);
	if (!st)
		st = state_read(s->set->table, files, signature.p, take_item, &r, e);
	if (!st)
		st = know(&r, e);
	state_list_free(&r.targets);
	state_list_free(&r.classes);
	free(r.limit);
	free(r.number);
	buf_free(&signature);
	return st;
}
