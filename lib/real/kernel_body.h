/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* The loops of real/kernel.h at one width: included by real/every_set.h with what real/lanes.h needs. */
#include "real/lanes.h"

/* y = f(x) element by element.  The last vector overlaps the one before; it is read before anything is written, as
 * y may be x. */
#define MAP(name, f)                                                                                                   \
	TARGET static void FN(name)(const double *x, double *y, size_t n)                                              \
	{                                                                                                              \
		double few[LANES] = {0};                                                                               \
		V last;                                                                                                \
                                                                                                                       \
		if (!n)                                                                                                \
			return;                                                                                        \
		if (n < LANES) {                                                                                       \
			__builtin_memcpy(few, x, n * sizeof *x);                                                       \
			FN(store)(few, f(FN(load)(few)));                                                              \
			__builtin_memcpy(y, few, n * sizeof *x);                                                       \
			return;                                                                                        \
		}                                                                                                      \
		last = FN(load)(x + n - LANES);                                                                        \
		for (size_t i = 0; i + LANES < n; i += LANES)                                                          \
			FN(store)(y + i, f(FN(load)(x + i)));                                                          \
		FN(store)(y + n - LANES, f(last));                                                                     \
	}

MAP(exp_array, FN(exp))
MAP(log_array, FN(log))
MAP(tanh_array, FN(tanh))

TARGET static void FN(exp_below_array)(const double *x, double top, double *y, size_t n)
{
	double few[LANES] = {0};
	V last;

	if (!n)
		return;
	if (n < LANES) {
		__builtin_memcpy(few, x, n * sizeof *x);
		FN(store)(few, FN(exp_negative)(FN(load)(few) - top));
		__builtin_memcpy(y, few, n * sizeof *x);
		return;
	}
	last = FN(load)(x + n - LANES);
	for (size_t i = 0; i + LANES < n; i += LANES)
		FN(store)(y + i, FN(exp_negative)(FN(load)(x + i) - top));
	FN(store)(y + n - LANES, FN(exp_negative)(last - top));
}

TARGET static void FN(softplus_array)(const double *x, double *value, double *slope, size_t n)
{
	double few[LANES] = {0};
	V last, s;

	if (!n)
		return;
	if (n < LANES) {
		__builtin_memcpy(few, x, n * sizeof *x);
		last = FN(softplus)(FN(load)(few), &s);
		FN(store)(few, last);
		__builtin_memcpy(value, few, n * sizeof *x);
		FN(store)(few, s);
		__builtin_memcpy(slope, few, n * sizeof *x);
		return;
	}
	last = FN(load)(x + n - LANES);
	for (size_t i = 0; i + LANES < n; i += LANES) {
		V v = FN(softplus)(FN(load)(x + i), &s);

		FN(store)(value + i, v);
		FN(store)(slope + i, s);
	}
	last = FN(softplus)(last, &s);
	FN(store)(value + n - LANES, last);
	FN(store)(slope + n - LANES, s);
}

TARGET static double FN(max_array)(const double *x, size_t n)
{
	double top = x[0], lane[LANES];
	V m;

	if (n < LANES) {
		for (size_t i = 1; i < n; i++)
			top = x[i] > top ? x[i] : top;
		return top;
	}
	/* The last vector overlaps the one before. */
	m = FN(load)(x + n - LANES);
	for (size_t i = 0; i + LANES < n; i += LANES)
		m = FN(max)(FN(load)(x + i), m);
	FN(store)(lane, m);
	UNROLL for (size_t half = LANES / 2; half; half /= 2) UNROLL for (size_t k = 0; k < half; k++) lane[k] =
		lane[k] > lane[k + half] ? lane[k] : lane[k + half];
	return lane[0];
}

/* Adds x to the partial sums s [KERNEL_SUMS]; what comes before x is a multiple of them. */
INLINE void FN(add_to_sums)(const double *x, size_t n, double *s)
{
	enum { PARTS = KERNEL_SUMS / LANES };
	size_t i = 0;

	if (n >= KERNEL_SUMS) {
		V part[PARTS];

		for (size_t k = 0; k < PARTS; k++)
			part[k] = FN(load)(s + k * LANES);
		for (; i + KERNEL_SUMS <= n; i += KERNEL_SUMS)
			UNROLL for (size_t k = 0; k < PARTS; k++) part[k] += FN(load)(x + i + k * LANES);
		for (size_t k = 0; k < PARTS; k++)
			FN(store)(s + k * LANES, part[k]);
	}
	for (size_t k = 0; i < n; i++, k++)
		s[k] += x[i];
}

