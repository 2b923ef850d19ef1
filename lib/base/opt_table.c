/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "base/opt_table.h"

#include <math.h>
#include <string.h>

#include "number/num_parse.h"

static const struct opt builtin[] = {
	{'h', "help", OPT_FLAG, NULL, NULL, "print this help and exit", NULL},
	{'V', "version", OPT_FLAG, NULL, NULL, "print the version and exit", NULL},
	{0, "completion", OPT_CHOICE, NULL, "bash|zsh|fish", "print a completion script and exit", NULL},
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

/* What goes after an option; the argument's name says it. */
enum value { VALUE_NONE, VALUE_WORD, VALUE_CHOICE, VALUE_COLUMN, VALUE_ROLE, VALUE_WRITTEN, VALUE_FILE };

static enum value value_of(const struct opt *o)
{
	if (o->kind == OPT_FLAG)
		return VALUE_NONE;
	if (o->kind == OPT_CHOICE || o->choice)
		return VALUE_CHOICE;
	if (!strncmp(o->arg, "ROLE=", 5))
		return VALUE_ROLE;
	if (!strcmp(o->name, "fields"))
		return VALUE_WRITTEN;
	if (!strncmp(o->arg, "COLUMN", 6) || !strncmp(o->arg, "[COLUMN=", 8))
		return VALUE_COLUMN;
	return strstr(o->arg, "FILE") || !strcmp(o->arg, "TABLE") ? VALUE_FILE : VALUE_WORD;
}

/* The names in the first line of $file, or in that of what $maker writes of a table without rows, one a line, in each of
 * the three shells; those with a comma or a quote in them are left out. */
#define COLUMNS                                                                                                                 \
	"head -n 1 -- \"$file\" | command $maker 2>/dev/null | head -n 1 | tr ',;\\t\\r' '\\n\\n\\n\\n' | env LC_ALL=C sed -n " \
	"'s/^\\xef\\xbb\\xbf//; s/^\"\\(.*\\)\"$/\\1/; /\"/d; /./p'"

/* Names of files are no pattern and names of columns no command: nothing that stands in a table is expanded. */
static const char bash_start[] =
	"_l2d_columns()\n{\n"
	"\tlocal i file= name kept= maker=${2:-cat}\n\n"
	"\t[[ $cur == *,* ]] && kept=${cur%,*},\n"
	"\tfor ((i = 1; i < ${#COMP_WORDS[@]}; i++)); do\n"
	"\t\t[[ i -ne COMP_CWORD && -f ${COMP_WORDS[i]} && ${COMP_WORDS[i - 1]} != @(=|$1) ]] &&\n"
	"\t\t\tfile=${COMP_WORDS[i]} && break\n"
	"\tdone\n"
	"\t[[ $file ]] && while IFS= read -r name; do\n"
	"\t\t[[ $name == \"${cur##*,}\"* ]] && COMPREPLY+=(\"$kept$(printf %q \"$name\")\")\n"
	"\tdone < <(" COLUMNS " 2>/dev/null)\n}\n"
	/* Readline cuts words at =. */
	"_l2d_option()\n{\n"
	"\tlocal i=$COMP_CWORD\n\n"
	"\tCOMPREPLY=() cur=${COMP_WORDS[i]}\n"
	"\t[[ $cur == = ]] && cur= && ((i++))\n"
	"\topt=${COMP_WORDS[i - 1]}\n"
	"\t[[ $opt == = ]] && opt=${COMP_WORDS[i - 2]} || return\n"
	"\t[[ $opt == -* ]] && return\n"
	"\topt=${COMP_WORDS[i - 3]}\n"
	"\t[[ $opt == = ]] && opt=${COMP_WORDS[i - 4]}\n"
	"\topt+==\n}\n";

/* "-g|--group|..." of the options with a value of a kind, or of any kind; after: something stands before it. */
static void print_pattern(const struct program *p, enum value kind, const char *behind, bool after, FILE *out)
{
	const struct opt *o;

	for (size_t i = 0; (o = opt_at(p, i)); i++) {
		if (value_of(o) == VALUE_NONE || (kind != VALUE_NONE && value_of(o) != kind))
			continue;
		fputs(after ? "|" : "", out);
		if (o->letter)
			fprintf(out, "-%c%s|", o->letter, behind);
		fprintf(out, "--%s%s", o->name, behind);
		after = true;
	}
}

/* An arm of "case"; = is no option, for those that have none. */
static void print_arm(const struct program *p, enum value kind, const char *action, FILE *out)
{
	fputs("\t=", out);
	print_pattern(p, kind, "", true, out);
	fprintf(out, ") %s ;;\n", action);
}

static void print_names(const char *(*name)(size_t i), char separator, FILE *out)
{
	opt_help_choices(&(struct opt){.choice = name}, separator, out);
}

/* The rest of the line is that program's, whose script says what goes there. */
static void bash_program(const struct program *p, FILE *out)
{
	if (!p->topic)
		return;
	fputs("\tif ((COMP_CWORD == 2)) && [[ ${COMP_WORDS[1]} == help ]]; then\n\t\tCOMPREPLY=($(compgen -W '", out);
	print_names(p->topic, ' ', out);
	fputs("' -- \"$cur\"))\n\t\treturn\n\tfi\n\tif ((COMP_CWORD > 1)) && [[ ${COMP_WORDS[1]} == @(", out);
	print_names(p->operand, '|', out);
	fputs(") ]]; then\n\t\tname=l2d-${COMP_WORDS[1]}\n"
	      "\t\teval \"$(\"$name\" --completion bash 2>/dev/null)\"\n"
	      "\t\tCOMP_WORDS=(\"$name\" \"${COMP_WORDS[@]:2}\") COMP_CWORD=$((COMP_CWORD - 1))\n"
	      "\t\t\"_${name//-/_}\"\n\t\treturn\n\tfi\n",
		out);
}

/* The name of the function: the program's with _ for -. */
static void print_function(const struct program *p, FILE *out)
{
	fputc('_', out);
	for (const char *s = p->name; *s; s++)
		fputc(*s == '-' ? '_' : *s, out);
}

/* Where no option waits for its value. */
static void bash_plain_words(const struct program *p, FILE *out)
{
	const struct opt *o;

	fputs("\t*) if [[ $cur == -* ]]; then\n\t\twords='", out);
	for (size_t i = 0; (o = opt_at(p, i)); i++)
		fprintf(out, "%s--%s", i ? " " : "", o->name);
	fputs("'\n\telse\n\t\tcompopt -o default\n", out);
	if (p->operand) {
		fputs("\t\t((COMP_CWORD == 1)) && words='", out);
		print_names(p->operand, ' ', out);
		fputs("'\n", out);
	}
	fputs("\tfi ;;\n", out);
}

void opt_help_bash(const struct program *p, bool summary, FILE *out)
{
	const struct opt *o;

	fputs(bash_start, out);
	print_function(p, out);
	fputs("()\n{\n\tlocal cur opt name words=\n\n\t_l2d_option\n", out);
	bash_program(p, out);
	fputs("\tcase $opt in\n", out);
	for (size_t i = 0; (o = opt_at(p, i)); i++) {
		if (value_of(o) != VALUE_CHOICE)
			continue;
		fprintf(out, o->letter ? "\t-%c|" : "\t", o->letter);
		fprintf(out, "--%s) words='", o->name);
		opt_help_choices(o, ' ', out);
		fputs("' ;;\n", out);
	}
	fputs("\t=", out);
	print_pattern(p, VALUE_COLUMN, "", true, out);
	print_pattern(p, VALUE_ROLE, "=", true, out);
	fputs(") _l2d_columns '", out);
	print_pattern(p, VALUE_NONE, "", false, out);
	fputs("'; return ;;\n", out);
	if (summary) {
		fputs("\t--fields) _l2d_columns '", out);
		print_pattern(p, VALUE_NONE, "", false, out);
		fprintf(out, "' %s; return ;;\n", p->name);
	}
	print_arm(p, VALUE_FILE, "compopt -o default; return", out);
	print_arm(p, VALUE_NONE, "return", out);
	bash_plain_words(p, out);
	fputs("\tesac\n\tCOMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n}\ncomplete -F ", out);
	print_function(p, out);
	fprintf(out, " %s\n", p->name);
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

static const char zsh_columns[] =
	"_l2d_columns() {\n"
	"\tlocal i file= maker=${1:-cat}\n\tlocal -a names\n\n"
	"\tfor ((i = 2; i <= $#words; i++)); do\n"
	"\t\t[[ i -ne CURRENT && -f $words[i] && $words[i-1] != (@VALUED@) ]] && file=$words[i] && break\n"
	"\tdone\n"
	"\tcompset -P '*[=,]'\n"
	"\t[[ -n $file ]] && names=(${(f)\"$(" COLUMNS ")\"}) && compadd -a names\n}\n";

/* The columns' function with the pattern of options that take a value. */
static void print_with_pattern(const struct program *p, const char *text, FILE *out)
{
	const char *at = strstr(text, "@VALUED@");

	fwrite(text, 1, (size_t)(at - text), out);
	print_pattern(p, VALUE_NONE, "", false, out);
	fputs(at + strlen("@VALUED@"), out);
}

static void zsh_option(const struct program *p, bool summary, const struct opt *o, FILE *out)
{
	static const char *const action[] = {[VALUE_NONE] = "",
		[VALUE_WORD] = " ",
		[VALUE_CHOICE] = "",
		[VALUE_COLUMN] = " _l2d_columns",
		[VALUE_ROLE] = " _l2d_columns",
		[VALUE_WRITTEN] = " ",
		[VALUE_FILE] = "_files"};
	enum value value = value_of(o);

	if (o->letter)
		fprintf(out, "  {'(--%s)-%c%s','(-%c)--%s%s'}'[", o->name, o->letter, value ? "+" : "", o->letter,
			o->name, value ? "=" : "");
	else
		fprintf(out, "  '%s--%s%s[", o->kind == OPT_LIST ? "*" : "", o->name, value ? "=" : "");
	print_quoted(o->help, out);
	fputc(']', out);
	if (value == VALUE_CHOICE) {
		fputs(":value:(", out);
		opt_help_choices(o, ' ', out);
		fputc(')', out);
	} else if (value) {
		fputc(':', out);
		print_quoted(o->arg, out);
		fprintf(out, ":%s", action[value]);
		if (value == VALUE_WRITTEN && summary)
			fprintf(out, "_l2d_columns %s", p->name);
	}
	fputs("' \\\n", out);
}

void opt_help_zsh(const struct program *p, bool summary, FILE *out)
{
	const struct opt *o;

	fprintf(out, "#compdef %s\n", p->name);
	print_with_pattern(p, zsh_columns, out);
	if (p->topic)
		fputs("if (( CURRENT > 2 )) && [[ $words[2] != (help|-*) ]]; then\n"
		      "\twords=(l2d-$words[2] \"${(@)words[3,-1]}\")\n\t(( CURRENT-- ))\n\t_normal\n\treturn\nfi\n",
			out);
	fputs("_arguments \\\n", out);
	for (size_t i = 0; (o = opt_at(p, i)); i++)
		zsh_option(p, summary, o, out);
	if (p->operand) {
		fputs("  '1:operand:(", out);
		print_names(p->operand, ' ', out);
		fputs(")' \\\n", out);
	}
	if (p->topic) {
		fputs("  '2:topic:(", out);
		print_names(p->topic, ' ', out);
		fputs(")' \\\n", out);
	}
	fprintf(out, "  '*:file:_files'\n");
}

static const char fish_columns[] =
	"function __l2d_columns\n"
	"\tset -l kept (string replace -r '^--[^=]*=' '' -- (commandline -ct) | string match -r '.*[=,]')\n"
	"\tset -l before ''\n"
	"\tset -l maker cat\n\tset -q argv[2]; and set maker $argv[2]\n"
	"\tfor file in (commandline -op)[2..-1]\n"
	"\t\tif test -f \"$file\"; and not string match -qr -- \"^($argv[1])\\$\" \"$before\"\n"
	"\t\t\tfor name in (" COLUMNS ")\n\t\t\t\techo \"$kept$name\"\n\t\t\tend\n\t\t\treturn\n\t\tend\n"
	"\t\tset before $file\n\tend\nend\n";

/* The rest of the line of l2d, as its program completes it. */
static const char fish_program[] =
	"function __l2d_program\n"
	"\tset -l t (commandline -opc)\n"
	"\tcomplete -C (string join -- ' ' l2d-$t[2] (string escape -- $t[3..-1]))' '(commandline -ct)\nend\n"
	"complete -c l2d -n 'set -l t (commandline -opc); test (count $t) -gt 1; and test $t[2] != help' -f "
	"-a '(__l2d_program)'\n";

static void fish_words(const struct program *p, const char *when, const char *(*name)(size_t i), FILE *out)
{
	fprintf(out, "complete -c %s -n '%s' -f -a '", p->name, when);
	print_names(name, ' ', out);
	fputs("'\n", out);
}

static void fish_option(const struct program *p, bool summary, const struct opt *o, FILE *out)
{
	enum value value = value_of(o);

	fprintf(out, "complete -c %s -l %s", p->name, o->name);
	if (o->letter)
		fprintf(out, " -s %c", o->letter);
	fputs(value == VALUE_FILE ? " -rF" : value != VALUE_NONE ? " -x" : "", out);
	if (value == VALUE_COLUMN || value == VALUE_ROLE || (value == VALUE_WRITTEN && summary)) {
		fputs(" -a '(__l2d_columns \"", out);
		print_pattern(p, VALUE_NONE, "", false, out);
		fprintf(out, "\"%s%s)'", value == VALUE_WRITTEN ? " " : "", value == VALUE_WRITTEN ? p->name : "");
	} else if (value == VALUE_CHOICE) {
		fputs(" -a '", out);
		opt_help_choices(o, ' ', out);
		fputc('\'', out);
	}
	fputs(" -d '", out);
	for (const char *s = o->help; *s; s++)
		fprintf(out, *s == '\'' || *s == '\\' ? "\\%c" : "%c", *s);
	fputs("'\n", out);
}

void opt_help_fish(const struct program *p, bool summary, FILE *out)
{
	const struct opt *o;

	fputs(fish_columns, out);
	for (size_t i = 0; (o = opt_at(p, i)); i++)
		fish_option(p, summary, o, out);
	if (p->operand)
		fish_words(p, "test (count (commandline -opc)) -eq 1", p->operand, out);
	if (p->topic) {
		fish_words(
			p, "set -l t (commandline -opc); test (count $t) -eq 2; and test $t[2] = help", p->topic, out);
		fputs(fish_program, out);
	}
}
