/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * l2d: lists the other programs by what one wants to do, finds their pages, and runs them: 'l2d ece FILE' is
 * 'l2d-ece FILE'.  A program is looked for beside this one, then along PATH.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/opt.h"
#include "process/process.h"

/* The groups of the list in the order of work, and what each program is asked for. */
static const struct tool {
	const char *name, *text; /* without a name: the head of a group */
} tools[] = {
	{NULL, "Make or cut tables"},
	{"synth", "a synthetic world: features, labels, groups"},
	{"expert", "answers of simulated experts; answers and labels hidden or late"},
	{"split", "the rows of a part: train, cal, test, fold k"},
	{NULL, "Fit and apply"},
	{"train", "a classifier and a deferral head, or a post-hoc rejector"},
	{"em", "classifier, experts and gate together, with answers missing"},
	{"calibrate", "a map that makes confidences probabilities"},
	{"apply", "what model files compute, added to a table"},
	{"loss", "the loss of every row, and its gradient"},
	{NULL, "Decide who answers"},
	{"threshold", "model or expert, by a rule, a cost, a coverage or a guarantee"},
	{"route", "one of many agents with prices: budgets, cascades"},
	{"workload", "agents under limits on their work"},
	{"online", "row by row, learning from the answers that come back"},
	{"combine", "what several answers say together, and whom else to ask"},
	{NULL, "Measure"},
	{"ece", "is a confidence honest? calibration errors and tests"},
	{"curve", "accuracy, risk and cost over coverage"},
	{"score", "what a system of model and experts achieves, by group"},
	{"compare", "is B better than A? paired differences and tests"},
	{"offpolicy", "what another rule would have done, from a log"},
	{"stress", "how small a change of the input makes a system do something else"},
	{"watch", "is it still true? windows and alarms of a stream"},
	{NULL, "Show"},
	{"plot", "figures of these tables"},
	{"report", "one page with all of it, and a slider of the threshold"},
};

enum { TOOLS = sizeof tools / sizeof *tools };

/* The i-th program; *n: how many there are before i. */
static const char *tool_name(size_t i, size_t *n)
{
	*n = 0;
	for (size_t k = 0; k < TOOLS; k++)
		if (tools[k].name && (*n)++ == i)
			return tools[k].name;
	return NULL;
}

/* What may stand first, for completion. */
static const char *first_word(size_t i)
{
	size_t n;

	return i ? tool_name(i - 1, &n) : "help";
}

/* What may follow "help": the programs, and the pages that are of none. */
static const char *topic(size_t i)
{
	static const char *const pages[] = {"tour", "cookbook", "cluster", "csv", "model", "stats", "news", NULL};
	size_t n;
	const char *name = tool_name(i, &n);

	return name ? name : pages[i - n];
}

static const struct opt options[] = {{0}};

static const struct program program = {
	.name = "l2d",
	.operands = "[TOPIC | ARGUMENT]...",
	.purpose = "List the programs of l2d, show a page, or run one: 'l2d ece FILE' is 'l2d-ece FILE'.",
	.reads = "what the program reads",
	.writes = "what the program writes; alone, the list of programs",
	.opts = options,
	.operand = first_word,
	.topic = topic,
};

static void list(void)
{
	puts("Filters for learning to defer.  'l2d help PROGRAM' shows a page, 'l2d help tour'\nthe tour.");
	for (size_t i = 0; i < TOOLS; i++)
		if (tools[i].name)
			printf("  %-10s %s\n", tools[i].name, tools[i].text);
		else
			printf("\n%s\n", tools[i].text);
	puts("\nPages: tour, cookbook (recipes), cluster (many machines), csv (tables),\nmodel (model files), stats (definitions), news");
}

static int no_program(const char *name, struct err *e)
{
	char shown[ERR_EXCERPT];

	return err_set(e, ST_USAGE, "no program '%s'; 'l2d' alone lists them", err_excerpt(shown, name, strlen(name)));
}

/* Becomes l2d-NAME with the arguments behind argv's first; returns only when it cannot. */
static int become(const char *name, char **argv, struct err *e)
{
	char *plain = NULL, *beside = NULL;
	int st = ST_OK;

	if (!*name || strchr(name, '/'))
		return no_program(name, e);
	if (asprintf(&plain, "l2d-%s", name) < 0 || asprintf(&beside, "%s/%s", process_directory(), plain) < 0)
		return err_memory(e);
	argv[0] = plain;
	execv(beside, argv);
	if (errno == ENOENT)
		execvp(plain, argv);
	st = errno == ENOENT ? no_program(name, e) : err_set(e, ST_SYSTEM, "%s: %s", plain, strerror(errno));
	free(plain);
	free(beside);
	return st;
}

/* Where pages lie, seen from this program: installed, so by a distribution's package, and in the folder of the project, where it
 * is built. */
static const char *const page_homes[] = {
	"%1$s/../share/man/man%2$c/%3$s.%2$c", "%1$s/../share/man/man%2$c/%3$s.%2$c.gz", "%1$s/../../man/%3$s.%2$c"};

/* The file of a page, to be freed, or NULL. */
static char *page_file(const char *name, const char *sections)
{
	char *file;

	for (const char *section = sections; *section; section++)
		for (size_t i = 0; i < sizeof page_homes / sizeof *page_homes; i++) {
			if (asprintf(&file, page_homes[i], process_directory(), *section, name) < 0)
				return NULL;
			if (access(file, R_OK) == 0)
				return file;
			free(file);
		}
	return NULL;
}

/* Becomes the reader of the topic's page; returns only when it cannot. */
static int show_page(const char *topic, struct err *e)
{
	char name[64], shown[ERR_EXCERPT], *file;
	bool tour = strcmp(topic, "tour") == 0;

	snprintf(name, sizeof name, tour ? "l2d" : "l2d-%s", topic);
	file = strchr(topic, '/') ? NULL : page_file(name, tour ? "7" : "157");
	if (!file)
		return err_set(e, ST_USAGE, "no page about '%s'; 'l2d' alone lists them",
			err_excerpt(shown, topic, strlen(topic)));
	execlp("man", "man", "-l", file, (char *)NULL);
	execlp("mandoc", "mandoc", "-a", file, (char *)NULL);
	err_set(e, ST_SYSTEM, "%s: neither man nor mandoc is there to show it", file);
	free(file);
	return ST_SYSTEM;
}

static int run(const struct strings *operands, struct err *e)
{
	if (operands->n > 2)
		return err_set(e, ST_USAGE, "help takes one topic");
	if (operands->n == 2)
		return show_page(operands->v[1], e);
	list();
	return ST_OK;
}

int main(int argc, char **argv)
{
	char help[] = "help", *alone[] = {argv[0], help, NULL};
	struct err e = {0};

	if (argc == 1)
		return opt_main(&program, run, 2, alone);
	/* What follows a program's name is that program's. */
	if (argc > 1 && argv[1][0] != '-' && strcmp(argv[1], "help") != 0) {
		become(argv[1], argv + 1, &e);
		return err_report(&e, program.name);
	}
	return opt_main(&program, run, argc, argv);
}
