/*
 * A mixture with what it takes to apply it: classes, experts, features and their map.  A model file of kind
 * `mixture`; what l2d-em writes and l2d-apply applies.
 */
#ifndef L2D_MIXTURE_KIND_H
#define L2D_MIXTURE_KIND_H

#include "base/names.h"
#include "model/map.h"
#include "model/mixture.h"
#include "table/chain.h"
#include "table/model.h"

struct mixture_model {
	struct names classes, experts, features;
	struct map map;
	size_t nhidden, hidden[HEAD_HIDDEN];
	enum head_activation activation;
	struct mixture m;
};

void mixture_model_free(struct mixture_model *m);

int mixture_model_write(const struct mixture_model *m, struct model_writer *w, struct err *e);
/* m needs mixture_model_free also after a failure. */
int mixture_model_read(struct mixture_model *m, const struct model_file *f, struct err *e);

/* For l2d-apply: reads x_*, e_*; computes q_* (the gate), p_*, conf_*, score, agent (of the largest q, the
 * first of equals) and answer (the model's likeliest class, or what the expert said). */
extern const struct chain_kind mixture_kind;

#endif
