/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * l2d-plot: figures of l2d's tables, drawn by gnuplot.
 * Reads tables of l2d-ece, l2d-curve, l2d-compare, l2d-score or l2d-watch, or cases; writes a figure, or the gnuplot program with its data.
 * Memory: O(rows), of the columns drawn.  Not mergeable.
 */
#include <string.h>

#include "base/buf.h"
#include "base/opt.h"
#include "base/opt_rules.h"
#include "draw/figure_text.h"
#include "draw/gnuplot.h"
#include "figure/multiples.h"
#include "plot/plot_forest.h"
#include "plot/plot_kind.h"
#include "summary/groups.h"
#include "table/table.h"

static struct {
	struct table_options table;
	const char *output;
	int format; /* -1: by the suffix of output */
	struct strings group;
	struct names by; /* its columns */
	const char *value;
	struct buf bound[PLOT_FOREST_COLUMNS]; /* what --value binds */
	bool dump, log_cost;
	const char *title, *size, *font;
	struct figure_style style;
} set = {.format = -1};

static const struct opt options[] = {
	{'o', "output", OPT_STRING, &set.output, "FILE", "write the figure there", "standard output"},
	{0, "term", OPT_CHOICE, &set.format, .help = "the format", .initial = "by the suffix of FILE, else svg",
		.choice = format_name},
	{'g', "group", OPT_LIST, &set.group, "COLUMN[,COLUMN]",
		"one line or bar for every value of these columns (repeatable)", NULL},
	{0, "value", OPT_STRING, &set.value, "COLUMN", "forest: what is drawn, with COLUMN_lo and COLUMN_hi",
		"difference, else system_accuracy"},
	{0, "log-cost", OPT_FLAG, &set.log_cost, NULL, "frontier: a logarithmic axis of costs", NULL},
	{0, "title", OPT_STRING, &set.title, "TEXT", "above the figure", "none"},
	{0, "size", OPT_STRING, &set.size, "WxH", "in pixels of svg and png, characters of dumb, else in centimetres",
		"720x540, 960x720, 79x24, 16x12 and higher where there are several panels"},
	{0, "font", OPT_STRING, &set.font, "NAME[,POINTS]", "the font", "sans,14; of pdf and eps sans,11"},
	{0, "dump", OPT_FLAG, &set.dump, NULL, "print the gnuplot program instead of running it", NULL},
	TABLE_OPTIONS(set.table),
	{0},
};

static const struct opt_rule rules[] = {
	{"dump", OPT_EXCLUDES, "output"}, /* the program goes to standard output */
	{0},
};

static const struct program program = {
	.name = "l2d-plot",
	.operand = plot_kind_name,
	.operands = "[[LABEL=]FILE]...",
	.purpose = "Draw a figure of tables of l2d-ece, l2d-curve, l2d-compare, l2d-score or l2d-watch, with gnuplot.",
	.reads = "reliability: lo, hi, n, confidence, frequency, wilson_lo, wilson_hi;\n"
		 "coverage: coverage and system_accuracy, auroc or ap; risk: coverage, risk; workload: share_*;\n"
		 "frontier: policy, agent, cost, accuracy;\n"
		 "robust: radius, system_accuracy, certified;\n"
		 "watch: row, system_accuracy, accuracy_lo, accuracy_hi, coverage, alarms, alarm, share_*, alone_*;\n"
		 "forest: a, b, measure, difference, or --value; skills: y, e_*, p_* (or z_*), w",
	.writes = "a figure; the files, or the values of --group, are its lines or bars",
	.opts = options,
	.rules = rules,
};

static int choose_style(struct err *e)
{
	int st = set.size ? style_size(&set.style, set.size, (enum format)set.format, e) : ST_OK;

	if (set.title)
		set.style.title = (struct name){(char *)set.title, strlen(set.title)};
	return st || !set.font ? st : style_font(&set.style, set.font, (enum format)set.format, e);
}

static int choose_format(struct err *e)
{
	char shown[ERR_EXCERPT];

	if (set.format < 0)
		set.format = set.output ? format_of(set.output) : FORMAT_SVG;
	if (set.format < 0)
		return err_set(e, ST_USAGE, "--output: the suffix of '%s' tells no format; --term does",
			err_excerpt(shown, set.output, strlen(set.output)));
	return choose_style(e);
}

