/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * l2d-train: fits a classifier and a deferral head under a surrogate loss.
 * Reads x_*, y, e_* (or quality_*), cost_*, w (and z_* or p_* for rejectors of a frozen classifier); writes a model file.
 * Memory: O(rows), the features in doubles; with --stream bounded.  Not mergeable.
 */
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "base/jobs.h"
#include "base/opt.h"
#include "base/opt_rules.h"
#include "base/progress.h"
#include "csv/writer.h"
#include "network/fit_option_table.h"
#include "parallel/peers.h"
#include "select/held_out.h"
#include "select/held_out_options.h"
#include "cases/cases.h"
#include "train/head_file.h"
#include "train/loss_options.h"
#include "training/train_stream.h"
#include "training/train_table.h"
#include "training/train_trace.h"

static struct {
	struct table_options table;
	struct progress_options progress;
	struct loss_options loss;
	int activation, optimizer;
	double budget, l2;
	struct fit_options fit;
	bool raw, allow_unconverged, stream;
	const char *map, *hidden, *trace, *jobs;
	size_t seed;
	struct worst worst;
	int norm;
	struct strings tune;
	struct held_out held;
	size_t patience;
} set = {.loss = LOSS_OPTIONS_DEFAULT,
	.budget = 0.5,
	.l2 = 1e-4,
	.fit = FIT_OPTIONS_DEFAULT,
	.map = "linear",
	.seed = 1,
	.worst = {.nu = NAN},
	.patience = 10};

static const struct opt options[] = {
	LOSS_OPTIONS(set.loss),
	{0, "budget", OPT_NUMBER, &set.budget, "B", "triage: the largest share of rows for the experts", "0.5",
		"[0, 1]"},
	{0, "map", OPT_STRING, &set.map, "MAP", "linear, quadratic or rff:D", "linear"},
	{0, "hidden", OPT_STRING, &set.hidden, "H[,H]", "widths of hidden layers", "none"},
	{0, "activation", OPT_CHOICE, &set.activation, "tanh|relu", "of hidden layers", "tanh"},
	{0, "no-standardize", OPT_FLAG, &set.raw, NULL, "take features as they are", NULL},
	{0, "l2", OPT_NUMBER, &set.l2, "L", "the objective is the mean loss + L/2 |weights|^2", "0.0001", "[0, inf)"},
	{0, "robust", OPT_NUMBER, &set.worst.radius, "R",
		"train against changes of the features up to R standard deviations", "0", "[0, 10^100]"},
	{0, "norm", OPT_CHOICE, &set.norm, "inf|2|1", "of these changes", "inf", .choice = norm_name},
	{0, "smooth", OPT_NUMBER, &set.worst.nu, "NU", "twostage: the smooth adversarial surrogate, of this weight",
		NULL, "[0, 10^100]"},
	{0, "optimizer", OPT_CHOICE, &set.optimizer, "auto|lbfgs|adam", "adam goes before lbfgs",
		"adam for hidden layers or beyond 2^30 cells"},
	{0, "stream", OPT_FLAG, &set.stream, NULL, "read the files anew for each pass; lbfgs alone then trains", NULL},
	FIT_OPTIONS(set.fit),
	{0, "allow-unconverged", OPT_FLAG, &set.allow_unconverged, NULL,
		"write the model also if the fit did not converge", NULL},
	{0, "trace", OPT_STRING, &set.trace, "FILE", "write every iteration's objective and gradient norm as CSV",
		NULL},
	HELD_OUT_OPTIONS(set.held, set.tune, set.patience),
	{'s', "seed", OPT_COUNT, &set.seed, "N", "of rff, hidden layers' start, adam's order, rows held out", "1",
		"any"},
	JOBS_OPTION(set.jobs),
	PROGRESS_OPTIONS(set.progress),
	TABLE_OPTIONS(set.table),
	ROUND_OFF_OPTION(set.table),
	ANSWERS_OPTION(set.table),
	{0},
};

static const struct opt_rule rules[] = {
	LOSS_RULES,
	PROGRESS_RULES,
	{"budget", OPT_NEEDS, "loss", loss_takes},
	{"norm smooth", OPT_NEEDS, "robust"},
	{"robust", OPT_NEEDS, "loss=ce|css|ova|sova|rejector|twostage"},
	{"smooth", OPT_NEEDS, "loss=twostage"},
	{"smooth", OPT_EXCLUDES, "hidden map=quadratic map=rff:*"},
	{"activation", OPT_NEEDS, "hidden"},
	{"optimizer=lbfgs", OPT_EXCLUDES, "epochs batch rate"},
	{"epochs batch rate", OPT_NEEDS, "hidden optimizer=adam"},
	{"seed", OPT_NEEDS, "hidden map=rff:* optimizer=adam validate tune"},
	HELD_OUT_RULES,
	{"stream", OPT_EXCLUDES, "loss=triage validate tune optimizer=adam epochs batch rate"},
	{0},
};

static const struct program program = {
	.name = "l2d-train",
	.operands = "[FILE]...",
	.purpose = "Fit a classifier and a deferral head under a surrogate loss, or a frozen classifier's rejector.",
	.reads =
		"x_*, y; but for ce: e_*, or quality_* (or loss_*); if there: cost_*, w; rejector, twostage: z_* or p_*",
	.writes = "a model file for l2d-apply, see l2d-model(5)",
	.opts = options,
	.rules = rules,
};

