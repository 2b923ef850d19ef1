/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "parallel/peers.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

/* Bytes of one message: MPI counts in int. */
enum { MESSAGE = 1 << 30 };

static struct {
	size_t n, me;
	bool joined;
	bool agreed; /* all end with the same status, and need no one to end them */
} peers = {.n = 1};

#ifdef L2D_MPI
#include <mpi.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Milliseconds that a launcher gets to take a message from its pipe, and then to pass it on. */
enum { TO_TAKE = 5000, TO_PASS_ON = 50 };

/* A launcher that is told to end all drops what it has not passed on. */
static void let_be_read(void)
{
	struct stat s;
	int left = 0;

	if (fstat(STDERR_FILENO, &s) || !S_ISFIFO(s.st_mode))
		return;
	for (int i = 0; i < TO_TAKE && !ioctl(STDERR_FILENO, FIONREAD, &left) && left > 0; i++)
		poll(NULL, 0, 1);
	poll(NULL, 0, TO_PASS_ON);
}

static void end(int status, void *nothing)
{
	(void)nothing;
	if (status && (!peers.agreed || !peers.me))
		let_be_read();
	if (status && !peers.agreed)
		MPI_Abort(MPI_COMM_WORLD, status);
	MPI_Finalize();
}

static void exchange(int *each)
{
	MPI_Allgather(MPI_IN_PLACE, 0, MPI_INT, each, 1, MPI_INT, MPI_COMM_WORLD);
}

static void broadcast(void *p, size_t n, size_t from)
{
	MPI_Bcast(p, (int)n, MPI_BYTE, (int)from, MPI_COMM_WORLD);
}

static void move(void *p, size_t n, size_t from, size_t to)
{
	if (peers.me == from)
		MPI_Send(p, (int)n, MPI_BYTE, (int)to, 0, MPI_COMM_WORLD);
	if (peers.me == to)
		MPI_Recv(p, (int)n, MPI_BYTE, (int)from, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}

int peers_join(struct err *e)
{
	int got, n, me;

	if (MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &got) || on_exit(end, NULL))
		return err_set(e, ST_SYSTEM, "MPI does not start");
	MPI_Comm_size(MPI_COMM_WORLD, &n);
	MPI_Comm_rank(MPI_COMM_WORLD, &me);
	peers.n = (size_t)n;
	peers.me = (size_t)me;
	peers.joined = true;
	return ST_OK;
}
#else
/* Of one process nothing is sent. */
static void exchange(int *each)
{
	(void)each;
}

static void broadcast(void *p, size_t n, size_t from)
{
	(void)p, (void)n, (void)from;
}

static void move(void *p, size_t n, size_t from, size_t to)
{
	(void)p, (void)n, (void)from, (void)to;
}

int peers_join(struct err *e)
{
	return err_set(e, ST_USAGE, "--shard auto: this l2d was built without MPI, see l2d-cluster(7)");
}
#endif

bool peers_joined(void)
{
	return peers.joined;
}

size_t peers_n(void)
{
	return peers.n;
}

size_t peers_me(void)
{
	return peers.me;
}

void peers_part(size_t n, size_t peer, size_t *from, size_t *to)
{
	*from = n * peer / peers.n;
	*to = n * (peer + 1) / peers.n;
}

/* Who has the task. */
static size_t owner(size_t n, size_t task)
{
	return ((task + 1) * peers.n - 1) / n;
}

int peers_agree(int st, struct err *e)
{
	int *all = NULL;
	size_t bad = 0;

	if (peers.n == 1)
		return st;
	all = calloc(peers.n, sizeof *all);
	if (!all)
		return err_memory(e);
	all[peers.me] = st;
	exchange(all);
	while (bad < peers.n && !all[bad])
		bad++;
	if (bad < peers.n) {
		st = all[bad];
		broadcast(e, sizeof *e, bad);
		peers.agreed = true;
	}
	free(all);
	return st;
}

int peers_end(int st, struct err *e)
{
	/* Of memory, or of a disk, others know nothing. */
	if (st != ST_SYSTEM)
		peers.agreed = true;
	if (peers.agreed && peers.me)
		e->text[0] = '\0';
	return st;
}

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Any number of bytes, from one to all. */
static void share(void *p, size_t n, size_t from)
{
	for (size_t at = 0; at < n; at += MESSAGE)
		broadcast((char *)p + at, smaller(n - at, MESSAGE), from);
}

void peers_spread(void *p, const size_t *begin)
{
	for (size_t i = 0; peers.n > 1 && i < peers.n; i++)
		share((char *)p + begin[i], begin[i + 1] - begin[i], i);
}

void peers_spread_parts(void *p, size_t n, size_t size)
{
	for (size_t i = 0; peers.n > 1 && i < peers.n; i++) {
		size_t from, to;

		peers_part(n, i, &from, &to);
		share((char *)p + from * size, (to - from) * size, i);
	}
}

int peers_gather(const void *mine, size_t n, char **all, size_t *begin, struct err *e)
{
	begin[0] = 0;
	for (size_t i = 0; i < peers.n; i++) {
		size_t size = n;

		if (peers.n > 1)
			broadcast(&size, sizeof size, i);
		begin[i + 1] = begin[i] + size;
	}
	*all = mem_alloc(begin[peers.n], 1, e);
	if (!*all)
		return ST_SYSTEM;
	if (n)
		memcpy(*all + begin[peers.me], mine, n);
	peers_spread(*all, begin);
	return ST_OK;
}

/* From one to another. */
static void send(void *p, size_t n, size_t from, size_t to)
{
	for (size_t at = 0; at < n; at += MESSAGE)
		move((char *)p + at, smaller(n - at, MESSAGE), from, to);
}

void peers_send(void *p, size_t n, size_t from, size_t to)
{
	send(p, n, from, to);
}

void peers_wait_turn(void *p, size_t n)
{
	if (peers.me)
		send(p, n, peers.me - 1, peers.me);
}

void peers_end_turn(void *p, size_t n)
{
	if (peers.me + 1 < peers.n)
		send(p, n, peers.me, peers.me + 1);
	if (peers.n > 1)
		share(p, n, peers.n - 1);
}

void peers_sum(double *sum, size_t n, size_t width)
{
	for (size_t w = 1; w < n; w *= 2)
		for (size_t s = 0; s + w < n; s += 2 * w) {
			double *a = sum + s * width, *b = sum + (s + w) * width;
			size_t to = owner(n, s), from = owner(n, s + w);

			if (from != to)
				send(b, width * sizeof *b, from, to);
			for (size_t i = 0; i < width && peers.me == to; i++)
				a[i] += b[i];
		}
	if (peers.n > 1)
		share(sum, width * sizeof *sum, owner(n, 0));
}
