/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* Totals of a mixture's rows, cut into parts and merged with classes renumbered, are those of all; of a few rows by hand. */
#include "annotated/mixture_totals.h"

#include <string.h>

#include "check.h"

enum { ROWS = 6, EXPERTS = 3, CLASSES = 6, NONE = 99 };

/* A label and answers; OTHER is an answer that is no class. */
#define OTHER ANNOTATION_OTHER
static const struct {
	uint32_t y, answer[EXPERTS];
	double weight, time;
} row[ROWS] = {
	{0, {0, NONE, NONE}, 1, 3},
	{2, {1, NONE, NONE}, 2, 5},
	{NONE, {NONE, 4, OTHER}, 1, 9},
	{2, {NONE, NONE, NONE}, .125, 4},
	{NONE, {2, 4, NONE}, 1, 1},
	{0, {0, NONE, NONE}, 3, 2},
};

/* A class of the first rows is class 5 less it of the others. */
static uint32_t number(uint32_t class, bool turned)
{
	return turned && class != OTHER ? 5 - class : class;
}

static void add(struct mixture_totals *t, struct mixture_columns *r, size_t from, size_t to, bool turned)
{
	struct err e;

	CHECK(!mixture_totals_init(t, EXPERTS, &e));
	for (size_t i = from; i < to; i++) {
		enum mixture_kind kind = row[i].y == NONE ? MIXTURE_UNLABELLED : MIXTURE_LABELLED;

		CHECK(!pile_room(&r->pile[kind], &e));
		*(double *)pile_next(&r->pile[kind], MIXTURE_TIME) = row[i].time;
		r->c.label = row[i].y == NONE ? NAMES_NONE : number(row[i].y, turned);
		r->c.weight = row[i].weight;
		r->n = 0;
		for (uint32_t j = 0; j < EXPERTS; j++)
			if (row[i].answer[j] != NONE)
				r->note[r->n++] = (struct annotation){j, number(row[i].answer[j], turned)};
		CHECK(!mixture_totals_add(t, r, kind, &e));
	}
}

static void check(const struct mixture_totals *t)
{
	bool labels[CLASSES] = {0}, all[CLASSES] = {0}, few[EXPERTS] = {0}, any[EXPERTS] = {0};

	CHECK(t->n[MIXTURE_LABELLED] == 4 && t->n[MIXTURE_UNLABELLED] == 2 && tally_value(&t->weight) == 8.125);
	CHECK(t->latest[MIXTURE_LABELLED] == 5 && t->latest[MIXTURE_UNLABELLED] == 9);
	mixture_totals_used(t, false, labels, CLASSES);
	mixture_totals_used(t, true, all, CLASSES);
	CHECK(labels[0] && !labels[1] && labels[2] && !labels[3] && !labels[4] && !labels[5]);
	CHECK(all[0] && all[1] && all[2] && !all[3] && all[4] && !all[5]);
	/* Expert 1 has said class 4 alone, of rows without a label, and expert 2 no class there. */
	mixture_totals_answered(t, labels, few);
	mixture_totals_answered(t, NULL, any);
	CHECK(few[0] && !few[1] && !few[2] && any[0] && any[1] && !any[2]);
}

int main(void)
{
	static const size_t back[] = {5, 4, 3, 2, 1, 0};
	struct annotation note[EXPERTS];
	struct mixture_columns r = {.note = note, .c = {.nexpert = EXPERTS, .open = true, .classes = {.n = CLASSES}}};
	struct mixture_totals all, other;
	struct err e;

	for (int k = 0; k < MIXTURE_KINDS; k++) {
		CHECK(!pile_init(&r.pile[k], MIXTURE_ARRAYS, &e));
		pile_shape(&r.pile[k], MIXTURE_TIME, sizeof(double), 1);
	}
	for (size_t cut = 0; cut <= ROWS; cut++) {
		add(&all, &r, 0, cut, false);
		add(&other, &r, cut, ROWS, true);
		CHECK(!mixture_totals_merge(&all, &other, back, &e));
		check(&all);
		CHECK(!mixture_totals_gather(&all, NULL, &e) && !all.before[0] && !all.before[1]);
		check(&all);
		mixture_totals_free(&all);
		mixture_totals_free(&other);
	}
	for (int k = 0; k < MIXTURE_KINDS; k++)
		pile_free(&r.pile[k]);
	return check_end();
}
