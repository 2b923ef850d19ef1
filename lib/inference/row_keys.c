/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "inference/row_keys.h"

#include <math.h>

#include "inference/draws.h"

int row_keys_sign(struct buf *signature, const struct interval_options *o, struct err *e)
{
	int st;

	if (!(o->level > 0))
		return ST_OK;
	st = state_sign_number(signature, "draws", (double)o->draws, e);
	if (!st)
		st = state_sign_number(signature, "seed", (double)o->seed, e);
	return st ? st : state_sign(signature, "cluster", o->cluster, e);
}

int row_keys_open(struct row_keys *k, struct table *t, const struct interval_options *o, bool outcomes, bool partial,
	struct err *e)
{
	int st;

	*k = (struct row_keys){.cluster_column = NAMES_NONE, .outcomes = outcomes};
	if (!o || !(o->level > 0))
		return ST_OK;
	k->t = t;
	k->seed = o->seed;
	st = table_single(t, ROLE_ID, false, &k->id_column, e);
	if (!st && o->cluster)
		st = table_column(t, o->cluster, &k->cluster_column, e);
	if (st || k->id_column != NAMES_NONE || (o->cluster && !outcomes))
		return st;
	if (partial || t->opt->shard)
		return err_at(e, ST_DATA, table_file(t), 1, 1,
			"no column 'id': rows known by their number have no intervals that can be %s",
			partial ? "merged" : "of a share");
	t->counts.numbered = true;
	return ST_OK;
}

/* The key of the cell, or where there is no such column of the row's number. */
static int key_of(struct row_keys *k, size_t column, uint64_t *key, struct err *e)
{
	const struct csv_field *f;

	if (column == NAMES_NONE) {
		*key = draws_key_of_number(k->taken, k->seed);
		return ST_OK;
	}
	if (table_missing(k->t, column))
		return table_cell_missing(k->t, column, e);
	f = &k->t->row.f[column];
	*key = draws_key(f->p, f->n, k->seed);
	return ST_OK;
}

int row_keys_next(struct row_keys *k, struct err *e)
{
	bool clusters = k->cluster_column != NAMES_NONE;
	int st;

	if (!k->t)
		return ST_OK;
	k->taken++;
	st = key_of(k, clusters ? k->cluster_column : k->id_column, &k->row, e);
	k->outcome = k->row;
	return st || !clusters || !k->outcomes ? st : key_of(k, k->id_column, &k->outcome, e);
}

void row_key_halves(uint64_t key, double half[2])
{
	half[0] = (double)(key >> 32);
	half[1] = (double)(key & 0xffffffffu);
}

uint64_t row_key_of_halves(const double half[2], struct state_item *i)
{
	for (int k = 0; !i->wrong && k < 2; k++)
		if (!(half[k] >= 0 && half[k] < 0x1p32 && half[k] == floor(half[k])))
			i->wrong = "a key that is not two whole numbers below 2^32";
	return i->wrong ? 0 : (uint64_t)half[0] << 32 | (uint64_t)half[1];
}
