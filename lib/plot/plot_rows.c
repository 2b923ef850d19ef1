/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "plot/plot_rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plot/plot_input.h"

int plot_rows_init(struct plot_rows *r, const struct plot_layout *layout, struct err *e)
{
	*r = (struct plot_rows){.layout = layout, .width = layout->wide ? 2 : layout->n};
	r->role = mem_alloc(layout->n, sizeof *r->role, e);
	return r->role ? ST_OK : ST_SYSTEM;
}

void plot_rows_free(struct plot_rows *r)
{
	for (size_t i = 0; i < r->n; i++) {
		buf_free(&r->line[i].label);
		free(r->line[i].v);
	}
	free(r->line);
	free(r->role);
	names_free(&r->member);
	names_free(&r->text);
	buf_free(&r->column);
	for (size_t i = 0; i < PLOT_FAMILIES; i++)
		names_free(&r->family[i].name);
	*r = (struct plot_rows){0};
}

/* The place of the row, for what is no cell's fault. */
static int bad_row(const struct table *t, const char *what, struct err *e)
{
	return err_at(e, ST_DATA, table_file(t), t->row.line, 1, "%s", what);
}

/* The file's name without folders and ".csv". */
static int name_file(struct buf *out, const char *file, struct err *e)
{
	const char *slash = strrchr(file, '/'), *base = slash ? slash + 1 : file;
	size_t n = strlen(base);

	return buf_add(out, base, n > 4 && !strcmp(base + n - 4, ".csv") ? n - 4 : n, e);
}

/* Whether the row is of all groups together. */
static bool is_of_all(const struct plot_input *in)
{
	bool any = false;

	for (size_t i = 0; i < in->group->n; i++) {
		if (in->group_column[i] == NAMES_NONE)
			continue;
		if (in->t.row.f[in->group_column[i]].n)
			return false;
		any = true;
	}
	return any;
}

/* The values of --group, one after the other; a value that says little alone, a number or nothing, has its column.  What is of
 * all groups together is called so. */
static int add_values(const struct plot_input *in, struct buf *label, struct err *e)
{
	bool first = true;
	int st = ST_OK;

	if (is_of_all(in))
		return buf_add_string(label, "all", e);
	for (size_t i = 0; !st && i < in->group->n; i++) {
		size_t column = in->group_column[i];
		const struct csv_field *f = column == NAMES_NONE ? NULL : &in->t.row.f[column];

		if (!f)
			continue;
		if (!first)
			st = buf_add_string(label, ", ", e);
		first = false;
		if (!st && (!f->n || strchr("-+.0123456789", *f->p)))
			st = buf_add_string(label, in->group->name[i].s, e);
		if (!st && (!f->n || strchr("-+.0123456789", *f->p)))
			st = buf_add_char(label, '=', e);
		if (!st)
			st = buf_add(label, f->p, f->n, e);
	}
	return st;
}

static int add_line(struct plot_input *in, struct err *e)
{
	struct plot_rows *r = in->r;
	int st = array_reserve(&r->line, &r->cap, r->n + 1, sizeof *r->line, e);
	struct buf *label;

	if (st)
		return st;
	if (r->n == PLOT_MOST)
		return err_at(e, ST_DATA, table_file(&in->t), in->t.row.line, 1, "line %d of the figure; it shows %d",
			PLOT_MOST + 1, PLOT_MOST);
	r->line[r->n] = (struct plot_line){.file = table_file(&in->t), .all = is_of_all(in), .last = NAN};
	label = &r->line[r->n++].label;
	st = buf_add(label, in->name.p, in->name.n, e);
	if (!st && in->name.n && in->group->n)
		st = buf_add_string(label, ": ", e);
	r->line[r->n - 1].titled = label->n;
	return st ? st : add_values(in, label, e);
}

