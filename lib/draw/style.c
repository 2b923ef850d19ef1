/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "draw/style.h"

#include <math.h>
#include <string.h>

#include "number/num_parse.h"

/* Letters beyond these sizes are no text. */
static const double points_least = 4, points_most = 72;

static bool is_side(const char *s, size_t n, double usual, bool whole, double *side)
{
	return !num_parse(s, n, side) && *side >= usual / 10 && *side <= usual * 10
		&& (!whole || *side == floor(*side));
}

int style_size(struct figure_style *s, const char *text, enum format format, struct err *e)
{
	const struct format_entry *to = &format_table[format];
	const char *x = strchr(text, 'x');
	char shown[ERR_EXCERPT];

	if (x && is_side(text, (size_t)(x - text), to->width, !*to->unit, &s->width)
		&& is_side(x + 1, strlen(x + 1), to->height, !*to->unit, &s->height))
		return ST_OK;
	return err_set(e, ST_USAGE, "--size: not WxH in %s, %g to %g by %g to %g: '%s'", to->measure, to->width / 10,
		to->width * 10, to->height / 10, to->height * 10, err_excerpt(shown, text, strlen(text)));
}

int style_font(struct figure_style *s, const char *text, enum format format, struct err *e)
{
	static const char plain[] = " -_.0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	const char *comma = strchr(text, ',');
	char shown[ERR_EXCERPT];

	if (!format_table[format].font)
		return err_set(e, ST_USAGE, "--font: %s has the font of what it stands in", format_table[format].name);
	s->font = (struct name){.s = (char *)text, .n = comma ? (size_t)(comma - text) : strlen(text)};
	if (!s->font.n || strspn(text, plain) < s->font.n
		|| (comma
			&& (num_parse(comma + 1, strlen(comma + 1), &s->points) || s->points < points_least
				|| s->points > points_most)))
		return err_set(e, ST_USAGE,
			"--font: not NAME or NAME,POINTS, letters, digits, blanks, '-_.', and %g to %g points: '%s'",
			points_least, points_most, err_excerpt(shown, text, strlen(text)));
	return ST_OK;
}
