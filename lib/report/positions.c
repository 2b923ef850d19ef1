/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "report/positions.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "report/result.h"
#include "report/standing.h"

/* Below every score but that of rows which stay with the model whatever the threshold. */
#define DEFER_ALL -1e308

struct positions {
	struct result curve, agents; /* of all rows by position; of each agent's rows, by all their scores */
	size_t first, n;             /* rows of the curve that some threshold gives */
	struct point decided;        /* the decisions in the table, over coverage */
	struct names agent;
	struct arena arrays;
	size_t *deferred; /* [agent.n][curve.rows] */
	const struct source *source;
};

/* What is shown of a position beside the agents. */
static const struct shown {
	const char *name, *title;
} shown[] = {
	{"threshold", "threshold"},
	{"coverage", "coverage"},
	{"system_accuracy", "system accuracy"},
	{"model_accuracy", "model, on what it keeps"},
	{"expert_accuracy", "experts, on what they get"},
	{"cost", "cost a row"},
	{"n_model", "rows of the model"},
	{"n_unscored", "rows without an answer"},
};

enum { SHOWN = sizeof shown / sizeof *shown };

static const char *title_of(const struct positions *a, size_t k)
{
	bool system = !strcmp(shown[k].name, "system_accuracy");

	return system ? source_says(a->source, shown[k].title, "mean quality of the system") : shown[k].title;
}

bool positions_apply(const struct source *s)
{
	return s->prob && (s->label || s->graded) && !s->readers && !s->paid && !s->propensity;
}

static const char *rule_of(const struct page *p)
{
	const struct source *s = p->source;

	return p->opt->rule ? p->opt->rule : s->score ? "score" : s->conf_of_all && !s->graded ? "posthoc" : "chow";
}

/* The stage that defers every row. */
static int defer_all(const struct page *p, struct step *s, struct err *e)
{
	int st = step_program(s, "l2d-threshold", e);

	if (!st)
		st = step_option(s, "--rule", rule_of(p), e);
	if (!st)
		st = step_number(s, "--threshold", DEFER_ALL, e);
	return st ? st : source_words(p->source, s, SOURCE_COST, e);
}

static int run_curve(struct page *p, struct step *s, struct result *r, bool by_agent, struct err *e)
{
	int st = defer_all(p, s, e);

	if (!st)
		st = step_program(s, "l2d-curve", e);
	if (!st)
		st = by_agent ? step_option(s, "--group", "agent", e)
			      : step_number(s, "--points", (double)p->opt->points, e);
	if (!st)
		st = source_words(p->source, s, SOURCE_COST | (by_agent ? 0 : SOURCE_INTERVAL), e);
	if (!st)
		st = page_run(p, s, e);
	return st ? st : result_read(r, s->out, "l2d-curve", e);
}

/* Of one agent's curve, whose rows begin there: how many rows it has at every position.  Thresholds fall, in both. */
static size_t count_deferred(struct positions *a, size_t from, size_t *deferred)
{
	const struct result *r = &a->agents;
	size_t name = result_column(r, "agent"), at = result_column(r, "threshold"),
	       answered = result_column(r, "n_deferred"), silent = result_column(r, "n_unscored"), end = from, k = from;
	struct name agent = result_cell(r, from, name);

	while (end < r->rows
		&& !names_order(&(struct name){agent.s, agent.n},
			&(struct name){result_cell(r, end, name).s, result_cell(r, end, name).n}))
		end++;
	for (size_t i = 0; i < a->curve.rows; i++) {
		double threshold = result_number(&a->curve, i, result_column(&a->curve, "threshold"));

		while (k + 1 < end && !(result_number(r, k, at) <= threshold))
			k++;
		deferred[i] = (size_t)(result_number(r, k, answered) + result_number(r, k, silent));
	}
	return end;
}

/* The experts are the agents of the rows when all are deferred; what is nobody's stays with the model. */
static int count_agents(struct positions *a, struct err *e)
{
	const struct result *r = &a->agents;
	size_t name = result_column(r, "agent"), row = 0, place, most = 0;
	int st = ST_OK;

	for (size_t i = 0; i < r->rows; i++)
		most += !i
			|| names_order(&(struct name){result_cell(r, i, name).s, result_cell(r, i, name).n},
				&(struct name){result_cell(r, i - 1, name).s, result_cell(r, i - 1, name).n});
	a->deferred = arena_alloc(&a->arrays, most * a->curve.rows, sizeof *a->deferred);
	st = arena_status(&a->arrays, e);
	while (!st && row < r->rows) {
		struct name cell = result_cell(r, row, name);
		bool counts = cell.n && (cell.n != 5 || memcmp(cell.s, "model", 5));

		row = count_deferred(a, row, &a->deferred[a->agent.n * a->curve.rows]);
		if (counts)
			st = names_add(&a->agent, cell.s, cell.n, &place, e);
	}
	return st;
}

