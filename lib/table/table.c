/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "table/table.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "csv/sniff.h"
#include "number/num_parse.h"
#include "parallel/peers.h"
#include "scan/decimals.h"
#include "table/absent.h"
#include "table/role_text.h"

static int open_reader(const struct table *t, struct csv_reader *r, const char *name, struct err *e)
{
	bool standard = !strcmp(name, "-");
	int fd = standard ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC), st;

	if (fd < 0)
		return err_set(e, ST_SYSTEM, "%.400s: %s", name, strerror(errno));
	st = csv_reader_init(r, fd, standard ? "(standard input)" : name, e);
	r->max_record = t->opt->max_record;
	r->idle = t->idle;
	if (st && !standard)
		close(fd);
	return st;
}

static void close_reader(struct csv_reader *r)
{
	if (r->fd > STDIN_FILENO)
		close(r->fd);
	csv_reader_free(r);
}

static int header_error(
	const struct csv_reader *r, const struct csv_row *row, size_t i, const char *what, struct err *e)
{
	char shown[ERR_EXCERPT];
	size_t line, column;

	csv_row_place(row, row->f[i].at, &line, &column);
	err_excerpt(shown, row->f[i].p, row->f[i].n);
	return err_at(e, ST_DATA, r->name, line, column, "column '%s': %s", shown, what);
}

/* The header record of a reader. */
static int read_header(struct csv_reader *r, struct csv_row *row, struct err *e)
{
	int st = csv_reader_next(r, row, e);

	return st == ST_END ? err_at(e, ST_DATA, r->name, 1, 1, "the file is empty: no header line") : st;
}

static int set_header(struct table *t, struct csv_reader *r, struct err *e)
{
	struct csv_row row;
	int st = read_header(r, &row, e);

	for (size_t i = 0; !st && i < row.n; i++) {
		size_t index;

		st = names_add(&t->header, row.f[i].p, row.f[i].n, &index, e);
		if (!st && index != i)
			st = header_error(r, &row, i, "the name stands twice in the header", e);
	}
	return st ? st : buf_add(&t->header_raw, row.raw, row.rawn, e);
}

static int same_header(struct table *t, struct err *e)
{
	struct csv_row row;
	int st = read_header(&t->reader, &row, e);

	if (st)
		return st;
	for (size_t i = 0; i < row.n; i++)
		if (names_find(&t->header, row.f[i].p, row.f[i].n) != i)
			return header_error(&t->reader, &row, i, "not the same header as in the first file", e);
	if (row.n != t->header.n)
		return err_at(e, ST_DATA, t->reader.name, 1, row.rawn + 1,
			"the header has %zu columns, in the first file %zu", row.n, t->header.n);
	return ST_OK;
}

static int header_from_schema(struct table *t, struct err *e)
{
	struct csv_reader r;
	int st = open_reader(t, &r, t->opt->schema, e);

	if (st)
		return st;
	st = set_header(t, &r, e);
	close_reader(&r);
	return st;
}

/* Opens the next file and takes, or checks, its header. */
static int next_file(struct table *t, struct err *e)
{
	int st = open_reader(t, &t->reader, t->file[t->next_file], e);

	if (st)
		return st;
	t->reading = true;
	t->next_file++;
	if (t->share.n)
		st = csv_share_check(&t->reader, e);
	if (st || t->opt->schema)
		return st;
	return t->header.n ? same_header(t, e) : set_header(t, &t->reader, e);
}

static int parse_na(struct table *t, struct err *e)
{
	int st = ST_OK;

	for (const char *s = t->opt->na; !st && s && *s;) {
		size_t n = strcspn(s, ","), index;

		st = names_add(&t->na, s, n, &index, e);
		s += n + (s[n] == ',');
	}
	return st;
}

/* The first file is open, and has been asked for the header. */
static int begin_share(struct table *t, struct err *e)
{
	size_t first;

	if (t->nfile == 1)
		return csv_share_begin(&t->reader, &t->share, &t->share_name, e);
	csv_share_files(&t->share, t->nfile, &first, &t->nfile);
	if (first == t->nfile) {
		csv_share_nothing(&t->reader);
		t->nfile = t->next_file;
		return ST_OK;
	}
	if (!first)
		return ST_OK;
	close_reader(&t->reader);
	t->reading = false;
	t->next_file = first;
	return next_file(t, e);
}

