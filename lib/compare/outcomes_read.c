/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "compare/outcomes_read.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "compare/measures.h"
#include "inference/draws.h"
#include "real/real.h"
#include "table/classes.h"
#include "table/role_text.h"

/* A system as it is read: the rows of its table with its roles. */
struct reader {
	struct table t; /* follows the source */
	struct decision d;
	bool open;
	size_t system;
	size_t id_column, positive; /* the class, NAMES_NONE unless there are two */
};

struct source {
	struct outcomes *o;
	const struct outcomes_options *opt;
	struct table t;
	struct reader *reader; /* [n] */
	size_t n;
	size_t cluster_column; /* of the first file; NAMES_NONE */
	const size_t *agent;   /* [constants] those of opt->against and opt->best among the first reader's */
	size_t constant;       /* the first constant system */
};

static bool has_cost(const struct decision *d)
{
	bool any = d->paid_column != NAMES_NONE || !isnan(d->opt->cost);

	for (size_t a = 0; a < d->c.agent.n; a++)
		any |= d->c.cost_column[a] != NAMES_NONE;
	return any;
}

/* What the columns tell of a system that decides, or of an agent by itself. */
static unsigned told(const struct reader *r, bool constant)
{
	const struct decision *d = &r->d;
	const struct cases *c = &d->c;
	bool label = c->label_column != NAMES_NONE, prob = c->prob.n && label;
	bool decides = constant || d->agent_column != NAMES_NONE || d->readings.most;
	bool model = c->prob.n || !c->graded || c->quality_column[0] != NAMES_NONE;
	unsigned bits = decides && model ? 1U << MEASURE_COVERAGE : 0;

	if (c->graded ? decides || c->quality_column[0] != NAMES_NONE
		      : label && (decides || prob || d->answer_column != NAMES_NONE))
		bits |= 1U << MEASURE_ACCURACY | 1U << MEASURE_ADJUSTED;
	if (has_cost(d))
		bits |= 1U << MEASURE_COST;
	else
		bits &= ~(1U << MEASURE_ADJUSTED);
	if (prob && !constant)
		bits |= 1U << MEASURE_BRIER | 1U << MEASURE_NLL;
	if (prob && !constant && !c->graded) /* of the model's errors */
		bits |= 1U << MEASURE_AUROC_MIDRANK | 1U << MEASURE_AURC;
	if (label && r->positive != NAMES_NONE)
		bits |= 1U << MEASURE_AUROC;
	return bits;
}

static int open_reader(struct source *s, struct reader *r, const char *roles, struct err *e)
{
	const struct names *classes = &r->d.c.classes;
	int st = table_follow(&r->t, &s->t, e);

	if (st)
		return st;
	r->open = true;
	r->positive = NAMES_NONE;
	if (roles)
		st = roles_bind(&r->t.roles, roles, ROLE_OPTION, e);
	if (!st)
		st = decision_init(&r->d, &r->t, 0, false, s->opt->decision, e);
	if (!st)
		st = table_single(&r->t, ROLE_ID, true, &r->id_column, e);
	if (!st && (s->opt->positive || (r->d.c.prob.n && classes->n == 2)))
		st = classes_positive(classes, s->opt->positive, table_file(&r->t), &r->positive, e);
	if (!st) {
		s->o->system[r->system].has = told(r, false);
		s->o->graded |= r->d.c.graded;
	}
	return st;
}

static enum score_answer answer_of(const struct decision *d, size_t answer)
{
	if (answer == NAMES_NONE || d->c.label == NAMES_NONE)
		return SCORE_NONE;
	return answer == d->c.label ? SCORE_RIGHT : SCORE_WRONG;
}

/* The score of the positive class of whoever answered. */
static double positive_score(const struct reader *r, bool model, size_t answer)
{
	if (r->positive == NAMES_NONE || (!model && answer == NAMES_NONE))
		return NAN;
	return model && r->d.c.prob.n ? r->d.c.p[r->positive] : answer == r->positive;
}

