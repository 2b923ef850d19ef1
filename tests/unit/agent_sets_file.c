/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/agent_sets/agent_sets_file: sets and topk are read as they were written, with groups and coins or without; other models are none of
 * theirs. */
#include "agent_sets/agent_sets_file.h"

#include "text_file.h"

enum { GROUPS = 2 };

static struct err e;

static void write_sets(const char *path, bool conformal, bool groups, bool coins)
{
	struct names by = {0};
	struct reach q[1 + GROUPS] = {{.s = .5, .u = .25}, {.s = 1, .u = 0}, {.s = 1. / 3, .u = 1}};
	struct conformal f = {.q = q};
	const struct agent_sets o = {.conformal = conformal,
		.set = {.alpha = .1, .by = &by},
		.lambda = 2,
		.each = .125,
		.input = {.latency = conformal ? INFINITY : 3, .toss = coins, .seed = 7},
		.save = path};

	CHECK(!names_add_words(&f.agent, (const char *const[]){"model", "ann, b", NULL}, &e));
	if (groups) {
		CHECK(!names_add_words(&by, (const char *const[]){"site", NULL}, &e));
		CHECK(!names_add_words(&f.group, (const char *const[]){"north", "south", NULL}, &e));
	}
	CHECK(!agent_sets_write_file(&o, &f, &e));
	names_free(&f.agent);
	names_free(&f.group);
	names_free(&by);
}

static void test_back(bool conformal, bool groups, bool coins)
{
	char path[] = TEXT_FILE;
	struct modelfile model;
	struct agent_sets o = {0};
	struct conformal f = {0};
	struct names by = {0};
	bool is;

	text_file_make(path, "");
	write_sets(path, conformal, groups, coins);
	CHECK(!modelfile_read(&model, path, &e));
	CHECK(!agent_sets_is(&model, &is, &e) && is);
	o.model = &model, o.set.by = &by;
	check_report(!agent_sets_read(&o, &f, &by, &e), __FILE__, __LINE__, "%s", e.text);
	CHECK(o.conformal == conformal && o.input.compares);
	if (!conformal) {
		CHECK(o.lambda == 2 && o.each == .125 && o.input.latency == 3);
	} else {
		CHECK(o.set.alpha == .1 && isinf(o.input.latency) && o.input.toss == coins
			&& (!coins || o.input.seed == 7));
		CHECK(f.agent.n == 2 && !strcmp(f.agent.name[1].s, "ann, b") && by.n == groups);
		CHECK(f.group.n == (groups ? GROUPS : 0) && f.q[0].s == .5 && f.q[0].u == (coins ? .25 : 1));
		CHECK(!groups || (f.q[2].s == 1. / 3 && !strcmp(f.group.name[1].s, "south")));
	}
	conformal_free(&f);
	names_free(&by);
	modelfile_free(&model);
	unlink(path);
}

static void test_others(void)
{
	char path[] = TEXT_FILE;
	struct modelfile model;
	bool is = true;

	text_file_make(
		path, "key,row,column,value\nformat,,,l2d-model 1\nkind,,,router\nversion,,,0.1.0\nrule,,,best\n");
	CHECK(!modelfile_read(&model, path, &e) && !agent_sets_is(&model, &is, &e) && !is);
	modelfile_free(&model);
	unlink(path);
}

int main(void)
{
	test_back(false, false, false);
	for (int k = 0; k < 4; k++)
		test_back(true, k & 1, k & 2);
	test_others();
	return check_end();
}
