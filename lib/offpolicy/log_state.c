/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "offpolicy/log_state.h"

#include <math.h>
#include <unistd.h>

static int sign_rules(const struct log_rule_options *o, struct buf *signature, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && i < o->column.n; i++)
		st = state_sign(signature, "rule", o->column.v[i], e);
	for (size_t i = 0; !st && i < o->model.n; i++) {
		st = state_sign(signature, "model", o->model.v[i], e);
		if (!st)
			st = state_sign_number(signature, "hash", o->hash[i], e);
	}
	for (size_t i = 0; !st && i < o->always.n; i++)
		st = state_sign(signature, "always", o->always.v[i], e);
	return st;
}

int log_sign(const struct log_options *o, const struct table_options *table, struct buf *signature, struct err *e)
{
	const struct {
		const char *name;
		double value;
	} number[] = {
		{"cap", o->cap}, {"renormalize", o->renormalize}, {"lo", o->lo}, {"hi", o->hi}, {"least", o->least}};
	int st = state_sign(signature, "l2d-offpolicy", NULL, e);

	if (!st)
		st = state_sign(signature, "other-answers", table->other_answers ? "wrong" : NULL, e);
	if (!st)
		st = sign_rules(&o->rules, signature, e);
	for (size_t i = 0; !st && i < sizeof number / sizeof *number; i++)
		st = state_sign_number(signature, number[i].name, number[i].value, e);
	return st ? st : row_keys_sign(signature, &o->interval, e);
}

/* The agents, and what their columns tell of all rows. */
static struct state_list list_of(const struct log_input *in)
{
	return (struct state_list){"agents", in->c.agent, {in->c.graded, in->confs, in->c.open}, in->c.agent.n > 0};
}

/* The sums beside sum[], in an order of their own. */
enum { SQUARES = OFFPOLICY_SUMS, SAME, SAME_R, IPS_SQUARES, COST, ALL_SUMS };

static struct sum *sum_of(struct candidate *s, size_t k)
{
	struct sum *others[] = {&s->squares, &s->same, &s->same_r, &s->ips_squares, &s->cost};

	return k < OFFPOLICY_SUMS ? &s->sum[k] : others[k - OFFPOLICY_SUMS];
}

/* By place: of candidate i sum k. */
static int write_candidate(struct candidate *s, size_t i, struct state_out *out, struct err *e)
{
	int st = state_write_numbers(out, "largest", (double)i, &s->largest, 1, e);
	for (size_t k = 0; !st && k < ALL_SUMS; k++)
		st = state_write_sum(out, "sum", (double)(i * ALL_SUMS + k), sum_of(s, k), e);
	return st;
}

/* By agent, and by rule. */
static int write_counts(const struct log_input *in, struct state_out *out, struct err *e)
{
	size_t rules = in->rules.n;
	int st = ST_OK;

	for (size_t a = 0; !st && a < in->c.agent.n; a++) {
		state_out_member(out, &in->c.agent.name[a]);
		st = state_write_count(out, "asked", 0, in->asked[a], e);
		for (size_t i = 0; !st && i < rules; i++)
			st = state_write_count(out, "wanted", (double)i, in->wanted[a * rules + i], e);
	}
	state_out_member(out, &(struct name){0});
	return st;
}

static int write_all(const void *arg, struct state_out *out, struct err *e)
{
	const struct log_input *in = arg;
	struct state_list agents = list_of(in);
	int st = state_list_write(&agents, out, e);

	if (!st) /* those of every rule */
		st = state_write_count(out, "rows", 0, in->candidate->rows, e);
	for (size_t i = 0; !st && i <= in->rules.n; i++)
		st = write_candidate(&in->candidate[i], i, out, e);
	if (!st)
		st = write_counts(in, out, e);
	if (!st && in->opt->interval.level > 0)
		st = draw_sums_write(&in->sums, "draw", out, e);
	return st ? st : state_write_classes(&in->c.uses, &in->c.classes, out, e);
}

static void take_largest(struct candidate *s, struct state_item *i)
{
	double x = 0;

	state_numbers(i, &x, 1);
	if (!i->wrong && !(x >= 0 && isfinite(x)))
		i->wrong = "no such weight";
	s->largest = fmax(s->largest, x);
}

