/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* Totals of rows cut into parts and merged, with classes renumbered, are those of all; of a few rows by hand. */
#include "training/train_totals.h"

#include <math.h>
#include <string.h>

#include "check.h"
#include "train/loss_case.h"

enum { ROWS = 6, EXPERTS = 2 };

static const struct {
	int32_t y, answer[EXPERTS];
	double cost[EXPERTS], weight;
} row[ROWS] = {
	{0, {0, LOSS_MISSING}, {.5, NAN}, 1},
	{2, {1, LOSS_MISSING}, {.5, NAN}, 2},
	{2, {LOSS_OTHER, 0}, {.5, .25}, 1},
	{0, {LOSS_MISSING, 1}, {NAN, .25}, .125},
	{4, {LOSS_MISSING, 1}, {NAN, .25}, 1},
	{4, {0, 0}, {.5, .75}, 3},
};

/* A class of the first rows is class 5 less it of the others. */
static void add(struct train_totals *t, struct train_columns *r, size_t from, size_t to, bool turned)
{
	struct err e;

	CHECK(!train_totals_init(t, r, &e));
	for (size_t i = from; i < to; i++) {
		CHECK(!pile_room(&r->rows, &e));
		*(int32_t *)pile_next(&r->rows, TRAIN_Y) = turned ? 5 - row[i].y : row[i].y;
		memcpy(pile_next(&r->rows, TRAIN_E), row[i].answer, sizeof row[i].answer);
		memcpy(pile_next(&r->rows, TRAIN_C0), row[i].cost, sizeof row[i].cost);
		r->c.weight = row[i].weight;
		CHECK(!train_totals_add(t, r, &e));
	}
}

static void check(const struct train_totals *t)
{
	CHECK(t->n == ROWS && tally_value(&t->weight) == 8.125);
	CHECK(tally_value(&t->answered[0]) == 7 && tally_value(&t->answered[1]) == 5.125);
	CHECK(t->cost[0] == .5 && t->mixed && t->lo > t->hi);
	CHECK(t->nused == 5 && t->used[0] && !t->used[1] && t->used[2] && !t->used[3] && t->used[4]);
}

int main(void)
{
	static const size_t back[] = {5, 4, 3, 2, 1, 0};
	struct train_columns r = {.row_costs = true, .classes = true, .c = {.nexpert = EXPERTS, .open = true}};
	struct train_totals all, other;
	struct err e;

	CHECK(!pile_init(&r.rows, TRAIN_ARRAYS, &e));
	pile_shape(&r.rows, TRAIN_Y, sizeof(int32_t), 1);
	pile_shape(&r.rows, TRAIN_E, sizeof(int32_t), EXPERTS);
	pile_shape(&r.rows, TRAIN_C0, sizeof(double), EXPERTS);
	add(&all, &r, 0, 5, false);
	CHECK(all.n == 5 && !all.mixed && all.cost[1] == .25);
	train_totals_free(&all);
	for (size_t cut = 0; cut <= ROWS; cut++) {
		add(&all, &r, 0, cut, false);
		add(&other, &r, cut, ROWS, true);
		CHECK(!train_totals_merge(&all, &other, back, &e));
		check(&all);
		CHECK(!train_totals_gather(&all, NULL, &e) && !all.before);
		check(&all);
		train_totals_free(&all);
		train_totals_free(&other);
	}
	pile_free(&r.rows);
	return check_end();
}
