#include "decide/agent.h"

#include <math.h>

size_t agent_best(const double *conf, const double *cost, size_t n)
{
	size_t best = n;
	double top = -INFINITY;

	for (size_t j = 0; j < n; j++) {
		double value = cost ? conf[j] - cost[j] : conf[j];

		if (value > top) {
			top = value;
			best = j;
		}
	}
	return best;
}
