/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "base/opt_table.h"

#include <math.h>
#include <string.h>

#include "base/num.h"

static const struct opt builtin[] = {
	{'h', "help", OPT_FLAG, NULL, NULL, "print this help and exit", NULL},
	{'V', "version", OPT_FLAG, NULL, NULL, "print the version and exit", NULL},
	{0, "completion", OPT_STRING, NULL, "bash|zsh", "print a completion script and exit", NULL},
	{0},
};

const struct opt *opt_at(const struct program *p, size_t i)
{
	for (const struct opt *o = p->opts; o->name; o++)
		if (!i--)
			return o;
	return i < sizeof builtin / sizeof *builtin && builtin[i].name ? &builtin[i] : NULL;
}

const char *opt_choice(const struct opt *o, size_t i, size_t *n)
{
	const char *s = o->arg;

	if (o->choice) {
		s = o->choice(i);
		*n = s ? strlen(s) : 0;
		return s;
	}
	for (; i > 0 && s; i--)
		s = strchr(s, '|') ? strchr(s, '|') + 1 : NULL;
	*n = s ? strcspn(s, "|") : 0;
	return s;
}

static bool bound(const char *s, size_t n, double *x)
{
	bool minus = n && *s == '-';
	const char *hat = memchr(s, '^', n);
	size_t exponent;
	double base;

	if (n == 3u + minus && !memcmp(s + minus, "inf", 3)) {
		*x = minus ? -INFINITY : INFINITY;
		return true;
	}
	if (!hat)
		return !num_parse(s, n, x);
	if (num_parse(s + minus, (size_t)(hat - s) - minus, &base)
		|| num_parse_size(hat + 1, n - (size_t)(hat + 1 - s), &exponent))
		return false;
	for (*x = minus ? -1 : 1; exponent > 0; exponent--)
		*x *= base;
	return true;
}

bool opt_limits_parse(const char *text, struct opt_limits *l)
{
	const char *comma = strstr(text, ", ");
	size_t n = strlen(text);

	if (!strcmp(text, "any")) {
		*l = (struct opt_limits){-INFINITY, INFINITY, false, false};
		return true;
	}
	if (!comma || !strchr("[(", text[0]) || !strchr("])", text[n - 1]))
		return false;
	l->open_lo = text[0] == '(';
	l->open_hi = text[n - 1] == ')';
	return bound(text + 1, (size_t)(comma - text - 1), &l->lo)
		&& bound(comma + 2, (size_t)(text + n - 1 - comma - 2), &l->hi) && l->lo <= l->hi;
}

bool opt_limits_hold(const struct opt_limits *l, double x)
{
	return (l->open_lo ? x > l->lo : x >= l->lo) && (l->open_hi ? x < l->hi : x <= l->hi);
}

static void print_lines(FILE *out, const char *title, const char *lines)
{
	for (bool first = true; lines && *lines; first = false) {
		size_t n = strcspn(lines, "\n");

		fprintf(out, "%-8s%.*s\n", first ? title : "", (int)n, lines);
		lines += n + (lines[n] == '\n');
	}
}

void opt_help_choices(const struct opt *o, char separator, FILE *out)
{
	const char *v;
	size_t n;

	for (size_t i = 0; (v = opt_choice(o, i, &n)); i++) {
		if (i)
			fputc(separator, out);
		fwrite(v, 1, n, out);
	}
}

/* "  -b, --bins N"; returns its width. */
static int print_left(const struct opt *o, FILE *out)
{
	int width = fprintf(out, "  %c%c%s --%s%s", o->letter ? '-' : ' ', o->letter ? o->letter : ' ',
		o->letter ? "," : " ", o->name, o->kind == OPT_FLAG ? "" : " ");
	const char *v;
	size_t n;

	if (o->kind != OPT_CHOICE)
		return width + fprintf(out, "%s", o->arg ? o->arg : "");
	opt_help_choices(o, '|', out);
	for (size_t i = 0; (v = opt_choice(o, i, &n)); i++)
		width += (int)n + (i > 0);
	return width;
}

/* Bounds that nobody comes near are not shown. */
static bool says_something(const char *limits)
{
	struct opt_limits l;

	return limits && opt_limits_parse(limits, &l) && (l.lo > -1e18 || l.hi < 1e18);
}

void opt_help_print(const struct program *p, FILE *out)
{
	const struct opt *o;

	fprintf(out, "usage: %s [OPTION]... ", p->name);
	if (p->operand)
		opt_help_choices(&(struct opt){.choice = p->operand}, '|', out);
	fprintf(out, "%s%s\n%s\n\n", p->operand && p->operands ? " " : "", p->operands ? p->operands : "", p->purpose);
	print_lines(out, "reads:", p->reads);
	print_lines(out, "writes:", p->writes);
	fprintf(out, "\noptions:\n");
	for (size_t i = 0; (o = opt_at(p, i)); i++) {
		int width = print_left(o, out);

		fprintf(out, "%*s %s", width < 30 ? 30 - width : 0, "", o->help);
		if (says_something(o->limits))
			fprintf(out, ", in %s", o->limits);
		if (o->initial)
			fprintf(out, " [%s]", o->initial);
		fputc('\n', out);
	}
}

void opt_help_bash(const struct program *p, FILE *out)
{
	const struct opt *o;

	fprintf(out, "complete -o default -W '");
	for (size_t i = 0; (o = opt_at(p, i)); i++)
		fprintf(out, "%s--%s", i ? " " : "", o->name);
	for (size_t i = 0; p->operand && p->operand(i); i++)
		fprintf(out, " %s", p->operand(i));
	fprintf(out, "' %s\n", p->name);
}

/* Text between quotes and brackets, as zsh reads it. */
static void print_quoted(const char *text, FILE *out)
{
	for (const char *s = text; *s; s++)
		if (strchr("[]:", *s))
			fprintf(out, "\\%c", *s);
		else if (*s == '\'')
			fputs("'\\''", out);
		else
			fputc(*s, out);
}

void opt_help_zsh(const struct program *p, FILE *out)
{
	const struct opt *o;

	fprintf(out, "#compdef %s\n_arguments \\\n", p->name);
	for (size_t i = 0; (o = opt_at(p, i)); i++) {
		fprintf(out, "  '--%s%s[", o->name, o->kind == OPT_FLAG ? "" : "=");
		print_quoted(o->help, out);
		if (o->kind == OPT_CHOICE) {
			fputs("]:value:(", out);
			opt_help_choices(o, ' ', out);
			fputs(")' \\\n", out);
		} else
			fprintf(out, o->arg ? "]:%s:_files' \\\n" : "]' \\\n", o->arg);
	}
	if (p->operand) {
		fputs("  '1:operand:(", out);
		opt_help_choices(&(struct opt){.choice = p->operand}, ' ', out);
		fputs(")' \\\n", out);
	}
	fprintf(out, "  '*:file:_files'\n");
}
