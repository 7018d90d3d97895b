#include "shell/url.h"

#include "support/text.h"

#include <string.h>

/* "host:port", without what stands before and after it. */
static struct bytes authority(const char *url)
{
	const char *start = strstr(url, "://");
	const char *at;
	size_t n;

	start = start != NULL ? start + 3 : url;
	n = strcspn(start, "/?#");
	at = memchr(start, '@', n);
	if (at != NULL) {
		n -= (size_t)(at + 1 - start);
		start = at + 1;
	}
	return (struct bytes){(const uint8_t *)start, n};
}

/* How much of "host:port" is the host, brackets included. */
static size_t host_length(struct bytes text)
{
	const uint8_t *end = NULL;

	if (text.n > 0 && text.at[0] == '[') {
		end = memchr(text.at, ']', text.n);
		return end != NULL ? (size_t)(end - text.at) + 1 : text.n;
	}
	end = text.n > 0 ? memchr(text.at, ':', text.n) : NULL;
	return end != NULL ? (size_t)(end - text.at) : text.n;
}

bool url_host(const char *url, char *out, size_t n_out)
{
	struct bytes text = authority(url);
	size_t n = host_length(text);

	if (n >= 2 && text.at[0] == '[') {
		text.at++;
		n -= 2;
	}
	if (n == 0 || n >= n_out)
		return false;
	memcpy(out, text.at, n);
	out[n] = '\0';
	return true;
}

uint16_t url_port(const char *url, uint16_t otherwise)
{
	struct bytes text = authority(url);
	size_t n = host_length(text);
	int64_t port = 0;
	char digits[8];

	if (n == text.n)
		return otherwise;
	if (text.at[n] != ':' || text.n - n - 1 >= sizeof(digits))
		return 0;
	memcpy(digits, text.at + n + 1, text.n - n - 1);
	digits[text.n - n - 1] = '\0';
	if (digits[0] == '\0')
		return otherwise;
	if (!text_integer(digits, &port) || port < 1 || port > 65535)
		return 0;
	return (uint16_t)port;
}
