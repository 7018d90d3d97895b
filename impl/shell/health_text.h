#ifndef SHELL_HEALTH_TEXT_H
#define SHELL_HEALTH_TEXT_H

#include "anycast/base.h"

#include <sys/types.h>

/**
 * health_text_join() - add a component to the text of a health file
 * @text: @n octets, hostile, in room for @n_max; a file of one word becomes the component "file"
 * @line: "component level"
 *
 * Return: octets of both; or -EFBIG.
 */
ssize_t health_text_join(char *text, size_t n, size_t n_max, struct bytes line);

#endif
