#ifndef ANYCAST_HEALTH_H
#define ANYCAST_HEALTH_H

#include "anycast/base.h"

/*
 * The health of a node and whether it lets the node announce (HEALTH-01..07).
 *
 * A health source is a text: one word `ok warning degraded critical unknown` (or `shutting down`),
 * or lines `component level`. Whatever cannot be read that way disqualifies.
 */

#define HEALTH_TEXT_MAX   ((size_t)16 * 1024)
#define HEALTH_CAUSE_SIZE 120

/* Values of the upstream's gauge, by severity: the smallest is the worst (HEALTH-01). */
enum health_level {
	HEALTH_LEVEL_SHUTTING_DOWN = 1,
	HEALTH_LEVEL_CRITICAL = 2,
	HEALTH_LEVEL_DEGRADED = 3,
	HEALTH_LEVEL_WARNING = 4,
	HEALTH_LEVEL_OK = 5,
	HEALTH_LEVEL_UNKNOWN = 6,
};

/* Components taken together; add them one by one. */
struct health {
	enum health_level overall;     /* the smallest of all, or unknown (HEALTH-03) */
	size_t n_counting;             /* components that count for eligibility */
	bool disqualified;             /* one of them is not exactly ok */
	char cause[HEALTH_CAUSE_SIZE]; /* the first that disqualified, in words; may hold the
					  source's own octets */
};

/** health_level_parse() - read one level word, lower case. Return: whether @word is one; else @out
 * is untouched. */
bool health_level_parse(struct bytes word, enum health_level *out);
/** health_level_name() - the word of @level, static */
const char *health_level_name(enum health_level level);

/** health_init() - no component yet: overall unknown, not eligible */
void health_init(struct health *health);

/**
 * health_add() - take one component into account
 * @component: its name; `anycast`, `federation` and `director` count neither for nor against
 * eligibility (HEALTH-05, 07)
 */
void health_add(struct health *health, struct bytes component, enum health_level level);

/** health_eligible() - whether at least one counting component exists and all of them are exactly
 * ok (HEALTH-05, 06) */
bool health_eligible(const struct health *health);

/**
 * health_parse() - read a health source's text
 * @text: hostile; more than HEALTH_TEXT_MAX octets, control octets, lines without a known level and
 * an empty text make @out critical and not eligible
 * @out: always filled
 *
 * Return: whether @text was well formed.
 */
bool health_parse(struct bytes text, struct health *out);

/** health_unreadable() - a source that is missing or cannot be read counts as critical; @error may
 * be NULL */
void health_unreadable(struct health *out, const char *error);

#endif
