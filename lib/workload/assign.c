/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "workload/assign.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clash.h"
#include "decide/best_agent.h"
#include "math/sum.h"
#include "workload/exchange.h"
#include "workload/heap.h"
#include "workload/residual.h"

#define SAMPLE_RATIO 8  /* rows of a level over rows of the level before */
#define SAMPLE_MIN 2000 /* rows below which prices start from zero */
#define TIE 1e-13       /* of a row's agents, those that differ by less, relative to their size, are equal */
#define PROBES 20000    /* rows from which the depth of the heaps is estimated */
#define REFILLS 8       /* deeper fillings for one path before the heaps take all arcs */
#define EXCHANGES 1000  /* that the proof may find to be made; usually there is none */
#define GAP_MAX 1e-9    /* relative; rounding leaves some 1e-15 */

/* Nodes: the agents, then "nobody" when rows may have fewer agents than `most` (its readings are the unused
 * places), then the sink, in which the counts end. */
struct network {
	const struct assign *p;
	size_t n;    /* rows of this level */
	size_t na;   /* agents, with nobody */
	size_t sink; /* = na */
	struct exchange x;
	size_t *lo, *hi;   /* [na] limits at this level */
	size_t *load;      /* [na] readings */
	size_t *flow;      /* [na] what the sink takes from the agent, within lo and hi */
	long long *excess; /* [na + 1] load - flow; at the sink what it takes minus what there is */
	double *price;     /* [na + 1] potentials */
	struct heap *heap; /* [na][na] rows that could change from a to b, by the cost of it */
	double *depth;     /* [na][na] the heap has all rows below this cost */
	bool *stale;       /* [na][na] the top of the heap may have gone */
	double *dist;      /* [na + 1] */
	size_t *from;      /* [na + 1] predecessor in the tree of shortest paths */
	bool *done;        /* [na + 1] */
	bool *guess;       /* [na + 1] the path ends in an arc of which only a lower bound is known */
	bool *cut;         /* [na][na] the last filling left arcs out */
	size_t *counts;    /* the memory of lo, hi, load, flow, from */
	size_t moved;
};

/* Fills the row's places one after the other with the cheapest agent at the present prices; of equally
 * cheap ones, with the one that lacks most readings. */
static void choose(struct network *w, size_t row)
{
	uint32_t *slot = w->x.slot + row * w->x.most;

	for (size_t k = 0; k < w->x.most; k++)
		slot[k] = AGENT_NONE;
	for (size_t k = 0; k < w->x.most; k++) {
		double least = INFINITY, size = 0;
		long long lacking = 0;

		for (size_t a = 0; a < w->na; a++) {
			double cost = exchange_cost(&w->x, row, a), c = cost + w->price[a];
			double own = fmax(fabs(cost), fabs(w->price[a])), tie = TIE * fmax(own, size);
			long long lack = (long long)w->flow[a] - (long long)w->load[a];

			if (c > least + tie || (c >= least - tie && lack <= lacking)
				|| !exchange_has_room(&w->x, row, a))
				continue;
			least = c;
			size = own;
			lacking = lack;
			slot[k] = (uint32_t)a;
		}
		w->load[slot[k]]++;
	}
}

/* What the sink takes follows from the prices: the upper limit where the price is positive, the lower one
 * where it is negative, and what there is, within limits, where it is zero. */
static void start(struct network *w)
{
	memset(w->load, 0, w->na * sizeof *w->load);
	for (size_t a = 0; a < w->na; a++)
		w->flow[a] = w->price[a] > 0 ? w->hi[a] : w->price[a] < 0 ? w->lo[a] : w->hi[a];
	for (size_t i = 0; i < w->n; i++)
		choose(w, i);
	w->excess[w->sink] = -(long long)(w->n * w->x.most);
	for (size_t a = 0; a < w->na; a++) {
		if (w->price[a] == 0 && w->load[a] < w->flow[a])
			w->flow[a] = w->load[a] > w->lo[a] ? w->load[a] : w->lo[a];
		w->excess[a] = (long long)w->load[a] - (long long)w->flow[a];
		w->excess[w->sink] += (long long)w->flow[a];
	}
}

static size_t total_excess(const struct network *w)
{
	size_t sum = 0;

	for (size_t v = 0; v <= w->na; v++)
		sum += w->excess[v] > 0 ? (size_t)w->excess[v] : 0;
	return sum;
}