static int open_files(struct table *t, const struct table_options *opt, const struct strings *files,
	const struct csv_share *share, struct err *e)
{
	static const char *const standard_input[] = {"-"};
	int st;

	*t = (struct table){.opt = opt, .file = files->v, .nfile = files->n, .share = *share};
	if (opt->shows && !peers_me() && (opt->progress.on || !isatty(STDOUT_FILENO)))
		progress_init(&t->progress, &opt->progress, opt->shows);
	if (!files->n) {
		t->file = standard_input;
		t->nfile = 1;
	}
	st = roles_init(&t->roles, &opt->columns, e);
	if (!st)
		st = parse_na(t, e);
	if (!st && opt->schema)
		st = header_from_schema(t, e);
	if (!st)
		st = next_file(t, e);
	if (!st && t->share.n)
		st = begin_share(t, e);
	if (st)
		table_close(t);
	return st;
}

int table_join(const struct table_options *opt, struct err *e)
{
	return opt->shard && !strcmp(opt->shard, "auto") ? peers_join(e) : ST_OK;
}

int table_open(struct table *t, const struct table_options *opt, const struct strings *files, struct err *e)
{
	struct csv_share share;
	int st = csv_share_parse(&share, opt->shard, opt->no_quoted_newlines, e);

	return st ? st : open_files(t, opt, files, &share, e);
}

int table_open_whole(struct table *t, const struct table_options *opt, const struct strings *files, struct err *e)
{
	return open_files(t, opt, files, &(struct csv_share){0}, e);
}

int table_open_file(struct table *t, const char **file, struct err *e)
{
	static const struct table_options plain;

	return open_files(t, &plain, &(struct strings){.v = file, .n = 1}, &(struct csv_share){0}, e);
}

int table_follow(struct table *t, const struct table *first, struct err *e)
{
	int st;

	*t = (struct table){.opt = first->opt};
	st = roles_init(&t->roles, &t->opt->columns, e);
	if (!st)
		st = parse_na(t, e);
	if (!st)
		st = names_add_list(&t->header, first->header.name, first->header.n, e);
	if (!st)
		st = buf_add(&t->header_raw, first->header_raw.p, first->header_raw.n, e);
	csv_reader_feed(&t->reader, first->reader.name, NULL, 0, 1);
	t->reader.max_record = t->opt->max_record;
	if (st)
		table_close(t);
	return st;
}

void table_fed(struct table *t)
{
	csv_reader_feed(&t->reader, t->reader.name, NULL, 0, 1);
}

int table_hand_over(struct table *t, struct table *first, struct err *e)
{
	int st = table_follow(t, first, e);

	if (st)
		return st;
	t->file = first->file;
	t->nfile = first->nfile;
	t->next_file = first->next_file;
	t->reader = first->reader;
	t->reading = first->reading;
	t->share = first->share;
	t->progress = first->progress;
	first->progress = (struct progress){0};
	first->reading = false;
	first->reader = (struct csv_reader){.name = t->reader.name, .fd = -1, .eof = true, .fed = true};
	first->reader.max_record = t->opt->max_record;
	first->nfile = first->next_file;
	return ST_OK;
}

void table_hand_back(struct table *t, struct table *first)
{
	csv_reader_feed(&first->reader, t->reader.name, NULL, 0, 1);
	first->progress = t->progress;
	t->progress = (struct progress){0};
	table_close(t);
}

void table_idle(struct table *t, struct csv_idle idle)
{
	t->idle = t->reader.idle = idle;
}

int table_feed(struct table *t, struct csv_block *b, struct err *e)
{
	t->next_file = t->nfile = b->file; /* there is no further file to go on to */
	if (b->ranges)
		return csv_ranges_read(&t->reader, b, e);
	csv_reader_feed(&t->reader, b->name, b->bytes.p + b->at, b->bytes.n, b->line);
	return ST_OK;
}

