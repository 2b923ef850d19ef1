/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "em/mixture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "math/vec.h"
#include "real/real.h"

int mixture_init(struct mixture *m, size_t nin, const size_t *hidden, size_t nhidden,
	enum network_activation activation, size_t nclass, size_t nexpert, double smoothing, struct rng *r,
	struct err *e)
{
	const size_t nout[MIXTURE_PARTS] = {
		[MIXTURE_GATE] = 1 + nexpert,
		[MIXTURE_CLASSIFIER] = nclass,
		[MIXTURE_EXPERTS] = nexpert * nclass,
	};

	*m = (struct mixture){.nclass = nclass, .nexpert = nexpert, .smoothing = smoothing};
	for (size_t i = 0; i < MIXTURE_PARTS; i++) {
		int st = network_init(&m->network[i], nin, hidden, nhidden, activation, nout[i], e);

		if (!st && !(m->theta[i] = mem_alloc(m->network[i].nparam, sizeof *m->theta[i], e)))
			st = ST_SYSTEM;
		if (st) {
			mixture_free(m);
			return st;
		}
		network_start(&m->network[i], m->theta[i], r);
	}
	return ST_OK;
}

void mixture_free(struct mixture *m)
{
	for (size_t i = 0; i < MIXTURE_PARTS; i++)
		free(m->theta[i]);
	free(m->line);
	*m = (struct mixture){0};
}

int mixture_add_lines(struct mixture *m, struct err *e)
{
	m->line = mem_alloc(2 * (1 + m->nexpert), sizeof *m->line, e);
	for (size_t a = 0; m->line && a <= m->nexpert; a++)
		m->line[a] = 1;
	return m->line ? ST_OK : ST_SYSTEM;
}

double mixture_odds_of(double conf)
{
	return logit(fmin(fmax(conf, 0x1p-52), 1 - 0x1p-52));
}

double mixture_log_right(const struct mixture *m)
{
	return real_log1p(-m->smoothing + m->smoothing / (double)m->nclass);
}

double mixture_log_wrong(const struct mixture *m)
{
	return real_log(m->smoothing / (double)m->nclass);
}

size_t mixture_scratch(const struct mixture *m)
{
	size_t most = 0;

	for (size_t i = 0; i < MIXTURE_PARTS; i++)
		if (network_scratch(&m->network[i], 1) > most)
			most = network_scratch(&m->network[i], 1);
	return most + m->nclass;
}

/* t [nexpert x nclass] are the experts' probabilities; mix [nclass] gets Pr(t_z = c | x). */
static void mix_answers(const struct mixture *m, const double *q, const double *p, const double *t, double *mix)
{
	for (size_t c = 0; c < m->nclass; c++)
		mix[c] = q[0] * p[c];
	for (size_t j = 0; j < m->nexpert; j++)
		for (size_t c = 0; c < m->nclass; c++)
			mix[c] += q[1 + j] * t[j * m->nclass + c];
}

/* Pr(t = y | x) of an agent's answer, t its probabilities: with the probability q the label is drawn from this very
 * answer, else from another agent's, which given x is independent of it. */
static double agent_right(const struct mixture *m, double q, const double *t, const double *mix)
{
	double agree = q;

	for (size_t c = 0; c < m->nclass; c++)
		agree += fmax(mix[c] - q * t[c], 0) * t[c];
	return m->smoothing / (double)m->nclass + (1 - m->smoothing) * fmin(agree, 1);
}

double mixture_predict(const struct mixture *m, const double *x, double *scratch, double *q, double *p, double *conf)
{
	double *mix = scratch, *z, score;

	scratch += m->nclass;
	z = network_forward(&m->network[MIXTURE_GATE], m->theta[MIXTURE_GATE], NULL, x, 1, scratch);
	vec_softmax(z, 1 + m->nexpert, q);
	score = z[1 + vec_argmax(z + 1, m->nexpert)] - z[0];
	z = network_forward(&m->network[MIXTURE_CLASSIFIER], m->theta[MIXTURE_CLASSIFIER], NULL, x, 1, scratch);
	vec_softmax(z, m->nclass, p);
	z = network_forward(&m->network[MIXTURE_EXPERTS], m->theta[MIXTURE_EXPERTS], NULL, x, 1, scratch);
	for (size_t j = 0; j < m->nexpert; j++)
		vec_softmax(z + j * m->nclass, m->nclass, z + j * m->nclass);
	mix_answers(m, q, p, z, mix);
	conf[0] = m->smoothing / (double)m->nclass + (1 - m->smoothing) * fmin(mix[vec_argmax(p, m->nclass)], 1);
	for (size_t j = 0; j < m->nexpert; j++)
		conf[1 + j] = agent_right(m, q[1 + j], z + j * m->nclass, mix);
	for (size_t a = 0; m->line && a <= m->nexpert; a++)
		conf[a] = logistic(m->line[a] * mixture_odds_of(conf[a]) + m->line[1 + m->nexpert + a]);
	return score;
}

double mixture_odds(const double *z, size_t nclass, size_t y)
{
	double top = -INFINITY, sum = 0;

	for (size_t c = 0; c < nclass; c++)
		if (c != y && z[c] > top)
			top = z[c];
	for (size_t c = 0; c < nclass; c++)
		if (c != y)
			sum += real_exp(z[c] - top);
	return z[y] - top - real_log(sum);
}

double mixture_field_loss(const double *z, size_t nclass, size_t y, double b, double *g)
{
	double odds = mixture_odds(z, nclass, y), p, loss = softplus_slope(odds, &p) - b * odds;

	for (size_t c = 0; c < nclass; c++)
		g[c] = c == y ? p - b : (b - p) * real_exp(z[c] - z[y] + odds);
	return loss;
}
