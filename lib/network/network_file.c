/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "network/network_file.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

int network_file_write_map(
	struct modelfile_writer *w, const struct feature_map *m, const struct names *features, struct err *e)
{
	struct names mapped = {0};
	int st = m->kind == FEATURE_MAP_RFF ? modelfile_number_names(&mapped, "m", m->nout, e) : ST_OK;

	modelfile_put_names(w, "feature", features);
	modelfile_put_string(w, "map", feature_map_name(m->kind));
	modelfile_put_count(w, "mapped", m->nout);
	modelfile_put_vector(w, "mean", features, m->mean);
	modelfile_put_vector(w, "scale", features, m->scale);
	if (m->kind == FEATURE_MAP_RFF) {
		modelfile_put_vector(w, "phase", &mapped, m->phase);
		modelfile_put_matrix(w, "omega", &mapped, features, m->omega);
	}
	names_free(&mapped);
	return st;
}

/* Kind and size of the map, which must be what the features and the number of records allow. */
static int read_kind(const struct modelfile *f, size_t nin, enum feature_map_kind *kind, size_t *d, struct err *e)
{
	const char *name;
	char text[64];
	size_t nout = 0;
	double products = (double)nin * ((double)nin + 1) / 2;
	int st = modelfile_get_string(f, "map", &name, e);

	if (!st)
		st = modelfile_get_count(f, "mapped", &nout, e);
	if (st)
		return st;
	snprintf(text, sizeof text, strcmp(name, "rff") ? "%.30s" : "%.30s:%zu", name, nout);
	if (feature_map_parse(text, kind, d, e))
		return modelfile_bad(f, strcmp(name, "rff") ? "map" : "mapped", NULL, NULL, "no such feature map", e);
	if (*kind == FEATURE_MAP_RFF)
		return modelfile_check_size(f, (double)nout * (1 + (double)nin), e);
	if ((double)nout != (double)nin + (*kind == FEATURE_MAP_QUADRATIC ? products : 0))
		return modelfile_bad(f, "mapped", NULL, NULL, "not what the map makes of the features", e);
	return modelfile_check_size(f, (double)nout, e);
}

int network_file_read_map(const struct modelfile *f, struct feature_map *m, struct names *features, struct err *e)
{
	struct names mapped = {0};
	enum feature_map_kind kind = FEATURE_MAP_LINEAR;
	size_t d = 0;
	int st = modelfile_get_names(f, "feature", features, e);

	if (!st && !features->n)
		st = err_set(e, ST_DATA, "%s: no features", f->name);
	if (!st)
		st = read_kind(f, features->n, &kind, &d, e);
	if (!st)
		st = feature_map_init(m, kind, features->n, d, e);
	if (!st)
		st = modelfile_get_vector(f, "mean", features, m->mean, e);
	for (size_t i = 0; !st && i < features->n; i++)
		st = modelfile_get_within(
			f, "scale", &features->name[i], NULL, DBL_MIN, MODEL_LARGEST, &m->scale[i], e);
	if (!st && kind == FEATURE_MAP_RFF)
		st = modelfile_number_names(&mapped, "m", m->nout, e);
	if (!st && kind == FEATURE_MAP_RFF)
		st = modelfile_get_vector(f, "phase", &mapped, m->phase, e);
	if (!st && kind == FEATURE_MAP_RFF)
		st = modelfile_get_matrix(f, "omega", &mapped, features, m->omega, e);
	names_free(&mapped);
	return st;
}

void network_file_write_hidden(
	struct modelfile_writer *w, const size_t *hidden, size_t nhidden, enum network_activation activation)
{
	double width[NETWORK_HIDDEN] = {0};

	for (size_t i = 0; i < nhidden; i++)
		width[i] = (double)hidden[i];
	modelfile_put_list(w, "hidden", width, nhidden);
	if (nhidden)
		modelfile_put_string(w, "activation", activation == NETWORK_RELU ? "relu" : "tanh");
}

