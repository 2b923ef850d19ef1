/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "calibrate/platt_beta.h"

#include <math.h>

#include "math/sum.h"
#include "math/vec.h"
#include "parallel/peers.h"

enum { MAX_D = 2, MAX_P = MAX_D + 1, MAX_ITERATIONS = 100, MAX_HALVINGS = 40 };
/* Newton's steps shrink quadratically: after one this small the error is near rounding. */
#define STEP_LAST 1e-7
/* Two values of the likelihood this close are equal: its terms are rounded. */
#define EQUAL 1e-13

struct fit {
	size_t n, d;
	const double *x[MAX_D]; /* [n] each */
	const bool *event;
	const double *w;
	double target[2]; /* of no event, of an event */
	double centre[MAX_D], scale[MAX_D];
	double total;  /* sum of weights */
	bool together; /* the rows are those of all processes */
};

struct state {
	double theta[MAX_P]; /* of the standardised inputs, the intercept last */
	double f, g[MAX_P], h[MAX_P][MAX_P];
};

static double weight(const struct fit *p, size_t i)
{
	return p->w ? p->w[i] : 1;
}

static double value_of(const struct fit *p, struct sum *s)
{
	if (p->together)
		sums_gather(s, 1);
	return sum_value(s);
}

static void standardise(struct fit *p)
{
	struct sum total = {0};

	for (size_t i = 0; i < p->n; i++)
		sum_add(&total, weight(p, i));
	p->total = value_of(p, &total);
	for (size_t j = 0; j < p->d; j++) {
		struct sum m = {0}, v = {0};

		for (size_t i = 0; i < p->n; i++)
			sum_add_product(&m, weight(p, i), p->x[j][i]);
		p->centre[j] = value_of(p, &m) / p->total;
		for (size_t i = 0; i < p->n; i++) {
			double t = p->x[j][i] - p->centre[j];

			sum_add_product(&v, weight(p, i), t * t);
		}
		p->scale[j] = sqrt(value_of(p, &v) / p->total);
	}
}

/* The mean loss at s->theta with its derivatives. */
static void evaluate(const struct fit *p, struct state *s)
{
	struct sum f = {0}, g[MAX_P] = {{{0}, 0}}, h[MAX_P][MAX_P] = {{{{0}, 0}}};
	size_t d = p->d;

	for (size_t i = 0; i < p->n; i++) {
		double w = weight(p, i), t = p->target[p->event[i]], x[MAX_P], u = s->theta[d], q;

		for (size_t j = 0; j < d; j++) {
			x[j] = (p->x[j][i] - p->centre[j]) / p->scale[j];
			u += s->theta[j] * x[j];
		}
		x[d] = 1;
		q = logistic(u);
		sum_add_product(&f, w, t * softplus(-u) + (1 - t) * softplus(u));
		for (size_t j = 0; j <= d; j++) {
			sum_add_product(&g[j], w, (q - t) * x[j]);
			for (size_t k = 0; k <= j; k++)
				sum_add_product(&h[j][k], w, q * logistic(-u) * x[j] * x[k]);
		}
	}
	s->f = value_of(p, &f) / p->total;
	for (size_t j = 0; j <= d; j++) {
		s->g[j] = value_of(p, &g[j]) / p->total;
		for (size_t k = 0; k <= j; k++)
			s->h[j][k] = value_of(p, &h[j][k]) / p->total;
	}
}

/* step = h^-1 g by Cholesky; false when h is not positive definite in doubles. */
static bool solve(const struct state *s, size_t m, double *step)
{
	double l[MAX_P][MAX_P];

	for (size_t j = 0; j < m; j++) {
		for (size_t k = 0; k <= j; k++) {
			double t = s->h[j][k];

			for (size_t r = 0; r < k; r++)
				t -= l[j][r] * l[k][r];
			if (j == k && !(t > 0))
				return false;
			l[j][k] = j == k ? sqrt(t) : t / l[k][k];
		}
		step[j] = s->g[j];
		for (size_t k = 0; k < j; k++)
			step[j] -= l[j][k] * step[k];
		step[j] /= l[j][j];
	}
	for (size_t j = m; j-- > 0;) {
		for (size_t k = j + 1; k < m; k++)
			step[j] -= l[k][j] * step[k];
		step[j] /= l[j][j];
	}
	return true;
}

/* One Newton step, halved until the loss does not grow.  Returns its relative length, or -1. */
static double advance(const struct fit *p, struct state *s)
{
	double step[MAX_P], length = 0, size = 1;

	if (!solve(s, p->d + 1, step))
		return -1;
	for (size_t j = 0; j <= p->d; j++) {
		length = fmax(length, fabs(step[j]));
		size = fmax(size, fabs(s->theta[j]));
	}
	for (int halving = 0; halving < MAX_HALVINGS; halving++) {
		struct state next = *s;

		for (size_t j = 0; j <= p->d; j++)
			next.theta[j] -= ldexp(step[j], -halving);
		evaluate(p, &next);
		if (next.f <= s->f + EQUAL * fabs(s->f)) {
			*s = next;
			return length / size;
		}
	}
	return -1;
}

/* Maximum likelihood; false when it does not converge, which concave likelihoods do not do
 * unless their optimum is at infinity.  coef [d + 1] are those of the raw inputs. */
static bool fit(struct fit *p, double *coef, double *loss)
{
	struct state s = {0};
	bool done = false;

	standardise(p);
	evaluate(p, &s);
	for (int i = 0; i < MAX_ITERATIONS && !done; i++) {
		double length = advance(p, &s);

		if (length < 0)
			break;
		done = length <= STEP_LAST;
	}
	coef[p->d] = s.theta[p->d];
	for (size_t j = 0; j < p->d; j++) {
		coef[j] = s.theta[j] / p->scale[j];
		coef[p->d] -= coef[j] * p->centre[j];
	}
	*loss = s.f;
	return done;
}

