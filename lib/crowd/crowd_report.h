/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The tables that l2d-em writes of a crowd: the workers' skills, their agreement, the consensus of a long table, that table as a
 * wide one, the course of the fit.
 */
#ifndef L2D_CROWD_REPORT_H
#define L2D_CROWD_REPORT_H

#include "crowd/crowd_file.h"
#include "crowd/crowd_table.h"
#include "csv/report.h"

int crowd_skills_write(
	const struct crowd_model *m, const struct votes *v, double level, const char *path, struct err *e);
/* pairs: Cohen's kappa of all pairs of workers too. */
int crowd_agreement_write(const struct crowd_table *t, double level, bool pairs, const char *path, struct err *e);
int crowd_consensus_write(const struct crowd_model *m, const struct crowd_table *t, const char *path, struct err *e);
/* ST_DATA, and no file, where a worker has more or less than one vote on an item: a wide table has no place for it. */
int crowd_wide_write(const struct crowd_table *t, const char *path, struct err *e);

int crowd_trace_open(struct report *r, const char *path, struct err *e);
/* As crowd_options.trace; ctx is the report. */
int crowd_trace_row(void *ctx, size_t start, size_t iteration, double loglik, double objective, struct err *e);

#endif
