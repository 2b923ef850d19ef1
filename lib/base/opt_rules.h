/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Which options go together.  A program's table of rules says under which others an option does something; where
 * it would do nothing it is refused, with a message that names both.
 *
 * Terms are separated by blanks.  A term is the name of an option, which holds when the option was given, or
 * "name=one|two" for a choice or a string, which holds when its value is one of these, also by default; values of
 * strings are patterns as file names are (fnmatch(3)).
 */
#ifndef L2D_OPT_RULES_H
#define L2D_OPT_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/err.h"
#include "base/opt_table.h"

enum opt_relation {
	OPT_NEEDS,    /* where a term of `of` holds, one of the others must; without any `of`: one must */
	OPT_EXCLUDES, /* where a term of `of` holds, none of the others may */
	OPT_APART,    /* of the terms of `of` one may hold at most */
};

struct opt_rule {
	const char *of; /* NULL ends a table */
	enum opt_relation relation;
	const char *others; /* NULL with OPT_APART */
	/* OPT_NEEDS, and others is the name of a choice alone: whether its alternative i has a use for the option. */
	bool (*takes)(size_t i, const char *option);
};

/* given [options]: what stood on the command line.  ST_USAGE: the first rule that is broken, in words. */
int opt_rules_check(const struct program *p, const bool *given, struct err *e);

/* For tests, lines of fields between tabs: "refused", options that the rules refuse together, the options that
 * the message must name; "option", name, how it may stand on a command line, and
 * whether it may be repeated; "limits", name, kind, limits. */
void opt_rules_print(const struct program *p, FILE *out);

#endif
