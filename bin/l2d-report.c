/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * l2d-report: one page of HTML about a table of cases: the other programs are run on it, and what they write is drawn.
 * Reads cases with labels; writes a page that needs no other file, no network and no script.
 * Memory: that of the programs it runs, O(rows), and the page.  Not mergeable.
 */
#include <math.h>

#include "base/jobs.h"
#include "base/opt.h"
#include "base/opt_rules.h"
#include "region/region_page.h"
#include "report/document.h"
#include "report/section.h"
#include "summary/groups.h"
#include "cases/cases.h"
#include "threshold/deferral_rule.h"

static struct {
	const char *output, *region;
	struct page_options page;
	struct source_options source;
	int rule;
} set = {
	.rule = -1,
	.page = {.title = "Report", .bins = 15, .points = 101},
	.source = {.cost = NAN, .interval = {.level = .95, .draws = 1000, .seed = 1}},
};

static const struct opt options[] = {
	{'o', "output", OPT_STRING, &set.output, "FILE", "write the page there", "standard output"},
	{0, "title", OPT_STRING, &set.page.title, "TEXT", "the page's title", "Report"},
	{0, "without", OPT_LIST, &set.page.without, "SECTION",
		"leave out a section: standing, reliability, threshold and so on, see l2d-report(1) (repeatable)",
		.choice = section_name},
	{'r', "rule", OPT_CHOICE, &set.rule, .help = "the rule of the threshold, see l2d-threshold",
		.initial = "score where there is one, else posthoc with confidences, else chow", .choice = rule_name},
	{'c', "cost", OPT_NUMBER, &set.source.cost, "C0", "price of asking any expert; goes before cost_* of experts",
		"cost_*, else 0", "[-10^100, 10^100]"},
	{0, "points", OPT_COUNT, &set.page.points, "N", "positions of the threshold", "101", "[2, 1000]"},
	{0, "region", OPT_STRING, &set.region, "COLUMN,COLUMN",
		"a page to draw a region on, in the plane of two columns, for l2d-threshold --rule region", NULL},
	{'b', "bins", OPT_COUNT, &set.page.bins, "B", "bins of reliability diagrams", "15", "[1, 1000]"},
	{0, "interval", OPT_NUMBER, &set.source.interval.level, "LEVEL", "the level of all intervals", "0.95",
		"(0, 1)"},
	{0, "draws", OPT_COUNT, &set.source.interval.draws, "N", "draws of the bootstrap", "1000", "[20, 10^5]"},
	{0, "cluster", OPT_STRING, &set.source.interval.cluster, "COLUMN",
		"rows with one value of it are drawn together", "each row by itself"},
	{'s', "seed", OPT_COUNT, &set.source.interval.seed, "S", "seed of the draws", "1", "[0, 2^53]"},
	GROUP_OPTION(set.source.group),
	JOBS_OPTION(set.source.jobs),
	TABLE_OPTIONS(set.source.table),
	PROGRESS_OPTIONS(set.page.progress),
	ROUND_OFF_OPTION(set.source.table),
	ANSWERS_OPTION(set.source.table),
	CASES_OPTIONS(set.source.renormalize),
	{0},
};

static const struct opt_rule rules[] = {
	{"region", OPT_EXCLUDES,
		"without rule cost points bins interval draws cluster seed group jobs progress no-progress"},
	PROGRESS_RULES,
	{0},
};

static const struct program program = {
	.name = "l2d-report",
	.operands = "[FILE]...",
	.purpose = "Write one page of HTML about a table: calibration, with what the other programs say of it.",
	.reads = "y, or quality_* (or loss_*); if there: p_* (or z_*), e_*, conf_*, cost_*, score, agent, paid, w",
	.writes = "a page of HTML that needs no other file and no network",
	.opts = options,
	.rules = rules,
};

static int run(const struct strings *files, struct err *e)
{
	struct source source = {0};
	struct buf page = {0};
	int st;

	set.page.rule = set.rule < 0 ? NULL : rule_name((size_t)set.rule);
	st = interval_check(&set.source.interval, e);

	if (!st)
		st = source_open(&source, &set.source, files, e);
	if (!st && set.region && source.operands.results.n + source.operands.decisions.n)
		st = err_set(e, ST_USAGE, "--region reads one table: the headers are not equal");
	if (!st)
		st = set.region ? region_page(set.page.title, set.region, &source, &page, e)
				: document_write(&set.page, &source, &page, e);
	if (!st)
		st = buf_deliver(&page, set.output, e);
	buf_free(&page);
	source_close(&source);
	return st;
}

int main(int argc, char **argv)
{
	return opt_main(&program, run, argc, argv);
}
