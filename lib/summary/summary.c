/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "summary/summary.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cases/cases_join.h"
#include "table/shard.h"

/* What outcomes are: unlike ones do not merge; unsaid where there are none. */
enum outcomes { OUTCOMES_UNSAID, OUTCOMES_LABELLED, OUTCOMES_GRADED };

/* What one thread has read. */
struct part {
	const struct summary_kind *kind;
	const void *with; /* of the summary */
	const struct names *by;
	void *reader;
	struct groups groups;
	void **a; /* [groups] accumulators */
	size_t cap;
	bool states; /* the input is states */
	bool check;  /* answers that are no class are refused at the end */
	enum outcomes outcomes;
	struct state_in *in; /* [n_in] states that are read while they are reported */
	size_t n_in;
};

static void *new_accumulator(const struct part *p, struct err *e)
{
	void *a = mem_alloc(1, p->kind->size + JOBS_APART, e);

	if (a && p->kind->begin && p->kind->begin(a, p->reader, e)) {
		p->kind->free(a);
		free(a);
		return NULL;
	}
	return a;
}

static void drop_accumulator(const struct part *p, void *a)
{
	if (a)
		p->kind->free(a);
	free(a);
}

/* The accumulator of a group, which may be new. */
static int accumulator(struct part *p, size_t group, void **a, struct err *e)
{
	size_t known = p->cap;
	int st = ST_OK;

	if (group >= p->cap)
		st = array_reserve(&p->a, &p->cap, p->groups.name.n, sizeof *p->a, e);
	for (size_t i = known; !st && i < p->cap; i++)
		p->a[i] = NULL;
	if (!st && !p->a[group] && !(p->a[group] = new_accumulator(p, e)))
		st = ST_SYSTEM;
	*a = st ? NULL : p->a[group];
	return st;
}

static void free_part(void *part)
{
	struct part *p = part;

	for (size_t i = 0; i < p->groups.name.n && i < p->cap; i++)
		drop_accumulator(p, p->a[i]);
	free(p->a);
	groups_free(&p->groups);
	if (p->reader)
		p->kind->close(p->reader);
	free(p->reader);
	for (size_t i = 0; i < p->n_in; i++)
		state_in_close(&p->in[i]);
	free(p->in);
	p->in = NULL;
	p->n_in = 0;
	p->reader = NULL;
}

/* The accumulator of all rows is there also without any: it has the names of the reader. */
static int begin(struct part *p, struct table *t, struct err *e)
{
	void *all;
	int st = groups_init(&p->groups, p->by, e);

	if (!st && !(p->reader = mem_alloc(1, p->kind->reader_size + JOBS_APART, e)))
		st = ST_SYSTEM;
	if (!st)
		st = p->kind->open(p->reader, p->with, t, e);
	return st ? st : accumulator(p, 0, &all, e);
}

static int start(void *part, struct table *t, struct err *e)
{
	struct part *p = part;
	int st = begin(p, t, e);
	const struct cases *c = st ? NULL : p->kind->cases(p->reader);

	if (c && (c->graded || c->asked & CASES_LABEL))
		p->outcomes = c->graded ? OUTCOMES_GRADED : OUTCOMES_LABELLED;
	return st ? st : groups_bind(&p->groups, t, e);
}

static int row(void *part, struct err *e)
{
	struct part *p = part;
	struct cases *c = p->kind->cases(p->reader);
	size_t group;
	void *a;
	int st = p->kind->next(p->reader, e);

	if (!st)
		st = groups_row(&p->groups, c->t, c->weight > 0, &group, e);
	if (st || !(c->weight > 0))
		return st;
	st = accumulator(p, group, &a, e);
	return st ? st : p->kind->add(a, p->reader, e);
}

static int merge(void *part, void *other, struct err *e)
{
	struct part *p = part;
	const struct part *o = other;
	int st = cases_merge(p->kind->cases(p->reader), p->kind->cases(o->reader), e);

	for (size_t i = 0; !st && i < o->groups.name.n; i++) {
		const struct name *name = &o->groups.name.name[i];
		size_t index;
		void *a;

		st = groups_add_name(&p->groups, name->s, name->n, &index, e);
		if (!st)
			st = accumulator(p, index, &a, e);
		if (!st)
			st = p->kind->merge(a, p->reader, o->a[i], o->reader, e);
	}
	return st;
}

static int check_answers(void *part, struct err *e)
{
	struct part *p = part;

	return p->check ? cases_check(p->kind->cases(p->reader), e) : ST_OK;
}

