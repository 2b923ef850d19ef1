/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The loops of inference/draws.c at one width: included by real/every_set.h.
 *
 * A block is 64 draws: 32 places of the mixer, one after the other in memory, whose halves are 64 numbers of 16 bits.  Four
 * of them stand in 64 bits: the first ones of all 16 are draws 0 to 15, the second ones draws 16 to 31, and so on, so that
 * every vector of 64-bit numbers has draws that follow each other, whatever its width.
 */
/* no include guard: see above */

typedef uint32_t FN(u) __attribute__((vector_size(8 * LANES)));
typedef int16_t FN(s) __attribute__((vector_size(8 * LANES)));
typedef uint64_t FN(q) __attribute__((vector_size(8 * LANES)));
typedef double FN(d) __attribute__((vector_size(8 * LANES)));
typedef double FN(dm) __attribute__((vector_size(8 * LANES), aligned(8), may_alias)); /* in memory */

#define U FN(u)
#define S FN(s)
#define INLINE static inline __attribute__((always_inline)) TARGET

INLINE U FN(mix)(U low, U high)
{
	U x = low;

	x = (x ^ x >> 17) * 0xed5ad4bbu;
	x = ((x ^ x >> 11) + high) * 0xac4c1b51u;
	x = (x ^ x >> 15) * 0x31848babu;
	return x ^ x >> 14;
}

/* w, and 1 more where a is below the bound. */
INLINE S FN(count_below)(S w, S a, int16_t bound)
{
#if LANES == 8
	const __m512i one = _mm512_set1_epi16(1);

	return (S)_mm512_mask_add_epi16(
		(__m512i)w, _mm512_cmplt_epi16_mask((__m512i)a, _mm512_set1_epi16(bound)), (__m512i)w, one);
#else
	return w - (a < bound);
#endif
}

/* How many thresholds the complements of 16 bits each reach. */
INLINE S FN(poisson)(U x)
{
	S bits = (S)(x ^ 0x80008000u), w = {0};

	UNROLL for (int k = 0; k < DRAWS_MOST; k++) w = FN(count_below)(w, bits, (int16_t)(above[k] - 0x8000));
	return w;
}

/* The whole numbers of a vector of the block, as doubles: those that are number v of `LANES` in each quarter. */
INLINE void FN(spread)(S w, size_t v, double *to)
{
	const FN(q) one = (FN(q))(FN(d)){0} + 0x4330000000000000u; /* the bits of 2^52 */

	UNROLL for (int k = 0; k < 4; k++)
	{
		FN(q) whole = ((FN(q))w >> 16 * k & 0xffff) | one;

		*(FN(dm) *)(to + 16 * k + v * LANES) = (FN(d))whole - 0x1p52;
	}
}

/* n draws from number `from` on, both multiples of 64. */
TARGET static void FN(weights)(uint64_t key, size_t from, size_t n, double *weight)
{
	U place, high = (uint32_t)(key >> 32) - (U){0};

	for (uint32_t k = 0; k < 2 * LANES; k++)
		place[k] = (uint32_t)from / 2 + k;
	place = (uint32_t)key + place * STEP;
	for (size_t i = 0; i < n; i += BLOCK)
		for (size_t v = 0; v < 16 / LANES; v++, place += STEP * 2 * LANES)
			FN(spread)(FN(poisson)(FN(mix)(place, high)), v, weight + i);
}

TARGET static void FN(events)(uint64_t key, uint16_t limit, size_t from, size_t n, double *event)
{
	U place, high = (uint32_t)(key >> 32) - (U){0};
	int16_t bound = (int16_t)(limit - 0x8000);

	for (uint32_t k = 0; k < 2 * LANES; k++)
		place[k] = (uint32_t)from / 2 + k;
	place = (uint32_t)key + place * STEP;
	for (size_t i = 0; i < n; i += BLOCK)
		for (size_t v = 0; v < 16 / LANES; v++, place += STEP * 2 * LANES)
			FN(spread)(-((S)(FN(mix)(place, high) ^ 0x80008000u) < bound), v, event + i);
}

/* Of one draw, whose 32 bits are number `place` and whose 16 bits begin at `shift`. */
TARGET static void FN(of_rows)(const uint64_t *key, size_t n, uint32_t place, int shift, uint8_t *weight)
{
	for (size_t i = 0; i < n; i += 2 * LANES) {
		size_t m = n - i < 2 * LANES ? n - i : 2 * LANES;
		U low = {0}, high = {0}, w;

		for (size_t k = 0; k < m; k++) {
			low[k] = (uint32_t)key[i + k];
			high[k] = (uint32_t)(key[i + k] >> 32);
		}
		w = (U)FN(poisson)(FN(mix)(low + place * STEP, high)) >> shift;
		for (size_t k = 0; k < m; k++)
			weight[i + k] = (uint8_t)w[k];
	}
}

/* Of `sums` sums, up to 4, in two vectors of draws: a product of matrices whose result stays in registers. */
INLINE FUSED void FN(add_rows)(double *const *sum, const double *const *factor, size_t sums, const double *count,
	size_t n, size_t i, bool square)
{
	FN(d) s[4][2];

	UNROLL for (size_t k = 0; k < sums; k++)
	{
		s[k][0] = *(FN(dm) *)(sum[k] + i);
		s[k][1] = *(FN(dm) *)(sum[k] + i + LANES);
	}
	for (size_t r = 0; r < DRAWS_ROWS; r++) {
		FN(d) c0 = *(const FN(dm) *)(count + r * n + i), c1 = *(const FN(dm) *)(count + r * n + i + LANES);

		if (square) {
			c0 *= c0;
			c1 *= c1;
		}
		UNROLL for (size_t k = 0; k < sums; k++)
		{
			s[k][0] += factor[k][r] * c0;
			s[k][1] += factor[k][r] * c1;
		}
	}
	UNROLL for (size_t k = 0; k < sums; k++)
	{
		*(FN(dm) *)(sum[k] + i) = s[k][0];
		*(FN(dm) *)(sum[k] + i + LANES) = s[k][1];
	}
}

TARGET FUSED static void FN(add)(
	double *const *sum, const double *const *factor, size_t sums, size_t squares, const double *count, size_t n)
{
	for (; sums >= 4; sums -= 4, sum += 4, factor += 4)
		for (size_t i = 0; i < n; i += 2 * LANES)
			FN(add_rows)(sum, factor, 4, count, n, i, false);
	for (; sums; sums--, sum++, factor++)
		for (size_t i = 0; i < n; i += 2 * LANES)
			FN(add_rows)(sum, factor, 1, count, n, i, false);
	for (; squares; squares--, sum++, factor++)
		for (size_t i = 0; i < n; i += 2 * LANES)
			FN(add_rows)(sum, factor, 1, count, n, i, true);
}

/* Moves what is above 2^40 from one limb to the next, to the nearest. */
TARGET static void FN(carry)(double *limb, double *next, size_t n)
{
	for (size_t i = 0; i < n; i += LANES) {
		FN(d) x = *(FN(dm) *)(limb + i), high = (x * 0x1p-40 + 0x1.8p52) - 0x1.8p52;

		*(FN(dm) *)(limb + i) = x - high * 0x1p40;
		*(FN(dm) *)(next + i) += high;
	}
}

static const struct loops FN(loops) = {FN(weights), FN(events), FN(of_rows), FN(add), FN(carry)};

#undef U
#undef S
#undef INLINE
