/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* Moments: seconds since 1970 that are known (POSIX, date(1)), every day of 800 years counted on, and what is none. */
#include "decide/moment.h"

#include <string.h>

#include "check.h"

static void check_known(void)
{
	static const struct {
		const char *text;
		double x;
	} known[] = {{"1970-01-01", 0}, {"1970-01-02", 86400}, {"2000-02-29", 951782400}, {"2000-03-01", 951868800},
		{"2001-09-09T01:46:40Z", 1e9}, {"2038-01-19T03:14:07", 2147483647}, {"1969-12-31 23:59:59", -1},
		{"0001-01-01", -62135596800}, {"9999-12-31T23:59:59Z", 253402300799}, {"2026-02-28T23:59", 1772323140},
		{"2026-02-28T23:59:59.25Z", 1772323199.25}, {"1970-01-01T01:00:00+01:00", 0},
		{"1970-01-01T01:00+0100", 0}, {"1970-01-01T01:00+01", 0}, {"1969-12-31T18:30-05:30", 0}, {"12", 12},
		{"-1e3", -1000}, {"2024", 2024}};
	struct moment m;

	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		CHECK(!moment_parse(known[i].text, strlen(known[i].text), &m));
		CHECK_NEAR(m.x, known[i].x, 0);
		CHECK(m.date == (strchr(known[i].text + 1, '-') && !strchr(known[i].text, 'e')));
	}
}

/* From 1600 to 2400 one day after the other, as a calendar on the wall has them; and the day after the last of a month is none. */
static void check_calendar(void)
{
	static const int length[2][12] = {
		{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}, {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}};
	struct moment m;
	double day = -135140; /* 400 years have 146097 days: 1970 - 1600 is 370 years and 90 leap days */
	size_t wrong = 0;
	char text[32];

	for (int y = 1600; y < 2400; y++) {
		int leap = (y % 4 == 0 && y % 100) || y % 400 == 0;

		for (int month = 1; month <= 12; month++) {
			for (int d = 1; d <= length[leap][month - 1]; d++) {
				snprintf(text, sizeof text, "%04d-%02d-%02d", y, month, d);
				wrong += moment_parse(text, 10, &m) || m.x != 86400 * day++;
			}
			snprintf(text, sizeof text, "%04d-%02d-%02d", y, month, length[leap][month - 1] + 1);
			wrong += !moment_parse(text, 10, &m);
		}
	}
	CHECK(wrong == 0);
}

static void check_none(void)
{
	static const char *const none[] = {"", "x", "nan", "inf", "2026-02-29", "1900-02-29", "2026-13-01",
		"2026-00-01", "2026-01-00", "0000-01-01", "2026-1-01", "2026-01-1", "2026-01-01T", "2026-01-01T24:00",
		"2026-01-01T12", "2026-01-01T12:60", "2026-01-01T12:00:60", "2026-01-01T12:00:00.",
		"2026-01-01T12:00Zx", "2026-01-01T12:00+", "2026-01-01T12:00+1", "2026-01-01T12:00+24:00",
		"2026-01-01T12:00+01:60", "2026-01-01Z", "2026-01-01  12:00", "2026/01/01", "20-01-01",
		"2026-01-01T12:00:00.5.5", "2026-01-01T-1:00", " 2026-01-01", "2026-01-01 ", "2026-W01-1"};
	struct moment m;

	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		if (!CHECK(moment_parse(none[i], strlen(none[i]), &m)))
			printf("# taken: '%s'\n", none[i]);
}

static void check_lengths(void)
{
	static const struct {
		const char *text;
		double x;
		bool date;
	} known[] = {{"1000", 1000, false}, {".25", .25, false}, {"1e3", 1000, false}, {"30s", 30, true},
		{"15m", 900, true}, {"6h", 21600, true}, {"1.5d", 129600, true}};
	static const char *const none[] = {
		"", "0", "0d", "-1", "d", "1w", "1 d", "1dd", "inf", "nan", "1e999d", "1e308d"};
	struct moment m;

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		CHECK(!moment_parse_length(known[i].text, strlen(known[i].text), &m) && m.x == known[i].x
			&& m.date == known[i].date);
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		CHECK(moment_parse_length(none[i], strlen(none[i]), &m));
}

int main(void)
{
	check_lengths();
	check_known();
	check_calendar();
	check_none();
	return check_end();
}
