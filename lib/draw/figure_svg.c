/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "draw/figure_svg.h"

#include <math.h>
#include <string.h>

#include "base/num.h"
#include "draw/svg_axis.h"
#include "figure/ends.h"
#include "figure/label.h"

/* The drawing's units: at the width of a phone they are two thirds of a pixel. */
enum {
	WIDTH = 560,
	HEIGHT = 400,
	LEFT = 84,
	RIGHT = 26,
	BELOW = 52,
	LETTER = 8,
	KEY_ROW = 21,
	CAPTION = 18,
	TITLED_MOST = 2000
};

/* The height at which the first of two panels, 0.7 of it, is as high as it is wide. */
#define SQUARE 668

/* Points nearer than this are one. */
#define NEAR .3

static void put_short(struct text *t, double x)
{
	char digits[NUM_LENGTH];

	put(t, "%.*s", (int)num_print(digits, x, 4), digits);
}

/* What is said of a point on hover. */
static void put_point_title(struct text *t, const struct panel *p, const struct series *s, const struct point *q)
{
	bool ends = s->mark == MARK_BARS || s->mark == MARK_BOXES;

	put(t, "<title>");
	if (s->name.s && s->name.n) {
		put_markup_name(t, &s->name);
		put(t, ": ");
	}
	if (p->x.tic && q->x >= .5 && (size_t)(q->x + .5) <= p->x.tic->n) {
		put_markup_name(t, &p->x.tic->name[(size_t)(q->x + .5) - 1]);
		put(t, " ");
	} else if (ends) {
		put_short(t, q->x_lo);
		put(t, " to ");
		put_short(t, q->x_hi);
		put(t, ": ");
	} else {
		put_short(t, q->x);
		put(t, ": ");
	}
	put_short(t, ends ? q->y_hi : q->y);
	if (s->mark == MARK_INTERVALS && q->y_lo < q->y_hi) {
		put(t, " (");
		put_short(t, q->y_lo);
		put(t, " to ");
		put_short(t, q->y_hi);
		put(t, ")");
	}
	if (q->n > 0)
		put(t, ", n = %.0f", q->n);
	put(t, "</title>");
}

/* Whether a point of a line is so near to the one drawn before that nobody sees it: a frontier may have a million. */
static bool is_near(const double *at, const double *drawn)
{
	return fabs(at[0] - drawn[0]) < NEAR && fabs(at[1] - drawn[1]) < NEAR;
}

/* The points one after the other, by their y; of a band by its upper ends, or back by its lower ones. */
static void put_run(struct text *t, const struct frame *f, const struct series *s, bool back)
{
	bool band = s->mark == MARK_BAND, pen = back;
	double drawn[2] = {-1e9, -1e9};

	for (size_t i = 0; i < s->n; i++) {
		const struct point *q = &s->p[back ? s->n - 1 - i : i];
		double y = !band ? q->y : back ? q->y_lo : q->y_hi;
		double at[2] = {frame_place(&f->x, q->x), frame_place(&f->y, y)};

		if (isnan(q->x) || isnan(y))
			pen = false;
		else if (!pen || i + 1 == s->n || !is_near(at, drawn)) {
			put(t, "%s%.2f %.2f", pen ? "L" : "M", at[0], at[1]);
			memcpy(drawn, at, sizeof at);
			pen = true;
		}
	}
}

/* Runs of points that are there, as one path; of a band there and back. */
static void put_path(struct text *t, const struct frame *f, const struct series *s)
{
	static const char *const class[] = {[MARK_BAND] = "band", [MARK_REFERENCE] = "reference"};
	bool band = s->mark == MARK_BAND, named = band || s->mark == MARK_REFERENCE;

	put(t, "<path class=\"%s c%zu\" d=\"", named ? class[s->mark] : "line", s->colour % 8);
	put_run(t, f, s, false);
	if (band)
		put_run(t, f, s, true);
	put(t, "%s\"/>\n", band ? "Z" : "");
}

static void put_dot(
	struct text *t, const struct panel *p, const struct frame *f, const struct series *s, const struct point *q)
{
	double x = frame_place(&f->x, q->x), y = frame_place(&f->y, q->y);

	put(t, "<g class=\"c%zu%s\">", s->colour % 8, q->n > 0 && q->n < FIGURE_FEW ? " few" : "");
	if (s->mark == MARK_INTERVALS)
		put(t, "<path class=\"line\" d=\"M%.2f %.2fV%.2f\"/>", x, frame_place(&f->y, q->y_lo),
			frame_place(&f->y, q->y_hi));
	if (s->mark == MARK_RANGES)
		put(t, "<path class=\"line\" d=\"M%.2f %.2fH%.2f\"/>", frame_place(&f->x, q->x_lo), y,
			frame_place(&f->x, q->x_hi));
	put(t, "<circle class=\"dot\" cx=\"%.2f\" cy=\"%.2f\" r=\"%d\">", x, y, s->mark == MARK_POINTS ? 6 : 4);
	put_point_title(t, p, s, q);
	put(t, "</circle></g>\n");
}

static void put_box(
	struct text *t, const struct panel *p, const struct frame *f, const struct series *s, const struct point *q)
{
	double left = frame_place(&f->x, q->x_lo), right = frame_place(&f->x, q->x_hi),
	       one = frame_place(&f->y, q->y_hi), other = frame_place(&f->y, q->y_lo); /* axes of names run down */

