/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Blocks that are computed side by side, written in their order.
 *
 * Threads give each block's bytes with its number, from 0; every number is given once, in any order.  A writer of CSV that
 * finds an error drops the 64 KiB that it still holds; here the last block, or the last 64 KiB, are held back, so that an
 * error lets out no byte that one thread would not have let out.
 *
 * Memory: the blocks that wait for one before them, at most `slots`; who is further ahead waits.
 */
#ifndef L2D_ORDER_H
#define L2D_ORDER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

struct order_slot {
	struct buf out;
	bool done;            /* the block is there */
	pthread_cond_t moved; /* the slot is free, or `end` has changed */
};

struct order {
	pthread_mutex_t lock; /* of all that follows */
	int fd;
	struct order_slot *slot; /* [nslot] block i is in slot i % nslot */
	size_t nslot;
	size_t next;           /* the block to be written next */
	size_t end;            /* blocks from here on are dropped */
	size_t pause;          /* once this many are written, nothing is held back; SIZE_MAX: no pause */
	bool writing;          /* a thread is at it, without the lock */
	struct buf held, tail; /* held back: a large block, small ones behind it */
	atomic_int error;      /* errno of the first failure, of whoever is writing; 0: none */
};

/* What `first` holds is written before all blocks; it is taken over. */
int order_init(struct order *o, int fd, size_t slots, struct buf *first, struct err *e);

/* Gives a block in exchange for empty memory; waits while too many blocks before it are missing.  Returns 0, or the errno of a
 * failure to write. */
int order_put(struct order *o, size_t number, struct buf *out);

/* No block from that number on will be written: there is an error in it. */
void order_stop(struct order *o, size_t number);

/* The input has run dry: when the first n blocks are written, nothing is held back. */
void order_pause(struct order *o, size_t n);

/* Writes what is held back, or drops it when `status` says that something failed; frees o, the file stays open.  Returns
 * status, or where that is ST_OK ST_SYSTEM for a failure to write. */
int order_close(struct order *o, int status, struct err *e);

#endif