/* A row that stays with the model, or goes to an expert, whatever the threshold makes points that no threshold gives. */
static void find_range(struct positions *a)
{
	const struct result *r = &a->curve;
	size_t at = result_column(r, "threshold"), end = r->rows;

	while (a->first < end && result_number(r, a->first, at) >= DBL_MAX)
		a->first++;
	while (end > a->first && isnan(result_number(r, end - 1, at)))
		end--;
	a->n = end - a->first;
}

/* The position where the column is nearest to the value. */
static size_t nearest(const struct positions *a, const char *column, double value)
{
	size_t at = result_column(&a->curve, column), best = a->first;

	for (size_t i = a->first; i < a->first + a->n; i++)
		if (fabs(result_number(&a->curve, i, at) - value) < fabs(result_number(&a->curve, best, at) - value))
			best = i;
	return best;
}

/* The position that is shown first: where coverage is that of the decisions, else where the threshold is 0, the rule as it stands. */
static size_t first_shown(const struct positions *a)
{
	return isnan(a->decided.x) ? nearest(a, "threshold", 0) : nearest(a, "coverage", a->decided.x);
}

static void put_count(struct text *t, size_t n)
{
	put(t, "<data value=\"%zu\">%zu</data>", n, n);
}

static void put_table(struct text *t, const struct positions *a)
{
	put_words(t,
		"<details><summary>The table of these positions</summary>\n<div class=\"wide\"><table id=\"positions\">\n<thead><tr>");
	for (size_t k = 0; k < SHOWN; k++)
		put(t, "<th scope=\"col\" data-name=\"%s\">%s</th>", shown[k].name, title_of(a, k));
	for (size_t j = 0; j < a->agent.n; j++) {
		put(t, "<th scope=\"col\" data-name=\"agent %zu\">rows to ", j);
		put_markup_name(t, &a->agent.name[j]);
		put(t, "</th>");
	}
	put(t, "</tr></thead>\n<tbody>\n");
	for (size_t i = a->first; i < a->first + a->n; i++) {
		put(t, "<tr>");
		for (size_t k = 0; k < SHOWN; k++) {
			put(t, "<td>");
			put_estimate(t, &a->curve, i, shown[k].name);
			put(t, "</td>");
		}
		for (size_t j = 0; j < a->agent.n; j++) {
			put(t, "<td>");
			put_count(t, a->deferred[j * a->curve.rows + i]);
			put(t, "</td>");
		}
		put(t, "</tr>\n");
	}
	put(t, "</tbody></table></div></details>\n");
}

/* The position's numbers, in the place of which the script puts those of another one. */
static void put_tiles(struct text *t, const struct positions *a, size_t at)
{
	double n = 0;

	for (size_t k = 0; k < a->curve.column.n; k++) /* n_model, n_deferred, n_unscored make up all rows */
		if (!strncmp(a->curve.column.name[k].s, "n_", 2))
			n += result_number(&a->curve, at, k);
	put(t, "<dl class=\"tiles\" data-n=\"%.0f\">\n", n);
	for (size_t k = 1; k < SHOWN; k++) {
		put(t, "<div><dt>%s</dt><dd data-show=\"%s\">", title_of(a, k), shown[k].name);
		put_estimate(t, &a->curve, at, shown[k].name);
		put(t, "</dd></div>\n");
	}
	for (size_t j = 0; j < a->agent.n; j++) {
		size_t deferred = a->deferred[j * a->curve.rows + at];

		put(t, "<div><dt>rows to ");
		put_markup_name(t, &a->agent.name[j]);
		put(t, "</dt><dd data-show=\"agent %zu\" style=\"--share:%.4f\">", j, n > 0 ? (double)deferred / n : 0);
		put_count(t, deferred);
		put(t, "</dd></div>\n");
	}
	put(t, "</dl>\n");
}

