/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/compare/outcomes_state: rows of two systems, with answers that are missing and losses that are infinite, come back to the bit; a row that a system
 * lacks, an id twice, other options. */
#include "check.h"

#include <string.h>
#include <unistd.h>

#include "compare/outcomes_read.h"
#include "compare/outcomes_state.h"
#include "process/process.h"

static struct err e;
static const struct table_options plain;
static const struct decision_options decision = {.cost = NAN};
static const struct strings none;
static const struct names ungrouped;

static const char table[] = "id,y,p_a,p_b,e_x,agent,cost_x,w\n"
			    "3,a,1,0,b,x,.5,1\n"
			    "1,b,1,0,,x,.25,.5\n"
			    "2,b,.25,.75,b,model,.125,2\n";

static struct outcomes_options options(const struct strings *against, uint64_t seed)
{
	return (struct outcomes_options){.table = &plain,
		.decision = &decision,
		.systems = &none,
		.against = against,
		.by = &ungrouped,
		.lambda = NAN,
		.seed = seed,
		.partial = true};
}

static const char *new_file(const char *text, int *fd)
{
	static char path[4][32];
	static size_t n;

	CHECK(!process_file(fd, &e) && write(*fd, text, strlen(text)) == (ssize_t)strlen(text));
	snprintf(path[n], sizeof path[n], "/proc/self/fd/%d", *fd);
	return path[n++];
}

static bool same_number(double a, double b)
{
	return a == b || (isnan(a) && isnan(b));
}

static void check_same(const struct outcomes *a, const struct outcomes *b)
{
	CHECK(a->n == 3 && b->n == 3 && b->name.n == 2 && !strcmp(b->name.name[1].s, "always:x"));
	for (size_t s = 0; s < 2; s++)
		for (size_t i = 0; i < 3; i++) {
			const struct outcome *x = outcomes_of(a, s, i), *y = outcomes_of(b, s, i);

			CHECK(x->model == y->model && x->kept == y->kept && same_number(x->nll, y->nll));
			CHECK(same_number(x->cost, y->cost) && same_number(x->brier, y->brier)
				&& same_number(x->score, y->score));
			CHECK(same_number(x->quality, y->quality) && same_number(x->alone, y->alone));
			CHECK(outcomes_row(a, i)->key == outcomes_row(b, i)->key
				&& outcomes_row(a, i)->weight == outcomes_row(b, i)->weight);
		}
	CHECK(isinf(outcomes_of(b, 0, 0)->nll) && isnan(outcomes_of(b, 1, 0)->quality));
	CHECK(a->system[0].has == b->system[0].has && a->system[1].has == b->system[1].has);
}

int main(void)
{
	const char *x = "x", *file, *state, *twice[2];
	struct strings against = {&x, 1, 1};
	struct outcomes_options o = options(&against, 1), other = options(&against, 2);
	struct outcomes read = {0}, merged = {0}, bad = {0}, unlike = {0};
	struct table_counts counts;
	int fd, out;

	file = new_file(table, &fd);
	state = new_file("", &out);
	CHECK(!outcomes_read(&read, &o, &(struct strings){&file, 1, 1}, &counts, &e));
	CHECK(!outcomes_write(&read, &o, dup(out), &e));
	CHECK(!outcomes_merge(&merged, &o, &(struct strings){&state, 1, 1}, &e));
	check_same(&read, &merged);
	twice[0] = twice[1] = state;
	CHECK(outcomes_merge(&bad, &o, &(struct strings){twice, 2, 2}, &e) == ST_DATA
		&& strstr(e.text, "an id that stands twice"));
	CHECK(outcomes_merge(&unlike, &other, &(struct strings){&state, 1, 1}, &e) == ST_DATA);
	outcomes_free(&read);
	outcomes_free(&merged);
	outcomes_free(&bad);
	outcomes_free(&unlike);
	return check_end();
}
