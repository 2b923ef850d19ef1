/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "plot/plot_kind.h"

#include <string.h>

#include "plot/plot_coverage.h"
#include "plot/plot_reliability.h"
#include "plot/plot_workload.h"

const struct plot_kind plot_kinds[] = {
	{"reliability", {plot_reliability_columns, PLOT_RELIABILITY_COLUMNS, false}, plot_reliability},
	{"coverage", {plot_coverage_columns, 2, false}, plot_coverage},
	{"risk", {plot_risk_columns, 2, false}, plot_coverage},
	{"workload", {plot_workload_columns, 1, true}, plot_workload},
	{0},
};

const struct plot_kind *plot_kind_find(const char *name)
{
	for (const struct plot_kind *k = plot_kinds; k->name; k++)
		if (!strcmp(k->name, name))
			return k;
	return NULL;
}
