/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "report/operands.h"

#include <stdlib.h>
#include <string.h>

#include "base/opt.h"

static const struct result_kind kinds[] = {
	{{"lo", "hi", "n", "confidence", "frequency", "wilson_lo"}, "reliability", NULL, false, "Reliability"},
	{{"row", "alarms", "coverage", "system_accuracy", "accuracy_lo"}, "watch", NULL, false,
		"Windows of the stream, with alarms"},
	{{"row", "alarm", "agent", "evidence"}, NULL, NULL, false, "Alarms"},
	{{"radius", "system_accuracy", "certified"}, "robust", NULL, false, "Under attack"},
	{{"a", "b", "measure", "difference"}, "forest", NULL, false, "Differences, with intervals"},
	{{"policy", "agent", "cost", "accuracy"}, "frontier", NULL, false, "Accuracy, or mean quality, against cost"},
	{{"threshold", "coverage", "n_model", "system_accuracy"}, "coverage", NULL, false,
		"Accuracy, or mean quality, of the system over coverage"},
	{{"n", "coverage", "n_unscored", "system_accuracy"}, "workload", "share_", false,
		"Who answers how many of the rows"},
	{{"n", "coverage", "n_unscored", "system_accuracy", "system_accuracy_lo"}, "forest", NULL, true,
		"Accuracy, or mean quality, of the system by group"},
	{{"estimand", "name", "n", "ece"}, NULL, NULL, false, "Calibration errors"},
};

enum { KINDS = sizeof kinds / sizeof *kinds };

static bool has(const struct names *header, const char *name)
{
	return names_find(header, name, strlen(name)) != NAMES_NONE;
}

const struct result_kind *result_kind(const struct names *header, size_t i, size_t *next)
{
	for (; i < KINDS; i++) {
		const char *const *column = kinds[i].column;
		size_t k = 0;

		while (k < 6 && column[k] && has(header, column[k]))
			k++;
		if (k == 6 || !column[k]) {
			*next = i + 1;
			return &kinds[i];
		}
	}
	return NULL;
}

static bool are_equal(const struct names *a, const struct names *b)
{
	for (size_t i = 0; i < a->n && i < b->n; i++)
		if (a->name[i].n != b->name[i].n || memcmp(a->name[i].s, b->name[i].s, a->name[i].n))
			return false;
	return a->n == b->n;
}

static bool is_input(const char *file)
{
	return !strcmp(file, "-");
}

/* Other decisions have what the first table's were judged by. */
static int check_decisions(const struct table_options *opt, const char *file, struct err *e)
{
	static const enum role outcome[] = {ROLE_LABEL, ROLE_QUALITY, ROLE_LOSS};
	const struct strings one = {&file, 1, 1};
	struct table t;
	bool any = false;
	int st = table_open_whole(&t, opt, &one, e);

	if (st)
		return st;
	for (size_t i = 0; !st && i < sizeof outcome / sizeof *outcome; i++) {
		struct family f = {0};

		st = table_family(&t, outcome[i], &f, e);
		any |= !st && f.n;
		family_free(&f);
	}
	table_close(&t);
	if (st || any)
		return st;
	return err_set(
		e, ST_DATA, "%.400s: another header than the first file's, without outcomes, and of no result", file);
}

static int sort_one(
	struct operands *o, const struct names *first, const struct table_options *opt, const char *file, struct err *e)
{
	const struct strings one = {&file, 1, 1};
	const struct table_options plain = {.max_record = opt->max_record};
	struct table t;
	size_t next;
	bool same, result;
	int st = table_open_whole(&t, &plain, &one, e);

	if (st)
		return st;
	same = are_equal(first, &t.header);
	result = result_kind(&t.header, 0, &next) != NULL;
	table_close(&t);
	if (!same && !result)
		st = check_decisions(opt, file, e);
	return st ? st : strings_add(same ? &o->cases : result ? &o->results : &o->decisions, file, e);
}

int operands_sort(struct operands *o, const struct table_options *opt, const struct strings *files, struct err *e)
{
	const struct table_options plain = {.max_record = opt->max_record};
	bool apart = files->n > 1 && !opt->schema && !opt->shard && !is_input(files->v[0]);
	struct table first;
	int st = ST_OK;

	*o = (struct operands){0};
	for (size_t i = 0; !st && i < (apart ? 1 : files->n); i++)
		st = strings_add(&o->cases, files->v[i], e);
	if (st || !apart)
		return st;
	st = table_open_whole(&first, &plain, &o->cases, e);
	if (st)
		return st;
	for (size_t i = 1; !st && i < files->n; i++)
		st = is_input(files->v[i]) ? strings_add(&o->cases, files->v[i], e)
					   : sort_one(o, &first.header, opt, files->v[i], e);
	table_close(&first);
	return st;
}

void operands_free(struct operands *o)
{
	free(o->cases.v);
	free(o->results.v);
	free(o->decisions.v);
	*o = (struct operands){0};
}
