/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "synth/synth_expert.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/hash.h"
#include "number/num_parse.h"
#include "real/real.h"
#include "synth/class_list.h"
#include "synth/confusion.h"

/* What a random number is for. */
enum purpose { RIGHT, WHICH, HIDDEN };

/* What a specification is read with. */
struct reader {
	const struct names *classes;
	size_t regimes; /* there are; 0: none */
	const struct table_options *opt;
};

void synth_expert_free(struct synth_expert *x)
{
	free(x->knows);
	free(x->column);
	free(x->cumulative);
	free(x->regime);
	*x = (struct synth_expert){0};
}

static int bad_expert(const char *spec, const char *why, struct err *e)
{
	char shown[ERR_EXCERPT];

	return err_set(e, ST_USAGE, "--expert: %s: '%s'", why, err_excerpt(shown, spec, strlen(spec)));
}

static bool share(const char *s, size_t n, double *x)
{
	return !num_parse(s, n, x) && *x >= 0 && *x <= 1;
}

/* The two shares at the end of "...:A:B" become inside and outside; *n is what is left before them. */
static bool two_shares(struct synth_expert *x, const char *s, size_t *n)
{
	const char *second = memrchr(s, ':', *n), *first;

	if (!second)
		return false;
	first = memrchr(s, ':', (size_t)(second - s));
	*n = first ? (size_t)(first - s) : 0;
	first = first ? first + 1 : s;
	return share(first, (size_t)(second - first), &x->inside) && share(second + 1, strlen(second + 1), &x->outside);
}

static int parse_accuracy(
	struct synth_expert *x, const char *spec, const char *args, const struct reader *r, struct err *e)
{
	(void)r;
	if (!share(args, strlen(args), &x->inside))
		return bad_expert(spec, "not accuracy:A with A in [0, 1]", e);
	x->outside = x->inside;
	return ST_OK;
}

static int parse_drift(
	struct synth_expert *x, const char *spec, const char *args, const struct reader *r, struct err *e)
{
	size_t n = strlen(args);

	(void)r;
	x->drifts = true;
	return two_shares(x, args, &n) && !n ? ST_OK
					     : bad_expert(spec, "not drift:FROM:TO with accuracies in [0, 1]", e);
}

static int parse_switch(
	struct synth_expert *x, const char *spec, const char *args, const struct reader *r, struct err *e)
{
	size_t n = strlen(args);

	(void)r;
	x->drifts = x->switches = true;
	return two_shares(x, args, &n) && !n ? ST_OK
					     : bad_expert(spec, "not switch:FROM:TO with accuracies in [0, 1]", e);
}

static int set_group(
	struct synth_expert *x, const char *column, size_t n, const char *value, size_t valuen, struct err *e)
{
	x->column = mem_copy(column, n, e);
	x->value = value;
	x->valuen = valuen;
	return x->column ? ST_OK : ST_SYSTEM;
}

static int parse_pq(struct synth_expert *x, const char *spec, const char *args, const struct reader *r, struct err *e)
{
	size_t n = strlen(args);

	(void)r;
	if (!two_shares(x, args, &n) || !n)
		return bad_expert(spec, "not pq:COLUMN:P:Q with P and Q in [0, 1]", e);
	return set_group(x, args, n, "1", 1, e);
}

static int parse_group(
	struct synth_expert *x, const char *spec, const char *args, const struct reader *r, struct err *e)
{
	size_t n = strlen(args);
	const char *eq = two_shares(x, args, &n) ? memchr(args, '=', n) : NULL;

	(void)r;
	if (!eq || eq == args)
		return bad_expert(spec, "not group:COLUMN=VALUE:A:B with A and B in [0, 1]", e);
	return set_group(x, args, (size_t)(eq - args), eq + 1, (size_t)(args + n - eq - 1), e);
}

