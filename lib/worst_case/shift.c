/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "worst_case/shift.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "inference/draw_sums.h"
#include "inference/interval_columns.h"
#include "inference/row_keys.h"
#include "measure/score.h"
#include "worst_case/mix.h"

struct reader {
	const struct shift_options *opt;
	struct decision d;
	size_t column, value; /* of the current row */
	struct names name;    /* values in the order in which they turn up */
	struct row_keys keys;
};

/* The rows of a value. */
struct part {
	size_t n, n_unscored;
	struct score_rate rate;
	struct sum squares;     /* of the weights of scored rows */
	struct draw_sums drawn; /* with intervals: scored and right */
};

enum { SCORED, RIGHT, DRAWN };

struct sums {
	size_t n, cap;
	struct part *part; /* [n] */
};

static int open_rows(void *reader, const void *with, struct table *t, struct err *e)
{
	struct reader *r = reader;
	int st;

	r->opt = with;
	if (!t)
		return ST_OK;
	st = decision_init(&r->d, t, 0, false, r->opt->decision, e);
	if (!st)
		st = table_column(t, r->opt->column, &r->column, e);
	return st ? st : row_keys_open(&r->keys, t, r->opt->interval, false, r->opt->partial, e);
}

static int next_row(void *reader, struct err *e)
{
	struct reader *r = reader;
	struct table *t = r->d.c.t;
	int st = decision_next(&r->d, e);

	if (st || !(r->d.c.weight > 0))
		return st;
	if (table_missing(t, r->column))
		return table_cell_missing(t, r->column, e);
	st = names_add(&r->name, t->row.f[r->column].p, t->row.f[r->column].n, &r->value, e);
	if (!st && r->name.n > SHIFT_VALUES)
		st = err_at(e, ST_DATA, table_file(t), t->row.line, r->column + 1,
			"column '%.200s' has more than %d values: --shift-by is for groups of rows", r->opt->column,
			SHIFT_VALUES);
	return st ? st : row_keys_next(&r->keys, e);
}

static struct cases *cases(void *reader)
{
	return &((struct reader *)reader)->d.c;
}

static void close_rows(void *reader)
{
	struct reader *r = reader;

	decision_free(&r->d);
	names_free(&r->name);
}

static int reserve(struct sums *s, const struct reader *r, size_t n, struct err *e)
{
	size_t draws = r->opt->interval->level > 0 ? r->opt->interval->draws : 0;
	int st = array_reserve(&s->part, &s->cap, n, sizeof *s->part, e);

	for (; !st && s->n < n; s->n++) {
		s->part[s->n] = (struct part){0};
		if (draws)
			st = draw_sums_init(&s->part[s->n].drawn, DRAW_WEIGHTS, 1, DRAWN, false, draws, e);
	}
	return st;
}

static int add(void *a, void *reader, struct err *e)
{
	struct sums *s = a;
	const struct reader *r = reader;
	double w = r->d.c.weight;
	int st = reserve(s, r, r->value + 1, e);
	struct part *p = st ? NULL : &s->part[r->value];

	if (st)
		return st;
	p->n++;
	p->n_unscored += isnan(r->d.outcome);
	score_rate_add(&p->rate, r->d.outcome, w);
	if (isnan(r->d.outcome))
		return ST_OK;
	sum_add_product(&p->squares, w, w);
	if (p->drawn.draws)
		draw_sums_add(&p->drawn, 0, &(struct draw_row){.key = r->keys.row, .weight = w},
			(const double[DRAWN]){[SCORED] = 1, [RIGHT] = r->d.outcome});
	return ST_OK;
}

static int merge(void *a, void *reader, const void *other, const void *other_reader, struct err *e)
{
	struct sums *s = a;
	struct reader *r = reader;
	const struct sums *o = other;
	const struct reader *from = other_reader;
	int st = ST_OK;

	for (size_t k = 0; !st && k < o->n; k++) {
		size_t v;

		st = names_add(&r->name, from->name.name[k].s, from->name.name[k].n, &v, e);
		if (!st)
			st = reserve(s, r, v + 1, e);
		if (st)
			break;
		s->part[v].n += o->part[k].n;
		s->part[v].n_unscored += o->part[k].n_unscored;
		score_rate_merge(&s->part[v].rate, &o->part[k].rate);
		sum_merge(&s->part[v].squares, &o->part[k].squares);
		if (s->part[v].drawn.draws)
			draw_sums_merge(&s->part[v].drawn, &o->part[k].drawn);
	}
	return st;
}

static void free_sums(void *a)
{
	struct sums *s = a;

	for (size_t v = 0; v < s->n; v++)
		draw_sums_free(&s->part[v].drawn);
	free(s->part);
	*s = (struct sums){0};
}

