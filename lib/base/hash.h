/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Hashing of bytes to 64 bits, seeded: names tables, splitting rows, breaking ties.
 * Not cryptographic.  The result is part of what users see (l2d-split), so the
 * function must not change between versions.
 */
#ifndef L2D_HASH_H
#define L2D_HASH_H

#include <stddef.h>
#include <stdint.h>

/* FNV-1a over the bytes (Fowler, Noll, Vo), started from the seed and finished by
 * hash_mix, which repairs FNV's weak high bits. */
uint64_t hash_bytes(const void *s, size_t n, uint64_t seed);

/* The finaliser of SplitMix64 (Steele, Lea, Flood 2014): a bijection on 64 bits. */
uint64_t hash_mix(uint64_t x);

/* A hash as a number in [0, 1), 53 bits. */
double hash_unit(uint64_t h);

#endif