/* Bucket k counts the arcs of a reduced length in [2^(BUCKET_TOP - k - 1), 2^(BUCKET_TOP - k)), which is any double;
 * the last one those of no length. */
#define BUCKETS 2104
#define BUCKET_TOP 1025

static size_t bucket_of(double slack)
{
	int exponent;

	if (!(slack > 0))
		return BUCKETS - 1;
	frexp(slack, &exponent);
	return (size_t)(BUCKET_TOP - exponent);
}

/* The length below which `want` arcs are, but for the last bucket where `some`; infinite where there are fewer. */
static double depth_of(const size_t *bucket, double want, bool some)
{
	double have = 0;

	for (size_t k = BUCKETS; k-- > 0;) {
		have += (double)bucket[k];
		if (have >= want && !(some && k == BUCKETS - 1))
			return k == BUCKETS - 1 ? 0 : ldexp(1, BUCKET_TOP - (int)k);
	}
	return INFINITY;
}

static double largest_price(const struct network *w)
{
	double top = 0;

	for (size_t v = 0; v <= w->na; v++)
		top = fmax(top, fabs(w->price[v]));
	return top;
}

/* The reduced length below which there are some sixteen arcs for every reading to be moved, but at least
 * four times `least`; infinite where that is all.  A depth of nothing would be lost in the rounding of the lengths:
 * it is at least 2^-23 of the length that half of the arcs have, and 2^-40 of the largest price. */
static double pick_depth(struct network *w, double least)
{
	size_t bucket[BUCKETS] = {0}, stride = w->n / PROBES + 1, all = 0;
	double want = (16.0 * (double)total_excess(w) + 64.0 * (double)(w->na * w->na)) / (double)stride, depth;

	for (size_t i = 0; i < w->n; i += stride) {
		size_t n = exchange_arcs(&w->x, i);

		for (size_t j = 0; j < n; j++) {
			const struct exchange_arc *arc = &w->x.arc[j];

			bucket[bucket_of(arc->change + w->price[arc->to] - w->price[arc->from])]++;
		}
		all += n;
	}
	depth = fmax(depth_of(bucket, want, false), 0x1p-23 * depth_of(bucket, (double)all / 2, true));
	return fmax(fmax(depth, 0x1p-40 * largest_price(w)), 4 * least);
}

static int fill_row(struct network *w, size_t row, struct err *e)
{
	size_t n = exchange_arcs(&w->x, row);

	for (size_t j = 0; j < n; j++) {
		const struct exchange_arc *arc = &w->x.arc[j];
		size_t k = arc->from * w->na + arc->to;

		if (!(arc->change < w->depth[k]))
			w->cut[k] = true;
		else if (heap_append(&w->heap[k], arc->change, row, e))
			return ST_SYSTEM;
	}
	return ST_OK;
}

/* Refills the heaps with all arcs whose reduced length is below the depth. */
static int fill(struct network *w, double depth, struct err *e)
{
	size_t na = w->na;

	for (size_t a = 0; a < na; a++)
		for (size_t b = 0; b < na; b++) {
			w->heap[a * na + b].n = 0;
			w->depth[a * na + b] = depth + w->price[a] - w->price[b];
			w->cut[a * na + b] = w->stale[a * na + b] = false;
		}
	for (size_t i = 0; i < w->n; i++)
		if (fill_row(w, i, e))
			return ST_SYSTEM;
	for (size_t k = 0; k < na * na; k++) {
		heap_order(&w->heap[k]);
		if (!w->cut[k])
			w->depth[k] = INFINITY;
	}
	return ST_OK;
}

static bool holds(const struct network *w, size_t row, size_t a, size_t b)
{
	return exchange_places(&w->x, row, a) && exchange_has_room(&w->x, row, b);
}

/* The reduced length of the shortest arc from one node to another, infinite if there is none; *guess: only
 * known to be at least that. */
static double length(struct network *w, size_t a, size_t b, bool *guess)
{
	double slack = w->price[b] - w->price[a];
	size_t k = a * w->na + b;
	struct heap *h;

	*guess = false;
	if (b == w->sink)
		return w->flow[a] < w->hi[a] ? fmax(0, slack) : INFINITY;
	if (a == w->sink)
		return w->flow[b] > w->lo[b] ? fmax(0, slack) : INFINITY;
	h = &w->heap[k];
	while (w->stale[k] && h->n && !holds(w, h->item[0].row, a, b))
		heap_pop(h);
	w->stale[k] = false;
	*guess = !h->n && !isinf(w->depth[k]);
	return fmax(0, (h->n ? h->item[0].key : w->depth[k]) + slack);
}

