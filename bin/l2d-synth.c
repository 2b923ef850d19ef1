/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * l2d-synth: a table of cases drawn from a synthetic world.
 * Reads nothing; writes id, y, a (the hidden group), x_*, optimal_error.
 * Memory: O(features), blobs O(classes^2).
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/opt.h"
#include "base/opt_rules.h"
#include "synth/world_shift.h"
#include "csv/report.h"
#include "csv/writer.h"

static struct {
	struct synth_world_options world;
	size_t rows, digits, from, over;
	const char *shift;
} set = {.world = {.error = NAN, .seed = 1}, .rows = 1000, .from = 1};

static const struct opt options[] = {
	{'n', "rows", OPT_COUNT, &set.rows, "N", "cases to draw", "1000", "[0, 10^9]"},
	{'s', "seed", OPT_COUNT, &set.world.seed, "S", "seed of the random numbers", "1", "any"},
	{0, "features", OPT_COUNT, &set.world.features, "D", "dimensions: four-gaussians, realizable, blobs",
		"10, 30, 10", "[1, 10^6]"},
	{0, "classes", OPT_COUNT, &set.world.classes, "K", "classes of blobs", "10", "[2, 10^4]"},
	{0, "error", OPT_NUMBER, &set.world.error, "E", "error of the best classifier: blobs, realizable", "0.1, 0",
		"[0, 1]"},
	{0, "gaussians", OPT_COUNT, &set.world.gaussians, "G", "realizable: a mixture of G Gaussians", "uniform",
		"[1, 10^4]"},
	{0, "shift", OPT_STRING, &set.shift, "KIND",
		"the world changes: inputs:S, other cases with the same answers; labels:W,W..., other shares of classes",
		NULL},
	{0, "shift-from", OPT_COUNT, &set.from, "ROW", "its first row", "1", "[1, 2^53]"},
	{0, "shift-over", OPT_COUNT, &set.over, "N", "rows that it takes, growing evenly", "0: at once", "[0, 2^53]"},
	DIGITS_OPTION(set.digits),
	{0},
};

static const struct opt_rule rules[] = {
	{"shift-from shift-over", OPT_NEEDS, "shift"},
	{0},
};

static const struct program program = {
	.name = "l2d-synth",
	.operand = synth_world_name,
	.purpose = "Draw a table of cases from a synthetic world.",
	.reads = "nothing",
	.writes = "id, y, x_*\na, the hidden group: all worlds but blobs\noptimal_error: realizable, blobs",
	.opts = options,
	.rules = rules,
};

static int write_header(struct csv_writer *w, const struct synth_world *world, struct err *e)
{
	char name[32];

	csv_write_string(w, "id");
	csv_write_string(w, "y");
	if (world->has_group)
		csv_write_string(w, "a");
	for (size_t i = 1; i <= world->features; i++)
		csv_write_text(w, name, (size_t)snprintf(name, sizeof name, "x_%zu", i));
	if (world->has_optimal)
		csv_write_string(w, "optimal_error");
	return csv_write_end(w, e);
}

static int write_case(
	struct csv_writer *w, const struct synth_world *world, size_t id, const struct synth_case *c, struct err *e)
{
	csv_write_count(w, id);
	csv_write_count(w, c->y);
	if (world->has_group)
		csv_write_count(w, c->a);
	csv_write_numbers(w, c->x, world->features);
	if (world->has_optimal)
		csv_write_number(w, c->optimal_error);
	return csv_write_end(w, e);
}

static int write_table(struct synth_world *world, struct world_shift *shift, struct err *e)
{
	struct synth_case c = {.x = mem_alloc(world->features, sizeof *c.x, e)};
	struct csv_writer w;
	int st = c.x ? ST_OK : ST_SYSTEM;

	csv_writer_init(&w, STDOUT_FILENO, set.digits);
	if (!st)
		st = write_header(&w, world, e);
	for (size_t id = 0; !st && id < set.rows; id++) {
		world_shift_draw(shift, world, id + 1, &c);
		st = write_case(&w, world, id, &c, e);
	}
	free(c.x);
	return csv_writer_close(&w, st, e);
}

static int run(const struct strings *operands, struct err *e)
{
	struct world_shift shift = {.from = set.from, .over = set.over};
	struct synth_world world;
	int st;

	if ((st = synth_world_init(&world, operands->v[0], &set.world, e)))
		return st;
	if (set.shift)
		st = world_shift_parse(&shift, set.shift, &world, e);
	if (!st)
		st = write_table(&world, &shift, e);
	world_shift_free(&shift);
	synth_world_free(&world);
	return st;
}

int main(int argc, char **argv)
{
	return opt_main(&program, run, argc, argv);
}
