/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/figure/style: sizes and fonts of figures. */
#include "draw/style.h"

#include <string.h>

#include "check.h"

static struct err e;

static void test_size(void)
{
	struct figure_style s = {0};

	CHECK(!style_size(&s, "300x200", FORMAT_PNG, &e) && s.width == 300 && s.height == 200);
	CHECK(!style_size(&s, "8.5x6", FORMAT_PDF, &e) && s.width == 8.5 && s.height == 6);
	CHECK(style_size(&s, "8.5x6", FORMAT_PNG, &e) == ST_USAGE);
	CHECK(style_size(&s, "95x200", FORMAT_PNG, &e) == ST_USAGE && !style_size(&s, "96x72", FORMAT_PNG, &e));
	CHECK(style_size(&s, "9601x200", FORMAT_PNG, &e) == ST_USAGE && !style_size(&s, "9600x7200", FORMAT_PNG, &e));
	CHECK(style_size(&s, "nanx200", FORMAT_PDF, &e) == ST_USAGE && strstr(e.text, "1.6 to 160 by 1.2 to 120"));
}

static void test_font(void)
{
	struct figure_style s = {0};

	CHECK(!style_font(&s, "DejaVu Sans", FORMAT_SVG, &e) && s.font.n == 11 && s.points == 0);
	CHECK(!style_font(&s, "DejaVu Sans,9.5", FORMAT_SVG, &e) && s.font.n == 11 && s.points == 9.5);
	CHECK(style_font(&s, "a\"b", FORMAT_SVG, &e) == ST_USAGE
		&& style_font(&s, "a,1e9", FORMAT_SVG, &e) == ST_USAGE);
	CHECK(style_font(&s, "a", FORMAT_DUMB, &e) == ST_USAGE);
}

int main(void)
{
	test_size();
	test_font();
	return check_end();
}
