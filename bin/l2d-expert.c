/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * l2d-expert: adds simulated experts' answers to a table, hides answers.
 * Reads y, the id column, the columns that experts depend on, e_* to hide; writes the table with e_*.
 * Memory: O(columns).  Rows are independent.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/opt.h"
#include "synth/synth_expert.h"
#include "table/cases.h"
#include "table/table_run.h"

static struct {
	struct table_options table;
	struct strings experts;
	const char *classes, *missing_by, *by;
	double missing;
	bool keep_one;
	size_t rows, seed;
} set = {.by = "id", .seed = 1};

static const struct opt options[] = {
	{0, "expert", OPT_LIST, &set.experts, "NAME=KIND",
		"add e_NAME (repeatable): accuracy:A, classes:LIST, "
		"confusion:FILE, drift:FROM:TO, first:K, group:COLUMN=VALUE:A:B, pq:COLUMN:P:Q",
		NULL},
	{0, "classes", OPT_STRING, &set.classes, "LIST", "the classes of a table without p_*: names and ranges A..B",
		NULL},
	{'n', "rows", OPT_COUNT, &set.rows, "N", "the rows over which drift: moves", NULL},
	{0, "missing", OPT_NUMBER, &set.missing, "R", "hide this share of every expert's answers", "0"},
	{0, "missing-by", OPT_STRING, &set.missing_by, "COLUMN", "multiply R by this column, which is in [0, 1]", NULL},
	{0, "keep-one", OPT_FLAG, &set.keep_one, NULL, "hide all answers but one where a row would lose them all",
		NULL},
	{0, "by", OPT_STRING, &set.by, "COLUMN", "the random numbers depend on this column and the seed", "id"},
	{'s', "seed", OPT_COUNT, &set.seed, "S", "seed of the random numbers", "1"},
	TABLE_OPTIONS(set.table),
	KEEP_OPTION(set.table),
	{0},
};

static const struct program program = {
	.name = "l2d-expert",
	.operands = "[FILE]...",
	.purpose = "Add simulated experts' answers; hide a share of the answers.",
	.reads = "y, id, the columns that experts name; with --missing: e_*",
	.writes = "the table with e_* added, or changed where answers are hidden",
	.opts = options,
};

/* A column of answers. */
struct answers {
	struct synth_expert *expert; /* NULL: answers that are there, to be hidden */
	uint64_t key;
	size_t column; /* where they are in the input; NAMES_NONE for simulated ones */
	size_t group;  /* the column that the expert depends on, NAMES_NONE without */
	size_t answer; /* of the current row */
	bool there;    /* of the current row: there is an answer, and it is not hidden */
	double hiding; /* of the current row: hidden at rates above it */
};

struct state {
	struct table *t;
	struct cases c;
	struct synth_expert *expert; /* [set.experts.n] */
	size_t experts;              /* made so far */
	struct names simulated;      /* the new experts */
	struct answers *answers;     /* [n] the computed columns */
	size_t n, cap;
	size_t id, missing_by;
};

static int check_options(struct err *e)
{
	if (set.missing < 0 || set.missing > 1)
		return err_set(e, ST_USAGE, "--missing: not in [0, 1]");
	if (!set.experts.n && set.missing == 0)
		return err_set(e, ST_USAGE, "nothing to do: give --expert or --missing");
	return ST_OK;
}

/* From p_*, z_* or --classes. */
static int set_classes(struct state *s, struct err *e)
{
	int st;

	if (!s->c.open && set.classes)
		return err_set(e, ST_USAGE, "--classes: the input has columns that name the classes");
	if (s->c.open && !set.classes)
		return err_set(e, ST_USAGE, "the input has no p_* to name the classes: give --classes");
	if (s->c.open && (st = synth_expert_parse_classes(set.classes, &s->c.classes, e)))
		return st;
	s->c.open = false;
	return s->c.classes.n > 1 ? ST_OK : err_set(e, ST_USAGE, "there must be two classes at least");
}

/* Adds the computed column of that name, in the place of one of that name. */
static int add_answers(
	struct state *s, struct names *computed, const char *column, size_t n, struct answers a, struct err *e)
{
	size_t index;
	int st = names_add(computed, column, n, &index, e);

	if (!st)
		st = array_reserve(&s->answers, &s->cap, computed->n, sizeof *s->answers, e);
	if (!st)
		s->answers[index] = a;
	s->n = computed->n;
	return st;
}

/* The columns of answers that are in the input already. */
static int add_present(struct state *s, struct names *computed, struct err *e)
{
	struct family f;
	int st = set.experts.n ? table_family(s->t, ROLE_EXPERT, &f, e) : table_need(s->t, ROLE_EXPERT, &f, e);

	if (st)
		return st;
	for (size_t j = 0; !st && j < f.n; j++) {
		const struct name *m = &f.member.name[j], *column = &s->t->header.name[f.column[j]];
		struct answers a = {.key = synth_expert_expert_key(m->s, m->n, set.seed),
			.column = f.column[j],
			.group = NAMES_NONE};

		st = add_answers(s, computed, column->s, column->n, a, e);
	}
	family_free(&f);
	return st;
}

