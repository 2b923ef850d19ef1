/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "train/train.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "math/order.h"
#include "math/vec.h"
#include "network/attack.h"
#include "network/early.h"
#include "network/optimum.h"

enum { BLOCK = 256, ATTACK_STEPS = 7 };

/* Of the kinks of lee and asm, in logits: see train.h. */
static const double kink_width = 0.01;
/* lee's kinks, and those of dual norms under attack, are first rounded off over 64, 16 and 4 times as much, to a hundredth of the gradient:
 * L-BFGS then starts near the end, where few rows are on a kink.  832 iterations become 288 on breast_cancer with 30 features. */
static const double kink_first = 64, kink_ratio = 4, kink_tolerance = 1e-2;

void train_data_free(struct train_data *d)
{
	free(d->x);
	free(d->y);
	free(d->e);
	free(d->c0);
	free(d->w);
	free(d->f);
	free(d->q);
	free(d->part);
	*d = (struct train_data){0};
}

/* The fit of one head. */
struct job {
	const struct head *p;
	const struct train_data *d;
	const struct train_options *o;
	struct loss_setup setup;
	struct worst worst;
	const struct head_part *part;
	struct fit_extra extra; /* of a training under attack */
	struct attack attack;   /* the same of heads that are not linear */
	struct early early;     /* network: NULL where there is none */
	const size_t *who;      /* [n] triage; NULL: none */
	size_t round;
	double absolute; /* norm of the gradient at which to stop in later rounds, which start near their
			     * end */
};

static struct loss_case row_case(const struct job *j, size_t i)
{
	const struct train_data *d = j->d;
	size_t ne = j->setup.nexpert;

	return (struct loss_case){
		.y = (size_t)d->y[i],
		.e = d->e ? d->e + i * ne : NULL,
		.c0 = d->c0 ? d->c0 + i * ne : j->p->cost,
		.worth = d->q ? d->q + i * (1 + ne) : NULL,
		.who = j->who ? j->who[i] : 0,
	};
}

/* g *= w, and the weighted value. */
static double weigh(const struct train_data *d, size_t i, double value, double *g, size_t n)
{
	if (!d->w)
		return value;
	for (size_t k = 0; k < n; k++)
		g[k] *= d->w[i];
	return d->w[i] * value;
}

/* Rows of a loss that is the cross-entropy: their softmaxes at once. */
static double cross_entropy_rows(void *ctx, size_t first, const size_t *row, size_t n, const double *z, double *g)
{
	const struct job *j = ctx;
	size_t nout = j->part->n;
	double sum = 0, lse[FIT_BLOCK];

	vec_softmax_rows(z, n, nout, g, lse);
	for (size_t k = 0; k < n; k++, z += nout, g += nout) {
		size_t i = row ? row[k] : first + k, y = (size_t)j->d->y[i];

		g[y] -= 1;
		sum += weigh(j->d, i, lse[k] - z[y], g, nout);
	}
	return sum;
}

/* Rows of a head of all logits or of the classes. */
static double rows(void *ctx, size_t first, const size_t *row, size_t n, const double *z, double *g)
{
	const struct job *j = ctx;
	loss_fn *fn = j->p->loss->joint ? j->p->loss->joint : j->p->loss->classes;
	size_t nout = j->part->n;
	double sum = 0;

	for (size_t k = 0; k < n; k++, z += nout, g += nout) {
		size_t i = row ? row[k] : first + k;
		struct loss_case c = row_case(j, i);

		sum += weigh(j->d, i, fn(&j->setup, &c, z, g), g, nout);
	}
	return sum;
}

static double expert_rows(void *ctx, size_t first, const size_t *row, size_t n, const double *z, double *g)
{
	const struct job *j = ctx;
	size_t nout = j->part->n, nc = j->setup.nclass;
	double sum = 0;

	for (size_t k = 0; k < n; k++, z += nout, g += nout) {
		size_t i = row ? row[k] : first + k;
		struct loss_case c = row_case(j, i);
		const double *f = j->d->f ? j->d->f + i * nc : NULL;

		sum += weigh(j->d, i, j->p->loss->experts(&j->setup, &c, f, z, g), g, nout);
	}
	return sum;
}

static void rho_from(void *ctx, const double *theta, double *rho)
{
	const struct job *j = ctx;

	worst_rho(&j->worst, &j->part->network, theta, rho);
}

static void rho_back(void *ctx, const double *theta, const double *grho, double *grad)
{
	const struct job *j = ctx;

	worst_back(&j->worst, &j->part->network, theta, grho, grad);
}

