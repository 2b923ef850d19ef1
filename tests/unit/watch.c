/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* Watching a stream: evidence against sums over all outcomes, ranks against all orders, the confidence sequence against its
 * formulas computed apart, alarms on streams on which nothing happens and on streams on which something does. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "math/rng.h"
#include "watch/alarms.h"
#include "watch/mean_sequence.h"

/* The e-process of a probability m, as its definition has it: over all beginnings of blocks, shares and sides. */
static double by_definition(const int *x, size_t n, double m, bool run_length)
{
	double sum = 0;

	for (size_t k = 1; k <= EVIDENCE_SHARES; k++)
		for (size_t from = 0; from < n; from += run_length ? 1 : EVIDENCE_BLOCK) {
			double j = (double)(from / EVIDENCE_BLOCK) + 1, wealth = run_length ? 1 : 1 / (j * (j + 1));

			for (size_t i = from; i < n; i++)
				wealth *= 1 + ldexp(1, -(int)k) * (x[i] - m) / m;
			sum += wealth;
		}
	return sum / EVIDENCE_SHARES + (run_length ? 0 : 1 / (ceil((double)n / EVIDENCE_BLOCK) + 1));
}

static double run_evidence(const int *x, size_t n, double m, bool run_length)
{
	struct evidence e = {.sides = 1, .run_length = run_length};

	for (size_t i = 0; i < n; i++)
		evidence_add(&e, &(double){(x[i] - m) / m});
	return evidence_value(&e);
}

static void check_evidence(void)
{
	enum { N = 10, LONG = 200 };
	int x[LONG];

	for (size_t i = 0; i < LONG; i++)
		x[i] = i * i % 7 < 2;
	for (size_t n = 0; n <= LONG; n += 25)
		for (int run_length = 0; run_length < 2; run_length++) {
			double value = by_definition(x, n, .3, run_length);

			CHECK_NEAR(run_evidence(x, n, .3, run_length), value, 1e-12 * value);
		}
	/* Over all outcomes its expectation is 1, of an e-detector the number of payoffs. */
	for (int run_length = 0; run_length < 2; run_length++) {
		double mean = 0;

		for (unsigned all = 0; all < 1u << N; all++) {
			double p = 1;

			for (size_t i = 0; i < N; i++) {
				x[i] = all >> i & 1;
				p *= x[i] ? .3 : .7;
			}
			mean += p * run_evidence(x, N, .3, run_length);
		}
		CHECK_NEAR(mean, run_length ? N : 1, 1e-12);
	}
}

/* Over all orders of 0, 0, 1, 1, 1 and a fine grid of u, ranks are uniform and do not depend on each other. */
static void check_ranks(void)
{
	enum { U = 20 };
	double mean[3] = {0}, square[3] = {0}, product = 0;
	size_t orders = 0;

	for (unsigned all = 0; all < 1u << 5; all++) {
		if (__builtin_popcount(all) != 3)
			continue;
		orders++;
		for (size_t u = 0; u < U * U * U; u++) {
			struct ranks r = {.binary = true};
			double rank[3];

			for (size_t i = 0, left = u; i < 3; i++, left /= U) {
				rank[i] = ranks_next(&r, all >> i & 1, ((double)(left % U) + .5) / U);
				mean[i] += rank[i];
				square[i] += rank[i] * rank[i];
			}
			product += rank[0] * rank[1] * rank[2];
		}
	}
	for (size_t i = 0; i < 3; i++) {
		CHECK_NEAR(mean[i] / (double)(orders * U * U * U), .5, 1e-12);
		CHECK_NEAR(square[i] / (double)(orders * U * U * U), 1 / 3., 1e-3); /* the grid's error: 1 / (12 U^2) */
	}
	CHECK_NEAR(product / (double)(orders * U * U * U), .125, 1e-12);
}

/* 1,000 ranks of numbers in 32 cells: uniform by Kolmogorov's statistic, at 0.1 %. */
static void check_cells(void)
{
	enum { N = 1000 };
	struct ranks r = {0};
	struct rng g;
	struct err e;
	double most = 0, seen[N];

	if (!CHECK(!rng_init(&g, 5, &e)))
		return;
	for (size_t i = 0; i < RANKS_FIRST; i++)
		CHECK(isnan(ranks_next(&r, rng_normal(&g), rng_uniform(&g))));
	for (size_t i = 1; i < RANKS_FIRST; i++)
		CHECK(r.value[i - 1] <= r.value[i]);
	for (size_t i = 0; i < N; i++)
		seen[i] = ranks_next(&r, rng_normal(&g), rng_uniform(&g));
	for (size_t i = 0; i < N; i++) {
		double below = 0;

		for (size_t k = 0; k < N; k++)
			below += seen[k] <= seen[i];
		most = fmax(most, fabs(below / N - seen[i]));
	}
	CHECK(most * sqrt(N) < 1.95);
	rng_free(&g);
}