static int put_slider(struct page *p, const struct positions *a, struct err *e)
{
	struct text *t = &p->body;
	size_t at = first_shown(a);
	struct name threshold = result_cell(&a->curve, at, result_column(&a->curve, "threshold"));
	struct step filter = {0};
	int st = step_program(&filter, "l2d-threshold", e);

	if (!st)
		st = step_option(&filter, "--rule", rule_of(p), e);
	if (!st)
		st = source_words(p->source, &filter, SOURCE_COST | SOURCE_FILTER, e);
	put(t, "<div id=\"live\">\n<p class=\"slider\"><label for=\"position\">Defer less or more</label> ");
	put(t, "<input type=\"range\" id=\"position\" min=\"0\" max=\"%zu\" value=\"%zu\"></p>\n", a->n - 1,
		at - a->first);
	put_tiles(t, a, at);
	put(t, "<p class=\"command\"><code id=\"command\">");
	step_put(&filter, t);
	put(t, " --threshold=<span id=\"shown-threshold\">%.*s</span></code> <button type=\"button\" id=\"copy\">Copy</button></p>\n</div>\n",
		(int)threshold.n, threshold.s);
	step_free(&filter);
	return st;
}

/* Cost against accuracy: the frontier of l2d-route over all prices, every single agent, what mixing them reaches, the oracle; without
 * confidences all but the frontier. */
bool frontier_applies(const struct source *s)
{
	return s->cost && (s->graded || (s->expert && s->label)) && !s->readers && !s->propensity;
}

static const char *frontier_title(const struct source *s)
{
	if (s->conf_of_all)
		return source_says(s,
			"Accuracy against cost: routing by confidence, each agent alone, mixing them, the oracle",
			"Mean quality against cost: routing by confidence, each agent alone, mixing them, the oracle");
	return source_says(s, "Accuracy against cost: each agent alone, mixing them, the oracle",
		"Mean quality against cost: each agent alone, mixing them, the oracle");
}

int frontier_write(struct page *p, struct err *e)
{
	struct point decided;
	struct page_figure figure = {
		.kind = "frontier", .title = frontier_title(p->source), .follow = "cost system_accuracy"};
	struct step s = {0};
	int st = standing_point(p, "cost", &decided, e);

	put_words(&p->body,
		"<p>Further left is cheaper, further up is better. A rule is worth its trouble above what a coin among single agents "
		"reaches: the dashed line, or the one agent that is the cheapest and the best.</p>\n");
	put_decided(p, &decided);
	figure.decided = isnan(decided.x) ? NULL : &decided;
	if (!st)
		st = step_program(&s, "l2d-route", e);
	if (!st)
		st = step_word(&s, "--frontier", e);
	if (!st)
		st = step_word(&s, p->source->conf_of_all ? "--paid-reads" : "--constants", e);
	if (!st)
		st = source_words(p->source, &s, 0, e);
	if (!st)
		st = page_run(p, &s, e);
	if (!st)
		st = page_figure(p, &s, &figure, e);
	step_free(&s);
	return st;
}

static int draw(struct page *p, const struct step *s, const struct point *decided, struct err *e)
{
	const struct page_figure coverage = {.kind = "coverage",
		.title = source_says(
			p->source, "Accuracy of the system over coverage", "Mean quality of the system over coverage"),
		.follow = "coverage system_accuracy",
		.decided = isnan(decided->x) ? NULL : decided};
	int st;

	put(&p->body, "<div class=\"figures\">\n");
	st = page_figure(p, s, &coverage, e);
	put(&p->body, "</div>\n");
	return st;
}

int positions_write(struct page *p, struct err *e)
{
	struct positions a = {.source = p->source};
	struct step curve = {0}, agents = {0};
	int st = standing_point(p, "coverage", &a.decided, e);

	if (!st)
		st = run_curve(p, &curve, &a.curve, false, e);
	if (!st)
		st = run_curve(p, &agents, &a.agents, true, e);
	if (!st)
		st = count_agents(&a, e);
	if (!st) {
		find_range(&a);
		put_words(&p->body,
			"<p>Rows are deferred in the order of their scores: those above the threshold go to an expert. "
			"The numbers are those of the threshold shown, and of no choice among thresholds: the best one on "
			"these rows looks better than it is.</p>\n");
		put_decided(p, &a.decided);
		if (a.n)
			st = put_slider(p, &a, e);
		if (!st)
			st = draw(p, &curve, &a.decided, e);
		if (a.n)
			put_table(&p->body, &a);
	}
	result_free(&a.curve);
	result_free(&a.agents);
	names_free(&a.agent);
	arena_free(&a.arrays);
	step_free(&curve);
	step_free(&agents);
	return st;
}
