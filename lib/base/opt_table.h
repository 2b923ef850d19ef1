/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Tables of options.  One per program drives parsing, ranges, --help, shell completion and the check that the man
 * page lists the same options; nothing else knows the options.
 */
#ifndef L2D_OPT_TABLE_H
#define L2D_OPT_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Options of a program at most, the built-in ones among them. */
enum { OPT_MAX = 64 };

struct strings {
	const char **v;
	size_t n, cap;
};

enum opt_kind {
	OPT_FLAG,   /* to: bool */
	OPT_STRING, /* to: const char * (points into argv) */
	OPT_LIST,   /* to: struct strings; may be repeated */
	OPT_NUMBER, /* to: double, finite, within limits */
	OPT_COUNT,  /* to: size_t, within limits */
	OPT_CHOICE, /* to: int, the place in the list of choices */
};

struct opt {
	char letter;      /* 0: none */
	const char *name; /* NULL ends a table */
	enum opt_kind kind;
	void *to;        /* holds the default before parsing */
	const char *arg; /* the argument's name; NULL for a flag; a choice's alternatives "one|two|three" */
	const char *help;
	const char *initial;             /* the default in words, for the help; NULL: none */
	const char *limits;              /* of a number or count: an interval, see opt_limits_parse */
	const char *(*choice)(size_t i); /* in place of a choice's arg: alternative i, NULL after the last */
};

/* An option that other programs have and this one cannot: why, and what does instead. */
struct opt_absent {
	const char *name; /* NULL ends a table */
	const char *why;
};

struct program {
	const char *name;
	const char *operands; /* as in the synopsis: "[FILE]..."; behind a choice where there is one; NULL: none */
	const char *purpose;  /* one line */
	const char *reads;    /* columns read; lines separated by \n */
	const char *writes;   /* columns written */
	const struct opt *opts;
	const struct opt_rule *rules;    /* base/opt_rules.h; NULL: any option goes with any other */
	const struct opt_absent *absent; /* NULL: none */
	const char *(*operand)(
		size_t i); /* the first operand is a choice: name i, NULL after the last; NULL: it is none */
	const char *(*topic)(
		size_t i); /* of l2d: what may follow "help"; any other operand is a program. NULL: not so */
};

/* Option i of the program's table followed by the built-in ones; NULL at the end. */
const struct opt *opt_at(const struct program *p, size_t i);

/* Alternative i of a choice, not terminated, *n bytes long; NULL after the last. */
const char *opt_choice(const struct opt *o, size_t i, size_t *n);

/* Ranges, as tables state them: "[0, 1)" with a square bracket where the bound is allowed and a round one where it
 * is not.  A bound is a number, a power such as 2^53 or 10^9, inf or -inf.  "any": whatever is a finite number or a
 * count. */
struct opt_limits {
	double lo, hi;
	bool open_lo, open_hi; /* the bound itself is not allowed */
};

/* false: the text is no interval. */
bool opt_limits_parse(const char *text, struct opt_limits *l);

bool opt_limits_hold(const struct opt_limits *l, double x);

/* What a program says of itself: --help, and completion scripts; summary: --fields chooses among columns that the program writes by
 * itself of any table, also of one without rows. */
void opt_help_print(const struct program *p, FILE *out);
void opt_help_bash(const struct program *p, bool summary, FILE *out);
void opt_help_zsh(const struct program *p, bool summary, FILE *out);
void opt_help_fish(const struct program *p, bool summary, FILE *out);

/* The alternatives of a choice, with the separator between them. */
void opt_help_choices(const struct opt *o, char separator, FILE *out);

#endif
