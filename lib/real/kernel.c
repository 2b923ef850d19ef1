/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "real/kernel.h"

#define BODY "real/kernel_body.h"
#include "real/every_set.h"

const struct kernel *kernel(void)
{
	static const struct kernel *const set[] = OF_EVERY_SET(kernel);

	return set[instruction_set()];
}
