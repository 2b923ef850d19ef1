/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "figure/figure_text.h"

#include <math.h>
#include <string.h>

#include "figure/label.h"
#include "figure/put.h"

/* What gnuplot calls a mark: `with` takes the series' colour, its line type. */
static const struct {
	const char *with;
	bool has_colour;
} drawn[] = {
	[MARK_LINES] = {"lines", true},
	[MARK_DOTS] = {"linespoints", true},
	[MARK_INTERVALS] = {"yerrorlines", true},
	[MARK_BAND] = {"filledcurves", true}, /* and fill */
	[MARK_BARS] = {"boxxyerror fillstyle solid 0.8 noborder", true},
	[MARK_BOXES] = {"boxxyerror", true}, /* and fill */
	[MARK_VALUES] = {"labels offset 0, 0.5", false},
	[MARK_REFERENCE] = {"lines linecolor rgb \"#666666\" dashtype 2", false},
	[MARK_RANGES] = {"xerrorbars", true},
	[MARK_POINTS] = {"points pointtype 7 pointsize 1.4", true},
	[MARK_NUMBERS] = {"labels", false},
	[MARK_CELLS] = {"boxxyerror fillstyle solid noborder linecolor rgb variable", false},
};

/* What a mark takes of a point, in gnuplot's order. */
static const struct {
	bool y, x_range, y_range;
	const char *columns;
} taken[] = {
	[MARK_LINES] = {true, false, false, "1:2"},
	[MARK_DOTS] = {true, false, false, "1:2"},
	[MARK_INTERVALS] = {true, false, true, "1:2:3:4"},
	[MARK_BAND] = {false, false, true, "1:2:3"},
	[MARK_BARS] = {true, true, true, "1:2:3:4:5:6"},
	[MARK_BOXES] = {true, true, true, "1:2:3:4:5:6"},
	[MARK_VALUES] = {true, false, false, "1:2:3"},
	[MARK_REFERENCE] = {true, false, false, "1:2"},
	[MARK_RANGES] = {true, true, false, "1:2:3:4"},
	[MARK_POINTS] = {true, false, false, "1:2"},
	[MARK_NUMBERS] = {true, false, false, "1:2:3"},
	[MARK_CELLS] = {true, true, true, "1:2:3:4:5:6:7"},
};

/* From white to a blue on which black is read; grey for what is not known. */
static unsigned shade(double share)
{
	unsigned red = (unsigned)(255 - 155 * share + .5), green = (unsigned)(255 - 85 * share + .5),
		 blue = (unsigned)(255 - 35 * share + .5);

	return isnan(share) ? 0xd9d9d9 : red << 16 | green << 8 | blue;
}

