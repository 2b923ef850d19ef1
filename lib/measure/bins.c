#include "measure/bins.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"

/* Standard normal quantile at 0.975. */
static const double Z95 = 1.959963984540054;

static int allocate(struct bins *b, size_t n, struct err *e)
{
	*b = (struct bins){.n = n};
	b->bin = mem_alloc(n, sizeof *b->bin, e);
	b->edge = mem_alloc(n + 1, sizeof *b->edge, e);
	if (b->bin && b->edge)
		return ST_OK;
	bins_free(b);
	return ST_SYSTEM;
}

int bins_init(struct bins *b, size_t n, enum bins_side side, struct err *e)
{
	if (allocate(b, n, e))
		return ST_SYSTEM;
	b->side = side;
	for (size_t i = 0; i <= n; i++)
		b->edge[i] = (double)i / (double)n;
	return ST_OK;
}

void bins_free(struct bins *b)
{
	free(b->edge);
	free(b->bin);
	*b = (struct bins){0};
}

static size_t count_blocks(const struct tied *rows, double *weight)
{
	struct tied_block k;
	struct running total = {0};
	size_t n = 0;

	for (size_t at = 0; tied_next(rows, &at, &k); n++)
		running_add(&total, k.weight);
	*weight = running_value(&total);
	return n;
}

/* Puts the rows [from, end), which have one confidence, into the bin. */
static void add_block(struct bin *b, const struct tied *rows, size_t from, size_t end)
{
	for (size_t i = from; i < end; i++) {
		struct tied_row r = tied_row(rows, i);

		b->n++;
		tally_add(&b->weight, r.weight);
		tally_add(&b->squared, r.weight * r.weight);
		if (r.right)
			tally_add(&b->event, r.weight);
		sum_add_product(&b->conf, r.weight, r.score);
	}
}

int bins_init_mass(struct bins *b, size_t n, const struct tied *rows, struct err *e)
{
	double left, taken = 0, before = 0;
	size_t blocks = count_blocks(rows, &left), made = 0;
	struct tied_block k;

	if (allocate(b, n < blocks ? n : blocks + !blocks, e))
		return ST_SYSTEM;
	for (size_t at = 0, from = 0; tied_next(rows, &at, &k); from = at) {
		if (made + 1 < b->n && taken > 0 && taken * (double)(n - made) >= left) {
			left -= taken;
			taken = 0;
			b->edge[++made] = before + (k.score - before) / 2;
		}
		add_block(&b->bin[made], rows, from, at);
		taken += k.weight;
		before = k.score;
	}
	b->n = made + 1;
	b->edge[b->n] = 1;
	return ST_OK;
}

size_t bins_find(const struct bins *b, double conf)
{
	size_t i = (size_t)(conf * (double)b->n);

	if (i >= b->n)
		i = b->n - 1;
	if (b->side == BINS_LEFT) {
		while (i > 0 && conf < b->edge[i])
			i--;
		while (i + 1 < b->n && conf >= b->edge[i + 1])
			i++;
		return i;
	}
	while (i > 0 && conf <= b->edge[i])
		i--;
	while (i + 1 < b->n && conf > b->edge[i + 1])
		i++;
	return i;
}

void bins_add(struct bins *b, double conf, bool event, double weight)
{
	struct bin *k = &b->bin[bins_find(b, conf)];

	k->n++;
	if (weight == 1) {
		k->weight.unit++;
		k->squared.unit++;
		k->event.unit += event;
		sum_add(&k->conf, conf);
		return;
	}
	tally_add(&k->weight, weight);
	tally_add(&k->squared, weight * weight);
	if (event)
		tally_add(&k->event, weight);
	sum_add_product(&k->conf, weight, conf);
}

void bins_merge(struct bins *b, const struct bins *other)
{
	for (size_t i = 0; i < b->n; i++) {
		struct bin *k = &b->bin[i];
		const struct bin *o = &other->bin[i];

		k->n += o->n;
		tally_merge(&k->weight, &o->weight);
		tally_merge(&k->event, &o->event);
		tally_merge(&k->squared, &o->squared);
		sum_merge(&k->conf, &o->conf);
	}
}

