/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The methods of calibration: one entry each, which is all that options, fits, uses and model files know of it.
 *
 * An estimate of quality is mapped by a method for estimates: one number of any range to another, an estimate being what `score`
 * and `apply` get as p.
 *
 * A method either maps the rows of logarithms of all classes at once (fit_all, apply_all), or one class against the
 * rest (score, fit, apply).  What was fitted is one list of numbers, x, or two, x and y.
 */
#ifndef L2D_CALIBRATION_METHOD_H
#define L2D_CALIBRATION_METHOD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/names.h"

/* Alternatives of options, which are also words of model files. */
#define CALIBRATION_ON "logit|probability"
#define CALIBRATION_BETWEEN "linear|step"
#define CALIBRATION_SIDE "right|left"

/* Places in lists of alternatives are ints, as options set them. */
struct calibration_options {
	bool estimates;    /* what is mapped is an estimate of quality, to the quality */
	int method;        /* the place among the methods, see calibration_method_name */
	bool smooth;       /* platt: smoothed targets */
	int on;            /* platt, CALIBRATION_ON: the score that is mapped */
	int between;       /* isotonic, CALIBRATION_BETWEEN: between the knots */
	size_t bins;       /* histogram */
	int binning;       /* histogram: 1: bins of equal mass */
	int side;          /* histogram, CALIBRATION_SIDE: on which bins are closed */
	double lambda, mu; /* dirichlet: ODIR */
};

/* What was fitted; the method says what the numbers are. */
struct calibration_map {
	size_t nx, ny;
	double *x; /* [nx] */
	double *y; /* [ny] */
};

struct calibration {
	struct calibration_options opt;
	size_t k;                    /* classes */
	size_t passes;               /* of a temperature's fit over the data; 0: not known */
	size_t nmap;                 /* 1, or k with a map of every class and more than two */
	struct calibration_map *map; /* [nmap] */
};

struct calibration_data {
	size_t n, k;
	bool logits;     /* what `in` holds */
	double *in;      /* [n][k]; a fit may overwrite it with logarithms.  Of estimates: [n][2], and the quality */
	const size_t *y; /* [n]; of estimates nothing */
	const double *w; /* [n], or NULL for 1 */
	const struct names *classes; /* for messages; NULL for a confidence */
	size_t jobs;                 /* threads that fit maps of classes side by side; 0 is 1 */
	/* Where processes (parallel/peers.h) have rows of their own: of all, and those before ours; all = 0: there are no others. */
	size_t all, before;
};

/* A class against the rest. */
struct calibration_binary {
	double p;  /* its probability */
	double lp; /* ln p */
	double lq; /* -ln(1 - p); lp + lq is the logit */
};

/* What a map of one class is fitted to. */
struct calibration_columns {
	size_t n;
	double *x;       /* [n] scores; a fit may overwrite them */
	double *lq;      /* [n] -ln(1 - p) */
	double *event;   /* [n] 0 or 1; of estimates the qualities */
	bool *is_event;  /* [n]; of estimates NULL, as lq */
	const double *w; /* [n], or NULL for 1 */
	size_t jobs;     /* threads that a fit may use; 0 is 1 */
};

/* An option that model files keep, as a word. */
struct calibration_word {
	const char *record;
	const char *alternatives; /* "one|two": those of the option */
	size_t at;                /* the int in struct calibration_options */
};

struct calibration_method {
	const char *name;
	const char *options;          /* those of l2d-calibrate that it has a use for, between blanks */
	bool estimates;               /* it maps estimates of quality, too */
	bool only_estimates;          /* and nothing else */
	const char *record_x;         /* keys in a model file */
	const char *record_y;         /* NULL: there is no y */
	struct calibration_word word; /* record NULL: none */

	size_t (*length)(size_t k); /* of x; NULL: x rises, and y is as long as it */
	size_t closing;             /* numbers that y has less than x */
	double lo, hi;              /* of every x; every y is in [0, 1]; of estimates both are of any range */
	/* What is wrong with a map that was read, and with which of its x; NULL: nothing.  May be NULL. */
	const char *(*wrong)(const struct calibration_map *m, size_t *at);

	/* Of a method whose sums are rounded, so that it wants the rows in an order of their own (calibration_order): those that a process
	 * needs.  Else fit_all takes any. */
	void (*part)(size_t n, size_t peer, size_t *from, size_t *to);
	/* d->in holds logarithms.  Fits the rows of all processes. */
	int (*fit_all)(struct calibration *c, const struct calibration_data *d, struct err *e);
	/* From the logarithms lp, which it may overwrite, to p: [c->k] each. */
	void (*apply_all)(const struct calibration *c, double *lp, double *p);

	bool (*takes_p)(const struct calibration_options *o); /* probabilities as they are, not by way of logarithms */
	double (*score)(const struct calibration_options *o, struct calibration_binary b);
	/* ST_NUMERIC, with words, when the map has no optimum; m is empty, and to be freed in every case. */
	int (*fit)(const struct calibration_options *o, const struct calibration_columns *x, struct calibration_map *m,
		struct err *e);
	double (*apply)(
		const struct calibration_options *o, const struct calibration_map *m, struct calibration_binary b);
};

/* Method i; NULL after the last. */
const struct calibration_method *calibration_method(size_t i);

/* The name of method i, in options and model files; NULL after the last. */
const char *calibration_method_name(size_t i);

/* Whether method i maps estimates of quality, or else probabilities and confidences. */
bool calibration_method_fits(size_t i, bool estimates);

/* Whether method i has a use for the option of l2d-calibrate. */
bool calibration_method_takes(size_t i, const char *option);

#endif
