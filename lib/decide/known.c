/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "decide/known.h"

#include <math.h>

int known_check(
	const struct table *t, size_t column, const struct name *agent, bool doubt, const char *remedy, struct err *e)
{
	const struct name *name = column == NAMES_NONE ? NULL : &t->header.name[column];
	char shown[ERR_EXCERPT], who[ERR_EXCERPT];
	bool known, said = t->roles.role[ROLE_KNOWN].source != ROLE_INITIAL;
	int st;

	if (!name || !(said || doubt) || roles_has(&t->roles, ROLE_ESTIMATE, name))
		return ST_OK;
	st = table_has_role(t, ROLE_KNOWN, column, &known, e);
	if (st || known)
		return st;
	return err_at(e, ST_DATA, table_file(t), 1, 1,
		"column '%s' would be read before '%s', which has a price, is asked: say known=%s in --columns if it is known "
		"by then, %s",
		err_excerpt(shown, name->s, name->n), err_excerpt(who, agent->s, agent->n), shown, remedy);
}

int known_check_experts(const struct cases *c, bool priced, const double *fixed, struct err *e)
{
	int st = ST_OK;

	for (size_t a = 1; !st && a < c->agent.n; a++)
		if (!(fixed && !isnan(fixed[a - 1])) && (priced || c->cost_column[a] != NAMES_NONE)
			&& c->estimate_column[a] == NAMES_NONE)
			st = known_check(c->t, c->conf_column[a], &c->agent.name[a], false,
				"or ask first by l2d-route --rule cascade", e);
	return st;
}
