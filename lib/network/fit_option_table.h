/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* The options of a fit, of the programs that let its caller choose. */
#ifndef L2D_FIT_OPTION_TABLE_H
#define L2D_FIT_OPTION_TABLE_H

#include <math.h>

#include "base/opt.h"
#include "network/fit_options.h"

/* Of the tolerance what is minimised decides. */
#define FIT_OPTIONS_DEFAULT                                                                                            \
	{                                                                                                              \
		.tolerance = NAN, .iterations = 1000, .epochs = 50, .batch = 128, .rate = 0.01                         \
	}

/* o: struct fit_options. */
#define FIT_OPTIONS(o)                                                                                                 \
	{0, "tolerance", OPT_NUMBER, &(o).tolerance, "T", "stop at this norm of the gradient, relative to its first",  \
		"1e-5; lee, --robust: 1e-4; hidden layers: 1e-2", "(0, inf)"},                                         \
		{0, "iterations", OPT_COUNT, &(o).iterations, "N", "of lbfgs, at most", "1000", "[0, 10^9]"},          \
		{0, "epochs", OPT_COUNT, &(o).epochs, "N", "of adam", "50", "[0, 10^6]"},                              \
		{0, "batch", OPT_COUNT, &(o).batch, "N", "rows of one step of adam", "128", "[1, 10^9]"},              \
	{                                                                                                              \
		0, "rate", OPT_NUMBER, &(o).rate, "R", "first learning rate of adam", "0.01", "(0, inf)"               \
	}

#endif
