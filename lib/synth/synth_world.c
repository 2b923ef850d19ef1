/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "synth/synth_world.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "math/vec.h"
#include "real/real.h"

/* Where blobs' spread is set: cases, and halvings of the interval. */
enum { SPREAD_CASES = 2000, SPREAD_STEPS = 30 };

struct synth_world_kind {
	const char *name;
	size_t features;
	bool any_features; /* --features may change them */
	bool has_error, has_classes, has_gaussians, has_group;
	int (*init)(struct synth_world *w, struct err *e);
	void (*draw)(struct synth_world *w, struct synth_case *c);
};

static size_t coin(struct synth_world *w, double p)
{
	return rng_uniform(&w->rng) < p;
}

static double *allocate(double **to, size_t n, struct err *e)
{
	return *to = mem_alloc(n, sizeof **to, e);
}

static int two_groups_init(struct synth_world *w, struct err *e)
{
	(void)e;
	w->share = .5;
	return ST_OK;
}

static void two_groups_draw(struct synth_world *w, struct synth_case *c)
{
	double radius, angle;

	c->a = coin(w, w->share);
	c->y = coin(w, .5);
	radius = c->a ? (c->y ? 2 : 1) : 0;
	angle = 2 * M_PI * rng_uniform(&w->rng);
	c->x[0] = (c->a ? 2 : -2) + radius * real_cos(angle) + (c->a ? .2 : .75) * rng_normal(&w->rng);
	c->x[1] = (c->a ? 0 : c->y ? 1 : -1) + radius * real_sin(angle) + (c->a ? .2 : .75) * rng_normal(&w->rng);
}

static int four_gaussians_init(struct synth_world *w, struct err *e)
{
	size_t n = 4 * w->features;

	if (!allocate(&w->mean, n, e) || !allocate(&w->sd, n, e))
		return ST_SYSTEM;
	w->share = rng_uniform(&w->rng);
	for (size_t i = 0; i < n; i++) {
		w->mean[i] = 10 * rng_uniform(&w->rng);
		w->sd[i] = sqrt(10 * rng_uniform(&w->rng));
	}
	return ST_OK;
}

static void four_gaussians_draw(struct synth_world *w, struct synth_case *c)
{
	size_t from;

	c->a = coin(w, w->share);
	c->y = coin(w, .5);
	from = (2 * c->a + !c->y) * w->features;
	for (size_t i = 0; i < w->features; i++)
		c->x[i] = w->mean[from + i] + w->sd[from + i] * rng_normal(&w->rng);
}

static double dot(const double *a, const double *b, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += a[i] * b[i];
	return sum;
}

static const double gaussian_sd = .3;

static void realizable_features(struct synth_world *w, double *x)
{
	const double *mean = w->gaussians ? w->mean + rng_below(&w->rng, w->gaussians) * w->features : NULL;

	for (size_t i = 0; i < w->features; i++)
		x[i] = mean ? mean[i] + gaussian_sd * rng_normal(&w->rng) : rng_uniform(&w->rng);
}

/* Mean and standard deviation of normal.x. */
static void projection_moments(const struct synth_world *w, const double *normal, double *mean, double *sd)
{
	double square = dot(normal, normal, w->features), between = 0;

	*mean = 0;
	for (size_t i = 0; i < w->features; i++)
		*mean += normal[i] / 2;
	*sd = sqrt(square / 12);
	if (!w->gaussians)
		return;
	*mean = 0;
	for (size_t g = 0; g < w->gaussians; g++) {
		double m = dot(normal, w->mean + g * w->features, w->features);

		*mean += m / (double)w->gaussians;
		between += m * m / (double)w->gaussians;
	}
	*sd = sqrt(square * gaussian_sd * gaussian_sd + fmax(0, between - *mean * *mean));
}

static int realizable_init(struct synth_world *w, struct err *e)
{
	if (!allocate(&w->mean, w->gaussians * w->features, e) || !allocate(&w->normal, 2 * w->features, e))
		return ST_SYSTEM;
	for (size_t i = 0; i < w->gaussians * w->features; i++)
		w->mean[i] = rng_uniform(&w->rng);
	for (size_t side = 0; side < 2; side++) {
		double *normal = w->normal + side * w->features, mean, sd;

		for (size_t i = 0; i < w->features; i++)
			normal[i] = rng_normal(&w->rng);
		projection_moments(w, normal, &mean, &sd);
		w->bound[side] = mean + (rng_uniform(&w->rng) - .5) * sd;
	}
	w->has_optimal = true;
	return ST_OK;
}

