/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/csv/csv against libcsv on random bytes, at every read size; and the traps that the reader absorbs. */
#include "check.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "math/rng.h"
#include "csv/csv.h"
#include "csv/keep.h"

/* What a parse came to: every field's value between bars, a line a record; or "error". */
struct outcome {
	struct buf text;
	bool failed;
};

static struct err err;

static void fill_pipe(int fd[2], const char *s, size_t n)
{
	CHECK(!pipe(fd));
	CHECK(write(fd[1], s, n) == (ssize_t)n);
	close(fd[1]);
}

/* keep: what the rows come to after they were kept and asked for again, as raw bytes. */
static void read_ours(const char *s, size_t n, size_t chunk, bool all_libcsv, struct outcome *o, struct keep *keep)
{
	struct csv_reader r;
	struct csv_row row;
	int fd[2], st;

	fill_pipe(fd, s, n);
	CHECK(!csv_reader_init(&r, fd[0], "test", &err));
	r.chunk = chunk;
	r.all_libcsv = all_libcsv;
	*o = (struct outcome){0};
	while (!(st = csv_reader_next(&r, &row, &err))) {
		for (size_t i = 0; i < row.n; i++) {
			buf_add_char(&o->text, '|', &err);
			buf_add(&o->text, row.f[i].p, row.f[i].n, &err);
		}
		buf_add(&o->text, "|\n", 2, &err);
		if (keep)
			CHECK(!keep_add(keep, &row, &err));
	}
	o->failed = st != ST_END;
	csv_reader_free(&r);
	close(fd[0]);
}

static void on_field(void *p, size_t n, void *arg)
{
	struct buf *b = arg;

	buf_add_char(b, '|', &err);
	buf_add(b, p, n, &err);
}

static void on_record(int c, void *arg)
{
	(void)c;
	buf_add(arg, "|\n", 2, &err);
}

static void read_libcsv(const char *s, size_t n, struct outcome *o)
{
	struct csv_parser p;

	*o = (struct outcome){0};
	csv_init(&p, CSV_STRICT | CSV_STRICT_FINI);
	o->failed = csv_parse(&p, s, n, on_field, on_record, &o->text) != n;
	if (!o->failed)
		o->failed = csv_fini(&p, on_field, on_record, &o->text) != 0;
	csv_free(&p);
}

static bool equal(const struct outcome *a, const struct outcome *b)
{
	if (a->failed || b->failed)
		return a->failed == b->failed;
	return a->text.n == b->text.n && (!a->text.n || !memcmp(a->text.p, b->text.p, a->text.n));
}

/* Random bytes of the alphabet, where Q is a well-formed quoted field; no empty lines (libcsv drops them) and no lone CR (it ends a line there). */
static size_t random_bytes(struct rng *r, const char *alphabet, char *s, size_t max)
{
	static const char *const quoted[] = {"\"x\",", "\"\",", "\"a,b\",", "\"p\"\"q\nr\",", "\"e\" ,"};
	size_t n = 0, want = rng_below(r, max - 9), letters = strlen(alphabet);

	while (n < want) {
		char c = alphabet[rng_below(r, letters)];

		if (c == 'Q' && n && (s[n - 1] == ',' || s[n - 1] == '\n')) {
			const char *field = quoted[rng_below(r, 5)];

			n += (size_t)(stpcpy(s + n, field) - (s + n));
			continue;
		}
		if (c == '\n' && (!n || s[n - 1] == '\n'))
			continue;
		if (c == '\n' && rng_below(r, 2))
			s[n++] = '\r';
		s[n++] = c;
	}
	return n;
}

/* Every byte sequence gives libcsv's fields, by either path, whatever a read returns. */
static void test_against_libcsv(struct rng *r)
{
	static const char *const alphabet[] = {"ab,\n", "ab,\"\n", "a,\"\"\"\n", "abcdefghijklmnopq,\n", "abcQQ,\n"};
	enum { MAX = 300 };
	char s[MAX];
	size_t failed = 0, quoted = 0;

	for (int trial = 0; trial < 6000; trial++) {
		size_t n = random_bytes(r, alphabet[rng_below(r, 5)], s, MAX);
		size_t chunk = trial % 3 ? 1 + rng_below(r, 80) : 1 + rng_below(r, 3);
		struct outcome reference, fast, slow;

		read_libcsv(s, n, &reference);
		read_ours(s, n, chunk, false, &fast, NULL);
		read_ours(s, n, chunk, true, &slow, NULL);
		if (!check_report(equal(&reference, &fast) && equal(&reference, &slow), __FILE__, __LINE__,
			    "differs from libcsv on <%.*s>", (int)n, s))
			printf("libcsv %d <%.*s> fast %d <%.*s>\n", reference.failed, (int)reference.text.n,
				reference.text.p, fast.failed, (int)fast.text.n, fast.text.p);
		failed += reference.failed;
		quoted += memchr(s, '"', n) != NULL;
		buf_free(&reference.text);
		buf_free(&fast.text);
		buf_free(&slow.text);
	}
	CHECK(failed > 100 && quoted - failed > 100); /* the alphabets reach both */
}

