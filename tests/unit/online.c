/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* Deciding row by row: updates by hand, probabilities in closed form, regret, recovery after a switch and budgets in simulation. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "math/rng.h"
#include "online/best_probability.h"
#include "online/pending.h"
#include "online/policy.h"

/* Rewards 1, 0, 0 at x = 1, 0, 1: V = [4 2; 2 3], b = (1, 1), theta = V^-1 b = (1/8, 1/4). */
static void check_ridge(void)
{
	static const double phi[3][2] = {{1, 1}, {1, 0}, {1, 1}}, reward[3] = {1, 0, 0};
	struct ridge r;
	struct err e;
	double width;

	if (!CHECK(!ridge_init(&r, 2, 1, false, &e)))
		return;
	CHECK_NEAR(ridge_estimate(&r, phi[0], &width), 0, 0);
	CHECK_NEAR(width, sqrt(2), 1e-15);
	for (size_t i = 0; i < 3; i++)
		ridge_add(&r, phi[i], reward[i]);
	CHECK_NEAR(ridge_estimate(&r, phi[0], &width), 3 / 8., 1e-15);
	CHECK_NEAR(width, sqrt(3 / 8.), 1e-15);
	CHECK_NEAR(ridge_estimate(&r, phi[1], &width), 1 / 8., 1e-15);
	CHECK_NEAR(width, sqrt(3 / 8.), 1e-15);
	/* Half forgotten: V = [2.5 1; 1 2], b = (.5, .5), theta = (1/8, 3/16). */
	ridge_discount(&r, .5);
	CHECK_NEAR(ridge_estimate(&r, phi[0], &width), 5 / 16., 1e-15);
	ridge_free(&r);
}

/* Of blocks the current one and the one before count: the first row's is gone after two more. */
static void check_blocks(void)
{
	static const double phi[1] = {1}, estimate[3] = {50, 103 / 3., 6 / 3.}, gain[3] = {7, 9, 4};
	struct ridge r;
	struct exponential x;
	struct err e;
	double width;

	if (!CHECK(!ridge_init(&r, 1, 1, true, &e) && !exponential_init(&x, 2, NAN, 0, true, &e)))
		return;
	for (int block = 0; block < 3; block++) {
		ridge_add(&r, phi, block ? 3 : 100);
		exponential_add(&x, (const double[]){block ? 2 : 7, 0}, 2);
		CHECK_NEAR(ridge_estimate(&r, phi, &width), estimate[block], 1e-13);
		CHECK_NEAR(x.gain[0], gain[block], 0);
		ridge_next_block(&r);
		exponential_next_block(&x);
	}
	ridge_free(&r);
	exponential_free(&x);
}

/* LinUCB on three rows: agent 0 gets the reward 0 on the first, agent 1 then 1, and again. */
static void check_ucb(void)
{
	const struct policy_options o = {
		.kind = POLICY_UCB, .alpha = 1, .ridge = 1, .discount = 1, .hi = 1, .budget = NAN};
	static const double none[2] = {NAN, NAN}, cost[2], phi[1] = {1};
	static const bool all[2] = {true, true};
	static const struct policy_row r = {phi, none, cost, all};
	struct policy p;
	struct err e;

	if (!CHECK(!policy_init(&p, &o, 2, 1, false, &e)))
		return;
	policy_probabilities(&p, &r);
	CHECK(p.p[0] == 1);
	policy_learn(&p, &(struct decided){.agent = 0, .propensity = 1, .phi = phi}, 0);
	policy_probabilities(&p, &r);
	CHECK(p.p[1] == 1);
	CHECK_NEAR(p.value[0], sqrt(1 / 2.), 1e-15);
	CHECK_NEAR(p.value[1], 1, 1e-15);
	policy_learn(&p, &(struct decided){.agent = 1, .propensity = 1, .phi = phi}, 1);
	policy_probabilities(&p, &r);
	CHECK_NEAR(p.value[1], 1 / 2. + sqrt(1 / 2.), 1e-15);
	CHECK(p.p[1] == 1);
	policy_free(&p);
}