/* How often the likelier label of a case on that side is wrong; without weights always that of the side is taken. */
static double flipped(const struct synth_world *w, size_t side)
{
	double same, other;

	if (!w->weight)
		return w->error;
	same = (1 - w->error) * w->weight[side];
	other = w->error * w->weight[!side];
	return fmin(same, other) / (same + other);
}

static void realizable_draw(struct synth_world *w, struct synth_case *c)
{
	size_t side;

	realizable_features(w, c->x);
	c->a = dot(w->normal, c->x, w->features) > w->bound[0];
	side = dot(w->normal + w->features, c->x, w->features) > w->bound[1];
	c->y = side ^ coin(w, c->a ? .5 : w->error);
	c->optimal_error = c->a ? 0 : flipped(w, side);
}

static int pocket_init(struct synth_world *w, struct err *e)
{
	(void)e;
	w->share = .3;
	return ST_OK;
}

static void pocket_draw(struct synth_world *w, struct synth_case *c)
{
	double u, v;

	c->a = coin(w, w->share);
	u = rng_uniform(&w->rng);
	v = rng_uniform(&w->rng);
	if (c->a) {
		c->x[0] = .3 * sqrt(u) * real_cos(2 * M_PI * v);
		c->x[1] = .6 + .3 * sqrt(u) * real_sin(2 * M_PI * v);
		c->y = coin(w, .5);
	} else {
		c->x[0] = 2 * u - 1;
		c->x[1] = 2 * v - 1;
		c->y = c->x[0] + c->x[1] / 2 > 0;
	}
}

/* 1 - max of the softmax of the scores, without cancellation; 0 and not -0 where one class is left. */
static double bayes_error(const double *score, size_t n)
{
	return 0 - real_expm1(score[vec_argmax(score, n)] - vec_logsumexp(score, n));
}

/* What the spread is found from: inner products of the means, and of the noise with them. */
struct spread {
	size_t classes, cases;
	double *means; /* [classes x classes] m_i . m_k */
	double *noise; /* [cases x classes] z_i . m_k */
	double *score; /* [classes] */
};

static double spread_error(const struct spread *p, double s)
{
	double sum = 0;

	for (size_t i = 0; i < p->cases; i++) {
		const double *own = p->means + i % p->classes * p->classes, *noise = p->noise + i * p->classes;

		for (size_t k = 0; k < p->classes; k++)
			p->score[k] = s * noise[k] + s * s * (own[k] - p->means[k * p->classes + k] / 2);
		sum += bayes_error(p->score, p->classes);
	}
	return sum / (double)p->cases;
}

/* The spread at which the error is w->error; the error falls from 1 - 1/classes at 0 towards 0. */
static double spread_find(const struct spread *p, double error)
{
	double lo = 0, hi = 1;

	while (hi < 0x1p40 && spread_error(p, hi) > error)
		hi *= 2;
	for (int i = 0; i < SPREAD_STEPS; i++) {
		double mid = (lo + hi) / 2;

		*(spread_error(p, mid) > error ? &lo : &hi) = mid;
	}
	return (lo + hi) / 2;
}

static int spread_means(struct synth_world *w, struct spread *p, struct err *e)
{
	size_t k = w->classes, d = w->features, n = k > SPREAD_CASES ? k : SPREAD_CASES;
	double *z;

	*p = (struct spread){.classes = k, .cases = n, .score = w->score};
	if (!allocate(&z, d, e))
		return ST_SYSTEM;
	if (!allocate(&p->means, k * k, e) || !allocate(&p->noise, n * k, e)) {
		free(z);
		return ST_SYSTEM;
	}
	for (size_t i = 0; i < k * k; i++)
		p->means[i] = dot(w->mean + i / k * d, w->mean + i % k * d, d);
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < d; j++)
			z[j] = rng_normal(&w->rng);
		for (size_t c = 0; c < k; c++)
			p->noise[i * k + c] = dot(z, w->mean + c * d, d);
	}
	free(z);
	return ST_OK;
}