/* Kept rows come back with the same bytes and the same fields. */
static void test_keep(struct rng *r)
{
	char s[200];

	for (int trial = 0; trial < 1000; trial++) {
		size_t n = random_bytes(r, trial & 1 ? "ab,\n" : "ab,\"\"\n", s, sizeof s), i = 0;
		struct keep keep = {0};
		struct csv_reader reader;
		struct csv_row row, kept;
		struct outcome o;
		int fd[2];

		read_ours(s, n, 64, false, &o, &keep);
		fill_pipe(fd, s, n);
		CHECK(!csv_reader_init(&reader, fd[0], "test", &err));
		while (i < keep.n && !csv_reader_next(&reader, &row, &err)) {
			CHECK(!keep_row(&keep, i++, &kept, &err));
			CHECK(kept.rawn == row.rawn && !memcmp(kept.raw, row.raw, row.rawn) && kept.n == row.n);
			for (size_t k = 0; k < row.n; k++)
				CHECK(kept.f[k].at == row.f[k].at);
		}
		csv_reader_free(&reader);
		close(fd[0]);
		buf_free(&o.text);
		keep_free(&keep);
	}
}

static void expect(const char *s, size_t n, const char *want)
{
	struct outcome o;

	for (size_t chunk = 1; chunk < 9; chunk++) {
		read_ours(s, n, chunk, false, &o, NULL);
		if (o.failed)
			check_report(!strcmp(err.text, want), __FILE__, __LINE__, "<%s>: error %s", s, err.text);
		else
			check_report(o.text.n == strlen(want) && (!o.text.n || !memcmp(o.text.p, want, o.text.n)),
				__FILE__, __LINE__, "<%s> gives <%.*s>", s, (int)o.text.n, o.text.p);
		buf_free(&o.text);
	}
}

#define EXPECT(s, want) expect(s, sizeof s - 1, want)

/* One line for each surprise of libcsv, and for each input that RFC 4180 does not know. */
static void test_traps(void)
{
	EXPECT("a\n\nb\n", "|a|\n||\n|b|\n"); /* blank lines are rows */
	EXPECT("a\r\n\r\nb", "|a|\n||\n|b|\n");
	EXPECT("a, b ,c\n", "|a| b |c|\n");              /* blanks are data */
	EXPECT(" a ,\"q\"\n", "| a |q|\n");              /* also in a row that libcsv parses */
	EXPECT("\" c \" ,d\ne,f\n", "| c |d|\n|e|f|\n"); /* and after a quote nothing is swallowed */
	EXPECT("a,\"b\"\"c\"\n", "|a|b\"c|\n");
	EXPECT("\"a\nb\",c\nd,e\n", "|a\nb|c|\n|d|e|\n");
	EXPECT("\"a\r\nb\",c\r\nd,e\r\n", "|a\r\nb|c|\n|d|e|\n");
	EXPECT("a,\"b\nc\n", "test:1:3: the quote opened here is never closed");
	EXPECT("x\na,\"b\"c\n", "test:2:6: malformed quoting");
	EXPECT("x\na,b\"c\"\n", "test:2:4: malformed quoting");
	EXPECT("\"x\ny\"z\n", "test:2:3: malformed quoting");
	EXPECT("a\rb\n", "test:1:2: carriage return without a line feed");
	EXPECT("\"a\"\rb\n", "test:1:4: carriage return without a line feed");
	EXPECT("a,b\r", "|a|b|\n");
	EXPECT("\xef\xbb\xbf"
	       "a,b\n",
		"|a|b|\n");
	EXPECT("\xef\xbb"
	       "a\n",
		"|\xef\xbb"
		"a|\n");
	EXPECT("\"\"", "||\n");
	EXPECT("\"\"\n", "||\n");
	EXPECT(",\n", "|||\n");
	EXPECT("a,", "|a||\n");
	EXPECT("", "");
	EXPECT("\xef\xbb\xbf", "");
}

static void test_nul(void)
{
	struct outcome o;

	read_ours("a\0b,\"c\0\"\n", 9, 3, false, &o, NULL);
	CHECK(!o.failed && o.text.n == 9 && !memcmp(o.text.p, "|a\0b|c\0|\n", 9));
	buf_free(&o.text);
}

int main(void)
{
	struct rng r;

	if (rng_init(&r, 3, &err))
		return 1;
	test_against_libcsv(&r);
	test_keep(&r);
	test_traps();
	test_nul();
	rng_free(&r);
	return check_end();
}
