/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Command lines.  A table per program (base/opt_table.h) says what options there are and within which limits, a
 * second one which of them go together (base/opt_rules.h): an option that would do nothing is refused.
 *
 * Every program also has -h/--help, -V/--version and --completion bash|zsh.  An option that is no list is
 * given once; a list of NAME=... has every NAME once.
 *
 * A letter means the same in every program:
 *   -b bins   -c cost   -e estimand   -j jobs   -n rows   -o output   -r rule   -s seed   -t tag
 */
#ifndef L2D_OPT_H
#define L2D_OPT_H

#include "base/err.h"
#include "base/opt_table.h"

#define L2D_VERSION "0.1.0"

/* The main of every program: parses argv, calls run with the operands, in order, unless --help, --version or --completion was
 * answered, checks that what was printed on standard output got there, and reports e.  Returns the exit status.
 *
 * Standard descriptors that are closed are opened first, so that no file of the program's own takes their place:
 * 0 and 1 so that reading and writing still fail, 2 so that messages go nowhere. */
int opt_main(const struct program *p, int (*run)(const struct strings *operands, struct err *e), int argc, char **argv);

/* Whether the option stood on the command line; only while run runs. */
bool opt_given(const struct program *p, const char *name);

int strings_add(struct strings *s, const char *v, struct err *e);

/* Splits "NAME=VALUE" at the first '='; false when there is none or the name is empty. */
bool opt_split(const char *s, size_t *name_length, const char **value);

#endif
