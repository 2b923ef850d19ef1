/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/score/system_summary: the first columns by hand, --power's, and what a wrong label costs them. */
#include "report_of.h"

#include "noise/label_noise.h"
#include "score/system_summary.h"

static struct err e;

static const char table[] = "y,p_a,p_b,e_x,agent,cost_x\n"
			    "a,.9,.1,b,model,.5\n"
			    "b,.8,.2,b,x,.5\n"
			    "a,.6,.4,b,x,.5\n"
			    "b,.7,.3,,x,.5\n";

static double column(const char *text, const char *name)
{
	int k = 0;

	for (const char *at = text; *at && *at != '\n'; at += strcspn(at, ",\n") + (at[strcspn(at, ",\n")] == ','), k++)
		if (!strncmp(at, name, strlen(name)) && strchr(",\n", at[strlen(name)]))
			return cell_of(text, 1, k);
	return NAN;
}

int main(void)
{
	struct label_noise noise = {.rate = .25};
	struct system_summary_options o = {
		.power = NAN, .delta = .1, .probability = .8, .jobs = 1, .system.decision.cost = NAN};
	const char *r = report_of(&system_summary, &o, table, &e);

	CHECK(column(r, "n") == 4 && column(r, "n_unscored") == 1 && column(r, "coverage") == .25);
	CHECK_NEAR(column(r, "system_accuracy"), 2. / 3, 1e-15);
	CHECK(column(r, "model_accuracy") == 1 && column(r, "expert_accuracy") == .5);
	CHECK_NEAR(column(r, "alone_model"), .5, 1e-15);
	CHECK_NEAR(column(r, "cost"), 3 * .5 / 4, 1e-15);
	o.system.decision.noise = &noise; /* a becomes (a - r) / (1 - 2 r) */
	r = report_of(&system_summary, &o, table, &e);
	CHECK_NEAR(column(r, "system_accuracy"), (2. / 3 - .25) / .5, 1e-15);
	CHECK_NEAR(column(r, "aurc_mean"), 1 - column(r, "model_aucac_mean"), 1e-15);
	CHECK(isnan(column(r, "eaurc_mean")) && isnan(column(r, "auroc_midrank")));
	o.system.decision.noise = NULL;
	o.system.decision.binary = true;
	o.power = .6;
	r = report_of(&system_summary, &o, table, &e);
	CHECK_NEAR(column(r, "risk"), .5, 1e-15); /* no answer is an error */
	CHECK(column(r, "rows_needed") > 4);
	return check_end();
}
