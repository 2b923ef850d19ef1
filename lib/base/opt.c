/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "base/opt.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/num.h"

static const char *completion_shell;

static const struct opt builtin[] = {
	{'h', "help", OPT_FLAG, NULL, NULL, "print this help and exit", NULL},
	{'V', "version", OPT_FLAG, NULL, NULL, "print the version and exit", NULL},
	{0, "completion", OPT_STRING, &completion_shell, "bash|zsh", "print a completion script and exit", NULL},
	{0},
};

/* Option i of the program's table followed by the built-in ones; NULL at the end. */
static const struct opt *option(const struct program *p, size_t i)
{
	for (const struct opt *o = p->opts; o->name; o++)
		if (!i--)
			return o;
	return builtin[i].name ? &builtin[i] : NULL;
}

static size_t count_options(const struct program *p)
{
	size_t n = 0;

	while (option(p, n))
		n++;
	return n;
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

/* The place of v among the alternatives "a|b|c", or -1. */
static int choice(const char *alternatives, const char *v)
{
	size_t n = strlen(v);

	for (int i = 0;; i++) {
		size_t m = strcspn(alternatives, "|");

		if (m == n && !strncmp(alternatives, v, n))
			return i;
		if (!alternatives[m])
			return -1;
		alternatives += m + 1;
	}
}

static int bad_value(const struct opt *o, const char *v, const char *why, struct err *e)
{
	char shown[ERR_EXCERPT];

	return err_set(e, ST_USAGE, "--%s: %s: '%s'", o->name, why, err_excerpt(shown, v, strlen(v)));
}

static int set_option(const struct opt *o, const char *v, struct err *e)
{
	const char *wrong = NULL;
	int i;

	switch (o->kind) {
	case OPT_FLAG:
		*(bool *)o->to = true;
		break;
	case OPT_STRING:
		*(const char **)o->to = v;
		break;
	case OPT_LIST:
		return strings_add(o->to, v, e);
	case OPT_NUMBER:
		wrong = num_parse(v, strlen(v), o->to);
		break;
	case OPT_COUNT:
		wrong = num_parse_size(v, strlen(v), o->to);
		break;
	case OPT_CHOICE:
		if ((i = choice(o->arg, v)) < 0)
			return err_set(e, ST_USAGE, "--%s: '%.60s' is none of %s", o->name, v, o->arg);
		*(int *)o->to = i;
		break;
	}
	return wrong ? bad_value(o, v, wrong, e) : ST_OK;
}

static void print_lines(FILE *out, const char *title, const char *lines)
{
	for (bool first = true; lines && *lines; first = false) {
		size_t n = strcspn(lines, "\n");

		fprintf(out, "%-8s%.*s\n", first ? title : "", (int)n, lines);
		lines += n + (lines[n] == '\n');
	}
}

static void print_help(const struct program *p, FILE *out)
{
	const struct opt *o;

	fprintf(out, "usage: %s [OPTION]... %s\n%s\n\n", p->name, p->operands, p->purpose);
	print_lines(out, "reads:", p->reads);
	print_lines(out, "writes:", p->writes);
	fprintf(out, "\noptions:\n");
	for (size_t i = 0; (o = option(p, i)); i++) {
		int width = fprintf(out, "  %c%c%s --%s%s%s", o->letter ? '-' : ' ', o->letter ? o->letter : ' ',
			o->letter ? "," : " ", o->name, o->arg ? " " : "", o->arg ? o->arg : "");

		fprintf(out, "%*s %s", width < 30 ? 30 - width : 0, "", o->help);
		if (o->initial)
			fprintf(out, " [%s]", o->initial);
		fputc('\n', out);
	}
}

static void print_bash(const struct program *p, FILE *out)
{
	const struct opt *o;

	fprintf(out, "complete -o default -W '");
	for (size_t i = 0; (o = option(p, i)); i++)
		fprintf(out, "%s--%s", i ? " " : "", o->name);
	fprintf(out, "' %s\n", p->name);
}

static void print_zsh(const struct program *p, FILE *out)
{
	const struct opt *o;

	fprintf(out, "#compdef %s\n_arguments \\\n", p->name);
	for (size_t i = 0; (o = option(p, i)); i++) {
		fprintf(out, "  '--%s%s[", o->name, o->arg ? "=" : "");
		for (const char *s = o->help; *s; s++)
			if (strchr("[]:", *s))
				fprintf(out, "\\%c", *s);
			else if (*s == '\'')
				fputs("'\\''", out);
			else
				fputc(*s, out);
		if (o->kind == OPT_CHOICE) {
			fputs("]:value:(", out);
			for (const char *s = o->arg; *s; s++)
				fputc(*s == '|' ? ' ' : *s, out);
			fputs(")' \\\n", out);
		} else
			fprintf(out, o->arg ? "]:%s:_files' \\\n" : "]' \\\n", o->arg);
	}
	fprintf(out, "  '*:file:_files'\n");
}

static int answer_builtin(const struct program *p, const struct opt *o, const char *v, FILE *out, struct err *e)
{
	if (o->letter == 'h')
		print_help(p, out);
	else if (o->letter == 'V')
		fprintf(out, "%s %s\n", p->name, L2D_VERSION);
	else if (!strcmp(v, "bash"))
		print_bash(p, out);
	else if (!strcmp(v, "zsh"))
		print_zsh(p, out);
	else
		return bad_value(o, v, "not bash or zsh", e);
	return ST_END;
}

/* What getopt could not take, in words. */
static int bad_option(int code, char **argv, struct err *e)
{
	char shown[ERR_EXCERPT];
	const char *word = argv[optind - 1];

	if (code == ':')
		return err_set(e, ST_USAGE, "option '%s' needs a value", word);
	if (optopt && (word[0] != '-' || word[1] != '-'))
		return err_set(e, ST_USAGE, "unknown option '-%c'; see --help", optopt);
	return err_set(
		e, ST_USAGE, "unknown or ambiguous option '%s'; see --help", err_excerpt(shown, word, strlen(word)));
}

static void fill_getopt(const struct program *p, size_t n, struct option *longs, char *letters)
{
	*letters++ = ':';
	for (size_t i = 0; i < n; i++) {
		const struct opt *o = option(p, i);

		longs[i] = (struct option){o->name, o->arg ? required_argument : no_argument, NULL, 256 + (int)i};
		if (o->letter)
			*letters++ = o->letter;
		if (o->letter && o->arg)
			*letters++ = ':';
	}
	*letters = '\0';
}

static const struct opt *chosen(const struct program *p, int code)
{
	const struct opt *o;

	if (code >= 256)
		return option(p, (size_t)code - 256);
	for (size_t i = 0; (o = option(p, i)); i++)
		if (o->letter == code)
			return o;
	return NULL;
}

static int parse(const struct program *p, int argc, char **argv, const char *letters, const struct option *longs,
	FILE *out, struct err *e)
{
	int st = ST_OK, code;

	opterr = 0;
	optind = 1;
	while (!st && (code = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
		const struct opt *o = code == '?' || code == ':' ? NULL : chosen(p, code);

		if (!o)
			st = bad_option(code, argv, e);
		else if (o->to && o->to != &completion_shell)
			st = set_option(o, optarg, e);
		else
			st = answer_builtin(p, o, optarg, out, e);
	}
	return st;
}

/* ST_END: a built-in option was answered on `out`. */
static int parse_all(const struct program *p, int argc, char **argv, struct strings *operands, FILE *out, struct err *e)
{
	size_t n = count_options(p);
	struct option *longs = mem_alloc(n + 1, sizeof *longs, e);
	char *letters = mem_alloc(2 * n + 2, 1, e);
	int st = longs && letters ? ST_OK : ST_SYSTEM;

	if (!st) {
		fill_getopt(p, n, longs, letters);
		st = parse(p, argc, argv, letters, longs, out, e);
	}
	for (; !st && optind < argc; optind++)
		st = strings_add(operands, argv[optind], e);
	free(longs);
	free(letters);
	return st;
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

int opt_main(const struct program *p, int (*run)(const struct strings *operands, struct err *e), int argc, char **argv)
{
	struct strings operands = {0};
	struct err e = {0};
	int st = parse_all(p, argc, argv, &operands, stdout, &e);

	if (!st)
		st = run(&operands, &e);
	return finish(p, st, &operands, stdout, &e);
}
