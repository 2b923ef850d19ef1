/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The axes of a panel as gnuplot text: limits, tics and names, titles; and what is noted across the panel.
 */
#ifndef L2D_TEXT_AXIS_H
#define L2D_TEXT_AXIS_H

#include "figure/figure.h"
#include "draw/put.h"

/* `several`: there are other panels, whose settings must not last. */
void put_text_axis(struct text *t, char which, const struct axis *a, bool several);

/* Texts run down from the top edge; on a page of characters they would lie on each other, and are left out. */
void put_notes(struct text *t, const struct panel *p);

#endif
