/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "draw/figure_text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "figure/label.h"
#include "draw/put.h"
#include "draw/text_axis.h"
#include "draw/text_ends.h"
#include "draw/text_grid.h"

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
	[MARK_HULL] = {"lines linecolor rgb \"#222222\" linewidth 2 dashtype 3", false},
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
	[MARK_HULL] = {true, false, false, "1:2"},
	[MARK_CELLS] = {true, true, true, "1:2:3:4:5:6:7"},
};

/* From white to a blue on which black is read; grey for what is not known. */
static unsigned shade(double share)
{
	unsigned red = (unsigned)(255 - 155 * share + .5), green = (unsigned)(255 - 85 * share + .5),
		 blue = (unsigned)(255 - 35 * share + .5);

	return isnan(share) ? 0xd9d9d9 : red << 16 | green << 8 | blue;
}

static bool has_few(const struct series *s)
{
	for (size_t k = 0; k < s->n && s->mark == MARK_INTERVALS; k++)
		if (s->p[k].n > 0 && s->p[k].n < FIGURE_FEW)
			return true;
	return false;
}

static void put_point(struct text *t, enum mark mark, const struct point *p, bool counted)
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
	if (counted) {
		put(t, " ");
		put_number(t, p->n);
	}
	put(t, "\n");
}

/* Every series is a block of data, $s1, $s2 ... in the order of panels and series. */
static void put_data(struct text *t, const struct figure *f)
{
	size_t k = 0;

	for (size_t i = 0; i < f->n; i++)
		for (size_t j = 0; j < f->panel[i].n; j++) {
			const struct series *s = &f->panel[i].series[j];

			bool counted = has_few(s);

			put(t, "$s%zu << EOD\n", ++k);
			for (size_t m = 0; m < s->n; m++)
				put_point(t, s->mark, &s->p[m], counted);
			put(t, "EOD\n");
		}
}

/* Colours that the colour-blind tell apart (Okabe, Ito 2008), then again with dashes. */
static const unsigned colour[] = {0x0072b2, 0xd55e00, 0x009e73, 0xcc79a7, 0xe69f00, 0x56b4e9, 0x000000, 0x999999};

enum { COLOURS = sizeof colour / sizeof *colour };

/* Two thirds of the way to white. */
static unsigned pale(size_t i)
{
	unsigned c = colour[i % COLOURS], part = (c >> 2 & 0x3f3f3f) + (c >> 4 & 0x0f0f0f); /* 5/16 of each */

	return part + 0xafafaf;
}

static void put_colours(struct text *t, size_t n)
{
	for (size_t i = 0; i < n; i++)
		put(t, "set linetype %zu linecolor rgb \"#%06X\" linewidth 2 dashtype %zu pointtype %zu pointsize 0.7\n",
			i + 1, colour[i % COLOURS], i / COLOURS % 4 + 1, i % COLOURS + 4);
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
	bool high = f->square && !to->characters && !f->cells;

	t->width = t->style->width > 0 ? t->style->width : high ? to->height : to->width;
	t->height = t->style->height > 0 ? t->style->height : high ? to->width : floor(to->height * times);

	if (f->cells && !(t->style->height > 0))
		t->height = to->unit[0] ? grid_height(t, f) : ceil(grid_height(t, f));
	put(t, "set encoding utf8\nset terminal %s size %g%s,%g%s %s", to->terminal, t->width, to->unit, t->height,
		to->unit, to->rest);
	if (to->font)
		put_font(t, to);
	put(t, "\n");
	put_colours(t, f->colours);
	if (!format_table[t->format].characters)
		put(t, "set grid linecolor rgb \"#dddddd\" linetype 1 linewidth 1 dashtype 1\n");
	put(t, "set key outside top center horizontal Left reverse\nset border 3\nset tics nomirror\n");
}

/* A line, and on it the intervals of enough rows and, half as dark, those of few; the data's fifth column counts rows. */
static void put_few(struct text *t, const struct series *s, size_t block)
{
	put(t, "$s%zu using 1:2 with lines linetype %zu notitle, \\\n     ", block, s->colour + 1);
	put(t, "$s%zu using 1:($5 > 0 && $5 < %d ? $2 : NaN):3:4 with yerrorbars linetype %zu linecolor rgb \"#%06x\" notitle, \\\n     ",
		block, FIGURE_FEW, s->colour + 1, pale(s->colour));
	put(t, "$s%zu using 1:($5 > 0 && $5 < %d ? NaN : $2):3:4 with yerrorbars linetype %zu", block, FIGURE_FEW,
		s->colour + 1);
}

static void put_drawn(struct text *t, const struct series *s, size_t block)
{
	put(t, "$s%zu using %s with %s", block, taken[s->mark].columns, drawn[s->mark].with);
	if (s->mark == MARK_BAND || s->mark == MARK_BOXES)
		put(t, " fillstyle %ssolid 0.%s", format_table[t->format].opaque ? "" : "transparent ",
			s->mark == MARK_BAND ? "2 noborder" : "3");
	if (drawn[s->mark].has_colour)
		put(t, " linetype %zu", s->colour + 1);
}

/* `from` is the number of data blocks before the panel's; `keyed`: names stand in the key. */
static void put_series(struct text *t, const struct panel *p, size_t from, bool keyed)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct series *s = &p->series[i];

		put(t, i ? "     " : "plot ");
		if (has_few(s))
			put_few(t, s, from + i + 1);
		else
			put_drawn(t, s, from + i + 1);
		put(t, s->name.s && keyed ? " title " : " notitle");
		if (s->name.s && keyed)
			put_name(t, &s->name);
		put(t, i + 1 < p->n ? ", \\\n" : "\n");
	}
}

