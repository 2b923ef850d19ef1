/*
 * A predictor: what l2d-train fits and l2d-apply applies, a model file of kind `head`.
 *
 * Features go through a map, then through one head of all logits (`joint`), or through a head of the
 * classes (`class`) and one of the experts (`defer`) where the loss has separate parts; a loss with a frozen
 * classifier has only the latter.
 */
#ifndef L2D_PREDICTOR_H
#define L2D_PREDICTOR_H

#include <stddef.h>

#include "base/names.h"
#include "model/head.h"
#include "model/loss.h"
#include "model/map.h"
#include "table/chain.h"
#include "table/model.h"

struct predictor_head {
	const char *name;      /* joint, class, defer */
	size_t from, n;        /* which of the logits (f, d) it computes */
	struct head head;
	double *theta;         /* [head.nparam] */
};

struct predictor {
	const struct loss *loss;
	struct loss_setup setup;
	struct names classes, experts, features;
	double *cost;          /* [experts] c0; NULL: it differed from row to row, or the loss has none */
	struct map map;
	size_t nhidden, hidden[HEAD_HIDDEN];
	enum head_activation activation;
	size_t nhead;
	struct predictor_head head[2];
	double *mapped;        /* [map.nout] scratch of predictor_logits */
	double *scratch;
};

void predictor_free(struct predictor *p);

/* Lays out the heads, at 0, once loss, names, map and hidden layers are set. */
int predictor_make_heads(struct predictor *p, struct err *e);

/* Sets the logits z [classes + experts] that the heads compute; the others stay. */
void predictor_logits(struct predictor *p, const double *x, double *z);

int predictor_write(const struct predictor *p, struct model_writer *w, struct err *e);
/* p needs predictor_free also after a failure. */
int predictor_read(struct predictor *p, const struct model_file *m, struct err *e);

/* For l2d-apply: reads x_* (and z_* or p_* under a frozen classifier), computes z_*, defer_*, p_*, conf_*. */
extern const struct chain_kind predictor_kind;

#endif
