#include "table/line.h"

#include <stdlib.h>

#include "base/buf.h"

void line_free(struct line *l)
{
	names_free(&l->name);
	free(l->value);
	*l = (struct line){0};
}

int line_add(struct line *l, const char *name, const char *suffix, size_t n, double value, struct err *e)
{
	struct buf whole = {0};
	size_t index;
	int st = buf_add_string(&whole, name, e);

	if (!st && suffix)
		st = buf_add_char(&whole, '_', e);
	if (!st && suffix)
		st = buf_add(&whole, suffix, n, e);
	if (!st)
		st = names_add(&l->name, whole.p, whole.n, &index, e);
	if (!st)
		st = array_reserve(&l->value, &l->cap, index + 1, sizeof *l->value, e);
	if (!st)
		l->value[index] = value;
	buf_free(&whole);
	return st;
}

int line_write(const struct line *l, const struct report_options *opt, int fd, struct err *e)
{
	struct report r;
	int st = report_open(&r, opt, &l->name, fd, e);

	if (st)
		return st;
	st = report_row(&r, e);
	for (size_t i = 0; !st && i < l->name.n; i++)
		st = csv_write_number(&r.w, l->value[i], e);
	if (!st)
		st = csv_write_end(&r.w, e);
	if (!st)
		return report_close(&r, e);
	report_free(&r);
	return st;
}
