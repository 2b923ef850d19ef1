#include "model/mixture_kind.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/vec.h"
#include "model/head_file.h"
#include "table/writer.h"

static const char *const part_name[MIXTURE_PARTS] = {
	[MIXTURE_GATE] = "gate", [MIXTURE_CLASSIFIER] = "classifier", [MIXTURE_EXPERTS] = "expert",
};

static char model_text[] = "model";
static const struct name model_name = {model_text, 5};

void mixture_model_free(struct mixture_model *m)
{
	names_free(&m->classes);
	names_free(&m->experts);
	names_free(&m->features);
	map_free(&m->map);
	mixture_free(&m->m);
}

/* The logits of an expert's model are named EXPERT,CLASS, as CSV: no two alike. */
static int pair_names(const struct mixture_model *m, struct names *t, struct err *e)
{
	struct buf b = {0};
	size_t index;
	int st = ST_OK;

	for (size_t i = 0; !st && i < m->experts.n * m->classes.n; i++) {
		const struct name *expert = &m->experts.name[i / m->classes.n],
			*class = &m->classes.name[i % m->classes.n];

		b.n = 0;
		st = csv_quote(&b, expert->s, expert->n, e);
		if (!st)
			st = buf_add_char(&b, ',', e);
		if (!st)
			st = csv_quote(&b, class->s, class->n, e);
		if (!st)
			st = names_add(t, b.p, b.n, &index, e);
	}
	buf_free(&b);
	return st;
}

static int add_names(struct names *t, const struct name *name, size_t n, struct err *e)
{
	size_t index;
	int st = ST_OK;

	for (size_t i = 0; !st && i < n; i++)
		st = names_add(t, name[i].s, name[i].n, &index, e);
	return st;
}

static int logit_names(const struct mixture_model *m, size_t part, struct names *t, struct err *e)
{
	int st;

	if (part == MIXTURE_EXPERTS)
		return pair_names(m, t, e);
	if (part == MIXTURE_CLASSIFIER)
		return add_names(t, m->classes.name, m->classes.n, e);
	st = add_names(t, &model_name, 1, e);
	return st ? st : add_names(t, m->experts.name, m->experts.n, e);
}

/* Writes the heads to w, or reads them from f. */
static int file_heads(const struct mixture_model *m, struct model_writer *w, const struct model_file *f,
	struct err *e)
{
	struct names in = {0};
	int st = head_file_inputs(&m->map, &m->features, &in, e);

	for (size_t i = 0; !st && i < MIXTURE_PARTS; i++) {
		struct names out = {0};

		st = logit_names(m, i, &out, e);
		if (!st && w)
			st = head_file_write(w, part_name[i], &m->m.head[i], m->m.theta[i], &in, &out, e);
		if (!st && f)
			st = head_file_read(f, part_name[i], &m->m.head[i], m->m.theta[i], &in, &out, e);
		names_free(&out);
	}
	names_free(&in);
	return st;
}

int mixture_model_write(const struct mixture_model *m, struct model_writer *w, struct err *e)
{
	int st = model_put_number(w, "smoothing", NULL, NULL, m->m.smoothing, e);

	if (!st)
		st = model_put_names(w, "class", &m->classes, e);
	if (!st)
		st = model_put_names(w, "expert", &m->experts, e);
	if (!st)
		st = head_file_write_map(w, &m->map, &m->features, e);
	if (!st)
		st = head_file_write_hidden(w, m->hidden, m->nhidden, m->activation, e);
	return st ? st : file_heads(m, w, NULL, e);
}

static int read_names(struct mixture_model *m, const struct model_file *f, double *smoothing, struct err *e)
{
	int st = model_get_number(f, "smoothing", NULL, NULL, smoothing, e);

	if (!st && !(*smoothing >= 0 && *smoothing < 1))
		st = model_bad(f, "smoothing", NULL, NULL, "not in [0, 1)", e);
	if (!st)
		st = model_get_names(f, "class", &m->classes, e);
	if (!st && m->classes.n < 2)
		st = err_set(e, ST_DATA, "%s: fewer than two classes", f->name);
	if (!st)
		st = model_get_names(f, "expert", &m->experts, e);
	if (!st && !m->experts.n)
		st = err_set(e, ST_DATA, "%s: no experts", f->name);
	return st;
}

int mixture_model_read(struct mixture_model *m, const struct model_file *f, struct err *e)
{
	struct rng r;
	double smoothing;
	int st;

	*m = (struct mixture_model){0};
	st = read_names(m, f, &smoothing, e);
	if (!st)
		st = head_file_read_map(f, &m->map, &m->features, e);
	if (!st)
		st = head_file_read_hidden(f, m->hidden, &m->nhidden, &m->activation, e);
	if (!st)
		st = rng_init(&r, 1, e);
	if (st)
		return st;
	st = mixture_init(&m->m, m->map.nout, m->hidden, m->nhidden, m->activation, m->classes.n,
		m->experts.n, smoothing, &r, e);
	rng_free(&r);
	return st ? st : file_heads(m, NULL, f, e);
}

