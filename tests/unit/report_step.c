/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* report/step, figure/put: commands as a shell takes them, names as HTML takes them. */
#include "check.h"

#include <string.h>

#include "report/step.h"

static void check_text(const struct buf *b, const char *want)
{
	check_report(b->n == strlen(want) && !memcmp(b->p, want, b->n), __FILE__, __LINE__, "'%.*s', not '%s'",
		(int)b->n, b->p, want);
}

static void test_markup(void)
{
	static const char name[] = "<a b='c' d=\"e\">&lt;\0\x80";
	struct buf b = {0};
	struct err e = {0};
	struct text t = {.out = &b, .e = &e};

	put_markup(&t, name, sizeof name - 1);
	CHECK(!t.st);
	check_text(&b, "&lt;a b=&#39;c&#39; d=&quot;e&quot;&gt;&amp;lt;\\x00\\x80");
	buf_free(&b);
}

static void test_command(void)
{
	struct buf b = {0};
	struct err e = {0};
	struct text t = {.out = &b, .e = &e};
	struct step s = {0};

	CHECK(!step_program(&s, "l2d-x", &e) && !step_number(&s, "--level", .95, &e) && !step_word(&s, "", &e));
	CHECK(!step_program(&s, "l2d-y", &e) && !step_word(&s, "it's $HOME & <b>", &e));
	CHECK(!step_show(&s, &t));
	check_text(&b,
		"<pre><code>l2d-x --level 0.95 &#39;&#39; | l2d-y "
		"&#39;it&#39;\\&#39;&#39;s $HOME &amp; &lt;b&gt;&#39;</code>\n</pre>\n");
	step_free(&s);
	buf_free(&b);
}

int main(void)
{
	test_markup();
	test_command();
	return check_end();
}
