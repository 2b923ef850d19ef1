/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/worst_case/shift: a mix is what weights of q / p make of the table; the worst mix of all is the worst value, and of a small ball no
 * better than any mix in it; the rows' own mix changes nothing. */
#include "report_of.h"

#include "worst_case/shift.h"

static struct err e;

/* Three of four right in n, one of two in s. */
static const char table[] = "y,p_a,p_b,site\na,1,0,n\na,1,0,n\na,.75,.25,n\nb,1,0,n\nb,0,1,s\na,0,1,s\n";

static const char *shifted(double radius, int ball, const char *mix)
{
	static const struct interval_options none = {0};
	const struct decision_options d = {.cost = NAN};
	struct shift_options o = {.column = "site", .ball = {ball, radius}, .decision = &d, .interval = &none};
	const char *r;

	if (mix)
		CHECK(!strings_add(&o.mix, mix, &e));
	CHECK(!shift_read(&o, &e));
	r = report_of(&shift_summary, &o, table, &e);
	shift_free(&o);
	free(o.mix.v);
	return r;
}

int main(void)
{
	/* with a mix: n, n_unscored, effective_n, system, shifted, worst */
	for (double q = 0; q <= 1; q += .125) {
		char mix[64];
		const char *r;

		snprintf(mix, sizeof mix, "n=%.17g,s=%.17g", q, 1 - q);
		for (int ball = BALL_INTERVAL; ball <= BALL_TV; ball++) {
			double worst;

			r = shifted(.125, ball, mix);
			CHECK(cell_of(r, 1, 0) == 6 && cell_of(r, 1, 1) == 0);
			CHECK_NEAR(cell_of(r, 1, 2), 1 / (q * q / 4 + (1 - q) * (1 - q) / 2), 1e-12);
			CHECK_NEAR(cell_of(r, 1, 3), 4. / 6, 1e-15);
			CHECK_NEAR(cell_of(r, 1, 4), .75 * q + .5 * (1 - q), 1e-15);
			/* q moves by .125, or by sqrt(R q (1 - q)) */
			worst = fmax(0, q - (ball == BALL_CHI2 ? sqrt(.125 * q * (1 - q)) : .125));
			CHECK_NEAR(cell_of(r, 1, 5), .75 * worst + .5 * (1 - worst), 1e-12);
		}
	}
	/* without: n, n_unscored, system, worst */
	CHECK_NEAR(cell_of(shifted(1, BALL_TV, NULL), 1, 3), .5, 1e-15);
	CHECK_NEAR(cell_of(shifted(.1, BALL_TV, NULL), 1, 3), 4. / 6 - .1 * .25, 1e-15);
	CHECK(!*shifted(.1, BALL_TV, "n=1,w=1") && strstr(e.text, "no row with 'w'"));
	CHECK(!*shifted(.1, BALL_TV, "n=1") && strstr(e.text, "no share of 's'"));
	return check_end();
}
