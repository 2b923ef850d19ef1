/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/table/role, role_text: the grammar of --columns, and what the sources of bindings do to each other. */
#include "table/role.h"

#include <stdlib.h>
#include <string.h>

#include "table/role_text.h"
#include "check.h"

static struct err e;

/* The family of the role as "column:member column:member" under these bindings, or the message of what is wrong. */
static const char *family(const char *env, const char *option, enum role role, const char *header)
{
	static char out[2000];
	struct strings options = {.v = &option, .n = option != NULL};
	struct names names = {0};
	struct roles r;
	struct family f;
	size_t index;
	int st;

	if (env)
		setenv("L2D_COLUMNS", env, 1);
	else
		unsetenv("L2D_COLUMNS");
	for (const char *s = header; *s; s += strcspn(s, "|") + (s[strcspn(s, "|")] == '|'))
		names_add(&names, s, strcspn(s, "|"), &index, &e);
	out[0] = '\0';
	if ((st = roles_init(&r, &options, &e))) {
		strcpy(out, e.text);
	} else {
		st = roles_family(&r, role, &names, &f, &e);
		for (size_t i = 0; !st && i < f.n; i++)
			sprintf(out + strlen(out), "%s%s:%s", i ? " " : "", names.name[f.column[i]].s,
				f.member.name[i].s);
		if (st)
			strcpy(out, e.text);
		else
			family_free(&f);
		roles_free(&r);
	}
	names_free(&names);
	return out;
}

#define IS(want, ...)                                                                                                  \
	do {                                                                                                           \
		const char *got = family(__VA_ARGS__);                                                                 \
                                                                                                                       \
		check_report(!strcmp(got, want), __FILE__, __LINE__, "'%s', not '%s'", got, want);                     \
	} while (0)

static void lists(void)
{
	const char *h = "id|y|e_a|e_b|r_a|smith|jones|a b|c,d|f=g|\"q\"";

	IS("e_a:a e_b:b", NULL, NULL, ROLE_EXPERT, h);
	IS("smith:smith jones:jones", NULL, "expert=smith expert=jones", ROLE_EXPERT, h);
	IS("smith:smith jones:jones", NULL, "expert=jones,smith", ROLE_EXPERT, h);
	IS("e_b:b r_a:a smith:smith", NULL, "expert=!e_a,e_*,smith,r_*", ROLE_EXPERT, h);
	IS("the columns 'e_a' and 'r_a' are both for 'a'", NULL, "expert=e_*,r_*", ROLE_EXPERT, h);
	IS("e_b:b", NULL, "expert=!e_a", ROLE_EXPERT, h);
	IS("e_b:b", NULL, "expert=e_* expert=!e_a", ROLE_EXPERT, h);
	IS("e_b:b", NULL, "expert=!e_a expert=e_*", ROLE_EXPERT, h);
	IS("", NULL, "expert=", ROLE_EXPERT, h);
	IS("smith:smith", NULL, "expert= expert=smith", ROLE_EXPERT, h);
	IS("smith:smith", NULL, "expert=smith expert=", ROLE_EXPERT, h);
	IS("", NULL, "expert=smith,!s*", ROLE_EXPERT, h);
	IS("e_a:e_a e_b:b", NULL, "expert=e_a,e_*", ROLE_EXPERT, h);
	IS("a b:a b c,d:c,d", NULL, "\"expert=a b\" expert=\"c,d\"", ROLE_EXPERT, h);
	IS("a b:a b c,d:c,d", NULL, " \texpert=\"a b\",c\",\"d\n", ROLE_EXPERT, h);
	IS("f=g:f=g \"q\":\"q\"", NULL, "expert=f=g,\"\"\"q\"\"\"", ROLE_EXPERT, h);
	IS("y:y", NULL, "expert=smith", ROLE_LABEL, h);
}

