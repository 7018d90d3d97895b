#include "shell/event_queue.h"
#include "tests/lib/unit.h"

#include <stdlib.h>
#include <string.h>

static void events_come_out_as_they_went_in(void)
{
	struct event_queue queue;

	event_queue_init(&queue);
	for (uint32_t id = 1; id <= 3; id++) {
		const struct io_event event = {.kind = IO_EVENT_SENT, .id = id};

		event_queue_push(&queue, &event);
	}
	for (uint32_t id = 1; id <= 3; id++) {
		struct queued_event *queued = event_queue_pop(&queue);

		CU_ASSERT_PTR_NOT_NULL_FATAL(queued);
		CU_ASSERT_EQUAL(queued_event(queued)->id, id);
		free(queued);
	}
	CU_ASSERT_PTR_NULL(event_queue_pop(&queue));
}

static void a_list_of_addresses_outlives_its_maker(void)
{
	struct io_address list[2] = {{.ours = true}, {.usable = true}};
	struct io_event event = {.kind = IO_EVENT_ADDRESSES};
	struct event_queue queue;
	struct queued_event *queued;

	event.addresses.list = list;
	event.addresses.n = 2;
	event_queue_init(&queue);
	event_queue_push(&queue, &event);
	memset(list, 0, sizeof(list));
	queued = event_queue_pop(&queue);
	CU_ASSERT_PTR_NOT_NULL_FATAL(queued);
	CU_ASSERT_TRUE(queued_event(queued)->addresses.list[0].ours);
	CU_ASSERT_TRUE(queued_event(queued)->addresses.list[1].usable);
	free(queued);
}

static void what_is_left_is_freed(void)
{
	const struct io_event event = {.kind = IO_EVENT_STOP};
	struct event_queue queue;

	event_queue_init(&queue);
	event_queue_push(&queue, &event);
	event_queue_push(&queue, &event);
	event_queue_close(&queue);
	CU_ASSERT_PTR_NULL(event_queue_pop(&queue));
}

UNIT_SUITE(event_queue, UNIT_TEST(events_come_out_as_they_went_in),
	   UNIT_TEST(a_list_of_addresses_outlives_its_maker), UNIT_TEST(what_is_left_is_freed))