/* The columns that tell the figure's lines apart anyway, before those of --group. */
static int choose_groups(const struct plot_kind *kind, struct err *e)
{
	size_t index;
	int st = ST_OK;

	if (set.log_cost && strcmp(kind->name, "frontier"))
		return err_set(e, ST_USAGE, "--log-cost is for frontier");
	if (set.value && strcmp(kind->name, "forest"))
		return err_set(e, ST_USAGE, "--value is for forest");
	if (kind->of_cases && set.group.n)
		return err_set(e, ST_USAGE, "--group is not for %s", kind->name);
	if (set.value)
		st = plot_forest_value(set.value, &set.table.columns, set.bound, e);
	for (const char *const *c = kind->layout.group; !st && !kind->layout.free_group && c && *c; c++)
		st = names_add(&set.by, *c, strlen(*c), &index, e);
	for (size_t i = 0; !st && i < set.group.n; i++)
		st = groups_columns(&set.by, set.group.v[i], e);
	for (const char *const *c = kind->layout.group; !st && kind->layout.free_group && c && *c; c++)
		st = names_add(&set.by, *c, strlen(*c), &index, e);
	return st;
}

/* "LABEL=FILE", where there is a '=' before any '/'; else "FILE". */
static int read_operand(struct plot_rows *r, const char *operand, bool named, struct err *e)
{
	struct name label = {.s = (char *)operand};
	const char *file = operand;
	bool labelled = opt_split(operand, &label.n, &file) && !memchr(operand, '/', label.n);

	return plot_rows_read(r, &set.table, &set.by, labelled ? &label : NULL, named, labelled ? file : operand, e);
}

static int read_operands(struct plot_rows *r, const struct strings *operands, struct err *e)
{
	int st = operands->n > 1 ? ST_OK : plot_rows_read(r, &set.table, &set.by, NULL, false, "-", e);

	for (size_t i = 1; !st && i < operands->n; i++)
		st = read_operand(r, operands->v[i], operands->n > 2, e);
	return st ? st : plot_rows_check(r, e);
}

static int draw(const struct figure *f, struct err *e)
{
	struct buf text = {0}, drawn = {0};
	int st = figure_text(f, set.format, &set.style, &text, e);

	if (!st && !set.dump)
		st = gnuplot_run(&text, format_table[set.format].terminal, &drawn, e);
	if (!st && !set.dump)
		format_finish((enum format)set.format, &drawn);
	if (!st)
		st = buf_deliver(set.dump ? &text : &drawn, set.output, e);
	buf_free(&text);
	buf_free(&drawn);
	return st;
}

static int draw_rows(const struct plot_kind *kind, const struct strings *operands, struct figure *figure, struct err *e)
{
	struct plot_rows rows;
	int st = plot_rows_init(&rows, &kind->layout, e);

	if (st)
		return st;
	st = read_operands(&rows, operands, e);
	if (!st)
		st = kind->draw(&rows, figure, e);
	if (!st)
		st = figure_multiples(figure, e);
	if (!st && set.log_cost)
		st = figure_log_x(figure, e);
	if (!st)
		st = draw(figure, e);
	if (!st)
		err_report_skipped(rows.skipped, program.name);
	plot_rows_free(&rows);
	return st;
}

static int draw_cases(
	const struct plot_kind *kind, const struct strings *operands, struct figure *figure, struct err *e)
{
	size_t skipped;
	int st = kind->of_cases(
		&set.table, &(struct strings){.v = operands->v + 1, .n = operands->n - 1}, &skipped, figure, e);

	if (!st)
		st = draw(figure, e);
	if (!st)
		err_report_skipped(skipped, program.name);
	return st;
}

static int run(const struct strings *operands, struct err *e)
{
	const struct plot_kind *kind = plot_kind_find(operands->v[0]);
	struct figure figure = {0};
	int st = choose_format(e);

	if (!st)
		st = choose_groups(kind, e);
	if (!st)
		st = kind->of_cases ? draw_cases(kind, operands, &figure, e) : draw_rows(kind, operands, &figure, e);
	figure_free(&figure);
	names_free(&set.by);
	for (size_t i = 0; i < PLOT_FOREST_COLUMNS; i++)
		buf_free(&set.bound[i]);
	return st;
}

int main(int argc, char **argv)
{
	return opt_main(&program, run, argc, argv);
}
