/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "synth/outages.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "number/num_parse.h"

void outages_free(struct outages *o)
{
	names_free(&o->agent);
	free(o->v);
	free(o->column);
	free(o->known);
	free(o->out);
	*o = (struct outages){0};
}

/* "FROM:TO" of n bytes. */
static bool rows_of(const char *s, size_t n, struct outage *one)
{
	const char *to = memchr(s, ':', n);

	return to && !num_parse_size(s, (size_t)(to - s), &one->from)
		&& !num_parse_size(to + 1, n - (size_t)(to + 1 - s), &one->to) && one->from && one->from <= one->to;
}

static int parse(struct outages *o, const char *spec, struct err *e)
{
	struct outage one;
	char shown[ERR_EXCERPT];
	const char *s;
	size_t name, n;
	bool right = opt_split(spec, &name, &s);
	int st = right ? names_add(&o->agent, spec, name, &one.agent, e) : ST_OK;

	while (!st && right && s) {
		n = strcspn(s, ",");
		right = rows_of(s, n, &one);
		s = s[n] ? s + n + 1 : NULL;
		st = array_reserve(&o->v, &o->cap, o->n + 1, sizeof *o->v, e);
		if (!st)
			o->v[o->n++] = one;
	}
	if (st || right)
		return st;
	return err_set(e, ST_USAGE, "--outage: not NAME=FROM:TO,FROM:TO... with rows from 1, first and last: '%s'",
		err_excerpt(shown, spec, strlen(spec)));
}

int outages_parse(struct outages *o, const struct strings *spec, struct err *e)
{
	int st = ST_OK;

	*o = (struct outages){0};
	for (size_t i = 0; !st && i < spec->n; i++)
		st = parse(o, spec->v[i], e);
	if (st || !o->n)
		return st;
	o->column = mem_alloc(o->agent.n, sizeof *o->column, e);
	o->known = mem_alloc(o->agent.n, sizeof *o->known, e);
	o->out = mem_alloc(o->agent.n, sizeof *o->out, e);
	return o->column && o->known && o->out ? ST_OK : ST_SYSTEM;
}

size_t outages_of(struct outages *o, const char *name, size_t n)
{
	size_t agent = names_find(&o->agent, name, n);

	if (agent != NAMES_NONE)
		o->known[agent] = true;
	return agent;
}

int outages_bind(struct outages *o, const struct table *t, struct names *computed, struct err *e)
{
	char shown[ERR_EXCERPT];
	int st = ST_OK;

	o->t = t;
	for (size_t i = 0; !st && i < o->agent.n; i++) {
		const struct name *m = &o->agent.name[i];
		struct buf column = {0};
		size_t index;

		if (!o->known[i])
			return err_set(
				e, ST_USAGE, "--outage: there is no expert '%s'", err_excerpt(shown, m->s, m->n));
		st = roles_find(&t->roles, ROLE_AVAILABLE, m, &t->header, &o->column[i], e);
		if (!st)
			st = roles_column(&t->roles, ROLE_AVAILABLE, m, &t->header, &column, e);
		if (!st)
			st = names_add(computed, column.p, column.n, &index, e);
		buf_free(&column);
	}
	return st;
}

void outages_at(struct outages *o, size_t row)
{
	for (size_t i = 0; i < o->agent.n; i++)
		o->out[i] = false;
	for (size_t i = 0; i < o->n; i++)
		o->out[o->v[i].agent] |= row >= o->v[i].from && row <= o->v[i].to;
}

void outages_write(const struct outages *o, struct extend *x)
{
	for (size_t i = 0; i < o->agent.n; i++) {
		const struct csv_field *f = o->column[i] == NAMES_NONE ? NULL : &o->t->row.f[o->column[i]];

		if (!o->out[i] && f)
			extend_text(x, f->p, f->n);
		else
			extend_text(x, o->out[i] ? "0" : "1", 1);
	}
}
