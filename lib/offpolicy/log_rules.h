/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The rules that are judged by a log: whom each of them asks on a row.  A rule is a column of the table, an agent that is always
 * asked, or a chain of models (apply/chain.h) that decides.
 */
#ifndef L2D_LOG_RULES_H
#define L2D_LOG_RULES_H

#include "apply/chain.h"
#include "base/opt.h"
#include "cases/cases.h"

struct log_rule_options {
	struct strings column;       /* the columns with other rules' agents */
	struct strings model;        /* chains, each "FILE,..." */
	struct strings always;       /* agents, each of which is the rule that always asks it */
	struct chain_models *models; /* [model.n] loaded, shared by all threads */
	char **files;                /* [model.n] their names, cut apart */
	bool hashed;                 /* asked for: */
	double *hash;                /* [model.n] of what is in them: whole numbers below 2^53 */
};

struct log_rules {
	const struct log_rule_options *opt;
	struct cases *c;
	size_t n;
	size_t *column;      /* [columns] */
	struct chain *chain; /* [models] */
	size_t *slot;        /* [models] of the chain's agent */
	size_t *constant;    /* [always] agents */
	size_t *choice;      /* [n] agents, of the current row */
};

/* Loads the models.  ST_DATA also for one that tosses coins: what it does depends on the rows before. */
int log_rules_load(struct log_rule_options *o, const struct chain_kind *const *kinds, struct err *e);
void log_rules_unload(struct log_rule_options *o);

size_t log_rules_count(const struct log_rule_options *o);
const char *log_rules_name(const struct log_rule_options *o, size_t i);

/* agent_column: what the log's own rule drew is no rule.  Keeps o and c. */
int log_rules_open(
	struct log_rules *r, const struct log_rule_options *o, struct cases *c, size_t agent_column, struct err *e);
void log_rules_free(struct log_rules *r);

/* Sets the choices on the row that the table is at. */
int log_rules_read(struct log_rules *r, struct err *e);

#endif
