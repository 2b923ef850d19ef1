/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "assign/paths.h"

#include <math.h>

#include "assign/arcs.h"
#include "base/clash.h"

#define SAMPLE_RATIO 8  /* rows of a level over rows of the level before */
#define SAMPLE_MIN 2000 /* rows below which prices start from zero */
#define REFILLS 8       /* deeper fillings for one path before the heaps take all arcs */

static void relax(struct graph *w, size_t a, size_t b, double length, bool guess, size_t *n)
{
	double d = w->dist[a] + length;

	if (w->done[b] || !(d < w->dist[b]))
		return;
	if (isinf(w->dist[b]))
		w->reached[(*n)++] = b;
	w->dist[b] = d;
	w->from[b] = a;
	w->guess[b] = guess || w->guess[a];
}

/* All arcs from node a: to the other agents of its class, up, and down. */
static void leave(struct graph *w, size_t a, size_t *n)
{
	const struct tree *t = &w->t;
	size_t base = a - a % w->na, up = t->up[a], room;

	for (size_t b = base; a < t->leaves && b < base + w->na; b++) {
		bool guess;

		if (a != b && !w->done[b]) {
			double length = arcs_length(w, a, b, &guess);

			relax(w, a, b, length, guess, n);
		}
	}
	if (a != tree_root(t))
		relax(w, a, up, fmax(0, w->price[up] - w->price[a] + tree_more(t, a, &room)), false, n);
	for (size_t k = t->first[a]; k < t->first[a + 1]; k++) {
		size_t b = t->child[k];

		relax(w, a, b, fmax(0, w->price[b] - w->price[a] + tree_less(t, b, &room)), false, n);
	}
}

/* Dijkstra's method from all nodes with an excess to the nearest one with a deficit; the number of nodes if none
 * can be reached. */
static size_t nearest_deficit(struct graph *w)
{
	size_t nodes = w->t.nodes, n = 0;

	for (size_t v = 0; v < nodes; v++) {
		w->dist[v] = w->excess[v] > 0 ? 0 : INFINITY;
		w->from[v] = nodes;
		w->done[v] = w->guess[v] = false;
		if (w->excess[v] > 0)
			w->reached[n++] = v;
	}
	while (n) {
		size_t least = 0, a;

		for (size_t k = 1; k < n; k++) {
			double d = w->dist[w->reached[k]], best = w->dist[w->reached[least]];

			if (d < best || (d == best && w->reached[k] < w->reached[least]))
				least = k;
		}
		a = w->reached[least];
		if (w->excess[a] < 0)
			return a;
		w->reached[least] = w->reached[--n];
		w->done[a] = true;
		leave(w, a, &n);
	}
	return nodes;
}

/* What fits along the path to `end`, whose nodes go into w->path from its beginning on; *n: how many they are. */
static size_t trace(struct graph *w, size_t end, size_t *n)
{
	const struct tree *t = &w->t;
	size_t amount = (size_t)-w->excess[end], v = end, u;

	*n = 1;
	w->path[0] = end;
	for (; (u = w->from[v]) != t->nodes; v = u) {
		size_t fits = 1;

		if (u >= t->leaves || v >= t->leaves)
			(void)(t->up[u] == v ? tree_more(t, u, &fits) : tree_less(t, v, &fits));
		amount = fits < amount ? fits : amount;
		w->path[(*n)++] = u;
	}
	for (size_t k = 0; k < *n / 2; k++) {
		u = w->path[k];
		w->path[k] = w->path[*n - 1 - k];
		w->path[*n - 1 - k] = u;
	}
	return (size_t)w->excess[w->path[0]] < amount ? (size_t)w->excess[w->path[0]] : amount;
}

/* Sends what fits along the path that ends in the node.  Every arc of it has no reduced length, so that it may end early,
 * where an exchange before in the same row leaves its rule no room for one that comes later. */
static int augment(struct graph *w, size_t end, struct err *e)
{
	struct tree *t = &w->t;
	size_t n, amount = trace(w, end, &n), k = 0;
	bool moved = true;

	for (; k + 1 < n; k++) {
		size_t u = w->path[k], v = w->path[k + 1];

		if (u < t->leaves && v < t->leaves) {
			if (arcs_move(w, u, v, &moved, e))
				return ST_SYSTEM;
			if (!moved)
				break;
		} else if (t->up[u] == v) {
			t->flow[u] += amount;
		} else {
			t->flow[v] -= amount;
		}
	}
	w->excess[w->path[0]] -= (long long)amount;
	w->excess[w->path[k]] += (long long)amount;
	return ST_OK;
}

