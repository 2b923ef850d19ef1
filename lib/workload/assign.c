/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "workload/assign.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "decide/agent.h"
#include "math/sum.h"
#include "workload/heap.h"

#define SAMPLE_RATIO 8  /* rows of a level over rows of the level before */
#define SAMPLE_MIN 2000 /* rows below which prices start from zero */
#define TIE 1e-13       /* costs that differ by less, relative to the largest, are equal at first choice */
#define PROBES 20000    /* rows from which the depth of the heaps is estimated */

/* Nodes: the agents, then "nobody" when rows may have fewer agents than `most` (its readings are the unused
 * places), then the sink, in which the counts end. */
struct network {
	const struct assign *p;
	size_t n;    /* rows of this level */
	size_t na;   /* agents, with nobody */
	size_t sink; /* = na */
	size_t most, least;
	size_t *lo, *hi;   /* [na] limits at this level */
	size_t *load;      /* [na] readings */
	size_t *flow;      /* [na] what the sink takes from the agent, within lo and hi */
	long long *excess; /* [na + 1] load - flow; at the sink what it takes minus what there is */
	double *price;     /* [na + 1] potentials */
	uint32_t *slot;    /* [n][most] the agents of every row */
	struct heap *heap; /* [na][na] rows that could change from a to b, by the cost of it */
	double *depth;     /* [na][na] the heap has all rows below this cost */
	bool *stale;       /* [na][na] the top of the heap may have gone */
	double *dist;      /* [na + 1] */
	size_t *from;      /* [na + 1] predecessor in the tree of shortest paths */
	bool *done;        /* [na + 1] */
	bool *guess;       /* [na + 1] the path ends in an arc of which only a lower bound is known */
	bool *cut;         /* [na][na] the last filling left arcs out */
	size_t *counts;    /* the memory of lo, hi, load, flow, from */
	bool filled;
	double tie; /* TIE times the largest cost */
	size_t moved;
};

static double cost_of(const struct network *w, size_t row, size_t agent)
{
	return agent < w->p->m ? w->p->cost[row * w->p->m + agent] : 0;
}

static size_t places(const struct network *w, size_t row, size_t agent)
{
	size_t n = 0;

	for (size_t k = 0; k < w->most; k++)
		n += w->slot[row * w->most + k] == agent;
	return n;
}

/* May the row take one reading more from the agent? */
static bool has_room(const struct network *w, size_t row, size_t agent)
{
	if (agent >= w->p->m)
		return places(w, row, agent) < w->most - w->least;
	return isfinite(cost_of(w, row, agent)) && !places(w, row, agent);
}

/* Fills the row's places one after the other with the cheapest agent at the present prices; of equally
 * cheap ones, with the one that lacks most readings. */
