/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/limits/choices: all choices of agents of tiny tables, under rules about sets that overlap, limits of numbers that nest,
 * minutes and money; how many choices there are. */
#include "limits/choices.h"

#include <math.h>
#include <string.h>

#include "check.h"
#include "decide/best_agent.h"
#include "math/rng.h"

enum { ROWS = 5, AGENTS = 4, MOST = 2, CLASSES = 2, GOODS = AGENTS + 1, LIMITS = 3, RULES = 2 };

static struct err e;
static struct names agents, goods, limits;

struct instance {
	struct assign p;
	struct forest forest;
	struct in_row rule;
	struct side side;
	struct side_use use[2];
	double cost[ROWS * AGENTS], effort[ROWS * AGENTS], money[ROWS * AGENTS], limit[GOODS], price[LIMITS];
	size_t lo[AGENTS], hi[AGENTS], first[CLASSES * AGENTS], up[LIMITS];
	uint32_t class[ROWS], readings[ROWS], rule_lo[RULES], rule_hi[RULES];
	bool member[RULES * AGENTS];
};

/* Limits: of agent 0 in class 0, of agents 0 and 1 there, of everybody in both. */
static void make_forest(struct instance *t, struct rng *r)
{
	size_t m = t->p.m;

	for (size_t l = 0; l < CLASSES * m; l++)
		t->first[l] = l == 0 ? 0 : l == 1 ? 1 : 2;
	memcpy(t->up, (size_t[LIMITS]){1, 2, 3}, sizeof t->up);
	for (size_t k = 0; k < LIMITS; k++) {
		t->lo[k] = rng_below(r, 3) ? 0 : 1;
		t->hi[k] = rng_below(r, 2) ? ROWS * MOST : 1 + rng_below(r, 4);
		t->price[k] = INFINITY;
	}
	t->hi[2] = ROWS * MOST;
	t->forest = (struct forest){LIMITS, t->first, t->up, t->lo, t->hi, t->price, limits};
	t->p.forest = &t->forest;
	t->p.lo = t->p.hi = NULL;
}

static void make(struct instance *t, struct rng *r, bool forest, bool own)
{
	size_t n = 1 + rng_below(r, ROWS), m = 3 + rng_below(r, AGENTS - 2);

	t->p = (struct assign){n, m, t->cost, t->lo, t->hi, MOST, MOST, &agents};
	for (size_t c = 0; c < n * m; c++) {
		t->cost[c] = rng_uniform(r) < .1 ? INFINITY : rng_uniform(r);
		t->effort[c] = 1 + (double)rng_below(r, 5);
		t->money[c] = rng_uniform(r);
	}
	for (size_t i = 0; i < n; i++) {
		t->class[i] = (uint32_t)rng_below(r, CLASSES);
		t->readings[i] = 1 + (uint32_t)rng_below(r, MOST);
	}
	for (size_t a = 0; a < m; a++) {
		t->lo[a] = rng_below(r, 3) ? 0 : 1;
		t->hi[a] = rng_below(r, 2) ? n : 1 + n / 2;
	}
	t->p.class = t->class;
	t->p.classes = CLASSES;
	if (own)
		t->p.readings = t->readings;
	for (size_t k = 0; k < RULES; k++) {
		for (size_t a = 0; a < m; a++)
			t->member[k * m + a] = a == 1 || rng_below(r, 2);
		t->rule_lo[k] = (uint32_t)rng_below(r, 2);
		t->rule_hi[k] = 1 + (uint32_t)rng_below(r, MOST);
	}
	t->rule = (struct in_row){RULES, m, t->member, t->rule_lo, t->rule_hi, true};
	for (size_t j = 0; j < m; j++)
		t->limit[j] = rng_below(r, 2) ? INFINITY : 2 + (double)rng_below(r, 2 * n + 3);
	t->limit[m] = rng_below(r, 2) ? INFINITY : (double)n * (.4 + rng_uniform(r));
	t->use[0] = (struct side_use){.amount = t->effort, .by_agent = true};
	t->use[1] = (struct side_use){.amount = t->money, .first = m};
	t->side = (struct side){m + 1, 0, t->limit, &goods, t->use, 2};
	if (forest)
		make_forest(t, r);
}

/* Whether the row may have the agents of the bits. */
static bool row_may(const struct instance *t, size_t i, unsigned who)
{
	size_t places = t->p.readings ? t->readings[i] : MOST, n = 0;

	for (size_t a = 0; a < t->p.m; a++)
		if (who >> a & 1) {
			n++;
			if (isinf(t->cost[i * t->p.m + a]))
				return false;
		}
	for (size_t k = 0; n > 1 && k < RULES; k++) { /* rules are of rows that have several */
		size_t in = 0;

		for (size_t a = 0; a < t->p.m; a++)
			in += (who >> a & 1) && t->member[k * t->p.m + a];
		if (in < t->rule_lo[k] || in > t->rule_hi[k])
			return false;
	}
	return n == places;
}

