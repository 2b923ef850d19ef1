/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "synth/late_labels.h"

#include <math.h>

#include "base/hash.h"
#include "real/real.h"

/* Other numbers than those of experts, whose keys are hashes of their names. */
enum purpose { MISSING = 101, DELAY };

int late_labels_bind(struct late_labels *l, const struct table *t, struct names *computed, struct err *e)
{
	static const char row[] = "label_row";
	const struct name *name;
	size_t index;
	int st;

	l->t = t;
	if (l->missing < 0 && l->delay < 0)
		return ST_OK;
	st = table_single(t, ROLE_LABEL, true, &l->column, e);
	if (!st && l->missing >= 0) {
		name = &t->header.name[l->column];
		st = names_add(computed, name->s, name->n, &index, e);
	}
	if (!st && l->delay >= 0)
		st = names_add(computed, row, sizeof row - 1, &index, e);
	return st;
}

static double unit(uint64_t row_key, enum purpose purpose)
{
	return hash_unit(hash_mix(row_key + purpose));
}

bool late_labels_missing(const struct late_labels *l, uint64_t row_key)
{
	return unit(row_key, MISSING) < l->missing;
}

/* The geometric distribution by its inverse. */
double late_labels_delay(const struct late_labels *l, uint64_t row_key)
{
	double q = 1 / (1 + l->delay);

	return q < 1 ? floor(real_log1p(-unit(row_key, DELAY)) / real_log1p(-q)) : 0;
}

void late_labels_write(const struct late_labels *l, size_t row, uint64_t row_key, struct extend *x)
{
	bool missing;

	if (l->missing < 0 && l->delay < 0)
		return;
	missing = late_labels_missing(l, row_key);
	if (l->missing >= 0)
		extend_text(x, l->t->row.f[l->column].p, missing ? 0 : l->t->row.f[l->column].n);
	if (l->delay < 0)
		return;
	if (missing || table_missing(l->t, l->column))
		extend_text(x, "", 0);
	else
		extend_number(x, (double)row + late_labels_delay(l, row_key));
}