/* The hedged capital of Waudby-Smith & Ramdas 2024, theorem 3, in R 4.2:
 *   x <- as.integer((0:(n-1))^2 %% 7 < 2); t <- 1:n; mu <- (.5+cumsum(x))/(t+1); v <- (.25+cumsum((x-mu)^2))/(t+1)
 *   l <- sqrt(2*log(2/.05)/(c(.25, v[-n])*t*log(t+1)))
 *   up <- function(m) max(cumprod(1+pmin(l,.5/m)*(x-m)))/2 >= 20; down <- function(m) max(cumprod(1-pmin(l,.5/(1-m))*(x-m)))/2 >= 20
 *   g <- (1:499)/500; c(max(0, g[sapply(g, up)]), min(1, g[sapply(g, down)])) */
static void check_mean(void)
{
	static const struct {
		size_t n;
		double lo, hi;
	} known[] = {{20, .168, .726}, {100, .286, .592}, {2000, .38, .48}};

	for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
		struct mean_sequence s;

		mean_sequence_init(&s, .05);
		for (size_t i = 0; i < known[k].n; i++)
			mean_sequence_add(&s, i * i % 7 < 2);
		CHECK_NEAR(s.lo, known[k].lo, 1e-12);
		CHECK_NEAR(s.hi, known[k].hi, 1e-12);
	}
}

static void check_mean_coverage(void)
{
	enum { ROWS = 600 };
	const size_t streams = check_trials(300);
	size_t missed = 0;
	struct rng g;
	struct err e;

	if (!CHECK(!rng_init(&g, 7, &e)))
		return;
	for (size_t k = 0; k < streams; k++) {
		struct mean_sequence s;

		mean_sequence_init(&s, .05);
		for (size_t i = 0; i < ROWS; i++)
			mean_sequence_add(&s, rng_uniform(&g) < .2);
		missed += s.lo > .2 || s.hi < .2;
	}
	CHECK(missed * 20 <= streams);
	rng_free(&g);
}

/* A deployed system: a model that is right as often as it says and keeps what it is sure of, an expert who is right in 80 %, does not
 * answer in 5 % and takes its time.  From row `at` on something changes. */
enum change { NOTHING, MODEL_WORSE, EXPERT_WORSE, EXPERT_SILENT, EXPERT_SLOW, SCORES };

static const double RISK = .571428571428571428 * .15 + .428571428571428571 * .2;

static void next_row(struct rng *g, enum change change, struct watch_agent *agent, struct watch_row *r)
{
	double conf = .6 + .35 * rng_uniform(g), worse = change == MODEL_WORSE ? .1 : 0;
	double skill = change == EXPERT_WORSE ? .7 : .8;

	agent[0] = (struct watch_agent){.right = rng_uniform(g) < conf - worse, .conf = conf, .latency = NAN};
	agent[1] =
		(struct watch_agent){.right = rng_uniform(g) < skill, .conf = .8, .latency = -log(1 - rng_uniform(g))};
	*r = (struct watch_row){.key = (uint64_t)(rng_uniform(g) * 0x1p53),
		.kept = conf > .75,
		.score = 1 - conf + (change == SCORES ? .05 : 0),
		.agent = agent};
	agent[0].asked = r->kept;
	agent[1].asked = !r->kept;
	r->wrong = 1 - agent[!r->kept].right;
	agent[1].silent = !r->kept && rng_uniform(g) < (change == EXPERT_SILENT ? .3 : .05);
	if (agent[1].silent)
		agent[1].right = r->wrong = NAN;
	if (change == EXPERT_SLOW)
		agent[1].latency *= 2;
}

