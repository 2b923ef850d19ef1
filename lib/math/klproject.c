/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "math/klproject.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clash.h"
#include "math/tally.h"
#include "number/num_print.h"
#include "parallel/peers.h"
#include "real/cholesky.h"
#include "real/real.h"

#define PASSES_MAX 200
#define STEP_MAX 4.0        /* largest change of a price in one step: the model means nothing farther away */
#define PRICE_SUSPECT 30.0  /* prices beyond e^30 hint at a clash */
#define SHARE_EPSILON 1e-12 /* sums of limits that differ by less are equal */
#define BLOCK_MIN 1024      /* rows that are summed on their own, at least */

/* What one pass over the rows yields, at the prices v. */
struct point {
	double *v;     /* [m] */
	double *share; /* [m] mean of r: minus the gradient of the smooth part */
	double *hess;  /* [m][m] */
	double smooth; /* mean of log sum q exp(-v) */
	double value;  /* F(v) */
};

struct solver {
	const struct klproject *p;
	struct point at, trial;
	double *block; /* [width] sums of some rows: shares, hess, smooth, rows that no agent with hi > 0 may answer */
	double *sums;  /* [segments x width] of those of segments */
	size_t width, segments;
	size_t first, last, row0; /* the process's segments, and the number of its first row */
	struct tally *weight_of;  /* [m] */
	double *memory;           /* everything below and the points' arrays */
	double *factor;           /* [m] exp(-v) */
	double *row;              /* [m] */
	double *slope;            /* [m] gradient of the quadratic model */
	double *matrix;           /* [m][m] */
	double *rhs;              /* [m] */
	double *target;           /* [m] the end of a whole step */
	size_t *order;            /* [m] live prices, or agents by price */
	size_t *rank;             /* [m] */
	bool *in;                 /* [m] a set of agents */
	double weight;            /* W */
	size_t passes;
	bool stranded; /* a row that no agent with hi > 0 may answer */
};

static double limit_cost(const struct klproject *p, const double *v)
{
	double sum = 0;

	for (size_t a = 0; a < p->m; a++)
		if (!isinf(v[a]))
			sum += v[a] * (v[a] > 0 ? p->hi[a] : p->lo[a]);
	return sum;
}

static void add_row(struct solver *s, const double *q, double w)
{
	size_t m = s->p->m;
	double *share = s->block, *hess = share + m, *smooth = hess + m * m, sum = 0;

	for (size_t a = 0; a < m; a++) {
		s->row[a] = q[a] * s->factor[a];
		sum += s->row[a];
	}
	if (!(sum > 0)) {
		smooth[1]++;
		return;
	}
	*smooth += w * real_log(sum);
	for (size_t a = 0; a < m; a++)
		s->row[a] /= sum;
	for (size_t a = 0; a < m; a++) {
		double r = w * s->row[a];

		if (r == 0)
			continue;
		share[a] += r;
		for (size_t b = a; b < m; b++)
			hess[a * m + b] += r * s->row[b];
	}
}

/* Adds the rows by way of a sum of their own: of n rows, in blocks of sqrt(n), the rounding errors are at most those of
 * 2 sqrt(n) additions, far below KLPROJECT_TOLERANCE also where all rows are alike and all errors have one sign. */
static void add_rows(struct solver *s, size_t from, size_t to, double *sum)
{
	const struct klproject *p = s->p;

	memset(s->block, 0, s->width * sizeof *s->block);
	for (; from < to; from++)
		if (!p->w || p->w[from] > 0)
			add_row(s, p->q + from * p->m, p->w ? p->w[from] : 1);
	for (size_t k = 0; k < s->width; k++)
		sum[k] += s->block[k];
}

/* Rows of segment k, as the process numbers its own. */
static void segment_rows(const struct solver *s, size_t k, size_t *from, size_t *to)
{
	*from = s->p->begin ? s->p->begin[k] - s->row0 : 0;
	*to = s->p->begin ? s->p->begin[k + 1] - s->row0 : s->p->n;
}

