/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/scan/decimals against strtod: cells of the common form, of others and of nearly it, in any columns; L2D_TEST_KERNEL chooses
 * the instruction set (tests/processor.bats). */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "math/rng.h"
#include "real/instruction_set.h"
#include "scan/decimals.h"

enum { CELLS = 9, LENGTH = 24 };

struct row {
	char text[CELLS][LENGTH];
	struct csv_field f[CELLS];
	size_t column[CELLS];
};

/* The form as it is described, one byte after the other. */
static bool is_common(const char *s)
{
	size_t n = strlen(s);

	return n >= 8 && n <= 16 && s[1] == '.' && strspn(s, "0123456789") == 1 && strspn(s + 2, "0123456789") == n - 2;
}

/* Numbers of random digits; one cell in `seldom` has a byte that is anything. */
static void fill(struct row *r, struct rng *g, size_t shortest, size_t seldom)
{
	for (size_t i = 0; i < CELLS; i++) {
		char *s = r->text[i];
		size_t n = (size_t)snprintf(s, LENGTH, "%.*f", (int)(shortest + rng_below(g, 10)),
			rng_below(g, 9) ? rng_uniform(g) * 9 : 0);

		if (!rng_below(g, seldom))
			s[rng_below(g, n)] = "0123456789./:-e,"[rng_below(g, 16)];
		r->f[i] = (struct csv_field){.p = s, .n = n};
	}
	for (size_t i = 0; i < CELLS; i++)
		r->column[i] = rng_below(g, CELLS);
}

/* The cells that are read are their numbers: those before the first pair that has not the form, or none without vectors. */
static void check_row(const struct row *r, size_t n)
{
	double x[CELLS];
	size_t done = decimals(r->f, r->column, n, x), common = 0;

	while (common < n && is_common(r->text[r->column[common]]))
		common++;
	CHECK(done == (instruction_set() ? common - common % 2 : 0));
	for (size_t i = 0; i < done; i++)
		CHECK(x[i] == strtod(r->text[r->column[i]], NULL));
}

int main(void)
{
	struct err e;
	struct rng g;
	struct row r;

	if (!CHECK(!rng_init(&g, 17, &e)))
		return check_end();
	for (size_t i = 0; i < check_trials(100000); i++) {
		fill(&r, &g, 6, 10000);
		check_row(&r, CELLS);
		fill(&r, &g, 4, 8);
		check_row(&r, rng_below(&g, CELLS + 1));
	}
	rng_free(&g);
	return check_end();
}
