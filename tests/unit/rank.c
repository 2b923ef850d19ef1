/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/rank against brute force and closed forms; merge, scale and replication laws. */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "math/rng.h"
#include "measure/corp.h"
#include "rank/areas.h"
#include "rank/curve.h"

enum { N = 60 };

static struct err e;

/* Rows with many ties; whole weights when `weighted`. */
static void random_rows(struct rng *r, struct scored_row *row, size_t n, bool weighted)
{
	for (size_t i = 0; i < n; i++)
		row[i] = (struct scored_row){.score = (double)rng_below(r, 12) / 11,
			.weight = weighted ? (double)(1 + rng_below(r, 3)) : 1,
			.expert_cost = weighted ? rng_uniform(r) : .25,
			.right = rng_below(r, 3) > 0,
			.answered = rng_below(r, 5) > 0,
			.expert_right = rng_below(r, 4) > 0};
}

static void fill(struct scored_rows *t, const struct scored_row *row, size_t n, int sign, bool replicate)
{
	for (size_t i = 0; i < n; i++) {
		struct scored_row r = row[i];

		r.score *= sign;
		r.weight = replicate ? 1 : row[i].weight;
		for (size_t k = 0; k < (replicate ? (size_t)row[i].weight : 1); k++)
			CHECK(!scored_rows_add(t, &r, &e));
	}
	CHECK(!scored_rows_sort(t, &e));
}

/* The mean over random orders inside tie blocks, by sampling whole permutations. */
static void test_areas_expectation(struct rng *r)
{
	enum { M = 9, DRAWS = 20000 };
	struct scored_row row[M];
	struct scored_rows t = {0};
	struct areas_areas a;
	double aurc = 0, augrc = 0;

	random_rows(r, row, M, false);
	fill(&t, row, M, 1, false);
	a = areas_areas(&t, AREAS_MEAN);
	for (int d = 0; d < DRAWS; d++) {
		double key[M];
		size_t order[M];
		double wrong = 0;

		for (size_t i = 0; i < M; i++) {
			key[i] = row[i].score + 1e-6 * rng_uniform(r);
			order[i] = i;
			for (size_t k = i; k > 0 && key[order[k - 1]] > key[order[k]]; k--) {
				size_t swap = order[k];

				order[k] = order[k - 1];
				order[k - 1] = swap;
			}
		}
		for (size_t k = 0; k < M; k++) {
			wrong += !row[order[k]].right;
			aurc += wrong / (double)(k + 1) / M;
			augrc += wrong / M / M;
		}
	}
	CHECK_NEAR(a.aurc, aurc / DRAWS, 5e-3);
	CHECK_NEAR(a.augrc, augrc / DRAWS, 5e-3);
	scored_rows_free(&t);
}

static void test_separation(struct rng *r, bool weighted)
{
	struct scored_row row[N];
	struct scored_rows t = {0};
	struct areas_separation s;
	double pairs = 0, all = 0, right = 0, ap = 0;

	random_rows(r, row, N, weighted);
	fill(&t, row, N, 1, false);
	s = areas_separation(&t);
	for (size_t i = 0; i < N; i++) {
		double above = 0, hit = 0;

		if (!row[i].right)
			continue;
		right += row[i].weight;
		for (size_t k = 0; k < N; k++) {
			if (!row[k].right) {
				all += row[i].weight * row[k].weight;
				pairs += row[i].weight * row[k].weight
					* (row[i].score < row[k].score                 ? 1
							: row[i].score == row[k].score ? .5
										       : 0);
			}
			if (row[k].score <= row[i].score) {
				above += row[k].weight;
				hit += row[k].right ? row[k].weight : 0;
			}
		}
		ap += row[i].weight * hit / above;
	}
	CHECK_NEAR(s.auroc, pairs / all, 1e-14);
	CHECK_NEAR(s.ap, ap / right, 1e-14);
	scored_rows_free(&t);
}

