/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/pacing/capped: rows at random costs and prices never exceed a cap, whatever the limits; the choice is the cheapest that has room. */
#include "check.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "math/rng.h"
#include "pacing/capped_end.h"

enum { AGENTS = 3, ROWS = 40 };

int main(void)
{
	static const char *const name[] = {"a", "b", "model", NULL};
	static const double price[AGENTS] = {.1, .2, 0};
	char path[] = "/tmp/cappedXXXXXX";
	int fd = mkstemp(path);
	struct names agent = {0};
	struct limits limits;
	struct workload w = {.mode = WORKLOAD_ONLINE, .least = 1, .most = 1, .limits = &limits};
	struct side_options none = {.budget = INFINITY};
	double minutes[AGENTS] = {INFINITY, INFINITY, INFINITY};
	struct capped c;
	struct rng r;
	struct err e;

	CHECK(fd >= 0 && write(fd, "agent,price\na,.1\nb,.2\nmodel,0\n", 30) > 0);
	CHECK(!rng_init(&r, 2, &e) && !names_add_words(&agent, name, &e) && !limits_init(&limits, &agent, &e));
	w.side_options = w.side.o = &none;
	w.side.minutes = minutes;
	limits.limit[0].hi = 7;
	limits.limit[1].hi = 5;
	CHECK(!capped_init(&c, &w, &agent, path, false, 0, &e));
	for (size_t i = 0, count[AGENTS] = {0}; i < ROWS; i++) {
		double cost[AGENTS], least = INFINITY;
		size_t best = 0;
		uint32_t chosen;

		for (size_t a = 0; a < AGENTS; a++) {
			cost[a] = rng_uniform(&r);
			if ((double)count[a] < limits.limit[a].hi && cost[a] + price[a] < least) {
				least = cost[a] + price[a];
				best = a;
			}
		}
		CHECK(!capped_decide(&c, &(struct name){(char *)"", 0}, limits.limit,
			&(struct capped_row){cost, 1, NULL, NULL}, &chosen, &e));
		CHECK(chosen == best);
		count[best]++;
	}
	CHECK(!capped_end(&c, true, &e));
	CHECK(c.at[0].out.rows == ROWS && c.at[0].out.count[0] == 7 && c.at[0].out.count[1] == 5
		&& c.at[0].out.price[1] == .2);
	capped_free(&c);
	limits.limit[0].lo = 1; /* nobody knows of rows to come */
	CHECK(!capped_init(&c, &w, &agent, path, false, 0, &e));
	CHECK(capped_decide(&c, &(struct name){(char *)"", 0}, limits.limit,
		      &(struct capped_row){(double[]){0, 0, 0}, 1, NULL, NULL}, (uint32_t[1]){0}, &e)
		== ST_DATA);
	capped_free(&c);
	limits_free(&limits);
	names_free(&agent);
	rng_free(&r);
	close(fd);
	unlink(path);
	return check_end();
}
