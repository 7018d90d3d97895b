#include "shell/address_message.h"
#include "tests/lib/unit.h"

#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>

#define PROTO 11 /* IFA_PROTO */

static struct nlattr *attributes[16];

/* The request for @text on device 7, its attributes in .attributes. */
static struct nl_msg *request(const char *text)
{
	struct prefix prefix;
	struct nl_msg *msg;

	CU_ASSERT_TRUE_FATAL(prefix_parse(text, &prefix));
	msg = address_message_new(7, &prefix);
	CU_ASSERT_PTR_NOT_NULL_FATAL(msg);
	CU_ASSERT_EQUAL_FATAL(
		nlmsg_parse(nlmsg_hdr(msg), sizeof(struct ifaddrmsg), attributes, 15, NULL), 0);
	return msg;
}

/* ADDR-11: replacing would take an operator's address over and remove it later. */
static void an_addition_is_exclusive(void)
{
	struct nl_msg *msg = request("203.0.113.10/32");

	CU_ASSERT_EQUAL(nlmsg_hdr(msg)->nlmsg_type, RTM_NEWADDR);
	CU_ASSERT_EQUAL(nlmsg_hdr(msg)->nlmsg_flags & (NLM_F_CREATE | NLM_F_EXCL | NLM_F_REPLACE),
			NLM_F_CREATE | NLM_F_EXCL);
	nlmsg_free(msg);
}

static void an_addition_is_marked_and_makes_no_route(void)
{
	struct nl_msg *msg = request("203.0.113.10/24");
	const struct ifaddrmsg *message = nlmsg_data(nlmsg_hdr(msg));

	CU_ASSERT_EQUAL(message->ifa_index, 7);
	CU_ASSERT_EQUAL(message->ifa_prefixlen, 24);
	CU_ASSERT_EQUAL(message->ifa_scope, RT_SCOPE_HOST);
	CU_ASSERT_PTR_NOT_NULL_FATAL(attributes[PROTO]);
	CU_ASSERT_EQUAL(nla_get_u8(attributes[PROTO]), 0xa7);
	CU_ASSERT_PTR_NOT_NULL_FATAL(attributes[IFA_FLAGS]);
	CU_ASSERT_EQUAL(nla_get_u32(attributes[IFA_FLAGS]), IFA_F_NODAD | IFA_F_NOPREFIXROUTE);
	CU_ASSERT_PTR_NULL(attributes[IFA_CACHEINFO]);
	nlmsg_free(msg);
}

static void an_ipv6_address_is_no_preferred_source_and_waits_for_no_dad(void)
{
	struct nl_msg *msg = request("2001:db8:a::10/128");
	const struct ifa_cacheinfo *lifetime;

	CU_ASSERT_PTR_NOT_NULL_FATAL(attributes[IFA_FLAGS]);
	CU_ASSERT_EQUAL(nla_get_u32(attributes[IFA_FLAGS]), IFA_F_NODAD | IFA_F_NOPREFIXROUTE);
	CU_ASSERT_PTR_NOT_NULL_FATAL(attributes[IFA_CACHEINFO]);
	lifetime = nla_data(attributes[IFA_CACHEINFO]);
	CU_ASSERT_EQUAL(lifetime->ifa_prefered, 0);
	CU_ASSERT_EQUAL(lifetime->ifa_valid, UINT32_MAX);
	nlmsg_free(msg);
}

UNIT_SUITE(address_message, UNIT_TEST(an_addition_is_exclusive),
	   UNIT_TEST(an_addition_is_marked_and_makes_no_route),
	   UNIT_TEST(an_ipv6_address_is_no_preferred_source_and_waits_for_no_dad))
