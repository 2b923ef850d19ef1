/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * l2d-online: decide row by row, and learn from what comes back.
 * Reads p_* (or z_*), e_*, conf_*, est_*, quality_*, x_*, cost_*, avail_*, y, id, w; writes agent, answer, propensity.
 * Memory: O(agents features^2), and the rows whose outcome has not come.  A stream: the order matters; --state continues it.
 */
#include <math.h>

#include "base/opt.h"
#include "base/opt_rules.h"
#include "number/num_parse.h"
#include "online/online_state.h"
#include "online/over.h"
#include "real/real.h"
#include "table/record.h"
#include "table/table_run.h"

static struct {
	struct table_options table;
	struct online_options online;
	int policy;
	const char *feedback, *scale, *state, *report;
	double half_life;
	size_t every, digits;
} set = {.table.shows = "l2d-online",
	.online = {.policy = {.epsilon = .1,
			   .alpha = 2,
			   .deviation = .5,
			   .ridge = 1,
			   .gamma = NAN,
			   .mixing = .001,
			   .discount = 1,
			   .hi = 1,
			   .dearest = NAN,
			   .budget = NAN},
		.seed = 1},
	.policy = POLICY_UCB,
	.feedback = "bandit",
	.half_life = NAN,
	.every = 1000};

static const struct opt options[] = {
	{0, "policy", OPT_CHOICE, &set.policy, .help = "who is asked", .initial = "ucb", .choice = policy_name},
	{0, "agent", OPT_STRING, &set.online.fixed, "NAME", "who is always asked", NULL},
	{0, "over", OPT_STRING, &set.online.over, "LIST",
		"of greedy, epsilon, ucb, thompson, exp3, exp3.s, conf, fixed:AGENT, agents", "all"},
	{0, "feedback", OPT_STRING, &set.feedback, "KIND",
		"whose outcome is learned, when: bandit, full, delayed:N, or later, by rows with the id", "bandit"},
	{0, "epsilon", OPT_NUMBER, &set.online.policy.epsilon, "E", "probability of any agent", "0.1", "[0, 1]"},
	{0, "alpha", OPT_NUMBER, &set.online.policy.alpha, "A", "width of the confidence bound", "2", "[0, 10^6]"},
	{0, "deviation", OPT_NUMBER, &set.online.policy.deviation, "V", "deviation of a reward, in the posterior",
		"0.5", "[1e-6, 10^6]"},
	{0, "scale", OPT_STRING, &set.scale, "LO:HI", "qualities lie in this range", "0:1"},
	{0, "ridge", OPT_NUMBER, &set.online.policy.ridge, "L", "weight of the penalty of the regressions", "1",
		"[1e-9, 10^9]"},
	{0, "gamma", OPT_NUMBER, &set.online.policy.gamma, "G", "rate, and share of exploration", "by the row",
		"(0, 1]"},
	{0, "mixing", OPT_NUMBER, &set.online.policy.mixing, "A", "share of the weights that is made even", "0.001",
		"(0, 1]"},
	{0, "discount", OPT_NUMBER, &set.online.policy.discount, "G", "what a row counts one row later", "1", "(0, 1]"},
	{0, "half-life", OPT_NUMBER, &set.half_life, "H", "rows after which a row counts half", NULL, "[1, 10^12]"},
	{0, "window", OPT_COUNT, &set.online.policy.window, "W", "rows after which a row counts no longer", NULL,
		"[2, 2^53]"},
	{0, "budget", OPT_NUMBER, &set.online.policy.budget, "B", "mean cost of a row, at most", NULL, "(0, 10^100]"},
	{0, "dearest", OPT_NUMBER, &set.online.policy.dearest, "C", "no cost is above it", "HI - LO", "(0, 10^100]"},
	{0, "report", OPT_STRING, &set.report, "FILE", "write what the decisions brought, and others would have", NULL},
	{0, "every", OPT_COUNT, &set.every, "N", "rows from one row of the report to the next", "1000", "[1, 2^53]"},
	{0, "state", OPT_STRING, &set.state, "FILE", "continue the stream of this file, and leave there where it ends",
		NULL},
	{'s', "seed", OPT_COUNT, &set.online.seed, "S", "seed of the choices", "1", "any"},
	TABLE_OPTIONS(set.table),
	ROWS_PROGRESS_OPTIONS(set.table),
	KEEP_OPTION(set.table),
	ROUND_OFF_OPTION(set.table),
	ANSWERS_OPTION(set.table),
	AVAILABLE_OPTION(set.table),
	CASES_OPTIONS(set.online.renormalize),
	DIGITS_OPTION(set.digits),
	{0},
};

static const struct opt_rule rules[] = {
	{"agent", OPT_NEEDS, "policy=fixed"},
	{"policy=fixed", OPT_NEEDS, "agent"},
	{"over", OPT_NEEDS, "policy=hedge"},
	{"epsilon", OPT_NEEDS, "policy=epsilon|hedge"},
	{"alpha", OPT_NEEDS, "policy=ucb|hedge"},
	{"deviation", OPT_NEEDS, "policy=thompson|hedge"},
	{"scale", OPT_NEEDS, "policy=exp3|exp3.s|hedge"},
	{"ridge", OPT_NEEDS, "policy=greedy|epsilon|ucb|thompson|hedge"},
	{"gamma", OPT_NEEDS, "policy=exp3|exp3.s|hedge"},
	{"mixing", OPT_NEEDS, "policy=exp3.s|hedge"},
	{"discount half-life window", OPT_NEEDS, "policy=greedy|epsilon|ucb|thompson|exp3|hedge"},
	{"discount half-life window", OPT_APART},
	{"budget", OPT_EXCLUDES, "agent"},
	{"dearest", OPT_NEEDS, "budget"},
	{"dearest", OPT_NEEDS, "policy=exp3|exp3.s|hedge"},
	{"report", OPT_EXCLUDES, "feedback=later"},
	{"every", OPT_NEEDS, "report"},
	PROGRESS_RULES,
	{0},
};

