/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "measure/scored_table.h"

#include <math.h>

enum column { SCORE, RIGHT, EXPERT, WEIGHT, MODEL_COST, EXPERT_COST, COLUMNS };

static const char *const name[] = {"score", "right", "expert", "weight", "model_cost", "expert_cost", NULL};

static int write_row(struct report *r, const struct scored_row *row, int sign, struct err *e)
{
	const double x[COLUMNS] = {sign * row->score + 0.0, row->right, row->answered ? row->expert_right : NAN,
		row->weight, row->model_cost, row->expert_cost};

	report_row(r);
	csv_write_numbers(&r->w, x, COLUMNS);
	return csv_write_end(&r->w, e);
}

int scored_table_write(
	const struct scored_rows *rows, int sign, const struct report_options *opt, int fd, struct err *e)
{
	struct report r;
	int st = report_open_list(&r, opt, name, fd, e);

	if (st)
		return st;
	for (size_t i = 0; !st && i < rows->order.n; i++) {
		struct scored_row row = scored_row(rows, i);

		st = write_row(&r, &row, sign, e);
	}
	return report_close(&r, st, e);
}

static int bad_value(const struct table *t, const size_t *column, const double *x, struct err *e)
{
	for (int i = 0; i < COLUMNS; i++)
		if (isnan(x[i]) && i != EXPERT)
			return table_bad_cell(t, column[i], "missing", e);
	for (int i = RIGHT; i <= EXPERT; i++)
		if (!isnan(x[i]) && x[i] != 0 && x[i] != 1)
			return table_bad_cell(t, column[i], "neither 0 nor 1", e);
	return x[WEIGHT] < 0 ? table_bad_cell(t, column[WEIGHT], "a weight below 0", e) : ST_OK;
}

int scored_table_read(struct scored_rows *rows, int sign, struct table *t, struct err *e)
{
	size_t column[COLUMNS];
	double x[COLUMNS];
	int st = ST_OK;

	for (int i = 0; !st && i < COLUMNS; i++)
		st = table_column(t, name[i], &column[i], e);
	while (!st && !(st = table_next(t, e))) {
		for (int i = 0; !st && i < COLUMNS; i++)
			st = table_number(t, column[i], &x[i], e);
		if (!st)
			st = bad_value(t, column, x, e);
		if (!st) {
			struct scored_row row = {.score = sign * x[SCORE],
				.weight = x[WEIGHT],
				.model_cost = x[MODEL_COST],
				.expert_cost = x[EXPERT_COST],
				.right = x[RIGHT] == 1,
				.answered = !isnan(x[EXPERT]),
				.expert_right = x[EXPERT] == 1};

			st = scored_rows_add(rows, &row, e);
		}
	}
	return st == ST_END ? ST_OK : st;
}