static int write_state(const void *a, const void *reader, struct state_out *o, struct err *e)
{
	const struct sums *s = a;
	const struct reader *r = reader;
	int st = ST_OK;

	for (size_t v = 0; !st && v < s->n; v++) {
		const struct part *p = &s->part[v];

		state_out_member(o, &r->name.name[v]);
		st = state_write_count(o, "rows", 0, p->n, e);
		if (!st)
			st = state_write_count(o, "unscored", 0, p->n_unscored, e);
		if (!st)
			st = score_rate_write(&p->rate, "", o, e);
		if (!st)
			st = state_write_sum(o, "squares", 0, &p->squares, e);
		if (!st && p->drawn.draws)
			st = draw_sums_write(&p->drawn, "drawn", o, e);
	}
	state_out_member(o, &(struct name){0});
	return st;
}

static int read_state(void *a, void *reader, struct state_item *i, bool *taken, struct err *e)
{
	struct sums *s = a;
	struct reader *r = reader;
	size_t v;
	int st = names_add(&r->name, i->member, i->member_length, &v, e);
	struct part *p;

	if (!st)
		st = reserve(s, r, v + 1, e);
	if (st)
		return st;
	p = &s->part[v];
	*taken = true;
	if (state_is(i, "rows"))
		state_add_count(i, &p->n);
	else if (state_is(i, "unscored"))
		state_add_count(i, &p->n_unscored);
	else if (state_is(i, "squares"))
		state_add_amount(i, &p->squares);
	else
		*taken = score_rate_read(&p->rate, "", i) || (p->drawn.draws && draw_sums_read(&p->drawn, "drawn", i));
	return ST_OK;
}

/* All values in the order of their names, as numbers: of the rows, or of a draw. */
struct shifted {
	size_t n, *order, *scratch;                           /* [n] order: the place in the sums */
	double system, *scored, *share, *worth, *mix, *worst; /* [n] */
	struct arena arena;
};

static int shifted_init(struct shifted *x, const struct reader *r, struct err *e)
{
	const struct names *name = &r->name;
	struct arena *a = &x->arena;

	x->n = name->n;
	x->order = arena_alloc(a, x->n, sizeof *x->order);
	x->scratch = arena_alloc(a, x->n, sizeof *x->scratch);
	x->scored = arena_alloc(a, x->n, sizeof *x->scored);
	x->share = arena_alloc(a, x->n, sizeof *x->share);
	x->worth = arena_alloc(a, x->n, sizeof *x->worth);
	x->mix = arena_alloc(a, x->n, sizeof *x->mix);
	x->worst = arena_alloc(a, x->n, sizeof *x->worst);
	if (arena_status(a, e))
		return ST_SYSTEM;
	for (size_t v = 0; v < x->n; v++) {
		size_t at = v;

		for (; at && names_order(&name->name[x->order[at - 1]], &name->name[v]) > 0; at--)
			x->order[at] = x->order[at - 1];
		x->order[at] = v;
	}
	return ST_OK;
}

/* The values' weights and accuracies: of the rows, or of the draw. */
static void take(struct shifted *x, const struct sums *s, size_t draw)
{
	struct score_rate all = {0};

	for (size_t i = 0; i < x->n; i++) {
		const struct part *p = x->order[i] < s->n ? &s->part[x->order[i]] : NULL;
		struct score_rate rate = p ? p->rate : (struct score_rate){0};

		if (p && draw != NAMES_NONE) {
			rate.scored = (struct tally){0, draw_sums_get(&p->drawn, 0, SCORED, draw)};
			rate.right = (struct tally){0, draw_sums_get(&p->drawn, 0, RIGHT, draw)};
		}
		x->scored[i] = tally_value(&rate.scored);
		x->worth[i] = score_rate(&rate);
		score_rate_merge(&all, &rate);
	}
	x->system = score_rate(&all);
	for (size_t i = 0; i < x->n; i++)
		x->share[i] = x->scored[i] / tally_value(&all.scored);
}

/* The mix that is asked for; NaN where it has what nobody has seen here. */
static double shift_to_mix(struct shifted *x, const struct reader *r)
{
	const struct shift_options *o = r->opt;
	double seen = 0;

	for (size_t i = 0; i < x->n; i++) {
		const struct name *name = &r->name.name[x->order[i]];
		double to = named_number(&o->to, name);

		x->mix[i] = !o->to.name.n ? x->share[i] : isnan(to) ? 0 : to;
		seen += isnan(x->worth[i]) && x->mix[i] > 0 ? NAN : x->mix[i];
	}
	return seen > 1 - 1e-9 ? mix_mean(x->mix, x->worth, x->n) : NAN;
}

static double effective_rows(const struct shifted *x, const struct sums *s)
{
	double sum = 0;

	for (size_t i = 0; i < x->n; i++)
		if (x->mix[i] > 0 && x->order[i] < s->n)
			sum += x->mix[i] * x->mix[i] * sum_value(&s->part[x->order[i]].squares)
				/ (x->scored[i] * x->scored[i]);
	return 1 / sum;
}

