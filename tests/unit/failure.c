/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/worst_case/failure: a table by hand, with weights; what is lost is a line in D up to its breakpoint; tables without experts. */
#include "report_of.h"

#include "worst_case/failure.h"

static struct err e;

/* Weights 4: ann is asked about 2 and right on 1.5, bob about 1 and right; the model would be right on 1 of ann's. */
static const char table[] = "y,p_a,p_b,e_ann,e_bob,agent,w\n"
			    "a,1,0,a,b,ann,1\n"
			    "a,0,1,a,b,ann,.5\n"
			    "b,1,0,a,b,ann,.5\n"
			    "b,1,0,a,b,bob,1\n"
			    "a,1,0,b,b,model,1\n"
			    "a,1,0,b,b,ann,0\n";

int main(void)
{
	static const double rise[] = {0, .25, .5, .75, 1};
	struct failure_options o = {.decision = {.cost = NAN, .binary = true}, .rise = rise, .rises = 5};
	const char *r = report_of(&failure_summary, &o, table, &e);

	CHECK(!strncmp(r, "failure,at,expert,n,system_accuracy,worst_accuracy,loss,weakest\n", 64));
	for (int k = 0; k < 5; k++) {
		double ann = fmin(2 * rise[k], 1.5), bob = rise[k];

		CHECK(cell_of(r, 1 + 3 * k, 3) == 5 && cell_of(r, 1 + 3 * k, 4) == 3.5 / 4);
		CHECK_NEAR(cell_of(r, 1 + 3 * k, 5), (3.5 - ann) / 4, 1e-15);
		CHECK_NEAR(cell_of(r, 2 + 3 * k, 5), (3.5 - bob) / 4, 1e-15);
		CHECK_NEAR(cell_of(r, 3 + 3 * k, 5), (3.5 - ann - bob) / 4, 1e-15);
	}
	CHECK_NEAR(cell_of(r, 16, 5), 3. / 4, 1e-15); /* the model in the place of ann is right on 1 of 2 */
	CHECK_NEAR(cell_of(r, 17, 5), 2.5 / 4, 1e-15);
	o.rises = 0;
	CHECK(!named_numbers_read(&o.each, "--rise", "bob=.5", 1, &e));
	r = report_of(&failure_summary, &o, table, &e);
	CHECK(cell_of(r, 1, 1) == 0 && cell_of(r, 2, 1) == .5 && isnan(cell_of(r, 3, 1)));
	CHECK_NEAR(cell_of(r, 3, 5), 3. / 4, 1e-15);
	o.corrupt = 1; /* rows that weigh differently */
	CHECK(!*report_of(&failure_summary, &o, table, &e) && strstr(e.text, "equal weight"));
	named_numbers_free(&o.each);
	CHECK(!*report_of(&failure_summary, &o, "y,p_a,p_b,agent\na,1,0,model\n", &e) && strstr(e.text, "no experts"));
	return check_end();
}
