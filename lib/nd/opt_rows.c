/* SPDX-License-Identifier: ISC */
/* What several rows of the option table need: names, preferences, padding. */
#include "opt_rows.h"

#include "nd_msg.h"

#define LABEL_MAX 63u	/* RFC 1035 s. 2.3.4 */
#define NAME_MAX_LEN 255u
#define PREF_SHIFT 3

int nd_result(const struct rbuf *r)
{
	return rbuf_ok(r) ? 0 : ND_ESHORT;
}

int nd_name_next(struct rbuf *r, struct view *name)
{
	struct rbuf at = *r;
	size_t len = 0;
	uint8_t label;

	do {
		label = rbuf_u8(&at);
		if (label > LABEL_MAX)
			return ND_ERANGE;
		rbuf_skip(&at, label);
		len += 1u + label;
	} while (label > 0);
	if (!rbuf_ok(&at))
		return ND_ESHORT;
	if (len == 1 || len > NAME_MAX_LEN)
		return ND_ERANGE;
	*name = rbuf_view(r, len);
	return 0;
}

bool nd_is_name(struct view name)
{
	struct rbuf r;
	struct view whole;

	rbuf_init(&r, name.ptr, name.len);
	return nd_name_next(&r, &whole) == 0 && rbuf_left(&r) == 0;
}

bool nd_is_zero(struct view v)
{
	for (size_t i = 0; i < v.len; i++) {
		if (v.ptr[i] != 0)
			return false;
	}
	return true;
}

int nd_pref_of_bits(uint8_t flags, int8_t *preference)
{
	static const int8_t of_bits[] = {
		ND_PREF_MEDIUM, ND_PREF_HIGH, ND_PREF_MEDIUM, ND_PREF_LOW,
	};
	unsigned bits = flags >> PREF_SHIFT & 3u;

	*preference = of_bits[bits];
	return bits == 2 ? ND_ERANGE : 0;
}

uint8_t nd_pref_bits(int8_t preference)
{
	return (uint8_t)((preference & 3) << PREF_SHIFT);
}
