/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* Preloaded into a program: runs it again and again, allocation number 1 failing, then number 1 + FAIL_STEP and so on, counted
 * from 1 in main (what libraries do before is not ours), until it no longer gets that far.  Every run must end with status 4, a message
 * and nothing on standard output, or write the bytes of the file FAIL_WANT all the same: the C++ library does without one
 * of its allocations.  The runs are forks of a process that has been loaded once: thousands of them take a second. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

typedef int main_fn(int argc, char **argv, char **env);
typedef int start_fn(main_fn *m, int argc, char **argv, void (*init)(void), void (*fini)(void), void (*rtld_fini)(void),
	void *stack_end);

enum { MOST = 20000 }; /* beyond any table of the tests */

static main_fn *program_main;
static long fail_at, count;
static bool *failed; /* shared by the runs: an allocation has failed */

/* Standard output or error of a run becomes that file. */
static void redirect(int fd, const char *path)
{
	int to = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0600);

	if (to < 0 || dup2(to, fd) < 0)
		_exit(125);
	close(to);
}

static bool same_bytes(const char *path, const char *other)
{
	FILE *a = fopen(path, "r"), *b = fopen(other, "r");
	bool same = a && b;
	int c = 0;

	while (same && c != EOF) {
		c = getc(a);
		same = c == getc(b);
	}
	if (a)
		fclose(a);
	if (b)
		fclose(b);
	return same;
}

static bool is_empty(const char *path)
{
	return same_bytes(path, "/dev/null");
}

/* Whether a run ended as it should. */
static bool ended_well(int status, const char *want)
{
	if (!WIFEXITED(status))
		return false;
	if (!WEXITSTATUS(status))
		return same_bytes("out", want);
	return WEXITSTATUS(status) == 4 && is_empty("out") && !is_empty("err");
}

static int main_again(int argc, char **argv, char **env)
{
	const char *want = getenv("FAIL_WANT"), *step = getenv("FAIL_STEP");
	long runs = 0;
	int status;

	unsetenv("LD_PRELOAD"); /* what the program starts is not under test */
	failed = mmap(NULL, 1, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	for (long k = 1; want && step && failed != MAP_FAILED && k <= MOST; k += atol(step)) {
		pid_t run;

		*failed = false;
		lseek(STDIN_FILENO, 0, SEEK_SET);
		run = fork();
		if (!run) {
			redirect(STDOUT_FILENO, "out");
			redirect(STDERR_FILENO, "err");
			fail_at = k;
			return program_main(argc, argv, env);
		}
		if (run < 0 || waitpid(run, &status, 0) != run)
			break;
		if (!ended_well(status, want)) {
			fprintf(stderr, "allocation %ld failed: wait status %#x, see out and err\n", k, status);
			return 1;
		}
		if (!*failed) {
			printf("%ld\n", runs);
			return 0;
		}
		runs++;
	}
	fprintf(stderr, "the runs did not come to their end\n");
	return 1;
}

extern start_fn __libc_start_main;

int __libc_start_main(main_fn *m, int argc, char **argv, void (*init)(void), void (*fini)(void),
	void (*rtld_fini)(void), void *stack_end)
{
	start_fn *start = (start_fn *)dlsym(RTLD_NEXT, "__libc_start_main");

	program_main = m;
	return start(main_again, argc, argv, init, fini, rtld_fini, stack_end);
}

static int fails(void)
{
	if (!fail_at || __atomic_add_fetch(&count, 1, __ATOMIC_RELAXED) != fail_at)
		return 0;
	*failed = true;
	errno = ENOMEM;
	return 1;
}

extern void *__libc_malloc(size_t n);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *p, size_t n);

void *malloc(size_t n)
{
	return fails() ? NULL : __libc_malloc(n);
}

void *calloc(size_t n, size_t size)
{
	return fails() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *p, size_t n)
{
	return fails() ? NULL : __libc_realloc(p, n);
}
