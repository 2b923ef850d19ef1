/*
 * A policy as a model file of kind `threshold`.  Records:
 *
 *   rule                    its name
 *   class, expert           lists of names
 *   threshold, price        numbers
 *   cost                    of asking any expert; not there: the columns cost_*
 *   confidence,EXPERT       a constant conf_EXPERT
 *   part, next_price, seed  the coin for rows at the edge; not there: none
 *   coverage, system_accuracy, bound   what the calibration table said, where it did: for people
 */
#ifndef L2D_POLICY_FILE_H
#define L2D_POLICY_FILE_H

#include "base/err.h"
#include "decide/policy.h"
#include "decide/target.h"
#include "table/model.h"

/* t is what the policy was tuned with. */
int policy_write(const struct policy *p, const struct target *t, int fd, struct err *e);
/* p needs policy_free also after a failure. */
int policy_read(struct policy *p, const struct model_file *f, struct err *e);

#endif
