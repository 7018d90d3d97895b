#include "sim/topo/name.h"
#include "sim/topo/parse.h"
#include "support/scalar.h"

#include <stdlib.h>
#include <string.h>

/* `scenario:` - steps, one after the other. */

#define STEPS_MAX   1024
#define EXPECTS_MAX 64
#define RATE_MAX    10000

static bool load_rate(struct parse *p, const struct yaml_node *node, double *out)
{
	if (!parse_scalar(p, node))
		return false;
	if (!scalar_rate(node->text, out))
		return parse_fail(p, node,
				  "rate is a number of requests with its unit, as 200/s, "
				  "not \"%.64s\"",
				  node->text);
	return (*out > 0 && *out <= RATE_MAX) ||
	       parse_fail(p, node, "rate must be above 0 and at most %d/s", RATE_MAX);
}

static bool load(struct parse *p, const struct yaml_node *node, struct topo_load *out)
{
	static const char *const keys[] = {"client", "rate", "stop"};
	const struct yaml_node *client = yaml_get(node, "client");
	const struct yaml_node *rate = yaml_get(node, "rate");
	const struct yaml_node *stop = yaml_get(node, "stop");

	if (!parse_keys(p, node, "load", PARSE_WORDS(keys)))
		return false;
	if (client == NULL || (rate == NULL) == (stop == NULL))
		return parse_fail(p, node,
				  "load needs a client and either a rate or stop, as "
				  "{ client: u1, rate: 200/s }");
	out->place = parse_place(p, node);
	if (!parse_node(p, client, &out->client))
		return false;
	if (p->topo->nodes[out->client].kind != TOPO_KIND_CLIENT)
		return parse_fail(p, client, "%s is a %s; name a node of kind client", client->text,
				  topo_kind_name(p->topo->nodes[out->client].kind));
	if (p->topo->service.n_addresses == 0)
		return parse_fail(p, node,
				  "there is nothing to ask for: add anycast: with "
				  "addresses to the file");
	if (rate != NULL)
		return load_rate(p, rate, &out->rate);
	if (!parse_bool(p, stop, &out->stop))
		return false;
	return out->stop || parse_fail(p, stop, "stop is true or left out");
}

static bool expects(struct parse *p, const struct yaml_node *node, struct topo_step *out)
{
	struct parse_entries entries = parse_entries(node);
	size_t n = entries.is_list ? node->n : 1;

	if (n == 0 || n > EXPECTS_MAX)
		return parse_fail(p, node, "expect is one expectation or a list of 1 to %d",
				  EXPECTS_MAX);
	out->expects = arena_alloc(p->arena, n * sizeof(*out->expects));
	for (const struct yaml_node *e = entries.first; e != NULL; e = parse_next(&entries, e)) {
		if (!parse_expect(p, e, &out->expects[out->n_expects++]))
			return false;
	}
	return true;
}

static bool make_name(struct parse *p, struct topo_step *out)
{
	char *text = NULL;
	size_t n = 0;
	FILE *stream = open_memstream(&text, &n);

	if (stream == NULL)
		abort();
	name_step(p->topo, out, stream);
	fclose(stream);
	out->name = arena_text(p->arena, text, n);
	free(text);
	return true;
}

static bool step_name(struct parse *p, const struct yaml_node *node, struct topo_step *out)
{
	char *name;

	if (node == NULL)
		return make_name(p, out);
	if (!parse_scalar(p, node))
		return false;
	if (node->text[0] == '\0' || strlen(node->text) > 200)
		return parse_fail(p, node, "a step's name has 1 to 200 characters");
	name = arena_text(p->arena, node->text, strlen(node->text));
	yaml_oneline(name);
	out->name = name;
	return true;
}

static bool step(struct parse *p, const struct yaml_node *node, struct topo_step *out)
{
	static const char *const keys[] = {"name", "after", "fault", "load", "expect"};
	const struct yaml_node *value;

	out->place = parse_place(p, node);
	out->load.client = TOPO_NONE;
	out->fault = (struct topo_fault){
		.node = TOPO_NONE, .peer = TOPO_NONE, .link = TOPO_NONE, .toward = TOPO_NONE};
	if (!parse_keys(p, node, "a step", PARSE_WORDS(keys)))
		return false;
	if (yaml_get(node, "after") == NULL && yaml_get(node, "fault") == NULL &&
	    yaml_get(node, "load") == NULL && yaml_get(node, "expect") == NULL)
		return parse_fail(p, node,
				  "this step does nothing; add fault, load, expect or after");
	if ((value = yaml_get(node, "after")) != NULL &&
	    !parse_duration(p, value, 0, &out->after_ns))
		return false;
	if ((value = yaml_get(node, "fault")) != NULL && !parse_fault(p, value, &out->fault))
		return false;
	if ((value = yaml_get(node, "load")) != NULL && !load(p, value, &out->load))
		return false;
	if ((value = yaml_get(node, "expect")) != NULL && !expects(p, value, out))
		return false;
	return step_name(p, yaml_get(node, "name"), out);
}

bool parse_steps(struct parse *p, const struct yaml_node *scenario)
{
	if (yaml_is_null(scenario))
		return true;
	if (scenario->kind != YAML_SEQUENCE)
		return parse_fail(p, scenario, "scenario must be a list of steps, not %s",
				  yaml_kind_name(scenario->kind));
	if (scenario->n > STEPS_MAX)
		return parse_fail(p, scenario, "%zu steps; a scenario takes at most %d",
				  scenario->n, STEPS_MAX);
	p->topo->steps = arena_alloc(p->arena, (scenario->n + 1) * sizeof(*p->topo->steps));
	for (const struct yaml_node *s = scenario->first; s != NULL; s = s->next) {
		if (!step(p, s, &p->topo->steps[p->topo->n_steps++]))
			return false;
	}
	return true;
}
