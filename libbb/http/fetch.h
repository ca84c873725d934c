/* SPDX-License-Identifier: MIT */
/*
 * Fetch one file: http, https (CONFIG_OPENSSL), tftp and file URLs; redirects, retries, resuming
 * after a cut, mirrors, digest, in one pass. One struct describes the job and takes the results.
 *
 *	struct fetch job = { .urls = (const char *[]){ url }, .url_count = 1, .fd = fd,
 *			     .sha256 = hex, .start = refuse_too_large };
 *	if (fetch(&job) < 0)
 *		return -1;	"fetch http://h/x: HTTP 404 Not Found"
 */
#ifndef HTTP_FETCH_H
#define HTTP_FETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/text.h"
#include "trust/keys.h"

struct progress;

/* Why a fetch failed. fetch_exit_status() maps them to GNU wget's exit codes. */
enum fetch_failure {
	FETCH_OK,
	FETCH_URL,		/* no URL that can be fetched */
	FETCH_STOPPED,		/* start() refused */
	FETCH_FILE,		/* the sink, or a local source */
	FETCH_DNS,		/* the host's name is not known */
	FETCH_REFUSED,		/* connection refused, host or network unreachable */
	FETCH_NETWORK,		/* cut off, stalled, timed out */
	FETCH_TLS,
	FETCH_AUTH,		/* 401, 407 */
	FETCH_PROTOCOL,		/* an answer that is no HTTP, or too much of it */
	FETCH_SERVER,		/* any other status that is no success, endless redirects */
	FETCH_BUSY,		/* 408, 429, 500, 502, 503, 504 to the last try */
	FETCH_DIGEST,		/* the bytes are not those of .sha256, or not what was signed */
	FETCH_CHANGED,		/* another version appeared half-way, and what was given is gone */
	FETCH_CANCELLED,
};

/* Milliseconds; 0 takes the default in brackets, FETCH_NEVER means none. */
#define FETCH_NEVER UINT32_MAX
#define FETCH_NO_REDIRECT UINT32_MAX
struct fetch_timeouts {
	uint32_t dns;		/* [20 s] */
	uint32_t connect;	/* [20 s], all addresses together, TLS handshake apart */
	uint32_t first_byte;	/* [60 s] from the request to the head of the answer */
	uint32_t stall;		/* [60 s] without a byte, or below .slowest on average */
	uint32_t total;		/* [none] the whole fetch, retries included */
};

struct fetch {
	/* What, and where to. */
	const char *const *urls;	/* mirrors, tried in order; fail-over mid-file */
	size_t url_count;
	int fd;			/* written from its current offset; start() may set it; -1 with
				 * fetch_open() */
	const char *name;	/* for messages and progress; NULL: the URL's last part */
	bool resume;		/* fd is at the end of a part fetched earlier: go on there */
	const char *sha256;	/* 64 hex digits, NULL: the first URL's #sha256=HEX, or none;
				 * needs CONFIG_OPENSSL */
	/*
	 * Not NULL: one of these keys must have signed it, and nothing is given out before that
	 * is known: fetch_open() reads from memory then. needs CONFIG_OPENSSL
	 */
	const struct keys *keys;
	const char *signature_url;	/* [each URL's own, .minisig behind its path] */

