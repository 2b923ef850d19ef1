/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "process/process.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static int failed(const char *what, int error, struct err *e)
{
	return err_set(e, ST_SYSTEM, "%s: %s", what, strerror(error));
}

const char *process_directory(void)
{
	static char self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);

	self[n > 0 ? n : 0] = 0;
	return dirname(self);
}

int process_file(int *fd, struct err *e)
{
	int low = memfd_create("l2d", MFD_CLOEXEC), error = errno;

	*fd = low;
	if (low >= 0 && low <= STDERR_FILENO) {
		*fd = fcntl(low, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
		error = errno;
		close(low);
	}
	return *fd < 0 ? failed("a file in memory", error, e) : ST_OK;
}

int process_read(int fd, const char *what, struct buf *out, struct err *e)
{
	off_t size = lseek(fd, 0, SEEK_END);
	size_t end = out->n + (size_t)(size < 0 ? 0 : size);
	int st = array_reserve(&out->p, &out->cap, end, 1, e);

	while (!st && out->n < end) {
		ssize_t n = pread(fd, out->p + out->n, end - out->n, size - (off_t)(end - out->n));

		if (n > 0)
			out->n += (size_t)n;
		else if (!n || errno != EINTR)
			st = failed(what, errno, e);
	}
	return st;
}

int process_said(int fd, struct buf *line, struct err *e)
{
	struct buf said = {0};
	size_t from;
	int st = process_read(fd, "what a program says", &said, e);

	while (said.n && strchr("\n ", said.p[said.n - 1]))
		said.n--;
	for (from = said.n; from && said.p[from - 1] != '\n'; from--)
		;
	if (!st)
		st = buf_add(line, said.p + from, said.n - from, e);
	buf_free(&said);
	return st ? st : buf_add_char(line, 0, e);
}

int process_start(const char *file, char *const argv[], const int fd[3], pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	int error = posix_spawn_file_actions_init(&actions);

	if (error)
		return error;
	for (int i = 0; !error && i <= STDERR_FILENO; i++)
		error = posix_spawn_file_actions_adddup2(&actions, fd[i], i);
	if (!error)
		error = posix_spawnp(pid, file, &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	return error;
}

int process_start_beside(const char *name, char *const argv[], const int fd[3], pid_t *pid)
{
	char *beside;
	int error;

	if (asprintf(&beside, "%s/%s", process_directory(), name) < 0)
		return ENOMEM;
	error = process_start(access(beside, X_OK) ? name : beside, argv, fd, pid);
	free(beside);
	return error;
}

/* Copies what is left to read of one file into another.  Returns the errno of the failure. */
static int copy(int from, int to)
{
	static char part[1 << 16];

	for (;;) {
		ssize_t n = read(from, part, sizeof part);
		int error = n < 0 ? errno : 0;

		if (!error && n > 0)
			error = buf_write(&(struct buf){.p = part, .n = (size_t)n}, to);
		if (n == 0 || (error && error != EINTR))
			return error;
	}
}

int process_scratch(int *fd, struct err *e)
{
	const char *folder = getenv("TMPDIR");
	char *name;
	int st = ST_OK;

	*fd = -1;
	if (asprintf(&name, "%s/l2d.XXXXXX", folder && *folder ? folder : "/tmp") < 0)
		return err_memory(e);
	*fd = mkostemp(name, O_CLOEXEC);
	if (*fd < 0 || unlink(name))
		st = failed(name, errno, e);
	if (st && *fd >= 0)
		close(*fd);
	free(name);
	return st;
}

int process_replay(off_t *begin, struct err *e)
{
	int fd, error, st;

	if ((*begin = lseek(STDIN_FILENO, 0, SEEK_CUR)) >= 0)
		return ST_OK;
	st = process_scratch(&fd, e);
	if (st)
		return st;
	error = copy(STDIN_FILENO, fd);
	if (!error && (dup2(fd, STDIN_FILENO) < 0 || lseek(STDIN_FILENO, 0, SEEK_SET) < 0))
		error = errno;
	close(fd);
	*begin = 0;
	return error ? failed("standard input", error, e) : ST_OK;
}

int process_wait(pid_t pid, const char *name, int *status, struct err *e)
{
	while (waitpid(pid, status, 0) < 0)
		if (errno != EINTR)
			return failed(name, errno, e);
	return ST_OK;
}
