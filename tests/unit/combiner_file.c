/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/combine/combiner_file: of a crowd, the combiner's posterior is the crowd's, whatever was said, with the classes' shares and with an item's own
 * probabilities; the model whose votes are not independent is none; a combiner is read as it was written. */
#include "combine/combiner_file.h"

#include <string.h>
#include <unistd.h>

#include "check.h"
#include "crowd/crowd_file.h"

enum { CLASSES = 3, WORKERS = 2 };

static struct err e;

static void fill(struct crowd_model *m, enum crowd_method method, enum crowd_prior prior)
{
	*m = (struct crowd_model){0};
	CHECK(!modelfile_number_names(&m->classes, "c", CLASSES, &e));
	CHECK(!modelfile_number_names(&m->workers, "w", WORKERS, &e));
	CHECK(!crowd_init(&m->c, method, CLASSES, WORKERS, prior, &e));
	for (size_t z = 0; z < CLASSES; z++)
		m->c.share[z] = (double)(z + 1) / 6;
	for (size_t i = 0; i < WORKERS * m->c.width; i++)
		m->c.parameter[i] = method == CROWD_CONFUSION ? (double)(1 + i % 3 + i / 9) / (6 + 3 * (double)(i / 9))
							      : .4 + .3 * (double)i;
	crowd_chances(&m->c);
}

/* By way of a file. */
static int pass(struct combiner *m, const struct crowd_model *crowd)
{
	char path[] = "/tmp/l2d-crowd-XXXXXX";
	int fd = mkstemp(path), st;

	CHECK(fd >= 0 && !crowd_model_write(crowd, fd, &e));
	st = combiner_open(m, path, &e);
	unlink(path);
	return st;
}

static void test_posterior(enum crowd_method method, enum crowd_prior prior)
{
	double own[] = {.5, .2, .3}, p[CLASSES], q[CLASSES], joint[CLASSES];
	struct crowd_model crowd;
	struct combiner m;

	fill(&crowd, method, prior);
	CHECK(!pass(&m, &crowd));
	CHECK(m.model == (prior == CROWD_COLUMNS) && m.experts.n == WORKERS && m.method == COMBINE_CONFUSION);
	for (uint32_t i = 0; i < 16; i++) { /* CLASSES: nothing was said */
		const uint32_t label[WORKERS] = {i / 4, i % 4};
		struct vote vote[WORKERS];
		struct crowd_item item = {.vote = vote, .w = 1, .prior = prior == CROWD_COLUMNS ? own : NULL};
		size_t said[WORKERS];

		for (uint32_t j = 0; j < WORKERS; j++) {
			said[j] = label[j] < CLASSES ? label[j] : NAMES_NONE;
			if (label[j] < CLASSES)
				vote[item.n++] = (struct vote){j, label[j], 1};
		}
		crowd_posterior(&crowd.c, &item, joint, p);
		combiner_posterior(&m, own, said, q);
		for (size_t z = 0; z < CLASSES; z++)
			CHECK_NEAR(q[z], p[z], 1e-14);
	}
	for (size_t i = 0; i < WORKERS * CLASSES * CLASSES; i++)
		CHECK_NEAR(m.chance[i], crowd_answer(&crowd.c, i / 9, i % 3, i / 3 % 3), 1e-15);
	combiner_free(&m);
	crowd_model_free(&crowd);
}

static void test_refused(void)
{
	struct crowd_model crowd;
	struct combiner m;

	fill(&crowd, CROWD_DIFFICULTY, CROWD_SHARES);
	CHECK(pass(&m, &crowd) == ST_DATA && strstr(e.text, "glad"));
	combiner_free(&m);
	crowd_model_free(&crowd);
}

/* A combiner is read as it was written, with groups or without. */
static void test_back(enum combine_method method, size_t groups)
{
	char path[] = "/tmp/l2d-combiner-XXXXXX";
	int fd = mkstemp(path);
	struct combiner m = {.method = method, .model = true}, back;
	size_t n = WORKERS * CLASSES * CLASSES;

	CHECK(!modelfile_number_names(&m.classes, "c,", CLASSES, &e));
	CHECK(!modelfile_number_names(&m.experts, "w", WORKERS, &e));
	CHECK(!groups || !modelfile_number_names(&m.by, "site", 1, &e));
	CHECK(!modelfile_number_names(&m.group, "g", groups, &e));
	CHECK(!combiner_alloc(&m, &e) && !combiner_alloc_own(&m, &e));
	for (size_t g = 0; g <= groups; g++) {
		struct combiner *own = g ? &m.own[g - 1] : &m;

		own->slope = 1 + (double)g / 3;
		for (size_t c = 0; c < CLASSES; c++)
			own->intercept[c] = (double)c / 7 - (double)g;
		for (size_t i = 0; i < n; i++)
			*(m.chance ? &own->chance[i] : &own->weight[i]) = (double)(1 + i + g) / 30;
	}
	CHECK(fd >= 0 && !combiner_write(&m, fd, &e));
	if (check_report(!combiner_open(&back, path, &e), __FILE__, __LINE__, "%s", e.text)) {
		CHECK(back.method == method && back.model && back.group.n == groups && back.by.n == (groups > 0));
		for (size_t g = 0; g <= groups; g++) {
			const struct combiner *x = combiner_of(&m, g), *y = combiner_of(&back, g);

			CHECK(x->slope == y->slope && !memcmp(x->intercept, y->intercept, sizeof(double[CLASSES])));
			CHECK(!memcmp(x->chance ? x->chance : x->weight, y->chance ? y->chance : y->weight,
				n * sizeof(double)));
			for (size_t i = 0; y->chance && i < n; i++)
				CHECK_NEAR(y->weight[i], log(y->chance[i]), 1e-14);
		}
	}
	combiner_free(&back);
	combiner_free(&m);
	unlink(path);
}

int main(void)
{
	for (enum crowd_prior prior = CROWD_SHARES; prior <= CROWD_COLUMNS; prior++) {
		test_posterior(CROWD_CONFUSION, prior);
		test_posterior(CROWD_COIN, prior);
	}
	test_refused();
	for (size_t groups = 0; groups < 3; groups++) {
		test_back(COMBINE_CONFUSION, groups);
		test_back(COMBINE_STACKING, groups);
	}
	return check_end();
}
