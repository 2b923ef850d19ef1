/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Column roles: which columns of a table are labels, probabilities, experts' answers ...
 *
 * A role is bound to columns by a pattern, a column name or a glob with one '*', whose match is the member's
 * name: p_* makes p_cat the probability of class "cat".  Patterns come from the defaults, from the
 * environment variable L2D_COLUMNS, and from --columns, in this order of growing precedence:
 *
 *   label=diagnosis prob=prob_* expert=reader_*
 */
#ifndef L2D_ROLE_H
#define L2D_ROLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/names.h"
#include "base/opt.h"

enum role {
	ROLE_LABEL,
	ROLE_PROB,
	ROLE_LOGIT,
	ROLE_EXPERT,
	ROLE_DEFER,
	ROLE_CONF,
	ROLE_COST,
	ROLE_GATE,
	ROLE_FEATURE,
	ROLE_WEIGHT,
	ROLE_SCORE,
	ROLE_AGENT,
	ROLE_ANSWER,
	ROLE_AVAILABLE,
	ROLE_LATENCY,
	ROLE_COUNT
};

struct role_pattern {
	char *pattern;
	bool explicit; /* given by --columns: it must match */
};

struct roles {
	struct role_pattern role[ROLE_COUNT];
};

/* The columns of a role, in header order. */
struct family {
	size_t n;
	size_t *column;      /* [n] places in the header */
	struct names member; /* [n] what '*' stood for; the column's name where the pattern has no '*' */
	bool single;         /* the pattern has no '*' */
};

/* Takes L2D_COLUMNS and the --columns options.  ST_USAGE for an unknown role or a pattern with two '*'. */
int roles_init(struct roles *r, const struct strings *options, struct err *e);
void roles_free(struct roles *r);

/* Finds the role's columns; none is no error. */
int roles_family(const struct roles *r, enum role role, const struct names *header, struct family *f, struct err *e);
void family_free(struct family *f);

/* Appends the name of the column that has the role for a member: the pattern with the member in place of '*'.
 * Where a pattern of several columns lost its '*' by --columns, the default pattern serves. */
int roles_column(const struct roles *r, enum role role, const struct name *member, struct buf *out, struct err *e);

/* "label" for ROLE_LABEL. */
const char *role_name(enum role role);

#endif
