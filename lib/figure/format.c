/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "figure/format.h"

#include <string.h>

const struct format_entry format_table[FORMAT_COUNT] = {
	[FORMAT_SVG] = {"svg", ".svg", "svg", 720, 540, "", "pixels", "noenhanced background \"#ffffff\"", "sans-serif",
		14, false},
	[FORMAT_PNG] = {"png", ".png", "pngcairo", 960, 720, "", "pixels", "noenhanced", "sans", 14, false},
	[FORMAT_PDF] = {"pdf", ".pdf", "pdfcairo", 16, 12, "cm", "centimetres", "noenhanced", "sans", 11, false},
	[FORMAT_DUMB] = {"dumb", ".txt", "dumb", 79, 24, "", "characters", "noenhanced", NULL, 0, true},
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

void format_trim(struct buf *page)
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
