/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * How often intervals hold the truth (coverage.h): of l2d-threshold --sweep, of a point of l2d-curve, of a policy of l2d-route
 * --frontier and of the gaps of l2d-score --group.
 *
 *   sweep     the rows below kept_from() are deferred
 *   curve     the point at coverage 1/2, whose threshold the table's rows set; the truth is that of this threshold
 *   frontier  the best policy that costs at most .3 a row, an expert costing 1: its rate, and so its truth, are the table's
 *   gap       the largest difference of three groups that are treated differently
 *   equal     the same of three that are not: the truth is 0
 *
 * Truths are integrals over the places of a world, by the midpoint rule.
 */
#include "coverage.h"

#include "decide/frontier.h"
#include "measure/score_draws.h"
#include "rank/auroc_curve.h"
#include "rank/curve_draws.h"
#include "rank/scored_draws.h"
#include "route/spending_draws.h"

enum estimate {
	SWEEP_DEFERRED,
	SWEEP_SYSTEM,
	SWEEP_MODEL,
	SWEEP_EXPERT,
	SWEEP_COST,
	CURVE_COVERAGE,
	CURVE_SYSTEM,
	CURVE_RISK,
	CURVE_AUROC,
	CURVE_AP,
	FRONTIER_COST,
	FRONTIER_CONF,
	FRONTIER_ACCURACY,
	FRONTIER_ORACLE,
	FRONTIER_CONSTANT,
	GAP_DEFERRAL,
	GAP_ACCURACY,
	EQUAL_DEFERRAL,
	EQUAL_ACCURACY,
	ESTIMATES
};
static const char *const estimate_name[] = {"sweep_fraction_deferred", "sweep_system_accuracy", "sweep_model_accuracy",
	"sweep_expert_accuracy", "sweep_cost", "curve_coverage", "curve_system_accuracy", "curve_risk", "curve_auroc",
	"curve_ap", "frontier_cost", "frontier_conf", "frontier_accuracy", "frontier_regret_oracle",
	"frontier_regret_constant", "gap_deferral_rate", "gap_system_accuracy", "equal_deferral_rate",
	"equal_system_accuracy"};

static const double BUDGET = .3, ANSWERED = .9, COST = 2;

enum { PLACES = 4000, GROUPS = 3 };

/* The places of a world by rising confidence. */
struct place {
	double conf, weight, event, help, cost;
};
static struct place place[PLACES];
static double all_weight;

static void set_places(enum world w)
{
	all_weight = 0;
	for (size_t i = 0; i < PLACES; i++) {
		double v = ((double)i + .5) / PLACES;

		if (w == ACCURATE)
			v = 1 - v;
		place[i] =
			(struct place){confidence_at(w, v), weight_at(w, v), frequency_at(w, v), help_at(v), v + COST};
		all_weight += place[i].weight;
	}
}

/* What deferring the rows below a confidence comes to. */
struct whole {
	double deferred, kept_right, cost, expert_right, conf, all_right, all_help, oracle;
};

static struct whole truth_below(double t)
{
	struct whole s = {0};

	for (size_t i = 0; i < PLACES; i++) {
		const struct place *p = &place[i];
		double w = p->weight / all_weight;
		bool defer = p->conf < t;

		s.deferred += defer ? w : 0;
		s.kept_right += defer ? 0 : w * p->event;
		s.expert_right += defer ? w * p->help : 0;
		s.cost += defer ? w * p->cost : 0;
		s.conf += w * (defer ? 1 : p->conf);
		s.all_right += w * p->event;
		s.all_help += w * p->help;
		s.oracle += w * (p->event + (1 - p->event) * ANSWERED * p->help);
	}
	return s;
}

static double system_of(const struct whole *s)
{
	return (s->kept_right + ANSWERED * s->expert_right) / (1 - (1 - ANSWERED) * s->deferred);
}

/* Adds a block of positives and negatives below those there are to the areas. */
struct ranked {
	double right, all_right, wrong, auroc, ap;
};

static void add_block(struct ranked *k, double right, double wrong)
{
	k->right += right;
	k->auroc += wrong * (k->right - right / 2);
	k->wrong += wrong;
	if (right > 0)
		k->ap += right * k->right / (k->right + k->wrong);
}