/* The line of the current row: its key is the values with their lengths, so that no two rows are taken for one. */
static int find_line(struct plot_input *in, struct plot_line **line, struct err *e)
{
	struct buf key = {0};
	size_t place;
	int st = ST_OK;

	for (size_t i = 0; !st && i < in->group->n; i++) {
		static const struct csv_field absent;
		const struct csv_field *f =
			in->group_column[i] == NAMES_NONE ? &absent : &in->t.row.f[in->group_column[i]];

		st = buf_add(&key, &f->n, sizeof f->n, e);
		if (!st)
			st = buf_add(&key, f->p, f->n, e);
	}
	if (!st)
		st = names_add(&in->key, key.p, key.n, &place, e);
	if (!st && in->first + place == in->r->n)
		st = add_line(in, e);
	if (!st)
		*line = &in->r->line[in->first + place];
	buf_free(&key);
	return st;
}

/* Whether the cell may be a mean quality; numbers beyond 1e300 would overflow in the arithmetic of axes. */
static bool is_quality(const struct plot_input *in, const struct plot_column *c, double x)
{
	return c->graded && in->r->role[c - in->r->layout->column] == c->role[c->nrole - 1] && fabs(x) <= 1e300;
}

static int read_cell(const struct plot_input *in, const struct plot_column *c, size_t column, double *x, struct err *e)
{
	size_t place;
	int st = ST_OK;

	*x = NAN;
	if (c->text && column != NAMES_NONE && !table_missing(&in->t, column)) {
		st = names_add(&in->r->text, in->t.row.f[column].p, in->t.row.f[column].n, &place, e);
		*x = (double)place;
		return st;
	}
	if (!c->text && column != NAMES_NONE)
		st = table_number(&in->t, column, x, e);
	if (st || isnan(*x))
		return st;
	/* A mean of numbers up to `most` may be a rounding error above it. */
	if (*x < c->least || *x > c->most * (1 + 1e-9))
		return is_quality(in, c, *x)
			? ST_OK
			: table_bad_cell(&in->t, column, c->most == 1 ? "not in [0, 1]" : "out of range", e);
	if (*x > c->most)
		*x = c->most;
	return ST_OK;
}

static int run_along(const struct plot_input *in, struct plot_line *line, size_t column, double x, struct err *e)
{
	int way = x > line->last ? 1 : x < line->last ? -1 : 0; /* 0 also for the first row */

	if (way * line->way < 0)
		return table_bad_cell(
			&in->t, column, "turns back, where another line begins? --group COLUMN tells them apart", e);
	line->way = way ? way : line->way;
	line->last = x;
	return ST_OK;
}

static int add_point(struct plot_line *line, const double *v, size_t width, struct err *e)
{
	int st = array_reserve(&line->v, &line->cap, line->n + 1, width * sizeof *v, e);

	if (!st)
		memcpy(line->v + width * line->n++, v, width * sizeof *v);
	return st;
}

static const struct plot_column *column_of(const struct plot_rows *r, size_t k)
{
	const struct plot_layout *l = r->layout;

	return k < l->n ? &l->column[k] : &l->family[k >= r->family[PLOT_FAMILIES - 1].first];
}

static int take_row(struct plot_input *in, struct err *e)
{
	const struct plot_layout *l = in->r->layout;
	struct plot_line *line;
	int st = ST_OK;

	for (size_t k = 0; !st && k < in->r->width; k++) {
		const struct plot_column *c = column_of(in->r, k);

		st = read_cell(in, c, in->column[k], &in->v[k], e);
		if (!st && c->needed && isnan(in->v[k]))
			st = table_cell_missing(&in->t, in->column[k], e);
	}
	if (!st)
		st = find_line(in, &line, e);
	for (size_t k = 0; !st && k < l->n; k++)
		if (l->column[k].runs)
			st = run_along(in, line, in->column[k], in->v[k], e);
	return st ? st : add_point(line, in->v, in->r->width, e);
}

