/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The draws of the bootstrap: in draw b a row counts as often as a Poisson number of mean 1 says (the Poisson bootstrap:
 * Hanley, MacGibbon 2006; Chamandy et al. 2012), which is a function of the row's key and of b alone.  So a draw is the same
 * for every order of rows, cut into files, shard, thread and processor, and rows with one key, the images of one patient,
 * count as often as each other: the cluster bootstrap (Field, Welsh 2007).
 *
 * The function: the key's lower half and the draw go through a mixer of 32 bits (Wellons' triple32, three multiplications), into
 * which the upper half comes after the first; each 16 bits of it give a Poisson number by the distribution's thresholds,
 * which are rounded so that mean and variance are 1 exactly, and ended at 6.  All is done with integers, in vectors as wide as the processor has
 * them, and the numbers are the same with any.
 */
#ifndef L2D_DRAWS_H
#define L2D_DRAWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	DRAWS_MOST = 6,   /* the largest number that a row counts as */
	DRAWS_BLOCK = 64, /* draws are made by so many */
	DRAWS_ROWS = 32   /* rows that are added in one go */
};

/* The key of a row or a cluster by its name of n bytes; of a row by its number where the table has no names. */
uint64_t draws_key(const void *name, size_t n, uint64_t seed);
uint64_t draws_key_of_number(uint64_t number, uint64_t seed);

/* How often the row of that key counts in n draws from number `from` on, both multiples of DRAWS_BLOCK. */
void draws_weights(uint64_t key, size_t from, size_t n, double *weight);

/* How often n rows count in one draw: the same numbers, for what is computed draw by draw from sorted rows. */
void draws_of_rows(const uint64_t *key, size_t n, size_t draw, uint8_t *weight);

/* The same key's other numbers, of which a row's outcomes under calibration are drawn: event[b] is 1 with that probability, else
 * 0.  They are independent of the weights.  The probability is rounded to a multiple of 2^-16, up or down by the key, so that
 * the mean over keys is what it was. */
void draws_events(uint64_t key, double probability, size_t from, size_t n, double *event);

/* sum[k][i] += the sum over r < DRAWS_ROWS of factor[k][r] * count[r * n + i], for k < sums, and of its square for the `squares` sums
 * after these; n is a multiple of DRAWS_BLOCK.  Exact where all are whole numbers and the sums below 2^53. */
void draws_add(
	double *const *sum, const double *const *factor, size_t sums, size_t squares, const double *count, size_t n);

/* Moves multiples of 2^40 from one limb of n sums to the next one; at most 2^39 stays, in size. */
void draws_carry(double *limb, double *next, size_t n);

#endif
