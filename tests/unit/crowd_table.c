/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/crowd/crowd_table: the votes of a wide table and of the long one of the same votes, by hand; what counts and what is refused. */
#include "crowd/crowd_table.h"

#include "text_file.h"

static struct err e;

static int read_table(struct crowd_table *t, const char *text, const char *columns, enum crowd_prior prior)
{
	char path[] = TEXT_FILE;
	const char *name = path;
	const struct table_options plain = {0};
	const struct strings files = {.v = &name, .n = 1};
	int st;

	text_file_make(path, text);
	st = crowd_table_read(t, &(struct table_run){&plain, &files, "test", 0, "1"}, columns, prior, &e);
	unlink(path);
	return st;
}

/* Items' votes as text: "worker:label*weight ... | ...", and what the item weighs. */
static void check_votes(const struct crowd_table *t, const char *want)
{
	char got[512];
	size_t n = 0;

	for (size_t i = 0; i < t->votes.n; i++) {
		const struct crowd_item *item = &t->votes.item[i];

		for (size_t k = 0; k < item->n; k++)
			n += (size_t)snprintf(got + n, sizeof got - n, "%s:%s*%g ",
				t->workers.name[item->vote[k].worker].s, t->classes.name[item->vote[k].label].s,
				item->vote[k].w);
		n += (size_t)snprintf(got + n, sizeof got - n, "= %g | ", item->w);
	}
	check_report(!strcmp(got, want), __FILE__, __LINE__, "'%s', not '%s'", got, want);
}

static void test_wide(void)
{
	struct crowd_table t;

	/* workers and classes are sorted, as numbers where all are; rows without a vote or a weight are none */
	CHECK(!read_table(&t, "y,e_10,e_9,e_z,w\nq,b,a,,2\nq,,,,1\nq,a,b,,0\nq,b,,,.5\n", NULL, CROWD_SHARES));
	CHECK(t.workers.n == 2 && t.classes.n == 2 && t.items.n == 0);
	check_votes(&t, "9:a*1 10:b*1 = 2 | 10:b*1 = 0.5 | ");
	CHECK(t.votes.npattern == 2);
	crowd_table_free(&t);
	CHECK(!read_table(&t, "x_b,x_a,e_u,e_v\n1,2,b,a\n1,2,b,a\n3,2,b,a\n", NULL, CROWD_FEATURES));
	CHECK(t.features.n == 2 && t.votes.nfeature == 2 && !strcmp(t.feature_columns.name[0].s, "x_b"));
	CHECK(t.votes.npattern == 2 && t.votes.item[2].x[0] == 3 && t.votes.item[2].x[1] == 2);
	crowd_table_free(&t);
	CHECK(!read_table(&t, "p_c,p_a,e_u\n.25,.75,a\n.5,.5,a\n", NULL, CROWD_COLUMNS));
	CHECK(t.classes.n == 2 && !strcmp(t.classes.name[0].s, "c") && t.votes.item[0].prior[1] == .75);
	crowd_table_free(&t);
}

static void test_long(void)
{
	static const char rows[] =
		"l,who,item,w\nb,10,one,1\na,9,one,1\n,9,two,1\nb,10,two,.5\nb,10,one,2\na,9,three,0\n";
	struct crowd_table t;

	/* the same vote again counts again; a row without a label is no vote */
	CHECK(!read_table(&t, rows, "item,who,l", CROWD_SHARES));
	CHECK(t.items.n == 2 && !strcmp(t.items.name[1].s, "two"));
	check_votes(&t, "9:a*1 10:b*3 = 1 | 10:b*0.5 = 1 | ");
	crowd_table_free(&t);
	CHECK(read_table(&t, rows, "item,who", CROWD_SHARES) == ST_USAGE);
	crowd_table_free(&t);
	CHECK(read_table(&t, rows, "item,who,label", CROWD_SHARES) == ST_DATA && strstr(e.text, "label"));
	crowd_table_free(&t);
	CHECK(read_table(&t, "i,j,l,x_1\n1,a,u,1\n1,b,v,2\n", "i,j,l", CROWD_FEATURES) == ST_DATA);
	CHECK(strstr(e.text, ":3:7") && strstr(e.text, "another row"));
	crowd_table_free(&t);
	CHECK(read_table(&t, "i,j,l\n1,a,u\n2,b,u\n", "i,j,l", CROWD_SHARES) == ST_DATA && strstr(e.text, "one class"));
	crowd_table_free(&t);
	CHECK(read_table(&t, "i,j,l\n", "i,j,l", CROWD_SHARES) == ST_DATA && strstr(e.text, "no votes"));
	crowd_table_free(&t);
}

int main(void)
{
	test_wide();
	test_long();
	return check_end();
}
