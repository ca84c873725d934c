/* SPDX-License-Identifier: MIT */
/* The kexec path: a script or a kernel's name gives files, these go into memory, then the jump. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "boot/initrd.h"
#include "boot/kernel.h"
#include "boot/kernel_parts.h"
#include "boot/kexec.h"
#include "boot/pxelinux_host.h"
#include "boot/script_host.h"
#include "boot/steps.h"
#include "boot/trusted.h"
#include "core/error.h"
#include "core/io.h"
#include "http/fetch.h"
#include "http/url.h"
#include "net/link.h"
#include "term/progress.h"

struct getting {
	const struct ramroot *ramroot;
	bool member;		/* of an archive that is made for it */
};

/* The kernel keeps a copy of its own until the jump. */
static int size_is_known(void *data, struct fetch *job)
{
	const struct getting *getting = data;
	const struct ramroot *ramroot = getting->ramroot;
	off_t held = ramroot->initrd_fd > 0 ? lseek(ramroot->initrd_fd, 0, SEEK_END) : 0;

	if (job->size == UINT64_MAX)
		return 0;
	if (getting->member && added_check_member(job->urls[0], job->size) < 0)
		return -1;
	return check_memory(job->urls[0], job->size, held + 2 * job->size);
}

static int get(struct ramroot *ramroot, const char *name, bool member, int fd, uint64_t *bytes)
{
	struct getting getting = { ramroot, member };
	const char *urls[] = { name };
	struct progress progress = { .quiet = ramroot->plan.quiet };
	struct fetch job = { .urls = urls, .url_count = 1, .fd = fd, .start = size_is_known,
			       .data = &getting, .progress = &progress };
	int result = trusted_hold(&job);

	if (result == 0)
		result = fetch(&job);
	*bytes += job.received;
	fetch_free(&job);
	return result;
}

/* What imgverify has verified, these very bytes. */
static int get_kept(int kept, const char *name, int fd, uint64_t *bytes)
{
	uint64_t size = lseek(kept, 0, SEEK_END);
	int64_t copied = -1;

	if (check_memory(name, size, 2 * size) == 0 && lseek(kept, 0, SEEK_SET) == 0)
		copied = copy_fd(kept, name, fd, "memory", 0);
	*bytes += MAX(copied, 0);
	return copied < 0 ? -1 : 0;
}

static int make_memory(const char *name)
{
	int fd = memfd_create(name, MFD_CLOEXEC);

	return fd < 0 ? fail("make a memory file for the %s", name) : fd;
}

static int check_kernel(int fd, const char *name)
{
	char head[KERNEL_HEAD];
	ssize_t length = pread(fd, head, sizeof(head), 0);

	if (length < 0)
		return fail("read %s", name);
	return kernel_check_size(head, length, lseek(fd, 0, SEEK_END), name);
}

/* "/path mode=755": where the file is to appear, or NULL: an archive as it is. */
static int64_t begin_member(int fd, const char *file)
{
	char *copy = xstrdup(file), *mode = strstr(copy, " mode=");
	uint64_t bits = 0644;
	int64_t result = -1;

	if (mode) {
		*mode = '\0';
		mode += strlen(" mode=");
	}
	if (!mode || text_number(mode, 8, 0, 07777, &bits) == 0)
		result = initrd_member_begin(fd, copy, bits);
	free(copy);
	return result;
}

static int get_initrd(struct ramroot *ramroot, const struct boot_initrd *initrd, uint64_t *bytes)
{
	int fd = ramroot->initrd_fd;
	int64_t begun = 0;

	if (initrd->file)
		begun = begin_member(fd, initrd->file);
	if (begun < 0 ||
	    (initrd->kept ? get_kept(initrd->kept, initrd->name, fd, bytes)
			  : get(ramroot, initrd->name, initrd->file, fd, bytes)) < 0)
		return -1;
	return initrd->file ? initrd_member_end(fd, begun) : initrd_pad(fd);
}

