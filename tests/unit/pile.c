/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* csv/pile: rows that several piles got block by block are, joined, those of one pile that got all. */
#include "check.h"

#include <string.h>

#include "csv/pile.h"
#include "math/rng.h"

enum { ID, PAIR, TEXT, NEVER, ARRAYS };

static void make(struct pile *p, struct err *e)
{
	CHECK(!pile_init(p, ARRAYS, e));
	pile_shape(p, ID, sizeof(size_t), 1);
	pile_shape(p, PAIR, sizeof(float), 2);
	pile_shape(p, TEXT, 1, 0);
	pile_shape(p, NEVER, 8, 0);
}

/* Row i is i, i + 1/4 and i + 1/2, and i % 5 letters; before every third, one is begun and given up. */
static void add(struct pile *p, size_t i, struct err *e)
{
	float *pair;

	CHECK(!pile_room(p, e));
	if (i % 3 == 0) {
		memset(pile_next(p, PAIR), 1, 2 * sizeof *pair);
		CHECK(!pile_room(p, e));
	}
	pair = pile_next(p, PAIR);
	pair[0] = (float)i + .25f;
	pair[1] = (float)i + .5f;
	*(size_t *)pile_next(p, ID) = i;
	CHECK(!pile_next(p, NEVER));
	pile_add(p);
	if (i % 5)
		memset(pile_more(p, TEXT, i % 5, e), 'a' + (int)(i % 26), i % 5);
}

static void check_rows(const struct pile *p, size_t n)
{
	const size_t *id = pile_first(p, ID);
	const float *pair = pile_first(p, PAIR);
	const char *text = pile_first(p, TEXT);
	size_t wrong = 0, at = 0;

	CHECK(p->n == n && p->array[ID].n == n && p->array[PAIR].n == 2 * n && !p->array[NEVER].n);
	for (size_t i = 0; i < n; i++) {
		wrong += id[i] != i || pair[2 * i] != (float)i + .25f || pair[2 * i + 1] != (float)i + .5f;
		for (size_t k = 0; k < i % 5; k++)
			wrong += text[at++] != (char)('a' + (int)(i % 26));
	}
	CHECK(!wrong && at == p->array[TEXT].n);
}

/* `blocks` blocks of random sizes, each in the pile that a die shows; `lazy` piles get none. */
static void test_join(size_t piles, size_t lazy, size_t blocks, size_t most, struct rng *r)
{
	struct pile pile[8], *p[8];
	struct err e;
	size_t n = 0;

	for (size_t i = 0; i < piles; i++)
		make(p[i] = &pile[i], &e);
	for (size_t b = 0; b < blocks; b++) {
		struct pile *to = p[lazy + rng_below(r, piles - lazy)];

		for (size_t k = rng_below(r, most + 1); k > 0; k--)
			add(to, n++, &e);
		CHECK(!pile_mark(to, b, &e));
	}
	CHECK(!piles_join(p, piles, &e));
	check_rows(p[0], n);
	for (size_t i = 1; i < piles; i++)
		CHECK(!p[i]->n && !p[i]->array[ID].n);
	CHECK(!pile_first(p[0], NEVER));
	for (size_t i = 0; i < piles; i++)
		pile_free(p[i]);
}

/* Of a process alone some of its rows, with the letters that its counts say; among processes tests/mpi.bats has it. */
static void test_part(size_t n, size_t from, size_t to)
{
	enum { COUNT, LETTER };
	struct pile p;
	struct err e;
	size_t at = 0, wrong = 0;

	CHECK(!pile_init(&p, 2, &e));
	pile_shape(&p, COUNT, sizeof(size_t), 1);
	pile_shape(&p, LETTER, 1, 0);
	pile_count(&p, LETTER, COUNT);
	for (size_t i = 0; i < n; i++) {
		CHECK(!pile_room(&p, &e));
		*(size_t *)pile_next(&p, COUNT) = i % 4;
		pile_add(&p);
		if (i % 4)
			memset(pile_more(&p, LETTER, i % 4, &e), 'a' + (int)(i % 26), i % 4);
	}
	CHECK(!pile_gather_part(&p, &from, &to, &e) && p.n == to - from);
	for (size_t i = from; i < to; i++) {
		wrong += ((size_t *)pile_first(&p, COUNT))[i - from] != i % 4;
		for (size_t k = 0; k < i % 4; k++)
			wrong += ((char *)pile_first(&p, LETTER))[at++] != (char)('a' + (int)(i % 26));
	}
	CHECK(!wrong && at == p.array[LETTER].n);
	pile_free(&p);
}

int main(void)
{
	struct rng r;
	struct err e = {0};

	if (rng_init(&r, 5, &e))
		return 1;
	for (size_t piles = 1; piles <= 7; piles++)
		for (size_t lazy = 0; lazy < piles; lazy++)
			for (size_t blocks = 0; blocks < 30; blocks += 1 + blocks / 3)
				test_join(piles, lazy, blocks, 20, &r);
	test_join(3, 0, 200, 20000, &r); /* pages of megabytes are given back while copying */
	for (size_t from = 0; from <= 60; from += 5)
		for (size_t to = from; to <= 60; to += 6)
			test_part(60, from, to);
	rng_free(&r);
	return check_end();
}
