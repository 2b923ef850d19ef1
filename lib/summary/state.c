/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "summary/state.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "math/sumtext.h"
#include "number/num_parse.h"
#include "number/num_print.h"

const char *const state_column_name[] = {"state", "group", "member", "part", "place", "value", NULL};

uint64_t state_hash(const struct csv_field cell[STATE_COLUMNS])
{
	uint64_t h = 0;

	for (int i = 0; i < STATE_COLUMNS; i++)
		h = hash_bytes(cell[i].p, cell[i].n, h);
	return h;
}

/* Counts are exact as doubles up to here. */
static const double MOST_ROWS = 0x1p53;

int state_sign(struct buf *signature, const char *option, const char *value, struct err *e)
{
	bool first = !signature->n;
	int st = ST_OK;

	if (!first && !value)
		return ST_OK;
	signature->n -= !first;
	if (!first)
		st = buf_add_char(signature, ' ', e);
	if (!st)
		st = buf_add_string(signature, option, e);
	if (!st && value)
		st = buf_add_char(signature, '=', e);
	if (!st && value)
		st = buf_add_string(signature, value, e);
	return st ? st : buf_add_char(signature, '\0', e);
}

int state_sign_number(struct buf *signature, const char *option, double value, struct err *e)
{
	char text[NUM_LENGTH + 1];

	if (isnan(value))
		return ST_OK;
	text[num_print(text, value, 0)] = 0;
	return state_sign(signature, option, text, e);
}

int state_sign_decision(struct buf *signature, double cost, const char *expert, bool renormalize, struct err *e)
{
	int st = state_sign_number(signature, "cost", cost, e);

	if (!st)
		st = state_sign(signature, "expert", expert, e);
	return !st && renormalize ? state_sign(signature, "renormalize", "yes", e) : st;
}

int state_out_init(struct state_out *o, const struct report_options *opt, const char *state, int fd, struct err *e)
{
	*o = (struct state_out){.opt = *opt, .state = state};
	if (opt->digits)
		return err_set(e, ST_USAGE, "--digits: a state is written with all of them");
	if (opt->fields)
		return err_set(e, ST_USAGE, "--fields: a state is written with all of them");
	return report_open_list(&o->report, &o->opt, state_column_name, fd, e);
}

/* The row whose value is o->text. */
static int write_row(struct state_out *o, const char *part, double place, struct err *e)
{
	struct csv_writer *w = &o->report.w;
	char text[NUM_LENGTH], numbered[80];
	struct csv_field cell[STATE_COLUMNS] = {{.p = o->state, .n = strlen(o->state)},
		{.p = o->group.n ? o->group.s : "", .n = o->group.n},
		{.p = o->member.n ? o->member.s : "", .n = o->member.n}, {.p = part, .n = strlen(part)},
		{.p = text, .n = num_print(text, place, 0)}, {.p = o->text.p, .n = o->text.n}};

	if (o->numbered) {
		cell[STATE_COLUMN_PART].p = numbered;
		cell[STATE_COLUMN_PART].n = (size_t)snprintf(numbered, sizeof numbered, "%zu:%.50s", o->number, part);
	}
	report_row(&o->report);
	for (int i = 0; i < STATE_COLUMNS; i++)
		csv_write_text(w, cell[i].p, cell[i].n);
	o->rows++;
	o->check += state_hash(cell);
	return csv_write_end(w, e);
}

int state_out_close(struct state_out *o, int status, struct err *e)
{
	char text[2 * sizeof o->check + 1];

	snprintf(text, sizeof text, "%016" PRIx64, o->check);
	o->text.n = 0;
	o->group = o->member = (struct name){0};
	o->numbered = false;
	if (!status)
		status = buf_add_string(&o->text, text, e);
	if (!status)
		status = write_row(o, STATE_END, (double)o->rows, e);
	buf_free(&o->text);
	return report_close(&o->report, status, e);
}

int state_put(
	const struct report_options *opt, const char *state, int fd, state_write *write, const void *arg, struct err *e)
{
	static const struct report_options plain;
	struct state_out o;
	int st = state_out_init(&o, opt ? opt : &plain, state, fd, e);

	return st ? st : state_out_close(&o, write(arg, &o, e), e);
}

void state_out_group(struct state_out *o, const struct name *group)
{
	o->group = *group;
	o->member = (struct name){0};
	o->numbered = false;
}

void state_out_member(struct state_out *o, const struct name *member)
{
	o->member = *member;
}

void state_out_number(struct state_out *o, size_t number)
{
	o->numbered = true;
	o->number = number;
}

int state_write_sum(struct state_out *o, const char *part, double place, const struct sum *value, struct err *e)
{
	int st;

	o->text.n = 0;
	st = sum_print(value, &o->text, e);
	return st ? st : write_row(o, part, place, e);
}

