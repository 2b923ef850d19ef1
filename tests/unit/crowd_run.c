/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/crowd/crowd_run: the model on standard output, and the files beside it; none but the trace, and no byte of output, of a run that has not
 * converged. */
#include "crowd/crowd_run.h"

#include <fcntl.h>

#include "crowd/crowd_file.h"
#include "text_file.h"

static struct err e;

/* crowd_run with standard output in the file out. */
static int run(struct crowd_run *o, const char *table, const char *out)
{
	const struct table_options plain = {0};
	const struct strings files = {.v = &table, .n = 1};
	int saved, to = open(out, O_WRONLY | O_TRUNC), st;

	fflush(stdout);
	saved = dup(STDOUT_FILENO);
	CHECK(saved >= 0 && dup2(to, STDOUT_FILENO) >= 0 && !close(to));
	st = crowd_run(o, &(struct table_run){&plain, &files, "test", 0, "1"}, &e);
	CHECK(dup2(saved, STDOUT_FILENO) >= 0 && !close(saved));
	return st;
}

static bool empty(const char *path)
{
	FILE *f = fopen(path, "r");
	bool is = f && fgetc(f) == EOF;

	if (f)
		fclose(f);
	return is;
}

/* Two good workers and one who says the opposite, in a long table. */
static void write_votes(const char *path)
{
	FILE *f = fopen(path, "w");

	fputs("item,who,says\n", f);
	for (int i = 0; i < 40; i++)
		fprintf(f, "%d,one,%c\n%d,two,%c\n%d,odd,%c\n", i, "ab"[i % 2], i, "ab"[i % 2 ^ (i % 10 == 0)], i,
			"ba"[i % 2]);
	fclose(f);
}

int main(void)
{
	char table[] = TEXT_FILE, out[] = TEXT_FILE, trace[] = TEXT_FILE, skills[] = TEXT_FILE, consensus[] = TEXT_FILE;
	struct crowd_run o = CROWD_DEFAULTS;
	struct crowd_model m;
	struct modelfile f;

	text_file_make(table, "");
	text_file_make(out, "");
	text_file_make(trace, "");
	text_file_make(skills, "");
	text_file_make(consensus, "");
	write_votes(table);
	o.method = CROWD_CONFUSION, o.fit.iterations = 1, o.fit.tolerance = 1e-9, o.fit.seed = 1;
	o.columns = "item,who,says", o.trace = trace, o.skills = skills, o.consensus = consensus;
	CHECK(run(&o, table, out) == ST_NUMERIC && strstr(e.text, "not converged"));
	CHECK(empty(out) && empty(skills) && empty(consensus) && !empty(trace));
	o.fit.iterations = 1000;
	CHECK(!run(&o, table, out));
	CHECK(!empty(skills) && !empty(consensus));
	CHECK(!modelfile_read(&f, out, &e) && !crowd_model_read(&m, &f, &e));
	CHECK(m.workers.n == 3 && m.classes.n == 2 && m.c.method == CROWD_CONFUSION && !m.c.renamed);
	/* odd, one, two: wrong throughout, right throughout, right on 36 */
	CHECK(crowd_answer(&m.c, 0, 0, 0) < .01 && crowd_answer(&m.c, 1, 0, 0) > .99);
	CHECK_NEAR(crowd_answer(&m.c, 2, 0, 0), (16 + .1) / (20 + .2), 1e-3);
	crowd_model_free(&m);
	modelfile_free(&f);
	unlink(table);
	unlink(out);
	unlink(trace);
	unlink(skills);
	unlink(consensus);
	return check_end();
}
