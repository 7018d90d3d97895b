#include "shell/secret.h"

#include "shell/file_watch.h"
#include "support/text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define NAME "Cache.Anycast.BGP.PasswordFile"

static bool is_given(const char *text)
{
	return text != NULL && *text != '\0';
}

static bool read_key_file(const char *path, char out[static TCP_SECRET_MAX + 1], char *error,
			  size_t n_error)
{
	char text[TCP_SECRET_MAX + 2];
	ssize_t n = file_read(path, text, sizeof(text));
	size_t length;

	if (n < 0 && n != -EFBIG) {
		snprintf(error, n_error, NAME ": %.128s cannot be read: %s", path,
			 strerror((int)-n));
		return false;
	}
	length = n > 0 ? strnlen(text, (size_t)n) : 0;
	while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == '\r'))
		length--;
	if (n < 0 || length > TCP_SECRET_MAX || length == 0) {
		snprintf(error, n_error, NAME ": %.128s must hold 1 to %d octets on one line", path,
			 TCP_SECRET_MAX);
		return false;
	}
	memcpy(out, text, length);
	out[length] = '\0';
	explicit_bzero(text, sizeof(text));
	return true;
}

bool secret_read(const struct params *params, char out[static TCP_SECRET_MAX + 1], char *error,
		 size_t n_error)
{
	out[0] = '\0';
	if (is_given(params->password_file) && is_given(params->password)) {
		snprintf(error, n_error,
			 NAME ": Cache.Anycast.BGP.Password is given too; take one out");
		return false;
	}
	if (is_given(params->password_file))
		return read_key_file(params->password_file, out, error, n_error);
	if (!is_given(params->password) || text_copy(out, TCP_SECRET_MAX + 1, params->password))
		return true;
	snprintf(error, n_error, "Cache.Anycast.BGP.Password: give at most %d octets",
		 TCP_SECRET_MAX);
	return false;
}
