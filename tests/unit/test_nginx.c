#include "support/nginx.h"
#include "tests/lib/unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const uint16_t ports[] = {443, 8443};

static struct nginx_options options(void)
{
	return (struct nginx_options){
		.folder = "/run/c1",
		.ports = ports,
		.n_ports = 2,
		.certificate = "/run/c1/cert.pem",
		.key = "/run/c1/key.pem",
		.answer = "c1",
	};
}

static int render(const struct nginx_options *given, char **text)
{
	size_t n;
	FILE *out = open_memstream(text, &n);
	int err = nginx_render(given, out);

	fclose(out);
	return err;
}

static void every_port_is_served_on_both_families(void)
{
	struct nginx_options given = options();
	char *text;

	CU_ASSERT_EQUAL(render(&given, &text), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "listen 443 ssl;\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "listen [::]:8443 ssl ipv6only=on;\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "ssl_certificate_key \"/run/c1/key.pem\";\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "return 200 \"c1\n\";\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "pid \"/run/c1/nginx.pid\";\n"));
	free(text);
}

static void a_root_folder_takes_the_place_of_the_answer(void)
{
	struct nginx_options given = options();
	char *text;

	given.root = "/srv/data";
	given.no_v6 = true;
	CU_ASSERT_EQUAL(render(&given, &text), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "root \"/srv/data\";\n"));
	CU_ASSERT_PTR_NULL(strstr(text, "return 200"));
	CU_ASSERT_PTR_NULL(strstr(text, "[::]"));
	free(text);
}

static void hostile_text_never_becomes_a_directive(void)
{
	static const char *const bad[] = {"a\"; load_module x; \"", "a\nb", "$host", "a\\"};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct nginx_options given = options();
		char *text;

		given.answer = bad[i];
		CU_ASSERT_EQUAL(render(&given, &text), -EINVAL);
		free(text);
	}
}

UNIT_SUITE(nginx, UNIT_TEST(every_port_is_served_on_both_families),
	   UNIT_TEST(a_root_folder_takes_the_place_of_the_answer),
	   UNIT_TEST(hostile_text_never_becomes_a_directive))
