/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "table/absent.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"

/* A hint: an excerpt or two and words. */
enum { HINT = 2 * ERR_EXCERPT + 200 };

/* The role's other names in published tables, and who writes its columns. */
static const struct {
	const char *alias; /* separated by blanks; the role's name goes before them */
	const char *writer;
} known[ROLE_COUNT] = {
	[ROLE_LABEL] = {"target truth class gold ground_truth y_true diagnosis outcome",
		"--columns 'label=COLUMN' says which one it is"},
	[ROLE_PROB] = {"proba probability probs", "l2d-apply writes it"},
	[ROLE_LOGIT] = {"logits", "l2d-apply writes it, by a model of l2d-train"},
	[ROLE_EXPERT] = {"reader annotator rater human worker", "l2d-expert writes simulated ones"},
	[ROLE_DEFER] = {"deferral", "l2d-apply writes it, by a model of l2d-train"},
	[ROLE_CONF] = {"confidence", "l2d-apply writes it, by a model of l2d-train, l2d-em or l2d-calibrate"},
	[ROLE_COST] = {"price costs", NULL},
	[ROLE_GATE] = {"gating", "l2d-apply writes it, by a model of l2d-em"},
	[ROLE_FEATURE] = {"features feat", NULL},
	[ROLE_WEIGHT] = {"weights sample_weight", NULL},
	[ROLE_SCORE] = {"", "l2d-threshold writes it"},
	[ROLE_AGENT] = {"", "l2d-threshold, l2d-route and l2d-workload write it"},
	[ROLE_ANSWER] = {"", "l2d-threshold, l2d-route and l2d-workload write it"},
	[ROLE_AVAILABLE] = {"availability", NULL},
	[ROLE_QUALITY] = {"grade reward correct", NULL},
	[ROLE_LOSS] = {"losses", NULL},
	[ROLE_ESTIMATE] = {"estimate expected", NULL},
	[ROLE_PROPENSITY] = {"", "l2d-online writes it"},
	[ROLE_PAID] = {"", "l2d-route writes it, by a cascade"},
	[ROLE_COVERAGE] = {"", "l2d-curve and l2d-score write it"},
	[ROLE_SYSTEM_ACCURACY] = {"", "l2d-curve and l2d-score write it"},
	[ROLE_AUROC] = {"", "l2d-curve writes it (--metric)"},
	[ROLE_AP] = {"", "l2d-curve writes it (--metric)"},
	[ROLE_RISK] = {"", "l2d-curve writes it"},
	[ROLE_SHARE] = {"", "l2d-score writes it"},
	[ROLE_MEAN_COST] = {"", "l2d-route writes it (--frontier)"},
	[ROLE_ACCURACY] = {"", "l2d-route writes it (--frontier)"},
	[ROLE_LO] = {"", "l2d-ece writes it (--reliability)"},
	[ROLE_HI] = {"", "l2d-ece writes it (--reliability)"},
	[ROLE_N] = {"", "l2d-ece writes it (--reliability)"},
	[ROLE_CONFIDENCE] = {"", "l2d-ece writes it (--reliability)"},
	[ROLE_FREQUENCY] = {"", "l2d-ece writes it (--reliability)"},
	[ROLE_WILSON_LO] = {"", "l2d-ece writes it (--reliability)"},
	[ROLE_WILSON_HI] = {"", "l2d-ece writes it (--reliability)"},
	[ROLE_ROW] = {"", "l2d-watch writes it"},
	[ROLE_ACCURACY_LO] = {"", "l2d-watch writes it"},
	[ROLE_ACCURACY_HI] = {"", "l2d-watch writes it"},
	[ROLE_ALARMS] = {"", "l2d-watch writes it"},
};

/* Whether s begins with the n bytes of `word`, in letters of either case. */
static bool begins(const struct name *s, const char *word, size_t n)
{
	size_t i = 0;

	while (i < n && i < s->n && tolower((unsigned char)s->s[i]) == tolower((unsigned char)word[i]))
		i++;
	return i == n;
}

/* How long the prefix of a family is that this column shows: the word and one sign.  0: it does not begin with the word. */
static size_t family_prefix(const struct name *column, const char *word, size_t n)
{
	return begins(column, word, n) && column->n > n + 1 && !isalnum((unsigned char)column->s[n]) ? n + 1 : 0;
}

/* "; 'COLUMN' could be one: --columns ROLE=ITEM", for a family with the prefix's length, else for one column. */
static bool say_binding(char hint[HINT], enum role role, const struct name *column, size_t prefix)
{
	char shown[ERR_EXCERPT], item[ERR_EXCERPT];

	err_excerpt(shown, column->s, column->n);
	err_excerpt(item, column->s, prefix ? prefix : column->n);
	snprintf(hint, HINT, "; '%s' could be one: --columns '%s=%s%s'", shown, role_name(role), item,
		prefix ? "*" : "");
	return true;
}

/* A column named after the word. */
static bool named_after(char hint[HINT], enum role role, const struct names *header, const char *word, size_t n)
{
	bool family = strchr(role_initial(role), '*') != NULL;

	for (size_t i = 0; i < header->n; i++) {
		const struct name *column = &header->name[i];
		size_t prefix = family ? family_prefix(column, word, n) : 0;

		if (prefix || (!family && column->n == n && begins(column, word, n)))
			return say_binding(hint, role, column, prefix);
	}
	return false;
}

