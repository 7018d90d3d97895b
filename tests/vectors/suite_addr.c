#include "anycast/addr.h"
#include "tests/vectors/suite.h"

#include <string.h>

/* addr-normalise and address-decision: the functions the announcer binds and unbinds with. */

#define LIST_MAX 64

json_t *addr_normalise_run(const json_t *input, const char **wrong)
{
	const char *value = text_of(input, "value");
	char text[PREFIX_TEXT_SIZE];
	struct prefix prefix;

	if (!json_is_string(json_object_get(input, "value"))) {
		*wrong = "input.value is no string";
		return NULL;
	}
	if (value == NULL || addr_normalise(value, &prefix) != NULL)
		return json_pack("{s:b}", "error", 1);
	return json_pack("{s:s}", "cidr", prefix_format(&prefix, text));
}

/* The device of a case: what is on it, and who the kernel refuses. */
struct device {
	struct io_address at[LIST_MAX];
	size_t n;
	const json_t *refused;
	const json_t *gone; /* removed by others while running */
};

static bool listed(const json_t *list, const struct prefix *prefix)
{
	char text[PREFIX_TEXT_SIZE];

	prefix_format(prefix, text);
	for (size_t i = 0; i < json_array_size(list); i++) {
		if (strcmp(json_string_value(json_array_get(list, i)), text) == 0)
			return true;
	}
	return false;
}

static bool all_strings(const json_t *list)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		if (!json_is_string(json_array_get(list, i)))
			return false;
	}
	return json_is_array(list) && json_array_size(list) <= LIST_MAX;
}

static bool device_make(const json_t *input, struct device *out)
{
	const json_t *present = json_object_get(input, "present_at_start");
	const json_t *owned = json_object_get(input, "owned_from_previous_run");

	memset(out, 0, sizeof(*out));
	out->refused = json_object_get(input, "kernel_add_fails_for");
	out->gone = json_object_get(input, "removed_by_others_while_running");
	if (!all_strings(present) || !all_strings(owned) || !all_strings(out->refused) ||
	    !all_strings(out->gone))
		return false;
	for (size_t i = 0; i < json_array_size(present); i++) {
		struct io_address *one = &out->at[out->n++];

		if (!prefix_parse(json_string_value(json_array_get(present, i)), &one->prefix))
			return false;
		one->on_device = true;
		one->usable = true;
		one->ours = listed(owned, &one->prefix);
	}
	return true;
}

static int note(json_t *list, const struct prefix *prefix)
{
	char text[PREFIX_TEXT_SIZE];

	return json_array_append_new(list, json_string(prefix_format(prefix, text)));
}

static bool start(struct addr_plan *plan, const struct device *device, json_t *added)
{
	struct prefix next;

	addr_plan_list(plan, device->at, device->n);
	while (addr_plan_next_add(plan, &next)) {
		bool fails = listed(device->refused, &next);

		if (!addr_plan_added(plan, &next, fails ? IO_ADDRESS_FAILED : IO_ADDRESS_DONE))
			return false;
		note(added, &next);
	}
	return true;
}

static bool clean_up(struct addr_plan *plan, const struct device *device, bool roll_back,
		     json_t *removed)
{
	struct prefix next;
	bool good = true;

	while (addr_plan_next_remove(plan, roll_back, &next)) {
		bool gone = listed(device->gone, &next);

		note(removed, &next);
		good &= addr_plan_removed(plan, &next, gone ? IO_ADDRESS_ABSENT : IO_ADDRESS_DONE);
	}
	return good;
}

/* Mode and addresses of the case. Return: whether a start gets as far as the device; ADDR-04: off
 * or no addresses never fails, and only Linux can do the rest. */
static bool plan_make(const json_t *input, struct addr_plan *out)
{
	const json_t *addresses = json_object_get(input, "addresses");
	const char *text = text_of(input, "mode"), *platform = text_of(input, "platform");
	struct prefix list[ADDR_PLAN_MAX];
	size_t n = json_array_size(addresses);
	enum addr_mode mode;

	if (text == NULL || !addr_mode_parse(text, &mode) || n > ADDR_PLAN_MAX)
		return false;
	if (mode == ADDR_MODE_OFF)
		n = 0;
	if (n > 0 && (platform == NULL || strcmp(platform, "linux") != 0))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (addr_normalise(json_string_value(json_array_get(addresses, i)), &list[i]) !=
		    NULL)
			return false;
	}
	addr_plan_init(out, mode, list, n);
	return true;
}

json_t *addr_decision_run(const json_t *input, const char **wrong)
{
	json_t *added = json_array(), *removed = json_array();
	bool started = false, cleaned = true;
	struct device device;
	struct addr_plan plan;

	if (!device_make(input, &device) || !all_strings(json_object_get(input, "addresses"))) {
		*wrong = "input is not of the suite's shape";
		json_decref(added);
		json_decref(removed);
		return NULL;
	}
	if (plan_make(input, &plan)) {
		started = start(&plan, &device, added);
		cleaned = clean_up(&plan, &device, !started, removed);
	}
	return json_pack("{s:s, s:o, s:o, s:s}", "start", started ? "ok" : "error", "add", added,
			 "remove", removed, "cleanup", cleaned ? "ok" : "error");
}
