/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "base/opt.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/names.h"
#include "base/opt_rules.h"
#include "number/num_parse.h"

/* What stood on the command line, by opt_at's numbers: one program has one command line. */
static bool given[OPT_MAX];

bool opt_given(const struct program *p, const char *name)
{
	const struct opt *o;

	for (size_t i = 0; (o = opt_at(p, i)); i++)
		if (!strcmp(o->name, name))
			return given[i];
	return false;
}

bool opt_split(const char *s, size_t *name_length, const char **value)
{
	const char *eq = strchr(s, '=');

	if (!eq || eq == s)
		return false;
	*name_length = (size_t)(eq - s);
	*value = eq + 1;
	return true;
}

int strings_add(struct strings *s, const char *v, struct err *e)
{
	int st = array_reserve(&s->v, &s->cap, s->n + 1, sizeof *s->v, e);

	if (!st)
		s->v[s->n++] = v;
	return st;
}

static int bad_value(const struct opt *o, const char *v, const char *why, struct err *e)
{
	char shown[ERR_EXCERPT];

	return err_set(e, ST_USAGE, "--%s: %s: '%s'", o->name, why, err_excerpt(shown, v, strlen(v)));
}

/* ", did you mean PREFIX and the name?", or "" when none is near. */
static void suggest(char *out, size_t size, const char *prefix, const struct names *t, const char *s)
{
	const struct name *near = names_near(t, s, strlen(s));

	*out = '\0';
	if (near)
		snprintf(out, size, "; did you mean %s%s?", prefix, near->s);
}

/* o without a name is about the operand; v NULL: there is none. */
static int bad_choice(const struct opt *o, const char *v, struct err *e)
{
	char shown[ERR_EXCERPT], all[600] = "", hint[200] = "";
	const char *s, *dashes = o->name ? "--" : "", *colon = o->name ? ": " : "", *name = o->name ? o->name : "";
	struct names t = {0};
	size_t n, index;
	int st = ST_OK;

	for (size_t i = 0; !st && (s = opt_choice(o, i, &n)); i++) {
		snprintf(all + strlen(all), sizeof all - strlen(all), "%s%.*s", i ? "|" : "", (int)n, s);
		st = names_add(&t, s, n, &index, e);
	}
	if (!st && v)
		suggest(hint, sizeof hint, "", &t, v);
	names_free(&t);
	if (st)
		return st;
	if (!v)
		return err_set(e, ST_USAGE, "give one of %s", all);
	return err_set(e, ST_USAGE, "%s%s%s'%s' is none of %s%s", dashes, name, colon, err_excerpt(shown, v, strlen(v)),
		all, hint);
}

static int set_choice(const struct opt *o, const char *v, struct err *e)
{
	const char *s;
	size_t n;

	for (size_t i = 0; (s = opt_choice(o, i, &n)); i++)
		if (n == strlen(v) && !memcmp(s, v, n)) {
			*(int *)o->to = (int)i;
			return ST_OK;
		}
	return bad_choice(o, v, e);
}

/* Bytes of NAME in "NAME=..."; 0 where there is none. */
static size_t name_length(const char *v)
{
	return strchr(v, '=') ? strcspn(v, "=") : 0;
}

/* A list whose argument reads NAME=... or [NAME=]... says something of every NAME once, and of no name once. */
static int add_to_list(const struct opt *o, const char *v, struct err *e)
{
	struct strings *s = o->to;
	size_t n = name_length(v);

	for (size_t i = 0; strstr(o->arg, "NAME") && i < s->n; i++) {
		if (name_length(s->v[i]) != n || memcmp(s->v[i], v, n))
			continue;
		if (!n)
			return err_set(e, ST_USAGE, "--%s is given twice without a name", o->name);
		return err_set(e, ST_USAGE, "--%s: '%.*s' stands twice", o->name, (int)(n > 200 ? 200 : n), v);
	}
	return strings_add(s, v, e);
}