INLINE double FN(total)(const double *s)
{
	return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
}

TARGET static double FN(sum_array)(const double *x, size_t n)
{
	double s[KERNEL_SUMS] = {0};

	FN(add_to_sums)(x, n, s);
	return FN(total)(s);
}

TARGET static double FN(sum_exp)(const double *x, double top, size_t n)
{
	enum { PART = 8 * KERNEL_SUMS };
	double s[KERNEL_SUMS] = {0}, part[PART];

	for (size_t i = 0; i < n; i += PART) {
		size_t m = n - i < PART ? n - i : PART;

		FN(exp_below_array)(x + i, top, part, m);
		FN(add_to_sums)(part, m, s);
	}
	return FN(total)(s);
}

/* x *= factor */
TARGET static void FN(scale_array)(double *x, double factor, size_t n)
{
	size_t i = 0;

	for (; i + LANES <= n; i += LANES)
		FN(store)(x + i, FN(load)(x + i) * factor);
	for (; i < n; i++)
		x[i] *= factor;
}

/* x *= factor; the last vector overlaps the one before, and is read before anything is written. */
INLINE void FN(scale_row)(double *x, double factor, size_t n)
{
	V last;

	if (n < LANES) {
		for (size_t i = 0; i < n; i++)
			x[i] *= factor;
		return;
	}
	last = FN(load)(x + n - LANES) * factor;
	for (size_t i = 0; i + LANES < n; i += LANES)
		FN(store)(x + i, FN(load)(x + i) * factor);
	FN(store)(x + n - LANES, last);
}

TARGET static void FN(scale_rows)(double *x, size_t rows, size_t n, const double *factor)
{
	for (size_t r = 0; r < rows; r++, x += n)
		FN(scale_row)(x, factor[r], n);
}

/* y = x - top; the last vector overlaps the one before, and is read before anything is written, as y may be x. */
INLINE void FN(subtract_row)(const double *x, double top, double *y, size_t n)
{
	V last;

	if (n < LANES) {
		for (size_t i = 0; i < n; i++)
			y[i] = x[i] - top;
		return;
	}
	last = FN(load)(x + n - LANES) - top;
	for (size_t i = 0; i + LANES < n; i += LANES)
		FN(store)(y + i, FN(load)(x + i) - top);
	FN(store)(y + n - LANES, last);
}

/* exp(x - top) of n elements, rows of them at once. */
INLINE void FN(exp_rows)(const double *x, size_t rows, size_t n, double *p, double *top)
{
	for (size_t r = 0; r < rows; r++) {
		top[r] = FN(max_array)(x + r * n, n);
		FN(subtract_row)(x + r * n, top[r], p + r * n, n);
	}
	FN(exp_below_array)(p, 0, p, rows * n);
}

/* -1 in the lanes below n of the vector that begins at lane `from`. */
INLINE VI FN(below)(size_t n, size_t from)
{
	static const long long live[2 * KERNEL_SUMS] = {-1, -1, -1, -1, -1, -1, -1, -1};

	return *(const FN(vim) *)(live + KERNEL_SUMS - n + from);
}

/* The sum of a row of n >= KERNEL_SUMS elements, none of them negative, as sum_array has it; KERNEL_SUMS elements more can be
 * read, and count as 0. */
INLINE double FN(sum_row)(const double *x, size_t n)
{
	enum { PARTS = KERNEL_SUMS / LANES };
	double s[KERNEL_SUMS];
	size_t whole = n - n % KERNEL_SUMS;

	UNROLL for (size_t k = 0; k < PARTS; k++)
	{
		V part = FN(load)(x + k * LANES);

		for (size_t i = KERNEL_SUMS; i < whole; i += KERNEL_SUMS)
			part += FN(load)(x + i + k * LANES);
		if (whole < n)
			part += (V)((VI)FN(load)(x + whole + k * LANES) & FN(below)(n - whole, k * LANES));
		FN(store)(s + k * LANES, part);
	}
	return FN(total)(s);
}