/* The sums over all rows, of all processes. */
static void sum_rows(struct solver *s)
{
	size_t size = (size_t)fmax(BLOCK_MIN, sqrt((double)s->p->n));

	memset(s->sums, 0, s->segments * s->width * sizeof *s->sums);
	for (size_t k = s->first; k < s->last; k++) {
		size_t i, to;

		segment_rows(s, k, &i, &to);
		for (; i < to; i += size)
			add_rows(s, i, i + size < to ? i + size : to, s->sums + k * s->width);
	}
	peers_sum(s->sums, s->segments, s->width);
}

/* Fills the point at o->v. */
static void evaluate(struct solver *s, struct point *o)
{
	const struct klproject *p = s->p;
	size_t m = p->m;

	for (size_t a = 0; a < m; a++)
		s->factor[a] = real_exp(-o->v[a]);
	sum_rows(s);
	memcpy(o->share, s->sums, m * sizeof *o->share);
	memcpy(o->hess, s->sums + m, m * m * sizeof *o->hess);
	o->smooth = s->sums[m + m * m] / s->weight;
	s->stranded |= s->sums[m + m * m + 1] > 0;
	for (size_t a = 0; a < m; a++)
		o->share[a] /= s->weight;
	for (size_t a = 0; a < m; a++)
		for (size_t b = a; b < m; b++) {
			double h = (a == b ? o->share[a] : 0) - o->hess[a * m + b] / s->weight;

			o->hess[a * m + b] = o->hess[b * m + a] = h;
		}
	o->value = o->smooth + limit_cost(p, o->v);
	s->passes++;
}

static double residual(const struct klproject *p, const struct point *o)
{
	double worst = 0;

	for (size_t a = 0; a < p->m; a++) {
		double over = o->share[a] - p->hi[a], under = p->lo[a] - o->share[a], r;

		if (isinf(o->v[a]))
			continue;
		r = o->v[a] > 0 ? fabs(over) : o->v[a] < 0 ? fabs(under) : fmax(over, under);
		worst = fmax(worst, r);
	}
	return worst;
}

/* Where x - step, within STEP_MAX of v, minimises the model along one price. */
static double best_price(double x, double slope, double curve, double lo, double hi, double v)
{
	double up = x - (slope + hi) / curve, down = x - (slope + lo) / curve;
	double z = up > 0 ? up : down < 0 ? down : 0;

	return fmin(fmax(z, v - STEP_MAX), v + STEP_MAX);
}

/* The derivative, just right or left of c, of F when all prices of z move by c: the smooth part gives -1. */
static double slope_along(const struct klproject *p, const double *z, double c, bool right)
{
	double sum = -1;

	for (size_t a = 0; a < p->m; a++)
		if (!isinf(z[a]))
			sum += z[a] > -c || (right && z[a] == -c) ? p->hi[a] : p->lo[a];
	return sum;
}

/* Moves all prices of z together to where F is least, which is where one of them is zero; no price goes
 * farther than STEP_MAX from v.  Returns the distance. */
static double shift(const struct klproject *p, const double *v, double *z)
{
	bool up = slope_along(p, z, 0, true) < -SHARE_EPSILON;
	double best = INFINITY, sign = up ? 1 : -1;

	if (!up && slope_along(p, z, 0, false) <= SHARE_EPSILON)
		return 0;
	for (size_t a = 0; a < p->m; a++) {
		double c = -sign * z[a];

		if (c > 0 && c < best
			&& (up ? slope_along(p, z, c, true) >= -SHARE_EPSILON
			       : slope_along(p, z, -c, false) <= SHARE_EPSILON))
			best = c;
	}
	for (size_t a = 0; a < p->m; a++)
		if (!isinf(z[a]))
			best = fmin(best, fmax(0, STEP_MAX - sign * (z[a] - v[a])));
	for (size_t a = 0; a < p->m; a++)
		if (!isinf(z[a]))
			z[a] = z[a] == -sign * best ? 0 : z[a] + sign * best;
	return best;
}

/* Coordinate descent on the quadratic model with kinks; z starts at v. */
static void descend(struct solver *s, double *z)
{
	const struct klproject *p = s->p;
	const struct point *o = &s->at;
	size_t m = p->m;

	for (size_t a = 0; a < m; a++)
		s->slope[a] = -o->share[a];
	for (int sweep = 0; sweep < 300; sweep++) {
		double moved = shift(p, o->v, z);

		for (size_t a = 0; a < m; a++) {
			double curve = fmax(o->hess[a * m + a], 1e-14), x, d;

			if (isinf(z[a]))
				continue;
			x = best_price(z[a], s->slope[a], curve, p->lo[a], p->hi[a], o->v[a]);
			d = x - z[a];
			if (d == 0)
				continue;
			z[a] = x;
			for (size_t b = 0; b < m; b++)
				s->slope[b] += o->hess[a * m + b] * d;
			moved = fmax(moved, fabs(d));
		}
		if (moved < 1e-13)
			return;
	}
}

