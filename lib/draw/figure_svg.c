/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "draw/figure_svg.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "draw/svg_axis.h"
#include "draw/svg_marks.h"
#include "figure/ends.h"
#include "figure/label.h"

/* The drawing's units: at the width of a phone they are two thirds of a pixel. */
enum {
	WIDTH = 560,
	HEIGHT = 400,
	LEFT = 84,
	RIGHT = 26,
	BELOW = 52,
	BELOW_TICS = 26, /* without a title */
	LETTER = 8,
	KEY_ROW = 21,
	CAPTION = 18,
};

/* Those of a small multiple, which a page puts beside others. */
enum { CELL_WIDTH = 300, CELL_HEIGHT = 210, CELL_LEFT = 70, CELL_RIGHT = 18, CELL_TITLE = 24, CELL_LETTERS = 26 };

/* The height at which the first of two panels, 0.7 of it, is as high as it is wide; above and below it 18 are free. */
#define SQUARE 668
#define CELL_SQUARE ((CELL_WIDTH - CELL_LEFT - CELL_RIGHT + 18) / .7)

static void put_notes(struct text *t, const struct panel *p, const struct frame *f)
{
	for (size_t i = 0; i < p->notes; i++) {
		double x = frame_place(&f->x, p->note[i].x);

		put(t, "<path class=\"note\" d=\"M%.2f %.2fV%.2f\"><title>", x, f->y.from, f->y.to);
		if (p->note[i].text.s)
			put_markup_name(t, &p->note[i].text);
		put(t, "</title></path>\n");
	}
}

/* The width of a drawing, and what is left of its panels and right of them. */
struct sides {
	double width, left, right;
};

/* The key's rows below that height; with t NULL they are only counted.  Returns how many. */
static size_t put_key(struct text *t, const struct panel *p, double top)
{
	size_t x = LEFT, row = 0, shown = 0;

	for (size_t i = 0; i < p->n; i++) {
		const struct series *s = &p->series[i];
		size_t width = s->name.s ? label_width(s->name.s, s->name.n) * LETTER + 40 : 0;

		if (!s->name.s)
			continue;
		if (x + width > WIDTH && x > LEFT)
			x = LEFT, row++;
		if (t) {
			put(t, "<path class=\"%s c%zu\" d=\"M%zu %.2fh20\"/><text x=\"%zu\" y=\"%.2f\">",
				s->mark == MARK_REFERENCE      ? "reference"
					: s->mark == MARK_HULL ? "key hull"
							       : "key",
				s->colour % 8, x, top + 12 + (double)(row * KEY_ROW), x + 26,
				top + 17 + (double)(row * KEY_ROW));
			put_markup_name(t, &s->name);
			put(t, "</text>\n");
		}
		x += width;
		shown++;
	}
	return shown ? row + 1 : 0;
}

static bool is_there(const struct point *p)
{
	return !isnan(p->x) && !isnan(p->y);
}

/* Of the points that are there, as bins without rows are not, how many, the first and the last. */
static void put_ends_of(struct text *t, const struct series *s, const char *axis)
{
	const struct point *first = NULL, *last = NULL;
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		if (is_there(&s->p[i])) {
			first = first ? first : &s->p[i];
			last = &s->p[i];
			n++;
		}
	put(t, "%zu points", n);
	if (n) {
		put(t, ", at %s ", axis);
		put_svg_number(t, first->x);
		put(t, " ");
		put_svg_number(t, first->y);
		put(t, ", at ");
		put_svg_number(t, last->x);
		put(t, " ");
		put_svg_number(t, last->y);
	}
	put(t, ". ");
}

/* What a series is, for who does not see it. */
static void put_description(struct text *t, const struct figure *f)
{
	for (size_t i = 0; i < f->n; i++)
		for (size_t j = 0; j < f->panel[i].n; j++) {
			const struct series *s = &f->panel[i].series[j];

			if (!s->n || s->mark == MARK_BAND || s->mark == MARK_VALUES || s->mark == MARK_REFERENCE
				|| s->mark == MARK_HULL)
				continue;
			if (s->name.s) {
				put_markup_name(t, &s->name);
				put(t, ": ");
			}
			put_ends_of(t, s, f->panel[i].x.title ? f->panel[i].x.title : "the left");
		}
}

