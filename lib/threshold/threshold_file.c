/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "threshold/threshold_file.h"

#include <math.h>
#include <string.h>

static void put(struct modelfile_writer *w, const char *key, double x)
{
	modelfile_put_number(w, key, NULL, NULL, x);
}

static void write_coin(struct modelfile_writer *w, const struct threshold *p)
{
	put(w, "part", p->part);
	if (!isnan(p->next_price))
		put(w, "next_price", p->next_price);
	modelfile_put_count(w, "seed", p->seed);
}

/* What the calibration table said at the threshold that was found. */
static void write_found(struct modelfile_writer *w, const struct target *t)
{
	if (t->kind == TARGET_NONE || !t->rows.order.n)
		return;
	put(w, "coverage", t->found.at.coverage);
	if (target_needs_label(t->kind))
		put(w, "system_accuracy", t->found.at.system_accuracy);
	if (t->kind == TARGET_RISK)
		put(w, "bound", t->found.bound);
}

/* The records that may be there or not: a lost one would go unseen. */
static size_t count_optional(const struct threshold *p)
{
	size_t n = (size_t)!isnan(p->cost) + (p->part > 0 && !isnan(p->next_price));

	for (size_t j = 0; p->rule != RULE_CHOW && j < p->experts.n; j++)
		n += !isnan(p->constant[j]);
	return n;
}

int threshold_write(const struct threshold *p, const struct target *t, int fd, struct err *e)
{
	struct modelfile_writer w;

	modelfile_open(&w, fd, "threshold");
	modelfile_put_string(&w, "rule", rule_name(p->rule));
	modelfile_put_names(&w, "class", &p->classes);
	modelfile_put_names(&w, "expert", &p->experts);
	modelfile_put_count(&w, "classes", p->classes.n);
	modelfile_put_count(&w, "experts", p->experts.n);
	modelfile_put_count(&w, "constants", count_optional(p));
	put(&w, "threshold", p->threshold);
	put(&w, "price", p->price);
	if (!isnan(p->cost))
		put(&w, "cost", p->cost);
	for (size_t j = 0; p->rule != RULE_CHOW && j < p->experts.n; j++)
		if (!isnan(p->constant[j]))
			modelfile_put_number(&w, "confidence", &p->experts.name[j], NULL, p->constant[j]);
	if (p->part > 0)
		write_coin(&w, p);
	write_found(&w, t);
	return modelfile_close(&w, ST_OK, e);
}

static int read_rule(const struct modelfile *f, enum rule *rule, struct err *e)
{
	const char *s;
	int st = modelfile_get_string(f, "rule", &s, e);

	for (size_t i = 0; !st && rule_name(i); i++)
		if (!strcmp(s, rule_name(i))) {
			*rule = (enum rule)i;
			return ST_OK;
		}
	return st ? st : modelfile_bad(f, "rule", NULL, NULL, "not known", e);
}

/* A number from lo to hi, which may be infinite; *x stays what it is where there is none. */
static int get_optional(const struct modelfile *f, const char *key, const struct name *row, double lo, double hi,
	double *x, struct err *e)
{
	bool there;
	int st = modelfile_has(f, key, row, NULL, &there, e);

	if (st || !there)
		return st;
	return isinf(hi) ? modelfile_get_limit(f, key, row, NULL, x, e)
			 : modelfile_get_within(f, key, row, NULL, lo, hi, x, e);
}

/* The coin of a randomised rule: part and seed go together. */
static int read_coin(struct threshold *p, const struct modelfile *f, struct err *e)
{
	bool part = false, seed = false;
	int st = modelfile_has(f, "part", NULL, NULL, &part, e);

	if (!st)
		st = modelfile_has(f, "seed", NULL, NULL, &seed, e);
	if (st || (!part && !seed))
		return st;
	st = modelfile_get_within(f, "part", NULL, NULL, 0, 1, &p->part, e);
	if (!st)
		st = modelfile_get_count(f, "seed", &p->seed, e);
	return st ? st : get_optional(f, "next_price", NULL, -INFINITY, INFINITY, &p->next_price, e);
}

/* No other record says how many there are: a list that was cut is told by its count, where that is there. */
static int check_count(const struct modelfile *f, const char *key, size_t n, struct err *e)
{
	bool there;
	size_t count = n;
	int st = modelfile_has(f, key, NULL, NULL, &there, e);

	if (!st && there)
		st = modelfile_get_count(f, key, &count, e);
	return st || count == n ? st : modelfile_bad(f, key, NULL, NULL, "not as many as there are", e);
}

static int read_numbers(struct threshold *p, const struct modelfile *f, struct err *e)
{
	int st = modelfile_get_limit(f, "threshold", NULL, NULL, &p->threshold, e);

	if (!st)
		st = modelfile_get_limit(f, "price", NULL, NULL, &p->price, e);
	if (!st)
		st = get_optional(f, "cost", NULL, -MODEL_LARGEST, MODEL_LARGEST, &p->cost, e);
	if (!st)
		st = read_coin(p, f, e);
	for (size_t j = 0; !st && j < p->experts.n; j++)
		st = get_optional(f, "confidence", &p->experts.name[j], 0, 1, &p->constant[j], e);
	return st ? st : check_count(f, "constants", count_optional(p), e);
}

int threshold_read(struct threshold *p, const struct modelfile *f, struct err *e)
{
	struct names classes = {0}, experts = {0};
	enum rule rule = RULE_CHOW;
	int st = read_rule(f, &rule, e);

	*p = (struct threshold){0};
	if (!st)
		st = modelfile_get_names(f, "class", &classes, e);
	if (!st)
		st = modelfile_get_names(f, "expert", &experts, e);
	if (!st)
		st = check_count(f, "classes", classes.n, e);
	if (!st)
		st = check_count(f, "experts", experts.n, e);
	if (!st && (classes.n < 2 || !experts.n))
		st = err_set(e, ST_DATA, "%s: fewer than two classes, or no expert", f->name);
	if (!st)
		st = threshold_init(p, rule, &classes, &experts, e);
	if (!st)
		st = read_numbers(p, f, e);
	names_free(&classes);
	names_free(&experts);
	return st;
}
