#include "sim/netns/load_line.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

/* The common case has nothing to escape, but the words of a TLS library are not ours. */
static void error_plain(const char *error, char out[static LOAD_ERROR_MAX + 1])
{
	size_t n = 0;

	for (; n < LOAD_ERROR_MAX && error[n] != '\0'; n++) {
		const char c = error[n];

		out[n] = c;
		if (c < ' ' || c > '~' || c == '"' || c == '\\')
			out[n] = '?';
	}
	out[n] = '\0';
}

static void serial_format(const struct load_answer *answer,
			  char out[static 2 * LOAD_SERIAL_MAX + 1])
{
	out[0] = '\0';
	for (size_t i = 0; i < answer->n_serial && i < LOAD_SERIAL_MAX; i++)
		snprintf(out + 2 * i, 3, "%02x", answer->serial[i]);
}

size_t load_line_format(const struct load_answer *answer, char out[static LOAD_LINE_MAX])
{
	char error[LOAD_ERROR_MAX + 1], serial[2 * LOAD_SERIAL_MAX + 1];
	int n;

	error_plain(answer->error, error);
	serial_format(answer, serial);
	n = snprintf(out, LOAD_LINE_MAX,
		     "{\"number\":%llu,\"started_ns\":%lld,\"ended_ns\":%lld,\"answered\":%s,"
		     "\"retried\":%s,\"status\":%d,\"serial\":\"%s\",\"family\":%d,"
		     "\"error\":\"%s\"}\n",
		     (unsigned long long)answer->number, (long long)answer->started.ns,
		     (long long)answer->ended.ns, answer->answered ? "true" : "false",
		     answer->retried ? "true" : "false", answer->status, serial,
		     (int)answer->family, error);
	return n > 0 && n < LOAD_LINE_MAX ? (size_t)n : 0;
}

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool serial_parse(const char *text, struct load_answer *out)
{
	size_t n = strlen(text);

	if (n % 2 != 0 || n / 2 > LOAD_SERIAL_MAX)
		return false;
	for (size_t i = 0; i < n; i += 2) {
		int high = digit_value(text[i]), low = digit_value(text[i + 1]);

		if (high < 0 || low < 0)
			return false;
		out->serial[i / 2] = (uint8_t)(high << 4 | low);
	}
	out->n_serial = n / 2;
	return true;
}

static bool answer_take(json_t *object, struct load_answer *out)
{
	json_int_t number, started, ended;
	int answered, retried, family;
	const char *serial, *error;

	if (json_unpack(object, "{s:I,s:I,s:I,s:b,s:b,s:i,s:s,s:i,s:s}", "number", &number,
			"started_ns", &started, "ended_ns", &ended, "answered", &answered,
			"retried", &retried, "status", &out->status, "serial", &serial, "family",
			&family, "error", &error) < 0)
		return false;
	if (number < 1 || (family != IP_NONE && family != IP_V4 && family != IP_V6))
		return false;
	out->number = (uint64_t)number;
	out->started.ns = started;
	out->ended.ns = ended;
	out->answered = answered;
	out->retried = retried;
	out->family = (enum ip_family)family;
	snprintf(out->error, sizeof(out->error), "%s", error);
	return serial_parse(serial, out);
}

bool load_line_parse(const char *line, struct load_answer *out)
{
	json_t *object = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
	struct load_answer answer = {0};
	bool good = object && answer_take(object, &answer);

	if (good)
		*out = answer;
	json_decref(object);
	return good;
}
