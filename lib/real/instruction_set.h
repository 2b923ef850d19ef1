/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Which of the loops that are compiled for several instruction sets (every_set.h) this processor runs.
 */
#ifndef L2D_INSTRUCTION_SET_H
#define L2D_INSTRUCTION_SET_H

#include <stddef.h>

extern size_t instruction_set_chosen; /* 1 more than it; 0: not yet */

size_t instruction_set_choose(void);

/* The number of the fastest set that this processor has: base, avx2, avx512; of other processors than x86-64 base.
 * L2D_TEST_KERNEL names another one, for tests: without effect where the processor has it not. */
static inline size_t instruction_set(void)
{
	size_t n = __atomic_load_n(&instruction_set_chosen, __ATOMIC_RELAXED);

	return n ? n - 1 : instruction_set_choose();
}

#endif