static struct loss_terms terms_at(double *spare, size_t n)
{
	struct loss_terms t = {.n = n, .target = spare, .yes = spare + n + 1, .no = spare + 2 * n + 1};

	t.present = (bool *)(spare + 3 * n + 1);
	return t;
}

/* Rows under attack. */
static double worst_rows(void *ctx, size_t first, const size_t *row, size_t n, const double *z, double *g,
	const double *rho, double *grho, double *spare)
{
	const struct job *j = ctx;
	const struct worst *w = &j->worst;
	size_t nout = j->part->n, nc = j->setup.nclass;
	struct loss_terms t = terms_at(spare, nout);
	const double *none = spare + 4 * nout + 2;
	double sum = 0;

	for (size_t k = 0; k < n; k++, z += nout, g += nout) {
		size_t i = row ? row[k] : first + k;
		struct loss_case c = row_case(j, i);
		double share = j->d->w ? j->d->w[i] : 1, value;

		loss_terms_row(j->p->loss, &j->setup, &c, j->d->f ? j->d->f + i * nc : NULL, &t);
		if (isnan(w->nu)) {
			value = loss_terms_value(&t, z, rho, g, share, grho);
		} else {
			memset(spare + 4 * nout + 2, 0, 2 * (nout + 1) * (nout + 1) * sizeof *spare);
			value = loss_terms_value(&t, z, none, g, 0, spare + 4 * nout + 2 + (nout + 1) * (nout + 1));
			value += worst_smooth(w, &t, rho, share, grho);
		}
		sum += weigh(j->d, i, value, g, nout);
	}
	return sum;
}

static int trace(void *ctx, const struct optim_point *p, struct err *e)
{
	struct job *j = ctx;
	struct optim_point at = *p;
	int last = j->early.best ? early_look(&j->early, j->part->theta, &at.held) : ST_OK;
	int st = j->o->trace ? j->o->trace(j->o->trace_ctx, j->part->name, j->round, &at, e) : ST_OK;

	return st ? st : last;
}

/* The weight of the rows that a head learns from. */
static double total_weight(const struct job *j)
{
	double sum = 0;

	for (size_t i = 0; i < j->d->n; i++)
		sum += j->d->w ? j->d->w[i] : 1;
	return sum;
}

/* Goes near the end of a loss with kinks; o is left to stop at the norm that it would have stopped at from here. */
static int approach(struct job *j, const struct fit *f, struct fit_options *o, double *theta, struct err *e)
{
	struct fit_options near = *o;
	int st = ST_OK;

	near.tolerance = fmax(o->tolerance, kink_tolerance);
	near.trace = NULL;
	for (double times = kink_first; !st && times > 1; times /= kink_ratio) {
		struct optim_result r;

		j->setup.smooth = times * kink_width;
		j->worst.width = times * WORST_WIDTH;
		st = fit_run(f, &near, theta, &r, e);
		if (times == kink_first)
			o->absolute = o->tolerance * r.start_norm;
	}
	j->setup.smooth = kink_width;
	j->worst.width = WORST_WIDTH;
	return st;
}

/* Without a penalty there may be no optimum; a loss with kinks, linear beyond them, reaches its own. */
static int check_optimum(const struct job *j, const struct fit *f, const double *theta, struct err *e)
{
	bool finite = true;
	int st = f->l2 > 0 || f->network->nlayer > 1 || j->p->loss->flags & LOSS_KINKS
		? ST_OK
		: optimum_finite(f, theta, &finite, e);

	if (st || finite)
		return st;
	return err_set(e, ST_NUMERIC,
		"the %s head has no optimum: the rows are separable, or level with a border, and the loss falls for ever "
		"as weights grow; --l2 above 0 gives it one",
		j->part->name);
}

/* What is minimised for a head. */
static struct fit part_fit(struct job *j, const struct head_part *h)
{
	unsigned flags = j->p->loss->flags;

	return (struct fit){.network = &h->network,
		.x = j->d->x,
		.n = j->d->n,
		.ctx = j,
		.total = total_weight(j),
		.l2 = j->o->l2,
		.jobs = j->o->jobs,
		.rows = h->experts        ? expert_rows
			: flags & LOSS_CE ? cross_entropy_rows
					  : rows,
		.gauge = h->experts            ? 0
			: flags & LOSS_SHIFT   ? h->n
			: flags & LOSS_SHIFT_F ? j->setup.nclass
					       : 0};
}