/* Cuts the network between the nodes that excess can reach and the others: the limits of the agents on one
 * side are what clashes. */
static int name_agents(const struct graph *w, struct err *e)
{
	bool upper = !w->done[tree_root(&w->t)];
	size_t limit = 0, readings = 0;
	struct clash clash = {0};

	for (size_t a = 0; a < w->p->m; a++) {
		if (w->done[a] != upper || (!upper && !w->t.lo[a]))
			continue;
		limit += upper ? w->t.hi[a] : w->t.lo[a];
		readings += w->load[a];
		clash_add(&clash, &w->p->agent->name[a]);
	}
	return clash_end(&clash, e,
		upper ? "upper limits %zu, but nobody else can make %zu readings"
		      : "lower limits %zu, but at most %zu readings can be had",
		limit, readings);
}

/* The same of a tree: upper limits out of the reached part, lower ones into it.  An upper one of as many readings as there are at
 * most is that of a node without limits, see graph_level: cut there, the lower limits alone are too many for the rows. */
static int name_limits(const struct graph *w, struct err *e)
{
	const struct tree *t = &w->t;
	size_t upper = 0, lower = 0, most = w->p->n * w->p->most;
	struct clash clash = {0};

	for (size_t v = t->leaves; v < tree_root(t); v++) {
		bool hard = isinf(t->soft[v]), out = hard && w->done[v] && !w->done[t->up[v]] && t->hi[v] < most;
		bool in = hard && !w->done[v] && w->done[t->up[v]] && t->lo[v];

		if (out || in)
			clash_add(&clash, &w->p->forest->name.name[v - t->leaves]);
		upper += out ? t->hi[v] : 0;
		lower += in ? t->lo[v] : 0;
	}
	if (!lower)
		return clash_end(&clash, e, "upper limits %zu, and rows that nobody else can take", upper);
	if (!upper)
		return clash_end(&clash, e, "lower limits %zu, and too few rows for them", lower);
	return clash_end(&clash, e, "upper limits %zu and lower limits %zu", upper, lower);
}

/* The root's price is the zero of all: the sign of an agent's says which of its limits binds. */
static void set_zero(struct graph *w)
{
	double zero = w->price[tree_root(&w->t)];

	for (size_t v = 0; v < w->t.nodes; v++)
		w->price[v] -= zero;
}

/* Moves readings until there is no excess, or no way for it: ST_NUMERIC. */
static int move_excess(struct graph *w, struct err *e)
{
	int refills = 0, st = arcs_fill(w, arcs_depth(w, 0), e);

	while (!st && graph_excess(w)) {
		size_t end = nearest_deficit(w);

		if (end == w->t.nodes)
			return w->p->forest ? name_limits(w, e) : name_agents(w, e);
		if (w->guess[end]) {
			/* each is four times as deep as the path is long */
			st = arcs_fill(w, ++refills < REFILLS ? arcs_depth(w, w->dist[end]) : INFINITY, e);
			continue;
		}
		refills = 0;
		for (size_t v = 0; v < w->t.nodes; v++)
			w->price[v] -= fmin(w->dist[v], w->dist[end]);
		st = augment(w, end, e);
	}
	return st;
}

/* Solves the level, from the prices there are; they are prices of it also where the limits clash. */
static int solve_level(struct graph *w, struct err *e)
{
	int st = ST_OK;

	graph_start(w);
	w->moved = 0;
	if (graph_excess(w))
		st = move_excess(w, e);
	set_zero(w);
	return st;
}

int paths_solve(struct graph *w, struct err *e)
{
	size_t n = w->p->n;
	int st = ST_OK;

	while (n / SAMPLE_RATIO >= SAMPLE_MIN)
		n /= SAMPLE_RATIO;
	for (;; n = n * SAMPLE_RATIO + SAMPLE_RATIO <= w->p->n ? n * SAMPLE_RATIO : w->p->n) {
		struct err ignored;
		bool last = n == w->p->n;

		graph_level(w, n);
		st = solve_level(w, last ? e : &ignored);
		if (last || st == ST_SYSTEM)
			break;
	}
	return st;
}
