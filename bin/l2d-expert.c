/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * l2d-expert: adds simulated experts' answers to a table; hides answers and labels.
 * Reads y, the id column, the columns that experts depend on, e_* to hide; writes the table with e_*, avail_*, label_row, regime.
 * Memory: O(columns).  Rows depend on their id, and on their number where the options say so.
 */
#include <stdlib.h>

#include "base/jobs.h"
#include "base/opt.h"
#include "base/opt_rules.h"
#include "synth/class_list.h"
#include "synth/late_labels.h"
#include "synth/regimes.h"
#include "synth/synth_answers.h"
#include "table/table_run.h"

static struct {
	struct table_options table;
	struct strings experts, outages;
	const char *classes, *missing_by, *key, *jobs, *regimes;
	double missing, missing_labels, label_delay;
	bool keep_one;
	size_t rows, first_row, seed;
} set = {.missing_labels = -1, .label_delay = -1, .first_row = 1, .seed = 1};

static const struct opt options[] = {
	{0, "expert", OPT_LIST, &set.experts, "NAME=KIND",
		"add e_NAME (repeatable): accuracy:A, classes:LIST, "
		"confusion:FILE, drift:FROM:TO, fatigue:[FROM:TO:]HALF-LIFE, first:K, group:COLUMN=VALUE:A:B, "
		"pq:COLUMN:P:Q, regimes:A:B..., switch:FROM:TO",
		NULL},
	{0, "classes", OPT_STRING, &set.classes, "LIST", "the classes of a table without p_*: names and ranges A..B",
		NULL},
	{'n', "rows", OPT_COUNT, &set.rows, "N", "the rows over which drift: moves, the row at which switch: does",
		NULL, "[1, 2^53]"},
	{0, "first-row", OPT_COUNT, &set.first_row, "N", "the number of the first row: the table goes on with a stream",
		"1", "[1, 10^9]"},
	{0, "regimes", OPT_STRING, &set.regimes, "L1,L2...", "hidden regimes that last so many rows, on average", NULL},
	{0, "outage", OPT_LIST, &set.outages, "NAME=FROM:TO,...", "this expert is out in these rows (repeatable)",
		NULL},
	{0, "missing-labels", OPT_NUMBER, &set.missing_labels, "R", "hide this share of the labels", NULL, "[0, 1]"},
	{0, "label-delay", OPT_NUMBER, &set.label_delay, "M", "add label_row: labels come M rows late, on average",
		NULL, "[0, 10^9]"},
	{0, "missing", OPT_NUMBER, &set.missing, "R", "hide this share of every expert's answers", "0", "[0, 1]"},
	{0, "missing-by", OPT_STRING, &set.missing_by, "COLUMN", "multiply R by this column, which is in [0, 1]", NULL},
	{0, "keep-one", OPT_FLAG, &set.keep_one, NULL, "hide all answers but one where a row would lose them all",
		NULL},
	KEY_OPTION(set.key, "the random numbers depend on this column and the seed"),
	{'s', "seed", OPT_COUNT, &set.seed, "S", "seed of the random numbers", "1", "any"},
	JOBS_OPTION(set.jobs),
	TABLE_OPTIONS(set.table),
	KEEP_OPTION(set.table),
	{0},
};

static const struct opt_rule rules[] = {
	{"missing-by keep-one", OPT_NEEDS, "missing"},
	{"classes rows", OPT_NEEDS, "expert"},
	{"first-row", OPT_NEEDS, "expert regimes outage label-delay"},
	{"", OPT_NEEDS, "expert missing regimes outage missing-labels label-delay"},
	{0},
};

static const struct program program = {
	.name = "l2d-expert",
	.operands = "[FILE]...",
	.purpose = "Add simulated experts' answers; hide a share of answers and labels.",
	.reads = "y, id or --key, the columns that experts name; with --missing: e_*; with --outage: these, avail_*",
	.writes = "the table with e_* added, or changed where answers are hidden; with --outage: avail_*;\n"
		  "with --missing-labels: y; with --label-delay: label_row; with --regimes: regime",
	.opts = options,
	.rules = rules,
};

static bool by_row; /* what is drawn depends on the number of the row */

struct state {
	struct table *t;
	struct cases c;
	struct synth_expert *expert; /* [set.experts.n] */
	size_t experts;              /* made so far */
	struct synth_answers answers;
	struct outages outages;
	struct late_labels labels;
	struct regimes regimes;
	size_t id, missing_by;
};

