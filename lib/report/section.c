/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "report/section.h"

#include "report/agreement.h"
#include "report/further.h"
#include "report/positions.h"
#include "report/reliability.h"
#include "report/standing.h"

static const struct section sections[] = {
	{"standing", "What are the decisions worth?", standing_applies, "labels or qualities", standing_write},
	{"reliability", "Are the confidences honest?", reliability_applies,
		"labels and no qualities, and probabilities, or confidences of experts", reliability_write},
	{"threshold", "What if more, or less, is deferred?", positions_apply,
		"probabilities, one reader a row, and no column paid or propensity", positions_write},
	{"cost", "What do better answers cost?", frontier_applies,
		"costs of experts, labels or qualities, one reader a row, and no column propensity", frontier_write},
	{"skills", "Who is right on which class?", skills_apply,
		"labels, answers of experts, and no cells that are to be mended", skills_write},
	{"agreement", "Who is right, the model or the expert?", agreement_applies,
		"labels, probabilities and answers of experts", agreement_write},
	{"groups", "For whom does it work less well?", slices_apply, "a --group", slices_write},
	{"others", "What do other decisions come to?", others_apply, "a further table of decisions", others_write},
	{"tables", "What do other tables say?", tables_apply, "a further table of results", tables_write},
};

const struct section *section(size_t i)
{
	return i < sizeof sections / sizeof *sections ? &sections[i] : NULL;
}

const char *section_name(size_t i)
{
	enum { SECTIONS = sizeof sections / sizeof *sections };

	return i < SECTIONS ? sections[i].id : i == SECTIONS ? "done" : NULL;
}
