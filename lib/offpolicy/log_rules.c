/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "offpolicy/log_rules.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/hash.h"
#include "cases/cases_read.h"

size_t log_rules_count(const struct log_rule_options *o)
{
	return o->column.n + o->model.n + o->always.n;
}

const char *log_rules_name(const struct log_rule_options *o, size_t i)
{
	if (i < o->column.n)
		return o->column.v[i];
	i -= o->column.n;
	return i < o->model.n ? o->model.v[i] : o->always.v[i - o->model.n];
}

/* Continues the hash with what is in the file. */
static int hash_file(const char *path, uint64_t *hash, struct err *e)
{
	FILE *f = fopen(path, "r");
	char part[4096];
	size_t n;
	int st = ST_OK;

	while (f && (n = fread(part, 1, sizeof part, f)) > 0)
		*hash = hash_bytes(part, n, *hash);
	if (!f || ferror(f))
		st = err_set(e, ST_SYSTEM, "%.400s: %s", path, strerror(errno));
	if (f)
		fclose(f);
	return st;
}

/* hash NULL: not asked for.  The list is cut in place: the chains keep the files' names. */
static int load_chain(
	struct chain_models *m, char *list, const struct chain_kind *const *kinds, double *hash, struct err *e)
{
	uint64_t all = 0;
	int st = ST_OK;

	for (char *file = list, *end; !st && file; file = end) {
		if ((end = strchr(file, ',')))
			*end++ = '\0';
		st = chain_load(m, file, kinds, e);
		if (!st && hash)
			st = hash_file(file, &all, e);
	}
	if (hash)
		*hash = (double)(all >> 11);
	return st;
}

int log_rules_load(struct log_rule_options *o, const struct chain_kind *const *kinds, struct err *e)
{
	int st = ST_OK;

	o->models = mem_alloc(o->model.n, sizeof *o->models, e);
	o->files = mem_alloc(o->model.n, sizeof *o->files, e);
	o->hash = mem_alloc(o->model.n, sizeof *o->hash, e);
	if (!o->models || !o->files || !o->hash)
		return ST_SYSTEM;
	for (size_t i = 0; !st && i < o->model.n; i++) {
		size_t n = strlen(o->model.v[i]) + 1;

		if (!(o->files[i] = mem_alloc(n, 1, e)))
			return ST_SYSTEM;
		memcpy(o->files[i], o->model.v[i], n);
		st = load_chain(&o->models[i], o->files[i], kinds, o->hashed ? &o->hash[i] : NULL, e);
		if (!st && chain_ordered(&o->models[i]))
			st = err_set(e, ST_DATA,
				"%.200s: the model tosses a coin: its choice is not known from the row alone",
				o->model.v[i]);
	}
	return st;
}

void log_rules_unload(struct log_rule_options *o)
{
	for (size_t i = 0; i < o->model.n; i++) {
		if (o->models)
			chain_models_free(&o->models[i]);
		if (o->files)
			free(o->files[i]);
	}
	free(o->models);
	free(o->files);
	free(o->hash);
}

static int bind_column(struct log_rules *r, size_t i, size_t agent_column, struct err *e)
{
	int st = table_column(r->c->t, r->opt->column.v[i], &r->column[i], e);

	return !st && r->column[i] == agent_column ? err_set(e, ST_USAGE,
		       "--rule: '%.200s' is what the log's rule drew: no rule of its own", r->opt->column.v[i])
						   : st;
}

static int bind_constant(struct log_rules *r, size_t i, struct err *e)
{
	const char *name = r->opt->always.v[i];

	r->constant[i] = names_find(&r->c->agent, name, strlen(name));
	return r->constant[i] == NAMES_NONE ? err_set(e, ST_USAGE, "--always: no such agent: '%.200s'", name) : ST_OK;
}

int log_rules_open(
	struct log_rules *r, const struct log_rule_options *o, struct cases *c, size_t agent_column, struct err *e)
{
	int st = ST_OK;

	*r = (struct log_rules){.opt = o,
		.c = c,
		.n = log_rules_count(o),
		.column = mem_alloc(o->column.n, sizeof *r->column, e),
		.chain = mem_alloc(o->model.n, sizeof *r->chain, e),
		.slot = mem_alloc(o->model.n, sizeof *r->slot, e),
		.constant = mem_alloc(o->always.n, sizeof *r->constant, e),
		.choice = mem_alloc(log_rules_count(o), sizeof *r->choice, e)};
	if (!r->column || !r->chain || !r->slot || !r->constant || !r->choice)
		return ST_SYSTEM;
	for (size_t i = 0; !st && i < o->column.n; i++)
		st = bind_column(r, i, agent_column, e);
	for (size_t i = 0; !st && i < o->model.n; i++)
		st = chain_bind_aside(&r->chain[i], &o->models[i], c->t, &r->slot[i], e);
	for (size_t i = 0; !st && i < o->always.n; i++)
		st = bind_constant(r, i, e);
	return st;
}

void log_rules_free(struct log_rules *r)
{
	for (size_t i = 0; r->chain && i < r->opt->model.n; i++)
		chain_free(&r->chain[i]);
	free(r->column);
	free(r->chain);
	free(r->slot);
	free(r->constant);
	free(r->choice);
	*r = (struct log_rules){0};
}

static int read_column(struct log_rules *r, size_t i, size_t *choice, struct err *e)
{
	int st = cases_agent(r->c, r->column[i], choice, e);

	return !st && *choice == NAMES_NONE ? table_cell_missing(r->c->t, r->column[i], e) : st;
}

static int ask_model(struct log_rules *r, size_t i, size_t *choice, struct err *e)
{
	struct chain *k = &r->chain[i];
	char shown[ERR_EXCERPT];
	int st = chain_read(k, e);
	const struct chain_value *agent = &k->value[r->slot[i]];

	if (st)
		return st;
	*choice = names_find(&r->c->agent, agent->s, agent->n);
	return *choice != NAMES_NONE ? ST_OK
				     : err_at(e, ST_DATA, table_file(r->c->t), r->c->t->row.line, 1,
					     "%.200s asks '%s', who is no agent of this table", r->opt->model.v[i],
					     err_excerpt(shown, agent->s, agent->n));
}

int log_rules_read(struct log_rules *r, struct err *e)
{
	size_t *choice = r->choice;
	int st = ST_OK;

	for (size_t i = 0; !st && i < r->opt->column.n; i++)
		st = read_column(r, i, choice++, e);
	for (size_t i = 0; !st && i < r->opt->model.n; i++)
		st = ask_model(r, i, choice++, e);
	for (size_t i = 0; !st && i < r->opt->always.n; i++)
		*choice++ = r->constant[i];
	return st;
}