/* AUROC and AP of the answers of experts below a confidence and the model's confidences from there on. */
static struct ranked ranked_below(double t)
{
	double right[2] = {0}, wrong[2] = {0}; /* by the experts' answer */
	struct ranked k = {0};

	for (size_t i = 0; i < PLACES && place[i].conf < t; i++) {
		double yes = place[i].weight * ANSWERED * place[i].event,
		       no = place[i].weight * ANSWERED * (1 - place[i].event);

		right[1] += yes * place[i].help;
		right[0] += yes * (1 - place[i].help);
		wrong[0] += no * place[i].help;
		wrong[1] += no * (1 - place[i].help);
	}
	add_block(&k, right[1], wrong[1]);
	for (size_t i = PLACES, n; i-- > 0 && place[i].conf >= t; i -= n - 1) {
		double yes = 0, no = 0;

		for (n = 0; n <= i && place[i - n].conf == place[i].conf; n++) {
			yes += place[i - n].weight * place[i - n].event;
			no += place[i - n].weight * (1 - place[i - n].event);
		}
		add_block(&k, yes, no);
	}
	add_block(&k, right[0], wrong[0]);
	k.auroc /= k.right * k.wrong;
	k.ap /= k.right;
	return k;
}

/* How groups are treated: the share of places, by confidence, that is deferred, and how often what is right is spoilt. */
static double deferred_of(size_t group)
{
	return .2 + .1 * (double)group;
}

static double spoilt_of(size_t group)
{
	return .1 * (double)group;
}

static double by_place(enum world w, double v)
{
	return w == ACCURATE ? 1 - v : v;
}

static void truth_of_groups(double *deferral, double *accuracy)
{
	double lo[2] = {1, 1}, hi[2] = {0, 0};

	for (size_t g = 0; g < GROUPS; g++) {
		double rate[2], deferred = 0, right = 0;

		for (size_t i = 0; i < PLACES; i++) {
			bool defer = ((double)i + .5) / PLACES < deferred_of(g);
			double w = place[i].weight / all_weight;

			deferred += defer ? w : 0;
			right += (1 - spoilt_of(g)) * w * (defer ? ANSWERED * place[i].help : place[i].event);
		}
		rate[0] = deferred;
		rate[1] = right / (1 - (1 - ANSWERED) * deferred);
		for (int k = 0; k < 2; k++) {
			lo[k] = fmin(lo[k], rate[k]);
			hi[k] = fmax(hi[k], rate[k]);
		}
	}
	*deferral = hi[0] - lo[0];
	*accuracy = hi[1] - lo[1];
}

static void truths(enum world w, struct rng *r, double *truth)
{
	struct whole s;

	(void)r;
	set_places(w);
	s = truth_below(kept_from(w));
	truth[SWEEP_DEFERRED] = s.deferred;
	truth[SWEEP_SYSTEM] = system_of(&s);
	truth[SWEEP_MODEL] = s.kept_right / (1 - s.deferred);
	truth[SWEEP_EXPERT] = s.expert_right / s.deferred;
	truth[SWEEP_COST] = s.cost;
	truth_of_groups(&truth[GAP_DEFERRAL], &truth[GAP_ACCURACY]);
	truth[EQUAL_DEFERRAL] = truth[EQUAL_ACCURACY] = 0;
}

/* One table's work: its rows, draws and what becomes of them. */
struct work {
	enum world world;
	size_t n, b;
	struct row *row;
	double *x, *truth;
	struct interval *c;
};

static double *drawn(const struct work *t, enum estimate k, size_t draw)
{
	return &t->x[k * t->b + draw];
}

static void finish(const struct work *t, enum estimate k, double estimate)
{
	t->c[k] = interval_bca(drawn(t, k, 0), t->b, estimate, .95);
}

static void sweep_values(const struct score *s, double *x)
{
	x[SWEEP_DEFERRED] = score_share(s, 1);
	x[SWEEP_SYSTEM] = score_rate(&s->system);
	x[SWEEP_MODEL] = score_rate(&s->model);
	x[SWEEP_EXPERT] = score_rate(&s->experts);
	x[SWEEP_COST] = score_cost(s);
}

