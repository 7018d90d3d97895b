#include "core/bgp_fsm.h"
#include "tests/lib/unit.h"

#include <stdio.h>
#include <string.h>

#define GOLDEN "tests/unit/golden/bgp_fsm.txt"

/* "State Event -> State: task task(code/subcode)"; a fault event brings 9/9. */
static void describe(enum bgp_state state, enum bgp_event event, char *out, size_t size)
{
	struct bgp_fsm fsm = {state, 3};
	struct bgp_plan plan;
	size_t n;

	bgp_fsm_step(&fsm, event, (enum bgp_fault)0x0909, &plan);
	n = (size_t)snprintf(out, size, "%-11s %-25s -> %-11s failures %s:", bgp_state_name(state),
			     bgp_event_name(event), bgp_state_name(fsm.state),
			     fsm.n_failures == 0   ? "=0"
			     : fsm.n_failures == 3 ? "  "
						   : "+1");
	for (size_t i = 0; i < plan.n; i++) {
		n += (size_t)snprintf(out + n, size - n, " %s", bgp_task_name(plan.at[i]));
		if (plan.at[i] == BGP_TASK_NOTIFY)
			n += (size_t)snprintf(out + n, size - n, "(%d/%d)", plan.fault >> 8,
					      plan.fault & 0xff);
	}
	snprintf(out + n, size - n, "\n");
}

static void check_line(enum bgp_state state, enum bgp_event event, FILE *golden)
{
	char expected[256] = "";
	char line[256];

	describe(state, event, line, sizeof(line));
	if (fgets(expected, sizeof(expected), golden) == NULL)
		expected[0] = '\0';
	CU_ASSERT_STRING_EQUAL(line, expected);
	if (strcmp(line, expected) != 0)
		printf("# %s# is not what %s has: %s\n", line, GOLDEN, expected);
}

/* FSM-01 to -05, -07, -09, -14, TCP-03, TCP-07, TCP-08: the whole table, line by line. */
static void every_state_and_event_does_what_the_table_says(void)
{
	FILE *golden = fopen(GOLDEN, "r");

	if (golden == NULL) {
		CU_FAIL("no golden file");
		return;
	}
	for (int state = 0; state < BGP_STATES; state++) {
		for (int event = 0; event < BGP_EVENTS; event++)
			check_line((enum bgp_state)state, (enum bgp_event)event, golden);
	}
	CU_ASSERT_EQUAL(fgetc(golden), EOF);
	fclose(golden);
}

UNIT_SUITE(bgp_fsm, UNIT_TEST(every_state_and_event_does_what_the_table_says))
