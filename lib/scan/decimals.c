/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "scan/decimals.h"

#ifdef __x86_64__
#include <immintrin.h>
#include <stdbool.h>

#include "real/instruction_set.h"

/* With vectors of 64 bytes, four cells at a time, it is no faster where the processor halves these. */
#define TARGET __attribute__((target("avx2")))
#define INLINE static inline __attribute__((always_inline))

/* The shortest and the longest cell: no more than 15 digits make an integer that is a double, as 10^14 is. */
enum { SHORTEST = 8, LONGEST = 16 };

#define ALL (~(uint64_t)0)

/* Of a cell of SHORTEST + i bytes: which of its first and of its last eight bytes count, a byte that is among both once; 10^i; and
 * 10^(6 + i), by which the digits are divided. */
static const struct form {
	_Alignas(16) uint64_t keep[2];
	_Alignas(16) double by[2];
} form[] = {{{ALL, 0}, {1, 1e6}}, {{ALL, ALL << 56}, {1e1, 1e7}}, {{ALL, ALL << 48}, {1e2, 1e8}},
	{{ALL, ALL << 40}, {1e3, 1e9}}, {{ALL, ALL << 32}, {1e4, 1e10}}, {{ALL, ALL << 24}, {1e5, 1e11}},
	{{ALL, ALL << 16}, {1e6, 1e12}}, {{ALL, ALL << 8}, {1e7, 1e13}}, {{ALL, ALL}, {1e8, 1e14}}};

/* Two of the form, in the halves of a vector. */
struct two {
	__m256i text, keep;
	__m256d by;
};

TARGET INLINE __m256i both(__m128i a, __m128i b)
{
	return _mm256_inserti128_si256(_mm256_castsi128_si256(a), b, 1);
}

/* The first and the last eight bytes of the 8 + more at p. */
TARGET INLINE __m128i ends(const char *p, size_t more)
{
	return _mm_unpacklo_epi64(_mm_loadl_epi64((const __m128i *)(const void *)p),
		_mm_loadl_epi64((const __m128i *)(const void *)(p + more)));
}

TARGET INLINE bool load(struct two *t, const struct csv_field *a, const struct csv_field *b)
{
	size_t i = a->n - SHORTEST, k = b->n - SHORTEST;

	if (i > LONGEST - SHORTEST || k > LONGEST - SHORTEST)
		return false;
	t->text = both(ends(a->p, i), ends(b->p, k));
	t->keep = both(_mm_load_si128((const __m128i *)form[i].keep), _mm_load_si128((const __m128i *)form[k].keep));
	t->by = _mm256_insertf128_pd(_mm256_castpd128_pd256(_mm_load_pd(form[i].by)), _mm_load_pd(form[k].by), 1);
	return true;
}

/* The digits as four integers, the first and the last ones of both cells; false where something is no digit, or the second byte no
 * point. */
TARGET INLINE bool digits(const struct two *t, __m128i *n)
{
	const __m128i zero =
		_mm_setr_epi8('0', '.', '0', '0', '0', '0', '0', '0', '0', '0', '0', '0', '0', '0', '0', '0');
	const __m128i nine = _mm_setr_epi8(9, 0, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9);
	const __m128i pair = _mm_setr_epi8(1, 0, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1);
	const __m256i most = both(nine, nine), first = _mm256_setr_epi32(0, 1, 4, 5, 0, 0, 0, 0);
	__m256i v = _mm256_and_si256(_mm256_xor_si256(t->text, both(zero, zero)), t->keep);

	if (_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_max_epu8(v, most), most)) != -1)
		return false;
	/* of two digits, of four, of eight */
	v = _mm256_maddubs_epi16(v, both(pair, pair));
	v = _mm256_madd_epi16(v, _mm256_set1_epi32(1 << 16 | 100));
	v = _mm256_madd_epi16(_mm256_packus_epi32(v, v), _mm256_set1_epi32(1 << 16 | 10000));
	*n = _mm256_castsi256_si128(_mm256_permutevar8x32_epi32(v, first));
	return true;
}

/* The integers that the digits are, divided by a power of ten: both are doubles, so that the quotient is correctly rounded. */
TARGET INLINE void divide(const struct two *t, __m128i n, double *x)
{
	__m256d d = _mm256_cvtepi32_pd(n), w = d * _mm256_movedup_pd(t->by) + _mm256_permute_pd(d, 0x5);
	__m128d even = _mm256_castpd256_pd128(_mm256_permute4x64_pd(w, 0x8));
	__m128d power = _mm256_castpd256_pd128(_mm256_permute4x64_pd(t->by, 0xd));

	_mm_storeu_pd(x, even / power);
}

TARGET static size_t pairs(const struct csv_field *f, const size_t *column, size_t n, double *x)
{
	struct two t;
	__m128i integers;

	for (size_t k = 0; k + 1 < n; k += 2) {
		if (!load(&t, &f[column[k]], &f[column[k + 1]]) || !digits(&t, &integers))
			return k;
		divide(&t, integers, x + k);
	}
	return n - n % 2;
}
#endif

size_t decimals(const struct csv_field *f, const size_t *column, size_t n, double *x)
{
#ifdef __x86_64__
	if (instruction_set())
		return pairs(f, column, n, x);
#endif
	(void)f, (void)column, (void)n, (void)x;
	return 0;
}
