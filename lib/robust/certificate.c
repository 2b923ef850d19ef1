/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "robust/certificate.h"

#include <math.h>
#include <string.h>

#include "real/real.h"

/* What rounding may take from a bound, relative to the sizes that were added. */
static const double rounding = 1e-12;

static size_t widest(const struct stress_model *m)
{
	const struct head *head[] = {&m->head, &m->classifier};
	size_t most = 0;

	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; i < head[k]->nparts; i++)
			for (size_t l = 0; l <= head[k]->part[i].network.nlayer; l++)
				most = head[k]->part[i].network.width[l] > most ? head[k]->part[i].network.width[l]
										: most;
	return most;
}

static void add_parts(struct certificate *c, const struct head *head, struct arena *a)
{
	for (size_t i = 0; i < head->nparts; i++) {
		struct certificate_part *p = &c->part[c->nparts++];

		*p = (struct certificate_part){.head = head, .part = &head->part[i]};
		for (size_t l = 0; l + 1 < p->part->network.nlayer; l++) {
			p->lo[l] = arena_alloc(a, p->part->network.width[l + 1], sizeof *p->lo[l]);
			p->hi[l] = arena_alloc(a, p->part->network.width[l + 1], sizeof *p->hi[l]);
		}
	}
}

void certificate_init(struct certificate *c, const struct stress_model *model, const struct norm_ball *ball,
	const double *unit, struct arena *a)
{
	size_t n = model->nfeature, most = widest(model);

	*c = (struct certificate){.model = model, .ball = ball, .unit = unit};
	c->z = arena_alloc(a, n, sizeof *c->z);
	c->step = arena_alloc(a, n, sizeof *c->step);
	c->slope = arena_alloc(a, n, sizeof *c->slope);
	c->d = arena_alloc(a, n, sizeof *c->d);
	c->one = arena_alloc(a, most, sizeof *c->one);
	for (size_t k = 0; k < 3; k++)
		c->layer[k] = arena_alloc(a, most, sizeof *c->layer[k]);
	add_parts(c, &model->head, a);
	add_parts(c, &model->classifier, a);
}

/* How far feature i can move at most, standardised. */
static double reach(const struct certificate *c, size_t i)
{
	return fmin(c->r, fmax(c->ball->hi[i], -c->ball->lo[i])) * c->step[i];
}

/* The linear part: the most that slope . change adds, slopes being by standardised features. */
static double raise_slope(struct certificate *c)
{
	for (size_t i = 0; i < c->ball->n; i++)
		c->slope[i] *= c->step[i];
	return ball_raise(c->ball, c->slope, c->r, c->d);
}

static double linear_upper(struct certificate *c, const double *v)
{
	double sum = 0, size = 0;

	for (size_t i = 0; i < c->ball->n; i++) {
		sum += v[i] * c->z[i];
		size += fabs(v[i] * c->z[i]);
		c->slope[i] = v[i];
	}
	return sum + raise_slope(c) + rounding * size;
}

/* The most that sum of q_ij times the changes i and j adds. */
static double products_upper(const struct certificate *c, const double *q)
{
	size_t n = c->ball->n;
	double box = 0, squares = 0, most = 0;

	for (size_t i = 0; i < n; i++)
		for (size_t j = i; j < n; j++, q++) {
			double size = fabs(*q) * c->step[i] * c->step[j];

			if (i == j)
				box += *q > 0 ? *q * reach(c, i) * reach(c, i) : 0;
			else
				box += fabs(*q) * reach(c, i) * reach(c, j);
			squares += i == j ? size * size : size * size / 2;
			most = fmax(most, i == j ? size : size / 2);
		}
	if (c->ball->norm == NORM_2)
		return fmin(box, c->r * c->r * sqrt(squares));
	return c->ball->norm == NORM_1 ? fmin(box, c->r * c->r * most) : box;
}

static double quadratic_upper(struct certificate *c, const double *v)
{
	size_t n = c->ball->n;
	const double *q = v + n;
	double sum = 0, size = 0;

	memcpy(c->slope, v, n * sizeof *v);
	for (size_t i = 0; i < n; i++) {
		sum += v[i] * c->z[i];
		size += fabs(v[i] * c->z[i]);
	}
	for (size_t i = 0; i < n; i++)
		for (size_t j = i; j < n; j++, q++) {
			sum += *q * c->z[i] * c->z[j];
			size += fabs(*q * c->z[i] * c->z[j]);
			c->slope[i] += *q * c->z[j];
			c->slope[j] += *q * c->z[i];
		}
	return sum + raise_slope(c) + products_upper(c, v + n) + rounding * size;
}

/* The most of v cos over [t - h, t + h]. */
static double cos_upper(double v, double t, double h)
{
	double from = t - h, to = t + h, top = v > 0 ? 0 : M_PI; /* where v cos is largest, but for turns */

	if (h >= M_PI || floor((to - top) / (2 * M_PI)) > floor((from - top) / (2 * M_PI)) || h == INFINITY)
		return fabs(v);
	return fmax(v * real_cos(from), v * real_cos(to));
}

