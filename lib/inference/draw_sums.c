/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "inference/draw_sums.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

enum {
	ROWS = DRAWS_ROWS,
	LIMB = 40,     /* bits */
	CARRY = 192,   /* rows between two carries: 192 * 6^2 * 2^40 and what was left stay below 2^53 */
	TILE = 128,    /* draws whose counts of ROWS rows fit into the first cache */
	TOGETHER = 64, /* limbs that are added to in one go */
	/* Limb k is of 2^(40 k - LOWEST), so that 2^4 begins one; products of doubles go down to 2^-2148. */
	LOWEST = 2156,
	BIAS = 1074,
	LIMBS_OF_ROW = 4, /* of 106 bits at any place */
	MOST_PLACE = 400, /* of limbs in arithmetic with doubles: squares stay normal numbers */
	CACHE_LINE = 64   /* bytes; a vector that crosses two of them takes twice the time */
};

/* What the highest limb may hold after a carry. */
static const double FULL = 0x1p50;

/* The sum for all draws. */
struct draw_sum {
	int first;      /* number of the lowest limb */
	size_t limbs;   /* there are */
	double *factor; /* [limbs][ROWS] those of the rows that wait */
	double *limb;   /* [limbs][draws, rounded up to blocks] */
};

struct draw_cell {
	size_t waiting, carry; /* rows; rows since the last carry */
	struct draw_row row[ROWS];
	struct draw_sum sum[]; /* [sums, and squares] */
};

static size_t sums_of(const struct draw_sums *s)
{
	return s->sums + s->squares;
}

static size_t padded(const struct draw_sums *s)
{
	return (s->draws + DRAWS_BLOCK - 1) / DRAWS_BLOCK * DRAWS_BLOCK;
}

static size_t cell_size(const struct draw_sums *s)
{
	return sizeof(struct draw_cell) + sums_of(s) * sizeof(struct draw_sum);
}

static struct draw_cell *cell_at(const struct draw_sums *s, size_t i)
{
	return (struct draw_cell *)((char *)s->cell + i * cell_size(s));
}

int draw_sums_init(
	struct draw_sums *s, enum draw_kind kind, size_t cells, size_t sums, bool squares, size_t draws, struct err *e)
{
	*s = (struct draw_sums){.kind = kind, .cells = cells, .sums = sums, .draws = draws, .squares = squares};
	s->cell = mem_alloc(cells, cell_size(s), e);
	return s->cell ? ST_OK : ST_SYSTEM;
}

void draw_sums_free(struct draw_sums *s)
{
	for (size_t i = 0; s->cell && i < s->cells; i++)
		for (size_t k = 0; k < sums_of(s); k++) {
			free(cell_at(s, i)->sum[k].factor);
			free(cell_at(s, i)->sum[k].limb);
		}
	free(s->cell);
	*s = (struct draw_sums){0};
}

/* Makes it a sum of `limbs` limbs, `below` of which are new ones under those it has. */
static bool extend(struct draw_sums *s, struct draw_sum *sum, size_t below, size_t limbs)
{
	size_t n = padded(s);
	struct err ignored;
	double *factor = mem_alloc(limbs, ROWS * sizeof *factor, &ignored);
	double *limb = factor ? aligned_alloc(CACHE_LINE, limbs * n * sizeof *limb) : NULL;

	if (!limb) {
		free(factor);
		s->failed = true;
		return false;
	}
	memset(limb, 0, limbs * n * sizeof *limb);
	if (sum->limbs) {
		memcpy(factor + below * ROWS, sum->factor, sum->limbs * ROWS * sizeof *factor);
		memcpy(limb + below * n, sum->limb, sum->limbs * n * sizeof *limb);
	}
	free(sum->factor);
	free(sum->limb);
	*sum = (struct draw_sum){sum->first - (int)below, limbs, factor, limb};
	return true;
}

/* Makes room for the limbs from `first` to `last`. */
static bool reach(struct draw_sums *s, struct draw_sum *sum, int first, int last)
{
	size_t below, limbs;

	if (!sum->limbs)
		sum->first = first;
	below = first < sum->first ? (size_t)(sum->first - first) : 0;
	limbs = below + sum->limbs;
	if (last >= sum->first + (int)sum->limbs)
		limbs = below + (size_t)(last - sum->first + 1);
	return limbs == sum->limbs || extend(s, sum, below, limbs);
}

/* A finite double as mantissa * 2^place, place from -1074 on. */
static uint64_t mantissa_of(double x, int *place, bool *negative)
{
	uint64_t bits, m;

	memcpy(&bits, &x, sizeof bits);
	*negative = bits >> 63;
	*place = (int)(bits >> 52 & 0x7ff);
	m = bits & 0xfffffffffffffu;
	if (*place) {
		m |= (uint64_t)1 << 52;
		--*place;
	}
	*place -= BIAS;
	return m;
}

