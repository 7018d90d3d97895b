#include "shell/leaf.h"

#include <openssl/evp.h>
#include <string.h>
#include <time.h>

static bool read_name(const GENERAL_NAME *name, struct io_name *out)
{
	const ASN1_STRING *string;
	int type, n;

	string = GENERAL_NAME_get0_value(name, &type);
	if (type != GEN_DNS && type != GEN_IPADD)
		return false;
	n = ASN1_STRING_length(string);
	memset(out, 0, sizeof(*out));
	if (type == GEN_DNS) {
		out->dns = (struct bytes){ASN1_STRING_get0_data(string), (size_t)n};
		return true;
	}
	if (n != 4 && n != 16)
		return false;
	out->is_ip = true;
	out->ip.family = n == 4 ? IP_V4 : IP_V6;
	memcpy(out->ip.octets, ASN1_STRING_get0_data(string), (size_t)n);
	return true;
}

static int64_t unix_time(const ASN1_TIME *time, int64_t unreadable)
{
	struct tm tm;

	return ASN1_TIME_to_tm(time, &tm) == 1 ? (int64_t)timegm(&tm) : unreadable;
}

void leaf_read(X509 *certificate, struct leaf *out)
{
	unsigned int n = 0;
	int n_names;

	memset(out, 0, sizeof(*out));
	out->alternative = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
	n_names = out->alternative != NULL ? sk_GENERAL_NAME_num(out->alternative) : 0;
	for (int i = 0; i < n_names && out->n_names < LEAF_NAMES_MAX; i++) {
		if (read_name(sk_GENERAL_NAME_value(out->alternative, i),
			      &out->names[out->n_names]))
			out->n_names++;
	}
	out->not_before_s = unix_time(X509_get0_notBefore(certificate), INT64_MAX);
	out->not_after_s = unix_time(X509_get0_notAfter(certificate), INT64_MIN);
	X509_digest(certificate, EVP_sha256(), out->digest, &n);
}

void leaf_close(struct leaf *leaf)
{
	GENERAL_NAMES_free(leaf->alternative);
	leaf->alternative = NULL;
}
