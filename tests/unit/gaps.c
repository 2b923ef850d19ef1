/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/route/gaps: only rows with gaps are kept, with their steps; a state carries them, whatever the agents' order; lines that are
 * none are refused. */
#include "route/gaps.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "process/process.h"

static struct err e;

struct keeper {
	struct gaps gaps;
	struct names agent;
};

static int write_gaps(const void *arg, struct state_out *o, struct err *err)
{
	const struct keeper *k = arg;

	return gaps_write(&k->gaps, &k->agent, o, err);
}

static int take(void *arg, struct state_item *i, bool *taken, struct err *err)
{
	struct keeper *k = arg;

	*taken = gaps_is(i);
	return *taken ? gaps_read(&k->gaps, &k->agent, i, err) : ST_OK;
}

static void name(struct names *n, const char *const *word)
{
	CHECK(!names_add_words(n, word, &e));
}

/* Writes and reads. */
static void carry(const struct keeper *from, struct keeper *to)
{
	static const struct table_options plain;
	char path[32];
	const char *file = path;
	int fd;

	CHECK(!process_file(&fd, &e));
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	CHECK(!state_put(NULL, "test", dup(fd), write_gaps, from, &e));
	CHECK(!state_read(&plain, &(struct strings){&file, 1, 1}, "test", take, to, &e));
	close(fd);
}

static void check_wrong(const char *member, const char *value, double place)
{
	struct keeper k = {0};
	struct state_item i = {.part = "gap",
		.part_length = 3,
		.member = member,
		.member_length = strlen(member),
		.value = value,
		.value_length = strlen(value),
		.place = place};

	CHECK(!gaps_read(&k.gaps, &k.agent, &i, &e) && i.wrong && !k.gaps.n);
	gaps_free(&k.gaps);
	names_free(&k.agent);
}

int main(void)
{
	static const char *const abc[] = {"a", "b", "c", NULL}, *const cx[] = {"c", "x", NULL};
	/* b gains 2 for 1, c 1 for 1 more; b's outcome is not known, c may not be asked in the second row, where nothing is missing */
	const struct outcome gap[] = {{0, 1, .5}, {1, 3, NAN}, {2, 4, -.5}};
	const struct outcome whole[] = {{0, 1, .5}, {1, 3, 1}, {2, NAN, NAN}};
	struct keeper from = {0}, to = {0};
	struct frontier f = {0};

	name(&from.agent, abc);
	name(&to.agent, cx);
	CHECK(!frontier_add(&f, whole, 3, 1, &e) && !gaps_add(&from.gaps, &f, 0, whole, 3, 1, 1, 0, &e)
		&& !from.gaps.n);
	CHECK(!frontier_add(&f, gap, 3, 2, &e) && f.n == 3);
	CHECK(!gaps_add(&from.gaps, &f, 1, gap, 3, .5, 2, 77, &e) && from.gaps.n == 3);
	carry(&from, &to);
	CHECK(to.gaps.n == 3 && to.agent.n == 4 && !gaps_merge(&to.gaps, &from.gaps, &e) && to.gaps.n == 6);
	CHECK(!order_sort(&to.gaps.order, &e));
	for (size_t i = 0; i < to.gaps.n; i++) {
		const struct gap *x = gaps_in_order(&to.gaps, i);
		bool read = x->m == 4; /* agents c, x, a, b, else a, b, c */

		CHECK(x->rate
				== (i < 2               ? INFINITY
						: i < 4 ? 2
							: 1)
			&& x->weight == 2 && x->oracle == .5 && x->key == 77);
		CHECK(isnan(x->from) == (i != 2 && i != 3) && isnan(x->to) == (i == 2 || i == 3));
		CHECK(gaps_right(&to.gaps, x, read ? 2 : 0) == .5 && gaps_right(&to.gaps, x, read ? 0 : 2) == -.5);
		CHECK(isnan(gaps_right(&to.gaps, x, read ? 3 : 1)) && (!read || isnan(gaps_right(&to.gaps, x, 1))));
	}
	check_wrong("a", "0 2 0 0 1 0 1 1 1", 0);   /* no weight */
	check_wrong("a", "1 8 0 0 1 0 1 1 1", 0);   /* flags of nothing */
	check_wrong("a", "1 6 0 0 1 0 1 1 1", 0);   /* a change at no rate */
	check_wrong("a", "1 2 0 0 1 0 1 1 2", 0);   /* neither known nor unknown */
	check_wrong("a", "1 2 0 0 1 0 1 1 1 1", 0); /* of more agents */
	check_wrong("\"", "1 2 0 0 1 0 1 1 1", 0);  /* of agents that are none */
	frontier_free(&f);
	gaps_free(&from.gaps);
	gaps_free(&to.gaps);
	names_free(&from.agent);
	names_free(&to.agent);
	return check_end();
}