/* Auer et al. 2002, figure 1 with gamma .2, and Exp3.S with alpha .1: two rows. */
static void check_exp3(void)
{
	static const double advice[4] = {1, 0, 0, 1};
	static const bool all[2] = {true, true};

	for (int shares = 0; shares < 2; shares++) {
		struct exponential x;
		struct err e;
		double p[2], w0 = 1, w1 = 1, sum;

		if (!CHECK(!exponential_init(&x, 2, .2, shares ? .1 : 0, false, &e)))
			return;
		exponential_probabilities(&x, advice, all, 2, p);
		CHECK_NEAR(p[0], .5, 1e-15);
		exponential_add(&x, (const double[]){1 / p[0], 0}, 2);
		sum = w0 + w1;
		w0 = w0 * exp(.2 * 2 / 2) + (shares ? exp(1) * .1 / 2 * sum : 0);
		w1 = w1 + (shares ? exp(1) * .1 / 2 * sum : 0);
		exponential_probabilities(&x, advice, all, 2, p);
		CHECK_NEAR(p[0], .8 * w0 / (w0 + w1) + .1, 1e-14);
		sum = w0 + w1;
		w1 = w1 * exp(.2 * (.5 / p[1]) / 2) + (shares ? exp(1) * .1 / 2 * sum : 0);
		w0 = w0 + (shares ? exp(1) * .1 / 2 * sum : 0);
		exponential_add(&x, (const double[]){0, .5 / p[1]}, 2);
		exponential_probabilities(&x, advice, all, 2, p);
		CHECK_NEAR(p[0], .8 * w0 / (w0 + w1) + .1, 1e-14);
		CHECK_NEAR(p[0] + p[1], 1, 1e-15);
		exponential_free(&x);
	}
}

static void check_best_probability(void)
{
	static const struct {
		double mean[2], deviation[2];
	} two[] = {{{0, 0}, {1, 1}}, {{.3, 0}, {1, 1}}, {{.8, .6}, {.1, .3}}, {{0, 3}, {1, 1}}, {{.5, .7}, {.05, .05}}};
	static const bool all[3] = {true, true, true}, some[3] = {true, false, true};
	struct best_parts parts;
	double p[3];

	best_parts_init(&parts);
	for (size_t i = 0; i < sizeof two / sizeof *two; i++) {
		const double *m = two[i].mean, *s = two[i].deviation;
		double z = (m[0] - m[1]) / sqrt(s[0] * s[0] + s[1] * s[1]);

		best_probability(&parts, m, s, all, 2, p);
		CHECK_NEAR(p[0], .5 * erfc(-z / sqrt(2)), 2e-3);
		CHECK_NEAR(p[0] + p[1], 1, 1e-15);
	}
	best_probability(&parts, (const double[]){.4, .4, .4}, (const double[]){.2, .2, .2}, all, 3, p);
	CHECK_NEAR(p[1], 1 / 3., 1e-14);
	best_probability(&parts, (const double[]){.4, 9, .4}, (const double[]){.2, .2, .2}, some, 3, p);
	CHECK(p[1] == 0);
	CHECK_NEAR(p[0], .5, 1e-14);
}

/* Two agents who are right with these probabilities, the second at a price; swapped from row `at` on. */
struct world {
	double right[2], cost[2];
	size_t at;
};

/* What a policy does with rows of the world: regret against the better agent, spending, and how often it asks the better one. */
struct course {
	double *regret; /* [rows] so far; NULL: not wanted */
	double cost, inverse;
	size_t recovered; /* rows after `at` until 80 % of the last 200 ask the better agent; 0: never */
};

static void run(const struct policy_options *o, const struct world *w, size_t rows, size_t seed, struct course *c)
{
	static const double none[2] = {NAN, NAN}, phi[1] = {1};
	static const bool all[2] = {true, true};
	const struct policy_row r = {phi, none, w->cost, all};
	bool *better = calloc(rows, sizeof *better);
	size_t good = 0;
	struct policy p;
	struct rng g;
	struct err e;
	double regret = 0;

	if (!better || rng_init(&g, seed, &e) || policy_init(&p, o, 2, 1, w->cost[1] > 0, &e))
		exit(4);
	for (size_t t = 0; t < rows; t++) {
		double now[2] = {w->right[t >= w->at], w->right[t < w->at]}, u = rng_uniform(&g), advice[20];
		size_t a, best = now[1] - w->cost[1] > now[0] - w->cost[0];

		policy_probabilities(&p, &r);
		a = u >= p.p[0];
		policy_advice(&p, a, advice);
		policy_pass(&p, w->cost[a]);
		policy_learn(&p,
			&(struct decided){.agent = a,
				.propensity = p.p[a],
				.charge = policy_charge(&p, w->cost[a]),
				.phi = phi,
				.advice = advice},
			rng_uniform(&g) < now[a]);
		regret += now[best] - w->cost[best] - now[a] + w->cost[a];
		if (c->regret)
			c->regret[t] += regret;
		c->cost += w->cost[a] / (double)rows;
		c->inverse += 1 / p.p[a] / (double)rows;
		better[t] = a == best;
		good += better[t];
		if (t >= 200)
			good -= better[t - 200];
		if (t >= w->at + 200 && good >= 160 && !c->recovered)
			c->recovered = t - w->at;
	}
	policy_free(&p);
	rng_free(&g);
	free(better);
}