struct state {
	struct head p;
	struct train_data d;
	struct report trace;
	struct progress progress;
};

static size_t jobs; /* as set.jobs says */

/* What is known of the head before the table is read. */
static int start(struct state *s, enum feature_map_kind *map, size_t *mapped, struct err *e)
{
	struct head *p = &s->p;
	int st;

	p->loss = &loss_table[set.loss.kind];
	p->setup = loss_options_setup(&set.loss);
	if (set.stream)
		set.optimizer = FIT_LBFGS;
	p->activation = set.activation ? NETWORK_RELU : NETWORK_TANH;
	st = feature_map_parse(set.map, map, mapped, e);
	if (!st && set.worst.radius > 0 && (set.hidden || *map != FEATURE_MAP_LINEAR)
		&& (set.optimizer == FIT_LBFGS || opt_given(&program, "iterations")))
		st = err_set(e, ST_USAGE, "--robust with --hidden or --map: adam alone trains under attack");
	if (!st)
		st = tune_grid_read(&set.held.grid, &set.tune, e);
	if (!st)
		st = tune_grid_check(
			&set.held.grid, p->loss, opt_given(&program, "l2"), opt_given(&program, "alpha"), e);
	if (set.tune.n && !(set.held.parts.share > 0) && !set.held.parts.folds)
		set.held.parts.folds = 5;
	set.held.parts.seed = set.seed;
	if (!st && set.hidden)
		st = network_parse_hidden(set.hidden, p->hidden, &p->nhidden, e);
	return st;
}

static int trace(void *ctx, const char *head, size_t round, const struct optim_point *p, struct err *e)
{
	struct state *s = ctx;

	/* Adam knows no gradient of the whole. */
	if (isnan(p->norm))
		progress_show(&s->progress, "%s head, epoch %zu: objective %.6g", head, p->iteration, p->value);
	else
		progress_show(&s->progress, "%s head, iteration %zu: objective %.6g, gradient %.2g", head, p->iteration,
			p->value, p->norm);
	return set.trace ? peers_agree(peers_me() ? ST_OK : train_trace_row(&s->trace, head, round, p, e), e) : ST_OK;
}

static struct train_options options_of(struct state *s)
{
	bool steep = s->p.loss->flags & LOSS_KINKS || set.worst.radius > 0;
	struct fit_options fit = set.fit;

	fit.method = (enum fit_method)set.optimizer;
	if (isnan(fit.tolerance))
		fit.tolerance = s->p.nhidden ? 1e-2 : steep ? 1e-4 : 1e-5;
	return (struct train_options){
		.fit = fit,
		.l2 = set.l2,
		.jobs = jobs,
		.seed = set.seed,
		.budget = set.budget,
		.worst = {set.worst.radius, (enum norm)set.norm, set.worst.nu},
		.standardize = !set.raw,
		.allow_unconverged = set.allow_unconverged,
		.patience = set.held.parts.share > 0 ? set.patience : 0,
		.trace = trace,
		.trace_ctx = s,
	};
}

static int read_table(
	struct state *s, const struct strings *files, enum feature_map_kind map, size_t mapped, struct err *e)
{
	const struct table_run table = {&set.table, files, program.name, 0, set.jobs};
	const struct train_reading o = {.loss = &set.loss,
		.parts = &set.held.parts,
		.method = (enum fit_method)set.optimizer,
		.map = map,
		.mapped = mapped,
		.jobs = jobs,
		.whole = set.worst.radius > 0 && (set.hidden || map != FEATURE_MAP_LINEAR),
		.stream = set.stream};

	return train_read(&s->p, &s->d, &table, &o, e);
}

static int train(struct state *s, const struct strings *files, struct err *e)
{
	struct train_options o;
	enum feature_map_kind map;
	size_t mapped;
	int st = start(s, &map, &mapped, e), fitted = ST_OK;

	if (!st)
		st = read_table(s, files, map, mapped, e);
	if (!st)
		st = feature_map_init(&s->p.map, map, s->p.features.n, mapped, e);
	if (st)
		return st;
	if (set.trace)
		st = peers_agree(peers_me() ? ST_OK : train_trace_open(&s->trace, set.trace, e), e);
	o = options_of(s);
	if (!st)
		st = fitted = held_out_run(&s->p, &s->d, &set.held, &o, e);
	progress_end(&s->progress);
	/* The trace of a fit that did not converge is wanted most. */
	if (s->trace.opt)
		st = csv_writer_close_whole(&s->trace.w, st, e);
	if (!st && !peers_me())
		st = head_write(&s->p, STDOUT_FILENO, e);
	return fitted ? st : peers_agree(st, e);
}

static int run(const struct strings *files, struct err *e)
{
	struct state s = {0};
	int st = jobs_count(set.jobs, &jobs, e);

	if (!st)
		st = table_join(&set.table, e);
	if (!peers_me())
		progress_init(&s.progress, &set.progress, program.name);
	if (!st)
		st = train(&s, files, e);
	head_free(&s.p);
	train_stream_free(s.d.stream);
	train_data_free(&s.d);
	tune_grid_free(&set.held.grid);
	return peers_end(st, e);
}

int main(int argc, char **argv)
{
	return opt_main(&program, run, argc, argv);
}
