/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/em/em_trace: the table of a fit, of one start and of several, whatever agents are called. */
#include "em/em_trace.h"

#include "text_file.h"

static struct err e;

static void test_table(bool starts, const char *want)
{
	char path[] = TEXT_FILE, model[] = "model", ann[] = "ann, b";
	struct name name[] = {{model, 5}, {ann, 6}};
	const struct names agents = {.name = name, .n = 2};
	double share[] = {.25, .75}, price[] = {0, -.5};
	const struct em_point p = {-1.5, -2, share, price}, q = {-1.25, NAN, share, price};
	struct em_trace r;

	text_file_make(path, "what was there before");
	CHECK(!em_trace_open(&r, path, starts, &agents, &e));
	CHECK(!em_trace_row(&r, 1, 1, &p, &e));
	CHECK(!em_trace_row(&r, 2, 12, &q, &e));
	CHECK(em_trace_close(&r, ST_NUMERIC, &e) == ST_NUMERIC); /* all that was written stays */
	text_file_check(path, want);
}

int main(void)
{
	const struct em_point p = {0};
	struct em_trace r;

	test_table(false,
		"iteration,loglik,objective,share_model,\"share_ann, b\",dual_model,\"dual_ann, b\"\n"
		"1,-1.5,-2,0.25,0.75,0,-0.5\n12,-1.25,,0.25,0.75,0,-0.5\n");
	test_table(true,
		"start,iteration,loglik,objective,share_model,\"share_ann, b\",dual_model,\"dual_ann, b\"\n"
		"1,1,-1.5,-2,0.25,0.75,0,-0.5\n2,12,-1.25,,0.25,0.75,0,-0.5\n");
	CHECK(em_trace_open(&r, "/nowhere/at/all", false, &(struct names){0}, &e) == ST_SYSTEM);
	/* without a file nothing is written */
	CHECK(!em_trace_open(&r, NULL, true, &(struct names){0}, &e) && !em_trace_row(&r, 1, 1, &p, &e));
	CHECK(!em_trace_close(&r, ST_OK, &e));
	return check_end();
}
