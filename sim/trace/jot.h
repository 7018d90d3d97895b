#ifndef TRACE_JOT_H
#define TRACE_JOT_H

#include "anycast/base.h"

#include <stdio.h>

/*
 * Writes JSON whatever the text: octets that are no UTF-8 become U+FFFD, control characters and
 * '<', '>', '&' are escaped, so that a line stays a line and a page stays a page.
 */

struct jot {
	FILE *file;
	bool comma; /* something stands before, on this level */
};

/** jot_text() - a string with its quotes; NULL writes null */
void jot_text(FILE *file, const char *text);
/** jot_ms() - @ns as milliseconds with three decimals, exactly */
void jot_ms(FILE *file, int64_t ns);

/** jot_open() - begin '{' or '['; jot_close() ends with the bracket given */
void jot_open(struct jot *jot, char bracket);
void jot_close(struct jot *jot, char bracket);
/** jot_key() - begin a member; NULL: an element */
void jot_key(struct jot *jot, const char *key);

void jot_member_text(struct jot *jot, const char *key, const char *text);
void jot_member_int(struct jot *jot, const char *key, int64_t value);
void jot_member_bool(struct jot *jot, const char *key, bool value);
void jot_member_ms(struct jot *jot, const char *key, int64_t ns);

#endif
