#ifndef ANYCAST_ADDR_H
#define ANYCAST_ADDR_H

#include "anycast/ip.h"

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

/**
 * addr_normalise() - read one entry of Cache.Anycast.Addresses (ADDR-01)
 * @text: NUL-terminated, hostile
 * @out: address with its host bits and length (bare: 32 or 128); untouched on failure
 *
 * Return: NULL, or in a few words what is wrong with it ("is multicast", …; static).
 */
const char *addr_normalise(const char *text, struct prefix *out);

#endif
