/* SPDX-License-Identifier: MIT */
/* wget(1): GNU wget's options, log and exit codes over http/fetch. */
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/io.h"
#include "core/text.h"
#include "fs/output.h"
#include "http/fetch.h"
#include "http/sums_list.h"
#include "http/url.h"
#include "term/progress.h"
#include "tools/wget_text.h"

enum { NAME_LONGEST = 240 };

static struct {
	bool quiet, brief, show_head, resume, timestamps, spider, keep_old, insecure, no_proxy;
	bool no_netrc, retry_refused, only4, only6, no_server_times, show_progress;
	const char *document, *folder, *list, *agent, *post_data, *post_file, *log, *log_append;
	const char *user, *password, *ca_file, *certificate, *private_key, *sha256, *progress_style;
	const char *mirror_list, *sums_url;
	struct option_list headers, mirrors, key_names;
	uint64_t tries, redirects, limit_rate, parallel;
	bool tries_given, redirects_given;
	uint32_t dns, connect, read, wait;
	/* Of the run: */
	struct buffer post, mirror_text, sums;
	struct keys keys;
	struct output output;	/* of -O, or of the URL at hand */
	bool open;		/* output is */
	bool not_newer;		/* -N: the server's file is no newer */
	unsigned fetched;
} G;

static int set_time(const char *name, const char *argument)
{
	if (strcmp(name, "--dns-timeout") == 0)
		return wget_seconds(argument, &G.dns);
	if (strcmp(name, "--connect-timeout") == 0)
		return wget_seconds(argument, &G.connect);
	if (strcmp(name, "--read-timeout") == 0)
		return wget_seconds(argument, &G.read);
	if (strcmp(name, "--waitretry") == 0)
		return wget_seconds(argument, &G.wait);
	if (wget_seconds(argument, &G.read) < 0)
		return -1;
	G.dns = G.connect = G.read;
	return 0;
}

static int set_tries(const char *name, const char *argument)
{
	(void)name;
	G.tries_given = true;
	if (strcmp(argument, "inf") == 0)
		return 0;
	return text_number(argument, 10, 0, UINT32_MAX - 1, &G.tries);
}

static int set_redirects(const char *name, const char *argument)
{
	(void)name;
	G.redirects_given = true;
	return text_number(argument, 10, 0, 1000, &G.redirects);
}

static int set_rate(const char *name, const char *argument)
{
	(void)name;
	return wget_rate(argument, &G.limit_rate);
}

static int set_proxy(const char *name, const char *argument)
{
	(void)name;
	if (strcmp(argument, "on") != 0 && strcmp(argument, "off") != 0)
		return fail_plain("'%s' is neither on nor off", argument);
	G.no_proxy = strcmp(argument, "off") == 0;
	return 0;
}

