/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/draw/text_axis: limits, tics of a logarithmic axis, names in place of tics; lib/draw/text_ends: the margin that names need. */
#include "draw/text_axis.h"

#include <string.h>

#include "check.h"
#include "draw/text_ends.h"

static struct err e;
static const struct figure_style plain;

/* What an axis is told, to be freed. */
static char *told(enum format format, char which, const struct axis *a)
{
	struct buf out = {0};
	struct text t = {.out = &out, .format = format, .style = &plain, .width = 720, .height = 540, .e = &e};

	put_text_axis(&t, which, a, false);
	CHECK(!t.st && !buf_add_char(&out, 0, &e));
	return out.p;
}

static bool says(enum format format, char which, struct axis a, const char *words)
{
	char *s = told(format, which, &a);
	bool there = strstr(s, words);

	free(s);
	return there;
}

static void test_limits(void)
{
	CHECK(says(FORMAT_SVG, 'y', (struct axis){.lo = NAN, .hi = NAN}, "set yrange [*:*]\n"));
	CHECK(says(FORMAT_SVG, 'y', (struct axis){.lo = NAN, .hi = NAN, .share = true}, "set yrange [0 < *:* < 1]\n"));
	CHECK(says(FORMAT_SVG, 'x', (struct axis){.lo = .1 + .2, .hi = .7 + .1}, "set xrange [0.3:0.8]\n"));
	CHECK(says(FORMAT_SVG, 'y', (struct axis){.lo = 0, .hi = 1, .step = .25}, "set ytics 0.25\n"));
}

static void test_logarithmic(void)
{
	CHECK(says(FORMAT_SVG, 'x', (struct axis){.lo = 1, .hi = 5, .log = true}, "set xtics (1, 2, 5)\n"));
	CHECK(says(
		FORMAT_SVG, 'x', (struct axis){.lo = .3, .hi = 30, .log = true}, "set xtics (0.5, 1, 2, 5, 10, 20)\n"));
	CHECK(says(FORMAT_SVG, 'x', (struct axis){.lo = 1e-3, .hi = 2e2, .log = true},
		"set xtics (0.001, 0.01, 0.1, 1, 10, 100)\n"));
}

static void test_names(void)
{
	static char name[] = "a name that is so long that it is not shown in full";
	struct names names = {0};
	struct axis a = {.lo = .5, .hi = 6.5, .tic = &names};
	size_t place;

	for (size_t i = 0; i < 6; i++)
		CHECK(!names_add(&names, name + i, 1 + 9 * i, &place, &e));
	CHECK(says(FORMAT_SVG, 'x', a, "rotate by -45\n"));
	CHECK(!says(FORMAT_DUMB, 'x', a, "rotate by -45"));
	CHECK(says(FORMAT_SVG, 'y', a, "\"...")); /* 46 letters */
	CHECK(!says(FORMAT_SVG, 'x', a, "\"..."));
	CHECK(says(FORMAT_SVG, 'y', a, "set lmargin 42\n"));
	names_free(&names);
}

/* Of very many names some are there, upright. */
static void test_many(void)
{
	static char digits[46][8];
	struct names names = {0};
	struct axis a = {.lo = .5, .hi = 46.5, .tic = &names};
	size_t place;

	for (size_t i = 0; i < 46; i++)
		CHECK(!names_add(&names, digits[i], (size_t)snprintf(digits[i], 8, "%zu", i % 100), &place, &e));
	CHECK(says(FORMAT_SVG, 'x', a, "rotate by -90\n") && !says(FORMAT_SVG, 'x', a, "-45"));
	CHECK(says(FORMAT_SVG, 'x', a, " at first 3,") && !says(FORMAT_SVG, 'x', a, " at first 2,"));
	CHECK(says(FORMAT_DUMB, 'x', a, " at first 2,"));
	names_free(&names);
}

/* Two curves of names of n letters ask for a margin that holds them, a grid and a square for none. */
static void test_margin(void)
{
	static char letters[] = "abcdefghijklmnopqrstuvwxyz";
	struct text t = {.format = FORMAT_SVG, .style = &plain, .width = 720, .height = 540, .e = &e};

	for (size_t n = 1; n < 26; n++) {
		struct figure f = {0};
		struct panel *p = figure_panel(&f, &e);

		p->x = p->y = (struct axis){.lo = 0, .hi = 1};
		for (size_t k = 0; k < 2; k++) {
			struct series *s = figure_series(&f, p, MARK_LINES, k, (struct name){letters, k ? n : 1}, &e);

			CHECK(!series_add(s, (struct point){0}, &e)
				&& !series_add(s, (struct point){.x = 1, .y = 1}, &e));
		}
		CHECK(n > ENDS_LETTERS ? !text_ends_margin(&t, &f) : text_ends_margin(&t, &f) > n);
		f.square = true;
		CHECK(!text_ends_margin(&t, &f));
		f.square = false;
		f.cells = 1;
		CHECK(!text_ends_margin(&t, &f));
		figure_free(&f);
	}
}

int main(void)
{
	test_limits();
	test_logarithmic();
	test_names();
	test_many();
	test_margin();
	return check_end();
}
