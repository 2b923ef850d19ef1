/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/agent_sets/conformal: what is promised of all rows and of the rows of each group, over 2000 simulated calibration tables of equal
 * confidences, whose reaches are few numbers: 1 - alpha at least, and exactly with coins. */
#include "agent_sets/conformal.h"

#include <string.h>
#include <unistd.h>

#include "check.h"

enum { AGENTS = 4, GROUPS = 2 };

/* How often each agent is right; the last one always is, so that there is a set. */
static const double skill[GROUPS][AGENTS] = {{.7, .6, .5, 1}, {.3, .5, .4, 1}};
/* Calibration rows of a group: with coins, alpha (rows + 1) being whole, sets hold a right one exactly so often. */
static const int rows[GROUPS] = {59, 39};
static const double alpha = .1;

static struct err e;
static unsigned long state = 1;

static double uniform(void)
{
	state = state * 6364136223846793005UL + 1442695040888963407UL;
	return (double)(state >> 11) * 0x1p-53;
}

static void write_table(const char *path, size_t calibration)
{
	FILE *f = fopen(path, "w");

	if (!f) {
		CHECK(false);
		return;
	}
	fputs("id,y,site,e_a,e_b,e_c,e_d,conf_a,conf_b,conf_c,conf_d\n", f);
	for (int g = 0; g < GROUPS; g++)
		for (int i = 0; i < rows[g]; i++) {
			fprintf(f, "%zu.%d.%d,1,%s", calibration, g, i, g ? "hard" : "easy");
			for (int a = 0; a < AGENTS; a++)
				fprintf(f, ",%d", uniform() < skill[g][a]);
			fputs(",.75,.75,.75,.75\n", f);
		}
	fclose(f);
}

/* The probability that a row of the group has a right agent in its set. */
static double coverage(const struct reach *q, int g)
{
	double miss = 1, wrong = 1, held = 0;

	for (int a = 0; a < AGENTS; a++) {
		double s = 1 - miss, first = wrong * skill[g][a];

		if (a == 0 || s <= q->s)
			held += a && s == q->s ? first * q->u : first;
		miss *= 1 - .75;
		wrong *= 1 - skill[g][a];
	}
	return held;
}

struct mean {
	double sum, squares;
};

static void add(struct mean *m, double x)
{
	m->sum += x;
	m->squares += x * x;
}

static void check_mean(const struct mean *m, double n, bool exact, const char *what)
{
	double mean = m->sum / n, error = sqrt((m->squares / n - mean * mean) / n);

	check_report(mean >= 1 - alpha - 3 * error, __FILE__, __LINE__, "%s: %g, error %g", what, mean, error);
	if (exact)
		check_report(mean <= 1 - alpha + 3 * error, __FILE__, __LINE__, "%s: %g, error %g", what, mean, error);
}

static void test_groups(bool coins)
{
	const struct route_input_options input = {.compares = true, .latency = INFINITY, .toss = coins, .seed = 1};
	const struct table_options table = {0};
	char path[] = "/tmp/l2d-conformal-XXXXXX", site[] = "site";
	struct name column = {site, 4};
	const struct names by = {.name = &column, .n = 1};
	const struct conformal_options o = {alpha, path, &by};
	size_t calibrations = coins ? 2000 : check_trials(2000);
	struct mean group[GROUPS] = {{0}}, all = {0}, hard = {0};
	int fd = mkstemp(path);
	double share = (double)rows[0] / (rows[0] + rows[1]);

	CHECK(fd >= 0 && !close(fd));
	for (size_t i = 0; i < calibrations; i++) {
		struct conformal f = {0};

		write_table(path, i);
		if (!check_report(!conformal_fit(&f, &o, &input, &table, &e), __FILE__, __LINE__, "%s", e.text))
			return;
		CHECK(f.agent.n == AGENTS && f.group.n == GROUPS && !strcmp(f.group.name[1].s, "hard"));
		for (int g = 0; g < GROUPS; g++)
			add(&group[g], coverage(&f.q[1 + g], g));
		add(&all, share * coverage(&f.q[0], 0) + (1 - share) * coverage(&f.q[0], 1));
		add(&hard, coverage(&f.q[0], 1));
		conformal_free(&f);
	}
	check_mean(&group[0], (double)calibrations, coins, "easy");
	check_mean(&group[1], (double)calibrations, coins, "hard");
	check_mean(&all, (double)calibrations, false, "all");
	/* what groups are for: one reach for all promises nothing of the hard ones */
	if (coins)
		CHECK(hard.sum / (double)calibrations < 1 - alpha - .02);
	unlink(path);
}

int main(void)
{
	test_groups(false);
	test_groups(true);
	return check_end();
}
