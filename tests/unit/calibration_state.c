/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/calibrate/calibration_state: rows that are alike are one, of all weights together; what is read is written again to the byte; states of two
 * halves are those of the whole; other options and other targets are refused. */
#include "check.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "calibrate/calibration_rows.h"
#include "calibrate/calibration_table.h"
#include "process/process.h"

enum { FILES = 16, BYTES = 4096 };

static struct err e;
static struct calibration_options fit = {.method = -1, .bins = 2};
static const struct table_options plain;
static const struct names ungrouped;

static const char *const table[] = {"y,e_x,conf_x,w\na,a,.25,.5\nb,a,.25,1\na,a,.25,1.5\n",
	"y,e_x,conf_x,w\na,a,.75,1\nb,b,.25,.25\n", "y,e_z,conf_z\na,a,.5\nb,a,.5\n"};

/* A file without a name, under one by which it can be opened again. */
static const char *new_file(const char *text, int *fd)
{
	static char path[FILES][32];
	static size_t n;

	CHECK(!process_file(fd, &e) && write(*fd, text, strlen(text)) == (ssize_t)strlen(text));
	snprintf(path[n], sizeof path[n], "/proc/self/fd/%d", *fd);
	return path[n++];
}

static struct calibration_setting setting(int fd)
{
	return (struct calibration_setting){.target = CALIBRATE_EXPERTS,
		.by = &ungrouped,
		.fit = &fit,
		.fd = fd,
		.jobs = 1,
		.table = &plain,
		.partial = true};
}

static const char *state_of(const char *text)
{
	int in, out;
	const char *from = new_file(text, &in), *to = new_file("", &out);
	struct calibration_setting s = setting(dup(out));

	CHECK(!calibration_run(&s, &(struct table_run){&plain, &(struct strings){&from, 1, 1}, "test", 0, "1"}, &e));
	return to;
}

static void free_sample(struct calibration_sample *s)
{
	for (size_t a = 0; s->rows && a < s->c.agent.n; a++)
		pile_free(&s->rows[a]);
	free(s->rows);
	free(s->target);
	groups_free(&s->groups);
	cases_free(&s->c);
}

static int read_states(struct calibration_sample *s, struct calibration_setting *set, const char **file, size_t n)
{
	*s = (struct calibration_sample){.set = set};
	return calibration_state_read(s, &(struct strings){file, n, n}, &e);
}

/* The bytes of a file. */
static size_t bytes(const char *path, char *text)
{
	FILE *f = fopen(path, "r");
	size_t n = f ? fread(text, 1, BYTES, f) : 0;

	CHECK(f && n);
	if (f)
		fclose(f);
	return n;
}

/* The rows of both halves: of .25 right weigh 2.25, wrong 1; of .75 right 1. */
static void check_rows(struct calibration_sample *s)
{
	struct pile *rows = &s->rows[s->c.agent.n - 1];
	struct calibration_row r;

	CHECK(s->c.agent.n >= 1 && !strcmp(s->c.agent.name[s->c.agent.n - 1].s, "x"));
	CHECK(!calibration_rows_tidy(rows, false, &e) && rows->n == 3);
	for (size_t i = 0; i < rows->n; i++) {
		r = calibration_rows_get(rows, i);
		CHECK(r.in[1] == .25 ? r.w == (r.y ? 2.25 : 1) : r.in[1] == .75 && r.y == 1 && r.w == 1);
	}
}

int main(void)
{
	const char *half[2], *other, *again, *both[2];
	char a[BYTES], b[BYTES];
	struct calibration_sample s;
	struct calibration_setting set;
	size_t first = 0, n;
	int out;

	for (size_t i = 0; fit.method < 0; i++)
		if (!strcmp(calibration_method_name(i), "isotonic"))
			fit.method = (int)i;
	half[0] = state_of(table[0]);
	half[1] = state_of(table[1]);
	other = state_of(table[2]);
	again = new_file("", &out);
	set = setting(dup(out));
	CHECK(!read_states(&s, &set, half, 1) && !calibration_state_write(&s, &first, &e));
	free_sample(&s);
	n = bytes(half[0], a);
	CHECK(n == bytes(again, b) && !memcmp(a, b, n));
	CHECK(!read_states(&s, &set, half, 2));
	check_rows(&s);
	free_sample(&s);
	both[0] = half[0];
	both[1] = other;
	CHECK(read_states(&s, &set, both, 2) == ST_DATA && strstr(e.text, "unlike targets"));
	free_sample(&s);
	fit.between = 1;
	CHECK(read_states(&s, &set, half, 1) == ST_DATA);
	free_sample(&s);
	return check_end();
}
