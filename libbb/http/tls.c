/* SPDX-License-Identifier: MIT */
/* TLS 1.2 and 1.3 by OpenSSL. tls_verify.c says why a certificate was refused. */
#include "http/tls.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "core/text.h"
#include "http/connect.h"
#include "http/tls_verify.h"

struct tls {
	SSL *ssl;
	int fd;
	/* What ended it, when the bytes before that are to be given first. */
	bool over;
	int end;
	enum fetch_failure failure;
	char text[256];
};

/*
 * The context of the last settings, with its CA certificates, and the last session of the last
 * host: the next connection to it resumes.
 */
static struct {
	SSL_CTX *context;
	char *settings;
	SSL_SESSION *session;
	char *host;
} last;

static const char *const ca_files[] = {
	"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
	"/etc/ssl/cert.pem",
};

/* OpenSSL's oldest reason, its queue emptied. */
static const char *ssl_reason(void)
{
	unsigned long code = ERR_get_error();
	const char *text = code ? ERR_reason_error_string(code) : NULL;

	if (code && ERR_SYSTEM_ERROR(code))
		text = strerror(ERR_GET_REASON(code));
	ERR_clear_error();
	return text ?: "unknown error";
}

/* The socket as a BIO: OpenSSL's own would raise SIGPIPE. */
static int bio_write(BIO *bio, const char *data, int length)
{
	struct tls *tls = BIO_get_data(bio);
	ssize_t count = send(tls->fd, data, length, MSG_NOSIGNAL | MSG_DONTWAIT);

	BIO_clear_retry_flags(bio);
	if (count < 0 && (errno == EAGAIN || errno == EINTR))
		BIO_set_retry_write(bio);
	return count;
}

static int bio_read(BIO *bio, char *data, int length)
{
	struct tls *tls = BIO_get_data(bio);
	ssize_t count = recv(tls->fd, data, length, MSG_DONTWAIT);

	BIO_clear_retry_flags(bio);
	if (count < 0 && (errno == EAGAIN || errno == EINTR))
		BIO_set_retry_read(bio);
	if (count == 0)
		BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
	return count;
}

static long bio_control(BIO *bio, int command, long number, void *pointer)
{
	(void)number;
	(void)pointer;
	if (command == BIO_CTRL_EOF)
		return BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0;
	return command == BIO_CTRL_FLUSH;
}

static BIO *make_bio(struct tls *tls)
{
	static BIO_METHOD *method;
	BIO *bio;

	if (!method) {
		method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket");
		if (!method)
			return NULL;
		BIO_meth_set_write(method, bio_write);
		BIO_meth_set_read(method, bio_read);
		BIO_meth_set_ctrl(method, bio_control);
	}
	bio = BIO_new(method);
	if (bio) {
		BIO_set_data(bio, tls);
		BIO_set_init(bio, 1);
	}
	return bio;
}

static int keep_session(SSL *ssl, SSL_SESSION *session)
{
	(void)ssl;
	SSL_SESSION_free(last.session);
	last.session = session;
	return 1;
}

static int load_ca(const struct fetch *job, SSL_CTX *context)
{
	const char *file = job->ca_file ?: getenv("SSL_CERT_FILE");

	for (size_t i = 0; !file && i < ARRAY_SIZE(ca_files); i++)
		if (access(ca_files[i], R_OK) == 0)
			file = ca_files[i];
	if (!file)
		return fail_plain("there is no %s to verify the server by", ca_files[0]);
	if (!SSL_CTX_load_verify_file(context, file))
		return fail_plain("CA certificates %s: %s", file, ssl_reason());
	return 0;
}

static int load_client(const struct fetch *job, SSL_CTX *context)
{
	const char *key = job->private_key ?: job->certificate;

	if (!job->certificate)
		return 0;
	if (SSL_CTX_use_certificate_chain_file(context, job->certificate) != 1)
		return fail_plain("client certificate %s: %s", job->certificate, ssl_reason());
	if (SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) != 1)
		return fail_plain("private key %s for %s: %s", key, job->certificate, ssl_reason());
	return 0;
}

static SSL_CTX *make_context(const struct fetch *job)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());

	if (!context) {
		fail_plain("OpenSSL: %s", ssl_reason());
		return NULL;
	}
	SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
	SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION);
	SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE |
				  SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
	SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT |
						SSL_SESS_CACHE_NO_INTERNAL);
	SSL_CTX_sess_set_new_cb(context, keep_session);
	SSL_CTX_set_verify(context, job->insecure ? SSL_VERIFY_NONE : SSL_VERIFY_PEER,
			   job->insecure ? NULL : tls_verify_note);
	if ((!job->insecure && load_ca(job, context) < 0) || load_client(job, context) < 0) {
		SSL_CTX_free(context);
		return NULL;
	}
	return context;
}

static SSL_CTX *context_for(const struct fetch *job)
{
	char *settings = xasprintf("%d %s %s %s", job->insecure, job->ca_file ?: "",
				   job->certificate ?: "", job->private_key ?: "");

	if (last.context && strcmp(settings, last.settings) == 0) {
		free(settings);
		return last.context;
	}
	SSL_CTX_free(last.context);
	SSL_SESSION_free(last.session);
	last.session = NULL;
	free(last.settings);
	last.settings = settings;
	last.context = make_context(job);
	return last.context;
}

