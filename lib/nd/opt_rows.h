/* SPDX-License-Identifier: ISC */
#ifndef ND_OPT_ROWS_H
#define ND_OPT_ROWS_H

/* Inside lib/nd only: the rows of the option table and what several of them need. */

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "err.h"
#include "field.h"
#include "nd_opt.h"
#include "rbuf.h"
#include "view.h"
#include "wbuf.h"

extern const struct nd_opt_desc nd_row_slla, nd_row_prefix, nd_row_redirected, nd_row_mtu;
extern const struct nd_opt_desc nd_row_tlla, nd_row_adv_interval, nd_row_home_agent, nd_row_nonce;
extern const struct nd_opt_desc nd_row_pvd, nd_row_route, nd_row_rdnss, nd_row_flags_expansion;
extern const struct nd_opt_desc nd_row_dnssl, nd_row_6co, nd_row_abro, nd_row_captive_portal;
extern const struct nd_opt_desc nd_row_pref64, nd_row_dnr, nd_row_raw;

/** ND_FIELDS - the table of a row's fields and its length. */
#define ND_FIELDS(table) .fields = (table), .n_fields = ARRAY_LEN(table)

/** ND_FIELD - where a member of struct nd_opt is. */
#define ND_FIELD(member) FIELD_AT(struct nd_opt, member)

/** nd_result - what a parser answers that had nothing to object: did all reads stay inside? */
int nd_result(const struct rbuf *r);

/**
 * nd_name_next - take one domain name in uncompressed form (RFC 1035 s. 3.1).
 *
 * @name: the name with its terminating zero octet
 *
 * Returns 0; ND_ESHORT if it does not end; ND_ERANGE for a label above 63
 * octets (a compression pointer looks like one), a name above 255, or the
 * root alone.
 */
int nd_name_next(struct rbuf *r, struct view *name);

/** nd_is_name - is this exactly one such name? */
bool nd_is_name(struct view name);

/** nd_is_zero - only zero octets, or none? */
bool nd_is_zero(struct view v);

/**
 * nd_pref_of_bits - the preference in mask 0x18 of a flags octet (RFC 4191
 * s. 2.1). Returns 0, or ND_ERANGE and medium for the reserved value 10.
 */
int nd_pref_of_bits(uint8_t flags, int8_t *preference);

/** nd_pref_bits - the same bits for a preference. */
uint8_t nd_pref_bits(int8_t preference);

#endif
