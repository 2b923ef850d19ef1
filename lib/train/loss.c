/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "train/loss.h"

#include <math.h>
#include <string.h>

#include "math/vec.h"
#include "real/kernel.h"
#include "real/real.h"
#include "train/loss_asm.h"
#include "train/loss_row.h"

/* Logits that a function of all of them takes at once. */
enum { CHUNK = 64 };

/* p = softmax over a base logit 0 (if any), then z[0..n), then those d that are present; p of the others is
 * 0.  Returns the log-sum-exp; *rest gets the base's probability. */
static double masked_softmax(const struct loss_setup *s, const struct loss_case *c, const double *z, size_t n,
	const double *d, double *p, double *pd, double *rest)
{
	const struct kernel *k = kernel();
	double top = rest ? 0 : k->max(z, n), sum, scale;

	for (size_t i = 0; rest && i < n; i++)
		top = z[i] > top ? z[i] : top;
	for (size_t j = 0; j < s->nexpert; j++)
		if (present(s, c, j) && d[j] > top)
			top = d[j];
	/* One call where the two lie together; what a masked expert gets is thrown away. */
	if (d == z + n && pd == p + n) {
		k->exp_below(z, top, p, n + s->nexpert);
	} else {
		k->exp_below(z, top, p, n);
		k->exp_below(d, top, pd, s->nexpert);
	}
	sum = (rest ? real_exp(-top) : 0) + k->sum(p, n);
	for (size_t j = 0; j < s->nexpert; j++)
		sum += pd[j] = present(s, c, j) ? pd[j] : 0;
	scale = 1 / sum;
	for (size_t i = 0; i < n; i++)
		p[i] *= scale;
	for (size_t j = 0; j < s->nexpert; j++)
		pd[j] *= scale;
	if (rest)
		*rest = real_exp(-top) * scale;
	return top + real_log(sum);
}

/* The softmax of all logits. */
static double joint_softmax(const struct loss_setup *s, const struct loss_case *c, const double *z, double *p)
{
	return masked_softmax(s, c, z, s->nclass, z + s->nclass, p, p + s->nclass, NULL);
}

/* The softmax of the agents: the model at logit 0, and the experts. */
static double agent_softmax(
	const struct loss_setup *s, const struct loss_case *c, const double *d, double *pd, double *model)
{
	return masked_softmax(s, c, NULL, 0, d, NULL, pd, model);
}

static double expert_logistic(
	const struct loss_setup *s, const struct loss_case *c, const double *f, const double *d, double *g)
{
	double value = 0, slope;

	(void)f;
	for (size_t j = 0; j < s->nexpert; j++) {
		g[j] = 0;
		if (!answered(c, j))
			continue;
		value += softplus_slope(d[j], &slope) - times(worth(c, j), d[j]);
		g[j] = slope - worth(c, j);
	}
	return value;
}

/* The classes' part of css, with p in g: adds to the gradient, returns the sum of weights. */
static double css_classes(const struct loss_setup *s, const struct loss_case *c, const double *z, double lse,
	double top, double *value, double *weight)
{
	double target = css_target(s, c, top);

	*value = times(target, lse - z[c->y]);
	*weight = target;
	if (top > 1)
		for (size_t k = 0; k < s->nclass; k++)
			if (k != c->y) {
				*value += (top - 1) * (lse - z[k]);
				*weight += top - 1;
			}
	return target;
}

static double css(const struct loss_setup *s, const struct loss_case *c, const double *z, double *g)
{
	size_t nc = s->nclass;
	double top = cmax(s, c), lse = joint_softmax(s, c, z, g), value, weight;
	double target = css_classes(s, c, z, lse, top, &value, &weight);

	for (size_t j = 0; j < s->nexpert; j++)
		if (answered(c, j)) {
			value += (top - cost(c, j)) * (lse - z[nc + j]);
			weight += top - cost(c, j);
		}
	for (size_t k = 0; k < nc; k++)
		g[k] = weight * g[k] - (k == c->y ? target : top - 1);
	for (size_t j = 0; j < s->nexpert; j++)
		if (answered(c, j))
			g[nc + j] = weight * g[nc + j] - (top - cost(c, j));
	return value;
}

