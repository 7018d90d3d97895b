#include "sim/topo/parse.h"
#include "support/text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* `topology: nodes:` and `topology: defaults:`. */

static const char *const kinds[] = {"bird", "exec", "client", "bridge", "cache", "announcer"};
/* Known to the language, not built yet. */
static const char *const kinds_later[] = {"frr", "openbgpd", "gobgp", "director", "origin"};
static const char *const keys[] = {"kind",   "asn",     "manage",    "node-config",
				   "config", "command", "addresses", "start"};
static const char *const modes[] = {"auto", "on", "off"};

#define ARGUMENTS_MAX 64

const char *topo_kind_name(enum topo_kind kind)
{
	return (size_t)kind < sizeof(kinds) / sizeof(kinds[0]) ? kinds[kind] : "?";
}

static bool kind(struct parse *p, const struct yaml_node *node, struct topo_node *out)
{
	size_t which;

	if (!parse_scalar(p, node))
		return false;
	for (size_t i = 0; i < sizeof(kinds_later) / sizeof(kinds_later[0]); i++) {
		if (strcmp(node->text, kinds_later[i]) == 0)
			return parse_fail(p, node, "kind \"%s\" is known but not built yet; use %s",
					  node->text, i < 3 ? "bird" : "exec");
	}
	if (!parse_word(p, node, PARSE_WORDS(kinds), &which))
		return false;
	out->kind = (enum topo_kind)which;
	return true;
}

/* Whether @line begins with a word that only a shell knows. */
static bool is_for_shell(const char *line)
{
	static const char *const words[] = {"exec", "cd",    "export", "set",    "ulimit", "umask",
					    "trap", "while", "until",  "for",    "if",     "case",
					    "wait", "eval",  "unset",  "source", ".",      ":"};
	size_t n = strcspn(line, " ");

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strlen(words[i]) == n && memcmp(words[i], line, n) == 0)
			return true;
	}
	return false;
}

/* A line that needs no shell is run without one, so that a signal meets the program itself. */
static bool command_line(struct parse *p, const struct yaml_node *node, const char **argv)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_./:,@%+- ";
	const char *at = node->text;
	size_t n = 0;

	if (!parse_scalar(p, node))
		return false;
	if (strspn(at, " ") == strlen(at))
		return parse_fail(p, node, "command is empty; write one, as sleep infinity");
	if (strspn(at, plain) != strlen(at) || is_for_shell(at + strspn(at, " "))) {
		argv[0] = "/bin/sh";
		argv[1] = "-c";
		return parse_text(p, node, &argv[2]);
	}
	for (at += strspn(at, " "); *at != '\0'; at += strspn(at, " ")) {
		size_t length = strcspn(at, " ");

		if (n == ARGUMENTS_MAX)
			return parse_fail(p, node, "more than %d words in a command",
					  ARGUMENTS_MAX);
		argv[n++] = arena_text(p->arena, at, length);
		at += length;
	}
	return true;
}

static bool command(struct parse *p, const struct yaml_node *node, struct topo_node *out)
{
	const char **argv = arena_alloc(p->arena, (ARGUMENTS_MAX + 1) * sizeof(*argv));
	size_t n = 0;

	out->command = argv;
	if (node->kind == YAML_SCALAR)
		return command_line(p, node, argv);
	if (node->kind == YAML_MAPPING || node->n == 0 || node->n > ARGUMENTS_MAX)
		return parse_fail(
			p, node,
			"command is a line or a list of 1 to %d words, as [sleep, infinity]",
			ARGUMENTS_MAX);
	for (const struct yaml_node *e = node->first; e != NULL; e = e->next) {
		if (!parse_text(p, e, &argv[n++]))
			return false;
	}
	return argv[0][0] != '\0' ||
	       parse_fail(p, node, "command is empty; write one, as [sleep, infinity]");
}