int network_file_read_hidden(const struct modelfile *f, size_t hidden[NETWORK_HIDDEN], size_t *nhidden,
	enum network_activation *activation, struct err *e)
{
	bool relu = false, there = false;
	int st = ST_OK;

	for (*nhidden = 0; !st && *nhidden < NETWORK_HIDDEN; ++*nhidden) {
		char s[32];
		struct name place = {s, (size_t)snprintf(s, sizeof s, "%zu", *nhidden + 1)};
		double width = 0;

		st = modelfile_has(f, "hidden", &place, NULL, &there, e);
		if (st || !there)
			break;
		st = modelfile_get_number(f, "hidden", &place, NULL, &width, e);
		if (!st && !(width >= 1 && width <= NETWORK_WIDTH && width == floor(width)))
			st = modelfile_bad(f, "hidden", &place, NULL, "not a width", e);
		hidden[*nhidden] = st ? 0 : (size_t)width;
	}
	if (!st && *nhidden)
		st = modelfile_get_choice(f, "activation", "tanh", "relu", &relu, e);
	*activation = relu ? NETWORK_RELU : NETWORK_TANH;
	return st;
}

int network_file_inputs(const struct feature_map *m, const struct names *features, struct names *in, struct err *e)
{
	if (m->kind != FEATURE_MAP_LINEAR)
		return modelfile_number_names(in, "m", m->nout, e);
	return names_add_list(in, features->name, features->n, e);
}

/* A layer's keys and names. */
struct layer {
	char weight[48], bias[48];
	struct names below, above; /* hidden units' */
	const struct names *in, *out;
};

static void layer_free(struct layer *y)
{
	names_free(&y->below);
	names_free(&y->above);
}

static int layer_init(struct layer *y, const char *name, const struct network *h, size_t l, const struct names *in,
	const struct names *out, struct err *e)
{
	int st = ST_OK;

	*y = (struct layer){.in = in, .out = out};
	snprintf(y->weight, sizeof y->weight, "%.20s.weight.%zu", name, l + 1);
	snprintf(y->bias, sizeof y->bias, "%.20s.bias.%zu", name, l + 1);
	if (l) {
		st = modelfile_number_names(&y->below, "h", h->width[l], e);
		y->in = &y->below;
	}
	if (!st && l + 1 < h->nlayer) {
		st = modelfile_number_names(&y->above, "h", h->width[l + 1], e);
		y->out = &y->above;
	}
	return st;
}

int network_file_write(struct modelfile_writer *w, const char *name, const struct network *h, const double *theta,
	const struct names *in, const struct names *out, struct err *e)
{
	int st = ST_OK;

	for (size_t l = 0; !st && l < h->nlayer; l++) {
		struct layer y;

		st = layer_init(&y, name, h, l, in, out, e);
		if (!st) {
			modelfile_put_vector(w, y.bias, y.out, theta + network_biases(h, l));
			modelfile_put_matrix(w, y.weight, y.out, y.in, theta + network_weights(h, l));
		}
		layer_free(&y);
	}
	return st;
}

int network_file_check(const struct modelfile *f, const struct feature_map *m, const size_t *hidden, size_t nhidden,
	double nout, struct err *e)
{
	double below = (double)m->nout, numbers = 0;

	for (size_t l = 0; l < nhidden; l++) {
		numbers += (below + 1) * (double)hidden[l];
		below = (double)hidden[l];
	}
	return modelfile_check_size(f, numbers + (below + 1) * nout, e);
}

int network_file_read(const struct modelfile *f, const char *name, const struct network *h, double *theta,
	const struct names *in, const struct names *out, struct err *e)
{
	int st = ST_OK;

	for (size_t l = 0; !st && l < h->nlayer; l++) {
		struct layer y;

		st = layer_init(&y, name, h, l, in, out, e);
		if (!st)
			st = modelfile_get_vector(f, y.bias, y.out, theta + network_biases(h, l), e);
		if (!st)
			st = modelfile_get_matrix(f, y.weight, y.out, y.in, theta + network_weights(h, l), e);
		layer_free(&y);
	}
	return st;
}