/* Coordinate descent has found which prices are zero; the others solve linear equations exactly.
 * Kept only if no price leaves its side or goes too far. */
static void refine(struct solver *s, double *z)
{
	const struct klproject *p = s->p;
	const struct point *o = &s->at;
	size_t m = p->m, k = 0, *live = s->order;

	for (size_t j = 0; j < m; j++)
		if (!isinf(z[j]) && (z[j] != 0 || p->lo[j] == p->hi[j]))
			live[k++] = j;
	if (!k)
		return;
	for (size_t i = 0; i < k; i++) {
		size_t r = live[i];

		s->rhs[i] = -s->slope[r] - (z[r] > 0 ? p->hi[r] : p->lo[r]);
		for (size_t j = 0; j < k; j++) /* all prices live: their common shift has no curvature */
			s->matrix[i * k + j] = o->hess[r * m + live[j]] + (k == m ? 1.0 / (double)m : 0);
		s->matrix[i * k + i] += 1e-14;
	}
	if (!cholesky_factor(s->matrix, k))
		return;
	cholesky_forward(s->matrix, k, s->rhs);
	cholesky_backward(s->matrix, k, s->rhs);
	for (size_t i = 0; i < k; i++) {
		size_t r = live[i];
		double new = z[r] + s->rhs[i];

		if (!(fabs(new - o->v[r]) <= STEP_MAX) || (p->lo[r] != p->hi[r] && !(new *z[r] > 0)))
			return;
	}
	for (size_t i = 0; i < k; i++)
		z[live[i]] += s->rhs[i];
}

/* The model's decrease from at.v to z; negative. */
static double predicted(const struct solver *s, const double *z)
{
	double d = limit_cost(s->p, z) - limit_cost(s->p, s->at.v);

	for (size_t a = 0; a < s->p->m; a++)
		if (!isinf(z[a]))
			d -= s->at.share[a] * (z[a] - s->at.v[a]);
	return d;
}

/* One Newton step with halving; false when no step makes progress. */
static bool step(struct solver *s)
{
	size_t m = s->p->m;
	double *z = s->trial.v, *target = s->target, d, before = residual(s->p, &s->at), scale = 1;

	memcpy(z, s->at.v, m * sizeof *z);
	descend(s, z);
	refine(s, z);
	memcpy(target, z, m * sizeof *z);
	d = predicted(s, z);
	while (s->passes < PASSES_MAX) {
		struct point t;

		evaluate(s, &s->trial);
		/* near the end F cannot be told apart any more, but the residual can */
		if (s->trial.value <= s->at.value + 1e-4 * scale * d
			|| (s->trial.value <= s->at.value + 1e-9 && residual(s->p, &s->trial) < before / 2)) {
			t = s->at;
			s->at = s->trial;
			s->trial = t;
			return true;
		}
		scale /= 2;
		if (scale < 1e-6)
			return false;
		for (size_t a = 0; a < m; a++)
			if (!isinf(z[a]))
				z[a] = s->at.v[a] + scale * (target[a] - s->at.v[a]);
	}
	return false;
}

/* Newton's method squares the error: one more step, kept if it is better, leaves only rounding. */
static void polish(struct solver *s)
{
	struct point t;

	memcpy(s->trial.v, s->at.v, s->p->m * sizeof *s->trial.v);
	descend(s, s->trial.v);
	refine(s, s->trial.v);
	evaluate(s, &s->trial);
	if (residual(s->p, &s->trial) < residual(s->p, &s->at)) {
		t = s->at;
		s->at = s->trial;
		s->trial = t;
	}
}

/* The process's rows. */
static size_t own_rows(const struct solver *s)
{
	return s->p->begin ? s->p->begin[s->last] - s->row0 : s->p->n;
}

