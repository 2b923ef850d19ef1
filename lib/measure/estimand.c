/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "measure/estimand.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "csv/line.h"
#include "math/vec.h"
#include "real/real.h"
#include "table/classes.h"

void estimand_init(struct estimand *s, enum estimand_kind kind, const struct calibration_error_options *opt)
{
	*s = (struct estimand){.kind = kind, .opt = opt};
}

void estimand_free(struct estimand *s)
{
	for (size_t i = 0; i < s->member.n && i < s->cap; i++)
		calibration_error_free(&s->part[i]);
	names_free(&s->member);
	free(s->part);
	free(s->expert);
	cases_free(&s->c);
}

/* The member of that name, which is added when it is new. */
static int member(struct estimand *s, const char *name, size_t n, size_t *index, struct err *e)
{
	size_t before = s->member.n;
	int st = array_reserve(&s->part, &s->cap, before + 1, sizeof *s->part, e);

	if (!st)
		s->part[before] = (struct calibration_error){.opt = s->opt};
	if (!st)
		st = names_add(&s->member, name, n, index, e);
	return st || *index < before ? st : calibration_error_init(&s->part[before], s->opt, e);
}

static int start_classes(struct estimand *s, struct table *t, const struct estimand_names *names, struct err *e)
{
	const struct names *classes = &s->c.classes;
	size_t index;
	int st = cases_init(&s->c, t, CASES_LABEL | CASES_PROB, CASES_WEIGHT, names->renormalize, e);

	if (!st && s->kind == ESTIMAND_TOP)
		return member(s, "", 0, &index, e);
	if (!st && s->kind == ESTIMAND_BINARY)
		st = classes_positive(classes, names->positive, table_file(t), &s->positive, e);
	if (!st && s->kind == ESTIMAND_BINARY)
		return member(s, classes->name[s->positive].s, classes->name[s->positive].n, &index, e);
	for (size_t k = 0; !st && k < classes->n; k++)
		st = member(s, classes->name[k].s, classes->name[k].n, &index, e);
	return st;
}

static int start_experts(struct estimand *s, struct table *t, struct err *e)
{
	struct cases *c = &s->c;
	size_t index;
	int st = cases_init(c, t, CASES_LABEL | CASES_ANSWER | CASES_CONF, CASES_WEIGHT, false, e);

	if (st)
		return st;
	s->expert = mem_alloc(c->nexpert, sizeof *s->expert, e);
	if (!s->expert)
		return ST_SYSTEM;
	for (size_t j = 0; !st && j < c->nexpert; j++)
		if (c->answer_column[j] != NAMES_NONE && c->conf_column[1 + j] != NAMES_NONE) {
			s->expert[s->member.n] = j;
			st = member(s, c->agent.name[1 + j].s, c->agent.name[1 + j].n, &index, e);
		}
	return st || s->member.n
		? st
		: err_at(e, ST_DATA, table_file(t), 1, 1, "no expert has both an answer and a confidence column");
}

static int start_pair(struct estimand *s, struct table *t, const char *conf, const char *event, struct err *e)
{
	size_t index;
	int st = cases_init(&s->c, t, 0, CASES_WEIGHT, false, e);

	if (!st)
		st = table_column(t, conf, &s->conf_column, e);
	if (!st)
		st = table_column(t, event, &s->event_column, e);
	return st ? st : member(s, conf, strlen(conf), &index, e);
}

static int row_top(struct estimand *s, struct err *e)
{
	const struct cases *c = &s->c;
	size_t top = vec_argmax(c->p, c->classes.n);

	double nll = proper_add_classes(&s->classes, c->p, c->classes.n, c->label, c->weight);

	/* where the model is right both logarithms are of the same number; where it is wrong, 1 - p is
	 * as good as log1p, since the largest probability is not small */
	return calibration_error_add_nll(&s->part[0], c->p[top], top == c->label,
		top == c->label ? nll : -real_log(1 - c->p[top]), c->weight, e);
}

static int row_class(struct estimand *s, struct err *e)
{
	const struct cases *c = &s->c;
	int st = ST_OK;

	proper_add_classes(&s->classes, c->p, c->classes.n, c->label, c->weight);
	for (size_t k = 0; !st && k < c->classes.n; k++)
		st = calibration_error_add(&s->part[k], c->p[k], k == c->label, c->weight, e);
	return st;
}

static int row_binary(struct estimand *s, struct err *e)
{
	const struct cases *c = &s->c;

	proper_add_classes(&s->classes, c->p, 2, c->label, c->weight);
	return calibration_error_add(&s->part[0], c->p[s->positive], c->label == s->positive, c->weight, e);
}

/* An expert who was not asked says nothing about its confidence. */
static int row_expert(struct estimand *s, struct err *e)
{
	const struct cases *c = &s->c;
	int st = ST_OK;

	for (size_t i = 0; !st && i < s->member.n; i++) {
		size_t j = s->expert[i];

		if (c->answer[j] != NAMES_NONE)
			st = calibration_error_add(&s->part[i], c->conf[1 + j], c->answer[j] == c->label, c->weight, e);
	}
	return st;
}

