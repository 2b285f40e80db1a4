/* SPDX-License-Identifier: ISC */
/* The form of the programs. What they accept is shown by the kernel, in tests/lab/icmp6. */
#include "filter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

static unsigned build(enum filter_kind kind, struct sock_filter insn[FILTER_MAX])
{
	unsigned n = filter_build(kind, insn);

	print_message("# %u instructions\n", n);
	return n;
}

static void check_jumps(enum filter_kind kind)
{
	struct sock_filter insn[FILTER_MAX];
	unsigned n = build(kind, insn);

	assert_in_range(n, 10, FILTER_MAX);
	for (unsigned i = 0; i < n; i++) {
		if (BPF_CLASS(insn[i].code) != BPF_JMP)
			continue;
		if (BPF_OP(insn[i].code) == BPF_JA) {
			assert_true(insn[i].k < n - i - 1);
		} else {
			assert_true(insn[i].jt < n - i - 1);
			assert_true(insn[i].jf < n - i - 1);
			assert_true(insn[i].jt || insn[i].jf);	/* a test that decides nothing */
		}
	}
	assert_int_equal(BPF_CLASS(insn[n - 1].code), BPF_RET);
}

static void all_jumps_lead_forward_into_the_program(void **state)
{
	(void)state;
	check_jumps(FILTER_RA);
	check_jumps(FILTER_NS_NA);
}

/* However the tests turn out: nothing in it is dead. */
static void each_instruction_can_be_reached(void **state)
{
	struct sock_filter insn[FILTER_MAX];
	bool reached[FILTER_MAX] = { true };

	(void)state;
	for (int kind = FILTER_RA; kind <= FILTER_NS_NA; kind++) {
		unsigned n = build((enum filter_kind)kind, insn);

		for (unsigned i = 1; i < FILTER_MAX; i++)
			reached[i] = false;
		for (unsigned i = 0; i < n; i++) {
			assert_true(reached[i]);
			if (BPF_CLASS(insn[i].code) == BPF_RET)
				continue;
			if (BPF_CLASS(insn[i].code) != BPF_JMP)
				reached[i + 1] = true;
			else if (BPF_OP(insn[i].code) == BPF_JA)
				reached[i + 1 + insn[i].k] = true;
			else
				reached[i + 1 + insn[i].jt] = reached[i + 1 + insn[i].jf] = true;
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_jumps_lead_forward_into_the_program),
		cmocka_unit_test(each_instruction_can_be_reached),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
