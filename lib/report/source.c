/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "report/source.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "process/process.h"
#include "summary/groups.h"

static bool reads_input(const struct strings *files)
{
	for (size_t i = 0; i < files->n; i++)
		if (!strcmp(files->v[i], "-"))
			return true;
	return !files->n;
}

static int find_confidences(struct source *s, const struct table *t, struct err *e)
{
	struct family expert = {0}, conf = {0};
	int st = table_family(t, ROLE_EXPERT, &expert, e);

	if (!st)
		st = table_family(t, ROLE_CONF, &conf, e);
	s->conf_of_all = expert.n > 0;
	for (size_t i = 0; i < expert.n; i++)
		s->conf_of_all &=
			names_find(&conf.member, expert.member.name[i].s, expert.member.name[i].n) != NAMES_NONE;
	family_free(&expert);
	family_free(&conf);
	return st;
}

static int find_roles(struct source *s, const struct table *t, struct err *e)
{
	const struct {
		enum role role;
		bool *there;
	} asked[] = {{ROLE_LABEL, &s->label}, {ROLE_PROB, &s->prob}, {ROLE_LOGIT, &s->prob}, {ROLE_EXPERT, &s->expert},
		{ROLE_CONF, &s->conf}, {ROLE_SCORE, &s->score}, {ROLE_AGENT, &s->agent}, {ROLE_QUALITY, &s->graded},
		{ROLE_LOSS, &s->graded}, {ROLE_PAID, &s->paid}, {ROLE_COST, &s->cost}, {ROLE_ID, &s->id},
		{ROLE_PROPENSITY, &s->propensity}};
	int st = ST_OK;

	for (size_t i = 0; !st && i < sizeof asked / sizeof *asked; i++) {
		struct family f = {0};

		st = table_family(t, asked[i].role, &f, e);
		*asked[i].there |= !st && f.n;
		family_free(&f);
	}
	if (!st && !s->label && !s->graded)
		st = table_absent(t, (const enum role[]){ROLE_LABEL, ROLE_QUALITY}, 2, e);
	if (!st)
		st = find_confidences(s, t, e);
	s->readers = names_find(&t->header, "agent_1", strlen("agent_1")) != NAMES_NONE;
	return st;
}

/* A pipe could be read once only. */
static int check_files(const struct strings *files, struct err *e)
{
	struct stat status;
	char shown[ERR_EXCERPT];

	for (size_t i = 0; i < files->n; i++)
		if (!stat(files->v[i], &status) && (S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode)))
			return err_set(e, ST_USAGE,
				"%s is a pipe, and is read more than once: give it as standard input",
				err_excerpt(shown, files->v[i], strlen(files->v[i])));
	return ST_OK;
}

int source_open(struct source *s, const struct source_options *opt, const struct strings *files, struct err *e)
{
	struct table t;
	int st = check_files(files, e);

	*s = (struct source){.opt = opt, .begin = -1};
	if (!st)
		st = operands_sort(&s->operands, &opt->table, files, e);
	if (!st && reads_input(files))
		st = process_replay(&s->begin, e);
	if (st)
		return st;
	st = table_open(&t, &opt->table, &s->operands.cases, e);
	if (st)
		return st;
	st = find_roles(s, &t, e);
	table_close(&t);
	return st;
}

const char *source_says(const struct source *s, const char *of_labels, const char *of_qualities)
{
	return s->graded ? of_qualities : of_labels;
}

void source_close(struct source *s)
{
	operands_free(&s->operands);
}

static int interval_words(const struct interval_options *o, struct step *step, struct err *e)
{
	int st = step_number(step, "--interval", o->level, e);

	if (!st)
		st = step_number(step, "--draws", (double)o->draws, e);
	if (!st && o->cluster)
		st = step_option(step, "--cluster", o->cluster, e);
	return st ? st : step_number(step, "--seed", (double)o->seed, e);
}