/* The ranges under both outcomes of the score, which is ln p - ln(1 - p) when there are two inputs;
 * rows of positive weight only. */
struct ranges {
	double low[2], high[2];
};

static struct ranges ranges_of(const struct fit *p)
{
	struct ranges r = {{INFINITY, INFINITY}, {-INFINITY, -INFINITY}};

	for (size_t i = 0; i < p->n; i++) {
		bool event = p->event[i];
		double s = p->x[0][i] + (p->d == 2 ? p->x[1][i] : 0);

		if (!(weight(p, i) > 0))
			continue;
		r.low[event] = fmin(r.low[event], s);
		r.high[event] = fmax(r.high[event], s);
	}
	return r;
}

/* Those of all processes. */
static struct ranges ranges_together(const struct fit *p)
{
	struct ranges own = ranges_of(p), r = own;

	peers_wait_turn(&r, sizeof r);
	for (int k = 0; k < 2; k++) {
		r.low[k] = fmin(r.low[k], own.low[k]);
		r.high[k] = fmax(r.high[k], own.high[k]);
	}
	peers_end_turn(&r, sizeof r);
	return r;
}

/* What makes the optimum infinite, found without iterating. */
static int check_ranges(const char *name, struct ranges r, bool smooth, struct err *e)
{
	bool none[2] = {r.low[0] > r.high[0], r.low[1] > r.high[1]};

	if (none[0] && none[1])
		return err_set(e, ST_NUMERIC, "%s: no rows", name);
	if (fmin(r.low[0], r.low[1]) == fmax(r.high[0], r.high[1]))
		return err_set(e, ST_NUMERIC, "%s: all scores are equal", name);
	if (smooth)
		return ST_OK;
	if (none[0] || none[1])
		return err_set(e, ST_NUMERIC, "%s: %s", name, none[1] ? "no row is an event" : "every row is an event");
	if (r.high[0] <= r.low[1] || r.high[1] <= r.low[0])
		return err_set(e, ST_NUMERIC,
			"%s: separable: a threshold on the score tells events from"
			" the others, so the likelihood has no largest value",
			name);
	return ST_OK;
}

int platt_fit(
	size_t n, const double *s, const bool *event, const double *w, bool smooth, struct sigmoid *m, struct err *e)
{
	struct fit p = {.n = n, .d = 1, .x = {s}, .event = event, .w = w, .target = {0, 1}};
	double coef[2], loss;
	int st = check_ranges("platt", ranges_of(&p), smooth, e);

	if (st)
		return st;
	if (smooth) {
		struct sum count[2] = {{{0}, 0}};

		for (size_t i = 0; i < n; i++)
			sum_add(&count[event[i]], weight(&p, i));
		p.target[0] = 1 / (sum_value(&count[0]) + 2);
		p.target[1] = (sum_value(&count[1]) + 1) / (sum_value(&count[1]) + 2);
	}
	if (!fit(&p, coef, &loss))
		return err_set(e, ST_NUMERIC, "platt: Newton's method did not converge");
	*m = (struct sigmoid){coef[0], 0, coef[1]};
	return ST_OK;
}

int platt_fit_together(size_t n, const double *s, const bool *event, const double *w, struct sigmoid *m, struct err *e)
{
	struct fit p = {.n = n, .d = 1, .x = {s}, .event = event, .w = w, .target = {0, 1}, .together = true};
	double coef[2], loss;
	int st = check_ranges("platt", ranges_together(&p), false, e);

	if (st)
		return st;
	if (!fit(&p, coef, &loss))
		return err_set(e, ST_NUMERIC, "platt: Newton's method did not converge");
	*m = (struct sigmoid){coef[0], 0, coef[1]};
	return ST_OK;
}

/* The map with one coefficient held at 0: *loss is infinite when the other one is not positive. */
static void refit(struct fit *p, bool keep_a, struct sigmoid *m, double *loss)
{
	struct fit one = *p;
	double coef[2];

	one.d = 1;
	one.x[0] = p->x[keep_a ? 0 : 1];
	if (!fit(&one, coef, loss) || !(coef[0] > 0)) {
		*loss = INFINITY;
		return;
	}
	*m = (struct sigmoid){keep_a ? coef[0] : 0, keep_a ? 0 : coef[0], coef[1]};
}

int beta_fit(size_t n, const double *lp, const double *lq, const bool *event, const double *w, struct sigmoid *m,
	struct err *e)
{
	struct fit p = {.n = n, .d = 2, .x = {lp, lq}, .event = event, .w = w, .target = {0, 1}};
	struct sigmoid other = {0};
	double coef[MAX_P] = {0}, loss, other_loss;
	int st = check_ranges("beta", ranges_of(&p), false, e);
	bool free_fit;

	if (st)
		return st;
	free_fit = fit(&p, coef, &loss);
	if (free_fit && coef[0] >= 0 && coef[1] >= 0) {
		*m = (struct sigmoid){coef[0], coef[1], coef[2]};
		return ST_OK;
	}
	refit(&p, true, m, &loss);
	refit(&p, false, &other, &other_loss);
	if (other_loss < loss)
		*m = other;
	if (isinf(loss) && isinf(other_loss))
		return err_set(e, ST_NUMERIC,
			"beta: no increasing map is better than a constant:"
			" the score does not rank events above the others");
	return ST_OK;
}
