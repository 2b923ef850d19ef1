/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* Preloaded into a program: allocation number FAIL_AT, counted from 1 in main (what libraries do before is not
 * ours), returns NULL.  Then the file FAIL_MARK is made, so that one can tell a program that survived it from one that
 * never got so far. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

typedef int main_fn(int argc, char **argv, char **env);
typedef int start_fn(main_fn *m, int argc, char **argv, void (*init)(void), void (*fini)(void), void (*rtld_fini)(void),
	void *stack_end);

static main_fn *program_main;
static long fail_at, count;

static int main_counted(int argc, char **argv, char **env)
{
	const char *at = getenv("FAIL_AT");

	fail_at = at ? atol(at) : 0;
	return program_main(argc, argv, env);
}

extern start_fn __libc_start_main;

int __libc_start_main(main_fn *m, int argc, char **argv, void (*init)(void), void (*fini)(void),
	void (*rtld_fini)(void), void *stack_end)
{
	start_fn *start = (start_fn *)dlsym(RTLD_NEXT, "__libc_start_main");

	program_main = m;
	return start(main_counted, argc, argv, init, fini, rtld_fini, stack_end);
}

static int fails(void)
{
	if (!fail_at || __atomic_add_fetch(&count, 1, __ATOMIC_RELAXED) != fail_at)
		return 0;
	if (getenv("FAIL_MARK"))
		close(open(getenv("FAIL_MARK"), O_CREAT | O_WRONLY, 0600));
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
