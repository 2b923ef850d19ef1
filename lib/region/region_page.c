/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "region/region_page.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

#include "csv/cells.h"
#include "figure/label.h"
#include "number/num_print.h"
#include "region/region_draw.h"
#include "report/document.h"

static const char template[] =
#include "region/region.html.inc"
	;
static const char style[] =
#include "region/region.css.inc"
	;
static const char script[] =
#include "region/region.js.inc"
	;

struct region_view {
	const struct source *source;
	struct region_rows rows;
	struct frame frame;
	double total; /* weight */
};

/* A number for people: four digits are seen. */
static void put_seen(struct text *t, double x)
{
	char digits[NUM_LENGTH];

	if (isnan(x))
		put(t, "<td>&#8211;</td>");
	else {
		put(t, "<td><data value=\"");
		put_number(t, x);
		put(t, "\">%.*s</data></td>", (int)num_print(digits, x, x == floor(x) && fabs(x) < 1e15 ? 0 : 4),
			digits); /* a count has all */
	}
}

static int put_picture(struct text *t, const struct region_view *v, struct err *e)
{
	return region_draw(t, &v->rows, &v->frame, e);
}

static int put_key(struct text *t, const struct region_view *v, struct err *e)
{
	(void)e;
	region_key(t, &v->rows);
	return t->st;
}

/* As a shell takes it, with the options by which this page reads the table. */
static int put_command(struct text *t, const struct region_view *v, struct err *e)
{
	struct step s = {0};
	int st = step_program(&s, "l2d-threshold", e);

	if (!st)
		st = step_option(&s, "--rule", "region", e);
	if (!st)
		st = step_option(&s, "--region", "region.csv", e);
	if (!st)
		st = source_words(v->source, &s, 0, e);
	if (!st)
		st = step_program(&s, "l2d-score", e);
	if (!st) {
		put(t, "<pre><code>");
		step_put(&s, t);
		put(t, "</code></pre>\n");
	}
	step_free(&s);
	return st;
}

static void put_threshold(struct text *t, const struct region_view *v, const struct region_point *p)
{
	put(t, "<tr>");
	put_seen(t, (v->total - p->deferred) / v->total);
	put_seen(t, p->deferred);
	put_seen(t, p->scored > 0 ? p->right / p->scored : NAN);
	if (isinf(p->above))
		put(t, "<td>no case</td>");
	else
		put_seen(t, p->above);
	put(t, "</tr>\n");
}

/* Of ten thresholds: each the one that defers most of those that keep a tenth more than the next. */
static int put_thresholds(struct text *t, const struct region_view *v, struct err *e)
{
	struct region_curve c = {.rows = &v->rows};
	struct region_point p, last = {0};
	int tenths = 10;

	(void)e;
	put(t, "<table>\n<caption>Thresholds on the model's confidence alone</caption>\n<thead><tr><th scope=\"col\">");
	put(t, "coverage</th><th scope=\"col\">deferred</th><th scope=\"col\">system accuracy</th>");
	put(t, "<th scope=\"col\">the model keeps from</th></tr></thead>\n<tbody>\n");
	for (bool any = false; region_curve_next(&c, &p); last = p, any = true) {
		bool below = false;

		for (; any && v->total - p.deferred < v->total * tenths / 10; tenths--)
			below = true;
		if (below)
			put_threshold(t, v, &last);
	}
	put_threshold(t, v, &last);
	put(t, "</tbody>\n</table>\n<p>Cases of one confidence are deferred together, so that a threshold may keep more than ");
	put(t, "the region. An accuracy is that of the cases whose outcome is known.</p>\n");
	return t->st;
}

/* JSON that may stand in a page: whatever could end the element is written by its number. */
static void put_json_name(struct text *t, const struct name *name)
{
	put(t, "\"");
	for (size_t i = 0; i < name->n; i++) {
		unsigned char c = (unsigned char)name->s[i];

		if (c < 0x20 || strchr("\"\\<>&", c))
			put(t, "\\u%04x", c);
		else
			put_bytes(t, name->s + i, 1);
	}
	put(t, "\"");
}

static void put_value(struct text *t, size_t i, double x)
{
	put(t, "%s", i ? "," : "");
	if (isnan(x))
		put(t, "null");
	else
		put_number(t, x);
}

/* The column of the rows, unless all of it is what it is without: weight 1, nothing stuck. */
static void put_part(struct text *t, const struct region_rows *r, const char *name, int part, double usual)
{
	bool other = isnan(usual);

	for (size_t i = 0; i < r->n; i++)
		other |= (part < REGION_PARTS ? r->row[i].part[part] : r->row[i].weight) != usual;
	if (!other)
		return;
	put(t, ",\n\"%s\":[", name);
	for (size_t i = 0; i < r->n; i++)
		put_value(t, i, part < REGION_PARTS ? r->row[i].part[part] : r->row[i].weight);
	put(t, "]");
}

