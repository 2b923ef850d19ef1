/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "measure/score.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

int score_reserve(struct score *s, size_t n, struct err *e)
{
	int st = array_reserve(&s->alone, &s->alone_cap, n, sizeof *s->alone, e);

	if (!st)
		st = array_reserve(&s->share, &s->share_cap, n, sizeof *s->share, e);
	for (; !st && s->n_agent < n; s->n_agent++) {
		s->alone[s->n_agent] = (struct score_rate){0};
		s->share[s->n_agent] = (struct tally){0};
	}
	return st;
}

void score_free(struct score *s)
{
	free(s->alone);
	free(s->share);
	*s = (struct score){0};
}

void score_rate_add(struct score_rate *r, double outcome, double weight)
{
	if (isnan(outcome))
		return;
	tally_add(&r->scored, weight);
	if (outcome == 1)
		tally_add(&r->right, weight);
	else if (outcome != 0)
		sum_add_product(&r->right.rest, weight, outcome);
}

static bool is_graded(double outcome)
{
	return !isnan(outcome) && outcome != 0 && outcome != 1;
}

void score_add(struct score *s, const struct score_row *r)
{
	double oracle = NAN;
	bool kept = r->n == 1 && !r->agent[0], graded = is_graded(r->system);

	if (!(r->weight > 0))
		return;
	s->n++;
	s->n_unscored += isnan(r->system);
	tally_add(&s->weight, r->weight);
	for (size_t i = 0; i < r->n; i++)
		tally_add(&s->share[r->agent[i]], r->weight);
	if (kept)
		tally_add(&s->kept, r->weight);
	score_rate_add(&s->system, r->system, r->weight);
	score_rate_add(kept ? &s->model : &s->experts, r->system, r->weight);
	for (size_t a = 0; a < s->n_agent; a++) {
		score_rate_add(&s->alone[a], r->alone[a], r->weight);
		oracle = fmax(oracle, r->alone[a]);
		graded |= is_graded(r->alone[a]);
	}
	score_rate_add(&s->oracle, r->best ? *r->best : oracle, r->weight);
	s->n_graded += graded;
	sum_add_product(&s->cost, r->weight, r->cost);
}

void score_rate_merge(struct score_rate *r, const struct score_rate *other)
{
	tally_merge(&r->scored, &other->scored);
	tally_merge(&r->right, &other->right);
}

void score_merge(struct score *s, const struct score *other)
{
	s->n += other->n;
	s->n_unscored += other->n_unscored;
	s->n_graded += other->n_graded;
	tally_merge(&s->weight, &other->weight);
	tally_merge(&s->kept, &other->kept);
	score_rate_merge(&s->system, &other->system);
	score_rate_merge(&s->model, &other->model);
	score_rate_merge(&s->experts, &other->experts);
	score_rate_merge(&s->oracle, &other->oracle);
	for (size_t a = 0; a < other->n_agent; a++) {
		score_rate_merge(&s->alone[a], &other->alone[a]);
		tally_merge(&s->share[a], &other->share[a]);
	}
	sum_merge(&s->cost, &other->cost);
}

void score_tallies(struct score *s, size_t agent, struct tally *tally[SCORE_TALLIES])
{
	struct tally *all[SCORE_TALLIES] = {&s->weight, &s->kept, &s->system.scored, &s->system.right, &s->model.scored,
		&s->model.right, &s->experts.scored, &s->experts.right, &s->oracle.scored, &s->oracle.right,
		&s->alone[agent].scored, &s->alone[agent].right, &s->share[agent]};

	for (int i = 0; i < SCORE_TALLIES; i++)
		tally[i] = all[i];
}

enum { PART_LENGTH = 40 };

int score_rate_write(const struct score_rate *r, const char *prefix, struct state_out *o, struct err *e)
{
	char part[PART_LENGTH];
	int st;

	snprintf(part, sizeof part, "%sscored", prefix);
	st = state_write_tally(o, part, 0, &r->scored, e);
	snprintf(part, sizeof part, "%sright", prefix);
	return st ? st : state_write_tally(o, part, 0, &r->right, e);
}

bool score_rate_read(struct score_rate *r, const char *prefix, struct state_item *i)
{
	char part[PART_LENGTH];

	snprintf(part, sizeof part, "%sscored", prefix);
	if (state_is(i, part)) {
		state_add_amount(i, &r->scored.rest);
		return true;
	}
	snprintf(part, sizeof part, "%sright", prefix);
	if (!state_is(i, part))
		return false;
	state_add_sum(i, &r->right.rest);
	return true;
}

