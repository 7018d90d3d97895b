#include "shell/url.h"
#include "tests/lib/unit.h"

static void host_is(const char *url, const char *host)
{
	char out[32] = "";

	CU_ASSERT_TRUE(url_host(url, out, sizeof(out)));
	CU_ASSERT_STRING_EQUAL(out, host);
}

static void the_host_is_found_in_every_dress(void)
{
	host_is("https://c1.example.org:8443/a:b", "c1.example.org");
	host_is("https://user:pw@c1.example.org", "c1.example.org");
	host_is("https://[2001:db8::1]:8443", "2001:db8::1");
	host_is("https://[2001:db8::1]", "2001:db8::1");
	host_is("192.0.2.1:443", "192.0.2.1");
}

static void no_host_is_told(void)
{
	char out[8];

	CU_ASSERT_FALSE(url_host("", out, sizeof(out)));
	CU_ASSERT_FALSE(url_host("https://", out, sizeof(out)));
	CU_ASSERT_FALSE(url_host("https://[]", out, sizeof(out)));
	CU_ASSERT_FALSE(url_host("https://:1", out, sizeof(out)));
	CU_ASSERT_FALSE(url_host("https://eightchr", out, sizeof(out)));
}

static void the_port_is_given_or_not_or_wrong(void)
{
	CU_ASSERT_EQUAL(url_port("https://c1.example.org:8443/a", 443), 8443);
	CU_ASSERT_EQUAL(url_port("https://[2001:db8::1]:8444", 443), 8444);
	CU_ASSERT_EQUAL(url_port("https://c1.example.org/a:1", 443), 443);
	CU_ASSERT_EQUAL(url_port("https://c1.example.org:", 443), 443);
	CU_ASSERT_EQUAL(url_port("https://c1.example.org:0", 443), 0);
	CU_ASSERT_EQUAL(url_port("https://c1.example.org:65536", 443), 0);
	CU_ASSERT_EQUAL(url_port("https://c1.example.org:80x", 443), 0);
	CU_ASSERT_EQUAL(url_port("https://[2001:db8::1]8443", 443), 0);
}

UNIT_SUITE(url, UNIT_TEST(the_host_is_found_in_every_dress), UNIT_TEST(no_host_is_told),
	   UNIT_TEST(the_port_is_given_or_not_or_wrong))
