/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "compare/outcomes_state.h"

#include <math.h>

#include "inference/row_keys.h"
#include "summary/state_list.h"

static int sign(const struct outcomes_options *opt, struct buf *signature, struct err *e)
{
	const struct interval_options keys = {.level = 1, .seed = opt->seed, .cluster = opt->cluster};
	const struct decision_options *d = opt->decision;
	int st = state_sign(signature, "l2d-compare", NULL, e);

	if (!st)
		st = state_sign(signature, "other-answers", opt->table->other_answers ? "wrong" : NULL, e);
	if (!st)
		st = state_sign_decision(signature, d->cost, d->expert, d->renormalize, e);
	if (!st)
		st = state_sign_number(signature, "seed", (double)keys.seed, e);
	if (!st)
		st = state_sign(signature, "cluster", keys.cluster, e);
	if (!st)
		st = state_sign(signature, "positive", opt->positive, e);
	return st ? st : groups_sign(signature, opt->by, e);
}

/* An outcome as numbers: which of its measures are NaN, and which infinite, as bits; then the answers; then the measures. */
enum { NONE, INFINITE, MODEL, KEPT, MEASURES, FIELDS = 7, NUMBERS = MEASURES + FIELDS };

static double *field(struct outcome *x, int i)
{
	double *const all[FIELDS] = {&x->cost, &x->brier, &x->nll, &x->score, &x->quality, &x->alone, &x->positive};

	return all[i];
}

static void pack(const struct outcome *x, double *number)
{
	struct outcome copy = *x;

	number[NONE] = number[INFINITE] = 0;
	number[MODEL] = (double)x->model;
	number[KEPT] = x->kept;
	for (int i = 0; i < FIELDS; i++) {
		double value = *field(&copy, i);

		number[NONE] += isnan(value) ? ldexp(1, i) : 0;
		number[INFINITE] += isinf(value) ? ldexp(1, i) : 0;
		number[MEASURES + i] = isfinite(value) ? value : 0;
	}
}

/* Whether it is a whole number below n. */
static bool below(double x, double n)
{
	return x >= 0 && x < n && x == floor(x);
}

static void unpack(struct outcome *x, const double *number, struct state_item *item)
{
	if (!below(number[NONE], 1 << FIELDS) || !below(number[INFINITE], 1 << FIELDS)
		|| !below(number[MODEL], SCORE_RIGHT + 1) || !below(number[KEPT], 2)) {
		item->wrong = "no outcome";
		return;
	}
	x->model = (enum score_answer)number[MODEL];
	x->kept = number[KEPT] > 0;
	for (int i = 0; i < FIELDS; i++)
		*field(x, i) = (unsigned)number[NONE] >> i & 1 ? NAN
			: (unsigned)number[INFINITE] >> i & 1  ? INFINITY
							       : number[MEASURES + i];
}

/* The i-th row in the order of ids. */
static int write_row(const struct outcomes *o, size_t i, struct state_out *out, struct err *e)
{
	const struct joined_row *j = outcomes_row(o, i);
	double number[NUMBERS] = {j->weight};
	int st;

	state_out_group(out, &o->groups.name.name[j->group]);
	state_out_member(out, &o->id.name[o->order[i]]);
	row_key_halves(j->key, number + 1);
	st = state_write_numbers(out, "row", j->event, number, 3, e);
	for (size_t s = 0; !st && s < o->name.n; s++) {
		pack(outcomes_of(o, s, i), number);
		state_out_number(out, s);
		st = state_write_numbers(out, "outcome", 0, number, NUMBERS, e);
	}
	return st;
}

/* The item of a price at which the last system was chosen; its place is 1 where there was none. */
static const char chosen[] = "chosen";

static int write_all(const void *outcomes, struct state_out *out, struct err *e)
{
	const struct outcomes *o = outcomes;
	int st = state_list_write(&(struct state_list){"systems", o->name, {o->graded}}, out, e);

	if (!st && o->chosen)
		st = state_write_numbers(
			out, chosen, isnan(o->lambda), (double[]){isnan(o->lambda) ? 0 : o->lambda}, 1, e);
	for (size_t s = 0; !st && s < o->name.n; s++) {
		const struct system *x = &o->system[s];

		state_out_number(out, s);
		st = state_write_numbers(out, "measures", 0, (double[]){x->has}, 1, e);
		if (!st)
			st = state_write_classes(&x->uses, &x->classes, out, e);
	}
	for (size_t i = 0; !st && i < o->n; i++)
		st = write_row(o, i, out, e);
	return st;
}

int outcomes_write(const struct outcomes *o, const struct outcomes_options *opt, int fd, struct err *e)
{
	struct buf signature = {0};
	int st = sign(opt, &signature, e);

	if (!st)
		st = state_put(NULL, signature.p, fd, write_all, o, e);
	buf_free(&signature);
	return st;
}

struct reading {
	struct outcomes *o;
	struct state_list systems;
};

/* The first list makes the systems, whose rows come behind it. */
static int take_systems(struct reading *r, struct state_item *i, struct err *e)
{
	struct outcomes *o = r->o;
	bool first = !r->systems.names.n;
	int st = state_list_read(&r->systems, i, e);

	if (st || i->wrong || !first)
		return st;
	st = names_add_list(&o->name, r->systems.names.name, r->systems.names.n, e);
	if (!st && !(o->system = mem_alloc(o->name.n, sizeof *o->system, e)))
		st = ST_SYSTEM;
	return st;
}