/* The share of the rows that agents of the set may answer (any), or that only they may. */
static double share_of_rows(const struct solver *s, const bool *in, bool any)
{
	const struct klproject *p = s->p;
	struct tally sum = {0};

	for (size_t i = 0, n = own_rows(s); i < n; i++) {
		bool found = !any;

		for (size_t a = 0; a < p->m; a++)
			if (p->q[i * p->m + a] > 0 && in[a] == any)
				found = any;
		if (found)
			tally_add(&sum, p->w ? p->w[i] : 1);
	}
	tallies_gather(&sum, 1);
	return tally_value(&sum) / s->weight;
}

/* Names the k agents of the set, but for those that ask nothing: "the limits clash: A, B: lower limits 0.8,
 * share of the rows they may answer 0.75". */
static int name_clash(struct solver *s, const size_t *set, size_t k, bool lower, struct err *e)
{
	const struct klproject *p = s->p;
	struct clash clash = {0};
	char number[2][NUM_LENGTH + 1];
	double limit = 0;

	memset(s->in, 0, p->m * sizeof *s->in);
	for (size_t i = 0; i < k; i++)
		s->in[set[i]] = !lower || p->lo[set[i]] > 0;
	for (size_t a = 0; a < p->m; a++) {
		if (!s->in[a])
			continue;
		limit += lower ? p->lo[a] : p->hi[a];
		clash_add(&clash, &p->agent->name[a]);
	}
	number[0][num_print(number[0], limit, 6)] = 0;
	number[1][num_print(number[1], share_of_rows(s, s->in, lower), 6)] = 0;
	return clash_end(&clash, e, "%s limits %s, share of the rows %s %s", lower ? "lower" : "upper", number[0],
		lower ? "they may answer" : "that nobody else may answer", number[1]);
}

/* Agents from the most expensive to the cheapest; rank[order[k]] = k. */
static void order_by_price(struct solver *s)
{
	size_t m = s->p->m;

	for (size_t k = 0; k < m; k++) {
		size_t i = k;

		for (; i > 0 && s->at.v[s->order[i - 1]] < s->at.v[k]; i--)
			s->order[i] = s->order[i - 1];
		s->order[i] = k;
	}
	for (size_t k = 0; k < m; k++)
		s->rank[s->order[k]] = k;
}

/* Verifies Hall's condition for the k most expensive agents and for the others, for every k.  A row
 * belongs to the first k alone iff the cheapest agent that may answer it is one of them. */
static int find_clash(struct solver *s, struct err *e)
{
	const struct klproject *p = s->p;
	size_t m = p->m;
	double captive = 0, hi = 0, lo = 0;
	struct tally *last = s->weight_of, first = {0};

	order_by_price(s);
	memset(last, 0, m * sizeof *last);
	for (size_t i = 0, n = own_rows(s); i < n; i++) {
		size_t r = 0;

		for (size_t a = 0; a < m; a++)
			if (p->q[i * m + a] > 0 && s->rank[a] > r)
				r = s->rank[a];
		tally_add(&last[r], p->w ? p->w[i] : 1);
	}
	tallies_gather(last, m);
	s->passes++;
	for (size_t a = 0; a < m; a++)
		lo += p->lo[a];
	for (size_t k = 0; k < m; k++) {
		if (lo > 1 - captive + SHARE_EPSILON)
			return name_clash(s, s->order + k, m - k, true, e);
		tally_merge(&first, &last[k]);
		captive = tally_value(&first) / s->weight;
		hi += p->hi[s->order[k]];
		lo -= p->lo[s->order[k]];
		if (captive > hi + SHARE_EPSILON)
			return name_clash(s, s->order, k + 1, false, e);
	}
	return ST_OK;
}

/* The clashes that can be seen without prices: of single agents and of all. */
static int check_limits(struct solver *s, struct err *e)
{
	const struct klproject *p = s->p;

	for (size_t a = 0; a < p->m; a++) {
		if (p->lo[a] > p->hi[a])
			return clash_crossed(&p->agent->name[a], e);
		memset(s->in, 0, p->m * sizeof *s->in);
		s->in[a] = true;
		if (p->lo[a] > 0 && p->lo[a] > share_of_rows(s, s->in, true) + SHARE_EPSILON)
			return name_clash(s, &a, 1, true, e);
	}
	return find_clash(s, e);
}

