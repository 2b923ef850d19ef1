/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Where the classes of a table without p_* turned up: the classes are the labels that occur with weight, an answer that is
 * none of them is refused after the last row, so that the order of the rows does not matter.  One pass: of every name the
 * first answer's place is kept.  Memory: O(names).
 */
#ifndef L2D_CLASS_USE_H
#define L2D_CLASS_USE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/names.h"
#include "table/table.h"

/* Of one name, in rows with weight. */
struct class_use {
	bool labelled, answered;
	/* The first answer. */
	const char *file;
	size_t file_number, line, at; /* the file's place among the inputs; line and byte column, from 1 */
	size_t column;                /* of the table */
};

struct class_uses {
	struct class_use *use; /* [n] */
	size_t n, cap;         /* names that did not turn up, or only without weight, may be beyond */
};

void class_uses_free(struct class_uses *u);

/* The class is the label, or an answer in the column, of the table's current row, which has weight. */
int class_uses_label(struct class_uses *u, size_t class, struct err *e);
int class_uses_answer(struct class_uses *u, size_t class, const struct table *t, size_t column, struct err *e);

/* The same where only that it turned up is known: as a label, or else as an answer. */
int class_uses_note(struct class_uses *u, size_t class, bool label, struct err *e);

/* Adds the uses of another thread's names to those of these, which get the new ones. */
int class_uses_merge(struct class_uses *u, struct names *classes, const struct class_uses *other,
	const struct names *other_classes, struct err *e);

/* ST_DATA for the first answer that is no label, with the nearest one; the table has the columns' names; NULL where
 * no place is known.  Labels that are all
 * "0" or "1" are of two classes, these: a column that only says who was right may lack one.  No label at all is another
 * error, of whoever needs one. */
int class_uses_check(const struct class_uses *u, const struct names *classes, const struct table *t, struct err *e);

#endif
