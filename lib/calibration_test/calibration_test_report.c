/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "calibration_test/calibration_test_report.h"

#include <math.h>
#include <string.h>

#include "calibration_test/vector_test.h"
#include "csv/line.h"

enum { COLUMNS = 11 };

struct cells {
	struct name estimand, test, source;
	struct column c[COLUMNS];
};

static struct name word(const char *s)
{
	return (struct name){(char *)s, strlen(s)};
}

static void cells(struct cells *x, const struct estimand *s, const struct name *member, size_t n,
	enum calibration_test_kind k, const struct calibration_test *t)
{
	const struct column c[COLUMNS] = {{"estimand", COLUMN_TEXT, .text = &x->estimand},
		{"name", COLUMN_TEXT, .text = member}, {"n", COLUMN_COUNT, .count = n},
		{"test", COLUMN_TEXT, .text = &x->test}, {"value", .value = t->value}, {"value_lo", .value = t->lo},
		{"value_hi", .value = t->hi}, {"statistic", .value = t->statistic},
		{"df", COLUMN_COUNT, .count = t->freedom}, {"p_value", .value = t->p},
		{"source", COLUMN_TEXT, .text = &x->source}};

	x->estimand = word(s ? estimand_name(s->kind) : "");
	x->test = word(calibration_test_name(k));
	x->source = word(calibration_test_source(k));
	memcpy(x->c, c, sizeof c);
}

int calibration_test_report_open(struct report *r, const struct report_options *opt, int fd, struct err *e)
{
	const struct calibration_test none = {0};
	struct cells x;

	cells(&x, NULL, NULL, 0, 0, &none);
	return report_open_columns(r, opt, x.c, COLUMNS, fd, e);
}

/* Over cells between the edges that were asked for. */
static int report_vector(struct report *r, const struct estimand_errors *x, const struct estimand *s,
	const struct calibration_test_options *opt, struct err *e)
{
	struct name whole = word("");
	struct calibration_test t[2];
	struct edges edges = {0};
	struct cells row;
	int st = x->opt->edge ? edges_given(&edges, x->opt->edge, x->opt->edges, x->opt->left, e)
			      : edges_width(&edges, x->opt->bins, x->opt->left, e);

	if (!st)
		st = vector_test(&x->vectors, &edges, opt, t, e);
	for (int k = 0; !st && k < 2; k++) {
		cells(&row, s, &whole, x->vectors.n, TEST_VECTOR_ECE + k, &t[k]);
		st = report_columns(r, row.c, COLUMNS, e);
	}
	edges_free(&edges);
	return st;
}

int calibration_test_report(struct report *r, const struct estimand_errors *x, const struct estimand *s,
	const struct calibration_test_options *opt, struct err *e)
{
	struct calibration_test t[CALIBRATION_TESTS];
	struct cells row;
	int st = s->kind == ESTIMAND_VECTOR ? report_vector(r, x, s, opt, e) : ST_OK;

	for (size_t i = 0; !st && i < x->n; i++) {
		const struct calibration_error *part = &x->part[i];

		st = calibration_test_all(&part->rows, &part->bins, opt, t, e);
		for (int k = 0; !st && k < CALIBRATION_TESTS; k++) {
			cells(&row, s, &s->member.name[i], part->rows.order.n, k, &t[k]);
			st = report_columns(r, row.c, COLUMNS, e);
		}
	}
	return st;
}
