/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "inference/draws.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

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
	void (*weights)(uint64_t key, size_t from, size_t n, double *weight);
	void (*events)(uint64_t key, uint16_t limit, size_t from, size_t n, double *event);
	void (*of_rows)(const uint64_t *key, size_t n, uint32_t place, int shift, uint8_t *weight);
	void (*add)(double *const *sum, const double *const *factor, size_t sums, size_t squares, const double *count,
		size_t n);
	void (*carry)(double *limb, double *next, size_t n);
};

#ifdef __x86_64__
#include <immintrin.h>
#endif

#define BODY "inference/draws_body.h"
#include "real/every_set.h"

static const struct loops *loops(void)
{
	static const struct loops *const set[] = OF_EVERY_SET(loops);

	return set[instruction_set()];
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

void draws_add(
	double *const *sum, const double *const *factor, size_t sums, size_t squares, const double *count, size_t n)
{
	loops()->add(sum, factor, sums, squares, count, n);
}

void draws_carry(double *limb, double *next, size_t n)
{
	loops()->carry(limb, next, n);
}
