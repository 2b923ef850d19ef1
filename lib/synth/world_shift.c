/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "synth/world_shift.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "number/num_parse.h"

void world_shift_free(struct world_shift *s)
{
	free(s->weight);
	free(s->now);
	free(s->x);
	*s = (struct world_shift){0};
}

/* The numbers between commas; false unless there are n, 0 or more each and not all 0. */
static bool read_weights(const char *text, double *weight, size_t n)
{
	double sum = 0;
	size_t i = 0;

	for (const char *s = text; s; i++) {
		size_t length = strcspn(s, ",");

		if (i == n || num_parse(s, length, &weight[i]) || weight[i] < 0 || weight[i] > 1e100)
			return false;
		sum += weight[i];
		s = s[length] ? s + length + 1 : NULL;
	}
	return i == n && sum > 0;
}

int world_shift_parse(struct world_shift *s, const char *text, const struct synth_world *w, struct err *e)
{
	static const char inputs[] = "inputs:", labels[] = "labels:";
	char shown[ERR_EXCERPT];

	err_excerpt(shown, text, strlen(text));
	if (!strncmp(text, inputs, sizeof inputs - 1)) {
		const char *share = text + sizeof inputs - 1;

		if (num_parse(share, strlen(share), &s->inputs) || !(fabs(s->inputs) <= 1))
			return err_set(e, ST_USAGE, "--shift: not inputs:S with S in [-1, 1]: '%s'", shown);
		s->x = mem_alloc(w->features, sizeof *s->x, e);
		return s->x ? ST_OK : ST_SYSTEM;
	}
	if (strncmp(text, labels, sizeof labels - 1) != 0)
		return err_set(e, ST_USAGE, "--shift: neither inputs:S nor labels:W,W...: '%s'", shown);
	s->weight = mem_alloc(w->classes, sizeof *s->weight, e);
	s->now = mem_alloc(w->classes, sizeof *s->now, e);
	if (!s->weight || !s->now)
		return ST_SYSTEM;
	return read_weights(text + sizeof labels - 1, s->weight, w->classes)
		? ST_OK
		: err_set(e, ST_USAGE,
			"--shift: not labels: and a number of 0 or more for each of %zu classes, not all 0: '%s'",
			w->classes, shown);
}

/* l of a row. */
static double share(const struct world_shift *s, size_t row)
{
	if (row < s->from)
		return 0;
	return row - s->from + 1 >= s->over ? 1 : (double)(row - s->from + 1) / (double)s->over;
}

static void draw_inputs(struct world_shift *s, struct synth_world *w, double l, struct synth_case *c)
{
	struct synth_case other = {.x = s->x};
	bool larger;

	synth_world_draw(w, c);
	synth_world_draw(w, &other);
	larger = rng_uniform(&w->rng) < (1 + l * s->inputs) / 2;
	if ((other.x[0] > c->x[0]) != larger)
		return;
	memcpy(c->x, other.x, w->features * sizeof *c->x);
	other.x = c->x;
	*c = other;
}

static void draw_labels(struct world_shift *s, struct synth_world *w, double l, struct synth_case *c)
{
	double most = 0;

	for (size_t k = 0; k < w->classes; k++) {
		s->now[k] = 1 - l + l * s->weight[k];
		most = fmax(most, s->now[k]);
	}
	w->weight = s->now;
	do
		synth_world_draw(w, c);
	while (rng_uniform(&w->rng) * most >= s->now[c->y]);
	w->weight = NULL;
}

void world_shift_draw(struct world_shift *s, struct synth_world *w, size_t row, struct synth_case *c)
{
	double l = share(s, row);

	if (l > 0 && s->x)
		draw_inputs(s, w, l, c);
	else if (l > 0 && s->weight)
		draw_labels(s, w, l, c);
	else
		synth_world_draw(w, c);
}