static void take_outcome(const struct reader *r, struct outcome *x)
{
	const struct decision *d = &r->d;
	const struct cases *c = &d->c;

	x->model = answer_of(d, d->model);
	x->kept = d->kept;
	x->cost = d->cost;
	x->score = d->score;
	x->positive = positive_score(r, d->kept, d->answer);
	x->quality = d->outcome;
	x->alone = d->model_outcome;
	x->brier = x->nll = NAN;
	if (!c->prob.n || c->label_column == NAMES_NONE)
		return;
	if (isnan(x->score))
		x->score = 1 - c->p[d->model];
	x->nll = -real_log(c->p[c->label]);
	x->brier = 0;
	for (size_t k = 0; k < c->classes.n; k++) {
		double error = c->p[k] - (k == c->label);

		x->brier += error * error;
	}
}

static void take_constant(const struct reader *r, size_t agent, struct outcome *x)
{
	const struct decision *d = &r->d;
	size_t answer = cases_answer(&d->c, agent);

	x->model = SCORE_NONE;
	x->kept = !agent;
	x->cost = agent && !isnan(d->opt->cost) ? d->opt->cost : d->c.cost[agent];
	x->brier = x->nll = x->score = NAN;
	x->quality = cases_outcome(&d->c, agent);
	x->alone = NAN;
	x->positive = positive_score(r, !agent, answer);
}

/* The row of the id; NAMES_NONE where the first table lacks it and may not get it now. */
static int find_row(struct source *s, struct reader *r, size_t *row, struct err *e)
{
	struct outcomes *o = s->o;
	const struct csv_field *id = &r->t.row.f[r->id_column];
	struct outcome *x;
	char words[80];
	int st = ST_OK;

	if (table_missing(&r->t, r->id_column))
		return table_bad_cell(&r->t, r->id_column, "missing", e);
	*row = names_find(&o->id, id->p, id->n);
	if (*row == NAMES_NONE && r->system)
		return table_bad_cell(&r->t, r->id_column, "the first table has no row of this id", e);
	if (*row == NAMES_NONE)
		st = names_add(&o->id, id->p, id->n, row, e);
	if (!st)
		st = outcomes_reserve(o, o->id.n, e);
	if (st)
		return st;
	x = &o->system[r->system].row[*row];
	if (!x->place.file) {
		x->place = (struct place){s->t.reader.name, r->t.row.line};
		return ST_OK;
	}
	snprintf(words, sizeof words, "the id stands twice, first on line %zu", x->place.line);
	return table_bad_cell(&r->t, r->id_column, words, e);
}

static int new_row(struct source *s, const struct reader *r, size_t row, struct err *e)
{
	struct outcomes *o = s->o;
	const struct cases *c = &r->d.c;
	const struct name *label = c->label_column == NAMES_NONE ? NULL : cases_class_name(c, c->label);
	size_t key = s->cluster_column != NAMES_NONE ? s->cluster_column : r->id_column;
	const struct csv_field *name = &s->t.row.f[key];
	struct joined_row *j = &o->row[row];
	int st = label ? names_add(&o->label, label->s, label->n, &j->label, e) : ST_OK;

	if (!label)
		j->label = NAMES_NONE;
	j->weight = c->weight;
	j->event = label && c->label == r->positive;
	j->key = draws_key(name->p, name->n, s->opt->seed);
	if (!st && o->clustered)
		st = names_add(&o->cluster, name->p, name->n, &j->cluster, e);
	if (!st)
		st = groups_next(&o->groups, &s->t, e);
	return st ? st : groups_add(&o->groups, &j->group, e);
}

/* The row must be the first table's. */
static int check_row(const struct source *s, const struct reader *r, size_t row, struct err *e)
{
	const struct outcomes *o = s->o;
	const struct cases *c = &r->d.c;
	const struct joined_row *j = &o->row[row];
	const struct place *first = &o->system[0].row[row].place;
	const struct name *label = c->label_column == NAMES_NONE ? NULL : cases_class_name(c, c->label);
	bool labels = !label || j->label == NAMES_NONE || names_find(&o->label, label->s, label->n) == j->label;
	char words[ERR_EXCERPT + 120], file[ERR_EXCERPT];

	if (labels && j->weight == c->weight)
		return ST_OK;
	snprintf(words, sizeof words, "the row of this id has another %s on line %zu of '%s'",
		labels ? "weight" : "label", first->line, err_excerpt(file, first->file, strlen(first->file)));
	return table_bad_cell(&r->t, r->id_column, words, e);
}