static void sweep(const struct work *t)
{
	struct score rows = {0}, one = {0};
	struct score_draws draws = {0};
	double x[ESTIMATES];

	must(score_reserve(&rows, 2, &e));
	must(score_reserve(&one, 2, &e));
	must(score_draws_reserve(&draws, 2, t->b, &e));
	for (size_t i = 0; i < t->n; i++) {
		const struct row *r = &t->row[i];
		size_t agent = r->conf < kept_from(t->world);
		double alone[2] = {r->event, r->answered ? r->helped : NAN};
		struct score_row scored = {.weight = r->weight,
			.agent = &agent,
			.n = 1,
			.system = alone[agent],
			.alone = alone,
			.cost = agent ? r->cost : 0};

		score_add(&rows, &scored);
		score_draws_add(&draws, &scored, r->key);
	}
	must(score_draws_end(&draws, &e));
	for (size_t b = 0; b < t->b; b++) {
		score_draws_get(&draws, b, &one);
		sweep_values(&one, x);
		for (int k = SWEEP_DEFERRED; k <= SWEEP_COST; k++)
			*drawn(t, k, b) = x[k];
	}
	sweep_values(&rows, x);
	for (int k = SWEEP_DEFERRED; k <= SWEEP_COST; k++)
		finish(t, k, x[k]);
	score_free(&rows);
	score_free(&one);
	score_draws_free(&draws);
}

static void curve_values(const struct curve_point *p, const struct areas_separation *s, double *x)
{
	x[CURVE_COVERAGE] = p->coverage;
	x[CURVE_SYSTEM] = p->system_accuracy;
	x[CURVE_RISK] = p->risk;
	x[CURVE_AUROC] = s->auroc;
	x[CURVE_AP] = s->ap;
}

static void curve_truths(double t, double *truth)
{
	struct whole s = truth_below(t);
	struct ranked k = ranked_below(t);

	curve_values(&(struct curve_point){.coverage = 1 - s.deferred,
			     .system_accuracy = system_of(&s),
			     .risk = 1 - s.kept_right / (1 - s.deferred)},
		&(struct areas_separation){k.auroc, k.ap}, truth);
}

static void curve_draws_values(
	const struct work *t, const struct curve_draws *draws, const struct scored_rows *scored, double *x)
{
	struct scored_draws rows;

	must(scored_draws_init(&rows, scored, &e));
	for (size_t b = 0; b < t->b; b++) {
		struct curve_point p = curve_draws_point(draws, b);
		struct areas_separation s = areas_separation(scored_draws_take(&rows, b));

		curve_values(&p, &s, x);
		for (int k = CURVE_COVERAGE; k <= CURVE_AP; k++)
			*drawn(t, k, b) = x[k];
	}
	scored_draws_free(&rows);
}

/* Of outcomes: the model's and the expert's of being right, or those of the positive class. */
static void make_rows(const struct work *t, bool classes, struct scored_rows *rows)
{
	*rows = (struct scored_rows){0};
	for (size_t i = 0; i < t->n; i++) {
		const struct row *r = &t->row[i];

		must(scored_rows_add(rows,
			&(struct scored_row){.score = r->conf,
				.weight = r->weight,
				.p = r->conf,
				.right = r->event,
				.answered = r->answered,
				.expert_right = classes ? r->helped == r->event : r->helped,
				.key = r->key,
				.outcome_key = r->key},
			&e));
	}
}

