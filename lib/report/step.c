/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "report/step.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/opt.h"
#include "number/num_print.h"
#include "process/process.h"

void step_free(struct step *s)
{
	for (size_t k = 0; k < STEP_STAGES; k++) {
		if (s->said[k] > 0)
			close(s->said[k]);
		free(s->word[k].v);
	}
	if (s->out > 0)
		close(s->out);
	arena_free(&s->words);
	*s = (struct step){0};
}

int step_word(struct step *s, const char *word, struct err *e)
{
	size_t n = strlen(word) + 1;
	char *copy = arena_alloc(&s->words, n, 1);

	return copy ? strings_add(&s->word[s->stages - 1], memcpy(copy, word, n), e) : err_memory(e);
}

int step_program(struct step *s, const char *name, struct err *e)
{
	s->stages++;
	return step_word(s, name, e);
}

int step_option(struct step *s, const char *name, const char *value, struct err *e)
{
	int st = step_word(s, name, e);

	return st ? st : step_word(s, value, e);
}

int step_number(struct step *s, const char *name, double value, struct err *e)
{
	char digits[NUM_LENGTH + 1];

	digits[num_print(digits, value, 0)] = 0;
	return step_option(s, name, digits, e);
}

/* Starts stage k, which reads `in`; *next is what the one behind it reads. */
static int start(struct step *s, size_t k, int in, int *next, pid_t *pid, struct err *e)
{
	struct strings *w = &s->word[k];
	int ends[2] = {-1, -1}, error = 0, st = process_file(&s->said[k], e);
	bool last = k + 1 == s->stages;

	if (!st && last)
		st = process_file(&s->out, e);
	if (!st)
		st = strings_add(w, NULL, e);
	if (!st && !last && pipe2(ends, O_CLOEXEC))
		st = err_set(e, ST_SYSTEM, "a pipe: %s", strerror(errno));
	if (!st)
		error = process_start_beside(
			w->v[0], (char **)w->v, (int[]){in, last ? s->out : ends[1], s->said[k]}, pid);
	if (error)
		st = err_set(e, ST_SYSTEM, "%s: %s", w->v[0], strerror(error));
	if (!last && !st)
		close(ends[1]);
	*next = ends[0];
	return st;
}

/* What the stage failed of: its own words, without its name. */
static int failed(const struct step *s, size_t k, int status, struct err *e)
{
	const char *name = s->word[k].v[0];
	size_t n = strlen(name);
	struct buf line = {0};
	int st = process_said(s->said[k], &line, e);
	bool own = !st && line.n > n + 2 && !memcmp(line.p, name, n) && !memcmp(line.p + n, ": ", 2);

	if (!st && WIFSIGNALED(status))
		st = err_set(e, ST_SYSTEM, "%s: %s", name, strsignal(WTERMSIG(status)));
	else if (!st)
		st = err_set(e, WEXITSTATUS(status) <= ST_NUMERIC ? WEXITSTATUS(status) : ST_SYSTEM, "%s",
			own ? line.p + n + 2 : line.p);
	buf_free(&line);
	return st;
}

/* Waits for the stages that were started.  A stage that wrote into a pipe nobody read is not the one that failed. */
static int finish(struct step *s, const pid_t *pid, size_t started, struct err *e)
{
	int status[STEP_STAGES] = {0}, st = ST_OK;

	for (size_t k = 0; k < started; k++) {
		int waited = process_wait(pid[k], s->word[k].v[0], &status[k], e);

		st = st ? st : waited;
	}
	for (size_t k = 0; !st && k < started; k++)
		if (WIFEXITED(status[k]) && WEXITSTATUS(status[k]))
			st = failed(s, k, status[k], e);
	for (size_t k = 0; !st && k < started; k++)
		if (WIFSIGNALED(status[k]))
			st = failed(s, k, status[k], e);
	return st;
}

int step_run(struct step *s, off_t begin, struct err *e)
{
	pid_t pid[STEP_STAGES];
	size_t started = 0;
	int in = begin < 0 ? open("/dev/null", O_RDONLY | O_CLOEXEC) : STDIN_FILENO, st = ST_OK, ended;

	if (in < 0 || (begin >= 0 && lseek(STDIN_FILENO, begin, SEEK_SET) < 0))
		return err_set(e, ST_SYSTEM, "%s: %s", in < 0 ? "/dev/null" : "standard input", strerror(errno));
	while (!st && started < s->stages) {
		int next;

		st = start(s, started, in, &next, &pid[started], e);
		if (in != STDIN_FILENO)
			close(in);
		in = next;
		started += !st;
	}
	if (st && in > STDERR_FILENO)
		close(in);
	ended = finish(s, pid, started, st ? &(struct err){0} : e);
	return st ? st : ended;
}

/* A word as a shell takes it. */
static void put_word(struct text *t, const char *word)
{
	size_t n = strlen(word);
	bool plain = n && strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./,:@%") == n;

	if (!plain)
		put(t, "&#39;");
	for (const char *quote; !plain && (quote = strchr(word, '\'')); word = quote + 1) {
		put_markup(t, word, (size_t)(quote - word));
		put(t, "&#39;\\&#39;&#39;");
	}
	put_markup(t, word, strlen(word));
	if (!plain)
		put(t, "&#39;");
}

void step_put(const struct step *s, struct text *t)
{
	for (size_t k = 0; k < s->stages; k++) {
		put(t, "%s", k ? " | " : "");
		for (size_t i = 0; i < s->word[k].n && s->word[k].v[i]; i++) {
			put(t, "%s", i ? " " : "");
			put_word(t, s->word[k].v[i]);
		}
	}
}

int step_show(const struct step *s, struct text *t)
{
	struct buf said = {0};

	put(t, "<pre><code>");
	step_put(s, t);
	put(t, "</code>\n");
	for (size_t k = 0; k < s->stages && !t->st; k++)
		t->st = process_read(s->said[k], "what a program said", &said, t->e);
	for (const char *p = said.p, *line; p && p < said.p + said.n; p = line + 1) {
		line = memchr(p, '\n', (size_t)(said.p + said.n - p));
		line = line ? line : said.p + said.n - 1;
		put_markup(t, p, (size_t)(line - p));
		put(t, "\n");
	}
	put(t, "</pre>\n");
	buf_free(&said);
	return t->st;
}
