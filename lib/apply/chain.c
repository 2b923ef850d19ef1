/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "apply/chain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "math/vec.h"
#include "table/record.h"

static const struct {
	const char *name;
	unsigned flag;
} emits[] = {
	{"logits", CHAIN_LOGITS},
	{"probs", CHAIN_PROBS},
	{"confidences", CHAIN_CONFIDENCES},
	{"gates", CHAIN_GATES},
	{"scores", CHAIN_SCORES},
	{"decisions", CHAIN_DECISIONS},
};
enum { EMITS = sizeof emits / sizeof *emits };

static unsigned emit_of(enum role role)
{
	switch (role) {
	case ROLE_LOGIT:
	case ROLE_DEFER:
		return CHAIN_LOGITS;
	case ROLE_PROB:
		return CHAIN_PROBS;
	case ROLE_CONF:
	case ROLE_ESTIMATE:
		return CHAIN_CONFIDENCES;
	case ROLE_GATE:
		return CHAIN_GATES;
	case ROLE_SCORE:
		return CHAIN_SCORES;
	default:
		return CHAIN_DECISIONS;
	}
}

static bool is_text(enum role role)
{
	return role == ROLE_EXPERT || role == ROLE_LABEL || role == ROLE_AGENT || role == ROLE_ANSWER;
}

static bool is_probability(enum role role)
{
	return role == ROLE_PROB || role == ROLE_CONF || role == ROLE_GATE;
}

int chain_parse_emit(const char *list, unsigned *emit, struct err *e)
{
	*emit = list ? 0 : CHAIN_ALL;
	for (const char *s = list; s;) {
		size_t n = strcspn(s, ","), i = 0;

		while (i < EMITS && (strlen(emits[i].name) != n || strncmp(emits[i].name, s, n)))
			i++;
		if (i == EMITS)
			return err_set(e, ST_USAGE,
				"--emit: '%.*s' is none of logits, probs, confidences, gates, "
				"scores, decisions",
				(int)(n < 60 ? n : 60), s);
		*emit |= emits[i].flag;
		s = s[n] ? s + n + 1 : NULL;
	}
	return ST_OK;
}

static int add_slot(struct chain *c, const char *name, enum role role, size_t column, size_t *slot, struct err *e)
{
	char *copy = arena_alloc(&c->arena, strlen(name) + 1, 1);
	size_t index;
	bool finite = column == NAMES_NONE && !is_text(role) && c->models->v[c->binding].kind->finite;
	int st = arena_status(&c->arena, e);

	if (!st)
		st = array_reserve(&c->slot, &c->slot_cap, c->nslot + 1, sizeof *c->slot, e);
	if (!st)
		st = array_reserve(&c->value, &c->value_cap, c->nslot + 1, sizeof *c->value, e);
	if (!st)
		st = array_reserve(&c->latest, &c->latest_cap, c->nslot + 1, sizeof *c->latest, e);
	if (!st)
		st = names_add(&c->slot_name, name, strlen(name), &index, e);
	if (st)
		return st;
	c->latest[index] = c->nslot;
	strcpy(copy, name);
	*slot = c->nslot;
	c->slot[c->nslot] = (struct chain_slot){.name = copy,
		.role = role,
		.column = column,
		.model = c->binding,
		.text = is_text(role),
		.probability = is_probability(role),
		.finite = finite};
	c->value[c->nslot++] = (struct chain_value){.x = NAN};
	return ST_OK;
}

size_t chain_find_slot(const struct chain *c, const char *name)
{
	size_t index = names_find(&c->slot_name, name, strlen(name));

	return index == NAMES_NONE ? NAMES_NONE : c->latest[index];
}

void chain_blame(const struct chain *c, struct err *e)
{
	char text[sizeof e->text];

	memcpy(text, e->text, sizeof text);
	err_set(e, ST_DATA, "%.400s: %.600s", c->models->v[c->binding].file, text);
}