/* The mixture in a chain. */
struct link {
	struct mixture_model m;
	size_t *feature;              /* [features] slots, as below */
	size_t *said;                 /* [experts] their answers; NAMES_NONE: no such column */
	size_t *gate, *prob, *conf;   /* [1 + experts], [classes], [1 + experts] */
	size_t score, agent, answer;
	double *x, *mapped, *scratch; /* the row: features, mapped */
	double *q, *p, *c;            /* gate, probabilities, confidences */
};

static void link_free(void *state)
{
	struct link *k = state;

	if (!k)
		return;
	mixture_model_free(&k->m);
	free(k->feature);
	free(k->said);
	free(k->gate);
	free(k->prob);
	free(k->conf);
	free(k->x);
	free(k->mapped);
	free(k->scratch);
	free(k->q);
	free(k->p);
	free(k->c);
	free(k);
}

static int link_load(void **state, const struct model_file *f, struct err *e)
{
	struct link *k = mem_alloc(1, sizeof *k, e);
	size_t nc, na;
	int st;

	if (!(*state = k))
		return ST_SYSTEM;
	st = mixture_model_read(&k->m, f, e);
	if (st)
		return st;
	head_single_thread();
	nc = k->m.classes.n, na = 1 + k->m.experts.n;
	k->feature = mem_alloc(k->m.features.n, sizeof *k->feature, e);
	k->said = mem_alloc(na, sizeof *k->said, e);
	k->gate = mem_alloc(na, sizeof *k->gate, e);
	k->prob = mem_alloc(nc, sizeof *k->prob, e);
	k->conf = mem_alloc(na, sizeof *k->conf, e);
	k->x = mem_alloc(k->m.features.n, sizeof *k->x, e);
	k->mapped = mem_alloc(k->m.map.nout, sizeof *k->mapped, e);
	k->scratch = mem_alloc(mixture_scratch(&k->m.m), sizeof *k->scratch, e);
	k->q = mem_alloc(na, sizeof *k->q, e);
	k->p = mem_alloc(nc, sizeof *k->p, e);
	k->c = mem_alloc(na, sizeof *k->c, e);
	return k->feature && k->said && k->gate && k->prob && k->conf && k->x && k->mapped && k->scratch &&
		k->q && k->p && k->c ? ST_OK : ST_SYSTEM;
}

/* Announces one column for the model and for every expert. */
static int agent_outputs(const struct link *k, struct chain *c, enum role role, size_t *slot, struct err *e)
{
	int st = chain_output(c, role, &model_name, &slot[0], e);

	for (size_t j = 0; !st && j < k->m.experts.n; j++)
		st = chain_output(c, role, &k->m.experts.name[j], &slot[1 + j], e);
	return st;
}

static int link_bind(void *state, struct chain *c, struct err *e)
{
	struct link *k = state;
	int st = ST_OK;

	for (size_t i = 0; !st && i < k->m.features.n; i++)
		st = chain_input(c, ROLE_FEATURE, &k->m.features.name[i], true, &k->feature[i], e);
	for (size_t j = 0; !st && j < k->m.experts.n; j++)
		st = chain_input(c, ROLE_EXPERT, &k->m.experts.name[j], false, &k->said[j], e);
	if (!st)
		st = agent_outputs(k, c, ROLE_GATE, k->gate, e);
	for (size_t i = 0; !st && i < k->m.classes.n; i++)
		st = chain_output(c, ROLE_PROB, &k->m.classes.name[i], &k->prob[i], e);
	if (!st)
		st = agent_outputs(k, c, ROLE_CONF, k->conf, e);
	if (!st)
		st = chain_output(c, ROLE_SCORE, NULL, &k->score, e);
	if (!st)
		st = chain_output(c, ROLE_AGENT, NULL, &k->agent, e);
	return st ? st : chain_output(c, ROLE_ANSWER, NULL, &k->answer, e);
}

static void set_text(struct chain_value *v, const struct name *name)
{
	v->s = name->s;
	v->n = name->n;
}

static int link_row(void *state, struct chain_value *v, struct err *e)
{
	struct link *k = state;
	size_t agent, nc = k->m.classes.n, na = 1 + k->m.experts.n;

	(void)e;
	for (size_t i = 0; i < k->m.features.n; i++)
		k->x[i] = v[k->feature[i]].x;
	map_row(&k->m.map, k->x, k->mapped);
	v[k->score].x = mixture_predict(&k->m.m, k->mapped, k->scratch, k->q, k->p, k->c);
	for (size_t i = 0; i < nc; i++)
		v[k->prob[i]].x = k->p[i];
	for (size_t a = 0; a < na; a++) {
		v[k->gate[a]].x = k->q[a];
		v[k->conf[a]].x = k->c[a];
	}
	agent = vec_argmax(k->q, na);
	set_text(&v[k->agent], agent ? &k->m.experts.name[agent - 1] : &model_name);
	if (!agent)
		set_text(&v[k->answer], &k->m.classes.name[vec_argmax(k->p, nc)]);
	else if (k->said[agent - 1] == NAMES_NONE)
		v[k->answer].n = 0;
	else
		v[k->answer] = v[k->said[agent - 1]];
	return ST_OK;
}

const struct chain_kind mixture_kind = {
	.name = "mixture", .load = link_load, .bind = link_bind, .row = link_row, .free = link_free,
};
