/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/crowd/agreement: Cohen's kappa by hand; alpha and Fleiss' kappa from their definitions as sums over pairs of votes, their intervals by
 * leaving out every item in turn; how often the intervals of all three hold what was simulated. */
#include "crowd/agreement.h"

#include <stdlib.h>

#include "check.h"
#include "real/normal.h"

enum { ITEMS = 100, MOST = 6, CLASSES = 3 };

static struct err e;
static unsigned long state = 1;

static double uniform(void)
{
	state = state * 6364136223846793005UL + 1442695040888963407UL;
	return (double)(state >> 11) * 0x1p-53;
}

static void test_kappa(void)
{
	const double cell[] = {20, 5, 10, 15}, never[] = {5, 0, 0, 0};
	struct agreement a = agreement_cohen(cell, 2, .95);

	CHECK_NEAR(a.value, .4, 1e-14);
	CHECK_NEAR(a.n, 50, 0);
	CHECK(a.lo < .4 && a.hi > .4);
	CHECK(isnan(agreement_cohen(never, 2, .95).value));
}

/* Beyond 50 items Student's quantile is a series. */
static void test_series(void)
{
	for (double n = 50; n < 60; n++) {
		const double cell[] = {n / 4 + 5, n / 4 - 5, n / 4 - 5, n / 4 + 5};
		struct agreement a = agreement_cohen(cell, 2, .99), b = agreement_cohen(cell, 2, .95);

		CHECK_NEAR((a.hi - a.lo) / (b.hi - b.lo),
			student_upper(.005, (size_t)n - 1) / student_upper(.025, (size_t)n - 1), 2e-6);
	}
}

/* Votes: what worker j says of item i, CLASSES of one who says nothing. */
struct sample {
	size_t items, workers;
	uint32_t label[ITEMS][MOST];
};

/* Pr(label | class) of every worker, and the classes' shares. */
struct world {
	double share[CLASSES], answer[MOST][CLASSES][CLASSES], silent;
};

static uint32_t draw(const double *p)
{
	double u = uniform();
	uint32_t c = 0;

	while (c < CLASSES - 1 && u >= p[c])
		u -= p[c++];
	return c;
}

static void draw_sample(struct sample *s, const struct world *w)
{
	for (size_t i = 0; i < s->items; i++) {
		uint32_t z = draw(w->share);

		for (size_t j = 0; j < s->workers; j++)
			s->label[i][j] = uniform() < w->silent ? CLASSES : draw(w->answer[j][z]);
	}
}

/* A worker who is right with probability p, leaning to class 0 by lean, else gives any class. */
static void set_worker(double answer[CLASSES][CLASSES], double p, double lean)
{
	for (int z = 0; z < CLASSES; z++)
		for (int l = 0; l < CLASSES; l++)
			answer[z][l] = p * (z == l) + lean * (l == 0) + (1 - p - lean) / CLASSES;
}

/* What kappa of two workers tends to. */
static double true_kappa(const struct world *w, int a, int b)
{
	double agree = 0, chance = 0;

	for (int l = 0; l < CLASSES; l++) {
		double pa = 0, pb = 0;

		for (int z = 0; z < CLASSES; z++) {
			agree += w->share[z] * w->answer[a][z][l] * w->answer[b][z][l];
			pa += w->share[z] * w->answer[a][z][l];
			pb += w->share[z] * w->answer[b][z][l];
		}
		chance += pa * pb;
	}
	return (agree - chance) / (1 - chance);
}

static void make_votes(struct votes *v, const struct sample *s)
{
	size_t k = 0;

	*v = (struct votes){.n = s->items, .nworker = s->workers, .nclass = CLASSES};
	v->item = calloc(s->items, sizeof *v->item);
	v->vote = calloc(s->items * s->workers, sizeof *v->vote);
	for (size_t i = 0; i < s->items; i++) {
		v->item[i] = (struct crowd_item){.vote = v->vote + k, .w = 1};
		for (uint32_t j = 0; j < s->workers; j++)
			if (s->label[i][j] < CLASSES)
				v->vote[k++] = (struct vote){j, s->label[i][j], 1}, v->item[i].n++;
	}
	CHECK(!votes_patterns(v, &e));
}

