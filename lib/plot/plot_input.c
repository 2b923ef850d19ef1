/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "plot/plot_input.h"

#include <string.h>

/* In the first file, the first of the column's roles that there is. */
static int choose_role(struct plot_input *in, size_t k, struct err *e)
{
	const struct plot_column *c = &in->r->layout->column[k];

	for (size_t i = 0; i < c->nrole; i++) {
		struct family f;
		int st = table_family(&in->t, c->role[i], &f, e);
		bool found = f.n > 0;

		family_free(&f);
		in->r->role[k] = c->role[i];
		if (st || found)
			return st;
	}
	return c->optional ? ST_OK : table_absent(&in->t, c->role, c->nrole, e);
}

/* Whether member i begins NAME, NAME_lo, NAME_hi: an estimate with its interval. */
static bool has_interval(const struct family *f, size_t i)
{
	static const char *const end[] = {"_lo", "_hi"};
	const struct name *name = &f->member.name[i];

	for (size_t k = 0; k < 2; k++) {
		const struct name *next = i + k + 1 < f->n ? &f->member.name[i + k + 1] : NULL;

		if (!next || next->n != name->n + 3 || memcmp(next->s, name->s, name->n)
			|| memcmp(next->s + name->n, end[k], 3))
			return false;
	}
	return true;
}

/* The ends of intervals are no members. */
static int leave_intervals_out(struct family *f, struct err *e)
{
	struct names member = {0};
	size_t n = 0, place;
	int st = ST_OK;

	for (size_t i = 0; !st && i < f->n; i += has_interval(f, i) ? 3 : 1) {
		st = names_add(&member, f->member.name[i].s, f->member.name[i].n, &place, e);
		f->column[n++] = f->column[i];
	}
	if (st) {
		names_free(&member);
		return st;
	}
	names_free(&f->member);
	f->member = member;
	f->n = n;
	return ST_OK;
}

static int bind_family(struct plot_input *in, struct err *e)
{
	int st = table_need(&in->t, in->r->role[0], &in->family, e);

	if (!st)
		st = leave_intervals_out(&in->family, e);

	if (st)
		return st;
	in->member = arena_alloc(&in->arrays, in->family.n, sizeof *in->member);
	st = arena_status(&in->arrays, e);
	for (size_t i = 0; !st && i < in->family.n; i++)
		st = names_add(
			&in->r->member, in->family.member.name[i].s, in->family.member.name[i].n, &in->member[i], e);
	if (!st && in->r->member.n > PLOT_MOST)
		st = err_at(e, ST_DATA, table_file(&in->t), 1, 1, "%zu bars; a figure shows %d", in->r->member.n,
			PLOT_MOST);
	return st;
}

int plot_input_members(struct plot_input *in, struct err *e)
{
	struct plot_rows *r = in->r;
	int st = ST_OK;

	for (size_t i = 0; !st && r->layout->family && i < PLOT_FAMILIES; i++) {
		struct family f;

		st = table_family(&in->t, r->layout->family[i].role[0], &f, e);
		for (size_t k = 0; !st && k < f.n; k++)
			st = names_add_list(&r->family[i].name, &f.member.name[k], 1, e);
		r->family[i].first = r->width;
		r->width += f.n;
		family_free(&f);
	}
	return st;
}

static int bind_members(struct plot_input *in, struct err *e)
{
	struct plot_rows *r = in->r;
	int st = ST_OK;

	for (size_t i = 0; r->layout->family && i < PLOT_FAMILIES; i++)
		for (size_t k = 0; !st && k < r->family[i].name.n; k++)
			st = roles_find(&in->t.roles, r->layout->family[i].role[0], &r->family[i].name.name[k],
				&in->t.header, &in->column[r->family[i].first + k], e);
	return st;
}

/* Whether a table may be without the group. */
static bool is_free(const struct plot_layout *l, const struct name *group)
{
	for (const char *const *own = l->group; l->free_group && own && *own; own++)
		if (strlen(*own) == group->n && !memcmp(*own, group->s, group->n))
			return true;
	return false;
}

static int bind_groups(struct plot_input *in, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && i < in->group->n; i++) {
		const struct name *g = &in->group->name[i];

		in->group_column[i] = names_find(&in->t.header, g->s, g->n);
		if (!is_free(in->r->layout, g))
			st = table_column(&in->t, g->s, &in->group_column[i], e);
	}
	return st;
}

int plot_input_bind(struct plot_input *in, struct err *e)
{
	const struct plot_layout *l = in->r->layout;
	int st = ST_OK;

	for (size_t k = 0; !st && k < l->n; k++) {
		bool optional = l->column[k].optional;

		if (!in->r->files || optional)
			st = choose_role(in, k, e);
		if (!st && !l->wide)
			st = table_single(&in->t, in->r->role[k], !optional, &in->column[k], e);
	}
	if (!st && l->wide)
		st = bind_family(in, e);
	else if (!st && !in->r->files && in->column[0] != NAMES_NONE)
		st = buf_add(&in->r->column, in->t.header.name[in->column[0]].s, in->t.header.name[in->column[0]].n, e);
	if (!st)
		st = bind_members(in, e);
	return st ? st : bind_groups(in, e);
}
