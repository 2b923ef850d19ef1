/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "base/progress.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void progress_init(struct progress *p, const struct progress_options *o, const char *program)
{
	*p = (struct progress){.program = program, .on = !o->off && (o->on || isatty(STDERR_FILENO))};
}

void progress_show(struct progress *p, const char *fmt, ...)
{
	double now;
	va_list ap;

	if (!p->on || ((now = seconds()) - p->last < 0.2 && p->shown))
		return;
	fprintf(stderr, "\r%s: ", p->program);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputs("\033[K", stderr);
	fflush(stderr);
	p->shown = true;
	p->last = now;
}

void progress_end(struct progress *p)
{
	if (p->shown)
		fputs("\r\033[K", stderr);
	p->shown = false;
}