static int take_wide_row(struct plot_input *in, struct err *e)
{
	size_t before = in->r->n;
	struct plot_line *line;
	int st = find_line(in, &line, e);

	if (!st && in->r->n == before)
		st = bad_row(&in->t, "a second row for the same bars; rows are told apart by --group COLUMN", e);
	for (size_t i = 0; !st && i < in->family.n; i++) {
		double v[2] = {(double)in->member[i]};

		st = read_cell(in, in->r->layout->column, in->family.column[i], &v[1], e);
		if (!st && !isnan(v[1]))
			st = add_point(line, v, 2, e);
	}
	return st;
}

/* Whether the row is of those that are wanted. */
static bool is_drawn(const struct plot_input *in, size_t column)
{
	const struct csv_field *f = column == NAMES_NONE ? NULL : &in->t.row.f[column];

	return !f || !names_order(&in->r->only, &(struct name){(char *)f->p, f->n});
}

static int read_rows(struct plot_input *in, struct err *e)
{
	const char *only = in->r->only_column;
	size_t column = only ? names_find(&in->t.header, only, strlen(only)) : NAMES_NONE;
	int st = in->r->files ? ST_OK : plot_input_members(in, e);

	if (st)
		return st;
	in->column = arena_alloc(&in->arrays, in->r->width, sizeof *in->column);
	in->group_column = arena_alloc(&in->arrays, in->group->n, sizeof *in->group_column);
	in->v = arena_alloc(&in->arrays, in->r->width, sizeof *in->v);
	if (!(st = arena_status(&in->arrays, e)))
		st = plot_input_bind(in, e);
	while ((!st || st == ST_SKIP) && !(st = table_next(&in->t, e)))
		if (is_drawn(in, column))
			st = in->r->layout->wide ? take_wide_row(in, e) : take_row(in, e);
	if (st == ST_END)
		st = in->r->n > in->first ? ST_OK : err_set(e, ST_DATA, "%.400s: no rows to draw", table_file(&in->t));
	in->r->skipped += in->t.counts.skipped;
	return st;
}

int plot_rows_read(struct plot_rows *r, const struct table_options *opt, const struct names *group,
	const struct name *label, bool named, const char *file, struct err *e)
{
	struct plot_input in = {.r = r, .group = group, .first = r->n};
	int st = table_open(&in.t, opt, &(struct strings){.v = &file, .n = 1}, e);

	if (st)
		return st;
	if (label)
		st = buf_add(&in.name, label->s, label->n, e);
	else if (named)
		st = name_file(&in.name, table_file(&in.t), e);
	if (!st)
		st = read_rows(&in, e);
	r->files++;
	table_close(&in.t);
	family_free(&in.family);
	names_free(&in.key);
	buf_free(&in.name);
	arena_free(&in.arrays);
	return st;
}

/* Whether column k is there in some point of the line. */
static bool has(const struct plot_rows *r, const struct plot_line *l, size_t k)
{
	for (size_t i = 0; i < l->n; i++)
		if (!isnan(l->v[r->width * i + k]))
			return true;
	return false;
}

bool plot_rows_has(const struct plot_rows *r, const struct plot_line *l)
{
	bool drawn = l->n > 0;

	for (size_t k = 0; k < r->layout->n; k++)
		drawn = drawn && (!r->layout->column[k].wanted || has(r, l, k));
	return drawn;
}

int plot_rows_check(const struct plot_rows *r, struct err *e)
{
	char shown[ERR_EXCERPT];

	for (size_t i = 0; i < r->n; i++) {
		const struct plot_line *l = &r->line[i];

		if (!plot_rows_has(r, l))
			return err_set(e, ST_DATA, "%.400s: no row has all cells that the figure needs%s%s%s", l->file,
				l->label.n ? ": '" : "", err_excerpt(shown, l->label.p, l->label.n),
				l->label.n ? "'" : "");
	}
	return ST_OK;
}

struct name plot_rows_name(const struct plot_rows *r, size_t line)
{
	static char nothing[] = "";
	const struct buf *label = &r->line[line].label;

	if (r->n == 1 && !label->n)
		return (struct name){0};
	return (struct name){label->p ? label->p : nothing, label->n};
}