static const struct program program = {
	.name = "l2d-online",
	.operands = "[FILE]...",
	.purpose = "Decide row by row, and learn from what comes back.",
	.reads = "e_*, conf_* or est_*; if there: p_* (or z_*), x_*, cost_*, avail_*, y, quality_* (or loss_*), id, w",
	.writes = "agent, answer, propensity; to --report: row, n, reward, cost, utility, constant, constant_utility,\n"
		  "constant_regret, policy, policy_utility, policy_regret, window_n, window_utility, window_constant,\n"
		  "window_constant_utility, window_policy, window_policy_utility, share_AGENT",
	.opts = options,
	.rules = rules,
};

static struct online online;
static struct buf signature;
static struct report report;
static bool reporting; /* the report is open */
static struct report_options report_options;

static int read_scale(struct err *e)
{
	struct policy_options *p = &set.online.policy;

	if (!set.scale || (num_parse_range(set.scale, &p->lo, &p->hi) && p->hi - p->lo <= 1e100))
		return ST_OK;
	return err_set(e, ST_USAGE, "--scale: not LO:HI with LO < HI: '%.200s'", set.scale);
}

static int check_over(struct err *e)
{
	static const char *const option[] = {"epsilon", "alpha", "deviation", "mixing", "ridge"};

	for (size_t i = 0; set.online.over && i < sizeof option / sizeof *option; i++)
		if (opt_given(&program, option[i]) && !over_reads(set.online.over, option[i]))
			return err_set(e, ST_USAGE, "--%s: --over has no policy that it is for", option[i]);
	return ST_OK;
}

static int read_options(struct err *e)
{
	int st = read_scale(e);

	if (!st)
		st = check_over(e);
	if (isnan(set.online.policy.dearest))
		set.online.policy.dearest = set.online.policy.hi - set.online.policy.lo;
	set.online.policy.kind = (enum policy_kind)set.policy;
	if (!isnan(set.half_life))
		set.online.policy.discount = real_exp2(-1 / set.half_life);
	set.online.compares = set.report;
	return st ? st : online_feedback(set.feedback, &set.online, e);
}

static int open_report(struct err *e)
{
	struct names columns = {0};
	struct csv_writer file;
	int st = regret_columns(&online.in.c.agent, &columns, e);

	report_options.digits = set.digits;
	if (!st)
		st = csv_writer_create(&file, set.report, set.digits, e);
	if (!st)
		st = report_open(&report, &report_options, &columns, file.fd, e);
	reporting = !st;
	names_free(&columns);
	return st;
}

static int start(void *state, struct table *t, struct names *computed, struct err *e)
{
	static const char *const names[] = {"agent", "answer", "propensity", NULL};
	int st = record_check(t, RECORD_PROPENSITY, e);

	(void)state;
	if (!st)
		st = online_init(&online, t, &set.online, e);
	if (!st)
		st = online_sign(&online, set.every, &signature, e);
	if (!st && set.state)
		st = online_read(&online, set.state, signature.p, e);
	if (!st && set.report)
		st = open_report(e);
	return st ? st : names_add_words(computed, names, e);
}

static int row(void *state, struct extend *x, struct err *e)
{
	const struct cases *c = &online.in.c;
	size_t answer;
	int st = online_next(&online, e);

	(void)state;
	if (st || !online.decided)
		return st;
	answer = cases_answer(c, online.agent);
	if (cases_unanswered(c, online.agent, answer))
		c->t->counts.unanswered += set.online.feedback != FEEDBACK_LATER;
	extend_row(x, &c->t->row);
	extend_name(x, &c->agent.name[online.agent]);
	extend_name(x, answer == NAMES_NONE ? NULL : cases_class_name(c, answer));
	extend_number(x, online.propensity);
	st = extend_end(x, e);
	if (!st && set.report && online.rows % set.every == 0)
		st = online_report(&online, &report, e);
	return st;
}

/* Rows since the last row of the report go into the state; without one, into a last row. */
static int finish(void *state, struct extend *x, struct err *e)
{
	(void)state;
	(void)x;
	return set.report && !set.state && online.rows % set.every ? online_report(&online, &report, e) : ST_OK;
}

static int run(const struct strings *files, struct err *e)
{
	static const struct table_task task = {
		.start = start, .row = row, .finish = finish, .size = 1, .ordered = true};
	int st = read_options(e);

	if (!st)
		st = table_run(&task, &(struct table_run){&set.table, files, program.name, set.digits, "1"}, e);
	if (reporting)
		st = report_close(&report, st, e);
	if (!st && set.state)
		st = online_write(&online, set.state, signature.p, e);
	online_free(&online);
	buf_free(&signature);
	return st;
}

int main(int argc, char **argv)
{
	return opt_main(&program, run, argc, argv);
}