/* Says which model needed the column. */
static int needed_by(const struct chain *c, int st, struct err *e)
{
	char text[sizeof e->text];

	memcpy(text, e->text, sizeof text);
	return err_set(e, st, "%.800s (needed by %.150s)", text, c->models->v[c->binding].file);
}

int chain_slot_of(
	struct chain *c, const char *name, size_t column, enum role role, bool needed, size_t *slot, struct err *e)
{
	int st = ST_OK;

	*slot = chain_find_slot(c, name);
	if (*slot == NAMES_NONE && column != NAMES_NONE)
		st = add_slot(c, name, role, column, slot, e);
	else if (*slot == NAMES_NONE && needed)
		return needed_by(c, table_no_column(c->t, name, e), e);
	if (!st && *slot != NAMES_NONE && needed)
		c->slot[*slot].needed = true;
	return st;
}

int chain_input(struct chain *c, enum role role, const struct name *member, bool needed, size_t *slot, struct err *e)
{
	const struct roles *roles = &c->t->roles;
	struct buf name = {0};
	size_t column;
	int st = roles_find(roles, role, member, &c->t->header, &column, e);

	if (!st)
		st = roles_column(roles, role, member, &c->t->header, &name, e);
	if (!st)
		st = buf_add_char(&name, '\0', e);
	if (!st)
		st = chain_slot_of(c, name.p, column, role, needed, slot, e);
	buf_free(&name);
	return st;
}

int chain_output(struct chain *c, enum role role, const struct name *member, size_t *slot, struct err *e)
{
	struct buf name = {0};
	int st = roles_column(&c->t->roles, role, member, &c->t->header, &name, e);

	if (!st)
		st = buf_add_char(&name, '\0', e);
	if (!st)
		st = add_slot(c, name.p, role, NAMES_NONE, slot, e);
	buf_free(&name);
	return st;
}

/* What is written: for every computed name its last slot, in the order in which they came up. */
static int choose_output(struct chain *c, struct names *names, unsigned *computed, struct err *e)
{
	size_t index;
	int st = ST_OK;

	for (size_t i = 0; !st && i < c->nslot; i++) {
		struct chain_slot *s = &c->slot[i];

		if (s->column != NAMES_NONE)
			continue;
		*computed |= emit_of(s->role);
		s->emitted = emit_of(s->role) & c->emit && chain_find_slot(c, s->name) == i;
		if (s->emitted)
			st = names_add(names, s->name, strlen(s->name), &index, e);
	}
	return st;
}

/* Refuses columns of the input that would stand beside computed ones of the same family, as if of one model. */
static int check_strangers(const struct chain *c, const struct names *written, enum role role, struct err *e)
{
	struct family f = {0};
	bool computed = false;
	int st = roles_has_glob(&c->t->roles, role) ? roles_family(&c->t->roles, role, &c->t->header, &f, e) : ST_OK;

	for (size_t i = 0; i < c->nslot; i++)
		computed |= c->slot[i].emitted && c->slot[i].role == role;
	for (size_t i = 0; !st && computed && i < f.n; i++) {
		const struct name *column = &c->t->header.name[f.column[i]];

		if (names_find(written, column->s, column->n) == NAMES_NONE)
			st = err_at(e, ST_DATA, table_file(c->t), 1, 1,
				"column '%.200s' would stand beside the models' columns of its kind, and is none of them",
				column->s);
	}
	family_free(&f);
	return st;
}

static int check_wanted(unsigned wanted, unsigned computed, struct err *e)
{
	for (size_t i = 0; i < EMITS; i++)
		if (wanted & ~computed & emits[i].flag)
			return err_set(e, ST_USAGE, "--emit: no model computes %s", emits[i].name);
	return ST_OK;
}