static int set_number(const struct opt *o, const char *v, struct err *e)
{
	bool count = o->kind == OPT_COUNT;
	const char *wrong = count ? num_parse_size(v, strlen(v), o->to) : num_parse(v, strlen(v), o->to);
	double x = count ? (double)*(size_t *)o->to : *(double *)o->to;
	struct opt_limits l;
	char why[80];

	if (wrong)
		return bad_value(o, v, wrong, e);
	if (!o->limits || !opt_limits_parse(o->limits, &l) || opt_limits_hold(&l, x))
		return ST_OK;
	snprintf(why, sizeof why, "not in %s", o->limits);
	return bad_value(o, v, why, e);
}

static int set_option(const struct opt *o, const char *v, struct err *e)
{
	switch (o->kind) {
	case OPT_FLAG:
		*(bool *)o->to = true;
		return ST_OK;
	case OPT_STRING:
		*(const char **)o->to = v;
		return ST_OK;
	case OPT_LIST:
		return add_to_list(o, v, e);
	case OPT_CHOICE:
		return set_choice(o, v, e);
	default:
		return set_number(o, v, e);
	}
}

/* Whether the program by itself writes the columns that --fields chooses: where that needs another option it passes the table on. */
static bool is_summary(const struct program *p)
{
	const struct opt *o;
	bool found = false;

	for (size_t i = 0; (o = opt_at(p, i)); i++)
		found |= !strcmp(o->name, "fields");
	for (const struct opt_rule *r = p->rules; r && r->of; r++)
		if (r->relation == OPT_NEEDS && strstr(r->of, "fields"))
			return false;
	return found;
}

static int answer_builtin(const struct program *p, const struct opt *o, const char *v, FILE *out, struct err *e)
{
	if (o->letter == 'h')
		opt_help_print(p, out);
	else if (o->letter == 'V')
		fprintf(out, "%s %s\n", p->name, L2D_VERSION);
	else if (!strcmp(v, "bash"))
		opt_help_bash(p, is_summary(p), out);
	else if (!strcmp(v, "zsh"))
		opt_help_zsh(p, is_summary(p), out);
	else if (!strcmp(v, "fish"))
		opt_help_fish(p, is_summary(p), out);
	else
		return bad_choice(o, v, e);
	return ST_END;
}

/* Why the program does not have the option of these n bytes; NULL: no reason is known. */
static const struct opt_absent *absent_option(const struct program *p, const char *name, size_t n)
{
	const struct opt_absent *a = p->absent;

	while (a && a->name && (strlen(a->name) != n || memcmp(a->name, name, n)))
		a++;
	return a && a->name ? a : NULL;
}

/* An option that there is not, or a beginning that several have. */
static int unknown_option(const struct program *p, const char *word, struct err *e)
{
	char shown[ERR_EXCERPT], bare[100], hint[200];
	struct names t = {0};
	const struct opt *o;
	size_t index, n = strcspn(word, "=");
	const struct opt_absent *a = absent_option(p, word + 2, n - 2);
	int st = ST_OK;

	if (a)
		return err_set(e, ST_USAGE, "there is no --%s: %s", a->name, a->why);
	for (size_t i = 0; !st && (o = opt_at(p, i)); i++)
		st = names_add(&t, o->name, strlen(o->name), &index, e);
	snprintf(bare, sizeof bare, "%.*s", (int)(n - 2), word + 2);
	suggest(hint, sizeof hint, "--", &t, bare);
	names_free(&t);
	return st ? st
		  : err_set(e, ST_USAGE, "unknown or ambiguous option '%s'%s", err_excerpt(shown, word, n),
			  *hint ? hint : "; see --help");
}

/* What getopt could not take, in words. */
static int bad_option(const struct program *p, int code, char **argv, struct err *e)
{
	char shown[ERR_EXCERPT];
	const char *word = argv[optind - 1];

	if (code == ':')
		return err_set(e, ST_USAGE, "option '%s' needs a value", err_excerpt(shown, word, strlen(word)));
	if (optopt > 0 && optopt < 256)
		return err_set(e, ST_USAGE, "unknown option '-%c'; see --help", optopt);
	if (optopt >= 256)
		return err_set(e, ST_USAGE, "option '%s' takes no value", err_excerpt(shown, word, strlen(word)));
	return unknown_option(p, word, e);
}

