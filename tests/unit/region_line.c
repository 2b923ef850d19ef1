/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/region/region_line: a row on every node, whose margins are linear, gives the straight line itself; three answers meet in a point.
 * lib/region/region_rows: what a threshold defers, by hand. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>

#include "region/region_line.h"

enum { NODES = (REGION_GRID + 1) * (REGION_GRID + 1) };

static const struct frame frame = {{0, 1, 0, 600, 0, false}, {0, 1, 600, 0, 0, false}};

/* Puts the path's segments into end [most]; how many. */
static size_t segments(struct region_rows *r, double (*end)[4], size_t most)
{
	struct buf out = {0};
	struct err e;
	struct text t = {.out = &out, .e = &e};
	size_t n = 0;
	int used;

	CHECK(!region_line(&t, r, &frame, &e) && !buf_add_char(&out, 0, &e));
	for (const char *s = out.p;
		n < most && sscanf(s, "M%lf %lfL%lf %lf%n", &end[n][0], &end[n][1], &end[n][2], &end[n][3], &used) == 4;
		s += used)
		n++;
	buf_free(&out);
	return n;
}

static void place(struct region_row *row, size_t k)
{
	row->part[REGION_X] = (double)(k % (REGION_GRID + 1)) / REGION_GRID;
	row->part[REGION_Y] = (double)(k / (REGION_GRID + 1)) / REGION_GRID;
}

static void test_straight(void)
{
	static double end[NODES][4];
	struct region_rows r = {.row = calloc(NODES, sizeof *r.row), .n = NODES};
	size_t n;

	for (size_t k = 0; k < NODES; k++) {
		double *at = r.row[k].part, m;

		place(&r.row[k], k);
		m = at[REGION_X] + .4 * at[REGION_Y] - .71;
		at[REGION_ANSWER] = m > 0;
		at[REGION_MARGIN] = fabs(m);
	}
	n = segments(&r, end, NODES);
	CHECK(n >= REGION_GRID);
	for (size_t i = 0; i < n; i++)
		for (int k = 0; k < 4; k += 2)
			CHECK_NEAR(end[i][k] / 600 + .4 * (1 - end[i][k + 1] / 600), .71, 2e-4);
	free(r.row);
}

/* Three sectors: the lines between them end in one triangle, from whose middle three segments go out. */
static void test_three(void)
{
	static double end[NODES][4];
	struct region_rows r = {.row = calloc(NODES, sizeof *r.row), .n = NODES};
	size_t n, middle = 0;

	for (size_t k = 0; k < NODES; k++) {
		double *at = r.row[k].part;

		place(&r.row[k], k);
		at[REGION_ANSWER] = at[REGION_X] < .505 ? 0 : at[REGION_Y] < .495 ? 1 : 2;
		at[REGION_MARGIN] = 1;
	}
	n = segments(&r, end, NODES);
	for (size_t i = 0; i < n; i++)
		for (size_t j = i + 1; j < n; j++)
			middle += end[i][2] == end[j][2] && end[i][3] == end[j][3] && fabs(end[i][2] - 303) < 12
				&& fabs(end[i][3] - 303) < 12;
	CHECK(n > 2 * REGION_GRID && middle >= 3);
	free(r.row);
}

/* Confidences .6, .6 and .9: two points a block; the second of the two stays with the model. */
static void test_curve(void)
{
	struct region_row row[3] = {{{.6, 0, 0, 0, 0, 0, 0, 1, 0}, 2}, {{.6, 0, 0, 0, 0, 0, 1, NAN, -1}, 1},
		{{.9, 0, 0, 0, 0, 0, 1, 0, 0}, 4}};
	struct region_rows r = {.row = row, .n = 3};
	struct region_curve c = {.rows = &r};
	struct region_point p;

	CHECK(region_curve_next(&c, &p) && p.deferred == 0 && p.right == 5 && p.scored == 7 && p.above == .6);
	CHECK(region_curve_next(&c, &p) && p.deferred == 2 && p.right == 7 && p.scored == 7 && p.above == .9);
	CHECK(region_curve_next(&c, &p) && p.deferred == 6 && p.right == 3 && p.scored == 7 && isinf(p.above));
	CHECK(!region_curve_next(&c, &p));
}

int main(void)
{
	test_straight();
	test_three();
	test_curve();
	return check_end();
}