/* Place k of the panel among n: all share their margins left and right; those above stand close. */
static void put_stacked(struct text *t, const struct panel *p, size_t k, size_t n, double below, bool keyed)
{
	if (n < 2)
		return;
	if (!k)
		put(t, "set multiplot\nset lmargin 11\n");
	put(t, "set origin 0, ");
	put_number(t, below);
	put(t, "\nset size 1, ");
	put_number(t, p->share);
	put(t, "\n");
	if (k == 1)
		put(t, "unset title\n");
	if (k)
		put(t, keyed ? "set tmargin -1\nset key\n" : "set tmargin 1\nunset key\n");
	put(t, "set bmargin %d\n", k + 1 < n ? 1 : p->x.below ? 4 : 3);
}

static bool is_square(const struct text *t, const struct figure *f)
{
	return f->square && !format_table[t->format].characters;
}

/* Lines of the key: gnuplot puts as many entries side by side as have room if all are as long as the longest. */
static size_t key_lines(const struct panel *p, double letters)
{
	size_t longest = 0, n = 0, beside;

	for (size_t i = 0; i < p->n; i++)
		if (p->series[i].name.s) {
			size_t width = label_width(p->series[i].name.s, p->series[i].name.n);

			longest = width > longest ? width : longest;
			n++;
		}
	beside = (size_t)(letters / (double)(longest + 8));
	return beside > 1 ? (n + beside - 1) / beside : n;
}

/* What a square leaves free to the left, of the width: counts of many digits and a title stand beside the lower panel. */
static double square_left(const struct text *t, const struct figure *f)
{
	struct frame lower = frame_of(&f->panel[f->n - 1], 0, 1, 1, 0);
	double digits = snprintf(NULL, 0, "%g", lower.y.hi);

	return fmin(.3, fmax(.15, (digits + 5.2) * text_letter(t) / t->width));
}

/* Panel k of two: the first with equal sides, the second below it and as wide, the key and the title above. */
static void put_square(struct text *t, const struct figure *f, size_t k)
{
	const struct panel *p = &f->panel[k];
	double left = square_left(t, f), right = .04;
	double line = text_line(t) / t->height, letters = (1 - left - right) * t->width / text_letter(t);
	double low = fmin(.2, 4.2 * line);

	if (!k) {
		/* However long the key, something is seen. */
		t->top = fmax(.5, 1 - line * ((double)key_lines(p, letters) + (t->style->title.n ? 1.6 : .6)));
		t->side = fmin((1 - left - right) * t->width, (t->top - low) * .75 * t->height);
		put(t, "set multiplot\n");
	}
	put(t, "set lmargin at screen %.4f\nset rmargin at screen %.4f\n", left, left + t->side / t->width);
	if (k)
		put(t, "unset title\nunset key\n");
	put(t, "set tmargin at screen %.4f\nset bmargin at screen %.4f\n",
		k ? t->top - t->side / t->height - line : t->top, k ? low : t->top - t->side / t->height);
}

/* Limits a little beyond the points: gnuplot would go to the next powers of ten. */
static void fit_logarithmic(const struct panel *p, struct axis *x)
{
	struct frame frame = frame_of(p, 0, 1, 1, 0);

	x->lo = frame.x.lo / 1.2;
	x->hi = frame.x.hi * 1.2;
}

/* Its place, its axes and what stands beside its curves; whether these have a key is said. */
static bool put_frame(struct text *t, const struct figure *f, size_t i, double below)
{
	const struct panel *p = &f->panel[i];
	struct axis x, y;
	struct ends ends;

	if (f->cells) {
		put_grid_panel(t, f, i);
		return true;
	}
	text_ends_of(t, f, i, &ends, &x, &y);
	if (x.log)
		fit_logarithmic(p, &x);
	if (is_square(t, f))
		put_square(t, f, i);
	else
		put_stacked(t, p, i, f->n, below, p->key && !ends.n);
	put_text_axis(t, 'x', &x, f->n > 1);
	put_text_axis(t, 'y', &y, f->n > 1);
	put_ends(t, &ends);
	return !ends.n;
}

static void put_panels(struct text *t, const struct figure *f)
{
	double above = 0;
	size_t from = 0, margin = text_ends_margin(t, f);
	bool keyed = true;

	if (margin || (f->n > 1 && !f->cells && !is_square(t, f)))
		put(t, "set rmargin %zu\n", margin ? margin : 3);
	else if (f->n == 1 && !f->cells && isnan(f->panel[0].x.hi))
		put(t, "set rmargin 4\n"); /* half of a number of several digits */
	for (size_t i = 0; i < f->n; i++) {
		const struct panel *p = &f->panel[i];

		above += p->share;
		if (t->labels || (i && f->panel[i - 1].notes))
			put(t, "unset label\nunset arrow\n");
		t->labels = 0;
		keyed = put_frame(t, f, i, i + 1 < f->n ? 1 - above : 0);
		if (p->headroom > 0) {
			put(t, "set offsets 0, 0, graph ");
			put_number(t, p->headroom);
			put(t, ", 0\n");
		}
		put_notes(t, p);
		put_series(t, p, from, keyed);
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
