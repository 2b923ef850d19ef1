/*
 * l2d-threshold: who answers each row, the model or an expert, by a rule or a target coverage.
 * Reads p_* (or z_*), e_*, conf_*, cost_*; writes the table with score, agent, answer.
 * Memory: O(columns); O(rows) with --coverage.  Rows are independent given the threshold.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/num.h"
#include "base/opt.h"
#include "base/vec.h"
#include "decide/rule.h"
#include "decide/threshold.h"
#include "table/cases.h"
#include "table/extend.h"
#include "table/keep.h"
#include "table/report.h"

enum rule { CHOW, POSTHOC };

static struct {
	struct table_options table;
	bool renormalize;
	int rule;
	double cost, threshold, coverage;
	struct strings accuracy;
	size_t digits;
} set = {.cost = NAN, .threshold = NAN, .coverage = NAN};

static const struct opt options[] = {
	{'r', "rule", OPT_CHOICE, &set.rule, "chow|posthoc", "the deferral rule", "chow"},
	{'c', "cost", OPT_NUMBER, &set.cost, "C0", "price of asking any expert; goes before cost_* of experts", "cost_*, else 0"},
	{0, "expert-accuracy", OPT_LIST, &set.accuracy, "NAME=A", "a constant conf_NAME (repeatable)", NULL},
	{0, "threshold", OPT_NUMBER, &set.threshold, "T", "defer iff score > T", "0"},
	{0, "coverage", OPT_NUMBER, &set.coverage, "C", "choose the threshold so that the model answers this share", NULL},
	TABLE_OPTIONS(set.table),
	CASES_OPTIONS(set.renormalize),
	DIGITS_OPTION(set.digits),
	{0},
};

static const struct program program = {
	.name = "l2d-threshold",
	.operands = "[FILE]...",
	.purpose = "Decide who answers each row, the model or an expert, by thresholding a deferral score.",
	.reads = "p_* (or z_*), e_*; posthoc: conf_*; if there: cost_*, w",
	.writes = "the table with score, agent, answer",
	.opts = options,
};

/* What was decided about a row. */
struct decision {
	double score;
	size_t expert; /* the best one */
	size_t model;  /* the model's class */
	size_t answer; /* the expert's class, NAMES_NONE where there is none */
};

struct state {
	struct table t;
	struct cases c;
	struct extend x;
	double *constant; /* [experts] --expert-accuracy, NaN where none was given */
	double *conf;     /* [experts] of the current row */
	struct keep rows; /* what follows is for --coverage */
	struct decision *decision;
	size_t decisions;
	double *weight;
	size_t weights;
	struct order scores;
};

static int read_constants(struct state *s, struct err *e)
{
	for (size_t i = 0; i < set.accuracy.n; i++) {
		const char *option = set.accuracy.v[i], *value;
		size_t n, agent;
		double a;

		if (!opt_split(option, &n, &value) || num_parse(value, strlen(value), &a) || a < 0 || a > 1)
			return err_set(e, ST_USAGE, "--expert-accuracy: not NAME=A with A in [0, 1]: '%.200s'", option);
		agent = names_find(&s->c.agent, option, n);
		if (agent == NAMES_NONE || agent == 0)
			return err_set(e, ST_USAGE, "--expert-accuracy: no such expert: '%.200s'", option);
		s->constant[agent - 1] = a;
	}
	return ST_OK;
}

/* Every expert has a confidence, or the rule needs none. */
static int check_confidences(const struct state *s, struct err *e)
{
	if (!s->c.nexpert)
		return err_at(e, ST_DATA, table_file(&s->t), 1, 1, "no column '%s' (expert): nobody to defer to",
			s->t.roles.role[ROLE_EXPERT].pattern);
	for (size_t j = 0; set.rule == POSTHOC && j < s->c.nexpert; j++)
		if (isnan(s->constant[j]) && s->c.conf_column[1 + j] == NAMES_NONE)
			return err_at(e, ST_DATA, table_file(&s->t), 1, 1,
				"no column 'conf_%.200s' and no --expert-accuracy for that expert",
				s->c.agent.name[1 + j].s);
	return ST_OK;
}

static int start_output(struct state *s, struct err *e)
{
	static const char *const computed[] = {"score", "agent", "answer"};
	struct names names = {0};
	size_t index;
	int st = ST_OK;

	for (size_t i = 0; !st && i < 3; i++)
		st = names_add(&names, computed[i], strlen(computed[i]), &index, e);
	if (!st)
		st = extend_init(&s->x, &s->t, &names, STDOUT_FILENO, set.digits, e);
	names_free(&names);
	return st;
}

