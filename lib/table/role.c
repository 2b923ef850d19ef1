/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "table/role.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name, *pattern;
} role_table[ROLE_COUNT] = {
	[ROLE_LABEL] = {"label", "y"},
	[ROLE_PROB] = {"prob", "p_*"},
	[ROLE_LOGIT] = {"logit", "z_*"},
	[ROLE_EXPERT] = {"expert", "e_*"},
	[ROLE_DEFER] = {"defer", "defer_*"},
	[ROLE_CONF] = {"conf", "conf_*"},
	[ROLE_COST] = {"cost", "cost_*"},
	[ROLE_GATE] = {"gate", "q_*"},
	[ROLE_FEATURE] = {"feature", "x_*"},
	[ROLE_WEIGHT] = {"weight", "w"},
	[ROLE_SCORE] = {"score", "score"},
	[ROLE_AGENT] = {"agent", "agent"},
	[ROLE_ANSWER] = {"answer", "answer"},
	[ROLE_AVAILABLE] = {"available", "avail_*"},
	[ROLE_LATENCY] = {"latency", "latency_*"},
	[ROLE_PAID] = {"paid", "paid"},
	[ROLE_ID] = {"id", "id"},
	[ROLE_PROPENSITY] = {"propensity", "propensity"},
	[ROLE_TIME] = {"time", "time"},
	[ROLE_READINGS] = {"readings", "readings"},
	[ROLE_EFFORT] = {"effort", "effort_*"},
	[ROLE_FIXED] = {"fixed", "fixed"},
	[ROLE_QUALITY] = {"quality", "quality_*"},
	[ROLE_LOSS] = {"loss", "loss_*"},
	[ROLE_ESTIMATE] = {"estimate", "est_*"},
	[ROLE_KNOWN] = {"known", "est_*"},
	[ROLE_COVERAGE] = {"coverage", "coverage"},
	[ROLE_SYSTEM_ACCURACY] = {"system_accuracy", "system_accuracy"},
	[ROLE_AUROC] = {"auroc", "auroc"},
	[ROLE_AP] = {"ap", "ap"},
	[ROLE_RISK] = {"risk", "risk"},
	[ROLE_SHARE] = {"share", "share_*"},
	[ROLE_LO] = {"lo", "lo"},
	[ROLE_HI] = {"hi", "hi"},
	[ROLE_N] = {"n", "n"},
	[ROLE_CONFIDENCE] = {"confidence", "confidence"},
	[ROLE_FREQUENCY] = {"frequency", "frequency"},
	[ROLE_WILSON_LO] = {"wilson_lo", "wilson_lo"},
	[ROLE_WILSON_HI] = {"wilson_hi", "wilson_hi"},
	[ROLE_BOOTSTRAP_LO] = {"bootstrap_lo", "bootstrap_lo"},
	[ROLE_BOOTSTRAP_HI] = {"bootstrap_hi", "bootstrap_hi"},
	[ROLE_CONSISTENCY_LO] = {"consistency_lo", "consistency_lo"},
	[ROLE_CONSISTENCY_HI] = {"consistency_hi", "consistency_hi"},
	[ROLE_SYSTEM_ACCURACY_LO] = {"system_accuracy_lo", "system_accuracy_lo"},
	[ROLE_SYSTEM_ACCURACY_HI] = {"system_accuracy_hi", "system_accuracy_hi"},
	[ROLE_RISK_LO] = {"risk_lo", "risk_lo"},
	[ROLE_RISK_HI] = {"risk_hi", "risk_hi"},
	[ROLE_ROW] = {"row", "row"},
	[ROLE_ACCURACY_LO] = {"accuracy_lo", "accuracy_lo"},
	[ROLE_ACCURACY_HI] = {"accuracy_hi", "accuracy_hi"},
	[ROLE_MEAN_COST] = {"mean_cost", "cost"},
	[ROLE_ACCURACY] = {"accuracy", "accuracy"},
	[ROLE_ALARMS] = {"alarms", "alarms"},
	[ROLE_RADIUS] = {"radius", "radius"},
	[ROLE_CERTIFIED] = {"certified", "certified"},
	[ROLE_ALARM] = {"alarm", "alarm"},
	[ROLE_ALONE] = {"alone", "alone_*"},
	[ROLE_VALUE] = {"value", "difference"},
	[ROLE_VALUE_LO] = {"value_lo", "difference_lo"},
	[ROLE_VALUE_HI] = {"value_hi", "difference_hi"},
};