static const char *const tally_name[SCORE_TALLIES] = {"weight", "kept", "system_scored", "system_right", "model_scored",
	"model_right", "experts_scored", "experts_right", "oracle_scored", "oracle_right", "scored", "right", "share"};

int score_write(const struct score *s, const struct names *agent, struct state_out *o, struct err *e)
{
	struct score all = *s;
	struct tally *tally[SCORE_TALLIES];
	int st = state_write_count(o, "rows", 0, s->n, e);

	if (!st)
		st = state_write_count(o, "unscored", 0, s->n_unscored, e);
	if (!st && s->n_graded)
		st = state_write_count(o, "graded", 0, s->n_graded, e);
	if (!st)
		st = state_write_sum(o, "cost", 0, &s->cost, e);
	for (size_t a = 0; a < s->n_agent; a++) {
		score_tallies(&all, a, tally);
		state_out_member(o, &agent->name[a]);
		for (int i = a ? SCORE_OF_AGENT : 0; !st && i < SCORE_TALLIES; i++)
			st = state_write_tally(o, tally_name[i], 0, tally[i], e);
	}
	return st;
}

/* Whether the tally is of outcomes, which may be below 0. */
static bool is_right(int tally)
{
	const char *end = strrchr(tally_name[tally], 'r');

	return end && !strcmp(end, "right");
}

bool score_read(struct score *s, size_t agent, struct state_item *i)
{
	struct tally *tally[SCORE_TALLIES];

	score_tallies(s, agent, tally);
	for (int k = 0; k < SCORE_TALLIES; k++)
		if (state_is(i, tally_name[k])) {
			if (is_right(k))
				state_add_sum(i, &tally[k]->rest);
			else
				state_add_amount(i, &tally[k]->rest);
			return true;
		}
	if (state_is(i, "rows"))
		state_add_count(i, &s->n);
	else if (state_is(i, "unscored"))
		state_add_count(i, &s->n_unscored);
	else if (state_is(i, "graded"))
		state_add_count(i, &s->n_graded);
	else if (state_is(i, "cost"))
		state_add_sum(i, &s->cost);
	else
		return false;
	return true;
}

static bool is_at_most(const struct tally *a, const struct tally *b)
{
	struct sum x = tally_sum(a), y = tally_sum(b);

	return sum_compare(&x, &y) <= 0;
}

static bool rate_is_sound(const struct score_rate *r, const struct tally *weight, bool graded)
{
	const struct tally none = {0};

	return (graded || (is_at_most(&none, &r->right) && is_at_most(&r->right, &r->scored)))
		&& is_at_most(&r->scored, weight);
}

bool score_is_sound(const struct score *s)
{
	const struct score_rate *const rate[] = {&s->system, &s->model, &s->experts, &s->oracle};

	for (size_t k = 0; k < sizeof rate / sizeof *rate; k++)
		if (!rate_is_sound(rate[k], &s->weight, s->n_graded))
			return false;
	for (size_t a = 0; a < s->n_agent; a++)
		if (!rate_is_sound(&s->alone[a], &s->weight, s->n_graded) || !is_at_most(&s->share[a], &s->weight))
			return false;
	return is_at_most(&s->kept, &s->weight) && s->n_unscored <= s->n && s->n_graded <= s->n;
}

double score_rate(const struct score_rate *r)
{
	return tally_ratio(&r->right, &r->scored);
}

double score_share(const struct score *s, size_t agent)
{
	return tally_ratio(&s->share[agent], &s->weight);
}

double score_coverage(const struct score *s)
{
	return tally_ratio(&s->kept, &s->weight);
}

double score_cost(const struct score *s)
{
	struct sum weight = tally_sum(&s->weight);

	return sum_ratio(&s->cost, &weight);
}

void score_columns(const struct score *s, const struct names *agent, struct line *l)
{
	const struct column c[] = {{"n", COLUMN_COUNT, .count = s->n},
		{"coverage", .value = agent->n ? score_coverage(s) : NAN},
		{"n_unscored", COLUMN_COUNT, .count = s->n_unscored},
		{"system_accuracy", .value = score_rate(&s->system)},
		{"model_accuracy", .value = score_rate(&s->model)},
		{"expert_accuracy", .value = score_rate(&s->experts)},
		{"oracle_accuracy", .value = score_rate(&s->oracle)}, {"cost", .value = score_cost(s)}};

	line_add_columns(l, c, sizeof c / sizeof *c, NULL);
	for (size_t a = 0; a < agent->n; a++)
		line_add(l, "alone", agent->name[a].s, agent->name[a].n, score_rate(&s->alone[a]));
	for (size_t a = 0; a < agent->n; a++)
		line_add(l, "share", agent->name[a].s, agent->name[a].n, score_share(s, a));
}