/* A number as limbs, from number `first` on, each with its sign. */
struct limbs {
	int first, n;
	double limb[LIMBS_OF_ROW];
};

/* m * 2^place, m of 106 bits at most. */
static struct limbs cut(unsigned __int128 m, int place, bool negative)
{
	struct limbs l = {0};
	int shift;

	if (!m)
		return l;
	/* so that the lowest limb has a bit */
	shift = (uint64_t)m ? __builtin_ctzll((uint64_t)m) : 64 + __builtin_ctzll((uint64_t)(m >> 64));
	m >>= shift;
	place += LOWEST + shift;
	l.first = place / LIMB;
	shift = place % LIMB;
	for (int bits = LIMB - shift; m; bits = LIMB, shift = 0) {
		uint64_t low = (uint64_t)m & (((uint64_t)1 << bits) - 1);

		l.limb[l.n++] = (negative ? -1. : 1.) * (double)(low << shift);
		m >>= bits;
	}
	return l;
}

/* The limb of 2^-36, and how many of these are 1. */
enum { USUAL = (LOWEST - 36) / LIMB };
static const double USUAL_UNIT = 0x1p36;

static struct limbs product(double a, double b)
{
	bool negative, other;
	int place, more;
	double usual = a * USUAL_UNIT;
	unsigned __int128 m;

	/* most numbers are in one limb, as they are */
	if (b == 1 && a != 0 && fabs(usual) < 0x1p40 && usual == rint(usual))
		return (struct limbs){USUAL, 1, {usual}};
	m = mantissa_of(a, &place, &negative);

	if (b == 1)
		return cut(m, place, negative);
	m *= mantissa_of(b, &more, &other);
	return cut(m, place + more, negative != other);
}

/* Moves the upper bits of the limbs on; the highest one has room until some sum comes near 2^53. */
static void carry(struct draw_sums *s, struct draw_sum *sum)
{
	size_t n = padded(s);
	bool full = false;

	for (size_t b = 0; sum->limbs && b < n; b++)
		full |= fabs(sum->limb[(sum->limbs - 1) * n + b]) > FULL;
	if (full && !reach(s, sum, sum->first, sum->first + (int)sum->limbs))
		return;
	for (size_t k = 0; k + 1 < sum->limbs; k++)
		draws_carry(sum->limb + k * n, sum->limb + (k + 1) * n, n);
}

static void carry_cell(struct draw_sums *s, struct draw_cell *c)
{
	for (size_t k = 0; k < sums_of(s); k++)
		carry(s, &c->sum[k]);
	c->carry = 0;
}

/* The counts of the waiting rows in a tile of n draws; 0 for those that are not there. */
static void make_counts(const struct draw_sums *s, const struct draw_cell *c, size_t from, size_t n, double *count)
{
	for (size_t r = 0; r < c->waiting; r++) {
		const struct draw_row *row = &c->row[r];

		if (s->kind == DRAW_WEIGHTS)
			draws_weights(row->key, from, n, count + r * n);
		else
			draws_events(row->key, row->probability, from, n, count + r * n);
	}
	for (size_t i = c->waiting * n; i < ROWS * n; i++)
		count[i] = 0;
}

static bool any(const double *factor)
{
	for (size_t r = 0; r < ROWS; r++)
		if (factor[r] != 0)
			return true;
	return false;
}

/* Limbs that the rows which wait are added to, those of squares last. */
struct limb_list {
	size_t n, squares;
	double *limb[TOGETHER];
	const double *factor[TOGETHER];
};

static void add_list(const struct draw_sums *s, const struct draw_cell *c, struct limb_list *l)
{
	_Alignas(CACHE_LINE) double count[ROWS * TILE];
	size_t all = padded(s);

	for (size_t from = 0; l->n && from < all; from += TILE) {
		size_t n = all - from < TILE ? all - from : TILE;

		make_counts(s, c, from, n, count);
		draws_add(l->limb, l->factor, l->n - l->squares, l->squares, count, n);
		for (size_t k = 0; k < l->n; k++)
			l->limb[k] += n;
	}
	l->n = l->squares = 0;
}

static void add_waiting(const struct draw_sums *s, const struct draw_cell *c)
{
	struct limb_list l;

	l.n = l.squares = 0;
	for (size_t k = 0; k < sums_of(s); k++)
		for (size_t j = 0; j < c->sum[k].limbs; j++) {
			if (!any(c->sum[k].factor + j * ROWS))
				continue;
			l.limb[l.n] = c->sum[k].limb + j * padded(s);
			l.factor[l.n++] = c->sum[k].factor + j * ROWS;
			l.squares += k == s->sums;
			if (l.n == TOGETHER)
				add_list(s, c, &l);
		}
	add_list(s, c, &l);
}