static void fill_getopt(const struct program *p, struct option *longs, char *letters)
{
	const struct opt *o;

	*letters++ = ':';
	for (size_t i = 0; (o = opt_at(p, i)); i++) {
		int argument = o->kind == OPT_FLAG ? no_argument : required_argument;

		*longs++ = (struct option){o->name, argument, NULL, 256 + (int)i};
		if (o->letter)
			*letters++ = o->letter;
		if (o->letter && argument == required_argument)
			*letters++ = ':';
	}
	*letters = '\0';
	*longs = (struct option){0};
}

/* The number of the option that getopt found. */
static size_t chosen(const struct program *p, int code)
{
	size_t i = 0;

	if (code >= 256)
		return (size_t)code - 256;
	while (opt_at(p, i)->letter != code)
		i++;
	return i;
}

static int take(const struct program *p, size_t i, FILE *out, struct err *e)
{
	const struct opt *o = opt_at(p, i);

	if (!o->to)
		return answer_builtin(p, o, optarg, out, e);
	if (given[i] && o->kind != OPT_LIST)
		return err_set(e, ST_USAGE, "--%s is given twice", o->name);
	given[i] = true;
	return set_option(o, optarg, e);
}

/* Where the first operand is a choice it is there, and alone where nothing may follow. */
static int check_operands(const struct program *p, const struct strings *operands, struct err *e)
{
	int place;
	struct opt o = {.to = &place, .choice = p->operand};

	if (!p->operand)
		return ST_OK;
	return operands->n == 1 || (operands->n && p->operands) ? set_choice(&o, operands->v[0], e)
								: bad_choice(&o, NULL, e);
}

/* ST_END: a built-in option was answered on `out`. */
static int parse(const struct program *p, int argc, char **argv, struct strings *operands, FILE *out, struct err *e)
{
	struct option longs[OPT_MAX + 1];
	char letters[2 * OPT_MAX + 2];
	int st = ST_OK, code;

	if (opt_at(p, OPT_MAX))
		return err_set(e, ST_USAGE, "more than %d options", OPT_MAX);
	fill_getopt(p, longs, letters);
	opterr = 0;
	optind = 1;
	while (!st && (code = getopt_long(argc, argv, letters, longs, NULL)) != -1)
		st = code == '?' || code == ':' ? bad_option(p, code, argv, e) : take(p, chosen(p, code), out, e);
	for (; !st && optind < argc; optind++)
		st = strings_add(operands, argv[optind], e);
	if (!st)
		st = opt_rules_check(p, given, e);
	return st ? st : check_operands(p, operands, e);
}

static void free_lists(const struct program *p, struct strings *operands)
{
	for (const struct opt *o = p->opts; o->name; o++)
		if (o->kind == OPT_LIST) {
			struct strings *s = o->to;

			free(s->v);
			*s = (struct strings){0};
		}
	free(operands->v);
	*operands = (struct strings){0};
}

static int finish(const struct program *p, int status, struct strings *operands, FILE *out, struct err *e)
{
	free_lists(p, operands);
	if (status == ST_END)
		status = ST_OK;
	if (fflush(out) && !status)
		status = err_set(e, ST_SYSTEM, "write error: %s", strerror(errno));
	e->status = status;
	return err_report(e, p->name);
}

/* A closed descriptor is opened the wrong way round, so that its use fails as it would have; messages are lost. */
static int open_standard(struct err *e)
{
	static const int flags[] = {O_WRONLY, O_RDONLY, O_WRONLY};

	for (int fd = 0; fd < 3; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", flags[fd]) != fd)
			return err_set(e, ST_SYSTEM, "/dev/null: %s", strerror(errno));
	return ST_OK;
}

int opt_main(const struct program *p, int (*run)(const struct strings *operands, struct err *e), int argc, char **argv)
{
	struct strings operands = {0};
	struct err e = {0};
	int st = open_standard(&e);

	if (!st && getenv("L2D_TEST_OPTIONS")) {
		opt_rules_print(p, stdout);
		st = ST_END;
	}
	if (!st)
		st = parse(p, argc, argv, &operands, stdout, &e);
	if (!st)
		st = run(&operands, &e);
	return finish(p, st, &operands, stdout, &e);
}