/* The terms of logits `first` .. first + n - 1 of (f, d) in ova: sum_k (c_max - c_k) phi(z_k) + c_k phi(-z_k), c_k = c_max - 1
 * of a class other than y and 0 of y; phi(-z) = softplus(z), phi(z) = softplus(z) - z. */
static double ova_terms(
	const struct loss_setup *s, const struct loss_case *c, size_t first, size_t n, const double *z, double *g)
{
	double top = cmax(s, c), value = 0, phi[CHUNK];

	for (size_t i = 0; i < n; i++) {
		size_t k = first + i, j = k - s->nclass;
		double yes;

		if (i % CHUNK == 0)
			kernel()->softplus(z + i, phi, g + i, n - i < CHUNK ? n - i : CHUNK);
		if (k >= s->nclass && !answered(c, j)) {
			g[i] = 0;
			continue;
		}
		yes = k >= s->nclass ? top - cost(c, j) : k == c->y ? top : top - 1;
		value += top * phi[i % CHUNK] - times(yes, z[i]);
		g[i] = top * g[i] - yes;
	}
	return value;
}

static double ova_experts(
	const struct loss_setup *s, const struct loss_case *c, const double *f, const double *d, double *g)
{
	(void)f;
	return ova_terms(s, c, s->nclass, s->nexpert, d, g);
}

static double ova(const struct loss_setup *s, const struct loss_case *c, const double *z, double *g)
{
	return ova_terms(s, c, 0, s->nclass + s->nexpert, z, g);
}

static double sova(const struct loss_setup *s, const struct loss_case *c, const double *z, double *g)
{
	double value = loss_ce(s, c, z, g);

	return value + ova_experts(s, c, z, z + s->nclass, g + s->nclass);
}

static double rejector(
	const struct loss_setup *s, const struct loss_case *c, const double *f, const double *d, double *g)
{
	double wrong = model_loss(s, c, f), top = s->free ? 0 : f[vec_argmax(f, s->nclass)], value = 0, slope;

	for (size_t j = 0; j < s->nexpert; j++) {
		double r = d[j] - top;

		g[j] = 0;
		if (!answered(c, j))
			continue;
		value += (wrong + cost(c, j)) * softplus_slope(r, &slope) - wrong * r;
		g[j] = (wrong + cost(c, j)) * slope - wrong;
	}
	return value;
}

static double mixexp(const struct loss_setup *s, const struct loss_case *c, const double *z, double *g)
{
	size_t nc = s->nclass;
	double rho, loss = loss_ce(s, c, z, g), value;

	agent_softmax(s, c, z + nc, g + nc, &rho);
	value = times(rho, loss);
	for (size_t j = 0; j < s->nexpert; j++)
		if (answered(c, j))
			value += g[nc + j] * cost(c, j);
	for (size_t k = 0; k < nc; k++)
		g[k] *= rho;
	for (size_t j = 0; j < s->nexpert; j++)
		if (answered(c, j))
			g[nc + j] *= cost(c, j) - value;
	return value;
}

/* alpha of the gradient p - q, q = softmax over y and the experts who are right. */
static double realizable(const struct loss_setup *s, const struct loss_case *c, const double *z, double *g)
{
	size_t nc = s->nclass;
	double lse = joint_softmax(s, c, z, g), top = z[c->y], sum, classes = vec_logsumexp(z, nc);

	for (size_t j = 0; j < s->nexpert; j++)
		if (right(c, j) && z[nc + j] > top)
			top = z[nc + j];
	sum = real_exp(z[c->y] - top);
	for (size_t j = 0; j < s->nexpert; j++)
		if (right(c, j))
			sum += real_exp(z[nc + j] - top);
	for (size_t k = 0; k < nc; k++)
		g[k] = s->alpha * g[k] + (1 - s->alpha) * real_exp(z[k] - classes);
	g[c->y] -= s->alpha * real_exp(z[c->y] - top) / sum + 1 - s->alpha;
	for (size_t j = 0; j < s->nexpert; j++)
		g[nc + j] = s->alpha * (g[nc + j] - (right(c, j) ? real_exp(z[nc + j] - top) / sum : 0));
	return times(s->alpha, lse - top - real_log(sum)) + times(1 - s->alpha, classes - z[c->y]);
}

/* [t]_+, or the same with a parabola on [0, width]. */
static double hinge(double t, double width, double *slope)
{
	*slope = t <= 0 ? 0 : t < width ? t / width : 1;
	return t <= 0 ? 0 : t < width ? t * t / (2 * width) : t - width / 2;
}