static int read_table(struct part *p, const struct summary *s, const struct strings *files, struct err *e)
{
	static const struct shard_task task = {start, row, merge, check_answers, free_part, sizeof *p};
	struct table_counts counts;
	int st = shard_run(&task, s->table, files, s->options->jobs, p, &counts, e);

	if (!st)
		table_report_counts(&counts, s->program);
	return st;
}

/* The item that says what outcomes are, 1: graded. */
static const char graded[] = "outcomes_graded";

static int take_outcomes(struct part *p, struct state_item *i, bool *taken, struct err *e)
{
	enum outcomes was = p->outcomes;
	size_t is = 0;

	*taken = state_is(i, graded);
	if (!*taken)
		return ST_OK;
	state_add_count(i, &is);
	if (!i->wrong && is > 1)
		i->wrong = "neither 0 nor 1";
	p->outcomes = is ? OUTCOMES_GRADED : OUTCOMES_LABELLED;
	return was && was != p->outcomes
		? err_set(e, ST_DATA, "states of labels do not merge with states of qualities or losses")
		: ST_OK;
}

/* An item of a group; classes, and what outcomes are, are of none. */
static int take_item(void *part, struct state_item *i, bool *taken, struct err *e)
{
	struct part *p = part;
	struct cases *c = p->kind->cases(p->reader);
	size_t group;
	void *a;
	bool is;
	int st = i->group_length ? ST_OK : state_read_classes(&c->uses, &c->classes, i, taken, e);

	if (!st && !i->group_length && !*taken)
		st = take_outcomes(p, i, taken, e);
	if (st || (!i->group_length && *taken))
		return st;
	st = groups_is_name(&p->groups, i->group, i->group_length, &is, e);
	*taken = !st && is;
	if (st || !is)
		return st;
	st = groups_add_name(&p->groups, i->group, i->group_length, &group, e);
	if (!st)
		st = accumulator(p, group, &a, e);
	return st ? st : p->kind->read(a, p->reader, i, taken, e);
}

static int check_states(struct part *p, struct err *e)
{
	const struct cases *c = p->kind->cases(p->reader);
	int st = ST_OK;

	for (size_t i = 0; !st && p->kind->check && i < p->groups.name.n; i++)
		st = p->kind->check(p->a[i], p->reader, e);
	return st || !p->check ? st : class_uses_check(&c->uses, &c->classes, NULL, e);
}

/* Files that stay open beside those of states. */
enum { OTHER_FILES = 32 };

/* Whether the states may be read while they are reported: all at once. */
static bool may_stream(const struct part *p, const struct strings *files)
{
	struct stat f;
	bool may = p->kind->stream && !p->by->n && files->n && (long)files->n < sysconf(_SC_OPEN_MAX) - OTHER_FILES;

	for (size_t i = 0; may && i < files->n; i++)
		may = !stat(files->v[i], &f) && S_ISREG(f.st_mode);
	return may;
}

/* Up to where the rows begin.  ST_SKIP for a state that has to be read otherwise. */
static int stream_state(struct part *p, void *a, struct state_in *in, struct err *e)
{
	bool taken = true, ready = false;
	int st = ST_OK;

	while (!st && !ready && !(st = state_in_next(in, e))) {
		st = p->kind->stream(a, p->reader, in, &taken, &ready, e);
		if (!st && !taken)
			st = take_item(p, &in->item, &taken, e);
		if (!st && !ready)
			st = state_in_check(in, taken, e);
	}
	return st == ST_END ? ST_SKIP : st;
}

/* What is wrong with a state is found at its end, when much may have been reported: each file is read twice, the first time for this. */
static int verify_state(
	struct part *p, const struct summary *s, const char *signature, const struct strings *file, struct err *e)
{
	struct state_in in;
	void *a = new_accumulator(p, e);
	int st = a ? state_in_open(&in, s->table, file, signature, e) : ST_SYSTEM;
	bool open = a && !st;

	if (!st)
		st = stream_state(p, a, &in, e);
	if (!st)
		st = p->kind->verify(a, e);
	drop_accumulator(p, a);
	if (open)
		state_in_close(&in);
	return st;
}

static int stream_states(
	struct part *p, const struct summary *s, const char *signature, const struct strings *files, struct err *e)
{
	int st = begin(p, NULL, e);

	if (!st && !(p->in = mem_alloc(files->n, sizeof *p->in, e)))
		st = ST_SYSTEM;
	for (size_t i = 0; !st && i < files->n; i++) {
		const struct strings one = {.v = files->v + i, .n = 1};

		st = state_in_open(&p->in[i], s->table, &one, signature, e);
		p->n_in += !st;
		if (!st)
			st = stream_state(p, p->a[0], &p->in[i], e);
	}
	for (size_t i = 0; !st && i < files->n; i++)
		st = verify_state(p, s, signature, &(struct strings){.v = files->v + i, .n = 1}, e);
	return st;
}

