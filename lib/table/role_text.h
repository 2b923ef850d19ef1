/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The text of --columns and L2D_COLUMNS, as a grammar:
 *
 *   text    = { blank } { binding blank { blank } }
 *   binding = ROLE "=" [ item { "," item } ]
 *   item    = [ "!" ] COLUMN, with one "*" at most
 *
 * Between double quotes, which may stand anywhere, blanks and commas are bytes of a name, and two quotes are one.
 */
#ifndef L2D_ROLE_TEXT_H
#define L2D_ROLE_TEXT_H

#include "base/err.h"
#include "base/opt.h"
#include "table/role.h"

/* Takes L2D_COLUMNS and the --columns options.  ST_USAGE for an unknown role, an item with two '*' or an empty item. */
int roles_init(struct roles *r, const struct strings *options, struct err *e);

/* Takes one text of bindings, of a source that is not before that of any text taken.  ST_USAGE for what is not of the grammar
 * and for an unknown role, with the roles there are. */
int roles_bind(struct roles *r, const char *text, enum role_source source, struct err *e);

#endif
