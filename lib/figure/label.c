/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "figure/label.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* The bytes of the character that s begins with and its code point; 0 when there is none (RFC 3629). */
static size_t character(const unsigned char *s, size_t n, uint32_t *code)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t length = *s < 0x80 ? 1 : *s < 0xc2 ? 0 : *s < 0xe0 ? 2 : *s < 0xf0 ? 3 : *s < 0xf5 ? 4 : 0;

	if (!length || length > n)
		return 0;
	*code = length == 1 ? *s : *s & (0x7fu >> length);
	for (size_t i = 1; i < length; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | (s[i] & 0x3f);
	}
	return *code < least[length] ? 0 : length;
}

static bool is_shown(uint32_t c)
{
	static const uint32_t not_shown[][2] = {{0, 0x1f}, {0x7f, 0x9f}, {0x200e, 0x200f}, {0x2028, 0x202e},
		{0x2066, 0x2069}, {0xd800, 0xdfff}, {0xfeff, 0xfeff}, {0xfffe, 0xffff}, {0x110000, UINT32_MAX}};

	for (size_t i = 0; i < sizeof not_shown / sizeof *not_shown; i++)
		if (c >= not_shown[i][0] && c <= not_shown[i][1])
			return false;
	return true;
}

static int add_escaped(struct buf *out, const unsigned char *s, size_t n, struct err *e)
{
	char text[8];
	int st = ST_OK;

	for (size_t i = 0; !st && i < n; i++) {
		snprintf(text, sizeof text, "\\x%02x", s[i]);
		st = buf_add_string(out, text, e);
	}
	return st;
}

int label_add(struct buf *out, const char *s, size_t n, struct err *e)
{
	const unsigned char *u = (const unsigned char *)s;
	size_t length;
	int st = ST_OK;

	for (size_t i = 0; !st && i < n; i += length) {
		uint32_t code = 0;
		bool whole = (length = character(u + i, n - i, &code)) > 0;
		bool markup = (i > 1 && !memcmp(s + i - 2, "]]>", 3)) || (i + 1 < n && !memcmp(s + i, "&#", 2));

		if (i >= LABEL_BYTES)
			return buf_add_string(out, "...", e);
		length = whole ? length : 1;
		st = whole && is_shown(code) && !markup ? buf_add(out, s + i, length, e)
							: add_escaped(out, u + i, length, e);
	}
	return st;
}

int label_tex(struct buf *out, const char *text, size_t n, struct err *e)
{
	static const char special[] = "\\{}[$&#_%^~<>|\"`'-,? ";
	static const char *const written[] = {"\\textbackslash{}", "\\{", "\\}", "\\lbrack{}", "\\$", "\\&", "\\#",
		"\\_", "\\%", "\\textasciicircum{}", "\\textasciitilde{}", "\\textless{}", "\\textgreater{}",
		"\\textbar{}", "\\char34{}", "\\textasciigrave{}", "'{}", "-{}", ",{}", "?{}", "\\ "};
	int st = ST_OK;

	for (size_t i = 0; !st && i < n; i++) {
		const char *at = memchr(special, text[i], sizeof special - 1);

		st = at ? buf_add_string(out, written[at - special], e) : buf_add_char(out, text[i], e);
	}
	return st;
}

size_t label_width(const char *s, size_t n)
{
	size_t width = 0;

	for (size_t i = 0; i < n; i++)
		width += ((unsigned char)s[i] & 0xc0) != 0x80;
	return width;
}

int label_letters(const char *s, size_t n, size_t *letters, struct err *e)
{
	struct buf label = {0};
	int st = label_add(&label, s, n, e);

	*letters = label_width(label.p, label.n);
	buf_free(&label);
	return st;
}

struct name label_end(const struct name *name, size_t most, char *shown)
{
	const char *s = name->s + name->n - most;
	size_t n = most;

	if (name->n <= most + 3)
		return *name;
	for (; n && ((unsigned char)*s & 0xc0) == 0x80; s++, n--)
		; /* the middle of a character */
	memcpy(shown, "...", 3);
	memcpy(shown + 3, s, n);
	return (struct name){shown, n + 3};
}
