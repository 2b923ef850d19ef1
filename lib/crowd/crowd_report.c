/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "crowd/crowd_report.h"

#include <math.h>

#include "base/arena.h"
#include "base/buf.h"
#include "crowd/agreement.h"
#include "crowd/skills.h"
#include "csv/line.h"
#include "math/vec.h"

static const struct report_options plain;

static void add_rate(struct line *l, const char *name, const struct name *class, const struct rate *r)
{
	const char *ends[] = {"", "_lo", "_hi"};
	const double value[] = {r->value, r->lo, r->hi};

	for (int i = 0; i < 3; i++) {
		struct column cell = {.kind = COLUMN_NUMBER, .value = value[i]};
		struct buf b = {0};
		struct err e;

		/* Memory that ends here ends in the line too. */
		if (buf_add_string(&b, name, &e) || (class && buf_add_char(&b, '_', &e))
			|| (class && buf_add(&b, class->s, class->n, &e)))
			l->failed = true;
		else
			line_add_cell(l, &(struct name){b.p, b.n}, ends[i], &cell);
		buf_free(&b);
	}
}

static void skill_line(struct line *l, const struct crowd_model *m, size_t j, const struct skill *s)
{
	static char worker[] = "worker";
	const struct column name = {.kind = COLUMN_TEXT, .text = &m->workers.name[j]};

	line_add_cell(l, &(struct name){worker, 6}, "", &name);
	line_add(l, "n", NULL, 0, s->accuracy.n);
	add_rate(l, "accuracy", NULL, &s->accuracy);
	for (size_t c = 0; c < m->classes.n; c++)
		add_rate(l, "recall", &m->classes.name[c], &s->recall[c]);
	line_add(l, "spammer_score", NULL, 0, s->score);
	line_add(l, "p_value", NULL, 0, s->p_value);
	line_add_count(l, "spammer", s->spammer);
}

static int open_line(struct report *r, const struct line *l, const char *path, struct err *e)
{
	struct csv_writer file;
	int st = csv_writer_create(&file, path, 0, e);

	return st ? st : report_open_line(r, &plain, l, file.fd, e);
}

int crowd_skills_write(
	const struct crowd_model *m, const struct votes *v, double level, const char *path, struct err *e)
{
	struct skills s;
	struct report r;
	bool open = false;
	int st = skills_find(&s, &m->c, v, level, e);

	for (size_t j = 0; !st && j < m->workers.n; j++) {
		struct line l = {0};

		skill_line(&l, m, j, &s.v[j]);
		if (!open)
			st = open_line(&r, &l, path, e);
		open |= !st;
		if (!st)
			st = report_line(&r, &l, e);
		line_free(&l);
	}
	skills_free(&s);
	return open ? report_close(&r, st, e) : st;
}

struct agreement_report {
	struct report r;
	const struct names *workers;
};

static int agreement_row(struct agreement_report *t, const char *name, const struct name *a, const struct name *b,
	const struct agreement *k, struct err *e)
{
	report_row(&t->r);
	csv_write_string(&t->r.w, name);
	csv_write_name(&t->r.w, a);
	csv_write_name(&t->r.w, b);
	csv_write_numbers(&t->r.w, (const double[]){k->n, k->value, k->lo, k->hi}, 4);
	return csv_write_end(&t->r.w, e);
}

static int pair_row(void *ctx, size_t a, size_t b, const struct agreement *k, struct err *e)
{
	struct agreement_report *t = ctx;

	return agreement_row(t, "cohen_kappa", &t->workers->name[a], &t->workers->name[b], k, e);
}

int crowd_agreement_write(const struct crowd_table *t, double level, bool pairs, const char *path, struct err *e)
{
	static const char *const columns[] = {
		"measure", "a", "b", "items", "agreement", "agreement_lo", "agreement_hi", NULL};
	struct agreement_report r = {.workers = &t->workers};
	struct agreement k;
	int st = report_create(&r.r, &plain, columns, path, e);

	if (st)
		return st;
	st = agreement_alpha(&t->votes, level, &k, e);
	if (!st)
		st = agreement_row(&r, "krippendorff_alpha", NULL, NULL, &k, e);
	if (!st)
		st = agreement_fleiss(&t->votes, level, &k, e);
	if (!st)
		st = agreement_row(&r, "fleiss_kappa", NULL, NULL, &k, e);
	if (!st && pairs)
		st = agreement_pairs(&t->votes, level, pair_row, &r, e);
	return report_close(&r.r, st, e);
}

static void consensus_line(
	struct line *l, const struct crowd_model *m, const struct crowd_table *t, size_t i, const double *p)
{
	static char id[] = "id", answer[] = "answer";
	size_t best = vec_argmax(p, m->classes.n);
	const struct column item = {.kind = COLUMN_TEXT, .text = &t->items.name[i]},
			    class = {.kind = COLUMN_TEXT, .text = &m->classes.name[best]};
	double n = 0;

