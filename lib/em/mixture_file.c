/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "em/mixture_file.h"

#include "math/vec.h"
#include "network/network_file.h"

static const char *const part_name[MIXTURE_PARTS] = {
	[MIXTURE_GATE] = "gate",
	[MIXTURE_CLASSIFIER] = "classifier",
	[MIXTURE_EXPERTS] = "expert",
};

static char model_text[] = "model";
static const struct name model_name = {model_text, 5};

void mixture_model_free(struct mixture_model *m)
{
	names_free(&m->classes);
	names_free(&m->experts);
	names_free(&m->features);
	feature_map_free(&m->map);
	mixture_free(&m->m);
}

static int agent_names(const struct mixture_model *m, struct names *t, struct err *e)
{
	int st = names_add_list(t, &model_name, 1, e);

	return st ? st : names_add_list(t, m->experts.name, m->experts.n, e);
}

static int logit_names(const struct mixture_model *m, size_t part, struct names *t, struct err *e)
{
	if (part == MIXTURE_EXPERTS)
		return modelfile_pair_names(t, &m->experts, &m->classes, e);
	return part == MIXTURE_CLASSIFIER ? names_add_list(t, m->classes.name, m->classes.n, e) : agent_names(m, t, e);
}

/* Writes the heads to w, or reads them from f. */
static int file_heads(
	const struct mixture_model *m, struct modelfile_writer *w, const struct modelfile *f, struct err *e)
{
	struct names in = {0};
	int st = network_file_inputs(&m->map, &m->features, &in, e);

	for (size_t i = 0; !st && i < MIXTURE_PARTS; i++) {
		struct names out = {0};

		st = logit_names(m, i, &out, e);
		if (!st && w)
			st = network_file_write(w, part_name[i], &m->m.network[i], m->m.theta[i], &in, &out, e);
		if (!st && f)
			st = network_file_read(f, part_name[i], &m->m.network[i], m->m.theta[i], &in, &out, e);
		names_free(&out);
	}
	names_free(&in);
	return st;
}

static const char *const line_key[] = {"confidence.slope", "confidence.intercept"};

/* Whether the file has one of the lines' records, and so needs all of them; older files have none. */
static int find_lines(const struct modelfile *f, const struct names *agent, bool *there, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && !*there && i < 2 * agent->n; i++)
		st = modelfile_has(f, line_key[i % 2], &agent->name[i / 2], NULL, there, e);
	return st;
}

/* Writes the lines of the confidences to w, or reads them from f. */
static int file_lines(struct mixture_model *m, struct modelfile_writer *w, const struct modelfile *f, struct err *e)
{
	struct names agent = {0};
	bool there = m->m.line;
	int st = agent_names(m, &agent, e);

	if (!st && f)
		st = find_lines(f, &agent, &there, e);
	if (!st && f && there)
		st = mixture_add_lines(&m->m, e);
	for (size_t i = 0; !st && there && i < 2; i++)
		if (w)
			modelfile_put_vector(w, line_key[i], &agent, m->m.line + i * agent.n);
		else
			st = modelfile_get_vector(f, line_key[i], &agent, m->m.line + i * agent.n, e);
	names_free(&agent);
	return st;
}

int mixture_model_agents(const struct mixture_model *m, struct names *agent, struct err *e)
{
	static const char *const model[] = {"model", NULL};
	int st = names_add_words(agent, model, e);

	return st ? st : names_add_list(agent, m->experts.name, m->experts.n, e);
}

int mixture_model_write(struct mixture_model *m, int fd, struct err *e)
{
	struct modelfile_writer w;
	int st;

	modelfile_open(&w, fd, "mixture");
	if (m->start)
		modelfile_put_count(&w, "start", m->start);
	modelfile_put_number(&w, "smoothing", NULL, NULL, m->m.smoothing);
	modelfile_put_names(&w, "class", &m->classes);
	modelfile_put_names(&w, "expert", &m->experts);
	st = network_file_write_map(&w, &m->map, &m->features, e);
	network_file_write_hidden(&w, m->hidden, m->nhidden, m->activation);
	if (!st)
		st = file_heads(m, &w, NULL, e);
	if (!st)
		st = file_lines(m, &w, NULL, e);
	return modelfile_close(&w, st, e);
}

static int read_names(struct mixture_model *m, const struct modelfile *f, double *smoothing, struct err *e)
{
	int st = modelfile_get_number(f, "smoothing", NULL, NULL, smoothing, e);

	if (!st && !(*smoothing >= 0 && *smoothing < 1))
		st = modelfile_bad(f, "smoothing", NULL, NULL, "not in [0, 1)", e);
	if (!st)
		st = modelfile_get_names(f, "class", &m->classes, e);
	if (!st && m->classes.n < 2)
		st = err_set(e, ST_DATA, "%s: fewer than two classes", f->name);
	if (!st)
		st = modelfile_get_names(f, "expert", &m->experts, e);
	if (!st && !m->experts.n)
		st = err_set(e, ST_DATA, "%s: no experts", f->name);
	return st;
}

int mixture_model_read(struct mixture_model *m, const struct modelfile *f, struct err *e)
{
	struct rng r;
	double smoothing;
	int st;

	*m = (struct mixture_model){0};
	st = read_names(m, f, &smoothing, e);
	if (!st)
		st = network_file_read_map(f, &m->map, &m->features, e);
	if (!st)
		st = network_file_read_hidden(f, m->hidden, &m->nhidden, &m->activation, e);
	if (!st)
		st = network_file_check(
			f, &m->map, m->hidden, m->nhidden, (double)m->experts.n * (double)m->classes.n, e);
	if (!st)
		st = rng_init(&r, 1, e);
	if (st)
		return st;
	st = mixture_init(
		&m->m, m->map.nout, m->hidden, m->nhidden, m->activation, m->classes.n, m->experts.n, smoothing, &r, e);
	rng_free(&r);
	if (!st)
		st = file_heads(m, NULL, f, e);
	return st ? st : file_lines(m, NULL, f, e);
}