/* Runs of a few rows, in two parts that are merged, give the blocks and the curve of memory, to the bit. */
static void test_runs(struct rng *r, double weight, bool graded, size_t limit)
{
	struct scored_row row[N];
	struct scored_rows t = {0};
	struct scored_runs runs[3] = {0};
	struct scored_spool spool[3] = {{.limit = limit}, {.limit = limit}, {.limit = limit}};
	struct curve a, b;
	struct curve_point p = {0}, q = {0};
	size_t points = 0;

	random_rows(r, row, N, weight != 1);
	for (size_t i = 0; i < N; i++) {
		row[i].weight = weight > 0 ? row[i].weight * weight : .5 + rng_uniform(r);
		row[i].right = graded ? rng_uniform(r) : row[i].right;
		row[i].unknown = graded && rng_below(r, 4) == 0;
		row[i].model_cost = graded ? 1e300 * rng_uniform(r) : row[i].model_cost;
		row[i].score = i % 3 ? row[i].score : rng_uniform(r);
		CHECK(!scored_rows_add(&t, &row[i], &e) && !scored_runs_add(&runs[i % 2], &row[i], &spool[i % 2], &e));
	}
	for (int k = 0; k < 2; k++)
		CHECK(!scored_runs_merge(&runs[2], &runs[k], &spool[2], &e));
	CHECK(runs[2].n_run > 3 && !scored_rows_sort(&t, &e) && !scored_runs_sort(&runs[2], &e));
	curve_start(&a, &t);
	curve_start_runs(&b, &runs[2]);
	for (; curve_next(&a, &p); points++) {
		CHECK(curve_next(&b, &q));
		CHECK(!memcmp(&p, &q, sizeof p));
	}
	CHECK(points > 20 && !curve_next(&b, &q) && !scored_runs_status(&runs[2], &e));
	scored_rows_free(&t);
	for (int k = 0; k < 3; k++)
		scored_runs_free(&runs[k]);
	for (int k = 0; k < 3; k++)
		scored_spool_free(&spool[k]);
}

static void test_curve(struct rng *r, bool weighted)
{
	struct scored_row row[N];
	struct scored_rows t = {0};
	struct curve c;
	struct curve_point p;
	struct scored_block b;
	size_t points = 0, expected = 1;

	random_rows(r, row, N, weighted);
	fill(&t, row, N, -1, false);
	for (size_t at = 0; scored_rows_next(&t, &at, &b);)
		expected++;
	curve_start(&c, &t);
	while (curve_next(&c, &p)) {
		double total = 0, kept = 0, right = 0, asked = 0, helped = 0, cost = 0;
		size_t n = 0, unscored = 0;

		points++;
		for (size_t i = 0; i < N; i++) {
			double w = row[i].weight;

			total += w;
			if (row[i].score <= p.threshold) {
				n++;
				kept += w;
				right += row[i].right ? w : 0;
				continue;
			}
			cost += w * row[i].expert_cost;
			unscored += !row[i].answered;
			asked += row[i].answered ? w : 0;
			helped += row[i].answered && row[i].expert_right ? w : 0;
		}
		CHECK(p.n_model == n && p.n_unscored == unscored && p.n_deferred == N - n - unscored);
		CHECK_NEAR(p.coverage, kept / total, 1e-15);
		CHECK_NEAR(p.cost, cost / total, 1e-13);
		CHECK(kept > 0 ? fabs(p.model_accuracy - right / kept) < 1e-14 : isnan(p.model_accuracy));
		CHECK(asked > 0 ? fabs(p.expert_accuracy - helped / asked) < 1e-14 : isnan(p.expert_accuracy));
		CHECK_NEAR(p.system_accuracy, (right + helped) / (kept + asked), 1e-14);
	}
	CHECK(points == expected && p.coverage == 0 && p.n_model == 0);
	scored_rows_free(&t);
}

/* Weights: a common factor changes no area, a whole weight is that many rows, to the byte. */
static void test_weight_laws(struct rng *r)
{
	struct scored_row row[N], scaled[N];
	struct scored_rows t = {0}, s = {0}, u = {0};
	struct corp c, d;

	random_rows(r, row, N, true);
	memcpy(scaled, row, sizeof row);
	for (size_t i = 0; i < N; i++)
		scaled[i].weight *= .1;
	fill(&t, row, N, 1, false);
	fill(&s, scaled, N, 1, false);
	fill(&u, row, N, 1, true);
	for (int rule = AREAS_MEAN; rule <= AREAS_TRUNCATED; rule++) {
		struct areas_areas a = areas_areas(&t, rule), b = areas_areas(&s, rule), k = areas_areas(&u, rule);

		CHECK(!memcmp(&a, &b, sizeof a) && !memcmp(&a, &k, sizeof a));
	}
	CHECK(areas_separation(&t).auroc == areas_separation(&u).auroc
		&& areas_separation(&t).auroc == areas_separation(&s).auroc);
	CHECK(areas_separation(&t).ap == areas_separation(&u).ap && areas_separation(&t).ap == areas_separation(&s).ap);
	CHECK(!corp_decompose(&c, &t, &e) && !corp_decompose(&d, &u, &e));
	CHECK_NEAR(c.mcb, d.mcb, 1e-14);
	CHECK_NEAR(c.dsc, d.dsc, 1e-14);
	CHECK_NEAR(c.score, c.mcb - c.dsc + c.unc, 1e-15);
	CHECK(c.mcb >= 0 && c.dsc >= 0);
	scored_rows_free(&t);
	scored_rows_free(&s);
	scored_rows_free(&u);
}

