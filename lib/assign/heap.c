/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "assign/heap.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/buf.h"

void heap_free(struct heap *h)
{
	free(h->item);
	*h = (struct heap){0};
}

static bool before(struct heap_item a, struct heap_item b)
{
	return a.key < b.key || (a.key == b.key && a.row < b.row);
}

static void sink(struct heap *h, size_t i)
{
	struct heap_item x = h->item[i];

	for (;;) {
		size_t child = 2 * i + 1;

		if (child >= h->n)
			break;
		if (child + 1 < h->n && before(h->item[child + 1], h->item[child]))
			child++;
		if (!before(h->item[child], x))
			break;
		h->item[i] = h->item[child];
		i = child;
	}
	h->item[i] = x;
}

int heap_append(struct heap *h, double key, size_t row, struct err *e)
{
	int st = array_reserve(&h->item, &h->cap, h->n + 1, sizeof *h->item, e);

	if (!st)
		h->item[h->n++] = (struct heap_item){key, row};
	return st;
}

void heap_order(struct heap *h)
{
	for (size_t i = h->n / 2; i-- > 0;)
		sink(h, i);
}

int heap_push(struct heap *h, double key, size_t row, struct err *e)
{
	int st = heap_append(h, key, row, e);
	size_t i = h->n - 1;
	struct heap_item x = {key, row};

	if (st)
		return st;
	for (; i > 0 && before(x, h->item[(i - 1) / 2]); i = (i - 1) / 2)
		h->item[i] = h->item[(i - 1) / 2];
	h->item[i] = x;
	return ST_OK;
}

void heap_pop(struct heap *h)
{
	h->item[0] = h->item[--h->n];
	if (h->n)
		sink(h, 0);
}