void table_close(struct table *t)
{
	progress_end(&t->progress);
	if (t->ranges)
		csv_ranges_release(t->ranges);
	t->ranges = NULL;
	if (t->reading)
		close_reader(&t->reader);
	else
		csv_reader_free(&t->reader);
	t->reading = false;
	names_free(&t->header);
	names_free(&t->na);
	buf_free(&t->share_name);
	buf_free(&t->header_raw);
	roles_free(&t->roles);
}

/* Rows of file i up to the byte. */
static int count_rows(const struct table *t, size_t i, size_t to, size_t *rows, struct err *e)
{
	struct csv_reader r;
	size_t n = 0;
	int st = open_reader(t, &r, t->file[i], e);

	if (st)
		return st;
	st = csv_share_records(&r, to, &n, e);
	*rows += n - (n && !t->opt->schema);
	close_reader(&r);
	return st;
}

int table_number_rows(struct table *t, struct err *e)
{
	size_t to = t->reader.offset - (t->reader.end - t->reader.start);
	int st = ST_OK;

	if (!t->share.n)
		return ST_OK;
	if (t->reader.ranged)
		return count_rows(t, 0, to, &t->rows, e);
	for (size_t i = 0; !st && i + 1 < t->next_file; i++)
		st = count_rows(t, i, SIZE_MAX, &t->rows, e);
	return st;
}

const char *table_file(const struct table *t)
{
	return t->reader.name;
}

/* Whether a surplus of fields looks like decimal commas: two neighbours are a 0 and digits. */
static bool split_numbers(const struct csv_row *row, size_t columns)
{
	for (size_t i = 1; row->n > columns && i < row->n; i++) {
		const struct csv_field *whole = &row->f[i - 1], *rest = &row->f[i];
		size_t digits = 0;

		while (digits < rest->n && rest->p[digits] >= '0' && rest->p[digits] <= '9')
			digits++;
		if (whole->n == 1 && *whole->p == '0' && digits > 1 && digits == rest->n)
			return true;
	}
	return false;
}

static int ragged(const struct table *t, struct err *e)
{
	size_t n = t->row.n, at = n > t->header.n ? t->row.f[t->header.n].at : t->row.rawn, line, column;

	csv_row_place(&t->row, at, &line, &column);
	if (!t->row.rawn)
		return err_at(
			e, ST_DATA, t->reader.name, line, column, "an empty line; a row has %zu fields", t->header.n);
	return err_at(e, ST_DATA, t->reader.name, line, column, "the row has %zu field%s, the header %zu%s", n,
		n == 1 ? "" : "s", t->header.n, split_numbers(&t->row, t->header.n) ? " (decimal commas?)" : "");
}

/* Goes on to the next file after the end of one; ST_END after the last. */
static int next_input(struct table *t, struct err *e)
{
	if (t->next_file == t->nfile)
		return ST_END;
	close_reader(&t->reader);
	t->reading = false;
	return next_file(t, e);
}

/* So many rows take some tenths of a second. */
enum { SHOWN_ROWS = 0xffff };

void table_show_rows(struct table *t, size_t rows)
{
	if (rows)
		progress_show(&t->progress, "%zu rows", rows);
}

int table_next(struct table *t, struct err *e)
{
	int st;

	while ((st = csv_reader_next(&t->reader, &t->row, e)) == ST_END)
		if ((st = next_input(t, e))) {
			progress_stage(&t->progress, "%zu rows, all", t->rows);
			return st;
		}
	if (st)
		return st;
	if (!(++t->rows & SHOWN_ROWS))
		table_show_rows(t, t->rows);
	return t->row.n == t->header.n ? ST_OK : ragged(t, e);
}

int table_go(struct table *t, size_t file, size_t offset, size_t line, struct err *e)
{
	int st = ST_OK;

	if (!t->reading || t->next_file != file) {
		if (t->reading)
			close_reader(&t->reader);
		t->reading = false;
		t->next_file = file - 1;
		st = next_file(t, e);
	}
	if (!st)
		st = csv_reader_begin(&t->reader, e);
	t->reader.ranged = true;
	t->reader.eof = false;
	t->reader.start = t->reader.end = 0;
	t->reader.offset = offset;
	t->reader.limit = SIZE_MAX;
	t->reader.line = line;
	return st;
}