static void columns(struct shifted *x, const struct reader *r, const struct sums *s, size_t draw, struct line *l)
{
	const struct shift_options *o = r->opt;
	size_t n = 0, n_unscored = 0;
	double shifted, worst = NAN;

	take(x, s, draw);
	shifted = shift_to_mix(x, r);
	if (o->ball.size > 0 && !isnan(shifted))
		worst = mix_worst(&o->ball, x->mix, x->worth, x->n, x->worst, x->scratch);
	for (size_t v = 0; v < s->n; v++) {
		n += s->part[v].n;
		n_unscored += s->part[v].n_unscored;
	}
	line_add_count(l, "n", n);
	line_add_count(l, "n_unscored", n_unscored);
	if (o->to.name.n)
		line_add_cells(
			l, &(struct column){"effective_n", .value = isnan(shifted) ? NAN : effective_rows(x, s)}, 1);
	line_add(l, "system_accuracy", NULL, 0, x->system);
	if (o->to.name.n)
		line_add(l, "shifted_accuracy", NULL, 0, shifted);
	if (o->ball.size > 0)
		line_add(l, "worst_accuracy", NULL, 0, worst);
	for (size_t i = 0; i < x->n; i++) {
		const struct name *v = &r->name.name[x->order[i]];

		line_add(l, "share", v->s, v->n, x->share[i]);
		line_add(l, "accuracy", v->s, v->n, x->worth[i]);
		if (o->ball.size > 0)
			line_add(l, "worst_share", v->s, v->n, isnan(worst) ? NAN : x->worst[i]);
	}
}

static int draw_line(
	struct shifted *x, const struct reader *r, struct sums *s, const struct line *l, struct line *to, struct err *e)
{
	const struct interval_options *o = r->opt->interval;
	struct interval_columns all = {0};
	int st = interval_columns_init(&all, l->name.n, o->draws, e);

	for (size_t v = 0; !st && v < s->n; v++)
		st = draw_sums_end(&s->part[v].drawn, e);
	for (size_t b = 0; !st && b < o->draws; b++) {
		struct line of_draw = {0};

		columns(x, r, s, b, &of_draw);
		st = of_draw.failed ? err_memory(e) : ST_OK;
		if (!st)
			interval_columns_draw(&all, of_draw.cell, b);
		line_free(&of_draw);
	}
	if (!st)
		interval_columns_add(&all, l, o->level, to);
	interval_columns_free(&all);
	return st;
}

static int fill(struct sums *s, const struct reader *r, struct line *l, struct err *e)
{
	struct shifted x = {0};
	struct line plain = {0};
	int st = shifted_init(&x, r, e);

	if (!st)
		columns(&x, r, s, NAMES_NONE, r->opt->interval->level > 0 ? &plain : l);
	if (!st && r->opt->interval->level > 0)
		st = draw_line(&x, r, s, &plain, l, e);
	line_free(&plain);
	arena_free(&x.arena);
	return st;
}

static int head(struct report *r, const struct report_options *opt, void *a, const void *reader, struct err *e)
{
	struct line l = {0};
	int st = fill(a, reader, &l, e);

	if (!st)
		st = report_open_line(r, opt, &l, STDOUT_FILENO, e);
	line_free(&l);
	return st;
}

/* Of all rows: every value of the mix is there, and the other way round. */
static int check_mix(const struct reader *r, struct err *e)
{
	const struct shift_options *o = r->opt;

	for (size_t v = 0; v < o->to.name.n; v++)
		if (o->to.value[v] > 0
			&& names_find(&r->name, o->to.name.name[v].s, o->to.name.name[v].n) == NAMES_NONE)
			return err_set(e, ST_DATA, "--mix: no row with '%.200s' in the column '%.200s'",
				o->to.name.name[v].s, o->column);
	for (size_t v = 0; o->to.name.n && v < r->name.n; v++)
		if (names_find(&o->to.name, r->name.name[v].s, r->name.name[v].n) == NAMES_NONE)
			return err_set(e, ST_DATA, "--mix: it says no share of '%.200s' in the column '%.200s'",
				r->name.name[v].s, o->column);
	return ST_OK;
}

static int report(struct report *r, void *a, const void *reader, struct err *e)
{
	struct line l = {0};
	int st = check_mix(reader, e);

	if (!st)
		st = fill(a, reader, &l, e);
	if (!st)
		st = report_line(r, &l, e);
	line_free(&l);
	return st;
}

const struct summary_kind shift_summary = {sizeof(struct reader), open_rows, next_row, cases, close_rows,
	sizeof(struct sums), NULL, add, merge, free_sums, write_state, read_state, NULL, head, report};