static double lee(const struct loss_setup *s, const struct loss_case *c, const double *z, double *g)
{
	size_t nc = s->nclass, n = nc + s->nexpert, npresent = nc;
	double mean = 0, margin = 1 / ((double)nc - 1), value = 0, pull = 0, slope;

	for (size_t j = 0; j < s->nexpert; j++)
		npresent += present(s, c, j);
	for (size_t i = 0; i < n; i++)
		mean += i < nc || present(s, c, i - nc) ? z[i] / (double)npresent : 0;
	for (size_t i = 0; i < n; i++) {
		double weight = i < nc ? i != c->y : lifted_cost(s, c, i - nc);

		value += times(weight, hinge(margin + z[i] - mean, s->smooth, &slope));
		g[i] = times(weight, slope);
		pull += g[i] / (double)npresent;
	}
	for (size_t i = 0; i < n; i++)
		g[i] -= i < nc || present(s, c, i - nc) ? pull : 0;
	return value;
}

static double kept_ce(const struct loss_setup *s, const struct loss_case *c, const double *z, double *g)
{
	if (!c->who)
		return loss_ce(s, c, z, g);
	memset(g, 0, s->nclass * sizeof *g);
	return 0;
}

static double better_agent(
	const struct loss_setup *s, const struct loss_case *c, const double *f, const double *d, double *g)
{
	double model, lse = agent_softmax(s, c, d, g, &model);

	(void)f;
	if (!c->who)
		return lse;
	g[c->who - 1] -= 1;
	return lse - d[c->who - 1];
}

static double twostage(
	const struct loss_setup *s, const struct loss_case *c, const double *f, const double *d, double *g)
{
	double mu = model_loss(s, c, f), total = mu, model, value, weight;
	double lse = agent_softmax(s, c, d, g, &model);

	for (size_t j = 0; j < s->nexpert; j++)
		total += lifted_cost(s, c, j);
	weight = total - mu;
	value = weight * lse;
	for (size_t j = 0; j < s->nexpert; j++)
		if (present(s, c, j)) {
			weight += total - lifted_cost(s, c, j);
			value += (total - lifted_cost(s, c, j)) * (lse - d[j]);
		}
	for (size_t j = 0; j < s->nexpert; j++)
		if (present(s, c, j))
			g[j] = weight * g[j] - (total - lifted_cost(s, c, j));
	return value;
}

const struct loss loss_table[] = {
	{.name = "ce",
		.source = "softmax cross-entropy",
		.flags = LOSS_SHIFT_F | LOSS_CE | LOSS_P,
		.classes = loss_ce,
		.link = loss_link_softmax},
	{.name = "confidence",
		.source = "Raghu et al. 2019",
		.flags = LOSS_SHIFT_F | LOSS_CE | LOSS_EXPERTS | LOSS_P | LOSS_CONF | LOSS_GRADED,
		.classes = loss_ce,
		.experts = expert_logistic,
		.link = loss_link_logistic},
	{.name = "css",
		.source = "Mozannar & Sontag 2020; Narasimhan et al. 2022, eq. 4",
		.flags = LOSS_SHIFT | LOSS_EXPERTS | LOSS_COST | LOSS_CMAX | LOSS_ALPHA | LOSS_P | LOSS_CONF
			| LOSS_GRADED,
		.joint = css,
		.link = loss_link_css},
	{.name = "ova",
		.source = "Verma & Nalisnick 2022; Narasimhan et al. 2022, eq. 10",
		.flags = LOSS_EXPERTS | LOSS_COST | LOSS_CMAX | LOSS_P | LOSS_CONF | LOSS_GRADED,
		.joint = ova,
		.link = loss_link_ova},
	{.name = "sova",
		.source = "Narasimhan et al. 2022, eq. 12",
		.flags = LOSS_SHIFT_F | LOSS_EXPERTS | LOSS_COST | LOSS_CMAX | LOSS_P | LOSS_CONF | LOSS_GRADED,
		.joint = sova,
		.link = loss_link_sova},
	{.name = "rejector",
		.source = "Narasimhan et al. 2022, eq. 14",
		.flags = LOSS_EXPERTS | LOSS_FROZEN | LOSS_COST | LOSS_FREE | LOSS_GRADED,
		.experts = rejector},
	{.name = "mixexp",
		.source = "Madras et al. 2018",
		.flags = LOSS_SHIFT_F | LOSS_EXPERTS | LOSS_COST | LOSS_P,
		.joint = mixexp,
		.link = loss_link_softmax},
	{.name = "realizable",
		.source = "Mozannar et al. 2023",
		.flags = LOSS_SHIFT | LOSS_EXPERTS | LOSS_ALPHA | LOSS_P,
		.joint = realizable,
		.link = loss_link_softmax},
	{.name = "asm",
		.source = "Cao et al. 2023",
		.flags = LOSS_SHIFT | LOSS_EXPERTS | LOSS_P | LOSS_CONF,
		.joint = loss_asm,
		.link = loss_link_asm},
	{.name = "lee",
		.source = "Lee, Lin & Wahba 2004; Narasimhan et al. 2022, section 6",
		.flags = LOSS_SHIFT | LOSS_EXPERTS | LOSS_COST | LOSS_LIFT | LOSS_KINKS,
		.joint = lee},
	{.name = "triage",
		.source = "Okati et al. 2021",
		.flags = LOSS_SHIFT_F | LOSS_EXPERTS | LOSS_COST | LOSS_STAGED | LOSS_P,
		.classes = kept_ce,
		.experts = better_agent,
		.link = loss_link_softmax},
	{.name = "twostage",
		.source = "Mao et al. 2023; Montreuil et al.",
		.flags = LOSS_EXPERTS | LOSS_FROZEN | LOSS_COST | LOSS_LIFT | LOSS_GRADED,
		.experts = twostage},
	{0},
};

