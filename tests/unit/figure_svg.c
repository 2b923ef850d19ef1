/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/draw/figure_svg: points lie where the frame says, nothing lies outside the drawing, each panel's names are there, what is not
 * known is a gap. */
#include "draw/figure_svg.h"

#include <string.h>

#include "figure/multiples.h"

#include "check.h"

static struct err e;

/* The drawing, to be freed. */
static char *drawn(const struct figure *f)
{
	struct buf out = {0};
	struct text t = {.out = &out, .e = &e};

	put_figure_svg(&t, f, 1, "words");
	CHECK(!t.st && !buf_add_char(&out, 0, &e));
	return out.p;
}

static size_t count(const char *s, const char *what)
{
	size_t n = 0;

	for (; (s = strstr(s, what)); s++)
		n++;
	return n;
}

/* Stacked panels of the lines y = x^k at x = 0, 1/2, 1, called a, b ...; every second one in dots. */
static struct figure stack(size_t panels, size_t lines, bool known)
{
	static char letters[] = "abcdefghij";
	struct figure f = {0};

	for (size_t i = 0; i < panels; i++) {
		struct panel *p = figure_panel(&f, &e);

		p->share = 1 / (double)panels;
		p->x = (struct axis){.title = "from here", .lo = 0, .hi = 1, .bare = i + 1 < panels};
		p->y = (struct axis){.title = "to there", .lo = 0, .hi = 1};
		p->key = true;
		for (size_t k = 0; k < lines; k++) {
			struct series *s = figure_series(
				&f, p, k % 2 ? MARK_DOTS : MARK_LINES, k, (struct name){letters + k, 1}, &e);

			for (int x = 0; x < 3; x++)
				CHECK(!series_add(s,
					(struct point){
						.x = x / 2., .y = x == 1 && !known ? NAN : pow(x / 2., (double)k + 1)},
					&e));
		}
	}
	return f;
}

/* All dots, as the panel's data-x and data-y place them. */
static void check_dots(const char *svg, size_t lines)
{
	const char *panel = svg;

	while ((panel = strstr(panel, "<g class=\"panel\""))) {
		double x[4], y[4], width, height;
		const char *dot = panel;

		CHECK(sscanf(strstr(svg, "viewBox"), "viewBox=\"0 0 %lf %lf", &width, &height) == 2);
		CHECK(sscanf(panel, "<g class=\"panel\" data-x=\"%lf %lf %lf %lf\" data-y=\"%lf %lf %lf %lf\"", x,
			      x + 1, x + 2, x + 3, y, y + 1, y + 2, y + 3)
			== 8);
		CHECK(x[2] > 0 && x[3] > x[2] && x[3] < width && y[3] > 0 && y[3] < y[2] && y[2] < height);
		for (size_t k = 1; k < lines; k += 2)
			for (int i = 0; i < 3; i++) {
				double at[2];

				dot = strstr(dot, "<circle class=\"dot\" cx=");
				CHECK(dot
					&& sscanf(dot, "<circle class=\"dot\" cx=\"%lf\" cy=\"%lf\"", at, at + 1) == 2);
				CHECK_NEAR(at[0], x[2] + i / 2. * (x[3] - x[2]), .011);
				CHECK_NEAR(at[1], y[2] + pow(i / 2., (double)k + 1) * (y[3] - y[2]), .011);
				dot++;
			}
		panel++;
	}
}

static void test_names(void)
{
	for (size_t panels = 1; panels < 4; panels++)
		for (size_t lines = 1; lines < 9; lines += 3) {
			struct figure f = stack(panels, lines, true);
			char *svg = drawn(&f);

			/* at the ends of up to six curves, where that has room, else in a key; in every panel */
			CHECK(count(svg, ">a</text>") == panels);
			CHECK(panels > 1 || count(svg, "class=\"key c0\"") == (lines > 6));
			CHECK(lines < 7 || count(svg, "class=\"key c0\"") == panels);
			CHECK(count(svg, "<g class=\"panel\"") == panels);
			CHECK(count(svg, "from here</text>") == panels && count(svg, "a: 3 points") == panels);
			check_dots(svg, lines);
			free(svg);
			figure_free(&f);
		}
}

static void test_gap(void)
{
	struct figure f = stack(1, 1, false);
	char *svg = drawn(&f);
	const char *line = strstr(svg, "<path class=\"line c0\" d=\"");

	CHECK(strstr(svg, "a: 2 points, at from here 0 0, at 1 1. ") && !strstr(svg, "nan"));
	CHECK(line && strcspn(strstr(line, "d=\"") + 3, "L") > strcspn(strstr(line, "d=\"") + 3, "\""));
	free(svg);
	figure_free(&f);
}