/* The next block of the file that is being read. */
static int file_block(struct table *t, struct csv_block *b, struct err *e)
{
	int st = t->ranges ? ST_OK : csv_ranges_open(&t->ranges, &t->reader, e);

	if (st || !t->ranges)
		return st ? st : csv_reader_block(&t->reader, b, e);
	if (csv_ranges_take(t->ranges, b))
		return ST_OK;
	csv_ranges_release(t->ranges);
	t->ranges = NULL;
	return ST_END;
}

int table_block(struct table *t, struct csv_block *b, struct err *e)
{
	int st;

	while ((st = file_block(t, b, e)) == ST_END)
		if ((st = next_input(t, e)))
			return st;
	b->file = t->next_file;
	return st;
}

int table_absent(const struct table *t, const enum role *role, size_t n, struct err *e)
{
	return absent_roles(&t->roles, &t->header, t->reader.name, role, n, e);
}

int table_no_column(const struct table *t, const char *name, struct err *e)
{
	return absent_column(&t->header, t->reader.name, name, strlen(name), e);
}

int table_no_member(const struct table *t, enum role role, const struct name *member, struct err *e)
{
	struct buf name = {0};
	int st = roles_column(&t->roles, role, member, &t->header, &name, e);

	if (!st)
		st = absent_column(&t->header, t->reader.name, name.p, name.n, e);
	buf_free(&name);
	return st;
}

int table_family(const struct table *t, enum role role, struct family *f, struct err *e)
{
	const struct role_item *item = roles_unmatched(&t->roles, role, &t->header);
	char text[sizeof e->text];
	int st = item ? absent_item(&t->header, t->reader.name, role, item, e) : ST_OK;

	*f = (struct family){0};
	if (!st)
		st = roles_family(&t->roles, role, &t->header, f, e);
	if (st != ST_DATA || item)
		return st;
	memcpy(text, e->text, sizeof text);
	return err_at(e, st, t->reader.name, 1, 1, "%s", text);
}

int table_need(const struct table *t, enum role role, struct family *f, struct err *e)
{
	int st = table_family(t, role, f, e);

	return !st && !f->n ? table_absent(t, &role, 1, e) : st;
}

int table_has_role(const struct table *t, enum role role, size_t column, bool *has, struct err *e)
{
	const struct role_item *item = roles_unmatched(&t->roles, role, &t->header);

	*has = roles_has(&t->roles, role, &t->header.name[column]);
	return item ? absent_item(&t->header, t->reader.name, role, item, e) : ST_OK;
}

int table_single(const struct table *t, enum role role, bool need, size_t *column, struct err *e)
{
	struct family f;
	int st = need ? table_need(t, role, &f, e) : table_family(t, role, &f, e);

	if (st)
		return st;
	*column = f.n ? f.column[0] : NAMES_NONE;
	if (f.n > 1)
		st = err_at(
			e, ST_DATA, table_file(t), 1, 1, "%zu columns are the %s; one can be", f.n, role_name(role));
	family_free(&f);
	return st;
}

int table_column(const struct table *t, const char *name, size_t *column, struct err *e)
{
	*column = names_find(&t->header, name, strlen(name));
	return *column == NAMES_NONE ? table_no_column(t, name, e) : ST_OK;
}

int table_key(const struct table *t, const char *key, size_t *column, struct err *e)
{
	return key ? table_column(t, key, column, e) : table_single(t, ROLE_ID, true, column, e);
}

bool table_missing(const struct table *t, size_t column)
{
	const struct csv_field *f = &t->row.f[column];

	return !f->n || (t->na.n && names_find(&t->na, f->p, f->n) != NAMES_NONE);
}

