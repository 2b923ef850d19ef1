/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "watch/alarms.h"

#include <stdlib.h>

#include "base/buf.h"

int alarms_init(struct alarms *a, size_t n, struct err *e)
{
	*a = (struct alarms){
		.n = n, .test = mem_alloc(n, sizeof *a->test, e), .fresh = mem_alloc(1 + n, sizeof *a->fresh, e)};
	return a->test && a->fresh ? ST_OK : ST_SYSTEM;
}

void alarms_free(struct alarms *a)
{
	free(a->test);
	free(a->fresh);
	*a = (struct alarms){0};
}

double alarms_value(const struct alarms *a)
{
	double sum = 0;

	for (size_t i = 0; i < a->n; i++)
		sum += evidence_value(&a->test[i].evidence);
	return a->n ? sum / (double)a->n : a->run_length ? 0 : 1;
}

/* The test's beginning, its alarm apart. */
static void begin_anew(struct watch_test *t)
{
	size_t alarm = t->alarm;

	watch_test_init(t, t->kind, t->agent, true);
	t->alarm = alarm;
}

/* The evidence where it is enough for an alarm that is not there yet, else 0. */
static double is_raised(const struct alarms *a, size_t alarm, double evidence, double enough)
{
	return (!alarm || a->run_length) && evidence >= enough ? evidence : 0;
}

static void raise(struct alarms *a)
{
	a->fresh[0] = a->n ? is_raised(a, a->all, alarms_value(a), a->enough) : 0;
	a->raised += a->fresh[0] > 0;
	if (a->fresh[0] > 0)
		a->all = a->rows;
	for (size_t i = 0; i < a->n; i++) {
		struct watch_test *t = &a->test[i];
		double value = is_raised(a, t->alarm, evidence_value(&t->evidence), a->enough * (double)a->n);

		a->fresh[1 + i] = value;
		a->raised += value > 0;
		if (value > 0)
			t->alarm = a->rows;
	}
}

void alarms_add(struct alarms *a, const struct watch_row *r)
{
	a->rows++;
	for (size_t i = 0; i < a->n; i++)
		if (!a->test[i].alarm || a->run_length)
			watch_test_add(&a->test[i], r, a->risk);
	raise(a);
	for (size_t i = 0; a->run_length && a->fresh[0] > 0 && i < a->n; i++)
		begin_anew(&a->test[i]);
}
