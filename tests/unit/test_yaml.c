#include "support/yaml.h"
#include "tests/lib/unit.h"

#include <stdlib.h>
#include <string.h>

static char error[256];

static struct yaml *parse(const char *text)
{
	error[0] = '\0';
	return yaml_parse("t.yaml", text, strlen(text), error, sizeof(error));
}

static void refused(const char *text, const char *expected)
{
	struct yaml *yaml = parse(text);

	CU_ASSERT_PTR_NULL(yaml);
	CU_ASSERT_STRING_EQUAL(error, expected);
	yaml_free(yaml);
}

static void every_node_knows_where_it_stands(void)
{
	struct yaml *yaml =
		parse("name: failover\nnodes:\n  r1: { kind: bird }\n  c1: [a, 'b c']\n");
	const struct yaml_node *nodes;
	const struct yaml_node *r1;
	const struct yaml_node *c1;

	CU_ASSERT_PTR_NOT_NULL_FATAL(yaml);
	nodes = yaml_get(yaml_root(yaml), "nodes");
	r1 = yaml_get(nodes, "r1");
	c1 = yaml_get(nodes, "c1");
	CU_ASSERT_EQUAL(nodes->key->line, 2);
	CU_ASSERT_EQUAL(nodes->key->column, 1);
	CU_ASSERT_EQUAL(nodes->line, 3);
	CU_ASSERT_EQUAL(nodes->column, 3);
	CU_ASSERT_EQUAL(r1->kind, YAML_MAPPING);
	CU_ASSERT_EQUAL(r1->column, 7);
	CU_ASSERT_STRING_EQUAL(yaml_get(r1, "kind")->text, "bird");
	CU_ASSERT_EQUAL(yaml_get(r1, "kind")->column, 15);
	CU_ASSERT_EQUAL(c1->n, 2);
	CU_ASSERT_FALSE(c1->first->quoted);
	CU_ASSERT_TRUE(c1->first->next->quoted);
	CU_ASSERT_STRING_EQUAL(c1->first->next->text, "b c");
	CU_ASSERT_PTR_NULL(yaml_get(nodes, "r2"));
	yaml_free(yaml);
}

static void a_value_left_out_is_null(void)
{
	struct yaml *yaml = parse("a:\nb: ~\nc: 'null'\nd: null\n");

	CU_ASSERT_PTR_NOT_NULL_FATAL(yaml);
	CU_ASSERT_TRUE(yaml_is_null(yaml_get(yaml_root(yaml), "a")));
	CU_ASSERT_TRUE(yaml_is_null(yaml_get(yaml_root(yaml), "b")));
	CU_ASSERT_FALSE(yaml_is_null(yaml_get(yaml_root(yaml), "c")));
	CU_ASSERT_TRUE(yaml_is_null(yaml_get(yaml_root(yaml), "d")));
	CU_ASSERT_EQUAL(yaml_get(yaml_root(yaml), "a")->line, 1);
	yaml_free(yaml);
}

static void what_no_file_of_ours_needs_is_refused(void)
{
	refused("a: &x 1\n", "t.yaml:1:4: anchors (&name) are not accepted; write the value out");
	refused("a: *x\n", "t.yaml:1:4: aliases (*name) are not accepted; write the value out");
	refused("a: !!str 1\n", "t.yaml:1:4: tags (!name) are not accepted; remove it");
	refused("a: 1\n---\nb: 2\n", "t.yaml:2:1: a second document; keep one document a file");
	refused("a: 1\nb: 2\na: 3\n",
		"t.yaml:3:1: duplicate key \"a\", first on line 1; keep one of them");
	refused("a: \"x\\0y\"\n", "t.yaml:1:4: a NUL character inside a value; remove it");
	refused("a: \xff\n", "t.yaml:1:4: not UTF-8; save it as plain text");
	refused("[a]: 1\n",
		"t.yaml:1:1: a key must be a plain word; quote it if it starts with [ or {");
}

static void an_empty_file_is_an_error(void)
{
	refused("", "t.yaml:1:1: the file is empty; write something into it");
	refused("# only words\n", "t.yaml:1:1: the file is empty; write something into it");
	refused("---\n", "t.yaml:1:1: the file is empty; write something into it");
}

static void broken_syntax_is_placed(void)
{
	CU_ASSERT_PTR_NULL(parse("a: [1, 2\nb: 3\n"));
	CU_ASSERT_EQUAL(strncmp(error, "t.yaml:3:1: not YAML: ", 22), 0);
	CU_ASSERT_PTR_NULL(parse("a: 1\n b: 2\n"));
	CU_ASSERT_EQUAL(strncmp(error, "t.yaml:1:4: not YAML: ", 22), 0);
	CU_ASSERT_PTR_NULL(parse("a: \"x\n"));
	CU_ASSERT_PTR_NULL(parse("\tx: 1\n"));
}

static void a_nul_octet_is_placed(void)
{
	CU_ASSERT_PTR_NULL(yaml_parse("t.yaml", "a: 1\nb: \0\n", 10, error, sizeof(error)));
	CU_ASSERT_STRING_EQUAL(error, "t.yaml:2:4: a NUL octet; save it as plain text");
}

static void depth_and_size_are_limited(void)
{
	char deep[YAML_DEPTH_MAX + 2];
	char *large = calloc(1, YAML_SIZE_MAX + 2);

	memset(deep, '[', sizeof(deep));
	deep[sizeof(deep) - 1] = '\0';
	refused(deep, "t.yaml:1:33: nested deeper than 32 levels; make it flatter");
	CU_ASSERT_PTR_NOT_NULL_FATAL(large);
	if (large == NULL)
		return;
	memset(large, '[', YAML_SIZE_MAX + 1);
	refused(large, "t.yaml:1:1: larger than 1048576 octets; make the file smaller");
	large[YAML_SIZE_MAX] = '\0';
	refused(large, "t.yaml:1:33: nested deeper than 32 levels; make it flatter");
	memset(large, '\n', YAML_SIZE_MAX);
	for (size_t i = 0; i < YAML_SIZE_MAX; i += 2)
		large[i] = ',';
	large[0] = '[';
	CU_ASSERT_PTR_NULL(parse(large));
	free(large);
}

static void an_alias_bomb_costs_nothing(void)
{
	refused("a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n",
		"t.yaml:1:4: anchors (&name) are not accepted; write the value out");
}

static void errors_stay_on_one_line(void)
{
	CU_ASSERT_PTR_NULL(yaml_parse("a\nb\033[31m", "", 0, error, sizeof(error)));
	CU_ASSERT_STRING_EQUAL(error, "a?b?[31m:1:1: the file is empty; write something into it");
}

static void a_missing_file_says_so(void)
{
	CU_ASSERT_PTR_NULL(yaml_read("/nowhere/x.yaml", error, sizeof(error)));
	CU_ASSERT_STRING_EQUAL(error, "/nowhere/x.yaml:1:1: cannot be opened: No such file or "
				      "directory; check the path");
}

UNIT_SUITE(yaml, UNIT_TEST(every_node_knows_where_it_stands), UNIT_TEST(a_value_left_out_is_null),
	   UNIT_TEST(what_no_file_of_ours_needs_is_refused), UNIT_TEST(an_empty_file_is_an_error),
	   UNIT_TEST(broken_syntax_is_placed), UNIT_TEST(a_nul_octet_is_placed),
	   UNIT_TEST(depth_and_size_are_limited), UNIT_TEST(an_alias_bomb_costs_nothing),
	   UNIT_TEST(errors_stay_on_one_line), UNIT_TEST(a_missing_file_says_so))
