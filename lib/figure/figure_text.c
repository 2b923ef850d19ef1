/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "figure/figure_text.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/num.h"
#include "figure/label.h"

/* The program as it grows; it keeps its first failure. */
struct text {
	struct buf *out;
	enum format format;
	int st;
	struct err *e;
};

static void put(struct text *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* For the program's own words and counts; a piece is shorter than `piece`. */
static void put(struct text *t, const char *fmt, ...)
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

static void put_number(struct text *t, double x)
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

/* A name from a table, quoted. */
static void put_name(struct text *t, const struct name *name)
{
	struct buf label = {0};

	if (!t->st)
		t->st = label_add(&label, name->s, name->n, t->e);
	put(t, "\"");
	put_escaped(t, &label);
	put(t, "\"");
	buf_free(&label);
}

/* What gnuplot calls a mark: `with` takes the series' colour, its line type. */
static const struct {
	const char *with;
	bool has_colour;
} drawn[] = {
	[MARK_LINES] = {"lines", true},
	[MARK_DOTS] = {"linespoints", true},
	[MARK_INTERVALS] = {"yerrorlines", true},
	[MARK_BAND] = {"filledcurves fillstyle transparent solid 0.2 noborder", true},
	[MARK_BARS] = {"boxxyerror fillstyle solid 0.8 noborder", true},
	[MARK_BOXES] = {"boxxyerror fillstyle transparent solid 0.3", true},
	[MARK_VALUES] = {"labels offset 0, 0.5", false},
	[MARK_REFERENCE] = {"lines linecolor rgb \"#666666\" dashtype 2", false},
};

/* The columns of a point under a mark, in gnuplot's order; NULL ends them. */
static void put_point(struct text *t, enum mark mark, const struct point *p)
{
	bool x_range = mark == MARK_BARS || mark == MARK_BOXES;
	bool y_range = x_range || mark == MARK_INTERVALS || mark == MARK_BAND;
	const double *column[] = {&p->x, mark == MARK_BAND ? NULL : &p->y, x_range ? &p->x_lo : NULL,
		x_range ? &p->x_hi : NULL, y_range ? &p->y_lo : NULL, y_range ? &p->y_hi : NULL};

	for (size_t i = 0; i < sizeof column / sizeof *column; i++)
		if (column[i]) {
			put(t, i ? " " : "");
			put_number(t, *column[i]);
		}
	if (mark == MARK_VALUES)
		put(t, " \"%.2f\"", p->y);
	put(t, "\n");
}

static const char *columns(enum mark mark)
{
	return mark == MARK_BARS || mark == MARK_BOXES     ? "1:2:3:4:5:6"
		: mark == MARK_INTERVALS                   ? "1:2:3:4"
		: mark == MARK_VALUES || mark == MARK_BAND ? "1:2:3"
							   : "1:2";
}

/* Every series is a block of data, $s1, $s2 ... in the order of panels and series. */
static void put_data(struct text *t, const struct figure *f)
{
	size_t k = 0;

	for (size_t i = 0; i < f->n; i++)
		for (size_t j = 0; j < f->panel[i].n; j++) {
			const struct series *s = &f->panel[i].series[j];

			put(t, "$s%zu << EOD\n", ++k);
			for (size_t m = 0; m < s->n; m++)
				put_point(t, s->mark, &s->p[m]);
			put(t, "EOD\n");
		}
}

/* Colours that the colour-blind tell apart (Okabe, Ito 2008), then again with dashes. */
static void put_colours(struct text *t, size_t n)
{
	static const char *const colour[] = {
		"0072B2", "D55E00", "009E73", "CC79A7", "E69F00", "56B4E9", "000000", "999999"};

	for (size_t i = 0; i < n; i++)
		put(t, "set linetype %zu linecolor rgb \"#%s\" linewidth 2 dashtype %zu pointtype %zu pointsize 0.7\n",
			i + 1, colour[i % 8], i / 8 % 4 + 1, i % 8 + 4);
}

static void put_setup(struct text *t, const struct figure *f)
{
	put(t, "set encoding utf8\nset terminal %s", format_table[t->format].terminal);
	if (format_table[t->format].characters)
		put(t, "%d", f->n > 1 ? 32 : 24);
	put(t, "\n");
	put_colours(t, f->colours);
	if (!format_table[t->format].characters)
		put(t, "set grid linecolor rgb \"#dddddd\" linetype 1 linewidth 1 dashtype 1\n");
	put(t, "set key outside top center horizontal Left reverse\nset border 3\nset tics nomirror\n");
}

static void put_limit(struct text *t, double x)
{
	if (isnan(x))
		put(t, "*");
	else
		put_number(t, x);
}

/* Whether names side by side would run into each other: about 75 characters fit below an axis. */
static bool is_turned(const struct text *t, const struct names *names, size_t longest)
{
	return !format_table[t->format].characters && (longest + 2) * names->n > 75;
}

/* A blank tic as long as the name makes room for it; the name is a label in its place. */
static void put_names(struct text *t, const struct names *names)
{
	size_t longest = 0, width;
	bool turned;

	put(t, "set xtics (");
	for (size_t i = 0; i < names->n; i++) {
		struct buf label = {0};

		if (!t->st)
			t->st = label_add(&label, names->name[i].s, names->name[i].n, t->e);
		width = label_width(label.p, label.n);
		longest = width > longest ? width : longest;
		put(t, "%s\"", i ? ", " : "");
		for (size_t k = 0; k < width; k++)
			put(t, " ");
		put(t, "\" %zu", i + 1);
		buf_free(&label);
	}
	turned = is_turned(t, names, longest);
	put(t, ")%s\n", turned ? " rotate by -45" : "");
	for (size_t i = 0; i < names->n; i++) {
		put(t, "set label %zu ", i + 1);
		put_name(t, &names->name[i]);
		/* Where gnuplot puts the text of a tic. */
		put(t, " at first %zu, graph 0 offset character 0, %s\n", i + 1,
			turned ? "-0.47 left rotate by -45" : "-1 center");
	}
}

static void put_axis(struct text *t, char which, const struct axis *a, bool several)
{
	if (a->log)
		put(t, "set logscale %c\n", which);
	put(t, "set %crange [", which);
	put_limit(t, a->lo);
	put(t, ":");
	put_limit(t, a->hi);
	put(t, "]\n");
	if (a->title)
		put(t, "set %clabel \"%s\"\n", which, a->title);
	else if (several)
		put(t, "unset %clabel\n", which);
	if (a->tic)
		put_names(t, a->tic);
	if (a->step > 0) {
		put(t, "set %ctics ", which);
		put_number(t, a->step);
		put(t, "\n");
	}
	if (several && which == 'x')
		put(t, "set format x \"%s\"\n", a->bare ? "" : "%g");
}

/* `from` is the number of data blocks before the panel's. */
static void put_series(struct text *t, const struct panel *p, size_t from)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct series *s = &p->series[i];

		put(t, "%s$s%zu using %s with %s", i ? "     " : "plot ", from + i + 1, columns(s->mark),
			drawn[s->mark].with);
		if (drawn[s->mark].has_colour)
			put(t, " linetype %zu", s->colour + 1);
		put(t, s->name.s ? " title " : " notitle");
		if (s->name.s)
			put_name(t, &s->name);
		put(t, i + 1 < p->n ? ", \\\n" : "\n");
	}
}