/* A name beside the axis makes room for itself, to a limit; it is text. */
static void test_beside(void)
{
	static char markup[] = "<b>&x", path[] = "one/two/three/four/five/six/seven/eight/nine";
	char *given[] = {markup, path};
	size_t place;
	struct figure f = {0};
	struct panel *p = figure_panel(&f, &e);
	struct series *s = figure_series(&f, p, MARK_RANGES, 0, (struct name){0}, &e);
	double x[4];
	char *svg;

	p->x = (struct axis){.lo = 0, .hi = 1};
	p->y = (struct axis){.lo = 2.5, .hi = .5, .tic = &f.names[1]};
	for (size_t i = 0; i < 2; i++)
		CHECK(!names_add(&f.names[1], given[i], strlen(given[i]), &place, &e)
			&& !series_add(s, (struct point){.x = .5, .y = (double)i + 1, .x_lo = .4, .x_hi = .6}, &e));
	svg = drawn(&f);
	CHECK(strstr(svg, ">&lt;b&gt;&amp;x</text>") && !strstr(svg, "<b>"));
	CHECK(strstr(svg, ">...") && strstr(svg, "/seven/eight/nine</text>") && !strstr(svg, "one/two"));
	CHECK(sscanf(strstr(svg, "data-x"), "data-x=\"%lf %lf %lf %lf", x, x + 1, x + 2, x + 3) == 4);
	CHECK(x[2] > 29 * 6 && x[3] - x[2] > 200);
	free(svg);
	figure_free(&f);
}

/* Small multiples: a drawing a curve, each with its name above it and its own id; dots lie where the cell's frame says. */
static void test_cells(void)
{
	for (size_t panels = 1; panels < 3; panels++) {
		struct figure f = stack(panels, MULTIPLES_MOST + 1, true);
		char *svg, id[48];

		CHECK(!figure_multiples(&f, &e) && f.cells == MULTIPLES_MOST + 1);
		svg = drawn(&f);
		CHECK(count(svg, "<svg ") == f.cells && count(svg, "</svg>") == f.cells);
		CHECK(count(svg, "<g class=\"panel\"") == panels * f.cells);
		CHECK(count(svg, "to there</text>") == panels * f.cells
			&& count(svg, "from here") == 1 + panels * f.cells);
		CHECK(count(svg, "<p class=\"across\">from here</p>") == 1 && !count(svg, "class=\"key"));
		for (size_t k = 0; k < f.cells; k++) {
			snprintf(id, sizeof id, "<title id=\"figure-1-%zu\">", k + 1);
			CHECK(count(svg, id) == 1);
			snprintf(id, sizeof id, ">%c</text>", (char)('a' + k));
			CHECK(count(svg, id) == 1);
		}
		free(svg);
		figure_free(&f);
	}
}

/* Names below an axis, n of them, which are turned where they have no room: none lies in the title or outside. */
static void check_below(size_t n, const char *turned)
{
	static char name[40][32];
	struct figure f = {0};
	struct panel *p = figure_panel(&f, &e);
	struct series *s = figure_series(&f, p, MARK_BARS, 0, (struct name){0}, &e);
	double width, height, y[4], title = 0;
	size_t place, shown = 0;
	char *svg;

	p->x = (struct axis){.title = "agent", .lo = .5, .hi = (double)n + .5, .tic = &f.names[0]};
	for (size_t i = 0; i < n; i++) {
		double x = (double)i + 1;

		CHECK(!names_add(&f.names[0], name[i], (size_t)snprintf(name[i], sizeof name[i], "reader %zu", i),
			      &place, &e)
			&& !series_add(
				s, (struct point){.x = x, .y = 1, .x_lo = x - .4, .x_hi = x + .4, .y_hi = 1}, &e));
	}
	svg = drawn(&f);
	CHECK(sscanf(strstr(svg, "viewBox"), "viewBox=\"0 0 %lf %lf", &width, &height) == 2);
	CHECK(sscanf(strstr(svg, "data-y"), "data-y=\"%lf %lf %lf %lf", y, y + 1, y + 2, y + 3) == 4);
	for (const char *end = strstr(svg, ">agent</text>"), *at = svg; (at = strstr(at, " y=\"")) && at < end;)
		title = strtod(at += 4, NULL);
	CHECK(title > y[2] && title < height);
	for (const char *at = svg; (at = strstr(at, "transform=\"rotate(")); at++, shown++)
		CHECK(!strncmp(at + strlen("transform=\"rotate("), turned, strlen(turned)));
	CHECK(!*turned || (shown >= n / 2 && shown <= n));
	CHECK(strcmp(turned, "-90") || title > y[2] + 8 * 8 + 10);
	CHECK(y[2] - y[3] > 200); /* the panel keeps its height */
	free(svg);
	figure_free(&f);
}

int main(void)
{
	test_cells();
	check_below(12, "-35");
	check_below(40, "-90");
	test_names();
	test_gap();
	test_beside();
	return check_end();
}