/* Stops where rows held out are best, and goes back there. */
static int fit_early(
	struct job *j, const struct fit *f, const struct fit_options *o, const struct head_part *h, struct err *e)
{
	struct job held = *j;
	struct optim_result r;
	int st;

	held.d = j->o->held;
	j->early = (struct early){.network = f->network,
		.x = held.d->x,
		.n = held.d->n,
		.rows = f->rows,
		.ctx = &held,
		.total = total_weight(&held),
		.patience = j->o->patience};
	st = early_init(&j->early, e);
	if (!st)
		st = fit_run(f, o, h->theta, &r, e);
	if (!st || st == ST_END)
		memcpy(h->theta, j->early.best, h->network.nparam * sizeof *h->theta);
	early_free(&j->early);
	return st == ST_END ? ST_OK : st;
}

/* What training against changes of the features adds to the fit. */
static void resist(struct job *j, const struct head_part *h, struct fit *f, struct fit_options *o)
{
	size_t n = h->n;

	if (j->attack.radius > 0) {
		f->attack = &j->attack;
		o->method = FIT_ADAM;
		o->iterations = 0;
	} else if (j->o->worst.radius > 0) {
		j->extra = (struct fit_extra){.n = (n + 1) * (n + 1),
			.from = rho_from,
			.rows = worst_rows,
			.back = rho_back,
			.scratch = 4 * n + 2 + 2 * (n + 1) * (n + 1)};
		f->extra = &j->extra;
	}
}

static int fit_part(struct job *j, const struct head_part *h, struct err *e)
{
	struct fit f = part_fit(j, h);
	struct fit_options o = j->o->fit;
	struct optim_result r;
	int st = ST_OK;

	j->part = h;
	resist(j, h, &f, &o);
	o.seed = j->o->seed;
	o.sample = !j->round && !f.extra && !j->o->held;
	o.absolute = j->round && h == &j->p->part[0] ? j->absolute : 0;
	o.trace = j->o->trace || j->o->held ? trace : NULL;
	o.trace_ctx = j;
	if ((j->p->loss->flags & LOSS_KINKS && h->network.nlayer == 1) || f.extra)
		st = approach(j, &f, &o, h->theta, e);
	if (!st)
		st = j->o->held ? fit_early(j, &f, &o, h, e) : fit_run(&f, &o, h->theta, &r, e);
	if (st || j->o->held)
		return st;
	if (!j->round)
		j->absolute = o.tolerance * r.start_norm;
	/* Where the worst row changes the objective has a kink, and the gradient need not go to 0. */
	if (j->o->allow_unconverged || f.attack)
		return ST_OK;
	st = fit_check(&o, &r, e);
	return st ? st : check_optimum(j, &f, h->theta, e);
}

/* The classifier's cross-entropy on all rows. */
static int cross_entropies(const struct head *p, const struct train_data *d, double *ce, struct err *e)
{
	const struct head_part *h = &p->part[0];
	size_t npacked = network_packed(&h->network);
	double *packed = mem_alloc(npacked + network_scratch(&h->network, BLOCK), sizeof *packed, e);

	if (!packed)
		return ST_SYSTEM;
	network_pack(&h->network, h->theta, packed);

	for (size_t i = 0; i < d->n; i += BLOCK) {
		size_t n = d->n - i < BLOCK ? d->n - i : BLOCK;
		const double *z =
			network_forward(&h->network, h->theta, packed, d->x + i * p->map.nout, n, packed + npacked);

		for (size_t k = 0; k < n; k++)
			ce[i + k] = vec_logsumexp(z + k * h->n, h->n) - z[k * h->n + (size_t)d->y[i + k]];
	}
	free(packed);
	return ST_OK;
}

static size_t right_expert(const struct job *j, size_t i, double *cost)
{
	struct loss_case c = row_case(j, i);

	return loss_right_expert(&j->setup, &c, cost);
}

/* Gives rows from the end of the order, block after block, while they fit in the budget. */
static void give_rows(const struct job *j, const struct order *o, double budget, size_t *who)
{
	double given = 0, cost;

	for (size_t end = o->n; end > 0;) {
		size_t from = end;
		double block = 0;

		while (from > 0 && o->row[from - 1].key == o->row[end - 1].key) {
			from--;
			block += j->d->w ? j->d->w[o->row[from].item] : 1;
		}
		if (given + block > budget * (1 + 1e-12))
			return;
		given += block;
		for (; end > from; end--)
			who[o->row[end - 1].item] = right_expert(j, o->row[end - 1].item, &cost);
	}
}

