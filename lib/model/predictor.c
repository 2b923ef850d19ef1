#include "model/predictor.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/vec.h"
#include "model/head_file.h"

void predictor_free(struct predictor *p)
{
	names_free(&p->classes);
	names_free(&p->experts);
	names_free(&p->features);
	free(p->cost);
	map_free(&p->map);
	for (size_t i = 0; i < p->nhead; i++)
		free(p->head[i].theta);
	free(p->mapped);
	free(p->scratch);
	*p = (struct predictor){0};
}

static int add_head(struct predictor *p, const char *name, size_t from, size_t n, struct err *e)
{
	struct predictor_head *h = &p->head[p->nhead];

	*h = (struct predictor_head){.name = name, .from = from, .n = n};
	head_init(&h->head, p->map.nout, p->hidden, p->nhidden, p->activation, n);
	h->theta = mem_alloc(h->head.nparam, sizeof *h->theta, e);
	if (!h->theta)
		return ST_SYSTEM;
	p->nhead++;
	return ST_OK;
}

int predictor_make_heads(struct predictor *p, struct err *e)
{
	size_t nc = p->classes.n, ne = p->experts.n, scratch = 1;
	int st = ST_OK;

	p->setup.nclass = nc;
	p->setup.nexpert = ne;
	if (p->loss->joint)
		st = add_head(p, "joint", 0, nc + ne, e);
	if (p->loss->classes)
		st = add_head(p, "class", 0, nc, e);
	if (!st && p->loss->experts)
		st = add_head(p, "defer", nc, ne, e);
	for (size_t i = 0; i < p->nhead; i++)
		if (head_scratch(&p->head[i].head, 1) > scratch)
			scratch = head_scratch(&p->head[i].head, 1);
	p->mapped = mem_alloc(p->map.nout, sizeof *p->mapped, e);
	p->scratch = mem_alloc(scratch, sizeof *p->scratch, e);
	return st ? st : p->mapped && p->scratch ? ST_OK : ST_SYSTEM;
}

void predictor_logits(struct predictor *p, const double *x, double *z)
{
	map_row(&p->map, x, p->mapped);
	for (size_t i = 0; i < p->nhead; i++) {
		const struct predictor_head *h = &p->head[i];

		memcpy(z + h->from, head_forward(&h->head, h->theta, p->mapped, 1, p->scratch),
			h->n * sizeof *z);
	}
}

/* The names of a head's logits. */
static int logit_names(const struct predictor *p, const struct predictor_head *h, struct names *t,
	struct err *e)
{
	size_t index, nc = p->classes.n;
	int st = ST_OK;

	for (size_t i = h->from; !st && i < h->from + h->n; i++) {
		const struct name *member = i < nc ? &p->classes.name[i] : &p->experts.name[i - nc];
		struct buf b = {0};

		st = buf_add_string(&b, i < nc ? "z_" : "defer_", e);
		if (!st)
			st = buf_add(&b, member->s, member->n, e);
		if (!st)
			st = names_add(t, b.p, b.n, &index, e);
		buf_free(&b);
	}
	return st;
}

/* Writes the heads to w, or reads them from f. */
static int file_heads(const struct predictor *p, struct model_writer *w, const struct model_file *f,
	struct err *e)
{
	struct names in = {0};
	int st = head_file_inputs(&p->map, &p->features, &in, e);

	for (size_t i = 0; !st && i < p->nhead; i++) {
		const struct predictor_head *h = &p->head[i];
		struct names out = {0};

		st = logit_names(p, h, &out, e);
		if (!st && w)
			st = head_file_write(w, h->name, &h->head, h->theta, &in, &out, e);
		if (!st && f)
			st = head_file_read(f, h->name, &h->head, h->theta, &in, &out, e);
		names_free(&out);
	}
	names_free(&in);
	return st;
}

static int write_loss(const struct predictor *p, struct model_writer *w, struct err *e)
{
	unsigned flags = p->loss->flags;
	int st = model_put_string(w, "loss", p->loss->name, e);

	if (!st && flags & LOSS_ALPHA)
		st = model_put_number(w, "alpha", NULL, NULL, p->setup.alpha, e);
	if (!st && flags & LOSS_CMAX)
		st = model_put_string(w, "cmax", p->setup.tight ? "tight" : "const", e);
	if (!st && flags & LOSS_FREE)
		st = model_put_string(w, "free", p->setup.free ? "yes" : "no", e);
	if (!st)
		st = model_put_names(w, "class", &p->classes, e);
	if (!st)
		st = model_put_names(w, "expert", &p->experts, e);
	if (!st && flags & LOSS_COST)
		st = model_put_string(w, "costs", p->cost ? "fixed" : "row", e);
	if (!st && flags & LOSS_COST && p->cost)
		st = model_put_vector(w, "cost", &p->experts, p->cost, e);
	return st;
}

