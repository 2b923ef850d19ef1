/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/pacing/price_list: batches, those that are not listed, names that share their bytes with another's batch. */
#include "check.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pacing/price_list.h"

static char path[] = "/tmp/pricesXXXXXX";

static int read_text(struct price_list *l, const char *text, const struct price_use *use, struct err *e)
{
	FILE *f = fopen(path, "w");

	fputs(text, f);
	fclose(f);
	return price_list_read(l, path, use, e);
}

static double price(struct price_list *l, const char *batch, const char *who)
{
	struct err e;
	double x;

	CHECK(!price_list_of(
		l, &(struct name){(char *)batch, strlen(batch)}, &(struct name){(char *)who, strlen(who)}, &x, &e));
	return x;
}

int main(void)
{
	static const char *const agent[] = {"a", "b", NULL};
	struct names names = {0};
	struct set_limits sets = {.agent = &names};
	struct price_use plain = {.needed = &names, .batches = true},
			 of_sets = {.needed = &(struct names){0}, .sets = &sets};
	struct price_list l;
	struct err e;
	int fd = mkstemp(path);

	CHECK(fd >= 0 && !names_add_words(&names, agent, &e));
	CHECK(!read_text(&l, "batch,agent,price\n,a,1\n,b,2\nab,a,3\nab,b,4\na,b,5\na,a,6\n,,\n", &plain, &e));
	CHECK(price(&l, "ab", "b") == 4 && price(&l, "a", "b") == 5 && price(&l, "other", "b") == 2);
	CHECK(isnan(price(&l, "a", "bb")) && price_list_has(&l, &(struct name){(char *)"other", 5}));
	price_list_free(&l);
	CHECK(read_text(&l, "batch,agent,price\nx,a,1\n", &plain, &e) == ST_DATA
		&& strstr(e.text, "no price of 'b' in batch x"));
	price_list_free(&l);
	CHECK(read_text(&l, "agent,price\na,1\na,1\n", &plain, &e) == ST_DATA);
	price_list_free(&l);
	/* limits on sets: agents have none of their own, and prices are of those that come */
	CHECK(!read_text(&l, "agent,price\na,\nb (day=x),.5\neverybody (all rows),1\n", &of_sets, &e));
	CHECK(price(&l, "", "b (day=x)") == .5 && price(&l, "", "everybody (all rows)") == 1
		&& isnan(price(&l, "", "a")));
	price_list_free(&l);
	CHECK(read_text(&l, "agent,price\nsite=1,2\n", &of_sets, &e) == ST_DATA);
	price_list_free(&l);
	names_free(&names);
	close(fd);
	unlink(path);
	return check_end();
}
