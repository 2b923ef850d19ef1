/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "rank/scored_block.h"

void scored_single(const struct scored_row *r, struct scored_block *b)
{
	b->n = 1;
	b->score = r->score;
	b->unanswered = !r->answered;
	b->weight = r->weight;
	b->n_right = r->right == 1;
	b->n_expert_right = r->expert_right == 1;
	b->known = r->unknown ? 0 : r->weight;
	b->right = r->right * r->weight;
	b->wrong = b->known - b->right;
	b->answered = r->answered ? r->weight : 0;
	b->expert_right = r->expert_right * r->weight;
	b->model_cost = r->weight * r->model_cost;
	b->expert_cost = r->weight * r->expert_cost;
}

void block_begin(struct block_sums *s, struct scored_block *b, bool whole, const bool cost_varies[2])
{
	s->whole = whole;
	s->varies[0] = cost_varies[0];
	s->varies[1] = cost_varies[1];
	s->exact = false;
	*b = (struct scored_block){.score = b->score};
}

static bool is_binary(double outcome)
{
	return outcome == 0 || outcome == 1;
}

static void add_whole(const struct scored_row *r, struct scored_block *b)
{
	b->weight += r->weight;
	b->known += r->unknown ? 0 : r->weight;
	b->right += r->right * r->weight;
	b->answered += r->answered ? r->weight : 0;
	b->expert_right += r->expert_right * r->weight;
}

static void add_exactly(const struct scored_row *r, struct block_sums *s)
{
	sum_add(&s->weight, r->weight);
	if (!r->unknown)
		sum_add(&s->known, r->weight);
	sum_add_product(&s->right, r->weight, r->right);
	if (r->answered)
		sum_add(&s->answered, r->weight);
	sum_add_product(&s->expert_right, r->weight, r->expert_right);
}

void block_add(struct block_sums *s, struct scored_block *b, const struct scored_row *r)
{
	bool whole = s->whole && is_binary(r->right) && is_binary(r->expert_right);

	b->n++;
	b->unanswered += !r->answered;
	b->n_right += r->right == 1;
	b->n_expert_right += r->expert_right == 1;
	if (!s->exact && (!whole || s->varies[0] || s->varies[1]))
		*s = (struct block_sums){.whole = s->whole, .varies = {s->varies[0], s->varies[1]}, .exact = true};
	if (whole)
		add_whole(r, b);
	else
		add_exactly(r, s);
	if (s->varies[0])
		sum_add_product(&s->cost[0], r->weight, r->model_cost);
	if (s->varies[1])
		sum_add_product(&s->cost[1], r->weight, r->expert_cost);
}

/* What was added to both. */
static void join(struct sum *exact, double *b)
{
	sum_add(exact, *b);
	*b = sum_value(exact);
}

static double difference(const struct sum *a, const struct sum *b)
{
	struct sum rest = *a;

	sum_subtract(&rest, b);
	return sum_value(&rest);
}

void block_end(struct block_sums *s, struct scored_block *b, const struct scored_row *last)
{
	b->wrong = b->known - b->right;
	if (s->exact) {
		join(&s->weight, &b->weight);
		join(&s->known, &b->known);
		join(&s->right, &b->right);
		b->wrong = difference(&s->known, &s->right);
		join(&s->answered, &b->answered);
		join(&s->expert_right, &b->expert_right);
	}
	b->model_cost = s->varies[0] ? sum_value(&s->cost[0]) : b->weight * last->model_cost;
	b->expert_cost = s->varies[1] ? sum_value(&s->cost[1]) : b->weight * last->expert_cost;
}

void balance_start(struct balance *b, const struct sum *total)
{
	struct sum rest = *total;
	double sum = sum_value(total);

	sum_add(&rest, -sum);
	*b = (struct balance){*total, {sum, sum_value(&rest)}, fabs(sum)};
}

void balance_add(struct balance *b, double a, double x)
{
	double product = a * x;

	if (a == 0 || x == 0)
		return;
	if (!b->whole)
		sum_add_product(&b->exact, x, a);
	running_add(&b->near, product);
	if (x != 1)
		b->near.lost += fma(a, x, -product);
	b->most = fmax(b->most, fabs(b->near.sum));
}

double balance_value(struct balance *b)
{
	if (!b->whole && fabs(running_value(&b->near)) < b->most / 2) {
		struct sum exact = b->exact;

		balance_start(b, &exact);
	}
	return running_value(&b->near);
}
