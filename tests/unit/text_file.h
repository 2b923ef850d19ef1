/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* Files that a test writes and reads as text. */
#ifndef TEXT_FILE_H
#define TEXT_FILE_H

#include <string.h>
#include <unistd.h>

#include "check.h"

#define TEXT_FILE "/tmp/l2d-unit-XXXXXX"

/* Makes path, TEXT_FILE, the name of a new file with that text. */
__attribute__((unused)) static void text_file_make(char *path, const char *text)
{
	int fd = mkstemp(path);

	CHECK(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text) && !close(fd));
}

/* Checks what is in the file, and removes it. */
__attribute__((unused)) static void text_file_check(const char *path, const char *want)
{
	char got[4096];
	FILE *f = fopen(path, "r");
	size_t n = f ? fread(got, 1, sizeof got - 1, f) : 0;

	got[n] = '\0';
	check_report(f && !strcmp(got, want), __FILE__, __LINE__, "the file has\n%s\nnot\n%s", got, want);
	if (f)
		fclose(f);
	unlink(path);
}

#endif
