#include "sim/netns/pki.h"

#include "support/replace.h"

#include <errno.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAY_S INT64_C(86400)

/* Serial numbers: this, plus 1 for the authority, plus 2 + the index of the node. */
#define SERIAL_BASE UINT64_C(0x0a11ca5700000000)

/* The keys live as long as the lab: a node's certificate may then be replaced by one rename. */
struct lab_pki {
	EVP_PKEY *key;
	X509 *authority;
	EVP_PKEY *node_keys[TOPO_NODES_MAX];
};

static bool extension_add(X509 *cert, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX context;
	X509_EXTENSION *extension;
	bool good;

	X509V3_set_ctx_nodb(&context);
	X509V3_set_ctx(&context, issuer, cert, NULL, NULL, 0);
	extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	good = extension && X509_add_ext(cert, extension, -1) == 1;
	X509_EXTENSION_free(extension);
	return good;
}

static bool serial_set(X509 *cert, uint64_t serial)
{
	return ASN1_INTEGER_set_uint64(X509_get_serialNumber(cert), serial) == 1;
}

/* What authority and leaf have alike; the dates are seconds from now. */
static X509 *certificate_new(EVP_PKEY *key, const char *name, int64_t from_s, int64_t to_s)
{
	X509 *cert = X509_new();
	X509_NAME *subject = cert ? X509_get_subject_name(cert) : NULL;
	const unsigned char *text = (const unsigned char *)name;

	if (subject && X509_set_version(cert, X509_VERSION_3) == 1 &&
	    X509_gmtime_adj(X509_getm_notBefore(cert), from_s) &&
	    X509_gmtime_adj(X509_getm_notAfter(cert), to_s) && X509_set_pubkey(cert, key) == 1 &&
	    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, text, -1, -1, 0) == 1)
		return cert;
	X509_free(cert);
	return NULL;
}

static X509 *authority_new(EVP_PKEY *key)
{
	X509 *cert = certificate_new(key, "anycast-lab authority", -3 * DAY_S, 3650 * DAY_S);

	if (cert && serial_set(cert, SERIAL_BASE + 1) &&
	    X509_set_issuer_name(cert, X509_get_subject_name(cert)) == 1 &&
	    extension_add(cert, cert, NID_basic_constraints, "critical,CA:TRUE") &&
	    extension_add(cert, cert, NID_key_usage, "critical,keyCertSign,cRLSign") &&
	    extension_add(cert, cert, NID_subject_key_identifier, "hash") &&
	    X509_sign(cert, key, EVP_sha256()) > 0)
		return cert;
	X509_free(cert);
	return NULL;
}

static void alternative_names(const struct lab *lab, size_t node, enum topo_certificate kind,
			      char *out, size_t n_out)
{
	const char *service = lab->topo->service.hostname;
	const char *name = lab->topo->nodes[node].name;

	if (service && kind != TOPO_CERTIFICATE_WRONG_SAN)
		snprintf(out, n_out, "DNS:%s,DNS:%s", service, name);
	else
		snprintf(out, n_out, "DNS:%s", name);
}

static X509 *leaf_new(const struct lab *lab, size_t node, enum topo_certificate kind)
{
	const struct lab_pki *pki = lab->pki;
	int64_t from_s = kind == TOPO_CERTIFICATE_NOT_YET ? DAY_S : -2 * DAY_S;
	int64_t to_s = kind == TOPO_CERTIFICATE_EXPIRED ? -DAY_S : 365 * DAY_S;
	X509 *cert =
		certificate_new(pki->node_keys[node], lab->topo->nodes[node].name, from_s, to_s);
	char names[512];

	alternative_names(lab, node, kind, names, sizeof(names));
	if (cert && serial_set(cert, SERIAL_BASE + 2 + node) &&
	    X509_set_issuer_name(cert, X509_get_subject_name(pki->authority)) == 1 &&
	    extension_add(cert, pki->authority, NID_basic_constraints, "critical,CA:FALSE") &&
	    extension_add(cert, pki->authority, NID_key_usage, "critical,digitalSignature") &&
	    extension_add(cert, pki->authority, NID_ext_key_usage, "serverAuth") &&
	    extension_add(cert, pki->authority, NID_authority_key_identifier, "keyid") &&
	    extension_add(cert, pki->authority, NID_subject_alt_name, names) &&
	    X509_sign(cert, pki->key, EVP_sha256()) > 0)
		return cert;
	X509_free(cert);
	return NULL;
}