static int divide(const struct job *j, const double *ce, size_t *who, struct err *e)
{
	struct order o = {0};
	int st = ST_OK;

	memset(who, 0, j->d->n * sizeof *who);
	for (size_t i = 0; !st && i < j->d->n; i++) {
		double cost;

		if (right_expert(j, i, &cost) && ce[i] > cost)
			st = order_add(&o, ce[i] - cost, i, e);
	}
	if (!st)
		st = order_sort(&o, e);
	if (!st)
		give_rows(j, &o, j->o->budget * total_weight(j), who);
	order_free(&o);
	return st;
}

static int triage(struct job *j, struct err *e)
{
	struct arena arena = {0};
	size_t n = j->d->n, *who = arena_alloc(&arena, n, sizeof *who), *before = arena_alloc(&arena, n, sizeof *who);
	double *ce = arena_alloc(&arena, n, sizeof *ce);
	int st = arena_status(&arena, e);

	j->who = who;
	for (j->round = 0; !st && j->round < TRAIN_ROUNDS; j->round++) {
		memcpy(before, who, n * sizeof *who);
		st = fit_part(j, &j->p->part[0], e);
		if (!st)
			st = cross_entropies(j->p, j->d, ce, e);
		if (!st)
			st = divide(j, ce, who, e);
		if (!st && !memcmp(before, who, n * sizeof *who))
			break;
	}
	if (!st)
		st = fit_part(j, &j->p->part[1], e);
	arena_free(&arena);
	return st;
}

/* The fits, in the order of the heads. */
static int fit_parts(struct job *j, struct err *e)
{
	int st = ST_OK;

	if (j->p->loss->flags & LOSS_STAGED)
		return triage(j, e);
	for (size_t i = 0; !st && i < j->p->nparts; i++)
		st = fit_part(j, &j->p->part[i], e);
	return st;
}

/* A copy of the rows where an attack will need them; NULL elsewhere. */
static int keep_plain(const struct job *j, double **plain, struct err *e)
{
	size_t cells = j->d->n * j->p->map.nin;

	if (!(j->o->worst.radius > 0) || head_is_affine(j->p))
		return ST_OK;
	*plain = mem_alloc(cells + 2 * j->p->map.nin, sizeof **plain, e);
	if (*plain)
		memcpy(*plain, j->d->x, cells * sizeof **plain);
	return *plain ? ST_OK : ST_SYSTEM;
}

/* Rows held out see the map that the others have fitted. */
static int map_held(const struct head *p, struct train_data *held, struct err *e)
{
	size_t nin = p->map.nin, nout = p->map.nout;
	double *x = mem_alloc(held->n * nout, sizeof *x, e);

	if (!x)
		return ST_SYSTEM;
	for (size_t i = 0; i < held->n; i++)
		feature_map_row(&p->map, held->x + i * nin, x + i * nout);
	free(held->x);
	held->x = x;
	return ST_OK;
}

int train_run(struct head *p, struct train_data *d, const struct train_options *o, struct err *e)
{
	struct job j = {.p = p, .d = d, .o = o};
	double *plain = NULL;
	struct rng r;
	int st = rng_init(&r, o->seed, e);

	if (st)
		return st;
	if (!(total_weight(&j) > 0))
		st = err_set(e, ST_DATA, "no rows to train on");
	if (!st)
		st = keep_plain(&j, &plain, e);
	if (!st)
		st = feature_map_fit(&p->map, &d->x, d->w, d->n, o->standardize, o->jobs, &p->features, &r, e);
	if (!st && o->held)
		st = map_held(p, o->held, e);
	if (!st)
		st = head_make_parts(p, e);
	for (size_t i = 0; i < p->nparts; i++)
		network_start(&p->part[i].network, p->part[i].theta, &r);
	rng_free(&r);
	j.setup = p->setup;
	j.setup.smooth = kink_width;
	j.worst = o->worst;
	j.worst.width = WORST_WIDTH;
	j.attack = (struct attack){.norm = o->worst.norm, .radius = plain ? o->worst.radius : 0, .steps = ATTACK_STEPS};
	/* One expert's rejector needs no lifting: a row without its answer says nothing. */
	j.setup.lifted = p->loss->flags & LOSS_LIFT && (p->loss->joint || p->experts.n > 1);
	if (!st && plain)
		attack_init(&j.attack, &p->map, plain, d->n);
	if (!st)
		st = fit_parts(&j, e);
	free(plain);
	return st;
}
