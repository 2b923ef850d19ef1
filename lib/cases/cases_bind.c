/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "cases/cases_bind.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "table/absent.h"

static int add_name(struct names *names, const char *s, struct err *e)
{
	size_t index;

	return names_add(names, s, strlen(s), &index, e);
}

/* p_*, else z_*; it fixes the classes. */
static int bind_classes(struct cases *c, bool need, struct err *e)
{
	int st = table_family(c->t, ROLE_PROB, &c->prob, e);

	if (!st && !c->prob.n) {
		family_free(&c->prob);
		st = table_family(c->t, ROLE_LOGIT, &c->prob, e);
		c->from_logits = true;
	}
	if (!st && !c->prob.n && need)
		st = table_absent(c->t, (const enum role[]){ROLE_PROB, ROLE_LOGIT}, 2, e);
	if (st)
		return st;
	c->open = !c->prob.n;
	if (c->open)
		return ST_OK;
	if (c->prob.n == 1 && !c->prob.single)
		return absent_second_class(
			&c->t->header, table_file(c->t), c->from_logits ? ROLE_LOGIT : ROLE_PROB, c->prob.column[0], e);
	if (c->prob.n > 1)
		return names_add_list(&c->classes, c->prob.member.name, c->prob.n, e);
	st = add_name(&c->classes, "0", e);
	return st ? st : add_name(&c->classes, "1", e);
}

static size_t *no_columns(size_t n, struct err *e)
{
	size_t *column = mem_alloc(n, sizeof *column, e);

	for (size_t i = 0; column && i < n; i++)
		column[i] = NAMES_NONE;
	return column;
}

/* Where there are no experts, not even of a conf_* that was not asked for, deferred rows are rejected: by an agent to whom
 * a cost_* and an avail_* may belong. */
static int bind_reject(struct cases *c, struct err *e)
{
	struct family conf = {0};
	int st;

	if (!(c->asked & CASES_REJECT) || c->agent.n > 1)
		return ST_OK;
	st = table_family(c->t, ROLE_CONF, &conf, e);
	c->rejects = !st && conf.n == (names_find(&conf.member, "model", 5) != NAMES_NONE);
	family_free(&conf);
	return st || !c->rejects ? st : add_name(&c->agent, "reject", e);
}

/* The columns that are about agents, by role. */
enum { ANSWER, CONF, DEFER, ESTIMATE, QUALITY, LOSS, COST, AVAILABLE, FAMILIES };

static const struct {
	unsigned flag;
	enum role role;
	bool names;   /* its members are agents */
	bool outside; /* also where it is not asked for, if CASES_AGENTS is */
} agent_role[FAMILIES] = {
	[ANSWER] = {CASES_ANSWER, ROLE_EXPERT, true, false},
	[CONF] = {CASES_CONF, ROLE_CONF, true, true},
	[DEFER] = {CASES_DEFER, ROLE_DEFER, true, false},
	[ESTIMATE] = {CASES_ESTIMATE, ROLE_ESTIMATE, true, true},
	[QUALITY] = {CASES_QUALITY, ROLE_QUALITY, true, true},
	[LOSS] = {CASES_QUALITY, ROLE_LOSS, true, true},
	[COST] = {CASES_COST, ROLE_COST, false, false},
	[AVAILABLE] = {CASES_AVAILABLE, ROLE_AVAILABLE, false, false},
};

/* Numbers the experts: the members of e_*, then those of the other roles that are new, in their order. */
static int bind_agents(struct cases *c, const struct family *f, struct err *e)
{
	int st = add_name(&c->agent, "model", e);

	for (size_t i = 0; !st && i < FAMILIES; i++)
		if (agent_role[i].names)
			st = names_add_list(&c->agent, f[i].member.name, f[i].member.n, e);
	if (!st)
		st = bind_reject(c, e);
	c->nexpert = st ? 0 : c->agent.n - 1;
	if (st)
		return st;
	c->answer_column = no_columns(c->nexpert, e);
	c->conf_column = no_columns(c->agent.n, e);
	c->cost_column = no_columns(c->agent.n, e);
	c->defer_column = no_columns(c->agent.n, e);
	c->avail_column = no_columns(c->agent.n, e);
	c->quality_column = no_columns(c->agent.n, e);
	c->estimate_column = no_columns(c->agent.n, e);
	return c->answer_column && c->conf_column && c->cost_column && c->defer_column && c->avail_column
			&& c->quality_column && c->estimate_column
		? ST_OK
		: ST_SYSTEM;
}

/* Sets column[agent] for every member; a member that is no agent is an error. */
static int place(const struct cases *c, const struct family *f, size_t *column, struct err *e)
{
	char shown[ERR_EXCERPT];

	for (size_t i = 0; i < f->n; i++) {
		const struct name *m = &f->member.name[i];
		size_t agent = names_find(&c->agent, m->s, m->n);

		if (agent == NAMES_NONE) {
			m = &c->t->header.name[f->column[i]];
			return err_at(e, ST_DATA, table_file(c->t), 1, 1, "column '%s': no agent of that name",
				err_excerpt(shown, m->s, m->n));
		}
		column[agent] = f->column[i];
	}
	return ST_OK;
}

static int expert_named_model(const struct cases *c, const struct family *answer, struct err *e)
{
	if (names_find(&answer->member, "model", 5) == NAMES_NONE)
		return ST_OK;
	return err_at(e, ST_DATA, table_file(c->t), 1, 1, "an expert cannot be called 'model'");
}

static int families(const struct cases *c, unsigned need, unsigned want, struct family *f, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && i < FAMILIES; i++)
		if (need & agent_role[i].flag & ~CASES_QUALITY)
			st = table_need(c->t, agent_role[i].role, &f[i], e);
		else if ((need | want) & (agent_role[i].flag | (agent_role[i].outside ? CASES_AGENTS : 0)))
			st = table_family(c->t, agent_role[i].role, &f[i], e);
	return st;
}

