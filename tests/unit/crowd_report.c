/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/crowd/crowd_report: its tables of four items and two workers, by hand. */
#include "crowd/crowd_report.h"

#include <stdlib.h>

#include "text_file.h"

static struct err e;

/* w1 says a, a, b, b; w2 a, b, b and nothing. */
static const uint32_t label[4][2] = {{0, 0}, {0, 1}, {1, 1}, {1, 2}};

static void make(struct crowd_table *t, struct crowd_model *m)
{
	const double pi[] = {.75, .25, .25, .75, .5, .5, .25, .75};
	struct votes *v = &t->votes;
	size_t n = 0;

	*t = (struct crowd_table){.votes = {.n = 4, .nworker = 2, .nclass = 2}};
	*m = (struct crowd_model){0};
	CHECK(!names_add_words(&t->classes, (const char *const[]){"a", "b", NULL}, &e));
	CHECK(!names_add_words(&t->workers, (const char *const[]){"w1", "w,2", NULL}, &e));
	CHECK(!names_add_words(&t->items, (const char *const[]){"i1", "i2", "i\"3", "i4", NULL}, &e));
	v->item = calloc(4, sizeof *v->item);
	v->vote = calloc(8, sizeof *v->vote);
	for (size_t i = 0; i < 4; i++) {
		v->item[i] = (struct crowd_item){.vote = v->vote + n, .w = 1};
		for (uint32_t j = 0; j < 2; j++)
			if (label[i][j] < 2)
				v->vote[n++] = (struct vote){j, label[i][j], 1}, v->item[i].n++;
	}
	CHECK(!votes_patterns(v, &e));
	CHECK(!names_add_list(&m->classes, t->classes.name, 2, &e)
		&& !names_add_list(&m->workers, t->workers.name, 2, &e));
	CHECK(!crowd_init(&m->c, CROWD_CONFUSION, 2, 2, CROWD_SHARES, &e));
	m->c.share[0] = m->c.share[1] = .5;
	memcpy(m->c.parameter, pi, sizeof pi);
	crowd_chances(&m->c);
}

/* Posteriors of a: .75 .5 against .25 .25, 6/7; .75 .5 against .25 .75, 2/3; .25 .5 against .75 .75, 2/11; .25 against .75, 1/4. */
static void test_consensus(const struct crowd_model *m, const struct crowd_table *t)
{
	static const double want[4] = {6. / 7, 2. / 3, 2. / 11, 1. / 4};
	char path[] = TEXT_FILE, line[200];
	FILE *f;

	text_file_make(path, "");
	CHECK(!crowd_consensus_write(m, t, path, &e));
	f = fopen(path, "r");
	CHECK(f && fgets(line, sizeof line, f) && !strcmp(line, "id,n,answer,conf_model,p_a,p_b\n"));
	for (int i = 0; f && i < 4; i++) {
		char answer = 0;
		double n = 0, conf = 0, a = 0, b = 0;

		CHECK(fgets(line, sizeof line, f)
			&& sscanf(strchr(line + (i == 2 ? 6 : 0), ',') + 1, "%lf,%c,%lf,%lf,%lf", &n, &answer, &conf,
				   &a, &b)
				== 5);
		CHECK(n == (i == 3 ? 1 : 2) && answer == (i < 2 ? 'a' : 'b') && conf == fmax(a, b));
		CHECK_NEAR(a, want[i], 1e-14);
		CHECK_NEAR(b, 1 - want[i], 1e-14);
	}
	if (f)
		fclose(f);
	unlink(path);
}

