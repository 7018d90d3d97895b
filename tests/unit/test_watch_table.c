#include "anycast/ip.h"
#include "sim/netns/watch_table.h"
#include "tests/lib/unit.h"

#include <stdio.h>
#include <string.h>

static char told[256];

static void link_changed(void *arg, const struct watch_link *link, bool removed)
{
	size_t n = strlen(told);

	(void)arg;
	snprintf(told + n, sizeof(told) - n, "%s:%s ", link->device,
		 removed ? "removed" : (link->up ? "up" : "down"));
}

static void address_changed(void *arg, const struct watch_address *address, bool present)
{
	char text[PREFIX_TEXT_SIZE];
	size_t n = strlen(told);

	(void)arg;
	snprintf(told + n, sizeof(told) - n, "%s@%d:%s ", prefix_format(&address->prefix, text),
		 address->ifindex, present ? (address->usable ? "usable" : "tentative") : "gone");
}

static struct watch_table begin(void)
{
	told[0] = '\0';
	return (struct watch_table){.link_changed = link_changed,
				    .address_changed = address_changed};
}

static void end(struct watch_table *table, const char *expected)
{
	CU_ASSERT_STRING_EQUAL(told, expected);
	watch_table_close(table);
}

static struct watch_address address(int ifindex, const char *text, bool usable)
{
	struct watch_address out = {.ifindex = ifindex, .usable = usable};

	prefix_parse(text, &out.prefix);
	return out;
}

static void repeated_notices_of_a_link_tell_nothing(void)
{
	struct watch_table table = begin();

	watch_link_take(&table, &(struct watch_link){.ifindex = 5, .device = "eth1", .up = true});
	watch_link_take(&table, &(struct watch_link){.ifindex = 5, .device = "eth1", .up = true});
	watch_link_take(&table, &(struct watch_link){.ifindex = 5, .device = "eth1"});
	watch_link_drop(&table, 5);
	watch_link_drop(&table, 5);
	end(&table, "eth1:up eth1:down eth1:removed ");
}

static void same_address_on_two_devices_is_two(void)
{
	struct watch_table table = begin();
	const struct watch_address on_lo = address(1, "203.0.113.10/32", true);
	const struct watch_address on_eth = address(5, "203.0.113.10/32", true);

	watch_address_take(&table, &on_lo);
	watch_address_take(&table, &on_eth);
	watch_address_drop(&table, &on_lo);
	watch_address_drop(&table, &on_lo);
	end(&table, "203.0.113.10/32@1:usable 203.0.113.10/32@5:usable 203.0.113.10/32@1:gone ");
}

static void address_becomes_usable_when_dad_is_over(void)
{
	struct watch_table table = begin();
	const struct watch_address before = address(5, "2001:db8:a::10/128", false);
	const struct watch_address after = address(5, "2001:db8:a::10/128", true);

	watch_address_take(&table, &before);
	watch_address_take(&table, &before);
	watch_address_take(&table, &after);
	end(&table, "2001:db8:a::10/128@5:tentative 2001:db8:a::10/128@5:usable ");
}

static void dump_finds_what_is_missing(void)
{
	struct watch_table table = begin();
	const struct watch_address a = address(1, "192.0.2.1/32", true);
	const struct watch_address b = address(1, "192.0.2.2/32", true);
	const struct watch_link lo = {.ifindex = 1, .device = "lo", .up = true};

	watch_link_take(&table, &lo);
	watch_link_take(&table, &(struct watch_link){.ifindex = 5, .device = "eth1"});
	watch_address_take(&table, &a);
	watch_address_take(&table, &b);
	told[0] = '\0';
	watch_table_dump(&table);
	watch_link_take(&table, &lo);
	watch_links_dumped(&table);
	watch_address_take(&table, &b);
	watch_addresses_dumped(&table);
	end(&table, "eth1:removed 192.0.2.1/32@1:gone ");
}

UNIT_SUITE(watch_table, UNIT_TEST(repeated_notices_of_a_link_tell_nothing),
	   UNIT_TEST(same_address_on_two_devices_is_two),
	   UNIT_TEST(address_becomes_usable_when_dad_is_over),
	   UNIT_TEST(dump_finds_what_is_missing))
