/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Heads, their feature map and their hidden layers in model files, l2d-model(5): the records that all kinds
 * of models with heads share.
 */
#ifndef L2D_NETWORK_FILE_H
#define L2D_NETWORK_FILE_H

#include "apply/modelfile.h"
#include "base/names.h"
#include "network/feature_map.h"
#include "network/network.h"

/* feature, map, mapped, mean, scale, phase, omega. */
int network_file_write_map(
	struct modelfile_writer *w, const struct feature_map *m, const struct names *features, struct err *e);
/* Adds to features and initialises m, both the caller's to free also after a failure; m must be zero. */
int network_file_read_map(const struct modelfile *f, struct feature_map *m, struct names *features, struct err *e);

/* hidden, activation; nothing without hidden layers. */
void network_file_write_hidden(
	struct modelfile_writer *w, const size_t *hidden, size_t nhidden, enum network_activation activation);
int network_file_read_hidden(const struct modelfile *f, size_t hidden[NETWORK_HIDDEN], size_t *nhidden,
	enum network_activation *activation, struct err *e);

/* ST_DATA when the file has fewer records than a network of that map, these hidden layers and nout logits has parameters:
 * asked before they get memory. */
int network_file_check(const struct modelfile *f, const struct feature_map *m, const size_t *hidden, size_t nhidden,
	double nout, struct err *e);

/* Adds the names of what heads see: the features, or m1, m2, ... behind a map other than linear. */
int network_file_inputs(const struct feature_map *m, const struct names *features, struct names *in, struct err *e);

/* NAME.weight.L and NAME.bias.L of every layer L; in and out name the inputs and logits, all different. */
int network_file_write(struct modelfile_writer *w, const char *name, const struct network *h, const double *theta,
	const struct names *in, const struct names *out, struct err *e);
int network_file_read(const struct modelfile *f, const char *name, const struct network *h, double *theta,
	const struct names *in, const struct names *out, struct err *e);

#endif