/* Names at the ends of curves, each with a line of the curve's colour that leads from its end. */
static void put_ends(struct text *t, const struct frame *f, const struct ends *ends)
{
	for (size_t i = 0; i < ends->n; i++) {
		const struct end *end = &ends->end[i];
		double y = f->y.from + end->at * (f->y.to - f->y.from);

		put(t, "<path class=\"line c%zu\" d=\"M%.2f %.2fL%.2f %.2f\"/><text x=\"%.2f\" y=\"%.2f\">",
			end->series->colour % 8, frame_place(&f->x, end->x), frame_place(&f->y, end->y), f->x.to + 14,
			y, f->x.to + 18, y + 5);
		put_markup_name(t, &end->series->name);
		put(t, "</text>\n");
	}
}

/* Where the panel's curves have their names, how many rows its key has, and its frame, its top edge being there. */
struct layout {
	struct ends ends;
	size_t keys;
	struct frame frame;
};

/* What is below a panel beyond its usual height. */
static double below(const struct panel *p, const struct sides *sides)
{
	return svg_names_depth(&p->x, sides->width - sides->left - sides->right) + (p->x.below ? CAPTION : 0);
}

static struct frame frame_within(
	const struct panel *p, double top, double height, size_t keys, const struct sides *sides)
{
	double first = top + (p->headroom > 0 ? 24 : 10) + (double)(keys * KEY_ROW); /* numbers stand above bars */
	double tics = p->x.bare ? 8 : p->x.tic ? BELOW + 14 : p->x.title || p->x.name.s ? BELOW : BELOW_TICS;

	return frame_of(p, sides->left, sides->width - sides->right, first, top + height - tics - below(p, sides));
}

static struct layout layout_of(
	struct text *t, const struct figure *f, size_t i, double top, double height, const struct sides *sides)
{
	const struct panel *p = &f->panel[i];
	struct layout l = {.frame = frame_within(p, top, height, 0, sides)};

	if (!f->square && !t->st)
		t->st = ends_of(p, &l.frame, KEY_ROW / fabs(l.frame.y.to - l.frame.y.from), &l.ends, t->e);
	if (!l.ends.n && (!i || p->key)) {
		l.keys = put_key(NULL, p, 0);
		l.frame = frame_within(p, top, height + (double)(l.keys * KEY_ROW), l.keys, sides);
	}
	return l;
}

static void put_panel(struct text *t, const struct panel *p, const struct layout *l, double top)
{
	const struct frame *f = &l->frame;

	if (l->keys)
		put_key(t, p, top);
	put(t, "<g class=\"panel\" data-x=\"%.10g %.10g %.2f %.2f\" data-y=\"%.10g %.10g %.2f %.2f\">\n", f->x.lo,
		f->x.hi, f->x.from, f->x.to, f->y.lo, f->y.hi, f->y.from, f->y.to);
	put_svg_axes(t, p, f);
	for (size_t i = 0; i < p->n; i++)
		put_svg_series(t, p, f, &p->series[i]);
	put_notes(t, p, f);
	put_ends(t, f, &l->ends);
	put(t, "</g>\n");
}

/* All panels one below the other; with `put` false nothing is written.  Returns their height. */
static double put_panels(struct text *t, const struct figure *f, double usual, const struct sides *sides, bool put)
{
	double top = f->panel[0].title.s ? CELL_TITLE : 0;

	for (size_t i = 0; i < f->n; i++) {
		double height = f->panel[i].share * usual + below(&f->panel[i], sides);
		struct layout l = layout_of(t, f, i, top, height, sides);

		if (put)
			put_panel(t, &f->panel[i], &l, top);
		top += height + (double)(l.keys * KEY_ROW);
	}
	return top;
}

/* The longest name beside an axis of names; 0: there is none. */
static size_t letters_beside(struct text *t, const struct figure *f)
{
	size_t most = 0;

	for (size_t i = 0; i < f->n; i++)
		for (size_t k = 0; f->panel[i].y.tic && k < f->panel[i].y.tic->n; k++) {
			const struct name *name = &f->panel[i].y.tic->name[k];
			size_t letters = 0;

			if (!t->st)
				t->st = label_letters(name->s, name->n, &letters, t->e);
			most = letters > most ? letters : most;
		}
	return most < SVG_BESIDE + 3 ? most : SVG_BESIDE + 3;
}