static void relax(struct network *w, size_t a)
{
	for (size_t b = 0; b <= w->na; b++) {
		bool guess;
		double d;

		if (w->done[b] || a == b)
			continue;
		d = w->dist[a] + length(w, a, b, &guess);
		if (d < w->dist[b]) {
			w->dist[b] = d;
			w->from[b] = a;
			w->guess[b] = guess || w->guess[a];
		}
	}
}

/* Dijkstra's method from all nodes with an excess to the nearest one with a deficit; na + 1 if none
 * can be reached. */
static size_t nearest_deficit(struct network *w)
{
	size_t nodes = w->na + 1;

	for (size_t v = 0; v < nodes; v++) {
		w->dist[v] = w->excess[v] > 0 ? 0 : INFINITY;
		w->from[v] = nodes;
		w->done[v] = w->guess[v] = false;
	}
	for (;;) {
		size_t a = nodes;

		for (size_t v = 0; v < nodes; v++)
			if (!w->done[v] && !isinf(w->dist[v]) && (a == nodes || w->dist[v] < w->dist[a]))
				a = v;
		if (a == nodes || w->excess[a] < 0)
			return a;
		w->done[a] = true;
		relax(w, a);
	}
}

static int move_row(struct network *w, size_t row, size_t x, size_t y, struct err *e)
{
	size_t n;

	exchange_make(&w->x, row, x, y);
	w->load[x]--;
	w->load[y]++;
	w->moved++;
	for (size_t v = 0; v < w->na; v++)
		w->stale[x * w->na + v] = w->stale[v * w->na + y] = true;
	n = exchange_arcs(&w->x, row);
	for (size_t j = 0; j < n; j++) {
		const struct exchange_arc *arc = &w->x.arc[j];
		size_t k = arc->from * w->na + arc->to;

		/* those that the change has made possible */
		if ((arc->from == y || arc->to == x) && arc->change < w->depth[k]
			&& heap_push(&w->heap[k], arc->change, row, e))
			return ST_SYSTEM;
	}
	return ST_OK;
}

/* Sends what fits along the path that ends in the node. */
static int augment(struct network *w, size_t end, struct err *e)
{
	size_t nodes = w->na + 1, amount = (size_t)-w->excess[end], v, u;

	for (v = end; (u = w->from[v]) != nodes; v = u) {
		size_t fits = v == w->sink ? w->hi[u] - w->flow[u] : u == w->sink ? w->flow[v] - w->lo[v] : 1;

		amount = fits < amount ? fits : amount;
	}
	if ((size_t)w->excess[v] < amount)
		amount = (size_t)w->excess[v];
	w->excess[v] -= (long long)amount;
	w->excess[end] += (long long)amount;
	for (v = end; (u = w->from[v]) != nodes; v = u) {
		if (v == w->sink)
			w->flow[u] += amount;
		else if (u == w->sink)
			w->flow[v] -= amount;
		else if (move_row(w, w->heap[u * w->na + v].item[0].row, u, v, e))
			return ST_SYSTEM;
	}
	return ST_OK;
}

/* Cuts the network between the nodes that excess can reach and the others: the limits of the agents on one
 * side are what clashes. */
static int name_clash(const struct network *w, struct err *e)
{
	bool upper = !w->done[w->sink];
	size_t limit = 0, readings = 0;
	struct clash clash = {0};

	for (size_t a = 0; a < w->p->m; a++) {
		if (w->done[a] != upper || (!upper && !w->lo[a]))
			continue;
		limit += upper ? w->hi[a] : w->lo[a];
		readings += w->load[a];
		clash_add(&clash, &w->p->agent->name[a]);
	}
	return clash_end(&clash, e,
		upper ? "upper limits %zu, but nobody else can make %zu readings"
		      : "lower limits %zu, but at most %zu readings can be had",
		limit, readings);
}

/* The sink's price is the zero of all: the sign of an agent's says which of its limits binds. */
static void set_zero(struct network *w)
{
	for (size_t v = 0; v < w->na; v++)
		w->price[v] -= w->price[w->sink];
	w->price[w->sink] = 0;
}