/* The host's name or address, to be told (SNI) and to be found in the certificate. */
static int set_host(struct tls *tls, const struct fetch *job, const char *host)
{
	unsigned char bytes[16];
	char plain[256];
	bool address;

	text_copy(plain, MIN(sizeof(plain), strcspn(host, "%") + 1), host);
	address = inet_pton(strchr(plain, ':') ? AF_INET6 : AF_INET, plain, bytes) == 1;
	if (!address && SSL_set_tlsext_host_name(tls->ssl, plain) != 1)
		return -1;
	if (!last.host || strcmp(last.host, host) != 0) {
		SSL_SESSION_free(last.session);
		last.session = NULL;
		free(last.host);
		last.host = xstrdup(host);
	}
	if (last.session)
		SSL_set_session(tls->ssl, last.session);
	if (job->insecure)
		return 0;
	if (address)
		return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls->ssl), plain) ? 0 : -1;
	SSL_set_hostflags(tls->ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
	return SSL_set1_host(tls->ssl, plain) ? 0 : -1;
}

/* After a call that did not succeed: TLS_WANT_..., 0 at the end, -1 after fail(). */
static int why(struct fetch *job, struct tls *tls, int result)
{
	int error = SSL_get_error(tls->ssl, result), saved = errno;

	switch (error) {
	case SSL_ERROR_WANT_READ:
		return TLS_WANT_READ;
	case SSL_ERROR_WANT_WRITE:
		return TLS_WANT_WRITE;
	case SSL_ERROR_ZERO_RETURN:
		return 0;
	case SSL_ERROR_SYSCALL:
		ERR_clear_error();
		errno = saved ?: ECONNRESET;
		return because(job, FETCH_NETWORK, fail("TLS"));
	default:
		/* Without a goodbye nobody knows whether that was all. */
		if (ERR_GET_REASON(ERR_peek_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING) {
			ERR_clear_error();
			return because(job, FETCH_NETWORK,
				       fail_plain("cut off (TLS connection without goodbye)"));
		}
		return because(job, FETCH_TLS, fail_plain("TLS: %s", ssl_reason()));
	}
}

static int shake_hands(struct fetch *job, struct tls *tls, const char *host)
{
	uint32_t ms = job->timeouts.connect;
	uint64_t until = job_deadline(job, ms);

	for (;;) {
		struct pollfd polled = { tls->fd, POLLIN, 0 };
		int result, ready;

		ERR_clear_error();
		errno = 0;
		result = SSL_connect(tls->ssl);
		if (result == 1)
			return 0;
		if (tls_verify_failed(tls->ssl))
			return because(job, FETCH_TLS, tls_verify_say(tls->ssl, host));
		result = why(job, tls, result);
		if (result == 0)
			return because(job, FETCH_TLS, fail_plain("TLS: the server hung up"));
		if (result == -1)
			return -1;
		polled.events = result == TLS_WANT_WRITE ? POLLOUT : POLLIN;
		ready = job_poll(job, &polled, 1, until);
		if (ready < 0)
			return -1;
		if (ready == 0)
			return because(job, FETCH_NETWORK,
				       fail_plain("TLS handshake: not done within %.3g s",
						  ms / 1000.0));
	}
}

static void release(struct tls *tls)
{
	if (tls->ssl)
		tls_verify_forget(tls->ssl);
	SSL_free(tls->ssl);
	free(tls);
}

struct tls *tls_open(struct fetch *job, int fd, const char *host)
{
	SSL_CTX *context = context_for(job);
	struct tls *tls;
	BIO *bio;

	if (!context) {
		because(job, FETCH_TLS, -1);
		return NULL;
	}
	tls = xcalloc(1, sizeof(*tls));
	tls->fd = fd;
	tls->ssl = SSL_new(context);
	bio = make_bio(tls);
	if (!tls->ssl || !bio) {
		because(job, FETCH_TLS, fail_plain("OpenSSL: %s", ssl_reason()));
		BIO_free(bio);
		release(tls);
		return NULL;
	}
	SSL_set_bio(tls->ssl, bio, bio);
	if (set_host(tls, job, host) < 0)
		because(job, FETCH_TLS, fail_plain("TLS: host name '%s' cannot be verified", host));
	else if (shake_hands(job, tls, host) == 0)
		return tls;
	fail_in("%s", host);
	release(tls);
	return NULL;
}

void tls_close(struct tls *tls)
{
	if (!tls)
		return;
	ERR_clear_error();
	SSL_shutdown(tls->ssl);
	ERR_clear_error();
	release(tls);
}

ssize_t tls_read(struct fetch *job, struct tls *tls, void *data, size_t length)
{
	size_t total = 0;
	int result = 1;

	if (tls->over)
		return tls->end ? because(job, tls->failure, fail_plain("%s", tls->text)) : 0;
	/* A record at a time comes; take all that is there. */
	errno = 0;
	ERR_clear_error();
	while (total < length) {
		size_t count = 0;

		result = SSL_read_ex(tls->ssl, (char *)data + total, length - total, &count);
		if (result != 1)
			break;
		total += count;
	}
	if (result == 1)
		return total;
	result = why(job, tls, result);
	if (total && (result == 0 || result == -1)) {
		tls->over = true;
		tls->end = result;
		tls->failure = job->failure;
		text_copy(tls->text, sizeof(tls->text), fail_text());
	}
	return total ? (ssize_t)total : result;
}

ssize_t tls_write(struct fetch *job, struct tls *tls, const void *data, size_t length)
{
	size_t count = 0;
	int result;

	errno = 0;
	ERR_clear_error();
	result = SSL_write_ex(tls->ssl, data, length, &count);
	if (result == 1)
		return count;
	result = why(job, tls, result);
	return result ? result : because(job, FETCH_NETWORK, fail_plain("TLS: closed"));
}
