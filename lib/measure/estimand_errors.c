/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "measure/estimand_errors.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "math/vec.h"
#include "real/kernel.h"
#include "real/real.h"

/* Makes a part for every member. */
static int fill(struct estimand_errors *x, const struct estimand *s, struct err *e)
{
	size_t n = s->kind == ESTIMAND_VECTOR ? 0 : s->member.n;
	int st = array_reserve(&x->part, &x->cap, n, sizeof *x->part, e);

	for (; !st && x->n < n; x->n++)
		if ((st = calibration_error_init(&x->part[x->n], x->opt, e)))
			calibration_error_free(&x->part[x->n]);
	return st;
}

int estimand_errors_init(
	struct estimand_errors *x, const struct estimand *s, const struct calibration_error_options *opt, struct err *e)
{
	*x = (struct estimand_errors){.opt = opt, .classes.noisy = opt->noisy};
	return fill(x, s, e);
}

void estimand_errors_free(struct estimand_errors *x)
{
	for (size_t i = 0; i < x->n; i++)
		calibration_error_free(&x->part[i]);
	vector_rows_free(&x->vectors);
	free(x->part);
	*x = (struct estimand_errors){0};
}

static void add_scores(struct estimand_errors *x)
{
	struct estimand_scores *s = &x->scores;

	kernel()->log(s->label, s->label, s->n);
	kernel()->log(s->top, s->top, s->n);
	for (size_t i = 0; i < s->n; i++) {
		s->label[i] = -s->label[i];
		s->top[i] = -s->top[i];
	}
	proper_add_all(&x->classes, s->class_brier, s->label, s->weight, s->n);
	proper_add_all(&x->part[0].proper, s->top_brier, s->top, s->weight, s->n);
	s->n = 0;
}

static void keep_scores(
	struct estimand_errors *x, double label, double class_brier, double top, double top_brier, double weight)
{
	struct estimand_scores *s = &x->scores;

	s->label[s->n] = label;
	s->class_brier[s->n] = class_brier;
	s->top[s->n] = top;
	s->top_brier[s->n] = top_brier;
	s->weight[s->n] = weight;
	if (++s->n == ESTIMAND_SCORES)
		add_scores(x);
}

/* A row of the current weight and keys. */
static struct calibration_row start_row(const struct estimand *s)
{
	return (struct calibration_row){.weight = s->c.weight, .key = s->keys.row, .outcome_key = s->keys.outcome};
}

static int add_pair(
	struct estimand_errors *x, size_t member, struct calibration_row *r, double conf, double event, struct err *e)
{
	r->conf = conf;
	r->event = event;
	r->nll = calibration_error_nll(conf, event);
	return calibration_error_add(&x->part[member], r, e);
}

/* The scores of the whole distribution where the label is noisy. */
static void add_noisy_classes(struct estimand_errors *x, const struct cases *c, struct calibration_row *r)
{
	const double *is = c->unmix + c->label * c->classes.n;

	r->class_nll = 0;
	for (size_t k = 0; k < c->classes.n; k++)
		if (is[k] != 0)
			r->class_nll -= c->p[k] > 0 ? is[k] * real_log(c->p[k]) : INFINITY;
	r->class_brier = proper_add_noisy_classes(&x->classes, c->p, c->classes.n, is, c->weight);
}

/* The scores of the whole distribution, which the first member's row has. */
static void add_classes(struct estimand_errors *x, const struct cases *c, struct calibration_row *r)
{
	r->classes = true;
	if (c->unmix) {
		add_noisy_classes(x, c, r);
	} else {
		r->class_nll = -real_log(c->p[c->label]);
		r->class_brier = proper_add_classes(&x->classes, c->p, c->classes.n, c->label, c->weight);
	}
	proper_add_nll(&x->classes, r->class_nll, c->weight);
}

static int row_noisy_top(struct estimand_errors *x, const struct cases *c, struct calibration_row *r, struct err *e)
{
	size_t top = vec_argmax(c->p, c->classes.n);

	add_classes(x, c, r);
	return add_pair(x, 0, r, c->p[top], cases_right(c, top), e);
}

static int row_top(struct estimand_errors *x, const struct estimand *s, struct err *e)
{
	static const double number[] = {0, 1}; /* no branch, which is as good as random */
	const struct cases *c = &s->c;
	size_t top = vec_argmax(c->p, c->classes.n);
	double right = number[top == c->label];
	/* where the model is wrong, 1 - p is as good as log1p, since the largest probability is not small */
	double given = fabs(1 - right - c->p[top]);
	struct calibration_row r = start_row(s);

	if (c->unmix)
		return row_noisy_top(x, c, &r, e);
	r.conf = c->p[top];
	r.event = right;
	r.class_brier = proper_classes(c->p, c->classes.n, c->label);
	keep_scores(x, c->p[c->label], r.class_brier, given, proper_pair(r.conf, r.event), c->weight);
	if (x->opt->draws) {
		r.classes = true;
		r.class_nll = -real_log(c->p[c->label]);
		r.nll = -real_log(given);
	}
	return calibration_error_add_but_scores(&x->part[0], &r, e);
}

static int row_class(struct estimand_errors *x, const struct estimand *s, struct err *e)
{
	const struct cases *c = &s->c;
	struct calibration_row r = start_row(s);
	int st = ST_OK;

	add_classes(x, c, &r);
	for (size_t k = 0; !st && k < c->classes.n; k++) {
		st = add_pair(x, k, &r, c->p[k], cases_right(c, k), e);
		r.classes = false;
	}
	return st;
}

static int row_binary(struct estimand_errors *x, const struct estimand *s, struct err *e)
{
	const struct cases *c = &s->c;
	struct calibration_row r = start_row(s);

	add_classes(x, c, &r);
	return add_pair(x, 0, &r, c->p[s->positive], cases_right(c, s->positive), e);
}