static int blobs_init(struct synth_world *w, struct err *e)
{
	size_t n = w->classes * w->features;
	struct spread p = {0};
	int st;

	w->has_optimal = true;
	if (!(w->error > 0 && w->error < 1 - 1 / (double)w->classes))
		return err_set(e, ST_USAGE, "--error: blobs of %zu classes can have errors between 0 and %g, both out",
			w->classes, 1 - 1 / (double)w->classes);
	if (!allocate(&w->mean, n, e) || !allocate(&w->score, w->classes, e))
		return ST_SYSTEM;
	for (size_t i = 0; i < n; i++)
		w->mean[i] = rng_normal(&w->rng);
	st = spread_means(w, &p, e);
	if (!st) {
		double s = spread_find(&p, w->error);

		for (size_t i = 0; i < n; i++)
			w->mean[i] *= s;
	}
	free(p.means);
	free(p.noise);
	return st;
}

static void blobs_draw(struct synth_world *w, struct synth_case *c)
{
	size_t d = w->features;

	c->y = rng_below(&w->rng, w->classes);
	c->a = 0;
	for (size_t i = 0; i < d; i++)
		c->x[i] = w->mean[c->y * d + i] + rng_normal(&w->rng);
	for (size_t k = 0; k < w->classes; k++) {
		const double *mean = w->mean + k * d;
		double score = 0;

		for (size_t i = 0; i < d; i++)
			score += mean[i] * (c->x[i] - mean[i] / 2);
		w->score[k] = score + (w->weight ? real_log(w->weight[k]) : 0);
	}
	c->optimal_error = bayes_error(w->score, w->classes);
}

static const struct synth_world_kind kinds[] = {
	{.name = "two-groups", .features = 2, .has_group = true, .init = two_groups_init, .draw = two_groups_draw},
	{.name = "four-gaussians",
		.features = 10,
		.any_features = true,
		.has_group = true,
		.init = four_gaussians_init,
		.draw = four_gaussians_draw},
	{.name = "realizable",
		.features = 30,
		.any_features = true,
		.has_error = true,
		.has_gaussians = true,
		.has_group = true,
		.init = realizable_init,
		.draw = realizable_draw},
	{.name = "pocket", .features = 2, .has_group = true, .init = pocket_init, .draw = pocket_draw},
	{.name = "blobs",
		.features = 10,
		.any_features = true,
		.has_error = true,
		.has_classes = true,
		.init = blobs_init,
		.draw = blobs_draw},
};

const char *synth_world_name(size_t i)
{
	return i < sizeof kinds / sizeof *kinds ? kinds[i].name : NULL;
}

static const struct synth_world_kind *find(const char *name)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (!strcmp(kinds[i].name, name))
			return &kinds[i];
	return NULL;
}

static int not_its_option(const struct synth_world_kind *kind, const char *option, struct err *e)
{
	return err_set(e, ST_USAGE, "the world %s has no --%s", kind->name, option);
}

static int set_options(struct synth_world *w, const struct synth_world_options *opt, struct err *e)
{
	const struct synth_world_kind *kind = w->kind;

	if (opt->features && !kind->any_features)
		return not_its_option(kind, "features", e);
	if (opt->classes && !kind->has_classes)
		return not_its_option(kind, "classes", e);
	if (opt->gaussians && !kind->has_gaussians)
		return not_its_option(kind, "gaussians", e);
	if (!isnan(opt->error) && !kind->has_error)
		return not_its_option(kind, "error", e);
	w->features = opt->features ? opt->features : kind->features;
	w->gaussians = opt->gaussians;
	w->classes = !kind->has_classes ? 2 : opt->classes ? opt->classes : 10;
	w->error = !isnan(opt->error) ? opt->error : kind->has_classes ? .1 : 0;
	w->has_group = kind->has_group;
	if (w->features * (w->gaussians > w->classes ? w->gaussians : w->classes) > SYNTH_WORLD_NUMBERS)
		return err_set(e, ST_USAGE, "--features: times the classes or the Gaussians more than %d",
			SYNTH_WORLD_NUMBERS);
	return ST_OK;
}

int synth_world_init(struct synth_world *w, const char *name, const struct synth_world_options *opt, struct err *e)
{
	int st;

	*w = (struct synth_world){.kind = find(name)};
	if (!w->kind)
		return err_set(e, ST_USAGE, "no world '%.60s'; see --help", name);
	st = set_options(w, opt, e);
	if (!st)
		st = rng_init(&w->rng, opt->seed, e);
	if (!st)
		st = w->kind->init(w, e);
	if (st)
		synth_world_free(w);
	return st;
}

void synth_world_free(struct synth_world *w)
{
	rng_free(&w->rng);
	free(w->mean);
	free(w->sd);
	free(w->normal);
	free(w->score);
	*w = (struct synth_world){0};
}

void synth_world_draw(struct synth_world *w, struct synth_case *c)
{
	w->kind->draw(w, c);
}