/* The last item has one vote: nothing agrees with it. */
static void test_agreement(const struct crowd_table *t)
{
	char path[] = TEXT_FILE, line[200];
	double items = 0, value[3] = {0};
	FILE *f;

	text_file_make(path, "");
	CHECK(!crowd_agreement_write(t, .95, true, path, &e));
	f = fopen(path, "r");
	CHECK(f && fgets(line, sizeof line, f)
		&& !strcmp(line, "measure,a,b,items,agreement,agreement_lo,agreement_hi\n"));
	CHECK(f && fgets(line, sizeof line, f) && sscanf(line, "krippendorff_alpha,,,%lf,%lf", &items, value) == 2);
	CHECK(items == 3);
	/* six votes, three for each class: 1 - (6 - 1) 2 / (2 3 3) */
	CHECK_NEAR(value[0], 1 - 5 * 2. / 18, 1e-14);
	/* the numbers of votes differ */
	CHECK(f && fgets(line, sizeof line, f) && !strcmp(line, "fleiss_kappa,,,3,,,\n"));
	CHECK(f && fgets(line, sizeof line, f)
		&& sscanf(line, "cohen_kappa,w1,\"w,2\",%lf,%lf", &items, &value[2]) == 2);
	/* of three items two agree; by chance 2/3 1/3 + 1/3 2/3 */
	CHECK(items == 3);
	CHECK_NEAR(value[2], (2. / 3 - 4. / 9) / (1 - 4. / 9), 1e-14);
	CHECK(f && !fgets(line, sizeof line, f));
	if (f)
		fclose(f);
	unlink(path);
}

static void test_wide(struct crowd_table *t)
{
	char path[] = TEXT_FILE;

	text_file_make(path, "");
	CHECK(!crowd_wide_write(t, path, &e));
	text_file_check(path, "id,e_w1,\"e_w,2\"\ni1,a,a\ni2,a,b\n\"i\"\"3\",b,b\ni4,b,\n");
	t->votes.vote[0].w = 2;
	CHECK(crowd_wide_write(t, path, &e) == ST_DATA && strstr(e.text, "'w1'") && strstr(e.text, "'i1'"));
	CHECK(access(path, F_OK));
	t->votes.vote[0].w = 1;
}

static void test_skills(const struct crowd_model *m, const struct crowd_table *t)
{
	char path[] = TEXT_FILE, line[400], name[8];
	double n = 0, accuracy = 0;
	FILE *f;

	text_file_make(path, "");
	CHECK(!crowd_skills_write(m, &t->votes, .95, path, &e));
	f = fopen(path, "r");
	CHECK(f && fgets(line, sizeof line, f)
		&& !strcmp(line,
			"worker,n,accuracy,accuracy_lo,accuracy_hi,recall_a,recall_a_lo,recall_a_hi,recall_b,recall_b_lo,recall_b_hi,"
			"spammer_score,p_value,spammer\n"));
	CHECK(f && fgets(line, sizeof line, f) && sscanf(line, "%2[w1],%lf,%lf", name, &n, &accuracy) == 3 && n == 4);
	CHECK_NEAR(accuracy, (6. / 7 + 2. / 3 + 9. / 11 + 3. / 4) / 4, 1e-14);
	CHECK(f && fgets(line, sizeof line, f) && sscanf(line, "\"w,2\",%lf,%lf", &n, &accuracy) == 2 && n == 3);
	CHECK_NEAR(accuracy, (6. / 7 + 1. / 3 + 9. / 11) / 3, 1e-14);
	if (f)
		fclose(f);
	unlink(path);
}

static void test_trace(void)
{
	char path[] = TEXT_FILE;
	struct report r;

	text_file_make(path, "");
	CHECK(!crowd_trace_open(&r, path, &e));
	CHECK(!crowd_trace_row(&r, 1, 2, -1.5, -2, &e));
	CHECK(!report_close(&r, ST_OK, &e));
	text_file_check(path, "start,iteration,loglik,objective\n1,2,-1.5,-2\n");
}

int main(void)
{
	struct crowd_table t;
	struct crowd_model m;

	make(&t, &m);
	test_consensus(&m, &t);
	test_agreement(&t);
	test_wide(&t);
	test_skills(&m, &t);
	test_trace();
	crowd_model_free(&m);
	crowd_table_free(&t);
	return check_end();
}
