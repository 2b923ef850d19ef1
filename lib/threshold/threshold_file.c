/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "threshold/threshold_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "summary/groups.h"

/* A number of all rows, or of a group. */
static void put(struct modelfile_writer *w, const char *key, const struct name *group, double x)
{
	modelfile_put_number(w, key, group, NULL, x);
}

/* Keys of all rows and of groups. */
static const char *const threshold_key[] = {"threshold", "of.threshold"}, *const price_key[] = {"price", "of.price"},
			 *const part_key[] = {"part", "of.part"}, *const next_key[] = {"next_price", "of.next_price"};

static void write_setting(
	struct modelfile_writer *w, const struct threshold_setting *s, const struct name *group, bool coin)
{
	put(w, threshold_key[!!group], group, s->threshold);
	put(w, price_key[!!group], group, s->price);
	if (coin)
		put(w, part_key[!!group], group, s->part);
	if (s->part > 0 && !isnan(s->next_price))
		put(w, next_key[!!group], group, s->next_price);
}

/* What the calibration table said at the threshold that was found. */
static void write_found(struct modelfile_writer *w, const struct target *t, const struct name *group)
{
	if (!t || t->kind == TARGET_NONE || !t->rows.order.n)
		return;
	put(w, group ? "found.coverage" : "coverage", group, t->found.at.coverage);
	if (target_needs_label(t->kind) && !isnan(t->found.at.system_accuracy))
		put(w, group ? "found.system_accuracy" : "system_accuracy", group, t->found.at.system_accuracy);
	if (t->kind == TARGET_RISK)
		put(w, group ? "found.bound" : "bound", group, t->found.bound);
	if (t->kind != TARGET_FAIR)
		return;
	put(w, "found.error", group, t->found.error);
	put(w, "found.rate", group, t->found.rate);
}

static size_t has_next(const struct threshold_setting *s)
{
	return s->part > 0 && !isnan(s->next_price);
}

/* The records that may be there or not: a lost one would go unseen. */
static size_t count_optional(const struct threshold *p)
{
	size_t n = (size_t)!isnan(p->cost) + (p->ambiguity.size > 0) + (p->strict ? 0 : has_next(&p->all));

	for (size_t j = 0; p->rule != RULE_CHOW && j < p->experts.n; j++)
		n += !isnan(p->constant[j]);
	for (size_t g = 0; g < p->group.n; g++)
		n += has_next(&p->of[g]);
	return n;
}

static void write_groups(struct modelfile_writer *w, const struct threshold *p, const struct targets *t)
{
	bool coin = threshold_tosses(p);

	groups_write(w, &p->by, &p->group);
	modelfile_put_string(w, "others", p->strict ? "refused" : "decided");
	for (size_t g = 0; g < p->group.n; g++) {
		write_setting(w, &p->of[g], &p->group.name[g], coin);
		write_found(w, targets_found(t, g), &p->group.name[g]);
	}
	if (t->asked.kind != TARGET_FAIR)
		return;
	put(w, "error", NULL, t->fair.error);
	put(w, "price_of_fairness", NULL, t->fair.price);
}

int threshold_write(const struct threshold *p, const struct targets *t, int fd, struct err *e)
{
	struct modelfile_writer w;

	modelfile_open(&w, fd, "threshold");
	modelfile_put_string(&w, "rule", rule_name(p->rule));
	modelfile_put_names(&w, "class", &p->classes);
	modelfile_put_names(&w, "expert", &p->experts);
	modelfile_put_count(&w, "classes", p->classes.n);
	modelfile_put_count(&w, "experts", p->experts.n);
	modelfile_put_count(&w, "constants", count_optional(p));
	if (!p->strict)
		write_setting(&w, &p->all, NULL, threshold_tosses(p));
	if (!isnan(p->cost))
		put(&w, "cost", NULL, p->cost);
	for (size_t j = 0; p->rule != RULE_CHOW && j < p->experts.n; j++)
		if (!isnan(p->constant[j]))
			put(&w, "confidence", &p->experts.name[j], p->constant[j]);
	if (p->ambiguity.size > 0) {
		put(&w, "ambiguity", NULL, p->ambiguity.size);
		modelfile_put_string(&w, "ball", ball_name((size_t)p->ambiguity.ball));
	}
	if (threshold_tosses(p))
		modelfile_put_count(&w, "seed", p->seed);
	if (!p->strict)
		write_found(&w, targets_found(t, NAMES_NONE), NULL);
	if (p->by.n)
		write_groups(&w, p, t);
	return modelfile_close(&w, ST_OK, e);
}