static int take_row(struct outcomes *o, struct state_item *i, struct err *e)
{
	double number[3];
	struct joined_row j = {.label = NAMES_NONE};
	size_t row = names_find(&o->id, i->member, i->member_length);
	int st = groups_add_name(&o->groups, i->group, i->group_length, &j.group, e);

	state_numbers(i, number, 3);
	j.weight = number[0];
	j.event = i->place == 1;
	j.key = row_key_of_halves(number + 1, i);
	if (!i->wrong && (row != NAMES_NONE || !(j.weight > 0)))
		i->wrong = row != NAMES_NONE ? "of an id that stands twice" : "no weight above 0";
	if (st || i->wrong)
		return st;
	st = names_add(&o->id, i->member, i->member_length, &row, e);
	if (!st && o->clustered) /* whose rows have the key of its name */
		st = names_add(&o->cluster, (const char *)&j.key, sizeof j.key, &j.cluster, e);
	if (!st)
		st = outcomes_reserve(o, o->id.n, e);
	if (!st)
		o->row[row] = j;
	return st;
}

static void take_outcome(struct outcomes *o, size_t system, struct state_item *i)
{
	static const char state[] = "a state";
	size_t row = names_find(&o->id, i->member, i->member_length);
	double number[NUMBERS];

	state_numbers(i, number, NUMBERS);
	if (!i->wrong && (row == NAMES_NONE || o->system[system].row[row].place.file))
		i->wrong = "of a row that is not there, or twice";
	if (i->wrong)
		return;
	o->system[system].row[row].place.file = state;
	unpack(&o->system[system].row[row], number, i);
}

/* Which measures a system's columns have, which is the same in all states; bit 31 says that it is known. */
static void take_measures(struct system *s, struct state_item *i)
{
	const unsigned known = 1U << 31;
	double bits;

	state_numbers(i, &bits, 1);
	if (!i->wrong && !below(bits, known))
		i->wrong = "no measures";
	if (!i->wrong && s->has && s->has != ((unsigned)bits | known))
		i->wrong = "other measures than in the state before: of tables with other columns";
	if (!i->wrong)
		s->has = (unsigned)bits | known;
}

/* The best constant of all rows is that of one price. */
static int take_chosen(struct outcomes *o, struct state_item *i, struct err *e)
{
	bool none = i->place == 1;
	double lambda;

	state_numbers(i, &lambda, 1);
	if (!i->wrong && i->place != none)
		i->wrong = "of no price";
	if (i->wrong)
		return ST_OK;
	if (o->chosen && (none ? !isnan(o->lambda) : o->lambda != lambda))
		return err_set(e, ST_DATA, "the best constants of the states were chosen with unlike --lambda");
	o->chosen = true;
	o->lambda = none ? NAN : lambda;
	return ST_OK;
}

/* Of a system: what it measures, the classes of its table, what it did on a row. */
static int take_of_system(struct outcomes *o, size_t system, struct state_item *i, bool *taken, struct err *e)
{
	struct system *x = &o->system[system];
	int st = ST_OK;

	*taken = true;
	if (state_is(i, "measures"))
		take_measures(x, i);
	else if (state_is(i, "outcome"))
		take_outcome(o, system, i);
	else
		st = state_read_classes(&x->uses, &x->classes, i, taken, e);
	return st;
}

static int take_item(void *arg, struct state_item *i, bool *taken, struct err *e)
{
	struct reading *r = arg;
	struct outcomes *o = r->o;
	size_t system;
	int st;

	*taken = true;
	if (state_is_list(&r->systems, i))
		return take_systems(r, i, e);
	if (state_is(i, chosen))
		return take_chosen(o, i, e);
	st = groups_is_name(&o->groups, i->group, i->group_length, taken, e);
	if (st || !*taken)
		return st;
	if (state_is_numbered(i, o->name.n, &system))
		return take_of_system(o, system, i, taken, e);
	*taken = state_is(i, "row");
	return *taken ? take_row(o, i, e) : ST_OK;
}

/* Every row has every system; what they measure is known; an answer that was no label of its part is one of another. */
static int check(struct outcomes *o, const struct outcomes_options *opt, struct err *e)
{
	bool whole = o->name.n;
	int st = ST_OK;

	for (size_t s = 0; s < o->name.n; s++) {
		whole &= o->system[s].has >> 31;
		o->system[s].has &= ~(1U << 31);
		for (size_t i = 0; i < o->id.n; i++)
			whole &= o->system[s].row[i].place.file != NULL;
	}
	if (!whole)
		return err_set(e, ST_DATA, "the states have rows without some system");
	for (size_t s = 0; !st && !opt->partial && !opt->table->other_answers && s < o->name.n; s++)
		st = class_uses_check(&o->system[s].uses, &o->system[s].classes, NULL, e);
	if (!st && !opt->partial && o->chosen && !(isnan(o->lambda) ? isnan(opt->lambda) : o->lambda == opt->lambda))
		st = err_set(e, ST_DATA, "the best constant of the states was chosen with another --lambda");
	return st;
}

int outcomes_merge(struct outcomes *o, const struct outcomes_options *opt, const struct strings *files, struct err *e)
{
	struct reading r = {o, {.part = "systems"}};
	struct buf signature = {0};
	int st = groups_init(&o->groups, opt->by, e);

	o->clustered = opt->cluster;
	if (!st)
		st = sign(opt, &signature, e);
	if (!st)
		st = state_read(opt->table, files, signature.p, take_item, &r, e);
	if (!st)
		st = check(o, opt, e);
	o->graded = r.systems.flag[0];
	if (!st)
		st = outcomes_join(o, e);
	if (!st && !opt->partial)
		st = outcomes_scale(o, e);
	state_list_free(&r.systems);
	buf_free(&signature);
	return st;
}
