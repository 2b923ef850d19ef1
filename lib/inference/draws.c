/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "inference/draws.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

/* Vectors are passed to inlined functions only. */
#pragma GCC diagnostic ignored "-Wpsabi"

#ifdef __clang__
#define UNROLL _Pragma("unroll")
#else
#define UNROLL _Pragma("GCC unroll 16")
#endif

/* Of whole numbers below 2^53, which stay what they are when a product and a sum are rounded once. */
#ifdef __clang__
#define FUSED
#else
#define FUSED __attribute__((optimize("fp-contract=fast")))
#endif

/* Between the lower halves of two draws: 2^32 / the golden ratio, odd. */
#define STEP 0x9e3779b9u

/* 2^16 P(X > k), X of Poisson's distribution with mean 1, ended at 6 and rounded so that mean and variance are 1 exactly;
 * the third moment is 4.998 for 5, the fourth 14.96 for 15. */
static const uint16_t above[] = {41425, 17317, 5263, 1245, 240, 46};

enum { BLOCK = DRAWS_BLOCK };

struct loops {
	const char *name;
	void (*weights)(uint64_t key, size_t from, size_t n, double *weight);
	void (*events)(uint64_t key, uint16_t limit, size_t from, size_t n, double *event);
	void (*of_rows)(const uint64_t *key, size_t n, uint32_t place, int shift, uint8_t *weight);
	void (*add)(double *sum, const double *factor, const double *count, size_t n, bool square);
	void (*carry)(double *limb, double *next, size_t n);
};

/* What every processor of the family has: 128 bits. */
#define LANES 2
#define NAME "base"
#define FN(name) name##_base
#define TARGET
#include "inference/draws_body.h"

#ifdef __x86_64__
#undef LANES
#undef NAME
#undef FN
#undef TARGET
#define LANES 4
#define NAME "avx2"
#define FN(name) name##_avx2
#define TARGET __attribute__((target("avx2,fma")))
#include "inference/draws_body.h"

#undef LANES
#undef NAME
#undef FN
#undef TARGET
#define LANES 8
#define NAME "avx512"
#define FN(name) name##_avx512
#define TARGET __attribute__((target("avx512f,avx512dq,avx512vl,avx512bw")))
#include "inference/draws_body.h"
#endif

static const struct loops *choose(void)
{
	const struct loops *set[3] = {&loops_base};
	const char *name = getenv("L2D_TEST_KERNEL");
	size_t n = 1;

#ifdef __x86_64__
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
		set[n++] = &loops_avx2;
	if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")
		&& __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw"))
		set[n++] = &loops_avx512;
#endif
	for (size_t i = 0; name && i < n; i++)
		if (!strcmp(name, set[i]->name))
			return set[i];
	return set[n - 1];
}

static const struct loops *loops(void)
{
	static const struct loops *chosen;
	const struct loops *l = __atomic_load_n(&chosen, __ATOMIC_RELAXED);

	if (!l) {
		l = choose();
		__atomic_store_n(&chosen, l, __ATOMIC_RELAXED);
	}
	return l;
}

uint64_t draws_key(const void *name, size_t n, uint64_t seed)
{
	/* mixed once more: the parts of a table that l2d-split makes have a range of hashes each */
	return hash_mix(hash_bytes(name, n, seed));
}

uint64_t draws_key_of_number(uint64_t number, uint64_t seed)
{
	return hash_mix(hash_mix(seed) + number);
}

void draws_weights(uint64_t key, size_t from, size_t n, double *weight)
{
	loops()->weights(key, from, n, weight);
}

void draws_of_rows(const uint64_t *key, size_t n, size_t draw, uint8_t *weight)
{
	size_t block = draw / BLOCK, quarter = draw % BLOCK / 16, lane = draw % 16;

	/* as the blocks lie: see draws_body.h */
	loops()->of_rows(key, n, (uint32_t)(block * (BLOCK / 2) + 2 * lane + quarter / 2), quarter % 2 * 16, weight);
}

void draws_events(uint64_t key, double probability, size_t from, size_t n, double *event)
{
	uint64_t other = hash_mix(key);
	double limit = floor(probability * 0x1p16 + hash_unit(hash_mix(other)));

	if (limit > 0 && limit < 0x1p16)
		loops()->events(other, (uint16_t)limit, from, n, event);
	else
		for (size_t i = 0; i < n; i++)
			event[i] = limit > 0;
}

void draws_add(double *sum, const double *factor, const double *count, size_t n, bool square)
{
	loops()->add(sum, factor, count, n, square);
}

void draws_carry(double *limb, double *next, size_t n)
{
	loops()->carry(limb, next, n);
}
