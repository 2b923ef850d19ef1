/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "csv/order.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "csv/writer.h"

int order_init(struct order *o, int fd, size_t slots, struct buf *first, struct err *e)
{
	*o = (struct order){.fd = fd, .nslot = slots, .end = SIZE_MAX, .pause = SIZE_MAX, .tail = *first};
	pthread_mutex_init(&o->lock, NULL);
	*first = (struct buf){0};
	if (!(o->slot = mem_alloc(slots, sizeof *o->slot, e)))
		return order_close(o, ST_SYSTEM, e);
	for (size_t i = 0; i < slots; i++)
		pthread_cond_init(&o->slot[i].moved, NULL);
	return ST_OK;
}

static void swap(struct buf *a, struct buf *b)
{
	struct buf c = *a;

	*a = *b;
	*b = c;
}

/* Writes all of b, noting the first failure. */
static void write_out(struct order *o, struct buf *b)
{
	if (!o->error && b->n)
		o->error = buf_write(b, o->fd);
	b->n = 0;
}

/* Takes b for the last of what is held back, and writes what that lets go. */
static void hold_back(struct order *o, struct buf *b)
{
	struct err ignored;

	if (b->n < CSV_WRITER_HOLDS) {
		if (buf_add(&o->tail, b->p, b->n, &ignored))
			o->error = o->error ? o->error : ENOMEM;
		b->n = 0;
		b = &o->tail;
	}
	if (b->n < CSV_WRITER_HOLDS)
		return;
	write_out(o, &o->held);
	if (b != &o->tail)
		write_out(o, &o->tail);
	swap(&o->held, b);
}

static void let_go(struct order *o)
{
	write_out(o, &o->held);
	write_out(o, &o->tail);
}

/* Writes the blocks whose turn it is, unless another thread does.  The lock is held, but not while writing. */
static void advance(struct order *o)
{
	if (o->writing)
		return;
	o->writing = true;
	while (o->next < o->end && o->slot[o->next % o->nslot].done) {
		struct order_slot *s = &o->slot[o->next % o->nslot];

		pthread_mutex_unlock(&o->lock);
		hold_back(o, &s->out);
		pthread_mutex_lock(&o->lock);
		s->done = false;
		o->next++;
		pthread_cond_broadcast(&s->moved);
	}
	if (o->next >= o->pause) {
		let_go(o);
		o->pause = SIZE_MAX;
	}
	o->writing = false;
}

int order_put(struct order *o, size_t number, struct buf *out)
{
	struct order_slot *s = &o->slot[number % o->nslot];
	int error;

	pthread_mutex_lock(&o->lock);
	while (number < o->end && number - o->next >= o->nslot)
		pthread_cond_wait(&s->moved, &o->lock);
	if (number < o->end) {
		swap(&s->out, out);
		s->done = true;
		advance(o);
	}
	out->n = 0;
	error = o->error;
	pthread_mutex_unlock(&o->lock);
	return error;
}

void order_stop(struct order *o, size_t number)
{
	pthread_mutex_lock(&o->lock);
	if (number < o->end)
		o->end = number;
	for (size_t i = 0; i < o->nslot; i++)
		pthread_cond_broadcast(&o->slot[i].moved);
	pthread_mutex_unlock(&o->lock);
}

void order_pause(struct order *o, size_t n)
{
	pthread_mutex_lock(&o->lock);
	o->pause = n;
	advance(o);
	pthread_mutex_unlock(&o->lock);
}

int order_close(struct order *o, int status, struct err *e)
{
	if (!status)
		let_go(o);
	if (!status && o->error)
		status = o->error == ENOMEM ? err_memory(e)
					    : err_set(e, ST_SYSTEM, "write error: %s", strerror(o->error));
	for (size_t i = 0; o->slot && i < o->nslot; i++) {
		buf_free(&o->slot[i].out);
		pthread_cond_destroy(&o->slot[i].moved);
	}
	free(o->slot);
	buf_free(&o->held);
	buf_free(&o->tail);
	pthread_mutex_destroy(&o->lock);
	return status;
}