static int fetch_files(void *data, struct plan *plan)
{
	struct ramroot *ramroot = data;
	struct boot_files *files = &ramroot->files;
	uint64_t bytes = 0;

	if ((ramroot->kernel_fd = make_memory("kernel")) < 0 ||
	    (files->kept ? get_kept(files->kept, files->kernel, ramroot->kernel_fd, &bytes)
			 : get(ramroot, files->kernel, false, ramroot->kernel_fd, &bytes)) < 0 ||
	    kernel_unwrap(files->kernel, &ramroot->kernel_fd, &ramroot->initrd_fd,
			  &files->cmdline) < 0 ||
	    check_kernel(ramroot->kernel_fd, files->kernel) < 0)
		return -1;
	if (files->initrd_count && ramroot->initrd_fd <= 0 &&
	    (ramroot->initrd_fd = make_memory("initrd")) < 0)
		return -1;
	for (size_t i = 0; i < files->initrd_count; i++)
		if (get_initrd(ramroot, &files->initrds[i], &bytes) < 0)
			return -1;
	plan_now(plan)->bytes = bytes;
	plan_note(plan, "kernel and %zu initrd%s%s", files->initrd_count,
		  files->initrd_count == 1 ? "" : "s", trusted_note());
	return 0;
}

/* Its own, or that of the image it was wrapped in, and the network's words. Caller frees. */
static char *whole_cmdline(const struct boot_files *files)
{
	const char *network = files->network ? files->network : "";

	return xasprintf("%s%s", files->cmdline, *files->cmdline ? network :
			 network + strspn(network, " "));
}

static int load(void *data, struct plan *plan)
{
	struct ramroot *ramroot = data;
	char *cmdline = whole_cmdline(&ramroot->files);
	int result = kexec_load_files(ramroot->kernel_fd, ramroot->files.kernel,
				      ramroot->initrd_fd > 0 ? ramroot->initrd_fd : -1, cmdline);

	close_fd(&ramroot->kernel_fd);
	if (ramroot->initrd_fd > 0)
		close_fd(&ramroot->initrd_fd);
	plan_note(plan, "%s", cmdline);
	free(cmdline);
	return result;
}

static int jump(void *data, struct plan *plan)
{
	struct ramroot *ramroot = data;
	struct buffer text = { 0 };

	if (!plan->quiet) {
		plan_timeline(plan, &text);
		printf("%s", text.data ? text.data : "");
		buffer_free(&text);
	}
	fflush(stdout);
	fetch_disconnect();
	if (!ramroot->initramfs && !ramroot->request->force)
		return kexec_execute_by_init();
	kernel_log("%s", "jump: into the loaded kernel");
	if (kexec_quiesce_network() < 0)
		kernel_log("%s", fail_text());
	return kexec_execute();
}

/* Names for files in the current folder: the last part, numbered when it is taken. */
static char *file_name(const struct boot_files *files, size_t index)
{
	char *base = source_basename(index ? files->initrds[index - 1].name : files->kernel);

	for (size_t i = 0; i < index; i++) {
		char *other = source_basename(i ? files->initrds[i - 1].name : files->kernel);
		bool same = strcmp(base, other) == 0;

		free(other);
		if (same) {
			other = xasprintf("%s-%zu", base, index);
			free(base);
			return other;
		}
	}
	return base;
}

static void add_fetch_lines(const struct boot_files *files, struct buffer *lines)
{
	for (size_t i = 0; i <= files->initrd_count; i++) {
		const char *url = i ? files->initrds[i - 1].name : files->kernel;
		char *base = file_name(files, i);
		char *name = text_shell_quote(base), *from = text_shell_quote(url);

		if (url_is_local(url))
			trusted_line(url, lines);
		else
			buffer_format(lines, "wget%s -O %s %s\n", trusted_words(url), name, from);
		free(base);
		free(name);
		free(from);
	}
}

static char *line_name(const struct boot_files *files, size_t index)
{
	const char *name = index ? files->initrds[index - 1].name : files->kernel;
	char *base = url_is_local(name) ? xstrdup(name) : file_name(files, index);
	char *quoted = text_shell_quote(base);

	free(base);
	return quoted;
}

/* A file with a place of its own is wrapped into an archive first, as cpio(1) does it. */
static void add_member_lines(const struct boot_files *files, size_t index, struct buffer *lines)
{
	const char *file = files->initrds[index - 1].file;
	const char *words = file + strspn(file, "/");
	char *path = xstrndup(words, strcspn(words, " ")), *name = line_name(files, index);
	char *quoted = text_shell_quote(path);
	const char *mode = strstr(words, " mode=");

	buffer_format(lines, "mkdir -p member-%zu/$(dirname %s)\ncp %s member-%zu/%s\n"
		      "chmod %s member-%zu/%s\n"
		      "(cd member-%zu && find . | cpio -o -H newc) > member-%zu.cpio\n",
		      index, quoted, name, index, quoted, mode ? mode + strlen(" mode=") : "644",
		      index, quoted, index, index);
	free(path);
	free(name);
	free(quoted);
}

