/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "train/head_file.h"

#include "base/buf.h"
#include "network/network_file.h"

/* The names of a head's logits. */
static int logit_names(const struct head *p, const struct head_part *h, struct names *t, struct err *e)
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
static int file_parts(const struct head *p, struct modelfile_writer *w, const struct modelfile *f, struct err *e)
{
	struct names in = {0};
	int st = network_file_inputs(&p->map, &p->features, &in, e);

	for (size_t i = 0; !st && i < p->nparts; i++) {
		const struct head_part *h = &p->part[i];
		struct names out = {0};

		st = logit_names(p, h, &out, e);
		if (!st && w)
			st = network_file_write(w, h->name, &h->network, h->theta, &in, &out, e);
		if (!st && f)
			st = network_file_read(f, h->name, &h->network, h->theta, &in, &out, e);
		names_free(&out);
	}
	names_free(&in);
	return st;
}

/* Rows of `quality`, the scale of graded outcomes, which is not there where it is 0 to 1. */
static char lo_text[] = "lo", hi_text[] = "hi";
static const struct name lowest = {lo_text, 2}, highest = {hi_text, 2};

static void write_loss(const struct head *p, struct modelfile_writer *w)
{
	unsigned flags = p->loss->flags;

	modelfile_put_string(w, "loss", p->loss->name);
	if (flags & LOSS_ALPHA)
		modelfile_put_number(w, "alpha", NULL, NULL, p->setup.alpha);
	if (flags & LOSS_CMAX)
		modelfile_put_string(w, "cmax", p->setup.tight ? "tight" : "const");
	if (flags & LOSS_FREE)
		modelfile_put_string(w, "free", p->setup.free ? "yes" : "no");
	if (!quality_scale_is_none(&p->scale)) {
		modelfile_put_number(w, "quality", &lowest, NULL, p->scale.lo);
		modelfile_put_number(w, "quality", &highest, NULL, p->scale.hi);
	}
	modelfile_put_names(w, "class", &p->classes);
	modelfile_put_names(w, "expert", &p->experts);
	if (flags & LOSS_COST)
		modelfile_put_string(w, "costs", p->cost ? "fixed" : "row");
	if (flags & LOSS_COST && p->cost)
		modelfile_put_vector(w, "cost", &p->experts, p->cost);
	if (flags & LOSS_CMAX && p->setup.tight)
		modelfile_put_vector(w, "answered", &p->experts, p->share);
}

int head_write(const struct head *p, int fd, struct err *e)
{
	struct modelfile_writer w;
	int st;

	modelfile_open(&w, fd, "head");
	write_loss(p, &w);
	st = network_file_write_map(&w, &p->map, &p->features, e);
	network_file_write_hidden(&w, p->hidden, p->nhidden, p->activation);
	if (!st)
		st = file_parts(p, &w, NULL, e);
	return modelfile_close(&w, st, e);
}

static int read_costs(struct head *p, const struct modelfile *m, struct err *e)
{
	bool per_row;
	int st = modelfile_get_choice(m, "costs", "fixed", "row", &per_row, e);

	if (st || per_row)
		return st;
	p->cost = mem_alloc(p->experts.n, sizeof *p->cost, e);
	if (!p->cost)
		return ST_SYSTEM;
	for (size_t j = 0; !st && j < p->experts.n; j++)
		st = modelfile_get_within(m, "cost", &p->experts.name[j], NULL, 0, MODEL_LARGEST, &p->cost[j], e);
	return st;
}

static int read_share(struct head *p, const struct modelfile *m, struct err *e)
{
	int st = ST_OK;

	p->setup.share = p->share = mem_alloc(p->experts.n, sizeof *p->share, e);
	if (!p->share)
		return ST_SYSTEM;
	for (size_t j = 0; !st && j < p->experts.n; j++)
		st = modelfile_get_within(m, "answered", &p->experts.name[j], NULL, 0, 1, &p->share[j], e);
	return st;
}

static int read_scale(struct head *p, const struct modelfile *m, struct err *e)
{
	bool there;
	int st = modelfile_has(m, "quality", &lowest, NULL, &there, e);

	p->scale = QUALITY_SCALE_NONE;
	if (st || !there)
		return st;
	st = modelfile_get_number(m, "quality", &lowest, NULL, &p->scale.lo, e);
	if (!st)
		st = modelfile_get_number(m, "quality", &highest, NULL, &p->scale.hi, e);
	if (!st && !(p->scale.lo < p->scale.hi))
		st = modelfile_bad(m, "quality", &highest, NULL, "not above the lowest", e);
	return st;
}

static int read_loss(struct head *p, const struct modelfile *m, struct err *e)
{
	const char *name;
	int st = modelfile_get_string(m, "loss", &name, e);

	if (st)
		return st;
	p->loss = loss_find(name);
	if (!p->loss)
		return modelfile_bad(m, "loss", NULL, NULL, "unknown loss", e);
	p->setup.alpha = 1;
	if (p->loss->flags & LOSS_ALPHA)
		st = modelfile_get_within(m, "alpha", NULL, NULL, 0, 1, &p->setup.alpha, e);
	if (!st && p->loss->flags & LOSS_CMAX)
		st = modelfile_get_choice(m, "cmax", "const", "tight", &p->setup.tight, e);
	if (!st && p->loss->flags & LOSS_FREE)
		st = modelfile_get_choice(m, "free", "no", "yes", &p->setup.free, e);
	if (!st)
		st = modelfile_get_names(m, "class", &p->classes, e);
	if (!st && p->classes.n < 2 && (p->classes.n || !loss_without_classes(p->loss, &p->setup)))
		st = err_set(e, ST_DATA, "%s: fewer than two classes", m->name);
	if (!st)
		st = read_scale(p, m, e);
	if (!st)
		st = modelfile_get_names(m, "expert", &p->experts, e);
	if (!st && p->loss->flags & LOSS_EXPERTS && !p->experts.n)
		st = err_set(e, ST_DATA, "%s: no experts", m->name);
	if (!st && p->loss->flags & LOSS_COST)
		st = read_costs(p, m, e);
	if (!st && p->loss->flags & LOSS_CMAX && p->setup.tight)
		st = read_share(p, m, e);
	return st;
}

/* The logits that a head of its own computes at least. */
static double least_logits(const struct head *p)
{
	size_t classes = p->loss->joint || p->loss->classes ? p->classes.n : 0;

	return (double)(p->loss->joint || !classes ? classes + p->experts.n : classes);
}

int head_read(struct head *p, const struct modelfile *m, struct err *e)
{
	int st;

	*p = (struct head){0};
	st = read_loss(p, m, e);
	if (!st)
		st = network_file_read_map(m, &p->map, &p->features, e);
	if (!st)
		st = network_file_read_hidden(m, p->hidden, &p->nhidden, &p->activation, e);
	if (!st)
		st = network_file_check(m, &p->map, p->hidden, p->nhidden, least_logits(p), e);
	if (!st)
		st = head_make_parts(p, e);
	return st ? st : file_parts(p, NULL, m, e);
}
