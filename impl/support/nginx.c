#include "support/nginx.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NOBODY 65534

/* Whether the id nobody exists in this user namespace. */
static bool nobody_is_mapped(void)
{
	FILE *map = fopen("/proc/self/uid_map", "re");
	bool mapped = map == NULL;
	char line[128];

	while (!mapped && fgets(line, sizeof(line), map) != NULL) {
		char *at = line;
		unsigned long first = strtoul(at, &at, 10);

		(void)strtoul(at, &at, 10); /* the id outside */
		mapped = first <= NOBODY && NOBODY - first < strtoul(at, NULL, 10);
	}
	if (map != NULL)
		fclose(map);
	return mapped;
}

/* Quoted text of an nginx file: what would end it, or be a variable, is not let in. */
static bool is_plain(const char *text)
{
	if (text == NULL)
		return true;
	for (const char *c = text; *c != '\0'; c++) {
		if ((unsigned char)*c < 0x20 || *c == 0x7f || strchr("\"\\$", *c) != NULL)
			return false;
	}
	return true;
}

static void render_process(const struct nginx_options *options, FILE *out)
{
	fputs("# Made by anycast; written anew at every start.\n", out);
	/* Root gives its workers to nobody; where only one id is mapped there is none but itself.
	 */
	if (geteuid() == 0)
		fputs(nobody_is_mapped() && !options->each_handshake ? "user nobody nogroup;\n"
								     : "user root root;\n",
		      out);
	fprintf(out,
		"daemon off;\n"
		"worker_processes %u;\n"
		"worker_shutdown_timeout 10s;\n"
		"pid \"%s/nginx.pid\";\n"
		"error_log stderr notice;\n"
		"events { worker_connections 1024; }\n",
		options->workers != 0 ? options->workers : 1, options->folder);
}

static void render_http(const struct nginx_options *options, FILE *out)
{
	static const char *const temporary[] = {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"};

	fputs("http {\n"
	      "\taccess_log off;\n"
	      "\tserver_tokens off;\n"
	      "\tdefault_type application/octet-stream;\n"
	      "\tkeepalive_timeout 65s;\n"
	      "\tsendfile on;\n",
	      out);
	for (size_t i = 0; i < sizeof(temporary) / sizeof(temporary[0]); i++)
		fprintf(out, "\t%s_temp_path \"%s/%s\";\n", temporary[i], options->folder,
			temporary[i]);
	/* No resumption: whoever connects sees this node's certificate, not a memory of another's.
	 */
	fputs("\tssl_protocols TLSv1.2 TLSv1.3;\n"
	      "\tssl_session_cache off;\n"
	      "\tssl_session_tickets off;\n",
	      out);
}

static void render_server(const struct nginx_options *options, FILE *out)
{
	const char *each = options->each_handshake ? "$each" : "";

	/* nginx reads a certificate at each handshake when its name holds a variable. */
	if (options->each_handshake)
		fputs("\tmap $ssl_server_name $each { default \"\"; }\n", out);
	fputs("\tserver {\n", out);
	for (size_t i = 0; i < options->n_ports; i++) {
		fprintf(out, "\t\tlisten %u ssl;\n", options->ports[i]);
		if (!options->no_v6)
			fprintf(out, "\t\tlisten [::]:%u ssl ipv6only=on;\n", options->ports[i]);
	}
	fprintf(out,
		"\t\tserver_name _;\n"
		"\t\tssl_certificate \"%s%s\";\n"
		"\t\tssl_certificate_key \"%s%s\";\n",
		options->certificate, each, options->key, each);
	if (options->root != NULL)
		fprintf(out, "\t\troot \"%s\";\n", options->root);
	else
		fprintf(out,
			"\t\tlocation / {\n"
			"\t\t\tdefault_type text/plain;\n"
			"\t\t\treturn 200 \"%s\n\";\n"
			"\t\t}\n",
			options->answer != NULL ? options->answer : "ok");
	fputs("\t}\n}\n", out);
}

int nginx_render(const struct nginx_options *options, FILE *out)
{
	if (!is_plain(options->folder) || !is_plain(options->certificate) ||
	    !is_plain(options->key) || !is_plain(options->root) || !is_plain(options->answer))
		return -EINVAL;
	render_process(options, out);
	render_http(options, out);
	render_server(options, out);
	return ferror(out) ? -EIO : 0;
}