bool loss_without_classes(const struct loss *l, const struct loss_setup *s)
{
	return l->flags & LOSS_GRADED && !l->joint && (!(l->flags & LOSS_FREE) || s->free);
}

const char *loss_name(size_t i)
{
	return loss_table[i].name;
}

const struct loss *loss_find(const char *name)
{
	for (const struct loss *l = loss_table; l->name; l++)
		if (!strcmp(l->name, name))
			return l;
	return NULL;
}

double loss_row(const struct loss *l, const struct loss_setup *s, const struct loss_case *c, const double *z, double *g)
{
	double value = 0;

	if (l->joint)
		return l->joint(s, c, z, g);
	memset(g, 0, (s->nclass + s->nexpert) * sizeof *g);
	if (l->classes)
		value += l->classes(s, c, z, g);
	if (l->experts)
		value += l->experts(s, c, z, z + s->nclass, g + s->nclass);
	return value;
}

size_t loss_right_expert(const struct loss_setup *s, const struct loss_case *c, double *least)
{
	size_t best = 0;

	for (size_t j = 0; j < s->nexpert; j++)
		if (right(c, j) && (!best || c->c0[j] < *least)) {
			best = j + 1;
			*least = c->c0[j];
		}
	return best;
}

int loss_link_init(
	struct loss_link *k, const struct loss *l, const struct loss_setup *s, const double *c0, struct err *e)
{
	double top = 0;

	*k = (struct loss_link){.loss = l, .nclass = s->nclass, .nexpert = s->nexpert, .c0 = c0};
	if (!(l->flags & LOSS_CMAX))
		return ST_OK;
	if (!c0)
		return err_set(e, ST_DATA,
			"loss %s at costs that differ from row to row has no closed link "
			"to probabilities",
			l->name);
	if (s->alpha != 1 && l->flags & LOSS_ALPHA)
		return err_set(e, ST_DATA, "loss %s with alpha other than 1 has no link to probabilities", l->name);
	for (size_t j = 0; j < s->nexpert; j++)
		top = fmax(top, c0[j]);
	k->tight = s->tight && top > 0;
	k->share = s->share && s->nexpert == 1 ? s->share[0] : 1;
	k->b = top;
	if (k->tight && (s->nexpert > 1 || top >= 1))
		return err_set(e, ST_DATA,
			"loss %s with a tight cmax has a closed link to probabilities only "
			"for one expert at a cost below 1",
			l->name);
	return ST_OK;
}

void loss_link_row(const struct loss_link *k, const double *z, double *p, double *conf)
{
	if (k->loss->link)
		k->loss->link(k, z, p, conf);
}
