/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/route/router_file: records by hand are what the router has, and what it writes again; what is wrong has a message. */
#include "check.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "apply/modelfile.h"
#include "base/opt.h"
#include "route/router_file.h"

#define HEAD "key,row,column,value\nformat,,,l2d-model 1\nkind,,,router\nversion,,," L2D_VERSION "\n"
#define MEMBERS "agent,1,,a\nagent,2,,\"b, c\"\nagents,,,2\nstop,,,conf\n"
#define BEST HEAD "rule,,,best\npart,,,0.25\nseed,,,7\nlambda,,,0.5\nbeyond.lambda,,,0.25\nlatency,,,20\n"
#define SUFFICIENT HEAD "rule,,,sufficient\npart,,,0\nleast,,,0.75\nlatency,,,inf\n"
#define CASCADE                                                                                                        \
	HEAD "rule,,,cascade\npart,,,0.25\nseed,,,7\nlatency,,,20\n" MEMBERS                                           \
	     "stages,,,2\nstage,1,,\"b, c\"\nthreshold,1,,0.5\nstage,2,,a\nbeyond.stages,,,1\nbeyond.stage,1,,a\n"
#define FRUGAL                                                                                                         \
	HEAD "rule,,,frugal\npart,,,0\nlatency,,,inf\n" MEMBERS "class,1,,x\nclass,2,,y\nclasses,,,2\nbase,,,a\n"      \
	     "next,x,,\"b, c\"\nthreshold,x,,0.5\nnext,y,,\n"
/* The state in which both may be asked and nobody has been: level 0; a is asked. */
#define ADAPTIVE                                                                                                       \
	HEAD "rule,,,adaptive\npart,,,0\nlatency,,,inf\n" MEMBERS "policy,,,states\nedges,a,,2\nedge.1,1,,0.25\n"      \
	     "edge.1,2,,0.5\nedges,\"b, c\",,0\nstates,,,1\nstate,1,,0000000000000300\naction,0000000000000300,,a\n"

static char path[] = "/tmp/l2d-router-XXXXXX";

static void put(const char *text)
{
	FILE *f = fopen(path, "w");

	if (CHECK(f)) {
		CHECK(fputs(text, f) >= 0);
		CHECK(!fclose(f));
	}
}

static int get(
	struct router *r, const char *text, struct route_input_options *input, struct modelfile *f, struct err *e)
{
	int st;

	put(text);
	*r = (struct router){0};
	*input = (struct route_input_options){.latency = INFINITY};
	st = modelfile_read(f, path, e);
	if (CHECK(!st)) {
		st = router_read(r, f, input, e);
		modelfile_free(f);
	}
	return st;
}

/* Reads the text into r, which is the caller's to free, and compares what r is written as. */
static void round_trip(struct router *r, const char *text, struct route_input_options *input)
{
	struct modelfile f;
	struct err e = {0};
	char back[4096];
	FILE *in;
	size_t n;

	if (!CHECK(!get(r, text, input, &f, &e))) {
		puts(e.text);
		return;
	}
	CHECK(!router_write_file(r, path, input, &e));
	in = fopen(path, "r");
	if (!CHECK(in))
		return;
	n = fread(back, 1, sizeof back, in);
	fclose(in);
	if (!CHECK(n == strlen(text) && !memcmp(back, text, n)))
		printf("%.*s", (int)n, back);
}

static void test_round_trips(void)
{
	struct route_input_options input;
	struct router r;

	round_trip(&r, BEST, &input);
	CHECK(r.rule == ROUTER_BEST && r.part == .25 && r.lambda == .5 && r.next == .25);
	CHECK(input.latency == 20 && input.seed == 7 && input.toss && input.compares);
	router_free(&r);
	round_trip(&r, SUFFICIENT, &input);
	CHECK(r.rule == ROUTER_SUFFICIENT && r.threshold == .75 && isinf(input.latency) && !input.toss);
	router_free(&r);
	round_trip(&r, CASCADE, &input);
	CHECK(r.rule == ROUTER_CASCADE && r.members == 2 && !input.by_defer && !input.compares);
	CHECK(r.plan.stages == 2 && r.plan.order[0] == 1 && r.plan.order[1] == 0 && r.plan.tau[0] == .5);
	CHECK(r.beyond.stages == 1 && r.beyond.order[0] == 0);
	router_free(&r);
	round_trip(&r, FRUGAL, &input);
	CHECK(r.strategies->plan.base == 0 && r.strategies->plan.next[0] == 1 && r.strategies->plan.tau[0] == .5);
	CHECK(r.strategies->plan.next[1] == FRUGAL_NOBODY);
	router_free(&r);
	round_trip(&r, ADAPTIVE, &input);
	CHECK(r.policy->bins.n[0] == 2 && r.policy->bins.edge[0][1] == .5 && r.policy->bins.n[1] == 0);
	CHECK(r.policy->cells.n == 1 && r.policy->plan[0] == 0 && !r.policy->by_cascade && input.may_lack_conf);
	router_free(&r);
}

/* The text with one part in place of another is refused with these words. */
static void refused(const char *text, const char *part, const char *other, const char *words)
{
	const char *at = strstr(text, part);
	struct route_input_options input;
	struct modelfile f;
	struct router r;
	struct err e = {0};
	char changed[4096];

	if (!CHECK(at))
		return;
	snprintf(changed, sizeof changed, "%.*s%s%s", (int)(at - text), text, other, at + strlen(part));
	CHECK(get(&r, changed, &input, &f, &e) == ST_DATA);
	if (!CHECK(strstr(e.text, words)))
		printf("%s: %s\n", other, e.text);
	router_free(&r);
}

static void test_refusals(void)
{
	refused(BEST, "rule,,,best", "rule,,,worst", "not known");
	refused(BEST, "kind,,,router", "kind,,,head", "not a model that routes");
	refused(BEST, "part,,,0.25", "part,,,1.5", "part");
	refused(BEST, "latency,,,20", "latency,,,-1", "no limit for that rule");
	refused(ADAPTIVE, "latency,,,inf", "latency,,,20", "no limit for that rule");
	refused(BEST, "latency,,,20\n", "latency,,,20\nlatency,a,,1\n", "leave no place for the record");
	refused(CASCADE, "stage,2,,a", "stage,2,,\"b, c\"", "asked twice");
	refused(CASCADE, "stage,2,,a", "stage,2,,d", "none of the agents");
	refused(CASCADE, "stages,,,2", "stages,,,3", "not from 1 to the number of agents");
	refused(CASCADE, "agents,,,2", "agents,,,3", "agents");
	refused(FRUGAL, "stop,,,conf", "stop,,,defer", "not of a cascade");
	refused(FRUGAL, "next,x,,\"b, c\"", "next,x,,a", "asked twice");
	refused(ADAPTIVE, "edge.1,2,,0.5", "edge.1,2,,0.25", "not above the edge before");
	refused(ADAPTIVE, "edges,a,,2", "edges,a,,1.5", "no count");
	refused(ADAPTIVE, "state,1,,0000000000000300", "state,1,,0000000000000700", "no state of these agents");
	refused(ADAPTIVE, "state,1,,0000000000000300", "state,1,,300", "no state of these agents");
}

int main(void)
{
	int fd = mkstemp(path);

	if (!CHECK(fd >= 0))
		return check_end();
	close(fd);
	test_round_trips();
	test_refusals();
	unlink(path);
	return check_end();
}