	put(t, "<rect class=\"%s c%zu\" x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\"",
		s->mark == MARK_BARS            ? "bar"
			: s->mark == MARK_BOXES ? "box"
			: isnan(q->y)           ? "cell unknown"
						: "cell",
		s->colour % 8, left, fmin(one, other), right - left, fabs(other - one));
	if (s->mark == MARK_CELLS && !isnan(q->y))
		put(t, " style=\"--share:%.3f\"", q->y);
	put(t, ">");
	put_point_title(t, p, s, q);
	put(t, "</rect>\n");
}

static void put_value(struct text *t, const struct frame *f, const struct series *s, const struct point *q)
{
	bool above = s->mark == MARK_VALUES;

	put(t, "<text class=\"middle\" x=\"%.2f\" y=\"%.2f\">%.2f</text>\n", frame_place(&f->x, q->x),
		frame_place(&f->y, q->y) + (above ? -6 : 5), above ? q->y : q->y_lo);
}

static void put_points(struct text *t, const struct panel *p, const struct frame *f, const struct series *s)
{
	for (size_t k = 0; k < s->n; k++) {
		const struct point *q = &s->p[k];

		if (s->mark == MARK_BARS || s->mark == MARK_BOXES || s->mark == MARK_CELLS)
			put_box(t, p, f, s, q);
		else if (isnan(q->x) || isnan(q->y))
			continue;
		else if (s->mark == MARK_VALUES || s->mark == MARK_NUMBERS)
			put_value(t, f, s, q);
		else
			put_dot(t, p, f, s, q);
	}
}

static void put_series(struct text *t, const struct panel *p, const struct frame *f, const struct series *s)
{
	bool line = s->mark == MARK_LINES || s->mark == MARK_BAND || s->mark == MARK_REFERENCE;

	if (line || ((s->mark == MARK_DOTS || s->mark == MARK_INTERVALS) && s->n > 1))
		put_path(t, f, s);
	if (!line && s->n <= TITLED_MOST)
		put_points(t, p, f, s);
}

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

/* What is left of the panels and right of them. */
struct sides {
	double left, right;
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
				s->mark == MARK_REFERENCE ? "reference" : "key", s->colour % 8, x,
				top + 12 + (double)(row * KEY_ROW), x + 26, top + 17 + (double)(row * KEY_ROW));
			put_markup_name(t, &s->name);
			put(t, "</text>\n");
		}
		x += width;
		shown++;
	}
	return shown ? row + 1 : 0;
}

/* What a series is, for who does not see it. */
static void put_description(struct text *t, const struct figure *f)
{
	for (size_t i = 0; i < f->n; i++)
		for (size_t j = 0; j < f->panel[i].n; j++) {
			const struct series *s = &f->panel[i].series[j];

			if (!s->n || s->mark == MARK_BAND || s->mark == MARK_VALUES || s->mark == MARK_REFERENCE)
				continue;
			if (s->name.s) {
				put_markup_name(t, &s->name);
				put(t, ": ");
			}
			put(t, "%zu points, at %s ", s->n, f->panel[i].x.title ? f->panel[i].x.title : "the left");
			put_short(t, s->p[0].x);
			put(t, " ");
			put_short(t, s->p[0].y);
			put(t, ", at ");
			put_short(t, s->p[s->n - 1].x);
			put(t, " ");
			put_short(t, s->p[s->n - 1].y);
			put(t, ". ");
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

static struct frame frame_within(
	const struct panel *p, double top, double height, size_t keys, const struct sides *sides)
{
	double first = top + (p->headroom > 0 ? 24 : 10) + (double)(keys * KEY_ROW); /* numbers stand above bars */
	double last = top + height - (p->x.bare ? 8 : p->x.tic ? BELOW + 14 : BELOW) - (p->x.below ? CAPTION : 0);

	return frame_of(p, sides->left, WIDTH - sides->right, first, last);
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
		put_series(t, p, f, &p->series[i]);
	put_notes(t, p, f);
	put_ends(t, f, &l->ends);
	put(t, "</g>\n");
}

/* All panels one below the other; with `put` false nothing is written.  Returns their height. */
static double put_panels(struct text *t, const struct figure *f, double usual, const struct sides *sides, bool put)
{
	double top = 0;

	for (size_t i = 0; i < f->n; i++) {
		double height = f->panel[i].share * usual + (f->panel[i].x.below ? CAPTION : 0);
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
	struct sides sides = {LEFT, RIGHT};
	size_t letters = 0;

	for (size_t i = 0; i < f->n; i++) {
		struct layout l = layout_of(t, f, i, 0, f->panel[i].share * usual, &sides);

		letters = l.ends.letters > letters ? l.ends.letters : letters;
	}
	sides.left = fmax(LEFT, (double)(letters_beside(t, f) * LETTER) + 14);
	sides.right += (double)(letters * LETTER);
	return sides;
}

void put_figure_svg(struct text *t, const struct figure *f, size_t number, const char *title)
{
	double usual = f->square ? SQUARE : HEIGHT * (f->height > 0 ? f->height : 1);
	struct sides sides = sides_of(t, f, usual);

	put(t, "<svg role=\"img\" aria-labelledby=\"figure-%zu figure-%zu-text\" viewBox=\"0 0 %d %.0f\">\n", number,
		number, WIDTH, put_panels(t, f, usual, &sides, false));
	put(t, "<title id=\"figure-%zu\">%s</title><desc id=\"figure-%zu-text\">", number, title, number);
	put_description(t, f);
	put(t, "</desc>\n");
	put_panels(t, f, usual, &sides, true);
	put(t, "</svg>\n");
}
