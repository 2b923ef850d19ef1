/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/crowd/crowd_file: every form of the model is read as it was written. */
#include "crowd/crowd_file.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "math/vec.h"

static struct err e;

static void fill(struct crowd_model *m, enum crowd_method method, enum crowd_prior prior)
{
	CHECK(!modelfile_number_names(&m->classes, "c", 3, &e));
	CHECK(!modelfile_number_names(&m->workers, "w,", 2, &e));
	CHECK(!crowd_init(&m->c, method, 3, 2, prior, &e));
	m->c.share[0] = .2, m->c.share[1] = .3, m->c.share[2] = .5;
	m->c.start = 2;
	for (size_t i = 0; i < 2 * m->c.width; i++)
		m->c.parameter[i] = .1 + .3 * (double)(i % 3);
	if (prior != CROWD_FEATURES)
		return;
	CHECK(!modelfile_number_names(&m->features, "f", 2, &e));
	CHECK(!feature_map_init(&m->head.map, FEATURE_MAP_QUADRATIC, 2, 0, &e));
	m->head.nhidden = 1, m->head.hidden[0] = 2;
	CHECK(!crowd_head_init(&m->head, 3, &e));
	for (size_t i = 0; i < m->head.network.nparam; i++)
		m->head.theta[i] = sin((double)i);
	m->head.map.mean[1] = 3, m->head.map.scale[0] = .25;
}

static void test_back(enum crowd_method method, enum crowd_prior prior)
{
	char path[] = "/tmp/l2d-crowd-XXXXXX";
	int fd = mkstemp(path);
	struct crowd_model m = {0}, back;
	struct modelfile f;

	fill(&m, method, prior);
	CHECK(fd >= 0 && !crowd_model_write(&m, fd, &e));
	CHECK(!modelfile_read(&f, path, &e));
	if (check_report(!crowd_model_read(&back, &f, &e), __FILE__, __LINE__, "%s", e.text)) {
		CHECK(back.c.method == method && back.c.prior == prior);
		CHECK(back.classes.n == 3 && back.workers.n == 2 && back.features.n == m.features.n);
		CHECK(!memcmp(back.c.parameter, m.c.parameter, 2 * m.c.width * sizeof *m.c.parameter));
		CHECK(prior == CROWD_COLUMNS || !memcmp(back.c.share, m.c.share, 3 * sizeof *m.c.share));
		if (prior == CROWD_FEATURES) {
			double p[3], q[3], scratch[64], x[2] = {.4, -2};

			CHECK(crowd_head_scratch(&m.head) <= 64);
			crowd_head_prior(&m.head, x, scratch, p);
			crowd_head_prior(&back.head, x, scratch, q);
			CHECK(!memcmp(p, q, sizeof p));
		}
	}
	crowd_model_free(&back);
	crowd_model_free(&m);
	modelfile_free(&f);
	unlink(path);
}

int main(void)
{
	for (enum crowd_method method = CROWD_CONFUSION; method <= CROWD_DIFFICULTY; method++)
		for (enum crowd_prior prior = CROWD_SHARES; prior <= CROWD_FEATURES; prior++)
			test_back(method, prior);
	return check_end();
}