static int read_states(
	struct part *p, const struct summary *s, const char *signature, const struct strings *files, struct err *e)
{
	const struct part none = *p;
	int st = may_stream(p, files) ? stream_states(p, s, signature, files, e) : ST_SKIP;

	if (st == ST_SKIP) {
		free_part(p);
		*p = none;
		st = begin(p, NULL, e);
		if (!st)
			st = state_read(s->table, files, signature, take_item, p, e);
	}
	return st ? st : check_states(p, e);
}

static int write_group(const struct part *p, void *a, struct state_out *o, struct err *e)
{
	return p->kind->write_sorted ? p->kind->write_sorted(a, p->reader, o, e) : p->kind->write(a, p->reader, o, e);
}

/* What is of no group goes first: it has to be known before rows are reported.  All rows, which where they are grouped is empty but for
 * names, as one more group. */
static int write_groups(const struct part *p, const size_t *order, struct state_out *o, struct err *e)
{
	const struct cases *c = p->kind->cases(p->reader);
	int st = state_write_classes(&c->uses, &c->classes, o, e);

	if (!st && p->outcomes)
		st = state_write_count(o, graded, 0, p->outcomes == OUTCOMES_GRADED, e);
	for (size_t i = 0; !st && i < p->groups.name.n; i++) {
		state_out_group(o, &p->groups.name.name[order[i]]);
		st = write_group(p, p->a[order[i]], o, e);
	}
	return st;
}

static int write_state(
	struct part *p, const struct summary *s, const char *signature, const size_t *order, struct err *e)
{
	struct state_out o;
	int st = state_out_init(&o, s->report, signature, STDOUT_FILENO, e);

	return st ? st : state_out_close(&o, write_groups(p, order, &o, e), e);
}

/* The groups in their order, each of which goes into all rows and then is needed no more. */
static int report_groups(struct part *p, const size_t *order, struct report *r, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && p->kind->foresee && i < p->groups.name.n; i++)
		st = p->kind->foresee(p->reader, p->a[i], e);
	for (size_t i = 0; !st && i < p->groups.name.n; i++) {
		size_t group = order[i];

		r->group = p->groups.name.name[group];
		if (group)
			st = p->kind->merge(p->a[0], p->reader, p->a[group], p->reader, e);
		if (!st)
			st = p->kind->report(r, p->a[group], p->reader, e);
		if (group)
			drop_accumulator(p, p->a[group]);
		if (group)
			p->a[group] = NULL;
	}
	return st;
}

static int write_report(struct part *p, const struct summary *s, const size_t *order, struct err *e)
{
	const struct report_options opt = {s->report->tags, s->report->digits, *p->by, s->report->fields};
	void *none = new_accumulator(p, e);
	struct report r;
	int st = none ? p->kind->head(&r, &opt, none, p->reader, e) : ST_SYSTEM;

	if (!st)
		st = report_close(&r, report_groups(p, order, &r, e), e);
	drop_accumulator(p, none);
	return st;
}

static int finish(struct part *p, const struct summary *s, const char *signature, struct err *e)
{
	size_t *order = mem_alloc(p->groups.name.n, sizeof *order, e);
	int st = order ? groups_order(&p->groups, order, e) : ST_SYSTEM;

	if (!st)
		st = s->options->partial ? write_state(p, s, signature, order, e) : write_report(p, s, order, e);
	free(order);
	return st;
}

static int sign(const struct summary *s, const struct names *by, struct buf *signature, struct err *e)
{
	int st = s->sign ? s->sign(signature, e) : ST_OK;

	return st || !s->sign ? st : groups_sign(signature, by, e);
}

int summary_run(const struct summary_kind *kind, const struct summary *s, const struct strings *files, struct err *e)
{
	struct names by = {0};
	struct buf signature = {0};
	struct part p = {.kind = kind,
		.with = s->with,
		.by = &by,
		.states = s->options->merge,
		.check = !s->options->partial && !s->table->other_answers};
	int st = groups_columns(&by, s->options->group, e);

	if (!st)
		st = sign(s, &by, &signature, e);
	if (!st)
		st = p.states ? read_states(&p, s, signature.p, files, e) : read_table(&p, s, files, e);
	if (!st)
		st = finish(&p, s, signature.p, e);
	free_part(&p);
	names_free(&by);
	buf_free(&signature);
	return st;
}
