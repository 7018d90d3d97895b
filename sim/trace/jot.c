#include "sim/trace/jot.h"

#include "support/utf8.h"

#include <inttypes.h>
#include <string.h>

static bool is_plain(unsigned char c)
{
	return c >= 0x20 && c != 0x7f && strchr("\"\\<>&", c) == NULL;
}

/* U+0080..U+009F are control characters to a terminal, U+2028 and U+2029 line ends to JavaScript.
 */
static unsigned int escaped_code(const char *text, size_t n)
{
	const unsigned char *c = (const unsigned char *)text;

	if (n == 1)
		return is_plain(c[0]) ? 0 : c[0];
	if (n == 2 && c[0] == 0xc2 && c[1] < 0xa0)
		return c[1];
	if (n == 3 && c[0] == 0xe2 && c[1] == 0x80 && (c[2] == 0xa8 || c[2] == 0xa9))
		return 0x2000U + c[2] - 0x80U;
	return 0;
}

static void write_character(FILE *file, const char *text, size_t n)
{
	unsigned int code = escaped_code(text, n);

	if (code == '"' || code == '\\')
		fprintf(file, "\\%c", (int)code);
	else if (code == '\n')
		fputs("\\n", file);
	else if (code == '\t')
		fputs("\\t", file);
	else if (code != 0)
		fprintf(file, "\\u%04x", code);
	else
		fwrite(text, 1, n, file);
}

void jot_text(FILE *file, const char *text)
{
	if (text == NULL) {
		fputs("null", file);
		return;
	}
	fputc('"', file);
	while (*text != '\0') {
		size_t n = utf8_next(text);

		if (n == 0)
			fputs("\\ufffd", file);
		else
			write_character(file, text, n);
		text += n + (n == 0);
	}
	fputc('"', file);
}

void jot_ms(FILE *file, int64_t ns)
{
	uint64_t us = (ns < 0 ? (uint64_t)0 - (uint64_t)ns : (uint64_t)ns) / 1000;

	fprintf(file, "%s%" PRIu64 ".%03" PRIu64, ns < 0 && us > 0 ? "-" : "", us / 1000,
		us % 1000);
}

void jot_open(struct jot *jot, char bracket)
{
	fputc(bracket, jot->file);
	jot->comma = false;
}

void jot_close(struct jot *jot, char bracket)
{
	fputc(bracket, jot->file);
	jot->comma = true;
}

void jot_key(struct jot *jot, const char *key)
{
	if (jot->comma)
		fputc(',', jot->file);
	jot->comma = true;
	if (key != NULL) {
		jot_text(jot->file, key);
		fputc(':', jot->file);
	}
}

void jot_member_text(struct jot *jot, const char *key, const char *text)
{
	jot_key(jot, key);
	jot_text(jot->file, text);
}

void jot_member_int(struct jot *jot, const char *key, int64_t value)
{
	jot_key(jot, key);
	fprintf(jot->file, "%" PRId64, value);
}

void jot_member_bool(struct jot *jot, const char *key, bool value)
{
	jot_key(jot, key);
	fputs(value ? "true" : "false", jot->file);
}

void jot_member_ms(struct jot *jot, const char *key, int64_t ns)
{
	jot_key(jot, key);
	jot_ms(jot->file, ns);
}
