/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "em/em_losses.h"

#include "math/vec.h"
#include "real/kernel.h"
#include "real/real.h"

/* A of an answer that nobody saw is wrong + right Pr(t = y | x). */
struct unseen {
	double wrong, right;
};

static struct unseen unseen_of(const struct mixture *m)
{
	return (struct unseen){m->smoothing / (double)m->nclass, 1 - m->smoothing};
}

double em_gate_losses(const struct em_loss *l, size_t first, size_t n, const double *z, const double *lse, double *g)
{
	size_t k = l->em->nagent;
	double sum = 0;

	for (size_t i = 0; i < n; i++, z += k, g += k) {
		double w = em_faded(l->rows.d, l->rows.at + first + i);

		sum += w * vec_cross_entropy_of(z, lse[i], l->em->q + (l->rows.own + first + i) * k, k, g);
		if (w != 1)
			kernel()->scale(g, w, k);
	}
	return sum;
}

void em_classifier_terms(const struct em_loss *l, size_t first, size_t n, const double *z, const double *lse,
	const double *p, double *log_a)
{
	const uint32_t *y = l->rows.d->y + l->rows.at + first;
	size_t nc = l->em->m->nclass;
	struct unseen a = unseen_of(l->em->m);

	for (size_t i = 0; i < n; i++)
		log_a[i] = a.wrong > 0 ? a.wrong + a.right * p[i * nc + y[i]] : z[i * nc + y[i]] - lse[i];
	if (a.wrong > 0)
		kernel()->log(log_a, log_a, n);
}

/* What an answer that nobody saw, of agent k in row i, with probability p of being the label, leaves of the gradient of -log Pr(t = y
 * | x): the derivative of -q log A by that. */
static double share_unseen(const struct em_loss *l, size_t i, size_t k, struct unseen a, double p)
{
	double q = l->em->q[(l->rows.own + i) * l->em->nagent + k];

	return a.wrong > 0 ? q * (a.right * p / (a.wrong + a.right * p)) : q;
}

static double field_unseen(const struct em_loss *l, size_t i, size_t y, size_t k, const double *z, double *g)
{
	return mixture_field_loss(z, l->em->m->nclass, y, l->em->b[(l->rows.own + i) * l->em->nagent + k], g);
}

/* The mean field's loss of the classifier's answer, v times, and s times that of the label. */
static double classifier_field(
	const struct em_loss *l, size_t i, size_t y, double v, double s, const double *z, double lse, double *g)
{
	double loss = field_unseen(l, i, y, 0, z, g);

	for (size_t c = 0; c < l->em->m->nclass; c++)
		g[c] = v * g[c] + s * (real_exp(z[c] - lse) - (c == y));
	return v * loss + s * (lse - z[y]);
}

double em_classifier_losses(const struct em_loss *l, size_t first, size_t n, const double *z, const double *lse,
	const double *log_a, double *g)
{
	const struct em *em = l->em;
	const struct mixture_rows *d = l->rows.d;
	size_t nc = em->m->nclass;
	struct unseen a = unseen_of(em->m);
	/* A label does not age: only its part in the mixture fades, which is a mean by faded weight. */
	double sum = 0, supervise = em->o->supervise * em->weight.faded / em->weight.total;

	for (size_t i = 0; i < n; i++, z += nc, g += nc) {
		size_t at = l->rows.at + first + i, y = d->y[at];
		double v = em_faded(d, at), s = em_weight(d, at) * supervise, q;

		if (em->o->variational && !em->fresh) {
			sum += classifier_field(l, first + i, y, v, s, z, lse[i], g);
			continue;
		}
		q = em->fresh ? 0 : em->q[(l->rows.own + first + i) * em->nagent];
		sum += s * (lse[i] - z[y]) - v * q * log_a[i];
		s += em->fresh ? 0 : v * share_unseen(l, first + i, 0, a, g[y]);
		g[y] -= 1;
		kernel()->scale(g, s, nc);
	}
	return sum;
}

