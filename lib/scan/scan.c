/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "scan/scan.h"

#include <string.h>

#ifdef __SSE2__
#include <immintrin.h>
#endif

#define BODY "scan/scan_body.h"
#include "real/every_set.h"

const struct scanner *scanner(void)
{
	static const struct scanner *const set[] = OF_EVERY_SET(scanner);

	return set[instruction_set()];
}