static int take_row(struct source *s, struct reader *r, struct err *e)
{
	struct outcomes *o = s->o;
	int read, st;
	size_t row;

	r->t.row = s->t.row;
	r->t.reader.name = s->t.reader.name;
	read = decision_read(&r->d, e);
	if (read && read != ST_SKIP)
		return read;
	if (!read && !(r->d.c.weight > 0))
		return ST_OK;
	st = find_row(s, r, &row, e);
	if (st)
		return st;
	for (size_t k = s->constant; !r->system && k < o->name.n; k++)
		o->system[k].row[row].place = o->system[0].row[row].place;
	if (read == ST_SKIP || o->row[row].dropped) {
		o->row[row].dropped = true;
		return ST_OK;
	}
	st = r->system ? check_row(s, r, row, e) : new_row(s, r, row, e);
	if (st == ST_SKIP)
		o->row[row].dropped = true;
	if (st)
		return st == ST_SKIP ? ST_OK : st;
	take_outcome(r, &o->system[r->system].row[row]);
	for (size_t k = s->constant; !r->system && k < o->name.n; k++)
		take_constant(r, s->agent[k - s->constant], &o->system[k].row[row]);
	return ST_OK;
}

/* An answer that is no label of a part may be one of another part. */
static int check_answers(struct source *s, const struct reader *r, struct err *e)
{
	struct system *to = &s->o->system[r->system];
	const struct cases *c = &r->d.c;

	return s->opt->partial ? class_uses_merge(&to->uses, &to->classes, &c->uses, &c->classes, e)
			       : cases_check(c, e);
}

static int take_rows(struct source *s, struct err *e)
{
	int st;

	while (!(st = table_next(&s->t, e)))
		for (size_t i = 0; i < s->n; i++)
			if ((st = take_row(s, &s->reader[i], e)))
				return st;
	if (st != ST_END)
		return st;
	st = ST_OK;
	for (size_t i = 0; !st && i < s->n; i++)
		st = check_answers(s, &s->reader[i], e);
	return st;
}

static int open_columns(struct source *s, struct err *e)
{
	int st = ST_OK;

	s->cluster_column = NAMES_NONE;
	if (s->opt->cluster)
		st = table_column(&s->t, s->opt->cluster, &s->cluster_column, e);
	if (!st)
		st = groups_bind(&s->o->groups, &s->t, e);
	s->o->clustered = s->opt->cluster;
	return st;
}

/* The agent of that name among the first reader's, which has answers there. */
static int find_agent(const struct source *s, const char *name, size_t *agent, struct err *e)
{
	const struct cases *c = &s->reader[0].d.c;

	*agent = names_find(&c->agent, name, strlen(name));
	if (*agent == NAMES_NONE
		|| (c->graded            ? c->quality_column[*agent] == NAMES_NONE
				: *agent ? c->answer_column[*agent - 1] == NAMES_NONE
					 : !c->prob.n))
		return err_at(e, ST_DATA, table_file(&s->t), 1, 1, "no agent with answers: '%.200s'", name);
	return ST_OK;
}

/* The first table also says what the agents do who answer every row. */
static int open_constants(struct source *s, size_t *agent, struct err *e)
{
	const struct strings *against = s->opt->against;
	int st = ST_OK;

	for (size_t k = 0; !st && k < against->n; k++)
		st = find_agent(s, against->v[k], &agent[k], e);
	if (!st && s->opt->best)
		st = find_agent(s, s->opt->best, &agent[against->n], e);
	for (size_t k = s->constant; !st && k < s->o->name.n; k++)
		s->o->system[k].has = told(&s->reader[0], true);
	s->agent = agent;
	return st;
}

/* The roles in NAME=[ROLES]; NULL: the table's. */
static const char *roles_of(const struct outcomes_options *opt, size_t system)
{
	const char *roles;
	size_t n;

	return system < opt->systems->n && opt_split(opt->systems->v[system], &n, &roles) ? roles : NULL;
}