static int list_columns(struct chain *c, struct err *e)
{
	c->column = arena_alloc(&c->arena, c->nslot, sizeof *c->column);
	c->number = arena_alloc(&c->arena, c->nslot, sizeof *c->number);
	for (size_t i = 0; c->column && i < c->nslot; i++)
		if (c->slot[i].column != NAMES_NONE && !c->slot[i].text)
			c->column[c->ncolumn++] = c->slot[i].column;
	return arena_status(&c->arena, e);
}

int chain_bind(struct chain *c, const struct chain_models *models, struct table *t, unsigned wanted,
	struct names *computed, struct err *e)
{
	unsigned flags = 0;
	int st;

	c->models = models;
	c->t = t;
	c->emit = wanted ? wanted : CHAIN_ALL;
	c->state = arena_alloc(&c->arena, models->n, sizeof *c->state);
	st = arena_status(&c->arena, e);
	for (c->binding = 0; !st && c->binding < models->n; c->binding++) {
		const struct chain_model *m = &models->v[c->binding];
		void *state = c->state[c->binding] = arena_alloc(&c->arena, 1, m->kind->state_size);

		st = state ? m->kind->bind(state, m->model, c, e) : err_memory(e);
		if (!st)
			st = arena_status(&c->arena, e);
	}
	if (!st)
		st = list_columns(c, e);
	if (!st)
		st = choose_output(c, computed, &flags, e);
	if (!st)
		st = check_wanted(c->aside ? 0 : wanted, flags, e);
	if (!st)
		st = check_strangers(c, computed, ROLE_PROB, e);
	if (!st)
		st = check_strangers(c, computed, ROLE_LOGIT, e);
	return st ? st : check_strangers(c, computed, ROLE_GATE, e);
}

int chain_bind_aside(struct chain *c, const struct chain_models *models, struct table *t, size_t *agent, struct err *e)
{
	struct names computed = {0};
	int st;

	c->aside = true;
	st = chain_bind(c, models, t, CHAIN_DECISIONS, &computed, e);
	names_free(&computed);
	*agent = NAMES_NONE;
	for (size_t i = 0; !st && i < c->nslot; i++) {
		if (c->slot[i].emitted && c->slot[i].role == ROLE_AGENT)
			*agent = i;
		c->slot[i].emitted = false;
	}
	return st || *agent != NAMES_NONE
		? st
		: err_set(e, ST_DATA, "the models decide nothing: the last one says no agent");
}

void chain_free(struct chain *c)
{
	for (size_t i = 0; c->state && i < c->models->n; i++)
		if (c->state[i] && c->models->v[i].kind->unbind)
			c->models->v[i].kind->unbind(c->state[i]);
	arena_free(&c->arena);
	free(c->slot);
	free(c->value);
	free(c->latest);
	names_free(&c->slot_name);
	*c = (struct chain){0};
}

/* Reads an input's cell. */
static int read_cell(struct chain *c, size_t i, struct err *e)
{
	const struct chain_slot *s = &c->slot[i];
	const struct csv_field *f = &c->t->row.f[s->column];
	struct chain_value *v = &c->value[i];
	bool missing;
	int st;

	if (!s->text && table_plain_number(c->t, s->column, &v->x) && !(s->probability && !(v->x >= 0 && v->x <= 1)))
		return ST_OK;
	missing = table_missing(c->t, s->column);
	if (missing && s->needed)
		return table_cell_missing(c->t, s->column, e);
	if (s->text) {
		v->s = f->p;
		v->n = missing ? 0 : f->n;
		return ST_OK;
	}
	st = table_number(c->t, s->column, &v->x, e);
	if (!st && s->probability)
		st = table_probability(c->t, s->column, &v->x, e);
	return st;
}

/* What model i computed of a row: infinite features, or a damaged model, must not go on as numbers.  Slots lie in the
 * models' order; *at is the first one that is not of a model before. */