static const struct option_row options[] = {
	{ "-O --output-document", OPTION_TEXT, &G.document, "FILE", "write to FILE, - for stdout" },
	{ "-P --directory-prefix", OPTION_TEXT, &G.folder, "DIR", "save files in DIR" },
	{ "-c --continue", OPTION_FLAG, &G.resume, NULL, "go on with a file fetched in part" },
	{ "-N --timestamping", OPTION_FLAG, &G.timestamps, NULL, "only files newer than ours" },
	{ "-nc --no-clobber", OPTION_FLAG, &G.keep_old, NULL, "leave out what is there already" },
	{ "-i --input-file", OPTION_TEXT, &G.list, "FILE", "fetch the URLs in FILE, one a line" },
	{ "--spider", OPTION_FLAG, &G.spider, NULL, "only look whether it is there" },
	{ "--mirror", OPTION_LIST, &G.mirrors, "URL", "the same file elsewhere, tried in turn" },
	{ "--mirror-list", OPTION_TEXT, &G.mirror_list, "FILE", "mirrors from FILE, one a line" },
	{ "--parallel", OPTION_NUMBER, &G.parallel, "N",
	  "fetch N parts at once (16 at most; not with -c)" },
	{ "--sha256", OPTION_TEXT, &G.sha256, "HEX", "fail unless the bytes have this digest" },
	{ "--sums", OPTION_TEXT, &G.sums_url, "URL", "the digest stands in this SHA256SUMS" },
	{ "--key", OPTION_LIST, &G.key_names, "KEY",
	  "file (or SHA256SUMS) must be signed: URL.minisig" },
	{ "-q --quiet", OPTION_FLAG, &G.quiet, NULL, "print nothing but errors" },
	{ "-nv --no-verbose", OPTION_FLAG, &G.brief, NULL, "a line a file" },
	{ "-v --verbose", OPTION_OFF, &G.brief, NULL, "print what goes on (default)" },
	{ "-S --server-response", OPTION_FLAG, &G.show_head, NULL, "print the servers' headers" },
	{ "--progress", OPTION_TEXT, &G.progress_style, "bar|dot|none", "how progress is shown" },
	{ "--show-progress", OPTION_FLAG, &G.show_progress, NULL, "show progress even with -q" },
	{ "-o --output-file", OPTION_TEXT, &G.log, "FILE", "write messages to FILE" },
	{ "-a --append-output", OPTION_TEXT, &G.log_append, "FILE", "add messages to FILE" },
	{ "-t --tries", OPTION_CALL, set_tries, "N", "tries (5 without progress; 0: no end)" },
	{ "--retry-connrefused", OPTION_FLAG, &G.retry_refused, NULL,
	  "try again when nobody listens, too" },
	{ "--waitretry", OPTION_CALL, set_time, "SECONDS", "longest pause between tries (10)" },
	{ "-T --timeout", OPTION_CALL, set_time, "SECONDS", "of DNS, connecting, and of silence" },
	{ "--dns-timeout", OPTION_CALL, set_time, "SECONDS", "of DNS alone (20)" },
	{ "--connect-timeout", OPTION_CALL, set_time, "SECONDS", "of connecting alone (20)" },
	{ "--read-timeout", OPTION_CALL, set_time, "SECONDS", "of silence alone (60)" },
	{ "--limit-rate", OPTION_CALL, set_rate, "RATE", "bytes a second at most (k, m)" },
	{ "--max-redirect", OPTION_CALL, set_redirects, "N", "follow so many redirects (50)" },
	{ "--header", OPTION_LIST, &G.headers, "LINE", "send this header, in place of ours" },
	{ "-U --user-agent", OPTION_TEXT, &G.agent, "NAME", "call ourselves NAME" },
	{ "--post-data", OPTION_TEXT, &G.post_data, "TEXT", "POST this" },
	{ "--post-file", OPTION_TEXT, &G.post_file, "FILE", "POST what FILE holds" },
	{ "--user --http-user", OPTION_TEXT, &G.user, "NAME", "log in as NAME" },
	{ "--password --http-password", OPTION_TEXT, &G.password, "TEXT", "with this password" },
	{ "--no-netrc", OPTION_FLAG, &G.no_netrc, NULL, "do not look into ~/.netrc" },
	{ "--no-proxy", OPTION_FLAG, &G.no_proxy, NULL, "go past http_proxy and https_proxy" },
	{ "-Y --proxy", OPTION_CALL, set_proxy, "on|off", "the same, as older scripts say it" },
	{ "--no-check-certificate", OPTION_FLAG, &G.insecure, NULL, "trust any server" },
	{ "--ca-certificate", OPTION_TEXT, &G.ca_file, "FILE", "CA certificates to verify by" },
	{ "--certificate", OPTION_TEXT, &G.certificate, "FILE", "our own certificate, PEM" },
	{ "--private-key", OPTION_TEXT, &G.private_key, "FILE", "its key, PEM" },
	{ "-4 --inet4-only", OPTION_FLAG, &G.only4, NULL, "connect by IPv4 only" },
	{ "-6 --inet6-only", OPTION_FLAG, &G.only6, NULL, "connect by IPv6 only" },
	{ "--no-use-server-timestamps", OPTION_FLAG, &G.no_server_times, NULL,
	  "files are of now, not of the server's time" },
	{ 0 }
};