/* Moves readings until there is no excess, or no way for it: ST_NUMERIC. */
static int move_excess(struct network *w, struct err *e)
{
	int refills = 0, st = fill(w, pick_depth(w, 0), e);

	while (!st && total_excess(w)) {
		size_t end = nearest_deficit(w);

		if (end > w->na)
			return name_clash(w, e);
		if (w->guess[end]) {
			/* each is four times as deep as the path is long */
			st = fill(w, ++refills < REFILLS ? pick_depth(w, w->dist[end]) : INFINITY, e);
			continue;
		}
		refills = 0;
		for (size_t v = 0; v <= w->na; v++)
			w->price[v] -= fmin(w->dist[v], w->dist[end]);
		st = augment(w, end, e);
	}
	return st;
}

/* Solves the level, from the prices there are; they are prices of it also where the limits clash. */
static int solve_level(struct network *w, struct err *e)
{
	int st = ST_OK;

	start(w);
	w->moved = 0;
	if (total_excess(w))
		st = move_excess(w, e);
	set_zero(w);
	return st;
}

/* The first `n` rows with limits in proportion, rounded outwards. */
static void set_level(struct network *w, size_t n)
{
	double share = (double)n / (double)w->p->n;
	size_t m = w->p->m, places_left = n * (w->x.most - w->x.least);

	w->n = n;
	for (size_t a = 0; a < m; a++) {
		size_t hi = w->p->hi[a] < w->p->n ? w->p->hi[a] : w->p->n;

		w->lo[a] = n < w->p->n ? (size_t)floor((double)w->p->lo[a] * share) : w->p->lo[a];
		w->hi[a] = n < w->p->n ? (size_t)ceil((double)hi * share) : hi;
	}
	if (w->na > m) {
		w->lo[m] = 0;
		w->hi[m] = places_left;
	}
}

/* Prices that no longer depend on the way: the least ones that prove the optimum, which say what one
 * reading more would save.  They are shortest distances from the sink. */
static void final_prices(const struct network *w, struct residual *r, double *price)
{
	double far = 0, low = INFINITY;
	bool equalities = true;

	residual_from_sink(r);
	for (size_t a = 0; a < w->na; a++)
		far = isinf(r->dist[a]) ? far : fmax(far, r->dist[a] + w->price[a]);
	for (size_t a = 0; a < w->na; a++) {
		r->dist[a] = 0 - (isinf(r->dist[a]) ? far - w->price[a] : r->dist[a]);
		low = fmin(low, r->dist[a]);
		equalities = equalities && w->lo[a] == w->hi[a];
	}
	for (size_t a = 0; a < w->p->m; a++) /* prices have no zero of their own where all limits are equalities */
		price[a] = equalities ? r->dist[a] - low : r->dist[a];
}

/* Writes the row's agents in rising order and adds its cost. */
static void finish_row(const struct exchange *x, size_t row, struct sum *objective, struct sum *size)
{
	uint32_t *slot = x->slot + row * x->most;

	for (size_t k = 0; k < x->most; k++) {
		uint32_t a = slot[k] < x->m ? slot[k] : AGENT_NONE;
		size_t i = k;

		if (a != AGENT_NONE) {
			sum_add(objective, exchange_cost(x, row, a));
			sum_add(size, fabs(exchange_cost(x, row, a)));
		}
		for (; i > 0 && slot[i - 1] > a; i--)
			slot[i] = slot[i - 1];
		slot[i] = a;
	}
}

static int network_init(struct network *w, const struct assign *p, uint32_t *slot, struct err *e)
{
	size_t na = p->m + (p->least < p->most), nodes = na + 1, pairs = na * na;

	*w = (struct network){.p = p, .na = na, .sink = na};
	w->counts = mem_alloc(5 * nodes, sizeof *w->counts, e);
	w->excess = mem_alloc(nodes, sizeof *w->excess, e);
	w->price = mem_alloc(2 * nodes + pairs, sizeof *w->price, e);
	w->heap = mem_alloc(pairs, sizeof *w->heap, e);
	w->done = mem_alloc(2 * nodes + 2 * pairs, sizeof *w->done, e);
	if (!w->counts || !w->excess || !w->price || !w->heap || !w->done)
		return ST_SYSTEM;
	w->lo = w->counts;
	w->hi = w->lo + nodes;
	w->load = w->hi + nodes;
	w->flow = w->load + nodes;
	w->from = w->flow + nodes;
	w->dist = w->price + nodes;
	w->depth = w->dist + nodes;
	w->guess = w->done + nodes;
	w->stale = w->guess + nodes;
	w->cut = w->stale + pairs;
	return exchange_init(&w->x, p->cost, p->m, p->least, p->most, slot, e);
}

