/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * l2d-em: learns who should answer, from annotations with gaps: a gate, a classifier and a model of every
 * expert, by EM.  Or, without gold, a model of the crowd that voted.
 * Reads x_*, y, e_*, w, or e_*, w, p_*, x_*; writes a model file.
 * Memory: O(rows), the features in doubles; with --stream what is said of a row with a label alone.  Not mergeable.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "annotated/mixture_table.h"
#include "base/jobs.h"
#include "base/opt.h"
#include "base/opt_rules.h"
#include "base/progress.h"
#include "crowd/crowd_run.h"
#include "em/confidence.h"
#include "em/em_starts.h"
#include "em/em_trace.h"
#include "em/mixture_file.h"
#include "parallel/peers.h"
#include "cases/cases.h"
#include "limits/limits.h"

static struct {
	struct table_options table;
	struct progress_options progress;
	int method, estep, unlabelled, activation, confidence;
	struct strings shares;
	bool balanced, allow_unconverged, stream;
	double smoothing, supervise, coverage, half_life, l2, tolerance;
	const char *time, *map, *hidden, *trace, *jobs;
	size_t iterations, seed;
	struct crowd_run crowd;
} set = {.smoothing = 1e-3,
	.supervise = 1,
	.coverage = NAN,
	.half_life = NAN,
	.l2 = 1e-4,
	.tolerance = 1e-6,
	.map = "linear",
	.iterations = 1000,
	.seed = 1,
	.crowd = CROWD_DEFAULTS};

static const struct opt options[] = {
	{0, "method", OPT_CHOICE, &set.method, "mixture|dawid-skene|one-coin|glad",
		"learn from labels who should answer; or without them what votes say together", "mixture"},
	CROWD_OPTIONS(set.crowd),
	{0, "estep", OPT_CHOICE, &set.estep, "exact|variational", "the posterior, or the paper's mean field", "exact"},
	{0, "confidence", OPT_CHOICE, &set.confidence, "calibrated|model",
		"conf_*: by a line on its log odds to who was right, or as the mixture has it", "calibrated"},
	{0, "smoothing", OPT_NUMBER, &set.smoothing, "S", "Pr(y | t) = (1 - S) 1[t = y] + S / classes", "0.001",
		"[0, 1)"},
	{0, "supervise", OPT_NUMBER, &set.supervise, "W", "weight of the classifier's own likelihood of y", "1",
		"[0, inf)"},
	{0, "unlabelled", OPT_CHOICE, &set.unlabelled, "use|skip",
		"rows without a label: learn from their annotations, or drop", "use"},
	{0, "share", OPT_LIST, &set.shares, "NAME=LO:HI", "limits of the agent's share of the rows (repeatable)", NULL},
	{0, "coverage", OPT_NUMBER, &set.coverage, "C", "the model answers the share C of the rows", NULL, "[0, 1]"},
	{0, "balanced", OPT_FLAG, &set.balanced, NULL, "the agents without limits of their own share the rest equally",
		NULL},
	{0, "time", OPT_STRING, &set.time, "COLUMN", "when a row was annotated, for --half-life", "time"},
	{0, "half-life", OPT_NUMBER, &set.half_life, "H", "a row that is H older counts half, but for --supervise",
		NULL, "(0, inf)"},
	{0, "map", OPT_STRING, &set.map, "MAP", "linear, quadratic or rff:D", "linear"},
	{0, "hidden", OPT_STRING, &set.hidden, "H[,H]", "widths of hidden layers", "none"},
	{0, "activation", OPT_CHOICE, &set.activation, "tanh|relu", "of hidden layers", "tanh"},
	{0, "l2", OPT_NUMBER, &set.l2, "L", "the objective loses L/2 |weights|^2", "0.0001", "[0, inf)"},
	{0, "tolerance", OPT_NUMBER, &set.tolerance, "T", "stop when the mean objective of a row rises by less", "1e-6",
		"[0, inf)"},
	{0, "iterations", OPT_COUNT, &set.iterations, "N", "at most", "1000", "[0, 10^9]"},
	{0, "allow-unconverged", OPT_FLAG, &set.allow_unconverged, NULL,
		"write the model also if --iterations were not enough", NULL},
	{0, "stream", OPT_FLAG, &set.stream, NULL, "read the files anew for each pass", NULL},
	{0, "trace", OPT_STRING, &set.trace, "FILE", "write every iteration's likelihood, shares and duals as CSV",
		NULL},
	{'s', "seed", OPT_COUNT, &set.seed, "N", "of rff and hidden layers' start", "1", "any"},
	JOBS_OPTION(set.jobs),
	PROGRESS_OPTIONS(set.progress),
	TABLE_OPTIONS(set.table),
	ANSWERS_OPTION(set.table),
	{0},
};

static const struct opt_rule rules[] = {
	PROGRESS_RULES,
	{"time", OPT_NEEDS, "half-life"},
	{"activation", OPT_NEEDS, "hidden"},
	{"seed", OPT_NEEDS, "hidden map=rff:* starts"},
	{"estep confidence smoothing supervise unlabelled share coverage balanced half-life stream other-answers progress "
	 "no-progress",
		OPT_NEEDS, "method=mixture"},
	{"map hidden l2", OPT_NEEDS, "method=mixture prior=features"},
	{"shard=auto", OPT_NEEDS, "method=mixture"},
	CROWD_RULES("method=dawid-skene|one-coin|glad"),
	{0},
};

