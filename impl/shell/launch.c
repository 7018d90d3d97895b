#include "shell/launch.h"

#include "support/text.h"

#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define VERSION "0.1.0"

static void print_help(const struct launch *launch)
{
	printf("%s - %s\n\n"
	       "usage: %s -c FILE [--check-config] [-v TOPICS]\n\n"
	       "  -c, --config FILE   configuration, YAML under Pelican's parameter names\n"
	       "      --check-config  say whether FILE is good, and do nothing else\n"
	       "  -v TOPICS           more of bgp,addr,probe,health,anycast,cache, or of all\n"
	       "  -h, --help          this text\n"
	       "      --version       the version\n\n"
	       "PELICAN_... variables override FILE. Exit status: 0 good, 1 failed, 2 bad "
	       "configuration or usage.\n",
	       launch->program, launch->purpose, launch->program);
}

static enum launch_exit usage(const struct launch *launch, const char *text)
{
	fprintf(stderr, "%s: %s; see %s --help\n", launch->program, text, launch->program);
	return LAUNCH_EXIT_USAGE;
}

static const char *const topics[] = {"bgp", "addr", "probe", "health", "anycast", "cache", "all"};

#define N_TOPICS (sizeof(topics) / sizeof(topics[0]))

static bool topic_known(const char *word)
{
	for (size_t i = 0; i < N_TOPICS; i++) {
		if (strcmp(topics[i], word) == 0)
			return true;
	}
	return false;
}

/* A misspelt topic would be silence where somebody looks for words. */
static enum launch_exit read_topics(struct launch *launch, const char *list)
{
	char copy[100], text[160], shown[60], *next = copy, *word;
	const char *near;

	launch->notes.topics = list;
	text_copy(copy, sizeof(copy), list);
	while ((word = strsep(&next, ",")) != NULL) {
		if (topic_known(word))
			continue;
		near = text_nearest(word, topics, N_TOPICS);
		snprintf(text, sizeof(text), "unknown topic \"%s\"%s%s",
			 text_escape(word, strlen(word), shown, sizeof(shown)),
			 near != NULL ? ", perhaps " : "", near != NULL ? near : "");
		return usage(launch, text);
	}
	return LAUNCH_EXIT_GO_ON;
}

static enum launch_exit read_options(struct launch *launch, int argc, char **argv)
{
	static const struct option options[] = {
		{"config", required_argument, NULL, 'c'},
		{"check-config", no_argument, NULL, 'C'},
		{"help", no_argument, NULL, 'h'},
		{"version", no_argument, NULL, 'V'},
		{NULL, 0, NULL, 0},
	};
	int option;

	opterr = 0;
	while ((option = getopt_long(argc, argv, "c:v:h", options, NULL)) != -1) {
		switch (option) {
		case 'c':
			launch->path = optarg;
			break;
		case 'C':
			launch->check_only = true;
			break;
		case 'v':
			if (read_topics(launch, optarg) != LAUNCH_EXIT_GO_ON)
				return LAUNCH_EXIT_USAGE;
			break;
		case 'h':
			print_help(launch);
			return LAUNCH_EXIT_GOOD;
		case 'V':
			printf("%s %s\n", launch->program, VERSION);
			return LAUNCH_EXIT_GOOD;
		default:
			return usage(launch, "unknown option, or one without its value");
		}
	}
	if (optind < argc)
		return usage(launch, "too many arguments");
	if (launch->path == NULL)
		return usage(launch, "no configuration is given, use -c FILE");
	return LAUNCH_EXIT_GO_ON;
}

enum launch_exit launch_fault(const struct launch *launch, const char *text)
{
	char shown[600];

	fprintf(stderr, "%s: %s\n", launch->program,
		text_escape(text, strlen(text), shown, sizeof(shown)));
	return LAUNCH_EXIT_USAGE;
}

static enum launch_exit check(struct launch *launch)
{
	struct params_fault fault;
	char place[300], text[700];

	if (params_check(&launch->params, launch->host, sizeof(launch->host), &launch->announcer,
			 &fault))
		return LAUNCH_EXIT_GO_ON;
	snprintf(text, sizeof(text), "%s: %s: %s",
		 config_place(launch->config, fault.param, place, sizeof(place)), fault.param,
		 fault.text);
	return launch_fault(launch, text);
}

enum launch_exit launch_begin(struct launch *launch, int argc, char **argv)
{
	enum launch_exit result = read_options(launch, argc, argv);
	char error[500];

	launch->notes.fd = STDERR_FILENO;
	launch->notes.level = IO_LEVEL_INFO;
	if (result != LAUNCH_EXIT_GO_ON)
		return result;
	launch->config = config_load(launch->path, environ, &launch->params, error, sizeof(error));
	if (launch->config == NULL)
		return launch_fault(launch, error);
	result = check(launch);
	if (result != LAUNCH_EXIT_GO_ON || !launch->check_only)
		return result;
	/* What is off is not looked at: silence would be taken for approval. */
	if (!launch->params.enable || !launch->params.enable_v2)
		printf("%s: ok, but nothing is announced and nothing else was checked: "
		       "Cache.Anycast.Enable and Cache.EnableV2 must both be true\n",
		       launch->path);
	else
		printf("%s: ok\n", launch->path);
	return LAUNCH_EXIT_GOOD;
}

void launch_end(struct launch *launch)
{
	config_free(launch->config);
	launch->config = NULL;
}

int launch_descriptor(const char *name)
{
	const char *text = getenv(name);
	int64_t fd;

	if (text == NULL || !text_integer(text, &fd) || fd < 0 || fd > 65535 ||
	    fcntl((int)fd, F_SETFD, FD_CLOEXEC) < 0)
		return -1;
	return (int)fd;
}