static int row_pair(struct estimand *s, struct err *e)
{
	struct table *t = s->c.t;
	double conf, event;
	int st = table_number(t, s->conf_column, &conf, e);

	if (!st)
		st = table_number(t, s->event_column, &event, e);
	if (st)
		return st;
	if (isnan(conf) || isnan(event))
		return table_cell_missing(t, isnan(conf) ? s->conf_column : s->event_column, e);
	if ((st = table_probability(t, s->conf_column, &conf, e)))
		return st;
	if (event != 0 && event != 1)
		return table_bad_cell(t, s->event_column, "neither 0 nor 1", e);
	return calibration_error_add(&s->part[0], conf, event == 1, s->c.weight, e);
}

int estimand_open(struct estimand *s, struct table *t, const struct estimand_names *names, struct err *e)
{
	switch (s->kind) {
	case ESTIMAND_EXPERT:
		return start_experts(s, t, e);
	case ESTIMAND_PAIR:
		return start_pair(s, t, names->conf, names->event, e);
	default:
		return start_classes(s, t, names, e);
	}
}

int estimand_next(struct estimand *s, struct err *e)
{
	static int (*const row[])(struct estimand * s, struct err * e) = {
		row_top, row_class, row_binary, row_expert, row_pair};
	int st = cases_next(&s->c, e);

	return st || !(s->c.weight > 0) ? st : row[s->kind](s, e);
}

int estimand_merge(struct estimand *s, const struct estimand *other, struct err *e)
{
	int st = cases_merge(&s->c, &other->c, e);

	proper_merge(&s->classes, &other->classes);
	for (size_t i = 0; !st && i < other->member.n; i++) {
		size_t index;

		st = member(s, other->member.name[i].s, other->member.name[i].n, &index, e);
		if (!st)
			st = calibration_error_merge(&s->part[index], &other->part[i], e);
	}
	return st;
}

int estimand_write(const struct estimand *s, struct state_out *o, struct err *e)
{
	int st = proper_write(&s->classes, "class_", o, e);

	for (size_t i = 0; !st && i < s->member.n; i++) {
		state_out_member(o, &s->member.name[i]);
		st = calibration_error_write(&s->part[i], o, e);
	}
	if (!st)
		st = state_write_classes(&s->c.uses, &s->c.classes, o, e);
	return st;
}

int estimand_read(struct estimand *s, struct state_item *i, bool *taken, struct err *e)
{
	size_t index;
	int st;

	*taken = proper_read(&s->classes, "class_", i);
	if (*taken)
		return ST_OK;
	st = state_read_classes(&s->c.uses, &s->c.classes, i, taken, e);
	if (st || *taken)
		return st;
	st = member(s, i->member, i->member_length, &index, e);
	return st ? st : calibration_error_read(&s->part[index], i, taken, e);
}

int estimand_check(const struct estimand *s, const struct estimand_names *names, struct err *e)
{
	bool sound = proper_is_sound(&s->classes);

	for (size_t i = 0; sound && i < s->member.n; i++)
		sound = calibration_error_is_sound(&s->part[i]);
	if (!sound)
		return err_set(e, ST_DATA, "the states contradict themselves: they are not of rows");
	return s->kind == ESTIMAND_BINARY ? state_one_positive(&s->member, names->positive, e) : ST_OK;
}

int estimand_end(struct estimand *s, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && i < s->member.n; i++)
		st = calibration_error_end(&s->part[i], e);
	return st;
}

const char *estimand_name(enum estimand_kind kind)
{
	static const char *const name[] = {"top", "class", "binary", "expert", "pair"};

	return name[kind];
}

/* A row of a bin; without one the header. */
static int bin_row(struct report *r, const struct report_options *opt, const struct name *estimand,
	const struct name *member, const struct bin_result *bin, int fd, struct err *e)
{
	const struct bin_result *b = bin ? bin : &(struct bin_result){0};
	const struct column c[] = {{"estimand", COLUMN_TEXT, .text = estimand}, {"name", COLUMN_TEXT, .text = member},
		{"lo", .value = b->lo}, {"hi", .value = b->hi}, {"n", COLUMN_COUNT, .count = b->n},
		{"confidence", .value = b->conf}, {"frequency", .value = b->frequency},
		{"wilson_lo", .value = b->wilson_lo}, {"wilson_hi", .value = b->wilson_hi}};
	size_t n = sizeof c / sizeof *c;

	return bin ? report_columns(r, c, n, e) : report_open_columns(r, opt, c, n, fd, e);
}

static struct name name_of(enum estimand_kind kind)
{
	const char *name = estimand_name(kind);

	return (struct name){(char *)name, strlen(name)};
}

