#ifndef SHELL_LEAF_H
#define SHELL_LEAF_H

#include "anycast/io.h"

#include <openssl/x509v3.h>

/* What a leaf certificate says, read by OpenSSL; judged by the role. */

#define LEAF_NAMES_MAX 128

struct leaf {
	struct io_name names[LEAF_NAMES_MAX]; /* point into .alternative */
	size_t n_names;
	int64_t not_before_s; /* Unix time; INT64_MAX and INT64_MIN when unreadable, so never valid
			       */
	int64_t not_after_s;
	uint8_t digest[IO_DIGEST_SIZE];
	GENERAL_NAMES *alternative;
};

/** leaf_read() - read @certificate; only dNSName and iPAddress count (SAN-03, 04) */
void leaf_read(X509 *certificate, struct leaf *out);
void leaf_close(struct leaf *leaf);

#endif
