/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "threshold/targets_report.h"

#include <math.h>
#include <string.h>

#include "csv/line.h"

enum { COLUMNS = 9 }; /* the last one under an ambiguity only */

/* A row; without a setting, or a target, its cells are empty. */
struct found {
	const struct threshold_setting *s;
	const struct target *t;
	const struct fair_result *fair; /* of all groups */
};

static void columns(const struct found *f, struct column c[COLUMNS])
{
	const struct target *t = f->t && f->t->rows.order.n ? f->t : NULL;
	bool fair = t && t->kind == TARGET_FAIR;
	const struct column all[COLUMNS] = {
		{"threshold", .value = f->s ? f->s->threshold : NAN},
		{"price", .value = f->s ? f->s->price : NAN},
		{"coverage", .value = t ? t->found.at.coverage : NAN},
		{"system_accuracy", .value = t && target_needs_label(t->kind) ? t->found.at.system_accuracy : NAN},
		{"bound", .value = t && t->kind == TARGET_RISK ? t->found.bound : NAN},
		{"system_error",
			.value = f->fair ? f->fair->error
				: fair   ? t->found.error
					 : NAN},
		{"rate", .value = fair ? t->found.rate : NAN},
		{"price_of_fairness", .value = f->fair ? f->fair->price : NAN},
		{"worst_error",
			.value = t && target_needs_label(t->kind)
				? ambiguity_error(&t->ambiguity, 1 - t->found.at.system_accuracy)
				: NAN},
	};

	memcpy(c, all, sizeof all);
}

static int write_row(struct report *r, const struct found *f, size_t n, struct err *e)
{
	struct column c[COLUMNS];

	columns(f, c);
	return report_columns(r, c, n, e);
}

int targets_report(const struct targets *x, const struct threshold *p, const struct report_options *opt,
	const char *file, struct err *e)
{
	const struct report_options grouped = {opt->tags, opt->digits, *x->groups.by, opt->fields};
	struct column c[COLUMNS];
	struct csv_writer created;
	struct report r;
	size_t n = x->asked.ambiguity.size > 0 ? COLUMNS : COLUMNS - 1;
	int st = csv_writer_create(&created, file, opt->digits, e);

	columns(&(struct found){0}, c);
	if (!st)
		st = report_open_columns(&r, &grouped, c, n, created.fd, e);
	if (st)
		return st;
	for (size_t g = 0; !st && g < p->group.n; g++) {
		r.group = p->group.name[g];
		st = write_row(&r, &(struct found){&p->of[g], targets_found(x, g), NULL}, n, e);
	}
	r.group = (struct name){0};
	if (!st)
		st = write_row(&r,
			&(struct found){p->strict ? NULL : &p->all, targets_found(x, NAMES_NONE),
				x->asked.kind == TARGET_FAIR ? &x->fair : NULL},
			n, e);
	return report_close(&r, st, e);
}
