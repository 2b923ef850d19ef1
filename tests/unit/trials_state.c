/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/trials/trials_state: what was read, written and read again is the same, of a missing value too; a part of a trial. */
#include "check.h"

#include <string.h>
#include <unistd.h>

#include "process/process.h"
#include "trials/trials_state.h"

enum { FILES = 3 };

static const char *const table[] = {"t,s,u,v\n1,b,.5,1\n2,b,.25,\n", "t,s,u,v\n1,a,1,2\n2,a,-3,4\n"};
static const struct table_options skip = {.na_action = NA_SKIP};
static char path[FILES][32];
static int fd[FILES];
static struct err e;

static void new_file(size_t i, const char *text)
{
	CHECK(!process_file(&fd[i], &e) && write(fd[i], text, strlen(text)) == (ssize_t)strlen(text));
	snprintf(path[i], sizeof path[i], "/proc/self/fd/%d", fd[i]);
}

static struct trials_options options(bool partial)
{
	return (struct trials_options){&skip, "t", "s", "u,v", 7, partial};
}

static void check_joined(const struct trials *x)
{
	const struct outcomes *u = &x->o[0], *v = &x->o[1];

	CHECK(x->value.n == 2 && u->n == 2 && v->n == 1 && u->name.n == 2 && !strcmp(u->name.name[0].s, "a"));
	CHECK(outcomes_of(u, 0, 0)->value == 1 && outcomes_of(u, 0, 1)->value == -3);
	CHECK(outcomes_of(u, 1, 0)->value == .5 && outcomes_of(v, 1, 0)->value == 1
		&& outcomes_of(v, 0, 0)->value == 2);
}

/* A state of each table, one behind the other. */
static void write_states(void)
{
	struct trials_options part = options(true);
	struct table_counts counts;

	new_file(2, "");
	for (size_t i = 0; i < 2; i++) {
		const char *name = path[i];
		struct trials x = {0};

		CHECK(!trials_read(&x, &part, &(struct strings){&name, 1, 1}, &counts, &e));
		CHECK(!trials_write(&x, &part, dup(fd[2]), &e));
		trials_free(&x);
	}
}

int main(void)
{
	const char *tables[] = {path[0], path[1]}, *state = path[2];
	struct trials_options o = options(false), other = options(false);
	struct trials x = {0}, y = {0}, z = {0};
	struct table_counts counts;

	for (size_t i = 0; i < 2; i++)
		new_file(i, table[i]);
	CHECK(!trials_read(&x, &o, &(struct strings){tables, 2, 2}, &counts, &e));
	check_joined(&x);
	write_states();
	CHECK(!trials_merge(&y, &o, &(struct strings){&state, 1, 1}, &e));
	check_joined(&y);
	CHECK(y.o[0].row[0].key == x.o[0].row[0].key);
	other.seed = 8;
	CHECK(trials_merge(&z, &other, &(struct strings){&state, 1, 1}, &e) == ST_DATA);
	trials_free(&x);
	trials_free(&y);
	trials_free(&z);
	return check_end();
}
