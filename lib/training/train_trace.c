/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "training/train_trace.h"

#include <string.h>

#include "csv/line.h"

static const struct report_options plain;

enum { COLUMNS = 6 };

static void columns(const char *head, size_t round, const struct optim_point *p, struct column c[COLUMNS])
{
	const struct column all[COLUMNS] = {{"head", COLUMN_WORD, .word = head},
		{"round", COLUMN_COUNT, .count = round}, {"iteration", COLUMN_COUNT, .count = p->iteration},
		{"objective", .value = p->value}, {"gradient", .value = p->norm}, {"held_out", .value = p->held}};

	memcpy(c, all, sizeof all);
}

int train_trace_open(struct report *r, const char *path, struct err *e)
{
	struct column c[COLUMNS];
	struct csv_writer file;
	int st = csv_writer_create(&file, path, 0, e);

	columns(NULL, 0, &(struct optim_point){0}, c);
	return st ? st : report_open_columns(r, &plain, c, COLUMNS, file.fd, e);
}

int train_trace_row(struct report *r, const char *head, size_t round, const struct optim_point *p, struct err *e)
{
	struct column c[COLUMNS];

	columns(head, round, p, c);
	return report_columns(r, c, COLUMNS, e);
}
