/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "decide/region.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "table/table.h"

void region_free(struct region *r)
{
	for (size_t i = 0; i < r->n; i++) {
		free(r->ring[i].polygon.x);
		free(r->ring[i].polygon.y);
	}
	free(r->ring);
	names_free(&r->column);
	names_free(&r->name);
	*r = (struct region){0};
}

static int add_vertex(struct region_ring *g, const double at[2], struct err *e)
{
	struct polygon *p = &g->polygon;
	int st = array_reserve(&p->x, &g->cap[0], p->n + 1, sizeof *p->x, e);

	if (!st)
		st = array_reserve(&p->y, &g->cap[1], p->n + 1, sizeof *p->y, e);
	if (st)
		return st;
	p->x[p->n] = at[0];
	p->y[p->n++] = at[1];
	for (size_t k = 0; k < 2; k++) {
		g->low[k] = fmin(g->low[k], at[k]);
		g->high[k] = fmax(g->high[k], at[k]);
	}
	return ST_OK;
}

/* The last polygon has all its vertices. */
static int end_ring(struct region *r, const struct table *t, struct err *e)
{
	struct polygon *p = &r->ring[r->n - 1].polygon;

	if (p->n > 1 && p->x[0] == p->x[p->n - 1] && p->y[0] == p->y[p->n - 1])
		p->n--;
	if (p->n >= 3)
		return ST_OK;
	return r->name.n ? err_set(e, ST_DATA, "%s: the polygon '%.200s' has fewer than 3 vertices", table_file(t),
		       r->name.name[r->n - 1].s)
			 : err_set(e, ST_DATA, "%s: the polygon has fewer than 3 vertices", table_file(t));
}

static int begin_ring(struct region *r, struct err *e)
{
	int st = array_reserve(&r->ring, &r->cap, r->n + 1, sizeof *r->ring, e);

	if (!st)
		r->ring[r->n++] = (struct region_ring){.low = {INFINITY, INFINITY}, .high = {-INFINITY, -INFINITY}};
	return st;
}

/* The vertex's polygon, by its name, becomes the last one. */
static int find_ring(struct region *r, const struct table *t, struct err *e)
{
	size_t i = 0, had = r->name.n;
	int st = ST_OK;

	if (t->header.n > 2)
		st = names_add(&r->name, t->row.f[2].p, t->row.f[2].n, &i, e);
	if (st || i + 1 == r->n)
		return st;
	if (i < had)
		return table_bad_cell(t, 2, "another polygon's vertices stand between this one's", e);
	if (r->n)
		st = end_ring(r, t, e);
	return st ? st : begin_ring(r, e);
}

static int read_vertex(struct region *r, struct table *t, struct err *e)
{
	double at[2];
	int st = ST_OK;

	for (size_t k = 0; !st && k < 2; k++)
		st = table_needed_number(t, k, &at[k], e);
	if (!st)
		st = find_ring(r, t, e);
	return st ? st : add_vertex(&r->ring[r->n - 1], at, e);
}

int region_read(struct region *r, const char *file, struct err *e)
{
	struct table t;
	int st = table_open_file(&t, &file, e);

	*r = (struct region){0};
	if (st)
		return st;
	if (t.header.n != 2 && t.header.n != 3)
		st = err_at(e, ST_DATA, table_file(&t), 1, 1,
			"%zu column%s: a region has two, named as those of the table that it lies in, and perhaps a third "
			"that names the polygons",
			t.header.n, t.header.n == 1 ? "" : "s");
	if (!st)
		st = names_add_list(&r->column, t.header.name, 2, e);
	while (!st && !(st = table_next(&t, e)))
		st = read_vertex(r, &t, e);
	if (st == ST_END)
		st = r->n ? end_ring(r, &t, e) : err_set(e, ST_DATA, "%s: no polygon", table_file(&t));
	table_close(&t);
	return st;
}

bool region_has(const struct region *r, double x, double y)
{
	for (size_t i = 0; i < r->n; i++) {
		const struct region_ring *g = &r->ring[i];

		if (x >= g->low[0] && x <= g->high[0] && y >= g->low[1] && y <= g->high[1]
			&& polygon_has(&g->polygon, x, y))
			return true;
	}
	return false;
}