static bool bound_one(struct parse *p, const struct yaml_node *entry, struct topo_node *out)
{
	static const char *const words[] = {"address", "device"};
	const struct yaml_node *address = entry;
	const struct yaml_node *device = NULL;
	struct prefix *prefix = &out->bound[out->n_bound];
	char name[16];

	if (out->n_bound == TOPO_PREFIXES_MAX)
		return parse_fail(p, entry, "more than %d addresses; keep fewer",
				  TOPO_PREFIXES_MAX);
	if (entry->kind == YAML_MAPPING) {
		if (!parse_keys(p, entry, "addresses", PARSE_WORDS(words)))
			return false;
		address = yaml_get(entry, "address");
		device = yaml_get(entry, "device");
		if (address == NULL)
			return parse_fail(p, entry, "this entry has no address; add one");
	}
	if (!parse_address(p, address, prefix))
		return false;
	if (device != NULL &&
	    (!parse_text(p, device, &out->bound_device[out->n_bound]) ||
	     (strcmp(device->text, "lo") != 0 && !parse_device(p, device, device->text, name))))
		return false;
	for (size_t i = 0; i < out->n_bound; i++) {
		if (ip_equal(&out->bound[i].ip, &prefix->ip))
			return parse_fail(p, address, "duplicate address %s; keep one of them",
					  address->text);
	}
	out->n_bound++;
	return true;
}

static bool bound(struct parse *p, const struct yaml_node *list, struct topo_node *out)
{
	if (list->kind != YAML_SEQUENCE)
		return parse_fail(p, list, "addresses must be a list, not %s",
				  yaml_kind_name(list->kind));
	for (const struct yaml_node *e = list->first; e != NULL; e = e->next) {
		if (!bound_one(p, e, out))
			return false;
	}
	return true;
}

/* Opens @path below the folder of the topology file, and not through a link that leads out of it.
 * Return: a descriptor, or -errno. */
static int open_beneath(const char *folder, const char *path)
{
	struct open_how how = {.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK,
			       .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
	int base = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	long fd;

	if (base < 0)
		return -errno;
	fd = syscall(SYS_openat2, base, path, &how, sizeof(how));
	if (fd < 0)
		fd = -errno;
	close(base);
	return (int)fd;
}

static bool config(struct parse *p, const struct yaml_node *node, struct topo_node *out)
{
	const char *slash = strrchr(node->file, '/');
	const char *folder =
		slash != NULL ? arena_text(p->arena, node->file, (size_t)(slash - node->file) + 1)
			      : "./";
	char resolved[PATH_MAX];
	struct stat status;
	const char *path;
	int fd;

	if (!parse_text(p, node, &path))
		return false;
	fd = open_beneath(folder, path);
	if (fd == -EXDEV)
		return parse_fail(p, node,
				  "config \"%.200s\" leads out of the topology file's folder; put "
				  "the file beside it",
				  path);
	if (fd >= 0 && (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))) {
		close(fd);
		fd = -EINVAL;
	}
	if (fd < 0)
		return parse_fail(p, node, "config \"%.200s\" cannot be read: %s; check the path",
				  path, fd == -EINVAL ? "not a plain file" : strerror(-fd));
	close(fd);
	path = arena_printf(p->arena, "%s%s", folder, path);
	if (realpath(path, resolved) != NULL)
		path = arena_text(p->arena, resolved, strlen(resolved));
	out->config = path;
	return true;
}

/* What may stand in a node and in the defaults of all. */
static bool common(struct parse *p, const struct yaml_node *node, struct topo_node *out)
{
	const struct yaml_node *value;
	size_t mode;

	if ((value = yaml_get(node, "kind")) != NULL && !kind(p, value, out))
		return false;
	if ((value = yaml_get(node, "manage")) != NULL) {
		if (!parse_word(p, value, PARSE_WORDS(modes), &mode))
			return false;
		out->manage = modes[mode];
	}
	if ((value = yaml_get(node, "start")) != NULL && !parse_bool(p, value, &out->start))
		return false;
	value = yaml_get(node, "node-config");
	return value == NULL || parse_settings(p, value, out);
}

static bool is_announcing(enum topo_kind kind)
{
	return kind == TOPO_KIND_CACHE || kind == TOPO_KIND_ANNOUNCER;
}

