/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Processes that do one program's work together, of MPI (`make MPI=1`, mpirun).  All run the same steps on the same numbers and
 * come to the same bytes; what is shared among them is what is long: reading rows, and tasks that are numbered, as those of
 * base/jobs.h, of which each process does the consecutive ones that peers_part gives it.
 *
 * Sums are taken along the tree of the tasks that one process takes them along,
 *
 *   node (s, 2 w) = node (s, w) + node (s + w, w),   w = 1, 2, 4 .. n / 2,
 *
 * and a node is held by the process that holds its first task, so that results do not depend on the number of processes.
 *
 * A process alone, or in a build without MPI, is its only peer, and none of this costs anything.
 *
 * Errors: MPI itself ends all processes where communication fails.  What one process alone meets (its files, a disk that is full) it
 * tells the others where all of them ask, peers_agree, and they end in order; the first says what was wrong.  A process that fails where
 * nobody asks, for memory, ends all by MPI_Abort, after its message.
 */
#ifndef L2D_PEERS_H
#define L2D_PEERS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* Joins the others; before any other call, if at all.  ST_USAGE in a build without MPI. */
int peers_join(struct err *e);

bool peers_joined(void);

size_t peers_n(void);
/* 0 .. peers_n() - 1; who is 0 writes. */
size_t peers_me(void);

/* Of tasks 0 .. n - 1 those of a process: from .. to - 1. */
void peers_part(size_t n, size_t peer, size_t *from, size_t *to);

/* The first status that is not ST_OK, in the order of the processes, and its error become those of all. */
int peers_agree(int st, struct err *e);

/* The last call, with the program's status, which it returns: of an error that all have come to one is said. */
int peers_end(int st, struct err *e);

/* All processes get bytes begin[i] .. begin[i + 1] - 1 of p from process i.  begin: [peers_n() + 1]. */
void peers_spread(void *p, const size_t *begin);

/* The same of n tasks of `size` bytes each, of which each process has its own. */
void peers_spread_parts(void *p, size_t n, size_t size);

/* n bytes from one process to another, both of which call it; nothing where neither is this one. */
void peers_send(void *p, size_t n, size_t from, size_t to);

/* What is done by one process after the other, to the n bytes at p as those before have left them; between the two calls, of all
 * processes, and all have the last one's after the second. */
void peers_wait_turn(void *p, size_t n);
void peers_end_turn(void *p, size_t n);

/* The bytes of all processes, one behind the other; *all is the caller's to free, and bytes i are at begin [peers_n() + 1].
 * ST_SYSTEM without memory. */
int peers_gather(const void *mine, size_t n, char **all, size_t *begin, struct err *e);

/* The sums of n tasks, a power of two, of `width` numbers each: sum [n x width] has the process's own; task 0's place gets the sum
 * of all, of all processes. */
void peers_sum(double *sum, size_t n, size_t width);

#endif
