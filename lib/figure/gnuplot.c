/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "figure/gnuplot.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PROGRAM, FIGURE, SAID, FILES };

static int failed(const char *what, int error, struct err *e)
{
	return err_set(e, ST_SYSTEM, "%s: %s", what, strerror(error));
}

/* A file in memory; never one of the standard descriptors, which may be closed. */
static int open_file(int *fd, struct err *e)
{
	int low = memfd_create("l2d-plot", MFD_CLOEXEC), error = errno;

	*fd = low;
	if (low >= 0 && low <= STDERR_FILENO) {
		*fd = fcntl(low, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
		error = errno;
		close(low);
	}
	return *fd < 0 ? failed("a file in memory", error, e) : ST_OK;
}

/* Appends all of the file. */
static int read_file(int fd, struct buf *out, struct err *e)
{
	off_t size = lseek(fd, 0, SEEK_END);
	size_t end = out->n + (size_t)(size < 0 ? 0 : size);
	int st = array_reserve(&out->p, &out->cap, end, 1, e);

	while (!st && out->n < end) {
		ssize_t n = pread(fd, out->p + out->n, end - out->n, size - (off_t)(end - out->n));

		if (n > 0)
			out->n += (size_t)n;
		else if (!n || errno != EINTR)
			st = failed("gnuplot's output", errno, e);
	}
	return st;
}

/* Its last line that is not empty. */
static int report(int fd, const char *what, struct err *e)
{
	struct buf said = {0};
	char shown[ERR_EXCERPT];
	size_t from;
	int st = read_file(fd, &said, e);

	while (said.n && strchr("\n ", said.p[said.n - 1]))
		said.n--;
	for (from = said.n; from && said.p[from - 1] != '\n'; from--)
		;
	if (!st)
		st = err_set(e, ST_SYSTEM, "gnuplot failed: %s",
			said.n ? err_excerpt(shown, said.p + from, said.n - from) : what);
	buf_free(&said);
	return st;
}

/* The program is loaded as a file: gnuplot goes on after an error in what it reads as standard input. */
static int spawn(const int *fd, pid_t *pid)
{
	static char name[] = "gnuplot", defaults[] = "-d", program[] = "/dev/stdin";
	char *argv[] = {name, defaults, program, NULL};
	posix_spawn_file_actions_t actions;
	int error = posix_spawn_file_actions_init(&actions);

	if (error)
		return error;
	for (int i = 0; !error && i < FILES; i++)
		error = posix_spawn_file_actions_adddup2(&actions, fd[i], i);
	if (!error && setenv("LC_ALL", "C", 1)) /* the same figure under any locale */
		error = errno;
	if (!error)
		error = posix_spawnp(pid, name, &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	return error;
}

static int run(const int *fd, struct err *e)
{
	int status, error;
	pid_t pid;

	if ((error = spawn(fd, &pid)))
		return error == ENOENT ? err_set(e, ST_SYSTEM, "gnuplot is not installed")
				       : failed("gnuplot", error, e);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return failed("gnuplot", errno, e);
	if (WIFSIGNALED(status))
		return report(fd[SAID], strsignal(WTERMSIG(status)), e);
	return WEXITSTATUS(status) ? report(fd[SAID], "it does not say why", e) : ST_OK;
}

int gnuplot_run(const struct buf *program, struct buf *figure, struct err *e)
{
	int fd[FILES] = {-1, -1, -1}, st = ST_OK, error;

	for (int i = 0; !st && i < FILES; i++)
		st = open_file(&fd[i], e);
	if (!st && (error = buf_write(program, fd[PROGRAM])))
		st = failed("gnuplot's program", error, e);
	if (!st)
		st = run(fd, e);
	if (!st)
		st = read_file(fd[FIGURE], figure, e);
	if (!st && !figure->n)
		st = report(fd[SAID], "it drew nothing", e);
	for (int i = 0; i < FILES; i++)
		if (fd[i] >= 0)
			close(fd[i]);
	return st;
}
