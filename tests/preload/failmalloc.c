/* Preloaded into a program: allocation number FAIL_AT, counted from 1 at the first one after main's
 * start-up by the loader, returns NULL, and so do all that follow when FAIL_ON is set. */
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>

static long fail_at = -1, count;

static int fails(void)
{
	if (fail_at < 0) {
		const char *at = getenv("FAIL_AT");

		fail_at = at ? atol(at) : 0;
	}
	if (!fail_at || __atomic_add_fetch(&count, 1, __ATOMIC_RELAXED) != fail_at)
		return 0;
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
