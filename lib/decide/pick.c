#include "decide/pick.h"

#include <math.h>

static double value(const double *cost, const double *price, size_t a)
{
	return price ? cost[a] + price[a] : cost[a];
}

size_t pick_cheapest(const double *cost, const double *price, size_t m, size_t least, size_t most,
	uint32_t *chosen)
{
	size_t n = 0;

	for (size_t a = 0; a < m; a++) {
		double v = value(cost, price, a);
		size_t i = n;

		if (!(v < INFINITY) || (n == most && (!n || v >= value(cost, price, chosen[n - 1]))))
			continue;
		if (n < most)
			n++;
		else
			i--;
		for (; i > 0 && value(cost, price, chosen[i - 1]) > v; i--)
			chosen[i] = chosen[i - 1];
		chosen[i] = (uint32_t)a;
	}
	while (n > least && value(cost, price, chosen[n - 1]) >= 0)
		n--;
	return n;
}
