/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Simulated experts: who is right on which cases, as in the experiments of the field.
 *
 *   first:K               right on the first K classes, uniform over all classes otherwise
 *                         (Mozannar & Sontag 2020, section 7.1, the synthetic expert on CIFAR-10)
 *   classes:LIST          the same for the listed classes (Narasimhan et al. 2022, the specialist)
 *   accuracy:A            right with probability A
 *   group:COLUMN=VALUE:A:B  right with probability A where the column has the value, B elsewhere
 *   pq:COLUMN:P:Q         group:COLUMN=1:P:Q (Mozannar & Sontag 2020, section 7.3, the CheXpert experts)
 *   drift:FROM:TO         the accuracy moves linearly along the rows
 *   switch:FROM:TO        the accuracy changes at the last of these rows
 *   fatigue:FROM:TO:H     TO + (FROM - TO) 2^-(t/H) in row 1 + t: H rows take half of the way; fatigue:H is from .9 to guessing, 1/K
 *   regimes:A:B...        an accuracy for each state of a hidden Markov chain (regimes.h), which is the same for all experts
 *   confusion:FILE        P(answer | label) from a table
 *
 * Who is wrong answers uniformly among the other classes, but for confusion.
 *
 * The random numbers are hashes of the seed, the row's id and the expert's name, so an answer does not depend
 * on the order of the rows or on which other experts there are.
 */
#ifndef L2D_SYNTH_EXPERT_H
#define L2D_SYNTH_EXPERT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/names.h"
#include "table/table.h"

struct synth_expert {
	const char *name; /* not terminated, points into the specification */
	size_t namen;
	double inside;     /* accuracy on the known classes, in the group, at the first row */
	double outside;    /* accuracy elsewhere, at the last row */
	bool *knows;       /* [class] first, classes; else NULL */
	char *column;      /* group, pq: the column; else NULL */
	const char *value; /* group, pq: its value in the group, points into the specification */
	size_t valuen;
	bool drifts;        /* the accuracy depends on the place */
	bool switches;      /* at the last row, at once */
	double half_life;   /* fatigue: rows; else 0 */
	double *regime;     /* [regimes] accuracy in each; else NULL */
	double *cumulative; /* [class x class] confusion: P(answer <= k | label); else NULL */
};

/* What experts depend on besides the label. */
struct synth_moment {
	size_t row;    /* its number, from 1 */
	double place;  /* between the first row (0) and the last one of --rows (1) */
	size_t regime; /* from 0 */
	bool in_group; /* the row's column has the group's value */
};

/* Parses "NAME=KIND:ARGUMENTS".  `regimes`: how many there are, 0 without.  `opt` says how the table of confusion:FILE is read: columns y
 * and p_*, one row for every class.  ST_USAGE for a malformed specification, ST_DATA for a bad table. */
int synth_expert_parse(struct synth_expert *x, const char *spec, const struct names *classes, size_t regimes,
	const struct table_options *opt, struct err *e);
void synth_expert_free(struct synth_expert *x);

/* Whether what the expert answers depends on the row's number. */
bool synth_expert_by_row(const char *spec);

/* Where the random numbers of a row and of an expert come from. */
uint64_t synth_expert_row_key(const void *id, size_t n, size_t seed);
uint64_t synth_expert_expert_key(const char *name, size_t n, size_t seed);

/* What the expert answers, of nclass > 1 classes. */
size_t synth_expert_answer(const struct synth_expert *x, size_t nclass, size_t label, const struct synth_moment *m,
	uint64_t row_key, uint64_t expert_key);

/* In [0, 1): the answer is hidden at every rate above it. */
double synth_expert_hiding(uint64_t row_key, uint64_t expert_key);

#endif
