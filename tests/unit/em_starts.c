/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/em/em_starts: the best of the runs is kept, whatever its number. */
#include "em/em_starts.h"

#include <string.h>

#include "check.h"

enum { N = 90, NIN = 2, NC = 2, EXPERTS = 2, STARTS = 5 };

static struct err e;

struct seen {
	double end[STARTS + 1];
	size_t rows;
};

static int see(void *ctx, size_t start, size_t iteration, const struct em_point *p, struct err *err)
{
	struct seen *s = ctx;

	(void)iteration, (void)err;
	s->end[start] = p->objective;
	s->rows++;
	return ST_OK;
}

/* Each expert is right where one of the features is above 0. */
static void make_rows(struct mixture_rows *d, double *x, uint32_t *y, size_t *first, struct annotation *note)
{
	for (size_t i = 0; i < N; i++) {
		x[i * NIN] = sin(7. * (double)i), x[i * NIN + 1] = cos(5. * (double)i);
		y[i] = i * i % 7 % NC;
		first[i + 1] = (i + 1) * EXPERTS;
		for (uint32_t j = 0; j < EXPERTS; j++)
			note[i * EXPERTS + j] = (struct annotation){j, x[i * NIN + j] > 0 ? y[i] : 1 - y[i]};
	}
	*d = (struct mixture_rows){.n = N, .nlabelled = N, .x = x, .y = y, .first = first, .note = note, .all = {N}};
}

static void test_best(void)
{
	static double x[N * NIN];
	static uint32_t y[N];
	static size_t first[N + 1];
	static struct annotation note[N * EXPERTS];
	const struct em_options o = {.supervise = 1, .l2 = 1e-3, .jobs = 1};
	struct seen seen = {0};
	struct em_starts s = {.n = STARTS, .seed = 3, .iterations = 30, .tolerance = 1e-7, .trace = see, .ctx = &seen};
	const size_t hidden[] = {2};
	struct mixture_rows d;
	struct mixture m;
	struct rng r;
	struct em *em;
	const struct em_point *p;
	size_t kept = 0, best = 1;
	bool converged;

	make_rows(&d, x, y, first, note);
	CHECK(!rng_init(&r, 1, &e));
	CHECK(!mixture_init(&m, NIN, hidden, 1, NETWORK_TANH, NC, EXPERTS, 1e-3, &r, &e));
	CHECK(!em_starts_run(&m, &d, &o, &s, &kept, &converged, &e));
	for (size_t k = 2; k <= STARTS; k++)
		best = seen.end[k] > seen.end[best] ? k : best;
	CHECK(kept == best && seen.end[1] != seen.end[2]);
	/* the model is that one: an E-step has its objective */
	em = em_new(&m, &d, &o, &e);
	if (CHECK(em != NULL) && CHECK(!em_expect(em, &p, &e)))
		CHECK_NEAR(p->objective, seen.end[best], 1e-12);
	em_free(em);
	mixture_free(&m);
	rng_free(&r);
}

int main(void)
{
	test_best();
	return check_end();
}
