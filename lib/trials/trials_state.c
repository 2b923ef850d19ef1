/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "trials/trials_state.h"

#include <math.h>

#include "summary/state.h"

static int sign(const struct trials_options *opt, struct buf *signature, struct err *e)
{
	int st = state_sign(signature, "l2d-compare", NULL, e);

	if (!st)
		st = state_sign(signature, "paired-by", opt->paired_by, e);
	if (!st)
		st = state_sign(signature, "between", opt->between, e);
	if (!st)
		st = state_sign(signature, "values", opt->values, e);
	return st ? st : state_sign_number(signature, "seed", (double)opt->seed, e);
}

/* The part of a value, behind the number of its column; it has the system's place among the files. */
static const char trial[] = "trial";
enum { VALUE, FILE_PLACE, NUMBERS };

/* A trial, of the v-th column. */
static int write_row(const struct outcomes *o, size_t v, size_t row, struct state_out *out, struct err *e)
{
	int st = ST_OK;

	state_out_group(out, &o->id.name[row]);
	state_out_number(out, v);
	for (size_t s = 0; !st && s < o->name.n; s++) {
		const struct outcome *x = &o->system[s].row[row];
		double number[NUMBERS] = {isnan(x->value) ? 0 : x->value, (double)o->system[s].file};

		state_out_member(out, &o->name.name[s]);
		if (x->place.file)
			st = state_write_numbers(out, trial, isnan(x->value), number, NUMBERS, e);
	}
	return st;
}

static int write_all(const void *trials, struct state_out *out, struct err *e)
{
	const struct trials *x = trials;
	int st = ST_OK;

	for (size_t v = 0; !st && v < x->value.n; v++)
		for (size_t i = 0; !st && i < x->o[v].id.n; i++)
			st = write_row(&x->o[v], v, i, out, e);
	return st;
}

int trials_write(const struct trials *x, const struct trials_options *opt, int fd, struct err *e)
{
	struct buf signature = {0};
	int st = sign(opt, &signature, e);

	if (!st)
		st = state_put(NULL, signature.p, fd, write_all, x, e);
	buf_free(&signature);
	return st;
}

struct reading {
	struct trials *x;
	const struct trials_options *opt;
	struct groups trial; /* of no table: what the name of a trial is */
};

/* The place among files is below this. */
static const double MOST_FILES = 0x1p31;

static int take_trial(const struct reading *r, size_t v, struct state_item *i, struct err *e)
{
	static const char state[] = "a state";
	struct trial t = {.system = {(char *)i->member, i->member_length},
		.key = {(char *)i->group, i->group_length},
		.place = {state, 0},
		.dropped = i->place == 1};
	struct place first;
	double number[NUMBERS];
	int st;

	state_numbers(i, number, NUMBERS);
	if (!i->wrong && (i->place != t.dropped || (t.dropped && number[VALUE] != 0)))
		i->wrong = "of a trial that is neither there nor missing";
	if (!i->wrong
		&& !(number[FILE_PLACE] >= 0 && number[FILE_PLACE] < MOST_FILES
			&& number[FILE_PLACE] == floor(number[FILE_PLACE])))
		i->wrong = "no place among files";
	if (i->wrong)
		return ST_OK;
	t.value = t.dropped ? NAN : number[VALUE];
	t.file = (size_t)number[FILE_PLACE];
	st = trials_take(&r->x->o[v], &t, r->opt->seed, &first, e);
	if (!st && first.file)
		i->wrong = "of a trial that stands twice for its system";
	return st;
}

static int take_item(void *arg, struct state_item *i, bool *taken, struct err *e)
{
	const struct reading *r = arg;
	size_t v;
	int st;

	*taken = false;
	if (!i->group_length || !state_is_numbered(i, r->x->value.n, &v) || !state_is(i, trial))
		return ST_OK;
	st = groups_is_name(&r->trial, i->group, i->group_length, taken, e);
	return st || !*taken ? st : take_trial(r, v, i, e);
}

int trials_merge(struct trials *x, const struct trials_options *opt, const struct strings *files, struct err *e)
{
	struct reading r = {.x = x, .opt = opt};
	struct buf signature = {0};
	int st = trials_open(x, opt, e);

	if (!st)
		st = groups_init(&r.trial, &x->by, e);
	if (!st)
		st = sign(opt, &signature, e);
	if (!st)
		st = state_read(opt->table, files, signature.p, take_item, &r, e);
	groups_free(&r.trial);
	buf_free(&signature);
	return st || opt->partial ? st : trials_join(x, e);
}
