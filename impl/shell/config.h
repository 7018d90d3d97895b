#ifndef SHELL_CONFIG_H
#define SHELL_CONFIG_H

#include "anycast/params.h"

/*
 * A node's configuration file, YAML under the upstream's names: nested or dotted, case-insensitive.
 * Keys of trees that are not ours are passed over; an unknown key inside Cache.Anycast is an error,
 * because there a misspelt name is never meant. PELICAN_… variables override the file.
 *
 * Errors are one line, "FILE:LINE:COL: what is wrong; what to do". What values mean is checked by
 * params_check().
 */

struct config;

/**
 * config_load() - read @path and the environment into @params
 * @environment: as environ; or NULL
 * @params: defaults and what was found; strings live as long as the configuration
 * @error: one line when NULL is returned
 *
 * Return: config_free() it; or NULL.
 */
struct config *config_load(const char *path, char *const *environment, struct params *params,
			   char *error, size_t n_error);

struct config_source {
	const char *file; /* what errors call it */
	const char *text;
	size_t n;
	char *const *environment; /* as environ; or NULL */
};

/** config_parse() - as config_load(), of text */
struct config *config_parse(const struct config_source *source, struct params *params, char *error,
			    size_t n_error);
void config_free(struct config *config);

/** config_place() - where parameter @name was given: "FILE:LINE:COL", "variable NAME", or the file.
 * Return: @out */
const char *config_place(const struct config *config, const char *name, char *out, size_t n_out);

#endif
