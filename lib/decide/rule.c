#include "decide/rule.h"

#include "base/vec.h"
#include "decide/agent.h"

double rule_margin(const double *p, size_t nclass, const double *conf, const double *cost, size_t nexpert,
	size_t *expert)
{
	double model = p[vec_argmax(p, nclass)] - cost[0];

	*expert = agent_best(conf, cost + 1, nexpert);
	return conf[*expert] - cost[1 + *expert] - model;
}
