/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "base/opt_rules.h"

#include <fnmatch.h>
#include <math.h>
#include <string.h>

/* Longest value of a term, and longest list of terms in a message, which cuts more. */
enum { VALUE = 64, WORDS = 400 };

struct term {
	const struct opt *o;
	size_t index;      /* of the option */
	const char *value; /* "one|two", not terminated; NULL: that it was given */
	size_t n;          /* bytes of value */
};

/* The first term of s; the text after it, or NULL when there is none. */
static const char *next_term(const struct program *p, const char *s, struct term *t)
{
	size_t n, name;

	s += strspn(s, " ");
	if (!*s)
		return NULL;
	n = strcspn(s, " ");
	name = strcspn(s, " =");
	*t = (struct term){NULL, 0, name < n ? s + name + 1 : NULL, name < n ? n - name - 1 : 0};
	for (; (t->o = opt_at(p, t->index)); t->index++)
		if (strlen(t->o->name) == name && !memcmp(t->o->name, s, name))
			break;
	return s + n;
}

/* Whether the value is one of the term's. */
static bool matches(const struct term *t, const char *value, size_t n)
{
	char pattern[VALUE], text[VALUE];

	snprintf(text, sizeof text, "%.*s", (int)n, value);
	for (const char *s = t->value, *end = t->value + t->n; s < end;) {
		size_t m = strcspn(s, "| ");

		snprintf(pattern, sizeof pattern, "%.*s", (int)m, s);
		if (!fnmatch(pattern, text, 0))
			return true;
		s += m + 1;
	}
	return false;
}

static bool holds(const struct term *t, const bool *given)
{
	const char *v;
	size_t n;

	if (!t->value)
		return given[t->index];
	if (t->o->kind == OPT_CHOICE)
		return (v = opt_choice(t->o, (size_t) * (int *)t->o->to, &n)) && matches(t, v, n);
	v = *(const char **)t->o->to;
	return v && matches(t, v, strlen(v));
}

static void add_words(char *text, const char *separator, const char *name, const char *value, size_t n)
{
	size_t at = strlen(text);

	snprintf(text + at, WORDS - at, "%s--%s%s%.*s", at ? separator : "", name, value ? " " : "", (int)n,
		value ? value : "");
}

/* "--a, --b one|two or --c". */
static void add_terms(const struct program *p, const char *terms, char *text)
{
	struct term t;

	for (const char *s = next_term(p, terms, &t), *next; s; s = next) {
		struct term after;

		next = next_term(p, s, &after);
		add_words(text, next ? ", " : " or ", t.o->name, t.value, t.n);
		t = after;
	}
}

/* "--method one|two": the alternatives that have a use for the option. */
static void add_takers(const struct opt *choice, const struct opt_rule *r, const char *option, char *text)
{
	const char *v;
	size_t n, taken = 0;

	for (size_t i = 0; (v = opt_choice(choice, i, &n)); i++) {
		size_t at = strlen(text);

		if (r->takes(i, option) && !taken++)
			add_words(text, "", choice->name, v, n);
		else if (r->takes(i, option))
			snprintf(text + at, WORDS - at, "|%.*s", (int)n, v);
	}
}

static int refuse_needy(const struct program *p, const struct opt_rule *r, const struct term *of, struct err *e)
{
	char wanting[WORDS] = "", wanted[WORDS] = "", but[WORDS] = "";
	struct term other;
	const char *v, *rest = next_term(p, r->others, &other);
	size_t n;

	if (r->takes)
		add_takers(other.o, r, of->o->name, wanted);
	else
		add_terms(p, r->others, wanted);
	if ((r->takes || (other.value && !next_term(p, rest, &(struct term){0}))) && other.o->kind == OPT_CHOICE) {
		v = opt_choice(other.o, (size_t) * (int *)other.o->to, &n);
		snprintf(but, sizeof but, ", not %.*s", (int)n, v);
	}
	if (!of)
		return err_set(e, ST_USAGE, "nothing to do: give %s", wanted);
	add_words(wanting, "", of->o->name, of->value, of->n);
	return err_set(e, ST_USAGE, "%s needs %s%s", wanting, wanted, but);
}

static int check_needs(
	const struct program *p, const struct opt_rule *r, const struct term *of, const bool *given, struct err *e)
{
	struct term t;
	bool met = false;

	for (const char *s = r->others; (s = next_term(p, s, &t)) && !met;)
		met = r->takes ? r->takes((size_t) * (int *)t.o->to, of->o->name) : holds(&t, given);
	return met ? ST_OK : refuse_needy(p, r, of, e);
}