/* Half of the rows are deferred. */
static void curve(const struct work *t)
{
	enum { STEPS = 2 };
	struct scored_rows outcomes, scored;
	struct scored_runs classes = {0};
	struct curve_draws draws;
	struct auroc_point all[STEPS + 1], *p = &all[1];
	struct curve_point of_outcomes;
	struct areas_separation s;
	struct curve c;
	double x[ESTIMATES];
	size_t n;

	make_rows(t, false, &outcomes);
	must(scored_rows_sort(&outcomes, &e));
	make_rows(t, true, &classes.rows);
	must(auroc_points(&classes, STEPS, all, &n, &e));
	must(auroc_rescore(&classes.rows, p->point.threshold, &scored, &e));
	must(curve_draws_start(&draws, &outcomes, t->b, &e));
	must(curve_draws_defer(&draws, p->at, &e));
	curve_draws_values(t, &draws, &scored, x);
	curve_start(&c, &outcomes);
	while (curve_next(&c, &of_outcomes) && c.at < p->at)
		;
	s = areas_separation(&scored);
	curve_values(&of_outcomes, &s, x);
	for (int k = CURVE_COVERAGE; k <= CURVE_AP; k++)
		finish(t, k, x[k]);
	curve_truths(-p->point.threshold, t->truth);
	curve_draws_free(&draws);
	scored_rows_free(&scored);
	scored_rows_free(&outcomes);
	scored_runs_free(&classes);
}

/* The agents of the frontier, and cells of its draws. */
enum { MODEL, EXPERT, AGENTS, ORACLE = AGENTS, AT, CELLS };

static void frontier_values(const struct spending_result *at, double oracle, double constant, double *x)
{
	x[FRONTIER_COST] = at->cost;
	x[FRONTIER_CONF] = at->conf;
	x[FRONTIER_ACCURACY] = at->accuracy;
	x[FRONTIER_ORACLE] = oracle - at->accuracy;
	x[FRONTIER_CONSTANT] = constant - at->accuracy;
}

static void frontier_rows(const struct work *t, struct frontier *f, struct draw_sums *draws, struct spending *single)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct row *r = &t->row[i];
		/* the second agent is sure, so that the least confident go first */
		struct outcome o[AGENTS] = {{0, r->conf, r->event}, {1, 1, r->answered ? r->helped : NAN}}, asked;
		size_t first = f->n;

		must(frontier_add(f, o, AGENTS, r->weight, &e));
		for (size_t k = first; k < f->n; k++)
			f->step[k].key = r->key;
		spending_draws_add(draws, AT, &f->begun, r->weight, r->key, 1);
		if (outcome_oracle(o, AGENTS, 0, &asked)) {
			spending_draws_add(draws, ORACLE, &asked, r->weight, r->key, 1);
			spending_add(&single[ORACLE], &asked, r->weight);
		}
		for (size_t k = 0; k < AGENTS; k++) {
			spending_draws_add(draws, k, &o[k], r->weight, r->key, 1);
			spending_add(&single[k], &o[k], r->weight);
		}
	}
	must(frontier_sort(f, &e));
}

static void frontier_truths(double t, bool expert, double *truth)
{
	struct whole s = truth_below(t);

	frontier_values(&(struct spending_result){s.deferred, s.conf, system_of(&s)}, s.oracle,
		expert ? s.all_help : s.all_right, truth);
}

static void frontier(const struct work *t)
{
	struct spending single[CELLS] = {0};
	struct frontier f = {0};
	struct draw_sums draws;
	struct frontier_point p, best = {0};
	struct spending_result at;
	double x[ESTIMATES], accuracy[CELLS];
	size_t taken = 0, constant;

	must(spending_draws_init(&draws, CELLS, t->b, &e));
	frontier_rows(t, &f, &draws, single);
	while (frontier_next(&f, &p) && p.mean.cost <= BUDGET) {
		best = p;
		taken = f.next;
	}
	for (size_t i = 0; i < taken; i++) {
		const struct frontier_step *s = frontier_step(&f, i);

		spending_draws_add(&draws, AT, &s->from, s->weight, s->key, -1);
		spending_draws_add(&draws, AT, &s->to, s->weight, s->key, 1);
	}
	must(draw_sums_end(&draws, &e));
	for (size_t k = 0; k < AT; k++)
		accuracy[k] = spending_result(&single[k]).accuracy;
	constant = accuracy[EXPERT] > accuracy[MODEL];
	for (size_t b = 0; b < t->b; b++) {
		at = spending_draws_get(&draws, AT, b);
		frontier_values(&at, spending_draws_get(&draws, ORACLE, b).accuracy,
			spending_draws_get(&draws, constant, b).accuracy, x);
		for (int k = FRONTIER_COST; k <= FRONTIER_CONSTANT; k++)
			*drawn(t, k, b) = x[k];
	}
	frontier_values(&best.mean, accuracy[ORACLE], accuracy[constant], x);
	for (int k = FRONTIER_COST; k <= FRONTIER_CONSTANT; k++)
		finish(t, k, x[k]);
	/* a rate between those of the steps before and after */
	frontier_truths(1 - (best.low + fmin(best.high, 1)) / 2, constant == EXPERT, t->truth);
	frontier_free(&f);
	draw_sums_free(&draws);
}

