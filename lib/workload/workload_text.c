/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "workload/workload_text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "number/num_print.h"
#include "workload/workload_output.h"

#define DIGITS 4 /* for people */

static void say(struct csv_writer *w, const char *s)
{
	csv_write_raw(w, s, strlen(s));
}

/* A field of its own would begin with a comma: the line is put together first. */
struct sentence {
	char text[8 * ERR_EXCERPT];
	size_t n;
};

static void add(struct sentence *s, const char *text)
{
	int n = snprintf(s->text + s->n, sizeof s->text - s->n, "%s", text);

	s->n = s->n + (size_t)n < sizeof s->text ? s->n + (size_t)n : sizeof s->text - 1;
}

static void add_number(struct sentence *s, double x, const char *before, const char *after)
{
	char number[NUM_LENGTH + 1];

	number[num_print(number, x, DIGITS)] = 0;
	add(s, before);
	add(s, number);
	add(s, after);
}

static void add_name(struct sentence *s, const struct name *name)
{
	char shown[ERR_EXCERPT];

	add(s, err_excerpt(shown, name->s, name->n));
}

static const struct {
	const char *one, *more;
} unit_name[] = {[WORKLOAD_ROWS] = {" row", " rows"},
	[WORKLOAD_MINUTES] = {" minute", " minutes"},
	[WORKLOAD_MONEY] = {" unit of money", " units of money"},
	[WORKLOAD_GROUP] = {" row", " rows"}};

static bool goods(enum workload_unit unit)
{
	return unit == WORKLOAD_MINUTES || unit == WORKLOAD_MONEY;
}

static const char *name_of(enum workload_unit unit, double x)
{
	return x == 1 ? unit_name[unit].one : unit_name[unit].more;
}

/* An amount of loss: of what, if that is known. */
static void add_loss(struct sentence *s, double x, const char *before, bool errors)
{
	add_number(s, x, before, !errors ? " of the loss" : x == 1 ? " wrong answer" : " wrong answers");
}

/* What the limit allows, and what beyond it has cost. */
static void add_limits(struct sentence *s, const struct workload_batch *b, size_t a)
{
	if (b->lo[a] > 0)
		add_number(s, b->lo[a], ", at least ", "");
	if (isfinite(b->hi[a]) && (goods(b->unit[a]) || b->hi[a] < (double)b->rows))
		add_number(s, b->hi[a], b->lo[a] > 0 ? " and at most " : ", at most ", "");
	if (b->over[a] > 0)
		add_number(s, b->over[a], "; ", " too many");
	if (b->under[a] > 0)
		add_number(s, b->under[a], "; ", " too few");
	if (b->paid[a] > 0)
		add_number(s, b->paid[a], ", which costs ", "");
	add(s, ".");
}

static void add_price(struct sentence *s, const struct workload_batch *b, size_t a, bool errors)
{
	double price = b->price[a];
	const char *one = unit_name[b->unit[a]].one;

	if (price > 0 && isfinite(price)) {
		add(s, "  One");
		add(s, one);
		add_loss(s, price, " more would save ", errors);
		add(s, ".");
	} else if (price < 0 && isfinite(price) && b->lo[a] > 0) {
		add(s, "  A lower limit of one");
		add(s, one);
		add_loss(s, -price, " more would cost ", errors);
		add(s, ".");
	}
}

/* Rows that others have now. */
static void add_changed(struct sentence *s, double n, const char *before)
{
	if (n > 0)
		add_number(s, n, before, n == 1 ? " row has changed hands" : " rows have changed hands");
}

/* Agent or limit a; a group has rows and a mean loss. */
static int tell(struct csv_writer *w, const struct name *who, const struct workload_batch *b, size_t a, bool errors,
	struct err *e)
{
	struct sentence s = {.n = 0};
	enum workload_unit unit = b->unit[a];

	add_name(&s, who);
	add_number(&s, b->count[a], ": ", name_of(unit, b->count[a]));
	if (goods(unit))
		add(&s, " used");
	else
		add_number(&s, 100 * b->share[a], ", ", " %");
	if (unit == WORKLOAD_GROUP)
		add_number(&s, b->mean[a], ", mean loss ", "");
	add_changed(&s, b->changed[a], "; ");
	add_limits(&s, b, a);
	if (unit != WORKLOAD_GROUP)
		add_price(&s, b, a, errors);
	say(w, s.text);
	return csv_write_end(w, e);
}

static int tell_batch(struct csv_writer *w, const struct name *batch, const struct workload_input *in,
	const struct workload_batch *b, struct err *e)
{
	const struct names *agent = &in->agent;
	struct sentence s = {.n = 0};
	bool errors = workload_input_counts_errors(in) && isnan(b->all_paid);
	int st;

	if (!b->rows)
		return ST_OK;
	if (batch->n)
		add_name(&s, batch);
	add_number(&s, (double)b->rows, batch->n ? ": " : "", b->rows == 1 ? " row" : " rows");
	if (!isnan(b->loss) && errors)
		add_number(&s, b->loss, ", ", b->loss == 1 ? " wrong answer expected" : " wrong answers expected");
	else if (!isnan(b->loss))
		add_number(&s, b->loss, ", loss ", "");
	if (b->all_paid > 0)
		add_number(&s, b->all_paid, ", of which limits that are exceeded cost ", "");
	add_changed(&s, b->all_changed, "; ");
	if (b->gap > 1e-9)
		add_number(&s, 100 * b->gap, "; no plan is better by more than ", " %");
	add(&s, ".");
	say(w, s.text);
	st = csv_write_end(w, e);
	for (size_t a = 0; !st && a < agent->n; a++)
		st = tell(w, &agent->name[a], b, a, errors, e);
	for (size_t k = 0; !st && k < b->limit.n; k++)
		st = tell(w, &b->limit.name[k], b, agent->n + k, errors, e);
	return st;
}

int workload_results_open(struct workload_results *r, const struct report_options *opt, const char *report,
	const char *text, struct err *e)
{
	int st = report ? workload_report_open(&r->report, opt, report, e) : ST_OK;

	r->reports = !st && report;
	if (!st && text)
		st = csv_writer_create(&r->text, text, 0, e);
	r->tells = !st && text;
	return st;
}

int workload_results_add(struct workload_results *r, const struct name *batch, const struct workload_input *in,
	const struct workload_batch *b, struct err *e)
{
	int st = r->reports ? workload_report(&r->report, batch, &in->agent, b, e) : ST_OK;

	return st || !r->tells ? st : tell_batch(&r->text, batch, in, b, e);
}

int workload_results_close(struct workload_results *r, int status, struct err *e)
{
	if (r->reports)
		status = report_close(&r->report, status, e);
	return r->tells ? csv_writer_close(&r->text, status, e) : status;
}