/* Right on the classes it knows, uniform on the others. */
static int know(struct synth_expert *x, size_t nclass, struct err *e)
{
	x->inside = 1;
	x->outside = 1 / (double)nclass;
	x->knows = mem_alloc(nclass, sizeof *x->knows, e);
	return x->knows ? ST_OK : ST_SYSTEM;
}

static int parse_first(
	struct synth_expert *x, const char *spec, const char *args, const struct reader *r, struct err *e)
{
	const struct names *classes = r->classes;
	size_t first;
	int st;

	if (num_parse_size(args, strlen(args), &first) || first > classes->n)
		return bad_expert(spec, "not first:K with K at most the number of classes", e);
	st = know(x, classes->n, e);
	for (size_t k = 0; !st && k < first; k++)
		x->knows[k] = true;
	return st;
}

static int parse_known(
	struct synth_expert *x, const char *spec, const char *args, const struct reader *r, struct err *e)
{
	const struct names *classes = r->classes;
	struct names known = {0};
	int st = know(x, classes->n, e);

	if (!st)
		st = class_list_parse(args, &known, e);
	for (size_t i = 0; !st && i < known.n; i++) {
		size_t k = names_find(classes, known.name[i].s, known.name[i].n);

		if (k == NAMES_NONE)
			st = bad_expert(spec, "a name in the list is no class", e);
		else
			x->knows[k] = true;
	}
	names_free(&known);
	return st;
}

static int parse_confusion(
	struct synth_expert *x, const char *spec, const char *file, const struct reader *r, struct err *e)
{
	size_t n = r->classes->n;

	(void)spec;
	x->cumulative = mem_alloc(n * n, sizeof *x->cumulative, e);
	return x->cumulative ? confusion_read(x->cumulative, r->classes, file, r->opt, e) : ST_SYSTEM;
}

/* Where fatigue begins unless it is said: an expert of the field, say a radiologist or a crowd's better worker, is right so often. */
static const double RESTED = .9;

/* From one accuracy to another, half of the rest every so many rows; without accuracies from RESTED to guessing. */
static int parse_fatigue(
	struct synth_expert *x, const char *spec, const char *args, const struct reader *r, struct err *e)
{
	const char *last = strrchr(args, ':'), *rows = last ? last + 1 : args;
	char *shares = last ? mem_copy(args, (size_t)(last - args), e) : NULL;
	size_t n = shares ? strlen(shares) : 0;
	bool right = !num_parse(rows, strlen(rows), &x->half_life) && x->half_life > 0;

	x->inside = RESTED;
	x->outside = 1 / (double)r->classes->n;
	if (last)
		right &= shares && two_shares(x, shares, &n) && !n;
	free(shares);
	if (last && !shares)
		return ST_SYSTEM;
	return right
		? ST_OK
		: bad_expert(spec,
			"not fatigue:HALF-LIFE or fatigue:FROM:TO:HALF-LIFE with accuracies in [0, 1] and a number of rows",
			e);
}

static int parse_regimes(
	struct synth_expert *x, const char *spec, const char *args, const struct reader *r, struct err *e)
{
	size_t n = 1;
	bool right = true;

	for (const char *s = args; (s = strchr(s, ':')); s++)
		n++;
	if (!r->regimes)
		return bad_expert(spec, "regimes: needs --regimes, how long each lasts", e);
	if (!(x->regime = mem_alloc(n, sizeof *x->regime, e)))
		return ST_SYSTEM;
	for (size_t i = 0; i < n; i++) {
		size_t length = strcspn(args, ":");

		right &= share(args, length, &x->regime[i]);
		args += length + 1;
	}
	return right && n == r->regimes
		? ST_OK
		: bad_expert(spec, "not regimes:A:B... with an accuracy in [0, 1] for each of --regimes", e);
}

static const struct kind {
	const char *name; /* with the ':' */
	int (*parse)(struct synth_expert *x, const char *spec, const char *args, const struct reader *r, struct err *e);
	bool by_row; /* what it answers depends on the row's number */
} kinds[] = {
	{"accuracy:", parse_accuracy, false},
	{"classes:", parse_known, false},
	{"confusion:", parse_confusion, false},
	{"drift:", parse_drift, true},
	{"fatigue:", parse_fatigue, true},
	{"first:", parse_first, false},
	{"group:", parse_group, false},
	{"pq:", parse_pq, false},
	{"regimes:", parse_regimes, true},
	{"switch:", parse_switch, true},
};

