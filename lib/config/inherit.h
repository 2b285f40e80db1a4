/* SPDX-License-Identifier: ISC */
#ifndef CONFIG_INHERIT_H
#define CONFIG_INHERIT_H

#include "schema.h"

#define CF_MAX_INHERITED 200000u	/* blocks copied in one load */

/**
 * cf_inherit - let block @to have what it does not say itself and @from does.
 *
 * @to:   as it was read, nothing derived yet
 * @from: a block of the same struct whose fields are, in the same order, among
 *        those of @to
 * @user: what @to is called in messages, "interface eth0"; lives until the next call
 *
 * A field that @to does not give takes the value of @from, and where it was
 * given. A kind of block of which @to has none at all is copied from @from,
 * with everything in it, behind the others of its list; what hooks allocated
 * for a block is shared, not copied.
 *
 * From here until cf_inherit_end() a fault at a place inside @from is reported
 * once for each severity, with the @user it first showed in.
 *
 * Returns false if that cannot be done, which is reported.
 */
bool cf_inherit(const struct cf_ctx *c, struct cf_node *to, const struct cf_node *from,
		const char *user);

/** cf_inherit_user - from here on what is judged is called @user. */
void cf_inherit_user(const struct cf_ctx *c, const char *user);

/** cf_inherit_end - report faults as before. */
void cf_inherit_end(const struct cf_ctx *c);

#endif
