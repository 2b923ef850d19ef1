/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/em/mixture_file: a mixture is read as it was written, with hidden layers and lines of confidences or without. */
#include "em/mixture_file.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"

static struct err e;

static void fill(struct mixture_model *m, size_t nhidden, bool lines)
{
	struct rng r;

	*m = (struct mixture_model){.nhidden = nhidden, .hidden = {3, 2}};
	CHECK(!modelfile_number_names(&m->classes, "c", 3, &e));
	CHECK(!modelfile_number_names(&m->experts, "e,", 2, &e));
	CHECK(!modelfile_number_names(&m->features, "f", 2, &e));
	CHECK(!feature_map_init(&m->map, FEATURE_MAP_RFF, 2, 4, &e));
	CHECK(!rng_init(&r, 5, &e));
	feature_map_draw(&m->map, &r);
	m->map.mean[0] = -1, m->map.scale[1] = 2;
	CHECK(!mixture_init(&m->m, 4, m->hidden, nhidden, NETWORK_TANH, 3, 2, .01, &r, &e));
	for (size_t p = 0; p < MIXTURE_PARTS; p++)
		for (size_t i = 0; i < m->m.network[p].nparam; i++)
			m->m.theta[p][i] += rng_normal(&r);
	rng_free(&r);
	if (!lines)
		return;
	CHECK(!mixture_add_lines(&m->m, &e));
	for (size_t i = 0; i < 6; i++)
		m->m.line[i] = .5 + .25 * (double)i;
}

/* What the model says of one row. */
static void say(const struct mixture_model *m, double *said)
{
	const double x[] = {.3, -1.5};
	double mapped[4], scratch[256];

	CHECK(mixture_scratch(&m->m) <= 256);
	feature_map_row(&m->map, x, mapped);
	said[9] = mixture_predict(&m->m, mapped, scratch, said, said + 3, said + 6);
}

static void test_back(size_t nhidden, bool lines)
{
	char path[] = "/tmp/l2d-mixture-XXXXXX";
	int fd = mkstemp(path);
	struct mixture_model m, back;
	struct modelfile f;
	double said[10], again[10];

	fill(&m, nhidden, lines);
	CHECK(fd >= 0 && !mixture_model_write(&m, fd, &e));
	CHECK(!modelfile_read(&f, path, &e));
	if (check_report(!mixture_model_read(&back, &f, &e), __FILE__, __LINE__, "%s", e.text)) {
		struct names agent = {0};

		CHECK(back.classes.n == 3 && back.experts.n == 2 && !back.m.line == !lines);
		CHECK(!mixture_model_agents(&back, &agent, &e) && agent.n == 3);
		CHECK(names_find(&agent, "model", 5) == 0 && !strcmp(agent.name[2].s, back.experts.name[1].s));
		names_free(&agent);
		say(&m, said);
		say(&back, again);
		CHECK(!memcmp(said, again, sizeof said));
	}
	mixture_model_free(&back);
	mixture_model_free(&m);
	modelfile_free(&f);
	unlink(path);
}

int main(void)
{
	for (size_t nhidden = 0; nhidden <= 2; nhidden++) {
		test_back(nhidden, false);
		test_back(nhidden, true);
	}
	return check_end();
}