	for (size_t k = 0; k < t->votes.item[i].n; k++)
		n += t->votes.item[i].vote[k].w;
	line_add_cell(l, &(struct name){id, 2}, "", &item);
	line_add(l, "n", NULL, 0, n);
	line_add_cell(l, &(struct name){answer, 6}, "", &class);
	line_add(l, "conf_model", NULL, 0, p[best]);
	for (size_t c = 0; c < m->classes.n; c++)
		line_add(l, "p", m->classes.name[c].s, m->classes.name[c].n, p[c]);
}

int crowd_consensus_write(const struct crowd_model *m, const struct crowd_table *t, const char *path, struct err *e)
{
	struct arena a = {0};
	double *q = arena_alloc(&a, m->c.nnode * m->c.nclass, sizeof *q), *p = arena_alloc(&a, m->c.nclass, sizeof *p);
	double *prior = arena_alloc(&a, m->c.nclass, sizeof *prior);
	double *scratch = arena_alloc(&a, crowd_head_scratch(&m->head), sizeof *scratch);
	struct report r;
	bool open = false;
	int st = arena_status(&a, e);

	for (size_t i = 0; !st && i < t->items.n; i++) {
		struct line l = {0};
		struct crowd_item item = t->votes.item[i];

		if (item.x) {
			crowd_head_prior(&m->head, item.x, scratch, prior);
			item.prior = prior;
		}
		crowd_posterior(&m->c, &item, q, p);
		consensus_line(&l, m, t, i, p);
		if (!open)
			st = open_line(&r, &l, path, e);
		open |= !st;
		if (!st)
			st = report_line(&r, &l, e);
		line_free(&l);
	}
	arena_free(&a);
	return open ? report_close(&r, st, e) : st;
}

/* Every worker's vote on an item is one, of weight 1. */
static int check_single(const struct crowd_table *t, struct err *e)
{
	char worker[ERR_EXCERPT], item[ERR_EXCERPT];

	for (size_t i = 0; i < t->items.n; i++) {
		const struct vote *v = t->votes.item[i].vote;

		for (size_t k = 0; k < t->votes.item[i].n; k++) {
			const struct name *w = &t->workers.name[v[k].worker], *id = &t->items.name[i];

			if (v[k].w != 1 || (k && v[k].worker == v[k - 1].worker))
				return err_set(e, ST_DATA,
					"--wide: a cell holds one vote, and worker '%s' has another weight of votes on item '%s'",
					err_excerpt(worker, w->s, w->n), err_excerpt(item, id->s, id->n));
		}
	}
	return ST_OK;
}

static int write_family(struct csv_writer *w, const char *prefix, const struct names *members, struct err *e)
{
	struct buf b = {0};
	int st = ST_OK;

	for (size_t j = 0; !st && j < members->n; j++) {
		b.n = 0;
		st = buf_add_string(&b, prefix, e);
		if (!st)
			st = buf_add(&b, members->name[j].s, members->name[j].n, e);
		if (!st)
			csv_write_text(w, b.p, b.n);
	}
	buf_free(&b);
	return st;
}

static int wide_header(struct csv_writer *w, const struct crowd_table *t, bool given, struct err *e)
{
	int st;

	csv_write_string(w, "id");
	for (size_t i = 0; i < t->feature_columns.n; i++)
		csv_write_name(w, &t->feature_columns.name[i]);
	st = given ? write_family(w, "p_", &t->classes, e) : ST_OK;
	if (!st)
		st = write_family(w, "e_", &t->workers, e);
	return st ? st : csv_write_end(w, e);
}

static int wide_row(struct csv_writer *w, const struct crowd_table *t, size_t i, struct err *e)
{
	const struct crowd_item *item = &t->votes.item[i];
	const struct vote *v = item->vote, *end = v + item->n;

	csv_write_name(w, &t->items.name[i]);
	if (item->x)
		csv_write_numbers(w, item->x, t->feature_columns.n);
	if (item->prior)
		csv_write_numbers(w, item->prior, t->classes.n);
	for (size_t j = 0; j < t->workers.n; j++)
		csv_write_name(w, v < end && v->worker == j ? &t->classes.name[v++->label] : NULL);
	return csv_write_end(w, e);
}

int crowd_wide_write(const struct crowd_table *t, const char *path, struct err *e)
{
	struct csv_writer w;
	int st = check_single(t, e);

	if (!st)
		st = csv_writer_create(&w, path, 0, e);
	if (st)
		return st;
	st = wide_header(&w, t, t->votes.item->prior, e);
	for (size_t i = 0; !st && i < t->items.n; i++)
		st = wide_row(&w, t, i, e);
	return csv_writer_close(&w, st, e);
}

int crowd_trace_open(struct report *r, const char *path, struct err *e)
{
	static const char *const columns[] = {"start", "iteration", "loglik", "objective", NULL};

	return report_create(r, &plain, columns, path, e);
}

int crowd_trace_row(void *ctx, size_t start, size_t iteration, double loglik, double objective, struct err *e)
{
	struct report *r = ctx;

	report_row(r);
	csv_write_count(&r->w, start);
	csv_write_count(&r->w, iteration);
	csv_write_numbers(&r->w, (const double[]){loglik, objective}, 2);
	return csv_write_end(&r->w, e);
}
