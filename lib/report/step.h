/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * One thing that a report does: a program of l2d, or two joined by a pipe, run as a reader of the report would type it in.
 */
#ifndef L2D_STEP_H
#define L2D_STEP_H

#include <sys/types.h>

#include "base/arena.h"
#include "base/opt_table.h"
#include "draw/put.h"

enum { STEP_STAGES = 2 };

struct step {
	struct strings word[STEP_STAGES]; /* the name of the program first; NULL behind the last one when it runs */
	size_t stages;
	struct arena words;    /* copies of them */
	int out;               /* a file in memory with what the last stage wrote; 0: none */
	int said[STEP_STAGES]; /* the same of what they said on standard error */
};

void step_free(struct step *s);

/* Begins a stage: this program. */
int step_program(struct step *s, const char *name, struct err *e);
/* One word more of the stage, a copy. */
int step_word(struct step *s, const char *word, struct err *e);
/* An option and its value. */
int step_option(struct step *s, const char *name, const char *value, struct err *e);
int step_number(struct step *s, const char *name, double value, struct err *e);

/* Runs it; the first stage reads standard input from `begin` on; -1: it has nothing to read there.  Where a stage fails, its status and its message. */
int step_run(struct step *s, off_t begin, struct err *e);

/* The command line as a shell takes it. */
void step_put(const struct step *s, struct text *t);
/* The same as a block, and below it what was said. */
int step_show(const struct step *s, struct text *t);

#endif
