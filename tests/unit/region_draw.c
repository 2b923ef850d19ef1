/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/region/region_draw: every row is one mark, in its class's path and at its place, within the frame; the key has all classes. */
#include "region/region_draw.h"

#include <string.h>

#include "check.h"

enum { ROWS = 40, CLASSES = 3 };

static struct err e;

static char *ended(struct text *t)
{
	CHECK(!t->st && !buf_add_char(t->out, 0, &e));
	return t->out->p;
}

/* The places in a path of class 0, which are "Mx yh0". */
static size_t places(const char *path, double (*at)[2])
{
	size_t n = 0;
	int used;

	for (const char *s = strstr(path, "d=\"") + 3; sscanf(s, "M%lf %lfh0%n", &at[n][0], &at[n][1], &used) == 2;
		s += used)
		n++;
	return n;
}

static void test_marks(const struct region_rows *r)
{
	struct buf out = {0};
	struct text t = {.out = &out, .e = &e};
	struct frame f = region_frame(r);
	double at[ROWS][2];
	const char *svg, *path;
	size_t n, k = 0;

	CHECK(!region_draw(&t, r, &f, &e));
	svg = ended(&t);
	CHECK(strstr(svg, "40 points") && strstr(svg, "x &lt;1&gt;") && !strstr(svg, "<1>"));
	n = places(strstr(svg, "<path class=\"mark c0\""), at);
	for (size_t i = 0; i < r->n; i++) {
		const double *part = r->row[i].part;
		double x = frame_place(&f.x, part[REGION_X]), y = frame_place(&f.y, part[REGION_Y]);

		CHECK(x >= f.x.from && x <= f.x.to && y >= f.y.to && y <= f.y.from);
		if (part[REGION_CLASS] > 0)
			continue;
		CHECK(k < n);
		CHECK_NEAR(at[k][0], x, .051);
		CHECK_NEAR(at[k][1], y, .051);
		k++;
	}
	CHECK(k == n);
	for (path = strstr(svg, "<path class=\"mark c1\""), n = 0; path && *path != '>'; path++)
		n += *path == 'M';
	CHECK(n == ROWS / CLASSES); /* a cross is one "M" and two lines */
	buf_free(&out);
}

static void test_key(const struct region_rows *r)
{
	struct buf out = {0};
	struct text t = {.out = &out, .e = &e};
	const char *key;
	size_t items = 0;

	region_key(&t, r);
	for (key = ended(&t); (key = strstr(key, "<li>")); key++)
		items++;
	CHECK(items == CLASSES + 1);
	buf_free(&out);
}

int main(void)
{
	struct region_row row[ROWS] = {0};
	struct region_rows r = {.row = row, .n = ROWS};
	static const char *const columns[] = {"x <1>", "y"}, *const classes[] = {"cat", "dog", "eel"};
	size_t place;

	for (size_t i = 0; i < 2; i++)
		CHECK(!names_add(&r.column, columns[i], strlen(columns[i]), &place, &e));
	for (size_t i = 0; i < CLASSES; i++)
		CHECK(!names_add(&r.classes, classes[i], strlen(classes[i]), &place, &e));
	for (size_t i = 0; i < ROWS; i++) {
		row[i].weight = 1;
		row[i].part[REGION_X] = (double)(i * 7 % ROWS) - 5;
		row[i].part[REGION_Y] = (double)i * 1e-3;
		row[i].part[REGION_CLASS] = (double)(i % CLASSES);
		row[i].part[REGION_ANSWER] = (double)(i > ROWS / 2);
		row[i].part[REGION_MARGIN] = .1;
	}
	test_marks(&r);
	test_key(&r);
	names_free(&r.column);
	names_free(&r.classes);
	return check_end();
}