/* Hedge is over all of them. */
static const struct adviser every[] = {{POLICY_FIXED, 0}, {POLICY_FIXED, 1}, {POLICY_GREEDY, 0}, {POLICY_EPSILON, 0},
	{POLICY_UCB, 0}, {POLICY_THOMPSON, 0}, {POLICY_EXP3, 0}, {POLICY_EXP3_S, 0}};

static const struct policy_options plain = {.epsilon = .1,
	.alpha = 1,
	.deviation = .5,
	.hi = 1,
	.ridge = 1,
	.gamma = NAN,
	.mixing = .001,
	.discount = 1,
	.dearest = 1,
	.over = every,
	.advisers = sizeof every / sizeof *every,
	.budget = NAN};

/* The slope of log regret over log rows, rows 1,000 to 20,000, mean of 20 seeds; by least squares. */
static void check_regret(bool all)
{
	enum { ROWS = 20000, SEEDS = 20 };
	static const struct world w = {{.6, .5}, {0, 0}, ROWS};
	static const enum policy_kind kind[] = {POLICY_EXP3, POLICY_UCB, POLICY_THOMPSON};

	for (size_t k = 0; k < (all ? sizeof kind / sizeof *kind : 1); k++) {
		struct policy_options o = plain;
		struct course c = {.regret = calloc(ROWS, sizeof(double))};
		double n = 0, x = 0, y = 0, xx = 0, xy = 0, slope;

		o.kind = kind[k];
		o.alpha = 2;
		if (!c.regret)
			exit(4);
		for (size_t seed = 1; seed <= SEEDS; seed++)
			run(&o, &w, ROWS, seed, &c);
		for (double t = 1000; t <= ROWS; t *= 1.1) {
			double lx = log(t), ly = log(c.regret[(size_t)t - 1] / SEEDS);

			n++;
			x += lx;
			y += ly;
			xx += lx * lx;
			xy += lx * ly;
		}
		slope = (xy - x * y / n) / (xx - x * x / n);
		printf("# %s: regret %.1f after %d rows, slope %.3f\n", policy_name(kind[k]),
			c.regret[ROWS - 1] / SEEDS, ROWS, slope);
		if (kind[k] == POLICY_EXP3)
			CHECK(slope > .4 && slope < .6);
		else
			CHECK(slope < .6);
		free(c.regret);
	}
}

/* After the agents have changed places at row 5,000: how soon 80 % of the last 200 rows go to the better one. */
static void check_switch(void)
{
	enum { ROWS = 10000, AT = 5000 };
	const size_t seeds = check_everything() ? 5 : 2;
	static const struct world w = {{.8, .6}, {0, 0}, AT};
	static const struct {
		enum policy_kind kind;
		double discount;
		size_t window;
		size_t most; /* 0: it must not recover within 1,500 rows */
	} known[] = {{POLICY_UCB, .998, 0, 1500}, {POLICY_THOMPSON, .998, 0, 1500}, {POLICY_UCB, 1, 1000, 1500},
		{POLICY_THOMPSON, 1, 1000, 1500}, {POLICY_EXP3, .998, 0, 2500}, {POLICY_EXP3, 1, 1000, 2500},
		{POLICY_EXP3_S, 1, 0, 2500}, {POLICY_GREEDY, 1, 0, 0}, {POLICY_EXP3, 1, 0, 0},
		{POLICY_THOMPSON, 1, 0, 0}};

	for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
		struct policy_options o = plain;
		size_t worst = 0, never = 0, soonest = ROWS;

		o.kind = known[k].kind;
		o.discount = known[k].discount;
		o.window = known[k].window;
		for (size_t seed = 1; seed <= seeds; seed++) {
			struct course c = {0};

			run(&o, &w, ROWS, seed, &c);
			worst = c.recovered > worst ? c.recovered : worst;
			never += !c.recovered;
			soonest = c.recovered && c.recovered < soonest ? c.recovered : soonest;
		}
		printf("# %s, discount %g, window %zu: recovery after %zu to %zu rows; never: %zu of %zu\n",
			policy_name(o.kind), o.discount, o.window, soonest, worst, never, seeds);
		if (known[k].most)
			CHECK(!never && worst <= known[k].most);
		else
			CHECK(soonest > 1500);
	}
}

