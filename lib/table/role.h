/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Column roles: which columns of a table are labels, probabilities, experts' answers ...
 *
 * A role is bound to a list of columns.  An item of the list is a column's name, or a glob with one '*', whose match is the
 * member's name: p_* makes p_cat the probability of class "cat".  '!' in front leaves the columns out that the item
 * matches.  Bindings come from the defaults, from the environment variable L2D_COLUMNS, and from --columns:
 *
 *   label=diagnosis prob=prob_* expert=reader_*,smith,!reader_old logit=
 *
 * Bindings of one source add up, in any order; one of a later source takes the place of the earlier ones', unless it has
 * only items to leave out.  An empty list unbinds.  The grammar is in l2d-csv(5).
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
	ROLE_PAID,
	ROLE_ID,
	ROLE_PROPENSITY,
	ROLE_TIME,
	ROLE_READINGS,
	ROLE_EFFORT,
	ROLE_FIXED,
	ROLE_QUALITY,
	ROLE_LOSS,
	ROLE_ESTIMATE,
	ROLE_KNOWN,
	/* Of summaries: */
	ROLE_COVERAGE,
	ROLE_SYSTEM_ACCURACY,
	ROLE_AUROC,
	ROLE_AP,
	ROLE_RISK,
	ROLE_SHARE,
	ROLE_LO,
	ROLE_HI,
	ROLE_N,
	ROLE_CONFIDENCE,
	ROLE_FREQUENCY,
	ROLE_WILSON_LO,
	ROLE_WILSON_HI,
	ROLE_BOOTSTRAP_LO,
	ROLE_BOOTSTRAP_HI,
	ROLE_CONSISTENCY_LO,
	ROLE_CONSISTENCY_HI,
	ROLE_SYSTEM_ACCURACY_LO,
	ROLE_SYSTEM_ACCURACY_HI,
	ROLE_RISK_LO,
	ROLE_RISK_HI,
	ROLE_ROW,
	ROLE_ACCURACY_LO,
	ROLE_ACCURACY_HI,
	ROLE_MEAN_COST,
	ROLE_ACCURACY,
	ROLE_ALARMS,
	ROLE_RADIUS,
	ROLE_CERTIFIED,
	ROLE_ALARM,
	ROLE_ALONE,
	ROLE_VALUE,
	ROLE_VALUE_LO,
	ROLE_VALUE_HI,
	ROLE_COUNT
};

/* In the order of precedence. */
enum role_source { ROLE_INITIAL, ROLE_ENVIRONMENT, ROLE_OPTION };

struct role_item {
	const char *text; /* a column's name or a glob, terminated; of ROLE_INITIAL role_initial's, else its own */
	bool out;         /* it leaves columns out */
	enum role_source source;
};

struct role_list {
	struct role_item *item; /* [n] */
	size_t n, cap;
	enum role_source source; /* the latest that binds; items to leave out may be of later ones */
};

struct roles {
	struct role_list role[ROLE_COUNT];
};

/* The columns of a role, in header order. */
struct family {
	size_t n;
	size_t *column;      /* [n] places in the header */
	struct names member; /* [n] what '*' stood for; the column's name where the pattern has no '*' */
	bool single;         /* one column, by its name */
};

void roles_free(struct roles *r);
void role_item_free(const struct role_item *item);

/* Finds the role's columns; none is no error.  ST_DATA when two are for one member. */
int roles_family(const struct roles *r, enum role role, const struct names *header, struct family *f, struct err *e);
void family_free(struct family *f);

/* An item of --columns that no column of the header matches; NULL when there is none. */
const struct role_item *roles_unmatched(const struct roles *r, enum role role, const struct names *header);

/* The column that has the role for the member (NULL: a role of one column, which its list names), or NAMES_NONE. */
int roles_find(const struct roles *r, enum role role, const struct name *member, const struct names *header,
	size_t *column, struct err *e);

/* Appends the name under which the column of a member is written: the column's that has the role, else the first glob of
 * the list with the member in place of '*', else the default one. */
int roles_column(const struct roles *r, enum role role, const struct name *member, const struct names *header,
	struct buf *out, struct err *e);

/* The one column's name where the list is just that, else NULL. */
const char *roles_one(const struct roles *r, enum role role);

/* Whether a glob is in the list. */
bool roles_has_glob(const struct roles *r, enum role role);

/* Whether the column has the role, for whatever member: of a role that says something about columns. */
bool roles_has(const struct roles *r, enum role role, const struct name *column);

/* Appends the role's list as a message shows it: "p_*". */
int roles_show(const struct roles *r, enum role role, struct buf *out, struct err *e);

/* The default list of a role: "p_*". */
const char *role_initial(enum role role);

/* The role of that name, or -1. */
int role_of(const char *name, size_t n);

/* "label" for ROLE_LABEL. */
const char *role_name(enum role role);

#endif
