/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/worst_case/shift_options: mixes as lists and as a file, parts made shares of one. */
#include "check.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "worst_case/shift_options.h"

static struct err e;

static double share(const struct shift_options *o, const char *value)
{
	return named_number(&o->to, &(struct name){(char *)value, strlen(value)});
}

/* Reads the lists; frees what was read. */
static int read_status(const char *first, const char *second, const char *file)
{
	struct shift_options o = {.column = "site", .mix_file = file};
	int st = first ? strings_add(&o.mix, first, &e) : ST_OK;

	if (!st && second)
		st = strings_add(&o.mix, second, &e);
	if (!st)
		st = shift_read(&o, &e);
	shift_free(&o);
	free(o.mix.v);
	o.mix = (struct strings){0};
	return st;
}

int main(void)
{
	struct shift_options o = {.column = "site"};
	char file[] = "/tmp/l2d-mix-XXXXXX";
	static const char text[] = "share,site\n2,n\n6,s\n";
	int fd = mkstemp(file);

	CHECK(!strings_add(&o.mix, "n=1,s=2", &e) && !strings_add(&o.mix, "w=1", &e) && !shift_read(&o, &e));
	CHECK(share(&o, "n") == .25 && share(&o, "s") == .5 && share(&o, "w") == .25 && isnan(share(&o, "e")));
	shift_free(&o);
	free(o.mix.v);
	o.mix = (struct strings){0};
	CHECK(fd >= 0 && write(fd, text, sizeof text - 1) == (ssize_t)sizeof text - 1);
	o = (struct shift_options){.column = "site", .mix_file = file};
	CHECK(!shift_read(&o, &e) && share(&o, "n") == .25 && share(&o, "s") == .75);
	shift_free(&o);
	CHECK(read_status("n=0", NULL, NULL) == ST_USAGE && strstr(e.text, "add up to 0"));
	CHECK(read_status("n=1", "n=1", NULL) == ST_USAGE && read_status("n=-1,s=2", NULL, NULL) == ST_USAGE);
	CHECK(!read_status(NULL, NULL, NULL) && !read_status("n=1e300,s=1e300", NULL, NULL));
	CHECK(read_status("n=1e308,s=1e308", NULL, NULL) == ST_USAGE);
	unlink(file);
	close(fd);
	return check_end();
}
