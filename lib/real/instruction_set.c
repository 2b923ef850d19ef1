/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "real/instruction_set.h"

#include <stdlib.h>
#include <string.h>

static const char *const set[] = {"base", "avx2", "avx512"};

/* How many of the sets this processor has; what they need is every_set.h's TARGET. */
static size_t usable(void)
{
	size_t n = 1;

#ifdef __x86_64__
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
		n = 2;
	if (n == 2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")
		&& __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw"))
		n = 3;
#endif
	return n;
}

static size_t choose(void)
{
	const char *name = getenv("L2D_TEST_KERNEL");
	size_t n = usable();

	for (size_t i = 0; name && i < n; i++)
		if (!strcmp(name, set[i]))
			return i;
	return n - 1;
}

size_t instruction_set_chosen;

size_t instruction_set_choose(void)
{
	size_t n = choose();

	__atomic_store_n(&instruction_set_chosen, n + 1, __ATOMIC_RELAXED);
	return n;
}