/* Alpha, or Fleiss' kappa, from all pairs of votes, without item `out`; *n: the items with two votes or more. */
static double by_pairs(const struct sample *s, bool alpha, size_t out, double *n)
{
	double within = 0, chance = 0, all = 0, items = 0, vote[CLASSES] = {0};

	for (size_t i = 0; i < s->items; i++) {
		double votes = 0, pairs = 0;

		for (size_t j = 0; j < s->workers; j++)
			votes += s->label[i][j] < CLASSES;
		if (i == out || votes < 2)
			continue;
		for (size_t j = 0; j < s->workers; j++) {
			uint32_t l = s->label[i][j];

			if (l == CLASSES)
				continue;
			vote[l]++;
			for (size_t k = 0; k < s->workers; k++)
				pairs += k != j && s->label[i][k] == l;
		}
		items++, all += votes;
		within += alpha ? votes * (1 - pairs / votes / (votes - 1)) : pairs / votes / (votes - 1);
	}
	*n = items;
	for (int c = 0; c < CLASSES; c++)
		chance += vote[c] / all * (alpha ? (all - vote[c]) / (all - 1) : vote[c] / all);
	return alpha ? 1 - within / all / chance : (within / items - chance) / (1 - chance);
}

static void check_by_pairs(const struct sample *s, bool alpha)
{
	struct votes v;
	struct agreement a;
	double n, want = by_pairs(s, alpha, s->items, &n), sum = 0, squares = 0, half;

	make_votes(&v, s);
	CHECK(!(alpha ? agreement_alpha : agreement_fleiss)(&v, .95, &a, &e));
	CHECK_NEAR(a.value, want, 1e-12);
	CHECK_NEAR(a.n, n, 0);
	for (size_t i = 0; i < s->items; i++) {
		double rest, less = by_pairs(s, alpha, i, &rest) - want;

		if (rest < n)
			sum += less, squares += less * less;
	}
	/* Tukey's: the pseudovalues' mean and Student's quantile times their standard error */
	want -= (n - 1) / n * sum;
	half = student_upper(.025, (size_t)n - 1) * sqrt((n - 1) / n * (squares - sum * sum / n));
	CHECK_NEAR(a.lo, fmax(-1, want - half), 1e-12);
	CHECK_NEAR(a.hi, fmin(1, want + half), 1e-12);
	votes_free(&v);
}

static void test_definitions(void)
{
	for (int i = 0; i < 30; i++) {
		bool alpha = i % 2;
		struct world w = {.share = {.5, .3, .2}, .silent = alpha ? .3 : 0};
		struct sample s = {.items = 8 + (size_t)i % 5, .workers = 3 + (size_t)i % 4};

		for (size_t j = 0; j < s.workers; j++)
			set_worker(w.answer[j], .2 + .1 * (double)j, .1);
		draw_sample(&s, &w);
		check_by_pairs(&s, alpha);
	}
}

enum measure { ALPHA, FLEISS, COHEN };

static struct agreement find(enum measure m, const struct votes *v, const struct sample *s)
{
	struct agreement a = {0};
	double cell[CLASSES * CLASSES] = {0};

	if (m != COHEN) {
		CHECK(!(m == ALPHA ? agreement_alpha : agreement_fleiss)(v, .95, &a, &e));
		return a;
	}
	for (size_t i = 0; i < s->items; i++)
		cell[s->label[i][0] * CLASSES + s->label[i][1]]++;
	return agreement_cohen(cell, CLASSES, .95);
}

/* Items and workers are drawn; the truth is what the measure tends to with ever more items of these workers. */
static void check_coverage(enum measure m, double right)
{
	size_t rounds = check_everything() ? 4000 : 200;
	struct world w = {.share = {.5, .3, .2}, .silent = m == ALPHA ? .3 : 0};
	struct sample s = {.items = ITEMS, .workers = m == COHEN ? 2 : MOST};
	double truth, held = 0, error = sqrt(.95 * .05 / (double)rounds);

	for (size_t j = 0; j < s.workers; j++)
		set_worker(w.answer[j], m == COHEN ? right + .1 * (double)j : right, .1);
	truth = true_kappa(&w, 0, 1);
	for (size_t r = 0; r < rounds; r++) {
		struct votes v;
		struct agreement a;

		draw_sample(&s, &w);
		make_votes(&v, &s);
		a = find(m, &v, &s);
		held += a.lo <= truth && truth <= a.hi;
		votes_free(&v);
	}
	check_report(fabs(held / (double)rounds - .95) <= 3 * error, __FILE__, __LINE__, "measure %d of %g: held in %g",
		m, truth, held / (double)rounds);
}

int main(void)
{
	const double right[] = {.1, .4, .8};

	test_kappa();
	test_series();
	test_definitions();
	for (enum measure m = ALPHA; m <= COHEN; m++)
		for (int i = 0; i < 3; i++)
			check_coverage(m, right[i]);
	return check_end();
}