/* Adds the rows that wait in the cell. */
static void flush(struct draw_sums *s, struct draw_cell *c)
{
	if (c->waiting)
		add_waiting(s, c);
	for (size_t k = 0; k < sums_of(s); k++)
		if (c->sum[k].limbs)
			memset(c->sum[k].factor, 0, c->sum[k].limbs * ROWS * sizeof *c->sum[k].factor);
	c->carry += c->waiting;
	c->waiting = 0;
	if (c->carry >= CARRY)
		carry_cell(s, c);
}

static void put(struct draw_sums *s, struct draw_cell *c, size_t sum, double a, double b)
{
	struct limbs l = product(a, b);
	struct draw_sum *to = &c->sum[sum];

	if (!l.n || !reach(s, to, l.first, l.first + l.n - 1))
		return;
	for (int i = 0; i < l.n; i++)
		to->factor[(size_t)(l.first - to->first + i) * ROWS + c->waiting] = l.limb[i];
}

void draw_sums_add(struct draw_sums *s, size_t cell, const struct draw_row *row, const double *value)
{
	struct draw_cell *c = cell_at(s, cell);

	for (size_t k = 0; k < s->sums; k++)
		put(s, c, k, value[k], row->weight);
	if (s->squares)
		put(s, c, s->sums, row->weight, row->weight);
	c->row[c->waiting++] = *row;
	if (c->waiting == ROWS)
		flush(s, c);
}

/* Adds the rows that wait, which changes no sum. */
static void settle(const struct draw_sums *sums)
{
	struct draw_sums *s = (struct draw_sums *)sums;

	for (size_t i = 0; i < s->cells; i++) {
		flush(s, cell_at(s, i));
		carry_cell(s, cell_at(s, i));
	}
}

static void add_sum(struct draw_sums *s, struct draw_sum *sum, const struct draw_sum *other)
{
	size_t n = padded(s);

	if (!other->limbs || !reach(s, sum, other->first, other->first + (int)other->limbs - 1))
		return;
	for (size_t i = 0; i < other->limbs * n; i++)
		sum->limb[(size_t)(other->first - sum->first) * n + i] += other->limb[i];
}

void draw_sums_merge(struct draw_sums *s, const struct draw_sums *other)
{
	settle(other);
	settle(s);
	s->failed |= other->failed;
	for (size_t i = 0; i < s->cells; i++) {
		struct draw_cell *c = cell_at(s, i), *o = cell_at(other, i);

		for (size_t k = 0; k < sums_of(s); k++)
			add_sum(s, &c->sum[k], &o->sum[k]);
		carry_cell(s, c);
	}
}

void draw_sums_merge_cell(struct draw_sums *s, size_t to, size_t from)
{
	settle(s);
	for (size_t k = 0; k < sums_of(s); k++)
		add_sum(s, &cell_at(s, to)->sum[k], &cell_at(s, from)->sum[k]);
	carry_cell(s, cell_at(s, to));
}

int draw_sums_end(struct draw_sums *s, struct err *e)
{
	settle(s);
	return s->failed ? err_memory(e) : ST_OK;
}

/* Adds the sum of a cell in a draw. */
static void add_to_sum(const struct draw_sums *s, size_t cell, size_t sum, size_t draw, struct sum *total)
{
	const struct draw_sum *from = &cell_at(s, cell)->sum[sum];

	for (size_t k = 0; k < from->limbs; k++)
		sum_add_scaled(total, from->limb[k * padded(s) + draw], LIMB * (from->first + (int)k) - LOWEST);
}

struct sum draw_sums_get(const struct draw_sums *s, size_t cell, size_t sum, size_t draw)
{
	struct sum total = {0};

	add_to_sum(s, cell, sum, draw, &total);
	return total;
}

static struct sum exact(const struct draw_number *n)
{
	struct sum total = {0};

	if (n->fixed)
		return *n->fixed;
	for (size_t i = 0; i < n->cells; i++)
		add_to_sum(n->s, n->cell + i, n->sum, n->draw, &total);
	return total;
}

/* Adds x to hi + lo; false when that is no sum of two doubles any more (Knuth's two-sum). */
static bool add_exactly(struct draw_number *n, double x)
{
	double hi = n->hi + x, part = hi - n->hi, error = (n->hi - (hi - part)) + (x - part);
	double lo = n->lo + error, low_part = lo - n->lo;

	if ((n->lo - (lo - low_part)) + (error - low_part) != 0)
		return false;
	n->hi = hi + lo;
	n->lo = lo - (n->hi - hi);
	return true;
}