int predictor_write(const struct predictor *p, struct model_writer *w, struct err *e)
{
	int st = write_loss(p, w, e);

	if (!st)
		st = head_file_write_map(w, &p->map, &p->features, e);
	if (!st)
		st = head_file_write_hidden(w, p->hidden, p->nhidden, p->activation, e);
	return st ? st : file_heads(p, w, NULL, e);
}

static int read_costs(struct predictor *p, const struct model_file *m, struct err *e)
{
	bool per_row;
	int st = model_get_choice(m, "costs", "fixed", "row", &per_row, e);

	if (st || per_row)
		return st;
	p->cost = mem_alloc(p->experts.n, sizeof *p->cost, e);
	return p->cost ? model_get_vector(m, "cost", &p->experts, p->cost, e) : ST_SYSTEM;
}

static int read_loss(struct predictor *p, const struct model_file *m, struct err *e)
{
	const char *name;
	int st = model_get_string(m, "loss", &name, e);

	if (st)
		return st;
	p->loss = loss_find(name);
	if (!p->loss)
		return model_bad(m, "loss", NULL, NULL, "unknown loss", e);
	p->setup.alpha = 1;
	if (p->loss->flags & LOSS_ALPHA)
		st = model_get_number(m, "alpha", NULL, NULL, &p->setup.alpha, e);
	if (!st && p->loss->flags & LOSS_CMAX)
		st = model_get_choice(m, "cmax", "const", "tight", &p->setup.tight, e);
	if (!st && p->loss->flags & LOSS_FREE)
		st = model_get_choice(m, "free", "no", "yes", &p->setup.free, e);
	if (!st)
		st = model_get_names(m, "class", &p->classes, e);
	if (!st && p->classes.n < 2)
		st = err_set(e, ST_DATA, "%s: fewer than two classes", m->name);
	if (!st)
		st = model_get_names(m, "expert", &p->experts, e);
	if (!st && p->loss->flags & LOSS_COST)
		st = read_costs(p, m, e);
	return st;
}

int predictor_read(struct predictor *p, const struct model_file *m, struct err *e)
{
	int st;

	*p = (struct predictor){0};
	st = read_loss(p, m, e);
	if (!st)
		st = head_file_read_map(m, &p->map, &p->features, e);
	if (!st)
		st = head_file_read_hidden(m, p->hidden, &p->nhidden, &p->activation, e);
	if (!st)
		st = predictor_make_heads(p, e);
	return st ? st : file_heads(p, NULL, m, e);
}

/* The predictor in a chain. */
struct link {
	struct predictor p;
	struct loss_link k;
	struct chain_classifier given; /* a frozen classifier */
	bool probs, confs;             /* computes p_*, the experts' conf_* */
	size_t *feature;               /* [features] slots */
	size_t *logit;                 /* [classes + experts]; NAMES_NONE: given */
	size_t *prob;                  /* [classes] */
	size_t *conf;                  /* [1 + experts] */
	double *x, *z, *pv, *cv;       /* the row: features, logits, p, conf */
};

static void link_free(void *state)
{
	struct link *k = state;

	if (!k)
		return;
	predictor_free(&k->p);
	chain_classifier_free(&k->given);
	free(k->feature);
	free(k->logit);
	free(k->prob);
	free(k->conf);
	free(k->x);
	free(k->z);
	free(k->pv);
	free(k->cv);
	free(k);
}

