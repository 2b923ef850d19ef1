/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "draw/format.h"

#include <string.h>

/* TeX has fonts of its own; points are what gnuplot takes for the size of its letters. */
const struct format_entry format_table[FORMAT_COUNT] = {
	[FORMAT_SVG] = {"svg", ".svg", "svg", 720, 540, "", "pixels", "noenhanced background \"#ffffff\"", "sans-serif",
		14},
	[FORMAT_PNG] = {"png", ".png", "pngcairo", 960, 720, "", "pixels", "noenhanced", "sans", 14},
	[FORMAT_PDF] = {"pdf", ".pdf", "pdfcairo", 16, 12, "cm", "centimetres", "noenhanced", "sans", 11},
	[FORMAT_EPS] = {"eps", ".eps", "epscairo", 16, 12, "cm", "centimetres", "noenhanced", "sans", 11,
		.opaque = true},
	[FORMAT_TIKZ] = {"tikz", ".tikz", "tikz", 16, 12, "cm", "centimetres", "", NULL, 10, .tex = true},
	[FORMAT_TEX] = {"tex", ".tex", "pict2e", 16, 12, "cm", "centimetres", "color gppoints", NULL, 10, .tex = true,
		.opaque = true},
	[FORMAT_DUMB] = {"dumb", ".txt", "dumb", 79, 24, "", "characters", "noenhanced", NULL, 0, .characters = true},
};

const char *format_name(size_t i)
{
	return i < FORMAT_COUNT ? format_table[i].name : NULL;
}

int format_of(const char *file)
{
	size_t n = strlen(file);

	for (int i = 0; i < FORMAT_COUNT; i++) {
		size_t m = strlen(format_table[i].suffix);

		if (n >= m && !strcmp(file + n - m, format_table[i].suffix))
			return i;
	}
	return -1;
}

static void trim(struct buf *page)
{
	size_t n = 0, line = 0; /* bytes kept, where the line of the last one begins */

	for (size_t i = 0; i < page->n; i++) {
		if (page->p[i] == '\f')
			continue;
		page->p[n++] = page->p[i];
		if (page->p[i] != '\n')
			continue;
		for (n--; n > line && page->p[n - 1] == ' '; n--)
			;
		if (n > 0)
			page->p[n++] = '\n';
		line = n;
	}
	if (n > 1 && page->p[n - 1] == '\n' && page->p[n - 2] == '\n')
		n--;
	page->n = n;
}

/* What stands before the date, which ends with the line or, in PDF, keeps its length: places there are counted in bytes. */
static const char *const before_date[FORMAT_COUNT] = {
	[FORMAT_PDF] = "/CreationDate (D:",
	[FORMAT_EPS] = "%%CreationDate: ",
	[FORMAT_TIKZ] = "\n%% ",
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static void undate(enum format format, struct buf *drawn)
{
	const char *before = before_date[format];
	char *end = drawn->p ? drawn->p + drawn->n : NULL, *at = drawn->p, *to;

	while (before && at && (at = memmem(at, (size_t)(end - at), before, strlen(before)))) {
		at += strlen(before);
		for (to = at; to < end && *to != '\n' && (format != FORMAT_PDF || is_digit(*to)); to++)
			if (format == FORMAT_PDF)
				*to = '0';
		if (format == FORMAT_PDF)
			continue;
		memmove(at, to, (size_t)(end - to));
		end -= to - at;
	}
	drawn->n = drawn->p ? (size_t)(end - drawn->p) : 0;
}

void format_finish(enum format format, struct buf *drawn)
{
	undate(format, drawn);
	if (format_table[format].characters)
		trim(drawn);
}
