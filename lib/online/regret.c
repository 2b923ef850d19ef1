/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "online/regret.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

int regret_init(struct regret *g, size_t n, struct err *e)
{
	*g = (struct regret){.n = n,
		.rival = mem_alloc(n + 2, sizeof *g->rival, e),
		.known = mem_alloc(n + 2, sizeof *g->known, e),
		.asked = mem_alloc(n, sizeof *g->asked, e)};
	return g->rival && g->known && g->asked ? ST_OK : ST_SYSTEM;
}

void regret_free(struct regret *g)
{
	free(g->rival);
	free(g->known);
	free(g->asked);
	*g = (struct regret){0};
}

static void earn(struct earned *s, double reward, double cost)
{
	sum_add(&s->reward, reward);
	sum_add(&s->cost, cost);
}

void regret_add(struct regret *g, const struct policy_row *r, size_t asked, const double *reward, const size_t *choice)
{
	g->decided++;
	g->asked[asked]++;
	if (isnan(reward[asked]))
		return;
	g->rows++;
	earn(&g->own, reward[asked], r->cost[asked]);
	for (size_t i = 0; i < g->n + 2; i++) {
		size_t a = choice[i];
		bool known = a < g->n && r->available[a] && !isnan(reward[a]);

		g->known[i] += known;
		earn(&g->rival[i], reward[known ? a : asked], r->cost[known ? a : asked]);
	}
}

static void merge(struct earned *s, const struct earned *other)
{
	sum_merge(&s->reward, &other->reward);
	sum_merge(&s->cost, &other->cost);
}

void regret_merge(struct regret *g, const struct regret *other)
{
	merge(&g->own, &other->own);
	for (size_t i = 0; i < g->n + 2; i++) {
		merge(&g->rival[i], &other->rival[i]);
		g->known[i] += other->known[i];
	}
	for (size_t a = 0; a < g->n; a++)
		g->asked[a] += other->asked[a];
	g->rows += other->rows;
	g->decided += other->decided;
}

void regret_clear(struct regret *g)
{
	g->rows = g->decided = 0;
	g->own = (struct earned){0};
	memset(g->rival, 0, (g->n + 2) * sizeof *g->rival);
	memset(g->known, 0, (g->n + 2) * sizeof *g->known);
	memset(g->asked, 0, g->n * sizeof *g->asked);
}

int regret_columns(const struct names *agent, struct names *columns, struct err *e)
{
	static const char *const words[] = {"row", "n", "reward", "cost", "utility", "constant", "constant_utility",
		"constant_regret", "policy", "policy_utility", "policy_regret", "window_n", "window_utility",
		"window_constant", "window_constant_utility", "window_policy", "window_policy_utility", NULL};
	int st = names_add_words(columns, words, e);

	for (size_t a = 0; !st && a < agent->n; a++) {
		struct buf name = {0};
		size_t index;

		st = buf_add_string(&name, "share_", e);
		if (!st)
			st = buf_add(&name, agent->name[a].s, agent->name[a].n, e);
		if (!st)
			st = names_add(columns, name.p, name.n, &index, e);
		buf_free(&name);
	}
	return st;
}

/* The total utility. */
static double utility(const struct earned *s, double budget)
{
	struct sum total = s->reward;

	if (isnan(budget))
		sum_subtract(&total, &s->cost);
	return sum_value(&total);
}

/* The best of the first m rivals, the first of equals; m where none keeps to the budget. */
static size_t best(const struct regret *g, size_t m, double budget)
{
	size_t at = m;

	for (size_t i = 0; i < m; i++) {
		if (!g->known[i] || (!isnan(budget) && sum_value(&g->rival[i].cost) > budget * (double)g->rows))
			continue;
		if (at == m || utility(&g->rival[i], budget) > utility(&g->rival[at], budget))
			at = i;
	}
	return at;
}

/* The name and the mean utility of the best of the first m rivals; its total less the decisions'. */
static double write_best(const struct regret *g, const struct names *agent, size_t m, double budget, struct report *out)
{
	static const char *const words[] = {"by conf", "learner"};
	size_t i = best(g, m, budget);
	double n = (double)g->rows, theirs = i < m && n > 0 ? utility(&g->rival[i], budget) : NAN;

	if (isnan(theirs))
		csv_write_name(&out->w, NULL);
	else if (i < g->n)
		csv_write_name(&out->w, &agent->name[i]);
	else
		csv_write_string(&out->w, words[i - g->n]);
	csv_write_number(&out->w, theirs / n);
	return theirs - utility(&g->own, budget);
}

int regret_write(const struct regret *g, const struct regret *window, const struct names *agent, double budget,
	struct report *out, struct err *e)
{
	double n = (double)g->rows;

	report_row(out);
	csv_write_count(&out->w, g->decided);
	csv_write_count(&out->w, g->rows);
	csv_write_number(&out->w, sum_value(&g->own.reward) / n);
	csv_write_number(&out->w, sum_value(&g->own.cost) / n);
	csv_write_number(&out->w, utility(&g->own, budget) / n);
	csv_write_number(&out->w, write_best(g, agent, g->n, budget, out));
	csv_write_number(&out->w, write_best(g, agent, g->n + 2, budget, out));
	csv_write_count(&out->w, window->rows);
	csv_write_number(&out->w, utility(&window->own, budget) / (double)window->rows);
	write_best(window, agent, g->n, budget, out);
	write_best(window, agent, g->n + 2, budget, out);
	for (size_t a = 0; a < g->n; a++)
		csv_write_number(&out->w, (double)g->asked[a] / (double)g->decided);
	return csv_write_end(&out->w, e);
}