static int link_load(void **state, const struct model_file *m, struct err *e)
{
	struct link *k = mem_alloc(1, sizeof *k, e);
	size_t nc, ne, nf;
	int st;

	if (!(*state = k))
		return ST_SYSTEM;
	st = predictor_read(&k->p, m, e);
	if (st)
		return st;
	head_single_thread();
	nc = k->p.classes.n, ne = k->p.experts.n, nf = k->p.features.n;
	k->feature = mem_alloc(nf, sizeof *k->feature, e);
	k->logit = mem_alloc(nc + ne, sizeof *k->logit, e);
	k->prob = mem_alloc(nc, sizeof *k->prob, e);
	k->conf = mem_alloc(1 + ne, sizeof *k->conf, e);
	k->x = mem_alloc(nf, sizeof *k->x, e);
	k->z = mem_alloc(nc + ne, sizeof *k->z, e);
	k->pv = mem_alloc(nc, sizeof *k->pv, e);
	k->cv = mem_alloc(1 + ne, sizeof *k->cv, e);
	return k->feature && k->logit && k->prob && k->conf && k->x && k->z && k->pv && k->cv
		? ST_OK : ST_SYSTEM;
}

/* A loss may have a link that this training of it has not: then p_* and conf_* are refused, not guessed. */
static int bind_link(struct link *k, const struct chain *c, struct err *e)
{
	const struct loss *l = k->p.loss;
	bool asked = c->emit & (CHAIN_PROBS | CHAIN_CONFIDENCES);
	struct err unasked;
	int st = loss_link_init(&k->k, l, &k->p.setup, k->p.cost, asked ? e : &unasked);

	k->probs = l->flags & LOSS_P && !st;
	k->confs = l->flags & LOSS_CONF && !st;
	return asked ? st : ST_OK;
}

static int bind_logits(struct link *k, struct chain *c, struct err *e)
{
	size_t nc = k->p.classes.n;
	bool frozen = k->p.loss->flags & LOSS_FROZEN;
	int st = frozen ? chain_classifier(c, &k->p.classes, true, &k->given, e) : ST_OK;

	for (size_t i = 0; !st && i < nc + k->p.experts.n; i++) {
		k->logit[i] = NAMES_NONE;
		if (i >= nc)
			st = chain_output(c, ROLE_DEFER, &k->p.experts.name[i - nc], &k->logit[i], e);
		else if (!frozen)
			st = chain_output(c, ROLE_LOGIT, &k->p.classes.name[i], &k->logit[i], e);
	}
	return st;
}

static int link_bind(void *state, struct chain *c, struct err *e)
{
	struct link *k = state;
	char model_name[] = "model";
	struct name model = {model_name, 5};
	int st = bind_link(k, c, e);

	for (size_t i = 0; !st && i < k->p.features.n; i++)
		st = chain_input(c, ROLE_FEATURE, &k->p.features.name[i], true, &k->feature[i], e);
	if (!st)
		st = bind_logits(k, c, e);
	for (size_t i = 0; !st && k->probs && i < k->p.classes.n; i++)
		st = chain_output(c, ROLE_PROB, &k->p.classes.name[i], &k->prob[i], e);
	if (!st && k->probs)
		st = chain_output(c, ROLE_CONF, &model, &k->conf[0], e);
	for (size_t i = 0; !st && k->confs && i < k->p.experts.n; i++)
		st = chain_output(c, ROLE_CONF, &k->p.experts.name[i], &k->conf[1 + i], e);
	return st;
}

/* What a frozen classifier's rejector tells is r, against 0. */
static double told(const struct link *k, size_t i)
{
	size_t nc = k->p.classes.n;

	if (k->p.loss->flags & LOSS_FREE && !k->p.setup.free)
		return k->z[i] - k->z[vec_argmax(k->z, nc)];
	return k->z[i];
}

static int link_row(void *state, struct chain_value *v, struct err *e)
{
	struct link *k = state;
	size_t nc = k->p.classes.n, ne = k->p.experts.n;
	int st = k->given.slot ? chain_logits(&k->given, v, k->z, e) : ST_OK;

	if (st)
		return st;
	for (size_t i = 0; i < k->p.features.n; i++)
		k->x[i] = v[k->feature[i]].x;
	predictor_logits(&k->p, k->x, k->z);
	for (size_t i = 0; i < nc + ne; i++)
		if (k->logit[i] != NAMES_NONE)
			v[k->logit[i]].x = told(k, i);
	if (!k->probs)
		return ST_OK;
	loss_link_row(&k->k, k->z, k->pv, k->cv);
	for (size_t i = 0; i < nc; i++)
		v[k->prob[i]].x = k->pv[i];
	for (size_t i = 0; i <= (k->confs ? ne : 0); i++)
		v[k->conf[i]].x = k->cv[i];
	return ST_OK;
}

const struct chain_kind predictor_kind = {
	.name = "head", .load = link_load, .bind = link_bind, .row = link_row, .free = link_free,
};
