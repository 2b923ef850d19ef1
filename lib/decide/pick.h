/*
 * The agents of one row at given prices.
 */
#ifndef L2D_PICK_H
#define L2D_PICK_H

#include <stddef.h>
#include <stdint.h>

/* Chooses the `least` agents of the smallest cost + price, then up to `most` as long as that is negative; of
 * equals the first agents.  cost: [m], +inf where the agent may not be used; price: [m], NULL for none;
 * chosen: [most], cheapest first.  Returns how many were chosen: fewer than `least` where no more may be
 * used.  O(m most). */
size_t pick_cheapest(const double *cost, const double *price, size_t m, size_t least, size_t most,
	uint32_t *chosen);

#endif