static void put_frame(struct text *t, const struct frame_axis *a)
{
	put(t, "{\"lo\":");
	put_number(t, a->lo);
	put(t, ",\"hi\":");
	put_number(t, a->hi);
	put(t, ",\"from\":%g,\"to\":%g}", a->from, a->to);
}

static int put_data(struct text *t, const struct region_view *v, struct err *e)
{
	struct region_curve c = {.rows = &v->rows};
	struct region_point p;

	(void)e;
	put(t, "{\"columns\":[");
	put_json_name(t, &v->rows.column.name[0]);
	put(t, ",");
	put_json_name(t, &v->rows.column.name[1]);
	put(t, "],\n\"frame\":[");
	put_frame(t, &v->frame.x);
	put(t, ",");
	put_frame(t, &v->frame.y);
	put(t, "],\n\"total\":");
	put_number(t, v->total);
	put_part(t, &v->rows, "x", REGION_X, NAN);
	put_part(t, &v->rows, "y", REGION_Y, NAN);
	put_part(t, &v->rows, "model", REGION_MODEL, NAN);
	put_part(t, &v->rows, "expert", REGION_EXPERT, NAN);
	put_part(t, &v->rows, "stuck", REGION_STUCK, 0);
	put_part(t, &v->rows, "weight", REGION_PARTS, 1);
	put(t, ",\n\"thresholds\":[");
	for (size_t i = 0; region_curve_next(&c, &p); i++) {
		put(t, "%s[", i ? "," : "");
		put_value(t, 0, p.deferred);
		put_value(t, 1, p.right);
		put_value(t, 1, p.scored);
		put(t, "]");
	}
	put(t, "]}");
	return t->st;
}

/* The page's text, and what is written in the place of each comment in it. */
static int put_template(struct text *t, const struct region_view *v, struct err *e)
{
	static const struct {
		const char *name;
		int (*put)(struct text *t, const struct region_view *v, struct err *e);
	} part[] = {{"<!--picture-->", put_picture}, {"<!--key-->", put_key}, {"<!--command-->", put_command},
		{"<!--thresholds-->", put_thresholds}, {"<!--data-->", put_data}};
	const char *at = template;
	int st = ST_OK;

	for (size_t i = 0; !st && i < sizeof part / sizeof *part; i++) {
		const char *next = strstr(at, part[i].name);

		put_bytes(t, at, (size_t)(next - at));
		at = next + strlen(part[i].name);
		st = part[i].put(t, v, e);
	}
	put_bytes(t, at, strlen(at));
	return st ? st : t->st;
}

/* Whether the name can stand in a page, byte for byte. */
static bool is_text(const struct name *name, int *st, struct err *e)
{
	struct buf label = {0};
	bool same;

	*st = label_add(&label, name->s, name->n, e);
	same = label.n == name->n && !memcmp(label.p, name->s, name->n);
	buf_free(&label);
	return same;
}

/* The columns' names will stand in the region's file. */
static int check_columns(const struct names *column, const char *option, struct err *e)
{
	int st = ST_OK;

	if (column->n != 2)
		return err_set(e, ST_USAGE, "--region: not two columns: '%.200s'", option);
	for (size_t i = 0; !st && i < 2; i++)
		if (!is_text(&column->name[i], &st, e) && !st)
			return err_set(e, ST_USAGE, "--region: a name that a page cannot show: '%.200s'", option);
	return st;
}

int region_page(const char *title, const char *columns, const struct source *s, struct buf *out, struct err *e)
{
	struct region_view v = {.source = s};
	struct text t = {.out = out, .e = e};
	struct names column = {0};
	struct sum total = {0};
	int st = cells_columns(&column, "region", columns, e);

	if (!st)
		st = check_columns(&column, columns, e);
	if (!st && s->begin >= 0)
		lseek(STDIN_FILENO, s->begin, SEEK_SET);
	if (!st)
		st = region_rows_read(&v.rows, &column, &s->opt->table, s->opt->renormalize, &s->operands.cases, e);
	for (size_t i = 0; !st && i < v.rows.n; i++)
		sum_add(&total, v.rows.row[i].weight);
	v.total = sum_value(&total);
	if (!st) {
		v.frame = region_frame(&v.rows);
		document_begin(&t, title, style);
		put(&t, "</header>\n<main>\n");
		st = put_template(&t, &v, e);
		document_end(&t, script);
	}
	names_free(&column);
	region_rows_free(&v.rows);
	return st ? st : t.st;
}