/* The dearer agent is worth its price on no more than half the rows. */
static void check_budget(void)
{
	static const struct world w = {{.6, .9}, {0, 2}, SIZE_MAX};
	static const enum policy_kind kind[] = {
		POLICY_GREEDY, POLICY_EPSILON, POLICY_UCB, POLICY_THOMPSON, POLICY_HEDGE};

	for (size_t k = 0; k < sizeof kind / sizeof *kind; k++)
		for (size_t rows = 100; rows <= 10000; rows *= 10) {
			struct policy_options o = plain;
			struct course c = {0};

			o.kind = kind[k];
			o.budget = .5;
			o.dearest = 2;
			run(&o, &w, rows, 3, &c);
			printf("# %s: %zu rows cost %.4f, budget .5\n", policy_name(o.kind), rows, c.cost);
			CHECK(c.cost <= .5 * (1 + 4 / sqrt((double)rows)));
			if (rows == 10000 && o.kind != POLICY_GREEDY) /* which never asks the dearer one */
				CHECK(c.cost > .45);
		}
}

/* Exponential weights learn the price's effect slowly, but they keep to it, where the cheaper agent costs something too. */
static void check_weights_budget(void)
{
	static const struct world w[] = {{{.6, .9}, {0, 2}, SIZE_MAX}, {{.6, .9}, {.25, 2}, SIZE_MAX}};
	static const enum policy_kind kind[] = {POLICY_EXP3, POLICY_EXP3_S};

	for (size_t i = 0; i < 4; i++) {
		double excess = 0, least = INFINITY;

		for (size_t rows = 100; rows <= 10000; rows *= 10)
			for (size_t seed = 1; seed <= (check_everything() ? 10 : 3); seed++) {
				struct policy_options o = plain;
				struct course c = {0};

				o.kind = kind[i % 2];
				o.budget = .5;
				o.dearest = 2;
				run(&o, &w[i / 2], rows, seed, &c);
				excess = fmax(excess, (c.cost / .5 - 1) * sqrt((double)rows));
				if (rows == 10000)
					least = fmin(least, c.cost);
			}
		printf("# %s, the cheaper agent costs %g: the mean cost exceeds .5 by %.2f / sqrt(T) of it at most; at least %.3f\n",
			policy_name(kind[i % 2]), w[i / 2].cost[0], excess, least);
		CHECK(excess <= 4 && least > .2);
	}
}

/* Gains in [0, 1], whose differences are those of reward - charge as shares of their range. */
static void check_gain(void)
{
	struct policy_options o = plain;
	struct policy p = {.opt = &o, .priced = true, .price = 1};

	o.lo = -1;
	CHECK_NEAR(policy_gain(&p, 1, 0), 1, 0);
	CHECK_NEAR(policy_gain(&p, -1, 2), 0, 0);
	CHECK_NEAR(policy_gain(&p, .5, .5), .5 * (1 + .75 - .25), 1e-15);
	/* B = .5, costs up to 2: m = 4, charges up to 8 */
	o.budget = .5;
	o.dearest = 2;
	p.price = 4;
	p.least = .25;
	CHECK_NEAR(policy_charge(&p, 2), 7, 0);
	CHECK_NEAR(policy_charge(&p, .25), 0, 0);
	CHECK_NEAR(policy_gain(&p, 1, 0), 1, 0);
	CHECK_NEAR(policy_gain(&p, -1, 8), 0, 0);
	CHECK_NEAR(policy_gain(&p, 1, 3) - policy_gain(&p, 0, 3), .5 / 5, 1e-15);
	CHECK_NEAR(policy_gain(&p, 1, 99), 0, 0);
}

