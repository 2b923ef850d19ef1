/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "draw/svg_axis.h"

#include <math.h>

#include "figure/label.h"
#include "number/num_print.h"

/* Numbers on an axis need no more digits. */
enum { TIC_DIGITS = 6 };

static void put_tic(struct text *t, const struct frame *f, bool of_x, double v, bool numbered)
{
	double at = frame_place(of_x ? &f->x : &f->y, v);
	char digits[NUM_LENGTH];

	if (of_x)
		put(t, "<path class=\"grid\" d=\"M%.2f %.2fV%.2f\"/>", at, f->y.from, f->y.to);
	else
		put(t, "<path class=\"grid\" d=\"M%.2f %.2fH%.2f\"/>", f->x.from, at, f->x.to);
	if (!numbered)
		return;
	put(t, "<text x=\"%.2f\" y=\"%.2f\" class=\"%s\">", of_x ? at : f->x.from - 7, of_x ? f->y.from + 19 : at + 5,
		of_x ? "middle" : "end");
	put(t, "%.*s</text>\n", (int)num_print(digits, v, TIC_DIGITS), digits);
}

static void put_tics(struct text *t, const struct frame *f, const struct axis *given, bool of_x)
{
	const struct frame_axis *a = of_x ? &f->x : &f->y;
	double ten = 1;

	for (; a->log && ten > a->lo; ten /= 10)
		;
	for (; a->log && ten <= a->hi * (1 + 1e-9); ten *= 10)
		if (ten >= a->lo * (1 - 1e-9))
			put_tic(t, f, of_x, ten, !given->bare);
	for (double k = ceil(a->lo / a->step - 1e-9); !a->log && k * a->step <= a->hi + a->step * 1e-9; k++)
		put_tic(t, f, of_x, k * a->step + 0., !given->bare); /* no -0 */
}

/* How names below an axis are turned: where they would run into each other aslant, and upright where they would even then. */
struct turn {
	double angle, depth; /* degrees; units below the place of numbers */
	size_t every;        /* of very many only some are shown */
};

/* Units between lines of text, aslant and upright; below the place of numbers this much is free in any case. */
enum { LETTER = 8, ASLANT = 35, APART_ASLANT = 24, APART = 13, FREE = 10 };

static struct turn turn_of(const struct names *names, double length)
{
	double room = length / (double)names->n, letters = 0;

	for (size_t i = 0; i < names->n; i++)
		letters = fmax(letters, (double)label_width(names->name[i].s, names->name[i].n));
	if (letters <= room / (LETTER + 1))
		return (struct turn){.every = 1};
	letters = fmin(letters, SVG_BELOW + 3);
	if (room >= APART_ASLANT) /* sin 35 degrees */
		return (struct turn){ASLANT, fmax(0, .57 * LETTER * letters - FREE), 1};
	return (struct turn){90, fmax(0, LETTER * letters - FREE), (size_t)ceil(APART / room)};
}

double svg_names_depth(const struct axis *a, double length)
{
	return a->tic ? turn_of(a->tic, length).depth : 0;
}

/* Names stand at 1, 2 ... */
static void put_names_below(struct text *t, const struct frame *f, const struct names *names)
{
	struct turn turn = turn_of(names, fabs(f->x.to - f->x.from));
	double y = f->y.from + 19;
	char shown[SVG_BELOW + 3];

	for (size_t i = 0; i < names->n; i += turn.every) {
		double x = frame_place(&f->x, (double)i + 1) + (turn.angle >= 90 ? 5 : 0);
		struct name name = turn.angle > 0 ? label_end(&names->name[i], SVG_BELOW, shown) : names->name[i];

		put(t, "<text x=\"%.2f\" y=\"%.2f\" class=\"%s\"", x, y - (turn.angle >= 90 ? 10 : 0),
			turn.angle > 0 ? "end" : "middle");
		if (turn.angle > 0)
			put(t, " transform=\"rotate(-%.0f %.2f %.2f)\"", turn.angle, x,
				y - (turn.angle >= 90 ? 10 : 6));
		put(t, ">");
		put_markup_name(t, &name);
		put(t, "</text>\n");
	}
}

static void put_names_beside(struct text *t, const struct frame *f, const struct names *names)
{
	char shown[SVG_BESIDE + 3];

	for (size_t i = 0; i < names->n; i++) {
		struct name name = label_end(&names->name[i], SVG_BESIDE, shown);

		put(t, "<text x=\"%.2f\" y=\"%.2f\" class=\"end\">", f->x.from - 7,
			frame_place(&f->y, (double)i + 1) + 5);
		put_markup_name(t, &name);
		put(t, "</text>\n");
	}
}

static void put_title(struct text *t, const struct axis *a)
{
	if (a->name.s)
		put_markup_name(t, &a->name);
	else
		put(t, "%s", a->title ? a->title : "");
	put(t, "</text>\n");
}

void put_svg_axes(struct text *t, const struct panel *p, const struct frame *f)
{
	double below = f->y.from + svg_names_depth(&p->x, fabs(f->x.to - f->x.from));

	for (int of_x = 0; of_x < 2; of_x++) {
		const struct axis *a = of_x ? &p->x : &p->y;

		if (!a->tic)
			put_tics(t, f, a, of_x);
		else if (of_x)
			put_names_below(t, f, a->tic);
		else
			put_names_beside(t, f, a->tic);
	}
	put(t, "<path class=\"frame\" d=\"M%.2f %.2fV%.2fH%.2f\"/>\n", f->x.from, f->y.to, f->y.from, f->x.to);
	put(t, "<text class=\"middle\" x=\"%.2f\" y=\"%.2f\">", (f->x.from + f->x.to) / 2, below + 42);
	put_title(t, &p->x);
	if (p->x.below)
		put(t, "<text class=\"middle\" x=\"%.2f\" y=\"%.2f\">%s</text>\n", (f->x.from + f->x.to) / 2,
			below + 60, p->x.below);
	put(t, "<text class=\"middle\" transform=\"translate(15 %.2f) rotate(-90)\">", (f->y.from + f->y.to) / 2);
	put_title(t, &p->y);
}
