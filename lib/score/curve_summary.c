/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "score/curve_summary.h"

#include <math.h>
#include <unistd.h>

#include "inference/row_keys.h"
#include "rank/auroc_curve.h"
#include "rank/curve_report.h"
#include "table/classes.h"

struct reader {
	const struct curve_options *opt;
	struct decision decision;
	struct names positive; /* the positive class, of auroc and ap; one for each that states name */
	size_t class;          /* its number */
	struct row_keys keys;
	struct scored_spool spool;
};

static const struct curve_options *options_of(const void *reader)
{
	return ((const struct reader *)reader)->opt;
}

static int open_rows(void *reader, const void *with, struct table *t, struct err *e)
{
	const struct curve_options *o = with;
	struct reader *s = reader;
	const struct names *classes = &s->decision.c.classes;
	size_t index;
	int st = t ? decision_init(&s->decision, t, 0, false, &o->decision, e) : ST_OK;

	s->opt = o;
	s->spool.limit = o->limit;
	if (!st && t && !s->decision.c.prob.n && (o->metric != CURVE_ACCURACY || !s->decision.c.graded))
		st = table_absent(t, (const enum role[]){ROLE_PROB, ROLE_LOGIT}, 2, e);
	/* with experts the order is a decision; without them the model's confidence will do */
	if (!st && t && (!s->decision.c.prob.n || (s->decision.c.nexpert && !s->decision.c.rejects)))
		st = table_single(t, ROLE_SCORE, true, &s->decision.score_column, e);
	if (!st && t)
		st = row_keys_open(&s->keys, t, &o->interval, false, o->partial, e);
	if (st || !t || o->metric == CURVE_ACCURACY)
		return st;
	st = classes_positive(classes, o->positive, table_file(t), &s->class, e);
	return st ? st : names_add(&s->positive, classes->name[s->class].s, classes->name[s->class].n, &index, e);
}

static int next_row(void *reader, struct err *e)
{
	struct reader *s = reader;
	int st = decision_next(&s->decision, e);

	return st || !(s->decision.c.weight > 0) ? st : row_keys_next(&s->keys, e);
}

static struct cases *cases(void *reader)
{
	return &((struct reader *)reader)->decision.c;
}

static void close_rows(void *reader)
{
	struct reader *s = reader;

	decision_free(&s->decision);
	names_free(&s->positive);
	scored_spool_free(&s->spool);
}

/* The accumulator: rows by minus the score, deferred in this order. */
static int add(void *rows, void *reader, struct err *e)
{
	struct reader *s = reader;
	const struct decision *r = &s->decision;
	const struct cases *c = &r->c;
	bool accuracy = s->opt->metric == CURVE_ACCURACY;
	struct scored_row row = {.score = isnan(r->score) ? c->p[r->model] - 1 : -r->score,
		.weight = c->weight,
		.key = s->keys.row,
		.outcome_key = s->keys.row,
		.answered = accuracy ? !isnan(r->help_outcome) : r->help != NAMES_NONE,
		.right = accuracy ? r->model_outcome : c->label == s->class,
		.unknown = accuracy && isnan(r->model_outcome),
		.expert_right = accuracy ? r->help_outcome : r->help == s->class,
		.model_cost = accuracy ? r->model_cost : 0,
		.expert_cost = accuracy ? r->expert_cost : 0,
		.p = accuracy ? 0 : c->p[s->class]};

	return scored_runs_add(rows, &row, &s->spool, e);
}

static int merge(void *rows, void *reader, const void *other, const void *other_reader, struct err *e)
{
	(void)other_reader;
	return scored_runs_merge(rows, other, &((struct reader *)reader)->spool, e);
}

static void free_rows(void *rows)
{
	scored_runs_free(rows);
}

static int write_state(void *rows, const void *reader, struct state_out *o, struct err *e)
{
	const struct names *positive = &((const struct reader *)reader)->positive;
	struct scored_runs *runs = rows;

	if (positive->n)
		state_out_member(o, &positive->name[0]);
	runs->rows.order.jobs = options_of(reader)->jobs;
	return scored_runs_write(runs, o, e);
}

static int read_state(void *rows, void *reader, struct state_item *i, bool *taken, struct err *e)
{
	struct reader *s = reader;
	size_t index;
	int st = scored_runs_read(rows, i, &s->spool, taken, e);

	return st || s->opt->metric == CURVE_ACCURACY ? st
						      : names_add(&s->positive, i->member, i->member_length, &index, e);
}

static int stream(void *rows, void *reader, struct state_in *in, bool *taken, bool *ready, struct err *e)
{
	const struct curve_options *o = options_of(reader);

	return o->metric != CURVE_ACCURACY || o->interval.level > 0 ? ST_SKIP
								    : scored_runs_stream(rows, in, taken, ready, e);
}

static int verify(void *rows, struct err *e)
{
	return scored_runs_verify(rows, e);
}

static int check_state(const void *rows, const void *reader, struct err *e)
{
	const struct reader *s = reader;

	(void)rows;
	return s->opt->metric == CURVE_ACCURACY ? ST_OK : state_one_positive(&s->positive, s->opt->positive, e);
}

static int head(struct report *r, const struct report_options *opt, void *rows, const void *reader, struct err *e)
{
	const struct curve_options *o = options_of(reader);

	(void)rows;
	return o->metric == CURVE_ACCURACY
		? curve_report_open(r, opt, &o->interval, STDOUT_FILENO, e)
		: auroc_curve_report_open(r, o->metric == CURVE_AP, opt, &o->interval, STDOUT_FILENO, e);
}

static int report(struct report *r, void *a, const void *reader, struct err *e)
{
	const struct curve_options *o = options_of(reader);
	struct scored_runs *runs = a;

	runs->rows.order.jobs = o->jobs;
	if (label_noise_any(o->decision.noise))
		runs->totals.beyond = runs->rows.beyond = false;
	if (o->metric == CURVE_ACCURACY)
		return curve_report(r, runs, o->points, &o->interval, e);
	return auroc_curve_report(r, runs, o->points > 1 ? o->points - 1 : 100, o->metric == CURVE_AP,
		&((const struct reader *)reader)->positive, &o->interval, e);
}

const struct summary_kind curve_summary = {sizeof(struct reader), open_rows, next_row, cases, close_rows,
	sizeof(struct scored_runs), NULL, add, merge, free_rows, NULL, read_state, check_state, head, report, NULL,
	write_state, stream, verify};