/* An expert who was not asked says nothing about its confidence. */
static int row_expert(struct estimand_errors *x, const struct estimand *s, struct err *e)
{
	const struct cases *c = &s->c;
	struct calibration_row r = start_row(s);
	int st = ST_OK;

	for (size_t i = 0; !st && i < s->member.n; i++) {
		size_t j = s->expert[i];

		if (c->answer[j] != NAMES_NONE)
			st = add_pair(x, i, &r, c->conf[1 + j], cases_right(c, c->answer[j]), e);
	}
	return st;
}

static int row_top_class(struct estimand_errors *x, const struct estimand *s, struct err *e)
{
	const struct cases *c = &s->c;
	struct calibration_row r = start_row(s);
	size_t top = vec_argmax(c->p, c->classes.n);

	return add_pair(x, top, &r, c->p[top], cases_right(c, top), e);
}

static int row_vector(struct estimand_errors *x, const struct estimand *s, struct err *e)
{
	const struct cases *c = &s->c;

	return vector_rows_add(&x->vectors, c->p, s->expert, c->classes.n, c->label, c->weight, e);
}

static int row_pair(struct estimand_errors *x, const struct estimand *s, struct err *e)
{
	struct calibration_row r = start_row(s);

	return add_pair(x, 0, &r, s->conf, s->event, e);
}

int estimand_errors_add(struct estimand_errors *x, const struct estimand *s, struct err *e)
{
	static int (*const row[])(struct estimand_errors * x, const struct estimand *s, struct err *e) = {
		row_top, row_class, row_binary, row_expert, row_top_class, row_vector, row_pair};

	return row[s->kind](x, s, e);
}

int estimand_errors_merge(
	struct estimand_errors *x, const struct estimand *s, const struct estimand_errors *other, struct err *e)
{
	const struct estimand_scores *o = &other->scores;
	int st = fill(x, s, e);

	proper_merge(&x->classes, &other->classes);
	for (size_t i = 0; !st && i < o->n; i++)
		keep_scores(x, o->label[i], o->class_brier[i], o->top[i], o->top_brier[i], o->weight[i]);
	for (size_t i = 0; !st && i < other->n; i++)
		st = calibration_error_merge(&x->part[i], &other->part[i], e);
	return st ? st : vector_rows_merge(&x->vectors, &other->vectors, e);
}

int estimand_errors_write(const struct estimand_errors *x, const struct estimand *s, struct state_out *o, struct err *e)
{
	struct estimand_errors all = *x;
	struct calibration_error first;
	int st;

	if (s->kind == ESTIMAND_VECTOR)
		return vector_rows_write(&x->vectors, &s->member, o, e);
	if (x->scores.n) {
		first = x->part[0];
		all.part = &first;
		add_scores(&all);
	}
	st = proper_write(&all.classes, "class_", o, e);
	for (size_t i = 0; !st && i < all.n; i++) {
		state_out_member(o, &s->member.name[i]);
		st = calibration_error_write(&all.part[i], o, e);
	}
	return st;
}

int estimand_errors_read(
	struct estimand_errors *x, struct estimand *s, struct state_item *i, bool *taken, struct err *e)
{
	size_t index;
	int st;

	if (s->kind == ESTIMAND_VECTOR)
		return vector_rows_read(&x->vectors, &s->member, i, taken, e);
	*taken = proper_read(&x->classes, "class_", i);
	if (*taken)
		return ST_OK;
	st = names_add(&s->member, i->member, i->member_length, &index, e);
	if (!st)
		st = fill(x, s, e);
	return st ? st : calibration_error_read(&x->part[index], i, taken, e);
}

int estimand_errors_check(const struct estimand_errors *x, struct err *e)
{
	bool sound = proper_is_sound(&x->classes) && vector_rows_are_sound(&x->vectors);

	for (size_t i = 0; sound && i < x->n; i++)
		sound = calibration_error_is_sound(&x->part[i]);
	return sound ? ST_OK : err_set(e, ST_DATA, "the states contradict themselves: they are not of rows");
}

int estimand_errors_end(struct estimand_errors *x, const struct estimand *s, struct err *e)
{
	int st = fill(x, s, e);

	if (!st && x->scores.n)
		add_scores(x);
	for (size_t i = 0; !st && i < x->n; i++)
		st = calibration_error_end(&x->part[i], e);
	return st ? st : vector_rows_sort(&x->vectors, e);
}

static int next_row(void *reader, struct err *e)
{
	return estimand_next(reader, e);
}

static struct cases *cases(void *reader)
{
	return &((struct estimand *)reader)->c;
}

static void close_rows(void *reader)
{
	estimand_free(reader);
}

static int add(void *a, void *reader, struct err *e)
{
	return estimand_errors_add(a, reader, e);
}

static int merge(void *a, void *reader, const void *other, const void *other_reader, struct err *e)
{
	(void)other_reader; /* its members are the same: those of one table, or of the same states */
	return estimand_errors_merge(a, reader, other, e);
}

static void free_errors(void *a)
{
	estimand_errors_free(a);
}

static int write_state(const void *a, const void *reader, struct state_out *o, struct err *e)
{
	return estimand_errors_write(a, reader, o, e);
}

static int read_state(void *a, void *reader, struct state_item *i, bool *taken, struct err *e)
{
	return estimand_errors_read(a, reader, i, taken, e);
}

const struct summary_kind estimand_summary = {.reader_size = sizeof(struct estimand),
	.next = next_row,
	.cases = cases,
	.close = close_rows,
	.size = sizeof(struct estimand_errors),
	.add = add,
	.merge = merge,
	.free = free_errors,
	.write = write_state,
	.read = read_state};
