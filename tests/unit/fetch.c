/* SPDX-License-Identifier: MIT */
/* http/fetch as ramroot calls it, against a server in a child process that answers as told. */
#include <netinet/in.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "http/fetch.h"
#include "trust/digest.h"

/* Last: its fail() is a macro. */
#include <cmocka.h>

static const char hello_sha256[] =
	"2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

static pid_t server;
static char base[64];

/* One answer a connection, the last one again and again. */
static void serve(const char *const *answers)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t length = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM, 0);

	assert_int_equal(bind(listener, (struct sockaddr *)&address, length), 0);
	assert_int_equal(listen(listener, 8), 0);
	getsockname(listener, (struct sockaddr *)&address, &length);
	snprintf(base, sizeof(base), "http://127.0.0.1:%u", ntohs(address.sin_port));
	server = fork();
	if (server) {
		close(listener);
		return;
	}
	for (size_t i = 0;; i += answers[i + 1] != NULL) {
		char request[4096];
		int fd = accept(listener, NULL, NULL);
		ssize_t count = read(fd, request, sizeof(request) - 1);

		if (count <= 0 || write(fd, answers[i], strlen(answers[i])) < 0)
			_exit(1);
		shutdown(fd, SHUT_WR);
		while (read(fd, request, sizeof(request)) > 0)
			;
		close(fd);
	}
}

#define SERVE(...) serve((const char *const[]){ __VA_ARGS__, NULL })

static int stop(void **state)
{
	(void)state;
	if (server > 0) {
		kill(server, SIGKILL);
		waitpid(server, NULL, 0);
	}
	server = 0;
	fetch_disconnect();
	return 0;
}

static char *at(const char *path)
{
	static char url[128];

	snprintf(url, sizeof(url), "%s%s", base, path);
	return url;
}

static int text_of(const char *url, struct buffer *text, size_t limit, char **final)
{
	struct fetch job = { .urls = &url, .url_count = 1 };
	int result = fetch_text(&job, text, limit);

	if (final)
		*final = result == 0 ? xstrdup(job.final_url) : NULL;
	fetch_free(&job);
	return result;
}

static int check(const char *url)
{
	struct fetch job = { .urls = &url, .url_count = 1, .fd = -1, .head = true, .tries = 2 };
	int result = fetch_check(&job);

	fetch_free(&job);
	return result;
}

static void texts(void **state)
{
	struct buffer text = { 0 };
	char *final;

	(void)state;
	SERVE("HTTP/1.1 302 Go\r\nLocation: d/other?x\r\nContent-Length: 0\r\n"
	      "Connection: close\r\n\r\n",
	      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
	      "HTTP/1.1 200 OK\r\nContent-Length: 500000\r\n\r\nhello",
	      "HTTP/1.1 200 OK\r\n\r\nhello");
	assert_int_equal(text_of(at("/x"), &text, 100, &final), 0);
	assert_string_equal(text.data, "hello");
	assert_string_equal(final, at("/d/other?x"));
	free(final);
	assert_true(text_of(at("/x"), &text, 100, &final) < 0);
	assert_non_null(strstr(fail_text(), "it has 500000 bytes, more than 100"));
	assert_null(final);
	assert_int_equal(text.length, 5);
	assert_true(text_of(at("/x"), &text, 4, NULL) < 0);
	assert_non_null(strstr(fail_text(), "more than 4 bytes"));
	buffer_free(&text);
}

static void local_texts(void **state)
{
	char path[] = "/tmp/fetch-XXXXXX", url[64];
	struct buffer text = { 0 };
	char *final;
	int fd = mkstemp(path);

	(void)state;
	assert_int_equal(write_all(fd, "hello", 5), 0);
	close(fd);
	assert_int_equal(text_of(path, &text, 5, &final), 0);
	assert_string_equal(final, path);
	free(final);
	snprintf(url, sizeof(url), "file://%s", path);
	assert_int_equal(text_of(url, &text, 5, NULL), 0);
	assert_string_equal(text.data, "hellohello");
	assert_true(text_of(path, &text, 4, NULL) < 0);
	unlink(path);
	assert_true(text_of(path, &text, 5, NULL) < 0);
	assert_non_null(strstr(fail_text(), "No such file or directory"));
	buffer_free(&text);
}

/* A cut in the middle, mended by a range of the same ETag. */
#define CUT "HTTP/1.1 200 OK\r\nETag: \"1\"\r\nContent-Length: 5\r\n\r\nhe"
#define REST "HTTP/1.1 206 Rest\r\nETag: \"1\"\r\nContent-Range: bytes 2-4/5\r\n" \
	     "Content-Length: 3\r\n\r\nllo"
#define OTHER "HTTP/1.1 200 OK\r\nETag: \"2\"\r\nContent-Length: 5\r\n\r\nworld"

static long read_stream(struct fetch *job, char *content)
{
	struct fetch_stream *stream = fetch_open(job);
	ssize_t count = -1;
	size_t length = 0;
	const void *block;

	if (!stream)
		return -1;
	while ((count = fetch_read(stream, &block)) > 0) {
		memcpy(content + length, block, count);
		length += count;
	}
	fetch_close(stream);
	fetch_free(job);
	return count < 0 ? -1 : (long)length;
}

