#include "sim/topo/render_bird.h"
#include "sim/topo/render_hosts.h"
#include "sim/topo/render_node.h"
#include "sim/topo/topo.h"
#include "tests/lib/unit.h"

#include <stdlib.h>
#include <string.h>

/* Rendered files against those in tests/unit/golden, all made of lab.yaml there. To renew one after
 * a change that is meant: UNIT_GOLDEN=write build/run/unit render, then read the diff. */

#define GOLDEN    "tests/unit/golden/"
#define TEXT_SIZE 16384

static struct topo *lab(void)
{
	char error[256];
	struct topo *topo = topo_load(GOLDEN "lab.yaml", error, sizeof(error));

	if (topo == NULL)
		printf("# %s\n", error);
	CU_ASSERT_PTR_NOT_NULL_FATAL(topo);
	return topo;
}

static void same_as(const char *golden, const char *text)
{
	char expected[TEXT_SIZE] = "";
	bool write = getenv("UNIT_GOLDEN") != NULL;
	FILE *file = fopen(golden, write ? "w" : "r");
	size_t n;

	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	if (write) {
		fputs(text, file);
		fclose(file);
		return;
	}
	n = fread(expected, 1, sizeof(expected) - 1, file);
	fclose(file);
	expected[n] = '\0';
	CU_ASSERT_STRING_EQUAL(text, expected);
	if (strcmp(text, expected) != 0)
		printf("# %s is not what was rendered:\n%s", golden, text);
}

static void bird_renders(const char *node, const char *golden)
{
	struct topo *topo = lab();
	char *text = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&text, &n);

	render_bird(topo, topo_node_named(topo, node), out);
	fclose(out);
	same_as(golden, text);
	free(text);
	topo_free(topo);
}

static void node_renders(const char *node, const char *golden)
{
	struct topo *topo = lab();
	char folder[64];
	char *text = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&text, &n);

	snprintf(folder, sizeof(folder), "/run/anycast-lab/%s", node);
	render_node(topo, topo_node_named(topo, node), folder, out);
	fclose(out);
	same_as(golden, text);
	free(text);
	topo_free(topo);
}

static void a_router_takes_routes_from_caches_and_exchanges_them_with_routers(void)
{
	bird_renders("r1", GOLDEN "r1.bird.conf");
}

static void a_router_with_one_cache(void)
{
	bird_renders("r2", GOLDEN "r2.bird.conf");
}

static void a_cache_on_a_lan_is_told_of_its_router(void)
{
	node_renders("c1", GOLDEN "c1.yaml");
}

static void an_announcer_in_mode_off(void)
{
	node_renders("c2", GOLDEN "c2.yaml");
}

static void every_address_has_a_name(void)
{
	struct topo *topo = lab();
	char *text = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&text, &n);

	render_hosts(topo, out);
	fclose(out);
	same_as(GOLDEN "hosts", text);
	free(text);
	topo_free(topo);
}

UNIT_SUITE(render, UNIT_TEST(a_router_takes_routes_from_caches_and_exchanges_them_with_routers),
	   UNIT_TEST(a_router_with_one_cache), UNIT_TEST(a_cache_on_a_lan_is_told_of_its_router),
	   UNIT_TEST(an_announcer_in_mode_off), UNIT_TEST(every_address_has_a_name))
