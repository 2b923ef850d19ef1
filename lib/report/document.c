/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "report/document.h"

#include <string.h>

#include "base/opt.h"
#include "report/section.h"

static const char style[] =
#include "report/report.css.inc"
	;
static const char script[] =
#include "report/report.js.inc"
	;

void document_begin(struct text *t, const char *title, const char *more)
{
	put(t, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
	put(t, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
	put(t,
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
		"script-src 'unsafe-inline'\">\n<title>");
	put_markup(t, title, strlen(title));
	put(t, "</title>\n<style>\n");
	put_bytes(t, style, sizeof style - 1);
	put_bytes(t, more, strlen(more));
	put(t, "</style>\n</head>\n<body>\n<header><h1>");
	put_markup(t, title, strlen(title));
	put(t, "</h1>\n");
}

void document_end(struct text *t, const char *code)
{
	put(t, "</main>\n<script>\n");
	put_bytes(t, code, strlen(code));
	put(t, "</script>\n</body>\n</html>\n");
}

static bool is_left_out(const struct page_options *o, const char *id)
{
	for (size_t i = 0; i < o->without.n; i++)
		if (!strcmp(o->without.v[i], id))
			return true;
	return false;
}

static bool is_shown(const struct page *p, const struct section *s)
{
	return s->applies(p->source) && !is_left_out(p->opt, s->id);
}

/* Every section has its place in the list, also one that is left out, with the reason. */
static void put_contents(struct text *t, const struct page *p)
{
	const struct section *s;

	put(t, "<nav aria-label=\"Sections\"><ul>\n");
	for (size_t i = 0; (s = section(i)); i++)
		if (is_shown(p, s))
			put(t, "<li><a href=\"#%s\">%s</a></li>\n", s->id, s->title);
		else if (!s->applies(p->source))
			put(t, "<li>%s Left out, it needs %s.</li>\n", s->title, s->needs);
		else
			put(t, "<li>%s Left out.</li>\n", s->title);
	put(t, "<li><a href=\"#conventions\">Conventions</a></li>\n");
	if (!is_left_out(p->opt, "done"))
		put(t, "<li><a href=\"#done\">What was done</a></li>\n");
	put(t, "</ul></nav></header>\n<main>\n");
}

/* That --without names sections, and leaves some. */
static int check_sections(const struct page *p, struct err *e)
{
	const struct strings *without = &p->opt->without;
	const struct section *s;
	char shown[ERR_EXCERPT];
	bool any = false;

	for (size_t k = 0; k < without->n; k++) {
		const char *name;
		bool known = false;

		for (size_t i = 0; !known && (name = section_name(i)); i++)
			known = !strcmp(without->v[k], name);
		if (!known)
			return err_set(e, ST_USAGE, "--without: no section '%s'",
				err_excerpt(shown, without->v[k], strlen(without->v[k])));
	}
	for (size_t i = 0; (s = section(i)); i++)
		any |= is_shown(p, s);
	return any ? ST_OK : err_set(e, ST_DATA, "nothing to report: the table has not what a section needs");
}

static int write_sections(struct page *p, struct err *e)
{
	const struct section *s;
	int st = ST_OK;

	for (size_t i = 0; !st && (s = section(i)); i++) {
		if (!is_shown(p, s))
			continue;
		put(&p->body, "<section id=\"%s\" aria-labelledby=\"%s-h\">\n<h2 id=\"%s-h\">%s</h2>\n", s->id, s->id,
			s->id, s->title);
		st = s->write(p, e);
		put(&p->body, "</section>\n");
	}
	return st ? st : p->body.st;
}

static int put_done(struct text *t, const struct source *source, const struct buf *commands, struct err *e)
{
	int st;

	put(t, "<section id=\"done\" aria-labelledby=\"done-h\">\n<h2 id=\"done-h\">What was done</h2>\n");
	put_words(t,
		"<p>Each number on this page but counts of agreement is one that these commands of l2d " L2D_VERSION
		" write, all digits of it in the page's source; what a command said stands below it.</p>\n");
	st = source_digests(source, t, e);
	put_bytes(t, commands->p, commands->n);
	put(t, "</section>\n");
	return st;
}

/* By what name the literature has what is shown. */
static void put_conventions(struct text *t)
{
	static const char *const convention[][2] = {
		{"Coverage", "the share of the rows, by weight, that the model answers."},
		{"Accuracy",
			"the share of right answers among the rows that have one; rows without are counted beside it. Where the "
			"table has qualities, their mean."},
		{"Intervals",
			"bootstrap, bias-corrected and accelerated (BCa, Efron 1987); rows are drawn by their id. Of a bin's "
			"frequency also Wilson's (1927). Each is about one number, and not about the choice of the best of many."},
		{"Bins", "of equal width, (lo, hi]; confidence is the bin's mean."},
		{"Order",
			"rows with equal scores are deferred together; the expert of a row is the one that the rule chooses."},
		{"Frontier",
			"l2d-route by confidence at every price; confidences are taken to be known before anybody is paid. Mixing "
			"is what a coin among single agents reaches; the oracle asks the cheapest agent that is right."},
	};

	put(t, "<section id=\"conventions\" aria-labelledby=\"conventions-h\">\n<h2 id=\"conventions-h\">Conventions</h2>\n<dl>\n");
	for (size_t i = 0; i < sizeof convention / sizeof *convention; i++) {
		put(t, "<dt>%s</dt><dd>", convention[i][0]);
		put_words(t, convention[i][1]);
		put(t, "</dd>\n");
	}
	put_words(t, "</dl>\n<p>Definitions and sources: l2d-stats(7).</p>\n</section>\n");
}

int document_write(const struct page_options *opt, const struct source *source, struct buf *out, struct err *e)
{
	struct page p = {.opt = opt, .source = source};
	struct text t = {.out = out, .e = e};
	int st;

	p.body = (struct text){.out = &p.body_text, .e = e};
	p.done = (struct text){.out = &p.done_text, .e = e};
	progress_init(&p.progress, &opt->progress, "l2d-report");
	document_begin(&t, opt->title, "");
	put_contents(&t, &p);
	st = check_sections(&p, e);
	if (!st)
		st = write_sections(&p, e);
	if (!st)
		st = p.done.st;
	if (!st) {
		put_bytes(&t, p.body_text.p, p.body_text.n);
		put_conventions(&t);
		if (!is_left_out(opt, "done"))
			st = put_done(&t, source, &p.done_text, e);
		document_end(&t, script);
		st = st ? st : t.st;
	}
	progress_end(&p.progress);
	result_free(&p.score);
	buf_free(&p.body_text);
	buf_free(&p.done_text);
	return st;
}