static int check_computed(const struct chain *c, size_t i, size_t *at, struct err *e)
{
	for (; *at < c->nslot && c->slot[*at].model == i; ++*at) {
		const struct chain_slot *s = &c->slot[*at];

		if (s->finite && !isfinite(c->value[*at].x))
			return err_at(e, ST_DATA, table_file(c->t), c->t->row.line, 1,
				"the model %.200s computes no finite number for '%.200s'", c->models->v[i].file,
				s->name);
	}
	return ST_OK;
}

/* In their order, so that of several bad cells the first one is the error. */
static int read_cells(struct chain *c, struct err *e)
{
	size_t plain = table_plain_numbers(c->t, c->column, c->ncolumn, c->number), k = 0;
	int st = ST_OK;

	for (size_t i = 0; !st && i < c->nslot; i++) {
		const struct chain_slot *s = &c->slot[i];

		if (s->column == NAMES_NONE)
			continue;
		c->value[i].x = k < plain ? c->number[k] : NAN;
		k += !s->text;
		if (s->text || k > plain || (s->probability && !(c->value[i].x >= 0 && c->value[i].x <= 1)))
			st = read_cell(c, i, e);
	}
	return st;
}

int chain_read(struct chain *c, struct err *e)
{
	size_t at = 0;
	int st = read_cells(c, e);

	for (size_t i = 0; !st && i < c->models->n; i++) {
		st = c->models->v[i].kind->row(c->state[i], c->value, e);
		if (!st)
			st = check_computed(c, i, &at, e);
	}
	return st;
}

int chain_next(struct chain *c, struct extend *x, struct err *e)
{
	int st = table_next(c->t, e);

	if (!st)
		st = chain_read(c, e);
	if (st)
		return st;
	extend_row(x, &c->t->row);
	for (size_t i = 0; i < c->nslot; i++) {
		if (!c->slot[i].emitted)
			continue;
		if (c->slot[i].text)
			extend_text(x, c->value[i].s, c->value[i].n);
		else
			extend_number(x, c->value[i].x);
	}
	return extend_end(x, e);
}

static char model_text[] = "model";
const struct name chain_model_name = {model_text, sizeof model_text - 1};

int chain_decision(struct chain *c, const struct names *classes, const struct names *experts, struct chain_decision *d,
	struct err *e)
{
	int st = c->aside ? ST_OK : record_check(c->t, 0, e);

	if (st)
		return st;
	*d = (struct chain_decision){classes, experts, c, 0, 0, arena_alloc_none(&c->arena, 1 + experts->n), false};
	st = arena_status(&c->arena, e);
	for (size_t j = 0; !st && j < experts->n; j++)
		st = chain_input(c, ROLE_EXPERT, &experts->name[j], false, &d->said[1 + j], e);
	d->rejects = !st && experts->n == 1 && d->said[1] == NAMES_NONE && names_find(experts, "reject", 6) == 0;
	if (!st)
		st = chain_output(c, ROLE_AGENT, NULL, &d->agent, e);
	return st ? st : chain_output(c, ROLE_ANSWER, NULL, &d->answer, e);
}

static void set_text(struct chain_value *v, const struct name *name)
{
	v->s = name->s;
	v->n = name->n;
}

void chain_decide(const struct chain_decision *d, struct chain_value *v, size_t agent, const double *p)
{
	struct chain_value *answer = &v[d->answer];

	set_text(&v[d->agent], agent ? &d->experts->name[agent - 1] : &chain_model_name);
	if (!agent && d->classes->n)
		set_text(answer, &d->classes->name[vec_argmax(p, d->classes->n)]);
	else if (!agent || d->said[agent] == NAMES_NONE)
		answer->n = 0;
	else
		*answer = v[d->said[agent]];
	if (agent && !answer->n && d->chain->slot[d->agent].emitted) {
		d->chain->t->counts.unanswered += d->said[agent] != NAMES_NONE;
		d->chain->t->counts.rejected += d->rejects;
	}
}