/* The mean over units of tie blocks by adding up, with blocks of many rows; few of them unanswered. */
static void test_mean_brute_force(struct rng *r)
{
	enum { BLOCKS = 4, MOST = 3000 };

	for (int trial = 0; trial < 60; trial++) {
		struct scored_rows t = {0};
		double n[BLOCKS], right[BLOCKS], answered[BLOCKS], helped[BLOCKS], all = 0, all_right = 0,
										   all_answered = 0, all_helped = 0;
		double k = 0, kept_right = 0, kept_answered = 0, kept_helped = 0, risk = 0, least = 0, general = 0,
		       system = 0;
		struct areas_areas a;

		for (int b = 0; b < BLOCKS; b++) {
			n[b] = (double)(1 + rng_below(r, trial & 1 ? MOST : 70));
			right[b] = floor(n[b] * rng_uniform(r));
			answered[b] = trial & 2 ? n[b] - (double)rng_below(r, 2) : floor(n[b] * rng_uniform(r));
			helped[b] = floor(answered[b] * rng_uniform(r));
			/* two rows of a weight each would be shorter, but these are four outcomes */
			for (double i = 0; i < n[b]; i++)
				CHECK(!scored_rows_add(&t,
					&(struct scored_row){.score = b,
						.weight = .3,
						.right = i < right[b],
						.answered = i < answered[b],
						.expert_right = i < helped[b]},
					&e));
			all += n[b], all_right += right[b], all_answered += answered[b], all_helped += helped[b];
		}
		for (int b = 0; b < BLOCKS; b++) {
			for (double j = 1; j <= n[b]; j++) {
				double s = j / n[b], kept = k + j, good = kept_right + s * right[b];

				risk += (kept - good) / kept / all;
				least += fmax(0, kept - all_right) / kept / all;
				general += (kept - good) / all / all;
				system += (good + all_helped - kept_helped - s * helped[b])
					/ (kept + all_answered - kept_answered - s * answered[b]) / all;
			}
			k += n[b], kept_right += right[b], kept_answered += answered[b], kept_helped += helped[b];
		}
		CHECK(!scored_rows_sort(&t, &e));
		a = areas_areas(&t, AREAS_MEAN);
		CHECK_NEAR(a.aurc, risk, 1e-12);
		CHECK_NEAR(a.eaurc, risk - least, 1e-12);
		CHECK_NEAR(a.augrc, general, 1e-12);
		if (all_answered > 0)
			CHECK_NEAR(a.system_aucac, system, 1e-12);
		scored_rows_free(&t);
	}
}

/* Weights without a common measure: the integral.  Splitting a row changes nothing, and many small units come near it. */
static void test_mean_integral(struct rng *r)
{
	for (int trial = 0; trial < 40; trial++) {
		struct scored_row row[N];
		struct scored_rows t = {0}, split = {0}, fine = {0};
		struct areas_areas a, b, c;

		random_rows(r, row, N, false);
		for (size_t i = 0; i < N; i++) {
			struct scored_row part = row[i];
			double share = rng_uniform(r);

			part.weight = row[i].weight = 1 + rng_uniform(r);
			CHECK(!scored_rows_add(&t, &part, &e));
			part.weight *= share;
			CHECK(!scored_rows_add(&split, &part, &e));
			part.weight = row[i].weight - part.weight;
			CHECK(!scored_rows_add(&split, &part, &e));
			part.weight = rint(row[i].weight * 8192);
			CHECK(!scored_rows_add(&fine, &part, &e));
		}
		CHECK(!scored_rows_sort(&t, &e) && !scored_rows_sort(&split, &e) && !scored_rows_sort(&fine, &e));
		CHECK(!t.whole && !split.whole && fine.whole);
		for (int rule = AREAS_MEAN; rule <= AREAS_TRUNCATED; rule++) {
			a = areas_areas(&t, rule);
			b = areas_areas(&split, rule);
			c = areas_areas(&fine, rule);
			CHECK_NEAR(a.aurc, b.aurc, 1e-13);
			CHECK_NEAR(a.eaurc, b.eaurc, 1e-13);
			CHECK_NEAR(a.augrc, b.augrc, 1e-13);
			CHECK_NEAR(a.system_aucac, b.system_aucac, 1e-13);
			CHECK_NEAR(a.aurc, c.aurc, 1e-4);
			CHECK_NEAR(a.eaurc, c.eaurc, 1e-4);
			CHECK_NEAR(a.system_aucac, c.system_aucac, 1e-4);
		}
		scored_rows_free(&t);
		scored_rows_free(&split);
		scored_rows_free(&fine);
	}
}

