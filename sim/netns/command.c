#include "sim/netns/command.h"

#include "sim/netns/mounts.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_SIZE 16384

/* Lays strings side by side into the command's text. */
struct pen {
	struct command *command;
	size_t used;
	size_t n_argv, n_environment;
	bool is_full;
};

bool command_has_main(enum topo_kind kind)
{
	return kind != TOPO_KIND_CLIENT && kind != TOPO_KIND_BRIDGE;
}

bool command_has_server(enum topo_kind kind)
{
	return kind == TOPO_KIND_ANNOUNCER;
}

static const char *put(struct pen *pen, const char *format, va_list args)
{
	char *at = pen->command->text + pen->used;
	const size_t room = TEXT_SIZE - pen->used;
	int n = vsnprintf(at, room, format, args);

	if (n < 0 || (size_t)n >= room) {
		pen->is_full = true;
		return "";
	}
	pen->used += (size_t)n + 1;
	return at;
}

static void argv_add(struct pen *pen, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void argv_add(struct pen *pen, const char *format, ...)
{
	va_list args;

	if (pen->n_argv == COMMAND_WORDS_MAX - 1) {
		pen->is_full = true;
		return;
	}
	va_start(args, format);
	pen->command->argv[pen->n_argv++] = put(pen, format, args);
	va_end(args);
}

static void environment_add(struct pen *pen, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void environment_add(struct pen *pen, const char *format, ...)
{
	va_list args;

	if (pen->n_environment == COMMAND_WORDS_MAX - 1) {
		pen->is_full = true;
		return;
	}
	va_start(args, format);
	pen->command->environment[pen->n_environment++] = put(pen, format, args);
	va_end(args);
}

static int pen_begin(struct pen *pen, struct command *command, size_t node)
{
	*command = (struct command){.text = malloc(TEXT_SIZE)};
	*pen = (struct pen){.command = command};
	command->spec.node = node;
	command->spec.argv = command->argv;
	command->spec.environment = command->environment;
	return command->text == NULL ? -ENOMEM : 0;
}

static int pen_end(struct pen *pen)
{
	if (!pen->is_full)
		return 0;
	command_close(pen->command);
	return -E2BIG;
}

void command_close(struct command *command)
{
	free(command->text);
	command->text = NULL;
}

/* "203.0.113.0/24,2001:db8:a::/48"; service addresses without a length that says nothing. */
static void prefixes_join(const struct prefix *prefixes, size_t n, char *out, size_t n_out)
{
	size_t used = 0;

	out[0] = '\0';
	for (size_t i = 0; i < n && used < n_out; i++) {
		char text[PREFIX_TEXT_SIZE];
		const struct prefix *it = &prefixes[i];

		if (it->length == ip_length(it->ip.family))
			ip_format(&it->ip, text);
		else
			prefix_format(it, text);
		used += (size_t)snprintf(out + used, n_out - used, "%s%s", i > 0 ? "," : "", text);
	}
}

/* The contract of whatever runs in a node: docs/lab.md. */
static void environment_node(struct pen *pen, const struct lab *lab, size_t node)
{
	const struct lab_node *it = &lab->nodes[node];

	environment_add(pen, "ANYCAST_NODE=%s", it->topo->name);
	environment_add(pen, "ANYCAST_CASE=%s", lab->topo->name);
	environment_add(pen, "ANYCAST_LOG=%s", it->folder);
	environment_add(pen, "ANYCAST_STOP_S=10");
	environment_add(pen, "ANYCAST_CONFIG=%s/node.yaml", it->folder);
	environment_add(pen, "ANYCAST_HEALTH=%s/health", it->folder);
	environment_add(pen, "ANYCAST_CERT=%s/cert.pem", it->folder);
	environment_add(pen, "ANYCAST_KEY=%s/key.pem", it->folder);
	environment_add(pen, "ANYCAST_CA=%s/ca.pem", it->folder);
}

static void environment_service(struct pen *pen, const struct lab *lab, size_t node)
{
	const struct topo_service *service = &lab->topo->service;
	char text[TOPO_PREFIXES_MAX * PREFIX_TEXT_SIZE];
	const struct topo_port *peer = lab_router_of(lab, node, NULL);

	if (service->hostname != NULL) {
		environment_add(pen, "ANYCAST_HOSTNAME=%s", service->hostname);
		prefixes_join(service->addresses, service->n_addresses, text, sizeof(text));
		environment_add(pen, "ANYCAST_ADDRESSES=%s", text);
		prefixes_join(service->routes, service->n_routes, text, sizeof(text));
		environment_add(pen, "ANYCAST_ROUTES=%s", text);
	}
	if (lab->topo->nodes[node].asn != 0)
		environment_add(pen, "ANYCAST_LOCAL_ASN=%u", lab->topo->nodes[node].asn);
	if (peer == NULL)
		return;
	environment_add(pen, "ANYCAST_PEER=%s", ip_format(&peer->v4.ip, text));
	environment_add(pen, "ANYCAST_PEER_ASN=%u", lab->topo->nodes[peer->node].asn);
}

static void bird(struct pen *pen, const struct lab *lab, size_t node)
{
	const char *folder = lab->nodes[node].folder;

	argv_add(pen, "bird");
	argv_add(pen, "-f");
	argv_add(pen, "-c");
	argv_add(pen, "%s/bird.conf", folder);
	argv_add(pen, "-s");
	argv_add(pen, "%s/bird.ctl", folder);
	argv_add(pen, "-P");
	argv_add(pen, "%s/bird.pid", folder);
	pen->command->spec.program = "bird";
	pen->command->spec.ready = PROCESS_READY_LINE;
	pen->command->spec.ready_text = "Started";
}

static void announcer(struct pen *pen, const struct lab *lab, size_t node, const char *program)
{
	argv_add(pen, "%s/%s", MOUNTS_PROGRAMS, program);
	argv_add(pen, "-c");
	argv_add(pen, "%s/node.yaml", lab->nodes[node].folder);
	pen->command->spec.program = program;
	pen->command->spec.ready = PROCESS_READY_AT_ONCE;
}

static void given(struct pen *pen, const struct lab *lab, size_t node)
{
	const char *const *words = lab->topo->nodes[node].command;

	for (size_t i = 0; words[i] != NULL; i++)
		argv_add(pen, "%s", words[i]);
	/* Its files lie beside the topology. */
	if (lab->folder != NULL)
		pen->command->spec.folder = lab->folder;
	pen->command->spec.program = words[0];
	pen->command->spec.ready = PROCESS_READY_FD;
}

int command_main(struct command *command, const struct lab *lab, size_t node)
{
	const struct topo_node *it = lab->nodes[node].topo;
	struct pen pen;
	int error = pen_begin(&pen, command, node);

	if (error != 0)
		return error;
	environment_node(&pen, lab, node);
	environment_service(&pen, lab, node);
	switch (it->kind) {
	case TOPO_KIND_BIRD:
		bird(&pen, lab, node);
		break;
	case TOPO_KIND_CACHE:
		announcer(&pen, lab, node, "anycast-cache");
		break;
	case TOPO_KIND_ANNOUNCER:
		announcer(&pen, lab, node, "anycastd");
		break;
	case TOPO_KIND_EXEC:
		given(&pen, lab, node);
		break;
	case TOPO_KIND_CLIENT:
	case TOPO_KIND_BRIDGE:
		break;
	}
	return pen_end(&pen);
}

int command_visit(struct command *command, const struct lab *lab, size_t node, const char *term)
{
	struct pen pen;
	int error = pen_begin(&pen, command, node);

	if (error != 0)
		return error;
	environment_node(&pen, lab, node);
	environment_service(&pen, lab, node);
	environment_add(&pen, "TERM=%s", term);
	return pen_end(&pen);
}

int command_server(struct command *command, const struct lab *lab, size_t node)
{
	const char *folder = lab->nodes[node].folder;
	struct pen pen;
	int error = pen_begin(&pen, command, node);

	if (error != 0)
		return error;
	argv_add(&pen, "nginx");
	argv_add(&pen, "-e");
	argv_add(&pen, "stderr");
	argv_add(&pen, "-p");
	argv_add(&pen, "%s", folder);
	argv_add(&pen, "-c");
	argv_add(&pen, "%s/nginx.conf", folder);
	command->spec.program = "nginx";
	command->spec.ready = PROCESS_READY_LINE;
	command->spec.ready_text = "start worker process ";
	return pen_end(&pen);
}