	/* How. Zero is a sensible default throughout. */
	struct fetch_timeouts timeouts;
	unsigned tries;		/* in all; UINT_MAX: without end [5 without progress] */
	unsigned patience;	/* without .tries: tries without progress, also of a server that
				 * answered before and refuses now [5, and that ends it] */
	uint32_t wait_ms;	/* longest pause between tries [10 s]; it doubles from 0.5 s */
	bool retry_refused;	/* try again after "connection refused" and DNS failures too */
	unsigned redirects;	/* followed at most [50]; FETCH_NO_REDIRECT: none */
	uint64_t limit_rate;	/* bytes a second, 0: no limit */
	unsigned parallel;	/* connections at once, over the mirrors in turn [1]; fetch() into a
				 * regular file alone, without .limit_rate */
	uint64_t slowest;	/* bytes a second [1], see timeouts.stall */
	int family;		/* AF_INET, AF_INET6 [either, raced] */
	uint64_t size_limit;	/* fail above so many bytes, 0: no limit */
	const char *user_agent;	/* ["RAMsteam/VERSION"]; "": none */
	const char *const *headers;	/* "Name: value"; one of a name we send replaces ours */
	size_t header_count;
	const char *user, *password;	/* for servers; those in a URL win, ~/.netrc comes last */
	const void *post;	/* not NULL: POST this body */
	size_t post_length;
	bool head;		/* HEAD, no body (and no start()) */
	int64_t newer_than;	/* If-Modified-Since, seconds; status 304 is a success then */
	bool no_proxy;		/* ignore http_proxy, https_proxy, no_proxy */
	bool no_netrc;
	bool insecure;		/* do not verify certificates */
	const char *ca_file;	/* instead of /etc/ssl/certs/ca-certificates.crt */
	const char *certificate, *private_key;	/* the client's, PEM */

	/*
	 * Called when the size is known, before the first byte is written: ->size, ->offset,
	 * ->status, ->final_url, ->content_type are set. A negative return (after fail())
	 * refuses (as ->failure says, when it sets that). It is called again when the file
	 * changed meanwhile and begins anew.
	 */
	int (*start)(void *data, struct fetch *job);
	/* Text of what goes on, as GNU wget logs it: pieces of lines, printable. May be NULL. */
	void (*log)(void *data, const char *text);
	/* Each head of an answer, line by line, printable (wget -S). May be NULL. */
	void (*head_line)(void *data, const char *line);
	void *data;
	struct progress *progress;	/* may be NULL */
	const volatile int *cancel;	/* not NULL: a signal's handler sets it to end all */

	/* Results; the strings are freed by fetch_free(). */
	uint64_t size;		/* of the whole file, UINT64_MAX: the server did not say */
	uint64_t offset;	/* where the body began: 0, or what resume found there */
	uint64_t received;	/* bytes of the file that are there now, offset included */
	int status;		/* last HTTP status; 206 is told as 200; 0 for tftp and file */
	char *final_url;	/* after redirects, without password */
	char *content_type;
	int64_t last_modified;	/* seconds since 1970, 0 when not told */
	enum fetch_failure failure;
	unsigned tried;		/* tries it took */

	/* Its own: */
	uint64_t ends_ms;	/* when timeouts.total is over */
	bool digest_of_url;	/* sha256 is that of the URL's fragment */
	struct minisign_signature *signature;	/* it is held to, NULL: none */
	const struct minisign_key *signer;
};

/* The whole file into job->fd. Returns 0, or negative after fail(); job->failure says why. */
int fetch(struct fetch *job);
/* Free the results' strings; the job may be used again. */
void fetch_free(struct fetch *job);
/* GNU wget's exit code of a failure: 1 generic, 3 file, 4 network, 5 TLS, 6 auth, 7, 8. */
int fetch_exit_status(enum fetch_failure failure);

/*
 * A small file as text (may hold NUL bytes; NUL-terminated), at most `limit` bytes, of local paths
 * and file: URLs too. The job is to be freed even after failure.
 */
int fetch_text(struct fetch *job, struct buffer *text, size_t limit);

/*
 * The pull form, for an archive reader: open returns when size and type are known (start() is
 * called if set), read gives the next block: its length, 0 at the end (digest checked), negative
 * after fail(). A cut is mended inside. A block stays until the next call.
 */
struct fetch_stream;
struct fetch_stream *fetch_open(struct fetch *job);
ssize_t fetch_read(struct fetch_stream *stream, const void **block);
void fetch_close(struct fetch_stream *stream);

/*
 * All of a file, which came before it was known what to hold it to: job->keys and ->sha256. After
 * fetch_close().
 */
int fetch_verify(struct fetch *job, const void *data, size_t length);

/* Is it there? With job->head: a server that knows no HEAD may know GET, whose first bytes tell. */
int fetch_check(struct fetch *job);

/* Close the connections kept alive for a next fetch: before a kexec, a switch of roots, a fork. */
void fetch_disconnect(void);

#endif