static void log_text(void *data, const char *text)
{
	(void)data;
	fputs(text, stderr);
}

static void log_head_line(void *data, const char *line)
{
	(void)data;
	fprintf(stderr, "  %s\n", line);
}

static bool verbose(void)
{
	return !G.quiet && !G.brief;
}

static void log_size(const struct fetch *job, const char *path)
{
	char type[128] = "", size[16], shown[512];

	if (!verbose())
		return;
	if (job->content_type)
		snprintf(type, sizeof(type), " [%.*s]", (int)MIN(strcspn(job->content_type, ";"),
								 100u), job->content_type);
	text_copy(shown, sizeof(shown), path);
	text_make_printable(shown);
	if (job->size == UINT64_MAX)
		fprintf(stderr, "Length: unspecified%s\n", type);
	else if (job->offset)
		fprintf(stderr, "Length: %llu (%s), %llu remaining%s\n",
			(unsigned long long)job->size, wget_size(job->size, size),
			(unsigned long long)(job->size - job->offset), type);
	else
		fprintf(stderr, "Length: %llu (%s)%s\n", (unsigned long long)job->size,
			wget_size(job->size, size), type);
	fprintf(stderr, "Saving to: '%s'\n\n", strcmp(path, "-") == 0 ? "STDOUT" : shown);
}

/* The URL being fetched. */
struct item {
	struct fetch job;
	char *url, *path;	/* path "-": stdout */
	struct stat old;	/* -N: what is there, st_mtime 0: nothing */
	off_t base;		/* -O: where it begins in the file */
	char sha256[65];	/* what --sums says */
	bool announced;
};

static bool is_old(const struct item *item)
{
	return G.timestamps && item->old.st_mtime && item->job.last_modified &&
	       item->job.last_modified <= item->old.st_mtime &&
	       (item->job.size == UINT64_MAX || item->job.size == (uint64_t)item->old.st_size);
}

/* The answer is there: now the file is made, and not before. */
static int start(void *data, struct fetch *job)
{
	struct item *item = data;

	if (is_old(item)) {
		G.not_newer = true;
		return fail_plain("not newer");
	}
	if (strcmp(item->path, "-") == 0) {
		job->fd = STDOUT_FILENO;
	} else {
		/* A part of another version is left alone until the whole has come. */
		if (G.open && G.resume && !job->offset && !G.output.temporary) {
			output_abandon(&G.output);
			G.open = false;
		}
		if (!G.open && output_open(&G.output, item->path) < 0) {
			job->failure = FETCH_FILE;
			return -1;
		}
		G.open = true;
		job->fd = G.output.fd;
		item->base = MAX(lseek(job->fd, 0, SEEK_CUR) - (off_t)job->offset, 0);
	}
	if (!item->announced)
		log_size(job, item->path);
	item->announced = true;
	return 0;
}

static void configure(struct item *item, const char **urls, size_t count)
{
	struct fetch *job = &item->job;

	*job = (struct fetch){
		.urls = urls, .url_count = count, .fd = -1, .name = NULL,
		.sha256 = item->sha256[0] ? item->sha256 : G.sha256,
		.keys = G.keys.count && !item->sha256[0] ? &G.keys : NULL,
		.timeouts = { G.dns, G.connect, G.read, G.read, 0 },
		.tries = G.tries_given ? G.tries ? (unsigned)G.tries : UINT32_MAX : 0,
		.wait_ms = G.wait, .retry_refused = G.retry_refused,
		.redirects = G.redirects_given && !G.redirects ? FETCH_NO_REDIRECT
								: (unsigned)G.redirects,
		.limit_rate = G.limit_rate, .parallel = G.resume ? 1 : (unsigned)G.parallel,
		.user_agent = G.agent, .headers = G.headers.items, .header_count = G.headers.count,
		.user = G.user, .password = G.password,
		.post = G.post_data || G.post_file ? G.post.data : NULL,
		.post_length = G.post.length,
		.head = G.spider && !G.post_data && !G.post_file,
		.newer_than = item->old.st_mtime, .no_proxy = G.no_proxy,
		.no_netrc = G.no_netrc, .insecure = G.insecure, .ca_file = G.ca_file,
		.certificate = G.certificate, .private_key = G.private_key,
		.family = G.only4 ? AF_INET : G.only6 ? AF_INET6 : 0, .start = start,
		.log = verbose() ? log_text : NULL,
		.head_line = G.show_head && !G.quiet ? log_head_line : NULL, .data = item,
	};
}

