/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/decide/region: files of polygons, what is inside by areas in closed form, and what is refused where. */
#include "decide/region.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"

static struct err e;

static int read_text(struct region *r, const char *text)
{
	char name[] = "/tmp/l2d-region-XXXXXX";
	int fd = mkstemp(name), st;
	size_t n = strlen(text);

	CHECK(write(fd, text, n) == (ssize_t)n);
	close(fd);
	st = region_read(r, name, &e);
	unlink(name);
	return st;
}

/* The share of a grid's cells whose middles are inside is the area, where edges lie between cells. */
static double area(const struct region *r, double side, size_t cells)
{
	size_t in = 0;

	for (size_t i = 0; i < cells; i++)
		for (size_t j = 0; j < cells; j++)
			in += region_has(
				r, ((double)i + .5) * side / (double)cells, ((double)j + .5) * side / (double)cells);
	return (double)in * (side / (double)cells) * (side / (double)cells);
}

/* Two squares of 4 that share 1, and a rectangle beside them: 4 + 4 - 1 + 2. */
static void test_union(void)
{
	struct region r;

	CHECK(!read_text(&r,
		"x,\"the, y\",of\n0,0,a\n2,0,a\n2,2,a\n0,2,a\n1,1,b\n3,1,b\n3,3,b\n1,3,b\n1,1,b\n"
		"5,0,c\n6,0,c\n6,2,c\n5,2,c\n"));
	CHECK(r.n == 3 && r.ring[1].polygon.n == 4);
	CHECK(!strcmp(r.column.name[0].s, "x") && !strcmp(r.column.name[1].s, "the, y"));
	CHECK_NEAR(area(&r, 8, 64), 9, 1e-12);
	CHECK(region_has(&r, 0, 1) && region_has(&r, 6, 2) && !region_has(&r, 4, 1) && !region_has(&r, 2, .999 - 1));
	region_free(&r);
	region_free(&r);
}

/* An L of area 3; its notch lies in its frame. */
static void test_notch(void)
{
	struct region r;

	CHECK(!read_text(&r, "u,v\n0,0\n2,0\n2,1\n1,1\n1,2\n0,2\n"));
	CHECK(r.n == 1 && !r.name.n);
	CHECK_NEAR(area(&r, 2, 32), 3, 1e-12);
	CHECK(!region_has(&r, 1.5, 1.5) && region_has(&r, 1, 1.5));
	region_free(&r);
}

static void test_refusals(void)
{
	static const struct {
		const char *text, *says;
	} wrong[] = {
		{"x\n1\n", ":1:1: 1 column:"},
		{"x,y,a,b\n", ":1:1: 4 columns:"},
		{"x,y\n", "no polygon"},
		{"x,y\n0,0\n1,1\n", "fewer than 3 vertices"},
		{"x,y\n0,0\n1,1\n0,0\n", "fewer than 3 vertices"},
		{"x,y,n\n0,0,a\n1,0,a\n1,1,a\n0,0,b\n", "polygon 'b' has fewer than 3"},
		{"x,y,n\n0,0,a\n1,0,a\n1,1,a\n0,0,b\n1,0,b\n1,1,b\n2,2,a\n", ":8:5: column 'n'"},
		{"x,y\n0,0\n1,\n", ":3:3: column 'y'"},
		{"x,y\n0,0\ninf,0\n", ":3:1: column 'x'"},
	};
	struct region r;

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		CHECK(read_text(&r, wrong[i].text) == ST_DATA && strstr(e.text, wrong[i].says));
		region_free(&r);
	}
	CHECK(region_read(&r, "/nowhere/at/all", &e) == ST_SYSTEM);
	region_free(&r);
}

int main(void)
{
	test_union();
	test_notch();
	test_refusals();
	return check_end();
}
