/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Command lines.  One table per program drives parsing, --help, shell completion and the
 * check that the man page lists the same options; nothing else knows the options.
 *
 * Every program also has -h/--help, -V/--version and --completion bash|zsh.
 *
 * A letter means the same in every program:
 *   -b bins   -c cost   -e estimand   -j jobs   -n rows   -o output   -r rule   -s seed   -t tag
 */
#ifndef L2D_OPT_H
#define L2D_OPT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#define L2D_VERSION "0.1.0"

struct strings {
	const char **v;
	size_t n, cap;
};

enum opt_kind {
	OPT_FLAG,   /* to: bool */
	OPT_STRING, /* to: const char * (points into argv) */
	OPT_LIST,   /* to: struct strings; may be repeated */
	OPT_NUMBER, /* to: double, finite */
	OPT_COUNT,  /* to: size_t */
	OPT_CHOICE, /* to: int, the place in arg, which reads "one|two|three" */
};

struct opt {
	char letter;      /* 0: none */
	const char *name; /* NULL ends a table */
	enum opt_kind kind;
	void *to;        /* holds the default before parsing */
	const char *arg; /* the argument's name; NULL for a flag */
	const char *help;
	const char *initial; /* the default in words, for the help; NULL: none */
};

struct program {
	const char *name;
	const char *operands; /* as in the synopsis: "[FILE]..." */
	const char *purpose;  /* one line */
	const char *reads;    /* columns read; lines separated by \n */
	const char *writes;   /* columns written */
	const struct opt *opts;
};

/* The main of every program: parses argv, calls run with the operands, in order, unless --help, --version or --completion was
 * answered, checks that what was printed on standard output got there, and reports e.  Returns the exit status. */
int opt_main(const struct program *p, int (*run)(const struct strings *operands, struct err *e), int argc, char **argv);

int strings_add(struct strings *s, const char *v, struct err *e);

/* Splits "NAME=VALUE" at the first '='; false when there is none or the name is empty. */
bool opt_split(const char *s, size_t *name_length, const char **value);

#endif
