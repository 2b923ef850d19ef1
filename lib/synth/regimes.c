/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "synth/regimes.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/hash.h"
#include "number/num_parse.h"

int regimes_parse(struct regimes *r, const char *text, size_t seed, struct err *e)
{
	static const char name[] = "regimes"; /* keeps the numbers apart from those of rows and experts */
	char shown[ERR_EXCERPT];

	*r = (struct regimes){.key = hash_bytes(name, sizeof name, seed)};
	for (const char *s = text; s;) {
		size_t n = strcspn(s, ",");
		int st = array_reserve(&r->length, &r->cap, r->n + 1, sizeof *r->length, e);

		if (st)
			return st;
		if (num_parse(s, n, &r->length[r->n]) || !(r->length[r->n] >= 1))
			return err_set(e, ST_USAGE, "--regimes: not a list of mean lengths, each 1 row or more: '%s'",
				err_excerpt(shown, text, strlen(text)));
		r->n++;
		s = s[n] ? s + n + 1 : NULL;
	}
	return r->n > 1 ? ST_OK : err_set(e, ST_USAGE, "--regimes: there must be two at least");
}

void regimes_free(struct regimes *r)
{
	free(r->length);
	*r = (struct regimes){0};
}

static double unit(const struct regimes *r)
{
	return hash_unit(hash_mix(r->key ^ hash_mix(r->row)));
}

/* The first one, by the stationary distribution. */
static void begin(struct regimes *r)
{
	double all = 0, u;

	r->row = 1;
	for (size_t i = 0; i < r->n; i++)
		all += r->length[i];
	u = unit(r) * all;
	for (r->state = 0; r->state + 1 < r->n && u >= r->length[r->state]; r->state++)
		u -= r->length[r->state];
}

/* One number tells whether the regime is left, and what is left of it for which one. */
static void go_on(struct regimes *r)
{
	double u;
	size_t other;

	r->row++;
	u = unit(r) * r->length[r->state];
	if (u >= 1)
		return;
	other = (size_t)(u * (double)(r->n - 1));
	r->state = other + (other >= r->state);
}

size_t regimes_at(struct regimes *r, size_t row)
{
	if (!r->row)
		begin(r);
	while (r->row < row)
		go_on(r);
	return r->state;
}