const char *role_name(enum role role)
{
	return role_table[role].name;
}

const char *role_initial(enum role role)
{
	return role_table[role].pattern;
}

int role_of(const char *s, size_t n)
{
	for (int i = 0; i < ROLE_COUNT; i++)
		if (strlen(role_table[i].name) == n && !strncmp(role_table[i].name, s, n))
			return i;
	return -1;
}

void role_item_free(const struct role_item *item)
{
	if (item->source != ROLE_INITIAL)
		free((char *)item->text);
}

static void list_clear(struct role_list *l)
{
	for (size_t i = 0; i < l->n; i++)
		role_item_free(&l->item[i]);
	l->n = 0;
}

void roles_free(struct roles *r)
{
	for (int i = 0; i < ROLE_COUNT; i++) {
		list_clear(&r->role[i]);
		free(r->role[i].item);
	}
	*r = (struct roles){0};
}

/* Whether the name matches; *at and *n are then the bytes that '*' stands for, or the whole name. */
static bool match(const char *pattern, const struct name *name, size_t *at, size_t *n)
{
	const char *star = strchr(pattern, '*');
	size_t prefix = star ? (size_t)(star - pattern) : strlen(pattern);
	size_t suffix = star ? strlen(star + 1) : 0;

	if (name->n < prefix + suffix || memcmp(name->s, pattern, prefix))
		return false;
	*at = star ? prefix : 0;
	*n = name->n - *at - suffix;
	if (!star)
		return name->n == prefix;
	return !memcmp(name->s + prefix + *n, star + 1, suffix) && *n;
}

/* The first item that makes the column one of the role; NULL when none does or one leaves it out. */
static const struct role_item *item_of(const struct role_list *l, const struct name *column, size_t *at, size_t *n)
{
	const struct role_item *found = NULL;
	size_t i_at, i_n;

	for (size_t i = 0; i < l->n; i++) {
		if ((found && !l->item[i].out) || !match(l->item[i].text, column, &i_at, &i_n))
			continue;
		if (l->item[i].out)
			return NULL;
		found = &l->item[i];
		*at = i_at;
		*n = i_n;
	}
	return found;
}

static int same_member(const struct names *header, size_t a, size_t b, const struct name *member, struct err *e)
{
	char one[ERR_EXCERPT], other[ERR_EXCERPT], shown[ERR_EXCERPT];

	return err_set(e, ST_DATA, "the columns '%s' and '%s' are both for '%s'",
		err_excerpt(one, header->name[a].s, header->name[a].n),
		err_excerpt(other, header->name[b].s, header->name[b].n), err_excerpt(shown, member->s, member->n));
}

int roles_family(const struct roles *r, enum role role, const struct names *header, struct family *f, struct err *e)
{
	size_t cap = 0, at, n, index;
	bool named = false;
	int st = ST_OK;

	*f = (struct family){0};
	for (size_t i = 0; !st && i < header->n; i++) {
		const struct role_item *item = item_of(&r->role[role], &header->name[i], &at, &n);

		if (!item)
			continue;
		named = !strchr(item->text, '*');
		st = array_reserve(&f->column, &cap, f->n + 1, sizeof *f->column, e);
		if (!st)
			st = names_add(&f->member, header->name[i].s + at, n, &index, e);
		if (!st && index < f->n)
			st = same_member(header, f->column[index], i, &f->member.name[index], e);
		if (!st)
			f->column[f->n++] = i;
	}
	f->single = named && f->n == 1;
	if (st)
		family_free(f);
	return st;
}

void family_free(struct family *f)
{
	free(f->column);
	names_free(&f->member);
	*f = (struct family){0};
}

