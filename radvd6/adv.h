/* SPDX-License-Identifier: ISC */
#ifndef RADVD6_ADV_H
#define RADVD6_ADV_H

#include <net/if.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

#include "action.h"
#include "bucket.h"
#include "compose.h"
#include "conf.h"
#include "heap.h"
#include "link.h"
#include "millis.h"
#include "rng.h"
#include "watch.h"

/* Protocol constants of RFC 4861 s. 10. */
#define MAX_INITIAL_RTR_ADVERT_INTERVAL_MS ((nd_ms)16000)
#define MAX_INITIAL_RTR_ADVERTISEMENTS 3
#define MAX_FINAL_RTR_ADVERTISEMENTS 3
#define MIN_DELAY_BETWEEN_RAS_MS ((nd_ms)3000)

/** ADV_ERRORS - how many causes of send errors are told apart. */
#define ADV_ERRORS 4

/** ADV_ACTIONS - the most actions that one call of adv_tick() appends. */
#define ADV_ACTIONS 16

/** ADV_CLIENTS_PER_TICK - clients that one call of it serves. */
#define ADV_CLIENTS_PER_TICK 8

enum adv_state {
	ADV_OFF,	/* sends nothing */
	ADV_ON,		/* an advertising interface, RFC 4861 s. 6.2.2 */
	ADV_CEASING,	/* says its final RAs, RFC 4861 s. 6.2.5 */
};

/** enum adv_obstacle - what keeps an interface from advertising. */
enum adv_obstacle {
	ADV_READY,
	ADV_NOT_ASKED,		/* AdvSendAdvert off, or the block left the file */
	ADV_NO_INTERFACE,
	ADV_DOWN,
	ADV_NO_SOURCE,		/* no link-local address whose DAD is over */
};

/** struct adv_facts - what an RA says that comes from the link, not from the file. */
struct adv_facts {
	bool forwarding;
	uint32_t mtu_option;		/* octets, 0 = none */
	uint64_t digest;		/* of what follows addresses */
	uint8_t lladdr_len;
	uint8_t lladdr[LINK_LLADDR_MAX];
};

struct answer;

/**
 * struct adv - one interface that the file names: when it sends which RA.
 *
 * Owned by the core. @cf is re-pointed on reload; it is NULL once the block
 * has left the file and only the final RAs remain to be said.
 */
struct adv {
	const struct conf_iface *cf;
	const struct link *link;	/* NULL while there is no such interface */
	char name[IF_NAMESIZE];
	enum adv_state state;
	enum adv_obstacle obstacle;	/* the one that was reported last */
	bool reported;			/* has any been reported yet? */
	bool ending;			/* the daemon stops */
	bool unsettled;			/* link or configuration changed: adv_tick() looks again */
	bool changed;			/* what the file says about it changed */
	bool joined;			/* all-routers on this interface */

	/* Copies, since final RAs outlive the configuration they speak of. */
	bool multicasts;		/* neither UnicastOnly nor clients */
	struct in6_addr *clients;	/* that get every RA by unicast; ours */
	uint32_t n_clients, client_at;	/* and the next one to be served */
	struct in6_addr *prepared;	/* the clients of the next configuration */
	uint32_t n_prepared;

	struct in6_addr source;		/* of its RAs */
	struct in6_addr old_source;	/* given up while still usable (RFC 4861 s. 6.2.8), or :: */
	struct adv_facts facts;		/* as advertised now */

	nd_ms due;			/* the next multicast RA */
	nd_ms last_multicast;
	nd_ms goodbye_due;		/* the RA from @old_source */
	nd_ms join_due;			/* the next try to join all-routers, after one that failed */
	bool solicited;			/* the next multicast RA answers somebody */
	uint8_t initial_left;		/* RAs that R-026 still speeds up */
	uint8_t final_left;
	nd_ms final_spacing;		/* between final RAs */

	/* What a send error takes back. */
	nd_ms before_last_multicast;
	uint8_t before_initial_left;
	unsigned tries;			/* errors in a row */
	bool failed;			/* since the last attempt */
	struct adv_error {
		int error;		/* errno */
		nd_ms at;
	} said[ADV_ERRORS];		/* which were said when, so that it is not said too often */