/* The column of expert i. */
static int add_simulated(struct state *s, struct names *computed, size_t i, struct err *e)
{
	struct synth_expert *x = &s->expert[i];
	struct answers a = {.expert = x,
		.key = synth_expert_expert_key(x->name, x->namen, set.seed),
		.column = NAMES_NONE,
		.group = NAMES_NONE};
	struct buf column = {0};
	size_t index;
	int st = names_add(&s->simulated, x->name, x->namen, &index, e);

	if (!st && index < i)
		st = err_set(e, ST_USAGE, "--expert: the name stands twice: '%.200s'", x->name);
	if (!st && x->column)
		st = table_column(s->t, x->column, &a.group, e);
	if (!st)
		st = roles_column(&s->t->roles, ROLE_EXPERT, &s->simulated.name[i], &s->t->header, &column, e);
	if (!st)
		st = add_answers(s, computed, column.p, column.n, a, e);
	buf_free(&column);
	return st;
}

static int add_experts(struct state *s, struct names *computed, struct err *e)
{
	int st = set_classes(s, e);

	if (!st && !roles_has_glob(&s->t->roles, ROLE_EXPERT))
		st = err_set(e, ST_USAGE, "--columns: expert= has no '*' for the new experts' names");
	if (st || !(s->expert = mem_alloc(set.experts.n, sizeof *s->expert, e)))
		return st ? st : ST_SYSTEM;
	for (size_t i = 0; !st && i < set.experts.n; i++) {
		if ((st = synth_expert_parse(&s->expert[i], set.experts.v[i], &s->c.classes, &set.table, e)))
			return st;
		s->experts++;
		if (s->expert[i].drifts && !set.rows)
			return err_set(e, ST_USAGE, "drift: needs --rows N, over which the accuracy moves");
		st = add_simulated(s, computed, i, e);
	}
	return st;
}

static int start(void *state, struct table *t, struct names *computed, struct err *e)
{
	struct state *s = state;
	int st = cases_init(&s->c, t, set.experts.n ? CASES_LABEL : 0, 0, false, e);

	s->t = t;
	s->missing_by = NAMES_NONE;
	if (!st)
		st = table_column(t, set.by, &s->id, e);
	if (!st && set.missing_by)
		st = table_column(t, set.missing_by, &s->missing_by, e);
	if (!st && set.missing > 0)
		st = add_present(s, computed, e);
	if (!st && set.experts.n)
		st = add_experts(s, computed, e);
	return st;
}

static void answer(struct state *s, struct answers *a, uint64_t row_key)
{
	const struct synth_expert *x = a->expert;
	double place = set.rows > 1 ? fmin(1, (double)(s->t->rows - 1) / (double)(set.rows - 1)) : 0;
	bool in_group = false;

	a->there = x || !table_missing(s->t, a->column);
	a->hiding = synth_expert_hiding(row_key, a->key);
	if (!x)
		return;
	if (a->group != NAMES_NONE) {
		const struct csv_field *f = &s->t->row.f[a->group];

		in_group = f->n == x->valuen && !memcmp(f->p, x->value, f->n);
	}
	a->answer = synth_expert_answer(x, s->c.classes.n, s->c.label, in_group, place, row_key, a->key);
}

/* Hides answers at a rate; with --keep-one the last one to go stays. */
static void hide(struct state *s, double rate)
{
	struct answers *last = NULL;
	size_t shown = 0;

	for (size_t k = 0; k < s->n; k++) {
		struct answers *a = &s->answers[k];

		if (a->there && (!last || a->hiding > last->hiding))
			last = a;
		a->there = a->there && a->hiding >= rate;
		shown += a->there;
	}
	if (set.keep_one && last && !shown)
		last->there = true;
}

static int rate_of_row(struct state *s, double *rate, struct err *e)
{
	double factor = 1;
	int st = s->missing_by == NAMES_NONE ? ST_OK : table_number(s->t, s->missing_by, &factor, e);

	if (!st && !(factor >= 0 && factor <= 1))
		st = table_bad_cell(s->t, s->missing_by, "not in [0, 1]", e);
	*rate = set.missing * factor;
	return st;
}

static void write_answer(struct state *s, const struct answers *a, struct extend *x)
{
	if (a->expert)
		extend_name(x, a->there ? &s->c.classes.name[a->answer] : NULL);
	else
		extend_text(x, s->t->row.f[a->column].p, a->there ? s->t->row.f[a->column].n : 0);
}

static int row(void *state, struct extend *x, struct err *e)
{
	struct state *s = state;
	const struct csv_field *id;
	uint64_t key;
	double rate;
	int st = cases_next(&s->c, e);

	if (st)
		return st;
	if (table_missing(s->t, s->id))
		return table_cell_missing(s->t, s->id, e);
	if ((st = rate_of_row(s, &rate, e)))
		return st;
	id = &s->t->row.f[s->id];
	key = synth_expert_row_key(id->p, id->n, set.seed);
	for (size_t k = 0; k < s->n; k++)
		answer(s, &s->answers[k], key);
	hide(s, rate);
	for (size_t k = 0; k < s->n; k++)
		write_answer(s, &s->answers[k], x);
	return extend_row(x, e);
}

static void free_state(void *state)
{
	struct state *s = state;

	for (size_t i = 0; i < s->experts; i++)
		synth_expert_free(&s->expert[i]);
	free(s->expert);
	free(s->answers);
	names_free(&s->simulated);
	cases_free(&s->c);
}

static int run(const struct strings *files, struct err *e)
{
	static const struct table_task task = {
		.start = start, .row = row, .free = free_state, .size = sizeof(struct state)};
	int st = check_options(e);

	return st ? st : table_run(&task, &(struct table_run){&set.table, files, program.name, 0}, e);
}

int main(int argc, char **argv)
{
	return opt_main(&program, run, argc, argv);
}
