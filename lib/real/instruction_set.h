/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Which of the loops that are compiled for several instruction sets (every_set.h) this processor runs.
 */
#ifndef L2D_INSTRUCTION_SET_H
#define L2D_INSTRUCTION_SET_H

#include <stddef.h>

/* The number of the fastest set that this processor has: base, avx2, avx512; of other processors than x86-64 base.
 * L2D_TEST_KERNEL names another one, for tests: without effect where the processor has it not. */
size_t instruction_set(void);

#endif
