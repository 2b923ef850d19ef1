/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "draw/svg_marks.h"

#include <math.h>
#include <string.h>

#include "number/num_print.h"

/* A series of more points has no mark for each. */
enum { TITLED_MOST = 2000 };

/* Points nearer than this are one. */
#define NEAR .3

void put_svg_number(struct text *t, double x)
{
	char digits[NUM_LENGTH];

	if (isnan(x))
		put(t, "unknown");
	else
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
		put_svg_number(t, q->x_lo);
		put(t, " to ");
		put_svg_number(t, q->x_hi);
		put(t, ": ");
	} else {
		put_svg_number(t, q->x);
		put(t, ": ");
	}
	put_svg_number(t, ends ? q->y_hi : q->y);
	if (s->mark == MARK_INTERVALS && q->y_lo < q->y_hi) {
		put(t, " (");
		put_svg_number(t, q->y_lo);
		put(t, " to ");
		put_svg_number(t, q->y_hi);
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
	static const char *const class[] = {
		[MARK_BAND] = "band", [MARK_REFERENCE] = "reference", [MARK_HULL] = "line hull"};
	bool band = s->mark == MARK_BAND, named = band || s->mark == MARK_REFERENCE || s->mark == MARK_HULL;

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

void put_svg_series(struct text *t, const struct panel *p, const struct frame *f, const struct series *s)
{
	bool line = s->mark == MARK_LINES || s->mark == MARK_BAND || s->mark == MARK_REFERENCE || s->mark == MARK_HULL;

	if (line || ((s->mark == MARK_DOTS || s->mark == MARK_INTERVALS) && s->n > 1))
		put_path(t, f, s);
	if (!line && s->n <= TITLED_MOST)
		put_points(t, p, f, s);
}
