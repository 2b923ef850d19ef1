/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "base/progress.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"

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

static void show(struct progress *p, const char *fmt, va_list ap)
{
	char text[sizeof((struct err *)NULL)->text];
	struct err line;

	vsnprintf(text, sizeof text, fmt, ap);
	err_set(&line, ST_OK, "%s", text); /* as fit for a terminal as a message */
	fprintf(stderr, "\r%s: %s\033[K", p->program, line.text);
	fflush(stderr);
	p->shown = true;
	p->last = seconds();
}

void progress_show(struct progress *p, const char *fmt, ...)
{
	va_list ap;

	if (!p->on || (p->shown && seconds() - p->last < 0.2))
		return;
	va_start(ap, fmt);
	show(p, fmt, ap);
	va_end(ap);
}

void progress_stage(struct progress *p, const char *fmt, ...)
{
	va_list ap;

	if (!p->shown)
		return;
	va_start(ap, fmt);
	show(p, fmt, ap);
	va_end(ap);
}

void progress_end(struct progress *p)
{
	if (p->shown)
		fputs("\r\033[K", stderr);
	p->shown = false;
}