static void choose(struct network *w, size_t row)
{
	uint32_t *slot = w->slot + row * w->most;

	for (size_t k = 0; k < w->most; k++)
		slot[k] = AGENT_NONE;
	for (size_t k = 0; k < w->most; k++) {
		double least = INFINITY;
		long long lacking = 0;

		for (size_t a = 0; a < w->na; a++) {
			double c = cost_of(w, row, a) + w->price[a];
			long long lack = (long long)w->flow[a] - (long long)w->load[a];

			if (c > least + w->tie || (c >= least - w->tie && lack <= lacking) || !has_room(w, row, a))
				continue;
			least = c;
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
	w->excess[w->sink] = -(long long)(w->n * w->most);
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

typedef int arc_use(struct network *w, size_t row, size_t a, size_t b, void *context, struct err *e);

/* Calls `use` for every change a -> b that the row could make. */
static int for_arcs(struct network *w, size_t row, arc_use *use, void *context, struct err *e)
{
	const uint32_t *slot = w->slot + row * w->most;

	for (size_t b = 0; b < w->na; b++) {
		bool nobody_done = false;

		if (!has_room(w, row, b))
			continue;
		for (size_t k = 0; k < w->most; k++) {
			size_t a = slot[k];
			bool again = a >= w->p->m && nobody_done;

			nobody_done = a >= w->p->m;
			if (a != b && !again && use(w, row, a, b, context, e))
				return ST_SYSTEM;
		}
	}
	return ST_OK;
}

static double change(const struct network *w, size_t row, size_t a, size_t b)
{
	return cost_of(w, row, b) - cost_of(w, row, a);
}

#define BUCKETS 24 /* the least depth, 2^-23, is far above the rounding error of a length */

/* Bucket k counts the arcs of a reduced length in [2^-k-1, 2^-k) of the largest cost, the last one all
 * shorter ones too. */
static int count_depth(struct network *w, size_t row, size_t a, size_t b, void *context, struct err *e)
{
	double slack = (change(w, row, a, b) + w->price[b] - w->price[a]) * (TIE / w->tie);
	size_t *bucket = context;
	int exponent = 0;

	(void)e;
	if (slack <= 0)
		exponent = -BUCKETS;
	else
		frexp(slack, &exponent);
	bucket[exponent > 0 ? 0 : exponent <= -BUCKETS ? BUCKETS - 1 : -exponent]++;
	return ST_OK;
}

/* The reduced length below which there are some sixteen arcs for every reading to be moved, but at least
 * four times `least`; infinite where that is all. */
static double pick_depth(struct network *w, double least)
{
	size_t bucket[BUCKETS] = {0}, stride = w->n / PROBES + 1, k = BUCKETS;
	double want = 16.0 * (double)total_excess(w) + 64.0 * (double)(w->na * w->na), have = 0, depth;

	for (size_t i = 0; i < w->n; i += stride)
		for_arcs(w, i, count_depth, bucket, NULL);
	while (k > 0 && have < want)
		have += (double)(bucket[--k] * stride);
	depth = fmax(ldexp(w->tie / TIE, -(int)k), 4 * least);
	return have < want || depth >= 4 * w->tie / TIE ? INFINITY : depth;
}

static int fill_arc(struct network *w, size_t row, size_t a, size_t b, void *context, struct err *e)
{
	double key = change(w, row, a, b);
	bool *cut = context;

	if (key < w->depth[a * w->na + b])
		return heap_append(&w->heap[a * w->na + b], key, row, e);
	cut[a * w->na + b] = true;
	return ST_OK;
}

/* Refills the heaps with all arcs whose reduced length is below a depth of more than `least`. */
static int fill(struct network *w, double least, struct err *e)
{
	double depth = pick_depth(w, least);
	size_t na = w->na;

	for (size_t a = 0; a < na; a++)
		for (size_t b = 0; b < na; b++) {
			w->heap[a * na + b].n = 0;
			w->depth[a * na + b] = depth + w->price[a] - w->price[b];
			w->cut[a * na + b] = w->stale[a * na + b] = false;
		}
	for (size_t i = 0; i < w->n; i++)
		if (for_arcs(w, i, fill_arc, w->cut, e))
			return ST_SYSTEM;
	for (size_t k = 0; k < na * na; k++) {
		heap_order(&w->heap[k]);
		if (!w->cut[k])
			w->depth[k] = INFINITY;
	}
	w->filled = true;
	return ST_OK;
}

static bool holds(const struct network *w, size_t row, size_t a, size_t b)
{
	return places(w, row, a) && has_room(w, row, b);
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

/* The arcs that a row's change from x to y makes possible. */
struct made {
	size_t x, y;
};

static int push_made(struct network *w, size_t row, size_t a, size_t b, void *context, struct err *e)
{
	const struct made *made = context;
	double key;

	if (a != made->y && b != made->x)
		return ST_OK;
	key = change(w, row, a, b);
	return key < w->depth[a * w->na + b] ? heap_push(&w->heap[a * w->na + b], key, row, e) : ST_OK;
}

static int move_row(struct network *w, size_t row, size_t x, size_t y, struct err *e)
{
	struct made made = {x, y};
	uint32_t *slot = w->slot + row * w->most;

	while (*slot != x)
		slot++;
	*slot = (uint32_t)y;
	w->load[x]--;
	w->load[y]++;
	w->moved++;
	for (size_t v = 0; v < w->na; v++)
		w->stale[x * w->na + v] = w->stale[v * w->na + y] = true;
	return for_arcs(w, row, push_made, &made, e);
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
	struct buf b = {0};
	int st = ST_OK;

	for (size_t a = 0; a < w->p->m && !st; a++) {
		const struct name *name = &w->p->agent->name[a];

		if (w->done[a] != upper || (!upper && !w->lo[a]))
			continue;
		limit += upper ? w->hi[a] : w->lo[a];
		readings += w->load[a];
		st = b.n ? buf_add_string(&b, ", ", e) : ST_OK;
		st = st ? st : buf_add(&b, name->s, name->n, e);
	}
	st = st ? st : buf_add_char(&b, 0, e);
	if (!st)
		st = err_set(e, ST_NUMERIC,
			upper ? "the limits clash: %.700s: upper limits %zu, but nobody else can make %zu readings"
			      : "the limits clash: %.700s: lower limits %zu, but at most %zu readings can be had",
			b.p, limit, readings);
	buf_free(&b);
	return st;
}

/* Solves the level, from the prices there are. */
static int solve_level(struct network *w, struct err *e)
{
	int st = ST_OK;

	start(w);
	w->moved = 0;
	w->filled = false;
	while (!st && total_excess(w)) {
		size_t end;

		if (!w->filled && (st = fill(w, 0, e)))
			break;
		end = nearest_deficit(w);
		if (end > w->na)
			return name_clash(w, e);
		if (w->guess[end]) {
			st = fill(w, w->dist[end], e);
			continue;
		}
		for (size_t v = 0; v <= w->na; v++)
			w->price[v] -= fmin(w->dist[v], w->dist[end]);
		st = augment(w, end, e);
	}
	for (size_t v = 0; v <= w->na; v++)
		w->price[v] -= v == w->sink ? 0 : w->price[w->sink];
	w->price[w->sink] = 0;
	return st;
}

/* The first `n` rows with limits in proportion, rounded outwards. */
static void set_level(struct network *w, size_t n)
{
	double share = (double)n / (double)w->p->n;
	size_t m = w->p->m, places_left = n * (w->most - w->least);

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

static int least_change(struct network *w, size_t row, size_t a, size_t b, void *context, struct err *e)
{
	double *least = context, key = change(w, row, a, b);

	(void)e;
	if (key < least[a * w->na + b])
		least[a * w->na + b] = key;
	return ST_OK;
}

/* Prices that no longer depend on the way: the least ones that prove the optimum, which say what one
 * reading more would save.  They are shortest distances from the sink. */
static void final_prices(struct network *w)
{
	size_t nodes = w->na + 1, pairs = w->na * w->na;
	double far = 0, low = INFINITY;
	bool equalities = true;

	for (size_t k = 0; k < pairs; k++) {
		w->heap[k].n = 0;
		w->depth[k] = INFINITY;
	}
	for (size_t i = 0; i < w->n; i++)
		for_arcs(w, i, least_change, w->depth, NULL);
	for (size_t v = 0; v < nodes; v++)
		w->excess[v] = v == w->sink;
	nearest_deficit(w);
	for (size_t v = 0; v < nodes; v++)
		far = w->done[v] ? fmax(far, w->dist[v]) : far;
	for (size_t a = 0; a < w->na; a++) {
		w->price[a] -= w->done[a] ? w->dist[a] : far;
		low = fmin(low, w->price[a]);
		equalities = equalities && w->lo[a] == w->hi[a];
	}
	for (size_t a = 0; a < w->na && equalities; a++)
		w->price[a] -= low; /* prices have no zero of their own then */
}

/* Writes the row's agents in rising order and adds its cost. */
static void finish_row(struct network *w, size_t row, struct sum *objective)
{
	uint32_t *slot = w->slot + row * w->most;

	for (size_t k = 0; k < w->most; k++) {
		uint32_t a = slot[k] < w->p->m ? slot[k] : AGENT_NONE;
		size_t i = k;

		if (a != AGENT_NONE)
			sum_add(objective, cost_of(w, row, a));
		for (; i > 0 && slot[i - 1] > a; i--)
			slot[i] = slot[i - 1];
		slot[i] = a;
	}
}

static int network_init(struct network *w, const struct assign *p, uint32_t *slot, struct err *e)
{
	size_t na = p->m + (p->least < p->most), nodes = na + 1, pairs = na * na;
	double top = 0;

	*w = (struct network){.p = p, .na = na, .sink = na, .most = p->most, .least = p->least, .slot = slot};
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
	for (size_t k = 0; k < p->n * p->m; k++)
		if (isfinite(p->cost[k]))
			top = fmax(top, fabs(p->cost[k]));
	w->tie = TIE * (top > 0 ? top : 1);
	return ST_OK;
}

static void network_free(struct network *w)
{
	for (size_t k = 0; w->heap && k < w->na * w->na; k++)
		heap_free(&w->heap[k]);
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

int assign_solve(const struct assign *p, struct assign_result *r, struct err *e)
{
	struct network w;
	struct sum objective = {0};
	int st = network_init(&w, p, r->chosen, e);

	for (size_t a = 0; a < p->m && !st; a++)
		if (p->lo[a] > p->hi[a])
			st = err_set(e, ST_NUMERIC, "the limits clash: %.*s: the lower limit is above the upper one",
				(int)p->agent->name[a].n, p->agent->name[a].s);
	st = st ? st : solve(&w, e);
	if (!st) {
		r->moved = w.moved;
		final_prices(&w);
		for (size_t i = 0; i < p->n; i++)
			finish_row(&w, i, &objective);
		memcpy(r->price, w.price, p->m * sizeof *r->price);
		memcpy(r->count, w.load, p->m * sizeof *r->count);
		r->objective = sum_value(&objective);
		st = assign_bound(p, r->price, &r->bound, e);
		r->gap = (r->objective - r->bound) / fmax(1, fabs(r->objective));
	}
	network_free(&w);
	return st;
}

int assign_bound(const struct assign *p, const double *price, double *bound, struct err *e)
{
	struct sum sum = {0};
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
	for (size_t a = 0; a < p->m; a++)
		sum_add_product(&sum, -price[a], (double)(price[a] > 0 ? p->hi[a] : p->lo[a]));
	*bound = sum_value(&sum);
	free(chosen);
	return ST_OK;
}