/* A region is a file of its own. */
static int read_rule(const struct modelfile *f, enum rule *rule, struct err *e)
{
	const char *s;
	int st = modelfile_get_string(f, "rule", &s, e);

	for (size_t i = 0; !st && rule_name(i); i++)
		if (i != RULE_REGION && !strcmp(s, rule_name(i))) {
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

static int read_setting(
	const struct modelfile *f, struct threshold_setting *s, const struct name *group, bool coin, struct err *e)
{
	int st = modelfile_get_limit(f, threshold_key[!!group], group, NULL, &s->threshold, e);

	if (!st)
		st = modelfile_get_limit(f, price_key[!!group], group, NULL, &s->price, e);
	s->next_price = NAN;
	s->part = 0;
	if (st || !coin)
		return st;
	st = modelfile_get_within(f, part_key[!!group], group, NULL, 0, 1, &s->part, e);
	return st ? st : get_optional(f, next_key[!!group], group, -INFINITY, INFINITY, &s->next_price, e);
}

/* The settings of groups and of all rows, which go without where there is none of theirs. */
static int read_settings(struct threshold *p, const struct modelfile *f, const struct names *by,
	const struct names *group, struct threshold_setting *of, struct err *e)
{
	bool coin = false, strict = false, part = false;
	struct threshold_setting s = {0, 1, NAN, 0};
	int st = modelfile_has(f, "seed", NULL, NULL, &coin, e);

	if (!st)
		st = modelfile_has(f, "part", NULL, NULL, &part, e);
	if (!st && (coin || part))
		st = modelfile_get_count(f, "seed", &p->seed, e);
	if (!st && by->n)
		st = modelfile_get_choice(f, "others", "decided", "refused", &strict, e);
	if (!st && !strict)
		st = read_setting(f, &s, NULL, coin, e);
	if (!st)
		threshold_set(p, &s);
	for (size_t g = 0; !st && g < group->n; g++)
		st = read_setting(f, &of[g], &group->name[g], coin, e);
	return st || !by->n ? st : threshold_set_groups(p, by, group, of, strict, e);
}

static int read_groups(struct threshold *p, const struct modelfile *f, struct err *e)
{
	struct names by = {0}, group = {0};
	struct threshold_setting *of = NULL;
	int st = groups_read(f, &by, &group, e);

	if (!st)
		st = modelfile_check_size(f, 2 * (double)group.n, e);
	if (!st && !(of = mem_alloc(group.n, sizeof *of, e)))
		st = ST_SYSTEM;
	if (!st)
		st = read_settings(p, f, &by, &group, of, e);
	names_free(&by);
	names_free(&group);
	free(of);
	return st;
}

/* How wrong confidences may be. */
static int read_ambiguity(struct ambiguity *a, const struct modelfile *f, struct err *e)
{
	const char *s;
	int st = get_optional(f, "ambiguity", NULL, 0, MODEL_LARGEST, &a->size, e);

	if (st || !(a->size > 0))
		return st;
	st = modelfile_get_string(f, "ball", &s, e);
	for (int i = 0; !st && ball_name((size_t)i); i++)
		if (!strcmp(s, ball_name((size_t)i))) {
			a->ball = i;
			return a->ball == BALL_CHI2 || a->size <= 1
				? ST_OK
				: modelfile_bad(f, "ambiguity", NULL, NULL, "above 1", e);
		}
	return st ? st : modelfile_bad(f, "ball", NULL, NULL, "not known", e);
}

static int read_numbers(struct threshold *p, const struct modelfile *f, struct err *e)
{
	int st = get_optional(f, "cost", NULL, -MODEL_LARGEST, MODEL_LARGEST, &p->cost, e);

	for (size_t j = 0; !st && j < p->experts.n; j++)
		st = get_optional(f, "confidence", &p->experts.name[j], 0, 1, &p->constant[j], e);
	if (!st)
		st = read_ambiguity(&p->ambiguity, f, e);
	if (!st)
		st = read_groups(p, f, e);
	return st ? st : modelfile_check_count(f, "constants", count_optional(p), e);
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
		st = modelfile_check_count(f, "classes", classes.n, e);
	if (!st)
		st = modelfile_check_count(f, "experts", experts.n, e);
	if (!st && (classes.n == 1 || (!classes.n && rule_logits(rule)) || !experts.n))
		st = err_set(e, ST_DATA, "%s: fewer than two classes, or no expert", f->name);
	if (!st)
		st = threshold_init(p, rule, &classes, &experts, e);
	if (!st)
		st = read_numbers(p, f, e);
	names_free(&classes);
	names_free(&experts);
	return st;
}
