/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "decide/frontier_steps.h"

#include <math.h>
#include <stdio.h>

#include "base/buf.h"
#include "inference/row_keys.h"

/* The sums of a spending, under names that begin alike. */
enum { SUMS = 5 };
static const char *const sum_name[SUMS] = {"weight", "cost", "conf", "right", "scored"};

static struct sum *sum_of(struct spending *s, int i)
{
	struct sum *const all[SUMS] = {&s->weight, &s->cost, &s->conf, &s->right, &s->scored};

	return all[i];
}

int spending_write(const struct spending *s, const char *prefix, struct state_out *o, struct err *e)
{
	struct spending copy = *s;
	char part[40];
	int st = ST_OK;

	for (int i = 0; !st && i < SUMS; i++) {
		snprintf(part, sizeof part, "%.20s_%s", prefix, sum_name[i]);
		st = state_write_sum(o, part, 0, sum_of(&copy, i), e);
	}
	return st;
}

bool spending_read(struct spending *s, const char *prefix, struct state_item *i)
{
	char part[40];

	for (int k = 0; k < SUMS; k++) {
		snprintf(part, sizeof part, "%.20s_%s", prefix, sum_name[k]);
		if (state_is(i, part)) {
			state_add_sum(i, sum_of(s, k));
			return true;
		}
	}
	return false;
}

/* A step in numbers: two outcomes, then these; where an outcome is unknown its number is 0. */
enum { WEIGHT = 6, FLAGS, KEY, NUMBERS = KEY + 2 };
enum { FROM_KNOWN = 1, TO_KNOWN = 2, FIRST = 4, ALL_FLAGS = 7 };
static const char step_part[] = "step";

static void put_outcome(const struct outcome *o, double *number)
{
	number[0] = o->cost;
	number[1] = o->conf;
	number[2] = isnan(o->right) ? 0 : o->right;
}

static struct outcome get_outcome(const double *number, bool known)
{
	return (struct outcome){number[0], number[1], known ? number[2] : NAN};
}

int frontier_write_steps(const struct frontier *f, struct state_out *o, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && i < f->order.n; i++) {
		const struct frontier_step *s = &f->step[f->order.row[i].item];
		double number[NUMBERS];

		put_outcome(&s->from, number);
		put_outcome(&s->to, number + 3);
		number[WEIGHT] = s->weight;
		number[FLAGS] = (isnan(s->from.right) ? 0 : FROM_KNOWN) | (isnan(s->to.right) ? 0 : TO_KNOWN)
			| (s->first ? FIRST : 0);
		row_key_halves(s->key, number + KEY);
		st = state_write_numbers(o, step_part, -f->order.row[i].key, number, NUMBERS, e);
	}
	return st;
}

int frontier_read_step(struct frontier *f, struct state_item *i, bool *taken, struct err *e)
{
	double number[NUMBERS];
	struct frontier_step s = {.from.conf = NAN};
	int st, flags;

	*taken = state_is(i, step_part);
	if (!*taken)
		return ST_OK;
	state_numbers(i, number, NUMBERS);
	if (!i->wrong && !(number[FLAGS] >= 0 && number[FLAGS] <= ALL_FLAGS && number[WEIGHT] > 0))
		i->wrong = "no step of a row";
	if (i->wrong)
		return ST_OK;
	flags = (int)number[FLAGS];
	s = (struct frontier_step){.from = get_outcome(number, flags & FROM_KNOWN),
		.to = get_outcome(number + 3, flags & TO_KNOWN),
		.weight = number[WEIGHT],
		.key = row_key_of_halves(number + KEY, i),
		.first = flags & FIRST};
	st = array_reserve(&f->step, &f->cap, f->n + 1, sizeof *f->step, e);
	if (st)
		return st;
	f->step[f->n] = s;
	return order_add(&f->order, -i->place, f->n++, e);
}
