/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* The draws: number by number against the function written out for one draw; as random numbers against Poisson's distribution,
 * with limits that a fair generator passes in all but one of 10^6 seeds; L2D_TEST_KERNEL chooses the instruction set. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "check.h"
#include "inference/draws.h"

/* Five standard deviations. */
static const double FAR = 5;

static double weight[1024], other[1024];

/* The 16 bits of a draw. */
static uint32_t bits_of(uint64_t key, size_t draw)
{
	size_t place = draw / 64 * 32 + draw % 16 * 2 + draw % 64 / 32;
	uint32_t x = (uint32_t)key + (uint32_t)place * 0x9e3779b9u;

	x = (x ^ x >> 17) * 0xed5ad4bbu;
	x = ((x ^ x >> 11) + (uint32_t)(key >> 32)) * 0xac4c1b51u;
	x = (x ^ x >> 15) * 0x31848babu;
	x ^= x >> 14;
	return draw / 16 % 2 ? x >> 16 : x & 0xffff;
}

static int poisson(uint32_t bits)
{
	static const uint32_t above[] = {41425, 17317, 5263, 1245, 240, 46};
	int w = 0;

	while (w < 6 && bits < above[w])
		w++;
	return w;
}

static void test_numbers(void)
{
	size_t wrong = 0, apart = 0;
	uint64_t keys[37];
	uint8_t one[37];

	for (size_t i = 0; i < 37; i++) {
		keys[i] = draws_key(&i, sizeof i, 3);
		draws_weights(keys[i], 0, 1024, weight);
		draws_weights(keys[i], 192, 128, other);
		for (size_t b = 0; b < 1024; b++)
			wrong += weight[b] != poisson(bits_of(keys[i], b));
		apart += memcmp(weight + 192, other, 128 * sizeof *other) != 0;
		draws_events(keys[i], 0.25, 64, 192, other);
		for (size_t b = 0; b < 192; b++)
			wrong += other[b] != (bits_of(hash_mix(keys[i]), b + 64) < 16384);
	}
	CHECK(wrong == 0);
	CHECK(apart == 0);
	for (size_t b = 0; b < 1024; b += 5) {
		draws_of_rows(keys, 37, b, one);
		for (size_t i = 0; i < 37; i++)
			wrong += one[i] != poisson(bits_of(keys[i], b));
	}
	CHECK(wrong == 0);
}

/* Over the rows of a table with the ids 1, 2, ..: every draw's total has mean n and variance n, and draws are independent. */
static void test_totals(void)
{
	enum { ROWS = 4000, DRAWS = 1024 };
	static double total[DRAWS], events[DRAWS], product[DRAWS], next[DRAWS];
	double square = 0, mean = 0, both = 0, neighbours = 0, share = 0;
	char id[16];

	for (int i = 1; i <= ROWS; i++) {
		uint64_t key = draws_key(id, (size_t)snprintf(id, sizeof id, "%d", i), 1);

		draws_weights(key, 0, DRAWS, weight);
		draws_events(key, .3, 0, DRAWS, other);
		for (size_t b = 0; b < DRAWS; b++) {
			total[b] += weight[b] - 1;
			events[b] += other[b];
			product[b] += (weight[b] - 1) * (other[b] - .3);
			next[b] += (weight[b] - 1) * (weight[(b + 1) % DRAWS] - 1);
		}
	}
	for (size_t b = 0; b < DRAWS; b++) {
		mean += total[b] / DRAWS;
		square += total[b] * total[b] / ROWS / DRAWS;
		both += product[b] * product[b] / (.21 * ROWS) / DRAWS;
		neighbours += next[b] * next[b] / ROWS / DRAWS;
		share += events[b] / ROWS / DRAWS;
	}
	CHECK_NEAR(mean, 0, FAR * sqrt((double)ROWS / DRAWS));
	CHECK_NEAR(square, 1, FAR * sqrt(2. / DRAWS));
	CHECK_NEAR(both, 1, FAR * sqrt(2. / DRAWS));
	CHECK_NEAR(neighbours, 1, FAR * sqrt(2. / DRAWS));
	CHECK_NEAR(share, .3, FAR * sqrt(.21 / ROWS / DRAWS));
}

