/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "plot/plot_skills.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "math/tally.h"
#include "cases/cases.h"
#include "table/classes.h"

/* More classes leave no room for numbers; more names show nothing; agents that the usual height has room for. */
enum { NUMBERED = 15, MOST = 100, ROOM = 12 };

struct skill {
	struct tally right, n;
};

struct skills {
	struct cases c;
	size_t agents;    /* with the model first, if it answers */
	size_t first;     /* 1 without a model */
	struct skill *v;  /* [classes x agents] */
	bool *there;      /* [classes] it has rows */
	size_t classes;   /* that there is room for */
	size_t cap, room; /* of v, of there */
};

/* Room for a class that has just turned up, as all do in the order of their numbers or later. */
static int add_class(struct skills *s, size_t label, struct err *e)
{
	int st = array_reserve(&s->v, &s->cap, (label + 1) * s->agents, sizeof *s->v, e);

	if (!st)
		st = array_reserve(&s->there, &s->room, label + 1, sizeof *s->there, e);
	for (; !st && s->classes <= label; s->classes++) {
		s->there[s->classes] = false;
		for (size_t a = 0; a < s->agents; a++)
			s->v[s->classes * s->agents + a] = (struct skill){0};
	}
	return st;
}

static int take(struct skills *s, struct err *e)
{
	size_t label = s->c.label;
	int st = ST_OK;

	if (!(s->c.weight > 0))
		return ST_OK;
	if (label >= s->classes && (st = add_class(s, label, e)))
		return st;
	s->there[label] = true;
	for (size_t a = 0; a < s->agents; a++) {
		struct skill *v = &s->v[label * s->agents + a];
		size_t answer = cases_answer(&s->c, a + s->first);

		if (answer == NAMES_NONE)
			continue;
		tally_add(&v->n, s->c.weight);
		if (answer == label)
			tally_add(&v->right, s->c.weight);
	}
	return ST_OK;
}

static int read_rows(struct skills *s, struct table *t, struct err *e)
{
	int st = cases_init(&s->c, t, CASES_LABEL, CASES_ANSWER | CASES_PROB | CASES_WEIGHT, false, e);

	if (st)
		return st;
	s->first = s->c.prob.n ? 0 : 1;
	s->agents = s->c.agent.n - s->first;
	if (!s->agents)
		return err_at(e, ST_DATA, table_file(t), 1, 1, "no e_* and no p_*: nobody answers");
	while (!st || st == ST_SKIP) {
		st = cases_next(&s->c, e);
		if (!st)
			st = take(s, e);
	}
	if (st != ST_END || (st = cases_check(&s->c, e)))
		return st;
	return s->classes ? ST_OK : err_at(e, ST_DATA, table_file(t), 1, 1, "no rows to draw");
}

static int add_cells(
	const struct skills *s, const size_t *to, struct figure *f, struct panel *p, enum mark mark, struct err *e)
{
	struct series *series = figure_series(f, p, mark, 0, (struct name){0}, e);
	int st = series ? ST_OK : ST_SYSTEM;

	for (size_t i = 0; !st && i < s->classes * s->agents; i++) {
		const struct skill *v = &s->v[i];
		double x = (double)to[i / s->agents] + 1, y = (double)(i % s->agents) + 1,
		       share = tally_value(&v->n) > 0 ? tally_ratio(&v->right, &v->n) : NAN;
		struct point cell = {
			.x = x, .y = share, .x_lo = x - .5, .x_hi = x + .5, .y_lo = y - .5, .y_hi = y + .5};

		if (to[i / s->agents] == NAMES_NONE || (mark == MARK_NUMBERS && isnan(share)))
			continue;
		st = series_add(series, mark == MARK_CELLS ? cell : (struct point){.x = x, .y = y, .y_lo = share}, e);
	}
	return st;
}

static int draw(const struct skills *s, struct figure *f, struct err *e)
{
	size_t *to = mem_alloc(s->c.classes.n, sizeof *to, e);
	bool *used = mem_alloc(s->c.classes.n, sizeof *used, e); /* those beyond s->classes have no rows */
	struct panel *p = figure_panel(f, e);
	int st = to && used && p ? ST_OK : ST_SYSTEM;

	if (!st) {
		memcpy(used, s->there, s->classes * sizeof *used);
		st = classes_sort(&s->c.classes, used, &f->names[0], to, e);
	}
	for (size_t a = 0; !st && a < s->agents; a++)
		st = names_add_list(&f->names[1], &s->c.agent.name[a + s->first], 1, e);
	if (!st && (f->names[0].n > MOST || s->agents > MOST))
		st = err_set(e, ST_DATA, "%zu classes and %zu agents; a map shows %d of each", f->names[0].n, s->agents,
			MOST);
	if (!st)
		st = add_cells(s, to, f, p, MARK_CELLS, e);
	if (!st && f->names[0].n <= NUMBERED)
		st = add_cells(s, to, f, p, MARK_NUMBERS, e);
	if (!st) {
		p->x = (struct axis){.title = "class",
			.below = "share of the class on which it is right; grey: no answer",
			.lo = .5,
			.hi = (double)f->names[0].n + .5,
			.tic = &f->names[0]};
		f->height = fmax(1, (double)s->agents / ROOM);
		p->y = (struct axis){.lo = (double)s->agents + .5, .hi = .5, .tic = &f->names[1]};
	}
	free(to);
	free(used);
	return st;
}

int plot_skills(
	const struct table_options *opt, const struct strings *files, size_t *skipped, struct figure *f, struct err *e)
{
	struct skills s = {0};
	struct table t;
	int st = table_open(&t, opt, files, e);

	if (st)
		return st;
	st = read_rows(&s, &t, e);
	if (!st)
		st = draw(&s, f, e);
	*skipped = t.counts.skipped;
	free(s.v);
	free(s.there);
	cases_free(&s.c);
	table_close(&t);
	return st;
}
