#include "anycast/health.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *word;
	enum health_level level;
} levels[] = {
	{"shutting down", HEALTH_LEVEL_SHUTTING_DOWN},
	{"critical", HEALTH_LEVEL_CRITICAL},
	{"degraded", HEALTH_LEVEL_DEGRADED},
	{"warning", HEALTH_LEVEL_WARNING},
	{"ok", HEALTH_LEVEL_OK},
	{"unknown", HEALTH_LEVEL_UNKNOWN},
};

#define N_LEVELS (sizeof(levels) / sizeof(levels[0]))

static bool word_is(struct bytes word, const char *text)
{
	return word.n == strlen(text) && memcmp(word.at, text, word.n) == 0;
}

bool health_level_parse(struct bytes word, enum health_level *out)
{
	for (size_t i = 0; i < N_LEVELS; i++) {
		if (word.n > 0 && word_is(word, levels[i].word)) {
			*out = levels[i].level;
			return true;
		}
	}
	return false;
}

const char *health_level_name(enum health_level level)
{
	for (size_t i = 0; i < N_LEVELS; i++) {
		if (levels[i].level == level)
			return levels[i].word;
	}
	return "unknown";
}

void health_init(struct health *health)
{
	memset(health, 0, sizeof(*health));
	health->overall = HEALTH_LEVEL_UNKNOWN;
	snprintf(health->cause, sizeof(health->cause), "no component reports its health");
}

/* Enough of a hostile word to recognise it. */
static int shown(struct bytes word)
{
	return word.n < 40 ? (int)word.n : 40;
}

void health_add(struct health *health, struct bytes component, enum health_level level)
{
	if (level < health->overall)
		health->overall = level;
	if (word_is(component, "anycast") || word_is(component, "federation") ||
	    word_is(component, "director"))
		return;
	health->n_counting++;
	if (level == HEALTH_LEVEL_OK) {
		if (!health->disqualified)
			health->cause[0] = '\0';
		return;
	}
	if (!health->disqualified)
		snprintf(health->cause, sizeof(health->cause), "%.*s is %s", shown(component),
			 (const char *)component.at, health_level_name(level));
	health->disqualified = true;
}

bool health_eligible(const struct health *health)
{
	return health->n_counting > 0 && !health->disqualified;
}

static bool malformed(struct health *out, const char *what, size_t line, struct bytes shown_text)
{
	out->overall = HEALTH_LEVEL_CRITICAL;
	out->disqualified = true;
	if (line == 0)
		snprintf(out->cause, sizeof(out->cause), "the health source %s", what);
	else
		snprintf(out->cause, sizeof(out->cause), "line %zu of the health source %s: '%.*s'",
			 line, what, shown(shown_text), (const char *)shown_text.at);
	return false;
}

void health_unreadable(struct health *out, const char *error)
{
	health_init(out);
	out->overall = HEALTH_LEVEL_CRITICAL;
	out->disqualified = true;
	snprintf(out->cause, sizeof(out->cause), "the health source cannot be read: %s",
		 error != NULL ? error : "missing");
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static struct bytes trimmed(struct bytes text)
{
	while (text.n > 0 && is_blank(text.at[0])) {
		text.at++;
		text.n--;
	}
	while (text.n > 0 && is_blank(text.at[text.n - 1]))
		text.n--;
	return text;
}

/* Cuts the octets before the first @separator off @rest and returns them. */
static struct bytes cut(struct bytes *rest, bool (*separator)(uint8_t))
{
	struct bytes head = {rest->at, 0};

	while (head.n < rest->n && !separator(rest->at[head.n]))
		head.n++;
	rest->at += head.n;
	rest->n -= head.n;
	return head;
}

static bool is_newline(uint8_t c)
{
	return c == '\n';
}

static bool has_control(struct bytes text)
{
	for (size_t i = 0; i < text.n; i++) {
		if (text.at[i] < 0x20 && !is_blank(text.at[i]) && !is_newline(text.at[i]))
			return true;
	}
	return false;
}

/* One line, trimmed and not empty: a level alone (only when it is the whole source) or a component
 * and its level. */
static bool parse_line(struct bytes line, size_t number, struct health *out)
{
	static const struct bytes itself = {(const uint8_t *)"service", 7};
	struct bytes rest = line, component;
	enum health_level level;

	if (health_level_parse(line, &level)) {
		if (out->n_counting > 0 || out->overall != HEALTH_LEVEL_UNKNOWN)
			return malformed(out, "names no component", number, line);
		health_add(out, itself, level);
		return true;
	}
	component = cut(&rest, is_blank);
	rest = trimmed(rest);
	if (rest.n == 0)
		return malformed(out, "is no level and names no component", number, line);
	if (!health_level_parse(rest, &level))
		return malformed(out, "has no known level", number, line);
	health_add(out, component, level);
	return true;
}

bool health_parse(struct bytes text, struct health *out)
{
	size_t n_read = 0;
	bool alone = false;

	health_init(out);
	if (text.n > HEALTH_TEXT_MAX)
		return malformed(out, "is longer than 16 KiB", 0, text);
	if (has_control(text))
		return malformed(out, "holds control characters", 0, text);
	for (size_t number = 1; text.n > 0; number++) {
		struct bytes line = trimmed(cut(&text, is_newline));
		enum health_level level;

		if (text.n > 0) {
			text.at++;
			text.n--;
		}
		if (line.n == 0)
			continue;
		if (alone)
			return malformed(out, "follows a level that stands alone", number, line);
		if (!parse_line(line, number, out))
			return false;
		alone = health_level_parse(line, &level);
		n_read++;
	}
	if (n_read == 0)
		return malformed(out, "is empty", 0, text);
	return true;
}