static void log_saved(const struct item *item, uint64_t ms)
{
	char now[32], rate[16], total[32], shown[512];
	uint64_t got = item->job.received - item->job.offset;

	text_copy(shown, sizeof(shown), item->path);
	text_make_printable(shown);
	snprintf(total, sizeof(total), "/%llu", (unsigned long long)item->job.size);
	if (G.brief && !G.quiet)
		fprintf(stderr, "%s URL:%s [%llu%s] -> \"%s\" [%u]\n", wget_now(now),
			item->job.final_url ?: item->url, (unsigned long long)item->job.received,
			item->job.size == UINT64_MAX ? "" : total, shown, item->job.tried);
	if (!verbose())
		return;
	text_bytes((double)got * 1000 / MAX(ms, 1u), rate);
	fprintf(stderr, "%s (%s/s) - %s%s%s [%llu%s]\n\n", wget_now(now), rate,
		strcmp(shown, "-") == 0 ? "written to stdout" : "'",
		strcmp(shown, "-") == 0 ? "" : shown, strcmp(shown, "-") == 0 ? "" : "' saved",
		(unsigned long long)item->job.received, item->job.size == UINT64_MAX ? "" : total);
}

/* The part of a failed URL is taken out of -O's file again. */
static void undo(struct item *item)
{
	if (!G.document && G.open) {
		output_abandon(&G.output);
		G.open = false;
	} else if (G.open && G.output.temporary) {
		if (ftruncate(G.output.fd, item->base) < 0 ||
		    lseek(G.output.fd, item->base, SEEK_SET) < 0)
			warn_errno("%s", item->path);
	}
}

static int finish(struct item *item, int result, uint64_t ms)
{
	int64_t modified = G.no_server_times ? 0 : item->job.last_modified;

	if (G.not_newer || (result == 0 && item->job.status == 304)) {
		if (verbose())
			fprintf(stderr, "Server file no newer than local file '%s' -- not "
					"retrieving.\n\n", item->path);
		return 0;
	}
	if (result < 0) {
		warn_failure();
		undo(item);
		return fetch_exit_status(item->job.failure);
	}
	if (G.spider) {
		if (verbose())
			fprintf(stderr, "Remote file exists.\n\n");
		return 0;
	}
	if (item->job.status == 416 && verbose())
		fprintf(stderr, "\n    The file is already fully retrieved; nothing to do.\n\n");
	else
		log_saved(item, ms);
	G.fetched++;
	if (!G.document && G.open) {
		G.open = false;
		if (output_commit(&G.output, modified) < 0) {
			warn_failure();
			return 3;
		}
	}
	return 0;
}

/* Where this URL's file goes; NULL when it is to be left out. */
static char *choose_path(const struct item *item)
{
	struct url url;
	char *name, *path;

	if (G.document)
		return xstrdup(G.document);
	if (url_parse(item->url, &url) < 0)
		return NULL;
	name = url_file_name(&url);
	url_free(&url);
	if (strlen(name) > NAME_LONGEST)
		name[NAME_LONGEST] = '\0';
	path = G.folder ? xasprintf("%s/%s", G.folder, name) : xstrdup(name);
	free(name);
	if (G.resume || G.timestamps || G.keep_old || G.spider)
		return path;
	name = output_unused_name(path);
	free(path);
	return name;
}

