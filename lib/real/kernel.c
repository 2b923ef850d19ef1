/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "real/kernel.h"

#include <stdlib.h>
#include <string.h>

/* Vectors are passed to inlined functions only. */
#pragma GCC diagnostic ignored "-Wpsabi"

#ifdef __clang__
#define UNROLL _Pragma("unroll")
#else
#define UNROLL _Pragma("GCC unroll 16")
#endif

/* What every processor of the family has: 128 bits. */
#define LANES 2
#define STRIP_WIDE 2
#define STRIP_HIGH 4
#define NAME "base"
#define FN(name) name##_base
#define TARGET
#include "real/kernel_body.h"

#ifdef __x86_64__
#undef LANES
#undef NAME
#undef FN
#undef TARGET
#define LANES 4
#define NAME "avx2"
#define FN(name) name##_avx2
#define TARGET __attribute__((target("avx2")))
#include "real/kernel_body.h"

#undef LANES
#undef STRIP_WIDE
#undef NAME
#undef FN
#undef TARGET
#define LANES 8
#define STRIP_WIDE 4
#define NAME "avx512"
#define FN(name) name##_avx512
#define TARGET __attribute__((target("avx512f,avx512dq,avx512vl")))
#include "real/kernel_body.h"
#endif

/* What this processor can run, the fastest last. */
static size_t usable(const struct kernel *set[3])
{
	size_t n = 0;

	set[n++] = &kernel_base;
#ifdef __x86_64__
	if (__builtin_cpu_supports("avx2"))
		set[n++] = &kernel_avx2;
	if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")
		&& __builtin_cpu_supports("avx512vl"))
		set[n++] = &kernel_avx512;
#endif
	return n;
}

static const struct kernel *choose(void)
{
	const struct kernel *set[3];
	const char *name = getenv("L2D_TEST_KERNEL");
	size_t n = usable(set);

	for (size_t i = 0; name && i < n; i++)
		if (!strcmp(name, set[i]->name))
			return set[i];
	return set[n - 1];
}

const struct kernel *kernel(void)
{
	static const struct kernel *chosen;
	const struct kernel *k = __atomic_load_n(&chosen, __ATOMIC_RELAXED);

	if (!k) {
		k = choose();
		__atomic_store_n(&chosen, k, __ATOMIC_RELAXED);
	}
	return k;
}
