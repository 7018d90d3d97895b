#include "sim/netns/load_http.h"
#include "tests/lib/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool url_is(const char *text, const char *expected)
{
	struct load_url url;
	char parts[1024];

	if (!load_url_parse(text, &url))
		return strcmp(expected, "bad") == 0;
	snprintf(parts, sizeof(parts), "%s %s %s", url.host, url.port, url.path);
	return strcmp(parts, expected) == 0;
}

static void url_has_host_port_and_path(void)
{
	CU_ASSERT(url_is("https://a.example.org:8443/x/y?z", "a.example.org 8443 /x/y?z"));
	CU_ASSERT(url_is("https://a.example.org", "a.example.org 443 /"));
	CU_ASSERT(url_is("https://a.example.org?q", "a.example.org 443 /?q"));
	CU_ASSERT(url_is("https://[2001:db8::1]:8443/", "2001:db8::1 8443 /"));
	CU_ASSERT(url_is("https://[2001:db8::1]", "2001:db8::1 443 /"));
}

static void other_urls_are_refused(void)
{
	CU_ASSERT(url_is("http://a.example.org/", "bad"));
	CU_ASSERT(url_is("https:///", "bad"));
	CU_ASSERT(url_is("https://a.example.org:/", "bad"));
	CU_ASSERT(url_is("https://a.example.org:84x/", "bad"));
	CU_ASSERT(url_is("https://a.example.org:1234567/", "bad"));
	CU_ASSERT(url_is("https://[2001:db8::1/", "bad"));
	CU_ASSERT(url_is("https://[2001:db8::1]x/", "bad"));
	CU_ASSERT(url_is("https://a.example.org/\r\nHost: b", "bad"));
	CU_ASSERT(url_is("https://a/]:1", "a 443 /]:1"));
	CU_ASSERT(url_is("https://[a/]:1", "bad"));
}

static enum load_head_state head(const char *text, struct load_head *out)
{
	return load_head_parse((struct bytes){(const uint8_t *)text, strlen(text)}, out);
}

static void head_tells_status_and_length(void)
{
	struct load_head out;

	CU_ASSERT_EQUAL(
		head("HTTP/1.1 200 OK\r\nServer: x\r\ncontent-length:  6\r\n\r\nhello\n", &out),
		LOAD_HEAD_WHOLE);
	CU_ASSERT_EQUAL(out.status, 200);
	CU_ASSERT_EQUAL(out.length, 6);
	CU_ASSERT_EQUAL(out.n, 50);
	CU_ASSERT_EQUAL(head("HTTP/1.0 403 \r\n\r\n", &out), LOAD_HEAD_WHOLE);
	CU_ASSERT_EQUAL(out.status, 403);
	CU_ASSERT_EQUAL(out.length, -1);
}

static void every_cut_head_asks_for_more(void)
{
	static const char whole[] = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n";
	struct load_head out;

	for (size_t n = 0; n < sizeof(whole) - 1; n++) {
		uint8_t *cut = malloc(n + 1);

		memcpy(cut, whole, n);
		CU_ASSERT_EQUAL(load_head_parse((struct bytes){cut, n}, &out), LOAD_HEAD_MORE);
		free(cut);
	}
}

static void bad_heads_are_refused(void)
{
	static uint8_t endless[LOAD_HEAD_MAX];
	struct load_head out;

	CU_ASSERT_EQUAL(head("\r\n\r\n", &out), LOAD_HEAD_BAD);
	CU_ASSERT_EQUAL(head("HTTP/1.\r\n\r\n", &out), LOAD_HEAD_BAD);
	CU_ASSERT_EQUAL(head("HTTP/1.1 2000\r\n\r\n", &out), LOAD_HEAD_BAD);
	CU_ASSERT_EQUAL(head("HTTP/1.1 099 x\r\n\r\n", &out), LOAD_HEAD_BAD);
	CU_ASSERT_EQUAL(head("SSH-2.0-x\r\n\r\n", &out), LOAD_HEAD_BAD);
	CU_ASSERT_EQUAL(head("HTTP/1.1 200 x\r\nContent-Length: -1\r\n\r\n", &out), LOAD_HEAD_BAD);
	CU_ASSERT_EQUAL(head("HTTP/1.1 200 x\r\nContent-Length: 9999999999999999\r\n\r\n", &out),
			LOAD_HEAD_BAD);
	memset(endless, 'x', sizeof(endless));
	CU_ASSERT_EQUAL(load_head_parse((struct bytes){endless, sizeof(endless)}, &out),
			LOAD_HEAD_BAD);
}

UNIT_SUITE(load_http, UNIT_TEST(url_has_host_port_and_path), UNIT_TEST(other_urls_are_refused),
	   UNIT_TEST(head_tells_status_and_length), UNIT_TEST(every_cut_head_asks_for_more),
	   UNIT_TEST(bad_heads_are_refused))
