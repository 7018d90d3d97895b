#include "sim/netns/load_http.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool piece_copy(char *out, size_t size, const char *from, size_t n)
{
	if (n == 0 || n >= size)
		return false;
	memcpy(out, from, n);
	out[n] = '\0';
	return true;
}

static bool port_parse(const char *text, size_t n, struct load_url *out)
{
	if (n == 0)
		return piece_copy(out->port, sizeof(out->port), "443", 3);
	return text[0] == ':' && strspn(text + 1, "0123456789") >= n - 1 &&
	       piece_copy(out->port, sizeof(out->port), text + 1, n - 1);
}

/* These end up in a request: nothing that could begin another line. */
static bool text_plain(const char *text)
{
	for (; *text; text++) {
		if (*text <= ' ' || *text > '~')
			return false;
	}
	return true;
}

bool load_url_parse(const char *text, struct load_url *out)
{
	static const char scheme[] = "https://";
	const char *host = text + sizeof(scheme) - 1, *path, *end;
	struct load_url url;
	bool bracket;

	if (strncmp(text, scheme, sizeof(scheme) - 1) != 0 || !text_plain(text))
		return false;
	path = host + strcspn(host, "/?#");
	bracket = *host == '[';
	host += bracket;
	end = host + strcspn(host, bracket ? "]" : ":/?#");
	if (end > path || !piece_copy(url.host, sizeof(url.host), host, (size_t)(end - host)))
		return false;
	if (bracket && *end++ != ']')
		return false;
	if (!port_parse(end, (size_t)(path - end), &url))
		return false;
	if (snprintf(url.path, sizeof(url.path), "%s%s", *path == '/' ? "" : "/", path) >=
	    (int)sizeof(url.path))
		return false;
	*out = url;
	return true;
}

static bool status_parse(const char *line, int *out)
{
	if (strncmp(line, "HTTP/1.", 7) != 0 || strspn(line + 9, "0123456789") != 3 ||
	    line[8] != ' ')
		return false;
	*out = (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
	return *out >= 100 && *out <= 599;
}

/* Return: the length, -1 for other fields, -2 for a bad length. */
static int64_t length_parse(const char *line)
{
	static const char name[] = "content-length:";
	int64_t value = 0;
	size_t n;

	if (strncasecmp(line, name, sizeof(name) - 1) != 0)
		return -1;
	line += sizeof(name) - 1;
	line += strspn(line, " \t");
	n = strspn(line, "0123456789");
	if (n == 0 || n > 15)
		return -2;
	for (size_t i = 0; i < n; i++)
		value = value * 10 + (line[i] - '0');
	return value;
}

/* @text: the whole head, its end of lines as they came. */
static bool head_read(const char *text, struct load_head *out)
{
	out->length = -1;
	if (!status_parse(text, &out->status))
		return false;
	for (const char *line = strstr(text, "\r\n"); line; line = strstr(line, "\r\n")) {
		int64_t length = length_parse(line += 2);

		if (length == -2)
			return false;
		if (length >= 0)
			out->length = length;
	}
	return true;
}

enum load_head_state load_head_parse(struct bytes octets, struct load_head *out)
{
	const uint8_t *end = memmem(octets.at, octets.n, "\r\n\r\n", 4);
	char text[LOAD_HEAD_MAX + 1];

	if (!end)
		return octets.n >= LOAD_HEAD_MAX ? LOAD_HEAD_BAD : LOAD_HEAD_MORE;
	out->n = (size_t)(end - octets.at) + 4;
	if (out->n > LOAD_HEAD_MAX)
		return LOAD_HEAD_BAD;
	memcpy(text, octets.at, out->n);
	text[out->n] = '\0';
	return strlen(text) == out->n && head_read(text, out) ? LOAD_HEAD_WHOLE : LOAD_HEAD_BAD;
}
