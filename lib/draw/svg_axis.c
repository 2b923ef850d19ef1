/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "draw/svg_axis.h"

#include <math.h>

#include "base/num.h"
#include "figure/label.h"

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

/* Names stand at 1, 2 ...; below an axis they are turned where they would run into each other. */
static void put_names(struct text *t, const struct frame *f, const struct names *names, bool of_x)
{
	double room = fabs(f->x.to - f->x.from) / (f->x.hi - f->x.lo) / 9; /* characters */
	bool turned = false;

	for (size_t i = 0; i < names->n; i++)
		turned |= (double)label_width(names->name[i].s, names->name[i].n) > room;
	for (size_t i = 0; i < names->n; i++) {
		double at = frame_place(of_x ? &f->x : &f->y, (double)i + 1);
		char shown[SVG_BESIDE + 3];
		struct name name;
		double x = of_x ? at : f->x.from - 7, y = of_x ? f->y.from + 19 : at + 5;

		put(t, "<text x=\"%.2f\" y=\"%.2f\" class=\"%s\"", x, y, of_x && !turned ? "middle" : "end");
		if (of_x && turned)
			put(t, " transform=\"rotate(-35 %.2f %.2f)\"", x, y - 6);
		put(t, ">");
		name = of_x ? names->name[i] : label_end(&names->name[i], SVG_BESIDE, shown);
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
	for (int of_x = 0; of_x < 2; of_x++) {
		const struct axis *a = of_x ? &p->x : &p->y;

		if (a->tic)
			put_names(t, f, a->tic, of_x);
		else
			put_tics(t, f, a, of_x);
	}
	put(t, "<path class=\"frame\" d=\"M%.2f %.2fV%.2fH%.2f\"/>\n", f->x.from, f->y.to, f->y.from, f->x.to);
	put(t, "<text class=\"middle\" x=\"%.2f\" y=\"%.2f\">", (f->x.from + f->x.to) / 2, f->y.from + 42);
	put_title(t, &p->x);
	if (p->x.below)
		put(t, "<text class=\"middle\" x=\"%.2f\" y=\"%.2f\">%s</text>\n", (f->x.from + f->x.to) / 2,
			f->y.from + 60, p->x.below);
	put(t, "<text class=\"middle\" transform=\"translate(15 %.2f) rotate(-90)\">", (f->y.from + f->y.to) / 2);
	put_title(t, &p->y);
}
