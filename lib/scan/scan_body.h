/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The scanner of scan/scan.h at one width: included by real/every_set.h.
 */
/* no include guard: see above */

TARGET static inline __attribute__((always_inline)) struct scan_marks FN(marks_of)(const char *p)
{
	struct scan_marks m = {0, 0};

#if LANES == 8
	const __m512i v = _mm512_loadu_si512(p);

	m.comma = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(','));
	m.stop = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('\n')) | _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('\r'))
		| _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('"'));
#elif LANES == 4
	UNROLL for (int i = 0; i < SCAN_BLOCK; i += 32)
	{
		const __m256i v = _mm256_loadu_si256((const __m256i *)(const void *)(p + i));
		const __m256i end = _mm256_or_si256(
			_mm256_cmpeq_epi8(v, _mm256_set1_epi8('\n')), _mm256_cmpeq_epi8(v, _mm256_set1_epi8('\r')));
		const __m256i stop = _mm256_or_si256(end, _mm256_cmpeq_epi8(v, _mm256_set1_epi8('"')));

		m.comma |= (uint64_t)(unsigned)_mm256_movemask_epi8(_mm256_cmpeq_epi8(v, _mm256_set1_epi8(','))) << i;
		m.stop |= (uint64_t)(unsigned)_mm256_movemask_epi8(stop) << i;
	}
#elif defined __SSE2__
	UNROLL for (int i = 0; i < SCAN_BLOCK; i += 16)
	{
		const __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
		const __m128i end =
			_mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('\n')), _mm_cmpeq_epi8(v, _mm_set1_epi8('\r')));
		const __m128i stop = _mm_or_si128(end, _mm_cmpeq_epi8(v, _mm_set1_epi8('"')));

		m.comma |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8(','))) << i;
		m.stop |= (uint64_t)(unsigned)_mm_movemask_epi8(stop) << i;
	}
#else
	for (int i = 0; i < SCAN_BLOCK; i++) {
		m.comma |= (uint64_t)(p[i] == ',') << i;
		m.stop |= (uint64_t)(p[i] == '\n' || p[i] == '\r' || p[i] == '"') << i;
	}
#endif
	return m;
}

TARGET static inline __attribute__((always_inline)) struct scan_marks FN(marks_within)(
	const char *p, size_t base, size_t n)
{
	struct scan_marks m = FN(marks_of)(p + base);
	uint64_t within = n - base >= SCAN_BLOCK ? ~(uint64_t)0 : ((uint64_t)1 << (n - base)) - 1;

	return (struct scan_marks){m.comma & within, m.stop & within};
}

TARGET static struct scan_marks FN(marks)(const char *p, size_t base, size_t n)
{
	return FN(marks_within)(p, base, n);
}

TARGET static void FN(fields)(struct scan *s, const char *raw, size_t n, struct csv_field *f, size_t cap)
{
	size_t base = s->at, field = s->field;
	struct csv_field *to = f + s->n;

	while (base < n && to + SCAN_BLOCK < f + cap) {
		struct scan_marks m = FN(marks_within)(raw, base, n);

		for (uint64_t comma = m.comma & ((m.stop & -m.stop) - 1); comma; comma &= comma - 1) {
			size_t i = base + (size_t)__builtin_ctzll(comma);

			*to++ = (struct csv_field){raw + field, i - field, field};
			field = i + 1;
		}
		if ((s->stopped = m.stop)) {
			base += (size_t)__builtin_ctzll(m.stop);
			break;
		}
		base = n - base < SCAN_BLOCK ? n : base + SCAN_BLOCK;
	}
	*s = (struct scan){base, field, (size_t)(to - f), s->stopped};
}

typedef unsigned char FN(bytes) __attribute__((vector_size(8 * LANES)));

TARGET static void FN(count)(const char *p, size_t n, const char c[2], size_t count[2])
{
	const FN(bytes) first = (FN(bytes)){0} + (unsigned char)c[0], second = (FN(bytes)){0} + (unsigned char)c[1];
	size_t i = 0;

	count[0] = count[1] = 0;
	while (n - i >= sizeof first) {
		FN(bytes) hits[2] = {{0}, {0}}, block; /* each byte counts at most 255 */

		for (int b = 0; b < 255 && n - i >= sizeof block; b++, i += sizeof block) {
			memcpy(&block, p + i, sizeof block);
			hits[0] -= (FN(bytes))(block == first); /* -1 where they are equal */
			hits[1] -= (FN(bytes))(block == second);
		}
		for (size_t k = 0; k < sizeof block; k++) {
			count[0] += hits[0][k];
			count[1] += hits[1][k];
		}
	}
	for (; i < n; i++) {
		count[0] += p[i] == c[0];
		count[1] += p[i] == c[1];
	}
}

static const struct scanner FN(scanner) = {FN(marks), FN(fields), FN(count)};
