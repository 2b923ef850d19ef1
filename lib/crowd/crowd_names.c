/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "crowd/crowd_names.h"

#include "base/arena.h"

static void swap(double *a, double *b)
{
	double was = *a;

	*a = *b;
	*b = was;
}

static void exchange(struct crowd *c, double *count, size_t a, size_t b)
{
	size_t nc = c->nclass;

	swap(&c->share[a], &c->share[b]);
	for (size_t j = 0; j < c->nworker; j++) {
		for (size_t l = 0; l < nc; l++) {
			swap(&count[(j * nc + a) * nc + l], &count[(j * nc + b) * nc + l]);
			if (c->method == CROWD_CONFUSION)
				swap(&c->parameter[(j * nc + a) * nc + l], &c->parameter[(j * nc + b) * nc + l]);
		}
		if (c->method == CROWD_COIN)
			c->parameter[j] = 1 - c->parameter[j];
	}
	c->renamed++;
}

/* Of an exchange of names. */
struct naming {
	size_t n;      /* classes */
	double *gain;  /* [n x n] how many more votes would be right if the first class had the second one's name */
	double *reach; /* [n] the most that a chain of such changes that ends with the name has gained */
	size_t *from;  /* [n] the last change of that chain: of which class */
};

static void find_gains(struct naming *g, const double *count, size_t nworker)
{
	size_t n = g->n;

	for (size_t i = 0; i < n * n; i++) {
		g->gain[i] = 0;
		for (size_t j = 0; j < nworker; j++)
			g->gain[i] += count[j * n * n + i] - count[j * n * n + i / n * (n + 1)];
	}
}

/* A cycle of changes that gains more than least: *at is in it, and from says what comes before (Bellman 1958, Ford 1956). */
static bool find_cycle(struct naming *g, double least, size_t *at)
{
	size_t n = g->n;

	for (size_t i = 0; i < n; i++)
		g->reach[i] = 0, g->from[i] = i;
	for (size_t round = 0; round < n; round++) {
		*at = n;
		for (size_t i = 0; i < n * n; i++)
			if (g->reach[i / n] + g->gain[i] > g->reach[i % n] + least) {
				g->reach[i % n] = g->reach[i / n] + g->gain[i];
				g->from[i % n] = i / n;
				*at = i % n;
			}
		if (*at == n)
			return false;
	}
	/* A chain of as many changes as there are classes comes back to one of them. */
	for (size_t i = 0; i < n; i++)
		*at = g->from[*at];
	return true;
}

int crowd_name_classes(struct crowd *c, struct crowd_head_fit *head, double *count, double total, struct err *e)
{
	bool free_names = c->prior != CROWD_COLUMNS
		&& (c->method == CROWD_CONFUSION || (c->method == CROWD_COIN && c->nclass == 2));
	struct arena a = {0};
	struct naming g = {c->nclass, arena_alloc(&a, c->nclass, c->nclass * sizeof *g.gain),
		arena_alloc(&a, c->nclass, sizeof *g.reach), arena_alloc(&a, c->nclass, sizeof *g.from)};
	int st = arena_status(&a, e);
	size_t at = 0;

	if (!st && free_names)
		find_gains(&g, count, c->nworker);
	/* Every cycle raises a sum of votes, beyond what rounding could. */
	while (!st && free_names && find_cycle(&g, 1e-9 * total, &at)) {
		for (size_t b = at; g.from[b] != at; b = g.from[b]) {
			exchange(c, count, b, g.from[b]);
			if (head)
				crowd_head_exchange(head, b, g.from[b]);
		}
		find_gains(&g, count, c->nworker);
	}
	crowd_chances(c);
	arena_free(&a);
	return st;
}
