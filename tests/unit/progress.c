/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* Progress: one line that is written over, and wiped; names are text. */
#include "check.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/progress.h"

int main(void)
{
	struct progress_options yes = {.on = true}, no = {.off = true};
	char path[] = "/tmp/progressXXXXXX", got[4096] = "";
	int fd = mkstemp(path), copy = dup(2);
	struct progress p;
	FILE *f;

	CHECK(fd >= 0 && copy >= 0 && dup2(fd, 2) == 2);
	progress_init(&p, &yes, "l2d-x");
	progress_stage(&p, "%s", "no line is there yet");
	progress_show(&p, "%s head, %d", "a\033]0;b\a\nc\x80", 7);
	progress_show(&p, "%s", "too early to be shown");
	progress_stage(&p, "%s", "at once");
	progress_end(&p);
	progress_end(&p);
	progress_init(&p, &no, "l2d-x");
	progress_show(&p, "%s", "never");
	progress_end(&p);
	fflush(stderr);
	dup2(copy, 2);
	f = fopen(path, "r");
	CHECK(f && fread(got, 1, sizeof got - 1, f) > 0);
	CHECK(!strcmp(got, "\rl2d-x: a\\x1b]0;b\\x07\\x0ac\\x80 head, 7\033[K\rl2d-x: at once\033[K\r\033[K"));
	if (f)
		fclose(f);
	close(fd);
	close(copy);
	unlink(path);
	return check_end();
}
