/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "region/region_line.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"

struct node {
	double x, y, answer, margin; /* on the page; of the nearest row */
};

/* The nearest row, the first of equals: its answer. */
static void find_nearest(struct node *n, const struct region_rows *r, const double *place)
{
	double least = INFINITY;

	for (size_t i = 0; i < r->n; i++) {
		double dx = place[2 * i] - n->x, dy = place[2 * i + 1] - n->y, d = dx * dx + dy * dy;

		if (d < least) {
			least = d;
			n->answer = r->row[i].part[REGION_ANSWER];
			n->margin = r->row[i].part[REGION_MARGIN];
		}
	}
}

/* Where the line crosses from a to b. */
static struct node cross(const struct node *a, const struct node *b)
{
	double sum = a->margin + b->margin, share = sum > 0 ? a->margin / sum : .5;

	return (struct node){a->x + share * (b->x - a->x), a->y + share * (b->y - a->y), 0, 0};
}

static void put_segment(struct text *t, struct node a, struct node b)
{
	put(t, "M%.1f %.1fL%.1f %.1f", a.x, a.y, b.x, b.y);
}

/* Two answers: from edge to edge; three: from each edge to the middle. */
static void put_triangle(struct text *t, const struct node *const n[3])
{
	struct node at[3], middle = {0};
	size_t crossed = 0;

	for (size_t k = 0; k < 3; k++)
		if (n[k]->answer != n[(k + 1) % 3]->answer)
			at[crossed++] = cross(n[k], n[(k + 1) % 3]);
	if (crossed == 2)
		put_segment(t, at[0], at[1]);
	for (size_t k = 0; crossed == 3 && k < 3; k++) {
		middle.x += at[k].x / 3;
		middle.y += at[k].y / 3;
	}
	for (size_t k = 0; crossed == 3 && k < 3; k++)
		put_segment(t, at[k], middle);
}

int region_line(struct text *t, const struct region_rows *r, const struct frame *f, struct err *e)
{
	enum { SIDE = REGION_GRID + 1 };
	struct node *node = mem_alloc(SIDE * SIDE, sizeof *node, e);
	double *place = mem_alloc(2 * r->n, sizeof *place, e);
	bool room = node && place;

	for (size_t i = 0; room && i < r->n; i++) {
		place[2 * i] = frame_place(&f->x, r->row[i].part[REGION_X]);
		place[2 * i + 1] = frame_place(&f->y, r->row[i].part[REGION_Y]);
	}
	for (size_t k = 0; room && k < SIDE * SIDE; k++) {
		node[k].x = f->x.from + (double)(k % SIDE) / REGION_GRID * (f->x.to - f->x.from);
		node[k].y = f->y.from + (double)(k / SIDE) / REGION_GRID * (f->y.to - f->y.from);
		find_nearest(&node[k], r, place);
	}
	for (size_t k = 0; room && k < SIDE * REGION_GRID; k++) {
		const struct node *n = &node[k];

		if (k % SIDE == REGION_GRID)
			continue;
		put_triangle(t, (const struct node *const[]){n, n + 1, n + SIDE + 1});
		put_triangle(t, (const struct node *const[]){n, n + SIDE + 1, n + SIDE});
	}
	free(node);
	free(place);
	return room ? t->st : ST_SYSTEM;
}
