/* SPDX-License-Identifier: MIT */
/* Why a certificate was refused: RFC 5280 and RFC 9525, told with what is in it. */
#include "http/tls_verify.h"

#include <arpa/inet.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <time.h>

#include "core/error.h"
#include "core/text.h"

int tls_verify_note(int ok, X509_STORE_CTX *store)
{
	SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
	X509 *certificate = X509_STORE_CTX_get_current_cert(store);

	if (!ok && certificate && X509_up_ref(certificate)) {
		tls_verify_forget(ssl);
		SSL_set_app_data(ssl, certificate);
	}
	return ok;
}

void tls_verify_forget(SSL *ssl)
{
	X509_free(SSL_get_app_data(ssl));
	SSL_set_app_data(ssl, NULL);
}

bool tls_verify_failed(SSL *ssl)
{
	return SSL_get_verify_mode(ssl) != SSL_VERIFY_NONE &&
	       SSL_get_verify_result(ssl) != X509_V_OK;
}

static void time_text(const struct tm *when, char text[32])
{
	strftime(text, 32, "%Y-%m-%d %H:%M:%S UTC", when);
}

/* "expired 2024-01-01 ..., and this machine's clock says 2025-..." */
static int say_time(X509 *certificate, bool expired)
{
	char limit[32] = "?", clock[32] = "?";
	struct tm when;
	time_t now = time(NULL);

	if (ASN1_TIME_to_tm(expired ? X509_get0_notAfter(certificate)
				    : X509_get0_notBefore(certificate), &when) == 1)
		time_text(&when, limit);
	if (gmtime_r(&now, &when))
		time_text(&when, clock);
	return fail_plain("the certificate %s %s, and the clock here says %s",
			  expired ? "expired" : "is not valid before", limit, clock);
}

static void add_name(struct buffer *names, const char *text, int length)
{
	if (names->length > 200 || length <= 0)
		return;
	buffer_format(names, "%s%.*s", names->length ? ", " : "", MIN(length, 100), text);
}

static int say_name(X509 *certificate, const char *host)
{
	GENERAL_NAMES *list = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
	struct buffer names = { 0 };
	char common[256];
	int result;

	for (int i = 0; list && i < sk_GENERAL_NAME_num(list); i++) {
		const GENERAL_NAME *name = sk_GENERAL_NAME_value(list, i);
		char address[64];

		if (name->type == GEN_DNS)
			add_name(&names, (const char *)ASN1_STRING_get0_data(name->d.dNSName),
				 ASN1_STRING_length(name->d.dNSName));
		else if (name->type == GEN_IPADD &&
			 inet_ntop(ASN1_STRING_length(name->d.iPAddress) == 16 ? AF_INET6 : AF_INET,
				   ASN1_STRING_get0_data(name->d.iPAddress), address,
				   sizeof(address)))
			add_name(&names, address, strlen(address));
	}
	GENERAL_NAMES_free(list);
	if (!names.length && X509_NAME_get_text_by_NID(X509_get_subject_name(certificate),
						       NID_commonName, common,
						       sizeof(common)) > 0)
		add_name(&names, common, strlen(common));
	result = fail_plain("the certificate is for %s, not for %s",
			    names.length ? names.data : "nobody", host);
	buffer_free(&names);
	return result;
}

int tls_verify_say(SSL *ssl, const char *host)
{
	long reason = SSL_get_verify_result(ssl);
	X509 *certificate = SSL_get_app_data(ssl);

	if (certificate && (reason == X509_V_ERR_CERT_HAS_EXPIRED ||
			    reason == X509_V_ERR_CERT_NOT_YET_VALID))
		return say_time(certificate, reason == X509_V_ERR_CERT_HAS_EXPIRED);
	if (certificate && (reason == X509_V_ERR_HOSTNAME_MISMATCH ||
			    reason == X509_V_ERR_IP_ADDRESS_MISMATCH))
		return say_name(certificate, host);
	return fail_plain("the certificate is not trusted: %s",
			  X509_verify_cert_error_string(reason));
}
