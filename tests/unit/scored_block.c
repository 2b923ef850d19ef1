/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/rank/scored_block: one row; sums in any order; whole weights and graded outcomes in one block; prices; running totals. */
#include "check.h"

#include "rank/scored_block.h"

static const bool none[2], both[2] = {true, true};

static struct scored_block sum_of(
	const struct scored_row *r, size_t n, bool whole, bool backwards, const bool varies[2])
{
	struct scored_block b = {.score = .25};
	struct block_sums s;

	block_begin(&s, &b, whole, varies);
	for (size_t i = 0; i < n; i++)
		block_add(&s, &b, &r[backwards ? n - 1 - i : i]);
	block_end(&s, &b, &r[0]);
	return b;
}

static void test_single(void)
{
	struct scored_row r = {
		.score = .25, .weight = 3, .right = .5, .answered = true, .expert_right = 1, .expert_cost = 2};
	struct scored_block one, b = sum_of(&r, 1, true, false, both);

	scored_single(&r, &one);
	CHECK(one.n == 1 && one.score == b.score && one.weight == b.weight && one.right == b.right && one.right == 1.5);
	CHECK(one.answered == b.answered && one.expert_right == b.expert_right && one.expert_cost == b.expert_cost);
	CHECK(one.expert_cost == 6 && one.n_right == 0 && one.n_expert_right == 1 && one.unanswered == 0);
}

/* 2^60 + 1 - 2^60 is 1: graded rows beside whole ones, in any order. */
static void test_mixed(void)
{
	struct scored_row r[] = {{.weight = 2, .right = 1}, {.weight = 1, .right = 0x1p60},
		{.weight = 1, .unknown = true}, {.weight = 1, .right = -0x1p60, .answered = true, .expert_right = .5}};
	struct scored_block a = sum_of(r, 4, true, false, none), b = sum_of(r, 4, true, true, none);

	CHECK(a.right == 2 && b.right == 2 && a.weight == 5 && b.weight == 5 && a.known == 4 && a.answered == 1);
	CHECK(a.expert_right == .5 && b.expert_right == .5 && a.unanswered == 3 && a.n_right == 1);
}

/* Weights that are not whole: .1 ten times is 1 - 2^-54 of doubles, and exactly above 1. */
static void test_exact(void)
{
	struct scored_row r[10];
	struct scored_block b;

	for (int i = 0; i < 10; i++)
		r[i] = (struct scored_row){
			.weight = .1, .right = 1, .model_cost = i ? 0x1p900 : -0x9p900, .expert_cost = 2};
	b = sum_of(r, 10, false, false, both);
	CHECK(b.weight == 1 && b.right == 1 && b.model_cost == 0 && b.expert_cost == 2);
	b = sum_of(r, 10, false, false, none);
	CHECK(b.model_cost == -0x9p900);
	for (int i = 0; i < 2; i++)
		r[i] = (struct scored_row){.weight = i ? 0x1p-200 : 0x1p200, .right = !i};
	b = sum_of(r, 2, false, false, none);
	CHECK(b.right == 0x1p200 && b.weight == b.right && b.wrong == 0x1p-200);
}

static void test_running(void)
{
	struct running r = {0};

	running_add(&r, 1);
	running_add(&r, 1e100);
	running_add(&r, 1);
	running_add(&r, -1e100);
	CHECK(running_value(&r) == 2); /* Neumaier's example */
}

/* Weights 2^900 ... 2^-900 go one by one: what is left is that of those that are still there. */
static void test_balance(void)
{
	enum { N = 37 };
	struct sum all = {0}, rest;
	struct balance b, grown = {0};

	for (int i = 0; i < N; i++)
		sum_add_product(&all, ldexp(1, 900 - 50 * i), .3);
	balance_start(&b, &all);
	rest = all;
	for (int i = 0; i < N; i++) {
		double w = ldexp(1, 900 - 50 * i);

		CHECK(balance_value(&b) == sum_value(&rest));
		balance_add(&b, -w, .3);
		balance_add(&grown, .3, w);
		sum_add_product(&rest, -w, .3);
	}
	CHECK(balance_value(&b) == 0);
	CHECK(balance_value(&grown) == sum_value(&all));
	balance_add(&grown, -1, sum_value(&all));
	sum_add(&all, -sum_value(&all));
	CHECK(balance_value(&grown) == sum_value(&all) && sum_value(&all) != 0);
}

int main(void)
{
	test_balance();
	test_single();
	test_mixed();
	test_exact();
	test_running();
	return check_end();
}
