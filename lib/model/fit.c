#include "model/fit.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

struct fit_work {
	const struct fit *f;
	size_t nthread;
	size_t nscratch;      /* doubles a thread */
	double *scratch;      /* [nthread x nscratch]: a block's gradients by the logits, then the head's */
	double *grad;         /* [FIT_SEGMENTS x nparam] */
	double value[FIT_SEGMENTS];
	const double *theta;
	atomic_size_t next;   /* the next segment that nobody works on */
	atomic_size_t thread; /* the next thread's place in scratch */
};

struct fit_work *fit_work_new(const struct fit *f, struct err *e)
{
	struct fit_work *w = mem_alloc(1, sizeof *w, e);

	if (!w)
		return NULL;
	w->f = f;
	w->nthread = f->jobs < 1 ? 1 : f->jobs > FIT_SEGMENTS ? FIT_SEGMENTS : f->jobs;
	w->nscratch = FIT_BLOCK * f->head->width[f->head->nlayer] + head_scratch(f->head, FIT_BLOCK);
	w->scratch = mem_alloc(w->nthread, w->nscratch * sizeof *w->scratch, e);
	w->grad = mem_alloc(FIT_SEGMENTS, f->head->nparam * sizeof *w->grad, e);
	if (w->scratch && w->grad)
		return w;
	fit_work_free(w);
	return NULL;
}

void fit_work_free(struct fit_work *w)
{
	if (!w)
		return;
	free(w->scratch);
	free(w->grad);
	free(w);
}

/* The loss and, added to grad, the gradient of up to FIT_BLOCK rows. */
static double block(const struct fit *f, const double *theta, const double *x, size_t first, const size_t *row,
	size_t n, double *scratch, double *grad)
{
	double *g = scratch, *rest = g + FIT_BLOCK * f->head->width[f->head->nlayer];
	double *z = head_forward(f->head, theta, x, n, rest);
	double value = f->rows(f->ctx, first, row, n, z, g);

	head_backward(f->head, theta, x, n, rest, g, grad);
	return value;
}

static void segment(struct fit_work *w, size_t s, double *scratch)
{
	const struct fit *f = w->f;
	size_t nblock = (f->n + FIT_BLOCK - 1) / FIT_BLOCK;
	size_t from = s * nblock / FIT_SEGMENTS * FIT_BLOCK, to = (s + 1) * nblock / FIT_SEGMENTS * FIT_BLOCK;
	double *grad = w->grad + s * f->head->nparam;

	memset(grad, 0, f->head->nparam * sizeof *grad);
	w->value[s] = 0;
	for (size_t i = from; i < to && i < f->n; i += FIT_BLOCK) {
		size_t n = f->n - i < FIT_BLOCK ? f->n - i : FIT_BLOCK;

		w->value[s] += block(f, w->theta, f->x + i * f->head->width[0], i, NULL, n, scratch, grad);
	}
}

static void *work(void *arg)
{
	struct fit_work *w = arg;
	double *scratch = w->scratch + atomic_fetch_add(&w->thread, 1) * w->nscratch;

	for (size_t s; (s = atomic_fetch_add(&w->next, 1)) < FIT_SEGMENTS;)
		segment(w, s, scratch);
	return NULL;
}

/* A thread that cannot be made is no loss but time: the others take its segments. */
static void work_together(struct fit_work *w)
{
	pthread_t thread[FIT_SEGMENTS];
	size_t n = 0;

	w->next = 0;
	w->thread = 0;
	while (n + 1 < w->nthread && !pthread_create(&thread[n], NULL, work, w))
		n++;
	work(w);
	while (n-- > 0)
		pthread_join(thread[n], NULL);
}

/* Adds l2 to a gradient; returns its value. */
static double penalty(const struct fit *f, const double *theta, double *grad)
{
	double sum = 0;

	for (size_t l = 0; l < f->head->nlayer && f->l2 > 0; l++)
		for (size_t i = head_weights(f->head, l); i < head_biases(f->head, l); i++) {
			sum += theta[i] * theta[i];
			grad[i] += f->l2 * theta[i];
		}
	return f->l2 / 2 * sum;
}

double fit_value(struct fit_work *w, const double *theta, double *grad)
{
	size_t n = w->f->head->nparam;

	w->theta = theta;
	work_together(w);
	for (size_t stride = 1; stride < FIT_SEGMENTS; stride *= 2)
		for (size_t s = 0; s + stride < FIT_SEGMENTS; s += 2 * stride) {
			w->value[s] += w->value[s + stride];
			for (size_t i = 0; i < n; i++)
				w->grad[s * n + i] += w->grad[(s + stride) * n + i];
		}
	for (size_t i = 0; i < n; i++)
		grad[i] = w->grad[i] / w->f->total;
	return w->value[0] / w->f->total + penalty(w->f, theta, grad);
}

static double objective(void *ctx, const double *theta, double *grad)
{
	return fit_value(ctx, theta, grad);
}

struct adam {
	const struct fit *f;
	const struct fit_options *o;
	struct fit_work *w;
	struct rng r;
	size_t batch, per_epoch;
	size_t *order;  /* [n] the rows, shuffled anew for every epoch */
	double *x;      /* [FIT_BLOCK x nin] a block of them */
	double value;   /* the sum of this epoch's losses */
};