int bins_write(const struct bins *b, struct state_out *o, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && i < b->n; i++) {
		const struct bin *k = &b->bin[i];
		double place = (double)i;

		if (!k->n)
			continue;
		st = state_write_count(o, "rows", place, k->n, e);
		if (!st)
			st = state_write_tally(o, "weight", place, &k->weight, e);
		if (!st)
			st = state_write_tally(o, "event", place, &k->event, e);
		if (!st)
			st = state_write_tally(o, "squared", place, &k->squared, e);
		if (!st)
			st = state_write_sum(o, "conf", place, &k->conf, e);
	}
	return st;
}

bool bins_read(struct bins *b, const struct state_item *i)
{
	size_t place = state_index(i, b->n);
	struct bin *k;

	if (place == b->n)
		return false;
	k = &b->bin[place];
	if (state_is(i, "rows"))
		k->n += (size_t)sum_value(&i->value);
	else if (state_is(i, "weight"))
		sum_merge(&k->weight.rest, &i->value);
	else if (state_is(i, "event"))
		sum_merge(&k->event.rest, &i->value);
	else if (state_is(i, "squared"))
		sum_merge(&k->squared.rest, &i->value);
	else if (state_is(i, "conf"))
		sum_merge(&k->conf, &i->value);
	else
		return false;
	return true;
}

/* The number of rows of equal weight that estimate as well (Kish 1965). */
static double effective_rows(const struct bin *k, double weight)
{
	return weight * weight / tally_value(&k->squared);
}

static void wilson(struct bin_result *r, double n)
{
	double z2 = Z95 * Z95 / n, centre = (r->frequency + z2 / 2) / (1 + z2);
	double half = Z95 * sqrt((r->frequency * (1 - r->frequency) + z2 / 4) / n) / (1 + z2);

	r->wilson_lo = r->frequency > 0 ? fmax(0, centre - half) : 0;
	r->wilson_hi = r->frequency < 1 ? fmin(1, centre + half) : 1;
}

struct bin_result bins_bin(const struct bins *b, size_t i)
{
	const struct bin *k = &b->bin[i];
	struct bin_result r = {.lo = b->edge[i], .hi = b->edge[i + 1], .n = k->n,
		.weight = tally_value(&k->weight), .conf = NAN, .frequency = NAN, .wilson_lo = NAN,
		.wilson_hi = NAN};

	if (r.weight <= 0)
		return r;
	r.conf = sum_value(&k->conf) / r.weight;
	r.frequency = tally_value(&k->event) / r.weight;
	wilson(&r, effective_rows(k, r.weight));
	return r;
}

/* The square of the gap less what sampling of the events adds to it. */
static double debiased_square(const struct bin *k, const struct bin_result *r)
{
	double gap = r->conf - r->frequency, n = effective_rows(k, r->weight);

	return n > 1 ? gap * gap - r->frequency * (1 - r->frequency) / (n - 1) : 0;
}

struct bins_result bins_result(const struct bins *b, double norm)
{
	struct bins_result r = {0};
	struct bin whole = {0};
	double total, power = 0, square = 0, unbiased = 0;

	for (size_t i = 0; i < b->n; i++) {
		r.n += b->bin[i].n;
		tally_merge(&whole.weight, &b->bin[i].weight);
		tally_merge(&whole.event, &b->bin[i].event);
		sum_merge(&whole.conf, &b->bin[i].conf);
	}
	total = tally_value(&whole.weight);
	for (size_t i = 0; i < b->n; i++) {
		struct bin_result k = bins_bin(b, i);
		double gap = fabs(k.conf - k.frequency), share = k.weight / total;

		if (!(k.weight > 0))
			continue;
		r.made++;
		r.mce = fmax(r.mce, gap);
		power += share * (norm == 1 || isinf(norm) ? gap : pow(gap, norm));
		square += share * gap * gap;
		unbiased += share * debiased_square(&b->bin[i], &k);
	}
	r.ece = isinf(norm) ? r.mce : norm == 1 ? power : pow(power, 1 / norm);
	r.rmsce = sqrt(square);
	r.debiased = sqrt(fmax(0, unbiased));
	r.conf = sum_value(&whole.conf) / total;
	r.frequency = tally_value(&whole.event) / total;
	if (!(total > 0))
		r.ece = r.mce = r.rmsce = r.debiased = r.conf = r.frequency = NAN;
	return r;
}