static const struct annotation *notes_end(const struct em_loss *l, size_t i)
{
	return l->rows.d->note + l->rows.d->first[l->rows.at + i + 1];
}

bool em_experts_next(const struct em_loss *l, struct em_experts *x)
{
	size_t m = l->em->m->nexpert, from = x->from + x->n;

	for (; x->n && x->note < notes_end(l, x->i) && x->note->expert < from; x->note++)
		;
	if (!x->n)
		x->note = l->rows.d->note + l->rows.d->first[l->rows.at + x->i];
	x->from = from;
	x->n = m - from < EM_TOGETHER ? m - from : EM_TOGETHER;
	return x->n;
}

void em_experts_terms(const struct em_loss *l, const struct em_experts *x, const double *z, double *p, double *log_p)
{
	const struct annotation *note = x->note, *end = notes_end(l, x->i);
	bool labelled = l->rows.kind == MIXTURE_LABELLED;
	size_t nc = l->em->m->nclass, y = labelled ? l->rows.d->y[l->rows.at + x->i] : 0;
	struct unseen a = unseen_of(l->em->m);
	double plus[EM_TOGETHER], times[EM_TOGETHER]; /* log_p = plus + times log of what is in its place */

	kernel()->softmax(z, x->n, nc, nc, p, plus, log_p);
	for (size_t j = 0; j < x->n; j++, z += nc) {
		bool seen = note < end && note->expert == x->from + j;
		size_t t = seen ? note++->label : y;

		times[j] = -1;
		if (t == ANNOTATION_OTHER)
			plus[j] = -softplus(mixture_odds(z, nc, y)), times[j] = 0;
		else if (!seen && a.wrong > 0)
			plus[j] = 0, times[j] = 1, log_p[j] = a.wrong + a.right * p[j * nc + y];
		else
			plus[j] = z[t] - plus[j];
	}
	kernel()->log(log_p, log_p, x->n);
	for (size_t j = 0; j < x->n; j++)
		log_p[j] = plus[j] + times[j] * log_p[j];
}

/* The loss of expert j's answer in row i, label y, and its gradient g but for a factor; z and g are its own. */
static double loss_unseen(
	const struct em_loss *l, size_t i, size_t y, size_t j, const double *z, double log_a, double *g, double *factor)
{
	const struct em *em = l->em;

	*factor = !em->fresh && l->rows.kind == MIXTURE_LABELLED;
	if (!*factor)
		return 0;
	if (em->o->variational)
		return field_unseen(l, i, y, 1 + j, z, g);
	*factor = share_unseen(l, i, 1 + j, unseen_of(em->m), g[y]);
	g[y] -= 1;
	return -em->q[(l->rows.own + i) * em->nagent + 1 + j] * log_a;
}

/* The same of an answer that was seen, or of which only that it is not the label is known. */
static double loss_seen(size_t t, size_t nclass, size_t y, const double *z, double log_p, double *g)
{
	if (t == ANNOTATION_OTHER)
		return mixture_field_loss(z, nclass, y, 0, g);
	g[t] -= 1;
	return -log_p;
}

double em_experts_losses(
	const struct em_loss *l, const struct em_experts *x, const double *z, const double *log_p, double *g)
{
	const struct mixture_rows *d = l->rows.d;
	const struct annotation *note = x->note, *end = notes_end(l, x->i);
	size_t nc = l->em->m->nclass, y = l->rows.kind == MIXTURE_LABELLED ? d->y[l->rows.at + x->i] : 0;
	double w = em_faded(d, l->rows.at + x->i), factor[EM_TOGETHER], sum = 0;

	for (size_t j = 0; j < x->n; j++, z += nc) {
		factor[j] = 1;
		if (note < end && note->expert == x->from + j)
			sum += loss_seen(note++->label, nc, y, z, log_p[j], g + j * nc);
		else
			sum += loss_unseen(l, x->i, y, x->from + j, z, log_p[j], g + j * nc, &factor[j]);
		factor[j] *= w;
	}
	kernel()->scale_rows(g, x->n, nc, factor);
	return w * sum;
}
