/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A curve in every draw of the bootstrap at once: the sums at its points, which are thresholds, fixed by the rows as they are.
 * The rows are added once to the model's sums, and as they are deferred they are taken out of these and added to the experts'.
 *
 * Memory: 8 bytes a draw for each of some 10 limbs; of runs, which are read twice more, 4 kB each.  Time, a row: some 2 us for 1,000 draws; a point: 0.2 ms.
 */
#ifndef L2D_CURVE_DRAWS_H
#define L2D_CURVE_DRAWS_H

#include "inference/draw_sums.h"
#include "rank/curve.h"

struct curve_draws {
	const struct scored_rows *rows; /* NULL: those of `runs` */
	struct scored_runs runs;
	struct draw_sums sums;
	size_t at; /* rows before are deferred */
	int cost_unit;
	bool beyond;
};

/* Keeps rows, which are sorted as for curve_start and have keys.  To be freed whatever comes of it. */
int curve_draws_start(struct curve_draws *c, const struct scored_rows *rows, size_t draws, struct err *e);
/* The same of runs that are files, before or while a curve reads them. */
int curve_draws_start_runs(struct curve_draws *c, const struct scored_runs *runs, size_t draws, struct err *e);
void curve_draws_free(struct curve_draws *c);
/* Defers the rows before `at`, where the curve has come to. */
int curve_draws_defer(struct curve_draws *c, size_t at, struct err *e);
/* The point there in a draw: coverage, accuracies, cost and risk. */
struct curve_point curve_draws_point(const struct curve_draws *c, size_t draw);

#endif