/* Rows of a few elements: their exponentials in one go, as they lie together. */
TARGET static void FN(softmax_short)(const double *x, size_t rows, size_t n, double *p, double *top, double *sum)
{
	enum { TOGETHER = 64 };

	for (size_t r = 0; r < rows; r += TOGETHER) {
		size_t m = rows - r < TOGETHER ? rows - r : TOGETHER;
		double *q = p + r * n;

		FN(exp_rows)(x + r * n, m, n, q, top + r);
		for (size_t k = r; k < r + m; k++, q += n) {
			sum[k] = n >= KERNEL_SUMS && k + 1 < r + m ? FN(sum_row)(q, n) : FN(sum_array)(q, n);
			FN(scale_row)(q, 1 / sum[k], n);
		}
	}
}

TARGET static void FN(softmax_rows)(
	const double *x, size_t rows, size_t n, size_t ld, double *p, double *top, double *sum)
{
	if (rows > 1 && ld == n && n < 4 * KERNEL_SUMS) {
		FN(softmax_short)(x, rows, n, p, top, sum);
		return;
	}
	for (size_t r = 0; r < rows; r++) {
		top[r] = FN(max_array)(x + r * ld, n);
		FN(exp_below_array)(x + r * ld, top[r], p + r * ld, n);
		sum[r] = FN(sum_array)(p + r * ld, n);
		FN(scale_array)(p + r * ld, 1 / sum[r], n);
	}
}

/* A tile of HIGH x WIDE vectors of C.  Where p's rows lie in memory one after the other, those of the next tile are fetched meanwhile, a
 * line of the cache at a time: the processor does not foresee them, and waited for memory half of the time. */
#define TILE(name, HIGH, WIDE)                                                                                         \
	INLINE void FN(name)(                                                                                          \
		size_t n, const double *p, size_t pi, size_t pa, const double *q, size_t ldq, double *c, size_t ldc)   \
	{                                                                                                              \
		V sum[HIGH][WIDE];                                                                                     \
		const double *next = pi == 1 ? p + HIGH * pa : p;                                                      \
                                                                                                                       \
		UNROLL for (int a = 0; a < HIGH; a++) UNROLL for (int b = 0; b < WIDE; b++) sum[a][b] =                \
			FN(load)(c + (size_t)a * ldc + b * LANES);                                                     \
		for (size_t i = 0; i < n; i++, p += pi, q += ldq, next += HIGH) {                                      \
			V row[WIDE];                                                                                   \
                                                                                                                       \
			__builtin_prefetch(next);                                                                      \
			UNROLL for (int b = 0; b < WIDE; b++) row[b] = FN(load)(q + b * LANES);                        \
			UNROLL for (int a = 0; a < HIGH; a++) UNROLL for (int b = 0; b < WIDE; b++) sum[a][b] +=       \
				p[(size_t)a * pa] * row[b];                                                            \
		}                                                                                                      \
		UNROLL for (int a = 0; a < HIGH; a++) UNROLL for (int b = 0; b < WIDE; b++)                            \
			FN(store)(c + (size_t)a * ldc + b * LANES, sum[a][b]);                                         \
	}