static bool named_after_role(char hint[HINT], enum role role, const struct names *header)
{
	const char *s = known[role].alias;

	if (named_after(hint, role, header, role_name(role), strlen(role_name(role))))
		return true;
	while (s && *(s += strspn(s, " "))) {
		size_t n = strcspn(s, " ");

		if (named_after(hint, role, header, s, n))
			return true;
		s += n;
	}
	return false;
}

/* The default's prefix in other letters or with another sign. */
static bool other_prefix(char hint[HINT], enum role role, const struct names *header)
{
	const char *initial = role_initial(role);
	size_t n = strcspn(initial, "*");

	return named_after(hint, role, header, initial, n - (initial[n] && initial[n - 1] == '_'));
}

static bool nearest(char hint[HINT], const struct names *header, const char *s, size_t n)
{
	const struct name *near = names_nearest(header, s, n);
	char shown[ERR_EXCERPT];

	if (near)
		snprintf(hint, HINT, "; the nearest there is '%s'", err_excerpt(shown, near->s, near->n));
	return near != NULL;
}

/* A header of one column in which another separator stands. */
static bool other_separator(char hint[HINT], const struct names *header)
{
	static const char *const separator[] = {"\t", ";", "|"}, *const called[] = {"tabs", "semicolons", "bars"};

	for (size_t i = 0; header->n == 1 && i < sizeof separator / sizeof *separator; i++)
		if (memchr(header->name[0].s, *separator[i], header->name[0].n)) {
			snprintf(hint, HINT, "; the header has no comma but %s: fields are separated by commas",
				called[i]);
			return true;
		}
	return false;
}

static bool written_by(char hint[HINT], enum role role)
{
	if (known[role].writer)
		snprintf(hint, HINT, "; %s", known[role].writer);
	return known[role].writer != NULL;
}

static void find_hint(
	char hint[HINT], const struct roles *r, const struct names *header, const enum role *role, size_t n)
{
	static bool (*const meant[])(char *hint, enum role role, const struct names *header) = {
		named_after_role, other_prefix};

	hint[0] = '\0';
	if (other_separator(hint, header))
		return;
	for (size_t k = 0; k < sizeof meant / sizeof *meant; k++)
		for (size_t i = 0; i < n; i++)
			if (meant[k](hint, role[i], header))
				return;
	for (size_t i = 0; i < n; i++) {
		const char *item = r->role[role[i]].n ? r->role[role[i]].item[0].text : role_initial(role[i]);

		if (nearest(hint, header, item, strlen(item)))
			return;
	}
	for (size_t i = 0; i < n; i++)
		if (written_by(hint, role[i]))
			return;
}

/* "'p_*' (prob) or 'z_*' (logit)" */
static int show_roles(struct buf *b, const struct roles *r, const enum role *role, size_t n, struct err *e)
{
	char shown[ERR_EXCERPT];
	int st = ST_OK;

	for (size_t i = 0; !st && i < n; i++) {
		struct buf list = {0};
		char words[ERR_EXCERPT + 32];

		st = roles_show(r, role[i], &list, e);
		snprintf(words, sizeof words, "%s'%s' (%s)", i ? " or " : "", err_excerpt(shown, list.p, list.n),
			role_name(role[i]));
		if (!st)
			st = buf_add_string(b, words, e);
		buf_free(&list);
	}
	return st ? st : buf_add_char(b, '\0', e);
}

int absent_roles(const struct roles *r, const struct names *header, const char *file, const enum role *role, size_t n,
	struct err *e)
{
	struct buf sought = {0};
	char hint[HINT];
	int st = show_roles(&sought, r, role, n, e);

	find_hint(hint, r, header, role, n);
	if (!st)
		st = err_at(e, ST_DATA, file, 1, 1, "no column %s%s", sought.p, hint);
	buf_free(&sought);
	return st;
}

int absent_second_class(const struct names *header, const char *file, enum role role, size_t column, struct err *e)
{
	const struct name *only = &header->name[column];
	char hint[HINT], shown[ERR_EXCERPT];

	err_excerpt(shown, only->s, only->n);
	if (!other_separator(hint, header))
		snprintf(hint, HINT,
			"; --columns 'prob=%s' makes it the probability of class 1 against class 0; "
			"other classes need a column each",
			shown);
	return err_at(e, ST_DATA, file, 1, 1, "column '%s' is the only one of its role (%s): a class alone%s", shown,
		role_name(role), hint);
}

int absent_item(
	const struct names *header, const char *file, enum role role, const struct role_item *item, struct err *e)
{
	char hint[HINT] = "", shown[ERR_EXCERPT];

	if (!other_separator(hint, header))
		nearest(hint, header, item->text, strlen(item->text));
	return err_at(e, ST_DATA, file, 1, 1, "no column '%s' (%s)%s",
		err_excerpt(shown, item->text, strlen(item->text)), role_name(role), hint);
}

int absent_column(const struct names *header, const char *file, const char *name, size_t n, struct err *e)
{
	char hint[HINT] = "", shown[ERR_EXCERPT];

	if (!other_separator(hint, header))
		nearest(hint, header, name, n);
	return err_at(e, ST_DATA, file, 1, 1, "no column '%s'%s", err_excerpt(shown, name, n), hint);
}