static void sources(void)
{
	const char *h = "e_a|e_b|r_a|smith|jones";

	IS("r_a:a", "expert=r_*", NULL, ROLE_EXPERT, h);
	IS("smith:smith", "expert=r_*", "expert=smith", ROLE_EXPERT, h);
	IS("smith:smith jones:jones", "expert=smith expert=jones", "", ROLE_EXPERT, h);
	IS("", "expert=r_*", "expert=", ROLE_EXPERT, h);
	IS("", "expert=r_*,smith", "expert=!r_a expert=!smith", ROLE_EXPERT, h);
	IS("smith:smith", "expert=r_*,smith", "expert=!r_*", ROLE_EXPERT, h);
	IS("e_b:b", "expert=!e_a", NULL, ROLE_EXPERT, h);
	IS("e_a:a e_b:b", "expert=!e_a", "expert=e_*", ROLE_EXPERT, h);
	IS("e_b:b", "expert=!e_a", "label=smith", ROLE_EXPERT, h);
}

static void refusals(void)
{
	IS("--columns: an empty column name: 'expert=e_*,'", NULL, "expert=e_*,", ROLE_EXPERT, "e_a");
	IS("--columns: an empty column name: 'expert=,e_*'", NULL, "expert=,e_*", ROLE_EXPERT, "e_a");
	IS("--columns: an empty column name: 'expert=a,,b'", NULL, "expert=a,,b", ROLE_EXPERT, "e_a");
	IS("--columns: an empty column name: 'expert=!'", NULL, "expert=!", ROLE_EXPERT, "e_a");
	IS("--columns: more than one '*': 'expert=*_*'", NULL, "expert=*_*", ROLE_EXPERT, "e_a");
	IS("L2D_COLUMNS: not ROLE=COLUMN,COLUMN: 'expert'", "expert", NULL, ROLE_EXPERT, "e_a");
	IS("L2D_COLUMNS: not ROLE=COLUMN,COLUMN: '=e_*'", "label=y =e_*", NULL, ROLE_EXPERT, "e_a");
	IS("--columns: a quote that is never closed: 'expert=\"e_*'", NULL, "expert=\"e_*", ROLE_EXPERT, "e_a");
}

/* An unknown role: the message lists every one that there is. */
static void unknown(void)
{
	const char *got = family(NULL, "experts=e_*", ROLE_EXPERT, "e_a");
	const char *begin = "--columns: no such role (label, prob, ", *end = "): 'experts=e_*'";
	size_t n = strlen(got);

	check_report(!strncmp(got, begin, strlen(begin)) && n > strlen(end) && !strcmp(got + n - strlen(end), end),
		__FILE__, __LINE__, "'%s'", got);
	for (int i = 0; i < ROLE_COUNT; i++)
		check_report(strstr(got, role_name((enum role)i)) != NULL, __FILE__, __LINE__, "%s is not in '%s'",
			role_name((enum role)i), got);
}

/* The column that is written, or read, for a member. */
static void columns(void)
{
	const struct {
		const char *option, *member, *want;
		bool there;
	} t[] = {
		{"label=y", "a", "e_a", true},
		{"label=y", "c", "e_c", false},
		{"expert=r_*,e_*", "c", "r_c", false},
		{"expert=r_*,e_*", "a", "e_a", true},
		{"expert=smith,jones", "jones", "jones", false},
		{"expert=smith,jones", "c", "e_c", false},
		{"expert=!e_a", "a", "e_a", false},
		{"expert=", "a", "e_a", false},
	};
	const char *const h[] = {"y", "e_a", "e_b", "smith"};
	struct names header = {0};
	size_t index;

	unsetenv("L2D_COLUMNS");
	for (size_t i = 0; i < sizeof h / sizeof *h; i++)
		names_add(&header, h[i], strlen(h[i]), &index, &e);
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		const char *option = t[i].option;
		struct strings options = {.v = &option, .n = 1};
		char member[8];
		struct name name = {member, strlen(strcpy(member, t[i].member))};
		struct buf out = {0};
		struct roles r;

		CHECK(!roles_init(&r, &options, &e));
		CHECK(!roles_column(&r, ROLE_EXPERT, &name, &header, &out, &e));
		CHECK(out.n == strlen(t[i].want) && !memcmp(out.p, t[i].want, out.n));
		CHECK(!roles_find(&r, ROLE_EXPERT, &name, &header, &index, &e) && (index != NAMES_NONE) == t[i].there);
		buf_free(&out);
		roles_free(&r);
	}
	names_free(&header);
}

int main(void)
{
	lists();
	unknown();
	sources();
	refusals();
	columns();
	return check_end();
}