/* NULL where the specification has none; *args is what follows. */
static const struct kind *kind_of(const char *spec, size_t *namen, const char **args)
{
	const char *kind;

	if (!opt_split(spec, namen, &kind))
		return NULL;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		size_t n = strlen(kinds[i].name);

		*args = kind + n;
		if (!strncmp(kind, kinds[i].name, n))
			return &kinds[i];
	}
	return NULL;
}

bool synth_expert_by_row(const char *spec)
{
	size_t n;
	const char *args;
	const struct kind *kind = kind_of(spec, &n, &args);

	return kind && kind->by_row;
}

int synth_expert_parse(struct synth_expert *x, const char *spec, const struct names *classes, size_t regimes,
	const struct table_options *opt, struct err *e)
{
	const char *args;
	size_t n;
	const struct kind *kind = kind_of(spec, &n, &args);
	int st;

	*x = (struct synth_expert){.name = spec};
	if (!opt_split(spec, &x->namen, &args))
		return bad_expert(spec, "not NAME=KIND:ARGUMENTS", e);
	if (x->namen == 5 && !strncmp(spec, "model", 5))
		return bad_expert(spec, "an expert cannot be called 'model'", e);
	if (!kind)
		return bad_expert(spec,
			"no kind of expert: not accuracy:, classes:, confusion:, drift:, fatigue:, first:, group:, pq:, "
			"regimes:, switch:",
			e);
	st = kind->parse(x, spec, args + strlen(kind->name), &(struct reader){classes, regimes, opt}, e);
	if (st)
		synth_expert_free(x);
	return st;
}

uint64_t synth_expert_row_key(const void *id, size_t n, size_t seed)
{
	return hash_bytes(id, n, seed);
}

/* Another seed than the rows': an expert and a row may have the same name. */
uint64_t synth_expert_expert_key(const char *name, size_t n, size_t seed)
{
	return hash_bytes(name, n, ~(uint64_t)seed);
}

static double unit(uint64_t row_key, uint64_t expert_key, enum purpose purpose)
{
	return hash_unit(hash_mix(hash_mix(row_key ^ expert_key) + purpose));
}

static double accuracy(const struct synth_expert *x, size_t label, const struct synth_moment *m)
{
	if (x->switches)
		return m->place < 1 ? x->inside : x->outside;
	if (x->drifts)
		return x->inside + (x->outside - x->inside) * m->place;
	if (x->half_life > 0)
		return x->outside + (x->inside - x->outside) * real_exp2(-(double)(m->row - 1) / x->half_life);
	if (x->regime)
		return x->regime[m->regime];
	if (x->knows)
		return x->knows[label] ? x->inside : x->outside;
	return !x->column || m->in_group ? x->inside : x->outside;
}

/* The first class whose running sum is above u. */
static size_t confused(const double *cumulative, size_t nclass, double u)
{
	size_t k = 0;

	while (k + 1 < nclass && u >= cumulative[k])
		k++;
	return k;
}

size_t synth_expert_answer(const struct synth_expert *x, size_t nclass, size_t label, const struct synth_moment *m,
	uint64_t row_key, uint64_t expert_key)
{
	double u = unit(row_key, expert_key, RIGHT);
	size_t other;

	if (x->cumulative)
		return confused(x->cumulative + label * nclass, nclass, u);
	if (u < accuracy(x, label, m))
		return label;
	other = (size_t)(unit(row_key, expert_key, WHICH) * (double)(nclass - 1));
	return other + (other >= label);
}

double synth_expert_hiding(uint64_t row_key, uint64_t expert_key)
{
	return unit(row_key, expert_key, HIDDEN);
}
