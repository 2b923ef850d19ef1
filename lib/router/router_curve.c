/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "router/router_curve.h"

#include <math.h>
#include <stdlib.h>

#include "real/real.h"

/* Qualities may be as large as doubles are: halves are added and subtracted, which is exact and does not overflow. */
static double half(double x)
{
	return x / 2;
}

double router_apgr(const struct router_point *p, size_t n, double weak, double strong)
{
	double area = 0, range = n ? p[n - 1].share - p[0].share : 0;

	for (size_t i = 1; i < n; i++)
		area += (p[i].share - p[i - 1].share) * (half(p[i].quality) + half(p[i - 1].quality));
	return range > 0 && strong != weak ? (half(area) - half(weak) * range) / ((half(strong) - half(weak)) * range)
					   : NAN;
}

size_t router_falls(const struct router_point *p, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (p[i].quality < p[i - 1].quality)
			return i;
	return n;
}

double router_cpt(const struct router_point *p, size_t n, double part, double weak, double strong)
{
	double aim = half(weak) + part * (half(strong) - half(weak));
	size_t i = 0;

	while (i < n && half(p[i].quality) < aim)
		i++;
	if (!n || strong <= weak)
		return NAN;
	if (i == 0 || i == n)
		return p[i ? n - 1 : 0].share;
	return p[i - 1].share
		+ (aim - half(p[i - 1].quality)) / (half(p[i].quality) - half(p[i - 1].quality))
		* (p[i].share - p[i - 1].share);
}

static double place(const struct router_point *p, bool by_cost)
{
	return by_cost ? p->cost : p->share;
}

/* Whether b is on the chord from a to c, or below it. */
static bool below(
	const struct router_point *a, const struct router_point *b, const struct router_point *c, bool by_cost)
{
	double x = place(b, by_cost) - place(a, by_cost), all = place(c, by_cost) - place(a, by_cost);

	return half(b->quality) - half(a->quality) <= (half(c->quality) - half(a->quality)) * (x / all);
}

size_t router_hull(struct router_point *p, size_t n, bool by_cost)
{
	size_t k = 0;

	for (size_t i = 0; i < n; i++) {
		if (k && place(&p[i], by_cost) == place(&p[k - 1], by_cost)) {
			if (p[i].quality <= p[k - 1].quality)
				continue;
			k--;
		}
		while (k > 1 && below(&p[k - 2], &p[k - 1], &p[i], by_cost))
			k--;
		p[k++] = p[i];
	}
	while (k > 1 && p[k - 1].quality <= p[k - 2].quality)
		k--;
	return k;
}

static int by_cost_quality(const void *a, const void *b)
{
	const struct router_point *x = a, *y = b;

	if (x->cost != y->cost)
		return x->cost < y->cost ? -1 : 1;
	return (x->quality > y->quality) - (x->quality < y->quality);
}

/* Half the quality of the hull at a cost between two of its points. */
static double half_between(const struct router_point *a, const struct router_point *b, double cost)
{
	double part = b->cost > a->cost ? (cost - a->cost) / (b->cost - a->cost) : 0;

	return half(a->quality) + part * (half(b->quality) - half(a->quality));
}

void router_aiq(struct router_point *p, size_t n, const struct router_range *common, double *code, double *paper)
{
	double mean = 0, lo, hi, width;

	*code = *paper = NAN;
	if (!n)
		return;
	qsort(p, n, sizeof *p, by_cost_quality);
	n = router_hull(p, n, true);
	lo = common ? common->lo : p[0].cost;
	hi = common ? common->hi : p[n - 1].cost;
	width = hi - lo;
	if (!(width > 0))
		return;
	for (size_t i = 1; i <= n; i++) {
		struct router_point flat = {0, hi, p[n - 1].quality}; /* behind the last one */
		const struct router_point *a = &p[i - 1], *b = i < n ? &p[i] : &flat;
		double from = fmax(a->cost, lo), to = fmin(b->cost, hi);

		if (to > from)
			mean += (to - from) / width * (half_between(a, b, from) + half_between(a, b, to));
	}
	*paper = mean;
	if (hi > 0)
		*code = mean * (width / hi);
}

double router_arena(double accuracy, double dollars)
{
	double c;

	if (!(dollars > 0) || isnan(accuracy))
		return NAN;
	c = (real_log(200) - real_log(dollars)) / (real_log(200) - real_log(.0044));
	return 100 * 1.1 * accuracy * c / (.1 * accuracy + c);
}
