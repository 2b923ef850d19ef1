/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* Fuzzing: a model file of any kind, applied to a table that has every column; what is computed is finite or refused. */
#include <fcntl.h>

#include "apply/chain.h"
#include "calibrate/calibration_apply.h"
#include "em/mixture_apply.h"
#include "fuzz.h"
#include "threshold/threshold_apply.h"
#include "train/head_apply.h"

static const char table[] = "y,x_1,x_2,p_0,p_1,z_0,z_1,e_a,e_b,conf_model,conf_a,conf_b,defer_a,defer_b,cost_a,score\n"
			    "0,1,-2,.25,.75,-1,1,0,1,.75,.9,.6,1,-1,.1,.3\n"
			    "1,3e9,0,1,0,40,-40,,1,.75,.9,.6,1,-1,.1,.3\n";

static int apply(const struct chain_models *m, struct table *t, struct err *e)
{
	struct names computed = {0};
	struct chain c = {0};
	struct extend x;
	int st = chain_bind(&c, m, t, 0, &computed, e);

	if (!st)
		st = extend_init(&x, t, &computed, open("/dev/null", O_WRONLY), 0, e);
	names_free(&computed);
	if (!st) {
		while (!st || st == ST_SKIP)
			st = chain_next(&c, &x, e);
		st = extend_close(&x, st == ST_END ? ST_OK : st, e);
	}
	chain_free(&c);
	return st;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct chain_kind *const kinds[] = {
		&apply_head, &apply_calibration, &apply_mixture, &apply_threshold, NULL};
	struct fuzz_file model = fuzz_file(data, size), rows = fuzz_file(table, sizeof table - 1);
	const char *file[] = {rows.path};
	struct table_options opt = {0};
	struct chain_models m = {0};
	struct table t;
	struct err e = {0};
	int st = chain_load(&m, model.path, kinds, &e);

	fuzz_status(st, &e);
	if (!st && !table_open(&t, &opt, &(struct strings){file, 1, 1}, &e)) {
		fuzz_status(apply(&m, &t, &e), &e);
		table_close(&t);
	}
	chain_models_free(&m);
	fuzz_close(&model);
	fuzz_close(&rows);
	return 0;
}