	nd_ms since;			/* lifetimes that count down had their full value then */
	const struct ra_base *bases;	/* interfaces that prefixes are taken from; the core's */
	unsigned n_bases;
	struct ra_batch batch;		/* the RA as it goes out now */
	struct ra_batch goodbye;	/* the RA from @old_source */
	nd_ms composed;
	bool stale;			/* @batch no longer says what it should */

	struct heap_node timer;		/* the core's */
	struct watch_link watch;	/* the core's: who else speaks there */
	LIST_HEAD(, answer) answers;	/* pending unicast answers */
	unsigned n_answers;
	struct bucket budget;		/* of unicast answers */
};

/** adv_init - an interface named @name that is not configured yet. */
void adv_init(struct adv *a, const char *name, nd_ms now);
void adv_fini(struct adv *a);

/**
 * adv_prepare - take the memory that adv_configure() will need for @cf (may be
 * NULL). Changes nothing else. Returns 0 or ND_ENOMEM.
 */
int adv_prepare(struct adv *a, const struct conf_iface *cf);

/**
 * adv_configure - obey @cf (NULL: the block left the file) from now on; it was
 * given to adv_prepare() before.
 *
 * An interface that was advertising and shall no longer first says final RAs
 * that withdraw all that it advertised. @changed tells whether hosts
 * would see a difference. The former configuration is not used afterwards.
 */
void adv_configure(struct adv *a, nd_ms now, const struct conf_iface *cf, bool changed);

/** adv_set_bases - where the interfaces are that prefixes are taken from; the core's table. */
void adv_set_bases(struct adv *a, const struct ra_base *bases, unsigned n);

/** adv_bind - the interface is there; @link changed or is new. Settled by adv_tick(). */
void adv_bind(struct adv *a, const struct link *link);

/** adv_unbind - the interface is gone: nothing can be sent any more. */
void adv_unbind(struct adv *a);

/** adv_stop - the daemon ends: final RAs as configured, then silence. */
void adv_stop(struct adv *a, nd_ms now);

/** adv_reset - lifetimes that count down start again from their configured value. */
void adv_reset(struct adv *a, nd_ms now);

/** adv_env - what its advertisement depends on at @now; @a must have a link. */
struct ra_env adv_env(const struct adv *a, nd_ms now);

/** adv_tick - look at what changed, send what is due. Appends at most ADV_ACTIONS. */
void adv_tick(struct adv *a, nd_ms now, struct rng *rng, struct actions *out);

/** adv_is_busy - has it still something to say or to take back? */
bool adv_is_busy(const struct adv *a);

/** adv_next - when adv_tick() has something to do; ND_NEVER if not by itself. */
nd_ms adv_next(const struct adv *a);

/** adv_on_join_failed - all-routers could not be joined: tried again after a minute. */
void adv_on_join_failed(struct adv *a, nd_ms now);

/**
 * adv_solicit - somebody asked and shall be answered by multicast (RFC 4861
 * s. 6.2.6, R-035 to R-040): move the next multicast RA forward if need be.
 */
void adv_solicit(struct adv *a, nd_ms now, struct rng *rng);

/** adv_send_unicast - answer @dst now; the timers do not change. Appends one SEND. */
void adv_send_unicast(struct adv *a, nd_ms now, const struct in6_addr *dst, struct actions *out);

/**
 * adv_on_send_failed - the last multicast RA did not leave: it stays due and
 * is tried again after 100 ms to 1 s.
 *
 * @src: where it should have come from; a farewell from @old_source waits for
 *       the next advertisement instead
 */
void adv_on_send_failed(struct adv *a, nd_ms now, const struct in6_addr *src);

/** adv_say_obstacle - say why @a does not advertise, or that it does, if that is new. */
void adv_say_obstacle(struct adv *a, enum adv_obstacle o, struct actions *out);

/** adv_say_facts - say what changed for hosts since @before (NULL: it begins). */
void adv_say_facts(const struct adv *a, const struct adv_facts *before, struct actions *out);

/** adv_say_failed - say that a SEND to @dst met @error (errno): at most one note a minute each. */
void adv_say_failed(struct adv *a, nd_ms now, const struct in6_addr *dst, int error,
		    struct actions *out);

#endif