static int bio_replace(const char *folder, const char *name, mode_t mode, BIO *bio,
		       struct instant *cause)
{
	char path[200];
	char *text;
	long n = BIO_get_mem_data(bio, &text);
	int length = snprintf(path, sizeof(path), "%s/%s", folder, name);

	if (length < 0 || (size_t)length >= sizeof(path))
		return -ENAMETOOLONG;
	return file_replace(path, mode, (struct bytes){(const uint8_t *)text, (size_t)n}, cause);
}

static int authority_write(const struct lab_pki *pki, const char *folder)
{
	BIO *bio = BIO_new(BIO_s_mem());
	int error = -EIO;

	if (bio && PEM_write_bio_X509(bio, pki->authority) == 1)
		error = bio_replace(folder, PKI_CA, 0644, bio, NULL);
	BIO_free(bio);
	return error;
}

static int key_write(const struct lab_pki *pki, const struct lab_node *node, size_t index)
{
	BIO *bio = BIO_new(BIO_s_secmem());
	int error = -EIO;

	if (bio && PEM_write_bio_PKCS8PrivateKey(bio, pki->node_keys[index], NULL, NULL, 0, NULL,
						 NULL) == 1)
		error = bio_replace(node->folder, PKI_KEY, 0600, bio, NULL);
	BIO_free(bio);
	return error;
}

static int leaf_write(const char *folder, X509 *leaf, struct instant *cause)
{
	BIO *bio = BIO_new(BIO_s_mem());
	int error = -EIO;

	/* Without the authority: who trusts it has it, and decoding it costs a client 0.2 ms. */
	if (bio && PEM_write_bio_X509(bio, leaf) == 1)
		error = bio_replace(folder, PKI_CERTIFICATE, 0644, bio, cause);
	BIO_free(bio);
	return error;
}

int pki_open(struct lab *lab)
{
	struct lab_pki *pki = calloc(1, sizeof(*pki));
	int error = -EIO;

	if (!pki)
		return -ENOMEM;
	lab->pki = pki;
	pki->key = EVP_EC_gen("P-256");
	pki->authority = pki->key ? authority_new(pki->key) : NULL;
	if (pki->authority)
		error = authority_write(pki, LAB_FOLDER);
	if (error)
		pki_close(lab);
	return error;
}

void pki_close(struct lab *lab)
{
	struct lab_pki *pki = lab->pki;

	if (!pki)
		return;
	for (size_t i = 0; i < TOPO_NODES_MAX; i++)
		EVP_PKEY_free(pki->node_keys[i]);
	X509_free(pki->authority);
	EVP_PKEY_free(pki->key);
	free(pki);
	lab->pki = NULL;
}

/* The first certificate of a node: what never changes again is written too. */
static int node_begin(struct lab *lab, size_t node)
{
	struct lab_pki *pki = lab->pki;
	int error;

	pki->node_keys[node] = EVP_EC_gen("P-256");
	if (!pki->node_keys[node])
		return -EIO;
	error = key_write(pki, &lab->nodes[node], node);
	if (!error)
		error = authority_write(pki, lab->nodes[node].folder);
	return error;
}

int pki_issue(struct lab *lab, size_t node, enum topo_certificate kind, struct instant *cause)
{
	int error = 0;
	X509 *leaf;

	if (!lab->pki)
		return -ENOENT;
	if (!lab->pki->node_keys[node])
		error = node_begin(lab, node);
	if (error)
		return error;
	leaf = leaf_new(lab, node, kind);
	error = leaf ? leaf_write(lab->nodes[node].folder, leaf, cause) : -EIO;
	X509_free(leaf);
	return error;
}

size_t pki_node(const struct lab *lab, struct bytes serial)
{
	uint64_t value = 0;

	if (serial.n != PKI_SERIAL_SIZE)
		return TOPO_NONE;
	for (size_t i = 0; i < PKI_SERIAL_SIZE; i++)
		value = value << 8 | serial.at[i];
	value -= SERIAL_BASE + 2;
	return value < lab->topo->n_nodes ? (size_t)value : TOPO_NONE;
}
