/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "draw/text_axis.h"

#include <math.h>
#include <string.h>

#include "figure/label.h"

static void put_limit(struct text *t, double x, const char *free)
{
	if (isnan(x))
		put(t, "%s", free);
	else
		put(t, "%.12g", x); /* a computed limit has a rounding error */
}

/* Names side by side are turned where they would run into each other, and upright where they would aslant; of very many only some
 * are shown. */
struct turn {
	int degrees;
	size_t every;
};

/* Characters that fit below an axis, and those that a name takes aslant and upright. */
static const double below = 75, aslant = 3, upright = 2.2;

static struct turn turn_of(const struct text *t, const struct names *names, size_t longest)
{
	double n = (double)names->n;

	if (format_table[t->format].characters || (double)(longest + 2) * n <= below)
		return (struct turn){0, 1};
	return n * aslant <= below ? (struct turn){45, 1} : (struct turn){90, (size_t)ceil(n * upright / below)};
}

/* Beside an axis there is room for so many characters. */
enum { BESIDE = 36 };

static void put_tic_name(struct text *t, char which, size_t i, const struct name *name, int turned)
{
	put(t, "set label %zu ", ++t->labels);
	if (which == 'y') {
		char shown[BESIDE + 3];
		struct name end = label_end(name, BESIDE, shown);

		put_name(t, &end);
		put(t, " at graph 0, first %zu offset character -1, 0 right\n", i + 1);
		return;
	}
	put_name(t, name);
	/* Where gnuplot puts the text of a tic. */
	put(t, " at first %zu, graph 0 offset character 0, ", i + 1);
	if (turned)
		put(t, "-0.47 left rotate by -%d\n", turned);
	else
		put(t, "-1 center\n");
}

/* The characters of the longest name, as it is shown. */
static size_t longest_name(struct text *t, const struct names *names)
{
	size_t longest = 0;

	for (size_t i = 0; i < names->n; i++) {
		size_t width = 0;

		if (!t->st)
			t->st = label_letters(names->name[i].s, names->name[i].n, &width, t->e);
		longest = width > longest ? width : longest;
	}
	return longest;
}

/* Beside an axis: room for the names, which are labels in the place of tics. */
static void put_names_beside(struct text *t, const struct names *names)
{
	size_t longest = longest_name(t, names);

	put(t, "set lmargin %zu\nset ytics (", (longest < BESIDE + 3 ? longest : BESIDE + 3) + 3);
	for (size_t i = 0; i < names->n; i++)
		put(t, "%s\"\" %zu", i ? ", " : "", i + 1);
	put(t, ")\n");
	for (size_t i = 0; i < names->n; i++)
		put_tic_name(t, 'y', i, &names->name[i], 0);
}

/* A blank tic as long as the name makes room for it; the name is a label in its place. */
static void put_names_below(struct text *t, const struct names *names)
{
	struct turn turn = turn_of(t, names, longest_name(t, names));

	put(t, "set xtics (");
	for (size_t i = 0; i < names->n; i += turn.every) {
		struct buf label = {0};

		if (!t->st)
			t->st = label_add(&label, names->name[i].s, names->name[i].n, t->e);
		put(t, "%s\"", i ? ", " : "");
		for (size_t k = label_width(label.p, label.n); k > 0; k--)
			put(t, " ");
		put(t, "\" %zu", i + 1);
		buf_free(&label);
	}
	put(t, ") scale 0");
	if (turn.degrees)
		put(t, " rotate by -%d", turn.degrees);
	put(t, "\n");
	if (!format_table[t->format].characters)
		put(t, "set grid noxtics\n"); /* lines would run through numbers */
	for (size_t i = 0; i < names->n; i += turn.every)
		put_tic_name(t, 'x', i, &names->name[i], turn.degrees);
}

/* Texts run down from the top edge; on a page of characters they would lie on each other. */
void put_notes(struct text *t, const struct panel *p)
{
	for (size_t i = 0; i < p->notes; i++) {
		const struct note *note = &p->note[i];

		put(t, "set arrow from first ");
		put_number(t, note->x);
		put(t, ", graph 0 to first ");
		put_number(t, note->x);
		put(t, ", graph 1 nohead linewidth 1 linecolor rgb \"#444444\" dashtype 3\n");
		if (!note->text.s || format_table[t->format].characters)
			continue;
		put(t, "set label %zu ", ++t->labels);
		put_name(t, &note->text);
		put(t, " at first ");
		put_number(t, note->x);
		put(t, ", graph 0.98 offset character -0.6, 0 right rotate by 90 font \",9\" front\n");
	}
}

/* Tics at 1, 2 and 5 of each decade, or of many at 1 alone. */
static void put_logarithmic(struct text *t, char which, const struct axis *a)
{
	static const double part[] = {1, 2, 5};
	size_t parts = a->hi / a->lo < 1e3 ? 3 : 1, n = 0;
	double ten = 1;

	put(t, "set logscale %c\n", which);
	for (; ten > a->lo; ten /= 10)
		;
	for (; ten * 10 <= a->lo; ten *= 10)
		;
	put(t, "set format %c \"%%g\"\nset %ctics (", which, which);
	for (; ten <= a->hi; ten *= 10)
		for (size_t i = 0; i < parts; i++)
			if (ten * part[i] >= a->lo && ten * part[i] <= a->hi)
				put(t, "%s%.6g", n++ ? ", " : "", ten * part[i]);
	put(t, ")\n");
}

/* The bytes of the title; without what is in parentheses where it is longer than the drawing. */
static int title_length(const struct text *t, char which, const struct axis *a)
{
	double room =
		.85 * (which == 'x' ? t->width : t->height) / (which == 'x' ? text_letter(t) : text_line(t) / 2.2);
	const char *more = strstr(a->title, " (");
	size_t n = strlen(a->title);

	return (int)(more && (double)n > room ? (size_t)(more - a->title) : n);
}

void put_text_axis(struct text *t, char which, const struct axis *a, bool several)
{
	if (a->log)
		put_logarithmic(t, which, a);
	put(t, "set %crange [", which);
	put_limit(t, a->lo, a->share ? "0 < *" : "*");
	put(t, ":");
	put_limit(t, a->hi, a->share ? "* < 1" : "*");
	put(t, "]\n");
	if (a->name.s) {
		put(t, "set %clabel ", which);
		put_name(t, &a->name);
		put(t, "\n");
	} else if (a->title)
		put(t, "set %clabel \"%.*s%s%s\"\n", which, title_length(t, which, a), a->title, a->below ? "\\n" : "",
			a->below ? a->below : "");
	else if (several)
		put(t, "unset %clabel\n", which);
	if (a->tic && which == 'x')
		put_names_below(t, a->tic);
	if (a->tic && which == 'y')
		put_names_beside(t, a->tic);
	if (a->step > 0) {
		put(t, "set %ctics ", which);
		put_number(t, a->step);
		put(t, "\n");
	}
	if (several && which == 'x')
		put(t, "set format x \"%s\"\n", a->bare ? "" : "%g");
}