int state_write_tally(struct state_out *o, const char *part, double place, const struct tally *value, struct err *e)
{
	struct sum s = tally_sum(value);

	return state_write_sum(o, part, place, &s, e);
}

int state_write_count(struct state_out *o, const char *part, double place, size_t value, struct err *e)
{
	struct tally t = {.unit = value};

	return state_write_tally(o, part, place, &t, e);
}

int state_write_numbers(
	struct state_out *o, const char *part, double place, const double *value, size_t n, struct err *e)
{
	int st = ST_OK;

	o->text.n = 0;
	while (n > 1 && value[n - 1] == 0)
		n--;
	for (size_t i = 0; !st && i < n; i++) {
		char text[NUM_LENGTH];

		if (i)
			st = buf_add_char(&o->text, ' ', e);
		if (!st)
			st = buf_add(&o->text, text, num_print(text, value[i], 0), e);
	}
	return st ? st : write_row(o, part, place, e);
}

int state_one_positive(const struct names *member, const char *positive, struct err *e)
{
	if (member->n > 1)
		return err_set(e, ST_DATA, "the states are of two positive classes, '%.200s' and '%.200s'",
			member->name[0].s, member->name[1].s);
	if (!positive || !member->n || !strcmp(member->name[0].s, positive))
		return ST_OK;
	return err_set(
		e, ST_DATA, "the positive class of the state is '%.200s', not '%.200s'", member->name[0].s, positive);
}

bool state_is(const struct state_item *i, const char *part)
{
	return i->part_length == strlen(part) && !memcmp(i->part, part, i->part_length);
}

bool state_is_numbered(struct state_item *i, size_t n, size_t *number)
{
	const char *colon = memchr(i->part, ':', i->part_length);

	if (!colon || num_parse_size(i->part, (size_t)(colon - i->part), number) || *number >= n)
		return false;
	i->part_length -= (size_t)(colon + 1 - i->part);
	i->part = colon + 1;
	return true;
}

size_t state_index(const struct state_item *i, size_t n)
{
	return i->place >= 0 && i->place < (double)n && i->place == floor(i->place) ? (size_t)i->place : n;
}

void state_add_sum(struct state_item *i, struct sum *s)
{
	struct sum value = {0};

	i->wrong = sum_parse(&value, i->value, i->value_length);
	if (!i->wrong)
		sum_merge(s, &value);
}

void state_add_amount(struct state_item *i, struct sum *s)
{
	struct sum value = {0};

	state_add_sum(i, &value);
	if (!i->wrong && sum_value(&value) < 0)
		i->wrong = "below 0";
	if (!i->wrong)
		sum_merge(s, &value);
}

void state_add_count(struct state_item *i, size_t *n)
{
	struct sum value = {0};
	double x;

	state_add_amount(i, &value);
	x = sum_value(&value);
	if (!i->wrong && (x != floor(x) || (double)*n + x > MOST_ROWS))
		i->wrong = "no count";
	if (!i->wrong)
		*n += (size_t)x;
}

void state_numbers(struct state_item *i, double *value, size_t n)
{
	const char *at = i->value, *end = at + i->value_length;

	for (size_t k = 0; k < n; k++) {
		const char *space = at < end ? memchr(at, ' ', (size_t)(end - at)) : NULL, *stop = space ? space : end;

		value[k] = 0;
		if (k && at == end)
			continue;
		i->wrong = num_parse(at, (size_t)(stop - at), &value[k]);
		if (i->wrong)
			return;
		at = space ? space + 1 : end;
		if (space && (at == end || k + 1 == n))
			i->wrong = "too many numbers";
	}
}

/* The parts of a class, or a name that may be one. */
static const char label[] = "class_label", answer[] = "class_answer";

int state_write_classes(const struct class_uses *u, const struct names *classes, struct state_out *o, struct err *e)
{
	int st = ST_OK;

	for (size_t k = 0; !st && k < u->n; k++) {
		state_out_member(o, &classes->name[k]);
		if (u->use[k].labelled)
			st = state_write_count(o, label, 0, 1, e);
		if (!st && u->use[k].answered)
			st = state_write_count(o, answer, 0, 1, e);
	}
	state_out_member(o, &(struct name){0});
	return st;
}

int state_read_classes(struct class_uses *u, struct names *classes, struct state_item *i, bool *taken, struct err *e)
{
	bool labels = state_is(i, label);
	size_t class;
	int st;

	*taken = labels || state_is(i, answer);
	if (!*taken)
		return ST_OK;
	st = names_add(classes, i->member, i->member_length, &class, e);
	return st ? st : class_uses_note(u, class, labels, e);
}
