/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "region/region_draw.h"

#include <math.h>

#include "draw/svg_axis.h"

/* The drawing's units; room for the tics and their titles. */
enum { SIDE = 560, LEFT = 74, RIGHT = 14, ABOVE = 10, BELOW = 52 };

static struct panel panel_of(const struct region_rows *r, struct series *ends, struct point corner[2])
{
	struct panel p = {.share = 1, .series = ends, .n = 1};

	p.x = (struct axis){.lo = NAN, .hi = NAN, .name = r->column.name[0]};
	p.y = (struct axis){.lo = NAN, .hi = NAN, .name = r->column.name[1]};
	corner[0] = (struct point){.x = INFINITY, .y = INFINITY};
	corner[1] = (struct point){.x = -INFINITY, .y = -INFINITY};
	for (size_t i = 0; i < r->n; i++) {
		const double *at = r->row[i].part;

		corner[0] = (struct point){.x = fmin(corner[0].x, at[REGION_X]), .y = fmin(corner[0].y, at[REGION_Y])};
		corner[1] = (struct point){.x = fmax(corner[1].x, at[REGION_X]), .y = fmax(corner[1].y, at[REGION_Y])};
	}
	/* as far apart as those of x */
	p.y.step = axis_step((corner[1].y - corner[0].y) * 3 * 70 / (SIDE - ABOVE - BELOW));
	*ends = (struct series){.mark = MARK_POINTS, .p = corner, .n = 2};
	return p;
}

struct frame region_frame(const struct region_rows *r)
{
	struct point corner[2];
	struct series ends;
	struct panel p = panel_of(r, &ends, corner);

	return frame_of(&p, LEFT, SIDE - RIGHT, ABOVE, SIDE - BELOW);
}

/* A class's mark of radius s at a place: circle, cross, triangle, square, diamond, plus, and so on from the first. */
static void put_mark(struct text *t, size_t class, double x, double y, double s)
{
	switch (class % 6) {
	case 0: /* what a round pen leaves */
		put(t, "M%.1f %.1fh0", x, y);
		break;
	case 1:
		put(t, "M%.1f %.1fl%.1f %.1fm0%.1fl%.1f %.1f", x - s, y - s, 2 * s, 2 * s, -2 * s, -2 * s, 2 * s);
		break;
	case 2:
		put(t, "M%.1f %.1fl%.1f %.1fh%.1fz", x, y - s, .9 * s, 1.6 * s, -1.8 * s);
		break;
	case 3:
		put(t, "M%.1f %.1fh%.1fv%.1fh%.1fz", x - .8 * s, y - .8 * s, 1.6 * s, 1.6 * s, -1.6 * s);
		break;
	case 4:
		put(t, "M%.1f %.1fl%.1f %.1fl%.1f %.1fl%.1f %.1fz", x, y - s, s, s, -s, s, -s, -s);
		break;
	default:
		put(t, "M%.1f %.1fh%.1fM%.1f %.1fv%.1f", x - s, y, 2 * s, x, y - s, 2 * s);
	}
}

/* Begins the path of a class's marks. */
static void put_pen(struct text *t, size_t class, double s)
{
	put(t, "<path class=\"mark c%zu\" stroke-width=\"%.1f\" d=\"", class % 8, class % 6 ? fmax(s / 2, 1) : 2 * s);
}

static void put_marks(struct text *t, const struct region_rows *r, const struct frame *f)
{
	double s = r->n <= 300 ? 4.5 : r->n <= 3000 ? 3 : 1.8;

	for (size_t class = 0; class < r->classes.n; class ++) {
		put_pen(t, class, s);
		for (size_t i = 0; i < r->n; i++)
			if (r->row[i].part[REGION_CLASS] == (double)class)
				put_mark(t, class, frame_place(&f->x, r->row[i].part[REGION_X]),
					frame_place(&f->y, r->row[i].part[REGION_Y]), s);
		put(t, "\"/>\n");
	}
}

int region_draw(struct text *t, const struct region_rows *r, const struct frame *f, struct err *e)
{
	struct point corner[2];
	struct series ends;
	struct panel p = panel_of(r, &ends, corner);
	int st;

	put(t, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"plane-title plane-text\">\n", SIDE, SIDE);
	put(t, "<title id=\"plane-title\">Cases by ");
	put_markup_name(t, &r->column.name[0]);
	put(t, " and ");
	put_markup_name(t, &r->column.name[1]);
	put(t, "</title>\n<desc id=\"plane-text\">%zu points, each in the shape of its class, and the line where the ",
		r->n);
	put(t, "model's answer changes.</desc>\n");
	put_svg_axes(t, &p, f);
	put_marks(t, r, f);
	put(t, "<path class=\"boundary\" d=\"");
	st = region_line(t, r, f, e);
	put(t, "\"/>\n</svg>\n<svg class=\"over\" viewBox=\"0 0 %d %d\" aria-hidden=\"true\">", SIDE, SIDE);
	put(t,
		"<path id=\"area\" class=\"area\"/><path id=\"corners\" class=\"corners\"/>"
		"<path id=\"cross\" class=\"cross\"/></svg>\n");
	return st;
}

void region_key(struct text *t, const struct region_rows *r)
{
	put(t, "<ul class=\"key\">\n");
	for (size_t class = 0; class < r->classes.n; class ++) {
		put(t, "<li><svg viewBox=\"-7 -7 14 14\" aria-hidden=\"true\">");
		put_pen(t, class, 4.5);
		put_mark(t, class, 0, 0, 4.5);
		put(t, "\"/></svg> ");
		put_markup_name(t, &r->classes.name[class]);
		put(t, "</li>\n");
	}
	put(t, "<li><svg viewBox=\"-7 -7 14 14\" aria-hidden=\"true\"><path class=\"boundary\" d=\"M-6 4L6-4\"/></svg> ");
	put(t, "the model's answer changes</li>\n</ul>\n");
	put(t, "<p>Shapes are the true classes. The line is drawn from the rows: between the nodes of a grid of ");
	put(t, "%d by %d, each with the answer of the row nearest to it.</p>\n", REGION_GRID, REGION_GRID);
}