static void take_rows(struct log_input *in, struct state_item *i)
{
	for (size_t k = 0; k <= in->rules.n; k++)
		state_add_count(i, &in->candidate[k].rows);
}

/* What is read, of the agents of a table or of the states themselves. */
struct reading {
	struct log_input *in;
	struct state_list agents;
	bool named;
};

static int take_count(struct reading *r, struct state_item *i, bool *taken, struct err *e)
{
	struct log_input *in = r->in;
	size_t rules = in->rules.n, k = state_index(i, rules),
	       a = names_find(&in->c.agent, i->member, i->member_length);
	bool asked = state_is(i, "asked") && i->place == 0;
	int st = ST_OK;

	*taken = asked || (state_is(i, "wanted") && k < rules);
	if (*taken && a == NAMES_NONE && !r->named)
		st = log_input_add_agent(in, i->member, i->member_length, &a, e);
	if (st || !*taken || a == NAMES_NONE)
		return st;
	state_add_count(i, asked ? &in->asked[a] : &in->wanted[a * rules + k]);
	return ST_OK;
}

static bool take_sums(struct log_input *in, struct state_item *i)
{
	size_t n = 1 + in->rules.n, k = state_index(i, n * ALL_SUMS);

	if (state_is(i, "sum") && k < n * ALL_SUMS)
		state_add_sum(i, sum_of(&in->candidate[k / ALL_SUMS], k % ALL_SUMS));
	else if (state_is(i, "rows"))
		take_rows(in, i);
	else if (state_is(i, "largest") && k < n)
		take_largest(&in->candidate[k], i);
	else
		return in->opt->interval.level > 0 && draw_sums_read(&in->sums, "draw", i);
	return true;
}

/* The first list of agents, which may be the table's, is that of all. */
static int take_agents(struct reading *r, struct state_item *i, struct err *e)
{
	struct cases *c = &r->in->c;
	bool first = !r->agents.names.n;
	int st = state_list_read(&r->agents, i, e);

	for (size_t a = 0; !st && first && a < r->agents.names.n; a++) {
		const struct name *name = &r->agents.names.name[a];

		st = log_input_add_agent(r->in, name->s, name->n, &(size_t){0}, e);
	}
	if (first && !st) {
		c->graded = r->agents.flag[0];
		r->in->confs = r->agents.flag[1];
		c->open = r->agents.flag[2];
	}
	return st;
}

static int take_item(void *arg, struct state_item *i, bool *taken, struct err *e)
{
	struct reading *r = arg;
	struct log_input *in = r->in;
	int st = ST_OK;

	*taken = true;
	if (state_is_list(&r->agents, i))
		return take_agents(r, i, e);
	st = state_read_classes(&in->c.uses, &in->c.classes, i, taken, e);
	if (!st && !*taken && i->member_length)
		return take_count(r, i, taken, e);
	if (!st && !*taken)
		*taken = take_sums(in, i);
	return st;
}

int log_read(struct log_input *in, const char *path, const char *signature, struct err *e)
{
	struct reading r = {in, list_of(in), true};
	bool borrowed = r.agents.read; /* the table's */
	int st = state_file_read(path, signature, take_item, &r, e);

	if (!borrowed)
		state_list_free(&r.agents);
	return st;
}

int log_read_all(struct log_input *in, const struct table_options *table, const struct strings *files,
	const char *signature, struct err *e)
{
	struct reading r = {in, {.part = "agents"}, false};
	int st = state_read(table, files, signature, take_item, &r, e);

	if (!st && in->c.agent.n != r.agents.names.n)
		st = err_set(e, ST_DATA, "the states are of agents whom no list of theirs has");
	if (!st && !table->other_answers)
		st = class_uses_check(&in->c.uses, &in->c.classes, NULL, e);
	state_list_free(&r.agents);
	return st;
}

int log_write(const struct log_input *in, const char *path, const char *signature, struct err *e)
{
	return state_file_write(path, signature, write_all, in, e);
}

int log_write_all(const struct log_input *in, const struct report_options *o, const char *signature, struct err *e)
{
	return state_put(o, signature, STDOUT_FILENO, write_all, in, e);
}
