#include "anycast/wire.h"
#include "tests/lib/unit.h"

#include <string.h>

static const uint8_t octets[] = {0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0xff};

static void numbers_are_read_in_network_order(void)
{
	struct reader reader = reader_of((struct bytes){octets, sizeof(octets)});

	CU_ASSERT_EQUAL(reader_u8(&reader), 0x01);
	CU_ASSERT_EQUAL(reader_u16(&reader), 0x0203);
	CU_ASSERT_EQUAL(reader_u32(&reader), 0x04050607);
	CU_ASSERT_EQUAL(reader.n, 1);
	CU_ASSERT_FALSE(reader.failed);
}

static void a_failed_reader_gives_nothing_more(void)
{
	struct reader reader = reader_of((struct bytes){octets, 3});

	CU_ASSERT_EQUAL(reader_u32(&reader), 0);
	CU_ASSERT_TRUE(reader.failed);
	CU_ASSERT_EQUAL(reader_u8(&reader), 0);
	CU_ASSERT_EQUAL(reader_bytes(&reader, 1).n, 0);
	CU_ASSERT_TRUE(reader_sub(&reader, 0).failed);
}

static void a_sub_reader_ends_where_its_length_says(void)
{
	struct reader reader = reader_of((struct bytes){octets, sizeof(octets)});
	struct reader sub = reader_sub(&reader, 2);

	CU_ASSERT_EQUAL(reader_u16(&sub), 0x0102);
	CU_ASSERT_EQUAL(reader_u8(&sub), 0);
	CU_ASSERT_TRUE(sub.failed);
	CU_ASSERT_EQUAL(reader_u8(&reader), 0x03);
	sub = reader_sub(&reader, 6);
	CU_ASSERT_TRUE(sub.failed);
	CU_ASSERT_TRUE(reader.failed);
}

static void an_empty_reader_takes_no_octets_without_failing(void)
{
	struct reader reader = reader_of((struct bytes){NULL, 0});

	CU_ASSERT_EQUAL(reader_bytes(&reader, 0).n, 0);
	CU_ASSERT_FALSE(reader.failed);
	CU_ASSERT_EQUAL(reader_u16(&reader), 0);
	CU_ASSERT_TRUE(reader.failed);
}

static void numbers_are_written_in_network_order(void)
{
	static const uint8_t expected[] = {0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x03, 0x04};
	uint8_t memory[9];
	struct writer writer = writer_of(memory, sizeof(memory));

	writer_u8(&writer, 0x01);
	writer_u16(&writer, 0x0203);
	writer_u32(&writer, 0x04050607);
	writer_bytes(&writer, (struct bytes){octets + 2, 2});
	CU_ASSERT_FALSE(writer.failed);
	CU_ASSERT_EQUAL(writer_room(&writer), 0);
	CU_ASSERT_EQUAL(memcmp(memory, expected, sizeof(expected)), 0);
}

static void a_full_writer_writes_nothing_and_stays_failed(void)
{
	uint8_t memory[4] = {0xaa, 0xaa, 0xaa, 0xaa};
	struct writer writer = writer_of(memory, 3);

	writer_u16(&writer, 0);
	writer_u16(&writer, 0x5555);
	CU_ASSERT_TRUE(writer.failed);
	writer_u8(&writer, 0x55);
	writer_patch_u8(&writer, 0, 0x55);
	writer_patch_u16(&writer, 0, 0x5555);
	CU_ASSERT_EQUAL(writer.n, 2);
	CU_ASSERT_EQUAL(memory[0], 0);
	CU_ASSERT_EQUAL(memory[2], 0xaa);
	CU_ASSERT_EQUAL(memory[3], 0xaa);
}

static void lengths_are_patched_afterwards(void)
{
	static const uint8_t expected[] = {0x00, 0x03, 0x07, 0x09};
	uint8_t memory[4];
	struct writer writer = writer_of(memory, sizeof(memory));

	writer_u16(&writer, 0);
	writer_fill(&writer, 0x09, 2);
	writer_patch_u16(&writer, 0, 3);
	writer_patch_u8(&writer, 2, 7);
	CU_ASSERT_EQUAL(memcmp(memory, expected, sizeof(expected)), 0);
}

UNIT_SUITE(wire, UNIT_TEST(numbers_are_read_in_network_order),
	   UNIT_TEST(a_failed_reader_gives_nothing_more),
	   UNIT_TEST(a_sub_reader_ends_where_its_length_says),
	   UNIT_TEST(an_empty_reader_takes_no_octets_without_failing),
	   UNIT_TEST(numbers_are_written_in_network_order),
	   UNIT_TEST(a_full_writer_writes_nothing_and_stays_failed),
	   UNIT_TEST(lengths_are_patched_afterwards))
