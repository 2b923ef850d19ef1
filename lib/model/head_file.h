/*
 * Heads, their feature map and their hidden layers in model files, l2d-model(5): the records that all kinds
 * of models with heads share.
 */
#ifndef L2D_HEAD_FILE_H
#define L2D_HEAD_FILE_H

#include "base/names.h"
#include "model/head.h"
#include "model/map.h"
#include "table/model.h"

/* feature, map, mapped, mean, scale, phase, omega. */
int head_file_write_map(struct model_writer *w, const struct map *m, const struct names *features,
	struct err *e);
/* Adds to features and initialises m, both the caller's to free also after a failure; m must be zero. */
int head_file_read_map(const struct model_file *f, struct map *m, struct names *features, struct err *e);

/* hidden, activation; nothing without hidden layers. */
int head_file_write_hidden(struct model_writer *w, const size_t *hidden, size_t nhidden,
	enum head_activation activation, struct err *e);
int head_file_read_hidden(const struct model_file *f, size_t hidden[HEAD_HIDDEN], size_t *nhidden,
	enum head_activation *activation, struct err *e);

/* Adds the names of what heads see: the features, or m1, m2, ... behind a map other than linear. */
int head_file_inputs(const struct map *m, const struct names *features, struct names *in, struct err *e);

/* NAME.weight.L and NAME.bias.L of every layer L; in and out name the inputs and logits, all different. */
int head_file_write(struct model_writer *w, const char *name, const struct head *h, const double *theta,
	const struct names *in, const struct names *out, struct err *e);
int head_file_read(const struct model_file *f, const char *name, const struct head *h, double *theta,
	const struct names *in, const struct names *out, struct err *e);

#endif
