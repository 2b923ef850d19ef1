/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "online/over.h"

#include <string.h>

#include "base/buf.h"

static const char AGENTS[] = "agents", FIXED[] = "fixed:", ALL[] = "agents,greedy,epsilon,ucb,thompson,exp3,exp3.s";

static bool is(const char *word, size_t n, const char *name)
{
	return strlen(name) == n && memcmp(word, name, n) == 0;
}

static int add(struct adviser *over, size_t *n, enum policy_kind kind, size_t agent, struct err *e)
{
	for (size_t i = 0; i < *n; i++)
		if (over[i].kind == kind && over[i].agent == agent)
			return err_set(e, ST_USAGE, "--over: a policy stands twice: %s", policy_name(kind));
	over[(*n)++] = (struct adviser){kind, agent};
	return ST_OK;
}

static int add_word(
	struct adviser *over, size_t *n, const char *word, size_t length, const struct names *agent, struct err *e)
{
	size_t kind = 0, at = NAMES_NONE;
	int st = ST_OK;

	if (is(word, length, AGENTS)) {
		for (size_t a = 0; !st && a < agent->n; a++)
			st = add(over, n, POLICY_FIXED, a, e);
		return st;
	}
	while (policy_name(kind) && !is(word, length, policy_name(kind)))
		kind++;
	if (policy_name(kind) && kind != POLICY_HEDGE && kind != POLICY_FIXED)
		return add(over, n, (enum policy_kind)kind, 0, e);
	if (length >= sizeof FIXED && memcmp(word, FIXED, sizeof FIXED - 1) == 0)
		at = names_find(agent, word + sizeof FIXED - 1, length - (sizeof FIXED - 1));
	if (at != NAMES_NONE)
		return add(over, n, POLICY_FIXED, at, e);
	return err_set(e, ST_USAGE,
		"--over: '%.*s' is none of greedy, epsilon, ucb, thompson, exp3, exp3.s, conf, fixed:AGENT, agents",
		length > 200 ? 200 : (int)length, word);
}

int over_parse(const char *list, const struct names *agent, bool confs, struct adviser **over, size_t *n, struct err *e)
{
	int st = ST_OK;

	*n = 0;
	/* each policy once at most */
	if (!(*over = mem_alloc(agent->n + POLICY_KINDS, sizeof **over, e)))
		return ST_SYSTEM;
	if (!list)
		st = confs ? add(*over, n, POLICY_CONF, 0, e) : ST_OK;
	for (const char *s = list ? list : ALL; !st && s;) {
		size_t length = strcspn(s, ",");

		st = add_word(*over, n, s, length, agent, e);
		s = s[length] ? s + length + 1 : NULL;
	}
	return st;
}

static bool has_word(const char *list, const char *word)
{
	for (const char *s = list;; s++) {
		size_t n = strcspn(s, ",");

		if (is(s, n, word))
			return true;
		s += n;
		if (!*s)
			return false;
	}
}

bool over_reads(const char *list, const char *option)
{
	static const char *const policies[][6] = {{"epsilon", "epsilon"}, {"alpha", "ucb"}, {"deviation", "thompson"},
		{"mixing", "exp3.s"}, {"ridge", "greedy", "epsilon", "ucb", "thompson"}};

	for (size_t i = 0; i < sizeof policies / sizeof *policies; i++) {
		const char *const *name = policies[i];

		if (strcmp(*name, option) != 0)
			continue;
		while (*++name)
			if (has_word(list, *name))
				return true;
		return false;
	}
	return true;
}
