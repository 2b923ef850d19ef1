/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "draw/text_ends.h"

#include <math.h>

/* A panel's width, and the height of a line of text, as frame_of counts room for tics. */
static const double wide = 480, high = 12;

/* Letters between the panel and the names, and behind them. */
enum { AROUND = 5 };

void text_ends_of(struct text *t, const struct figure *f, size_t i, struct ends *ends, struct axis *x, struct axis *y)
{
	const struct panel *p = &f->panel[i];
	/* around it are tics, titles and, behind the last of several, what is said of marks */
	double lines = p->share * t->height / text_line(t) - (i + 1 < f->n ? 2.2 : 5);
	struct frame frame = frame_of(p, 0, wide, high * fmax(1, lines), 0);

	*x = p->x;
	*y = p->y;
	*ends = (struct ends){0};
	if (f->cells || f->square || lines <= 0)
		return;
	if (!t->st)
		t->st = ends_of(p, &frame, 1.05 / lines, ends, t->e);
	if ((double)(ends->letters + AROUND) * text_letter(t) > t->width / 2)
		ends->n = 0;
	if (!ends->n)
		return;
	x->lo = frame.x.lo;
	x->hi = frame.x.hi;
	y->lo = frame.y.lo;
	y->hi = frame.y.hi;
	y->step = y->log ? 0 : frame.y.step;
}

size_t text_ends_margin(struct text *t, const struct figure *f)
{
	size_t most = 0;

	for (size_t i = 0; i < f->n; i++) {
		struct ends ends;
		struct axis x, y;

		text_ends_of(t, f, i, &ends, &x, &y);
		most = ends.n && ends.letters + AROUND > most ? ends.letters + AROUND : most;
	}
	return most;
}

void put_ends(struct text *t, const struct ends *ends)
{
	bool page = format_table[t->format].characters;

	for (size_t i = 0; i < ends->n; i++) {
		const struct end *end = &ends->end[i];

		if (!page) {
			put(t, "set arrow from first ");
			put_number(t, end->x);
			put(t, ", first ");
			put_number(t, end->y);
			put(t, " to graph 1.03, graph %.4f nohead linetype %zu\n", end->at, end->series->colour + 1);
		}
		put(t, "set label %zu ", ++t->labels);
		put_name(t, &end->series->name);
		put(t, " at graph 1%s, graph %.4f left%s\n", page ? "" : ".04", end->at,
			page ? " offset character 2, 0" : "");
	}
}