static int start(struct state *s, struct err *e)
{
	unsigned conf = set.rule == POSTHOC ? CASES_CONF : 0;
	int st = cases_init(&s->c, &s->t, CASES_PROB, CASES_ANSWER | conf | CASES_COST | CASES_WEIGHT,
		set.renormalize, e);

	if (st)
		return st;
	s->constant = mem_alloc(s->c.nexpert, sizeof *s->constant, e);
	s->conf = mem_alloc(s->c.nexpert, sizeof *s->conf, e);
	if (!s->constant || !s->conf)
		return ST_SYSTEM;
	for (size_t j = 0; j < s->c.nexpert; j++)
		s->constant[j] = set.rule == CHOW ? 1 : NAN;
	if (set.rule == POSTHOC)
		st = read_constants(s, e);
	if (!st)
		st = check_confidences(s, e);
	return st ? st : start_output(s, e);
}

static struct decision decide(struct state *s)
{
	struct cases *c = &s->c;
	struct decision d;

	for (size_t j = 0; j < c->nexpert; j++) {
		s->conf[j] = isnan(s->constant[j]) ? c->conf[1 + j] : s->constant[j];
		if (!isnan(set.cost))
			c->cost[1 + j] = set.cost;
	}
	d.score = rule_margin(c->p, c->classes.n, s->conf, c->cost, c->nexpert, &d.expert);
	d.model = vec_argmax(c->p, c->classes.n);
	d.answer = c->answer[d.expert];
	return d;
}

static int write_decision(struct state *s, const struct decision *d, double threshold,
	const struct csv_row *row, struct err *e)
{
	bool defer = d->score > threshold;
	size_t answer = defer ? d->answer : d->model;
	int st = extend_number(&s->x, d->score, e);

	if (!st)
		st = extend_name(&s->x, &s->c.agent.name[defer ? 1 + d->expert : 0], e);
	if (!st)
		st = answer == NAMES_NONE ? extend_text(&s->x, "", 0, e)
			: extend_name(&s->x, &s->c.classes.name[answer], e);
	return st ? st : extend_kept_row(&s->x, row, e);
}

static int keep_decision(struct state *s, struct err *e)
{
	size_t i = s->rows.n;
	int st = keep_add(&s->rows, &s->t.row, e);

	if (!st)
		st = array_reserve(&s->decision, &s->decisions, i + 1, sizeof *s->decision, e);
	if (!st)
		st = array_reserve(&s->weight, &s->weights, i + 1, sizeof *s->weight, e);
	if (st)
		return st;
	s->decision[i] = decide(s);
	s->weight[i] = s->c.weight;
	return order_add(&s->scores, s->decision[i].score, i, e);
}

/* Everything is decided after the last row. */
static int finish_coverage(struct state *s, struct err *e)
{
	struct csv_row row;
	double threshold;
	int st = threshold_coverage(&s->scores, s->weight, set.coverage, &threshold, e);

	for (size_t i = 0; !st && i < s->rows.n; i++) {
		st = keep_row(&s->rows, i, &row, e);
		if (!st)
			st = write_decision(s, &s->decision[i], threshold, &row, e);
	}
	return st;
}

static int run(struct state *s, struct err *e)
{
	bool quantile = !isnan(set.coverage);
	double threshold = isnan(set.threshold) ? 0 : set.threshold;
	int st = start(s, e);

	while (!st && !(st = cases_next(&s->c, e))) {
		struct decision d;

		if (quantile) {
			st = keep_decision(s, e);
			continue;
		}
		d = decide(s);
		st = write_decision(s, &d, threshold, &s->t.row, e);
	}
	if (st == ST_END)
		st = quantile ? finish_coverage(s, e) : ST_OK;
	return st ? st : extend_close(&s->x, e);
}

static int check_options(struct err *e)
{
	if (!isnan(set.threshold) && !isnan(set.coverage))
		return err_set(e, ST_USAGE, "--threshold and --coverage exclude each other");
	if (set.coverage < 0 || set.coverage > 1)
		return err_set(e, ST_USAGE, "--coverage: not in [0, 1]");
	if (set.rule == CHOW && set.accuracy.n)
		return err_set(e, ST_USAGE, "--expert-accuracy: the rule chow takes experts to be always right");
	return ST_OK;
}

static int main_loop(const struct strings *files, struct err *e)
{
	struct state s = {0};
	int st = check_options(e);

	if (st || (st = table_open(&s.t, &set.table, files, e)))
		return st;
	st = run(&s, e);
	if (!st)
		err_report_skipped(s.t.skipped, program.name);
	extend_free(&s.x);
	cases_free(&s.c);
	table_close(&s.t);
	keep_free(&s.rows);
	order_free(&s.scores);
	free(s.constant);
	free(s.conf);
	free(s.decision);
	free(s.weight);
	return st;
}

int main(int argc, char **argv)
{
	return opt_main(&program, main_loop, argc, argv);
}
