#include "decide/threshold.h"

#include <math.h>

#include "base/sum.h"

static double weight_of(const struct order *o, size_t i, const double *weight)
{
	return weight ? weight[o->row[i].item] : 1;
}

int threshold_coverage(struct order *scores, const double *weight, double coverage, double *threshold,
	struct err *e)
{
	struct sum total = {0}, below = {0};
	double all;
	int st = order_sort(scores, e);

	if (st)
		return st;
	for (size_t i = 0; i < scores->n; i++)
		sum_add(&total, weight_of(scores, i, weight));
	all = sum_value(&total);
	*threshold = -INFINITY;
	for (size_t i = 0, end; i < scores->n && sum_value(&below) < coverage * all; i = end) {
		end = order_block_end(scores, i);
		for (size_t j = i; j < end; j++)
			sum_add(&below, weight_of(scores, j, weight));
		*threshold = scores->row[i].key;
	}
	return ST_OK;
}
