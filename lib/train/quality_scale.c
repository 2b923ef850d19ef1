/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "train/quality_scale.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "number/num_parse.h"

int quality_scale_parse(const char *text, struct quality_scale *s, struct err *e)
{
	const char *colon = strchr(text, ':');

	if (!colon || num_parse(text, (size_t)(colon - text), &s->lo) || num_parse(colon + 1, strlen(colon + 1), &s->hi)
		|| !(s->lo < s->hi) || !isfinite(s->hi - s->lo))
		return err_set(e, ST_USAGE, "--scale: not LO:HI with LO below HI: '%.200s'", text);
	return ST_OK;
}

int quality_scale_check(const struct quality_scale *s, const struct cases *c, bool model, struct err *e)
{
	char words[120];

	for (size_t a = !model; a < c->agent.n; a++) {
		double q = c->quality[a];

		if (isnan(q) || (q >= s->lo && q <= s->hi))
			continue;
		snprintf(words, sizeof words, "a %s that is not from %g to %g, the scale",
			c->losses ? "loss whose negative is a quality" : "quality", s->lo, s->hi);
		return table_bad_cell(c->t, c->quality_column[a], words, e);
	}
	return ST_OK;
}

int quality_scale_find(struct quality_scale *s, double lo, double hi, struct err *e)
{
	*s = QUALITY_SCALE_NONE;
	if (!(lo < 0 || hi > 1)) /* or there are none */
		return ST_OK;
	if (!(lo < hi))
		return err_set(e, ST_DATA, "all qualities are %g: there is no scale in them (--scale LO:HI)", lo);
	*s = (struct quality_scale){lo, hi};
	return isfinite(hi - lo) ? ST_OK : err_set(e, ST_DATA, "qualities from %g to %g are too far apart", lo, hi);
}

void quality_scale_apply(const struct quality_scale *s, double *q, size_t n)
{
	for (size_t i = 0; i < n && !quality_scale_is_none(s); i++)
		q[i] = (q[i] - s->lo) / (s->hi - s->lo);
}

void quality_scale_costs(const struct quality_scale *s, double *c, size_t n)
{
	for (size_t i = 0; i < n && !quality_scale_is_none(s); i++)
		c[i] /= s->hi - s->lo;
}

double quality_scale_undo(const struct quality_scale *s, double x)
{
	return quality_scale_is_none(s) ? x : s->lo + (s->hi - s->lo) * x;
}