static void streams(void **state)
{
	const char *urls[] = { NULL };
	struct fetch job = { .urls = urls, .url_count = 1, .fd = -1, .sha256 = hello_sha256 };
	char content[64];

	(void)state;
	SERVE(CUT, REST, CUT, OTHER, OTHER);
	urls[0] = at("/x");
	assert_int_equal(read_stream(&job, content), 5);
	assert_memory_equal(content, "hello", 5);
	assert_true(job.size == 5 && job.received == 5 && job.tried == 2 && job.status == 200);
	job.sha256 = NULL;
	assert_int_equal(read_stream(&job, content), -1);
	assert_non_null(strstr(fail_text(), "changed on the server after 2 bytes"));
	assert_int_equal(job.failure, FETCH_CHANGED);
	job.sha256 = hello_sha256;
	assert_int_equal(read_stream(&job, content), -1);
	assert_non_null(strstr(fail_text(), "SHA-256 is 486ea462"));
	assert_int_equal(job.failure, FETCH_DIGEST);
}

static int starts;

static int refuse_large(void *data, struct fetch *job)
{
	starts++;
	assert_ptr_equal(data, &starts);
	return job->size > 4 ? fail_plain("%llu bytes do not fit in memory",
					  (unsigned long long)job->size)
			     : 0;
}

static void into_memory(void **state)
{
	const char *urls[] = { NULL };
	struct fetch job = { .urls = urls, .url_count = 1, .fd = memfd_create("x", 0),
			     .sha256 = hello_sha256 };
	char content[8] = "";

	(void)state;
	SERVE(CUT, REST, "", OTHER);
	urls[0] = at("/x");
	assert_int_equal(fetch(&job), 0);
	assert_int_equal(pread(job.fd, content, sizeof(content), 0), 5);
	assert_string_equal(content, "hello");
	fetch_free(&job);
	job.sha256 = NULL;
	job.start = refuse_large;
	job.data = &starts;
	/* After a try that failed of something else. */
	assert_true(fetch(&job) < 0);
	assert_int_equal(job.failure, FETCH_STOPPED);
	assert_int_equal(starts, 1);
	assert_non_null(strstr(fail_text(), "/x: 5 bytes do not fit in memory"));
	fetch_free(&job);
	close(job.fd);
}

/* Behind what the file holds already, and only there. */
static void anew(void **state)
{
	const char *urls[] = { NULL };
	struct fetch job = { .urls = urls, .url_count = 1, .fd = memfd_create("x", 0) };
	char content[16] = "";

	(void)state;
	SERVE(CUT, OTHER);
	urls[0] = at("/x");
	assert_int_equal(write_all(job.fd, "first ", 6), 0);
	assert_int_equal(fetch(&job), 0);
	assert_int_equal(pread(job.fd, content, sizeof(content), 0), 11);
	assert_string_equal(content, "first world");
	fetch_free(&job);
	close(job.fd);
}

static void checks(void **state)
{
	(void)state;
	SERVE("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\n",
	      "HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n",
	      "HTTP/1.1 405 No HEAD\r\nConnection: close\r\n\r\n", OTHER);
	assert_int_equal(check(at("/x")), 0);
	assert_true(check(at("/x")) < 0);
	assert_non_null(strstr(fail_text(), "HTTP 404 Not Found"));
	assert_int_equal(check(at("/x")), 0);
	assert_true(check("http://127.0.0.1:1/x") < 0);
	assert_string_equal(fail_text(), "fetch http://127.0.0.1:1/x: connect 127.0.0.1 port 1: "
					 "Connection refused");
}

static volatile int cancel;

static void on_alarm(int number)
{
	(void)number;
	cancel = 1;
}

static void cancels(void **state)
{
	const char *urls[] = { NULL };
	struct fetch job = { .urls = urls, .url_count = 1, .fd = memfd_create("x", 0),
			     .cancel = &cancel };
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t length = sizeof(address);

	(void)state;
	assert_int_equal(listen(listener, 1), 0);
	getsockname(listener, (struct sockaddr *)&address, &length);
	snprintf(base, sizeof(base), "http://127.0.0.1:%u", ntohs(address.sin_port));
	urls[0] = at("/x");
	sigaction(SIGALRM, &(struct sigaction){ .sa_handler = on_alarm }, NULL);
	ualarm(100000, 0);
	assert_true(fetch(&job) < 0);
	assert_int_equal(job.failure, FETCH_CANCELLED);
	job.cancel = NULL;
	job.timeouts = (struct fetch_timeouts){ .total = 200 };
	assert_true(fetch(&job) < 0);
	assert_int_equal(job.failure, FETCH_NETWORK);
	close(listener);
	close(job.fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(texts, stop), cmocka_unit_test(local_texts),
		cmocka_unit_test_teardown(streams, stop),
		cmocka_unit_test_teardown(into_memory, stop),
		cmocka_unit_test_teardown(anew, stop), cmocka_unit_test_teardown(checks, stop),
		cmocka_unit_test(cancels),
	};

	unsetenv("http_proxy");
	unsetenv("all_proxy");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
