/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/combine/group_fit: a group's numbers are those of a fit to its rows alone; an expert who is silent there has those of all rows; a group to
 * which nothing can be fitted is named. */
#include "combine/group_fit.h"

#include <string.h>

#include "check.h"
#include "combine/stacking.h"

enum { N = 120, K = 3, J = 2, GROUPS = 3 };

static struct err e;
static unsigned long state = 1;

static double uniform(void)
{
	state = state * 6364136223846793005UL + 1442695040888963407UL;
	return (double)(state >> 11) * 0x1p-53;
}

struct rows {
	double logp[N * K], w[N];
	uint32_t answer[N * J], y[N];
	size_t group[N];
};

/* Expert 1 says nothing in the last group, whose name comes first. */
static void draw(struct rows *r)
{
	for (size_t i = 0; i < N; i++) {
		r->group[i] = 1 + i % GROUPS;
		r->y[i] = (uint32_t)(uniform() * K);
		r->w[i] = 1 + (double)(i % 2);
		for (size_t c = 0; c < K; c++)
			r->logp[i * K + c] = combiner_log(uniform());
		for (size_t j = 0; j < J; j++)
			r->answer[i * J + j] = uniform() < .2 || (j && r->group[i] == GROUPS) ? UINT32_MAX
				: uniform() < .6                                              ? r->y[i]
						 : (uint32_t)(uniform() * K);
	}
}

static int fit(const void *set, struct combiner *m, const struct combine_data *d, struct err *err)
{
	static const struct confusion_options plain = {1, 0, true};

	(void)set;
	for (size_t i = 0; i < d->n; i++)
		if (d->w[i] > 5)
			return err_set(err, ST_NUMERIC, "no fit");
	return m->method == COMBINE_CONFUSION ? confusion_fit(m, &plain, d, err) : stacking_fit(m, .01, d, err);
}

static void make(struct combiner *m, enum combine_method method)
{
	*m = (struct combiner){.method = method, .model = true};
	CHECK(!names_add_words(&m->classes, (const char *const[]){"a", "b", "c", NULL}, &e));
	CHECK(!names_add_words(&m->experts, (const char *const[]){"u", "v", NULL}, &e));
	CHECK(!combiner_alloc(m, &e));
}

/* The group's rows alone. */
static void fit_part(struct combiner *m, const struct rows *r, size_t group)
{
	static struct rows part;
	size_t n = 0;

	for (size_t i = 0; i < N; i++) {
		if (r->group[i] != group)
			continue;
		memcpy(part.logp + n * K, r->logp + i * K, sizeof(double[K]));
		memcpy(part.answer + n * J, r->answer + i * J, sizeof(uint32_t[J]));
		part.y[n] = r->y[i];
		part.w[n++] = r->w[i];
	}
	CHECK(!fit(NULL, m, &(struct combine_data){n, part.logp, part.answer, part.y, part.w}, &e));
}

static void check_same(const struct combiner *m, const struct combiner *want, size_t j)
{
	const double *x = m->weight + j * K * K, *y = want->weight + j * K * K;

	CHECK(!memcmp(x, y, sizeof(double[K * K])));
	CHECK(!m->chance || !memcmp(m->chance + j * K * K, want->chance + j * K * K, sizeof(double[K * K])));
}

static void test_groups(enum combine_method method)
{
	static const char *const called[] = {"north", "south", "east"};
	static struct rows r;
	struct names by = {0};
	struct groups g;
	struct combiner m, one;
	const struct combine_data all = {N, r.logp, r.answer, r.y, r.w};

	draw(&r);
	make(&m, method);
	CHECK(!names_add_words(&by, (const char *const[]){"site", NULL}, &e) && !groups_init(&g, &by, &e));
	for (size_t k = 0; k < GROUPS; k++) {
		size_t at;

		CHECK(!groups_add_name(&g, called[k], strlen(called[k]), &at, &e) && at == k + 1);
	}
	CHECK(!fit(NULL, &m, &all, &e));
	CHECK(!group_fit(&m, &g, r.group, &all, fit, NULL, &e));
	CHECK(m.by.n == 1 && m.group.n == GROUPS && !strcmp(m.group.name[0].s, "east"));
	for (size_t k = 1; k <= GROUPS; k++) {
		const struct combiner *own =
			combiner_of(&m, 1 + names_find(&m.group, called[k - 1], strlen(called[k - 1])));

		make(&one, method);
		fit_part(&one, &r, k);
		CHECK(own->slope == one.slope && !memcmp(own->intercept, one.intercept, sizeof(double[K])));
		check_same(own, &one, 0);
		check_same(own, k == GROUPS ? &m : &one, 1);
		combiner_free(&one);
	}
	combiner_free(&m);
	make(&m, method);
	r.w[1] = 9; /* of south */
	CHECK(group_fit(&m, &g, r.group, &all, fit, NULL, &e) == ST_NUMERIC && strstr(e.text, "south"));
	combiner_free(&m);
	groups_free(&g);
	names_free(&by);
}

int main(void)
{
	test_groups(COMBINE_CONFUSION);
	test_groups(COMBINE_STACKING);
	return check_end();
}