struct draw_number draw_sums_number(const struct draw_sums *s, size_t cell, size_t cells, size_t sum, size_t draw)
{
	struct draw_number n = {0, 0, true, NULL, s, cell, cells, sum, draw};

	for (size_t i = cell; n.two && i < cell + cells; i++) {
		const struct draw_sum *from = &cell_at(s, i)->sum[sum];

		/* what is far from 1 may be lost in products */
		for (size_t k = from->limbs; n.two && k-- > 0;) {
			int place = LIMB * (from->first + (int)k) - LOWEST;

			n.two = abs(place) < MOST_PLACE
				&& add_exactly(&n, ldexp(from->limb[k * padded(s) + draw], place));
		}
	}
	if (!n.two) {
		struct sum total = exact(&n);

		n.hi = sum_value(&total);
		n.lo = 0;
	}
	return n;
}

struct draw_number draw_number_of(const struct sum *fixed)
{
	struct draw_number n = {0, 0, true, fixed, NULL, 0, 0, 0, 0};
	struct sum rest = *fixed;
	int place;
	double x;

	while (n.two && (x = sum_pop(&rest, &place)) != 0)
		n.two = abs(place) < MOST_PLACE && add_exactly(&n, ldexp(x, place));
	if (!n.two) {
		n.hi = sum_value(fixed);
		n.lo = 0;
	}
	return n;
}

/* (hi + lo) / b, hi + lo being two doubles: what a first quotient leaves, divided, is what it lacks, as in math/sum.c. */
static double divide(double hi, double lo, const struct draw_number *b)
{
	double q = hi / b->hi, p = q * b->hi;
	double rest = (hi - p) - fma(q, b->hi, -p) + (lo - q * b->lo);

	return hi == 0 || b->hi == 0 ? q : q + rest / b->hi;
}

double draw_number_ratio(const struct draw_number *a, const struct draw_number *b)
{
	struct sum above, below;

	if (a->two && b->two)
		return divide(a->hi, a->lo, b);
	above = exact(a);
	below = exact(b);
	return sum_ratio(&above, &below);
}

double draw_number_square_ratio(const struct draw_number *a, const struct draw_number *b)
{
	double square = a->hi * a->hi;
	struct sum above, below;

	if (a->two && b->two)
		return divide(square, fma(a->hi, a->hi, -square) + 2 * a->hi * a->lo, b);
	above = exact(a);
	below = exact(b);
	return sum_square_ratio(&above, &below);
}

/* PREFIX_K */
enum { NAME_LENGTH = 48 };

static void name_of(char name[NAME_LENGTH], const char *prefix, size_t sum)
{
	snprintf(name, NAME_LENGTH, "%.20s_%zu", prefix, sum);
}

int draw_sums_write(const struct draw_sums *s, const char *prefix, struct state_out *o, struct err *e)
{
	char name[NAME_LENGTH];
	int st;

	settle(s);
	st = s->failed ? err_memory(e) : ST_OK;
	for (size_t k = 0; k < sums_of(s); k++) {
		name_of(name, prefix, k);
		for (size_t i = 0; i < s->cells; i++)
			for (size_t b = 0; !st && cell_at(s, i)->sum[k].limbs && b < s->draws; b++) {
				struct sum sum = draw_sums_get(s, i, k, b);

				st = state_write_sum(o, name, (double)(i * s->draws + b), &sum, e);
			}
	}
	return st;
}

/* Adds a sum to one draw. */
static void add_to_draw(struct draw_sums *s, size_t cell, size_t sum, size_t draw, const struct sum *value)
{
	struct draw_cell *c = cell_at(s, cell);
	struct draw_sum *to = &c->sum[sum];
	struct sum rest = *value;
	int exponent, place;
	bool negative;
	double x;

	while ((x = sum_pop(&rest, &exponent)) != 0) {
		uint64_t m = mantissa_of(x, &place, &negative);
		struct limbs l = cut(m, place + exponent, negative);

		if (!reach(s, to, l.first, l.first + l.n - 1))
			return;
		for (int i = 0; i < l.n; i++)
			to->limb[(size_t)(l.first - to->first + i) * padded(s) + draw] += l.limb[i];
	}
	if (++c->carry >= CARRY)
		carry_cell(s, c);
}

bool draw_sums_read(struct draw_sums *s, const char *prefix, struct state_item *i)
{
	char name[NAME_LENGTH];

	for (size_t k = 0; k < sums_of(s); k++) {
		struct sum value = {0};
		size_t place;

		name_of(name, prefix, k);
		if (!state_is(i, name))
			continue;
		place = state_index(i, s->cells * s->draws);
		if (place == s->cells * s->draws)
			return false;
		state_add_sum(i, &value);
		if (!i->wrong)
			add_to_draw(s, place / s->draws, k, place % s->draws, &value);
		return true;
	}
	return false;
}
