/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/scan/scan: marks and fields of random bytes against one byte after the other; L2D_TEST_KERNEL chooses the instruction
 * set (tests/processor.bats). */
#include "check.h"

#include <string.h>

#include "scan/scan.h"
#include "math/rng.h"

enum { MOST = 700, ROOM = 100 };

static char bytes[MOST + SCAN_BLOCK];

/* Commas and what stops a record, in some tables often and in others seldom, and other bytes of any value. */
static void fill(struct rng *g, size_t seldom)
{
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = rng_below(g, seldom) ? (char)rng_below(g, 256) : ",,,,,,\n\r\""[rng_below(g, 9)];
}

static bool stops(char c)
{
	return c == '\n' || c == '\r' || c == '"';
}

static bool same_marks(size_t base, size_t n)
{
	struct scan_marks m = scanner()->marks(bytes, base, n), want = {0, 0};

	for (size_t i = base; i < n && i < base + SCAN_BLOCK; i++) {
		want.comma |= (uint64_t)(bytes[i] == ',') << (i - base);
		want.stop |= (uint64_t)stops(bytes[i]) << (i - base);
	}
	return m.comma == want.comma && m.stop == want.stop;
}

/* Whether the fields of the first n bytes, in as many calls as a little room takes, are those of a plain loop. */
static bool same_fields(size_t n)
{
	struct csv_field f[ROOM];
	struct scan s = {0};
	size_t field = 0, i = 0;

	while (!s.stopped && s.at < n) {
		struct scan from = s;

		from.n = 0; /* the fields so far were looked at */
		s = from;
		scanner()->fields(&s, bytes, n, f, ROOM);
		for (size_t k = 0; k < s.n; k++) {
			while (i < n && bytes[i] != ',' && !stops(bytes[i]))
				i++;
			if (i == n || bytes[i] != ',' || f[k].p != bytes + field || f[k].n != i - field
				|| f[k].at != field)
				return false;
			field = ++i;
		}
		if (!s.stopped && s.at == from.at)
			return false;
	}
	while (i < n && bytes[i] != ',' && !stops(bytes[i]))
		i++;
	return s.field == field && s.stopped == (i < n && stops(bytes[i])) && s.at == i && (i == n || bytes[i] != ',');
}

/* Long enough that a byte of a vector's counts is full: all are hits, or some. */
static void test_counts(struct rng *r)
{
	enum { LONG = 64 * 255 + 200 };
	static char s[LONG];

	for (int i = 0; i < 60; i++) {
		size_t n = i < 40 ? rng_below(r, 200) : LONG - rng_below(r, 200), quotes = 0, newlines = 0, count[2];

		for (size_t k = 0; k < n; k++) {
			s[k] = i % 4 ? "\"\n,\xff"[rng_below(r, 4)] : '"';
			quotes += s[k] == '"';
			newlines += s[k] == '\n';
		}
		scanner()->count(s, n, "\"\n", count);
		CHECK(count[0] == quotes && count[1] == newlines);
	}
}

int main(void)
{
	struct rng g;
	struct err e;

	if (!CHECK(!rng_init(&g, 1, &e)))
		return check_end();
	test_counts(&g);
	for (int trial = 0; trial < 3000; trial++) {
		size_t n = rng_below(&g, MOST) + 1;

		fill(&g, trial % 3 ? 400 : 4);
		if (trial % 2)
			for (size_t i = 0; i < n / 2; i++) /* a long record of many fields */
				bytes[i] = i % 3 ? 'x' : ',';
		CHECK(same_marks(rng_below(&g, n), n));
		CHECK(same_fields(n));
	}
	rng_free(&g);
	return check_end();
}
