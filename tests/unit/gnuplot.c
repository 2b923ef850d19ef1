/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/figure/gnuplot: what it draws, and what it says when it does not. */
#include "draw/gnuplot.h"

#include <string.h>

#include "check.h"

static struct err e;

static int runs(const char *program, const char *terminal, struct buf *figure)
{
	struct buf text = {0};
	int st = buf_add_string(&text, program, &e);

	st = st ? st : gnuplot_run(&text, terminal, figure, &e);
	buf_free(&text);
	return st;
}

int main(void)
{
	struct buf figure = {0};

	CHECK(!runs("set terminal svg\nplot x\n", "svg", &figure) && figure.n > 6
		&& memmem(figure.p, figure.n, "</svg>", 6));
	figure.n = 0;
	CHECK(runs("set terminal nosuch\nplot x\n", "nosuch", &figure) == ST_SYSTEM && !figure.n
		&& !strcmp(e.text, "this gnuplot has no terminal 'nosuch'; see --term for others"));
	CHECK(runs("set terminal svg\nplot y\n", "svg", &figure) == ST_SYSTEM && strstr(e.text, "gnuplot failed: "));
	CHECK(runs("x = 1\n", "svg", &figure) == ST_SYSTEM && strstr(e.text, "it drew nothing"));
	buf_free(&figure);
	return check_end();
}