static void network_free(struct network *w)
{
	for (size_t k = 0; w->heap && k < w->na * w->na; k++)
		heap_free(&w->heap[k]);
	exchange_free(&w->x);
	free(w->counts);
	free(w->excess);
	free(w->price);
	free(w->heap);
	free(w->done);
}

/* All levels, the small ones only for their prices: a sample may be infeasible where the whole is not. */
static int solve(struct network *w, struct err *e)
{
	size_t n = w->p->n;
	int st = ST_OK;

	while (n / SAMPLE_RATIO >= SAMPLE_MIN)
		n /= SAMPLE_RATIO;
	for (;; n = n * SAMPLE_RATIO + SAMPLE_RATIO <= w->p->n ? n * SAMPLE_RATIO : w->p->n) {
		struct err ignored;
		bool last = n == w->p->n;

		set_level(w, n);
		st = solve_level(w, last ? e : &ignored);
		if (last || st == ST_SYSTEM)
			break;
	}
	return st;
}

/* The dual's value at the prices, and the sum of the absolute values of what it consists of. */
static int dual(const struct assign *p, const double *price, double *bound, double *size, struct err *e)
{
	struct sum sum = {0}, sizes = {0};
	uint32_t *chosen = mem_alloc(p->most, sizeof *chosen, e);

	if (!chosen)
		return ST_SYSTEM;
	for (size_t i = 0; i < p->n; i++) {
		const double *cost = p->cost + i * p->m;
		size_t n = agent_cheapest(cost, price, p->m, p->least, p->most, chosen);

		for (size_t k = 0; k < n; k++) {
			sum_add(&sum, cost[chosen[k]]);
			sum_add(&sum, price[chosen[k]]);
		}
	}
	for (size_t a = 0; a < p->m; a++) {
		double limit = (double)(price[a] > 0 ? p->hi[a] < p->n ? p->hi[a] : p->n : p->lo[a]);

		sum_add_product(&sum, -price[a], limit);
		sum_add_product(&sizes, fabs(price[a]), limit);
	}
	*bound = sum_value(&sum);
	*size = sum_value(&sizes);
	free(chosen);
	return ST_OK;
}

int assign_bound(const struct assign *p, const double *price, double *bound, struct err *e)
{
	double size;

	return dual(p, price, bound, &size, e);
}

/* The better one of the two bounds at the prices with which the solver ended and at the final ones: where an agent can
 * get no more at any price, its final one may be so large that it drowns the rest. */
static int prove(const struct network *w, struct assign_result *r, double size, struct err *e)
{
	const struct assign *p = w->p;
	double bound[2], sizes[2];
	int st = dual(p, w->price, &bound[0], &sizes[0], e), best;

	if (!st)
		st = dual(p, r->price, &bound[1], &sizes[1], e);
	if (st)
		return st;
	best = bound[1] > bound[0];
	r->bound = bound[best];
	size = fmax(size, sizes[best]);
	r->gap = r->objective == r->bound ? 0 : (r->objective - r->bound) / size;
	if (r->gap <= GAP_MAX)
		return ST_OK;
	return err_set(e, ST_NUMERIC,
		"the assignment is not proved optimal: it costs %.17g, and no bound is above %.17g", r->objective,
		r->bound);
}

/* The solved network's result; slots become what was chosen. */
static int finish(struct network *w, struct assign_result *r, struct err *e)
{
	struct residual residual;
	struct sum objective = {0}, size = {0};
	size_t made = 0;
	int st = residual_init(&residual, &w->x, w->n, w->lo, w->hi, w->load, e);

	if (!st)
		st = residual_settle(&residual, EXCHANGES, &made, e);
	r->moved = w->moved + made;
	if (!st) {
		final_prices(w, &residual, r->price);
		for (size_t i = 0; i < w->n; i++)
			finish_row(&w->x, i, &objective, &size);
		memcpy(r->count, w->load, w->p->m * sizeof *r->count);
		r->objective = sum_value(&objective);
		st = prove(w, r, sum_value(&size), e);
	}
	residual_free(&residual);
	return st;
}

int assign_solve(const struct assign *p, struct assign_result *r, struct err *e)
{
	struct network w;
	int st = network_init(&w, p, r->chosen, e);

	for (size_t a = 0; !st && a < p->m; a++)
		if (p->lo[a] > p->hi[a])
			st = clash_crossed(&p->agent->name[a], e);
	if (!st)
		st = solve(&w, e);
	if (!st)
		st = finish(&w, r, e);
	network_free(&w);
	return st;
}