int estimand_report_bins(const struct estimand *s, const struct report_options *opt, int fd, struct err *e)
{
	const struct name estimand = name_of(s->kind);
	struct report r;
	int st = bin_row(&r, opt, NULL, NULL, NULL, fd, e);

	if (st)
		return st;
	for (size_t i = 0; !st && i < s->member.n; i++)
		for (size_t k = 0; !st && k < s->part[i].bins.edges.n; k++) {
			struct bin_result b = bins_bin(&s->part[i].bins, k);

			st = bin_row(&r, opt, &estimand, &s->member.name[i], &b, fd, e);
		}
	return report_close(&r, st, e);
}

/* A row of the summary; without a result the header. */
struct summary {
	struct name estimand;
	const struct name *member;
	const struct calibration_error_result *result;
	bool all_classes; /* the row is about the whole distribution, whose scores stand in it */
};

/* The columns that there always are, then those that were asked for. */
enum { ALWAYS = 15, MOST_COLUMNS = 19 };

static size_t summary_columns(const struct estimand *s, const struct estimand_norm *norm, const struct name *norm_name,
	const struct summary *row, struct column c[MOST_COLUMNS])
{
	const struct calibration_error_result *x = row->result ? row->result : &(struct calibration_error_result){0};
	double brier = row->all_classes ? proper_brier(&s->classes) / (norm->half ? 2 : 1) : NAN;
	double nll = row->all_classes ? proper_nll(&s->classes) : NAN;
	const struct column always[ALWAYS] = {{"estimand", COLUMN_TEXT, .text = &row->estimand},
		{"name", COLUMN_TEXT, .text = row->member}, {"n", COLUMN_COUNT, .count = x->bins.n},
		{"bins", COLUMN_COUNT, .count = x->bins.made ? x->bins.made : NAMES_NONE},
		{"norm", COLUMN_TEXT, .text = norm_name}, {"ece", .value = x->bins.ece}, {"mce", .value = x->bins.mce},
		{"rmsce", .value = x->bins.rmsce}, {"debiased_l2", .value = x->bins.debiased},
		{"confidence", .value = x->bins.conf}, {"frequency", .value = x->bins.frequency},
		{"brier", .value = x->brier}, {"nll", .value = x->nll}, {"class_brier", .value = brier},
		{"class_nll", .value = nll}};
	const struct column corp[] = {
		{"mcb", .value = x->corp.mcb}, {"dsc", .value = x->corp.dsc}, {"unc", .value = x->corp.unc}};
	size_t n = ALWAYS;

	memcpy(c, always, sizeof always);
	if (s->opt->smooth)
		c[n++] = (struct column){"smooth_ece", .value = x->smooth};
	for (size_t i = 0; s->opt->corp && i < sizeof corp / sizeof *corp; i++)
		c[n++] = corp[i];
	return n;
}

static int summary_row(struct report *r, const struct estimand *s, const struct estimand_norm *norm,
	const struct summary *row, struct err *e)
{
	const struct name name = {(char *)norm->name, strlen(norm->name)};
	struct column c[MOST_COLUMNS];
	size_t n = summary_columns(s, norm, &name, row, c);

	return report_columns(r, c, n, e);
}

static int summary_header(struct report *r, const struct estimand *s, const struct estimand_norm *norm,
	const struct report_options *opt, int fd, struct err *e)
{
	struct column c[MOST_COLUMNS];
	size_t n = summary_columns(s, norm, NULL, &(struct summary){0}, c);

	return report_open_columns(r, opt, c, n, fd, e);
}

static int summary_rows(struct report *r, const struct estimand *s, const struct estimand_norm *norm,
	struct calibration_error_result *result, struct err *e)
{
	static char mean_name[] = "class-mean";
	struct calibration_error_result mean;
	struct summary row = {
		.estimand = name_of(s->kind), .all_classes = s->kind == ESTIMAND_TOP || s->kind == ESTIMAND_BINARY};
	int st = ST_OK;

	for (size_t i = 0; !st && i < s->member.n; i++) {
		row.member = &s->member.name[i];
		row.result = &result[i];
		st = calibration_error_result(&s->part[i], norm->p, &result[i], e);
		if (!st)
			st = summary_row(r, s, norm, &row, e);
	}
	if (st || s->kind != ESTIMAND_CLASS)
		return st;
	mean = calibration_error_mean(result, s->member.n, norm->p);
	return summary_row(r, s, norm, &(struct summary){{mean_name, strlen(mean_name)}, NULL, &mean, true}, e);
}

int estimand_report(const struct estimand *s, const struct estimand_norm *norm, const struct report_options *opt,
	int fd, struct err *e)
{
	struct calibration_error_result *result = mem_alloc(s->member.n, sizeof *result, e);
	struct report r;
	int st = result ? summary_header(&r, s, norm, opt, fd, e) : ST_SYSTEM;

	if (!st) {
		st = summary_rows(&r, s, norm, result, e);
		st = report_close(&r, st, e);
	}
	free(result);
	return st;
}
