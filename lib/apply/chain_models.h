/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The models of a chain (apply/chain) and their kinds.  Each kind is a struct chain_kind, known by the record `kind` of its file.
 * Memory: the models.
 */
#ifndef L2D_CHAIN_MODELS_H
#define L2D_CHAIN_MODELS_H

#include <stdbool.h>
#include <stddef.h>

#include "apply/modelfile.h"

struct chain;
struct chain_value;

/* A model does not change once it is loaded: chains of several threads may share it.  What a chain needs of its own to
 * apply it is the model's state in that chain; the state's arrays come from the chain's arena. */
struct chain_kind {
	const char *name;
	bool finite;                   /* every number that it computes must be, or the row is refused */
	size_t model_size, state_size; /* bytes; both are zero at first */
	/* Reads a model. */
	int (*load)(void *model, const struct modelfile *m, struct err *e);
	/* Frees what is in the model, whatever load came to. */
	void (*free)(void *model);
	/* Asks for inputs (chain_input, chain_classifier) and announces outputs (chain_output). */
	int (*bind)(void *state, const void *model, struct chain *c, struct err *e);
	/* Sets the slots of the outputs in v from those of the inputs. */
	int (*row)(void *state, struct chain_value *v, struct err *e);
	/* Whether what becomes of a row depends on those before it; NULL: it never does. */
	bool (*ordered)(const void *model);
	/* Frees what the state has beside arrays of the arena, whatever bind came to; NULL: nothing. */
	void (*unbind)(void *state);
};

struct chain_model {
	const struct chain_kind *kind;
	const char *file;
	void *model;
};

struct chain_models {
	struct chain_model *v; /* [n] */
	size_t n, cap;
};

void chain_models_free(struct chain_models *m);

/* Adds a model that comes from no file; *model is its zeroed memory, which the caller fills.  Keeps `name`, for messages. */
int chain_add(struct chain_models *m, const char *name, const struct chain_kind *kind, void **model, struct err *e);

/* Loads one more model.  kinds is ended by NULL.  Keeps `file`. */
int chain_load(struct chain_models *m, const char *file, const struct chain_kind *const *kinds, struct err *e);

/* Whether what becomes of a row depends on those before it. */
bool chain_ordered(const struct chain_models *m);

#endif
