#include "anycast/health.h"
#include "tests/vectors/suite.h"

static struct bytes octets(const json_t *text)
{
	return (struct bytes){(const uint8_t *)json_string_value(text), json_string_length(text)};
}

json_t *health_run(const json_t *input, const char **wrong)
{
	json_t *components = json_object_get(input, "components"), *value;
	struct health health;
	const char *key;

	if (!json_is_object(components)) {
		*wrong = "input.components is no object";
		return NULL;
	}
	health_init(&health);
	json_object_foreach(components, key, value)
	{
		enum health_level level = HEALTH_LEVEL_UNKNOWN;
		json_t *name = json_string(key);

		/* A level upstream does not know counts as unknown. */
		if (json_is_string(value))
			(void)health_level_parse(octets(value), &level);
		health_add(&health, octets(name), level);
		json_decref(name);
	}
	return json_pack("{s:s, s:b}", "overall", health_level_name(health.overall),
			 "anycast_eligible", health_eligible(&health));
}