/* A strip of C: WIDE vectors of columns, all na rows. */
#define STRIP(name, HIGH, WIDE)                                                                                        \
	TILE(name##_high, HIGH, WIDE)                                                                                  \
	TILE(name##_low, 1, WIDE)                                                                                      \
	TARGET static void FN(name)(size_t n, size_t na, const double *p, size_t pi, size_t pa, const double *q,       \
		size_t ldq, double *c, size_t ldc)                                                                     \
	{                                                                                                              \
		size_t a = 0;                                                                                          \
                                                                                                                       \
		for (; a + HIGH <= na; a += HIGH)                                                                      \
			FN(name##_high)(n, p + a * pa, pi, pa, q, ldq, c + a * ldc, ldc);                              \
		for (; a < na; a++)                                                                                    \
			FN(name##_low)(n, p + a * pa, pi, pa, q, ldq, c + a * ldc, ldc);                               \
	}

/* As many sums as there are registers, but for some that hold the factors. */
#define STRIP_HIGH 4
#if LANES == 8
#define STRIP_WIDE 4
#else
#define STRIP_WIDE 2
#endif

STRIP(strip, STRIP_HIGH, STRIP_WIDE)
STRIP(pair, 2 * STRIP_HIGH, 2)
STRIP(single, 2 * STRIP_HIGH, 1)

/* What is left of C's columns when whole vectors are done, fewer than a vector, by way of a copy of q's columns and
 * of C's. */
TARGET static void FN(rest)(size_t n, size_t na, size_t nb, const double *p, size_t pi, size_t pa, const double *q,
	size_t ldq, double *c, size_t ldc)
{
	enum { ROWS = 64, HIGH = 2 * STRIP_HIGH };
	double part[ROWS][LANES] = {0}, out[HIGH][LANES] = {0};

	for (size_t from = 0; from < n; from += ROWS) {
		size_t rows = n - from < ROWS ? n - from : ROWS;

		for (size_t i = 0; i < rows; i++)
			for (size_t b = 0; b < nb; b++)
				part[i][b] = q[(from + i) * ldq + b];
		for (size_t a = 0; a < na; a += HIGH) {
			size_t high = na - a < HIGH ? na - a : HIGH;

			for (size_t k = 0; k < high; k++)
				for (size_t b = 0; b < nb; b++)
					out[k][b] = c[(a + k) * ldc + b];
			FN(single)(rows, high, p + from * pi + a * pa, pi, pa, part[0], LANES, out[0], LANES);
			for (size_t k = 0; k < high; k++)
				for (size_t b = 0; b < nb; b++)
					c[(a + k) * ldc + b] = out[k][b];
		}
	}
}

TARGET static void FN(outer)(size_t n, size_t na, size_t nb, const double *p, size_t pi, size_t pa, const double *q,
	size_t ldq, double *c, size_t ldc)
{
	size_t b = 0;

	for (; b + STRIP_WIDE * LANES <= nb; b += STRIP_WIDE * LANES)
		FN(strip)(n, na, p, pi, pa, q + b, ldq, c + b, ldc);
	for (; STRIP_WIDE > 2 && b + 2 * LANES <= nb; b += 2 * LANES)
		FN(pair)(n, na, p, pi, pa, q + b, ldq, c + b, ldc);
	for (; b + LANES <= nb; b += LANES)
		FN(single)(n, na, p, pi, pa, q + b, ldq, c + b, ldc);
	if (b < nb)
		FN(rest)(n, na, nb - b, p, pi, pa, q + b, ldq, c + b, ldc);
}

/* y += factor x */
TARGET static void FN(add)(double factor, const double *x, double *y, size_t n)
{
	size_t i = 0;

	for (; i + LANES <= n; i += LANES)
		FN(store)(y + i, FN(load)(y + i) + factor * FN(load)(x + i));
	for (; i < n; i++)
		y[i] += factor * x[i];
}

/* y += a x, element by element */
TARGET static void FN(add_products)(const double *a, const double *x, double *y, size_t n)
{
	size_t i = 0;

	for (; i + LANES <= n; i += LANES)
		FN(store)(y + i, FN(load)(y + i) + FN(load)(a + i) * FN(load)(x + i));
	for (; i < n; i++)
		y[i] += a[i] * x[i];
}

static const struct kernel FN(kernel) = {
	.exp = FN(exp_array),
	.log = FN(log_array),
	.tanh = FN(tanh_array),
	.exp_below = FN(exp_below_array),
	.max = FN(max_array),
	.sum = FN(sum_array),
	.sum_exp = FN(sum_exp),
	.softmax = FN(softmax_rows),
	.softplus = FN(softplus_array),
	.outer = FN(outer),
	.scale = FN(scale_array),
	.scale_rows = FN(scale_rows),
	.add = FN(add),
	.add_products = FN(add_products),
};

#undef MAP
#undef TILE
#undef STRIP
#undef STRIP_HIGH
#undef STRIP_WIDE
#undef V
#undef VI
#undef VU
#undef INLINE