/* Room for the longest names beside an axis and at the ends of curves. */
static struct sides sides_of(struct text *t, const struct figure *f, double usual)
{
	struct sides sides = {WIDTH, LEFT, RIGHT};
	size_t letters = 0;

	for (size_t i = 0; i < f->n; i++) {
		struct layout l = layout_of(t, f, i, 0, f->panel[i].share * usual, &sides);

		letters = l.ends.letters > letters ? l.ends.letters : letters;
	}
	sides.left = fmax(LEFT, (double)(letters_beside(t, f) * LETTER) + 14);
	sides.right += (double)(letters * LETTER);
	return sides;
}

/* A drawing to be made, with what is told of it to who does not see it. */
struct drawing {
	const struct figure *figure, *told;
	double usual; /* height */
	struct sides sides;
	const char *id, *title;
};

/* A cell of small multiples is called by its name, which stands above it. */
static void put_drawing(struct text *t, const struct drawing *d)
{
	const struct name *cell = &d->figure->panel[0].title;
	char shown[CELL_LETTERS + 3];
	struct name name;

	put(t, "<svg role=\"img\" aria-labelledby=\"%s %s-text\" viewBox=\"0 0 %.0f %.0f\">\n<title id=\"%s\">%s",
		d->id, d->id, d->sides.width, put_panels(t, d->figure, d->usual, &d->sides, false), d->id, d->title);
	if (cell->s) {
		put(t, ": ");
		put_markup_name(t, cell);
	}
	put(t, "</title><desc id=\"%s-text\">", d->id);
	put_description(t, d->told);
	put(t, "</desc>\n");
	if (cell->s) {
		name = label_end(cell, CELL_LETTERS, shown);
		put(t, "<text class=\"middle\" x=\"%.2f\" y=\"18\">",
			(d->sides.left + d->sides.width - d->sides.right) / 2);
		put_markup_name(t, &name);
		put(t, "</text>\n");
	}
	put_panels(t, d->figure, d->usual, &d->sides, true);
	put(t, "</svg>\n");
}

/* The panels of a cell, without what is said of all x axes together. */
static void put_cell(struct text *t, const struct figure *told, const char *id, const char *title)
{
	struct figure cell = *told;
	struct drawing d = {
		&cell, told, told->square ? CELL_SQUARE : CELL_HEIGHT, {CELL_WIDTH, CELL_LEFT, CELL_RIGHT}, id, title};

	cell.panel = t->st ? NULL : mem_alloc(cell.n, sizeof *cell.panel, t->e);
	if (!cell.panel) {
		t->st = t->st ? t->st : ST_SYSTEM;
		return;
	}
	memcpy(cell.panel, told->panel, cell.n * sizeof *cell.panel);
	for (size_t i = 0; i < cell.n; i++)
		cell.panel[i].x.title = cell.panel[i].x.below = NULL;
	put_drawing(t, &d);
	free(cell.panel);
}

/* A drawing a cell; what is said of all their x axes stands once. */
static void put_cells(struct text *t, const struct figure *f, const char *figure, const char *title)
{
	const struct axis *x = &f->panel[f->n - 1].x;
	struct figure cell = {.square = f->square};
	char id[64];

	put(t, "<div class=\"multiples\">\n");
	for (size_t i = 0; i < f->n; i += cell.n) {
		cell.panel = &f->panel[i]; /* those of one cell follow on each other */
		for (cell.n = 1; i + cell.n < f->n && cell.panel[cell.n].cell == cell.panel->cell;)
			cell.n++;
		snprintf(id, sizeof id, "%s-%zu", figure, cell.panel->cell + 1);
		put_cell(t, &cell, id, title);
	}
	put(t, "</div>\n<p class=\"across\">%s%s%s</p>\n", x->title ? x->title : "", x->below ? "; " : "",
		x->below ? x->below : "");
}

void put_figure_svg(struct text *t, const struct figure *f, size_t number, const char *title)
{
	char id[32];
	struct drawing d = {.figure = f, .told = f, .id = id, .title = title};

	snprintf(id, sizeof id, "figure-%zu", number);
	if (f->cells) {
		put_cells(t, f, id, title);
		return;
	}
	d.usual = f->square ? SQUARE : HEIGHT * (f->height > 0 ? f->height : 1);
	d.sides = sides_of(t, f, d.usual);
	put_drawing(t, &d);
}