static double fourier_upper(struct certificate *c, const struct feature_map *m, const double *v)
{
	size_t n = c->ball->n;
	double root = sqrt(2 / (double)m->nout), sum = 0, curved = 0, apart = 0, size = 0;

	memset(c->slope, 0, n * sizeof *c->slope);
	for (size_t k = 0; k < m->nout; k++) {
		const double *omega = m->omega + k * n;
		double t = m->phase[k], w = root * v[k], h;

		for (size_t i = 0; i < n; i++) {
			t += omega[i] * c->z[i];
			c->d[i] = fmax(c->ball->hi[i], -c->ball->lo[i]) > 0 ? omega[i] * c->step[i] : 0;
		}
		h = c->r * ball_dual(c->ball->norm, c->d, n) * (1 + rounding);
		sum += w * real_cos(t);
		size += fabs(w);
		curved += fabs(w) * h * h / 2;
		apart += cos_upper(w, t, h);
		for (size_t i = 0; i < n; i++)
			c->slope[i] -= w * real_sin(t) * omega[i];
	}
	return fmin(apart, sum + raise_slope(c) + curved) + rounding * size;
}

static double map_upper(struct certificate *c, const struct feature_map *m, const double *v)
{
	for (size_t i = 0; i < m->nin; i++) {
		c->z[i] = (c->x[i] - m->mean[i]) / m->scale[i];
		c->step[i] = c->unit[i] / m->scale[i];
	}
	return m->kind == FEATURE_MAP_LINEAR ? linear_upper(c, v)
		: m->kind == FEATURE_MAP_RFF ? fourier_upper(c, m, v)
					     : quadratic_upper(c, v);
}

/* A line over [lo, hi] that is above the activation, or below it. */
static void line(enum network_activation activation, double lo, double hi, bool above, double *slope, double *at)
{
	if (activation == NETWORK_RELU) {
		if (lo >= 0 || hi <= 0) {
			*slope = lo >= 0;
			*at = 0;
		} else if (above) {
			*slope = hi / (hi - lo);
			*at = -lo * *slope;
		} else {
			*slope = hi > -lo;
			*at = 0;
		}
		return;
	}
	{
		double a = real_tanh(lo), b = real_tanh(hi);

		*slope = fmin(1 - a * a, 1 - b * b);
		*at = above ? b - *slope * hi : a - *slope * lo;
	}
}

/* The bound of a sum over the units of layer l of a part, before their activation, with weights u, which are overwritten. */
static double layer_upper(struct certificate *c, const struct certificate_part *p, size_t l, double *u)
{
	const struct network *h = &p->part->network;
	double sum = 0;

	for (;; l--) {
		const double *w = p->part->theta + network_weights(h, l), *b = p->part->theta + network_biases(h, l);
		double *v = c->layer[l % 2];

		memset(v, 0, h->width[l] * sizeof *v);
		for (size_t o = 0; o < h->width[l + 1]; o++) {
			if (u[o] == 0)
				continue;
			sum += u[o] * b[o];
			for (size_t i = 0; i < h->width[l]; i++)
				v[i] += u[o] * w[o * h->width[l] + i];
		}
		if (!l)
			return sum + map_upper(c, &p->head->map, v);
		for (size_t i = 0; i < h->width[l]; i++) {
			double slope, at;

			line(h->activation, p->lo[l - 1][i], p->hi[l - 1][i], v[i] > 0, &slope, &at);
			sum += v[i] * at;
			v[i] *= slope;
		}
		u = v;
	}
}

/* Of a hidden unit's input, what rounding may add. */
static double wider(double x)
{
	return x + rounding * fabs(x);
}

void certificate_at(struct certificate *c, const double *x, double r)
{
	c->x = x;
	c->r = r;
	for (size_t k = 0; k < c->nparts; k++) {
		const struct certificate_part *p = &c->part[k];

		for (size_t l = 0; l + 1 < p->part->network.nlayer; l++) {
			size_t n = p->part->network.width[l + 1];

			memset(c->one, 0, n * sizeof *c->one);
			for (size_t i = 0; i < n; i++) {
				c->one[i] = 1;
				p->hi[l][i] = wider(layer_upper(c, p, l, c->one));
				c->one[i] = -1;
				p->lo[l][i] = -wider(layer_upper(c, p, l, c->one));
				c->one[i] = 0;
			}
		}
	}
}

double certificate_upper(struct certificate *c, size_t up, size_t down, const double *given)
{
	double sum = 0;
	bool computed[2] = {false, false};

	for (size_t k = 0; k < c->nparts; k++) {
		const struct head_part *h = c->part[k].part;
		bool has[2] = {up != NAMES_NONE && up - h->from < h->n, down != NAMES_NONE && down - h->from < h->n};

		if (!has[0] && !has[1])
			continue;
		memset(c->layer[2], 0, h->n * sizeof *c->layer[2]);
		if (has[0])
			c->layer[2][up - h->from] += 1;
		if (has[1])
			c->layer[2][down - h->from] -= 1;
		computed[0] |= has[0];
		computed[1] |= has[1];
		sum += layer_upper(c, &c->part[k], h->network.nlayer - 1, c->layer[2]);
	}
	if (up != NAMES_NONE && !computed[0])
		sum += given[up];
	if (down != NAMES_NONE && !computed[1])
		sum -= given[down];
	return sum;
}