/* Then nothing may have its name before. */
static bool is_checked(void)
{
	return G.keys.count || G.sums_url || G.sha256;
}

static int begin(struct item *item)
{
	struct stat status;
	char now[32];

	item->path = choose_path(item);
	if (!item->path) {
		warn_failure();
		return 1;
	}
	if (verbose()) {
		struct url url;
		char *text = url_parse(item->url, &url) == 0 ? url_text(&url) : NULL;

		fprintf(stderr, "--%s--  %s\n", wget_now(now), text ?: "");
		if (text)
			url_free(&url);
		free(text);
	}
	if (G.spider)
		return 0;
	if (G.keep_old && access(item->path, F_OK) == 0) {
		if (!G.quiet)
			fprintf(stderr, "File '%s' already there; not retrieving.\n\n", item->path);
		return G.document && !G.open ? 1 : -1;
	}
	if (G.timestamps && stat(item->path, &status) == 0)
		item->old = status;
	if (CONFIG_OPENSSL && G.sums_url &&
	    sums_list_find(G.sums.data ?: "", G.sums_url, item->url, item->sha256) < 0) {
		warn_failure();
		return 1;
	}
	if (G.folder && !G.document && make_folders(G.folder) < 0) {
		warn_failure();
		return 3;
	}
	if (G.resume && !G.open && strcmp(item->path, "-") != 0) {
		if (output_resume(&G.output, item->path, is_checked()) < 0) {
			warn_failure();
			output_abandon(&G.output);
			return 3;
		}
		G.open = true;
	}
	return 0;
}

/* Fetch one URL; returns its exit status. */
static int fetch_one(const char *url)
{
	struct progress progress = {
		.quiet = (!verbose() && !G.show_progress) ||
			 (G.progress_style && strcmp(G.progress_style, "none") == 0),
		.sparse = true,
	};
	size_t count = 1 + G.mirrors.count;
	const char **urls = xcalloc(count, sizeof(*urls));
	struct item item = { 0 };
	uint64_t began = now_ms();
	int result;

	/* As GNU wget: what has no scheme is a host. */
	item.url = strstr(url, "://") || strncasecmp(url, "file:", 5) == 0
			   ? xstrdup(url)
			   : xasprintf("http://%s", url);
	urls[0] = item.url;
	for (size_t i = 0; i < G.mirrors.count; i++)
		urls[1 + i] = G.mirrors.items[i];
	G.not_newer = false;
	result = begin(&item);
	if (result == 0) {
		configure(&item, urls, count);
		item.job.progress = &progress;
		if (G.open && G.resume) {
			item.job.fd = G.output.fd;
			item.job.resume = true;
		}
		result = finish(&item, G.spider ? fetch_check(&item.job) : fetch(&item.job),
				now_ms() - began);
		fetch_free(&item.job);
	}
	free(item.url);
	free(item.path);
	free(urls);
	return MAX(result, 0);
}

/* GNU wget: of several failures the one with the smallest number is told. */
static void note(int *status, int result)
{
	if (result && (!*status || result < *status))
		*status = result;
}

static int fetch_list(int *status)
{
	struct buffer text = { 0 };
	char *rest, *line;
	int result = strcmp(G.list, "-") == 0 ? read_fd(STDIN_FILENO, "stdin", &text, 1 << 24)
					      : read_file(G.list, &text, 1 << 24);

	if (result < 0) {
		warn_failure();
		return -1;
	}
	line = text.data ? strtok_r(text.data, "\r\n", &rest) : NULL;
	for (; line; line = strtok_r(NULL, "\r\n", &rest)) {
		line += strspn(line, " \t");
		if (*line && *line != '#')
			note(status, fetch_one(line));
	}
	buffer_free(&text);
	return 0;
}

static void redirect_log(void)
{
	const char *path = G.log ?: G.log_append;
	int fd;

	if (!path)
		return;
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | (G.log ? O_TRUNC : O_APPEND), 0666);
	if (fd < 0)
		die(3, "%s: %s", path, strerror(errno));
	dup2(fd, STDERR_FILENO);
	close(fd);
}

