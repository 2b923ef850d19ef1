/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/summary/state_list: what is written is read; another order, other names, other flags are refused; a list that is none. */
#include "check.h"

#include <string.h>
#include <unistd.h>

#include "process/process.h"
#include "summary/state_list.h"

static struct err e;

static struct state_list list_of(const char *const *word, bool flag)
{
	struct state_list l = {.part = "experts", .flag = {false, flag}};

	CHECK(!names_add_words(&l.names, word, &e));
	return l;
}

static int write_list(const void *list, struct state_out *o, struct err *err)
{
	return state_list_write(list, o, err);
}

static int take(void *list, struct state_item *i, bool *taken, struct err *err)
{
	*taken = state_is_list(list, i);
	return *taken ? state_list_read(list, i, err) : ST_OK;
}

/* Writes the list as a state and reads it into another one. */
static int carry(const struct state_list *from, struct state_list *to)
{
	static const struct table_options plain;
	char path[32];
	const char *name = path;
	int fd, st;

	CHECK(!process_file(&fd, &e));
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	CHECK(!state_put(NULL, "test", dup(fd), write_list, from, &e));
	st = state_read(&plain, &(struct strings){&name, 1, 1}, "test", take, to, &e);
	close(fd);
	return st;
}

int main(void)
{
	static const char *const ab[] = {"a", "b, \"quoted\"", NULL}, *const ba[] = {"b, \"quoted\"", "a", NULL},
				 *const a[] = {"a", NULL};
	struct state_list first = list_of(ab, true), turned = list_of(ba, true), fewer = list_of(a, true);
	struct state_list flagged = list_of(ab, false), got = {.part = "experts"}, other = {.part = "systems"};
	struct state_item item = {.part = "experts",
		.part_length = 7,
		.member = "a",
		.member_length = 1,
		.value = "2",
		.value_length = 1,
		.place = 1};

	CHECK(!carry(&first, &got) && got.names.n == 2 && !strcmp(got.names.name[1].s, ab[1]));
	CHECK(!got.flag[0] && got.flag[1] && !got.flag[2]);
	CHECK(!carry(&first, &got)); /* the same once more */
	CHECK(carry(&turned, &got) == ST_DATA && strstr(e.text, "unlike experts"));
	CHECK(carry(&fewer, &got) == ST_DATA && carry(&flagged, &got) == ST_DATA && got.names.n == 2);
	CHECK(carry(&first, &other) == ST_DATA && strstr(e.text, "no part of this state"));
	CHECK(!state_list_read(&other, &item, &e) && item.wrong); /* a flag is 0 or 1 */
	item.wrong = NULL;
	item.value = "1";
	item.place = 2; /* not the number of names */
	CHECK(!state_list_read(&other, &item, &e) && item.wrong && !other.names.n);
	CHECK(!other.read
		&& !carry(&(struct state_list){.part = "systems"}, &other)); /* without names it is one, too */
	CHECK(other.read && !other.names.n);
	first.part = "systems";
	CHECK(carry(&first, &other) == ST_DATA && strstr(e.text, "unlike systems"));
	state_list_free(&first);
	state_list_free(&turned);
	state_list_free(&fewer);
	state_list_free(&flagged);
	state_list_free(&got);
	return check_end();
}
