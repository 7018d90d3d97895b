#include "sim/netns/command.h"
#include "sim/netns/copies.h"
#include "sim/netns/fault_file.h"
#include "sim/netns/mounts.h"
#include "sim/netns/pki.h"
#include "sim/netns/program.h"
#include "sim/topo/render_bird.h"
#include "sim/topo/render_hosts.h"
#include "sim/topo/render_node.h"
#include "support/nginx.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static FILE *file_open(const struct lab *lab, size_t node, const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", lab->nodes[node].folder, name);
	return fopen(path, "we");
}

static int file_close(FILE *file)
{
	const bool failed = ferror(file) != 0;

	return fclose(file) != 0 || failed ? -EIO : 0;
}

static int hosts_write(const struct lab *lab, size_t node)
{
	FILE *file = file_open(lab, node, "hosts");

	if (file == NULL)
		return -errno;
	render_hosts(lab->topo, file);
	return file_close(file);
}

/* A hand-written configuration is read where it lies, below the topology's folder. Wherever it logs
 * to, the lab must hear it too: that is how it knows that BIRD has started. */
static int config_copy(const struct lab *lab, const char *config, FILE *out)
{
	const char *below = NULL;
	char path[PATH_MAX], piece[4096];
	size_t n;
	FILE *in;

	if (lab->folder != NULL)
		below = copies_below(config, lab->host_folder);
	if (below != NULL)
		snprintf(path, sizeof(path), "%s/%s", lab->folder, below);
	else
		snprintf(path, sizeof(path), "%s", config);
	in = fopen(path, "re");
	if (in == NULL)
		return -errno;
	/* On its first line, so that BIRD's complaints have the right numbers. */
	fputs("log stderr all; ", out);
	while ((n = fread(piece, 1, sizeof(piece), in)) > 0)
		fwrite(piece, 1, n, out);
	return file_close(in);
}

static int bird_write(const struct lab *lab, size_t node)
{
	const char *config = lab->topo->nodes[node].config;
	FILE *file = file_open(lab, node, "bird.conf");
	int error = 0, closed;

	if (file == NULL)
		return -errno;
	if (config != NULL)
		error = config_copy(lab, config, file);
	else
		render_bird(lab->topo, node, file);
	closed = file_close(file);
	return error != 0 ? error : closed;
}

/* The web server beside an announcer. A certificate put in place counts at once: the announcer
 * looks right then. */
static int nginx_write(const struct lab *lab, size_t node)
{
	const char *folder = lab->nodes[node].folder;
	const uint16_t port = LAB_TLS_PORT;
	char certificate[96], key[96];
	const struct nginx_options options = {
		.folder = folder,
		.ports = &port,
		.n_ports = 1,
		.certificate = certificate,
		.key = key,
		.each_handshake = true,
		.answer = lab->topo->nodes[node].name,
	};
	FILE *file = file_open(lab, node, "nginx.conf");
	int error, closed;

	if (file == NULL)
		return -errno;
	snprintf(certificate, sizeof(certificate), "%s/" PKI_CERTIFICATE, folder);
	snprintf(key, sizeof(key), "%s/" PKI_KEY, folder);
	error = nginx_render(&options, file);
	closed = file_close(file);
	return error != 0 ? error : closed;
}

static int node_write(struct lab *lab, size_t node)
{
	struct instant at;
	int error = pki_issue(lab, node, TOPO_CERTIFICATE_GOOD, NULL);

	if (error == 0)
		error = fault_health(lab, node, "ok", &at);
	if (error == 0 && lab->topo->nodes[node].kind != TOPO_KIND_EXEC) {
		FILE *file = file_open(lab, node, "node.yaml");

		if (file == NULL)
			return -errno;
		render_node(lab->topo, node, lab->nodes[node].folder, file);
		error = file_close(file);
	}
	return error;
}

int program_write(struct lab *lab, size_t node)
{
	const enum topo_kind kind = lab->topo->nodes[node].kind;
	int error = hosts_write(lab, node);

	if (error == 0 && kind == TOPO_KIND_BIRD)
		error = bird_write(lab, node);
	if (error == 0 && lab->topo->service.hostname != NULL &&
	    (kind == TOPO_KIND_CACHE || kind == TOPO_KIND_ANNOUNCER || kind == TOPO_KIND_EXEC))
		error = node_write(lab, node);
	if (error == 0 && command_has_server(kind))
		error = nginx_write(lab, node);
	return error;
}

/* Whether @program is in a folder of @path; also in the sbin beside a bin, which an ordinary user's
 * PATH leaves out. */
static bool is_installed(const char *program, const char *path)
{
	char *folders = strdup(path), *rest = folders;
	bool found = false;

	for (char *folder; folders != NULL && !found && (folder = strsep(&rest, ":")) != NULL;) {
		const size_t n = strlen(folder);
		char file[512];

		snprintf(file, sizeof(file), "%s/%s", folder, program);
		found = access(file, X_OK) == 0;
		if (!found && n >= 4 && strcmp(folder + n - 4, "/bin") == 0) {
			snprintf(file, sizeof(file), "%.*s/sbin/%s", (int)n - 4, folder, program);
			found = access(file, X_OK) == 0;
		}
	}
	free(folders);
	return found;
}

const char *program_missing(enum topo_kind kind, const char *path)
{
	if (kind == TOPO_KIND_BIRD && !is_installed("bird", path))
		return "bird2";
	if ((kind == TOPO_KIND_CACHE || kind == TOPO_KIND_ANNOUNCER) &&
	    !is_installed("nginx", path))
		return "nginx";
	return NULL;
}
