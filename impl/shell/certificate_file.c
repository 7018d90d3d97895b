#include "shell/certificate_file.h"

#include "shell/file_watch.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

#define CHAIN_SIZE ((size_t)256 * 1024)

struct certificate_file {
	const struct world *world;
	const char *path;
	struct file_watch *watch;
};

static bool read_leaf(const char *path, uint8_t digest[static IO_DIGEST_SIZE])
{
	char *text = malloc(CHAIN_SIZE);
	ssize_t n = text != NULL ? file_read(path, text, CHAIN_SIZE) : -ENOMEM;
	BIO *bio = n > 0 ? BIO_new_mem_buf(text, (int)n) : NULL;
	X509 *leaf = bio != NULL ? PEM_read_bio_X509(bio, NULL, NULL, NULL) : NULL;
	unsigned int n_digest = 0;
	bool known = leaf != NULL && X509_digest(leaf, EVP_sha256(), digest, &n_digest) == 1;

	X509_free(leaf);
	BIO_free(bio);
	free(text);
	ERR_clear_error();
	return known;
}

static void tell(struct certificate_file *c)
{
	struct io_event event = {.kind = IO_EVENT_CERTIFICATE};

	event.certificate.known = read_leaf(c->path, event.certificate.leaf);
	world_event(c->world, &event);
}

static void on_file(void *arg, enum file_change change)
{
	if (change == FILE_CHANGED)
		tell(arg);
}

int certificate_file_new(const struct world *world, const char *path, struct certificate_file **out)
{
	struct certificate_file *c = calloc(1, sizeof(*c));
	int err;

	if (c == NULL)
		return -ENOMEM;
	c->world = world;
	c->path = path;
	err = file_watch_new(world, path, on_file, c, &c->watch);
	if (err < 0)
		free(c);
	else
		*out = c;
	return err;
}

void certificate_file_start(struct certificate_file *certificate)
{
	tell(certificate);
}

void certificate_file_free(struct certificate_file *certificate)
{
	if (certificate == NULL)
		return;
	file_watch_free(certificate->watch);
	free(certificate);
}
