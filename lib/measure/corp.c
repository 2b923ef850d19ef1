/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "measure/corp.h"

#include <math.h>

#include "math/pav.h"

/* Total squared error of the value f for a weight w of rows of which `right` have the event. */
static double squared_error(double f, double w, double right)
{
	return right * (1 - f) * (1 - f) + (w - right) * f * f;
}

int corp_decompose(struct corp *c, const struct scored_rows *rows, struct err *e)
{
	struct running score = {0}, recalibrated = {0}, weight = {0}, right = {0};
	struct pav p = {0};
	struct scored_block b;
	int st = ST_OK;
	double total, constant;

	for (size_t at = 0; !st && scored_rows_next(rows, &at, &b);) {
		running_add(&score, squared_error(b.score, b.weight, b.right));
		running_add(&weight, b.weight);
		running_add(&right, b.right);
		st = pav_add(&p, b.score, b.weight, b.right, e);
	}
	for (size_t i = 0; i < p.n; i++)
		running_add(&recalibrated,
			squared_error(pav_value(&p.block[i]), p.block[i].weight.part[0], p.block[i].sum.part[0]));
	pav_free(&p);
	total = running_value(&weight);
	constant = squared_error(running_value(&right) / total, total, running_value(&right));
	c->score = running_value(&score) / total;
	c->mcb = (running_value(&score) - running_value(&recalibrated)) / total;
	c->dsc = (constant - running_value(&recalibrated)) / total;
	c->unc = constant / total;
	return st;
}
