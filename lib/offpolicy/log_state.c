/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "offpolicy/log_state.h"

#include <math.h>

static int sign_rules(const struct log_input *in, struct buf *signature, struct err *e)
{
	const struct log_rule_options *o = &in->opt->rules;
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

int log_sign(const struct log_input *in, struct buf *signature, struct err *e)
{
	const struct log_options *o = in->opt;
	const struct {
		const char *name;
		double value;
	} number[] = {{"cap", o->cap}, {"renormalize", o->renormalize}, {"graded", in->c.graded}, {"confs", in->confs},
		{"open", in->c.open}};
	int st = state_sign(signature, "l2d-offpolicy", NULL, e);

	if (!st)
		st = sign_rules(in, signature, e);
	for (size_t i = 0; !st && i < sizeof number / sizeof *number; i++)
		st = state_sign_number(signature, number[i].name, number[i].value, e);
	for (size_t a = 0; !st && a < in->c.agent.n; a++)
		st = state_sign(signature, "agent", in->c.agent.name[a].s, e);
	return st ? st : row_keys_sign(signature, &o->interval, e);
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

static int write_all(const void *arg, struct state_out *out, struct err *e)
{
	const struct log_input *in = arg;
	size_t n = in->c.agent.n;
	/* those of every rule */
	int st = state_write_count(out, "rows", 0, in->candidate->rows, e);

	for (size_t i = 0; !st && i <= in->rules.n; i++)
		st = write_candidate(&in->candidate[i], i, out, e);
	for (size_t k = 0; !st && k < in->rules.n * n; k++)
		st = state_write_count(out, "wanted", (double)k, in->wanted[k], e);
	for (size_t a = 0; !st && a < n; a++)
		st = state_write_count(out, "asked", (double)a, in->asked[a], e);
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

static bool take_count(struct state_item *i, const char *part, size_t *count, size_t n)
{
	size_t k = state_index(i, n);

	if (k == n || !state_is(i, part))
		return false;
	state_add_count(i, &count[k]);
	return true;
}

static bool take_sums(struct log_input *in, struct state_item *i)
{
	size_t n = 1 + in->rules.n, k = state_index(i, n * ALL_SUMS), agents = in->c.agent.n;

	if (take_count(i, "wanted", in->wanted, in->rules.n * agents) || take_count(i, "asked", in->asked, agents))
		return true;
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

static int take_item(void *arg, struct state_item *i, bool *taken, struct err *e)
{
	struct log_input *in = arg;
	int st = state_read_classes(&in->c.uses, &in->c.classes, i, taken, e);

	if (!st && !*taken)
		*taken = take_sums(in, i);
	return st;
}

int log_read(struct log_input *in, const char *path, const char *signature, struct err *e)
{
	return state_file_read(path, signature, take_item, in, e);
}

int log_write(const struct log_input *in, const char *path, const char *signature, struct err *e)
{
	return state_file_write(path, signature, write_all, in, e);
}
