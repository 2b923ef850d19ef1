/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "plot/plot_kind.h"

#include <string.h>

#include "plot/plot_coverage.h"
#include "plot/plot_forest.h"
#include "plot/plot_frontier.h"
#include "plot/plot_reliability.h"
#include "plot/plot_robust.h"
#include "plot/plot_skills.h"
#include "plot/plot_watch.h"
#include "plot/plot_workload.h"

static const struct plot_kind kinds[] = {
	{"reliability", {plot_reliability_columns, PLOT_RELIABILITY_COLUMNS, false}, plot_reliability},
	{"coverage", {plot_coverage_columns, PLOT_COVERAGE_COLUMNS, false}, plot_coverage},
	{"risk", {plot_risk_columns, PLOT_COVERAGE_COLUMNS, false}, plot_coverage},
	{"frontier", {plot_frontier_columns, PLOT_FRONTIER_COLUMNS, false, plot_frontier_group}, plot_frontier},
	{"robust", {plot_robust_columns, PLOT_ROBUST_COLUMNS, false}, plot_robust},
	{"watch", {plot_watch_columns, PLOT_WATCH_COLUMNS, .family = plot_watch_families}, plot_watch},
	{"forest", {plot_forest_columns, PLOT_FOREST_COLUMNS, .group = plot_forest_group, .free_group = true},
		plot_forest},
	{"skills", .of_cases = plot_skills},
	{"workload", {plot_workload_columns, 1, true}, plot_workload},
};

enum { KINDS = sizeof kinds / sizeof *kinds };

const char *plot_kind_name(size_t i)
{
	return i < KINDS ? kinds[i].name : NULL;
}

const struct plot_kind *plot_kind_find(const char *name)
{
	for (size_t i = 0; i < KINDS; i++)
		if (!strcmp(kinds[i].name, name))
			return &kinds[i];
	return NULL;
}
