/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Includes BODY, the name of a file of loops, once for every instruction set, with
 *
 *   LANES      doubles in a vector
 *   FN(name)   the name of a function or type of this set
 *   TARGET     attributes: the instruction set
 *
 * OF_EVERY_SET(name) are the addresses of FN(name) of all sets, in the order of instruction_set().
 */
/* no include guard: see above */

#include "real/instruction_set.h"

/* Vectors are passed to inlined functions only. */
#pragma GCC diagnostic ignored "-Wpsabi"

#ifdef __clang__
#define UNROLL _Pragma("unroll")
#else
#define UNROLL _Pragma("GCC unroll 16")
#endif

/* What every processor of the family has: 128 bits. */
#define LANES 2
#define FN(name) name##_base
#define TARGET
#include BODY

#ifdef __x86_64__
#undef LANES
#undef FN
#undef TARGET
#define LANES 4
#define FN(name) name##_avx2
#define TARGET __attribute__((target("avx2,fma")))
#include BODY

#undef LANES
#undef FN
#undef TARGET
#define LANES 8
#define FN(name) name##_avx512
#define TARGET __attribute__((target("avx512f,avx512dq,avx512vl,avx512bw")))
#include BODY

#define OF_EVERY_SET(name)                                                                                             \
	{                                                                                                              \
		&name##_base, &name##_avx2, &name##_avx512                                                             \
	}
#else
#define OF_EVERY_SET(name)                                                                                             \
	{                                                                                                              \
		&name##_base                                                                                           \
	}
#endif
