#include "measure/proper.h"

#include <math.h>

static void add(struct proper *s, double brier, double nll, double weight)
{
	tally_add(&s->weight, weight);
	sum_add(&s->brier, weight == 1 ? brier : weight * brier);
	if (isinf(nll))
		s->impossible += weight > 0;
	else
		sum_add(&s->nll, weight == 1 ? nll : weight * nll);
}

void proper_add(struct proper *s, double conf, bool event, double weight)
{
	double miss = event ? 1 - conf : conf;

	add(s, miss * miss, event ? -log(conf) : -log1p(-conf), weight);
}

void proper_add_classes(struct proper *s, const double *p, size_t n, size_t y, double weight)
{
	double brier = 0;

	for (size_t c = 0; c < n; c++) {
		double miss = c == y ? 1 - p[c] : p[c];

		brier += miss * miss;
	}
	add(s, brier, -log(p[y]), weight);
}

void proper_merge(struct proper *s, const struct proper *other)
{
	tally_merge(&s->weight, &other->weight);
	sum_merge(&s->brier, &other->brier);
	sum_merge(&s->nll, &other->nll);
	s->impossible += other->impossible;
}

double proper_brier(const struct proper *s)
{
	return sum_value(&s->brier) / tally_value(&s->weight);
}

double proper_nll(const struct proper *s)
{
	return s->impossible ? INFINITY : sum_value(&s->nll) / tally_value(&s->weight);
}
