/* SPDX-License-Identifier: ISC */
#ifndef TESTS_ZOO_H
#define TESTS_ZOO_H

#include <netinet/in.h>

#include "ip6.h"
#include "loaded.h"
#include "millis.h"
#include "parse.h"

/* A language with every kind of value: `animal NAME { ... };`, `cage { animal ...; };` */
struct animal {
	struct cf_node node;
	const char *name;
	bool tame;
	uint8_t legs;
	uint16_t teeth;
	uint64_t hairs;
	uint32_t life_s, sleep_s;
	nd_ms pulse_ms;
	int8_t rank;
	struct in6_addr home;
	struct ip6_prefix range;
	struct view mac, friends, names, tricks, call, dna, options;
	const char *food;
	char tag[8];
	unsigned finished;
};

struct cage {
	struct cf_node node;
	uint32_t size;
	struct animal **animals;
	uint32_t n_animals;
	struct cage **cages;
	uint32_t n_cages;
	unsigned finished;
};

/* A line of `guests { ADDR; !ADDR; };` and of `ranges { ADDR/LEN; };` */
struct guest {
	struct cf_node node;
	struct in6_addr addr;
	bool banned;
	unsigned finished;
};

struct range {
	struct cf_node node;
	struct ip6_prefix prefix;
};

struct zoo {
	struct cf_node node;
	uint32_t fee;
	uint8_t diet;
	const char *shop;
	struct cage **cages;
	uint32_t n_cages;
	struct animal **animals;
	uint32_t n_animals;
	struct animal **keepers;
	uint32_t n_keepers;
	struct guest **guests;
	uint32_t n_guests;
	struct range **ranges;
	uint32_t n_ranges;
	unsigned finished;
};

#define ANIMAL(member) FIELD_AT(struct animal, member)
#define PART(table) { .fields = (table), .n_fields = &(const unsigned){ ARRAY_LEN(table) } }

static const struct field animal_fields[] = {
	{ .name = "name", .kind = FIELD_STRING, .flags = FIELD_HEAD | FIELD_REQUIRED, ANIMAL(name) },
	{ .name = "tame", .keyword = "Tame", .kind = FIELD_BOOL, ANIMAL(tame), .def = 1 },
	{ .name = "legs", .keyword = "Legs", .kind = FIELD_UINT, ANIMAL(legs), .max = 255,
	  .def = 4 },
	{ .name = "teeth", .keyword = "Teeth", .kind = FIELD_UINT, ANIMAL(teeth), .min = 2,
	  .max = 999, .def = 32, .unit = "pieces" },
	{ .name = "hairs", .keyword = "Hairs", .kind = FIELD_UINT, ANIMAL(hairs),
	  .max = UINT64_C(9000000000000000000) },
	{ .name = "life", .keyword = "Life", .kind = FIELD_SECONDS, .flags = FIELD_INFINITY,
	  ANIMAL(life_s), .max = UINT32_MAX, .def = 60, .unit = "s" },
	{ .name = "sleep", .keyword = "Sleep", .kind = FIELD_SECONDS, ANIMAL(sleep_s),
	  .max = 86400, .unit = "s" },
	{ .name = "pulse", .keyword = "Pulse", .kind = FIELD_MILLIS, ANIMAL(pulse_ms), .min = 30,
	  .max = 65535000, .def = 1000, .unit = "s" },
	{ .name = "rank", .keyword = "Rank", .kind = FIELD_PREFERENCE, ANIMAL(rank) },
	{ .name = "home", .keyword = "Home", .kind = FIELD_ADDR, ANIMAL(home) },
	{ .name = "range", .keyword = "Range", .kind = FIELD_PREFIX, ANIMAL(range) },
	{ .name = "mac", .keyword = "Mac", .kind = FIELD_LLADDR, ANIMAL(mac) },
	{ .name = "friends", .keyword = "Friends", .kind = FIELD_ADDRS, ANIMAL(friends) },
	{ .name = "names", .keyword = "Names", .kind = FIELD_NAMES, ANIMAL(names) },
	{ .name = "tricks", .keyword = "Tricks", .kind = FIELD_WORDS, ANIMAL(tricks) },
	{ .name = "call", .keyword = "Call", .kind = FIELD_TEXT, ANIMAL(call) },
	{ .name = "dna", .keyword = "Dna", .kind = FIELD_OCTETS, ANIMAL(dna) },
	{ .name = "options", .keyword = "Options", .kind = FIELD_OPTIONS, ANIMAL(options) },
	{ .name = "food", .keyword = "Food", .kind = FIELD_STRING, ANIMAL(food) },
	{ .name = "tag", .keyword = "Tag", .kind = FIELD_CHARS, ANIMAL(tag) },
};

static const struct field cage_fields[] = {
	{ .name = "size", .keyword = "Size", .kind = FIELD_UINT, .flags = FIELD_REQUIRED,
	  FIELD_AT(struct cage, size), .max = 100 },
};

static const char *const zoo_diets[] = { "none", "plants", "meat", NULL };

