/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/workload/workload_settle: who has more readers after the last row, by counting; what changes cost then, by every choice of agents;
 * what no choice keeps. */
#include "workload/workload_settle.h"

#include <math.h>
#include <string.h>

#include "check.h"
#include "decide/best_agent.h"
#include "limits/fixed.h"
#include "math/rng.h"

enum { ROWS = 12, AGENTS = 4, MOST = 2, MODEL = 0 };

static struct err e;

struct world {
	struct workload_rows d;
	struct workload_place place[ROWS];
	double value[ROWS * AGENTS], before[ROWS * AGENTS], score[ROWS], change[ROWS], weight[ROWS];
	uint32_t readings[ROWS], fixed[ROWS * MOST];
	size_t first[2], busy[1];
};

/* Rows whose score says who has two readers; `stays`: some of them have somebody already. */
static void make(struct world *x, struct rng *r, bool stays)
{
	size_t n = 1 + rng_below(r, ROWS);

	*x = (struct world){.first = {0, n}, .busy = {n - rng_below(r, n)}};
	for (size_t i = 0; i < n; i++) {
		x->place[i].idle = i >= x->busy[0];
		x->readings[i] = 1;
		x->score[i] = (double)rng_below(r, 5);
		x->change[i] = rng_below(r, 2) ? rng_uniform(r) : INFINITY;
		for (size_t k = 0; k < MOST; k++)
			x->fixed[i * MOST + k] = AGENT_NONE;
		if (rng_below(r, 2))
			x->fixed[i * MOST] = 1 + (uint32_t)rng_below(r, AGENTS - 1);
		for (size_t a = 0; a < AGENTS; a++)
			x->value[i * AGENTS + a] = rng_uniform(r);
	}
	memcpy(x->before, x->value, sizeof x->before);
	x->d = (struct workload_rows){.n = n, .m = AGENTS, .place = x->place, .value = x->value, .weight = x->weight};
	x->d.readings = x->readings;
	x->d.score = x->score;
	x->d.first = x->first;
	x->d.busy = x->busy;
	x->d.readers = (struct readers){NAMES_NONE, 0, .3, MODEL, MOST};
	if (stays) {
		x->d.fixed = x->fixed;
		x->d.change = x->change;
	}
}

/* Of rows with weight those that fewer than the share are before have two readers, none of them the model. */
static void check_readings(const struct world *x)
{
	size_t n = x->busy[0], top = (size_t)(.3 * (double)n + 1e-9);

	for (size_t i = 0; i < x->d.n; i++) {
		size_t before = 0;

		for (size_t j = 0; j < n; j++)
			before += x->score[j] > x->score[i] || (x->score[j] == x->score[i] && j < i);
		CHECK(x->readings[i] == (i < n && before < top ? MOST : 1));
		CHECK(isinf(x->value[i * AGENTS + MODEL])
			== (x->readings[i] == MOST
				|| (x->d.change && x->fixed[i * MOST] != AGENT_NONE && isinf(x->change[i]))));
	}
}

/* The sum over the agents of the bits is what it was and the cost of a change where whom the row had is none of them. */
static void check_changes(const struct world *x, size_t i)
{
	uint32_t had = x->fixed[i * MOST], *kept = x->d.kept + i * MOST;
	const double *value = x->value + i * AGENTS, *before = x->before + i * AGENTS;

	if (x->place[i].idle) {
		for (size_t a = 0; a < AGENTS; a++)
			CHECK(had != a || isfinite(x->change[i]) || value[a] == FIXED_STAYS);
		return;
	}
	CHECK(*kept == (isinf(x->change[i]) ? had : AGENT_NONE));
	for (unsigned who = 1; who < 1u << AGENTS; who++) {
		double sum = 0, want = 0;
		size_t n = 0;

		for (size_t a = 0; a < AGENTS; a++)
			if (who >> a & 1) {
				n++;
				sum += value[a];
				want += x->readings[i] > 1 && a == MODEL ? INFINITY : before[a];
			}
		if (n != x->readings[i])
			continue;
		if (had != AGENT_NONE && !(who >> had & 1))
			want += isinf(x->change[i]) && n > 1
				? 0
				: x->change[i]; /* who stays is kept's to say, of several */
		CHECK(isinf(want) ? isinf(sum) : fabs(sum - want) < 1e-12);
	}
}

static void check(struct rng *r, bool stays)
{
	const struct set_limits none = {0};
	static struct world x;

	make(&x, r, stays);
	CHECK(!workload_settle_rows(&x.d, 0, &none, &e));
	check_readings(&x);
	CHECK(!x.d.kept == !stays);
	for (size_t i = 0; stays && i < x.d.n; i++)
		check_changes(&x, i);
	free(x.d.kept);
}

/* Of two agents one who stays is the model, who cannot have a row that is read twice. */
static void test_impossible(void)
{
	const struct set_limits none = {0};
	static struct world x;
	struct rng r;

	CHECK(!rng_init(&r, 1, &e));
	do
		make(&x, &r, true);
	while (x.busy[0] < 4);
	for (size_t i = 0; i < x.d.n; i++) {
		x.fixed[i * MOST] = MODEL;
		x.change[i] = INFINITY;
	}
	CHECK(workload_settle_rows(&x.d, 0, &none, &e) == ST_NUMERIC);
	CHECK(!strcmp(e.text,
		"the agents of a row that has 2 after --readings-where leave no choice that keeps who is to stay"));
	free(x.d.kept);
	CHECK(!strcmp(workload_settle_wish(false, true), "--in-row"));
	CHECK(!strcmp(workload_settle_wish(true, true), "who is to stay, and --in-row"));
	rng_free(&r);
}

int main(void)
{
	struct rng r;

	CHECK(!rng_init(&r, 9, &e));
	for (int trial = 0; trial < 400; trial++)
		check(&r, trial % 2);
	test_impossible();
	rng_free(&r);
	return check_end();
}