/* How often each number turns up, and pairs of rows whose keys differ in one bit. */
static void test_distribution(void)
{
	enum { KEYS = 64, DRAWS = 1024 };
	double count[7] = {0}, chi = 0, share = exp(-1), covariance = 0;

	for (uint64_t k = 0; k < KEYS; k++) {
		uint64_t key = hash_mix(12345);

		draws_weights(key, 0, DRAWS, weight);
		draws_weights(key ^ (uint64_t)1 << k, 0, DRAWS, other);
		for (size_t b = 0; b < DRAWS; b++) {
			count[(int)other[b]]++;
			covariance += (weight[b] - 1) * (other[b] - 1);
		}
	}
	for (int k = 0; k < 6; share /= ++k)
		chi += (count[k] - KEYS * DRAWS * share) * (count[k] - KEYS * DRAWS * share) / (KEYS * DRAWS * share);
	/* 5 degrees of freedom: P(chi^2 > 36) = 1e-6 */
	CHECK(chi < 36);
	CHECK_NEAR(covariance, 0, FAR * sqrt((double)KEYS * DRAWS));
}

/* Outcomes that are rare, certain and impossible. */
static void test_events(void)
{
	enum { ROWS = 20000, DRAWS = 1024 };
	double all = 0, never = 0, rare = 0;

	for (uint64_t i = 0; i < ROWS; i++) {
		draws_events(draws_key_of_number(i, 1), 1e-6, 0, DRAWS, weight);
		for (size_t b = 0; b < DRAWS; b++)
			rare += weight[b];
	}
	draws_events(1, 1, 0, DRAWS, weight);
	draws_events(1, 0, 0, DRAWS, other);
	for (size_t b = 0; b < DRAWS; b++) {
		all += weight[b];
		never += other[b];
	}
	CHECK(all == DRAWS && never == 0);
	/* The rows with 2^-16 are a sample, 1,311 of them. */
	CHECK_NEAR(rare, 1e-6 * ROWS * DRAWS, FAR * sqrt(1e-6 * ROWS * DRAWS));
}

/* Seven sums, the last of squares. */
static void test_add(void)
{
	enum { N = 128, ADDED = 7 };
	static double count[DRAWS_ROWS * N], sum[ADDED][N], factor[ADDED][DRAWS_ROWS];
	double *to[ADDED], wrong = 0;
	const double *of[ADDED];

	for (size_t i = 0; i < DRAWS_ROWS * N; i++)
		count[i] = (double)(i % 7);
	for (size_t k = 0; k < ADDED; k++) {
		to[k] = sum[k];
		of[k] = factor[k];
		for (size_t r = 0; r < DRAWS_ROWS; r++)
			factor[k][r] = (double)((r + 1) * 123456789 + 7 * k) * (r % 2 ? -1 : 1);
		for (size_t i = 0; i < N; i++)
			sum[k][i] = (double)(i + k);
	}
	draws_add(to, of, ADDED - 1, 1, count, N);
	for (size_t k = 0; k < ADDED; k++)
		for (size_t i = 0; i < N; i++) {
			double s = (double)(i + k);

			for (size_t r = 0; r < DRAWS_ROWS; r++)
				s += factor[k][r] * (k == ADDED - 1 ? count[r * N + i] : 1) * count[r * N + i];
			wrong += s != sum[k][i];
		}
	CHECK(wrong == 0);
	for (size_t i = 0; i < N; i++) {
		weight[i] = (double)i * 0x1p38 - 0x1p44;
		other[i] = 5;
	}
	draws_carry(weight, other, N);
	for (size_t i = 0; i < N; i++)
		wrong += weight[i] + (other[i] - 5) * 0x1p40 != (double)i * 0x1p38 - 0x1p44 || fabs(weight[i]) > 0x1p39;
	CHECK(wrong == 0);
}

int main(void)
{
	test_numbers();
	test_totals();
	test_distribution();
	test_events();
	test_add();
	return check_end();
}
