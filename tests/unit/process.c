/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/process/process: what a program that is started reads, writes, says and ends with. */
#include "process/process.h"

#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

static struct err e;

/* The first line of a shell's input; the shell also complains and ends with 7. */
static void test_program(void)
{
	static char sh[] = "sh", c[] = "-c",
		    text[] = "read -r x; printf '<%s>' \"$x\"; echo one >&2; echo 'the last ' >&2; echo >&2; exit 7";
	char *argv[] = {sh, c, text, NULL};
	struct buf out = {0}, said = {0};
	int fd[3] = {-1, -1, -1}, status = 0;
	pid_t pid;

	for (size_t i = 0; i < 3; i++)
		CHECK(!process_file(&fd[i], &e) && fd[i] > STDERR_FILENO);
	CHECK(write(fd[0], "a b\nc\n", 6) == 6 && lseek(fd[0], 0, SEEK_SET) == 0);
	CHECK(!process_start(sh, argv, fd, &pid) && !process_wait(pid, sh, &status, &e));
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 7);
	CHECK(!buf_add(&out, ">", 1, &e) && !process_read(fd[1], "it", &out, &e));
	CHECK(out.n == 6 && !memcmp(out.p, "><a b>", 6));
	CHECK(!process_said(fd[2], &said, &e) && !strcmp(said.p, "the last"));
	buf_free(&out);
	buf_free(&said);
	for (size_t i = 0; i < 3; i++)
		close(fd[i]);
}

static void test_nothing(void)
{
	static char none[] = "l2d-no-such-program";
	char *argv[] = {none, NULL};
	struct buf said = {0};
	int fd;
	pid_t pid;

	CHECK(!process_file(&fd, &e));
	CHECK(process_start(none, argv, (int[]){fd, fd, fd}, &pid) == ENOENT);
	CHECK(process_start_beside(none, argv, (int[]){fd, fd, fd}, &pid) == ENOENT);
	CHECK(!process_said(fd, &said, &e) && said.n == 1 && !*said.p);
	CHECK(*process_directory() == '/');
	buf_free(&said);
	close(fd);
}

/* A pipe is read again from a copy, a file from where it stood. */
static void test_replay(void)
{
	char got[4] = {0};
	int pipes[2], kept = dup(STDIN_FILENO), file;
	off_t begin;

	CHECK(!pipe(pipes) && write(pipes[1], "abc", 3) == 3 && !close(pipes[1]) && dup2(pipes[0], STDIN_FILENO) == 0);
	CHECK(!process_replay(&begin, &e));
	for (size_t i = 0; i < 2; i++)
		CHECK(lseek(STDIN_FILENO, begin, SEEK_SET) == begin && read(STDIN_FILENO, got, 3) == 3
			&& !strcmp(got, "abc"));
	CHECK(!process_file(&file, &e) && write(file, "xyz", 3) == 3 && lseek(file, 1, SEEK_SET) == 1);
	CHECK(dup2(file, STDIN_FILENO) == 0 && !process_replay(&begin, &e) && begin == 1);
	CHECK(dup2(kept, STDIN_FILENO) == 0);
	close(kept);
	close(file);
	close(pipes[0]);
}

int main(void)
{
	test_program();
	test_nothing();
	test_replay();
	return check_end();
}
