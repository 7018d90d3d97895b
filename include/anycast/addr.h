#ifndef ANYCAST_ADDR_H
#define ANYCAST_ADDR_H

#include "anycast/io.h"

/* Service addresses: how an entry is read and what the management mode does with it (ADDR-01..09).
 */

enum addr_mode {
	ADDR_MODE_AUTO, /* add what is absent, remove only what was added */
	ADDR_MODE_ON,   /* ensure present, always remove */
	ADDR_MODE_OFF,  /* never touch */
};

/** addr_mode_parse() - ADDR-02: trimmed, ASCII case-insensitive, empty means auto. Return: whether
 * @text is a mode. */
bool addr_mode_parse(const char *text, enum addr_mode *out);
/** addr_mode_name() - "auto", "on" or "off", static */
const char *addr_mode_name(enum addr_mode mode);

/**
 * addr_normalise() - read one entry of Cache.Anycast.Addresses (ADDR-01)
 * @text: NUL-terminated, hostile
 * @out: address with its host bits and length (bare: 32 or 128); untouched on failure
 *
 * Return: NULL, or in a few words what is wrong with it ("is multicast", …; static).
 */
const char *addr_normalise(const char *text, struct prefix *out);

#define ADDR_PLAN_MAX 32

/* One service address and what is known of it. */
struct addr_entry {
	struct prefix prefix; /* as it is on the device, else as configured (ADDR-05) */
	bool present;         /* on the chosen device, whatever its length */
	bool usable;          /* on some device of this host, neither tentative nor dadfailed */
	bool ours;            /* added by this run or adopted from an earlier one (ADDR-08) */
	bool added;           /* by this run */
	bool removed;         /* its removal was asked for and answered */
};

/*
 * What a start adds and a stop removes. The owner feeds it what the device holds and the answers to
 * the additions and removals it asks for; it says what is next.
 */
struct addr_plan {
	enum addr_mode mode;
	size_t n;
	struct addr_entry at[ADDR_PLAN_MAX];
};

/**
 * addr_plan_init() - plan for @n_list normalised addresses; a repeated one acts once (ADDR-06)
 * @list: at most ADDR_PLAN_MAX
 */
void addr_plan_init(struct addr_plan *plan, enum addr_mode mode, const struct prefix *list,
		    size_t n_list);

/** addr_plan_list() - take in what the host's devices hold now, all of it */
void addr_plan_list(struct addr_plan *plan, const struct io_address *list, size_t n_list);

/**
 * addr_plan_next_add() - the next address to add: absent from the device and ours to manage
 *
 * Return: false when there is none (always in mode off).
 */
bool addr_plan_next_add(const struct addr_plan *plan, struct prefix *out);

/** addr_plan_next_repair() - the next address to add again: it was ours, or mode on wants it, and
 * somebody or the kernel took it away while running; never one that was the operator's */
bool addr_plan_next_repair(const struct addr_plan *plan, struct prefix *out);

/** addr_plan_added() - the answer to an addition of @prefix. Return: false when it failed. */
bool addr_plan_added(struct addr_plan *plan, const struct prefix *prefix,
		     enum io_address_result result);

/**
 * addr_plan_next_remove() - the next address to remove
 * @roll_back: a failed start: only what it added itself (ADDR-07); else a clean stop by the mode
 * (ADDR-03)
 * @out: the exact tuple on the device (ADDR-05)
 *
 * Return: false when there is none left (always in mode off).
 */
bool addr_plan_next_remove(const struct addr_plan *plan, bool roll_back, struct prefix *out);

/** addr_plan_removed() - the answer to a removal. Return: false when it failed; gone already is
 * success (ADDR-09). */
bool addr_plan_removed(struct addr_plan *plan, const struct prefix *prefix,
		       enum io_address_result result);

/** addr_plan_missing() - the first address that is not usable on this host, or NULL: a gate of
 * announcing in every mode */
const struct prefix *addr_plan_missing(const struct addr_plan *plan);

#endif