static int init(struct alarms *a, double delta, size_t run_length, struct err *e)
{
	static const struct {
		enum watch_kind kind;
		size_t agent;
	} test[] = {{WATCH_RISK, 0}, {WATCH_CALIBRATION, 0}, {WATCH_CALIBRATION, 1}, {WATCH_COVERAGE, 0},
		{WATCH_SCORE, 0}, {WATCH_ACCURACY, 0}, {WATCH_ACCURACY, 1}, {WATCH_SILENT, 1}, {WATCH_SLOW, 1}};
	int st = alarms_init(a, sizeof test / sizeof *test, e);

	for (size_t i = 0; !st && i < a->n; i++)
		watch_test_init(&a->test[i], test[i].kind, test[i].agent, run_length);
	a->risk = RISK;
	a->run_length = run_length;
	a->enough = run_length ? (double)run_length : 1 / delta;
	return st;
}

/* The row of the first alarm, counted from row `at`, or 0. */
static size_t first_alarm(
	struct rng *g, double delta, size_t run_length, enum change change, size_t at, size_t rows, size_t *test)
{
	struct watch_agent agent[2];
	struct watch_row r;
	struct alarms a;
	struct err e;
	size_t found = 0;

	if (init(&a, delta, run_length, &e))
		exit(4);
	for (size_t i = 0; i < rows && !found; i++) {
		next_row(g, i < at ? NOTHING : change, agent, &r);
		alarms_add(&a, &r);
		found = a.raised ? i + 1 : 0;
	}
	for (size_t i = 0; test && i < a.n; i++)
		if (evidence_value(&a.test[i].evidence) > evidence_value(&a.test[*test].evidence))
			*test = i;
	alarms_free(&a);
	return found;
}

/* On streams on which nothing happens: at most delta of them ever raise an alarm; e-detectors take N rows on average. */
static void check_null(size_t streams, size_t rows)
{
	size_t alarms = 0, total = 0;
	struct rng g;
	struct err e;

	if (!CHECK(!rng_init(&g, 11, &e)))
		return;
	for (size_t k = 0; k < streams; k++)
		alarms += first_alarm(&g, .05, 0, NOTHING, 0, rows, NULL) > 0;
	printf("# %zu of %zu streams of %zu rows raise a false alarm\n", alarms, streams, rows);
	CHECK(alarms <= streams / 20);
	for (size_t k = 0; k < streams / 10; k++) {
		size_t at = first_alarm(&g, .05, 100, NOTHING, 0, rows, NULL);

		total += at ? at : rows;
	}
	printf("# mean rows to a false alarm, asked for 100: %zu\n", total / (streams / 10));
	CHECK(total >= 100 * (streams / 10));
	rng_free(&g);
}

static int by_size(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;

	return (x > y) - (x < y);
}

/* The median delay of an alarm after a change at row 5,000, and whose evidence is largest then: the figures of l2d-watch(1). */
static void check_delay(size_t streams)
{
	static const struct {
		enum change change;
		const char *name;
		size_t tests, most; /* the tests that may see it, as bits, and the delay at most */
	} known[] = {{MODEL_WORSE, "the model's accuracy falls by .1", 1 << 0 | 1 << 1 | 1 << 5, 650},
		{EXPERT_WORSE, "the expert's accuracy falls by .1", 1 << 0 | 1 << 2 | 1 << 6, 650},
		{EXPERT_SILENT, "the expert is silent in 30 %, not 5 %", 1 << 7, 200},
		{EXPERT_SLOW, "the expert takes twice the time", 1 << 8, 400},
		{SCORES, "all scores are .05 higher", 1 << 4, 400}};
	size_t *delay = calloc(streams, sizeof *delay);
	struct rng g;
	struct err e;

	if (!CHECK(delay && !rng_init(&g, 13, &e)))
		return;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		size_t seen = 0, n = 0;

		for (size_t k = 0; k < streams; k++) {
			size_t test = 0, at = first_alarm(&g, .05, 0, known[i].change, 5000, 9000, &test);

			if (at && at <= 5000) /* a false one, before there is anything to see */
				continue;
			delay[n++] = at ? at - 5000 : 4000;
			seen += known[i].tests >> test & 1;
		}
		qsort(delay, n, sizeof *delay, by_size);
		printf("# %s: median delay %zu rows, 90 %% within %zu; seen by a test of that in %zu of %zu\n",
			known[i].name, delay[n / 2], delay[n * 9 / 10], seen, n);
		CHECK(delay[n / 2] <= known[i].most);
		CHECK(seen * 10 >= n * 8);
	}
	rng_free(&g);
	free(delay);
}

int main(void)
{
	bool all = check_everything();

	check_evidence();
	check_ranks();
	check_cells();
	check_mean();
	check_mean_coverage();
	check_null(all ? 2000 : 100, all ? 10000 : 2000);
	check_delay(all ? 200 : 10);
	return check_end();
}
