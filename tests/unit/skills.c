/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/crowd/skills: Raykar and Yu's score; rates and Wilson's interval where the classes are known; how often intervals hold the skills that
 * were simulated, and guessers are named. */
#include "crowd/skills.h"

#include <stdlib.h>

#include "check.h"
#include "crowd/crowd_fit.h"
#include "inference/binomial_interval.h"

static struct err e;
static unsigned long state = 1;

static double uniform(void)
{
	state = state * 6364136223846793005UL + 1442695040888963407UL;
	return (double)(state >> 11) * 0x1p-53;
}

static void test_score(void)
{
	const double perfect[] = {1, 0, 0, 0, 1, 0, 0, 0, 1}, same[] = {.2, .5, .3, .2, .5, .3, .2, .5, .3},
		     two[] = {.7, .3, .1, .9};

	CHECK_NEAR(skills_score(perfect, 3), 1, 1e-15);
	CHECK_NEAR(skills_score(same, 3), 0, 1e-15);
	/* two classes: (sensitivity + specificity - 1)^2 */
	CHECK_NEAR(skills_score(two, 2), .36, 1e-15);
}

enum { MOST = 3, WORKERS = 8 };

/* A crowd: what worker j is right on among items of class z, else any other class alike; votes are missing at random. */
struct world {
	size_t items, classes;
	double right[WORKERS][MOST], missing;
	uint32_t *z; /* [items] */
};

static void draw_votes(struct votes *v, struct world *w)
{
	size_t k = 0;

	*v = (struct votes){.n = w->items, .nworker = WORKERS, .nclass = w->classes};
	v->item = calloc(w->items, sizeof *v->item);
	v->vote = calloc(w->items * WORKERS, sizeof *v->vote);
	v->prior = calloc(w->items * w->classes, sizeof *v->prior);
	for (size_t i = 0; i < w->items; i++) {
		uint32_t z = w->z[i] = (uint32_t)(uniform() * (double)w->classes);

		v->item[i] = (struct crowd_item){.vote = v->vote + k, .w = 1, .prior = v->prior + i * w->classes};
		for (size_t c = 0; c < w->classes; c++)
			v->prior[i * w->classes + c] = c == z ? 1 - 1e-12 : 1e-12 / (double)(w->classes - 1);
		for (uint32_t j = 0; j < WORKERS; j++) {
			uint32_t other = 1 + (uint32_t)(uniform() * (double)(w->classes - 1));
			bool right = uniform() < w->right[j][z];

			if (uniform() < w->missing)
				continue;
			v->vote[k++] = (struct vote){j, right ? z : (z + other) % (uint32_t)w->classes, 1};
			v->item[i].n++;
		}
	}
	CHECK(!votes_patterns(v, &e));
}

static void find(struct skills *s, struct votes *v, enum crowd_method method, enum crowd_prior prior)
{
	const struct crowd_options o = {
		.prior = .1, .starts = 1, .seed = 1, .iterations = 1000, .jobs = 1, .tolerance = 1e-6};
	struct crowd c;
	bool converged;

	CHECK(!crowd_init(&c, method, v->nclass, WORKERS, prior, &e));
	CHECK(!crowd_fit(&c, v, NULL, &o, &converged, &e));
	CHECK(!skills_find(s, &c, v, .95, &e));
	crowd_free(&c);
}

/* Where a model's probabilities say what every item is, a worker's rates are frequencies. */
static void test_gold(void)
{
	struct world w = {.items = 90, .classes = 3, .missing = .3, .z = calloc(90, sizeof *w.z)};
	struct votes v;
	struct skills s;

	for (size_t j = 0; j < WORKERS; j++)
		for (size_t z = 0; z < MOST; z++)
			w.right[j][z] = .3 + .1 * (double)(j + z) / 2;
	draw_votes(&v, &w);
	find(&s, &v, CROWD_CONFUSION, CROWD_COLUMNS);
	for (uint32_t j = 0; j < WORKERS; j++)
		for (size_t z = 0; z <= MOST; z++) { /* every class; all of them */
			double n = 0, right = 0;
			const struct rate *r = z < MOST ? &s.v[j].recall[z] : &s.v[j].accuracy;
			struct interval wilson;

			for (size_t i = 0; i < w.items; i++)
				for (size_t k = 0; k < v.item[i].n; k++)
					if (v.item[i].vote[k].worker == j && (z == MOST || z == w.z[i]))
						n++, right += v.item[i].vote[k].label == w.z[i];
			wilson = interval_wilson(right / n, n, .95);
			CHECK_NEAR(r->n, n, 1e-6);
			CHECK_NEAR(r->value, right / n, 1e-6);
			CHECK_NEAR(r->lo, wilson.lo, 1e-6);
			CHECK_NEAR(r->hi, wilson.hi, 1e-6);
		}
	skills_free(&s);
	votes_free(&v);
	free(w.z);
}