static int add_experts(struct state *s, struct names *computed, struct err *e)
{
	bool drifts = false;
	int st = class_list_bind(&s->c, set.classes, e);

	if (!st && !roles_has_glob(&s->t->roles, ROLE_EXPERT))
		st = err_set(e, ST_USAGE, "--columns: expert= has no '*' for the new experts' names");
	if (st || !(s->expert = mem_alloc(set.experts.n, sizeof *s->expert, e)))
		return st ? st : ST_SYSTEM;
	for (size_t i = 0; !st && i < set.experts.n; i++) {
		if ((st = synth_expert_parse(
			     &s->expert[i], set.experts.v[i], &s->c.classes, s->regimes.n, &set.table, e)))
			return st;
		s->experts++;
		if (s->expert[i].drifts && !set.rows)
			return err_set(
				e, ST_USAGE, "drift: and switch: need --rows N, over or at which the accuracy moves");
		drifts |= s->expert[i].drifts;
		st = synth_answers_add(&s->answers, &s->expert[i], computed, e);
	}
	return st || drifts || !set.rows ? st
					 : err_set(e, ST_USAGE, "--rows needs an --expert of the kind drift or switch");
}

/* The columns of answers, those that are there first; then what belongs to rows. */
static int name_columns(struct state *s, struct names *computed, struct err *e)
{
	static const char regime[] = "regime";
	bool hides = opt_given(&program, "missing");
	size_t index;
	int st = ST_OK;

	if (hides || set.outages.n)
		st = synth_answers_add_present(&s->answers, hides, hides && !set.experts.n, computed, e);
	if (!st && set.experts.n)
		st = add_experts(s, computed, e);
	if (!st)
		st = outages_bind(&s->outages, s->t, computed, e);
	if (!st)
		st = late_labels_bind(&s->labels, s->t, computed, e);
	return st || !s->regimes.n ? st : names_add(computed, regime, sizeof regime - 1, &index, e);
}

static int start(void *state, struct table *t, struct names *computed, struct err *e)
{
	struct state *s = state;
	int st = cases_init(&s->c, t, set.experts.n ? CASES_LABEL : 0, 0, false, e);

	s->t = t;
	s->answers = (struct synth_answers){.c = &s->c, .seed = set.seed, .outages = &s->outages};
	s->labels = (struct late_labels){.missing = set.missing_labels, .delay = set.label_delay};
	s->missing_by = NAMES_NONE;
	if (!st)
		st = table_key(t, set.key, &s->id, e);
	if (!st && set.missing_by)
		st = table_column(t, set.missing_by, &s->missing_by, e);
	if (!st)
		st = outages_parse(&s->outages, &set.outages, e);
	if (!st && set.regimes)
		st = regimes_parse(&s->regimes, set.regimes, set.seed, e);
	if (!st && by_row)
		st = table_number_rows(t, e);
	return st ? st : name_columns(s, computed, e);
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

static struct synth_moment moment(struct state *s)
{
	struct synth_moment m = {.row = set.first_row - 1 + s->t->rows};

	if (set.rows > 1)
		m.place = m.row < set.rows ? (double)(m.row - 1) / (double)(set.rows - 1) : 1;
	if (s->regimes.n)
		m.regime = regimes_at(&s->regimes, m.row);
	return m;
}

static int write_row(struct state *s, double rate, struct extend *x, struct err *e)
{
	const struct csv_field *id = &s->t->row.f[s->id];
	uint64_t key = synth_expert_row_key(id->p, id->n, set.seed);
	struct synth_moment m = moment(s);

	outages_at(&s->outages, m.row);
	synth_answers_take(&s->answers, &m, key, rate, set.keep_one);
	extend_row(x, &s->t->row);
	synth_answers_write(&s->answers, x);
	outages_write(&s->outages, x);
	late_labels_write(&s->labels, m.row, key, x);
	if (s->regimes.n)
		extend_number(x, (double)m.regime + 1);
	return extend_end(x, e);
}

static int row(void *state, struct extend *x, struct err *e)
{
	struct state *s = state;
	double rate;
	int st = cases_next(&s->c, e);

	if (!st && table_missing(s->t, s->id))
		st = table_cell_missing(s->t, s->id, e);
	if (!st)
		st = rate_of_row(s, &rate, e);
	return st ? st : write_row(s, rate, x, e);
}

static void free_state(void *state)
{
	struct state *s = state;

	for (size_t i = 0; i < s->experts; i++)
		synth_expert_free(&s->expert[i]);
	free(s->expert);
	synth_answers_free(&s->answers);
	outages_free(&s->outages);
	regimes_free(&s->regimes);
	cases_free(&s->c);
}

static int run(const struct strings *files, struct err *e)
{
	struct table_task task = {.start = start, .row = row, .free = free_state, .size = sizeof(struct state)};

	by_row = set.rows || set.outages.n || set.regimes || set.label_delay >= 0;
	for (size_t i = 0; i < set.experts.n; i++)
		by_row |= synth_expert_by_row(set.experts.v[i]);
	task.ordered = by_row;
	if (set.first_row > 1 && !by_row)
		return err_set(e, ST_USAGE, "--first-row: no option here depends on the number of a row");
	return table_run(&task, &(struct table_run){&set.table, files, program.name, 0, set.jobs}, e);
}

int main(int argc, char **argv)
{
	return opt_main(&program, run, argc, argv);
}
