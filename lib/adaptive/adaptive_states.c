/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "adaptive/adaptive_states.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "adaptive/answered.h"
#include "base/buf.h"
#include "base/hash.h"

/* Bits of a state, from the lowest: level, agents asked, agents that may be asked, blocks, bins. */
enum { ASKED = 2, MAY = 8, BLOCKS = 14, BLOCK_BITS = 3, BINS = 32, BIN_BITS = 4 };

unsigned adaptive_asked(uint64_t state)
{
	return state >> ASKED & 63;
}

unsigned adaptive_may(uint64_t state)
{
	return state >> MAY & 63;
}

int adaptive_level(uint64_t state)
{
	return (int)(state & 3);
}

unsigned adaptive_block(uint64_t state, size_t a)
{
	return state >> (BLOCKS + BLOCK_BITS * a) & 7;
}

unsigned adaptive_bin(uint64_t state, size_t a)
{
	return state >> (BINS + BIN_BITS * a) & 15;
}

static unsigned bin_of(const struct adaptive_bins *b, size_t a, double conf)
{
	unsigned bin = 0;

	while (bin < b->n[a] && conf >= b->edge[a][bin])
		bin++;
	return bin;
}

/* Blocks of equal answers, numbered from 1 as they turn up. */
static void find_blocks(const struct adaptive_view *v, unsigned *block)
{
	unsigned blocks = 0;

	for (size_t a = 0; a < v->m; a++) {
		block[a] = 0;
		if (!(v->asked >> a & 1))
			continue;
		if (v->answer[a] == ANSWERED_NONE) {
			block[a] = ADAPTIVE_NO_ANSWER;
			continue;
		}
		for (size_t j = 0; j < a && !block[a]; j++)
			if (v->asked >> j & 1 && v->answer[j] == v->answer[a])
				block[a] = block[j];
		if (!block[a])
			block[a] = ++blocks;
	}
}

/* The largest bin in the largest block; of equal blocks the larger bin. */
static unsigned leading_bin(const struct adaptive_bins *b, const struct adaptive_view *v, const unsigned *block)
{
	size_t most = 0;
	unsigned best = 0;

	for (size_t a = 0; a < v->m; a++) {
		size_t members = 0;
		unsigned bin;

		if (!block[a])
			continue;
		for (size_t j = 0; j < v->m && block[a] != ADAPTIVE_NO_ANSWER; j++)
			members += block[j] == block[a];
		bin = bin_of(b, a, v->conf[a]);
		if (members > most || (members == most && bin > best)) {
			most = members;
			best = bin;
		}
	}
	return best;
}

uint64_t adaptive_state(const struct adaptive_bins *b, const struct adaptive_view *v, int level)
{
	unsigned block[ADAPTIVE_AGENTS];
	uint64_t state = (uint64_t)level | (uint64_t)v->asked << ASKED;

	for (size_t a = 0; a < v->m; a++)
		state |= (uint64_t)!isnan(v->conf[a]) << (MAY + a);
	if (level == 3)
		return state;
	find_blocks(v, block);
	for (size_t a = 0; a < v->m; a++) {
		state |= (uint64_t)block[a] << (BLOCKS + BLOCK_BITS * a);
		if (block[a] && level == 0)
			state |= (uint64_t)bin_of(b, a, v->conf[a]) << (BINS + BIN_BITS * a);
	}
	return level == 1 ? state | (uint64_t)leading_bin(b, v, block) << BINS : state;
}

void adaptive_cells_free(struct adaptive_cells *c)
{
	free(c->cell);
	free(c->slot);
	*c = (struct adaptive_cells){0};
}

/* Where the state is, or would be. */
static size_t slot_of(const struct adaptive_cells *c, uint64_t state)
{
	size_t i = hash_mix(state) & (c->slots - 1);

	while (c->slot[i] != ADAPTIVE_NONE && c->cell[c->slot[i]].state != state)
		i = (i + 1) & (c->slots - 1);
	return i;
}

uint32_t adaptive_cells_find(const struct adaptive_cells *c, uint64_t state)
{
	return c->slots ? c->slot[slot_of(c, state)] : ADAPTIVE_NONE;
}

static int grow(struct adaptive_cells *c, struct err *e)
{
	size_t slots = c->slots ? 2 * c->slots : 64;
	uint32_t *slot = mem_alloc(slots, sizeof *slot, e);

	if (!slot)
		return ST_SYSTEM;
	memset(slot, 0xff, slots * sizeof *slot);
	free(c->slot);
	c->slot = slot;
	c->slots = slots;
	for (size_t i = 0; i < c->n; i++)
		c->slot[slot_of(c, c->cell[i].state)] = (uint32_t)i;
	return ST_OK;
}

int adaptive_cells_put(struct adaptive_cells *c, uint64_t state, uint32_t parent, uint32_t *cell, struct err *e)
{
	int st = 2 * (c->n + 1) > c->slots ? grow(c, e) : ST_OK;

	if (!st)
		st = array_reserve(&c->cell, &c->cap, c->n + 1, sizeof *c->cell, e);
	if (st)
		return st;
	*cell = (uint32_t)c->n;
	c->slot[slot_of(c, state)] = *cell;
	c->cell[c->n++] = (struct adaptive_cell){.state = state, .parent = parent};
	return ST_OK;
}

int adaptive_cells_add(struct adaptive_cells *c, const struct adaptive_bins *b, const struct adaptive_view *v,
	uint32_t *cell, struct err *e)
{
	uint64_t state[ADAPTIVE_LEVELS];
	int level = 0, st = ST_OK;

	*cell = ADAPTIVE_NONE;
	for (; level < ADAPTIVE_LEVELS && *cell == ADAPTIVE_NONE; level++) {
		state[level] = adaptive_state(b, v, level);
		*cell = adaptive_cells_find(c, state[level]);
	}
	if (*cell != ADAPTIVE_NONE)
		level--;
	while (!st && level-- > 0)
		st = adaptive_cells_put(c, state[level], *cell, cell, e);
	return st;
}
