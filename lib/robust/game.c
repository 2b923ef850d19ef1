/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "robust/game.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/*
 * Variables: u_j is j, the slack of row i is n + i, that of the budget n + m.  A row of the tableau gives a basic variable as
 * value + sum of coefficients times the variables outside, which are 0; the objective's row gives t.  A variable that is at
 * its upper bound is turned round, w - u, so that it too is 0.
 */
struct tableau {
	const struct game *g;
	size_t rows, columns;    /* of the tableau; the objective's row is rows */
	double *value;           /* [rows + 1] */
	double *row;             /* [rows + 1][columns] */
	size_t *basic, *outside; /* [rows], [columns] variables */
	double *turned;          /* [n] 1 or 0 */
};

size_t game_scratch(size_t m, size_t n)
{
	return (m + 1) * (n + 2) + n;
}

static double width(const struct tableau *t, size_t variable)
{
	return variable < t->g->n ? t->g->w[variable] : INFINITY;
}

/* t is basic in the row of the least a_i . 0 - b_i, which the objective's row is then. */
static void start(struct tableau *t)
{
	const struct game *g = t->g;
	size_t least = 0, k = 0;

	for (size_t i = 1; i < g->m; i++)
		if (g->b[i] > g->b[least])
			least = i;
	t->value[t->rows] = -g->b[least];
	memcpy(t->row + t->rows * t->columns, g->a + least * g->n, g->n * sizeof *t->row);
	t->row[t->rows * t->columns + g->n] = -1;
	for (size_t i = 0; i < g->m; i++) {
		double *row = t->row + k * t->columns;

		if (i == least)
			continue;
		for (size_t j = 0; j < g->n; j++)
			row[j] = g->a[i * g->n + j] - g->a[least * g->n + j];
		row[g->n] = 1;
		t->value[k] = g->b[least] - g->b[i];
		t->basic[k++] = g->n + i;
	}
	if (k < t->rows) {
		for (size_t j = 0; j < g->n; j++)
			t->row[k * t->columns + j] = -1;
		t->row[k * t->columns + g->n] = 0;
		t->value[k] = g->budget;
		t->basic[k] = g->n + g->m;
	}
	for (size_t j = 0; j < g->n; j++)
		t->outside[j] = j;
	t->outside[g->n] = g->n + least;
	memset(t->turned, 0, g->n * sizeof *t->turned);
}

/* The column that raises t, by the largest coefficient or as the first variable; columns: there is none. */
static size_t entering(const struct tableau *t, bool first)
{
	const double *d = t->row + t->rows * t->columns;
	size_t best = t->columns;
	double none = 0;

	for (size_t j = 0; j < t->columns; j++)
		none = fmax(none, 1e-13 * fabs(d[j]));
	for (size_t j = 0; j < t->columns; j++)
		if (d[j] > none && (best == t->columns || (first ? t->outside[j] < t->outside[best] : d[j] > d[best])))
			best = j;
	return best;
}

/* How far column j can rise; *leaves is the row whose variable meets a bound then, or rows: the column's own. */
static double ratio(const struct tableau *t, size_t j, size_t *leaves)
{
	double least = width(t, t->outside[j]);

	*leaves = t->rows;
	for (size_t i = 0; i < t->rows; i++) {
		double c = t->row[i * t->columns + j], room = 0;

		if (fabs(c) < 1e-14)
			continue;
		room = c < 0 ? t->value[i] / -c : (width(t, t->basic[i]) - t->value[i]) / c;
		room = fmax(room, 0);
		if (room < least || (room == least && *leaves < t->rows && t->basic[i] < t->basic[*leaves])) {
			least = room;
			*leaves = i;
		}
	}
	return least;
}

/* Column j's variable counts from its other bound. */
static void turn_column(struct tableau *t, size_t j)
{
	double w = width(t, t->outside[j]);

	for (size_t i = 0; i <= t->rows; i++) {
		t->value[i] += t->row[i * t->columns + j] * w;
		t->row[i * t->columns + j] *= -1;
	}
	t->turned[t->outside[j]] = 1 - t->turned[t->outside[j]];
}

static void turn_row(struct tableau *t, size_t i)
{
	t->value[i] = width(t, t->basic[i]) - t->value[i];
	for (size_t j = 0; j < t->columns; j++)
		t->row[i * t->columns + j] *= -1;
	t->turned[t->basic[i]] = 1 - t->turned[t->basic[i]];
}

/* Exchanges row r's variable and column j's. */
static void pivot(struct tableau *t, size_t r, size_t j)
{
	double *row = t->row + r * t->columns, c = row[j];
	size_t variable = t->basic[r];

	for (size_t k = 0; k < t->columns; k++)
		row[k] = k == j ? 1 / c : -row[k] / c;
	t->value[r] = -t->value[r] / c;
	for (size_t i = 0; i <= t->rows; i++) {
		double *other = t->row + i * t->columns, by = other[j];

		if (i == r || by == 0)
			continue;
		other[j] = 0;
		for (size_t k = 0; k < t->columns; k++)
			other[k] += by * row[k];
		t->value[i] += by * t->value[r];
	}
	t->basic[r] = t->outside[j];
	t->outside[j] = variable;
}

static void answer(const struct tableau *t)
{
	const struct game *g = t->g;

	memset(g->lambda, 0, g->m * sizeof *g->lambda);
	for (size_t j = 0; j < g->n; j++)
		g->u[j] = 0;
	for (size_t i = 0; i < t->rows; i++)
		if (t->basic[i] < g->n)
			g->u[t->basic[i]] = fmin(fmax(t->value[i], 0), g->w[t->basic[i]]);
	for (size_t j = 0; j < g->n; j++)
		g->u[j] = t->turned[j] > 0 ? g->w[j] - g->u[j] : g->u[j];
	for (size_t j = 0; j < t->columns; j++)
		if (t->outside[j] >= g->n && t->outside[j] < g->n + g->m)
			g->lambda[t->outside[j] - g->n] = fmax(0, -t->row[t->rows * t->columns + j]);
}

double game_solve(struct game *g)
{
	struct tableau t = {.g = g, .columns = g->n + 1, .value = g->tableau};
	size_t steps = 0, most = 40 * (g->m + g->n) + 1000, j, leaves;

	t.rows = isinf(g->budget) ? g->m - 1 : g->m;
	t.row = t.value + t.rows + 1;
	t.turned = t.row + (t.rows + 1) * t.columns;
	t.basic = g->variable;
	t.outside = t.basic + t.rows;
	start(&t);
	while (steps < most && (j = entering(&t, steps > most / 2)) < t.columns) {
		double room = ratio(&t, j, &leaves);

		steps++;
		if (isinf(room))
			break;
		if (leaves == t.rows) {
			turn_column(&t, j);
			continue;
		}
		if (t.row[leaves * t.columns + j] > 0)
			turn_row(&t, leaves);
		pivot(&t, leaves, j);
	}
	answer(&t);
	return t.value[t.rows];
}
