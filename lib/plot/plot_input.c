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

static int bind_family(struct plot_input *in, struct err *e)
{
	int st = table_need(&in->t, in->r->role[0], &in->family, e);

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