/* Place k of the panel among n: all share their margins left and right; those above stand close. */
static void put_place(struct text *t, const struct panel *p, size_t k, size_t n, double below)
{
	if (n < 2)
		return;
	if (!k)
		put(t, "set multiplot\nset lmargin 11\nset rmargin 3\n");
	put(t, "set origin 0, ");
	put_number(t, below);
	put(t, "\nset size 1, ");
	put_number(t, p->share);
	put(t, "\n");
	if (k)
		put(t, "set tmargin 1\nunset key\n");
	put(t, "set bmargin %d\n", k + 1 < n ? 1 : 3);
}

static void put_panels(struct text *t, const struct figure *f)
{
	double above = 0;
	size_t from = 0;

	for (size_t i = 0; i < f->n; i++) {
		const struct panel *p = &f->panel[i];

		above += p->share;
		put_place(t, p, i, f->n, i + 1 < f->n ? 1 - above : 0);
		put_axis(t, 'x', &p->x, f->n > 1);
		put_axis(t, 'y', &p->y, f->n > 1);
		if (p->headroom > 0) {
			put(t, "set offsets 0, 0, graph ");
			put_number(t, p->headroom);
			put(t, ", 0\n");
		}
		put_series(t, p, from);
		from += p->n;
	}
	if (f->n > 1)
		put(t, "unset multiplot\n");
}

int figure_text(const struct figure *f, enum format format, struct buf *out, struct err *e)
{
	struct text t = {.out = out, .format = format, .e = e};

	put_setup(&t, f);
	put_data(&t, f);
	put_panels(&t, f);
	return t.st;
}