/* E-AURC is never below 0, and 0 for every perfect ranking, whatever its ties and weights. */
static void test_excess(struct rng *r)
{
	for (int trial = 0; trial < 300; trial++) {
		struct scored_rows t = {0};
		bool perfect = trial & 1;

		for (size_t i = 0; i < N; i++) {
			struct scored_row k = {.score = (double)rng_below(r, 6),
				.weight = trial & 2 ? rng_uniform(r) : (double)rng_below(r, 4),
				.right = rng_below(r, 2)};

			k.right = perfect ? k.score < 3 : k.right;
			CHECK(!scored_rows_add(&t, &k, &e));
		}
		CHECK(!scored_rows_sort(&t, &e));
		for (int rule = AREAS_MEAN; rule <= AREAS_TRUNCATED; rule++) {
			double excess = areas_areas(&t, rule).eaurc;

			CHECK(perfect ? excess == 0 : excess > 0);
		}
		scored_rows_free(&t);
	}
}

/* The perfect ranking has no excess; the worst one has the largest AURC. */
static void test_ideal(void)
{
	struct scored_rows t = {0};

	for (int i = 0; i < 10; i++) {
		struct scored_row r = {.score = i, .weight = 1, .right = i < 7};

		CHECK(!scored_rows_add(&t, &r, &e));
	}
	CHECK(!scored_rows_sort(&t, &e));
	CHECK_NEAR(areas_areas(&t, AREAS_MEAN).aurc, (1. / 8 + 2. / 9 + 3. / 10) / 10, 1e-15);
	for (int rule = AREAS_MEAN; rule <= AREAS_TRUNCATED; rule++)
		CHECK_NEAR(areas_areas(&t, rule).eaurc, 0, 1e-15);
	CHECK(areas_separation(&t).auroc == 1 && areas_separation(&t).ap == 1);
	CHECK(isnan(areas_areas(&t, AREAS_MEAN).system_aucac));
	scored_rows_free(&t);
}

static void test_curve_thinned(void)
{
	struct scored_rows t = {0};
	struct curve c;
	struct curve_point p;

	for (int i = 0; i < 1000; i++) {
		struct scored_row r = {.score = -i, .weight = 1};

		CHECK(!scored_rows_add(&t, &r, &e));
	}
	CHECK(!scored_rows_sort(&t, &e));
	for (size_t n = 2; n < 40; n++) {
		struct curve_thinner thin = {.n = n};
		size_t kept = 0;
		double first = -1;

		curve_start(&c, &t);
		while (curve_next(&c, &p))
			if (curve_keeps(&thin, &p)) {
				first = kept ? first : p.coverage;
				kept++;
			}
		CHECK(kept == n && first == 1 && p.coverage == 0);
	}
	scored_rows_free(&t);
}

static void test_rank_partitions(struct rng *r)
{
	for (int trial = 0; trial < 40; trial++) {
		struct scored_row row[N];
		struct scored_rows t = {0}, u = {0}, v = {0};
		struct areas_areas a, b;

		random_rows(r, row, N, trial & 1);
		for (size_t i = 0; i < N; i++) {
			if (trial & 1)
				row[i].weight = rng_uniform(r);
			CHECK(!scored_rows_add(&t, &row[i], &e));
		}
		for (size_t i = N; i-- > 0;)
			CHECK(!scored_rows_add(rng_below(r, 2) ? &u : &v, &row[i], &e));
		CHECK(!scored_rows_merge(&v, &u, &e) && !scored_rows_sort(&t, &e) && !scored_rows_sort(&v, &e));
		a = areas_areas(&t, AREAS_MEAN);
		b = areas_areas(&v, AREAS_MEAN);
		CHECK(!memcmp(&a, &b, sizeof a));
		CHECK(areas_separation(&t).auroc == areas_separation(&v).auroc);
		scored_rows_free(&t);
		scored_rows_free(&u);
		scored_rows_free(&v);
	}
}

int main(void)
{
	struct rng r;

	if (rng_init(&r, 3, &e))
		return 1;
	for (int trial = 0; trial < 20; trial++) {
		test_separation(&r, trial & 1);
		test_curve(&r, trial & 1);
		test_weight_laws(&r);
		/* counts, decimals of one measure, none */
		test_runs(&r, (const double[]){1, .1, -1}[trial % 3], trial & 1, 250);
	}
	for (int trial = 0; trial < 5; trial++)
		test_areas_expectation(&r);
	test_ideal();
	test_mean_brute_force(&r);
	test_mean_integral(&r);
	test_excess(&r);
	test_curve_thinned();
	test_rank_partitions(&r);
	rng_free(&r);
	return check_end();
}