static int check_excludes(
	const struct program *p, const struct term *of, const char *others, const bool *given, struct err *e)
{
	char text[WORDS] = "";
	struct term t;

	for (const char *s = others; (s = next_term(p, s, &t));) {
		if (!holds(&t, given))
			continue;
		add_words(text, "", of->o->name, of->value, of->n);
		add_words(text, " and ", t.o->name, t.value, t.n);
		return err_set(e, ST_USAGE, "%s exclude each other", text);
	}
	return ST_OK;
}

static int check_rule(const struct program *p, const struct opt_rule *r, const bool *given, struct err *e)
{
	struct term t;
	int st = ST_OK;

	if (!*r->of)
		return check_needs(p, r, NULL, given, e);
	for (const char *s = r->of; !st && (s = next_term(p, s, &t));) {
		if (!holds(&t, given))
			continue;
		st = r->relation == OPT_NEEDS ? check_needs(p, r, &t, given, e)
					      : check_excludes(p, &t, r->others ? r->others : s, given, e);
	}
	return st;
}

int opt_rules_check(const struct program *p, const bool *given, struct err *e)
{
	int st = ST_OK;

	for (const struct opt_rule *r = p->rules; !st && r && r->of; r++)
		st = check_rule(p, r, given, e);
	return st;
}

/* A number that the limits allow. */
static double sample(const struct opt *o)
{
	struct opt_limits l;

	if (!o->limits || !opt_limits_parse(o->limits, &l) || isinf(l.lo))
		return 1;
	if (!l.open_lo)
		return l.lo;
	return isinf(l.hi) ? l.lo + 1 : (l.lo + l.hi) / 2;
}

/* The option as it stands on a command line where the term holds. */
static void print_term(const struct term *t, FILE *out)
{
	const struct opt *o = t->o;
	size_t n = 0;

	fprintf(out, " --%s", o->name);
	if (t->value)
		fprintf(out, " %.*s", (int)strcspn(t->value, "| "), t->value);
	else if (o->kind == OPT_CHOICE)
		fprintf(out, " %.*s", (int)n, opt_choice(o, 0, &n));
	else if (o->kind == OPT_NUMBER || o->kind == OPT_COUNT)
		fprintf(out, " %.17g", sample(o));
	else if (o->kind != OPT_FLAG)
		fputs(" x=1", out);
}

/* An alternative of a choice under which no term of a rule holds. */
static void print_outside(const struct opt_rule *r, const struct term *of, const struct term *t, FILE *out)
{
	const char *v;
	size_t n;

	if (t->o->kind != OPT_CHOICE || !(t->value || r->takes))
		return;
	for (size_t i = 0; (v = opt_choice(t->o, i, &n)); i++)
		if (r->takes ? !r->takes(i, of->o->name) : !matches(t, v, n)) {
			fprintf(out, " --%s %.*s", t->o->name, (int)n, v);
			return;
		}
}

static void print_pair(const struct term *a, const struct term *b, FILE *out)
{
	fputs("refused\t", out);
	print_term(a, out);
	print_term(b, out);
	fprintf(out, "\t--%s --%s\n", a->o->name, b->o->name);
}

static void print_needy(const struct program *p, const struct opt_rule *r, const struct term *of, FILE *out)
{
	struct term t;

	fputs("refused\t ", out);
	if (of)
		print_term(of, out);
	for (const char *s = r->others; (s = next_term(p, s, &t));)
		print_outside(r, of, &t, out);
	fprintf(out, "\t%s%s", of ? "--" : "", of ? of->o->name : "");
	for (const char *s = r->others; (s = next_term(p, s, &t));)
		fprintf(out, " --%s", t.o->name);
	fputc('\n', out);
}

static void print_rule(const struct program *p, const struct opt_rule *r, FILE *out)
{
	struct term a, b;

	if (!*r->of)
		print_needy(p, r, NULL, out);
	for (const char *s = r->of; (s = next_term(p, s, &a));)
		if (r->relation == OPT_NEEDS)
			print_needy(p, r, &a, out);
		else
			for (const char *q = r->others ? r->others : s; (q = next_term(p, q, &b));)
				print_pair(&a, &b, out);
}

void opt_rules_print(const struct program *p, FILE *out)
{
	const struct opt *o;
	struct opt_limits l;

	for (const struct opt_rule *r = p->rules; r && r->of; r++)
		print_rule(p, r, out);
	for (size_t i = 0; (o = opt_at(p, i)); i++) {
		fprintf(out, "option\t%s\t", o->name);
		print_term(&(struct term){.o = o}, out);
		fprintf(out, "\t%s\n", o->kind == OPT_LIST && !strstr(o->arg, "NAME") ? "repeatable" : "once");
		if (o->kind == OPT_NUMBER || o->kind == OPT_COUNT)
			fprintf(out, "limits\t%s\t%s\t%s\n", o->name, o->kind == OPT_COUNT ? "count" : "number",
				o->limits && opt_limits_parse(o->limits, &l) ? o->limits : "none");
	}
}