/* The largest differences of two rates between groups, from sums of each; less (NULL: 0) those of the rows. */
enum { WEIGHT, DEFERRED, SCORED, RIGHT, SUMS, RATES = 2 };

static void gap(
	const double sum[GROUPS][SUMS], const double less[GROUPS][RATES], double rate[GROUPS][RATES], double *wide)
{
	for (int k = 0; k < RATES; k++) {
		double lo = INFINITY, hi = -INFINITY;

		for (size_t g = 0; g < GROUPS; g++) {
			rate[g][k] = k ? sum[g][RIGHT] / sum[g][SCORED] : sum[g][DEFERRED] / sum[g][WEIGHT];
			lo = fmin(lo, rate[g][k] - (less ? less[g][k] : 0));
			hi = fmax(hi, rate[g][k] - (less ? less[g][k] : 0));
		}
		wide[k] = hi - lo;
	}
}

static void gaps(const struct work *t, bool equal, enum estimate first, struct rng *r)
{
	double rows[GROUPS][SUMS] = {0}, draw[GROUPS][SUMS], rate[GROUPS][RATES], other[GROUPS][RATES], wide[RATES];
	struct draw_sums sums;

	must(draw_sums_init(&sums, DRAW_WEIGHTS, GROUPS, SUMS, false, t->b, &e));
	for (size_t i = 0; i < t->n; i++) {
		const struct row *x = &t->row[i];
		size_t g = i / CLUSTER % GROUPS, like = equal ? 0 : g;
		bool defer = by_place(t->world, x->v) < deferred_of(like), scored = !defer || x->answered;
		bool right = scored && (defer ? x->helped : x->event) && rng_uniform(r) >= spoilt_of(like);
		const double value[SUMS] = {1, defer, scored, right};

		draw_sums_add(&sums, g, &(struct draw_row){x->key, 0, x->weight}, value);
		for (int k = 0; k < SUMS; k++)
			rows[g][k] += x->weight * value[k];
	}
	must(draw_sums_end(&sums, &e));
	gap(rows, NULL, rate, wide);
	for (size_t b = 0; b < t->b; b++) {
		double deviation[RATES];

		for (size_t g = 0; g < GROUPS; g++)
			for (size_t k = 0; k < SUMS; k++)
				draw[g][k] = draw_sums_number(&sums, g, 1, k, b).hi;
		gap(draw, rate, other, deviation);
		for (int k = 0; k < RATES; k++)
			*drawn(t, first + k, b) = deviation[k];
	}
	for (int k = 0; k < RATES; k++)
		t->c[first + k] = interval_simultaneous(drawn(t, first + k, 0), t->b, wide[k], .95);
	draw_sums_free(&sums);
}

static void table(enum world w, size_t n, size_t b, struct rng *r, double *truth, struct interval *c)
{
	struct work t = {w, n, b, malloc(n * sizeof *t.row), malloc(ESTIMATES * b * sizeof *t.x), truth, c};

	if (!t.row || !t.x)
		must(err_memory(&e));
	for (size_t i = 0; i < n; i++)
		t.row[i] = draw_row(w, i, r);
	sweep(&t);
	curve(&t);
	frontier(&t);
	gaps(&t, false, GAP_DEFERRAL, r);
	gaps(&t, true, EQUAL_DEFERRAL, r);
	free(t.row);
	free(t.x);
}

int main(int argc, char **argv)
{
	const struct estimates all = {estimate_name, ESTIMATES, truths, table};

	return coverage_main(&all, argc, argv);
}
