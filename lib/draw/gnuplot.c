/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "draw/gnuplot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "process/process.h"

enum { PROGRAM, FIGURE, SAID, FILES };

static int failed(const char *what, int error, struct err *e)
{
	return err_set(e, ST_SYSTEM, "%s: %s", what, strerror(error));
}

/* Its last line that is not empty. */
static int report(int fd, const char *terminal, const char *what, struct err *e)
{
	static const char unknown[] = "unknown or ambiguous terminal type";
	struct buf line = {0};
	char shown[ERR_EXCERPT];
	int st = process_said(fd, &line, e);

	if (!st && line.n && memmem(line.p, line.n, unknown, sizeof unknown - 1))
		st = err_set(e, ST_SYSTEM, "this gnuplot has no terminal '%s'; see --term for others", terminal);
	else if (!st)
		st = err_set(
			e, ST_SYSTEM, "gnuplot failed: %s", line.n > 1 ? err_excerpt(shown, line.p, line.n - 1) : what);
	buf_free(&line);
	return st;
}

/* The program is loaded as a file: gnuplot goes on after an error in what it reads as standard input. */
static int run(const int *fd, const char *terminal, struct err *e)
{
	static char name[] = "gnuplot", defaults[] = "-d", program[] = "/dev/stdin";
	char *argv[] = {name, defaults, program, NULL};
	int status, st, error = setenv("LC_ALL", "C", 1) ? errno : 0; /* the same figure under any locale */
	pid_t pid;

	if (!error)
		error = process_start(name, argv, fd, &pid);
	if (error)
		return error == ENOENT ? err_set(e, ST_SYSTEM, "gnuplot is not installed")
				       : failed("gnuplot", error, e);
	if ((st = process_wait(pid, name, &status, e)))
		return st;
	if (WIFSIGNALED(status))
		return report(fd[SAID], terminal, strsignal(WTERMSIG(status)), e);
	return WEXITSTATUS(status) ? report(fd[SAID], terminal, "it does not say why", e) : ST_OK;
}

int gnuplot_run(const struct buf *program, const char *terminal, struct buf *figure, struct err *e)
{
	int fd[FILES] = {-1, -1, -1}, st = ST_OK, error;

	for (int i = 0; !st && i < FILES; i++)
		st = process_file(&fd[i], e);
	if (!st && (error = buf_write(program, fd[PROGRAM])))
		st = failed("gnuplot's program", error, e);
	if (!st)
		st = run(fd, terminal, e);
	if (!st)
		st = process_read(fd[FIGURE], "gnuplot's output", figure, e);
	if (!st && !figure->n)
		st = report(fd[SAID], terminal, "it drew nothing", e);
	for (int i = 0; i < FILES; i++)
		if (fd[i] >= 0)
			close(fd[i]);
	return st;
}
