/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A chain of models applied to the rows of a table, in order, in one pass.
 *
 * Models read values and compute values, all in one array of slots.  A column that a model asks for is the
 * latest one that an earlier model of the chain computes under that name, else the input's; computed numbers
 * stay doubles, nothing is printed and parsed again.  A computed column whose name is in the input, or
 * was computed before, takes that one's place.
 *
 * Each kind of model is a struct chain_kind, known by the record `kind` of its file; l2d-apply has the
 * table of kinds.  Memory: the models, one row, O(columns).
 */
#ifndef L2D_CHAIN_H
#define L2D_CHAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "apply/chain_models.h"
#include "base/arena.h"
#include "table/extend.h"
#include "table/table.h"

/* What a slot holds: a number (missing: NaN), or bytes for the roles expert, label, agent and answer
 * (missing: n = 0), which are not copied and must live until the row is written. */
struct chain_value {
	double x;
	const char *s;
	size_t n;
};

/* What --emit chooses, by the role of the column. */
enum chain_emit {
	CHAIN_LOGITS = 1,      /* z_*, defer_* */
	CHAIN_PROBS = 2,       /* p_* */
	CHAIN_CONFIDENCES = 4, /* conf_*, est_* */
	CHAIN_GATES = 8,       /* q_* */
	CHAIN_SCORES = 16,     /* score */
	CHAIN_DECISIONS = 32,  /* agent, answer */
	CHAIN_ALL = 63,
};

/* "logits,probs,..." -> flags; NULL: all.  ST_USAGE. */
int chain_parse_emit(const char *list, unsigned *emit, struct err *e);

struct chain_slot {
	char *name; /* of the column */
	enum role role;
	size_t column; /* of the input; NAMES_NONE: computed */
	size_t model;  /* the place of the model that computes or first reads it */
	bool needed;   /* an input that must not be missing */
	bool emitted;
	bool text, probability; /* by its role */
	bool finite;            /* it is computed and must be */
};

struct chain {
	struct table *t;
	unsigned emit; /* enum chain_emit, also for kinds that can save work */
	bool aside;    /* nothing is written: other decisions may stand in the table */
	const struct chain_models *models;
	void **state;              /* [models] */
	struct arena arena;        /* of the states and their arrays */
	size_t binding;            /* the model that is being bound */
	struct chain_slot *slot;   /* [nslot] */
	struct chain_value *value; /* [nslot] the current row's */
	size_t nslot, slot_cap, value_cap;
	size_t *column; /* [ncolumn] those of the slots that are numbers of the input, in their order */
	double *number; /* [ncolumn] the current row's, as far as they are plain */
	size_t ncolumn;
	struct names slot_name; /* of all slots, each name once */
	size_t *latest;         /* [slot_name.n] the last slot of that name */
	size_t latest_cap;
};

/* Binds all models to the table, in order, and adds the names of what they compute to `computed`.  ST_DATA when a
 * column is absent, or of a family p_*, z_* or q_* that is computed but not itself computed; ST_USAGE when `wanted` (flags; 0: whatever there is) names what no model computes.  c is zero
 * before and the caller's to free in every case. */
int chain_bind(struct chain *c, const struct chain_models *models, struct table *t, unsigned wanted,
	struct names *computed, struct err *e);
void chain_free(struct chain *c);

/* Takes the table's next row through all models and writes it.  ST_END after the last, ST_SKIP where a needed cell is
 * missing. */
int chain_next(struct chain *c, struct extend *x, struct err *e);

/* The same for a chain whose decisions are only looked at: ST_DATA where no model decides.  *agent is the slot of the agent. */
int chain_bind_aside(struct chain *c, const struct chain_models *models, struct table *t, size_t *agent, struct err *e);

/* Takes the row that the table is at through all models, whose values are then in c->value. */
int chain_read(struct chain *c, struct err *e);

/* For bind: the slot of the column that has the role for the member (NULL: the role has one column).
 * ST_DATA when it is absent and needed; else *slot is NAMES_NONE.  A needed cell that is missing is an error
 * or, by --na-action, drops the row.  Cells of p_*, conf_* and q_* are checked to lie in [0, 1]. */
int chain_input(struct chain *c, enum role role, const struct name *member, bool needed, size_t *slot, struct err *e);

/* For bind: a column to compute. */
int chain_output(struct chain *c, enum role role, const struct name *member, size_t *slot, struct err *e);

/* For bind: the latest slot of that name, an input already asked for included; NAMES_NONE. */
size_t chain_find_slot(const struct chain *c, const char *name);

/* For bind: the latest slot of that name, else one of that column of the input.  NAMES_NONE as the column: it is absent. */
int chain_slot_of(
	struct chain *c, const char *name, size_t column, enum role role, bool needed, size_t *slot, struct err *e);

/* For bind: puts the file of the model that is being bound before the message. */
void chain_blame(const struct chain *c, struct err *e);

/* For bind: the columns agent and answer, for the model and these experts; the experts' answers are those of e_*. */
struct chain_decision {
	const struct names *classes, *experts;
	const struct chain *chain;
	size_t agent, answer; /* slots */
	size_t *said;         /* [1 + experts] slots of e_*; NAMES_NONE without */
	bool rejects;         /* the one expert is `reject`, who never answers */
};
int chain_decision(struct chain *c, const struct names *classes, const struct names *experts, struct chain_decision *d,
	struct err *e);

/* For row: sets both; agent 0 is the model, whose answer is the class of the largest p [classes], the first of equals, and none
 * without classes.
 * A row that is written with an expert who has a column of answers, but none there, is counted in the table's unanswered,
 * a row that is rejected in its rejected. */
void chain_decide(const struct chain_decision *d, struct chain_value *v, size_t agent, const double *p);

/* "model", the name of agent 0. */
extern const struct name chain_model_name;

#endif
