/*
 * l2d-loss: the surrogate loss of every row, and its gradient.
 * Reads z_* (or p_*), y; but for ce: defer_*, e_*; if there: cost_*.  Writes the table with loss, grad_*.
 * Memory: O(columns).  Rows are independent.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/opt.h"
#include "base/vec.h"
#include "model/loss.h"
#include "model/train_table.h"
#include "table/cases.h"
#include "table/extend.h"
#include "table/report.h"

static struct {
	struct table_options table;
	int loss, cmax;
	struct strings costs;
	double alpha;
	bool free, gradient, renormalize;
	size_t digits;
} set = {.alpha = NAN};

static const struct opt options[] = {
	{0, "loss", OPT_CHOICE, &set.loss, LOSS_NAMES, "the surrogate loss", "ce"},
	{'c', "cost", OPT_LIST, &set.costs, "[NAME=]C",
		"price of asking the expert, or any expert (repeatable); goes before cost_*", "cost_*, else 0"},
	{0, "cmax", OPT_CHOICE, &set.cmax, "const|tight", "css, ova, sova: c_max is 1 + c0, or max(1, c)", "const"},
	{0, "alpha", OPT_NUMBER, &set.alpha, "A", "css: weight of the label where an expert is right; realizable: share", "1"},
	{0, "free", OPT_FLAG, &set.free, NULL, "rejector: r is d itself, not d - max f", NULL},
	{0, "gradient", OPT_FLAG, &set.gradient, NULL, "add the gradient by every logit", NULL},
	TABLE_OPTIONS(set.table),
	CASES_OPTIONS(set.renormalize),
	DIGITS_OPTION(set.digits),
	{0},
};

static const struct program program = {
	.name = "l2d-loss",
	.operands = "[FILE]...",
	.purpose = "Add the surrogate loss of every row, and its gradient by the logits.",
	.reads = "z_* (or p_*), y; but for ce: defer_*, e_*; if there: cost_*",
	.writes = "the table with loss; --gradient: grad_ and the name of each logit",
	.opts = options,
};

struct state {
	struct table t;
	struct cases c;
	struct extend x;
	const struct loss *loss;
	struct loss_setup setup;
	size_t *defer;       /* [experts] columns */
	double *z, *g;       /* [classes + experts] */
	double *c0;          /* [experts] */
	int32_t *e;          /* [experts] */
	struct names output;
};

/* The options that the loss has no use for are mistakes. */
static int check_options(const struct loss *l, struct err *e)
{
	if (set.costs.n && !(l->flags & LOSS_COST))
		return err_set(e, ST_USAGE, "--cost: the loss %s has none", l->name);
	if (set.cmax && !(l->flags & LOSS_CMAX))
		return err_set(e, ST_USAGE, "--cmax: the loss %s has none", l->name);
	if (!isnan(set.alpha) && !(l->flags & LOSS_ALPHA))
		return err_set(e, ST_USAGE, "--alpha: the loss %s has none", l->name);
	if (set.free && !(l->flags & LOSS_FREE))
		return err_set(e, ST_USAGE, "--free: the loss %s has none", l->name);
	return ST_OK;
}

/* Adds "PREFIX" and the name of the column, or of the role's column for the member. */
static int add_output(struct state *s, enum role role, const struct name *member, struct err *e)
{
	struct buf name = {0};
	size_t index;
	int st = buf_add_string(&name, "grad_", e);

	if (!st)
		st = roles_column(&s->t.roles, role, member, &name, e);
	if (!st)
		st = names_add(&s->output, name.p, name.n, &index, e);
	buf_free(&name);
	return st;
}

static int bind_output(struct state *s, struct err *e)
{
	size_t index;
	int st = names_add(&s->output, "loss", 4, &index, e);

	for (size_t k = 0; !st && set.gradient && k < s->setup.nclass; k++)
		st = add_output(s, ROLE_LOGIT, &s->c.classes.name[k], e);
	for (size_t j = 0; !st && set.gradient && j < s->setup.nexpert; j++)
		st = add_output(s, ROLE_DEFER, &s->c.agent.name[1 + j], e);
	return st ? st : extend_init(&s->x, &s->t, &s->output, STDOUT_FILENO, set.digits, e);
}

static int bind_defer(struct state *s, struct err *e)
{
	int st = ST_OK;

	for (size_t j = 0; !st && j < s->setup.nexpert; j++) {
		struct buf name = {0};

		st = roles_column(&s->t.roles, ROLE_DEFER, &s->c.agent.name[1 + j], &name, e);
		if (!st)
			st = buf_add_char(&name, '\0', e);
		if (!st)
			st = table_column(&s->t, name.p, &s->defer[j], e);
		buf_free(&name);
	}
	return st;
}

static int start(struct state *s, struct err *e)
{
	unsigned experts = s->loss->flags & LOSS_EXPERTS ? CASES_ANSWER : 0;
	unsigned costs = s->loss->flags & LOSS_COST && !set.costs.n ? CASES_COST : 0;
	struct names names = {0};
	size_t nc, ne;
	int st = cases_init(&s->c, &s->t, CASES_LABEL | CASES_PROB | experts, CASES_LOGIT | costs, set.renormalize, e);

	if (st)
		return st;
	nc = s->setup.nclass = s->c.classes.n;
	ne = s->setup.nexpert = s->c.nexpert;
	s->defer = mem_alloc(ne, sizeof *s->defer, e);
	s->z = mem_alloc(nc + ne, sizeof *s->z, e);
	s->g = mem_alloc(nc + ne, sizeof *s->g, e);
	s->c0 = mem_alloc(ne, sizeof *s->c0, e);
	s->e = mem_alloc(ne, sizeof *s->e, e);
	if (!s->defer || !s->z || !s->g || !s->c0 || !s->e)
		return ST_SYSTEM;
	names = (struct names){.n = ne, .name = s->c.agent.name + 1};
	(void)names;
	st = bind_defer(s, e);
	return st ? st : bind_output(s, e);
}