static void put_point(struct text *t, enum mark mark, const struct point *p)
{
	bool cell = mark == MARK_CELLS;
	double middle = (p->y_lo + p->y_hi) / 2;
	const double *column[] = {&p->x,
		cell                    ? &middle
			: taken[mark].y ? &p->y
					: NULL,
		taken[mark].x_range ? &p->x_lo : NULL, taken[mark].x_range ? &p->x_hi : NULL,
		taken[mark].y_range ? &p->y_lo : NULL, taken[mark].y_range ? &p->y_hi : NULL};

	for (size_t i = 0; i < sizeof column / sizeof *column; i++)
		if (column[i]) {
			put(t, i ? " " : "");
			put_number(t, *column[i]);
		}
	if (mark == MARK_VALUES || mark == MARK_NUMBERS)
		put(t, " \"%.2f\"", mark == MARK_VALUES ? p->y : p->y_lo);
	if (cell)
		put(t, " %u", shade(p->y));
	put(t, "\n");
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

/* The name is one that style_font let through. */
static void put_font(struct text *t, const struct format_entry *to)
{
	const struct figure_style *s = t->style;

	put(t, " font \"");
	put_bytes(t, s->font.s ? s->font.s : to->font, s->font.s ? s->font.n : strlen(to->font));
	put(t, ",%g\"", s->points > 0 ? s->points : to->points);
}

static void put_setup(struct text *t, const struct figure *f)
{
	const struct format_entry *to = &format_table[t->format];
	/* A page of lines shows less in as many of them. */
	double times = (f->height > 0 ? f->height : 1) * (to->characters && f->n > 1 ? 4. / 3 : 1);
	double width = t->style->width > 0 ? t->style->width : to->width,
	       height = t->style->height > 0 ? t->style->height : floor(to->height * times);

	put(t, "set encoding utf8\nset terminal %s size %g%s,%g%s %s", to->terminal, width, to->unit, height, to->unit,
		to->rest);
	if (to->font)
		put_font(t, to);
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

/* Beside an axis there is room for so many characters; of a longer name the end is shown, which tells more of paths. */
enum { BESIDE = 36 };

static void put_beside(struct text *t, const struct name *name)
{
	char shown[3 + BESIDE] = "...";
	const char *s = name->s + name->n - BESIDE;
	size_t n = BESIDE;

	if (name->n <= BESIDE + 3) {
		put_name(t, name);
		return;
	}
	for (; n && ((unsigned char)*s & 0xc0) == 0x80; s++, n--)
		; /* the middle of a character */
	memcpy(shown + 3, s, n);
	put_name(t, &(struct name){shown, n + 3});
}

static void put_tic_name(struct text *t, char which, size_t i, const struct name *name, bool turned)
{
	put(t, "set label %zu ", ++t->labels);
	if (which == 'y') {
		put_beside(t, name);
		put(t, " at graph 0, first %zu offset character -1, 0 right\n", i + 1);
		return;
	}
	put_name(t, name);
	/* Where gnuplot puts the text of a tic. */
	put(t, " at first %zu, graph 0 offset character 0, %s\n", i + 1,
		turned ? "-0.47 left rotate by -45" : "-1 center");
}

/* The characters of the longest name, as it is shown. */
static size_t longest_name(struct text *t, const struct names *names)
{
	size_t longest = 0;

	for (size_t i = 0; i < names->n; i++) {
		struct buf label = {0};
		size_t width;

		if (!t->st)
			t->st = label_add(&label, names->name[i].s, names->name[i].n, t->e);
		width = label_width(label.p, label.n);
		longest = width > longest ? width : longest;
		buf_free(&label);
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
		put_tic_name(t, 'y', i, &names->name[i], false);
}

/* A blank tic as long as the name makes room for it; the name is a label in its place. */
static void put_names_below(struct text *t, const struct names *names)
{
	bool turned = is_turned(t, names, longest_name(t, names));

	put(t, "set xtics (");
	for (size_t i = 0; i < names->n; i++) {
		struct buf label = {0};

		if (!t->st)
			t->st = label_add(&label, names->name[i].s, names->name[i].n, t->e);
		put(t, "%s\"", i ? ", " : "");
		for (size_t k = label_width(label.p, label.n); k > 0; k--)
			put(t, " ");
		put(t, "\" %zu", i + 1);
		buf_free(&label);
	}
	put(t, ")%s\n", turned ? " rotate by -45" : "");
	for (size_t i = 0; i < names->n; i++)
		put_tic_name(t, 'x', i, &names->name[i], turned);
}

/* Texts run down from the top edge; on a page of characters they would lie on each other. */
static void put_notes(struct text *t, const struct panel *p)
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

static void put_axis(struct text *t, char which, const struct axis *a, bool several)
{
	if (a->log)
		put(t, "set logscale %c\n", which);
	put(t, "set %crange [", which);
	put_limit(t, a->lo);
	put(t, ":");
	put_limit(t, a->hi);
	put(t, "]\n");
	if (a->name.s) {
		put(t, "set %clabel ", which);
		put_name(t, &a->name);
		put(t, "\n");
	} else if (a->title)
		put(t, "set %clabel \"%s\"\n", which, a->title);
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

/* `from` is the number of data blocks before the panel's. */
static void put_series(struct text *t, const struct panel *p, size_t from)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct series *s = &p->series[i];

		put(t, "%s$s%zu using %s with %s", i ? "     " : "plot ", from + i + 1, taken[s->mark].columns,
			drawn[s->mark].with);
		if (s->mark == MARK_BAND || s->mark == MARK_BOXES)
			put(t, " fillstyle %ssolid 0.%s", format_table[t->format].opaque ? "" : "transparent ",
				s->mark == MARK_BAND ? "2 noborder" : "3");
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
	if (k == 1)
		put(t, "unset title\n");
	if (k)
		put(t, p->key ? "set tmargin -1\nset key\n" : "set tmargin 1\nunset key\n");
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
		if (t->labels || (i && f->panel[i - 1].notes))
			put(t, "unset label\nunset arrow\n");
		t->labels = 0;
		put_axis(t, 'x', &p->x, f->n > 1);
		put_axis(t, 'y', &p->y, f->n > 1);
		if (p->headroom > 0) {
			put(t, "set offsets 0, 0, graph ");
			put_number(t, p->headroom);
			put(t, ", 0\n");
		}
		put_notes(t, p);
		put_series(t, p, from);
		from += p->n;
	}
	if (f->n > 1)
		put(t, "unset multiplot\n");
}

int figure_text(
	const struct figure *f, enum format format, const struct figure_style *style, struct buf *out, struct err *e)
{
	struct text t = {.out = out, .format = format, .style = style, .e = e};

	put_setup(&t, f);
	put_data(&t, f);
	if (style->title.n) {
		put(&t, "set title ");
		put_name(&t, &style->title);
		put(&t, "\n");
	}
	put_panels(&t, f);
	return t.st;
}
