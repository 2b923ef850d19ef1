/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "training/train_data.h"

#include <stdlib.h>

void train_data_free(struct train_data *d)
{
	free(d->x);
	free(d->y);
	free(d->e);
	free(d->c0);
	free(d->w);
	free(d->f);
	free(d->q);
	free(d->part);
	*d = (struct train_data){0};
}