/* Hedge over two agents, greedy and exp3 on two rows (Auer et al. 2002, section 7, gamma .2): agent 1 is asked and right. */
static void check_hedge(void)
{
	static const struct adviser over[] = {
		{POLICY_FIXED, 0}, {POLICY_FIXED, 1}, {POLICY_GREEDY, 0}, {POLICY_EXP3, 0}};
	static const double none[2] = {NAN, NAN}, cost[2], phi[1] = {1};
	static const bool all[2] = {true, true};
	static const struct policy_row r = {phi, none, cost, all};
	struct policy_options o = plain;
	struct policy p;
	struct err e;
	double advice[6], first, exp3, w[4], sum;

	o.kind = POLICY_HEDGE;
	o.gamma = .2;
	o.over = over;
	o.advisers = 4;
	if (!CHECK(!policy_init(&p, &o, 2, 1, false, &e)))
		return;
	policy_probabilities(&p, &r);
	/* agents 1 and 0, greedy the first of equals, exp3 both */
	first = .8 * (0 + 1 + 0 + .5) / 4 + .1;
	CHECK_NEAR(p.p[1], first, 1e-15);
	CHECK(policy_advice(&p, 1, advice) == 6);
	policy_pass(&p, 0);
	policy_learn(&p, &(struct decided){.agent = 1, .propensity = p.p[1], .phi = phi, .advice = advice}, 1);
	policy_probabilities(&p, &r);
	/* exp3 has its own weights, from the probability with which hedge asked; greedy has seen that agent 1 is right */
	exp3 = .8 * exp(.1 / first) / (1 + exp(.1 / first)) + .1;
	w[0] = w[2] = 1;
	w[1] = exp(.1 / first);
	w[3] = exp(.1 * .5 / first);
	sum = w[0] + w[1] + w[2] + w[3];
	CHECK_NEAR(p.p[1], .8 * (w[1] + w[2] + w[3] * exp3) / sum + .1, 1e-14);
	CHECK_NEAR(p.p[0] + p.p[1], 1, 1e-15);
	policy_free(&p);
}

/* The mean of 1 / propensity over two agents that are both possible is 2. */
static void check_propensity(void)
{
	static const struct world w = {{.7, .6}, {0, 0}, SIZE_MAX};
	static const enum policy_kind kind[] = {
		POLICY_EPSILON, POLICY_THOMPSON, POLICY_EXP3, POLICY_EXP3_S, POLICY_HEDGE};

	for (size_t k = 0; k < sizeof kind / sizeof *kind; k++) {
		struct policy_options o = plain;
		struct course c = {0};

		o.kind = kind[k];
		run(&o, &w, 3000, 9, &c);
		CHECK_NEAR(c.inverse, 2, .35);
	}
}

static void check_pending(void)
{
	enum { N = 1000 };
	struct pending p;
	struct err e;
	char id[16];
	size_t *order;

	pending_init(&p, 2);
	for (size_t i = 0; i < N; i++) {
		double *v = pending_put(&p, id, (size_t)snprintf(id, sizeof id, "r%zu", i), &e);

		if (!CHECK(v))
			return;
		v[0] = (double)i;
		if (i % 3 == 2)
			pending_drop(&p, id, (size_t)snprintf(id, sizeof id, "r%zu", i - 1));
	}
	CHECK(p.n == N - N / 3);
	for (size_t i = 0; i < N; i++) {
		const double *v = pending_find(&p, id, (size_t)snprintf(id, sizeof id, "r%zu", i));

		CHECK(i % 3 == 1 && i + 1 < N ? !v : v && v[0] == (double)i && v[1] == 0);
	}
	order = pending_in_order(&p, &e);
	for (size_t i = 1; order && i < p.n; i++)
		CHECK(p.row[order[i]].number > p.row[order[i - 1]].number);
	free(order);
	pending_free(&p);
}

int main(void)
{
	check_ridge();
	check_blocks();
	check_ucb();
	check_exp3();
	check_hedge();
	check_gain();
	check_best_probability();
	check_pending();
	check_regret(check_everything());
	check_switch();
	check_budget();
	check_weights_budget();
	check_propensity();
	return check_end();
}
