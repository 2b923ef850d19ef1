/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "draw/text_grid.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "draw/text_axis.h"

/* Around the grid and between its cells, in letters and lines. */
static const double letters_left = 9, letters_right = 2.5, letters_between = 3.5, lines_title = 1.5,
		    lines_between = 1.3, lines_stacked = .8;

/* A cell's height for its width; of a square with a histogram below. */
static const double usual = .7, high = 1.45;

static bool is_square(const struct text *t, const struct figure *f)
{
	return f->square && !format_table[t->format].characters;
}

static size_t grid_columns(const struct figure *f)
{
	size_t n = 3;

	while (n * n < f->cells && n < 6)
		n++;
	return n;
}

static bool same_title(const struct axis *a, const struct axis *b)
{
	return !strcmp(a->title ? a->title : "", b->title ? b->title : "");
}

/* The cell's place, counted row by row, or that of the last one up to a limit.  What is left and right of a cell with other axes
 * would be taken for its own: it begins a row. */
static size_t last_place(const struct figure *f, size_t cell, size_t limit)
{
	size_t columns = grid_columns(f), place = 0, first = 0;

	for (size_t i = 1; i < f->n && f->panel[i].cell <= cell; i++) {
		size_t next = place + 1;

		if (f->panel[i].cell == f->panel[first].cell)
			continue;
		if (!same_title(&f->panel[first].y, &f->panel[i].y))
			next = (next + columns - 1) / columns * columns;
		if (next > limit)
			break;
		place = next;
		first = i;
	}
	return place;
}

static size_t place_of(const struct figure *f, size_t cell)
{
	return last_place(f, cell, SIZE_MAX);
}

static bool is_taken(const struct figure *f, size_t place)
{
	return last_place(f, f->cells - 1, place) == place;
}

static size_t grid_rows(const struct figure *f)
{
	return place_of(f, f->cells - 1) / grid_columns(f) + 1;
}

static double column_width(const struct text *t, const struct figure *f)
{
	double n = (double)grid_columns(f);

	return (t->width - text_letter(t) * (letters_left + letters_right + (n - 1) * letters_between)) / n;
}

static double lines_above(const struct text *t)
{
	return t->style->title.n ? 1.6 : .2;
}

static double lines_below(const struct figure *f)
{
	return f->panel[f->n - 1].x.below ? 4.2 : 3.2;
}

/* All that is no cell. */
static double around(const struct text *t, const struct figure *f)
{
	double rows = (double)grid_rows(f);

	return text_line(t) * (lines_above(t) + rows * lines_title + (rows - 1) * lines_between + lines_below(f));
}

double grid_height(const struct text *t, const struct figure *f)
{
	double shape = (is_square(t, f) ? high : usual) * text_line(t) / text_letter(t) / 2.2; /* characters are high */
	double cell = fmax(4 * text_line(t), shape * column_width(t, f));

	return around(t, f) + (double)grid_rows(f) * cell;
}

static void put_screen(struct text *t, double x, double y, const char *rest)
{
	put(t, " at screen %.4f, screen %.4f center%s\n", x, y, rest);
}

/* What stands once: the title, the x axis' title, and the y axis' one where a cell has one panel. */
static void put_around(struct text *t, const struct figure *f)
{
	const struct axis *x = &f->panel[f->n - 1].x, *y = &f->panel[0].y;
	double line = text_line(t) / t->height, letter = text_letter(t) / t->width;

	put(t, "set multiplot\nunset key\n");
	if (t->style->title.n) {
		put(t, "unset title\nset label %zu ", ++t->labels);
		put_name(t, &t->style->title);
		put_screen(t, .5, 1 - .8 * line, "");
	}
	put(t, "set label %zu \"%s%s%s\"", ++t->labels, x->title ? x->title : "", x->below ? "\\n" : "",
		x->below ? x->below : "");
	put_screen(t, (letter * (letters_left - letters_right) + 1) / 2, (lines_below(f) - 2) * line, "");
	if (f->panel[0].share < 1 || !y->title)
		return;
	put(t, "set label %zu \"%s\"", ++t->labels, y->title);
	put_screen(t, 1.3 * letter, .5, " rotate by 90");
}

/* The panel's place within its cell: what is above it, and its own height, of the cell's. */
static void place_in_cell(
	const struct text *t, const struct figure *f, size_t i, double cell, double *above, double *height)
{
	double before = 0, all = 0, gap = lines_stacked * text_line(t);
	size_t n = 0, k = 0;

	for (size_t j = 0; j < f->n; j++)
		if (f->panel[j].cell == f->panel[i].cell) {
			before += j < i ? f->panel[j].share : 0;
			k += j < i;
			all += f->panel[j].share;
			n++;
		}
	cell -= (double)(n - 1) * gap;
	*above = before / all * cell + (double)k * gap;
	*height = f->panel[i].share / all * cell;
}

static void put_axes(struct text *t, const struct figure *f, size_t i)
{
	const struct panel *p = &f->panel[i];
	size_t place = place_of(f, p->cell);
	bool lowest = i + 1 == f->n || f->panel[i + 1].cell != p->cell, leftmost = place % grid_columns(f) == 0;
	struct axis x = p->x, y = p->y;

	x.title = x.below = NULL;
	x.bare = !lowest || is_taken(f, place + grid_columns(f));
	if (!leftmost || p->share >= 1)
		y.title = NULL;
	put_text_axis(t, 'x', &x, true);
	put_text_axis(t, 'y', &y, true);
	put(t, "set format y \"%s\"\n", leftmost ? "%g" : "");
}

static void put_margins(struct text *t, const struct figure *f, size_t i)
{
	size_t place = place_of(f, f->panel[i].cell), column = place % grid_columns(f), row = place / grid_columns(f);
	double line = text_line(t), letter = text_letter(t), width = column_width(t, f);
	double cell = fmax(2 * line, (t->height - around(t, f)) / (double)grid_rows(f));
	double left = letter * letters_left + (double)column * (width + letter * letters_between);
	double top =
		line * (lines_above(t) + lines_title) + (double)row * (cell + line * (lines_title + lines_between));
	double above, height;

	place_in_cell(t, f, i, cell, &above, &height);
	if (is_square(t, f)) {
		double side = fmin(width, .72 * (cell - lines_stacked * line));

		width = side;
		height = above > 0 ? cell - side - lines_stacked * line : side;
		above = above > 0 ? side + lines_stacked * line : 0;
	}
	put(t, "set lmargin at screen %.4f\nset rmargin at screen %.4f\n", left / t->width, (left + width) / t->width);
	put(t, "set tmargin at screen %.4f\nset bmargin at screen %.4f\n", 1 - (top + above) / t->height,
		1 - (top + above + height) / t->height);
}

void put_grid_panel(struct text *t, const struct figure *f, size_t i)
{
	const struct panel *p = &f->panel[i];

	if (!i)
		put_around(t, f);
	put_margins(t, f, i);
	if (p->title.s) {
		put(t, "set title ");
		put_name(t, &p->title);
		put(t, " offset 0, -0.5\n");
	} else
		put(t, "unset title\n");
	put_axes(t, f, i);
}