static const struct field zoo_fields[] = {
	{ .name = "fee", .keyword = "Fee", .kind = FIELD_UINT, FIELD_AT(struct zoo, fee),
	  .max = 100, .def = 5 },
	{ .name = "diet", .keyword = "Diet", .kind = FIELD_CHOICE, FIELD_AT(struct zoo, diet),
	  .words = zoo_diets },
	{ .name = "shop", .keyword = "Shop", .kind = FIELD_STRING, .flags = FIELD_OR_OFF,
	  FIELD_AT(struct zoo, shop) },
};

static void finish_animal(const struct cf_ctx *c, void *block, void *parent)
{
	struct animal *a = block;

	(void)c;
	assert_non_null(parent);
	a->finished++;
}

static void finish_cage(const struct cf_ctx *c, void *block, void *parent)
{
	struct cage *cage = block;

	(void)c;
	(void)parent;
	for (uint32_t i = 0; i < cage->n_animals; i++)
		assert_int_equal(cage->animals[i]->finished, 1);
	cage->finished++;
}

static void finish_zoo(const struct cf_ctx *c, void *block, void *parent)
{
	struct zoo *zoo = block;

	(void)c;
	assert_null(parent);
	for (uint32_t i = 0; i < zoo->n_cages; i++)
		assert_int_equal(zoo->cages[i]->finished, 1);
	zoo->finished++;
}

static const char *const animal_ignored[] = { "Wings", NULL };

static const struct cf_block zoo_animal = {
	.keyword = "animal", .size = sizeof(struct animal), .parts = { PART(animal_fields) },
	.flags = CF_BRACES_OPTIONAL, .ignored = animal_ignored, .finish = finish_animal,
	.list_off = offsetof(struct zoo, animals), .count_off = offsetof(struct zoo, n_animals),
};

static const struct cf_block zoo_keeper = {
	.keyword = "keeper", .size = sizeof(struct animal), .parts = { PART(animal_fields) },
	.flags = CF_ONCE, .finish = finish_animal,
	.list_off = offsetof(struct zoo, keepers), .count_off = offsetof(struct zoo, n_keepers),
};

static const struct cf_block cage_animal = {
	.keyword = "animal", .size = sizeof(struct animal), .parts = { PART(animal_fields) },
	.flags = CF_BRACES_OPTIONAL, .finish = finish_animal,
	.list_off = offsetof(struct cage, animals), .count_off = offsetof(struct cage, n_animals),
};

extern const struct cf_block cage_cage;
static const struct cf_block *const cage_blocks[] = { &cage_animal, &cage_cage, NULL };

/* A cage within a cage, without end. */
const struct cf_block cage_cage = {
	.keyword = "box", .size = sizeof(struct cage), .finish = finish_cage,
	.blocks = cage_blocks,
	.list_off = offsetof(struct cage, cages), .count_off = offsetof(struct cage, n_cages),
};

static const struct cf_block zoo_cage = {
	.keyword = "cage", .size = sizeof(struct cage), .parts = { PART(cage_fields) },
	.blocks = cage_blocks, .finish = finish_cage,
	.list_off = offsetof(struct zoo, cages), .count_off = offsetof(struct zoo, n_cages),
};

static const struct field guest_fields[] = {
	{ .name = "addr", .kind = FIELD_ADDR, .flags = FIELD_HEAD, FIELD_AT(struct guest, addr) },
	{ .name = "banned", .kind = FIELD_BOOL, FIELD_AT(struct guest, banned), .max = 1 },
};

static const struct field range_fields[] = {
	{ .name = "prefix", .kind = FIELD_PREFIX, .flags = FIELD_HEAD,
	  FIELD_AT(struct range, prefix) },
};

static void finish_guest(const struct cf_ctx *c, void *block, void *parent)
{
	struct guest *g = block;

	(void)c;
	assert_ptr_equal(((struct cf_node *)parent)->block->keyword, NULL);
	g->finished++;
}

static const struct cf_block zoo_guests = {
	.keyword = "guests", .size = sizeof(struct guest), .parts = { PART(guest_fields) },
	.flags = CF_LIST, .finish = finish_guest,
	.list_off = offsetof(struct zoo, guests), .count_off = offsetof(struct zoo, n_guests),
};

static const struct cf_block zoo_ranges = {
	.keyword = "ranges", .size = sizeof(struct range), .parts = { PART(range_fields) },
	.flags = CF_LIST,
	.list_off = offsetof(struct zoo, ranges), .count_off = offsetof(struct zoo, n_ranges),
};

static const struct cf_block *const zoo_blocks[] = {
	&zoo_animal, &zoo_cage, &zoo_keeper, &zoo_guests, &zoo_ranges, NULL,
};

static const struct cf_block zoo_block = {
	.size = sizeof(struct zoo), .flags = CF_INCLUDES, .parts = { PART(zoo_fields) },
	.blocks = zoo_blocks,
	.finish = finish_zoo,
};

static inline struct zoo *load_octets(const char *octets, size_t len)
{
	struct cf_text text = { .text = octets, .len = len };
	struct cf_source source = memory_source(&text);

	return cf_load(&zoo_block, &CF_RADVD, &source, "zoo", &found);
}

static inline struct zoo *load_zoo(const char *text)
{
	return load_octets(text, strlen(text));
}

#endif