double klproject_weight(const double *w, size_t n)
{
	struct tally sum = {0};

	for (size_t i = 0; i < n; i++)
		tally_add(&sum, w[i]);
	return tally_value(&sum);
}

static double weigh(const struct solver *s)
{
	struct tally sum = {0};

	for (size_t i = 0, n = own_rows(s); i < n; i++)
		tally_add(&sum, s->p->w[i]);
	tallies_gather(&sum, 1);
	return tally_value(&sum);
}

static int solver_init(struct solver *s, const struct klproject *p, const double *price, struct err *e)
{
	size_t m = p->m;
	double *x;

	*s = (struct solver){.p = p, .weight = (double)p->n};
	s->width = m + m * m + 2;
	s->segments = p->begin ? p->segments : 1;
	s->last = 1;
	if (p->begin)
		peers_part(p->segments, peers_me(), &s->first, &s->last);
	s->row0 = p->begin ? p->begin[s->first] : 0;
	s->memory = mem_alloc(9 * m + 3 * m * m + (1 + s->segments) * s->width, sizeof *s->memory, e);
	s->weight_of = mem_alloc(m, sizeof *s->weight_of, e);
	s->order = mem_alloc(2 * m, sizeof *s->order, e);
	s->in = mem_alloc(m, sizeof *s->in, e);
	if (!s->memory || !s->weight_of || !s->order || !s->in)
		return ST_SYSTEM;
	s->rank = s->order + m;
	x = s->memory;
	s->at = (struct point){.v = x, .share = x + m, .hess = x + 9 * m};
	s->trial = (struct point){.v = x + 2 * m, .share = x + 3 * m, .hess = x + 9 * m + m * m};
	s->factor = x + 4 * m;
	s->row = x + 5 * m;
	s->slope = x + 6 * m;
	s->rhs = x + 7 * m;
	s->target = x + 8 * m;
	s->matrix = x + 9 * m + 2 * m * m;
	s->block = x + 9 * m + 3 * m * m;
	s->sums = s->block + s->width;
	if (p->w)
		s->weight = weigh(s);
	for (size_t a = 0; a < m; a++)
		s->at.v[a] = s->trial.v[a] = p->hi[a] > 0 ? price[a] : INFINITY;
	return ST_OK;
}

static double largest_price(const struct solver *s)
{
	double top = 0;

	for (size_t a = 0; a < s->p->m; a++)
		if (!isinf(s->at.v[a]))
			top = fmax(top, fabs(s->at.v[a]));
	return top;
}

static int solve(struct solver *s, struct err *e)
{
	int st = check_limits(s, e);

	if (st)
		return st;
	s->passes = 0;
	shift(s->p, s->at.v, s->at.v);
	evaluate(s, &s->at);
	while (!st && residual(s->p, &s->at) > KLPROJECT_TOLERANCE) {
		bool moved = step(s);

		if (s->stranded || !moved || largest_price(s) > PRICE_SUSPECT)
			st = find_clash(s, e);
		if (!st && !moved && residual(s->p, &s->at) > KLPROJECT_TOLERANCE)
			st = err_set(e, ST_NUMERIC,
				"the projection did not converge: "
				"shares are off by %g after %zu passes",
				residual(s->p, &s->at), s->passes);
	}
	if (!st && residual(s->p, &s->at) > 0 && s->passes < PASSES_MAX)
		polish(s);
	return st;
}

int klproject_solve(const struct klproject *p, double *price, struct klproject_result *r, struct err *e)
{
	struct solver s;
	int st = solver_init(&s, p, price, e);

	if (!st)
		st = solve(&s, e);
	if (!st) {
		memcpy(price, s.at.v, p->m * sizeof *price);
		memcpy(r->share, s.at.share, p->m * sizeof *r->share);
		r->value = s.at.value;
		r->residual = residual(p, &s.at);
		r->passes = s.passes;
	}
	free(s.memory);
	free(s.weight_of);
	free(s.order);
	free(s.in);
	return st;
}

void klproject_row(const double *q, const double *price, size_t m, double *out)
{
	double sum = 0;

	for (size_t a = 0; a < m; a++) {
		out[a] = q[a] * real_exp(-price[a]);
		sum += out[a];
	}
	for (size_t a = 0; a < m; a++)
		out[a] /= sum;
}