int table_number(const struct table *t, size_t column, double *x, struct err *e)
{
	const struct csv_field *f = &t->row.f[column];
	const char *wrong;
	char what[120];

	if (table_missing(t, column)) {
		*x = __builtin_nan("");
		return ST_OK;
	}
	if (!(wrong = num_parse(f->p, f->n, x)))
		return ST_OK;
	snprintf(what, sizeof what, "%s%s", wrong, sniff_number(f->p, f->n));
	return table_bad_cell(t, column, what, e);
}

/* What a number that is no probability looks like. */
static const char *not_a_probability(double x)
{
	if (x < 0)
		return "not in [0, 1] (a logit? --columns 'logit=...')";
	if (x < 1.001)
		return "not in [0, 1] (rounding? --round-off 1e-5 clips)";
	return x <= 100 && x > 1.5 ? "not in [0, 1] (percent, or a logit?)" : "not in [0, 1]";
}

int table_probability(struct table *t, size_t column, double *x, struct err *e)
{
	double beyond = *x < 0 ? -*x : *x - 1;

	if (!(*x < 0 || *x > 1))
		return ST_OK;
	if (!(beyond <= t->opt->round_off))
		return table_bad_cell(t, column, not_a_probability(*x), e);
	*x = *x < 0 ? 0 : 1;
	t->counts.rounded++;
	return ST_OK;
}

int table_bad_cell(const struct table *t, size_t column, const char *what, struct err *e)
{
	const struct csv_field *f = &t->row.f[column];
	const struct name *name = &t->header.name[column];
	char shown_name[ERR_EXCERPT], shown[ERR_EXCERPT];
	size_t line, at;

	csv_row_place(&t->row, f->at, &line, &at);
	return err_at(e, ST_DATA, t->reader.name, line, at, "column '%s': %s: '%s'",
		err_excerpt(shown_name, name->s, name->n), what, err_excerpt(shown, f->p, f->n));
}

int table_cell_missing(struct table *t, size_t column, struct err *e)
{
	if (t->opt->na_action == NA_ERROR)
		return table_bad_cell(t, column, "missing", e);
	t->counts.skipped++;
	return ST_SKIP;
}

int table_needed_number(struct table *t, size_t column, double *x, struct err *e)
{
	int st;

	if (table_plain_number(t, column, x))
		return ST_OK;
	st = table_number(t, column, x, e);
	return st || !isnan(*x) ? st : table_cell_missing(t, column, e);
}

/* The cells from k on; it is tried ever more seldom whether more than one can be read at a time. */
__attribute__((noinline)) static int other_numbers(
	struct table *t, const size_t *column, size_t n, size_t k, double *x, struct err *e)
{
	size_t singly = 2;
	int st = ST_OK;

	while (!st && k < n) {
		size_t plain;

		for (size_t end = n - k < singly ? n : k + singly; !st && k < end; k++)
			st = table_needed_number(t, column[k], &x[k], e);
		plain = st || t->na.n ? 0 : decimals(t->row.f, column + k, n - k, x + k);
		singly = plain ? 2 : 2 * singly;
		k += plain;
	}
	return st;
}

size_t table_plain_numbers(const struct table *t, const size_t *column, size_t n, double *x)
{
	return t->na.n ? 0 : decimals(t->row.f, column, n, x);
}

int table_needed_numbers(struct table *t, const size_t *column, size_t n, double *x, struct err *e)
{
	size_t plain = table_plain_numbers(t, column, n, x);

	return plain == n ? ST_OK : other_numbers(t, column, n, plain, x, e);
}

void table_add_counts(struct table_counts *to, const struct table_counts *from)
{
	to->skipped += from->skipped;
	to->rounded += from->rounded;
	to->unanswered += from->unanswered;
	to->unknown += from->unknown;
	to->rejected += from->rejected;
	to->numbered |= from->numbered;
}

void table_report_counts(const struct table_counts *counts, const char *program)
{
	err_report_skipped(counts->skipped, program);
	err_report_rounded(counts->rounded, program);
	err_report_unanswered(counts->unanswered, program);
	err_report_unknown(counts->unknown, program);
	err_report_rejected(counts->rejected, program);
	err_report_numbered(counts->numbered, program);
}
