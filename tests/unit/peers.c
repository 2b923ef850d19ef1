/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* A process that is alone; several are in tests/mpi.bats. */
#include "parallel/peers.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"

/* The tree by its definition. */
static double node(const double *x, size_t s, size_t w, size_t width)
{
	return w == 1 ? x[s * width] : node(x, s, w / 2, width) + node(x, s + w / 2, w / 2, width);
}

static void test_sum(void)
{
	enum { N = 32, WIDTH = 3 };
	double x[N * WIDTH], sum[N * WIDTH];

	/* Terms whose sum depends on its order. */
	for (size_t i = 0; i < N * WIDTH; i++)
		x[i] = (i % 2 ? 1e16 : -1e16) / (double)(1 + i % 7) + (double)i;
	for (size_t n = 1; n <= N; n *= 2) {
		memcpy(sum, x, sizeof x);
		peers_sum(sum, n, WIDTH);
		for (size_t k = 0; k < WIDTH; k++)
			CHECK(sum[k] == node(x + k, 0, n, WIDTH));
	}
}

static void test_alone(void)
{
	struct err e = {0};
	size_t from, to, begin[2];
	char *all;

	CHECK(peers_n() == 1 && peers_me() == 0 && !peers_joined());
	peers_part(32, 0, &from, &to);
	CHECK(from == 0 && to == 32);
	CHECK(!peers_gather("abc", 3, &all, begin, &e) && begin[0] == 0 && begin[1] == 3 && !memcmp(all, "abc", 3));
	free(all);
	CHECK(!peers_gather(NULL, 0, &all, begin, &e) && begin[1] == 0);
	free(all);
	CHECK(peers_agree(ST_DATA, &e) == ST_DATA && peers_end(ST_OK, &e) == ST_OK);
	strcpy(e.text, "kept");
	CHECK(peers_end(ST_NUMERIC, &e) == ST_NUMERIC && !strcmp(e.text, "kept"));
}

int main(void)
{
	test_sum();
	test_alone();
	return check_end();
}
