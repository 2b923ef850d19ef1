/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Early stopping: after every iteration the mean loss of rows that the fit does not see, without the penalty; the parameters at
 * its least are kept, the first of equals, and the fit ends when `patience` iterations have not lowered it (Prechelt 1998, his
 * second class of criteria with strips of one).
 */
#ifndef L2D_EARLY_H
#define L2D_EARLY_H

#include <stddef.h>

#include "network/attack.h"
#include "network/network.h"

struct early {
	const struct network *network;
	const double *x; /* [n x network->width[0]] rows held out, mapped */
	size_t n;
	fit_rows_fn *rows; /* their losses; the gradients are not used */
	void *ctx;
	double total;    /* their weight, positive */
	size_t patience; /* at least 1 */

	double *best; /* [nparam] */
	double least; /* their mean loss there */
	size_t since; /* iterations after it */
	double *packed, *scratch, *g;
};

/* The fields above `best` are set.  ST_SYSTEM. */
int early_init(struct early *s, struct err *e);
void early_free(struct early *s);

/* One iteration came to theta [nparam]; *loss gets the mean loss there.  ST_END: it was the last one. */
int early_look(struct early *s, const double *theta, double *loss);

#endif