const struct role_item *roles_unmatched(const struct roles *r, enum role role, const struct names *header)
{
	const struct role_list *l = &r->role[role];

	for (size_t i = 0; i < l->n; i++) {
		size_t k = 0, at, n;

		while (k < header->n && !match(l->item[i].text, &header->name[k], &at, &n))
			k++;
		if (l->item[i].source == ROLE_OPTION && k == header->n)
			return &l->item[i];
	}
	return NULL;
}

/* Appends the item with the member, if any, in place of '*'. */
static int put_member(const char *item, const struct name *member, struct buf *out, struct err *e)
{
	const char *star = member ? strchr(item, '*') : NULL;
	int st = buf_add(out, item, star ? (size_t)(star - item) : strlen(item), e);

	if (!st && star)
		st = buf_add(out, member->s, member->n, e);
	return st || !star ? st : buf_add_string(out, star + 1, e);
}

/* The column of one item for the member. */
static size_t find_by_item(
	const struct role_list *l, const struct role_item *item, const struct name *name, const struct names *header)
{
	size_t column = names_find(header, name->s, name->n), at, n;

	return column != NAMES_NONE && item_of(l, &header->name[column], &at, &n) == item ? column : NAMES_NONE;
}

int roles_find(const struct roles *r, enum role role, const struct name *member, const struct names *header,
	size_t *column, struct err *e)
{
	const struct role_list *l = &r->role[role];
	struct buf name = {0};
	int st = ST_OK;

	*column = NAMES_NONE;
	for (size_t i = 0; !st && i < l->n && *column == NAMES_NONE; i++) {
		const char *text = l->item[i].text;

		if (l->item[i].out || (member && !strchr(text, '*') && strcmp(text, member->s)))
			continue;
		name.n = 0;
		st = put_member(text, member, &name, e);
		if (!st)
			*column = find_by_item(l, &l->item[i], &(struct name){name.p, name.n}, header);
	}
	buf_free(&name);
	return st;
}

/* The item under which a member that has no column is written. */
static const char *item_to_write(const struct role_list *l, const char *initial, const struct name *member)
{
	const char *glob = NULL;

	for (size_t i = 0; i < l->n; i++) {
		const char *text = l->item[i].text;

		if (l->item[i].out)
			continue;
		if (strchr(text, '*'))
			glob = glob ? glob : text;
		else if (!member || !strcmp(text, member->s))
			return text;
	}
	return member && glob ? glob : initial;
}

int roles_column(const struct roles *r, enum role role, const struct name *member, const struct names *header,
	struct buf *out, struct err *e)
{
	size_t column;
	int st = roles_find(r, role, member, header, &column, e);

	if (st)
		return st;
	if (column != NAMES_NONE)
		return buf_add(out, header->name[column].s, header->name[column].n, e);
	return put_member(item_to_write(&r->role[role], role_table[role].pattern, member), member, out, e);
}

const char *roles_one(const struct roles *r, enum role role)
{
	const struct role_list *l = &r->role[role];

	return l->n == 1 && !l->item[0].out && !strchr(l->item[0].text, '*') ? l->item[0].text : NULL;
}

bool roles_has_glob(const struct roles *r, enum role role)
{
	const struct role_list *l = &r->role[role];

	for (size_t i = 0; i < l->n; i++)
		if (!l->item[i].out && strchr(l->item[i].text, '*'))
			return true;
	return false;
}

bool roles_has(const struct roles *r, enum role role, const struct name *column)
{
	size_t at, n;

	return item_of(&r->role[role], column, &at, &n);
}

int roles_show(const struct roles *r, enum role role, struct buf *out, struct err *e)
{
	const struct role_list *l = &r->role[role];
	int st = ST_OK;

	for (size_t i = 0; !st && i < l->n; i++) {
		st = i ? buf_add_char(out, ',', e) : ST_OK;
		if (!st && l->item[i].out)
			st = buf_add_char(out, '!', e);
		if (!st)
			st = buf_add_string(out, l->item[i].text, e);
	}
	return st;
}
