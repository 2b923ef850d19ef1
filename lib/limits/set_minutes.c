/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "limits/set_minutes.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "limits/set_class.h"

int set_minutes_check(const struct set_limits *l, const bool *timed, struct err *e)
{
	size_t model = names_find(l->agent, "model", 5);

	for (size_t i = 0; i < l->n; i++) {
		const struct set_line *line = &l->line[i];

		for (size_t a = 0; !isinf(line->minutes) && line->agent != SET_EVERY && a < l->agent->n; a++)
			if (set_line_has(l, line, line->agent, a) && !timed[a] && (a != model || line->agent == model))
				return err_at(e, ST_DATA, l->file, line->line, 1,
					"no column says how many minutes '%.200s' needs", l->agent->name[a].s);
	}
	return ST_OK;
}

/* Limit number s->n, of the line for a group that has the class. */
static int add(struct set_minutes *s, const struct set_limits *l, const struct set_line *line, size_t agent,
	const struct name *class, struct err *e)
{
	struct buf name = {0}, place = {0};
	size_t index;
	int st = set_line_name(l, line, agent, class, &name, e);

	if (!st)
		st = buf_add_string(&name, " (minutes)", e);
	if (!st)
		st = buf_add_char(&name, 0, e);
	name.n -= !st;
	if (!st)
		st = set_line_place(l, line, &(struct name){name.p, name.n}, &place, e);
	if (!st)
		st = names_add(&s->name, name.p, name.n, &index, e);
	if (!st && index < s->n)
		st = err_at(e, ST_DATA, l->file, line->line, 1, "'%.300s' has a limit already", name.p);
	if (!st)
		st = names_add(&s->place, place.p, place.n, &index, e);
	if (!st)
		st = array_reserve(&s->hi, &s->cap, s->n + 1, sizeof *s->hi, e);
	if (!st)
		s->hi[s->n++] = line->minutes;
	buf_free(&name);
	buf_free(&place);
	return st;
}

/* That the readings of a leaf count in a limit. */
struct link {
	size_t leaf, limit;
};

struct links {
	struct link *link;
	size_t n, cap;
};

/* The line's limit of the agent, or of all of its agents, in the classes. */
static int add_group(struct set_minutes *s, struct links *to, const struct set_limits *l, const struct set_line *line,
	size_t agent, const struct names *class, const size_t *in, size_t n, struct err *e)
{
	size_t m = l->agent->n;
	int st = array_reserve(&to->link, &to->cap, to->n + n * m, sizeof *to->link, e);

	for (size_t i = 0; !st && i < n; i++)
		for (size_t a = 0; a < m; a++)
			if (set_line_has(l, line, agent, a))
				to->link[to->n++] = (struct link){in[i] * m + a, s->n};
	return st ? st : add(s, l, line, agent, &class->name[in[0]], e);
}

static int add_line(struct set_minutes *s, struct links *to, const struct set_limits *l, const struct set_line *line,
	const struct names *class, const bool *timed, struct err *e)
{
	bool every = line->agent == SET_EVERY;
	struct set_groups group;
	int st = set_line_groups(l, line, class, &group, e);

	for (size_t g = 0; !st && g < group.n; g++)
		for (size_t a = 0; !st && a < (every ? l->agent->n : 1); a++)
			if (!every || timed[a])
				st = add_group(s, to, l, line, every ? a : line->agent, class,
					group.class + group.from[g], group.from[g + 1] - group.from[g], e);
	set_groups_free(&group);
	return st;
}

/* By leaf. */
static int sort_links(struct set_minutes *s, const struct links *links, size_t leaves, struct err *e)
{
	s->from = mem_alloc(leaves + 2, sizeof *s->from, e);
	s->limit = mem_alloc(links->n, sizeof *s->limit, e);
	if (!s->from || !s->limit)
		return ST_SYSTEM;
	for (size_t i = 0; i < links->n; i++)
		s->from[links->link[i].leaf + 2]++;
	for (size_t k = 2; k <= leaves; k++)
		s->from[k] += s->from[k - 1];
	for (size_t i = 0; i < links->n; i++) /* from[k + 1]: where leaf k goes on, in the end where it ends */
		s->limit[s->from[links->link[i].leaf + 1]++] = links->link[i].limit;
	return ST_OK;
}

int set_minutes_init(
	struct set_minutes *s, const struct set_limits *l, const struct names *class, const bool *timed, struct err *e)
{
	struct links links = {0};
	int st = ST_OK;

	*s = (struct set_minutes){0};
	for (size_t i = 0; !st && i < l->n; i++)
		if (!isinf(l->line[i].minutes))
			st = add_line(s, &links, l, &l->line[i], class, timed, e);
	if (!st)
		st = sort_links(s, &links, class->n * l->agent->n, e);
	free(links.link);
	return st;
}

void set_minutes_free(struct set_minutes *s)
{
	names_free(&s->name);
	names_free(&s->place);
	free(s->hi);
	free(s->from);
	free(s->limit);
	*s = (struct set_minutes){0};
}