/* Where the agents' columns are. */
static int place_all(struct cases *c, const struct family *f, struct err *e)
{
	const struct {
		size_t family, *column;
	} to[] = {{CONF, c->conf_column}, {COST, c->cost_column}, {DEFER, c->defer_column},
		{AVAILABLE, c->avail_column}, {ESTIMATE, c->estimate_column},
		{c->losses ? LOSS : QUALITY, c->quality_column}};
	int st = ST_OK;

	for (size_t j = 0; j < f[ANSWER].n; j++)
		c->answer_column[j] = f[ANSWER].column[j];
	for (size_t i = 0; !st && i < sizeof to / sizeof *to; i++)
		if (c->asked & agent_role[to[i].family].flag)
			st = place(c, &f[to[i].family], to[i].column, e);
	return st;
}

static int bind_experts(struct cases *c, unsigned need, unsigned want, struct err *e)
{
	struct family f[FAMILIES] = {0};
	int st = families(c, need, want, f, e);

	if (!st)
		st = expert_named_model(c, &f[ANSWER], e);
	if (!st && (need | want) & CASES_QUALITY && f[QUALITY].n && f[LOSS].n)
		st = err_at(e, ST_DATA, table_file(c->t), 1, 1,
			"the table has qualities and losses, '%.200s' and '%.200s': bind one role (loss=)",
			c->t->header.name[f[QUALITY].column[0]].s, c->t->header.name[f[LOSS].column[0]].s);
	c->losses = f[LOSS].n > 0;
	if (!st)
		st = bind_agents(c, f, e);
	if (!st)
		st = place_all(c, f, e);
	for (size_t i = 0; i < FAMILIES; i++)
		family_free(&f[i]);
	return st;
}

static int bind_logits(struct cases *c, bool need, struct err *e)
{
	int st = need ? table_need(c->t, ROLE_LOGIT, &c->logit, e) : table_family(c->t, ROLE_LOGIT, &c->logit, e);

	if (st || c->logit.n != c->classes.n)
		return st;
	c->logit_class = mem_alloc(c->logit.n, sizeof *c->logit_class, e);
	if (!c->logit_class)
		return ST_SYSTEM;
	for (size_t k = 0; k < c->logit.n; k++) {
		const struct name *m = &c->logit.member.name[k];

		c->logit_class[k] = names_find(&c->classes, m->s, m->n);
		if (c->logit_class[k] == NAMES_NONE) {
			free(c->logit_class);
			c->logit_class = NULL;
			break;
		}
	}
	return ST_OK;
}

int cases_find_graded(const struct table *t, bool *graded, struct err *e)
{
	struct family quality = {0}, loss = {0};
	int st = table_family(t, ROLE_QUALITY, &quality, e);

	if (!st)
		st = table_family(t, ROLE_LOSS, &loss, e);
	*graded = quality.n || loss.n;
	family_free(&quality);
	family_free(&loss);
	return st;
}

/* Where answers are compared with labels, qualities are not passed over. */
static int refuse_qualities(const struct cases *c, unsigned any, struct err *e)
{
	const enum role role[] = {ROLE_QUALITY, ROLE_LOSS};
	int st = ST_OK;

	for (int i = 0; !st && i < 2 && any & CASES_LABEL && any & CASES_ANSWER && !(any & CASES_QUALITY); i++) {
		struct family f = {0};
		char shown[ERR_EXCERPT];

		st = table_family(c->t, role[i], &f, e);
		if (!st && f.n)
			st = err_at(e, ST_DATA, table_file(c->t), 1, 1,
				"column '%s' says what an answer was worth, but here answers are right or wrong, by the "
				"label: --columns %s= unbinds it",
				err_excerpt(shown, c->t->header.name[f.column[0]].s, c->t->header.name[f.column[0]].n),
				role_name(role[i]));
		family_free(&f);
	}
	return st;
}

/* Where qualities may stand for it, both are missed. */
static int bind_label(struct cases *c, unsigned need, unsigned any, struct err *e)
{
	static const enum role outcome[] = {ROLE_LABEL, ROLE_QUALITY};
	bool needed = need & CASES_LABEL && (!c->graded || any & CASES_TRUTH);
	int st = table_single(c->t, ROLE_LABEL, false, &c->label_column, e);

	if (st || !needed || c->label_column != NAMES_NONE)
		return st;
	return table_absent(c->t, outcome, any & CASES_QUALITY && !(any & CASES_TRUTH) ? 2 : 1, e);
}

int cases_bind(struct cases *c, unsigned need, unsigned want, struct err *e)
{
	unsigned any = need | want;
	int st = refuse_qualities(c, any, e);

	c->label_column = c->weight_column = NAMES_NONE;
	if (!st && any & (CASES_PROB | CASES_LABEL | CASES_ANSWER))
		st = bind_classes(c, need & CASES_PROB, e);
	if (!st && any & CASES_LOGIT)
		st = bind_logits(c, need & CASES_LOGIT, e);
	if (!st && any & CASES_QUALITY)
		st = cases_find_graded(c->t, &c->graded, e);
	if (!st && need & CASES_QUALITY && !c->graded)
		st = table_absent(c->t, (const enum role[]){ROLE_QUALITY, ROLE_LOSS}, 2, e);
	if (!st && any & CASES_LABEL)
		st = bind_label(c, need, any, e);
	if (!st && any & CASES_WEIGHT)
		st = table_single(c->t, ROLE_WEIGHT, need & CASES_WEIGHT, &c->weight_column, e);
	return st ? st : bind_experts(c, need, want, e);
}
