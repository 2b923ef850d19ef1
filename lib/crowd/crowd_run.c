/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "crowd/crowd_run.h"

#include <unistd.h>

#include "crowd/crowd_report.h"

static int fit(
	struct crowd_run *o, struct crowd_model *m, const struct votes *v, struct crowd_head_fit *head, struct err *e)
{
	struct report trace;
	bool converged;
	int st = o->trace ? crowd_trace_open(&trace, o->trace, e) : ST_OK;

	if (st)
		return st;
	if (o->trace)
		o->fit.trace = crowd_trace_row, o->fit.ctx = &trace;
	st = crowd_fit(&m->c, v, head, &o->fit, &converged, e);
	if (!st && !converged && !o->allow_unconverged)
		st = err_set(e, ST_NUMERIC,
			"not converged: iteration %zu still raised the objective by more than --tolerance",
			o->fit.iterations);
	/* The trace of a run that failed is wanted most. */
	return o->trace ? csv_writer_close_whole(&trace.w, st, e) : st;
}

static int fit_features(struct crowd_run *o, struct crowd_model *m, struct votes *v, struct err *e)
{
	const struct crowd_head_options h = {o->map, o->mapped, o->l2, o->fit.prior, o->fit.seed, o->fit.jobs};
	struct crowd_head_fit *head;
	int st;

	m->head = o->head;
	st = crowd_head_fit_new(&head, &m->head, v, &h, &m->features, e);
	if (st)
		return st;
	st = fit(o, m, v, head, e);
	crowd_head_fit_free(head);
	return st;
}

static int learn(struct crowd_run *o, struct crowd_model *m, struct crowd_table *t, struct err *e)
{
	int st = names_add_list(&m->classes, t->classes.name, t->classes.n, e);

	if (!st)
		st = names_add_list(&m->workers, t->workers.name, t->workers.n, e);
	if (!st)
		st = names_add_list(&m->features, t->features.name, t->features.n, e);
	if (!st)
		st = crowd_init(&m->c, o->method, m->classes.n, m->workers.n, (enum crowd_prior)o->prior, e);
	if (st)
		return st;
	return o->prior == CROWD_FEATURES ? fit_features(o, m, &t->votes, e) : fit(o, m, &t->votes, NULL, e);
}

int crowd_run(struct crowd_run *o, const struct table_run *run, struct err *e)
{
	struct crowd_table t;
	struct crowd_model m = {0};
	int st = crowd_table_read(&t, run, o->columns, (enum crowd_prior)o->prior, e);

	if (!st)
		st = learn(o, &m, &t, e);
	if (!st && o->wide)
		st = crowd_wide_write(&t, o->wide, e);
	if (!st && o->skills)
		st = crowd_skills_write(&m, &t.votes, o->level, o->skills, e);
	if (!st && o->agreement)
		st = crowd_agreement_write(&t, o->level, o->pairs, o->agreement, e);
	if (!st && o->consensus)
		st = crowd_consensus_write(&m, &t, o->consensus, e);
	if (!st)
		st = crowd_model_write(&m, STDOUT_FILENO, e);
	crowd_model_free(&m);
	crowd_table_free(&t);
	return st;
}
