/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* The kinds of models: whole, and known apart by their names. */
#include "models/model_kinds.h"

#include <string.h>

#include "check.h"

int main(void)
{
	for (const struct chain_kind *const *k = model_kinds; *k; k++) {
		CHECK((*k)->name && (*k)->load && (*k)->free && (*k)->bind && (*k)->row);
		for (const struct chain_kind *const *other = model_kinds; other < k; other++)
			CHECK(strcmp((*k)->name, (*other)->name) != 0);
	}
	return check_end();
}