static void add_load_lines(const struct boot_files *files, struct buffer *lines)
{
	char *kernel = line_name(files, 0), *whole = whole_cmdline(files);
	char *cmdline = text_shell_quote(whole);

	for (size_t i = 1; i <= files->initrd_count; i++)
		if (files->initrds[i - 1].file)
			add_member_lines(files, i, lines);
	buffer_format(lines, "kexec --load %s", kernel);
	for (size_t i = 1; i <= files->initrd_count; i++) {
		char *name = files->initrds[i - 1].file ? xasprintf("member-%zu.cpio", i) :
							  line_name(files, i);

		buffer_format(lines, " --initrd=%s", name);
		free(name);
	}
	buffer_format(lines, " -c %s\n", *cmdline ? cmdline : "''");
	free(kernel);
	free(whole);
	free(cmdline);
}

/* The kernel that was named itself, with its initrds. */
static int files_of_request(struct ramroot *ramroot)
{
	const struct ramroot_request *request = ramroot->request;
	struct boot_files *files = &ramroot->files;

	files->kernel = xstrdup(ramroot->source.name);
	files->cmdline = xstrdup(request->fill ? request->fill : "");
	files->initrds = xcalloc(request->initrd_count, sizeof(*files->initrds));
	files->initrd_count = request->initrd_count;
	for (size_t i = 0; i < request->initrd_count; i++)
		files->initrds[i].name = xstrdup(request->initrds[i]);
	return 0;
}

/* Behind all others: the last file of a name is the one that stays. */
static void append_added(struct ramroot *ramroot)
{
	struct boot_files *files = &ramroot->files;

	files->initrds = xrealloc(files->initrds, (files->initrd_count + ramroot->added_count + 1) *
				  sizeof(*files->initrds));
	for (size_t i = 0; i < ramroot->added_count; i++) {
		const struct added *added = &ramroot->added[i];

		files->initrds[files->initrd_count++] = (struct boot_initrd){
			.name = xstrdup(added->from),
			.file = xasprintf("%s mode=%o", added->path, added->mode),
		};
	}
}

/* Of this run, or of dhclient's before it. */
static int keep_network(struct ramroot *ramroot)
{
	const struct lease *lease = &ramroot->lease;
	struct buffer words = { 0 };
	struct lease earlier;
	struct link link;

	if (!ip_address_is_set(&lease->address)) {
		if (access(LEASE_PATH, R_OK) < 0)
			return fail_plain("--keep-net: there is no lease of ours (%s): give the "
					  "next kernel its ip= by --cmdline", LEASE_PATH);
		if (lease_read(&earlier, LEASE_PATH) < 0)
			return -1;
		lease = &earlier;
	}
	if (link_find(lease->interface, &link) < 0)
		return -1;
	ip_parameter_words(lease, link.mac_length == 6 ? link.mac : NULL, &words);
	ramroot->files.network = words.data;
	return 0;
}

int add_kexec_steps(struct ramroot *ramroot)
{
	struct plan *plan = &ramroot->plan;

	if (ramroot->request->persist || ramroot->request->images.count)
		return fail_plain("--persist and --image are for a root, and this is a kernel's "
				  "boot");

	/* A script that runs already has named them. */
	if (!ramroot->files.kernel &&
	    (ramroot->source.way == SOURCE_KERNEL   ? files_of_request(ramroot) :
	     CONFIG_PXELINUX && ramroot->source.way == SOURCE_PXELINUX ? pxelinux_run(ramroot)
								       : script_run(ramroot)) < 0)
		return -1;
	if (ramroot->request->keep_net && keep_network(ramroot) < 0)
		return -1;
	append_added(ramroot);
	add_fetch_lines(&ramroot->files, plan_add(plan, "fetch", fetch_files));
	add_check_step(ramroot);
	if (ramroot->request->check_only)
		return 0;
	add_load_lines(&ramroot->files, plan_add(plan, "load", load));
	add_break_step(ramroot, STOP_SWITCH);
	if (!ramroot->request->load_only)
		buffer_text(plan_add(plan, "jump", jump), ramroot->initramfs ||
			    ramroot->request->force ? "kexec -e\n" : "systemctl kexec\n");
	return 0;
}