static const struct program program = {
	.name = "l2d-em",
	.operands = "[FILE]...",
	.purpose = "Learn who should answer, from annotations with gaps, under limits on everybody's share.",
	.reads =
		"x_*, y, e_*; if there: w; --half-life: time\nother methods: e_*; if there: w; --prior columns: p_*, or z_*; --prior features: x_*; --long: its columns",
	.writes = "a model file for l2d-apply, see l2d-model(5)",
	.opts = options,
	.rules = rules,
};

struct state {
	struct mixture_model m;
	struct mixture_data d;
	struct mixture_reading reading;
	struct names agent; /* model, then the experts */
	double *limit;      /* [2 x agents] LO, then HI; NULL: none */
	struct em_trace trace;
	struct progress progress;
};

static size_t jobs; /* as set.jobs says */

/* The map and the hidden layers go to set.crowd, also for the mixture. */
static int check_options(struct err *e)
{
	struct crowd_head *h = &set.crowd.head;
	int st = feature_map_parse(set.map, &set.crowd.map, &set.crowd.mapped, e);

	h->activation = set.activation ? NETWORK_RELU : NETWORK_TANH;
	if (!st && set.hidden)
		st = network_parse_hidden(set.hidden, h->hidden, &h->nhidden, e);
	if (!st && set.estep && set.smoothing == 0)
		st = err_set(e, ST_USAGE, "--estep variational needs a --smoothing above 0");
	return st ? st : jobs_count(set.jobs, &jobs, e);
}

static int read_table(struct state *s, const struct strings *files, struct err *e)
{
	struct mixture_reading *o = &s->reading;
	struct table_run table = {&set.table, files, program.name, 0, set.jobs};
	int st;

	*o = (struct mixture_reading){.skip_unlabelled = set.unlabelled,
		.time = set.time,
		.half_life = set.half_life,
		.jobs = jobs,
		.stream = set.stream};
	st = mixture_table_read(&s->m, &s->d, &table, o, e);
	return st ? st : mixture_model_agents(&s->m, &s->agent, e);
}

static int trace(void *ctx, size_t start, size_t iteration, const struct em_point *p, struct err *e)
{
	struct state *s = ctx;

	progress_show(&s->progress, "start %zu, iteration %zu: log-likelihood %.6g, objective %.8g", start, iteration,
		p->loglik, p->objective);
	return em_trace_row(&s->trace, start, iteration, p, e);
}

static int learn(struct state *s, struct err *e)
{
	struct em_options o = {.variational = set.estep,
		.supervise = set.supervise,
		.l2 = set.l2,
		.lo = s->limit,
		.hi = s->limit ? s->limit + s->agent.n : NULL,
		.agent = &s->agent,
		.jobs = jobs};
	struct em_starts starts = {set.crowd.fit.starts, set.seed, set.iterations, set.tolerance, trace, s};
	size_t kept = 1;
	bool converged = false;
	int st = em_starts_run(&s->m.m, &s->d.rows, &o, &starts, &kept, &converged, e);

	progress_end(&s->progress);
	s->m.start = starts.n > 1 ? kept : 0;
	if (!st && !converged && !set.allow_unconverged)
		st = err_set(e, ST_NUMERIC,
			"not converged: iteration %zu still raised the objective by more than --tolerance",
			set.iterations);
	return st;
}

static int fit(struct state *s, const struct strings *files, struct err *e)
{
	const struct crowd_run *o = &set.crowd;
	int st, learned;

	if (!peers_me())
		progress_init(&s->progress, &set.progress, program.name);
	s->m.activation = o->head.activation;
	s->m.nhidden = o->head.nhidden;
	memcpy(s->m.hidden, o->head.hidden, sizeof s->m.hidden);
	st = read_table(s, files, e);
	if (!st)
		st = limits_whole_shares(&s->limit, &s->agent, &set.shares, set.coverage, set.balanced, e);
	if (!st)
		st = mixture_table_start(&s->m, &s->d, o->map, o->mapped, set.smoothing, set.seed, jobs, e);
	if (!st)
		st = em_trace_open(&s->trace, set.trace, o->fit.starts > 1, &s->agent, e);
	if (!st)
		st = learn(s, e);
	if (!st && !set.confidence)
		st = confidence_fit(&s->m.m, &s->d.rows, jobs, e);
	learned = st;
	st = em_trace_close(&s->trace, st, e);
	if (!st && !peers_me())
		st = mixture_model_write(&s->m, STDOUT_FILENO, e);
	return learned ? st : peers_agree(st, e);
}

static int fit_crowd(const struct strings *files, struct err *e)
{
	struct table_run table = {&set.table, files, program.name, 0, "1"};
	struct crowd_run *o = &set.crowd;

	o->method = (enum crowd_method)(set.method - 1);
	o->trace = set.trace;
	o->allow_unconverged = set.allow_unconverged;
	o->l2 = set.l2;
	o->fit.jobs = jobs;
	o->fit.seed = set.seed;
	o->fit.iterations = set.iterations;
	o->fit.tolerance = set.tolerance;
	return crowd_run(o, &table, e);
}

static int run(const struct strings *files, struct err *e)
{
	struct state s = {0};
	int st = check_options(e);

	if (!st && set.method)
		return fit_crowd(files, e);
	if (!st && !(st = table_join(&set.table, e)))
		st = fit(&s, files, e);
	mixture_model_free(&s.m);
	mixture_data_free(&s.d);
	names_free(&s.agent);
	free(s.limit);
	return peers_end(st, e);
}

int main(int argc, char **argv)
{
	return opt_main(&program, run, argc, argv);
}
