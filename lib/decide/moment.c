/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "decide/moment.h"

#include <math.h>
#include <string.h>

#include "number/num_parse.h"

/* What is left of the text. */
struct text {
	const char *s;
	size_t n;
	bool wrong;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A number of so many digits, from lo to hi. */
static int digits(struct text *t, size_t n, int lo, int hi)
{
	int x = 0;

	for (size_t i = 0; i < n; i++) {
		if (i >= t->n || !is_digit(t->s[i])) {
			t->wrong = true;
			return lo;
		}
		x = 10 * x + t->s[i] - '0';
	}
	t->s += n;
	t->n -= n;
	t->wrong = t->wrong || x < lo || x > hi;
	return x;
}

/* Whether the next byte is one of these; it is taken then. */
static char next_of(struct text *t, const char *any)
{
	for (; t->n && *any; any++)
		if (*t->s == *any) {
			t->s++;
			t->n--;
			return *any;
		}
	return 0;
}

static void must(struct text *t, const char *any)
{
	t->wrong = !next_of(t, any) || t->wrong;
}

static int days_in(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month - 1] + (month == 2 && leap);
}

/* Days from 1970-01-01: whole years from 0001 on, then months. */
static double days_from_1970(int year, int month, int day)
{
	int y = year - 1, days = 365 * y + y / 4 - y / 100 + y / 400 - 719162;

	for (int m = 1; m < month; m++)
		days += days_in(year, m);
	return days + day - 1;
}

static double read_date(struct text *t)
{
	int year = digits(t, 4, 1, 9999), month, day;

	must(t, "-");
	month = digits(t, 2, 1, 12);
	must(t, "-");
	day = digits(t, 2, 1, t->wrong ? 31 : days_in(year, month));
	return t->wrong ? 0 : 86400 * days_from_1970(year, month, day);
}

/* The decimals of a second, one at least. */
static double read_fraction(struct text *t)
{
	double x;
	size_t n = 0;

	while (n < t->n && is_digit(t->s[n]))
		n++;
	t->wrong = t->wrong || !n || num_parse(t->s - 1, n + 1, &x);
	t->s += n;
	t->n -= n;
	return t->wrong ? 0 : x;
}

static double read_time(struct text *t)
{
	double x = 3600 * digits(t, 2, 0, 23);

	must(t, ":");
	x += 60 * digits(t, 2, 0, 59);
	if (!t->wrong && next_of(t, ":")) {
		x += digits(t, 2, 0, 59);
		if (!t->wrong && next_of(t, "."))
			x += read_fraction(t);
	}
	return x;
}

/* Seconds east of UTC. */
static double read_offset(struct text *t)
{
	char sign = next_of(t, "Z+-");
	double x;

	if (sign != '+' && sign != '-')
		return 0;
	x = 3600 * digits(t, 2, 0, 23);
	if (!t->wrong && t->n) {
		next_of(t, ":");
		x += 60 * digits(t, 2, 0, 59);
	}
	return sign == '-' ? -x : x;
}

const char *moment_parse(const char *s, size_t n, struct moment *m)
{
	struct text t = {s, n, false};

	m->date = n > 4 && s[4] == '-' && is_digit(s[0]) && is_digit(s[3]);
	if (!m->date)
		return num_parse(s, n, &m->x) ? "neither a number nor an ISO 8601 date" : NULL;
	m->x = read_date(&t);
	if (!t.wrong && t.n) {
		must(&t, "T ");
		m->x += read_time(&t);
		if (!t.wrong && t.n)
			m->x -= read_offset(&t);
	}
	return t.wrong || t.n ? "no ISO 8601 date, as 2026-02-28 or 2026-02-28T23:59:59+01:00" : NULL;
}

const char *moment_parse_length(const char *s, size_t n, struct moment *m)
{
	static const char units[] = "smhd";
	static const double seconds[] = {1, 60, 3600, 86400};
	const char *unit = n ? memchr(units, s[n - 1], sizeof units - 1) : NULL;

	m->date = unit;
	if (num_parse(s, n - m->date, &m->x))
		m->x = 0;
	m->x *= unit ? seconds[unit - units] : 1;
	return m->x > 0 && isfinite(m->x) ? NULL : "no length of time, as 1000, 30m, 6h or 1d";
}
