/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* Outages: which rows each expert is out in, against a plain list; what is no outage. */
#include "synth/outages.h"

#include "check.h"

static int parse(struct outages *o, const char *a, const char *b)
{
	const char *v[] = {a, b};
	struct err e;

	return outages_parse(o, &(struct strings){.v = v, .n = b ? 2 : 1}, &e);
}

static void check_rows(void)
{
	struct outages o = {0};
	size_t ann, bob, wrong = 0;

	if (!CHECK(!parse(&o, "ann=3:5,9:9", "bob=1:4,4:6")))
		return;
	ann = outages_of(&o, "ann", 3);
	bob = outages_of(&o, "bob", 3);
	CHECK(ann < 2 && bob < 2 && ann != bob && outages_of(&o, "an", 2) == NAMES_NONE);
	for (size_t row = 1; row < 12; row++) {
		outages_at(&o, row);
		wrong += o.out[ann] != ((row >= 3 && row <= 5) || row == 9) || o.out[bob] != (row <= 6);
	}
	CHECK(wrong == 0);
	outages_free(&o);
}

int main(void)
{
	static const char *const none[] = {"", "ann", "ann=", "=1:2", "ann=1", "ann=2:1", "ann=0:3", "ann=1:2,",
		"ann=1:x", "ann=-1:2", "ann=1:2:3"};

	check_rows();
	for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
		struct outages o = {0};

		if (!CHECK(parse(&o, none[i], NULL) == ST_USAGE))
			printf("# taken: '%s'\n", none[i]);
		outages_free(&o);
	}
	return check_end();
}
