/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "draw/put.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "figure/label.h"
#include "number/num_print.h"

void put(struct text *t, const char *fmt, ...)
{
	char piece[256];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(piece, sizeof piece, fmt, ap);
	va_end(ap);
	if (!t->st)
		t->st = n < (int)sizeof piece ? buf_add(t->out, piece, (size_t)n, t->e)
					      : err_set(t->e, ST_SYSTEM, "a line of the figure is too long");
}

void put_number(struct text *t, double x)
{
	char digits[NUM_LENGTH];

	put(t, "%.*s", isnan(x) ? 3 : (int)num_print(digits, x, 0), isnan(x) ? "NaN" : digits);
}

/* A digit behind an escaped byte is escaped too: gnuplot takes any number of them into one octal number. */
static void put_escaped(struct text *t, const struct buf *label)
{
	static const char plain[] = " -_.,:;=+/()abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
			  digits[] = "0123456789";
	bool octal = false;

	for (size_t i = 0; !t->st && i < label->n; i++) {
		unsigned char c = (unsigned char)label->p[i];

		octal = c < 0x80 && !memchr(plain, c, sizeof plain - 1)
			&& (octal || !memchr(digits, c, sizeof digits - 1));
		if (octal)
			put(t, "\\%03o", c);
		else
			t->st = buf_add_char(t->out, (char)c, t->e);
	}
}

void put_name(struct text *t, const struct name *name)
{
	struct buf label = {0}, tex = {0};

	if (!t->st)
		t->st = label_add(&label, name->s, name->n, t->e);
	if (!t->st && format_table[t->format].tex)
		t->st = label_tex(&tex, label.p, label.n, t->e);
	put(t, "\"");
	put_escaped(t, format_table[t->format].tex ? &tex : &label);
	put(t, "\"");
	buf_free(&label);
	buf_free(&tex);
}

void put_bytes(struct text *t, const char *s, size_t n)
{
	if (!t->st)
		t->st = buf_add(t->out, s, n, t->e);
}

void put_words(struct text *t, const char *s)
{
	put_bytes(t, s, strlen(s));
}

void put_markup(struct text *t, const char *s, size_t n)
{
	static const char special[] = "&<>\"'", *const written[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
	struct buf label = {0};

	if (!t->st)
		t->st = label_add(&label, s, n, t->e);
	for (size_t i = 0; i < label.n; i++) {
		const char *at = memchr(special, label.p[i], sizeof special - 1);

		put_bytes(t, at ? written[at - special] : label.p + i, at ? strlen(written[at - special]) : 1);
	}
	buf_free(&label);
}

void put_markup_name(struct text *t, const struct name *name)
{
	put_markup(t, name->s, name->n);
}

double text_line(const struct text *t)
{
	const struct format_entry *to = &format_table[t->format];

	/* Letters of the usual size take this share of the usual height. */
	return to->characters ? 1 : .038 * to->height * (t->style->points > 0 ? t->style->points / to->points : 1);
}

double text_letter(const struct text *t)
{
	return text_line(t) / (format_table[t->format].characters ? 1 : 2.2);
}