/* Shares of a table's intervals that hold the truth, summed over tables, and their squares. */
struct held {
	double sum, squares;
};

static void add(struct held *h, double share)
{
	h->sum += share;
	h->squares += share * share;
}

static void check_held(const struct held *h, double n, const char *what, size_t classes, enum crowd_method method)
{
	double mean = h->sum / n, error = sqrt((h->squares / n - mean * mean) / n);

	/* Wilson's interval holds a rate some .003 more often than it says. */
	check_report(mean >= .95 - 3 * error && mean <= .96 + 3 * error, __FILE__, __LINE__,
		"%s, %zu classes, method %d: %g, error %g", what, classes, method, mean, error);
}

static bool holds(const struct rate *r, double truth)
{
	return r->lo <= truth && truth <= r->hi;
}

static void test_coverage(enum crowd_method method, size_t classes)
{
	size_t rounds = check_everything() ? 500 : 40;
	struct world w = {.items = 240, .classes = classes, .missing = .4, .z = calloc(240, sizeof *w.z)};
	struct held accuracy = {0}, recall = {0};

	for (size_t r = 0; r < rounds; r++) {
		double right = 0, of_class = 0;
		struct votes v;
		struct skills s;

		for (size_t j = 0; j < WORKERS; j++)
			for (size_t z = 0; z < classes; z++)
				w.right[j][z] = .55 + .05 * (double)j
					+ (method == CROWD_COIN ? 0 : .08 * ((double)z - (double)(classes - 1) / 2));
		draw_votes(&v, &w);
		find(&s, &v, method, CROWD_SHARES);
		for (size_t j = 0; j < WORKERS; j++) {
			double truth = 0;

			for (size_t z = 0; z < classes; z++) {
				truth += w.right[j][z] / (double)classes;
				of_class += holds(&s.v[j].recall[z], w.right[j][z]);
			}
			right += holds(&s.v[j].accuracy, truth);
		}
		add(&accuracy, right / WORKERS);
		add(&recall, of_class / WORKERS / (double)classes);
		skills_free(&s);
		votes_free(&v);
	}
	check_held(&accuracy, (double)rounds, "accuracy", classes, method);
	check_held(&recall, (double)rounds, "recall", classes, method);
	free(w.z);
}

/* Two of eight workers draw by lot: the p-value of one is below .05 once in twenty times, and else the guesser is named; who is right on 70 % is
 * not. */
static void test_spammers(size_t classes)
{
	size_t rounds = check_everything() ? 500 : 40, named = 0, others = 0;
	struct world w = {.items = 240, .classes = classes, .missing = .4, .z = calloc(240, sizeof *w.z)};

	for (size_t r = 0; r < rounds; r++) {
		struct votes v;
		struct skills s;

		for (size_t j = 0; j < WORKERS; j++)
			for (size_t z = 0; z < classes; z++)
				w.right[j][z] = j < 2 ? 1 / (double)classes : .7 + .04 * (double)(j - 2);
		draw_votes(&v, &w);
		find(&s, &v, CROWD_CONFUSION, CROWD_SHARES);
		for (size_t j = 0; j < WORKERS; j++)
			*(j < 2 ? &named : &others) += s.v[j].spammer;
		skills_free(&s);
		votes_free(&v);
	}
	check_report((double)named >= 1.8 * (double)rounds, __FILE__, __LINE__,
		"%zu classes: %zu of %zu guessers named", classes, named, 2 * rounds);
	CHECK(others <= rounds / 100);
	free(w.z);
}

int main(void)
{
	test_score();
	test_gold();
	for (enum crowd_method method = CROWD_CONFUSION; method <= CROWD_DIFFICULTY; method++)
		for (size_t classes = 2; classes <= MOST; classes++)
			test_coverage(method, classes);
	for (size_t classes = 2; classes <= MOST; classes++)
		test_spammers(classes);
	return check_end();
}