static void shuffle(size_t *a, size_t n, struct rng *r)
{
	for (size_t i = n; i > 1; i--) {
		size_t j = rng_below(r, i), t = a[i - 1];

		a[i - 1] = a[j];
		a[j] = t;
	}
}

static double gathered_block(struct adam *a, const double *theta, const size_t *row, size_t n, double *g)
{
	size_t nin = a->f->head->width[0];

	for (size_t i = 0; i < n; i++)
		memcpy(a->x + i * nin, a->f->x + row[i] * nin, nin * sizeof *a->x);
	return block(a->f, theta, a->x, 0, row, n, a->w->scratch, g);
}

static int batch_gradient(void *ctx, size_t t, const double *theta, double *g, struct err *e)
{
	struct adam *a = ctx;
	size_t from = t % a->per_epoch * a->batch, to = from + a->batch, nparam = a->f->head->nparam;
	double scale;

	if (!from) {
		struct optim_point p = {t / a->per_epoch, a->value / a->f->total, NAN};
		int st = t && a->o->trace ? a->o->trace(a->o->trace_ctx, &p, e) : ST_OK;

		if (st)
			return st;
		a->value = 0;
		shuffle(a->order, a->f->n, &a->r);
	}
	to = to > a->f->n ? a->f->n : to;
	memset(g, 0, nparam * sizeof *g);
	for (size_t i = from; i < to; i += FIT_BLOCK)
		a->value += gathered_block(a, theta, a->order + i, to - i < FIT_BLOCK ? to - i : FIT_BLOCK, g);
	/* The batch stands for all rows, whose weights sum to total. */
	scale = (double)a->f->n / (double)(to - from) / a->f->total;
	for (size_t i = 0; i < nparam; i++)
		g[i] *= scale;
	penalty(a->f, theta, g);
	return ST_OK;
}

static int run_adam(const struct fit *f, const struct fit_options *o, struct fit_work *w, double *theta,
	struct err *e)
{
	struct adam a = {.f = f, .o = o, .w = w, .batch = o->batch};
	int st = rng_init(&a.r, o->seed, e);

	if (st)
		return st;
	a.per_epoch = (f->n + a.batch - 1) / a.batch;
	a.order = mem_alloc(f->n, sizeof *a.order, e);
	a.x = mem_alloc(FIT_BLOCK, f->head->width[0] * sizeof *a.x, e);
	st = a.order && a.x ? ST_OK : ST_SYSTEM;
	for (size_t i = 0; !st && i < f->n; i++)
		a.order[i] = i;
	if (!st)
		st = optim_adam(f->head->nparam, batch_gradient, &a, o->epochs * a.per_epoch, o->rate, theta, e);
	free(a.order);
	free(a.x);
	rng_free(&a.r);
	return st;
}

struct shifted_trace {
	const struct fit_options *o;
	size_t before;  /* iterations (epochs) done before */
};

static int trace_on(void *ctx, const struct optim_point *p, struct err *e)
{
	const struct shifted_trace *s = ctx;
	struct optim_point later = {p->iteration + s->before, p->value, p->norm};

	return s->o->trace(s->o->trace_ctx, &later, e);
}

static double norm_at(struct fit_work *w, const double *theta, struct err *e)
{
	size_t n = w->f->head->nparam;
	double *g = mem_alloc(n, sizeof *g, e), sum = 0;

	if (!g)
		return NAN;
	fit_value(w, theta, g);
	for (size_t i = 0; i < n; i++)
		sum += g[i] * g[i];
	free(g);
	return sqrt(sum);
}

static int run(const struct fit *f, const struct fit_options *o, struct fit_work *w, double *theta,
	struct optim_result *r, struct err *e)
{
	bool large = (double)f->n * (double)f->head->width[0] > 0x1p30;
	bool adam = o->method == FIT_ADAM || (o->method == FIT_AUTO && (f->head->nlayer > 1 || large));
	struct shifted_trace s = {.o = o, .before = adam ? o->epochs : 0};
	struct optim problem = {.n = f->head->nparam, .value = objective, .ctx = w,
		.relative = o->tolerance, .absolute = o->absolute, .iterations = o->iterations,
		.trace = o->trace ? trace_on : NULL, .trace_ctx = &s};
	double start;
	int st = ST_OK;

	if (adam) {
		start = norm_at(w, theta, e);
		if (isnan(start))
			return e->status ? e->status : err_set(e, ST_NUMERIC, "the gradient is not finite");
		problem.relative = 0;
		problem.absolute = fmax(o->absolute, o->tolerance * start);
		st = run_adam(f, o, w, theta, e);
	}
	if (!st)
		st = optim_lbfgs(&problem, theta, r, e);
	r->iterations += s.before;
	if (adam)
		r->start_norm = start;
	return st;
}

int fit_run(const struct fit *f, const struct fit_options *o, double *theta, struct optim_result *r,
	struct err *e)
{
	struct fit_work *w;
	int st;

	*r = (struct optim_result){0};
	head_single_thread();
	w = fit_work_new(f, e);
	st = w ? run(f, o, w, theta, r, e) : ST_SYSTEM;
	fit_work_free(w);
	return st;
}

int fit_check(const struct fit_options *o, const struct optim_result *r, struct err *e)
{
	struct optim problem = {.relative = o->tolerance};

	return optim_check(&problem, r, e);
}