static void check_options(int argc)
{
	const char *style = G.progress_style;

	if (argc < 2 && !G.list) {
		warn("missing URL");
		fprintf(stderr, "Try '%s --help' for more information.\n", program_name);
		exit(1);
	}
	if (style && !text_starts_with(style, "bar") && !text_starts_with(style, "dot") &&
	    strcmp(style, "none") != 0)
		usage("--progress is bar, dot or none, not '%s'", style);
	if (G.keep_old && G.timestamps)
		usage("Can't timestamp and not clobber old files at the same time.");
	if ((G.mirrors.count || G.mirror_list) && (argc > 2 || G.list))
		usage("--mirror is for one URL");
	if (G.sums_url && G.sha256)
		usage("either --sums or --sha256");
	if (!CONFIG_OPENSSL && (G.sums_url || G.key_names.count))
		usage("this ramsteam is built without OpenSSL: neither --sums nor --key");
	if (G.only4 && G.only6)
		usage("Can't specify both --inet4-only and --inet6-only.");
	if (G.document && (G.timestamps || (G.resume && (argc > 2 || G.list))))
		usage("-O does not go with -N, nor with -c and several URLs");
	if (G.post_data && G.post_file)
		usage("either --post-data or --post-file");
}

static void read_post(void)
{
	buffer_text(&G.post, G.post_data ?: "");
	if (G.post_file && read_file(G.post_file, &G.post, 1 << 28) < 0)
		die_failure(3);
}

static void add_mirrors(void)
{
	if (!G.mirror_list)
		return;
	if (read_file(G.mirror_list, &G.mirror_text, 1 << 20) < 0)
		die_failure(3);
	if (G.mirror_text.data)
		option_list_add_words(&G.mirrors, G.mirror_text.data);
}

/* What the files are held to. */
static void prepare_checks(void)
{
	struct item item = { 0 };

	for (size_t i = 0; CONFIG_OPENSSL && i < G.key_names.count; i++)
		if (keys_trust(&G.keys, G.key_names.items[i]) < 0)
			die_failure(1);
	if (G.key_names.count && !G.keys.count)
		die(1, "%s holds no key", G.key_names.items[0]);
	if (!G.sums_url)
		return;
	configure(&item, &G.sums_url, 1);
	item.job.start = NULL;
	item.job.post = NULL;
	item.job.head = false;
	if (fetch_text(&item.job, &G.sums, 1 << 24) < 0)
		die_failure(fetch_exit_status(item.job.failure));
	fetch_free(&item.job);
}

static int run(int argc, char **argv)
{
	int status = 0;

	check_options(argc);
	redirect_log();
	read_post();
	output_guard_signals();
	/* As GNU wget: a pipe that was closed is told, by exit status 3. */
	signal(SIGPIPE, SIG_IGN);
	add_mirrors();
	prepare_checks();
	for (int i = 1; i < argc; i++)
		note(&status, fetch_one(argv[i]));
	if (G.list && fetch_list(&status) < 0)
		note(&status, 1);
	/* -O: the file is complete when all of them are; what did come is kept. */
	if (G.open && (!status || G.fetched)) {
		if (output_commit(&G.output, 0) < 0) {
			warn_failure();
			note(&status, 3);
		}
	} else if (G.open) {
		output_abandon(&G.output);
	}
	fetch_disconnect();
	buffer_free(&G.post);
	buffer_free(&G.sums);
	buffer_free(&G.mirror_text);
	return status;
}

APPLET(wget, .names = "wget", .summary = "fetch files by HTTP, HTTPS and TFTP",
       .operands = "URL...", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G), .usage_status = 2,
       .details = "A file has its name only when it is complete. A cut is mended; http_proxy,\n"
		  "https_proxy, no_proxy and ~/.netrc are heeded.\n"
		  "Exit status: 0 well, 1 other, 2 usage, 3 file, 4 network, 5 TLS, 6 login,\n"
		  "7 protocol, 8 the server refused.");
