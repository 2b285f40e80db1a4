/* SPDX-License-Identifier: ISC */
/* Initial and periodic multicast advertisements, RFC 4861 s. 6.2.4. */
#include "world.h"

static void three_quick_advertisements_come_first(void **state)
{
	struct world *w = world_new("interface eth0 { AdvSendAdvert on; };", 1000, 1);

	(void)state;
	world_up(w, 1, "eth0");
	world_run(w, 60 * ND_SECOND);
	assert_true(world_multicast(w, 1, 0)->at <= 2000);			/* */
	assert_int_equal(world_multicast(w, 1, 1)->at - world_multicast(w, 1, 0)->at, 16000);
	assert_int_equal(world_multicast(w, 1, 2)->at - world_multicast(w, 1, 1)->at, 16000);
	assert_int_equal(world_multicasts(w, 1), 3);				/* */
	world_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(three_quick_advertisements_come_first),
	};

	return cmocka_run_group_tests_name("periodic", tests, NULL, NULL);
}
