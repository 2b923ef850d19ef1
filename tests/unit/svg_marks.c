/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/draw/svg_marks: each kind of series drawn in a frame of 100 by 100 in which a number is its place, against the bytes that SVG says;
 * what is unknown is left out, what is too near is one. */
#include "draw/svg_marks.h"

#include <math.h>
#include <string.h>

#include "check.h"

static struct err e;
static const struct frame frame = {{0, 1, 0, 100, .5, false}, {0, 1, 100, 0, .5, false}};

static void draws_as(int line, struct panel *p, struct series *s, const char *want)
{
	struct buf out = {0};
	struct text t = {.out = &out, .e = &e};

	put_svg_series(&t, p, &frame, s);
	CHECK(!t.st && !buf_add_char(&out, 0, &e));
	check_report(!strcmp(out.p, want), __FILE__, line, "drawn as\n%s\nnot\n%s", out.p, want);
	buf_free(&out);
}

#define DRAWS(p, s, want) draws_as(__LINE__, p, s, want)

static void test_lines(struct panel *p)
{
	struct point at[] = {{.x = 0, .y = .5}, {.x = .5, .y = 1}, {.x = .5, .y = NAN}, {.x = .75, .y = 0},
		{.x = .7501, .y = .0001}, {.x = 1, .y = .25}};
	struct series s = {.mark = MARK_LINES, .colour = 9, .p = at, .n = 6};

	DRAWS(p, &s, "<path class=\"line c1\" d=\"M0.00 50.00L50.00 0.00M75.00 100.00L100.00 75.00\"/>\n");
	s.mark = MARK_REFERENCE;
	s.n = 2;
	DRAWS(p, &s, "<path class=\"reference c1\" d=\"M0.00 50.00L50.00 0.00\"/>\n");
	s.mark = MARK_HULL;
	DRAWS(p, &s, "<path class=\"line hull c1\" d=\"M0.00 50.00L50.00 0.00\"/>\n");
}

static void test_band(struct panel *p)
{
	struct point at[] = {{.x = 0, .y_lo = .25, .y_hi = .5}, {.x = 1, .y_lo = .75, .y_hi = 1}};
	struct series s = {.mark = MARK_BAND, .p = at, .n = 2};

	DRAWS(p, &s, "<path class=\"band c0\" d=\"M0.00 50.00L100.00 0.00L100.00 25.00L0.00 75.00Z\"/>\n");
}

static void test_dots(struct panel *p)
{
	struct point at[] = {
		{.x = .25, .y = .5, .x_lo = 0, .x_hi = .5, .y_lo = .25, .y_hi = .75, .n = 3}, {.x = .5, .y = NAN}};
	struct series s = {.mark = MARK_RANGES, .p = at, .n = 2, .name = {(char *)"a<b", 3}};

	DRAWS(p, &s,
		"<g class=\"c0 few\"><path class=\"line\" d=\"M0.00 50.00H50.00\"/>"
		"<circle class=\"dot\" cx=\"25.00\" cy=\"50.00\" r=\"4\"><title>a&lt;b: 0.25: 0.5, n = 3</title></circle></g>\n");
	s.mark = MARK_POINTS;
	s.name.n = 0;
	at[0].n = FIGURE_FEW;
	DRAWS(p, &s,
		"<g class=\"c0\"><circle class=\"dot\" cx=\"25.00\" cy=\"50.00\" r=\"6\"><title>0.25: 0.5, n = 10</title>"
		"</circle></g>\n");
	s.mark = MARK_INTERVALS;
	s.n = 1; /* a single one has no line */
	at[0].n = 0;
	DRAWS(p, &s,
		"<g class=\"c0\"><path class=\"line\" d=\"M25.00 75.00V25.00\"/>"
		"<circle class=\"dot\" cx=\"25.00\" cy=\"50.00\" r=\"4\"><title>0.25: 0.5 (0.25 to 0.75)</title></circle></g>\n");
}

static void test_boxes(struct panel *p)
{
	struct point at[] = {{.x_lo = .1, .x_hi = .3, .y_lo = 0, .y_hi = .6, .y = .123456}};
	struct series s = {.mark = MARK_BARS, .p = at, .n = 1};

	DRAWS(p, &s,
		"<rect class=\"bar c0\" x=\"10.00\" y=\"40.00\" width=\"20.00\" height=\"60.00\"><title>0.1 to 0.3: 0.6</title></rect>\n");
	s.mark = MARK_CELLS;
	at[0].x = .2;
	DRAWS(p, &s,
		"<rect class=\"cell c0\" x=\"10.00\" y=\"40.00\" width=\"20.00\" height=\"60.00\" style=\"--share:0.123\">"
		"<title>0.2: 0.1235</title></rect>\n");
	at[0].y = NAN;
	DRAWS(p, &s,
		"<rect class=\"cell unknown c0\" x=\"10.00\" y=\"40.00\" width=\"20.00\" height=\"60.00\">"
		"<title>0.2: unknown</title></rect>\n");
}

static void test_texts(struct panel *p)
{
	struct point at[] = {{.x = .5, .y = .5, .y_lo = .125}};
	struct series s = {.mark = MARK_VALUES, .p = at, .n = 1};

	DRAWS(p, &s, "<text class=\"middle\" x=\"50.00\" y=\"44.00\">0.50</text>\n");
	s.mark = MARK_NUMBERS;
	DRAWS(p, &s, "<text class=\"middle\" x=\"50.00\" y=\"55.00\">0.12</text>\n");
}

/* On an axis of names points are said by theirs, quoted. */
static void test_names(struct panel *p)
{
	struct point at[] = {{.x = 1, .y = .5}};
	struct series s = {.mark = MARK_DOTS, .p = at, .n = 1};
	struct names tic = {0};

	CHECK(!names_add_words(&tic, (const char *const[]){"<script>", NULL}, &e));
	p->x.tic = &tic;
	DRAWS(p, &s,
		"<g class=\"c0\"><circle class=\"dot\" cx=\"100.00\" cy=\"50.00\" r=\"4\"><title>&lt;script&gt; 0.5</title></circle></g>\n");
	p->x.tic = NULL;
	names_free(&tic);
}

/* Of very many points none has a mark of its own. */
static void test_many(struct panel *p)
{
	static struct point at[2001];
	struct series s = {.mark = MARK_DOTS, .p = at, .n = 2001};

	DRAWS(p, &s, "<path class=\"line c0\" d=\"M0.00 100.00L0.00 100.00\"/>\n");
}

int main(void)
{
	struct panel p = {0};

	test_lines(&p);
	test_band(&p);
	test_dots(&p);
	test_boxes(&p);
	test_texts(&p);
	test_names(&p);
	test_many(&p);
	return check_end();
}
