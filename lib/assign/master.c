/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "assign/master.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

/* Numbers are about 1, and rounding of a hundred steps stays far below. */
#define TINY 1e-11  /* no gain, no pivot */
#define BROKEN 1e-9 /* limits broken by less are kept */
#define STEPS 20000 /* usually a few for each good */
#define CYCLE                                                                                                          \
	200 /* steps without progress before the first variable of use enters, which ends every cycle (Bland 1977) */

static size_t rows(const struct master *m)
{
	return m->k + 1;
}

static int append(struct master *m, double cost, double **column, struct err *e)
{
	int st = array_reserve(&m->column, &m->cap, (m->n + 1) * rows(m), sizeof *m->column, e);

	if (!st)
		st = array_reserve(&m->cost, &m->cost_cap, m->n + 1, sizeof *m->cost, e);
	if (st)
		return st;
	*column = m->column + m->n * rows(m);
	memset(*column, 0, rows(m) * sizeof **column);
	m->cost[m->n++] = cost;
	return ST_OK;
}

int master_init(struct master *m, size_t k, size_t worst, const double *limit, struct err *e)
{
	double *column;
	int st = ST_OK;

	*m = (struct master){.k = k, .worst = worst, .limit = limit, .phase_one = true};
	m->inverse = mem_alloc(rows(m) * (rows(m) + 3), sizeof *m->inverse, e);
	m->basis = mem_alloc(rows(m), sizeof *m->basis, e);
	if (!m->inverse || !m->basis)
		return ST_SYSTEM;
	m->x = m->inverse + rows(m) * rows(m);
	m->dual = m->x + rows(m);
	m->step = m->dual + rows(m);
	for (size_t j = 0; !st && j < 2 * k; j++)
		if (!(st = append(m, 0, &column, e)))
			column[j % k] = j < k ? 1 : -1;
	for (int sign = 1; !st && worst && sign >= -1; sign -= 2) /* t may be negative */
		if (!(st = append(m, sign, &column, e)))
			for (size_t j = 0; j < worst; j++)
				column[j] = -sign;
	m->first = m->n;
	return st;
}

void master_free(struct master *m)
{
	free(m->column);
	free(m->cost);
	free(m->inverse);
	free(m->basis);
	*m = (struct master){0};
}

/* The basis of the first point, with what is left of every good, or what it is short of. */
static void begin(struct master *m, const double *use)
{
	size_t r = rows(m);

	memset(m->inverse, 0, r * r * sizeof *m->inverse);
	for (size_t j = 0; j < m->k; j++) {
		double left = m->limit[j] - use[j], sign = left >= 0 ? 1 : -1;

		m->basis[j] = left >= 0 ? j : m->k + j;
		m->x[j] = fabs(left);
		m->inverse[j * r + j] = sign;
		m->inverse[j * r + m->k] = -sign * use[j];
	}
	m->basis[m->k] = m->first;
	m->x[m->k] = 1;
	m->inverse[m->k * r + m->k] = 1;
}

int master_add(struct master *m, const double *use, double cost, struct err *e)
{
	double *column;
	int st = append(m, cost, &column, e);

	if (st)
		return st;
	memcpy(column, use, m->k * sizeof *column);
	column[m->k] = 1;
	if (m->n == m->first + 1)
		begin(m, use);
	return ST_OK;
}

static bool artificial(const struct master *m, size_t column)
{
	return column >= m->k && column < 2 * m->k;
}

static double phase_cost(const struct master *m, size_t column)
{
	return m->phase_one ? artificial(m, column) : m->cost[column];
}

static void set_duals(struct master *m)
{
	size_t r = rows(m);

	m->value = 0;
	memset(m->dual, 0, r * sizeof *m->dual);
	for (size_t i = 0; i < r; i++) {
		double cost = phase_cost(m, m->basis[i]);

		m->value += cost * m->x[i];
		for (size_t j = 0; cost != 0 && j < r; j++)
			m->dual[j] += cost * m->inverse[i * r + j];
	}
}

/* The column that gains most, or the first one that gains; n: none does. */
static size_t entering(const struct master *m, bool first)
{
	size_t best = m->n, r = rows(m);
	double least = -TINY;

	for (size_t c = 0; c < m->n; c++) {
		double gain = phase_cost(m, c);

		if (artificial(m, c))
			continue;
		for (size_t j = 0; j < r; j++)
			gain -= m->dual[j] * m->column[c * r + j];
		if (gain < least) {
			best = c;
			least = gain;
			if (first)
				break;
		}
	}
	return best;
}

/* The row whose variable reaches 0 first, of equals that of the lowest column; artificial ones stay 0 in phase two. */
static size_t leaving(struct master *m, size_t column)
{
	size_t r = rows(m), best = r;
	double least = INFINITY;

	for (size_t i = 0; i < r; i++) {
		double d = 0, ratio;

		for (size_t j = 0; j < r; j++)
			d += m->inverse[i * r + j] * m->column[column * r + j];
		m->step[i] = d;
		if (!m->phase_one && artificial(m, m->basis[i]) && fabs(d) > TINY)
			ratio = 0;
		else if (d > TINY)
			ratio = m->x[i] / d;
		else
			continue;
		if (ratio < least || (ratio == least && m->basis[i] < m->basis[best])) {
			least = ratio;
			best = i;
		}
	}
	return best;
}

static void pivot(struct master *m, size_t row, size_t column)
{
	size_t r = rows(m);
	double *own = m->inverse + row * r, d = m->step[row];

	for (size_t j = 0; j < r; j++)
		own[j] /= d;
	m->x[row] /= d;
	for (size_t i = 0; i < r; i++) {
		double f = m->step[i];

		if (i == row || f == 0)
			continue;
		for (size_t j = 0; j < r; j++)
			m->inverse[i * r + j] -= f * own[j];
		m->x[i] = fmax(0, m->x[i] - f * m->x[row]);
	}
	m->basis[row] = column;
}

static int run_phase(struct master *m, struct err *e)
{
	double before = INFINITY;
	size_t still = 0;

	for (size_t k = 0; k < STEPS; k++) {
		size_t column, row;

		set_duals(m);
		still = m->value < before ? 0 : still + 1;
		before = m->value;
		column = entering(m, still > CYCLE);
		if (column == m->n)
			return ST_OK;
		row = leaving(m, column);
		if (row == rows(m))
			break;
		pivot(m, row, column);
	}
	return err_set(e, ST_NUMERIC, "the prices of the limits are not found");
}

int master_solve(struct master *m, double *price, struct err *e)
{
	int st = run_phase(m, e);

	if (!st && m->phase_one && m->value <= BROKEN) {
		m->phase_one = false;
		st = run_phase(m, e);
	}
	for (size_t j = 0; j < m->k; j++)
		price[j] = fmax(0, -m->dual[j]);
	return st;
}

double master_share(const struct master *m, size_t point)
{
	for (size_t i = 0; i < rows(m); i++)
		if (m->basis[i] == m->first + point)
			return m->x[i];
	return 0;
}