/* Keys that mean nothing to the node's kind: better said than passed over. */
static bool keys_fit(struct parse *p, const struct yaml_node *node, const struct topo_node *out)
{
	bool mute = out->kind == TOPO_KIND_BRIDGE || out->kind == TOPO_KIND_CLIENT;
	const struct {
		const char *key;
		bool fits;
	} rules[] = {
		{"asn", !mute},
		{"manage", is_announcing(out->kind)},
		{"node-config", is_announcing(out->kind) || out->kind == TOPO_KIND_EXEC},
		{"config", out->kind == TOPO_KIND_BIRD},
		{"command", out->kind == TOPO_KIND_EXEC},
		{"addresses", out->kind != TOPO_KIND_BRIDGE},
		{"start", !mute},
	};

	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		const struct yaml_node *value = yaml_get(node, rules[i].key);

		if (value != NULL && !rules[i].fits)
			return parse_fail(p, value->key,
					  "\"%s\" means nothing to a node of kind %s; remove it",
					  rules[i].key, topo_kind_name(out->kind));
	}
	if (out->kind == TOPO_KIND_EXEC && out->command == NULL)
		return parse_fail(
			p, node,
			"a node of kind exec has no command; add command: [sleep, infinity]");
	return true;
}

static bool node_one(struct parse *p, const struct yaml_node *node,
		     const struct topo_node *defaults, bool has_kind)
{
	struct topo_node *out = &p->topo->nodes[p->topo->n_nodes];
	const struct yaml_node *value;
	char what[TOPO_NAME_MAX + 8];

	*out = *defaults;
	out->place = parse_place(p, node->key);
	if (!parse_name(p, node->key, "node", out->name))
		return false;
	snprintf(what, sizeof(what), "node %s", out->name);
	if (!yaml_is_null(node) &&
	    (!parse_no_foreign(p, node) || !parse_keys(p, node, what, PARSE_WORDS(keys)) ||
	     !common(p, node, out)))
		return false;
	if (!has_kind && yaml_get(node, "kind") == NULL)
		return parse_fail(p, node->key, "%s has no kind; add one, as kind: bird", what);
	if ((value = yaml_get(node, "asn")) != NULL && !parse_asn(p, value, &out->asn))
		return false;
	if ((value = yaml_get(node, "command")) != NULL && !command(p, value, out))
		return false;
	if ((value = yaml_get(node, "addresses")) != NULL && !bound(p, value, out))
		return false;
	if (!keys_fit(p, node, out))
		return false;
	p->topo->n_nodes++;
	value = yaml_get(node, "config");
	return value == NULL || config(p, value, out);
}

bool parse_nodes(struct parse *p, const struct yaml_node *topology)
{
	static const char *const default_keys[] = {"kind", "manage", "node-config", "start"};
	const struct yaml_node *nodes = yaml_get(topology, "nodes");
	const struct yaml_node *defaults = yaml_get(topology, "defaults");
	struct topo_node first = {.manage = "auto", .start = true};
	bool has_kind = defaults != NULL && yaml_get(defaults, "kind") != NULL;

	if (nodes == NULL || nodes->kind != YAML_MAPPING || nodes->n == 0)
		return parse_fail(p, nodes != NULL ? nodes : topology,
				  "topology has no nodes; add nodes: { r1: { kind: bird } }");
	if (nodes->n > TOPO_NODES_MAX)
		return parse_fail(p, nodes, "%zu nodes; the lab takes at most %d", nodes->n,
				  TOPO_NODES_MAX);
	if (defaults != NULL && !yaml_is_null(defaults) &&
	    (!parse_no_foreign(p, defaults) ||
	     !parse_keys(p, defaults, "defaults", PARSE_WORDS(default_keys)) ||
	     !common(p, defaults, &first)))
		return false;
	p->topo->nodes = arena_alloc(p->arena, nodes->n * sizeof(*p->topo->nodes));
	for (const struct yaml_node *n = nodes->first; n != NULL; n = n->next) {
		if (!node_one(p, n, &first, has_kind))
			return false;
	}
	return true;
}
