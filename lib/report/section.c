/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "report/section.h"

#include "report/agreement.h"
#include "report/positions.h"
#include "report/reliability.h"
#include "report/standing.h"

static const struct section sections[] = {
	{"standing", "What are the decisions worth?", standing_applies, "labels or qualities", standing_write},
	{"reliability", "Are the confidences honest?", reliability_applies,
		"labels and probabilities, or confidences of experts", reliability_write},
	{"threshold", "What if more, or less, is deferred?", positions_apply,
		"probabilities, one reader a row, and no column paid", positions_write},
	{"skills", "Who is right on which class?", skills_apply,
		"labels, answers of experts, and no cells that are to be mended", skills_write},
	{"agreement", "Who is right, the model or the expert?", agreement_applies,
		"labels, probabilities and answers of experts", agreement_write},
	{"groups", "For whom does it work less well?", slices_apply, "a --group", slices_write},
};

const struct section *section(size_t i)
{
	return i < sizeof sections / sizeof *sections ? &sections[i] : NULL;
}
