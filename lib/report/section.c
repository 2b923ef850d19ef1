/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "report/section.h"

#include "report/reliability.h"

static const struct section sections[] = {
	{"reliability", "Are the confidences honest?", reliability_applies,
		"labels and probabilities, or confidences of experts", reliability_write},
};

const struct section *section(size_t i)
{
	return i < sizeof sections / sizeof *sections ? &sections[i] : NULL;
}