/* Whether every row has a choice. */
static bool rows_may(const struct instance *t)
{
	for (size_t i = 0; i < t->p.n; i++) {
		bool any = false;

		for (unsigned who = 1; who < 1u << t->p.m; who++)
			any |= row_may(t, i, who);
		if (!any)
			return false;
	}
	return true;
}

/* What all rows' choices cost; infinite where a limit or a rule is broken.  count [limits]. */
static double value_of(const struct instance *t, const unsigned *who, size_t *count)
{
	size_t m = t->p.m, n = t->p.forest ? LIMITS : m;
	double cost = 0, used[GOODS] = {0};

	memset(count, 0, AGENTS * sizeof *count);
	for (size_t i = 0; i < t->p.n; i++) {
		if (!row_may(t, i, who[i]))
			return INFINITY;
		for (size_t a = 0; a < m; a++) {
			if (!(who[i] >> a & 1))
				continue;
			cost += t->cost[i * m + a];
			used[a] += t->effort[i * m + a];
			used[m] += t->money[i * m + a];
			for (size_t k = t->p.forest ? t->first[t->class[i] * m + a] : a; k < n;
				k = t->p.forest ? t->up[k] : n)
				count[k]++;
		}
	}
	for (size_t k = 0; k < n; k++)
		if (count[k] < t->lo[k] || count[k] > t->hi[k])
			return INFINITY;
	for (size_t j = 0; j <= m; j++)
		if (used[j] > t->limit[j] + 1e-12)
			return INFINITY;
	return cost;
}

static double brute_force(const struct instance *t)
{
	unsigned who[ROWS] = {0};
	size_t count[AGENTS], i;
	double best = INFINITY;

	do {
		best = fmin(best, value_of(t, who, count));
		for (i = 0; i < t->p.n; i++) {
			do
				who[i]++;
			while (who[i] < 1u << t->p.m && !row_may(t, i, who[i]));
			if (who[i] < 1u << t->p.m)
				break;
			who[i] = 0;
		}
	} while (i < t->p.n);
	return best;
}

/* True: there is a solution. */
static bool check(struct rng *r, bool forest, bool own)
{
	static struct instance t;
	uint32_t chosen[ROWS * MOST];
	size_t counted[AGENTS], count[AGENTS];
	double price[AGENTS], used[GOODS], worth[GOODS], best;
	struct assign_result result = {.chosen = chosen, .count = counted, .price = price};
	struct side_result x = {.used = used, .price = worth};
	unsigned who[ROWS] = {0};
	int st;

	do
		make(&t, r, forest, own);
	while (!rows_may(&t)); /* others are refused before */
	best = brute_force(&t);
	st = choices_solve(&t.p, &t.side, &t.rule, &result, &x, &e);
	CHECK((st == ST_OK) == (best < INFINITY));
	if (st)
		return false;
	for (size_t k = 0; k < t.p.n * MOST; k++)
		if (chosen[k] != AGENT_NONE)
			who[k / MOST] |= 1u << chosen[k];
	CHECK_NEAR(value_of(&t, who, count), best, 1e-8);
	CHECK_NEAR(result.objective, best, 1e-8);
	CHECK(result.bound <= best + 1e-8 && result.gap < 1e-8);
	for (size_t k = 0; k < (forest ? (size_t)LIMITS : t.p.m); k++)
		CHECK(result.count[k] == count[k]);
	return true;
}

/* Against Pascal's triangle. */
static void test_fit(void)
{
	struct assign p = {.n = 10, .m = 20, .least = 3, .most = 3};
	const uint32_t readings[10] = {1};

	CHECK(choices_fit(&p, 11400) && !choices_fit(&p, 11399)); /* 20 over 3 */
	p.readings = readings;
	CHECK(choices_fit(&p, 13500) && !choices_fit(&p, 13499)); /* and 190 pairs and 20 */
	p.least = 2;
	CHECK(!choices_fit(&p, 1000000));
	p.least = p.most = IN_ROW_MOST + 1;
	CHECK(!choices_fit(&p, 1000000000));
	p.least = p.most = 1;
	p.forest = &(struct forest){.n = 2, .price = (double[]){INFINITY, 1}};
	CHECK(!choices_fit(&p, 1000000));
}

int main(void)
{
	size_t solved = 0, trials = check_trials(800);
	struct rng r;

	CHECK(!rng_init(&r, 5, &e));
	CHECK(!names_add_words(&agents, (const char *const[]){"a", "b", "c", "d", NULL}, &e));
	CHECK(!names_add_words(&goods, (const char *const[]){"ta", "tb", "tc", "td", "money", NULL}, &e));
	CHECK(!names_add_words(&limits, (const char *const[]){"a0", "ab0", "all", NULL}, &e));
	for (size_t t = 0; t < trials; t++)
		solved += check(&r, t % 2, t / 2 % 2);
	CHECK(solved > trials / 5 && solved < trials * 4 / 5);
	test_fit();
	names_free(&agents);
	names_free(&goods);
	names_free(&limits);
	rng_free(&r);
	return check_end();
}