/* Of the table's options those that were given; which rows are read, and of what header, is said to who reads the table itself. */
static int table_words(const struct source *s, struct step *step, bool is_read, struct err *e)
{
	const struct table_options *t = &s->opt->table;
	int st = ST_OK;

	for (size_t i = 0; !st && i < t->columns.n; i++)
		st = step_option(step, "--columns", t->columns.v[i], e);
	if (!st && t->schema && is_read)
		st = step_option(step, "--schema", t->schema, e);
	if (!st && t->shard && is_read)
		st = step_option(step, "--shard", t->shard, e);
	if (!st && t->no_quoted_newlines && is_read)
		st = step_word(step, "--no-quoted-newlines", e);
	if (!st && t->na)
		st = step_option(step, "--na", t->na, e);
	if (!st && t->na_action == NA_SKIP)
		st = step_option(step, "--na-action", "skip", e);
	if (!st && t->other_answers == OTHER_ANSWERS_WRONG)
		st = step_option(step, "--other-answers", "wrong", e);
	if (!st && t->round_off > 0)
		st = step_number(step, "--round-off", t->round_off, e);
	if (!st && t->max_record)
		st = step_number(step, "--max-record", (double)t->max_record, e);
	return st || !s->opt->renormalize ? st : step_word(step, "--renormalize", e);
}

int source_words(const struct source *s, struct step *step, unsigned told, struct err *e)
{
	bool is_read = step->stages == 1 && !(told & SOURCE_FILTER);
	int st = told & SOURCE_INTERVAL ? interval_words(&s->opt->interval, step, e) : ST_OK;

	if (!st && told & SOURCE_GROUP && s->opt->group)
		st = step_option(step, "--group", s->opt->group, e);
	if (!st && told & SOURCE_COST && !isnan(s->opt->cost))
		st = step_number(step, "--cost", s->opt->cost, e);
	if (!st && s->opt->jobs && !(told & (SOURCE_FILTER | SOURCE_UNTHREADED)))
		st = step_option(step, "--jobs", s->opt->jobs, e);
	if (!st)
		st = table_words(s, step, is_read, e);
	if (!st && is_read && s->operands.cases.n)
		st = step_word(step, "--", e);
	for (size_t i = 0; !st && is_read && i < s->operands.cases.n; i++)
		st = step_word(step, s->operands.cases.v[i], e);
	return st;
}

int source_groups(const struct source *s, struct names *by, struct err *e)
{
	return s->opt->group ? groups_columns(by, s->opt->group, e) : ST_OK;
}

enum { DIGITS = 64 };

/* What sha256sum says of an open file; "" where it is not installed. */
static int digest(int fd, char hex[DIGITS + 1], struct err *e)
{
	static char name[] = "sha256sum";
	char *argv[] = {name, NULL};
	struct buf said = {0};
	int out = -1, status = 0, error = 0, st = process_file(&out, e);
	pid_t pid;

	*hex = 0;
	if (!st)
		error = process_start(name, argv, (int[]){fd, out, STDERR_FILENO}, &pid);
	if (error && error != ENOENT)
		st = err_set(e, ST_SYSTEM, "%s: %s", name, strerror(error));
	if (!st && !error)
		st = process_wait(pid, name, &status, e);
	if (!st && !error)
		st = process_read(out, name, &said, e);
	if (!st && !error && (status || said.n < DIGITS))
		st = err_set(e, ST_SYSTEM, "%s failed", name);
	if (!st && !error) {
		memcpy(hex, said.p, DIGITS);
		hex[DIGITS] = 0;
	}
	buf_free(&said);
	if (out >= 0)
		close(out);
	return st;
}

static int put_file(struct text *t, const struct source *s, const char *file, struct err *e)
{
	char hex[DIGITS + 1];
	bool is_input = !strcmp(file, "-");
	int fd = is_input ? STDIN_FILENO : open(file, O_RDONLY | O_CLOEXEC), st;

	if (fd < 0)
		return err_set(e, ST_SYSTEM, "%.400s: %s", file, strerror(errno));
	if (is_input)
		lseek(STDIN_FILENO, s->begin, SEEK_SET);
	st = digest(fd, hex, e);
	if (!is_input)
		close(fd);
	put(t, "<li>");
	put_markup(t, is_input ? "standard input" : file, strlen(is_input ? "standard input" : file));
	put(t, ": SHA-256 <code>%s</code></li>\n", *hex ? hex : "not known: no sha256sum");
	return st ? st : t->st;
}

int source_digests(const struct source *s, struct text *t, struct err *e)
{
	const struct strings *further[] = {&s->operands.decisions, &s->operands.results};
	int st = ST_OK;

	put(t, "<ul>\n");
	if (!s->operands.cases.n)
		st = put_file(t, s, "-", e);
	for (size_t i = 0; !st && i < s->operands.cases.n; i++)
		st = put_file(t, s, s->operands.cases.v[i], e);
	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; !st && i < further[k]->n; i++)
			st = put_file(t, s, further[k]->v[i], e);
	put(t, "</ul>\n");
	return st ? st : t->st;
}