/* Reads the file for the systems from `first` on. */
static int read_file(struct source *s, const char *const *file, size_t first, size_t n, struct err *e)
{
	struct strings files = {.v = (const char **)file, .n = file ? 1 : 0};
	size_t *agent = mem_alloc(s->o->name.n, sizeof *agent, e);
	int st = agent && (s->reader = mem_alloc(n, sizeof *s->reader, e)) ? ST_OK : ST_SYSTEM;
	bool open = !st && !(st = table_open(&s->t, s->opt->table, &files, e));

	s->n = st ? 0 : n;
	for (size_t i = 0; !st && i < n; i++) {
		s->reader[i].system = first + i;
		st = open_reader(s, &s->reader[i], roles_of(s->opt, first + i), e);
	}
	if (!st && !first)
		st = open_columns(s, e);
	if (!st && !first)
		st = open_constants(s, agent, e);
	if (!st)
		st = take_rows(s, e);
	if (open)
		table_close(&s->t);
	free(agent);
	return st;
}

static void close_readers(struct source *s, struct table_counts *counts)
{
	for (size_t i = 0; i < s->n; i++) {
		table_add_counts(counts, &s->reader[i].t.counts);
		decision_free(&s->reader[i].d);
		if (s->reader[i].open)
			table_close(&s->reader[i].t);
	}
	free(s->reader);
	s->reader = NULL;
	s->n = 0;
}

static int add_system(struct outcomes *o, const char *name, size_t n, struct err *e)
{
	size_t before = o->name.n, index;
	int st = names_add(&o->name, name, n, &index, e);

	return st || index == before
		? st
		: err_set(e, ST_USAGE, "two systems are called '%.*s'", (int)(n < 200 ? n : 200), name);
}

static int add_constant(struct outcomes *o, const char *prefix, const char *agent, struct err *e)
{
	struct buf name = {0};
	int st = buf_add_string(&name, prefix, e);

	if (!st)
		st = buf_add_string(&name, agent, e);
	if (!st)
		st = add_system(o, name.p, name.n, e);
	buf_free(&name);
	return st;
}

/* The names of all systems; those of tables are first, `tables` of them. */
static int name_systems(struct outcomes *o, const struct outcomes_options *opt, const struct strings *files,
	size_t *tables, struct err *e)
{
	const struct strings *given = opt->systems;
	int st = ST_OK;

	*tables = files->n > 1 ? files->n : given->n ? given->n : 1;
	for (size_t i = 0; i < given->n; i++)
		if (!strchr(given->v[i], '='))
			return err_set(e, ST_USAGE, "--system: not NAME=[ROLES]: '%.200s'", given->v[i]);
	if (files->n > 1 && given->n && given->n != files->n)
		return err_set(e, ST_USAGE, "--system: %zu of them for %zu tables", given->n, files->n);
	for (size_t i = 0; !st && i < *tables; i++) {
		const char *name = given->n ? given->v[i] : files->n ? files->v[i] : "-";

		st = add_system(o, name, given->n ? strcspn(name, "=") : strlen(name), e);
	}
	for (size_t i = 0; !st && i < opt->against->n; i++)
		st = add_constant(o, "always:", opt->against->v[i], e);
	if (!st && opt->best)
		st = add_constant(o, "best-constant:", opt->best, e);
	o->chosen = opt->best;
	o->lambda = opt->lambda;
	if (!st)
		st = groups_init(&o->groups, opt->by, e);
	if (!st && !(o->system = mem_alloc(o->name.n, sizeof *o->system, e)))
		st = ST_SYSTEM;
	return st;
}

int outcomes_read(struct outcomes *o, const struct outcomes_options *opt, const struct strings *files,
	struct table_counts *counts, struct err *e)
{
	struct source s = {.o = o, .opt = opt};
	size_t tables;
	int st = name_systems(o, opt, files, &tables, e);

	s.constant = tables;
	*counts = (struct table_counts){0};
	for (size_t i = 0; !st && i < (files->n > 1 ? files->n : 1); i++) {
		st = read_file(&s, files->n ? &files->v[i] : NULL, i, files->n > 1 ? 1 : tables, e);
		close_readers(&s, counts);
	}
	if (!st)
		st = outcomes_join(o, e);
	if (!st && !opt->partial)
		st = outcomes_scale(o, e);
	counts->skipped = 0; /* a row that several systems lack is one */
	for (size_t i = 0; !st && i < o->id.n; i++)
		counts->skipped += o->row[i].dropped;
	return st;
}
