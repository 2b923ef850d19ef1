/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "agent_sets/agent_sets_file.h"

#include <string.h>

#include "base/buf.h"

/* The place of q [1 + groups]: that of all rows has no name. */
static const struct name *place(const struct conformal *f, size_t g)
{
	return g ? &f->group.name[g - 1] : NULL;
}

static void write_set(struct modelfile_writer *w, const struct agent_sets *o, const struct conformal *f)
{
	modelfile_put_number(w, "alpha", NULL, NULL, o->set.alpha);
	modelfile_put_names(w, "agent", &f->agent);
	modelfile_put_count(w, "agents", f->agent.n);
	groups_write(w, o->set.by, &f->group);
	if (o->input.toss)
		modelfile_put_count(w, "seed", o->input.seed);
	for (size_t g = 0; g <= f->group.n; g++) {
		modelfile_put_number(w, "reach", place(f, g), NULL, f->q[g].s);
		if (o->input.toss)
			modelfile_put_number(w, "coin", place(f, g), NULL, f->q[g].u);
	}
}

int agent_sets_write_file(const struct agent_sets *o, const struct conformal *f, struct err *e)
{
	struct csv_writer created;
	struct modelfile_writer w;
	int st = csv_writer_create(&created, o->save, 0, e);

	if (st)
		return st;
	modelfile_open(&w, created.fd, "router");
	modelfile_put_string(&w, "rule", o->conformal ? "set" : "topk");
	modelfile_put_number(&w, "latency", NULL, NULL, o->input.latency);
	if (o->conformal) {
		write_set(&w, o, f);
	} else {
		modelfile_put_number(&w, "lambda", NULL, NULL, o->lambda);
		modelfile_put_number(&w, "each", NULL, NULL, o->each);
	}
	return modelfile_close(&w, ST_OK, e);
}

int agent_sets_is(const struct modelfile *m, bool *is, struct err *e)
{
	const char *kind, *rule;
	bool ruled = false;
	int st = modelfile_get_string(m, "kind", &kind, e);

	*is = false;
	if (!st)
		st = modelfile_has(m, "rule", NULL, NULL, &ruled, e);
	if (st || strcmp(kind, "router") || !ruled)
		return st;
	st = modelfile_get_string(m, "rule", &rule, e);
	*is = !st && (!strcmp(rule, "set") || !strcmp(rule, "topk"));
	return st;
}

static int read_agents(const struct modelfile *m, struct names *agent, struct err *e)
{
	size_t n;
	int st = modelfile_get_names(m, "agent", agent, e);

	if (!st)
		st = modelfile_get_count(m, "agents", &n, e);
	return st ? st : modelfile_check_count(m, "agents", agent->n, e);
}

static int read_set(struct agent_sets *o, struct conformal *f, struct names *by, struct err *e)
{
	const struct modelfile *m = o->model;
	bool coin = false;
	int st = modelfile_get_within(m, "alpha", NULL, NULL, 0, 1, &o->set.alpha, e);

	if (!st)
		st = read_agents(m, &f->agent, e);
	if (!st)
		st = groups_read(m, by, &f->group, e);
	if (!st)
		st = modelfile_has(m, "seed", NULL, NULL, &o->input.toss, e);
	if (!st)
		st = modelfile_has(m, "coin", NULL, NULL, &coin, e);
	o->input.toss |= coin; /* neither goes without the other */
	if (!st && o->input.toss)
		st = modelfile_get_count(m, "seed", &o->input.seed, e);
	f->q = st ? NULL : mem_alloc(1 + f->group.n, sizeof *f->q, e);
	if (!st && !f->q)
		st = ST_SYSTEM;
	for (size_t g = 0; !st && g <= f->group.n; g++) {
		f->q[g].u = 1;
		st = modelfile_get_within(m, "reach", place(f, g), NULL, 0, 1, &f->q[g].s, e);
		if (!st && o->input.toss)
			st = modelfile_get_within(m, "coin", place(f, g), NULL, 0, 1, &f->q[g].u, e);
	}
	return st;
}

int agent_sets_read(struct agent_sets *o, struct conformal *f, struct names *by, struct err *e)
{
	const struct modelfile *m = o->model;
	int st = modelfile_get_choice(m, "rule", "topk", "set", &o->conformal, e);

	o->input.compares = true;
	if (!st)
		st = modelfile_get_limit(m, "latency", NULL, NULL, &o->input.latency, e);
	if (!st && !(o->input.latency >= 0))
		st = modelfile_bad(m, "latency", NULL, NULL, "no limit", e);
	if (!st && o->conformal)
		st = read_set(o, f, by, e);
	if (!st && !o->conformal)
		st = modelfile_get_number(m, "lambda", NULL, NULL, &o->lambda, e);
	if (!st && !o->conformal)
		st = modelfile_get_number(m, "each", NULL, NULL, &o->each, e);
	return st ? st : modelfile_check_used(m, e);
}
