/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "train/loss_terms.h"

#include <string.h>

#include "math/vec.h"
#include "real/real.h"
#include "train/loss_row.h"

enum kind { CE, CSS, OVA, SOVA, REJECTOR, TWOSTAGE, NONE };

static enum kind kind_of(const struct loss *l)
{
	static const char *const name[] = {"ce", "css", "ova", "sova", "rejector", "twostage"};
	size_t i = 0;

	while (i < NONE && strcmp(l->name, name[i]))
		i++;
	return (enum kind)i;
}

bool loss_has_terms(const struct loss *l)
{
	return kind_of(l) != NONE;
}

static void css_terms(const struct loss_setup *s, const struct loss_case *c, struct loss_terms *t)
{
	double top = cmax(s, c);

	for (size_t k = 0; k < s->nclass; k++) {
		t->target[k] = k == c->y ? top : top - 1;
		t->present[k] = true;
	}
	for (size_t j = 0; j < s->nexpert; j++) {
		t->present[s->nclass + j] = present(s, c, j);
		t->target[s->nclass + j] = answered(c, j) ? top - cost(c, j) : 0;
	}
	t->target[c->y] = css_target(s, c, top);
}

static void ova_terms(const struct loss_setup *s, const struct loss_case *c, size_t first, struct loss_terms *t)
{
	double top = cmax(s, c);

	for (size_t k = first; k < s->nclass; k++) {
		t->yes[k] = k == c->y ? top : top - 1;
		t->no[k] = k == c->y ? 0 : 1;
	}
	for (size_t j = 0; j < s->nexpert; j++)
		if (answered(c, j)) {
			t->yes[s->nclass + j] = top - cost(c, j);
			t->no[s->nclass + j] = cost(c, j);
		}
}

static void ce_terms(const struct loss_setup *s, const struct loss_case *c, struct loss_terms *t)
{
	t->target[c->y] = 1;
	for (size_t k = 0; k < s->nclass; k++)
		t->present[k] = true;
}

static void rejector_terms(const struct loss_setup *s, const struct loss_case *c, const double *f, struct loss_terms *t)
{
	t->offset = s->free ? 0 : -f[vec_argmax(f, s->nclass)];
	for (size_t j = 0; j < s->nexpert; j++)
		if (answered(c, j)) {
			t->yes[j] = model_loss(s, c, f);
			t->no[j] = cost(c, j);
		}
}

static void twostage_terms(const struct loss_setup *s, const struct loss_case *c, const double *f, struct loss_terms *t)
{
	double mu = model_loss(s, c, f), total = mu;

	for (size_t j = 0; j < s->nexpert; j++)
		total += lifted_cost(s, c, j);
	for (size_t j = 0; j < s->nexpert; j++) {
		t->present[j] = present(s, c, j);
		t->target[j] = t->present[j] ? total - lifted_cost(s, c, j) : 0;
	}
	t->present[t->n] = true;
	t->target[t->n] = total - mu;
}

void loss_terms_row(const struct loss *l, const struct loss_setup *s, const struct loss_case *c, const double *f,
	struct loss_terms *t)
{
	memset(t->target, 0, (t->n + 1) * sizeof *t->target);
	memset(t->present, 0, (t->n + 1) * sizeof *t->present);
	memset(t->yes, 0, t->n * sizeof *t->yes);
	memset(t->no, 0, t->n * sizeof *t->no);
	t->offset = 0;
	switch (kind_of(l)) {
	case CE:
		ce_terms(s, c, t);
		break;
	case CSS:
		css_terms(s, c, t);
		break;
	case SOVA:
		ce_terms(s, c, t);
		ova_terms(s, c, s->nclass, t);
		break;
	case OVA:
		ova_terms(s, c, 0, t);
		break;
	case REJECTOR:
		rejector_terms(s, c, f, t);
		break;
	default:
		twostage_terms(s, c, f, t);
	}
}

/* log sum_k exp(z_k - z_t + rho_kt) with its gradients, times a weight; q [n + 1] is scratch. */
static double target_value(const struct loss_terms *t, const double *z, const double *rho, size_t target, double *g,
	double share, double *grho)
{
	size_t n = t->n;
	double from = target < n ? z[target] : 0, top = 0, sum = 0, weight = t->target[target];

	for (size_t k = 0; k <= n; k++)
		if (t->present[k])
			top = fmax(top, (k < n ? z[k] : 0) - from + rho[k * (n + 1) + target]);
	for (size_t k = 0; k <= n; k++)
		if (t->present[k])
			sum += real_exp((k < n ? z[k] : 0) - from + rho[k * (n + 1) + target] - top);
	for (size_t k = 0; k <= n; k++) {
		double q;

		if (!t->present[k])
			continue;
		q = weight * real_exp((k < n ? z[k] : 0) - from + rho[k * (n + 1) + target] - top) / sum;
		grho[k * (n + 1) + target] += share * q;
		if (k < n)
			g[k] += q;
	}
	if (target < n)
		g[target] -= weight;
	return weight * (top + real_log(sum));
}

double loss_terms_value(
	const struct loss_terms *t, const double *z, const double *rho, double *g, double share, double *grho)
{
	size_t n = t->n;
	double value = 0, slope;

	memset(g, 0, n * sizeof *g);
	for (size_t k = 0; k <= n; k++)
		if (t->target[k] != 0)
			value += target_value(t, z, rho, k, g, share, grho);
	for (size_t k = 0; k < n; k++) {
		double r = rho[k * (n + 1) + n], x = z[k] + t->offset;

		if (t->yes[k] != 0) {
			value += t->yes[k] * softplus_slope(r - x, &slope);
			g[k] -= t->yes[k] * slope;
			grho[k * (n + 1) + n] += share * t->yes[k] * slope;
		}
		if (t->no[k] != 0) {
			value += t->no[k] * softplus_slope(r + x, &slope);
			g[k] += t->no[k] * slope;
			grho[k * (n + 1) + n] += share * t->no[k] * slope;
		}
	}
	return value;
}
