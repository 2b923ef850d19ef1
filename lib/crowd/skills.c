/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "crowd/skills.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "inference/binomial_interval.h"
#include "real/normal.h"
#include "real/real.h"

void skills_free(struct skills *s)
{
	free(s->v);
	free(s->recall);
	*s = (struct skills){0};
}

double skills_score(const double *a, size_t n)
{
	double sum = 0;

	for (size_t c = 0; c < n; c++)
		for (size_t d = c + 1; d < n; d++)
			for (size_t l = 0; l < n; l++)
				sum += (a[c * n + l] - a[d * n + l]) * (a[c * n + l] - a[d * n + l]);
	return sum / (double)(n * (n - 1));
}

static void count_item(struct skill_counts *count, const struct crowd_item *item, const double *p, size_t nc)
{
	for (size_t k = 0; k < item->n; k++) {
		const struct vote *v = &item->vote[k];
		struct skill_counts *c = &count[v->worker];
		double w = item->w * v->w;

		c->votes += w;
		c->doubt += w * p[v->label] * (1 - p[v->label]);
		for (size_t z = 0; z < nc; z++) {
			c->n[z * nc + v->label] += w * p[z];
			c->missing[z * 2 + (v->label != z)] += w * p[z] * (1 - p[z]);
		}
	}
}

/* right of n votes; of their information right_doubt and wrong_doubt say what is missing. */
static struct rate rate_of(double right, double n, double right_doubt, double wrong_doubt, double level)
{
	double p = right / n, left = n;
	struct interval i;

	if (!(n > 0))
		return (struct rate){n, NAN, NAN, NAN};
	if (p > 0 && p < 1)
		left -= right_doubt * (1 - p) / p + wrong_doubt * p / (1 - p);
	/* Less than one vote says nothing. */
	if (left < 1)
		return (struct rate){n, fmin(p, 1), 0, 1};
	i = interval_wilson(fmin(p, 1), left, level);
	return (struct rate){n, fmin(p, 1), i.lo, i.hi};
}

static void find_rates(struct skill *s, const struct skill_counts *c, size_t nc, double level)
{
	double right = 0, p;

	for (size_t z = 0; z < nc; z++) {
		double row = 0;

		for (size_t l = 0; l < nc; l++)
			row += c->n[z * nc + l];
		right += c->n[z * nc + z];
		s->recall[z] = rate_of(c->n[z * nc + z], row, c->missing[z * 2], c->missing[z * 2 + 1], level);
	}
	/* Whether a vote is right is one variable: its score is 1/p + 1/(1 - p) times that. */
	p = fmin(fmax(right / c->votes, 1e-12), 1 - 1e-12);
	s->accuracy = rate_of(right, c->votes, c->doubt / (1 - p) / (1 - p), 0, level);
}

/* Twice the log-likelihood ratio of the counts n [nc x nc] and independence. */
static double independence(const double *n, size_t nc)
{
	double all = 0, g = 0;

	for (size_t i = 0; i < nc * nc; i++)
		all += n[i];
	for (size_t i = 0; i < nc * nc; i++) {
		double row = 0, column = 0;

		for (size_t k = 0; k < nc; k++) {
			row += n[i / nc * nc + k];
			column += n[k * nc + i % nc];
		}
		if (n[i] > 0)
			g += 2 * n[i] * real_log(n[i] / row * (all / column));
	}
	return fmax(0, g);
}

/* The answers' log-likelihood if drawn regardless of the class, less that of the average worker's matrix. */
static double guessing(const double *n, const double *average, size_t nc)
{
	double all = 0, sum = 0;

	for (size_t i = 0; i < nc * nc; i++)
		all += n[i];
	for (size_t l = 0; l < nc; l++) {
		double column = 0;

		for (size_t z = 0; z < nc; z++)
			column += n[z * nc + l];
		for (size_t z = 0; z < nc; z++)
			if (n[z * nc + l] > 0)
				sum += n[z * nc + l] * real_log(column / all / average[z * nc + l]);
	}
	return sum;
}

static void find_spammers(
	struct skills *s, const struct crowd *c, const struct skill_counts *count, double *average, double *matrix)
{
	size_t nc = c->nclass;

	for (size_t z = 0; z < nc; z++) {
		double row = 0;

		for (size_t l = 0; l < nc; l++) {
			average[z * nc + l] = 1;
			for (size_t j = 0; j < c->nworker; j++)
				average[z * nc + l] += count[j].n[z * nc + l];
			row += average[z * nc + l];
		}
		for (size_t l = 0; l < nc; l++)
			average[z * nc + l] /= row;
	}
	for (size_t j = 0; j < c->nworker; j++) {
		for (size_t i = 0; i < nc * nc; i++)
			matrix[i] = crowd_answer(c, j, i / nc, i % nc);
		s->v[j].score = skills_score(matrix, nc);
		s->v[j].p_value = chi_square_tail(independence(count[j].n, nc), (nc - 1) * (nc - 1));
		s->v[j].spammer = s->v[j].p_value > .05 && guessing(count[j].n, average, nc) >= real_log(20);
	}
}

static int allocate(struct skills *s, struct skill_counts *count, struct arena *a, struct err *e)
{
	size_t nc = s->nclass;

	s->v = mem_alloc(s->nworker, sizeof *s->v, e);
	s->recall = mem_alloc(s->nworker * nc, sizeof *s->recall, e);
	if (!count || !s->v || !s->recall)
		return err_memory(e);
	for (size_t j = 0; j < s->nworker; j++) {
		s->v[j].recall = &s->recall[j * nc];
		count[j].n = arena_alloc(a, nc * nc, sizeof *count[j].n);
		count[j].missing = arena_alloc(a, nc * 2, sizeof *count[j].missing);
	}
	return arena_status(a, e);
}

int skills_find(struct skills *s, const struct crowd *c, const struct votes *v, double level, struct err *e)
{
	struct arena a = {0};
	size_t nc = c->nclass;
	struct skill_counts *count = arena_alloc(&a, c->nworker, sizeof *count);
	double *q = arena_alloc(&a, c->nnode * nc, sizeof *q), *p = arena_alloc(&a, nc, sizeof *p);
	double *average = arena_alloc(&a, nc * nc, sizeof *average), *matrix = arena_alloc(&a, nc * nc, sizeof *matrix);
	int st;

	*s = (struct skills){.nworker = c->nworker, .nclass = nc};
	st = allocate(s, count, &a, e);
	for (size_t i = 0; !st && i < v->npattern; i++) {
		crowd_posterior(c, &v->pattern[i], q, p);
		count_item(count, &v->pattern[i], p, nc);
	}
	for (size_t j = 0; !st && j < c->nworker; j++)
		find_rates(&s->v[j], &count[j], nc, level);
	if (!st)
		find_spammers(s, c, count, average, matrix);
	arena_free(&a);
	return st;
}
