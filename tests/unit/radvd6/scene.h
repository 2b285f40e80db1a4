/* SPDX-License-Identifier: ISC */
#ifndef TESTS_SCENE_H
#define TESTS_SCENE_H

/*
 * One RA on a link of ours, and what is said about it. The link has MTU 1500,
 * the MAC 02:00:5e:10:00:01 and the address fe80::1; its clock stands at 100 s.
 */

#include "world.h"

#include "judge.h"

#define SCENE_ROUTERS 4
#define SCENE_OPTIONS 8

struct scene {
	struct conf *conf;
	struct link link;
	struct link_addr addrs[8];
	struct ra_env ra;
	struct own_ra own;
	struct nd_ra before;
	bool knows_before;
	bool watching;
	struct conf_watch watch;
	struct conf_router *routers[SCENE_ROUTERS];
	struct nd_msg msg;		/* its header is to be changed at will */
	uint8_t octets[4096];
	struct wbuf options;
	struct sighting s;
	struct verdict v;
};

/** scene_new - our interface with @settings, watched; a stranger's empty RA is being prepared. */
struct scene *scene_new(const char *settings);
void scene_free(struct scene *c);

/** scene_router - allow the router @addr (NULL = any) with the MACs in @macs ("" = any). */
struct conf_router *scene_router(struct scene *c, const char *addr, const char *macs);

/** scene_list - describe @r further: an option, built by one of the makers below. */
void scene_list(struct conf_router *r, struct nd_opt o);

/** scene_from - who sends the RA: address and MAC (text with colons). */
void scene_from(struct scene *c, const char *src, const char *mac);

/* Makers of options. */
struct nd_opt pio(const char *prefix, unsigned plen, uint32_t valid_s, uint32_t preferred_s);
struct nd_opt rio(const char *prefix, unsigned plen, int preference, uint32_t lifetime_s);
struct nd_opt rdnss(const char *server, uint32_t lifetime_s);
struct nd_opt dnssl(uint32_t lifetime_s);	/* evil.example */
struct nd_opt pref64(const char *prefix, unsigned plen, unsigned lifetime_s);
struct nd_opt portal(const char *uri);
struct nd_opt mtu(uint32_t octets);
struct nd_opt sllao(const char *mac);

/** scene_say - put an option into the RA. */
void scene_say(struct scene *c, struct nd_opt o);
/** scene_say_octets - the same with octets as they stand on the wire. */
void scene_say_octets(struct scene *c, const void *octets, size_t len);

/** scene_judge - the RA is seen; what is said about it is in c->v. */
void scene_judge(struct scene *c);

/** finding_of - the finding with this reason; NULL if there is none. */
const struct finding *finding_of(const struct scene *c, const char *reason);

/** assert_finding - it is there, with these values (NULL = whatever). */
void assert_finding(const struct scene *c, const char *reason, enum note_severity severity,
		    const char *field, const char *expected, const char *got);
void assert_no_finding(const struct scene *c, const char *reason);

/** assert_event - what is said, and the reason that the line names first. */
void assert_event(const struct scene *c, const char *event, const char *reason,
		  enum note_severity severity);
/** assert_silent - nothing is said. */
void assert_silent(const struct scene *c, enum router_class class);
void assert_impact(const struct scene *c, const char *part);

#endif
